//! Normalises a reply's text for matching: words without case and accents, apart from addresses and host names.

use crate::error::{EnhancedCode, Reply};

/// How many words of a reply are read. Real replies have a few lines of at most 512 octets (RFC 5321 §4.5.3.1.5).
const MAX_WORDS: usize = 320;
/// How much of host names and links is kept.
const MAX_NAMES: usize = 2 * 1024;
/// The end of a sentence counts as this many words, so that concepts of two sentences are seldom near each other.
const SENTENCE: u16 = 4;

/// The words of a reply: lower case, without accents. Addresses, hosts and links are replaced by `@addr`, `@ip`,
/// `@host` and `@url`, so that a name such as `spam.example.com` is not read as the server's words.
pub(super) struct NormalizedReply {
    text: String,
    words: Vec<Word>,
    names: String,
    place: u16,
    code: u16,
    codes: Vec<EnhancedCode>,
}

/// The range of a word in the text, and its place: the index of the word plus [`SENTENCE`] for each sentence end.
#[derive(Clone, Copy)]
struct Word {
    start: u32,
    end: u32,
    place: u16,
}

impl NormalizedReply {
    pub(super) fn of(reply: &Reply) -> Self {
        let mut this = Self {
            text: String::new(),
            words: Vec::new(),
            names: String::new(),
            place: 0,
            code: reply.code(),
            codes: reply.enhanced().into_iter().collect(),
        };
        let mut tokens = reply.lines().iter().flat_map(|line| line.split_whitespace()).peekable();
        let mut tag = false;
        while let Some(token) = tokens.next() {
            if this.words.len() >= MAX_WORDS {
                break;
            }
            // `[id IP: 192.0.2.1]`, which Tencent appends to every refusal: the address is not its cause.
            if tag
                && token.eq_ignore_ascii_case("ip:")
                && tokens.next_if(|next| next.contains(']') && mark(next) == Some("@ip")).is_some()
            {
                continue;
            }
            tag = token.starts_with('[') && !token.contains(']');
            this.token(token);
        }
        this
    }

    /// The words of a lexicon entry, by the same rules.
    pub(super) fn of_phrase(phrase: &str) -> Vec<String> {
        let mut this =
            Self { text: String::new(), words: Vec::new(), names: String::new(), place: 0, code: 0, codes: Vec::new() };
        phrase.split_whitespace().for_each(|token| this.split(token));
        (0..this.words.len()).map(|at| this.word(at).to_owned()).collect()
    }

    fn token(&mut self, token: &str) {
        // `found:user@example.com`, `TO:<user@example.com>`: the words around an address are read.
        if token.contains('@') && !token.contains("://") && token.len() > 1 {
            for piece in token.split(['<', '>', ':', '=', '(', ')', '"', ',', ';', '[', ']']).filter(|p| !p.is_empty())
            {
                self.piece(piece);
            }
            self.sentence(token);
            return;
        }
        self.piece(token);
        self.sentence(token);
    }

    fn piece(&mut self, token: &str) {
        // `sender[192.0.2.1]`: a word and an address.
        if let Some((word, address)) = token.split_once('[')
            && !word.is_empty()
            && word.bytes().all(|b| b.is_ascii_alphabetic())
            && mark(address) == Some("@ip")
        {
            self.piece(word);
            return self.piece(address);
        }
        let core = token.trim_matches(|c: char| !c.is_alphanumeric());
        if let Some(code) = EnhancedCode::at_start(core)
            && code.class != 2
            && code.subject <= 7
            && !self.behind().starts_with("rfc")
        {
            if self.codes.len() < 8 {
                self.codes.push(code);
            }
            return;
        }
        if self.code == 0
            && core.len() == 3
            && (token.starts_with(['(', '[', '5', '4']) || self.behind() == "error")
            && let Ok(code @ 400..=599) = core.parse()
        {
            self.code = code;
        }
        if let Some(mark) = mark(core) {
            self.push(mark);
            self.names(core);
        } else if is_clock(core) {
            self.push(core);
        } else {
            self.split(token);
        }
    }

    /// The word before the one that is read.
    fn behind(&self) -> &str {
        self.words.len().checked_sub(1).map_or("", |last| self.word(last))
    }

    fn sentence(&mut self, token: &str) {
        if token.ends_with(['.', '!', '?', ';']) {
            self.place = self.place.saturating_add(SENTENCE);
        }
    }

    fn names(&mut self, core: &str) {
        if let Some(room) = MAX_NAMES.checked_sub(self.names.len()) {
            self.names.extend(core.chars().take(room.min(256)).map(|c| c.to_ascii_lowercase()));
            self.names.push(' ');
        }
    }

    /// The words of one token. `doesn't` gives `doesn not`, `e-mail` gives `email`, and each Chinese character is a
    /// word.
    fn split(&mut self, token: &str) {
        let (mut word, mut quoted) = (String::new(), false);
        for c in token.chars().take(512) {
            if ('\u{4E00}'..='\u{9FFF}').contains(&c) {
                self.flush(&mut word, false);
                self.push(c.encode_utf8(&mut [0; 4]));
            } else if c.is_alphanumeric() || c == '\u{FFFD}' {
                fold(c, &mut word);
            } else if !matches!(c, '\u{300}'..='\u{36F}') {
                self.flush(&mut word, quoted);
                quoted = matches!(c, '\'' | '’' | '‘');
            }
        }
        self.flush(&mut word, quoted);
    }

