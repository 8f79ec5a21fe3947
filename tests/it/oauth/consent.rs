//! The authorization code flow of a settings page.

use super::{
    by_token,
    issuer::{app, pair},
    mailer,
};
use crate::smtp::mail;
use ite_mailer::{
    DocumentMailer, ErrorKind, OAuth2Problem, Provider, Stage,
    oauth2::{AuthorizationRequest, OAuth2App, RefreshTokenProvider},
    sandbox::Personality,
};
use secrecy::ExposeSecret;
use std::collections::HashMap;
use url::Url;

const BACK: &str = "https://billing.example.com/connected";

fn query(url: &str) -> HashMap<String, String> {
    Url::parse(url).unwrap().query_pairs().into_owned().collect()
}

#[tokio::test]
async fn from_the_address_to_a_mail() {
    for (provider, personality) in [
        (Provider::Gmail, Personality::Gmail),
        (Provider::Microsoft365, Personality::Microsoft365),
        (Provider::Custom, Personality::Generic),
    ] {
        let (sandbox, endpoint) = pair(personality, |builder| builder).await;
        let app = app(provider, &endpoint).build().unwrap();
        let request = app.authorize(BACK, Some("me@example.com")).unwrap();
        let back = endpoint.agree(request.url()).unwrap();
        // Restored from the session's store, as after the redirect.
        let restored = AuthorizationRequest::restore(BACK, request.state().clone(), request.verifier().clone());
        let connected = app.exchange(&restored, &back).await.unwrap_or_else(|error| panic!("{provider:?}: {error}"));
        assert_eq!(connected.refresh_token.expose_secret(), endpoint.refresh_token().expose_secret());
        let tokens = RefreshTokenProvider::new(app.clone(), connected.refresh_token, |_| {});
        mailer(by_token(&sandbox, tokens).provider(provider)).send(&mail("connected")).await.unwrap();
        assert_eq!(endpoint.requests(), ["authorization_code", "refresh_token"]);
        // A code is valid once; the query alone is accepted instead of the whole URL.
        let error = app.exchange(&request, back.split_once('?').unwrap().1).await.unwrap_err();
        assert_eq!(error.oauth2_problem(), Some(OAuth2Problem::GrantInvalid), "{error}");
    }
}

#[tokio::test]
async fn whatever_a_web_server_hands_on_of_the_address() {
    let (_sandbox, endpoint) = pair(Personality::Generic, |builder| builder).await;
    let app = app(Provider::Custom, &endpoint).build().unwrap();
    type Handed = fn(&str) -> String;
    let query: Handed = |back| back.split_once('?').unwrap().1.to_owned();
    let rows: [(&str, Handed); 9] = [
        (BACK, str::to_owned),
        (BACK, |back| format!("{back}#_=_")),
        (BACK, |back| Url::parse(back).map(|url| format!("{}?{}", url.path(), url.query().unwrap())).unwrap()),
        (BACK, |back| format!("/a=b/connected?{}#_=_", back.split_once('?').unwrap().1)),
        (BACK, |back| format!("?{}", back.split_once('?').unwrap().1)),
        (BACK, |back| format!("{}&from=a?b", back.split_once('?').unwrap().1)),
        (BACK, query),
        // Addresses that a browser writes in another way than they were registered.
        ("https://billing.example.com", str::to_owned),
        ("https://billing.example.com/connected?customer=42", query),
    ];
    for (redirect, handed) in rows {
        let request = app.authorize(redirect, None).unwrap();
        let callback = handed(&endpoint.agree(request.url()).unwrap());
        app.exchange(&request, &callback).await.unwrap_or_else(|error| panic!("{redirect}, {callback}: {error}"));
    }
    let request = app.authorize("https://billing.example.com/connected?customer=42", None).unwrap();
    let back = endpoint.agree(request.url()).unwrap();
    assert_eq!(query_names(&back), ["code", "customer", "state"], "{back}");
}

