//! A message in pieces: documents are encoded while they are written.

use super::outgoing::Segment;
use encodify::base64::MIME;

/// Largest size of a piece.
const CHUNK: usize = 64 * 1024;
/// Bytes of a document in one base64 line of 76 characters (RFC 2045 §6.8), and that line with its CRLF.
const LINE_IN: usize = 57;
const LINE_OUT: usize = 78;

/// Whether a dot that starts a line is doubled (RFC 5321 §4.5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DotStuffing {
    /// For `DATA`. The lone dot at the end is the caller's.
    #[cfg_attr(not(feature = "smtp"), allow(dead_code, reason = "SMTP alone needs it"))]
    On,
    /// For `BDAT` (RFC 3030) and files.
    Off,
}

/// The pieces of a message, in order.
#[derive(Clone, Debug)]
pub(crate) struct Chunks<'a> {
    segments: &'a [Segment<'a>],
    segment: usize,
    offset: usize,
    stuffing: DotStuffing,
    line_start: bool,
}

impl<'a> Chunks<'a> {
    pub(super) fn new(segments: &'a [Segment<'a>], stuffing: DotStuffing) -> Self {
        Self { segments, segment: 0, offset: 0, stuffing, line_start: true }
    }

    /// Replaces the content of `buf` by the next piece, never empty and at most 64 KiB; `false` when there is none.
    pub(crate) fn next_into(&mut self, buf: &mut Vec<u8>) -> bool {
        buf.clear();
        self.append_to(buf);
        !buf.is_empty()
    }

    /// Appends to `buf` up to 64 KiB in all.
    pub(crate) fn append_to(&mut self, buf: &mut Vec<u8>) {
        buf.reserve(CHUNK.saturating_sub(buf.len()).min(self.left()));
        while let Some(segment) = self.segments.get(self.segment) {
            let rest = segment.bytes().get(self.offset..).unwrap_or_default();
            if rest.is_empty() {
                self.segment += 1;
                self.offset = 0;
                continue;
            }
            let room = CHUNK.saturating_sub(buf.len());
            let taken = match segment {
                Segment::Text(_) | Segment::Borrowed(_) => self.text(rest, room, buf),
                Segment::AnyLineEnds(..) => self.lines(rest, room, buf),
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

    /// Upper bound of the remaining bytes, so that a small mail has a small buffer: every byte may be a dot to be
    /// doubled.
    fn left(&self) -> usize {
        let rest = self.segments.iter().skip(self.segment).map(Segment::encoded_len).sum::<u64>();
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

    /// Writes each line end as CRLF. Takes whole line ends, so that a CR and its LF are never apart.
    fn lines(&mut self, rest: &[u8], room: usize, buf: &mut Vec<u8>) -> usize {
        let end = buf.len() + room;
        let mut taken = 0;
        while let Some(&byte) = rest.get(taken) {
            // A doubled dot or CRLF.
            if buf.len() + 2 > end {
                break;
            }
            match byte {
                b'\r' | b'\n' => {
                    buf.extend_from_slice(b"\r\n");
                    taken += 1 + usize::from(byte == b'\r' && rest.get(taken + 1) == Some(&b'\n'));
                    self.line_start = true;
                }
                _ => {
                    if self.stuffing == DotStuffing::On && self.line_start && byte == b'.' {
                        buf.push(b'.');
                    }
                    buf.push(byte);
                    taken += 1;
                    self.line_start = false;
                }
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Address, Envelope, outgoing::Outgoing};
    use proptest::prelude::*;

    fn composed(segments: Vec<Segment<'_>>) -> Outgoing<'_> {
        let address = Address::new("a@example.com").unwrap();
        let envelope = Envelope::new(&address, [&address], []);
        Outgoing::new(envelope, String::new(), Vec::new(), Default::default(), segments)
    }

    fn collect(composed: &Outgoing<'_>, stuffing: DotStuffing) -> Vec<u8> {
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

    fn segment() -> impl Strategy<Value = Segment<'static>> {
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
