//! lettre's messages through `SmtpMailer`, and document mails through lettre's transports.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

mod lost;
mod messages;
mod refusals;
mod transports;

use crate::support::mail;
use ite_mailer::{
    lettre_bridge::LettreMailer,
    sandbox::{SandboxBuilder, SmtpSandbox},
};
use lettre::{
    AsyncSmtpTransport, Tokio1Executor,
    transport::smtp::{
        AsyncSmtpTransportBuilder,
        authentication::Credentials,
        client::{Certificate, CertificateStore, Tls, TlsParameters},
    },
};

type Smtp = AsyncSmtpTransport<Tokio1Executor>;

/// lettre's pool on the sandbox, with STARTTLS as most gateways have it.
fn builder(sandbox: &SmtpSandbox, password: &str) -> AsyncSmtpTransportBuilder {
    let tls = TlsParameters::builder("localhost".to_owned())
        .certificate_store(CertificateStore::None)
        .add_root_certificate(Certificate::from_pem(sandbox.ca_pem().as_bytes()).unwrap())
        .build_rustls()
        .unwrap();
    Smtp::builder_dangerous("localhost")
        .port(sandbox.port())
        .tls(Tls::Required(tls))
        .credentials(Credentials::new(sandbox.user().to_owned(), password.to_owned()))
}

fn transport(sandbox: &SmtpSandbox, password: &str) -> Smtp {
    builder(sandbox, password).build()
}

async fn fixture(builder: SandboxBuilder) -> (SmtpSandbox, LettreMailer<Smtp>) {
    let sandbox = builder.start().await.unwrap();
    let mailer = LettreMailer::new(transport(&sandbox, sandbox.password()));
    (sandbox, mailer)
}
