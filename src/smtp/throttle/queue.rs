//! The queue of waiting mails, fair between callers.

use super::Grant;
use crate::{error::Error, smtp::pool::Pool, util::caller::CallerId};
use std::{collections::VecDeque, sync::Arc};
use tokio::{runtime, sync::oneshot, time::Instant};

/// One waiting mail.
pub(super) struct Waiter {
    pub(super) id: u64,
    pub(super) caller: Option<CallerId>,
    pub(super) deadline: Instant,
    pub(super) pool: Arc<Pool>,
    pub(super) runtime: runtime::Id,
    /// It needs a new connection.
    pub(super) new_connection: bool,
    pub(super) without_mail: bool,
    pub(super) turn: oneshot::Sender<Result<Grant, Error>>,
}

/// Each batch has a queue, and single mails share one. The queues are served round-robin.
#[derive(Default)]
pub(super) struct Queue {
    lines: VecDeque<(Option<CallerId>, VecDeque<Waiter>)>,
}

impl Queue {
    /// Adds a mail at the end of its caller's queue, or in front of all, if it was granted once before.
    pub(super) fn push(&mut self, waiter: Waiter, in_front: bool) {
        let at = self.lines.iter().position(|(caller, _)| *caller == waiter.caller).unwrap_or_else(|| {
            self.lines.push_back((waiter.caller, VecDeque::new()));
            self.lines.len() - 1
        });
        if !in_front {
            self.lines[at].1.push_back(waiter);
        } else if let Some((caller, mut line)) = self.lines.remove(at) {
            line.push_front(waiter);
            self.lines.push_front((caller, line));
        }
    }

    /// The next mail to be served.
    pub(super) fn front(&self) -> Option<&Waiter> {
        self.lines.front().and_then(|(_, line)| line.front())
    }

    /// Takes the next mail, and moves on to the next queue.
    pub(super) fn pop(&mut self) -> Option<Waiter> {
        let (caller, mut line) = self.lines.pop_front()?;
        let waiter = line.pop_front();
        if !line.is_empty() {
            self.lines.push_back((caller, line));
        }
        waiter
    }

    /// Removes and returns the mails for which `keep` is false.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&Waiter) -> bool) -> Vec<Waiter> {
        let mut out = Vec::new();
        for (_, line) in &mut self.lines {
            let (kept, gone): (VecDeque<_>, VecDeque<_>) =
                std::mem::take(line).into_iter().partition(|waiter| keep(waiter));
            *line = kept;
            out.extend(gone);
        }
        self.lines.retain(|(_, line)| !line.is_empty());
        out
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}
