//! The mails the server accepted, and the transcript.

use bytes::Bytes;
use std::time::SystemTime;

/// A mail the server took responsibility for, as it came.
#[derive(Clone, Debug)]
pub struct ReceivedMail {
    pub(super) from: String,
    pub(super) recipients: Vec<String>,
    pub(super) parameters: Vec<String>,
    pub(super) user: Option<String>,
    pub(super) mechanism: Option<String>,
    pub(super) tls: bool,
    pub(super) chunked: bool,
    pub(super) connection: usize,
    pub(super) raw: Bytes,
    pub(super) received_at: SystemTime,
}

impl ReceivedMail {
    /// The envelope sender of `MAIL FROM`, without angle brackets; empty for `<>`.
    #[must_use]
    pub fn from(&self) -> &str {
        &self.from
    }

    /// The envelope recipients that were accepted, in the order they came.
    #[must_use]
    pub fn recipients(&self) -> &[String] {
        &self.recipients
    }

    /// The parameters of `MAIL FROM` as they came, such as `SIZE=1234` or `SMTPUTF8`.
    #[must_use]
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }

    /// Who was signed in; `None` without sign-in.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// The mechanism of the sign-in, in capitals.
    #[must_use]
    pub fn mechanism(&self) -> Option<&str> {
        self.mechanism.as_deref()
    }

    /// Whether the mail came over TLS.
    #[must_use]
    pub const fn tls(&self) -> bool {
        self.tls
    }

    /// Whether the mail came in `BDAT` chunks (RFC 3030) rather than after `DATA`.
    #[must_use]
    pub const fn chunked(&self) -> bool {
        self.chunked
    }

    /// Which connection it came over, counted from 1: equal numbers, same connection.
    #[must_use]
    pub const fn connection(&self) -> usize {
        self.connection
    }

    /// When its last byte had come.
    #[must_use]
    pub const fn received_at(&self) -> SystemTime {
        self.received_at
    }

    /// The message byte for byte, dot-stuffing undone (RFC 5321 §4.5.2).
    #[must_use]
    pub const fn raw(&self) -> &Bytes {
        &self.raw
    }

    /// The message read back by a parser that is not the composer; `None` if it is no message.
    #[must_use]
    pub fn parsed(&self) -> Option<crate::message::ParsedMail> {
        crate::message::ParsedMail::parse(&self.raw)
    }
}

/// A line of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TranscriptLine {
    /// The connection, counted from 1.
    pub connection: usize,
    /// Who said it.
    pub speaker: Speaker,
    /// What was said, without its line end. Credentials are masked.
    pub text: String,
}

/// Who said a [`TranscriptLine`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Speaker {
    /// The client: a command.
    Client,
    /// The server: a line of a reply.
    Server,
    /// Nothing was said: the line tells what happened, such as a TLS handshake.
    Event,
}

impl TranscriptLine {
    pub(super) const fn new(connection: usize, speaker: Speaker, text: String) -> Self {
        Self { connection, speaker, text }
    }
}
