//! Mails changed by a wrapper. Message-ID, date and documents stay.

use super::{DocumentMail, Mailbox, headers, mail::Parts};
use std::sync::Arc;

/// Longest value of a header that names the original recipients, in bytes; further recipients are only counted.
const MAX_LISTED: usize = 1000;

/// The recipients of a redirected mail.
#[derive(Debug, Default)]
pub(crate) struct Recipients {
    pub(crate) to: Vec<Mailbox>,
    pub(crate) cc: Vec<Mailbox>,
    pub(crate) bcc: Vec<Mailbox>,
}

impl DocumentMail {
    /// The same mail for these recipients only: composing it adds no copy of the gateway's.
    pub(crate) fn confined_to(&self, recipients: Recipients, originals: &[(&str, Vec<&Mailbox>)]) -> Self {
        let mut parts = Parts { confined: true, ..(*self.0).clone() };
        Recipients { to: parts.to, cc: parts.cc, bcc: parts.bcc } = recipients;
        parts.headers.retain(|(name, _)| !headers::is_command(name));
        parts.headers.retain(|(name, _)| !originals.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)));
        let listed = originals.iter().filter(|(_, list)| !list.is_empty());
        parts.headers.extend(listed.map(|(name, list)| ((*name).to_owned(), listing(list))));
        Self(Arc::new(parts))
    }

    /// The same mail with another author. An address without a display name gets the author's; replies go to the author
    /// unless the mail has a `Reply-To`.
    pub(crate) fn in_the_name_of(&self, from: &Mailbox) -> Self {
        let mut parts = (*self.0).clone();
        if parts.reply_to.is_empty() && from.address() != parts.from.address() {
            parts.reply_to.push(parts.from.clone());
        }
        let name = from.name().or(self.from().name()).map(ToOwned::to_owned);
        parts.from = Mailbox::new(name, from.address().clone());
        Self(Arc::new(parts))
    }
}

fn listing(list: &[&Mailbox]) -> String {
    let mut text = String::new();
    for (n, mailbox) in list.iter().enumerate() {
        let address = mailbox.address().as_str();
        if text.len() + address.len() + 4 > MAX_LISTED {
            text.push_str(&format!(" and {} more", list.len() - n));
            break;
        }
        text.push_str(if n == 0 { "<" } else { ", <" });
        text.push_str(address);
        text.push('>');
    }
    // Encoded, or mail programs would decode an address that looks like an encoded word.
    if text.is_ascii() && text.contains("=?") { headers::encoded_words(&text) } else { text }
}
