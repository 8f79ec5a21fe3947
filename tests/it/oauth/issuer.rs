//! Tokens from an issuer: grants, the cache, and every way an issuer refuses.

use super::{by_token, mailer};
use crate::smtp::mail;
use ite_mailer::{
    AccessToken, DocumentMailer, Error, ErrorKind, OauthProblem, Outcome, Provider, Retry, SecretString, Stage,
    TokenProvider, TokenRequest,
    oauth2::{OAuth2App, OAuth2AppBuilder, RefreshTokenProvider},
    sandbox::{Certificate, Personality, SmtpSandbox, TokenEndpoint, TokenEndpointBuilder},
};
use secrecy::ExposeSecret;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::task::JoinSet;

pub(super) async fn pair(
    personality: Personality,
    set: impl Fn(TokenEndpointBuilder) -> TokenEndpointBuilder,
) -> (SmtpSandbox, TokenEndpoint) {
    let sandbox = SmtpSandbox::builder().personality(personality).start().await.unwrap();
    let endpoint = set(TokenEndpoint::builder().beside(&sandbox)).start().await.unwrap();
    (sandbox, endpoint)
}

pub(super) fn app(provider: Provider, endpoint: &TokenEndpoint) -> OAuth2AppBuilder {
    OAuth2App::builder(provider, endpoint.client_id())
        .client_secret(endpoint.client_secret())
        .authorize_url(endpoint.authorize_url())
        .token_url(endpoint.token_url())
        .root_certificate(endpoint.ca_pem())
}

pub(super) fn tokens(provider: Provider, endpoint: &TokenEndpoint) -> RefreshTokenProvider {
    RefreshTokenProvider::new(app(provider, endpoint).build().unwrap(), endpoint.refresh_token(), |_| {})
}

async fn fresh(tokens: &RefreshTokenProvider) -> Result<AccessToken, Error> {
    tokens.access_token(TokenRequest::Fresh).await
}

/// Moves the clock of the runtime, and nothing that waits for it.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

const SUITES: [(Provider, Personality); 3] = [
    (Provider::Gmail, Personality::Gmail),
    (Provider::Microsoft365, Personality::Microsoft365),
    (Provider::Custom, Personality::Generic),
];

#[tokio::test]
async fn mails_go_with_a_refresh_token() {
    for (provider, personality) in SUITES {
        for (public, plain) in [(false, false), (true, false), (false, true)] {
            let set = |builder: TokenEndpointBuilder| if public { builder.public_client() } else { builder };
            let (sandbox, endpoint) = pair(personality, set).await;
            let mut app = OAuth2App::builder(provider, endpoint.client_id())
                .authorize_url(endpoint.authorize_url())
                .token_url(if plain { endpoint.plain_token_url() } else { endpoint.token_url() })
                .root_certificate(endpoint.ca_pem());
            if !public {
                app = app.client_secret(endpoint.client_secret());
            }
            let tokens = RefreshTokenProvider::new(app.build().unwrap(), endpoint.refresh_token(), |_| {});
            let mailer = mailer(by_token(&sandbox, tokens).provider(provider));
            mailer
                .send(&mail("by refresh token"))
                .await
                .unwrap_or_else(|error| panic!("{provider:?} {public}: {error}"));
            assert_eq!(endpoint.requests(), ["refresh_token"], "{provider:?} {public}");
            assert_eq!(sandbox.mails()[0].user(), Some(endpoint.user()));
        }
    }
}

#[tokio::test]
async fn mails_go_with_the_applications_own_secret() {
    let (sandbox, endpoint) = pair(Personality::Microsoft365, |builder| builder).await;
    let app = || app(Provider::Microsoft365, &endpoint).tenant("contoso.example");
    let tokens = RefreshTokenProvider::client_credentials(app().build().unwrap()).unwrap();
    mailer(by_token(&sandbox, tokens).provider(Provider::Microsoft365)).send(&mail("by itself")).await.unwrap();
    assert_eq!(endpoint.requests(), ["client_credentials"]);

    let public = OAuth2App::builder(Provider::Microsoft365, "x").build().unwrap();
    let error = RefreshTokenProvider::client_credentials(public).unwrap_err();
    let fields: Vec<_> = error.problems().iter().map(|problem| problem.field).collect();
    assert_eq!((error.kind(), fields), (ErrorKind::Configuration, vec!["client_secret", "tenant"]));
}

