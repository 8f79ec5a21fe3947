//! `RedirectMailer`, which redirects or filters recipients on staging systems.

use super::{failover::mailbox, texts as T};
use crate::{
    error::{Error, ErrorKind, Problem, Rejection, Retry, Stage},
    mailer::DocumentMailer,
    message::{Address, DocumentMail, Mailbox, Recipients},
    receipt::Receipt,
};
use async_trait::async_trait;
use std::sync::Arc;

/// Header with the original `To` recipients.
const ORIGINAL_TO: &str = "X-Redirected-From-To";
const ORIGINAL_CC: &str = "X-Redirected-From-Cc";
const ORIGINAL_BCC: &str = "X-Redirected-From-Bcc";

/// Redirects or filters recipients on staging systems: each mail goes to one address, or to the recipients of an
/// allow-list.
///
/// It fails closed: an invalid target or list is an error of the constructor, and a mail without a remaining recipient
/// is an error. It applies to `To`, `Cc` and blind copies, and suppresses the gateway's
/// [`SentCopy`](crate::gateway::SentCopy): no copy goes to the sender, and none into a Sent folder. Inside it, mailers of your own must compose as the
/// contract of [`DocumentMailer`] requires.
///
/// Changes to the mail:
///
/// - `To` and `Cc` contain only the target, or addresses of the list.
/// - `X-Redirected-From-To`, `-Cc` and `-Bcc` list the removed recipients, each up to about 1000 bytes. With a list,
///   `-Bcc` is left out: the remaining recipients must not see blind copies.
/// - Headers that make a relay send to others or request receipts are removed: `X-SMTPAPI`, `X-MC-*`, `X-Mailgun-*`,
///   `X-MJ-*`, `X-PM-*`, `Disposition-Notification-To`, `Return-Receipt-To`, `Errors-To` and similar ones.
/// - Everything else stays, Message-ID and `Reply-To` included. Bounces go to the author.
///
/// [`Receipt::redirected_from`] lists the recipients that were removed.
///
/// ```
/// # use ite_mailer::{DocumentMail, DocumentMailer, Error, MemoryMailer, RedirectMailer};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let gateway = MemoryMailer::new();
/// let mailer = RedirectMailer::everything_to(gateway, "staging@example.com")?;
/// let mail = DocumentMail::builder()
///     .from("a@example.com")
///     .to("client@example.org")
///     .text("Hello")
///     .build()?;
/// let receipt = mailer.send(&mail).await?;
/// assert_eq!(receipt.accepted, ["staging@example.com"]);
/// assert_eq!(receipt.redirected_from, ["client@example.org"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct RedirectMailer<M> {
    inner: M,
    rule: Rule,
}

#[derive(Clone, Debug)]
enum Rule {
    To(Mailbox),
    Only { list: Arc<[Allowed]>, refuse: bool },
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Allowed {
    Address(Address),
    Domain(String),
}

impl<M: DocumentMailer> RedirectMailer<M> {
    /// Sends every mail to this mailbox only.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if it is not a mailbox.
    pub fn everything_to<T, E>(inner: M, target: T) -> Result<Self, Error>
    where
        T: TryInto<Mailbox, Error = E>,
        E: Into<Error>,
    {
        Ok(Self { inner, rule: Rule::To(mailbox("redirect", target)?) })
    }

    /// Sends to these addresses and domains only: `tester@example.com`, `example.com` or `@example.com`.
    ///
    /// A domain does not include its subdomains, and local parts are case-sensitive. Other recipients are removed and
    /// reported as refused in [`Receipt::rejected`]; see [`refuse_others`](Self::refuse_others).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if the list is empty, and for every invalid entry.
    pub fn only_to<I>(inner: M, allowed: I) -> Result<Self, Error>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let (mut list, mut problems) = (Vec::new(), Vec::new());
        for entry in allowed {
            match entry_of(entry.as_ref()) {
                Ok(entry) => list.push(entry),
                Err(problem) => problems.push(problem),
            }
        }
        if list.is_empty() && problems.is_empty() {
            problems.push(T::REDIRECT_EMPTY.at("redirect"));
        }
        if !problems.is_empty() {
            return Err(Error::invalid(ErrorKind::Configuration, Stage::Gateway, problems));
        }
        Ok(Self { inner, rule: Rule::Only { list: list.into(), refuse: false } })
    }

