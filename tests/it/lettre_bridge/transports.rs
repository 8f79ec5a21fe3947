//! `LettreMailer` over transports that are no SMTP.

use super::{mail, transport};
use ite_mailer::{DocumentMailer, ErrorKind, Outcome, lettre_bridge::LettreMailer, sandbox::SmtpSandbox};
use lettre::{
    AsyncFileTransport, AsyncSendmailTransport, AsyncTransport, Tokio1Executor,
    address::Envelope,
    transport::{smtp, stub::AsyncStubTransport},
};

#[tokio::test]
async fn a_file_holds_the_message() {
    let folder = std::env::temp_dir().join(format!("ite-mailer-lettre-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mailer = LettreMailer::new(AsyncFileTransport::<Tokio1Executor>::new(&folder)).host("files");
    let mail = mail("on disk", 5_000, &["client@example.org"]);
    let receipt = mailer.send(&mail).await.unwrap();
    let file = folder.join(format!("{}.eml", receipt.queue_id.as_deref().unwrap()));
    assert!(std::fs::read(&file).unwrap() == mail.compose().unwrap().to_eml());
    assert_eq!((receipt.gateway.as_str(), receipt.accepted.len()), ("files", 1));
    assert_eq!(receipt.documents[0].sha256, mail.documents()[0].sha256());
    std::fs::remove_dir_all(&folder).unwrap();
    let error = mailer.send(&mail).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Other, Outcome::Unknown), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn the_stub_gets_envelope_and_message() {
    let mailer = LettreMailer::new(AsyncStubTransport::new_ok());
    let mail = mail("stub", 100, &["client@example.org", "other@example.org"]);
    mailer.send(&mail).await.unwrap();
    let (envelope, text) = mailer.transport().messages().await.remove(0);
    assert_eq!(text.into_bytes(), mail.compose().unwrap().to_eml());
    assert_eq!(
        envelope.to().iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["client@example.org", "other@example.org"]
    );
    let mailer = LettreMailer::new(AsyncStubTransport::new_error());
    let error = mailer.send(&mail).await.unwrap_err();
    assert_eq!((error.outcome(), error.message_id()), (Outcome::Unknown, Some(mail.message_id())));
}

#[tokio::test]
async fn a_sendmail_that_fails_leaves_a_doubt() {
    let command =
        |command: &str| LettreMailer::new(AsyncSendmailTransport::<Tokio1Executor>::new_with_command(command));
    let mail = mail("sendmail", 100, &["client@example.org"]);
    for failing in ["/bin/false", "/no/such/sendmail"] {
        let error = command(failing).send(&mail).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    }
}

/// A transport that is not of lettre may have sent the mail before it failed, whatever error it returns.
#[tokio::test]
async fn only_lettres_own_transport_proves_anything() {
    struct Own(super::Smtp);

    #[async_trait::async_trait]
    impl AsyncTransport for Own {
        type Ok = smtp::response::Response;
        type Error = smtp::Error;

        async fn send_raw(&self, envelope: &Envelope, email: &[u8]) -> Result<Self::Ok, Self::Error> {
            self.0.send_raw(envelope, email).await
        }
    }
    let sandbox = SmtpSandbox::builder().refuse(ErrorKind::BadCredentials).start().await.unwrap();
    let mailer = LettreMailer::new(Own(transport(&sandbox, "wrong")));
    let error = mailer.send(&mail("own", 10, &["client@example.org"])).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::BadCredentials, Outcome::Unknown), "{error}");
}

#[tokio::test]
async fn a_transport_that_panics_leaves_a_doubt() {
    struct Panics;

    #[async_trait::async_trait]
    impl AsyncTransport for Panics {
        type Ok = ();
        type Error = std::io::Error;

        async fn send_raw(&self, _: &Envelope, _: &[u8]) -> Result<(), std::io::Error> {
            panic!("as the test wants it");
        }
    }
    let error = LettreMailer::new(Panics).send(&mail("panics", 10, &["client@example.org"])).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Other, Outcome::Unknown), "{error}");
}
