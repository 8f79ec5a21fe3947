//! `FailoverMailer`, which tries several gateways in order.

use super::texts as T;
use crate::{
    error::{Attempt, Error, ErrorKind, Outcome, Retry, Stage},
    mailer::DocumentMailer,
    message::{DocumentMail, Mailbox, mailbox_problems},
    receipt::Receipt,
};
use async_trait::async_trait;
use std::{cmp::Reverse, sync::Arc};

/// Sends through the first gateway of a list that accepts the mail.
///
/// The next gateway is tried only if the mail was not sent ([`Outcome::NotSent`]) and the gateway is the cause of the
/// failure; see [`moves_on`](Self::moves_on). Every gateway sends the same mail: same Message-ID, same idempotency key,
/// same date. The From stays the same, unless the gateway was added with [`then_from`](Self::then_from).
///
/// [`Receipt::via`] names the gateway that accepted the mail, [`Receipt::attempts`] those before it. If none accepts
/// it, the error is the most important one: a failure of the mail itself, else one that a person has to act on, else
/// the first. [`Error::attempts`] lists all, and the retry advice is the earliest of all.
///
/// ```
/// # use ite_mailer::{DocumentMail, DocumentMailer, Error, ErrorKind, FailoverMailer, MemoryMailer, memory::Failure};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let own = MemoryMailer::new().fail_always(Failure::new(ErrorKind::BadCredentials));
/// # let relay = MemoryMailer::new();
/// let mailer = FailoverMailer::new("own", own)
///     .then_from("relay", relay, "invoices@relay.example")?;
/// let mail = DocumentMail::builder()
///     .from("Ann <ann@example.com>")
///     .to("b@example.org")
///     .text("Hello")
///     .build()?;
/// let receipt = mailer.send(&mail).await?;
/// assert_eq!(receipt.via.as_deref(), Some("relay"));
/// assert_eq!(receipt.attempts[0].gateway, "own");
/// assert_eq!(receipt.attempts[0].kind, ErrorKind::BadCredentials);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct FailoverMailer {
    first: Route,
    others: Vec<Route>,
}

#[derive(Clone, Debug)]
struct Route {
    name: String,
    mailer: Arc<dyn DocumentMailer>,
    from: Option<Mailbox>,
}

impl FailoverMailer {
    /// A mailer with its first gateway, under the name for receipts and errors.
    pub fn new(name: impl Into<String>, mailer: impl DocumentMailer + 'static) -> Self {
        Self { first: Route { name: name.into(), mailer: Arc::new(mailer), from: None }, others: Vec::new() }
    }

    /// Adds the next gateway. It sends the mail unchanged, so it must be allowed to send from the mail's From.
    pub fn then(mut self, name: impl Into<String>, mailer: impl DocumentMailer + 'static) -> Self {
        self.others.push(Route { name: name.into(), mailer: Arc::new(mailer), from: None });
        self
    }

    /// Adds the next gateway, which sends from `from`.
    ///
    /// If `from` has no display name, it gets the author's. Replies go to the author, unless the mail has a `Reply-To`.
    /// The Message-ID stays the same. A copy to the sender ([`SentCopy::BccSelf`](crate::gateway::SentCopy::BccSelf))
    /// is sent to `from`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if `from` is not a mailbox.
    pub fn then_from<F, E>(
        mut self,
        name: impl Into<String>,
        mailer: impl DocumentMailer + 'static,
        from: F,
    ) -> Result<Self, Error>
    where
        F: TryInto<Mailbox, Error = E>,
        E: Into<Error>,
    {
        let from = mailbox("from", from)?;
        self.others.push(Route { name: name.into(), mailer: Arc::new(mailer), from: Some(from) });
        Ok(self)
    }

