//! The Sent folder of one gateway's mailbox: files copies of accepted mails.

use super::{
    Failure,
    attempts::{Attempt, Attempts},
    connect::Connector,
    folder::sent_folder,
    modified_utf7,
    session::Session,
};
use crate::{
    error::{Error, ImapProblem, Outcome},
    gateway::{ImapAccount, SmtpGateway},
    message::{Composed, Outgoing},
    network::NetworkPolicy,
    receipt::Filing,
};
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    runtime::{Handle, Id},
    sync::Semaphore,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

/// Mailboxes allow few connections, and the customer's own mail programs need them: Yahoo five, Dovecot ten from one
/// address unless set otherwise.
const MAX_CONNECTIONS: usize = 2;
/// How long no session is opened after the first, the second and every further failure in a row, so that a run of mails neither locks the
/// account nor waits for a silent server each time.
const PAUSES: [Duration; 3] = [Duration::from_secs(60), Duration::from_secs(300), Duration::from_secs(900)];

/// Files copies, and keeps an unused connection for a while.
#[derive(Debug)]
pub(crate) struct SentFolder {
    connector: Connector,
    /// How long an unused connection is kept.
    idle: Duration,
    /// Deadline of one copy.
    deadline: Duration,
    /// Whether the provider may have filed the mail by itself, so that a copy is searched for first.
    may_be_there: bool,
    connections: Semaphore,
    attempts: Attempts,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<Idle>,
    /// The runtime whose task closes its idle connections.
    sweeper: Option<Id>,
    /// The folder's name on the wire, once it was found.
    folder: Option<String>,
    pause: Option<Pause>,
}

/// Whether the copy is searched for before it is filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Search {
    No,
    /// The provider may have filed it. Without an answer to the search it is filed all the same.
    Precaution,
    /// It may have been filed before.
    Required,
}

struct Idle {
    session: Session,
    runtime: Id,
    since: Instant,
}

/// No session is opened until then.
#[derive(Debug)]
struct Pause {
    error: Error,
    until: Instant,
    failures: usize,
}

impl std::fmt::Debug for Idle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Idle").field("since", &self.since).finish_non_exhaustive()
    }
}

impl SentFolder {
    /// Does not connect yet.
    pub(crate) fn new(
        gateway: &SmtpGateway,
        account: &ImapAccount,
        network: NetworkPolicy,
    ) -> Result<Arc<Self>, Error> {
        let files = gateway.provider().info().and_then(|row| row.files_sent_mail);
        Ok(Arc::new(Self {
            connector: Connector::new(account.clone(), gateway, network)?,
            idle: gateway.timeouts().idle,
            deadline: gateway.timeouts().sent_copy,
            may_be_there: files != Some(false) && !account.has_own_account(),
            connections: Semaphore::new(MAX_CONNECTIONS),
            attempts: Attempts::default(),
            state: Mutex::default(),
        }))
    }

    /// Files a copy in a task of its own, so that it is filed although the caller's future is dropped.
    pub(crate) fn file_in_background(self: Arc<Self>, mail: Arc<Composed>) -> JoinHandle<Filing> {
        // Here, so that an attempt which is asked for later waits for this one.
        let attempt = self.attempts.begin(mail.message_id());
        tokio::spawn(async move { self.file_attempt(mail.outgoing(), attempt).await })
    }

    /// Files a copy of a mail that was just accepted.
    pub(crate) async fn file(self: &Arc<Self>, mail: &Outgoing<'_>) -> Filing {
        let attempt = self.attempts.begin(mail.message_id());
        self.file_attempt(mail, attempt).await
    }

    async fn file_attempt(self: &Arc<Self>, mail: &Outgoing<'_>, attempt: Attempt) -> Filing {
        if let Some(error) = self.paused() {
            return self.not_filed(error, mail);
        }
        let search = match (attempt.is_first, self.may_be_there) {
            (false, _) => Search::Required,
            (true, true) => Search::Precaution,
            (true, false) => Search::No,
        };
        self.within_deadline(mail, search, &attempt).await
    }

    /// Files a copy unless there is one, whatever happened before.
    pub(crate) async fn file_if_missing(self: &Arc<Self>, mail: &Outgoing<'_>) -> Filing {
        let attempt = self.attempts.begin(mail.message_id());
        self.within_deadline(mail, Search::Required, &attempt).await
    }