    /// Refuses a mail if one of its recipients is not on the list. Default: the others get it. No effect without a
    /// list.
    pub fn refuse_others(mut self) -> Self {
        if let Rule::Only { refuse, .. } = &mut self.rule {
            *refuse = true;
        }
        self
    }
}

fn entry_of(text: &str) -> Result<Allowed, Problem> {
    match text.strip_prefix('@').unwrap_or(text) {
        domain if !domain.contains('@') => Address::parse(&format!("x@{domain}"))
            .map(|address| Allowed::Domain(address.domain().to_owned()))
            .map_err(|_| T::REDIRECT_ENTRY.fill("redirect", &[("entry", &text.escape_debug().to_string())])),
        _ => Address::parse(text).map(Allowed::Address).map_err(|problem| problem.at("redirect")),
    }
}

impl Allowed {
    fn lets(&self, address: &Address) -> bool {
        match self {
            Self::Address(allowed) => allowed == address,
            Self::Domain(domain) => domain == address.domain(),
        }
    }
}

/// Each address of the list once, in order.
fn once<'a>(list: impl Iterator<Item = &'a Mailbox>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    list.map(|mailbox| mailbox.address().as_str()).filter(|to| seen.insert(*to)).map(ToOwned::to_owned).collect()
}

impl Rule {
    /// The mail for the allowed recipients, and the removed recipients.
    fn apply(&self, mail: &DocumentMail) -> Result<(DocumentMail, Vec<String>), Error> {
        let lets = |one: &Mailbox| match self {
            Self::To(target) => one.address() == target.address(),
            Self::Only { list, .. } => list.iter().any(|allowed| allowed.lets(one.address())),
        };
        let stay = |list: &[Mailbox]| list.iter().filter(|one| lets(one)).cloned().collect();
        let out = |list| -> Vec<&Mailbox> { <[Mailbox]>::iter(list).filter(|one| !lets(one)).collect() };
        let kept_out = once(mail.recipients().filter(|one| !lets(one)));
        let (staged, blind) = match self {
            Self::To(target) => {
                let staged = Recipients { to: vec![target.clone()], ..Recipients::default() };
                (staged, out(mail.bcc()))
            }
            Self::Only { refuse, .. } => {
                let staged = Recipients { to: stay(mail.to()), cc: stay(mail.cc()), bcc: stay(mail.bcc()) };
                let no_recipient = staged.to.is_empty() && staged.cc.is_empty() && staged.bcc.is_empty();
                if no_recipient || (*refuse && !kept_out.is_empty()) {
                    return Err(kept_back(mail, kept_out));
                }
                // The remaining recipients must not learn of blind copies.
                (staged, Vec::new())
            }
        };
        let originals = [(ORIGINAL_TO, out(mail.to())), (ORIGINAL_CC, out(mail.cc())), (ORIGINAL_BCC, blind)];
        Ok((mail.confined_to(staged, &originals), kept_out))
    }
}

/// A refusal of recipients, so that a [`FailoverMailer`](crate::FailoverMailer) around it does not try the next
/// gateway.
fn kept_back(mail: &DocumentMail, kept_out: Vec<String>) -> Error {
    Error::new(ErrorKind::RecipientRejected, Stage::Message)
        .with_retry(Retry::Never)
        .with_detail(format!("recipients not on the list of the staging guard: {}", kept_out.len()))
        .with_message_id(mail.message_id())
        .with_rejected(refused(kept_out))
}

fn refused(kept_out: Vec<String>) -> Vec<Rejection> {
    let refusal = |address| Rejection::new(address, ErrorKind::RecipientRejected, Retry::Never, None);
    kept_out.into_iter().map(refusal).collect()
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<M: DocumentMailer> DocumentMailer for RedirectMailer<M> {
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        let (staged, kept_out) = self.rule.apply(mail)?;
        let mut receipt = self.inner.send(&staged).await?;
        if matches!(self.rule, Rule::Only { .. }) {
            receipt.rejected.extend(refused(kept_out.clone()));
        }
        // Another `RedirectMailer` inside may have removed more.
        let inner = std::mem::replace(&mut receipt.redirected_from, kept_out);
        let more: Vec<_> = inner.into_iter().filter(|one| !receipt.redirected_from.contains(one)).collect();
        receipt.redirected_from.extend(more);
        Ok(receipt)
    }

    fn claims_idempotency_keys(&self) -> bool {
        self.inner.claims_idempotency_keys()
    }
}
