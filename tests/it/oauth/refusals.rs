//! Errors of token endpoints and of application registrations.

use super::{
    by_token,
    issuer::{SUITES, app, fresh, pair, tokens},
    mailer,
};
use crate::smtp::mail;
use ite_mailer::{
    DocumentMailer, Error, ErrorKind, OAuth2Problem, Outcome, Provider, Retry, Stage,
    oauth2::{OAuth2App, OAuth2AppBuilder, RefreshTokenProvider},
    sandbox::{Certificate, Personality, TokenEndpoint, TokenEndpointBuilder},
};
use std::time::Duration;

#[tokio::test]
async fn every_refusal_of_an_issuer_has_its_problem() {
    use OAuth2Problem as P;
    for (provider, personality) in SUITES {
        let (sandbox, endpoint) = pair(personality, |builder| builder).await;
        for (problem, kind, retryable) in [
            (P::GrantInvalid, ErrorKind::OAuth2TokenInvalidOrExpired, false),
            (P::ScopeMissing, ErrorKind::OAuth2TokenInvalidOrExpired, false),
            (P::ClientInvalid, ErrorKind::OAuth2ClientInvalid, false),
            (P::TenantWrong, ErrorKind::OAuth2ClientInvalid, false),
            (P::ConsentMissing, ErrorKind::OAuth2ConsentRequired, false),
            (P::ClockSkew, ErrorKind::OAuth2TokenInvalidOrExpired, false),
            (P::EndpointUnreachable, ErrorKind::TemporaryServerError, true),
            (P::EndpointAnswer, ErrorKind::Protocol, true),
        ] {
            endpoint.refuse(problem).unwrap();
            let gateway = by_token(&sandbox, tokens(provider, &endpoint)).provider(provider);
            let error = mailer(gateway).send(&mail("refused")).await.unwrap_err();
            let at = format!("{provider:?} {problem}: {error}");
            assert_eq!(
                (error.oauth2_problem(), error.kind(), error.stage()),
                (Some(problem), kind, Stage::Token),
                "{at}"
            );
            assert_eq!((error.outcome(), error.retry().is_retryable()), (Outcome::NotSent, retryable), "{at}");
            let expected = ite_mailer::guidance::guidance_for_oauth2(problem, provider);
            assert_eq!(error.guidance().en, expected.en, "{at}");
        }
        for elsewhere in [P::SmtpAuthOff, P::OtherMailbox, P::TokenRefused, P::TokensNotTaken] {
            assert!(endpoint.refuse(elsewhere).is_err(), "{elsewhere}");
        }
        assert_eq!(sandbox.connections().opened, 0, "without a token there is nothing to connect for");
        endpoint.clear();
        mailer(by_token(&sandbox, tokens(provider, &endpoint)).provider(provider)).send(&mail("again")).await.unwrap();
    }
}

#[tokio::test]
async fn an_issuer_that_cannot_be_asked() {
    let (_sandbox, endpoint) = pair(Personality::Generic, |builder| builder).await;
    let ask = async |app: OAuth2AppBuilder| {
        let tokens = RefreshTokenProvider::new(app.build().unwrap(), endpoint.refresh_token(), |_| {});
        fresh(&tokens).await.unwrap_err()
    };
    let what = |error: &Error| (error.kind(), error.oauth2_problem().unwrap(), error.stage());
    let base = || app(Provider::Custom, &endpoint);

    endpoint.answer(429, &[("retry-after", "120")], "slow down");
    let error = ask(base()).await;
    assert_eq!(what(&error), (ErrorKind::TemporaryServerError, OAuth2Problem::EndpointUnreachable, Stage::Token));
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(120)));
    endpoint.answer(302, &[("location", "https://example.com/")], "");
    let error = ask(base()).await;
    assert_eq!(what(&error).1, OAuth2Problem::EndpointAnswer);
    assert!(error.to_string().contains("not followed"), "{error}");
    // Correct except for its length.
    let padded = format!(r#"{{"access_token":"x","token_type":"Bearer","padding":"{}"}}"#, "x".repeat(300 * 1024));
    endpoint.answer(200, &[("content-type", "application/json")], padded);
    assert_eq!(what(&ask(base()).await).1, OAuth2Problem::EndpointAnswer);
    endpoint.answer(400, &[], "no JSON");
    assert_eq!(what(&ask(base()).await), (ErrorKind::Protocol, OAuth2Problem::EndpointAnswer, Stage::Token));
    endpoint.stall();
    let error = ask(base().timeout(Duration::from_millis(200))).await;
    assert_eq!(what(&error), (ErrorKind::Timeout, OAuth2Problem::EndpointUnreachable, Stage::Token));
    assert!(error.retry().is_retryable());
    endpoint.clear();

    let closed = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let error = ask(base().token_url(format!("https://localhost:{port}/token"))).await;
    assert_eq!(what(&error), (ErrorKind::Connect, OAuth2Problem::EndpointUnreachable, Stage::Token));
    let error = ask(base().token_url("https://nowhere.invalid/token")).await;
    assert_eq!(what(&error), (ErrorKind::Dns, OAuth2Problem::EndpointUnreachable, Stage::Token));
    let untrusting = OAuth2App::builder(Provider::Custom, "x").token_url(endpoint.token_url());
    assert_eq!(what(&ask(untrusting).await), (ErrorKind::TlsUntrusted, OAuth2Problem::EndpointAnswer, Stage::Token));
    // Plain http where TLS is expected.
    let clear = base().token_url(endpoint.plain_token_url().replace("http:", "https:"));
    assert_eq!(what(&ask(clear).await).0, ErrorKind::TlsPlaintextPort);
    assert!(endpoint.requests().iter().all(|request| request.starts_with("refresh_token")));
}

