//! A runtime that is shut down while a send is waiting on it, and tasks that panic.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use crate::{
    smtp::gateway,
    support::{AMPLE, Way, mail},
};
use async_trait::async_trait;
use ite_mailer::{
    AccessToken, DocumentMailer, Error, ErrorKind, Outcome, SmtpMailer, Stage, TokenRequest,
    gateway::TokenProvider,
    lettre_bridge::LettreMailer,
    oauth2::{OAuth2App, RefreshTokenProvider},
    sandbox::{Action, Fault, SmtpSandbox, SmtpStep},
};
use std::{future::Future, sync::Arc};
use tokio::{net::TcpListener, runtime::Builder, sync::Notify};

/// The output of a future whose runtime is shut down as soon as `ready` is complete.
async fn shut_down<F>(future: F, ready: impl Future) -> F::Output
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let handle = runtime.handle().clone();
    let output = tokio::task::spawn_blocking(move || handle.block_on(future));
    ready.await;
    runtime.shutdown_background();
    output.await.unwrap()
}

/// The sandbox has accepted the mail and does not answer.
#[tokio::test]
async fn a_written_mail_of_a_runtime_that_is_shut_down_is_in_doubt() {
    let way = Way::TlsPlain;
    let sandbox = way.sandbox().fault(Fault::new(SmtpStep::FinalReply, Action::Stall)).start().await.unwrap();
    let mailer = SmtpMailer::new(way.gateway(&sandbox, AMPLE).build().unwrap()).unwrap();
    let sending = async move { mailer.send(&mail("in doubt", 10, &["one@example.org"])).await };
    let error = shut_down(sending, sandbox.wait_for(1)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Cancelled, Outcome::Unknown), "{error}");
}

#[tokio::test]
async fn a_mail_over_a_lettre_transport_is_in_doubt_too() {
    use lettre::{AsyncTransport, address::Envelope};

    struct Stalls(Arc<Notify>);

    #[async_trait]
    impl AsyncTransport for Stalls {
        type Ok = ();
        type Error = std::io::Error;

        async fn send_raw(&self, _: &Envelope, _: &[u8]) -> Result<(), std::io::Error> {
            self.0.notify_one();
            std::future::pending().await
        }
    }
    let begun = Arc::new(Notify::new());
    let mailer = LettreMailer::new(Stalls(begun.clone()));
    let sending = async move { mailer.send(&mail("in doubt", 10, &["one@example.org"])).await };
    let error = shut_down(sending, begun.notified()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Cancelled, Outcome::Unknown), "{error}");
}

/// The issuer accepts the connection and does not answer.
#[tokio::test]
async fn a_token_request_of_a_runtime_that_is_shut_down_is_cancelled() {
    let issuer = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("https://localhost:{}/token", issuer.local_addr().unwrap().port());
    let app = OAuth2App::builder(ite_mailer::Provider::Custom, "client")
        .authorize_url("https://localhost/authorize")
        .token_url(url)
        .build()
        .unwrap();
    let tokens = RefreshTokenProvider::new(app, "refresh", |_| {});
    let asking = async move { tokens.access_token(TokenRequest::Fresh).await };
    let error = shut_down(asking, issuer.accept()).await.unwrap_err();
    assert_eq!((error.kind(), error.stage()), (ErrorKind::Cancelled, Stage::Token), "{error}");
    assert_eq!(error.outcome(), Outcome::NotSent);
}

/// It signs in in a task; the caller gets the panic, not an error of another kind.
#[tokio::test]
async fn a_panic_of_a_token_provider_reaches_the_caller() {
    #[derive(Debug)]
    struct Panics;

    #[async_trait]
    impl TokenProvider for Panics {
        async fn access_token(&self, _: TokenRequest<'_>) -> Result<AccessToken, Error> {
            panic!("as the test wants it");
        }
    }
    let sandbox = SmtpSandbox::start().await.unwrap();
    let gateway = gateway(&sandbox).password(None::<&str>).tokens(Panics).build().unwrap();
    let mailer = SmtpMailer::new(gateway).unwrap();
    let sending = tokio::spawn(async move { mailer.send(&mail("panics", 10, &["one@example.org"])).await });
    assert!(sending.await.unwrap_err().is_panic());
}
