//! Each row of the tables and each entry of the lexicon is needed: without it, a row of the corpus or of the families
//! gets a wrong kind, or is only guessed from its code.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test says what it expects")]

use super::*;
use serde::Deserialize;
use std::{
    collections::{HashMap, HashSet},
    str::FromStr,
};

const LEARNING: &str = include_str!("../../../tests/it/corpus/learning.jsonl");
const FAMILIES: &str = include_str!("../../../tests/it/corpus/families.txt");

struct Case {
    provider: Provider,
    stage: Stage,
    mechanism: Option<String>,
    reply: String,
    accepted: Vec<ErrorKind>,
    retryable: bool,
    /// Must be classified by its words, not guessed from its code: true for the families.
    by_words: bool,
}

#[derive(Deserialize)]
struct CorpusRow {
    provider: Provider,
    stage: Stage,
    mechanism: Option<String>,
    reply: String,
    reason: ErrorKind,
    #[serde(default)]
    also_accept: Vec<ErrorKind>,
    retryable: bool,
}

impl FromStr for Case {
    type Err = ();

    /// `[provider:]stage | kind | later or never | reply`, with `\n` between the lines of the reply.
    fn from_str(line: &str) -> Result<Self, ()> {
        let [place, kind, retry, reply] = line.splitn(4, " | ").collect::<Vec<_>>()[..] else { return Err(()) };
        let (provider, stage) = place.split_once(':').unwrap_or(("custom", place));
        Ok(Self {
            provider: provider.parse().map_err(|_| ())?,
            stage: *Stage::ALL.iter().find(|one| one.as_str() == stage).ok_or(())?,
            mechanism: None,
            reply: reply.replace("\\n", "\n"),
            accepted: vec![*ErrorKind::ALL.iter().find(|one| one.as_str() == kind).ok_or(())?],
            retryable: match retry {
                "later" => true,
                "never" => false,
                _ => return Err(()),
            },
            by_words: true,
        })
    }
}

fn learning() -> impl Iterator<Item = Case> {
    LEARNING.lines().map(|line| {
        let row: CorpusRow = serde_json::from_str(line).unwrap();
        Case {
            provider: row.provider,
            stage: row.stage,
            mechanism: row.mechanism,
            reply: row.reply,
            accepted: row.also_accept.into_iter().chain([row.reason]).collect(),
            retryable: row.retryable,
            by_words: false,
        }
    })
}

fn cases() -> Vec<Case> {
    let families = FAMILIES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.parse().unwrap_or_else(|()| panic!("not a row: {line}")));
    learning().chain(families).collect()
}

impl Case {
    fn is_right(&self, words: &NormalizedReply, found: &Found, decision: Decision) -> bool {
        let got = conclude(decision, self.provider, self.mechanism.as_deref(), SecretShape::Unknown, words, found);
        self.accepted.contains(&got.kind)
            && got.retry.is_retryable() == self.retryable
            && !(self.by_words && decision.basis.is_weak())
    }
}

