//! The trait of everything that sends a document mail.

use crate::{
    error::{Error, ErrorKind, Stage},
    gateway::{RecipientPolicy, SentCopy, SmtpGateway},
    message::{ComposeOptions, Composed, DocumentMail},
    receipt::Receipt,
};
use async_trait::async_trait;
use std::{fmt::Debug, sync::Arc};

/// Sends one document mail.
///
/// # Contract
///
/// Every implementation, ours and yours:
///
/// 1. composes with [`DocumentMail::compose`] or [`compose_for`], so an invalid mail is refused before anything is sent,
///    and delivers to the envelope they give and to nobody else;
/// 2. returns `Ok` only when the mail was accepted for at least one recipient, and lists every other recipient in
///    [`Receipt::rejected`];
/// 3. answers with the Message-ID that `compose` chose, in the receipt and in the error;
/// 4. says [`Outcome::NotSent`](crate::Outcome::NotSent) only when the mail certainly did not go, and
///    [`Outcome::Unknown`](crate::Outcome::Unknown) when it may have;
/// 5. never retries an `Unknown` by itself;
/// 6. stays usable after an error, and after the future was dropped at any await;
/// 7. serves concurrent calls.
///
/// The [`wrappers`](crate::wrappers) keep it: one that changes a mail keeps its Message-ID.
///
/// The suite in `conformance` (feature `conformance`) checks what can be checked from outside.
///
/// # Clone
///
/// Share a mailer as `Arc<dyn DocumentMailer>`; [`Arc`], [`Box`] and references forward. Types of this crate are
/// cheap to clone, and clones share one pool or one outbox.
///
/// # Writing your own
///
/// See `examples/custom_mailer.rs`.
#[async_trait]
pub trait DocumentMailer: Debug + Send + Sync {
    /// Sends the mail, once.
    ///
    /// # Errors
    ///
    /// [`Error`] with kind, stage, outcome and guidance; no recipient got the mail, or it is unknown whether one did.
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error>;

    /// Whether an [`IdempotentMailer`](crate::IdempotentMailer) is inside. Default: `false`.
    ///
    /// A wrapper hands this call on to the mailer inside. [`FailoverMailer`](crate::FailoverMailer) asks it, because an
    /// `IdempotentMailer` belongs around it and not inside.
    fn claims_idempotency_keys(&self) -> bool {
        false
    }
}

macro_rules! forward {
    ($($holder:ty),+) => {$(
        #[async_trait]
        #[deny(clippy::missing_trait_methods)]
        impl<M: DocumentMailer + ?Sized> DocumentMailer for $holder {
            async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
                (**self).send(mail).await
            }

            fn claims_idempotency_keys(&self) -> bool {
                (**self).claims_idempotency_keys()
            }
        }
    )+};
}

forward!(Box<M>, Arc<M>, &M);

/// Composes a mail as this gateway wants it, copy to the sender included, and refuses what it does not take before
/// anything is sent. For mailers of your own; `None` means no rules.
///
/// # Errors
///
/// [`ErrorKind::Message`], [`ErrorKind::TooManyRecipients`] or [`ErrorKind::MessageTooLarge`], all at
/// [`Stage::Message`].
pub fn compose_for(mail: &DocumentMail, gateway: Option<&SmtpGateway>) -> Result<Composed, Error> {
    let Some(gateway) = gateway else { return mail.compose() };
    let mut options = ComposeOptions::default();
    if gateway.sent_copy() == SentCopy::BccSelf {
        options = options.extra_bcc(mail.from().clone());
    }
    let composed = mail.compose_with(&options).map_err(|error| error.with_gateway(gateway))?;
    let refused = |kind, what: &str, has: u64, most: u64| {
        let detail = format!("the mail has {has} {what}, the gateway takes {most}");
        Err(Error::new(kind, Stage::Message)
            .with_gateway(gateway)
            .with_detail(detail)
            .with_message_id(composed.message_id()))
    };
    let (recipients, most) = (composed.envelope().to().len() as u64, u64::from(gateway.recipients_per_message()));
    if recipients > most {
        return refused(ErrorKind::TooManyRecipients, "recipients", recipients, most);
    }
    match gateway.max_message_size() {
        Some(most) if composed.size() > most => refused(ErrorKind::MessageTooLarge, "bytes", composed.size(), most),
        _ => Ok(composed),
    }
}

/// Whether a mail goes, given who was accepted: to at least one recipient of its own (a copy to the sender alone is no
/// delivery), and to all of them where the gateway wants that.
pub(crate) fn is_worth_sending(mail: &Composed, policy: RecipientPolicy, accepted: &[String], refused: usize) -> bool {
    let own = |recipient: &String| mail.envelope().own().iter().any(|own| own.as_str() == recipient);
    accepted.iter().any(own) && (policy == RecipientPolicy::DeliverToAccepted || refused == 0)
}
