//! `RawMail`, a message that was composed elsewhere.

use super::{
    Address, Envelope,
    compose::date_now,
    message_id::Identity,
    outgoing::{Needs, Outgoing, Segment},
    raw_scan::{Field, Scan, converted_len},
    texts::RECIPIENT_MISSING,
};
use crate::error::{Error, ErrorKind, Stage};
use std::{fmt, io};

/// A message that was composed elsewhere, with its envelope: what a [`RawMailer`](crate::RawMailer) sends.
///
/// It borrows the bytes and does not copy them as a whole:
///
/// - a bare CR or LF is sent as CRLF (RFC 5321 §2.3.8), and a last line without end gets one;
/// - the fields `Bcc` and `Resent-Bcc` are left out (RFC 5322 §3.6.3): only the envelope names blind copies;
/// - a missing `Message-ID` or `Date` is added in front;
/// - bytes outside ASCII are sent with `BODY=8BITMIME` (RFC 6152), and in the header or the envelope also with
///   `SMTPUTF8` (RFC 6531); a server that does not offer these gets nothing, and the mail fails at [`Stage::MailFrom`].
///
/// ```
/// use ite_mailer::{Address, message::RawMail};
///
/// let bytes = b"From: billing@example.com\nBcc: archive@example.com\n\nHello";
/// let from = Address::new("billing@example.com")?;
/// let to = Address::new("client@example.org")?;
/// let mail = RawMail::new(&from, [&to], bytes)?;
/// let eml = String::from_utf8(mail.to_eml()).unwrap();
/// assert!(eml.starts_with(&format!("Message-ID: <{}>\r\nDate: ", mail.message_id())));
/// assert!(eml.ends_with("\r\nFrom: billing@example.com\r\n\r\nHello\r\n"));
/// # Ok::<(), ite_mailer::Error>(())
/// ```
#[derive(Clone)]
pub struct RawMail<'a>(Outgoing<'a>);

impl<'a> RawMail<'a> {
    /// Checks a message: one pass over its bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Message`] with a [`Problem`](crate::error::Problem) of field `to` without recipients, and of field
    /// `message` for a line longer than 998 bytes (RFC 5322 §2.1.1), a NUL byte (RFC 2045 §2.8), a line of the header that
    /// is no field, a header neither ASCII nor UTF-8, and a missing `From`.
    pub fn new<'b>(from: &Address, to: impl IntoIterator<Item = &'b Address>, bytes: &'a [u8]) -> Result<Self, Error> {
        let envelope = Envelope::new(from, to, []);
        let mut scan = Scan::of(bytes);
        if envelope.to().is_empty() {
            scan.problems.push(RECIPIENT_MISSING.at("to"));
        }
        if !scan.problems.is_empty() {
            return Err(Error::invalid(ErrorKind::Message, Stage::Message, scan.problems));
        }
        let mut added = String::new();
        let message_id = match scan.fields.iter().find_map(|field| field.message_id(bytes)) {
            Some(id) => id,
            None => {
                let id = Identity { author: from, scope: None, key: None, secret: None }.message_id()?;
                added.push_str(&format!("Message-ID: <{id}>\r\n"));
                id
            }
        };
        if !scan.fields.iter().any(|field| field.is("Date")) {
            added.push_str(&format!("Date: {}\r\n", date_now()));
        }
        let utf8_header = scan.fields.iter().any(|field| !field.is_ascii && !field.is_left_out(bytes));
        let needs = Needs {
            smtputf8: utf8_header || !std::iter::once(from).chain(envelope.to()).all(Address::is_ascii),
            eight_bit: utf8_header || scan.eight_bit_body,
        };
        let segments = segments(bytes, added, &scan);
        Ok(Self(Outgoing::new(envelope, message_id, Vec::new(), needs, segments)))
    }

    /// The envelope.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        self.0.envelope()
    }

    /// The Message-ID, without angle brackets: the message's own, or one made for it.
    #[must_use]
    pub fn message_id(&self) -> &str {
        self.0.message_id()
    }

    /// The exact size of the message as it goes out, in bytes, without dot-stuffing.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.size()
    }

    /// Whether the server must offer `SMTPUTF8` (RFC 6531).
    #[must_use]
    pub fn needs_smtputf8(&self) -> bool {
        self.0.needs().smtputf8
    }

    /// Whether the server must offer `8BITMIME` (RFC 6152).
    #[must_use]
    pub fn needs_8bitmime(&self) -> bool {
        self.0.needs().eight_bit
    }

    /// The whole message as it goes out, for archives.
    #[must_use]
    pub fn to_eml(&self) -> Vec<u8> {
        self.0.to_eml()
    }

    /// Writes the message as it goes out.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write_to(&self, out: &mut impl io::Write) -> io::Result<()> {
        self.0.write_to(out)
    }

    /// What a connection writes, with a blind copy to the sender if wanted.
    pub(crate) fn outgoing(&self, copy_to_sender: bool) -> Outgoing<'a> {
        let envelope = self.envelope();
        let copies = copy_to_sender.then(|| envelope.from());
        let envelope = Envelope::new(envelope.from(), envelope.own(), copies);
        self.0.clone().with_envelope(envelope)
    }
}

/// The added fields and what stays of the message.
fn segments<'a>(bytes: &'a [u8], added: String, scan: &Scan) -> Vec<Segment<'a>> {
    let mut segments = Vec::new();
    let mut push = |part: &'a [u8]| match scan.has_bare_line_ends {
        _ if part.is_empty() => {}
        true => segments.push(Segment::AnyLineEnds(part, converted_len(part))),
        false => segments.push(Segment::Borrowed(part)),
    };
    let mut kept_from = 0;
    for field in scan.fields.iter().filter(|field| field.is_left_out(bytes)) {
        push(bytes.get(kept_from..field.start).unwrap_or_default());
        kept_from = field.end;
    }
    push(bytes.get(kept_from..).unwrap_or_default());
    if !added.is_empty() {
        segments.insert(0, Segment::Text(added.into()));
    }
    if !scan.ends_with_line_end {
        segments.push(Segment::Text("\r\n".into()));
    }
    segments
}

impl fmt::Debug for RawMail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawMail")
            .field("envelope", self.envelope())
            .field("message_id", &self.message_id())
            .field("size", &self.size())
            .finish_non_exhaustive()
    }
}

impl Field {
    /// A blind copy, or a `Message-ID` without an id, which counts as missing.
    fn is_left_out(&self, bytes: &[u8]) -> bool {
        self.is("Bcc") || self.is("Resent-Bcc") || (self.is("Message-ID") && self.message_id(bytes).is_none())
    }

    /// The id of a `Message-ID` field, without angle brackets.
    fn message_id(&self, bytes: &[u8]) -> Option<String> {
        let value = self.is("Message-ID").then(|| std::str::from_utf8(self.value(bytes)).ok())??;
        let inner = value.split_once('<').and_then(|(_, rest)| Some(rest.split_once('>')?.0)).unwrap_or(value);
        let id = inner.trim();
        (!id.is_empty() && !id.contains(|c: char| c.is_whitespace() || c.is_control())).then(|| id.to_owned())
    }
}
