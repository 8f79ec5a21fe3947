//! Idle connections.

use crate::smtp::connection::Session;
use std::{collections::HashSet, time::Duration};
use tokio::{runtime, time::Instant};

#[derive(Default)]
pub(super) struct Idle {
    /// In the order in which they were returned.
    sessions: Vec<IdleSession>,
    /// Runtimes with a task that closes expired connections.
    sweeps: HashSet<runtime::Id>,
    pub(super) is_closed: bool,
}

pub(super) struct IdleSession {
    pub(super) session: Session,
    pub(super) since: Instant,
}

impl IdleSession {
    fn is_old_at(&self, runtime: runtime::Id, idle: Duration) -> Instant {
        self.since + if self.session.runtime() == runtime { idle } else { 2 * idle }
    }
}

impl Idle {
    pub(super) fn add(&mut self, session: Session) {
        self.sessions.push(IdleSession { session, since: Instant::now() });
    }

    pub(super) fn take_last(&mut self, runtime: runtime::Id) -> Option<IdleSession> {
        let at = self.sessions.iter().rposition(|idle| idle.session.runtime() == runtime)?;
        Some(self.sessions.remove(at))
    }

    pub(super) fn take_oldest(&mut self) -> Option<Session> {
        if self.sessions.is_empty() { None } else { Some(self.sessions.remove(0).session) }
    }

    /// Takes connections that are idle for this long on `runtime`, or for twice as long on others, which have ended or
    /// are not driven.
    pub(super) fn take_old(&mut self, runtime: runtime::Id, now: Instant, idle: Duration) -> Vec<Session> {
        let is_old = |session: &mut IdleSession| session.is_old_at(runtime, idle) <= now;
        self.sessions.extract_if(.., is_old).map(|session| session.session).collect()
    }

    /// When `take_old` has the next one.
    pub(super) fn next_old(&self, runtime: runtime::Id, idle: Duration) -> Option<Instant> {
        self.sessions.iter().map(|session| session.is_old_at(runtime, idle)).min()
    }

    pub(super) fn drain(&mut self) -> Vec<Session> {
        self.sessions.drain(..).map(|session| session.session).collect()
    }

    pub(super) fn since(&self) -> Option<Instant> {
        self.sessions.first().map(|session| session.since)
    }

    /// Whether a sweep has to be started on this runtime.
    pub(super) fn start_sweep(&mut self, runtime: runtime::Id) -> bool {
        self.sweeps.insert(runtime)
    }

    pub(super) fn end_sweep(&mut self, runtime: runtime::Id) {
        self.sweeps.remove(&runtime);
    }
}
