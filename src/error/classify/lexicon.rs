//! The lexicon: the words of each [`Concept`], and where they occur in a reply.

use super::{concept::Concept, normalise::NormalizedReply};
use std::{collections::HashMap, sync::LazyLock};

/// The tables, by topic. The head of `whom.txt` describes the format.
pub(super) const TABLES: &[(&str, &str)] = &[
    ("whom", include_str!("lexicon/whom.txt")),
    ("said", include_str!("lexicon/said.txt")),
    ("limits", include_str!("lexicon/limits.txt")),
    ("sign_in", include_str!("lexicon/sign_in.txt")),
    ("path", include_str!("lexicon/path.txt")),
    ("content", include_str!("lexicon/content.txt")),
    ("noise", include_str!("lexicon/noise.txt")),
];

/// Two concepts at most this many words apart are near each other.
const NEAR: u16 = 8;
/// A negation applies to concepts at most this many words after it, or before it ("existiert nicht").
const NEGATES_AFTER: u16 = 4;
const NEGATES_BEFORE: u16 = 2;
/// Occurrences kept of one concept in one reply. [`Found::near`] compares every pair.
const MAX_FOUND: u8 = 12;

pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);

pub(super) struct Lexicon {
    pub(super) entries: Vec<Entry>,
    by_start: HashMap<[u8; 3], Vec<u16>>,
    in_names: Vec<u16>,
}

/// One word or phrase.
pub(super) struct Entry {
    pub(super) concept: Concept,
    /// As written in the table.
    pub(super) phrase: &'static str,
    /// Variants of the spelling, each as words; a word that ends in `*` is a stem.
    spellings: Vec<Vec<Pattern>>,
}

struct Pattern {
    text: String,
    stem: bool,
}

impl Pattern {
    fn matches(&self, word: &str) -> bool {
        if self.stem { word.starts_with(self.text.as_str()) } else { word == self.text }
    }
}

impl Lexicon {
    fn load() -> Self {
        let mut this = Self { entries: Vec::new(), by_start: HashMap::new(), in_names: Vec::new() };
        for (_, table) in TABLES {
            let mut concept = None;
            for line in table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
                if let Some(heading) = line.strip_prefix('[') {
                    concept = heading.split(' ').next().and_then(Concept::named);
                } else if let Some(concept) = concept {
                    this.add(concept, line);
                }
            }
        }
        this
    }

    fn add(&mut self, concept: Concept, phrase: &'static str) {
        let Ok(index) = u16::try_from(self.entries.len()) else { return };
        let mut spellings = Vec::new();
        if phrase.starts_with("host:") {
            self.in_names.push(index);
        } else {
            for spelling in spellings_of(phrase) {
                let Some(first) = spelling.first() else { continue };
                let bucket = self.by_start.entry(start(&first.text)).or_default();
                if bucket.last() != Some(&index) {
                    bucket.push(index);
                }
                spellings.push(spelling);
            }
        }
        self.entries.push(Entry { concept, phrase, spellings });
    }

    /// Every concept that the reply mentions, without the entries that a test leaves out.
    pub(super) fn find(&self, words: &NormalizedReply, without: &[u16]) -> Found {
        let mut found = Found { mask: 0, counts: [0; 128], occurrences: Vec::with_capacity(32) };
        let mut noise: Vec<(usize, usize)> = Vec::new();
        for at in 0..words.len() {
            let Some(bucket) = self.by_start.get(&start(words.word(at))) else { continue };
            for &index in bucket.iter().filter(|index| !without.contains(index)) {
                let Some(entry) = self.entries.get(usize::from(index)) else { continue };
                let Some(length) = entry.length_at(words, at) else { continue };
                if entry.concept == Concept::Noise {
                    noise.push((at, at + length));
                }
                found.push(entry.concept, words.place(at), words.place(at + length - 1), index, (at, at + length));
            }
        }
        for &index in self.in_names.iter().filter(|index| !without.contains(index)) {
            if let Some(entry) = self.entries.get(usize::from(index))
                && let Some(part) = entry.phrase.strip_prefix("host:")
                && words.names_contain(part)
            {
                found.push(entry.concept, 0, 0, index, (usize::MAX, usize::MAX));
            }
        }
        found.finish(&noise);
        found
    }
}

