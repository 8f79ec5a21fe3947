//! Undoes dot-stuffing and finds the end of a `DATA` message (RFC 5321 §4.5.2).

/// Takes pieces of any size. Only CR LF is a line end: if a bare LF ended a line, a message could smuggle a second one.
#[derive(Clone, Copy, Debug)]
pub(super) enum DotUnstuffing {
    LineStart,
    Middle,
    Cr,
    Dot,
    DotCr,
}

impl DotUnstuffing {
    /// Adds the message's bytes to `out`. Returns the number of bytes of `wire` up to the end of the message, once
    /// found.
    pub(super) fn push(&mut self, wire: &[u8], out: &mut Vec<u8>) -> Option<usize> {
        let mut at = 0;
        while let Some(&byte) = wire.get(at) {
            at += 1;
            *self = match (*self, byte) {
                (Self::DotCr, b'\n') => return Some(at),
                (Self::LineStart, b'.') => Self::Dot,
                (Self::Dot, b'\r') => Self::DotCr,
                (Self::DotCr, _) => {
                    out.push(b'\r');
                    Self::after(byte, out)
                }
                (Self::Cr, b'\n') => {
                    out.push(byte);
                    Self::LineStart
                }
                (Self::Middle, _) => {
                    let rest = wire.get(at - 1..).unwrap_or_default();
                    let plain = rest.iter().position(|b| *b == b'\r').unwrap_or(rest.len());
                    out.extend_from_slice(rest.get(..plain).unwrap_or_default());
                    at += plain;
                    match rest.get(plain) {
                        Some(_) => {
                            out.push(b'\r');
                            Self::Cr
                        }
                        None => Self::Middle,
                    }
                }
                _ => Self::after(byte, out),
            };
        }
        None
    }

    fn after(byte: u8, out: &mut Vec<u8>) -> Self {
        out.push(byte);
        if byte == b'\r' { Self::Cr } else { Self::Middle }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_and_ends_in_pieces_of_every_size() {
        for (wire, message) in [
            ("a\r\n.\r\n", "a\r\n"),
            (".\r\n", ""),
            ("..\r\n.\r\n", ".\r\n"),
            ("...a\r\n.\r\n", "..a\r\n"),
            (".a\r\n.\r\n", "a\r\n"),
            ("a.\r\n.\r\n", "a.\r\n"),
            ("a\n.\n\r\n.\r\n", "a\n.\n\r\n"),
            ("a\n.\r\nb\r\n.\r\n", "a\n.\r\nb\r\n"),
            ("a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n"),
            ("a\r\n.\r\r\n.\r\n", "a\r\n\r\r\n"),
            ("a\r.\r\n.\r\n", "a\r.\r\n"),
            ("\r\n.\r\n", "\r\n"),
        ] {
            let sent = [wire.as_bytes(), b"NOOP\r\n"].concat();
            for size in 1..=sent.len() {
                let (mut state, mut out, mut end) = (DotUnstuffing::LineStart, Vec::new(), None);
                for (index, piece) in sent.chunks(size).enumerate() {
                    if let Some(used) = state.push(piece, &mut out) {
                        end = Some(index * size + used);
                        break;
                    }
                }
                assert_eq!(end, Some(wire.len()), "{wire:?} in pieces of {size}");
                assert_eq!(String::from_utf8_lossy(&out), message, "{wire:?} in pieces of {size}");
            }
        }
    }
}
