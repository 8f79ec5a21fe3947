//! `Address`, an e-mail address in the form used by SMTP.

use super::texts::{self as T, shown};
use crate::error::{Error, ErrorKind, Problem, ProblemText, Stage};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr, sync::Arc};

/// Local part, in octets (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL: usize = 64;
/// Domain, in octets (RFC 5321 §4.5.3.1.2).
const MAX_DOMAIN: usize = 255;
/// The whole address: a path of 256 octets without its angle brackets (RFC 5321 §4.5.3.1.3).
const MAX_ADDRESS: usize = 254;

/// An e-mail address: local part and domain (RFC 5321 §4.1.2), the domain in lower case and as A-labels.
///
/// The local part may be non-ASCII (RFC 6531); such a mail needs a server that offers `SMTPUTF8`. Address literals
/// (`user@[192.0.2.1]`) are refused.
///
/// ```
/// use ite_mailer::Address;
///
/// let address = Address::new("info@Bücher.example")?;
/// assert_eq!(address.as_str(), "info@xn--bcher-kva.example");
/// assert!(Address::new("not an address").is_err());
/// # Ok::<(), ite_mailer::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    text: Arc<str>,
    at: usize,
}

impl Address {
    /// Parses an address.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Message`] with one [`Problem`] of field `address`.
    pub fn new(text: &str) -> Result<Self, Error> {
        Self::parse(text).map_err(invalid)
    }

    /// As [`new`](Self::new), with the problem alone.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        Self::read(text)
            .map_err(|(problem, max)| problem.fill("address", &[("address", &shown(text)), ("max", &max.to_string())]))
    }

    /// The error is a text and the limit that it names, 0 where it names none.
    fn read(text: &str) -> Result<Self, (ProblemText, usize)> {
        if text.trim().is_empty() {
            return Err((T::ADDRESS_MISSING, 0));
        }
        if several(text) {
            return Err((T::ADDRESS_SEVERAL, 0));
        }
        let Some((local, domain)) = text.rsplit_once('@') else { return Err((T::ADDRESS_NO_AT, 0)) };
        if local.len() > MAX_LOCAL {
            return Err((T::LOCAL_TOO_LONG, MAX_LOCAL));
        }
        check_local(local).map_err(|problem| (problem, 0))?;
        if domain.is_empty() {
            return Err((T::DOMAIN_MISSING, 0));
        }
        if domain.starts_with('[') {
            return Err((T::DOMAIN_IP, 0));
        }
        let domain = Uts46::new()
            .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow, DnsLength::Verify)
            .map_err(|_| (T::DOMAIN_INVALID, 0))?;
        if domain.len() > MAX_DOMAIN || local.len() + 1 + domain.len() > MAX_ADDRESS {
            return Err((T::ADDRESS_TOO_LONG, MAX_ADDRESS));
        }
        Ok(Self { text: format!("{local}@{domain}").into(), at: local.len() })
    }

    /// The address in the form used by SMTP, with the domain as A-labels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the last `@`, as given.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    /// The part after the last `@`, in lower case and as A-labels.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.text.get(self.at + 1..).unwrap_or_default()
    }

    /// Whether it is ASCII. A non-ASCII local part needs a server with `SMTPUTF8` (RFC 6531).
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        self.text.is_ascii()
    }
}

/// The error of an address with this problem.
pub(super) fn invalid(problem: Problem) -> Error {
    Error::invalid(ErrorKind::Message, Stage::Message, vec![problem])
}

/// The local part up to its length (RFC 5321 §4.1.2).
fn check_local(local: &str) -> Result<(), ProblemText> {
    if local.is_empty() {
        return Err(T::LOCAL_MISSING);
    }
    // Some servers and mail programs decode it (RFC 2047) to another address.
    if local.contains("=?") {
        return Err(T::LOCAL_ENCODED_WORD);
    }
    let quoted = local.len() >= 2 && local.starts_with('"') && local.ends_with('"');
    if local.chars().any(|c| invisible(c) || (c.is_whitespace() && !(quoted && c == ' '))) {
        return Err(T::LOCAL_INVISIBLE);
    }
    if quoted { check_quoted(local.get(1..local.len() - 1).unwrap_or_default()) } else { check_unquoted(local) }
}

fn check_quoted(inner: &str) -> Result<(), ProblemText> {
    let mut inner = inner.chars();
    while let Some(c) = inner.next() {
        if c == '"' || (c == '\\' && inner.next().is_none()) {
            return Err(T::LOCAL_QUOTES);
        }
        // Allowed in quoted strings by RFC 5321 §4.1.2, but some servers read it as the end of the address.
        if matches!(c, '<' | '>') {
            return Err(T::LOCAL_ANGLE_BRACKET);
        }
    }
    Ok(())
}

fn check_unquoted(local: &str) -> Result<(), ProblemText> {
    if local.contains('@') {
        return Err(T::ADDRESS_TWO_AT);
    }
    if local.split('.').any(str::is_empty) {
        return Err(T::LOCAL_DOT);
    }
    if local.chars().any(|c| c.is_ascii() && !c.is_ascii_alphanumeric() && !"!#$%&'*+-/=?^_`{|}~.".contains(c)) {
        return Err(T::LOCAL_CHARACTER);
    }
    Ok(())
}

/// Whether an `@` stands on both sides of a comma, a semicolon or a blank, quoted parts left aside.
pub(super) fn several(text: &str) -> bool {
    separated(text, |c| matches!(c, ',' | ';') || c.is_whitespace())
}

/// Whether at least two of the pieces between separators have an `@`, quoted parts left aside.
pub(super) fn separated(text: &str, is_separator: impl Fn(char) -> bool) -> bool {
    let (mut quoted, mut escaped, mut has_at, mut addresses) = (false, false, false, 0);
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '@' => {
                addresses += usize::from(!has_at);
                has_at = true;
            }
            c if is_separator(c) => has_at = false,
            _ => {}
        }
    }
    addresses > 1
}

/// Characters that are not visible: controls, zero-width and direction marks.
pub(super) fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

impl FromStr for Address {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl TryFrom<&str> for Address {
    type Error = Error;
    fn try_from(text: &str) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl TryFrom<String> for Address {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        Self::new(&text)
    }
}

impl AsRef<str> for Address {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
