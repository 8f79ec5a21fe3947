//! Sign-in by access token: Dovecot introspects tokens at the token endpoint.

use crate::{
    letter::{Attachment, Letter},
    servers::{MODES, certificate, mailer, port, variable},
};
use ite_mailer::{
    DocumentMailer, ErrorKind, OAuth2Problem, Outcome, Provider, SmtpGateway, Stage, TokenProvider,
    gateway::{GatewayBuilder, StaticToken},
    oauth2::{OAuth2App, RefreshTokenProvider},
    sandbox::TokenEndpoint,
};
use serde_json::Value;
use std::fs;

fn gateway(security: ite_mailer::Security, tokens: impl TokenProvider + 'static) -> GatewayBuilder {
    SmtpGateway::builder()
        .host(variable("HOST"))
        .port(port(security))
        .security(security)
        .root_certificate(certificate("CA"))
        .user(variable("USER"))
        .tokens(tokens)
}

/// One test, since the port of the token endpoint is one.
#[tokio::test]
async fn mails_go_by_access_token() {
    let endpoint = TokenEndpoint::builder()
        .user(variable("USER"))
        .plain_port(variable("TOKEN_PORT").parse().unwrap())
        .start()
        .await
        .unwrap();
    let app = OAuth2App::builder(Provider::Custom, endpoint.client_id())
        .client_secret(endpoint.client_secret())
        .token_url(endpoint.token_url())
        .root_certificate(endpoint.ca_pem())
        .build()
        .unwrap();
    let (mut asked, mut delivered) = (0, Vec::new());
    // The provider decides which mechanism is tried first; the host is the same.
    for (provider, mechanism) in [(Provider::Custom, "OAUTHBEARER"), (Provider::Microsoft365, "XOAUTH2")] {
        for (mode, security) in MODES {
            let at = format!("{mode}, {mechanism}");
            let tokens = RefreshTokenProvider::new(app.clone(), endpoint.refresh_token(), |_| {});
            let sender = mailer(gateway(security, tokens.clone()).provider(provider).mails_per_connection(1));
            let found = sender.sign_in().await.unwrap_or_else(|error| panic!("{at}: {error}"));
            assert_eq!(found.mechanism.as_deref(), Some(mechanism), "{at}");
            let letter = Letter::new(format!("{at}, by token")).with(Attachment::pdf("a.pdf", 10_000));
            let receipt = sender.send(&letter.mail()).await.unwrap_or_else(|error| panic!("{at}: {error}"));
            println!("delivered  {:5.2} s  {at}", receipt.took.as_secs_f32());
            delivered.push(letter.expected(&receipt.message_id, &receipt.accepted));
            asked += 1;
            assert_eq!(endpoint.requests().len(), asked, "{at}: one token served both");

            // A token that was never issued: replaced once, refused, reported with the server's reason.
            let error = mailer(gateway(security, StaticToken::new("nobody-issued-this")).provider(provider))
                .send(&letter.mail())
                .await
                .unwrap_err();
            println!("refused    {at}: {error}");
            assert_eq!((error.kind(), error.stage()), (ErrorKind::OAuth2TokenInvalidOrExpired, Stage::Auth), "{at}");
            assert_eq!((error.outcome(), error.reply().unwrap().code()), (Outcome::NotSent, 535), "{at}");
            assert!(error.to_string().contains("the server's reason is {"), "{at}: {error}");
            assert!(error.oauth2_problem().is_some(), "{at}");
            assert!(!format!("{error} {error:?}").contains("nobody-issued-this"), "{at}");

            // One that expired meanwhile: refused, renewed once, accepted.
            endpoint.expire_tokens();
            sender.sign_in().await.unwrap_or_else(|error| panic!("{at}, renewed: {error}"));
            asked += 1;
            assert_eq!(endpoint.requests().len(), asked, "{at}: renewed once");

            // Another user's token.
            let other = gateway(security, tokens).user("stranger@example.com").provider(provider);
            let error = mailer(other).sign_in().await.unwrap_err();
            println!("refused    {at}, for another login: {error}");
            assert_eq!(error.kind(), ErrorKind::OAuth2TokenInvalidOrExpired, "{at}");
            // The grant has just renewed one; it does so once a minute at most.
            assert_eq!(endpoint.requests().len(), asked, "{at}: not renewed again");
        }
    }
    // The deliveries wrote their own manifest before.
    let manifest = variable("MANIFEST");
    let mut all: Vec<Value> =
        fs::read_to_string(&manifest).map_or_else(|_| Vec::new(), |text| serde_json::from_str(&text).unwrap());
    all.extend(delivered);
    fs::write(manifest, serde_json::to_string(&all).unwrap()).unwrap();
    endpoint.revoke();
    endpoint.expire_tokens();
    let tokens = RefreshTokenProvider::new(app, endpoint.refresh_token(), |_| {});
    let error = mailer(gateway(MODES[0].1, tokens)).sign_in().await.unwrap_err();
    assert_eq!((error.stage(), error.oauth2_problem()), (Stage::Token, Some(OAuth2Problem::GrantInvalid)));
}