fn query_names(url: &str) -> Vec<String> {
    let mut names: Vec<_> = query(url).into_keys().collect();
    names.sort();
    names
}

#[test]
fn the_address_says_what_the_provider_wants_to_know() {
    let google = OAuth2App::builder(Provider::Gmail, "client").build().unwrap();
    let request = google.authorize(BACK, Some("me@gmail.com")).unwrap();
    assert!(request.url().starts_with("https://accounts.google.com/"), "{}", request.url());
    let asked = query(request.url());
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "client"),
        ("redirect_uri", BACK),
        ("scope", "https://mail.google.com/"),
        ("code_challenge_method", "S256"),
        ("access_type", "offline"),
        ("prompt", "consent"),
        ("login_hint", "me@gmail.com"),
        ("state", request.state().expose_secret()),
    ] {
        assert_eq!(asked.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert!(!request.url().contains(request.verifier().expose_secret()), "the proof stays here");
    assert!(request.verifier().expose_secret().len() >= 43, "RFC 7636 §4.1");
    let again = google.authorize(BACK, None).unwrap();
    assert_ne!(again.state().expose_secret(), request.state().expose_secret());
    assert_ne!(again.verifier().expose_secret(), request.verifier().expose_secret());

    let microsoft = OAuth2App::builder(Provider::Microsoft365, "client").tenant("contoso.example").build().unwrap();
    let url = microsoft.authorize(BACK, None).unwrap().url().to_owned();
    assert!(url.starts_with("https://login.microsoftonline.com/contoso.example/oauth2/v2.0/authorize?"), "{url}");
    assert_eq!(query(&url)["scope"], "https://outlook.office365.com/SMTP.Send offline_access");
    let error = microsoft.authorize("no address", None).unwrap_err();
    assert_eq!((error.kind(), &*error.problems()[0].field), (ErrorKind::Configuration, "redirect_uri"));
}

#[tokio::test]
async fn an_answer_that_is_not_ours_is_not_exchanged() {
    let (_sandbox, endpoint) = pair(Personality::Generic, |builder| builder).await;
    let app = app(Provider::Custom, &endpoint).build().unwrap();
    let request = app.authorize(BACK, None).unwrap();
    let back = endpoint.agree(request.url()).unwrap();
    let code = &query(&back)["code"];
    for (callback, problem) in [
        (format!("{BACK}?code={code}&state=other"), OAuth2Problem::ConsentMissing),
        (format!("{BACK}?code={code}"), OAuth2Problem::ConsentMissing),
        (format!("{BACK}?code={code}&state="), OAuth2Problem::ConsentMissing),
        (format!("{BACK}?state={}", request.state().expose_secret()), OAuth2Problem::EndpointAnswer),
        (endpoint.decline(request.url()).unwrap(), OAuth2Problem::ConsentMissing),
        (String::new(), OAuth2Problem::ConsentMissing),
    ] {
        let error = app.exchange(&request, &callback).await.unwrap_err();
        assert_eq!((error.oauth2_problem(), error.stage()), (Some(problem), Stage::Token), "{callback}");
        assert!(!format!("{error} {error:?}").contains(code.as_str()));
    }
    assert!(endpoint.requests().is_empty(), "nothing was asked of the issuer");
    let empty = AuthorizationRequest::restore(BACK, "", "");
    assert!(app.exchange(&empty, &format!("{BACK}?code={code}&state=")).await.is_err(), "an empty state fits nothing");
    // Another client's code, exchanged without its verifier (RFC 7636 §1).
    let stolen = AuthorizationRequest::restore(
        BACK,
        request.state().clone(),
        app.authorize(BACK, None).unwrap().verifier().clone(),
    );
    let error = app.exchange(&stolen, &back).await.unwrap_err();
    assert_eq!(error.oauth2_problem(), Some(OAuth2Problem::GrantInvalid));
    assert_eq!(endpoint.requests(), ["authorization_code: invalid_grant"]);
}
