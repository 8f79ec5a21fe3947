//! The stream of one connection, in clear or with TLS.

use std::{io, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig, server::TlsStream};

/// Longest command line, with room for an `AUTH` line (RFC 4954 §4: 12288 octets).
const MAX_LINE: usize = 12_288;

enum Io {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    /// During the TLS handshake, and after a failed one.
    Gone,
}

pub(super) struct Stream {
    io: Io,
    pub(super) buffer: Vec<u8>,
}

/// A command line, or why there is none.
pub(super) enum Line {
    Text(String),
    TooLong,
    BareLineFeed,
    End,
}

impl Stream {
    pub(super) fn new(tcp: TcpStream) -> Self {
        Self { io: Io::Plain(tcp), buffer: Vec::new() }
    }

    pub(super) const fn is_tls(&self) -> bool {
        matches!(self.io, Io::Tls(_))
    }

    /// Reads once; 0 at the end of the stream.
    pub(super) async fn fill(&mut self) -> io::Result<usize> {
        self.buffer.reserve(16 * 1024);
        match &mut self.io {
            Io::Plain(tcp) => tcp.read_buf(&mut self.buffer).await,
            Io::Tls(tls) => tls.read_buf(&mut self.buffer).await,
            Io::Gone => Ok(0),
        }
    }

    /// Reads until `into` has this length, straight into it; false if the stream ends before.
    pub(super) async fn read_up_to(&mut self, into: &mut Vec<u8>, length: usize) -> io::Result<bool> {
        let buffered = length.saturating_sub(into.len()).min(self.buffer.len());
        into.extend(self.buffer.drain(..buffered));
        while into.len() < length {
            let missing = (length - into.len()) as u64;
            let read = match &mut self.io {
                Io::Plain(tcp) => tcp.take(missing).read_buf(into).await?,
                Io::Tls(tls) => tls.take(missing).read_buf(into).await?,
                Io::Gone => 0,
            };
            if read == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) async fn line(&mut self) -> io::Result<Line> {
        let mut searched = 0;
        let mut too_long = false;
        loop {
            if let Some(at) = self.buffer.iter().skip(searched).position(|b| *b == b'\n') {
                let mut line: Vec<u8> = self.buffer.drain(..=searched + at).collect();
                line.pop();
                if too_long || line.len() > MAX_LINE {
                    return Ok(Line::TooLong);
                }
                if line.pop_if(|b| *b == b'\r').is_none() {
                    return Ok(Line::BareLineFeed);
                }
                return Ok(Line::Text(String::from_utf8_lossy(&line).into_owned()));
            }
            if self.buffer.len() > MAX_LINE {
                too_long = true;
                self.buffer.clear();
            }
            searched = self.buffer.len();
            if self.fill().await? == 0 {
                return Ok(Line::End);
            }
        }
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.io {
            Io::Plain(tcp) => tcp.write_all(bytes).await,
            Io::Tls(tls) => {
                tls.write_all(bytes).await?;
                tls.flush().await
            }
            Io::Gone => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    pub(super) async fn upgrade(&mut self, config: Arc<ServerConfig>) -> io::Result<()> {
        // Clear text after STARTTLS must not be read as protected (RFC 3207 §4.2).
        self.buffer.clear();
        if let Io::Plain(tcp) = std::mem::replace(&mut self.io, Io::Gone) {
            self.io = Io::Tls(Box::new(TlsAcceptor::from(config).accept(tcp).await?));
        }
        Ok(())
    }

    pub(super) async fn close(&mut self) -> io::Result<()> {
        match &mut self.io {
            Io::Plain(tcp) => tcp.shutdown().await,
            Io::Tls(tls) => tls.shutdown().await,
            Io::Gone => Ok(()),
        }
    }

    /// Makes dropping the stream send RST instead of FIN.
    pub(super) fn reset(&mut self) -> io::Result<()> {
        match &self.io {
            Io::Plain(tcp) => tcp.set_zero_linger(),
            Io::Tls(tls) => tls.get_ref().0.set_zero_linger(),
            Io::Gone => Ok(()),
        }
    }

    /// Reads and discards until the client closes.
    pub(super) async fn drain(&mut self) -> io::Result<()> {
        loop {
            self.buffer.clear();
            if self.fill().await? == 0 {
                return Ok(());
            }
        }
    }
}
