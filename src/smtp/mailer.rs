//! `SmtpMailer`: a gateway with its connection pool and throttle.

use super::{
    connection::{BreakerMode, Delivery, Session, Trace},
    log,
    pool::{NotOpened, Pool, QuitOnDrop},
    queue_id::queue_id,
    sent_copy::SentCopies,
    server_facts::ServerFacts,
    task::Task,
    throttle::{AuthBreaker, Granted, MINUTE, Reaction, Request, Throttle, reaction},
};
use crate::{
    error::{Error, ErrorKind, Outcome, Rejection, Stage},
    gateway::SmtpGateway,
    mailer::{DocumentMailer, RawMailer},
    message::{Composed, DocumentMail, Outgoing, RawMail, hash_in_background},
    network::NetworkPolicy,
    receipt::Receipt,
    util::caller::CallerId,
};
use async_trait::async_trait;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// How often a mail waits for another connection while the server refuses new ones.
const OTHER_CONNECTIONS: u32 = 3;

/// Sends through one customer's gateway.
///
/// Clones share connections and limits. It can be created outside a runtime; sending needs tokio with time and I/O
/// enabled.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use ite_mailer::{Document, DocumentMail, DocumentMailer, SmtpGateway, SmtpMailer};
/// use ite_mailer::sandbox::SmtpSandbox;
///
/// let server = SmtpSandbox::start().await?; // in place of a provider
/// let gateway = SmtpGateway::builder()
///     .host("localhost")
///     .port(server.port())
///     .user(server.user())
///     .password(server.password())
///     .root_certificate(server.ca_pem())
///     .build()?;
/// let mailer = SmtpMailer::new(gateway)?;
/// let invoice = Document::pdf("Facture n° 42.pdf", &b"%PDF-1.7 ..."[..]);
/// let mail = DocumentMail::builder()
///     .from("billing@example.com")
///     .to("client@example.org")
///     .subject("Facture n° 42")
///     .text("Bonjour, voici votre facture.")
///     .document(invoice)
///     .build()?;
/// let receipt = mailer.send(&mail).await?;
/// assert_eq!(receipt.accepted, ["client@example.org"]);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "testing"))]
/// # fn main() {}
/// ```
///
/// # Dropped sends
///
/// A mail is sent in a task of the runtime that first polls its `send` future, so it makes progress while the future is
/// not polled. Dropping the future aborts the mail: its connection is closed and not reused. A connection that is still
/// being opened is kept for the next mail. A message that was composed elsewhere ([`RawMailer`]) is borrowed, so its future
/// sends it itself, while it is polled.
///
/// # Limits
///
/// - Connections, mails on each of them, recipients of a mail and mails in any minute are limited by the gateway's
///   settings or its provider's row. A connection counts until the server has closed it, or for ten seconds after it
///   was closed here. A mail that would exceed a limit waits, up to [`Timeouts::wait`](crate::gateway::Timeouts::wait).
/// - Mails of a batch and single mails are served in turn: a single mail does not wait for a batch to end.
/// - If the server asks to wait (421, rate limit, temporary error before any recipient), no further mail starts for as
///   long as the reply says, 15 minutes at most; then one mail is tried first. If the reply names no time, the wait is
///   five minutes after a rate limit, and one second after a temporary error, doubled with each further one up to a
///   minute. If that is longer than `wait`, mails fail at once with the kind of the server's reply, at [`Stage::Wait`].
/// - If the server refuses a further connection while others are open, mails use those only, for a minute or as long as
///   the reply says.
/// - Auth breaker: after two refused sign-ins in a row (one, if the server says there were too many) mails fail without
///   a sign-in for one minute, then five, then fifteen, with the same kind at [`Stage::Auth`], so that many mails do
///   not lock the customer's account. A sign-in without a reply counts as refused. [`sign_in`](Self::sign_in) is always
///   tried, and its success closes the breaker.
///
/// # Several runtimes
///
/// A connection is used only on the runtime that opened it. If a limit does not allow a new connection, an idle one of
/// another runtime is closed.
#[derive(Clone, Debug)]
pub struct SmtpMailer {
    pub(super) quit_on_drop: Arc<QuitOnDrop>,
    copies: SentCopies,
}

