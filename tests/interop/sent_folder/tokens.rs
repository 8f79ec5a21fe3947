//! Sign-in to the mailbox by access token: Dovecot introspects tokens at the token endpoint.

use super::mailbox::{dovecot, filed, mail};
use crate::servers::{MODES, variable};
use ite_mailer::{
    DocumentMailer, Filing, Provider, SmtpMailer,
    error::ImapProblem,
    gateway::StaticToken,
    oauth2::{OAuth2App, RefreshTokenProvider},
    sandbox::{SmtpSandbox, TokenEndpoint},
};

/// The provider of the address decides which mechanism is tried first.
#[tokio::test]
async fn by_oauthbearer() {
    copies_are_filed("token@example.com", "OAUTHBEARER", "invalid_token").await;
}

#[tokio::test]
async fn by_xoauth2() {
    copies_are_filed("token@outlook.com", "XOAUTH2", "401").await;
}

/// `refused`: the status with which Dovecot refuses a token of this mechanism.
async fn copies_are_filed(user: &str, mechanism: &str, refused: &str) {
    let mailbox = dovecot("token", "Sent");
    let endpoint =
        TokenEndpoint::builder().user(user).plain_port(variable("TOKEN_PORT").parse().unwrap()).start().await.unwrap();
    let app = OAuth2App::builder(Provider::Custom, endpoint.client_id())
        .client_secret(endpoint.client_secret())
        .token_url(endpoint.token_url())
        .root_certificate(endpoint.ca_pem())
        .build()
        .unwrap();
    for (mode, security) in MODES {
        let at = format!("{mechanism}, {mode}");
        let sandbox = SmtpSandbox::start().await.unwrap();
        let mut settings = mailbox.settings(security);
        settings.user = Some(user.to_owned());
        let gateway = || mailbox.gateway(&sandbox, security).imap(settings.clone());

        let tokens = RefreshTokenProvider::new(app.clone(), endpoint.refresh_token(), |_| {});
        let mailer = SmtpMailer::new(gateway().imap_tokens(tokens).build().unwrap()).unwrap();
        let receipt = mailer.send(&mail(&at)).await.unwrap();
        let (folder, uid, found) = filed(&at, receipt.sent_copy);
        assert_eq!((folder.as_str(), found), ("Sent", false), "{at}");
        let copies = mailbox.messages(&[&receipt.message_id]);
        assert_eq!(copies.iter().map(|copy| copy.uid).collect::<Vec<_>>(), [uid], "{at}");
        mailer.shutdown().await;

        // One that expired meanwhile: refused, renewed once, accepted.
        let asked = endpoint.requests().len();
        endpoint.expire_tokens();
        let filing = mailer.file_sent_copy(&mail(&at)).await.unwrap();
        assert!(matches!(filing, Some(Filing::Filed { .. })), "{at}: {filing:?}");
        assert_eq!(endpoint.requests().len(), asked + 1, "{at}: renewed once");
        mailer.shutdown().await;

        // One that was never issued.
        let stranger = gateway().imap_tokens(StaticToken::new("nobody-issued-this")).build().unwrap();
        let receipt = SmtpMailer::new(stranger).unwrap().send(&mail(&at)).await.unwrap();
        let error = receipt.sent_copy.as_ref().and_then(Filing::error).unwrap_or_else(|| panic!("{at}: {receipt:?}"));
        println!("not filed  {at}: {error}");
        assert_eq!(error.imap_problem(), Some(ImapProblem::TokenRefused), "{at}: {error:?}");
        assert!(error.to_string().contains(&format!("{{\"status\":\"{refused}\"")), "{at}: {error}");
        assert!(!format!("{error} {error:?}").contains("nobody-issued-this"), "{at}");
    }
}
