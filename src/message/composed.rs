//! A message as segments: text as it is, documents encoded while they are written.

use super::{Address, Document};
use bytes::Bytes;
use encodify::base64::MIME;
use std::{io, sync::Arc};

/// What one call of [`Chunks::next_into`] fills, at most.
const CHUNK: usize = 64 * 1024;
/// Bytes of a document in one base64 line of 76 characters (RFC 2045 §6.8), and that line with its CRLF.
const LINE_IN: usize = 57;
const LINE_OUT: usize = 78;

#[derive(Clone, Debug)]
pub(super) enum Segment {
    Text(Bytes),
    Base64(Bytes),
}

impl Segment {
    fn bytes(&self) -> &Bytes {
        match self {
            Self::Text(bytes) | Self::Base64(bytes) => bytes,
        }
    }

    fn encoded_len(&self) -> u64 {
        match self {
            Self::Text(bytes) => bytes.len() as u64,
            Self::Base64(bytes) => MIME.encoded_len(bytes.len()) as u64,
        }
    }
}

/// Who the servers are told the mail is from and for (RFC 5321 §2.3.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    from: Address,
    to: Vec<Address>,
    own: usize,
}

impl Envelope {
    /// `copies` are not recipients of the mail itself; one that is counts as such.
    pub(super) fn new<'a>(
        from: &Address,
        own: impl IntoIterator<Item = &'a Address>,
        copies: impl IntoIterator<Item = &'a Address>,
    ) -> Self {
        let mut seen = std::collections::HashSet::new();
        let mut to: Vec<Address> = own.into_iter().filter(|to| seen.insert(*to)).cloned().collect();
        let own = to.len();
        to.extend(copies.into_iter().filter(|to| seen.insert(*to)).cloned());
        Self { from: from.clone(), to, own }
    }

    /// Where bounces go.
    #[must_use]
    pub fn from(&self) -> &Address {
        &self.from
    }

    /// Every recipient once, blind copies included. Local parts that differ in case are two recipients (RFC 5321 §2.4).
    #[must_use]
    pub fn to(&self) -> &[Address] {
        &self.to
    }

    /// The recipients of the mail itself, without copies that this sending adds.
    #[must_use]
    pub fn own(&self) -> &[Address] {
        self.to.get(..self.own).unwrap_or_default()
    }
}

/// A mail ready to be written. Clones share everything; documents are encoded while they are written.
#[derive(Clone, Debug)]
pub struct Composed(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    envelope: Envelope,
    message_id: String,
    documents: Vec<Document>,
    smtputf8: bool,
    segments: Vec<Segment>,
    size: u64,
}

impl Composed {
    pub(super) fn new(
        envelope: Envelope,
        message_id: String,
        documents: Vec<Document>,
        smtputf8: bool,
        segments: Vec<Segment>,
    ) -> Self {
        let size = segments.iter().map(Segment::encoded_len).sum();
        Self(Arc::new(Inner { envelope, message_id, documents, smtputf8, segments, size }))
    }

    /// The envelope.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        &self.0.envelope
    }

    /// The Message-ID, without angle brackets.
    #[must_use]
    pub fn message_id(&self) -> &str {
        &self.0.message_id
    }

    /// The exact size of the encoded message in bytes, without dot-stuffing (what `SIZE` of RFC 1870 §3 counts).
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.size
    }

    /// The documents.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.0.documents
    }

    /// Whether an address has a non-ASCII local part, so that only a server with `SMTPUTF8` (RFC 6531) takes the mail.
    #[must_use]
    pub fn needs_smtputf8(&self) -> bool {
        self.0.smtputf8
    }

    /// The whole message, for archives; the only call whose memory grows with the documents.
    #[must_use]
    pub fn to_eml(&self) -> Vec<u8> {
        let mut eml = Vec::with_capacity(usize::try_from(self.0.size).unwrap_or_default());
        // A `Vec` takes every write.
        let _ = self.write_to(&mut eml);
        eml
    }

    /// Writes the message, as in an `.eml` file.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write_to(&self, out: &mut impl io::Write) -> io::Result<()> {
        let mut chunks = self.chunks(DotStuffing::Off);
        let mut buf = Vec::new();
        while chunks.next_into(&mut buf) {
            out.write_all(&buf)?;
        }
        Ok(())
    }

    /// The message in pieces of at most 64 KiB, as `DATA` or `BDAT` want it.
    #[must_use]
    pub fn chunks(&self, stuffing: DotStuffing) -> Chunks {
        Chunks { composed: self.clone(), segment: 0, offset: 0, stuffing, line_start: true }
    }

    #[cfg(test)]
    pub(super) fn segments(&self) -> &[Segment] {
        &self.0.segments
    }
}

/// Whether a dot that starts a line is doubled (RFC 5321 §4.5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DotStuffing {
    /// For `DATA`. The lone dot at the end is the caller's.
    On,
    /// For `BDAT` (RFC 3030) and files.
    Off,
}

