//! The spans and events of a mail (feature `tracing`).

use super::smtp::gateway;
use ite_mailer::{
    DocumentMail, DocumentMailer, SmtpMailer,
    sandbox::{SmtpSandbox, SmtpStep},
};
use std::{
    io,
    sync::{Arc, Mutex, OnceLock},
};
use tracing::{Dispatch, instrument::WithSubscriber};

/// Collects everything that is written.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// Writes every level of every crate here.
    ///
    /// With a single subscriber, `tracing` caches the interest of the first thread that reaches an event: a test without a
    /// subscriber would disable that event for all. A second, permanent subscriber prevents that.
    pub(crate) fn subscriber(&self) -> impl tracing::Subscriber + Send + Sync + 'static {
        static SECOND: OnceLock<Dispatch> = OnceLock::new();
        SECOND.get_or_init(|| Dispatch::new(tracing_subscriber::fmt().with_writer(std::io::sink).finish()));
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
        subscriber.with_writer(move || log.clone()).finish()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_way_of_a_mail_stands_in_the_log_without_addresses() {
    let log = Log::default();
    let sandbox = SmtpSandbox::builder().reject_recipient("other@example.org", "550 5.1.1 no other@example.org here");
    let sandbox = sandbox.start().await.unwrap();
    let mailer = SmtpMailer::new(gateway(&sandbox).build().unwrap()).unwrap();
    let mail = DocumentMail::builder()
        .from("billing@example.com")
        .to("client@example.org")
        .to("other@example.org")
        .subject("A subject nobody else reads")
        .text("x")
        .build()
        .unwrap();
    async {
        mailer.send(&mail).await.unwrap();
        sandbox.script().reply(SmtpStep::MailFrom, "550 5.7.1 not you, billing@example.com");
        mailer.send(&mail).await.unwrap_err();
    }
    .with_subscriber(log.subscriber())
    .await;
    let log = log.text();
    for part in [
        "DEBUG",
        "connected",
        "mechanism=\"PLAIN\"",
        "INFO send",
        "provider=\"custom\"",
        mail.message_id(),
        "recipients=2",
        "accepted=1 rejected=1",
        "queue_id=\"000001\"",
        "recipient refused",
        "o…@example.org",
        "kind=\"recipient_unknown\"",
        "WARN",
        "not accepted",
        "stage=\"mail_from\" outcome=\"not_sent\" code=550 enhanced=5.7.1",
        "took_ms=",
    ] {
        assert!(log.contains(part), "{part} is not in\n{log}");
    }
    for part in ["other@", "client@", "billing@", "nobody else"] {
        assert!(!log.contains(part), "{part} in\n{log}");
    }
}