    fn routes(&self) -> impl Iterator<Item = &Route> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Whether the next gateway is tried: the mail was not sent, and the failure is the gateway's.
    ///
    /// If recipients were refused, each refusal must be the gateway's.
    #[must_use]
    pub fn moves_on(error: &Error) -> bool {
        error.outcome() == Outcome::NotSent
            && is_gateway_failure(error.kind(), error.stage())
            && error.rejected().iter().all(|rejection| is_gateway_failure(rejection.kind, Stage::RcptTo))
    }
}

/// Parses a mailbox of the configuration.
pub(super) fn mailbox<F, E>(field: &'static str, given: F) -> Result<Mailbox, Error>
where
    F: TryInto<Mailbox, Error = E>,
    E: Into<Error>,
{
    let invalid = |problems| Error::invalid(ErrorKind::Configuration, Stage::Gateway, problems);
    let given = given.try_into().map_err(|error| invalid(mailbox_problems(field, &error.into())))?;
    given.check().map_err(|problem| invalid(vec![problem.at(field)]))?;
    Ok(given)
}

/// Each gateway would claim the key for itself, and a mail that is sent again would be sent once through each.
fn wrong_order(mail: &DocumentMail) -> Error {
    Error::invalid(ErrorKind::Configuration, Stage::Gateway, vec![T::IDEMPOTENT_INSIDE_FAILOVER.at("mailer")])
        .with_message_id(mail.message_id())
}

/// Whether another gateway may accept the mail. [`ErrorKind::Other`] counts as the gateway's failure before
/// `MAIL FROM`.
fn is_gateway_failure(kind: ErrorKind, stage: Stage) -> bool {
    kind.traits().fails_over || (kind == ErrorKind::Other && stage < Stage::MailFrom)
}

/// Importance of an error: failures of the mail itself, then those that a person has to act on, then temporary ones.
fn importance(error: &Error) -> u8 {
    match error.retry() {
        _ if !FailoverMailer::moves_on(error) => 2,
        Retry::Never => 1,
        Retry::After(_) | Retry::NextDay => 0,
    }
}

fn sooner(one: Retry, other: Retry) -> Retry {
    match (one, other) {
        (Retry::After(one), Retry::After(other)) => Retry::After(one.min(other)),
        (after @ Retry::After(_), _) | (_, after @ Retry::After(_)) => after,
        (Retry::NextDay, _) | (_, Retry::NextDay) => Retry::NextDay,
        (Retry::Never, Retry::Never) => Retry::Never,
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl DocumentMailer for FailoverMailer {
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        let mut attempts = Vec::new();
        let mut errors = Vec::new();
        if !self.others.is_empty() && self.claims_idempotency_keys() {
            return Err(wrong_order(mail));
        }
        for route in self.routes() {
            let renamed = route.from.as_ref().map(|from| mail.in_the_name_of(from));
            match route.mailer.send(renamed.as_ref().unwrap_or(mail)).await {
                Ok(mut receipt) => {
                    receipt.via = Some(route.name.clone());
                    receipt.attempts = attempts;
                    return Ok(receipt);
                }
                Err(error) => {
                    attempts.push(Attempt::new(&route.name, &error));
                    let moves_on = Self::moves_on(&error);
                    errors.push(error);
                    if !moves_on {
                        break;
                    }
                }
            }
        }
        // Of equal importance the first: the earlier gateway is preferred.
        let retry = errors.iter().map(Error::retry).reduce(sooner).unwrap_or(Retry::Never);
        let telling = errors.into_iter().enumerate().max_by_key(|(at, error)| (importance(error), Reverse(*at)));
        let (_, error) = telling.unwrap_or_else(|| (0, Error::new(ErrorKind::Configuration, Stage::Gateway)));
        // If the mail itself was refused or is in doubt, the other gateways' advice does not apply.
        let error = if Self::moves_on(&error) { error.with_retry(retry) } else { error };
        Err(error.with_attempts(attempts))
    }

    fn claims_idempotency_keys(&self) -> bool {
        self.routes().any(|route| route.mailer.claims_idempotency_keys())
    }
}
