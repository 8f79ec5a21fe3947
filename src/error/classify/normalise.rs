//! A reply's text made comparable: one pass, then no allocation.

use crate::error::{EnhancedCode, Reply};

/// How much of a reply is looked at, and how much of what is left after that is compared: real replies have a few
/// lines of at most 512 octets (RFC 5321 §4.5.3.1.5).
const MAX_READ: usize = 16 * 1024;
const MAX_KEPT: usize = 2 * 1024;
/// How far the parts of a needle may stand apart.
const REACH: usize = 60;

/// The words of a reply: lower case, without accents, one space apart; addresses, hosts and links are left out of the
/// sentence, so that names chosen by others are not read as the server's words.
pub(super) struct Words {
    text: String,
    names: String,
    starts: Vec<(u8, u16)>,
    code: u16,
    codes: Vec<EnhancedCode>,
}

impl Words {
    pub(super) fn of(reply: &Reply) -> Self {
        let mut words =
            Self { text: " ".into(), names: String::new(), starts: Vec::new(), code: reply.code(), codes: Vec::new() };
        words.codes.extend(reply.enhanced());
        let mut room = MAX_READ;
        for line in reply.lines() {
            for token in line.split_whitespace() {
                room = room.saturating_sub(token.len() + 1);
                if room == 0 || words.text.len() + words.names.len() > MAX_KEPT {
                    break;
                }
                words.take(token);
            }
            room = room.saturating_sub(1);
        }
        let bytes = words.text.as_bytes();
        words.starts = (1..bytes.len())
            .filter(|&at| bytes.get(at - 1).is_some_and(|&before| opens_word(before)))
            .filter_map(|at| Some((*bytes.get(at)?, u16::try_from(at).ok()?)))
            .collect();
        words
    }

    fn take(&mut self, token: &str) {
        let core = token.trim_matches(|c: char| !c.is_alphanumeric());
        if let Some(code) = EnhancedCode::at_start(core)
            && code.class != 2
            && code.subject <= 7
            && self.codes.len() < 8
        {
            self.codes.push(code);
        }
        if self.code == 0
            && core.len() == 3
            && (token.starts_with(['(', '[', '5', '4']) || self.text.ends_with(" error "))
            && let Ok(code @ 400..=599) = core.parse()
        {
            self.code = code;
        }
        if is_name(core) {
            if let Some(room) = MAX_KEPT.checked_sub(self.names.len()) {
                self.names.extend(core.chars().take(room.min(256)).map(|c| c.to_ascii_lowercase()));
                self.names.push(' ');
            }
            // `bob@example.com:blocked`: what follows the name is the server's word.
            if let Some((_, tail)) = core.rsplit_once(':').filter(|(_, tail)| tail.chars().all(char::is_alphabetic)) {
                tail.chars().for_each(|c| self.push(c));
                self.space();
            }
            return;
        }
        if is_clock(core) {
            self.text.push_str(core);
            self.space();
            return;
        }
        for c in token.chars().take(1024) {
            self.push(c);
        }
        self.space();
    }

    fn push(&mut self, c: char) {
        match c {
            'a'..='z' | '0'..='9' | '_' => self.text.push(c),
            'A'..='Z' => self.text.push(c.to_ascii_lowercase()),
            '\'' | '’' | '‘' => self.text.push('\''),
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' => self.text.push('a'),
            'ç' | 'Ç' => self.text.push('c'),
            // U+FFFD stands where a Latin-1 letter was: most often é.
            'è' | 'é' | 'ê' | 'ë' | 'È' | 'É' | 'Ê' | 'Ë' | '\u{FFFD}' => self.text.push('e'),
            'ì' | 'í' | 'î' | 'ï' | 'Ì' | 'Í' | 'Î' | 'Ï' => self.text.push('i'),
            'ñ' | 'Ñ' => self.text.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' => self.text.push('o'),
            'ù' | 'ú' | 'û' | 'ü' | 'Ù' | 'Ú' | 'Û' | 'Ü' => self.text.push('u'),
            'ß' => self.text.push_str("ss"),
            c if c.is_alphanumeric() => self.text.push(c),
            _ => self.space(),
        }
    }

