//! What a connection writes: an envelope and a message in segments.

use super::{
    Document, Envelope,
    chunks::{Chunks, DotStuffing},
};
use bytes::Bytes;
use encodify::base64::MIME;
use std::io;

/// A part of a message; `'a` is the borrow of bytes that were composed elsewhere.
#[derive(Clone, Debug)]
pub(super) enum Segment<'a> {
    Text(Bytes),
    /// Encoded while it is written.
    Base64(Bytes),
    /// Lines that end with CRLF.
    Borrowed(&'a [u8]),
    /// Lines that end with CR, LF or CRLF, written with CRLF: this many bytes.
    AnyLineEnds(&'a [u8], u64),
}

impl Segment<'_> {
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(bytes) | Self::Base64(bytes) => bytes,
            Self::Borrowed(bytes) | Self::AnyLineEnds(bytes, _) => bytes,
        }
    }

    pub(super) fn encoded_len(&self) -> u64 {
        match self {
            Self::Base64(bytes) => MIME.encoded_len(bytes.len()) as u64,
            Self::AnyLineEnds(_, size) => *size,
            Self::Text(_) | Self::Borrowed(_) => self.bytes().len() as u64,
        }
    }
}

/// Which extensions a message needs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Needs {
    /// `SMTPUTF8` (RFC 6531).
    pub(crate) smtputf8: bool,
    /// `8BITMIME` (RFC 6152).
    pub(crate) eight_bit: bool,
}

/// A message with its envelope, ready to be written.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing<'a> {
    envelope: Envelope,
    message_id: String,
    documents: Vec<Document>,
    needs: Needs,
    segments: Vec<Segment<'a>>,
    size: u64,
}

impl<'a> Outgoing<'a> {
    pub(super) fn new(
        envelope: Envelope,
        message_id: String,
        documents: Vec<Document>,
        needs: Needs,
        segments: Vec<Segment<'a>>,
    ) -> Self {
        let size = segments.iter().map(Segment::encoded_len).sum();
        Self { envelope, message_id, documents, needs, segments, size }
    }

    /// The same message with another envelope.
    pub(super) fn with_envelope(self, envelope: Envelope) -> Self {
        Self { envelope, ..self }
    }

    pub(crate) const fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// Without angle brackets.
    pub(crate) fn message_id(&self) -> &str {
        &self.message_id
    }

    pub(crate) fn documents(&self) -> &[Document] {
        &self.documents
    }

    pub(crate) const fn needs(&self) -> Needs {
        self.needs
    }

    /// Bytes of the message as written, without dot-stuffing.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    /// The message in pieces of at most 64 KiB, as `DATA` or `BDAT` want it.
    pub(crate) fn chunks(&self, stuffing: DotStuffing) -> Chunks<'_> {
        Chunks::new(&self.segments, stuffing)
    }

    pub(super) fn write_to(&self, out: &mut impl io::Write) -> io::Result<()> {
        let mut chunks = self.chunks(DotStuffing::Off);
        let mut buf = Vec::new();
        while chunks.next_into(&mut buf) {
            out.write_all(&buf)?;
        }
        Ok(())
    }

    pub(crate) fn to_eml(&self) -> Vec<u8> {
        let mut eml = Vec::with_capacity(usize::try_from(self.size).unwrap_or_default());
        // A `Vec` takes every write.
        let _ = self.write_to(&mut eml);
        eml
    }

    #[cfg(test)]
    pub(super) fn segments(&self) -> &[Segment<'a>] {
        &self.segments
    }
}