#[test]
fn every_row_and_every_entry_is_needed() {
    let mut needed_rows: HashMap<(bool, usize), bool> = HashMap::new();
    let mut needed_entries = vec![false; LEXICON.entries.len()];
    let mut wrong = Vec::new();
    for case in cases() {
        let words = NormalizedReply::of(&Reply::parse(&case.reply));
        let found = LEXICON.find(&words, &[]);
        let decide_without = |found: &Found, without| decide(case.stage, case.provider, &words, found, without);
        let decision = decide_without(&found, Without::default());
        if !case.is_right(&words, &found, decision) {
            let got =
                conclude(decision, case.provider, case.mechanism.as_deref(), SecretShape::Unknown, &words, &found);
            wrong.push(format!(
                "{} {}: {:?}\n  got {} {:?} by {:?} {:?}: {:?}",
                case.provider.id(),
                case.stage,
                case.reply,
                got.kind,
                got.retry,
                decision.basis,
                decision.row,
                found.occurrences().iter().map(|one| one.concept).collect::<Vec<_>>()
            ));
            continue;
        }
        // The corpus test limits the number of guesses, so a case that becomes a guess counts as a failure.
        let fails = |found: &Found, without: Decision| {
            !case.is_right(&words, found, without) || (without.basis.is_weak() && !decision.basis.is_weak())
        };
        if let Some(row) = decision.row {
            let by_provider = decision.basis == Basis::ProviderRule;
            let without = match by_provider {
                true => Without { provider_row: Some(row), row: None },
                false => Without { provider_row: None, row: Some(row) },
            };
            let needed = needed_rows.entry((by_provider, row)).or_default();
            *needed = *needed || fails(&found, decide_without(&found, without));
        }
        for entry in found.occurrences().iter().map(|one| one.entry) {
            let needed = &mut needed_entries[usize::from(entry)];
            if !*needed {
                let found = LEXICON.find(&words, &[entry]);
                *needed = fails(&found, decide_without(&found, Without::default()));
            }
        }
    }
    let rows = table::numbered(table::DECISIVE).chain(table::numbered(table::GENERAL)).map(|(_, row)| row);
    let mut idle: Vec<String> = rows
        .enumerate()
        .filter(|(number, _)| !needed_rows.get(&(false, *number)).copied().unwrap_or_default())
        .map(|(number, row)| format!("row {number}: at {} {:?} => {:?}", row.at, row.when, row.verdict))
        .collect();
    idle.extend(
        (0..provider::ROWS.len())
            .filter(|number| !needed_rows.get(&(true, *number)).copied().unwrap_or_default())
            .map(|number| format!("provider row {number}: {:?}", provider::ROWS[number].pattern)),
    );
    idle.extend(
        LEXICON
            .entries
            .iter()
            .zip(&needed_entries)
            .filter(|(_, needed)| !**needed)
            .map(|(entry, _)| format!("{:?}: {}", entry.concept, entry.phrase)),
    );
    assert!(wrong.is_empty(), "{} read wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(idle.is_empty(), "{} needed by no row:\n{}", idle.len(), idle.join("\n"));
}

/// Rows of a corpus are seldom read by a guess alone, so each has a text of its own here.
#[test]
fn each_guess_is_made() {
    let first = table::numbered(table::DECISIVE).chain(table::numbered(table::GENERAL)).count();
    let texts = [
        ("554 About the MIME boundary", ErrorKind::MessageMalformed),
        ("554 About your recipient", ErrorKind::RecipientRejected),
    ];
    assert_eq!(texts.len(), table::numbered(table::GUESSES).count());
    for (number, (text, kind)) in texts.into_iter().enumerate() {
        let words = NormalizedReply::of(&Reply::parse(text));
        let found = LEXICON.find(&words, &[]);
        let decided = |without| decide(Stage::FinalReply, Provider::Custom, &words, &found, without);
        let decision = decided(Without::default());
        assert_eq!((decision.row, decision.verdict.kind), (Some(first + number), kind), "{text}");
        assert!(decision.basis.is_weak(), "{text}");
        let without = decided(Without { row: decision.row, provider_row: None });
        assert_eq!(without.verdict.kind, ErrorKind::ContentRejected, "{text}");
    }
}

#[test]
fn every_heading_of_the_lexicon_is_a_concept() {
    for (table, text) in lexicon::TABLES {
        for heading in text.lines().filter_map(|line| line.strip_prefix('[')) {
            let name = heading.split(' ').next().unwrap_or_default();
            assert!(concept::Concept::named(name).is_some(), "{table}: [{heading}");
        }
    }
}

/// Estimates how unseen wordings are classified: each row of `learning.jsonl` is classified without the entries and the
/// row of the table that no other row of the file uses. `--nocapture` prints those that get a wrong kind.
#[test]
fn a_row_is_read_by_what_other_rows_taught() {
    let read: Vec<_> = learning()
        .map(|case| {
            let words = NormalizedReply::of(&Reply::parse(&case.reply));
            let found = LEXICON.find(&words, &[]);
            let decision = decide(case.stage, case.provider, &words, &found, Without::default());
            let entries: HashSet<u16> = found.occurrences().iter().map(|one| one.entry).collect();
            let row = decision.row.map(|row| (decision.basis == Basis::ProviderRule, row));
            (case, words, entries, row)
        })
        .collect();
    let (mut by_entry, mut by_row) = (HashMap::<u16, usize>::new(), HashMap::new());
    for (_, _, entries, row) in &read {
        entries.iter().for_each(|entry| *by_entry.entry(*entry).or_default() += 1);
        row.iter().for_each(|row| *by_row.entry(*row).or_insert(0) += 1);
    }
    let mut wrong = 0;
    for (case, words, entries, row) in &read {
        let alone: Vec<u16> = entries.iter().copied().filter(|entry| by_entry[entry] == 1).collect();
        let without = match row.filter(|row| by_row[row] == 1) {
            Some((true, row)) => Without { provider_row: Some(row), row: None },
            Some((false, row)) => Without { provider_row: None, row: Some(row) },
            None => Without::default(),
        };
        let found = LEXICON.find(words, &alone);
        let decision = decide(case.stage, case.provider, words, &found, without);
        if !case.is_right(words, &found, decision) {
            wrong += 1;
            let got = conclude(decision, case.provider, case.mechanism.as_deref(), SecretShape::Unknown, words, &found);
            let expected = (case.accepted.last(), case.retryable);
            let lost: Vec<_> = alone.iter().map(|entry| LEXICON.entries[usize::from(*entry)].phrase).collect();
            println!(
                "{} {}: {:?}\n  got {} {:?}, not {expected:?}, without {lost:?} and row {:?}",
                case.provider.id(),
                case.stage,
                case.reply,
                got.kind,
                got.retry,
                without.row.or(without.provider_row)
            );
        }
    }
    println!("{wrong} of {} are read wrong", read.len());
    assert!(wrong <= MOST_UNTAUGHT, "{wrong}");
}

/// How many rows may get a wrong kind or retry without entries and rules of their own.
const MOST_UNTAUGHT: usize = 264;
