//! The decision table: each row maps concepts at some stages to a verdict. The first row that matches wins.

use super::{concept::Concept, lexicon::Found, normalise::NormalizedReply, rules};
use crate::error::{ErrorKind, Stage};

/// Greeting and `EHLO`, and everything before them.
pub(super) const C: u8 = 1;
/// `STARTTLS` and the handshake.
pub(super) const T: u8 = 2;
/// `AUTH`.
pub(super) const A: u8 = 4;
/// `MAIL FROM`.
pub(super) const F: u8 = 8;
/// `RCPT TO`.
pub(super) const R: u8 = 16;
/// `DATA` and the reply to the message.
pub(super) const D: u8 = 32;
/// Any stage.
pub(super) const ANY: u8 = C | T | A | F | R | D;
/// `DATA` and the reply to the message at a service without mailboxes: any account in the reply is the client's own.
pub(super) const S: u8 = 64;

pub(super) const fn stages(stage: Stage) -> u8 {
    match stage {
        Stage::StartTls | Stage::Tls => T,
        Stage::Auth => A,
        Stage::MailFrom => F,
        Stage::RcptTo => R,
        Stage::Data | Stage::FinalReply => D,
        _ => C,
    }
}

/// When to try again, before a wait that the reply names is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RetryHint {
    /// As usual for the kind.
    Usual,
    /// Never.
    Never,
    /// Later, even if the kind's usual advice is never.
    Later,
    /// Later if the code is 4xx or the text says "later", else never.
    IfTransient,
    /// Later if the text says "later", else never.
    IfSaid,
}

/// What a row or a code decides.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    pub(super) kind: ErrorKind,
    pub(super) retry: RetryHint,
}

/// One condition of a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum If {
    /// The reply mentions it.
    Is(Concept),
    /// The reply does not mention it.
    Lacks(Concept),
    /// The reply mentions none of them.
    LacksAll(&'static [Concept]),
    /// The two are within a few words of each other, in any order.
    Near(Concept, Concept),
    /// The two are nowhere near each other.
    Apart(Concept, Concept),
    /// It is negated: "not verified".
    Negated(Concept),
    /// The first is near the second, which is negated: "user does not exist".
    NearNegated(Concept, Concept),
    /// The class of the code: 4 or 5.
    Class(u16),
    /// One of these reply codes.
    Code(&'static [u16]),
    /// The subject and the detail of an enhanced code: `5.1.1`, `4.1.1`.
    Enhanced(u16, u16),
}

impl If {
    fn holds(self, found: &Found, words: &NormalizedReply) -> bool {
        match self {
            Self::Is(one) => found.has(one),
            Self::Lacks(one) => !found.has(one),
            Self::LacksAll(all) => !all.iter().any(|one| found.has(*one)),
            Self::Near(one, other) => found.near(one, other, false),
            Self::Apart(one, other) => !found.near(one, other, false),
            Self::Negated(one) => found.has_negated(one),
            Self::NearNegated(one, other) => found.near(one, other, true),
            Self::Class(class) => words.class() == class,
            Self::Code(codes) => codes.contains(&words.code()),
            Self::Enhanced(subject, detail) => {
                words.codes().iter().any(|code| code.subject == subject && code.detail == detail)
            }
        }
    }
}

/// One row: all conditions hold at one of the stages.
pub(super) struct Row {
    pub(super) at: u8,
    pub(super) when: &'static [If],
    pub(super) verdict: Verdict,
}

/// `stages: [conditions] => Kind, Retry;`
macro_rules! rows {
    ($($at:expr; [$($when:expr),+ $(,)?] => $kind:ident, $retry:ident;)*) => {
        &[$($crate::error::classify::table::Row {
            at: $at,
            when: &[$($when),+],
            verdict: $crate::error::classify::table::Verdict {
                kind: $crate::error::ErrorKind::$kind,
                retry: $crate::error::classify::table::RetryHint::$retry,
            },
        },)*]
    };
}
pub(super) use rows;

/// The tables that are read before the enhanced codes, in order.
pub(super) const DECISIVE: &[&[Row]] = &[
    rules::limits::ROWS,
    rules::sign_in::ROWS,
    rules::path::ROWS,
    rules::sender::ROWS,
    rules::content::ROWS,
    rules::recipient::ROWS,
];

/// The tables that are read after them: words less specific than an enhanced code.
pub(super) const GENERAL: &[&[Row]] = &[rules::general::ROWS];

/// The table that is read last, before the meaning by stage and code alone. Its verdicts are guesses.
pub(super) const GUESSES: &[&[Row]] = &[rules::general::GUESSES];

/// The rows of these tables in order, each with its number.
pub(super) fn numbered(tables: &'static [&'static [Row]]) -> impl Iterator<Item = (usize, &'static Row)> {
    tables.iter().flat_map(|table| table.iter()).enumerate()
}

/// The first row that matches, without the row that a test leaves out. Numbers start at `first`.
pub(super) fn decide(
    tables: &'static [&'static [Row]],
    first: usize,
    at: u8,
    found: &Found,
    words: &NormalizedReply,
    without: Option<usize>,
) -> Option<(usize, Verdict)> {
    numbered(tables)
        .map(|(number, row)| (first + number, row))
        .filter(|(number, row)| row.at & at != 0 && Some(*number) != without)
        .find(|(_, row)| row.when.iter().all(|condition| condition.holds(found, words)))
        .map(|(number, row)| (number, row.verdict))
}