impl SmtpMailer {
    /// A mailer for this gateway. Does not connect yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Tls`] if the certificates to trust cannot be loaded.
    pub fn new(gateway: SmtpGateway) -> Result<Self, Error> {
        Self::with_network_policy(gateway, NetworkPolicy::any())
    }

    /// A mailer that connects only to addresses that the policy allows. For settings that customers type, use
    /// [`NetworkPolicy::public_only`].
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_network_policy(gateway: SmtpGateway, policy: NetworkPolicy) -> Result<Self, Error> {
        let throttle = Throttle::new(&gateway, MINUTE);
        Self::with_throttle(gateway, policy, throttle, Arc::default())
    }

    pub(super) fn with_throttle(
        gateway: SmtpGateway,
        policy: NetworkPolicy,
        throttle: Arc<Throttle>,
        breaker: Arc<AuthBreaker>,
    ) -> Result<Self, Error> {
        let pool = Pool::new(gateway.clone(), policy.clone(), throttle, breaker);
        let pool = pool.map_err(|error| error.with_gateway(&gateway))?;
        let copies = SentCopies::new(&gateway, policy).map_err(|error| error.with_gateway(&gateway))?;
        Ok(Self { quit_on_drop: Arc::new(QuitOnDrop(pool)), copies })
    }

    pub(super) fn pool(&self) -> &Arc<Pool> {
        &self.quit_on_drop.0
    }

    /// The gateway.
    #[must_use]
    pub fn gateway(&self) -> &SmtpGateway {
        &self.pool().gateway
    }

    /// Connects, signs in and quits, without a mail. It opens a new connection within the gateway's limit, and signs in
    /// even while the auth breaker is open.
    ///
    /// # Errors
    ///
    /// The errors of `send` up to the sign-in.
    pub async fn sign_in(&self) -> Result<ServerFacts, Error> {
        let pool = self.pool();
        let signing_in = async {
            let deadline = Throttle::deadline(pool.gateway.timeouts().wait);
            let request = Request { deadline, caller: None, in_front: true, new_connection: true, without_mail: true };
            let grant = pool.throttle.acquire(pool, request).await?;
            let Granted::New(permit) = &grant.connection else {
                return Err(Error::new(ErrorKind::Other, Stage::Wait));
            };
            let mode = BreakerMode::RecordOnly(&pool.breaker);
            let mut trace = Trace::off();
            let mut session = Session::open(&pool.gateway, &pool.connector, Some(permit), mode, &mut trace).await?;
            let facts = ServerFacts::of(&session);
            session.quit().await;
            Ok(facts)
        };
        signing_in.await.map_err(|error| error.with_gateway(&pool.gateway))
    }

    /// Counts recent mails of another process through this gateway against the
    /// [mails per minute](SmtpGateway::mails_per_minute). Each value is the age of one attempt: since its last reply,
    /// or since its start without one. Ages of a minute and more are ignored. No effect without such a limit.
    ///
    /// Call it once, before the first mail.
    pub fn seed_recent_attempts(&self, ages: impl IntoIterator<Item = Duration>) {
        self.pool().throttle.seed(ages);
    }

    /// Closes idle connections with QUIT and refuses further mails with [`ErrorKind::Cancelled`]. Mails in flight are
    /// completed; their connections are closed after them. Copies that are being filed in the Sent folder are waited for,
    /// at most until their deadline.
    pub async fn shutdown(&self) {
        quit_all(self.close()).await;
        self.copies.shutdown().await;
    }

