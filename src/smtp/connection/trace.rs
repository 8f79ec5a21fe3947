//! Records each step of an SMTP session for a diagnosis. It is off when a mail is sent, and then costs nothing.

use super::tls::TlsFacts;
use crate::error::{Reply, Stage};
use std::time::{Duration, Instant};

/// A step that succeeded.
pub(crate) struct Mark {
    pub(crate) stage: Stage,
    pub(crate) took: Duration,
    /// Secrets are masked.
    pub(crate) reply: Option<Reply>,
    pub(crate) detail: Option<String>,
}

type OnMark = Box<dyn FnMut(&Mark) + Send>;

/// The steps so far, and when the last one ended.
pub(crate) struct Trace {
    on: bool,
    last: Instant,
    pub(crate) marks: Vec<Mark>,
    pub(crate) tls: TlsFacts,
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
            tls: TlsFacts::default(),
            mechanism: None,
            on_mark: None,
        }
    }

    /// As [`on`](Self::on), and calls `on_mark` with each step as it ends.
    pub(crate) fn with_callback(on_mark: OnMark) -> Self {
        Self { on_mark: Some(on_mark), ..Self::on() }
    }

    pub(crate) fn is_on(&self) -> bool {
        self.on
    }

    /// How long the current step has taken.
    pub(crate) fn elapsed(&self) -> Duration {
        self.last.elapsed()
    }

    /// Records a step; the closure runs only if the trace is on.
    pub(crate) fn detail(&mut self, stage: Stage, detail: impl FnOnce() -> Option<String>) {
        if self.on {
            self.mark(stage, None, detail());
        }
    }

    /// Records a step; the closure runs only if the trace is on.
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