impl Entry {
    /// How many words the entry matches from this index on.
    fn length_at(&self, words: &NormalizedReply, at: usize) -> Option<usize> {
        let here = |spelling: &&Vec<Pattern>| {
            spelling.iter().enumerate().all(|(n, pattern)| at + n < words.len() && pattern.matches(words.word(at + n)))
        };
        self.spellings.iter().find(here).map(Vec::len)
    }
}

/// The first three bytes of a word: the key of the index.
fn start(word: &str) -> [u8; 3] {
    let mut key = [0; 3];
    for (to, from) in key.iter_mut().zip(word.bytes()) {
        *to = from;
    }
    key
}

/// German umlauts are written in two ways: `ungültig`, `ungueltig`.
fn spellings_of(phrase: &str) -> Vec<Vec<Pattern>> {
    let digraphs = phrase.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
    let mut variants = vec![patterns(phrase)];
    if digraphs != phrase {
        variants.push(patterns(&digraphs));
    }
    variants
}

fn patterns(phrase: &str) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    for part in phrase.split_whitespace() {
        if part.starts_with('@') {
            patterns.push(Pattern { text: part.to_owned(), stem: false });
            continue;
        }
        patterns.extend(NormalizedReply::of_phrase(part).into_iter().map(|text| Pattern { text, stem: false }));
        if let Some(last) = patterns.last_mut().filter(|_| part.ends_with('*')) {
            last.stem = true;
        }
    }
    patterns
}

/// One mention of a concept in a reply.
#[derive(Clone, Copy, Debug)]
pub(super) struct Occurrence {
    pub(super) concept: Concept,
    first: u16,
    last: u16,
    negated: bool,
    #[cfg_attr(not(test), expect(dead_code, reason = "for the test that leaves each entry out"))]
    pub(super) entry: u16,
    words: (usize, usize),
}

/// The concepts that a reply mentions.
pub(super) struct Found {
    mask: u128,
    counts: [u8; 128],
    occurrences: Vec<Occurrence>,
}

impl Found {
    fn push(&mut self, concept: Concept, first: u16, last: u16, entry: u16, words: (usize, usize)) {
        let Some(count) = self.counts.get_mut(concept as usize).filter(|count| **count < MAX_FOUND) else { return };
        *count += 1;
        self.occurrences.push(Occurrence { concept, first, last, negated: false, entry, words });
    }

    /// Removes occurrences inside a phrase of noise, and marks the negated ones.
    fn finish(&mut self, noise: &[(usize, usize)]) {
        self.occurrences.retain(|one| {
            one.concept == Concept::Noise
                || !noise.iter().any(|(start, end)| one.words.0 >= *start && one.words.1 <= *end)
        });
        let negations: Vec<(u16, u16)> = self
            .occurrences
            .iter()
            .filter(|one| one.concept == Concept::Not)
            .map(|one| (one.first, one.last))
            .collect();
        for one in &mut self.occurrences {
            self.mask |= 1 << one.concept as u8;
            one.negated = negations.iter().any(|(first, last)| {
                (*last < one.first && one.first - last <= NEGATES_AFTER)
                    || (*first > one.last && first - one.last <= NEGATES_BEFORE)
            });
        }
    }

    #[cfg(test)]
    pub(super) fn occurrences(&self) -> &[Occurrence] {
        &self.occurrences
    }

    pub(super) const fn has(&self, concept: Concept) -> bool {
        self.mask & (1 << concept as u8) != 0
    }

    /// Whether the concept is negated: "not verified".
    pub(super) fn has_negated(&self, concept: Concept) -> bool {
        self.has(concept) && self.of(concept).any(|one| one.negated)
    }

    /// Whether the two are near each other, in any order; with `negated`, the second has to be negated.
    pub(super) fn near(&self, one: Concept, other: Concept, negated: bool) -> bool {
        self.has(one)
            && self.has(other)
            && self.of(one).any(|a| self.of(other).any(|b| (!negated || b.negated) && gap(a, b) <= NEAR))
    }

    fn of(&self, concept: Concept) -> impl Iterator<Item = &Occurrence> {
        self.occurrences.iter().filter(move |one| one.concept == concept)
    }
}

const fn gap(a: &Occurrence, b: &Occurrence) -> u16 {
    if a.last < b.first { b.first - a.last } else { a.first.saturating_sub(b.last) }
}