/// The pieces of a message, in order; independent of the borrow of its [`Composed`].
#[derive(Clone, Debug)]
pub struct Chunks {
    composed: Composed,
    segment: usize,
    offset: usize,
    stuffing: DotStuffing,
    line_start: bool,
}

impl Chunks {
    /// Replaces the content of `buf` by the next piece, never empty and at most 64 KiB; `false` when there is none.
    pub fn next_into(&mut self, buf: &mut Vec<u8>) -> bool {
        buf.clear();
        self.append_to(buf);
        !buf.is_empty()
    }

    /// Fills `buf` up to 64 KiB, behind what stands in it.
    pub(crate) fn append_to(&mut self, buf: &mut Vec<u8>) {
        buf.reserve(CHUNK.saturating_sub(buf.len()).min(self.left()));
        let composed = self.composed.clone();
        while let Some(segment) = composed.0.segments.get(self.segment) {
            let rest = segment.bytes().get(self.offset..).unwrap_or_default();
            if rest.is_empty() {
                self.segment += 1;
                self.offset = 0;
                continue;
            }
            let room = CHUNK.saturating_sub(buf.len());
            let taken = match segment {
                Segment::Text(_) => self.text(rest, room, buf),
                Segment::Base64(_) => {
                    let piece = rest.get(..room / LINE_OUT * LINE_IN).unwrap_or(rest);
                    MIME.encode_append(piece, buf);
                    self.line_start |= !piece.is_empty();
                    piece.len()
                }
            };
            if taken == 0 {
                break;
            }
            self.offset += taken;
        }
    }

    /// What the rest takes at most, so that a small mail has a small buffer: every byte may be a dot to be doubled.
    fn left(&self) -> usize {
        let rest = self.composed.0.segments.iter().skip(self.segment).map(Segment::encoded_len).sum::<u64>();
        usize::try_from(rest.saturating_mul(2)).unwrap_or(CHUNK)
    }

    fn text(&mut self, rest: &[u8], room: usize, buf: &mut Vec<u8>) -> usize {
        if self.stuffing == DotStuffing::Off {
            let piece = rest.get(..room).unwrap_or(rest);
            buf.extend_from_slice(piece);
            return piece.len();
        }
        let end = buf.len() + room;
        for (taken, &byte) in rest.iter().enumerate() {
            let doubled = self.line_start && byte == b'.';
            if buf.len() + 1 + usize::from(doubled) > end {
                return taken;
            }
            if doubled {
                buf.push(b'.');
            }
            buf.push(byte);
            self.line_start = byte == b'\n';
        }
        rest.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn composed(segments: Vec<Segment>) -> Composed {
        let address = Address::new("a@example.com").unwrap();
        Composed::new(Envelope::new(&address, [&address], []), String::new(), Vec::new(), false, segments)
    }

    fn collect(composed: &Composed, stuffing: DotStuffing) -> Vec<u8> {
        let (mut chunks, mut buf, mut all) = (composed.chunks(stuffing), Vec::new(), Vec::new());
        while chunks.next_into(&mut buf) {
            assert!(buf.len() <= CHUNK);
            all.extend_from_slice(&buf);
        }
        all
    }

    /// Written from RFC 5321 §4.5.2, receiver's side: a line's first dot is dropped.
    fn unstuff(bytes: &[u8]) -> Vec<u8> {
        bytes.split_inclusive(|b| *b == b'\n').flat_map(|l| l.strip_prefix(b".").unwrap_or(l)).copied().collect()
    }

    fn segment() -> impl Strategy<Value = Segment> {
        prop_oneof![
            prop::collection::vec(prop_oneof![Just(".".to_owned()), Just("\r\n".to_owned()), "[a-z]{1,9}"], 0..40)
                .prop_map(|words| Segment::Text(words.concat().into())),
            prop::collection::vec(any::<u8>(), 1..300).prop_map(|bytes| Segment::Base64(bytes.into())),
            (65_000_usize..66_000).prop_map(|n| Segment::Text(format!("{}\r\n.", ".".repeat(n)).into())),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_receiver_that_unstuffs_gets_the_message(segments in prop::collection::vec(segment(), 0..8)) {
            let composed = composed(segments);
            let eml = composed.to_eml();
            prop_assert_eq!(eml.len() as u64, composed.size());
            let stuffed = collect(&composed, DotStuffing::On);
            prop_assert!(stuffed.split_inclusive(|b| *b == b'\n').all(|l| l != b".\r\n"));
            prop_assert_eq!(unstuff(&stuffed), eml);
        }
    }

    #[test]
    fn base64_cut_into_chunks_is_base64_in_one_piece() {
        for len in [1, 56, 57, 58, 47_880, 47_881, 300_000] {
            let bytes: Vec<u8> = (0..len).map(|n: u32| (n % 251) as u8).collect();
            let composed = composed(vec![Segment::Text("x".into()), Segment::Base64(bytes.clone().into())]);
            assert_eq!(composed.to_eml(), format!("x{}", MIME.encode(&bytes)).into_bytes(), "{len} bytes");
        }
    }
}
