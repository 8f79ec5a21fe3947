//! `LettreMailer`: document mails over a lettre transport.

use super::explain::{Explainer, unknown};
use crate::{
    error::{Error, ErrorKind, Rejection, Reply, Scope, Stage},
    mailer::DocumentMailer,
    message::{Address, Composed, DocumentMail},
    provider::Provider,
    receipt::Receipt,
    smtp::queue_id,
    util::redact::{Redactor, joined},
};
use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor, address::Envelope, transport::smtp::response::Response,
};
use secrecy::{ExposeSecret, SecretString};
use std::{
    any::Any,
    error::Error as StdError,
    fmt,
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::timeout;
use tracing::{
    instrument::{WithDispatch, WithSubscriber},
    subscriber::NoSubscriber,
};

/// RFC 5321 §4.5.3.2 asks for ten minutes for the answer to the message alone; the rest is for the steps before.
const TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// Sends over any [`AsyncTransport`] of lettre's: its SMTP pool, `sendmail`, files, the stub, or one of your own.
///
/// The transport's future runs in a task, to its end: lettre's pool would reuse a connection whose mail was dropped,
/// and the next mail would read the wrong replies. For the same reason, do not send through the transport directly and
/// drop the future. Sending needs tokio with time enabled.
///
/// ```
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use ite_mailer::{DocumentMail, DocumentMailer, Outcome, lettre_bridge::LettreMailer};
/// use lettre::{AsyncSmtpTransport, Tokio1Executor};
///
/// // Nothing listens on port 1.
/// let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1");
/// let mailer = LettreMailer::new(transport.port(1).build());
/// let mail = DocumentMail::builder()
///     .from("billing@example.com")
///     .to("client@example.org")
///     .text("Bonjour")
///     .build()?;
/// let error = mailer.send(&mail).await.unwrap_err();
/// assert_eq!(error.outcome(), Outcome::NotSent);
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(run()).unwrap();
/// ```
///
/// # Outcome
///
/// [`Outcome::NotSent`](crate::Outcome::NotSent) needs a proof: a refusal of the server or a failure to connect, from
/// lettre's SMTP transport on tokio. Every other error is [`Outcome::Unknown`](crate::Outcome::Unknown), because lettre
/// does not show at which step it happened.
///
/// # Recipients
///
/// lettre's SMTP transport aborts a mail at the first refused recipient, without naming it. Such a mail was sent to no
/// recipient, and is sent again: without the recipient whose address the reply shows, or else to each recipient in a
/// separate transaction.
pub struct LettreMailer<T> {
    transport: Arc<T>,
    host: Arc<str>,
    provider: Provider,
    redactor: Arc<Redactor>,
    timeout: Duration,
}

impl<T> LettreMailer<T> {
    /// A mailer over this transport.
    #[must_use]
    pub fn new(transport: T) -> Self {
        Self {
            transport: Arc::new(transport),
            host: "lettre".into(),
            provider: Provider::Custom,
            redactor: Arc::default(),
            timeout: TIMEOUT,
        }
    }

    /// Sets the server's name for [`Receipt::gateway`]. Default: `lettre`.
    #[must_use]
    pub fn host(mut self, host: &str) -> Self {
        self.host = host.into();
        self
    }

    /// Sets the provider whose habits explain a refusal. Default: [`Provider::Custom`].
    #[must_use]
    pub fn provider(mut self, provider: Provider) -> Self {
        self.provider = provider;
        self
    }

    /// Masks the transport's secret where the server shows it in a reply. Default: none is known, as lettre does not
    /// tell it.
    #[must_use]
    pub fn secret(mut self, user: &str, secret: &SecretString) -> Self {
        let secret = secret.expose_secret();
        let mut redactor = Redactor::default();
        redactor.forms(&joined(&["\0", user, "\0", secret]), secret);
        self.redactor = Arc::new(redactor);
        self
    }

    /// Sets how long a mail may take. After it the result is [`ErrorKind::Timeout`] with
    /// [`Outcome::Unknown`](crate::Outcome::Unknown), while the transport goes on. Default: 15 minutes.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The transport.
    #[must_use]
    pub fn transport(&self) -> &T {
        &self.transport
    }
}

impl<T> Clone for LettreMailer<T> {
    fn clone(&self) -> Self {
        Self {
            transport: Arc::clone(&self.transport),
            host: Arc::clone(&self.host),
            provider: self.provider,
            redactor: Arc::clone(&self.redactor),
            timeout: self.timeout,
        }
    }
}

/// Without the transport: `Debug` of lettre's shows the password.
impl<T> fmt::Debug for LettreMailer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LettreMailer").field("host", &self.host).finish_non_exhaustive()
    }
}