/// A batch that outlives two expiries, on connections that are replaced every third mail.
#[tokio::test]
async fn one_refresh_for_each_expiry() {
    let (sandbox, endpoint) =
        pair(Personality::Microsoft365, |builder| builder.lifetime(Duration::from_secs(3600))).await;
    let provider = tokens(Provider::Microsoft365, &endpoint);
    let gateway = by_token(&sandbox, provider).provider(Provider::Microsoft365);
    let mailer = mailer(gateway.max_connections(3).mails_per_connection(3));
    let mut sent = 0;
    for (round, expire) in [None, Some(true), Some(false)].into_iter().enumerate() {
        match expire {
            // A minute before its end, by the provider's own clock …
            Some(true) => pass(Duration::from_secs(3600 - 60)).await,
            // … and by a server that takes it no longer, unforeseen.
            Some(false) => sandbox.expire_tokens(),
            None => {}
        }
        let refused = sandbox.sign_ins().refused;
        let mut sends = JoinSet::new();
        for nth in 0..20 {
            let mailer = mailer.clone();
            sends.spawn(async move { mailer.send(&mail(&format!("{round}: {nth}"))).await });
        }
        for result in sends.join_all().await {
            result.unwrap_or_else(|error| panic!("{round}: {error}"));
        }
        sent += 20;
        assert_eq!(sandbox.mails().len(), sent);
        assert_eq!(endpoint.requests().len(), round + 1, "{:?}", endpoint.requests());
        assert_eq!(sandbox.sign_ins().refused > refused, expire == Some(false), "{:?}", sandbox.sign_ins());
    }
    assert!(sandbox.connections().opened >= 20, "connections were replaced: {:?}", sandbox.connections());
}

#[tokio::test]
async fn a_token_is_kept_until_a_minute_before_its_end() {
    let (_sandbox, endpoint) = pair(Personality::Generic, |builder| builder.lifetime(Duration::from_secs(600))).await;
    let tokens = tokens(Provider::Custom, &endpoint);
    let first = fresh(&tokens).await.unwrap();
    assert!(first.ends_within(Duration::from_secs(601)) && !first.ends_within(Duration::from_secs(590)));
    pass(Duration::from_secs(538)).await;
    assert!(fresh(&tokens).await.unwrap().is(&first));
    pass(Duration::from_secs(3)).await;
    let second = fresh(&tokens).await.unwrap();
    assert!(!second.is(&first));
    assert_eq!(endpoint.requests().len(), 2);
    // Whoever was refused the first has no need of a third.
    assert!(tokens.access_token(TokenRequest::Rejected(&first)).await.unwrap().is(&second));
    assert_eq!(endpoint.requests().len(), 2);
    assert!(!tokens.access_token(TokenRequest::Rejected(&second)).await.unwrap().is(&second));
    assert_eq!(endpoint.requests().len(), 3);
}

#[tokio::test]
async fn one_request_for_everybody_who_asks_at_once() {
    let (_sandbox, endpoint) = pair(Personality::Generic, |builder| builder).await;
    let tokens = tokens(Provider::Custom, &endpoint);
    let crowd = async || {
        let mut asks = JoinSet::new();
        for _ in 0..30 {
            let tokens = tokens.clone();
            asks.spawn(async move { fresh(&tokens).await });
        }
        asks.join_all().await
    };
    endpoint.revoke();
    let answers = crowd().await;
    assert!(
        answers.iter().all(|answer| answer.as_ref().unwrap_err().oauth_problem() == Some(OauthProblem::GrantInvalid))
    );
    let told: Vec<String> = answers.iter().map(|answer| answer.as_ref().unwrap_err().to_string()).collect();
    assert!(told.iter().all(|text| text == &told[0] && text.contains("invalid_grant")), "{told:?}");
    assert_eq!(endpoint.requests().len(), 1, "a failure is everybody's too");
    assert_eq!(crowd().await.len(), 30);
    assert_eq!(endpoint.requests().len(), 2, "and the next who ask are not told an old one");
}

