//! Checks a gateway step by step, up to the envelope of a mail.

mod causes;
mod certificate;
mod correct;
mod report;
#[cfg(feature = "imap")]
mod sent_copy;
mod steps;
mod text_report;

pub use crate::smtp::{ServerCertificate, ServerFacts};
pub use report::Diagnosis;
pub use steps::{CheckStep, StepStatus};

use crate::{
    error::Error,
    gateway::SmtpGateway,
    message::{Composed, DocumentMail, Mailbox},
    network::NetworkPolicy,
    smtp::{Depth, Trace, probe},
};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

/// What [`check_with`] tries.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CheckOptions {
    /// The sender of later mails, as an address or as `Name <address>`.
    pub from: String,
    /// A recipient to try with `RCPT TO`. Default: none.
    pub recipient: Option<String>,
    /// Whether to send one short mail, to the recipient or else to the sender. Default: no.
    pub send_mail: bool,
    /// Which addresses and ports the check may connect to. Default: any; use [`NetworkPolicy::public_only`] for
    /// settings that customers type.
    pub network_policy: NetworkPolicy,
}

impl CheckOptions {
    /// A check with this sender, up to and including `MAIL FROM`.
    pub fn new(from: impl AsRef<str>) -> Self {
        Self { from: from.as_ref().to_owned(), recipient: None, send_mail: false, network_policy: NetworkPolicy::any() }
    }

    /// Tries this recipient too, with `RCPT TO`.
    #[must_use]
    pub fn recipient(mut self, recipient: impl AsRef<str>) -> Self {
        self.recipient = Some(recipient.as_ref().to_owned());
        self
    }

    /// Sends one short mail at the end.
    #[must_use]
    pub const fn send_mail(mut self) -> Self {
        self.send_mail = true;
        self
    }

    /// Sets which addresses and ports the check may connect to.
    #[must_use]
    pub fn network_policy(mut self, policy: NetworkPolicy) -> Self {
        self.network_policy = policy;
        self
    }

    const fn depth(&self) -> Depth {
        match (self.send_mail, &self.recipient) {
            (true, _) => Depth::Mail,
            (false, Some(_)) => Depth::Recipient,
            (false, None) => Depth::Sender,
        }
    }
}

/// Connects, signs in, tries the sender with `MAIL FROM` and resets (`RSET`, `QUIT`). Sends no mail.
///
/// `from` is the sender of later mails: many servers refuse a sender that is not the account's. The deadlines are the
/// gateway's. Every failure, an invalid `from` too, is in the [`Diagnosis`].
///
/// If the gateway files copies ([`SentCopy::Folder`](crate::gateway::SentCopy::Folder)), the last step signs in to the
/// mailbox over IMAP and looks whether its Sent folder can be written to. If only that step fails, mails can be sent.
///
/// Opens one connection, and a second one if the server stays silent, to find out whether the port expects TLS. Needs
/// tokio with time and I/O enabled.
///
/// ```
/// # async fn settings_page(gateway: &ite_mailer::SmtpGateway) {
/// let diagnosis = ite_mailer::check(gateway, "billing@example.com").await;
/// if !diagnosis.is_ok() {
///     println!("{diagnosis}");
/// }
/// # }
/// ```
pub async fn check(gateway: &SmtpGateway, from: impl AsRef<str>) -> Diagnosis {
    check_with(gateway, &CheckOptions::new(from)).await
}

/// [`check`], and sends one short mail to `to`: some providers (Brevo, Infomaniak) refuse a sender or an account only
/// at the end of a mail.
pub async fn check_with_mail(gateway: &SmtpGateway, from: impl AsRef<str>, to: impl AsRef<str>) -> Diagnosis {
    check_with(gateway, &CheckOptions::new(from).recipient(to).send_mail()).await
}

/// [`check`] with options.
pub async fn check_with(gateway: &SmtpGateway, options: &CheckOptions) -> Diagnosis {
    run(gateway, options, Trace::on()).await
}

/// [`check_with`], and calls `on_step` with each step as it ends, for a page that shows them one by one.
///
/// `on_step` gets the steps that succeeded and, last, the step that failed with its guidance. Skipped steps are in the
/// [`Diagnosis`] only. `on_step` must not block.
///
/// ```
/// # async fn settings_page(gateway: &ite_mailer::SmtpGateway) {
/// use ite_mailer::{CheckOptions, check_with_progress};
///
/// let options = CheckOptions::new("billing@example.com");
/// let diagnosis = check_with_progress(gateway, &options, |step| {
///     println!("{}: {:?} after {} ms", step.stage, step.status, step.took.as_millis());
/// }).await;
/// # let _ = diagnosis;
/// # }
/// ```
pub async fn check_with_progress(
    gateway: &SmtpGateway,
    options: &CheckOptions,
    on_step: impl FnMut(&CheckStep) + Send + 'static,
) -> Diagnosis {
    let on_step = Arc::new(Mutex::new(on_step));
    let for_trace = Arc::clone(&on_step);
    let trace = Trace::with_callback(Box::new(move |mark| {
        let mut on_step = for_trace.lock().unwrap_or_else(PoisonError::into_inner);
        on_step(&CheckStep::passed(mark.stage, mark.took, mark.reply.clone(), mark.detail.clone()));
    }));
    let diagnosis = run(gateway, options, trace).await;
    if let Some(failed) = diagnosis.failed() {
        let mut on_step = on_step.lock().unwrap_or_else(PoisonError::into_inner);
        on_step(failed);
    }
    diagnosis
}

async fn run(gateway: &SmtpGateway, options: &CheckOptions, mut trace: Trace) -> Diagnosis {
    let started = Instant::now();
    let depth = options.depth();
    let mail = mail(gateway, options);
    let message_id = mail.as_ref().ok().filter(|_| options.send_mail).map(|mail| mail.message_id().to_owned());
    #[cfg(feature = "imap")]
    let copy = mail.as_ref().ok().filter(|_| options.send_mail).cloned();
    let result = probe(gateway, mail, depth, options.network_policy.clone(), &mut trace).await;
    let result = result.map_err(|error| error.with_gateway(gateway));
    #[cfg(feature = "imap")]
    let result = match result {
        Ok(()) => sent_copy::step(gateway, copy, options.network_policy.clone(), &mut trace).await,
        failed => failed,
    };
    let error = result.err();
    let error = match (error, &message_id) {
        (Some(error), Some(id)) => Some(error.with_message_id(id)),
        (error, _) => error,
    };
    Diagnosis::new(gateway, options, trace, error, message_id, started.elapsed())
}

/// The mail whose envelope is tried. It is composed like any mail, so that an invalid address is reported.
fn mail(gateway: &SmtpGateway, options: &CheckOptions) -> Result<Composed, Error> {
    let from: Mailbox = options.from.parse()?;
    let to = match &options.recipient {
        Some(recipient) => recipient.parse()?,
        None => from.clone(),
    };
    let host = gateway.host();
    DocumentMail::builder()
        .from(from)
        .to(to)
        .subject("Test · Essai")
        .text(format!(
            "This mail shows that {host} sends mails for this address. There is nothing to do.\n\nCe message montre \
             que {host} envoie des messages pour cette adresse. Vous n’avez rien à faire.\n"
        ))
        .build()?
        .compose()
}