#[async_trait]
impl<T> DocumentMailer for LettreMailer<T>
where
    T: AsyncTransport + Send + Sync + 'static,
    T::Ok: Send + 'static,
    T::Error: StdError + Send + Sync + 'static,
{
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        let started = Instant::now();
        let composed = mail.compose()?;
        let sending = Sending::new(self, composed.clone()).map_err(|error| error.with_message_id(mail.message_id()))?;
        let is_smtp = sending.is_smtp;
        let task = tokio::spawn(quietly(is_smtp, sending.run()));
        let result = match timeout(self.timeout, task).await {
            Ok(Ok(result)) => result,
            Ok(Err(error)) if error.is_panic() => Err(unknown(ErrorKind::Other).with_detail("the transport panicked")),
            Ok(Err(_)) => Err(unknown(ErrorKind::Cancelled).with_detail("the runtime was shut down")),
            Err(_) => {
                let detail = format!("the transport took longer than {} seconds", self.timeout.as_secs_f32());
                Err(unknown(ErrorKind::Timeout).with_detail(detail))
            }
        };
        let mut receipt =
            result.map_err(|error| error.with_provider(self.provider).with_message_id(mail.message_id()))?;
        receipt.took = started.elapsed();
        Ok(receipt)
    }
}

/// Disables lettre's feature `tracing`, which another crate may have turned on: it logs the sign-in and the message.
/// Other transports keep their logging.
fn quietly<F: Future>(is_smtp: bool, future: F) -> WithDispatch<F> {
    if is_smtp { future.with_subscriber(NoSubscriber::default()) } else { future.with_current_subscriber() }
}

/// One mail on its way.
struct Sending<T> {
    transport: Arc<T>,
    is_smtp: bool,
    explainer: Explainer,
    host: Arc<str>,
    composed: Composed,
    eml: Vec<u8>,
}

/// What the transport answered to one message.
struct Answer {
    reply: Option<Reply>,
    id: Option<String>,
}

