//! `DocumentMailer`, the trait of mailers.

use crate::{
    error::{Error, ErrorKind, Stage},
    gateway::{RecipientPolicy, SentCopy, SmtpGateway},
    message::{ComposeOptions, Composed, DocumentMail, Envelope, Outgoing, RawMail},
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
/// 1. composes with [`SmtpGateway::compose`] or [`DocumentMail::compose`], so an invalid mail is refused before
///    anything is sent, and delivers to exactly the recipients of the envelope;
/// 2. returns `Ok` only when the mail was accepted for at least one recipient, and lists every other recipient in
///    [`Receipt::rejected`];
/// 3. returns the Message-ID of the composed mail, in the receipt and in the error;
/// 4. returns [`Outcome::NotSent`](crate::Outcome::NotSent) only if the mail certainly was not sent, and
///    [`Outcome::Unknown`](crate::Outcome::Unknown) if it may have been;
/// 5. never retries an `Unknown` by itself;
/// 6. stays usable after an error, and after the future was dropped at any await;
/// 7. serves concurrent calls.
///
/// The [`wrappers`](crate::wrappers) keep the contract; a wrapper that changes a mail keeps its Message-ID.
///
/// `conformance::check` (feature `testing`) runs the contract on a mailer.
///
/// # Clone
///
/// Share a mailer as `Arc<dyn DocumentMailer>`; [`Arc`], [`Box`] and references implement the trait too. The mailers of
/// this crate are cheap to clone, and clones share their connections and limits.
///
/// # Writing your own
///
/// ```
/// use async_trait::async_trait;
/// use ite_mailer::{DocumentMail, DocumentMailer, Error, MemoryMailer, Receipt};
///
/// /// Logs each mail before it is sent.
/// #[derive(Debug)]
/// struct Logged<M>(M);
///
/// #[async_trait]
/// impl<M: DocumentMailer> DocumentMailer for Logged<M> {
///     async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
///         println!("sending {}", mail.message_id());
///         self.0.send(mail).await
///     }
///
///     fn claims_idempotency_keys(&self) -> bool {
///         self.0.claims_idempotency_keys()
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let mailer = Logged(MemoryMailer::new());
/// let mail = DocumentMail::builder()
///     .from("billing@example.com")
///     .to("client@example.org")
///     .text("Hello")
///     .build()?;
/// let receipt = mailer.send(&mail).await?;
/// assert_eq!(receipt.message_id, mail.message_id());
/// # Ok(())
/// # }
/// ```
///
/// `examples/custom_mailer.rs` is a mailer that sends over another transport.
#[async_trait]
pub trait DocumentMailer: Debug + Send + Sync {
    /// Sends the mail, once.
    ///
    /// # Errors
    ///
    /// No recipient got the mail, or it is unknown whether one did: see [`Error::outcome`].
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error>;

    /// Whether an [`IdempotentMailer`](crate::IdempotentMailer) is inside. Default: `false`.
    ///
    /// A wrapper returns the answer of the mailer inside. [`FailoverMailer`](crate::FailoverMailer) asks it, because an
    /// `IdempotentMailer` belongs around it and not inside.
    fn claims_idempotency_keys(&self) -> bool {
        false
    }
}

/// Sends a message that was composed elsewhere: by lettre's builder, by a program that signs or encrypts it.
///
/// The contract is that of [`DocumentMailer`], without its first point: a [`RawMail`] is checked when it is made. The
/// receipt lists no documents.
///
/// `SmtpMailer` and [`MemoryMailer`](crate::MemoryMailer), the test double, are raw mailers, and so is `RetryMailer` around
/// one. The other wrappers rewrite the mail's header or read its idempotency key, which takes a [`DocumentMail`].
///
/// Where the bytes of the message are borrowed, the future of a send borrows them too: the mail goes on while the future is
/// polled. Spawn it as a task of its own where that may not be for a while.
///
/// With the feature `lettre-transport`, `SmtpMailer`, `MemoryMailer` and `Box<dyn RawMailer>` are lettre transports.
#[async_trait]
pub trait RawMailer: Debug + Send + Sync {
    /// Sends the message, once.
    ///
    /// # Errors
    ///
    /// As [`DocumentMailer::send`].
    async fn send_raw_mail(&self, mail: &RawMail<'_>) -> Result<Receipt, Error>;
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

        #[async_trait]
        #[deny(clippy::missing_trait_methods)]
        impl<M: RawMailer + ?Sized> RawMailer for $holder {
            async fn send_raw_mail(&self, mail: &RawMail<'_>) -> Result<Receipt, Error> {
                (**self).send_raw_mail(mail).await
            }
        }
    )+};
}

