//! The hold: a wait that the server asked for, during which no mail starts.

use super::reaction::usual;
use crate::error::{Error, ErrorKind, Reply};
use std::time::Duration;
use tokio::time::Instant;

/// The first wait after a temporary error whose reply names none. It doubles with each further one, up to the kind's
/// usual wait.
const FIRST: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub(super) struct Hold {
    until: Option<Instant>,
    pub(super) why: Option<(ErrorKind, Reply)>,
    /// Episodes in a row whose replies named no wait.
    faults: u32,
    /// Counts the holds, to recognise mails that started before the last one.
    episode: u64,
    trial: Trial,
}

/// After a hold one mail is tried first. The others follow once the server has accepted it, or refused it without
/// asking to wait again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Trial {
    #[default]
    Over,
    Wanted,
    UnderWay,
}

/// The state of the hold when a mail started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Epoch {
    episode: u64,
    is_trial: bool,
}

impl Hold {
    /// Until when no mail may start, if a hold is active.
    pub(super) fn until(&self, now: Instant) -> Option<Instant> {
        self.until.filter(|until| *until > now)
    }

    /// Whether a mail may start now.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.until(now).is_none() && self.trial != Trial::UnderWay
    }

    /// The current state.
    pub(super) const fn epoch(&self) -> Epoch {
        Epoch { episode: self.episode, is_trial: false }
    }

    /// A mail starts.
    pub(super) fn start(&mut self) -> Epoch {
        let is_trial = self.trial == Trial::Wanted;
        if is_trial {
            self.trial = Trial::UnderWay;
        }
        Epoch { is_trial, ..self.epoch() }
    }

    /// Whether a hold began since.
    pub(super) fn began_since(&self, epoch: Epoch, now: Instant) -> bool {
        self.episode != epoch.episode && self.until(now).is_some()
    }

    /// The mail was not sent, or dropped before its result: another one is tried first.
    pub(super) fn abandon(&mut self, epoch: Epoch) {
        if epoch.is_trial && self.trial == Trial::UnderWay && self.episode == epoch.episode {
            self.trial = Trial::Wanted;
        }
    }

    /// The server has replied to the mail without asking to wait.
    pub(super) fn answered(&mut self, epoch: Epoch, went_through: bool) {
        if epoch.is_trial && self.episode == epoch.episode {
            self.trial = Trial::Over;
        }
        // A mail that started before the last hold does not end it.
        if went_through && self.episode == epoch.episode {
            self.faults = 0;
        }
    }

    /// The server has asked to wait, for an unknown time if `wait` is `None`. Several connections with the same refusal
    /// are one episode.
    pub(super) fn begin(&mut self, error: &Error, epoch: Epoch, wait: Option<Duration>, now: Instant) {
        let same_episode = epoch.episode != self.episode;
        let wait = match wait {
            Some(wait) => wait,
            None if same_episode => return,
            None => {
                let wait = FIRST * 2_u32.saturating_pow(self.faults.min(16));
                self.faults += 1;
                wait.min(usual(error.kind()))
            }
        };
        if !same_episode {
            self.episode += 1;
        }
        self.trial = Trial::Wanted;
        let until = now + wait;
        if self.until.is_none_or(|before| before < until) {
            self.until = Some(until);
            self.why = error.reply().map(|reply| (error.kind(), reply.clone()));
        }
    }
}