impl<T> Sending<T>
where
    T: AsyncTransport + Send + Sync + 'static,
    T::Ok: Send + 'static,
    T::Error: StdError + Send + Sync + 'static,
{
    fn new(mailer: &LettreMailer<T>, composed: Composed) -> Result<Self, Error> {
        let is_smtp = (&*mailer.transport as &dyn Any).is::<AsyncSmtpTransport<Tokio1Executor>>();
        let envelope = composed.envelope();
        let ascii = std::iter::once(envelope.from()).chain(envelope.to()).all(Address::is_ascii);
        if is_smtp && composed.needs_smtputf8() && ascii {
            return Err(Error::new(ErrorKind::Message, Stage::Message).with_detail(
                "lettre asks for SMTPUTF8 for the envelope alone, and an address of the header needs it",
            ));
        }
        let mut eml = composed.to_eml();
        // lettre appends a CRLF to the message.
        if is_smtp && eml.ends_with(b"\r\n") {
            eml.truncate(eml.len() - 2);
        }
        let explainer =
            Explainer { proves: is_smtp, provider: mailer.provider, redactor: Arc::clone(&mailer.redactor) };
        let (transport, host) = (Arc::clone(&mailer.transport), Arc::clone(&mailer.host));
        Ok(Self { transport, is_smtp, explainer, host, composed, eml })
    }

    async fn run(self) -> Result<Receipt, Error> {
        let all: Vec<&Address> = self.composed.envelope().to().iter().collect();
        let error = match self.once(&all).await {
            Ok(answer) => return Ok(self.receipt(&all, Vec::new(), answer)),
            Err(error) => error,
        };
        if !is_about_a_recipient(&error) {
            return Err(error);
        }
        if let [only] = all.as_slice() {
            return Err(Error::no_recipient_accepted(vec![rejection(only, &error)]));
        }
        if let Some(named) = named(&error, &all) {
            let others: Vec<&Address> = all.iter().copied().filter(|to| *to != named).collect();
            match self.once(&others).await {
                Ok(answer) => return Ok(self.receipt(&others, vec![rejection(named, &error)], answer)),
                Err(next) if !is_about_a_recipient(&next) => return Err(next),
                Err(_) => {}
            }
        }
        self.one_by_one(&all).await
    }

    /// One transaction for each recipient.
    async fn one_by_one(&self, all: &[&Address]) -> Result<Receipt, Error> {
        let (mut accepted, mut rejected, mut last) = (Vec::new(), Vec::new(), None);
        for &to in all {
            match self.once(&[to]).await {
                Ok(answer) => {
                    accepted.push(to);
                    last = Some(answer);
                }
                Err(error) if is_about_a_recipient(&error) || (!accepted.is_empty() && is_not_sent(&error)) => {
                    rejected.push(rejection(to, &error));
                }
                // Not a refusal of this recipient: the error is that of the whole mail.
                Err(error) => return Err(error.with_rejected(rejected)),
            }
        }
        match last {
            Some(answer) => Ok(self.receipt(&accepted, rejected, answer)),
            None => Err(Error::no_recipient_accepted(rejected)),
        }
    }

    async fn once(&self, to: &[&Address]) -> Result<Answer, Error> {
        let address = |address: &Address| lettre::Address::new_dangerous(address.local_part(), address.domain());
        let to = to.iter().map(|to| address(to)).collect();
        let envelope = Envelope::new(Some(address(self.composed.envelope().from())), to).map_err(|error| {
            Error::new(ErrorKind::Message, Stage::Message)
                .with_detail("lettre takes no such envelope")
                .with_source(error)
        })?;
        match self.transport.send_raw(&envelope, &self.eml).await {
            Ok(answer) => self.answer(&answer),
            Err(error) => Err(self.explainer.explain(error)),
        }
    }

    /// The transport's answer: an SMTP reply, or the id of a file.
    fn answer(&self, answer: &T::Ok) -> Result<Answer, Error> {
        let answer: &dyn Any = answer;
        let Some(response) = answer.downcast_ref::<Response>() else {
            return Ok(Answer { reply: None, id: answer.downcast_ref::<String>().cloned() });
        };
        let code = u16::from(response.code());
        let lines: Vec<String> = response.message().map(|line| format!("{code} {line}")).collect();
        let reply = self.explainer.reply(&lines.join("\n"));
        // If commands and replies are out of step, lettre takes the reply to `DATA` for the final reply.
        match code {
            200..300 => Ok(Answer { id: queue_id(&reply), reply: Some(reply) }),
            _ => Err(unknown(ErrorKind::Protocol)
                .with_detail("the reply does not fit the end of a message")
                .with_reply(reply)),
        }
    }

    fn receipt(&self, accepted: &[&Address], rejected: Vec<Rejection>, answer: Answer) -> Receipt {
        let accepted = accepted.iter().map(|to| to.as_str().to_owned()).collect();
        let mut receipt = Receipt::new(&self.composed, &*self.host, accepted);
        (receipt.rejected, receipt.reply, receipt.queue_id) = (rejected, answer.reply, answer.id);
        receipt
    }
}

fn is_not_sent(error: &Error) -> bool {
    error.outcome() == crate::error::Outcome::NotSent
}

fn is_about_a_recipient(error: &Error) -> bool {
    is_not_sent(error) && error.reply().is_some() && error.kind().scope() == Scope::Recipient
}

/// The recipient whose address the reply shows, if there is exactly one.
fn named<'a>(error: &Error, to: &[&'a Address]) -> Option<&'a Address> {
    let words = error.reply()?.text().to_ascii_lowercase();
    let mut named = to.iter().filter(|to| words.contains(&to.as_str().to_ascii_lowercase()));
    named.next().filter(|_| named.next().is_none()).copied()
}

fn rejection(to: &Address, error: &Error) -> Rejection {
    let rejection = Rejection::new(to.as_str(), error.kind(), error.retry(), error.reply().cloned());
    match error.basis() {
        Some(basis) => rejection.with_basis(basis),
        None => rejection,
    }
}
