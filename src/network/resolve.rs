//! `Resolve`, a resolver of host names.

use async_trait::async_trait;
use std::{fmt, io, net::SocketAddr};

/// Resolves host names, for [`NetworkPolicy::resolver`](super::NetworkPolicy::resolver).
///
/// ```
/// use async_trait::async_trait;
/// use ite_mailer::network::{NetworkPolicy, Resolve};
/// use std::{io, net::SocketAddr};
///
/// /// Every name is this one address.
/// #[derive(Debug)]
/// struct Pinned(SocketAddr);
///
/// #[async_trait]
/// impl Resolve for Pinned {
///     async fn resolve(&self, _host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
///         Ok(vec![SocketAddr::new(self.0.ip(), port)])
///     }
/// }
///
/// let pinned = Pinned(([192, 0, 2, 1], 0).into());
/// let policy = NetworkPolicy::public_only().resolver(pinned);
/// # let _ = policy;
/// ```
#[async_trait]
pub trait Resolve: fmt::Debug + Send + Sync {
    /// The addresses of `host`, best first, each with `port`. It is called once for each connection, within the
    /// gateway's [`connect`](crate::gateway::Timeouts::connect) deadline, and never for a host that is an IP address.
    ///
    /// # Errors
    ///
    /// Any; it becomes the source of an error of kind [`Dns`](crate::ErrorKind::Dns).
    async fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>>;
}

/// The operating system's resolver, on tokio's blocking threads.
#[derive(Debug)]
pub(super) struct System;

#[async_trait]
impl Resolve for System {
    async fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        Ok(tokio::net::lookup_host((host, port)).await?.collect())
    }
}