    fn flush(&mut self, word: &mut String, quoted: bool) {
        match (word.as_str(), self.words.len().checked_sub(1)) {
            ("", _) => return,
            ("t", Some(last)) if quoted && (self.word(last).ends_with('n') || self.word(last) == "can") => {
                self.push("not");
            }
            (mail, Some(last)) if mail.starts_with("mail") && self.word(last) == "e" => {
                if let Some(word) = self.words.last_mut() {
                    self.text.truncate(word.start as usize);
                    self.text.push('e');
                    self.text.push_str(mail);
                    word.end = self.text.len() as u32;
                    self.text.push(' ');
                }
            }
            (word, _) => self.push(word),
        }
        word.clear();
    }

    fn push(&mut self, word: &str) {
        if self.words.len() >= MAX_WORDS {
            return;
        }
        let start = self.text.len() as u32;
        self.text.push_str(word);
        self.words.push(Word { start, end: self.text.len() as u32, place: self.place });
        self.text.push(' ');
        self.place = self.place.saturating_add(1);
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The word at this index; empty after the last.
    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).and_then(|word| self.text.get(word.start as usize..word.end as usize)).unwrap_or_default()
    }

    pub(super) fn place(&self, at: usize) -> u16 {
        self.words.get(at).map_or(self.place, |word| word.place)
    }

    /// Whether a host name or link contains this.
    pub(super) fn names_contain(&self, part: &str) -> bool {
        self.names.contains(part)
    }

    /// Whether the reply contains these words in a row.
    pub(super) fn contains(&self, phrase: &str) -> bool {
        self.text.match_indices(phrase).any(|(at, _)| {
            (at == 0 || self.text.as_bytes().get(at - 1) == Some(&b' '))
                && self.text.as_bytes().get(at + phrase.len()).is_none_or(|after| *after == b' ')
        })
    }

    /// The words, one space apart.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) const fn code(&self) -> u16 {
        self.code
    }

    pub(super) fn codes(&self) -> &[EnhancedCode] {
        &self.codes
    }

    /// Class of the reply code, or else of the first enhanced code; 0 without both.
    pub(super) fn class(&self) -> u16 {
        match self.code / 100 {
            0 => self.codes.first().map_or(0, |code| u16::from(code.class)),
            class => class,
        }
    }
}

/// Lower case without accents. U+FFFD comes from a Latin-1 letter, most often é.
fn fold(c: char, word: &mut String) {
    let base = match c {
        'a'..='z' | '0'..='9' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' | 'Ą' => 'a',
        'ç' | 'ć' | 'č' | 'Ç' | 'Ć' | 'Č' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' | 'È' | 'É' | 'Ê' | 'Ë' | 'Ę' | 'Ě' | '\u{FFFD}' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'Ì' | 'Í' | 'Î' | 'Ï' => 'i',
        'ł' | 'Ł' => 'l',
        'ñ' | 'ń' | 'ň' | 'Ñ' | 'Ń' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' | 'Ø' => 'o',
        'ř' | 'Ř' => 'r',
        'ś' | 'š' | 'Ś' | 'Š' => 's',
        'ù' | 'ú' | 'û' | 'ü' | 'ů' | 'Ù' | 'Ú' | 'Û' | 'Ü' => 'u',
        'ý' | 'Ý' => 'y',
        'ź' | 'ż' | 'ž' | 'Ź' | 'Ż' | 'Ž' => 'z',
        'ß' => return word.push_str("ss"),
        _ => return word.extend(c.to_lowercase()),
    };
    word.push(base);
}

/// `00:05:00`: kept as one word for [`super::retry_after`].
fn is_clock(core: &str) -> bool {
    let mut fields = core.split(':');
    let two = |field: Option<&str>| field.is_some_and(|f| f.len() <= 2 && f.parse::<u8>().is_ok());
    two(fields.next()) && two(fields.next()) && two(fields.next()) && fields.next().is_none()
}

/// The mark that replaces an address, a link, an IP address or a host name.
fn mark(core: &str) -> Option<&'static str> {
    if core.contains("://") || core.starts_with("www.") || core.starts_with("aka.ms/") {
        return Some("@url");
    }
    if core.contains('@') {
        return Some("@addr");
    }
    let host = core.split(['/', ':', '[', '(', ']', '>']).next().unwrap_or_default();
    if core.parse::<std::net::Ipv6Addr>().is_ok() || host.parse::<std::net::Ipv4Addr>().is_ok() {
        return Some("@ip");
    }
    is_host(host).then_some("@host")
}

/// "rejected.See" is the end of a sentence without a blank, not a host name.
fn is_host(host: &str) -> bool {
    let Some((before, last)) = host.rsplit_once('.') else { return false };
    let shape = (2..=6).contains(&last.len()) && last.bytes().all(|b| b.is_ascii_alphabetic());
    let sentence = last.starts_with(|c: char| c.is_ascii_uppercase()) && before.ends_with(|c: char| c.is_lowercase());
    shape && !sentence && !before.is_empty()
}
