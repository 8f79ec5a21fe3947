//! The capabilities in the reply to `EHLO` (RFC 5321 §4.1.1.1). Keywords are case-insensitive.

use crate::error::Reply;
use std::collections::HashSet;

/// How Exchange greets, on premises and online.
const EXCHANGE_GREETING: &str = "Microsoft ESMTP MAIL Service";
/// Keywords that only Exchange is known to announce. A wrong guess costs one round trip.
const EXCHANGE_KEYWORDS: [&str; 4] = ["BINARYMIME", "X-EXPS", "X-ANONYMOUSTLS", "XRDST"];
/// Where Exchange Online runs.
const EXCHANGE_HOSTS: [&str; 2] = [".outlook.com", ".office365.com"];

#[derive(Clone, Debug, Default)]
pub(crate) struct Capabilities {
    pub(crate) starttls: bool,
    pub(crate) smtputf8: bool,
    /// 8BITMIME (RFC 6152).
    pub(crate) eight_bit_mime: bool,
    /// PIPELINING (RFC 2920).
    pub(crate) pipelining: bool,
    /// `BDAT` (RFC 3030).
    pub(crate) chunking: bool,
    pub(crate) announces_size: bool,
    /// Largest message in bytes (`SIZE`, RFC 1870); `None` without a limit.
    pub(crate) size: Option<u64>,
    /// SASL mechanisms in upper case.
    pub(crate) mechanisms: Vec<String>,
    /// Every line but the first, for [`ServerFacts`](crate::ServerFacts).
    pub(crate) lines: Vec<String>,
    exchange: bool,
}

impl Capabilities {
    pub(crate) fn from_ehlo(reply: &Reply) -> Self {
        let mut found = Self::from_lines(reply.lines().iter().skip(1).cloned().collect());
        let host = reply.lines().first().and_then(|line| line.split_ascii_whitespace().next()).unwrap_or_default();
        let host = host.to_ascii_lowercase();
        found.exchange |= EXCHANGE_HOSTS.iter().any(|domain| host.ends_with(domain));
        found
    }

    /// From the lines after the first.
    pub(crate) fn from_lines(lines: Vec<String>) -> Self {
        let mut found = Self { lines, ..Self::default() };
        let mut known = HashSet::new();
        for line in &found.lines {
            // `AUTH=LOGIN` is the form before RFC 2554; some servers still send it.
            let line = line.to_ascii_uppercase().replacen("AUTH=", "AUTH ", 1);
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("STARTTLS") => found.starttls = true,
                Some("SMTPUTF8") => found.smtputf8 = true,
                Some("8BITMIME") => found.eight_bit_mime = true,
                Some("PIPELINING") => found.pipelining = true,
                Some("CHUNKING") => found.chunking = true,
                Some("SIZE") => {
                    found.announces_size = true;
                    found.size = words.next().and_then(|size| size.parse().ok()).filter(|size| *size > 0);
                }
                Some("AUTH") => {
                    for mechanism in words {
                        if known.insert(mechanism.to_owned()) {
                            found.mechanisms.push(mechanism.to_owned());
                        }
                    }
                }
                Some(keyword) => found.exchange |= EXCHANGE_KEYWORDS.contains(&keyword),
                None => {}
            }
        }
        found
    }

    /// Whether this is Microsoft Exchange, with which `BDAT` is off by default: users of another client report chunks
    /// that are answered late, never, or with a header size exceeded (MailKit's issues 904 and 921).
    pub(crate) fn is_exchange(&self, greeting: Option<&Reply>) -> bool {
        self.exchange || greeting.is_some_and(|greeting| greeting.text().contains(EXCHANGE_GREETING))
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
        assert!(!found.is_exchange(None));
        for exchange in [
            "250-AB1PR01CA0001.outlook.office365.com Hello [192.0.2.1]\n250 CHUNKING",
            "250-mail.example.com Hello [192.0.2.1]\n250-BINARYMIME\n250 CHUNKING",
            "250-mail.example.com Hello [192.0.2.1]\n250-X-EXPS GSSAPI NTLM\n250 CHUNKING",
        ] {
            assert!(Capabilities::from_ehlo(&Reply::parse(exchange)).is_exchange(None), "{exchange}");
        }
        let greeting = Reply::parse("220 mail.example.com Microsoft ESMTP MAIL Service ready");
        assert!(found.is_exchange(Some(&greeting)));
        let unlimited = Capabilities::from_ehlo(&Reply::parse("250-hello\n250 SIZE 0"));
        assert!(unlimited.announces_size && unlimited.size.is_none());
    }
}