    fn space(&mut self) {
        if !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    /// Whether the text says this: `..` stands between parts that follow each other closely, `|` between
    /// alternatives; every alternative starts at a word's start and may end inside a word. In the first part, single
    /// words after `too many login|auth` share the words before the first `|`.
    pub(super) fn says(&self, needle: &str) -> bool {
        let (head, rest) = needle.split_once(" .. ").unwrap_or((needle, ""));
        let mut alternatives = head.split('|');
        let opening = alternatives.next().unwrap_or_default();
        let shared = opening.trim_end().rfind(' ').and_then(|at| opening.get(..=at)).unwrap_or_default();
        self.starts_with(opening, "", rest)
            || alternatives.any(|one| {
                if one.trim_end().contains(' ') {
                    self.starts_with(one, "", rest)
                } else {
                    self.starts_with(shared, one, rest)
                }
            })
    }

    fn starts_with(&self, one: &str, two: &str, rest: &str) -> bool {
        let first = one.as_bytes().first().or(two.as_bytes().first()).copied();
        self.starts.iter().filter(|(byte, _)| Some(*byte) == first).any(|&(_, at)| {
            self.text
                .get(usize::from(at)..)
                .and_then(|text| text.strip_prefix(one)?.strip_prefix(two))
                .is_some_and(|after| rest.is_empty() || follows(after, rest))
        })
    }

    /// Whether a host name or link contains this.
    pub(super) fn names(&self, part: &str) -> bool {
        self.names.contains(part)
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) const fn code(&self) -> u16 {
        self.code
    }

    pub(super) fn codes(&self) -> &[EnhancedCode] {
        &self.codes
    }

    /// 4 or 5; 0 where neither the code nor an enhanced code says.
    pub(super) fn class(&self) -> u16 {
        match self.code / 100 {
            0 => self.codes.first().map_or(0, |code| u16::from(code.class)),
            class => class,
        }
    }

    pub(super) fn says_later(&self) -> bool {
        ["try|retry|again .. later", "temporar", "try again", "reessay", "ulterieur", "plus tard", "spater", "spaeter"]
            .iter()
            .chain(&["mas tarde", "piu tardi", "riprova", "mais tarde", "greylist", "graylist"])
            .chain(&["tomorrow", "demain", "morgen", "manana", "domani", "amanha", "at present", "at this time"])
            .any(|needle| self.says(needle))
    }
}

fn follows(after: &str, needle: &str) -> bool {
    let (head, rest) = needle.split_once(" .. ").unwrap_or((needle, ""));
    let mut end = after.len().min(REACH);
    while !after.is_char_boundary(end) {
        end -= 1;
    }
    let near = after.get(..end).unwrap_or_default();
    head.split('|').any(|alternative| {
        near.match_indices(alternative).any(|(at, _)| {
            let whole_word = at == 0 || near.as_bytes().get(at - 1).is_some_and(|&before| opens_word(before));
            let tail = after.get(at + alternative.len()..).unwrap_or_default();
            whole_word && (rest.is_empty() || follows(tail, rest))
        })
    })
}

/// After an apostrophe as well: `l'expéditeur`, `dell'utente`.
const fn opens_word(before: u8) -> bool {
    matches!(before, b' ' | b'\'')
}

/// `00:05:00`: kept whole, as it may be a wait.
fn is_clock(core: &str) -> bool {
    let mut fields = core.split(':');
    let two = |field: Option<&str>| field.is_some_and(|f| f.len() <= 2 && f.parse::<u8>().is_ok());
    two(fields.next()) && two(fields.next()) && two(fields.next()) && fields.next().is_none()
}

/// Addresses, links, host names. A full stop glued to the next sentence ("rejected.See") is none.
fn is_name(core: &str) -> bool {
    if core.contains('@') || core.contains("://") || core.starts_with("www.") {
        return true;
    }
    let host = core.split(['/', ':', '[', '(']).next().unwrap_or_default();
    let Some((before, last)) = host.rsplit_once('.') else { return false };
    let shape = (2..=6).contains(&last.len()) && last.bytes().all(|b| b.is_ascii_alphabetic());
    let sentence = last.starts_with(|c: char| c.is_ascii_uppercase()) && before.ends_with(|c: char| c.is_lowercase());
    shape && !sentence
}
