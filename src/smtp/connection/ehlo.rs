//! What a server announced in its answer to `EHLO` (RFC 5321 §4.1.1.1). Keywords count in any letter case.

use crate::error::Reply;

#[derive(Clone, Debug, Default)]
pub(crate) struct Capabilities {
    pub(crate) starttls: bool,
    pub(crate) smtputf8: bool,
    /// Commands may be written before the replies to earlier ones have come (RFC 2920).
    pub(crate) pipelining: bool,
    /// `BDAT` (RFC 3030).
    pub(crate) chunking: bool,
    pub(crate) announces_size: bool,
    /// Largest message in bytes (RFC 1870); absent where the server names no limit.
    pub(crate) size: Option<u64>,
    /// SASL mechanisms in upper case.
    pub(crate) mechanisms: Vec<String>,
    /// Every line, for a report.
    pub(crate) lines: Vec<String>,
}

impl Capabilities {
    pub(crate) fn from_ehlo(reply: &Reply) -> Self {
        let mut found = Self { lines: reply.lines().iter().skip(1).cloned().collect(), ..Self::default() };
        for line in &found.lines {
            // `AUTH=LOGIN` is how servers wrote it before RFC 2554; some still do.
            let line = line.to_ascii_uppercase().replacen("AUTH=", "AUTH ", 1);
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("STARTTLS") => found.starttls = true,
                Some("SMTPUTF8") => found.smtputf8 = true,
                Some("PIPELINING") => found.pipelining = true,
                Some("CHUNKING") => found.chunking = true,
                Some("SIZE") => {
                    found.announces_size = true;
                    found.size = words.next().and_then(|size| size.parse().ok()).filter(|size| *size > 0);
                }
                Some("AUTH") => {
                    for mechanism in words {
                        if !found.mechanisms.iter().any(|known| known == mechanism) {
                            found.mechanisms.push(mechanism.to_owned());
                        }
                    }
                }
                _ => {}
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_in_any_case() {
        let reply = Reply::parse(
            "250-mx.example.com hello\n250-size 35882577\n250-Auth=LOGIN plain\n250-AUTH PLAIN XOAUTH2\n250-StartTLS\n250-Pipelining\n250-chunking\n250 SMTPUTF8",
        );
        let found = Capabilities::from_ehlo(&reply);
        assert!(found.starttls && found.smtputf8 && found.announces_size && found.pipelining && found.chunking);
        assert_eq!(found.size, Some(35_882_577));
        assert_eq!(found.mechanisms, ["LOGIN", "PLAIN", "XOAUTH2"]);
        let unlimited = Capabilities::from_ehlo(&Reply::parse("250-hello\n250 SIZE 0"));
        assert!(unlimited.announces_size && unlimited.size.is_none());
    }
}
