//! Reads the wait that a reply names.

use super::normalise::NormalizedReply;
use crate::error::Retry;
use std::time::Duration;

/// Stems of words that announce a wait.
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
/// Longest wait in seconds; a longer one is cut to it.
const LONGEST: u64 = 7 * 86400;

/// Words before a duration such as `00:05:00`. After other words, `after 10:30:00`, it is a time of day.
const WITHIN: &[&str] = &["in", "for", "wait", "dans", "fur", "fuer", "noch", "en", "tra", "fra", "em", "within"];
const TOMORROW: &[&str] = &["tomorrow", "demain", "morgen", "manana", "domani", "amanha"];
/// How many words after the cue a duration may begin.
const NEAR: usize = 6;

/// The first duration near a cue: `try again in 1 hour 5 minutes`, `come back in 00:05:00`, `réessayez demain`.
pub(super) fn named(words: &NormalizedReply) -> Option<Retry> {
    let tokens: Vec<&str> = words.text().split_ascii_whitespace().collect();
    let is_cue = |token: &&str| CUES.iter().any(|cue| token.starts_with(cue));
    let mut since_cue = usize::MAX;
    for (at, token) in tokens.iter().enumerate() {
        since_cue = if is_cue(token) { 0 } else { since_cue.saturating_add(1) };
        if since_cue <= NEAR && TOMORROW.contains(token) {
            return Some(Retry::NextDay);
        }
        let rest = tokens.get(at..).unwrap_or_default();
        let before = at.checked_sub(1).and_then(|before| tokens.get(before)).copied().unwrap_or_default();
        let Some((seconds, taken)) = clock(before, token).map_or_else(|| span(rest), |seconds| Some((seconds, 1)))
        else {
            continue;
        };
        let behind = rest.get(taken..).unwrap_or_default();
        if seconds > 0 && (since_cue <= NEAR || behind.iter().take(2).any(is_cue)) {
            return Some(Retry::After(Duration::from_secs(seconds.min(LONGEST))));
        }
    }
    None
}

/// The seconds of `00:05:00` after one of [`WITHIN`].
fn clock(before: &str, token: &str) -> Option<u64> {
    let fields: Vec<u64> = token.split(':').map(|field| field.parse().ok()).collect::<Option<_>>()?;
    match fields[..] {
        [hours, minutes, seconds] if WITHIN.contains(&before) => Some(hours * 3600 + minutes * 60 + seconds),
        _ => None,
    }
}

/// `1 hour 5 minutes`, `2h and 5min`: seconds and number of words.
fn span(tokens: &[&str]) -> Option<(u64, usize)> {
    let (mut seconds, mut taken, mut smallest) = (0_u64, 0, u64::MAX);
    loop {
        let rest = tokens.get(taken..).unwrap_or_default();
        let joint = usize::from(taken > 0 && rest.first().is_some_and(|t| ["and", "et", "und", "y", "e"].contains(t)));
        match rest.get(joint..).and_then(quantity) {
            // Only smaller units are added: `5 minutes 1 hour` is not a sum.
            Some((number, factor, words)) if factor < smallest => {
                seconds = seconds.saturating_add(number.saturating_mul(factor));
                taken += joint + words;
                smallest = factor;
            }
            _ => return (taken > 0).then_some((seconds, taken)),
        }
    }
}

/// A number with its unit, as one word or two: number, seconds of the unit, number of words.
fn quantity(tokens: &[&str]) -> Option<(u64, u64, usize)> {
    let token = *tokens.first()?;
    let digits = token.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number = match token {
        "an" | "one" | "une" | "un" | "einer" | "una" | "uma" | "um" => 1,
        _ => digits.parse::<u64>().ok()?,
    };
    let glued = token.get(digits.len()..).filter(|unit| !digits.is_empty() && !unit.is_empty());
    let unit = glued.or_else(|| tokens.get(1).copied())?;
    let factor = match unit {
        "s" => 1,
        "m" | "mn" => 60,
        "h" => 3600,
        unit => UNITS.iter().find(|(name, _)| unit.starts_with(name)).map(|(_, factor)| *factor)?,
    };
    Some((number, factor, if glued.is_some() { 1 } else { 2 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Reply;

    fn wait(text: &str) -> Option<Retry> {
        named(&NormalizedReply::of(&Reply::parse(text)))
    }

    fn seconds(seconds: u64) -> Option<Retry> {
        Some(Retry::After(Duration::from_secs(seconds)))
    }

    #[test]
    fn numbers_units_and_their_sums() {
        for (text, expected) in [
            ("retry in 30s", seconds(30)),
            ("retry in 5 s", seconds(5)),
            ("retry in 5m", seconds(300)),
            ("retry in 5mn", seconds(300)),
            ("retry in 2h", seconds(7200)),
            ("retry in 90min", seconds(5400)),
            ("retry in one minute", seconds(60)),
            ("retry in an hour", seconds(3600)),
            ("retry in 2 days", seconds(2 * 86400)),
            ("retry in 7 days", seconds(7 * 86400)),
            ("retry in 8 days", seconds(7 * 86400)),
            ("retry in 1 hour 5 minutes 10 seconds", seconds(3910)),
            ("retry in 2 hours and 30 minutes", seconds(9000)),
            ("retry in 2 hours and zq", seconds(7200)),
            // Units that do not get smaller are not added.
            ("retry in 5 minutes 1 hour", seconds(300)),
            ("retry in 5 minutes 6 minutes", seconds(300)),
            ("retry in 01:02:03", seconds(3723)),
            ("retry at 01:02:03", None),
            ("retry in 0 seconds", None),
            ("retry in 0 seconds or 5 minutes", seconds(300)),
            ("retry in 5", None),
            ("retry in 5 zq", None),
            ("retry in minutes", None),
        ] {
            assert_eq!(wait(text), expected, "{text}");
        }
    }

    #[test]
    fn a_duration_counts_near_a_word_of_waiting_only() {
        for (text, expected) in [
            ("again a b c d e 5 minutes", seconds(300)),
            ("again a b c d e f 5 minutes", None),
            ("again a b c d e tomorrow", Some(Retry::NextDay)),
            ("again a b c d e f tomorrow", None),
            ("5 minutes zq retry", seconds(300)),
            ("5 minutes zq zq retry", None),
            ("1 hour and 5 minutes zq retry", seconds(3900)),
            ("1 hour and 5 minutes zq zq retry", None),
            ("in 00:05:00 zq retry", seconds(300)),
            ("in 00:05:00 zq zq retry", None),
            ("zq 5 minutes", None),
            ("tomorrow", None),
        ] {
            assert_eq!(wait(text), expected, "{text}");
        }
    }
}
