//! No access or refresh token is shown, in any encoding.

use super::{
    by_token,
    issuer::{app, pair},
};
use crate::{
    log::Log,
    secrets::{base64, forms},
    smtp::mail,
};
use ite_mailer::{
    AccessToken, DocumentMailer, Error, Provider, SecretString, TokenProvider, TokenRequest, check,
    gateway::token_fn,
    oauth2::RefreshTokenProvider,
    sandbox::{Action, Fault, Personality, SmtpSandbox, SmtpStep, TokenEndpoint},
};
use secrecy::ExposeSecret;
use std::sync::{Arc, Mutex};
use tracing::instrument::WithSubscriber;

/// Everything that a program can print of an error.
fn shown(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {} {}", error.guidance(), serde_json::to_string(error).unwrap());
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(&format!(" {inner} {inner:?}"));
        cause = inner.source();
    }
    text
}

fn url_encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A token as a server can echo it.
fn echoes(user: &str, token: &str) -> String {
    let message = format!("user={user}\x01auth=Bearer {token}\x01\x01");
    let bearer = format!("n,a={user},\x01host=localhost\x01port=1\x01auth=Bearer {token}\x01\x01");
    let parts = [
        token.to_owned(),
        base64(token.as_bytes()),
        base64(message.as_bytes()),
        base64(bearer.as_bytes()),
        url_encoded(token),
    ];
    parts.join(" ")
}

/// Formats a reply with an echo.
type Says = fn(&str) -> String;

struct Stage {
    sandbox: SmtpSandbox,
    endpoint: TokenEndpoint,
    tokens: RefreshTokenProvider,
    secrets: Arc<Mutex<Vec<String>>>,
}

impl Stage {
    async fn new(personality: Personality, provider: Provider) -> Self {
        let (sandbox, endpoint) = pair(personality, |builder| builder.rotating()).await;
        let secrets: Arc<Mutex<Vec<String>>> = Arc::default();
        let rotated = secrets.clone();
        let keep = move |secret: SecretString| rotated.lock().unwrap().push(secret.expose_secret().to_owned());
        for secret in [endpoint.refresh_token(), endpoint.client_secret()] {
            keep(secret);
        }
        let app = app(provider, &endpoint).build().unwrap();
        let tokens = RefreshTokenProvider::new(app, endpoint.refresh_token(), keep);
        Self { sandbox, endpoint, tokens, secrets }
    }

    async fn token(&self, request: TokenRequest<'_>) -> ite_mailer::AccessToken {
        let token = self.tokens.access_token(request).await.unwrap();
        self.secrets.lock().unwrap().push(token.secret().expose_secret().to_owned());
        token
    }
}

