//! The socket of an IMAP connection, and the responses read from it.

use std::io;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

/// Longest response, literals included. The longest that is asked for is the name of a folder or a list of UIDs.
const MAX_RESPONSE: usize = 64 * 1024;

/// Room for one read.
const READ: usize = 4096;

pub(super) enum Socket {
    /// Before STARTTLS.
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

pub(super) struct Wire {
    socket: Socket,
    input: Vec<u8>,
}

impl Wire {
    pub(super) const fn new(socket: Socket) -> Self {
        Self { socket, input: Vec::new() }
    }

    /// The socket, for STARTTLS; `None` if the server has sent more than was read: in clear, so it must not be taken for
    /// a part of the protected session.
    pub(super) fn into_plain(self) -> Option<TcpStream> {
        match self.socket {
            Socket::Plain(socket) if self.input.is_empty() => Some(socket),
            _ => None,
        }
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.socket {
            Socket::Plain(socket) => socket.write_all(bytes).await,
            Socket::Tls(socket) => socket.write_all(bytes).await,
        }
    }

    pub(super) async fn flush(&mut self) -> io::Result<()> {
        match &mut self.socket {
            Socket::Plain(socket) => socket.flush().await,
            Socket::Tls(socket) => socket.flush().await,
        }
    }

    /// One response with its literals and its final line end.
    ///
    /// May be dropped at any await: nothing that was read is lost.
    pub(super) async fn response(&mut self) -> io::Result<Vec<u8>> {
        // Where the line under way begins: behind a literal, or at the start.
        let mut line = 0;
        loop {
            let from = self.input.get(line..).unwrap_or_default();
            let Some(end) = from.iter().position(|byte| *byte == b'\n').map(|at| line + at + 1) else {
                self.fill().await?;
                continue;
            };
            match literal_size(self.input.get(line..end).unwrap_or_default()) {
                Some(size) if size > MAX_RESPONSE => return Err(too_long()),
                Some(size) => {
                    while self.input.len() < end + size {
                        self.fill().await?;
                    }
                    line = end + size;
                }
                None => {
                    let rest = self.input.split_off(end);
                    return Ok(std::mem::replace(&mut self.input, rest));
                }
            }
        }
    }

    async fn fill(&mut self) -> io::Result<()> {
        if self.input.len() > MAX_RESPONSE {
            return Err(too_long());
        }
        self.input.reserve(READ);
        let read = match &mut self.socket {
            Socket::Plain(socket) => socket.read_buf(&mut self.input).await,
            Socket::Tls(socket) => socket.read_buf(&mut self.input).await,
        }?;
        if read == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a response is too long")
}

/// The size in `{size}` at the end of a line: a literal of this many bytes follows.
fn literal_size(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\n")?;
    let line = line.strip_suffix(b"\r").unwrap_or(line).strip_suffix(b"}")?;
    let start = line.iter().rposition(|byte| *byte == b'{')? + 1;
    let digits = line.get(start..).filter(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))?;
    // A size that no number holds is too long.
    Some(std::str::from_utf8(digits).ok()?.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_literals() {
        for (line, size) in [
            ("* LIST () \"/\" {4}\r\n", Some(4)),
            ("{0}\n", Some(0)),
            ("* OK {4} then\r\n", None),
            ("* OK {}\r\n", None),
            ("* OK {4x}\r\n", None),
            ("* OK 4}\r\n", None),
            ("{99999999999999999999999}\r\n", Some(usize::MAX)),
        ] {
            assert_eq!(literal_size(line.as_bytes()), size, "{line:?}");
        }
    }
}