    /// Signs in and finds the folder; returns its name as a mail program shows it.
    pub(crate) async fn probe(self: &Arc<Self>) -> Result<String, Error> {
        let probing = async {
            let mut session = self.connector.open().await?;
            let found = self.find_writable(&mut session).await;
            session.log_out().await;
            found
        };
        let probed = match timeout(self.deadline, probing).await {
            Ok(probed) => probed,
            Err(_) => Err(self.late()),
        };
        probed.map_err(|failure| failure.error.with_provider(self.connector.account.provider()))
    }

    async fn find_writable(&self, session: &mut Session) -> Result<String, Failure> {
        let folder = self.folder(session).await?;
        if !session.is_writable(&folder).await? {
            return Err(Failure::new(ImapProblem::FolderReadOnly, "the folder can be read only"));
        }
        Ok(modified_utf7::decode(&folder))
    }

    /// Waits for the copies under way, at most for the deadline of one, and closes the connections.
    pub(crate) async fn shutdown(&self) {
        // An attempt that outlives its deadline is not waited for.
        let _ = timeout(self.deadline, self.attempts.ended()).await;
        let idle = std::mem::take(&mut self.state().idle);
        log_out(idle).await;
    }

    async fn within_deadline(self: &Arc<Self>, mail: &Outgoing<'_>, search: Search, attempt: &Attempt) -> Filing {
        let sent = AtomicBool::new(false);
        let filing = async {
            let _turn = attempt.turn().await;
            self.filed(mail, search, &sent).await
        };
        let failure = match timeout(self.deadline, filing).await {
            Ok(Ok(filing)) => return filing,
            Ok(Err(failure)) => failure,
            Err(_) => self.late(),
        };
        let mut error = *failure.error;
        if sent.load(Ordering::Relaxed) {
            error = error.with_imap_problem(ImapProblem::InDoubt);
        }
        self.not_filed(error, mail)
    }

    fn late(&self) -> Failure {
        let detail = format!("the copy was not filed within {} seconds", self.deadline.as_secs());
        Failure::new(ImapProblem::TimedOut, detail)
    }

    fn not_filed(&self, error: Error, mail: &Outgoing<'_>) -> Filing {
        let error = error.with_provider(self.connector.account.provider()).with_outcome(Outcome::Accepted);
        Filing::NotFiled { error: error.with_message_id(mail.message_id()) }
    }

    /// Files the copy, on another connection if the first one breaks: what an unused one does that the server has closed
    /// meanwhile. Before a second attempt the copy is searched for.
    async fn filed(
        self: &Arc<Self>,
        mail: &Outgoing<'_>,
        mut search: Search,
        sent: &AtomicBool,
    ) -> Result<Filing, Failure> {
        let Ok(_permit) = self.connections.acquire().await else {
            return Err(Failure::new(ImapProblem::Unavailable, "the mailer is shut down"));
        };
        let mut attempts = 2;
        loop {
            let (mut session, kept) = match self.take_idle() {
                Some(session) => (session, true),
                None => (self.open().await?, false),
            };
            let result = self.file_on(&mut session, mail, search, sent).await;
            attempts -= usize::from(!kept);
            match result {
                Ok(filing) => {
                    self.keep(session);
                    return Ok(filing);
                }
                Err(failure) if failure.lost => {
                    // A Message-ID that cannot be searched for: no second attempt at what may be there.
                    let searchable = mail.message_id().is_ascii() || !sent.load(Ordering::Relaxed);
                    if attempts == 0 || !searchable {
                        return Err(failure);
                    }
                    search = Search::Required;
                }
                Err(failure) => {
                    // A refusal leaves the session usable.
                    if failure.error.reply().is_some() && session.is_in_step() {
                        self.keep(session);
                    }
                    return Err(failure);
                }
            }
        }
    }

    async fn file_on(
        &self,
        session: &mut Session,
        mail: &Outgoing<'_>,
        search: Search,
        sent: &AtomicBool,
    ) -> Result<Filing, Failure> {
        let known = self.state().folder.is_some();
        let mut folder = self.folder(session).await?;
        let mut again = known && self.connector.account.folder().is_none();
        loop {
            match self.file_in(session, &folder, mail, search, sent).await {
                // Renamed or removed since it was found.
                Err(failure) if again && failure.error.imap_problem() == Some(ImapProblem::FolderNotFound) => {
                    again = false;
                    self.state().folder = None;
                    folder = self.folder(session).await?;
                }
                result => return result,
            }
        }
    }