#[tokio::test]
async fn nothing_shows_a_token() {
    let log = Log::default();
    let (mut texts, mut secrets, mut masked) = (Vec::new(), Vec::new(), 0);
    async {
        tracing::trace!("the log works");
        for (personality, provider) in [
            (Personality::Generic, Provider::Custom),
            (Personality::Gmail, Provider::Gmail),
            (Personality::Microsoft365, Provider::Microsoft365),
        ] {
            let stage = Stage::new(personality, provider).await;
            let (sandbox, endpoint) = (&stage.sandbox, &stage.endpoint);
            let gateway = by_token(sandbox, stage.tokens.clone()).provider(provider).build().unwrap();
            let send = async || {
                let mailer = ite_mailer::SmtpMailer::new(gateway.clone()).unwrap();
                let result = mailer.send(&mail("secret")).await;
                (format!("{mailer:?}"), result)
            };
            // The server echoes the token: in the final reply, in the challenge with the reason, and in other replies.
            let says: [(SmtpStep, Says); 5] = [
                (SmtpStep::SignIn, |echo| format!("550 5.0.0 you sent {echo}")),
                (SmtpStep::SignIn, |echo| {
                    format!("334 {}", base64(format!(r#"{{"status":"401","you":"{echo}"}}"#).as_bytes()))
                }),
                // Base64 inside base64: visible only after the challenge is decoded.
                (SmtpStep::SignIn, |echo| {
                    let within = echo.split(' ').nth(1).unwrap();
                    format!("334 {}", base64(format!(r#"{{"status":"401","you":"{within}"}}"#).as_bytes()))
                }),
                (SmtpStep::MailFrom, |echo| format!("550 {echo} is odd")),
                (SmtpStep::Greeting, |echo| format!("554 {echo} again")),
            ];
            for (step, say) in says {
                let token = stage.token(TokenRequest::Fresh).await;
                let echo = echoes(sandbox.user(), token.secret().expose_secret());
                sandbox.script().clear();
                sandbox.script().fault(Fault::new(step, Action::Reply(say(&echo))));
                let (debug, result) = send().await;
                let error = result.unwrap_err();
                masked += usize::from(error.to_string().contains("[redacted]"));
                texts.extend([debug, shown(&error)]);
            }
            sandbox.script().clear();
            // The issuer echoes secrets in its refusal.
            let token = stage.token(TokenRequest::Fresh).await;
            let old = endpoint.refresh_token().expose_secret().to_owned();
            let secret = endpoint.client_secret().expose_secret().to_owned();
            let body = format!(
                r#"{{"error":"invalid_grant","error_description":"you sent {old} {secret} {} {}"}}"#,
                url_encoded(&old),
                base64(old.as_bytes())
            );
            let html = format!("<html>{old} {}</html>", token.secret().expose_secret());
            for (status, body) in
                [(400, body.clone()), (200, body), (200, html.clone()), (400, html.clone()), (503, html)]
            {
                endpoint.answer(status, &[("content-type", "application/json")], body);
                // A new provider each time: a permanent refusal is cached for a minute.
                let app = app(provider, endpoint).build().unwrap();
                let tokens = RefreshTokenProvider::new(app, endpoint.refresh_token(), |_| {});
                let error = tokens.access_token(TokenRequest::Rejected(&token)).await.unwrap_err();
                masked += usize::from(error.to_string().contains("[redacted]"));
                texts.push(shown(&error));
            }
            endpoint.clear();
            // Without faults two mails are accepted.
            let token = stage.token(TokenRequest::Fresh).await;
            let (debug, result) = send().await;
            let receipt = result.unwrap();
            texts.push(format!("{debug} {receipt:?} {}", serde_json::to_string(&receipt).unwrap()));
            let diagnosis = check(&gateway, sandbox.user()).await;
            assert!(diagnosis.is_ok(), "{diagnosis}");
            texts.push(format!("{diagnosis} {diagnosis:?} {}", serde_json::to_string(&diagnosis).unwrap()));
            sandbox.expire_tokens();
            let (debug, result) = send().await;
            texts.push(format!("{debug} {result:?}"));
            stage.token(TokenRequest::Fresh).await;
            texts.push(format!(
                "{gateway:?} {} {:?} {:?}",
                gateway.to_url(),
                gateway.credentials(),
                gateway.settings()
            ));
            texts.push(format!("{:?} {token:?} {:?}", stage.tokens, TokenRequest::Rejected(&token)));
            texts.push(format!("{sandbox:?} {endpoint:?} {:?} {:?}", sandbox.commands(), endpoint.requests()));
            // The authorization code flow.
            let app = app(provider, endpoint).build().unwrap();
            let request = app.authorize("https://billing.example.com/connected", None).unwrap();
            let back = endpoint.agree(request.url()).unwrap();
            let connected = app.exchange(&request, &back).await.unwrap();
            texts.push(format!("{app:?} {request:?} {connected:?}"));
            let code =
                url::Url::parse(&back).unwrap().query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
            let mut own = stage.secrets.lock().unwrap();
            own.extend([
                code,
                request.verifier().expose_secret().to_owned(),
                request.state().expose_secret().to_owned(),
            ]);
            own.extend(
                [connected.refresh_token, connected.access_token.secret().clone()]
                    .map(|s| s.expose_secret().to_owned()),
            );
            secrets.append(&mut own);
        }
    }
    .with_subscriber(log.subscriber())
    .await;
    assert!(masked >= 3 * 5, "echoes were masked, not lost: {masked}");
    let log = log.text();
    assert!(log.contains("the log works"), "otherwise the search below proves nothing");
    texts.push(log);
    assert!(secrets.len() >= 3 * 10, "{}", secrets.len());
    for secret in &secrets {
        assert!(secret.len() > 15, "too short to be looked for");
        for form in forms("user@example.com", secret).into_iter().chain([url_encoded(secret)]) {
            for text in &texts {
                assert!(!text.to_lowercase().contains(&form.to_lowercase()), "{form} in {text}");
            }
        }
    }
}

/// The server echoes both tokens at each sign-in and after it.
#[tokio::test]
async fn neither_token_of_a_replaced_sign_in_shows() {
    let tokens = ["first-token-of-this-sign-in", "second-token-of-this-sign-in"];
    for (nth, step) in [(1, SmtpStep::SignIn), (2, SmtpStep::SignIn), (2, SmtpStep::Greeting)] {
        let sandbox = SmtpSandbox::start().await.unwrap();
        let echo = tokens.map(|token| echoes(sandbox.user(), token)).join(" ");
        let code = if step == SmtpStep::Greeting { 554 } else { 535 };
        sandbox.script().fault(Fault::new(step, Action::Reply(format!("{code} 5.7.8 you sent {echo}"))).nth(nth));
        let provider = token_fn(move |request| {
            let token = tokens[usize::from(matches!(request, TokenRequest::Rejected(_)))];
            async move { Ok(AccessToken::new(token)) }
        });
        let mailer = ite_mailer::SmtpMailer::new(by_token(&sandbox, provider).build().unwrap()).unwrap();
        let error = mailer.send(&mail("replaced")).await.unwrap_err();
        let text = shown(&error);
        let forms = tokens.map(|token| forms(sandbox.user(), token));
        // The second error does not contain the reply to the first sign-in.
        assert_eq!(text.contains("[redacted]"), nth == 2, "{text}");
        for form in forms.iter().flatten() {
            assert!(!text.to_lowercase().contains(&form.to_lowercase()), "{form} in {text}");
        }
    }
}

#[test]
fn the_types_that_hold_secrets_show_none() {
    let token = ite_mailer::AccessToken::new("s3cret-token-of-a-test");
    let builder = ite_mailer::oauth2::OAuth2App::builder(Provider::Gmail, "id").client_secret("s3cret-client-secret");
    let text = format!("{token:?} {builder:?} {:?}", ite_mailer::gateway::StaticToken::new("s3cret-static"));
    assert!(!text.contains("s3cret"), "{text}");
}
