//! Hears of every step of a conversation, for a diagnosis. A mail has it switched off, and pays nothing for it.

use crate::error::{Reply, Stage};
use std::time::{Duration, Instant};

/// A step that went well.
pub(crate) struct Mark {
    pub(crate) stage: Stage,
    pub(crate) took: Duration,
    /// Without what we sent as a secret.
    pub(crate) reply: Option<Reply>,
    pub(crate) detail: Option<String>,
}

type OnMark = Box<dyn FnMut(&Mark) + Send>;

/// The steps so far, and the time since the last of them.
pub(crate) struct Trace {
    on: bool,
    last: Instant,
    pub(crate) marks: Vec<Mark>,
    /// Protocol and cipher suite.
    pub(crate) tls: Option<(String, String)>,
    /// The server's own certificate, in DER.
    pub(crate) certificate: Option<Vec<u8>>,
    pub(crate) mechanism: Option<&'static str>,
    /// Called with each step as it ends.
    on_mark: Option<OnMark>,
}

impl Trace {
    pub(crate) fn on() -> Self {
        Self { on: true, ..Self::off() }
    }

    pub(crate) fn off() -> Self {
        Self {
            on: false,
            last: Instant::now(),
            marks: Vec::new(),
            tls: None,
            certificate: None,
            mechanism: None,
            on_mark: None,
        }
    }

    /// As [`on`](Self::on), and tells each step as it ends.
    pub(crate) fn telling(on_mark: OnMark) -> Self {
        Self { on_mark: Some(on_mark), ..Self::on() }
    }

    pub(crate) fn is_on(&self) -> bool {
        self.on
    }

    /// How long the step under way has taken.
    pub(crate) fn elapsed(&self) -> Duration {
        self.last.elapsed()
    }

    /// Built only where somebody listens.
    pub(crate) fn detail(&mut self, stage: Stage, detail: impl FnOnce() -> Option<String>) {
        if self.on {
            self.mark(stage, None, detail());
        }
    }

    /// Built only where somebody listens.
    pub(crate) fn reply(&mut self, stage: Stage, reply: impl FnOnce() -> Reply) {
        if self.on {
            self.mark(stage, Some(reply()), None);
        }
    }

    fn mark(&mut self, stage: Stage, reply: Option<Reply>, detail: Option<String>) {
        let now = Instant::now();
        let mark = Mark { stage, took: now - self.last, reply, detail };
        if let Some(on_mark) = &mut self.on_mark {
            on_mark(&mark);
        }
        self.marks.push(mark);
        self.last = now;
    }
}
