//! Reads complete replies from the server's bytes (RFC 5321 §4.2).
//!
//! lettre's `Response` parses complete replies only, and refuses replies of real servers: `235` or `354` without text,
//! lines that end in LF only, bytes that are not UTF-8. This reader works line by line, in linear time.

use std::collections::VecDeque;

/// Limit for all lines of one reply. RFC 5321 §4.5.3.1.5 allows 512 octets a line; real lines are longer.
const MAX_REPLY: usize = 64 * 1024;

/// Why no further reply can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The server closed or reset the connection.
    Closed,
    /// A line that is not an SMTP reply.
    NotSmtp,
    /// A reply longer than [`MAX_REPLY`].
    TooLong,
    /// The first bytes are those of TLS.
    SpeaksTls,
}

/// Collects replies in order.
#[derive(Default)]
pub(crate) struct ReplyReader {
    /// The incomplete line.
    line: Vec<u8>,
    /// The complete lines of the incomplete reply.
    lines: String,
    replies: VecDeque<String>,
    failure: Option<Failure>,
}

impl ReplyReader {
    /// Takes the oldest complete reply.
    pub(crate) fn pop(&mut self) -> Option<String> {
        self.replies.pop_front()
    }

    pub(crate) fn front(&self) -> Option<&str> {
        self.replies.front().map(String::as_str)
    }

    /// Number of replies, an incomplete one included.
    pub(crate) fn pending(&self) -> usize {
        self.replies.len() + usize::from(!self.line.is_empty() || !self.lines.is_empty())
    }

    pub(crate) const fn failure(&self) -> Option<Failure> {
        self.failure
    }

    /// Keeps the first failure, the cause of later ones.
    pub(crate) fn fail(&mut self, failure: Failure) {
        self.failure.get_or_insert(failure);
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            if self.failure.is_some() {
                return;
            }
            self.line.extend_from_slice(piece);
            if self.line.first().is_some_and(|first| matches!(first, 0x15 | 0x16)) {
                return self.fail(Failure::SpeaksTls);
            }
            if self.lines.len() + self.line.len() > MAX_REPLY {
                return self.fail(Failure::TooLong);
            }
            if self.line.ends_with(b"\n") {
                let mut line = std::mem::take(&mut self.line);
                self.end_line(&line);
                // Keeps the buffer for the next line.
                line.clear();
                self.line = line;
            }
        }
    }

    fn end_line(&mut self, line: &[u8]) {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let has_code =
            matches!(line, [b'2'..=b'5', second, third, ..] if second.is_ascii_digit() && third.is_ascii_digit());
        let separator = line.get(3).copied().unwrap_or(b' ');
        let same_code = self.lines.is_empty() || self.lines.as_bytes().get(..3) == line.get(..3);
        if !has_code || !matches!(separator, b' ' | b'-') || !same_code {
            return self.fail(Failure::NotSmtp);
        }
        self.lines.push_str(&String::from_utf8_lossy(line));
        self.lines.push('\n');
        if separator == b' ' {
            self.replies.push_back(std::mem::take(&mut self.lines));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lettre::transport::smtp::response::Response;

    fn read(pieces: &[&[u8]]) -> (Vec<String>, Option<Failure>, usize) {
        let mut reader = ReplyReader::default();
        pieces.iter().for_each(|piece| reader.push(piece));
        let replies = std::iter::from_fn(|| reader.pop()).collect();
        (replies, reader.failure(), reader.pending())
    }

    #[test]
    fn replies_are_read_line_by_line() {
        let ok = |text: &str| (vec![text.to_owned()], None, 0);
        for (pieces, expected) in [
            (&[b"250 ok\r\n".as_slice()][..], ok("250 ok\n")),
            (&[b"2", b"50", b" ok\r", b"\n"], ok("250 ok\n")),
            (&[b"235\r\n"], ok("235\n")),
            (&[b"354\n"], ok("354\n")),
            (&[b"250-a\r\n250-b\n250\r\n"], ok("250-a\n250-b\n250\n")),
            (&[b"250 caf\xe9\r\n"], ok("250 caf\u{fffd}\n")),
            (&[b"250 one\r\n550 two\r\n25"], (vec!["250 one\n".into(), "550 two\n".into()], None, 1)),
            (&[b"250-a\r\n251 b\r\n"], (Vec::new(), Some(Failure::NotSmtp), 1)),
            (&[b"hello\r\n"], (Vec::new(), Some(Failure::NotSmtp), 0)),
            (&[b"199 x\r\n"], (Vec::new(), Some(Failure::NotSmtp), 0)),
            (&[b"250=x\r\n"], (Vec::new(), Some(Failure::NotSmtp), 0)),
            (&[b"\x15\x03\x01"], (Vec::new(), Some(Failure::SpeaksTls), 1)),
        ] {
            assert_eq!(read(pieces), expected, "{pieces:?}");
        }
        let endless = b"250-and so on\r\n".repeat(5_000);
        assert_eq!(read(&[&endless]).1, Some(Failure::TooLong));
    }

    #[test]
    fn lettres_parser_refuses_replies_that_servers_send() {
        for reply in ["235\r\n", "354\r\n", "250 ok\n"] {
            assert!(reply.parse::<Response>().is_err(), "{reply:?}");
        }
    }
}
