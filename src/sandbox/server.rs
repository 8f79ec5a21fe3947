//! The listeners, and the shared state of their connections.

use super::{Personality, ReceivedMail, Script, conversation, imap::ImapSeen, mail::TranscriptLine, tokens::Tokens};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::rustls::ServerConfig;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Port {
    StartTls,
    ImplicitTls,
    Plaintext,
}

/// The settings of the builder.
#[derive(Clone, Debug)]
pub(super) struct Config {
    pub(super) users: Vec<(String, String)>,
    pub(super) any_user: bool,
    pub(super) auth: bool,
    pub(super) mechanisms: Vec<String>,
    pub(super) keywords: Vec<String>,
    pub(super) starttls: bool,
    pub(super) max_size: usize,
    pub(super) max_recipients: usize,
    pub(super) max_connections: usize,
    pub(super) max_mails: Option<(usize, Duration)>,
    pub(super) personality: Personality,
    pub(super) set: Overrides,
}

/// Settings that stay when the personality changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Overrides {
    pub(super) mechanisms: Option<Vec<String>>,
    pub(super) added: Vec<String>,
    pub(super) without: Vec<String>,
    pub(super) max_size: Option<usize>,
}

impl Config {
    /// The same settings with another personality.
    pub(super) fn playing(mut self, personality: Personality) -> Self {
        let profile = personality.profile();
        self.personality = personality;
        self.max_size = self.set.max_size.unwrap_or(profile.max_size);
        let set = &self.set;
        let mut keywords: Vec<String> = profile.keywords.iter().map(|k| (*k).to_owned()).collect();
        keywords.push(format!("SIZE {}", self.max_size));
        keywords.extend(set.added.iter().cloned());
        keywords.retain(|line| !set.drops(line));
        self.starttls = !set.drops("STARTTLS");
        let own = || profile.mechanisms.iter().map(|m| (*m).to_owned()).collect();
        self.mechanisms = set.mechanisms.clone().unwrap_or_else(own);
        self.keywords = keywords;
        self
    }

    /// Whether these credentials sign in.
    pub(super) fn accepts(&self, user: &str, password: &str) -> bool {
        let known = self.users.iter().any(|(u, p)| u == user && p == password)
            || (self.any_user && self.personality.takes_any(password));
        known && self.personality.takes_password(password)
    }
}

impl Overrides {
    fn drops(&self, line: &str) -> bool {
        let name = line.split(' ').next().unwrap_or_default();
        self.without.iter().any(|without| without.eq_ignore_ascii_case(name))
    }
}

/// Numbers of connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionStats {
    /// Since the start.
    pub opened: usize,
    /// Now.
    pub open: usize,
    /// Most at once.
    pub max_open: usize,
}

/// Numbers of sign-ins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignIns {
    /// Accepted.
    pub accepted: usize,
    /// Refused, for the credentials or by the script.
    pub refused: usize,
}

#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) mails: Vec<ReceivedMail>,
    pub(super) commands: Vec<String>,
    pub(super) transcript: Vec<TranscriptLine>,
    pub(super) connections: ConnectionStats,
    pub(super) sign_ins: SignIns,
    pub(super) imap: ImapSeen,
    /// Admitted connections that are open.
    admitted: usize,
    /// Start times of the mails in the window.
    begun: VecDeque<Instant>,
}

pub(super) struct Shared {
    config: Mutex<Arc<Config>>,
    pub(super) tls: Arc<ServerConfig>,
    pub(super) script: Script,
    pub(super) tokens: Arc<Tokens>,
    pub(super) changed: Notify,
    seen: Mutex<Seen>,
}

impl Shared {
    pub(super) fn new(config: Config, tls: Arc<ServerConfig>, script: Script) -> Self {
        let config = Mutex::new(Arc::new(config));
        Self { config, tls, script, tokens: Arc::default(), changed: Notify::new(), seen: Mutex::default() }
    }

    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The configuration of new connections.
    pub(super) fn config(&self) -> Arc<Config> {
        Arc::clone(&self.config.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the personality of new connections.
    pub(super) fn play(&self, personality: Personality) {
        let mut config = self.config.lock().unwrap_or_else(PoisonError::into_inner);
        *config = Arc::new((**config).clone().playing(personality));
        self.script.play(personality);
    }

    /// Admits a connection, unless the limit is reached.
    pub(super) fn admit(&self) -> bool {
        let most = self.config().max_connections;
        let mut seen = self.seen();
        let room = seen.admitted < most;
        seen.admitted += usize::from(room);
        room
    }

    /// An admitted connection has ended.
    pub(super) fn dismiss(&self) {
        self.seen().admitted -= 1;
    }

    /// Whether another mail may start; if so, counts it.
    pub(super) fn begin_mail(&self) -> bool {
        let Some((most, window)) = self.config().max_mails else { return true };
        let (now, mut seen) = (Instant::now(), self.seen());
        while seen.begun.front().is_some_and(|at| now.duration_since(*at) >= window) {
            seen.begun.pop_front();
        }
        let room = seen.begun.len() < most;
        if room {
            seen.begun.push_back(now);
        }
        room
    }
}

/// Which connections are counted.
type Stats = fn(&mut Seen) -> &mut ConnectionStats;

/// Counts an open connection until dropped.
struct Counted(Arc<Shared>, Stats);

impl Counted {
    fn new(shared: &Arc<Shared>, stats: Stats) -> (Self, usize) {
        let mut seen = shared.seen();
        let counts = stats(&mut seen);
        counts.opened += 1;
        counts.open += 1;
        counts.max_open = counts.max_open.max(counts.open);
        let number = counts.opened;
        drop(seen);
        shared.changed.notify_waiters();
        (Self(Arc::clone(shared), stats), number)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.1(&mut self.0.seen()).open -= 1;
        self.0.changed.notify_waiters();
    }
}

/// Serves SMTP on this listener.
pub(super) fn serve(listener: TcpListener, port: Port, shared: Arc<Shared>) -> JoinHandle<()> {
    let run = move |tcp, number, shared| conversation::run(tcp, port, number, shared);
    accept(listener, shared, |seen| &mut seen.connections, run)
}

/// Accepts connections until it is aborted; its connections end with it.
pub(super) fn accept<F, R>(listener: TcpListener, shared: Arc<Shared>, stats: Stats, run: F) -> JoinHandle<()>
where
    F: Fn(TcpStream, usize, Arc<Shared>) -> R + Send + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    tokio::spawn(async move {
        let mut connections = JoinSet::new();
        loop {
            let Ok((tcp, _)) = listener.accept().await else {
                // Usually out of file descriptors: wait until some are closed.
                tokio::time::sleep(Duration::from_millis(10)).await;
                continue;
            };
            while connections.try_join_next().is_some() {}
            let (counted, number) = Counted::new(&shared, stats);
            let _ = tcp.set_nodelay(true);
            let session = run(tcp, number, Arc::clone(&shared));
            connections.spawn(async move {
                let _counted = counted;
                session.await;
            });
        }
    })
}
