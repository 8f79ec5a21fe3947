//! A mail on its way into the outbox.

use crate::MailId;
use ite_mailer::{DocumentMail, SmtpGateway};
use std::time::Duration;

/// A mail to enqueue: its lane, and when it may be sent.
///
/// The lane names one customer's gateway: `customer-7`, or `customer-7/newsletter` where a customer has two. It is what
/// the [`GatewaySource`](crate::GatewaySource) is asked for.
///
/// ```
/// # use ite_mailer::DocumentMail;
/// # use ite_mailer_outbox::NewMail;
/// # use std::time::Duration;
/// # fn main() -> Result<(), ite_mailer::Error> {
/// let reminder = DocumentMail::builder()
///     .from("accounts@example.com")
///     .to("client@example.org")
///     .subject("Invoice 42 is due")
///     .text("Hello")
///     .idempotency_scope("customer-7")
///     .idempotency_key("reminder-42")
///     .build()?;
/// let in_a_week = NewMail::new("customer-7", reminder).not_before(Duration::from_secs(7 * 24 * 3600));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct NewMail {
    pub(super) lane: String,
    pub(super) mail: DocumentMail,
    pub(super) gateway: Option<SmtpGateway>,
    pub(super) delay: Duration,
}

impl NewMail {
    /// This mail, through this lane's gateway.
    pub fn new(lane: impl Into<String>, mail: DocumentMail) -> Self {
        Self { lane: lane.into(), mail, gateway: None, delay: Duration::ZERO }
    }

    /// Checks the mail against this gateway's limits on size and recipients when it is enqueued. Only the check: the
    /// worker asks for the gateway again. Default: the mail is checked when it is sent.
    pub fn check_against(mut self, gateway: &SmtpGateway) -> Self {
        self.gateway = Some(gateway.clone());
        self
    }

    /// Sends the mail no sooner than after this time, on the database's clock. Default: at once.
    pub fn not_before(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

/// What became of a mail given to [`Outbox::enqueue`](crate::Outbox::enqueue).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Enqueued {
    /// The mail's number, or that of the mail that had its idempotency key before.
    pub id: MailId,
    /// Whether a mail with the same idempotency key was there before; nothing was stored then.
    pub duplicate: bool,
}