#[tokio::test]
async fn a_rotated_refresh_token_is_handed_over_once_and_used() {
    let (_sandbox, endpoint) = pair(Personality::Microsoft365, TokenEndpointBuilder::rotating).await;
    let stored: Arc<Mutex<Vec<SecretString>>> = Arc::default();
    let store = stored.clone();
    let app = app(Provider::Microsoft365, &endpoint).build().unwrap();
    let tokens = RefreshTokenProvider::new(app, endpoint.refresh_token(), move |new| store.lock().unwrap().push(new));
    let mut token = fresh(&tokens).await.unwrap();
    for round in 1..=3 {
        let stored: Vec<_> = stored.lock().unwrap().iter().map(|token| token.expose_secret().to_owned()).collect();
        assert_eq!(stored.len(), round);
        assert_eq!(stored.last().unwrap(), endpoint.refresh_token().expose_secret());
        token = tokens.access_token(TokenRequest::Rejected(&token)).await.unwrap();
    }
    // Where it does not rotate, there is nothing to hand over, though Microsoft sends it along.
    let (_sandbox, endpoint) = pair(Personality::Microsoft365, |builder| builder).await;
    let app = super::issuer::app(Provider::Microsoft365, &endpoint).build().unwrap();
    let tokens = RefreshTokenProvider::new(app, endpoint.refresh_token(), |_| panic!("nothing new"));
    fresh(&tokens).await.unwrap();
}

/// A dropped `send` must not lose what an issuer has given in exchange for the old refresh token.
#[tokio::test]
async fn who_gives_up_does_not_lose_the_rotated_token() {
    let (_sandbox, endpoint) = pair(Personality::Generic, TokenEndpointBuilder::rotating).await;
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let app = app(Provider::Custom, &endpoint).build().unwrap();
    let tokens = RefreshTokenProvider::new(app, endpoint.refresh_token(), move |new| sender.send(new).unwrap());
    {
        let mut asking = std::pin::pin!(fresh(&tokens));
        // Polled once: the request is under way, and nobody waits for it any more.
        std::future::poll_fn(|cx| {
            let _ = asking.as_mut().poll(cx);
            std::task::Poll::Ready(())
        })
        .await;
    }
    let rotated = tokio::time::timeout(Duration::from_secs(30), receiver.recv()).await.unwrap().unwrap();
    assert_eq!(rotated.expose_secret(), endpoint.refresh_token().expose_secret());
    fresh(&tokens).await.unwrap();
    assert_eq!(endpoint.requests(), ["refresh_token"]);
}

