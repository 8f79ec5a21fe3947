//! `Mailbox`, an address with a display name.

use super::{
    Address,
    address::{invalid, separated, several},
    headers::{self, MAX_TEXT, TextFault},
    texts::{self as T, shown},
};
use crate::error::{Error, Problem, ProblemText};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// An author or recipient: an address with a display name.
///
/// Parses from `a@example.com`, `Léa Martin <a@example.com>` and `"Martin, Léa" <a@example.com>`, and converts from a
/// pair of name and address.
///
/// ```
/// use ite_mailer::Mailbox;
///
/// let mailbox: Mailbox = "\"Martin, Léa\" <lea@example.com>".parse()?;
/// assert_eq!(mailbox.name(), Some("Martin, Léa"));
/// assert_eq!(mailbox.address().as_str(), "lea@example.com");
/// # Ok::<(), ite_mailer::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mailbox {
    name: Option<String>,
    address: Address,
}

impl Mailbox {
    /// A mailbox. An empty name means none. The characters of the name are checked when the mail is built.
    #[must_use]
    pub fn new(name: Option<String>, address: Address) -> Self {
        Self { name: name.filter(|name| !name.trim().is_empty()), address }
    }

    /// The display name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The address.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Checks the characters of the name.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        let Some(name) = &self.name else { return Ok(()) };
        headers::check_text(name).map_err(|fault| match fault {
            TextFault::ControlCharacter => T::NAME_CONTROL.at("name"),
            TextFault::TooLong => T::NAME_TOO_LONG.fill("name", &[("max", &MAX_TEXT.to_string())]),
        })
    }

    fn parse(text: &str) -> Result<Self, Problem> {
        let problem = |problem: ProblemText| problem.fill("address", &[("address", &shown(text))]);
        let trimmed = text.trim_matches(' ');
        let Some((name, address)) = trimmed.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) else {
            return Ok(Self::new(None, Address::parse(trimmed)?));
        };
        if separated(text, |c| matches!(c, ',' | ';' | '>')) {
            return Err(problem(T::ADDRESS_SEVERAL));
        }
        let name = name.trim_matches(' ');
        let name = match name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(quoted) => unquote(quoted).ok_or_else(|| problem(T::NAME_QUOTES))?,
            None if several(name) => return Err(problem(T::ADDRESS_SEVERAL)),
            None if name.contains(['<', '>', '"']) => return Err(problem(T::NAME_CHARACTERS)),
            None => name.to_owned(),
        };
        Self::checked(Some(name), address)
    }

    fn checked(name: Option<String>, address: &str) -> Result<Self, Problem> {
        let mailbox = Self::new(name, Address::parse(address)?);
        mailbox.check()?;
        Ok(mailbox)
    }
}

/// The content of a quoted string (RFC 5322 §3.2.4); `None` if a quotation mark stands in it or it ends in a backslash.
fn unquote(quoted: &str) -> Option<String> {
    let mut name = String::with_capacity(quoted.len());
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => name.push(chars.next()?),
            '"' => return None,
            c => name.push(c),
        }
    }
    Some(name)
}

impl FromStr for Mailbox {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text).map_err(invalid)
    }
}

impl TryFrom<&str> for Mailbox {
    type Error = Error;
    fn try_from(text: &str) -> Result<Self, Error> {
        text.parse()
    }
}

impl TryFrom<String> for Mailbox {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl TryFrom<&String> for Mailbox {
    type Error = Error;
    fn try_from(text: &String) -> Result<Self, Error> {
        text.parse()
    }
}

impl TryFrom<(&str, &str)> for Mailbox {
    type Error = Error;
    fn try_from((name, address): (&str, &str)) -> Result<Self, Error> {
        Self::checked(Some(name.to_owned()), address).map_err(invalid)
    }
}

impl From<Address> for Mailbox {
    fn from(address: Address) -> Self {
        Self::new(None, address)
    }
}

impl From<&Mailbox> for Mailbox {
    fn from(mailbox: &Mailbox) -> Self {
        mailbox.clone()
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => {
                write!(f, "\"{}\" <{}>", name.replace('\\', "\\\\").replace('"', "\\\""), self.address)
            }
            None => fmt::Display::fmt(&self.address, f),
        }
    }
}

impl Serialize for Mailbox {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Mailbox {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
