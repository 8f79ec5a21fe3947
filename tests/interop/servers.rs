//! The servers, as `.ci/interop` describes them in the environment.

use ite_mailer::{
    Security, SmtpGateway, SmtpMailer,
    gateway::{GatewayBuilder, Timeouts},
};
use std::{fs, time::Duration};

/// Longest time of one step, and of a whole refused mail.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);

pub(crate) const MODES: [(&str, Security); 2] =
    [("STARTTLS", Security::StartTlsRequired), ("implicit TLS", Security::ImplicitTls)];

pub(crate) fn variable(name: &str) -> String {
    let name = format!("ITE_MAILER_INTEROP_{name}");
    std::env::var(&name).unwrap_or_else(|_| panic!("{name} is not set; run .ci/interop"))
}

pub(crate) fn port(security: Security) -> u16 {
    let name = if security == Security::ImplicitTls { "TLS_PORT" } else { "STARTTLS_PORT" };
    variable(name).parse().expect("a port")
}

/// The certificate, as PEM, of the file that this variable names.
pub(crate) fn certificate(name: &str) -> String {
    fs::read_to_string(variable(name)).expect("a certificate file")
}

/// A correct gateway except for trust in the server's authority, which the caller adds.
pub(crate) fn untrusting(security: Security) -> GatewayBuilder {
    SmtpGateway::builder()
        .host(variable("HOST"))
        .port(port(security))
        .security(security)
        .user(variable("USER"))
        .password(variable("PASSWORD"))
        .timeouts(Timeouts::default().all_steps(DEADLINE))
}

pub(crate) fn gateway(security: Security) -> GatewayBuilder {
    untrusting(security).root_certificate(certificate("CA"))
}

pub(crate) fn mailer(gateway: GatewayBuilder) -> SmtpMailer {
    SmtpMailer::new(gateway.build().expect("a valid gateway")).expect("a mailer")
}
