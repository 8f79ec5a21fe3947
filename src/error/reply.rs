//! A server's reply (RFC 5321 §4.2) with its enhanced status code (RFC 3463).

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// An enhanced status code such as `5.7.8` (RFC 3463).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EnhancedCode {
    /// 2 (success), 4 (persistent transient failure) or 5 (permanent failure).
    pub class: u8,
    /// 1 addressing, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content, 7 policy.
    pub subject: u16,
    /// The condition within the subject.
    pub detail: u16,
}

impl EnhancedCode {
    /// Reads a code at the start of `text`; what follows must not be a digit or another dot-digit.
    #[must_use]
    pub fn at_start(text: &str) -> Option<Self> {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let mut fields = text.get(..end)?.trim_end_matches('.').split('.');
        let class = fields.next().filter(|f| matches!(*f, "2" | "4" | "5"))?;
        let mut number = || fields.next().filter(|f| f.len() <= 3)?.parse().ok();
        let (subject, detail) = (number()?, number()?);
        if fields.next().is_some() {
            return None;
        }
        Some(Self { class: class.parse().ok()?, subject, detail })
    }
}

impl fmt::Display for EnhancedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl Serialize for EnhancedCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EnhancedCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::at_start(&text).ok_or_else(|| de::Error::custom("not an enhanced status code such as 5.7.8"))
    }
}

/// A server's reply: code, enhanced status code if there is one, and the lines of text without either.
///
/// The text comes from the network. It is cut to 16 KiB, control characters are removed, and in replies that this crate
/// has received every form of the secret is masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    code: u16,
    enhanced: Option<EnhancedCode>,
    lines: Vec<String>,
}

const MAX_TEXT: usize = 16 * 1024;
const MAX_LINES: usize = 2_000;

impl Reply {
    /// Parses a reply from a session, a log or a support ticket. Never fails; a text without a code has code 0.
    #[must_use]
    pub fn parse(raw: &str) -> Self {
        let mut reply = Self { code: 0, enhanced: None, lines: Vec::new() };
        let mut room = MAX_TEXT;
        for line in raw.lines().take(MAX_LINES) {
            let line = reply.without_codes(line);
            let clean: String = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
            let clean = clean.trim();
            if clean.is_empty() && !reply.lines.is_empty() {
                continue;
            }
            let mut end = clean.len().min(room);
            while !clean.is_char_boundary(end) {
                end -= 1;
            }
            reply.lines.push(clean.get(..end).unwrap_or_default().to_owned());
            room -= end;
            if room == 0 {
                break;
            }
        }
        reply
    }

    /// Strips the leading basic and enhanced code of one line and keeps the first of each.
    fn without_codes<'a>(&mut self, line: &'a str) -> &'a str {
        let mut rest = line.trim();
        if let Some((code, tail)) = basic_code(rest)
            && (self.code == 0 || self.code == code)
        {
            self.code = code;
            rest = tail.trim_start();
        }
        let stripped = rest.strip_prefix('#').unwrap_or(rest);
        if let Some(enhanced) = EnhancedCode::at_start(stripped)
            && self.enhanced.is_none_or(|first| first == enhanced)
        {
            self.enhanced = Some(enhanced);
            let end = stripped.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(stripped.len());
            rest = stripped.get(end..).unwrap_or_default().trim_start_matches([' ', '-', ':']);
        }
        rest
    }

    /// The reply code, 200 to 599; 0 if the text has none.
    #[must_use]
    pub const fn code(&self) -> u16 {
        self.code
    }

    /// The enhanced status code of the first line that has one.
    #[must_use]
    pub const fn enhanced(&self) -> Option<EnhancedCode> {
        self.enhanced
    }

    /// The lines of text, without codes.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The text in one line.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines.join(" ")
    }

    /// Whether the code is 2xx or 3xx.
    #[must_use]
    pub const fn is_positive(&self) -> bool {
        self.code >= 200 && self.code < 400
    }

    /// Whether the code is 4xx.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        self.code >= 400 && self.code < 500
    }
}

/// `535 text`, `535-text`, `535` and `535#5.7.8`: the code and what follows its separator.
fn basic_code(line: &str) -> Option<(u16, &str)> {
    let digits = line.get(..3).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    let code: u16 = digits.parse().ok().filter(|c| (200..600).contains(c))?;
    let rest = line.get(3..)?;
    match rest.chars().next() {
        None => Some((code, rest)),
        Some(' ' | '-' | '\t' | ':') => Some((code, rest.get(1..)?)),
        Some('#') => Some((code, rest)),
        Some(_) => None,
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.code != 0 {
            write!(f, "{} ", self.code)?;
        }
        if let Some(enhanced) = self.enhanced {
            write!(f, "{enhanced} ")?;
        }
        f.write_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_as_found() {
        for (raw, code, enhanced, text) in [
            ("250 OK", 250, None, "OK"),
            ("535-5.7.8 Username\n535 5.7.8 and Password", 535, Some((5, 7, 8)), "Username and Password"),
            ("354", 354, None, ""),
            ("550 5.1.1 no such user", 550, Some((5, 1, 1)), "no such user"),
            ("5.7.57 Client not authenticated", 0, Some((5, 7, 57)), "Client not authenticated"),
            ("535 #5.7.8 refused", 535, Some((5, 7, 8)), "refused"),
            ("no code at all", 0, None, "no code at all"),
            ("999 odd", 0, None, "999 odd"),
            ("250 10.20.30.40 is an address", 250, None, "10.20.30.40 is an address"),
            ("", 0, None, ""),
        ] {
            let reply = Reply::parse(raw);
            let found = reply.enhanced().map(|e| (e.class, e.subject, e.detail));
            assert_eq!((reply.code(), found, reply.text().as_str()), (code, enhanced, text), "{raw:?}");
        }
    }

    #[test]
    fn a_huge_reply_is_cut() {
        let reply = Reply::parse(&"550-é\u{0}é\n".repeat(100_000));
        assert!(reply.text().len() <= 3 * MAX_TEXT, "{}", reply.text().len());
        assert!(!reply.text().contains('\0'));
    }
}
