//! The stream of one connection, and its replies.

use super::counted_socket::CountedSocket;
use super::reply_reader::{Failure, ReplyReader};
use super::tls::TlsFacts;
use std::{
    io,
    pin::{Pin, pin},
    task::{Context, Poll, Waker, ready},
};
use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};
use tokio_rustls::client::TlsStream;

/// A plain or TLS socket that reads SMTP replies.
pub(crate) struct SmtpStream {
    socket: Socket,
    reader: ReplyReader,
}

enum Socket {
    Plain(CountedSocket),
    Tls(Box<TlsStream<CountedSocket>>),
    Closed,
}

impl SmtpStream {
    pub(crate) fn plain(socket: CountedSocket) -> Self {
        Self { socket: Socket::Plain(socket), reader: ReplyReader::default() }
    }

    pub(crate) fn tls(socket: TlsStream<CountedSocket>) -> Self {
        Self { socket: Socket::Tls(Box::new(socket)), reader: ReplyReader::default() }
    }

    /// Takes the plain socket out for STARTTLS, and leaves the stream closed. `None` if the server sent more than the
    /// reply: clear text must never be read as if it came over TLS.
    pub(crate) fn take_plain(&mut self) -> Option<CountedSocket> {
        let _ = self.poll_now();
        // A closed connection is reported by the handshake.
        let failed = self.reader.failure().is_some_and(|failure| failure != Failure::Closed);
        if failed || self.reader.pending() > 0 {
            return None;
        }
        self.take_socket()
    }

    /// Takes the plain socket out, and discards received bytes.
    pub(crate) fn take_socket(&mut self) -> Option<CountedSocket> {
        match std::mem::replace(&mut self.socket, Socket::Closed) {
            Socket::Plain(socket) => Some(socket),
            _ => None,
        }
    }

    pub(crate) fn tls_facts(&self) -> TlsFacts {
        match &self.socket {
            Socket::Tls(stream) => TlsFacts::of(stream.get_ref().1),
            Socket::Plain(_) | Socket::Closed => TlsFacts::default(),
        }
    }

    /// Reads the next reply.
    pub(crate) async fn read_reply(&mut self) -> Result<String, Failure> {
        self.readable().await;
        self.reader.pop().ok_or(self.reader.failure().unwrap_or(Failure::Closed))
    }

    /// Waits until a reply or a failure is available.
    pub(crate) async fn readable(&mut self) {
        std::future::poll_fn(|cx| {
            while self.reader.front().is_none() && self.reader.failure().is_none() {
                ready!(self.poll_fill(cx));
            }
            Poll::Ready(())
        })
        .await;
    }

    /// Takes a reply that was received.
    pub(crate) fn take_reply(&mut self) -> Option<String> {
        self.reader.pop()
    }

    pub(crate) const fn failure(&self) -> Option<Failure> {
        self.reader.failure()
    }

    /// Whether the connection is open and no reply is pending.
    pub(crate) fn is_idle(&mut self) -> bool {
        self.reader.failure().is_none() && self.reader.pending() == 0 && self.poll_now().is_pending()
    }

    /// Number of received replies, an incomplete one included, and the failure of the connection, if any. Stops reading
    /// after more than `expected` replies: a server may send any number.
    pub(crate) fn pending_replies(&mut self, expected: usize) -> (usize, Option<Failure>) {
        while self.reader.failure().is_none() && self.reader.pending() <= expected && self.poll_now().is_ready() {}
        (self.reader.pending(), self.reader.failure())
    }

    /// Whether the next reply announces that the server closes the connection (RFC 5321 §3.8).
    pub(crate) fn is_closing(&self) -> bool {
        self.reader.front().is_some_and(|reply| reply.starts_with("421"))
    }

    /// Closes the connection, and waits until the server has closed it too.
    pub(crate) async fn closed(&mut self) {
        let socket = match std::mem::replace(&mut self.socket, Socket::Closed) {
            Socket::Plain(socket) => socket,
            Socket::Tls(socket) => socket.into_inner().0,
            Socket::Closed => return,
        };
        self.reader.fail(Failure::Closed);
        socket.closed().await;
    }

    /// Writes all of `bytes` and flushes them.
    pub(crate) async fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.socket {
            Socket::Plain(socket) => socket.write_all(bytes).await,
            Socket::Tls(socket) => {
                socket.write_all(bytes).await?;
                socket.flush().await
            }
            Socket::Closed => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    /// Reads once. Ready when bytes came or the stream ended.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut space = [0_u8; 4096];
        let mut buffer = ReadBuf::new(&mut space);
        let read = match &mut self.socket {
            Socket::Plain(socket) => Pin::new(socket).poll_read(cx, &mut buffer),
            Socket::Tls(socket) => Pin::new(socket.as_mut()).poll_read(cx, &mut buffer),
            Socket::Closed => Poll::Ready(Ok(())),
        };
        match ready!(read) {
            Ok(()) if !buffer.filled().is_empty() => self.reader.push(buffer.filled()),
            _ => self.reader.fail(Failure::Closed),
        }
        Poll::Ready(())
    }

    /// Reads once without waiting.
    fn poll_now(&mut self) -> Poll<()> {
        // With its cooperative budget used up, tokio reports every socket as not ready.
        let now = tokio::task::unconstrained(std::future::poll_fn(|cx| self.poll_fill(cx)));
        pin!(now).poll(&mut Context::from_waker(Waker::noop()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::{TcpListener, TcpStream};

    async fn pair() -> (SmtpStream, TcpStream) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (client, server) = tokio::join!(CountedSocket::connect(address, None), listener.accept());
        (SmtpStream::plain(client.unwrap()), server.unwrap().0)
    }

    #[tokio::test]
    async fn a_task_without_budget_still_reads() {
        let (mut stream, mut server) = pair().await;
        server.write_all(b"421 leaving\r\n").await.unwrap();
        let Socket::Plain(client) = &stream.socket else { unreachable!() };
        client.get().unwrap().readable().await.unwrap();
        let idle = std::future::poll_fn(|cx| {
            while pin!(tokio::task::consume_budget()).poll(cx).is_ready() {}
            Poll::Ready(stream.is_idle())
        });
        assert!(!idle.await);
        assert_eq!(stream.take_reply().as_deref(), Some("421 leaving\n"));
    }

    #[tokio::test]
    async fn reading_stops_beyond_the_replies_asked_for() {
        let (mut stream, mut server) = pair().await;
        let flood = tokio::spawn(async move {
            let replies = b"250 ok\r\n".repeat(100_000);
            server.write_all(&replies).await.ok();
            server
        });
        stream.readable().await;
        let (pending, failure) = stream.pending_replies(2);
        // One read beyond, of 4 KiB.
        assert!((3..=2 + 4096 / 8 + 1).contains(&pending), "{pending}");
        assert_eq!(failure, None);
        assert_eq!(stream.pending_replies(2).0, pending, "nothing further is read");
        drop(stream);
        flood.await.unwrap();
    }
}
