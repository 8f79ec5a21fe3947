//! `Address`, an e-mail address in the form used by SMTP.

use crate::{
    error::Problem,
    error::{Error, ErrorKind, Stage},
};
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
        Self::parse(text).map_err(|message| {
            Error::invalid(ErrorKind::Message, Stage::Message, vec![Problem::untranslated("address", message)])
        })
    }

    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let refuse = |why: &str| {
            // Shortened and escaped: the text is untrusted, and may be logged.
            let shown: String = text.chars().take(80).collect();
            Err(format!("\"{}\" is not an e-mail address: {why}", shown.escape_debug()))
        };
        let Some((local, domain)) = text.rsplit_once('@') else {
            return refuse("there is no @; write it as name@example.com");
        };
        if let Err(why) = check_local(local) {
            return refuse(why);
        }
        if domain.starts_with('[') {
            return refuse("give a domain name in place of the IP address");
        }
        let Ok(domain) =
            Uts46::new().to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow, DnsLength::Verify)
        else {
            return refuse("the part after the @ is not a domain name");
        };
        if domain.len() > MAX_DOMAIN || local.len() + 1 + domain.len() > MAX_ADDRESS {
            return refuse("it is longer than 254 bytes");
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

fn check_local(local: &str) -> Result<(), &'static str> {
    if local.is_empty() {
        return Err("there is nothing before the @");
    }
    if local.len() > MAX_LOCAL {
        return Err("the part before the @ is longer than 64 bytes");
    }
    // Some servers and mail programs decode it (RFC 2047) to another address.
    if local.contains("=?") {
        return Err("the part before the @ looks like an encoded word");
    }
    let quoted = local.len() >= 2 && local.starts_with('"') && local.ends_with('"');
    if local.chars().any(|c| invisible(c) || (c.is_whitespace() && !(quoted && c == ' '))) {
        return Err("the part before the @ contains a blank, an invisible or a control character");
    }
    if quoted {
        let mut inner = local.get(1..local.len() - 1).unwrap_or_default().chars();
        while let Some(c) = inner.next() {
            if c == '"' || (c == '\\' && inner.next().is_none()) {
                return Err("the quotes before the @ do not match");
            }
            // Allowed in quoted strings by RFC 5321 §4.1.2, but some servers read it as the end of the address.
            if matches!(c, '<' | '>') {
                return Err("the part before the @ contains an angle bracket");
            }
        }
        return Ok(());
    }
    if local.split('.').any(str::is_empty) {
        return Err("a dot before the @ stands at an end or next to another dot");
    }
    if local.chars().any(|c| c.is_ascii() && !c.is_ascii_alphanumeric() && !"!#$%&'*+-/=?^_`{|}~.".contains(c)) {
        return Err("the part before the @ contains a character that needs quotes");
    }
    Ok(())
}

/// Characters that are not visible: controls, zero-width and direction marks.
fn invisible(c: char) -> bool {
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
