//! Connections lost at each step under `LettreMailer`: the outcome is unknown unless lettre tells the step.

use super::{Smtp, fixture, mail};
use crate::support::closed_port;
use ite_mailer::{
    DocumentMailer, ErrorKind as K, Outcome,
    lettre_bridge::LettreMailer,
    sandbox::{Action, Certificate, Fault, SmtpSandbox, SmtpStep as Step},
};
use std::time::Duration;

#[tokio::test]
async fn a_lost_connection_is_a_doubt_wherever_lettre_does_not_tell_the_point() {
    let points = [
        (Step::Greeting, Outcome::Unknown),
        (Step::Ehlo, Outcome::Unknown),
        (Step::StartTls, Outcome::Unknown),
        // While connecting.
        (Step::TlsHandshake, Outcome::NotSent),
        (Step::Ehlo2, Outcome::Unknown),
        (Step::Auth, Outcome::Unknown),
        (Step::MailFrom, Outcome::Unknown),
        (Step::RcptTo, Outcome::Unknown),
        (Step::Data, Outcome::Unknown),
        (Step::Body(1_000), Outcome::Unknown),
        (Step::FinalReply, Outcome::Unknown),
    ];
    for (step, outcome) in points {
        for action in [Action::Close, Action::Reset, Action::Garbage] {
            let outcome = match (step, &action) {
                (Step::Body(1_000), Action::Garbage) => continue,
                // lettre keeps the clear text, and reads it as the reply to the EHLO after the handshake.
                (Step::TlsHandshake, Action::Garbage) => Outcome::Unknown,
                _ => outcome,
            };
            let case = format!("{action:?} at {step:?}");
            let (sandbox, mailer) = fixture(SmtpSandbox::builder().fault(Fault::new(step, action).nth(1))).await;
            let error = mailer.send(&mail("lost", 3_000, &["client@example.org"])).await.unwrap_err();
            assert_eq!(error.outcome(), outcome, "{case}: {error}");
            assert!(!error.retry().is_retryable() || outcome == Outcome::NotSent, "{case}");
            // The pool opens another connection, and the next mail has its own answer.
            let before = sandbox.mails().len();
            let receipt = mailer.send(&mail("next", 3_000, &["client@example.org"])).await.unwrap();
            assert_eq!(receipt.queue_id, Some(format!("{:06X}", before + 1)), "{case}");
        }
    }
}

#[tokio::test]
async fn a_connection_that_was_never_made_sent_nothing() {
    let (_reserved, port) = closed_port();
    let mail = mail("nowhere", 10, &["client@example.org"]);
    let mailer = LettreMailer::new(Smtp::builder_dangerous("127.0.0.1").port(port).build());
    let error = mailer.send(&mail).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (K::Connect, Outcome::NotSent), "{error}");
    let mailer = LettreMailer::new(Smtp::builder_dangerous("no-such-host.invalid").port(port).build());
    let error = mailer.send(&mail).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (K::Dns, Outcome::NotSent), "{error}");
    for (certificate, kind) in [(Certificate::WrongName, K::TlsWrongName), (Certificate::SelfSigned, K::TlsUntrusted)] {
        let (_sandbox, mailer) = fixture(SmtpSandbox::builder().certificate(certificate)).await;
        let error = mailer.send(&mail).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (kind, Outcome::NotSent), "{error}");
    }
}

/// After an extra reply, lettre takes the reply to `DATA` for the final reply.
#[tokio::test]
async fn a_positive_reply_that_does_not_end_a_message_is_no_receipt() {
    let extra = Fault::new(Step::MailFrom, Action::ExtraReply("250 2.1.5 Ok".to_owned()));
    let (_sandbox, mailer) = fixture(SmtpSandbox::builder().fault(extra)).await;
    let error = mailer.send(&mail("out of step", 10, &["client@example.org"])).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (K::Protocol, Outcome::Unknown), "{error}");
    assert_eq!(error.reply().unwrap().code(), 354);
}

#[tokio::test]
async fn a_server_that_never_answers_ends_at_the_timeout_and_a_dropped_send_goes_on() {
    let (sandbox, mailer) =
        fixture(SmtpSandbox::builder().fault(Fault::new(Step::FinalReply, Action::Stall).nth(1))).await;
    let mailer = mailer.timeout(Duration::from_millis(1_500));
    let error = mailer.send(&mail("stalled", 10, &["client@example.org"])).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (K::Timeout, Outcome::Unknown), "{error}");
    let mailer = mailer.timeout(Duration::from_secs(60));
    let dropped = mail("dropped", 10, &["client@example.org"]);
    assert!(crate::support::polled(mailer.send(&dropped), 2).await.is_none());
    let mails = sandbox.wait_for(2).await.unwrap();
    assert!(String::from_utf8_lossy(mails[1].raw()).contains(dropped.message_id()));
}

#[tokio::test]
async fn a_transport_that_was_shut_down_sent_nothing() {
    use lettre::AsyncTransport;
    let (sandbox, mailer) = fixture(SmtpSandbox::builder()).await;
    mailer.transport().shutdown().await;
    let error = mailer.send(&mail("late", 10, &["client@example.org"])).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (K::Cancelled, Outcome::NotSent), "{error}");
    assert_eq!(sandbox.connections().opened, 0);
}
