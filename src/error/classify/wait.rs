//! The wait that a reply names.

use super::normalise::Words;
use std::time::Duration;

const CUES: &[&str] = &[
    "wait", "again", "retry", "retri", "back", "greylist", "graylist", "defer", "attend", "patient", "reessay",
    "renouvel", "dans", "warten", "versuch", "erneut", "espere", "intent", "reintent", "riprov", "tent", "aguard",
];
const UNITS: &[(&str, u64)] = &[
    ("sec", 1),
    ("sek", 1),
    ("seg", 1),
    ("min", 60),
    ("hour", 3600),
    ("hr", 3600),
    ("heure", 3600),
    ("stunde", 3600),
    ("hora", 3600),
    ("ora", 3600),
    ("ore", 3600),
    ("day", 86400),
    ("jour", 86400),
    ("tag", 86400),
    ("dia", 86400),
    ("giorn", 86400),
];
/// A longer wait is no wait a queue should plan with.
const LONGEST: u64 = 7 * 86400;

/// `try again in 10 minutes`, `wait 3600 seconds`, `réessayez dans une heure`: the first number with a unit that
/// stands near a word of waiting.
pub(super) fn named(words: &Words) -> Option<Duration> {
    let tokens = || words.text().split_ascii_whitespace();
    let mut since_cue = usize::MAX;
    let mut tokens_left = tokens().peekable();
    while let Some(token) = tokens_left.next() {
        since_cue = since_cue.saturating_add(1);
        if CUES.iter().any(|cue| token.starts_with(cue)) {
            since_cue = 0;
        }
        let digits = token.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let number = match token {
            "an" | "one" | "une" | "un" | "einer" | "una" | "uma" | "um" => Some(1),
            _ => digits.parse::<u64>().ok(),
        };
        let Some(number) = number else { continue };
        let glued = token.get(digits.len()..).filter(|unit| !digits.is_empty() && !unit.is_empty());
        let unit = glued.or_else(|| tokens_left.peek().copied()).unwrap_or_default();
        let factor = match unit {
            "s" => Some(1),
            "m" | "mn" => Some(60),
            "h" => Some(3600),
            unit => UNITS.iter().find(|(name, _)| unit.starts_with(name)).map(|(_, factor)| *factor),
        };
        let near = since_cue <= 6
            || tokens_left.clone().skip(1).take(2).any(|next| CUES.iter().any(|cue| next.starts_with(cue)));
        if let Some(factor) = factor
            && near
            && number > 0
        {
            return Some(Duration::from_secs(number.saturating_mul(factor).min(LONGEST)));
        }
    }
    None
}
