//! Unusual servers that conform to the RFCs: the mail is accepted, or the error is clear.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use crate::{
    smtp::{gateway, mail},
    support::{AMPLE, Way},
};
use ite_mailer::{
    DocumentMailer, ErrorKind, Outcome, SmtpMailer, Stage,
    gateway::Timeouts,
    network::{NetworkPolicy, Resolve},
    sandbox::{Action, Fault, SmtpSandbox, SmtpStep},
};
use std::{
    io,
    net::SocketAddr,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

const AD: &str =
    "220-mail.example.net ESMTP\n220-Try our new webmail, three months for nothing!\n220 ready when you are";

#[tokio::test]
async fn odd_replies_are_understood() {
    use Way::{StartTlsLogin as Login, StartTlsPlain as Plain, TlsLogin};
    let raw = |text: &str| Action::Raw(text.as_bytes().to_vec());
    let says = |text: &str| Action::Reply(text.to_owned());
    for (case, way, step, action) in [
        ("a greeting of several lines", Plain, SmtpStep::Greeting, says(AD)),
        ("a greeting of several lines over TLS", TlsLogin, SmtpStep::Greeting, says(AD)),
        (
            "AUTH= of before RFC 2554",
            Plain,
            SmtpStep::Ehlo2,
            says("250-localhost\n250-AUTH=LOGIN PLAIN\n250 SIZE 1000000"),
        ),
        ("both forms of AUTH", Plain, SmtpStep::Ehlo2, says("250-localhost\n250-AUTH=LOGIN\n250 AUTH PLAIN")),
        (
            "lower case",
            Plain,
            SmtpStep::Ehlo2,
            says("250-localhost\n250-auth login plain\n250-pipelining\n250 size 1000000"),
        ),
        ("lower case in clear", Plain, SmtpStep::Ehlo, says("250-localhost\n250 starttls")),
        ("a prompt that is not base64", Login, SmtpStep::AuthContinue, says("334 Username, please:")),
        ("a prompt without text", Login, SmtpStep::AuthContinue, raw("334\r\n")),
        ("235 without text", Plain, SmtpStep::SignIn, raw("235\r\n")),
        ("235 and LF alone", Plain, SmtpStep::SignIn, raw("235 ok\n")),
        ("354 without text", Plain, SmtpStep::Data, raw("354\r\n")),
        ("250 without text", Plain, SmtpStep::FinalReply, raw("250\r\n")),
    ] {
        let sandbox = way.sandbox().fault(Fault::new(step, action)).start().await.unwrap();
        let gateway = way.gateway(&sandbox, AMPLE).chunking(false).build().unwrap();
        let result = SmtpMailer::new(gateway).unwrap().send(&mail(case)).await;
        assert!(result.is_ok(), "{case}: {result:?}");
        assert_eq!((sandbox.mails().len(), sandbox.sign_ins().accepted), (1, 1), "{case}");
    }
}

/// A resolver that finds no address the first two times, and then loopback.
#[derive(Debug)]
struct Outage(AtomicUsize);

#[async_trait::async_trait]
impl Resolve for Outage {
    async fn resolve(&self, _host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        match self.0.fetch_add(1, Ordering::SeqCst) {
            0 => Err(io::Error::other("the name server does not answer")),
            1 => Ok(Vec::new()),
            _ => Ok(vec![([127, 0, 0, 1], port).into()]),
        }
    }
}

#[tokio::test]
async fn a_host_that_resolves_to_nothing_for_a_moment_is_asked_for_again() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let policy = NetworkPolicy::any().resolver(Outage(AtomicUsize::new(0)));
    let mailer = SmtpMailer::with_network_policy(gateway(&sandbox).build().unwrap(), policy).unwrap();
    for outage in ["no name server", "no address"] {
        let error = mailer.send(&mail(outage)).await.unwrap_err();
        assert_eq!((error.kind(), error.stage()), (ErrorKind::Dns, Stage::Dns), "{outage}: {error}");
        assert_eq!(error.outcome(), Outcome::NotSent, "{outage}");
        assert!(error.retry().is_retryable(), "{outage}: {error}");
        assert!(error.to_string().contains("localhost"), "{outage}: {error}");
    }
    // The outage is not cached.
    mailer.send(&mail("after the outage")).await.unwrap();
    assert_eq!(sandbox.mails().len(), 1);
}

