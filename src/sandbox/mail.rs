//! Accepted mails, and the transcript.

use bytes::Bytes;
use std::time::SystemTime;

/// A mail that the sandbox accepted.
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

    /// The accepted envelope recipients, in order.
    #[must_use]
    pub fn recipients(&self) -> &[String] {
        &self.recipients
    }

    /// The parameters of `MAIL FROM`, such as `SIZE=1234` or `SMTPUTF8`.
    #[must_use]
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }

    /// The login; `None` without sign-in.
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

    /// The number of its connection, from 1.
    #[must_use]
    pub const fn connection(&self) -> usize {
        self.connection
    }

    /// When its last byte was received.
    #[must_use]
    pub const fn received_at(&self) -> SystemTime {
        self.received_at
    }

    /// The bytes of the message, without dot-stuffing (RFC 5321 §4.5.2).
    #[must_use]
    pub const fn raw(&self) -> &Bytes {
        &self.raw
    }

    /// The message, parsed by the crate `mail-parser`; `None` if it is no message.
    #[must_use]
    pub fn parsed(&self) -> Option<crate::message::ParsedMail> {
        crate::message::ParsedMail::parse(&self.raw)
    }
}

/// A line of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TranscriptLine {
    /// The connection, counted from 1.
    pub connection: usize,
    /// Who sent it.
    pub speaker: Speaker,
    /// The line without its line end. Credentials are masked.
    pub text: String,
}

/// Who sent a [`TranscriptLine`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Speaker {
    /// The client: a command.
    Client,
    /// The server: a line of a reply.
    Server,
    /// An event, such as a TLS handshake.
    Event,
}

impl TranscriptLine {
    pub(super) const fn new(connection: usize, speaker: Speaker, text: String) -> Self {
        Self { connection, speaker, text }
    }
}