#[tokio::test]
async fn every_refusal_of_an_issuer_is_told_apart() {
    use OauthProblem as P;
    for (provider, personality) in SUITES {
        let (sandbox, endpoint) = pair(personality, |builder| builder).await;
        for (problem, kind, retryable) in [
            (P::GrantInvalid, ErrorKind::OauthTokenInvalidOrExpired, false),
            (P::ScopeMissing, ErrorKind::OauthTokenInvalidOrExpired, false),
            (P::ClientInvalid, ErrorKind::OauthClientInvalid, false),
            (P::TenantWrong, ErrorKind::OauthClientInvalid, false),
            (P::ConsentMissing, ErrorKind::OauthConsentRequired, false),
            (P::ClockSkew, ErrorKind::OauthTokenInvalidOrExpired, false),
            (P::EndpointUnreachable, ErrorKind::TemporaryServerError, true),
            (P::EndpointAnswer, ErrorKind::Protocol, true),
        ] {
            endpoint.refuse(problem).unwrap();
            let gateway = by_token(&sandbox, tokens(provider, &endpoint)).provider(provider);
            let error = mailer(gateway).send(&mail("refused")).await.unwrap_err();
            let at = format!("{provider:?} {problem}: {error}");
            assert_eq!(
                (error.oauth_problem(), error.kind(), error.stage()),
                (Some(problem), kind, Stage::Token),
                "{at}"
            );
            assert_eq!((error.outcome(), error.retry().is_retryable()), (Outcome::NotSent, retryable), "{at}");
            let expected = ite_mailer::error::guidance_for_oauth(problem, provider);
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
    let what = |error: &Error| (error.kind(), error.oauth_problem().unwrap(), error.stage());
    let base = || app(Provider::Custom, &endpoint);

    endpoint.answer(429, &[("retry-after", "120")], "slow down");
    let error = ask(base()).await;
    assert_eq!(what(&error), (ErrorKind::TemporaryServerError, OauthProblem::EndpointUnreachable, Stage::Token));
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(120)));
    endpoint.answer(302, &[("location", "https://example.com/")], "");
    let error = ask(base()).await;
    assert_eq!(what(&error).1, OauthProblem::EndpointAnswer);
    assert!(error.to_string().contains("not followed"), "{error}");
    // Right but for its length.
    let padded = format!(r#"{{"access_token":"x","token_type":"Bearer","padding":"{}"}}"#, "x".repeat(300 * 1024));
    endpoint.answer(200, &[("content-type", "application/json")], padded);
    assert_eq!(what(&ask(base()).await).1, OauthProblem::EndpointAnswer);
    endpoint.answer(400, &[], "no JSON");
    assert_eq!(what(&ask(base()).await), (ErrorKind::Protocol, OauthProblem::EndpointAnswer, Stage::Token));
    endpoint.stall();
    let error = ask(base().timeout(Duration::from_millis(200))).await;
    assert_eq!(what(&error), (ErrorKind::Timeout, OauthProblem::EndpointUnreachable, Stage::Token));
    assert!(error.retry().is_retryable());
    endpoint.clear();

    let closed = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let error = ask(base().token_url(format!("https://localhost:{port}/token"))).await;
    assert_eq!(what(&error), (ErrorKind::Connect, OauthProblem::EndpointUnreachable, Stage::Token));
    let error = ask(base().token_url("https://nowhere.invalid/token")).await;
    assert_eq!(what(&error), (ErrorKind::Dns, OauthProblem::EndpointUnreachable, Stage::Token));
    let untrusting = OAuth2App::builder(Provider::Custom, "x").token_url(endpoint.token_url());
    assert_eq!(what(&ask(untrusting).await), (ErrorKind::TlsUntrusted, OauthProblem::EndpointAnswer, Stage::Token));
    // Plain http where TLS is expected.
    let clear = base().token_url(endpoint.plain_token_url().replace("http:", "https:"));
    assert_eq!(what(&ask(clear).await).0, ErrorKind::TlsPlaintextPort);
    assert!(endpoint.requests().iter().all(|request| request.starts_with("refresh_token")));
}

#[tokio::test]
async fn a_certificate_that_is_not_valid_today_speaks_of_the_clock() {
    let endpoint = TokenEndpoint::builder().certificate(Certificate::Expired).start().await.unwrap();
    let error = fresh(&tokens(Provider::Custom, &endpoint)).await.unwrap_err();
    assert_eq!((error.kind(), error.oauth_problem()), (ErrorKind::TlsExpired, Some(OauthProblem::ClockSkew)));
    assert!(endpoint.requests().is_empty(), "nothing was sent to a server that did not prove who it is");
}

#[tokio::test]
async fn a_grant_without_sending_is_told_before_connecting() {
    for (provider, personality, granted) in [
        (Provider::Gmail, Personality::Gmail, "https://www.googleapis.com/auth/userinfo.email"),
        (Provider::Microsoft365, Personality::Microsoft365, "https://outlook.office.com/User.Read"),
    ] {
        let (sandbox, endpoint) = pair(personality, |builder| builder.granted_scope(granted)).await;
        let error = mailer(by_token(&sandbox, tokens(provider, &endpoint)).provider(provider))
            .send(&mail("x"))
            .await
            .unwrap_err();
        assert_eq!((error.oauth_problem(), error.stage()), (Some(OauthProblem::ScopeMissing), Stage::Token), "{error}");
        assert_eq!(sandbox.connections().opened, 0);
    }
    // Microsoft may write the same scope with its other host.
    let granted = "https://outlook.office.com/SMTP.Send offline_access";
    let (sandbox, endpoint) = pair(Personality::Microsoft365, |builder| builder.granted_scope(granted)).await;
    let tokens = tokens(Provider::Microsoft365, &endpoint);
    mailer(by_token(&sandbox, tokens).provider(Provider::Microsoft365)).send(&mail("x")).await.unwrap();
    // What the issuer does not say, the server does.
    let (sandbox, endpoint) = pair(Personality::Generic, |builder| builder.granted_scope("calendar")).await;
    let error = mailer(by_token(&sandbox, super::issuer::tokens(Provider::Custom, &endpoint)))
        .send(&mail("x"))
        .await
        .unwrap_err();
    assert_eq!((error.oauth_problem(), error.stage()), (Some(OauthProblem::ScopeMissing), Stage::Auth), "{error}");
    assert_eq!((endpoint.requests().len(), sandbox.connections().opened), (2, 2));
}

#[tokio::test]
async fn applications_that_cannot_be() {
    let problems = |builder: OAuth2AppBuilder| {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        error.problems().iter().map(|problem| problem.field).collect::<Vec<_>>()
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
    let google = OAuth2App::builder(Provider::GoogleWorkspace, "x").build().unwrap();
    assert_eq!(google.scopes(), ["https://mail.google.com/"]);
}

/// Google's server answers one thing to everything; what the issuer said tells the rest.
#[tokio::test]
async fn a_new_token_for_sending_that_is_refused_is_another_mailboxs() {
    for (granted, problem) in [
        (Some("https://mail.google.com/"), OauthProblem::OtherMailbox),
        // Where the issuer does not say what it granted, nobody knows.
        (None, OauthProblem::TokenRefused),
    ] {
        let other = |builder: TokenEndpointBuilder| builder.user("other@example.com");
        let set = |builder| granted.into_iter().fold(other(builder), TokenEndpointBuilder::granted_scope);
        let (sandbox, endpoint) = pair(Personality::Gmail, set).await;
        let gateway = by_token(&sandbox, tokens(Provider::Gmail, &endpoint)).provider(Provider::Gmail);
        let error = mailer(gateway).send(&mail("x")).await.unwrap_err();
        assert_eq!((error.oauth_problem(), error.stage()), (Some(problem), Stage::Auth), "{error}");
        assert_eq!((endpoint.requests().len(), sandbox.connections().opened), (2, 2));
    }
}

#[tokio::test]
async fn a_life_beyond_all_counting_is_survived() {
    let (_sandbox, endpoint) = pair(Personality::Generic, |builder| builder).await;
    let body = format!(r#"{{"access_token":"made-up","token_type":"Bearer","expires_in":{}}}"#, u64::MAX);
    endpoint.answer(200, &[("content-type", "application/json")], body);
    let tokens = tokens(Provider::Custom, &endpoint);
    let token = fresh(&tokens).await.unwrap();
    assert!(token.expiry().is_none() && fresh(&tokens).await.unwrap().is(&token));
    assert_eq!(endpoint.requests().len(), 1);
    // No life at all: good for once.
    let body = r#"{"access_token":"made-up-2","token_type":"Bearer","expires_in":0}"#;
    endpoint.answer(200, &[("content-type", "application/json")], body);
    let other = tokens.access_token(TokenRequest::Rejected(&token)).await.unwrap();
    assert!(other.ends_within(Duration::ZERO));
    fresh(&tokens).await.unwrap();
    assert_eq!(endpoint.requests().len(), 3);
}