    /// The same mailer, whose `send` does not wait for the copy in the Sent folder: the receipt says
    /// [`Filing::UnderWay`](crate::Filing::UnderWay), and `on_filed` is told the Message-ID and what became of the copy.
    /// For callers that store each receipt at once, such as an outbox: a process that dies while the copy is filed then
    /// leaves no mail in doubt. `on_filed` must not block. No effect unless the gateway files copies
    /// ([`SentCopy::Folder`](crate::gateway::SentCopy::Folder)); a [`RawMail`] is always waited for.
    ///
    /// [`shutdown`](Self::shutdown) waits for the copies under way.
    #[cfg(feature = "imap")]
    #[must_use]
    pub fn file_copies_in_background(
        mut self,
        on_filed: impl Fn(&str, crate::receipt::Filing) + Send + Sync + 'static,
    ) -> Self {
        if let SentCopies::Folder(folder) | SentCopies::InBackground(folder, _) = self.copies {
            self.copies = SentCopies::InBackground(folder, super::sent_copy::OnFiled(Arc::new(on_filed)));
        }
        self
    }

    /// Files a copy of a mail in the Sent folder, for a mail that was accepted and whose receipt says that it was not
    /// filed ([`Filing::NotFiled`](crate::Filing::NotFiled)). Does nothing if the folder has a mail with this Message-ID already, so it may be
    /// called again. `None` unless the gateway files copies ([`SentCopy::Folder`](crate::gateway::SentCopy::Folder)).
    ///
    /// It tries at once, however often the sign-in to the mailbox was refused before.
    ///
    /// # Errors
    ///
    /// The mail cannot be composed, as in `send`. What kept the copy from the folder is in the [`Filing`](crate::Filing).
    #[cfg(feature = "imap")]
    pub async fn file_sent_copy(&self, mail: &DocumentMail) -> Result<Option<crate::receipt::Filing>, Error> {
        let composed = self.gateway().compose(mail)?;
        Ok(self.copies_of(mail).file_if_missing(composed.outgoing()).await)
    }

    /// How many mails may be under way now without one of them waiting for the
    /// [mails per minute](SmtpGateway::mails_per_minute), those under way already included. `None` for a gateway without
    /// such a limit.
    #[must_use]
    pub fn mails_left_this_minute(&self) -> Option<usize> {
        self.pool().throttle.rate_left()
    }

    /// Waits until the server has closed every connection of this mailer, each for ten seconds at most after it was closed
    /// here. For a hand-over to another process: call [`shutdown`](Self::shutdown), let the mails under way end, and wait
    /// for this before the other process connects, so that the two together keep the gateway's limit.
    ///
    /// Mailers of one account in a [`MailerCache`](crate::MailerCache) share the limit, and this waits for the connections
    /// of all of them.
    pub async fn all_closed(&self) {
        self.pool().throttle.all_closed().await;
    }

    /// Stops accepting mails, and returns the idle connections.
    pub(super) fn close(&self) -> Vec<Session> {
        self.pool().close()
    }

    fn copies_of(&self, mail: &DocumentMail) -> SentCopies {
        if mail.is_confined() { SentCopies::None } else { self.copies.clone() }
    }

    async fn conversation(
        &self,
        composed: Arc<Composed>,
        copies: SentCopies,
        started: Instant,
    ) -> Result<Receipt, Error> {
        let pool = Arc::clone(self.pool());
        let (mail, caller) = (Arc::clone(&composed), CallerId::current());
        let task = Task::spawn(log::carried(async move {
            let delivery = deliver(&pool, mail.outgoing(), caller).await?;
            // Here, so that an accepted mail gets its copy although the caller does not poll.
            Ok((delivery, started.elapsed(), copies.start(&mail)))
        }));
        // For the receipt.
        let hashing = hash_in_background(composed.documents().iter());
        let (delivery, ()) = futures_util::future::join(task.output(), hashing).await;
        let delivery = delivery.unwrap_or_else(|| {
            // The end of the message may have been written.
            let error = Error::new(ErrorKind::Cancelled, Stage::FinalReply).with_outcome(Outcome::Unknown);
            Err(error.with_detail("the runtime was shut down"))
        });
        let (delivery, took, copy) = delivery.map_err(|error| self.explained(error, composed.outgoing()))?;
        let mut receipt = self.receipt(composed.outgoing(), delivery, took);
        receipt.sent_copy = copy.finished().await;
        Ok(receipt)
    }

