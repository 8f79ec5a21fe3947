//! A TCP socket that holds a connection permit until the server has closed it.

use crate::smtp::throttle::ConnectionPermit;
use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf},
    net::TcpStream,
    runtime::{self, Handle},
    time::timeout,
};

/// Longest time that a closed socket holds its permit if the server does not close its side.
const LINGER: Duration = Duration::from_secs(10);

/// When dropped, it shuts down its write side, and a background task reads until the server has closed the connection
/// too. Only then the permit is released: a server counts a connection until it closes it.
pub(crate) struct CountedSocket {
    socket: Option<TcpStream>,
    /// `None` in a diagnosis, which has no throttle.
    permit: Option<Arc<ConnectionPermit>>,
    runtime: runtime::Id,
}

impl CountedSocket {
    /// Connects. If dropped, it continues in the background: the server may already have accepted the connection.
    pub(crate) async fn connect(address: SocketAddr, permit: Option<Arc<ConnectionPermit>>) -> io::Result<Self> {
        let runtime = Handle::current();
        let id = runtime.id();
        let connecting = async move {
            // No deadline here: the operating system has one.
            let socket = TcpStream::connect(address).await?;
            Ok(Self { socket: Some(socket), permit, runtime: id })
        };
        runtime.spawn(connecting).await.map_err(io::Error::other)?
    }

    pub(crate) fn get(&self) -> Option<&TcpStream> {
        self.socket.as_ref()
    }

    /// Closes it, and waits until the server has closed it too, at most [`LINGER`].
    pub(crate) async fn closed(mut self) {
        if let (Some(socket), Some(permit)) = (self.socket.take(), self.permit.take()) {
            let here = Handle::current();
            let moved = here.id() != self.runtime;
            here.spawn(close(socket, permit, moved)).await.ok();
        }
    }

    fn socket(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        self.socket.as_mut().map(Pin::new).ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl Drop for CountedSocket {
    fn drop(&mut self) {
        let (Some(socket), Some(permit)) = (self.socket.take(), self.permit.take()) else { return };
        match Handle::try_current() {
            Ok(here) => {
                let moved = here.id() != self.runtime;
                here.spawn(close(socket, permit, moved));
            }
            Err(_) => {
                drop(socket);
                // Other sockets with the same permit are closed separately.
                if let Some(permit) = Arc::into_inner(permit) {
                    permit.linger();
                }
            }
        }
    }
}

/// `moved`: from another runtime, which may exist without being driven.
async fn close(socket: TcpStream, permit: Arc<ConnectionPermit>, moved: bool) {
    let socket = if moved { socket.into_std().and_then(TcpStream::from_std) } else { Ok(socket) };
    if let Ok(mut socket) = socket {
        let until_closed = async {
            socket.shutdown().await?;
            let mut rest = [0; 1024];
            while socket.read(&mut rest).await? > 0 {}
            io::Result::Ok(())
        };
        // An error means that the connection is closed.
        timeout(LINGER, until_closed).await.ok();
    }
    drop(permit);
}

impl AsyncRead for CountedSocket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.socket()?.poll_read(cx, buffer)
    }
}

impl AsyncWrite for CountedSocket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.socket()?.poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.socket()?.poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.as_ref().is_some_and(AsyncWrite::is_write_vectored)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.socket()?.poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.socket()?.poll_shutdown(cx)
    }
}