    async fn file_in(
        &self,
        session: &mut Session,
        folder: &str,
        mail: &Outgoing<'_>,
        search: Search,
        sent: &AtomicBool,
    ) -> Result<Filing, Failure> {
        let shown = modified_utf7::decode(folder);
        let copies = match search {
            Search::No => Vec::new(),
            Search::Required => session.find(folder, mail).await?,
            Search::Precaution => match session.find(folder, mail).await {
                // Some servers cannot search.
                Err(failure) if failure.error.reply().is_some() && session.is_in_step() => Vec::new(),
                copies => copies?,
            },
        };
        if let Some(uid) = copies.into_iter().max() {
            sent.store(false, Ordering::Relaxed);
            return Ok(Filing::Filed { folder: shown, uid: Some(uid), uid_validity: None, found: true });
        }
        sent.store(false, Ordering::Relaxed);
        let place = session.append(folder, mail, sent).await?;
        let (uid_validity, uid) = place.unzip();
        Ok(Filing::Filed { folder: shown, uid, uid_validity, found: false })
    }

    /// The folder's name on the wire.
    async fn folder(&self, session: &mut Session) -> Result<String, Failure> {
        let account = &self.connector.account;
        if let Some(folder) = account.folder() {
            return Ok(modified_utf7::encode(folder));
        }
        if let Some(folder) = self.state().folder.clone() {
            return Ok(folder);
        }
        let folders = session.folders().await?;
        let Some(found) = sent_folder(&folders, account.provider()) else {
            let detail = format!("none of {} folders is marked or named as the Sent folder", folders.len());
            return Err(Failure::new(ImapProblem::FolderNotFound, detail));
        };
        self.state().folder = Some(found.name.clone());
        Ok(found.name.clone())
    }

    async fn open(&self) -> Result<Session, Failure> {
        let opened = self.connector.open().await;
        let mut state = self.state();
        match &opened {
            Ok(_) => state.pause = None,
            Err(failure) => {
                let failures = state.pause.as_ref().map_or(0, |pause| pause.failures);
                let pause = PAUSES.get(failures).or(PAUSES.last()).copied().unwrap_or_default();
                let error = (*failure.error).clone();
                state.pause = Some(Pause { error, until: Instant::now() + pause, failures: failures + 1 });
            }
        }
        drop(state);
        opened
    }

    fn paused(&self) -> Option<Error> {
        let state = self.state();
        let pause = state.pause.as_ref().filter(|pause| Instant::now() < pause.until)?;
        Some(pause.error.clone())
    }

    fn take_idle(&self) -> Option<Session> {
        let here = Handle::current().id();
        let mut state = self.state();
        let at = state.idle.iter().rposition(|idle| idle.runtime == here && idle.since.elapsed() < self.idle)?;
        Some(state.idle.remove(at).session)
    }

    fn keep(self: &Arc<Self>, session: Session) {
        let here = Handle::current().id();
        let mut state = self.state();
        state.idle.push(Idle { session, runtime: here, since: Instant::now() });
        if state.sweeper.replace(here) == Some(here) {
            return;
        }
        let (folder, idle) = (Arc::downgrade(self), self.idle);
        tokio::spawn(async move {
            loop {
                sleep(idle).await;
                let Some(folder) = folder.upgrade() else { return };
                let (expired, done) = folder.expired();
                log_out(expired).await;
                if done {
                    return;
                }
            }
        });
    }

    /// The connections of this runtime that were unused for too long, and whether they were its last.
    fn expired(&self) -> (Vec<Idle>, bool) {
        let here = Handle::current().id();
        let mut state = self.state();
        let too_old = |idle: &Idle| idle.runtime == here && idle.since.elapsed() >= self.idle;
        let (expired, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut state.idle).into_iter().partition(too_old);
        let done = kept.iter().all(|idle| idle.runtime != here);
        state.idle = kept;
        if done && state.sweeper == Some(here) {
            state.sweeper = None;
        }
        (expired, done)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn log_out(idle: Vec<Idle>) {
    let here = Handle::current().id();
    for mut idle in idle.into_iter().filter(|idle| idle.runtime == here) {
        idle.session.log_out().await;
    }
}
