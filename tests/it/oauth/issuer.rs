//! Token requests, renewal and caching.

use super::{by_token, mailer};
use crate::smtp::mail;
use ite_mailer::{
    AccessToken, DocumentMailer, Error, ErrorKind, OAuth2Problem, Provider, SecretString, TokenProvider, TokenRequest,
    oauth2::{OAuth2App, OAuth2AppBuilder, RefreshTokenProvider},
    sandbox::{Personality, SmtpSandbox, TokenEndpoint, TokenEndpointBuilder},
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

pub(super) async fn fresh(tokens: &RefreshTokenProvider) -> Result<AccessToken, Error> {
    tokens.access_token(TokenRequest::Fresh).await
}

/// Advances the clock of the runtime without waking its timers in between.
pub(super) async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

pub(super) const SUITES: [(Provider, Personality); 3] = [
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
    let fields: Vec<_> = error.problems().iter().map(|problem| &*problem.field).collect();
    assert_eq!((error.kind(), fields), (ErrorKind::Configuration, vec!["client_secret", "tenant"]));
    for shared in ["common", "organizations", "consumers"] {
        let app = OAuth2App::builder(Provider::OutlookCom, "x").client_secret("y").tenant(shared).build().unwrap();
        let error = RefreshTokenProvider::client_credentials(app).unwrap_err();
        assert_eq!(error.problems()[0].field, "tenant", "{shared}");
    }
}

/// A batch that outlives two expiries, on connections that are replaced every third mail.
#[tokio::test]
async fn one_refresh_for_each_expiry() {
    let (sandbox, endpoint) =
        pair(Personality::Microsoft365, |builder| builder.lifetime(Duration::from_secs(3600))).await;
    let provider = tokens(Provider::Microsoft365, &endpoint);
    let gateway = by_token(&sandbox, provider).provider(Provider::Microsoft365);
    // The default rate of thirty a minute would slow this test down.
    let mailer = mailer(gateway.max_connections(3).mails_per_connection(3).mails_per_minute(60_000));
    let mut sent = 0;
    for (round, expire) in [None, Some(true), Some(false)].into_iter().enumerate() {
        match expire {
            // A minute before its end, by the provider's own clock …
            Some(true) => pass(Duration::from_secs(3600 - 60)).await,
            // … and by a server that no longer accepts it.
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
    // A refusal of the replaced token does not request a third one.
    assert!(tokens.access_token(TokenRequest::Rejected(&first)).await.unwrap().is(&second));
    assert_eq!(endpoint.requests().len(), 2);
    assert!(!tokens.access_token(TokenRequest::Rejected(&second)).await.unwrap().is(&second));
    assert_eq!(endpoint.requests().len(), 3);
}

/// A server that refuses every token does not cause a token request for each mail.
#[tokio::test]
async fn a_rejected_token_is_replaced_once_a_minute() {
    let (_sandbox, endpoint) = pair(Personality::Generic, |builder| builder).await;
    let tokens = tokens(Provider::Custom, &endpoint);
    let first = fresh(&tokens).await.unwrap();
    let rejected = async |token: &AccessToken| tokens.access_token(TokenRequest::Rejected(token)).await.unwrap();
    let second = rejected(&first).await;
    assert!(!second.is(&first), "the first rejection is answered at once");
    for _ in 0..100 {
        assert!(rejected(&second).await.is(&second), "nothing newer is to be had");
    }
    assert_eq!(endpoint.requests().len(), 2);
    pass(Duration::from_secs(59)).await;
    assert!(rejected(&second).await.is(&second));
    pass(Duration::from_secs(2)).await;
    assert!(!rejected(&second).await.is(&second));
    assert_eq!(endpoint.requests().len(), 3);
}

/// Tokens whose store panics at the first rotated token, and all that were passed to it.
fn with_a_failing_store(endpoint: &TokenEndpoint) -> (RefreshTokenProvider, Arc<Mutex<Vec<String>>>) {
    let passed = Arc::new(Mutex::new(Vec::new()));
    let store = Arc::clone(&passed);
    let on_rotation = move |token: SecretString| {
        let mut passed = store.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        passed.push(token.expose_secret().to_owned());
        assert!(passed.len() > 1, "the store is not there");
    };
    let app = app(Provider::Custom, endpoint).build().unwrap();
    (RefreshTokenProvider::new(app, endpoint.refresh_token(), on_rotation), passed)
}

/// A store that panics loses neither the granted token nor the rotated one.
#[tokio::test]
async fn a_panicking_on_rotation_loses_no_token() {
    let (_sandbox, endpoint) = pair(Personality::Generic, |builder| builder.rotating()).await;
    let (tokens, stored) = with_a_failing_store(&endpoint);
    let first = fresh(&tokens).await.unwrap();
    assert!(fresh(&tokens).await.unwrap().is(&first), "it is kept");
    assert_eq!(endpoint.requests().len(), 1);
    let second = tokens.access_token(TokenRequest::Rejected(&first)).await.unwrap();
    assert!(!second.is(&first));
    let stored = stored.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    assert_eq!(stored.len(), 2, "it is told of the newest again");
    assert_ne!(stored[0], stored[1]);
}

/// A rotated token that could not be stored is passed to the store again after the next request, even a failed one.
#[tokio::test]
async fn a_rotated_token_that_was_not_stored_is_passed_again() {
    let (_sandbox, endpoint) = pair(Personality::Generic, |builder| builder.rotating()).await;
    let (tokens, stored) = with_a_failing_store(&endpoint);
    let first = fresh(&tokens).await.unwrap();
    endpoint.answer(503, &[], "");
    tokens.access_token(TokenRequest::Rejected(&first)).await.unwrap_err();
    let stored = stored.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    assert_eq!(stored.len(), 2);
    assert_eq!(stored[0], stored[1]);
}

#[tokio::test]
async fn concurrent_callers_share_one_request() {
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
        answers.iter().all(|answer| answer.as_ref().unwrap_err().oauth2_problem() == Some(OAuth2Problem::GrantInvalid))
    );
    let told: Vec<String> = answers.iter().map(|answer| answer.as_ref().unwrap_err().to_string()).collect();
    assert!(told.iter().all(|text| text == &told[0] && text.contains("invalid_grant")), "{told:?}");
    assert_eq!(endpoint.requests().len(), 1, "concurrent callers share a failure, too");
    // For a minute later callers get the same error at once.
    for _ in 0..100 {
        assert_eq!(crowd().await.into_iter().filter(|answer| answer.is_err()).count(), 30);
    }
    endpoint.answer(503, &[], "");
    pass(Duration::from_secs(58)).await;
    assert!(fresh(&tokens).await.unwrap_err().to_string().contains("invalid_grant"));
    assert_eq!(endpoint.requests().len(), 1, "one request a minute");
    pass(Duration::from_secs(3)).await;
    for more in 1..=3 {
        assert!(fresh(&tokens).await.unwrap_err().retry().is_retryable());
        assert_eq!(endpoint.requests().len(), 1 + more, "what may pass is not told to those who ask later");
    }
}

#[tokio::test]
async fn a_token_is_good_to_its_end_where_no_new_one_comes() {
    let start = || pair(Personality::Generic, |builder| builder.lifetime(Duration::from_secs(600)));
    let (_sandbox, endpoint) = start().await;
    let renewing = tokens(Provider::Custom, &endpoint);
    let first = fresh(&renewing).await.unwrap();
    endpoint.answer(503, &[("retry-after", "20")], "");
    pass(Duration::from_secs(545)).await;
    for _ in 0..100 {
        assert!(fresh(&renewing).await.unwrap().is(&first));
    }
    assert_eq!(endpoint.requests().len(), 2, "the issuer is left alone as long as it wants");
    pass(Duration::from_secs(21)).await;
    assert!(fresh(&renewing).await.unwrap().is(&first));
    assert_eq!(endpoint.requests().len(), 3);
    pass(Duration::from_secs(35)).await;
    let error = fresh(&renewing).await.unwrap_err();
    assert_eq!(error.oauth2_problem(), Some(OAuth2Problem::EndpointUnreachable), "its end is its end");
    endpoint.clear();
    assert!(!fresh(&renewing).await.unwrap().is(&first));

    // A refused token is not used again, and no token is used after a permanent refusal.
    let (_sandbox, endpoint) = start().await;
    let renewing = tokens(Provider::Custom, &endpoint);
    let first = fresh(&renewing).await.unwrap();
    endpoint.answer(503, &[], "");
    assert!(renewing.access_token(TokenRequest::Rejected(&first)).await.is_err());
    assert!(fresh(&renewing).await.is_err());
    endpoint.clear();
    let second = fresh(&renewing).await.unwrap();
    assert!(!second.is(&first));
    pass(Duration::from_secs(545)).await;
    endpoint.answer(503, &[], "");
    assert!(renewing.access_token(TokenRequest::Rejected(&first)).await.unwrap().is(&second), "another was refused");
    let (_sandbox, endpoint) = start().await;
    let renewing = tokens(Provider::Custom, &endpoint);
    fresh(&renewing).await.unwrap();
    pass(Duration::from_secs(545)).await;
    endpoint.revoke();
    assert_eq!(fresh(&renewing).await.unwrap_err().oauth2_problem(), Some(OAuth2Problem::GrantInvalid));
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
        pass(Duration::from_secs(61)).await;
    }
    // Microsoft returns the same refresh token if it does not rotate: it is not passed on.
    let (_sandbox, endpoint) = pair(Personality::Microsoft365, |builder| builder).await;
    let app = super::issuer::app(Provider::Microsoft365, &endpoint).build().unwrap();
    let tokens = RefreshTokenProvider::new(app, endpoint.refresh_token(), |_| panic!("nothing new"));
    fresh(&tokens).await.unwrap();
}

/// The issuer has revoked the old refresh token, so the new one is kept even if the rest of the response is unusable.
#[tokio::test]
async fn an_answer_that_cannot_be_used_does_not_cost_the_rotated_token() {
    for (wrong, problem) in [
        (r#""access_token":"x","token_type":"mac""#, OAuth2Problem::EndpointAnswer),
        (r#""access_token":"x","token_type":7"#, OAuth2Problem::EndpointAnswer),
        (r#""token_type":"Bearer""#, OAuth2Problem::EndpointAnswer),
        (r#""access_token":"x","token_type":"Bearer","scope":"User.Read""#, OAuth2Problem::ScopeMissing),
    ] {
        let (_sandbox, endpoint) = pair(Personality::Microsoft365, |builder| builder).await;
        let stored: Arc<Mutex<Vec<String>>> = Arc::default();
        let store = stored.clone();
        let app = app(Provider::Microsoft365, &endpoint).build().unwrap();
        let keep = move |new: SecretString| store.lock().unwrap().push(new.expose_secret().to_owned());
        let old = "made-up-and-used-up";
        let tokens = RefreshTokenProvider::new(app, old, keep);
        let new = endpoint.refresh_token().expose_secret().to_owned();
        endpoint.answer(
            200,
            &[("content-type", "application/json")],
            format!(r#"{{{wrong},"refresh_token":"{new}"}}"#),
        );
        assert_eq!(fresh(&tokens).await.unwrap_err().oauth2_problem(), Some(problem), "{wrong}");
        assert_eq!(*stored.lock().unwrap(), [new], "{wrong}");
        endpoint.clear();
        pass(Duration::from_secs(61)).await;
        fresh(&tokens).await.unwrap_or_else(|error| panic!("{wrong}: the new one is not used: {error}"));
    }
    // An empty refresh token is none.
    let (_sandbox, endpoint) = pair(Personality::Generic, |builder| builder).await;
    let app = app(Provider::Custom, &endpoint).build().unwrap();
    let tokens = RefreshTokenProvider::new(app, endpoint.refresh_token(), |_| panic!("nothing new"));
    for none in [r#""""#, "null"] {
        let body = format!(r#"{{"access_token":"x","token_type":"Bearer","expires_in":0,"refresh_token":{none}}}"#);
        endpoint.answer(200, &[("content-type", "application/json")], body);
        fresh(&tokens).await.unwrap();
    }
    endpoint.clear();
    fresh(&tokens).await.unwrap();
}

/// A dropped `send` must not lose the refresh token that an issuer returned in exchange for the old one.
#[tokio::test]
async fn who_gives_up_does_not_lose_the_rotated_token() {
    let (_sandbox, endpoint) = pair(Personality::Generic, TokenEndpointBuilder::rotating).await;
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let app = app(Provider::Custom, &endpoint).build().unwrap();
    let tokens = RefreshTokenProvider::new(app, endpoint.refresh_token(), move |new| sender.send(new).unwrap());
    {
        let mut asking = std::pin::pin!(fresh(&tokens));
        // Polled once: the request is under way and no caller waits for it.
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

/// A lifetime that overflows means no expiry; a token with a lifetime of zero is used once.
#[tokio::test]
async fn a_life_beyond_all_counting_is_survived() {
    let (_sandbox, endpoint) = pair(Personality::Generic, |builder| builder).await;
    let body = format!(r#"{{"access_token":"made-up","token_type":"Bearer","expires_in":{}}}"#, u64::MAX);
    endpoint.answer(200, &[("content-type", "application/json")], body);
    let tokens = tokens(Provider::Custom, &endpoint);
    let token = fresh(&tokens).await.unwrap();
    assert!(token.expiry().is_none() && fresh(&tokens).await.unwrap().is(&token));
    assert_eq!(endpoint.requests().len(), 1);
    // A lifetime of zero.
    let body = r#"{"access_token":"made-up-2","token_type":"Bearer","expires_in":0}"#;
    endpoint.answer(200, &[("content-type", "application/json")], body);
    let other = tokens.access_token(TokenRequest::Rejected(&token)).await.unwrap();
    assert!(other.ends_within(Duration::ZERO));
    fresh(&tokens).await.unwrap();
    assert_eq!(endpoint.requests().len(), 3);
}