forward!(Box<M>, Arc<M>, &M);

impl SmtpGateway {
    /// Composes a mail for this gateway: adds the copy to the sender, and refuses a mail that exceeds the gateway's
    /// limits before anything is sent. For mailers of your own.
    ///
    /// ```
    /// use ite_mailer::{DocumentMail, SmtpGateway, gateway::SentCopy};
    ///
    /// # fn main() -> Result<(), ite_mailer::Error> {
    /// let gateway = SmtpGateway::builder()
    ///     .host("smtp.example.com")
    ///     .user("billing@example.com")
    ///     .password("the mailbox's password")
    ///     .sent_copy(SentCopy::BccSelf)
    ///     .build()?;
    /// let mail = DocumentMail::builder()
    ///     .from("billing@example.com")
    ///     .to("client@example.org")
    ///     .text("Hello")
    ///     .build()?;
    /// assert_eq!(mail.compose()?.envelope().to().len(), 1);
    /// assert_eq!(gateway.compose(&mail)?.envelope().to().len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Message`], [`ErrorKind::TooManyRecipients`] or [`ErrorKind::MessageTooLarge`], all at
    /// [`Stage::Message`].
    pub fn compose(&self, mail: &DocumentMail) -> Result<Composed, Error> {
        let mut options = ComposeOptions::default();
        if self.sent_copy() == SentCopy::BccSelf {
            options = options.extra_bcc(mail.from().clone());
        }
        let composed = mail.compose_with(&options).map_err(|error| error.with_gateway(self))?;
        self.within_limits(composed.outgoing())?;
        Ok(composed)
    }

    /// The message as this gateway wants it: with the copy to the sender, and within its limits.
    pub(crate) fn outgoing<'a>(&self, mail: &RawMail<'a>) -> Result<Outgoing<'a>, Error> {
        let outgoing = mail.outgoing(self.sent_copy() == SentCopy::BccSelf);
        self.within_limits(&outgoing)?;
        Ok(outgoing)
    }

    /// Refuses a message that has more recipients or bytes than the gateway takes.
    fn within_limits(&self, mail: &Outgoing<'_>) -> Result<(), Error> {
        let refused = |kind, what: &str, has: u64, most: u64| {
            let detail = format!("the mail has {has} {what}, the gateway takes {most}");
            Err(Error::new(kind, Stage::Message)
                .with_gateway(self)
                .with_detail(detail)
                .with_message_id(mail.message_id()))
        };
        let (recipients, most) = (mail.envelope().to().len() as u64, u64::from(self.recipients_per_message()));
        if recipients > most {
            return refused(ErrorKind::TooManyRecipients, "recipients", recipients, most);
        }
        match self.max_message_size() {
            Some(most) if mail.size() > most => refused(ErrorKind::MessageTooLarge, "bytes", mail.size(), most),
            _ => Ok(()),
        }
    }
}

/// Whether the message is sent, given the recipients that were accepted: at least one recipient of the mail itself (the
/// copy to the sender does not count), and with [`RecipientPolicy::AllOrNothing`] all of them.
pub(crate) fn is_worth_sending(
    envelope: &Envelope,
    policy: RecipientPolicy,
    accepted: &[String],
    refused: usize,
) -> bool {
    let own = |recipient: &String| envelope.own().iter().any(|own| own.as_str() == recipient);
    accepted.iter().any(own) && (policy == RecipientPolicy::DeliverToAccepted || refused == 0)
}
