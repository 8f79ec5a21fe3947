//! The shape of a rule: at these stages, a reply that says one of these means this.

use super::normalise::Words;
use crate::error::{ErrorKind, Stage};

/// Connecting, greeting, `EHLO`, TLS.
pub(super) const C: u8 = 1;
/// `AUTH`.
pub(super) const A: u8 = 2;
/// `MAIL FROM`.
pub(super) const F: u8 = 4;
/// `RCPT TO`.
pub(super) const R: u8 = 8;
/// `DATA` and the final reply.
pub(super) const D: u8 = 16;
/// Any stage.
pub(super) const ANY: u8 = C | A | F | R | D;

pub(super) const fn stages(stage: Stage) -> u8 {
    match stage {
        Stage::Auth => A,
        Stage::MailFrom => F,
        Stage::RcptTo => R,
        Stage::Data | Stage::FinalReply => D,
        _ => C,
    }
}

/// When to try again, before the reply's own words about it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Again {
    /// As usual for the kind.
    Usual,
    /// Never, whatever is usual.
    Never,
    /// Later, whatever is usual.
    Later,
    /// Later where the code is 4xx or the text says so, else never.
    IfTransient,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    pub(super) kind: ErrorKind,
    pub(super) again: Again,
}

pub(super) const fn verdict(kind: ErrorKind, again: Again) -> Verdict {
    Verdict { kind, again }
}

/// See [`Words::says`] for how the needles read.
pub(super) struct Rule {
    at: u8,
    pub(super) verdict: Verdict,
    says: &'static [&'static str],
}

pub(super) const fn rule(at: u8, kind: ErrorKind, again: Again, says: &'static [&'static str]) -> Rule {
    Rule { at, verdict: verdict(kind, again), says }
}

impl Rule {
    pub(super) fn fits(&self, at: u8, words: &Words) -> bool {
        self.at & at != 0 && self.says.iter().any(|needle| words.says(needle))
    }
}