/// Clear text before STARTTLS may come from an attacker (RFC 3207 §4.2): it is neither shown nor used.
#[tokio::test]
async fn a_greeting_in_clear_is_forgotten() {
    const EXCHANGE: &str = "220 mail.example.net Microsoft ESMTP MAIL Service ready";
    for (way, counts) in [(Way::StartTlsPlain, false), (Way::TlsPlain, true)] {
        let server = way.sandbox().reply(SmtpStep::Greeting, EXCHANGE);
        let sandbox = server.start().await.unwrap();
        let mailer = SmtpMailer::new(way.gateway(&sandbox, AMPLE).build().unwrap()).unwrap();
        assert_eq!(mailer.sign_in().await.unwrap().greeting.is_some(), counts, "{way:?}");
        mailer.send(&mail("forgotten")).await.unwrap();
        // BDAT is not used with Exchange.
        let chunks = sandbox.commands().iter().any(|line| line.starts_with("BDAT"));
        assert_eq!(chunks, !counts, "{way:?}: {:?}", sandbox.commands());
    }
}

/// Without EHLO a server offers neither STARTTLS nor AUTH, so HELO is not tried.
#[tokio::test]
async fn a_server_that_refuses_ehlo_cannot_be_signed_in_to() {
    for way in [Way::StartTlsPlain, Way::TlsPlain] {
        let sandbox = way.sandbox().reply(SmtpStep::Ehlo, "502 5.5.1 Unrecognized command").start().await.unwrap();
        let mailer = SmtpMailer::new(way.gateway(&sandbox, AMPLE).build().unwrap()).unwrap();
        let error = mailer.send(&mail("no")).await.unwrap_err();
        assert_eq!(error.stage(), Stage::Ehlo, "{error}");
        assert!(error.to_string().contains("neither STARTTLS nor a sign-in"), "{error}");
        assert!(!sandbox.commands().iter().any(|line| line.starts_with("HELO")), "{:?}", sandbox.commands());
    }
}

/// Only a diagnosis probes the other TLS mode on a second connection.
#[tokio::test]
async fn a_mail_does_not_probe_on_a_second_connection() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mut timeouts = Timeouts::default().all_steps(AMPLE);
    timeouts.greeting = Duration::from_secs(1);
    let mailer =
        SmtpMailer::new(gateway(&sandbox).port(sandbox.tls_port()).timeouts(timeouts).build().unwrap()).unwrap();
    let error = mailer.send(&mail("no")).await.unwrap_err();
    assert_eq!((error.kind(), error.stage()), (ErrorKind::TlsTlsPort, Stage::Greeting), "{error}");
    assert_eq!(sandbox.connections().opened, 1);
}

/// RSET is sent before the next mail, not before the refusal is reported.
#[tokio::test]
async fn a_refusal_is_reported_before_rset() {
    let way = Way::TlsPlain;
    let sandbox = way.sandbox().reject_recipient("client@example.org", "550 5.1.1 no such user").start().await.unwrap();
    let mailer = SmtpMailer::new(way.gateway(&sandbox, AMPLE).build().unwrap()).unwrap();
    let error = mailer.send(&mail("refused")).await.unwrap_err();
    assert_eq!(error.stage(), Stage::RcptTo, "{error}");
    assert!(!sandbox.commands().contains(&"RSET".to_owned()), "{:?}", sandbox.commands());
    // A connection that ends at RSET is replaced.
    sandbox.script().clear();
    sandbox.script().fault(Fault::new(SmtpStep::Rset, Action::Close));
    mailer.send(&mail("next")).await.unwrap();
    assert!(sandbox.commands().contains(&"RSET".to_owned()), "{:?}", sandbox.commands());
    assert_eq!(sandbox.mails()[0].connection(), 2);
}
