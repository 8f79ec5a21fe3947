//! The byte stream under the conversation.
//!
//! lettre reads and writes through one handle, this crate through another: the second one writes what lettre should
//! never see (secrets) or would copy (documents), and keeps every reply as the server worded it. lettre is handed the code
//! of a complete reply and nothing else: an odd server cannot confuse its parser, nor keep it busy with a long reply,
//! which it would parse anew at every line.

use lettre::transport::smtp::client::AsyncTokioStream;
use std::{
    collections::VecDeque,
    fmt, io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

/// All lines of one reply. A line may be 512 bytes (RFC 5321 §4.5.3.1.5) and real ones are longer, but nothing useful is
/// longer than this, and an endless reply must end.
const MAX_REPLY: usize = 64 * 1024;

/// One end of the shared stream; clones are the same stream.
#[derive(Clone)]
pub(crate) struct SmtpStream(Arc<Mutex<State>>);

struct State {
    socket: Socket,
    peer: SocketAddr,
    /// What the server sent of a line that is not complete yet.
    partial: Vec<u8>,
    /// The reply that is being read, as worded.
    reading: String,
    /// Complete replies nobody took yet.
    replies: VecDeque<String>,
    /// Complete replies for lettre: the code alone.
    for_lettre: VecDeque<u8>,
    failure: Option<Failure>,
}

enum Socket {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    Closed,
}

/// Why the stream gave no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The server closed or reset the connection.
    Closed,
    /// Something that is no SMTP reply.
    NoReply,
    /// A reply without an end.
    TooLong,
    /// The first bytes are those of TLS.
    SpeaksTls,
}

impl SmtpStream {
    pub(crate) fn plain(socket: TcpStream, peer: SocketAddr) -> Self {
        Self::new(Socket::Plain(socket), peer)
    }

    pub(crate) fn tls(socket: TlsStream<TcpStream>, peer: SocketAddr) -> Self {
        Self::new(Socket::Tls(Box::new(socket)), peer)
    }

    fn new(socket: Socket, peer: SocketAddr) -> Self {
        Self(Arc::new(Mutex::new(State {
            socket,
            peer,
            partial: Vec::new(),
            reading: String::new(),
            replies: VecDeque::new(),
            for_lettre: VecDeque::new(),
            failure: None,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the plain socket out, for STARTTLS. `None` if the server already sent more than it was asked for: what
    /// came in clear must never be read as if it had come over TLS.
    pub(crate) fn into_plain(self) -> Option<TcpStream> {
        let mut state = self.state();
        let _ = state.poll_now();
        // That the server left shows in the handshake.
        let spoke = state.failure.is_some_and(|failure| failure != Failure::Closed);
        if spoke || !state.partial.is_empty() || !state.replies.is_empty() || !state.reading.is_empty() {
            return None;
        }
        match std::mem::replace(&mut state.socket, Socket::Closed) {
            Socket::Plain(socket) => Some(socket),
            _ => None,
        }
    }

    /// The next reply, read by this crate and not shown to lettre.
    pub(crate) async fn reply(&self) -> Result<String, Failure> {
        self.readable().await;
        let mut state = self.state();
        let reply = state.replies.pop_front().ok_or(state.failure.unwrap_or(Failure::Closed));
        state.for_lettre.clear();
        reply
    }

    /// Waits until a reply is there, or none will come.
    pub(crate) async fn readable(&self) {
        std::future::poll_fn(|cx| {
            let mut state = self.state();
            while state.replies.is_empty() && state.failure.is_none() {
                std::task::ready!(state.poll_fill(cx));
            }
            Poll::Ready(())
        })
        .await;
    }

    /// Hands `reply` to lettre as if it came now: the greeting, which this crate has read to tell its stage.
    pub(crate) fn replay(&self, reply: &str) {
        self.state().queue_for_lettre(reply.as_bytes());
    }

    /// The reply that lettre has just read, as worded.
    pub(crate) fn take_reply(&self) -> Option<String> {
        self.state().replies.pop_front()
    }

    pub(crate) fn failure(&self) -> Option<Failure> {
        self.state().failure
    }

    /// Whether the server is silent, as it has to be between two commands. A closed connection is not.
    pub(crate) fn is_idle(&self) -> bool {
        let mut state = self.state();
        state.failure.is_none()
            && state.replies.is_empty()
            && state.partial.is_empty()
            && state.reading.is_empty()
            && state.poll_now().is_pending()
    }

    /// How many replies, or parts of one, have come by now that nobody took, and why there will be no more, if so.
    pub(crate) fn pending_replies(&self) -> (usize, Option<Failure>) {
        let mut state = self.state();
        while state.failure.is_none() && state.poll_now().is_ready() {}
        let begun = !state.partial.is_empty() || !state.reading.is_empty();
        (state.replies.len() + usize::from(begun), state.failure)
    }

    /// Whether the next reply is the server's notice that it leaves (RFC 5321 §3.8).
    pub(crate) fn says_good_bye(&self) -> bool {
        self.state().replies.front().is_some_and(|reply| reply.starts_with("421"))
    }

    /// Closes the connection, whoever else holds the stream.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        state.socket = Socket::Closed;
        state.fail(Failure::Closed);
    }

    /// Writes all of `bytes` and flushes them.
    pub(crate) async fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        AsyncWriteExt::write_all(self, bytes).await?;
        self.flush().await
    }
}

impl State {
    /// Reads once and sorts what came. Ready when something came or the stream ended.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut space = [0_u8; 4096];
        let mut buffer = ReadBuf::new(&mut space);
        let read = match &mut self.socket {
            Socket::Plain(socket) => Pin::new(socket).poll_read(cx, &mut buffer),
            Socket::Tls(socket) => Pin::new(socket.as_mut()).poll_read(cx, &mut buffer),
            Socket::Closed => Poll::Ready(Ok(())),
        };
        match std::task::ready!(read) {
            Ok(()) if !buffer.filled().is_empty() => self.sort(buffer.filled()),
            _ => self.fail(Failure::Closed),
        }
        Poll::Ready(())
    }

    /// Reads once what has come by now.
    fn poll_now(&mut self) -> Poll<()> {
        // Where a task has used up its budget, tokio calls every socket empty.
        let now = tokio::task::unconstrained(std::future::poll_fn(|cx| self.poll_fill(cx)));
        std::pin::pin!(now).poll(&mut Context::from_waker(Waker::noop()))
    }

    /// The first failure is the cause; what follows are its consequences.
    fn fail(&mut self, failure: Failure) {
        self.failure.get_or_insert(failure);
    }

    fn sort(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.partial.extend_from_slice(piece);
            if self.partial.first().is_some_and(|first| matches!(first, 0x15 | 0x16)) {
                return self.fail(Failure::SpeaksTls);
            }
            if self.reading.len() + self.partial.len() > MAX_REPLY {
                return self.fail(Failure::TooLong);
            }
            if self.partial.ends_with(b"\n") {
                let line = std::mem::take(&mut self.partial);
                self.line(line.strip_suffix(b"\n").unwrap_or(&line));
            }
            if self.failure.is_some() {
                return;
            }
        }
    }

    fn line(&mut self, line: &[u8]) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is_code = |line: &[u8]| {
            line.len() >= 3 && matches!(line[0], b'2'..=b'5') && line[1].is_ascii_digit() && line[2].is_ascii_digit()
        };
        let separator = line.get(3).copied().unwrap_or(b' ');
        let same_code = self.reading.is_empty() || self.reading.as_bytes().get(..3) == line.get(..3);
        if !is_code(line) || !matches!(separator, b' ' | b'-') || !same_code {
            return self.fail(Failure::NoReply);
        }
        self.reading.push_str(&String::from_utf8_lossy(line));
        self.reading.push('\n');
        if separator == b' ' {
            self.queue_for_lettre(line);
            let reply = std::mem::take(&mut self.reading);
            self.replies.push_back(reply);
        }
    }