    fn explained(&self, error: Error, mail: &Outgoing<'_>) -> Error {
        error.with_gateway(self.gateway()).with_message_id(mail.message_id())
    }

    fn receipt(&self, mail: &Outgoing<'_>, delivery: Delivery, took: Duration) -> Receipt {
        let mut receipt = Receipt::of(mail, self.gateway().host(), delivery.accepted);
        receipt.rejected = delivery.rejected;
        receipt.queue_id = queue_id(&delivery.reply);
        receipt.reply = Some(delivery.reply);
        receipt.took = took;
        receipt
    }
}

#[async_trait]
impl DocumentMailer for SmtpMailer {
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        let started = Instant::now();
        let composed = Arc::new(self.gateway().compose(mail)?);
        let conversation = self.conversation(Arc::clone(&composed), self.copies_of(mail), started);
        log::sending(self.gateway(), composed.outgoing(), conversation).await
    }
}

/// The future sends the mail itself, as it borrows the message: no task of the runtime can.
#[async_trait]
impl RawMailer for SmtpMailer {
    async fn send_raw_mail(&self, mail: &RawMail<'_>) -> Result<Receipt, Error> {
        let started = Instant::now();
        let outgoing = self.gateway().outgoing(mail)?;
        let conversation = async {
            let delivery = deliver(self.pool(), &outgoing, CallerId::current()).await;
            let delivery = delivery.map_err(|error| self.explained(error, &outgoing))?;
            let mut receipt = self.receipt(&outgoing, delivery, started.elapsed());
            receipt.sent_copy = self.copies.file(&outgoing).await;
            Ok(receipt)
        };
        log::sending(self.gateway(), &outgoing, conversation).await
    }
}

async fn deliver(pool: &Arc<Pool>, mail: &Outgoing<'_>, caller: Option<CallerId>) -> Result<Delivery, Error> {
    let deadline = Throttle::deadline(pool.gateway.timeouts().wait);
    let mut request = Request { deadline, caller, in_front: false, new_connection: false, without_mail: false };
    let mut rejected: Vec<Rejection> = Vec::new();
    let mut tries = 0;
    loop {
        let grant = pool.throttle.acquire(pool, request).await?;
        request.in_front = true;
        let mut permit = grant.permit;
        let epoch = permit.epoch();
        let mut session = match grant.connection {
            Granted::Idle(session) => *session,
            Granted::New(connection) => match pool.open(connection, epoch, deadline).finished().await {
                Ok(session) => session,
                Err(NotOpened { again: true, .. }) if tries < OTHER_CONNECTIONS => {
                    tries += 1;
                    continue;
                }
                Err(NotOpened { error, .. }) => return Err(error),
            },
        };
        // A hold may have started while the connection was opened.
        if !permit.start() {
            pool.give_back(session, None);
            continue;
        }
        let result = session.send_rest(mail, rejected).await;
        // After a hold the mail fails; after other failures it may use one new connection, with another rate permit:
        // the server may have counted the first MAIL.
        if let Err(error) = &result
            && !request.new_connection
            && session.may_move(error)
            && matches!(reaction(error, 0), Reaction::None | Reaction::BackOff)
        {
            rejected = error.rejected().to_vec();
            request.new_connection = true;
            log::replaced();
            session.closed().await;
            permit.answered();
            continue;
        }
        pool.throttle.record(epoch, result.as_ref().map(drop));
        pool.give_back(session, result.as_ref().err());
        permit.answered();
        return result;
    }
}

pub(super) async fn quit_all(idle: Vec<Session>) {
    let here = tokio::runtime::Handle::current().id();
    let own = idle.into_iter().filter(|session| session.runtime() == here);
    let quits = own.map(|mut session| async move {
        session.quit().await;
        session.closed().await;
    });
    futures_util::future::join_all(quits).await;
}