#[tokio::test]
async fn a_certificate_that_is_not_valid_today_speaks_of_the_clock() {
    let endpoint = TokenEndpoint::builder().certificate(Certificate::Expired).start().await.unwrap();
    let error = fresh(&tokens(Provider::Custom, &endpoint)).await.unwrap_err();
    assert_eq!((error.kind(), error.oauth2_problem()), (ErrorKind::TlsExpired, Some(OAuth2Problem::ClockSkew)));
    assert!(endpoint.requests().is_empty(), "nothing was sent to a server that did not prove who it is");
}

#[tokio::test]
async fn a_grant_without_sending_fails_before_connecting() {
    for (provider, personality, granted) in [
        (Provider::Gmail, Personality::Gmail, "https://www.googleapis.com/auth/userinfo.email"),
        (Provider::Microsoft365, Personality::Microsoft365, "https://outlook.office.com/User.Read"),
    ] {
        let (sandbox, endpoint) = pair(personality, |builder| builder.granted_scope(granted)).await;
        let error = mailer(by_token(&sandbox, tokens(provider, &endpoint)).provider(provider))
            .send(&mail("x"))
            .await
            .unwrap_err();
        assert_eq!(
            (error.oauth2_problem(), error.stage()),
            (Some(OAuth2Problem::ScopeMissing), Stage::Token),
            "{error}"
        );
        assert_eq!(sandbox.connections().opened, 0);
    }
    // Microsoft may write the same scope with its other host.
    let granted = "https://outlook.office.com/SMTP.Send offline_access";
    let (sandbox, endpoint) = pair(Personality::Microsoft365, |builder| builder.granted_scope(granted)).await;
    let given = tokens(Provider::Microsoft365, &endpoint);
    mailer(by_token(&sandbox, given).provider(Provider::Microsoft365)).send(&mail("x")).await.unwrap();
    // The scopes of an unknown issuer are not compared: the mail server reports the missing one.
    let (sandbox, endpoint) = pair(Personality::Generic, |builder| builder.granted_scope("calendar")).await;
    let error = mailer(by_token(&sandbox, tokens(Provider::Custom, &endpoint))).send(&mail("x")).await.unwrap_err();
    assert_eq!((error.oauth2_problem(), error.stage()), (Some(OAuth2Problem::ScopeMissing), Stage::Auth), "{error}");
    assert_eq!((endpoint.requests().len(), sandbox.connections().opened), (2, 2));
}

#[tokio::test]
async fn applications_that_cannot_be() {
    let problems = |builder: OAuth2AppBuilder| {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        error.problems().iter().map(|problem| problem.field.to_string()).collect::<Vec<_>>()
    };
    let custom = || OAuth2App::builder(Provider::Custom, "id");
    assert_eq!(problems(custom()), ["token_url"]);
    for url in [
        "http://example.com/token",
        "ftp://localhost/",
        "https://u:p@example.com/",
        "https://example.com/#x",
        "token",
        "file:///x",
    ] {
        assert_eq!(problems(custom().token_url(url)), ["token_url"], "{url}");
        assert_eq!(problems(custom().token_url("https://example.com/").authorize_url(url)), ["authorize_url"], "{url}");
    }
    for url in ["http://127.0.0.1:1/", "http://localhost/", "http://[::1]/", "https://example.com/token?a=b"] {
        custom().token_url(url).build().unwrap();
    }
    let all = OAuth2App::builder(Provider::Gmail, " ")
        .tenant("x")
        .scopes(["a b"])
        .timeout(Duration::ZERO)
        .root_certificate("x");
    assert_eq!(problems(all), ["client_id", "tenant", "scopes", "timeout", "root_certificates"]);
    assert_eq!(problems(OAuth2App::builder(Provider::Microsoft365, "x").tenant("a/b")), ["tenant"]);
    // At most an hour, like every deadline of one step.
    let patient = |timeout| custom().token_url("https://example.com/").timeout(timeout);
    patient(Duration::from_secs(3600)).build().unwrap();
    for timeout in [Duration::from_secs(3600) + Duration::from_nanos(1), Duration::MAX] {
        assert_eq!(problems(patient(timeout)), ["timeout"], "{timeout:?}");
    }
    let google = OAuth2App::builder(Provider::GoogleWorkspace, "x").build().unwrap();
    assert_eq!(google.scopes(), ["https://mail.google.com/"]);
}

#[tokio::test]
async fn a_new_token_for_sending_that_is_refused_is_another_mailboxs() {
    for (granted, problem) in [
        (Some("https://mail.google.com/"), OAuth2Problem::OtherMailbox),
        // The issuer does not say what it granted.
        (None, OAuth2Problem::TokenRefused),
    ] {
        let other = |builder: TokenEndpointBuilder| builder.user("other@example.com");
        let set = |builder| granted.into_iter().fold(other(builder), TokenEndpointBuilder::granted_scope);
        let (sandbox, endpoint) = pair(Personality::Gmail, set).await;
        let gateway = by_token(&sandbox, tokens(Provider::Gmail, &endpoint)).provider(Provider::Gmail);
        let error = mailer(gateway).send(&mail("x")).await.unwrap_err();
        assert_eq!((error.oauth2_problem(), error.stage()), (Some(problem), Stage::Auth), "{error}");
        assert_eq!((endpoint.requests().len(), sandbox.connections().opened), (2, 2));
    }
}