    fn queue_for_lettre(&mut self, line: &[u8]) {
        self.for_lettre.extend(line.iter().take(3));
        // Some text: lettre wants a server's name in the answer to EHLO.
        self.for_lettre.extend(b" ok\r\n");
    }
}

impl AsyncRead for SmtpStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut state = self.state();
        while state.for_lettre.is_empty() {
            if state.failure.is_some() {
                return Poll::Ready(Ok(()));
            }
            std::task::ready!(state.poll_fill(cx));
        }
        let (front, _) = state.for_lettre.as_slices();
        let length = front.len().min(buffer.remaining());
        buffer.put_slice(&front[..length]);
        state.for_lettre.drain(..length);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for SmtpStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.state().socket {
            Socket::Plain(socket) => Pin::new(socket).poll_write(cx, bytes),
            Socket::Tls(socket) => Pin::new(socket.as_mut()).poll_write(cx, bytes),
            Socket::Closed => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.state().socket {
            Socket::Plain(socket) => Pin::new(socket).poll_flush(cx),
            Socket::Tls(socket) => Pin::new(socket.as_mut()).poll_flush(cx),
            Socket::Closed => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.state().socket {
            Socket::Plain(socket) => Pin::new(socket).poll_shutdown(cx),
            Socket::Tls(socket) => Pin::new(socket.as_mut()).poll_shutdown(cx),
            Socket::Closed => Poll::Ready(Ok(())),
        }
    }
}

impl AsyncTokioStream for SmtpStream {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.state().peer)
    }
}

impl fmt::Debug for SmtpStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpStream").field("peer", &self.state().peer).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn a_task_without_budget_still_hears_the_server() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let peer = listener.local_addr().unwrap();
        let (client, server) = tokio::join!(TcpStream::connect(peer), listener.accept());
        let client = client.unwrap();
        server.unwrap().0.write_all(b"421 leaving\r\n").await.unwrap();
        client.readable().await.unwrap();
        let stream = SmtpStream::plain(client, peer);
        let heard = std::future::poll_fn(|cx| {
            while std::pin::pin!(tokio::task::consume_budget()).poll(cx).is_ready() {}
            Poll::Ready(!stream.is_idle())
        });
        assert!(heard.await);
        assert_eq!(stream.take_reply().as_deref(), Some("421 leaving\n"));
    }
}
