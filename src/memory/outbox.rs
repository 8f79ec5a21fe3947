//! `SentMail` and `SentRawMail`, and the lists that hold them.

use crate::{
    message::{Address, DocumentMail, Outgoing},
    receipt::Receipt,
};

/// A document mail in the outbox.
#[derive(Clone, Debug)]
pub struct SentMail {
    mail: DocumentMail,
    raw: SentRawMail,
}

/// A message in the outbox that was composed elsewhere: a [`RawMail`](crate::message::RawMail).
#[derive(Clone, Debug)]
pub struct SentRawMail {
    eml: bytes::Bytes,
    from: Address,
    receipt: Receipt,
}

impl SentMail {
    pub(super) fn new(mail: DocumentMail, raw: SentRawMail) -> Self {
        Self { mail, raw }
    }

    /// The mail as it was passed to `send`.
    #[must_use]
    pub fn mail(&self) -> &DocumentMail {
        &self.mail
    }

    /// The message as it would have been sent, without dot-stuffing.
    #[must_use]
    pub fn eml(&self) -> &bytes::Bytes {
        self.raw.eml()
    }

    /// The envelope sender.
    #[must_use]
    pub fn from(&self) -> &Address {
        self.raw.from()
    }

    /// The envelope recipients that were accepted, blind copies included.
    #[must_use]
    pub fn recipients(&self) -> &[String] {
        self.raw.recipients()
    }

    /// The receipt that `send` returned.
    #[must_use]
    pub fn receipt(&self) -> &Receipt {
        self.raw.receipt()
    }

    /// The message, parsed by the crate `mail-parser`. `None` if it cannot be parsed, which would be a defect.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn parsed(&self) -> Option<crate::message::ParsedMail> {
        self.raw.parsed()
    }
}

impl SentRawMail {
    pub(super) fn new(mail: &Outgoing<'_>, receipt: Receipt) -> Self {
        Self { eml: mail.to_eml().into(), from: mail.envelope().from().clone(), receipt }
    }

    /// The message as it would have been sent, without dot-stuffing.
    #[must_use]
    pub fn eml(&self) -> &bytes::Bytes {
        &self.eml
    }

    /// The envelope sender.
    #[must_use]
    pub fn from(&self) -> &Address {
        &self.from
    }

    /// The envelope recipients that were accepted, blind copies included.
    #[must_use]
    pub fn recipients(&self) -> &[String] {
        &self.receipt.accepted
    }

    /// The receipt that `send_raw_mail` returned, with the Message-ID.
    #[must_use]
    pub fn receipt(&self) -> &Receipt {
        &self.receipt
    }

    /// The message, parsed by the crate `mail-parser`. `None` if it cannot be parsed.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn parsed(&self) -> Option<crate::message::ParsedMail> {
        crate::message::ParsedMail::parse(&self.eml)
    }
}

/// Mails in the order they were accepted, each with whether an assertion has returned it.
#[derive(Debug)]
pub(super) struct Outbox<T>(Vec<(T, bool)>);

impl<T> Default for Outbox<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Clone> Outbox<T> {
    pub(super) fn push(&mut self, mail: T) {
        self.0.push((mail, false));
    }

    pub(super) fn all(&self) -> Vec<T> {
        self.0.iter().map(|(mail, _)| mail.clone()).collect()
    }

    /// The mails that no assertion has returned, with their places.
    pub(super) fn unseen(&self) -> Vec<(usize, T)> {
        let unseen = self.0.iter().enumerate().filter(|(_, (_, seen))| !seen);
        unseen.map(|(at, (mail, _))| (at, mail.clone())).collect()
    }

    /// Marks a mail as returned; `false` if it was already.
    pub(super) fn mark(&mut self, at: usize) -> bool {
        self.0.get_mut(at).is_some_and(|(_, seen)| !std::mem::replace(seen, true))
    }

    pub(super) fn has_unseen(&self) -> bool {
        self.0.iter().any(|(_, seen)| !seen)
    }

    /// One line for each mail.
    pub(super) fn lines(&self, describe: impl Fn(&T) -> String) -> impl Iterator<Item = String> {
        self.0.iter().map(move |(mail, seen)| format!("{}{}", describe(mail), if *seen { "  (asserted)" } else { "" }))
    }
}
