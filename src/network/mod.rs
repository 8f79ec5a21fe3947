//! `NetworkPolicy`: the addresses and ports that connections may be opened to.
//!
//! Customers can type any host and port. Without a policy, a Test button is a port scanner inside the product's
//! network. [`NetworkPolicy::public_only`] allows the public internet only.
//!
//! ```
//! # #[cfg(feature = "smtp")]
//! # fn main() -> Result<(), ite_mailer::Error> {
//! use ite_mailer::{MailerCache, network::NetworkPolicy};
//!
//! let mailers = MailerCache::builder()
//!     .network_policy(NetworkPolicy::public_only())
//!     .build()?;
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "smtp"))]
//! # fn main() {}
//! ```

mod address;
#[cfg(feature = "smtp")]
mod happy_eyeballs;
mod resolve;

#[cfg(test)]
pub(crate) use TABLE as PROBLEM_TEXTS;
#[cfg(feature = "smtp")]
pub(crate) use happy_eyeballs::{ordered, race};
pub use resolve::Resolve;

use crate::error::{Error, ErrorKind, Stage, problem_texts};
use ipnet::IpNet;
use resolve::System;
use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

/// Ports for submission: RFC 8314 §3.3 (465), RFC 6409 §3.1 (587), and the alternatives that providers of the catalogue
/// list on their pages: 588 and 2525 (Mailjet), 2465 and 2587 (Amazon SES).
const MAIL_PORTS: [u16; 6] = [465, 587, 588, 2465, 2525, 2587];
/// RFC 8314 §3.2 (993) and RFC 9051 §2.1 (143).
const IMAP_PORTS: [u16; 2] = [993, 143];
const HTTPS_PORT: u16 = 443;
/// Addresses of one name that are tried at most.
const MAX_ADDRESSES: usize = 16;

/// The addresses and ports that connections may be opened to.
///
/// A name is resolved once for each connection, and the connection is made to an address that was checked: DNS
/// rebinding does not help an attacker. Addresses that are not allowed are left out; if none is left, the error is
/// [`ErrorKind::AddressNotAllowed`]. It does not show the addresses of the name.
///
/// Checks in this order: the port must be allowed; a network of [`deny`](Self::deny) is refused; a network of
/// [`allow`](Self::allow) is accepted, private or not; with [`public_only`](Self::public_only) the address must be
/// public; the [`rule`](Self::rule) must return true. IPv4 addresses written as IPv6 (`::ffff:10.0.0.1`, NAT64's
/// `64:ff9b::10.0.0.1`) are checked as IPv4.
///
/// ```
/// use ite_mailer::{ErrorKind, network::NetworkPolicy};
///
/// # fn main() -> Result<(), ite_mailer::Error> {
/// let policy = NetworkPolicy::public_only().allow("10.20.0.0/16")?;
/// assert!(policy.check(([10, 20, 0, 7], 587).into()).is_ok());
/// let error = policy.check(([169, 254, 169, 254], 587).into()).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::AddressNotAllowed);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct NetworkPolicy {
    public_only: bool,
    /// `None`: any port.
    ports: Option<Arc<[u16]>>,
    allowed: Vec<IpNet>,
    denied: Vec<IpNet>,
    rule: Option<Rule>,
    resolver: Arc<dyn Resolve>,
}

type Rule = Arc<dyn Fn(SocketAddr) -> bool + Send + Sync>;

/// The service of a connection: token endpoints use port 443 and copies the ports of IMAP, which are always allowed for
/// them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    #[cfg_attr(not(feature = "smtp"), allow(dead_code, reason = "only SMTP connects for it"))]
    Submission,
    #[cfg_attr(not(feature = "imap"), allow(dead_code, reason = "only copies are filed over it"))]
    Imap,
    #[cfg_attr(not(feature = "oauth2"), allow(dead_code, reason = "only token endpoints are asked over it"))]
    Https,
}

impl Default for NetworkPolicy {
    fn default() -> Self {
        Self::any()
    }
}

impl NetworkPolicy {
    /// Any address and any port. For settings of trusted persons.
    #[must_use]
    pub fn any() -> Self {
        Self {
            public_only: false,
            ports: None,
            allowed: Vec::new(),
            denied: Vec::new(),
            rule: None,
            resolver: Arc::new(System),
        }
    }

    /// Public addresses and ports for mail (465, 587, 588, 2465, 2525, 2587). For settings that customers type.
    ///
    /// Refused are loopback, private, shared (100.64.0.0/10), link-local (cloud metadata at 169.254.169.254),
    /// multicast, documentation, benchmarking and reserved addresses: those that IANA's special-purpose registries for
    /// IPv4 and IPv6 do not list as globally reachable.
    #[must_use]
    pub fn public_only() -> Self {
        Self { public_only: true, ports: Some(Arc::from(MAIL_PORTS)), ..Self::any() }
    }

    /// Allows this network even if it is not public: an address (`10.0.0.7`) or a CIDR block (`10.0.0.0/8`,
    /// `fd00::/8`). The port must still be allowed. May be called again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if the text is neither.
    pub fn allow(mut self, network: &str) -> Result<Self, Error> {
        self.allowed.push(parse(network)?);
        Ok(self)
    }

    /// Refuses this network even if it is allowed: an address or a CIDR block. May be called again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if the text is neither.
    pub fn deny(mut self, network: &str) -> Result<Self, Error> {
        self.denied.push(parse(network)?);
        Ok(self)
    }

    /// Sets the ports for sending mail. Token endpoints keep 443, and copies of sent mails 993 and 143 (IMAP). Default: every port with [`any`](Self::any), the ports for
    /// mail with [`public_only`](Self::public_only).
    #[must_use]
    pub fn ports(mut self, ports: impl IntoIterator<Item = u16>) -> Self {
        self.ports = Some(ports.into_iter().collect());
        self
    }

    /// Adds a function that must return true; it is called last. Default: none.
    #[must_use]
    pub fn rule(mut self, rule: impl Fn(SocketAddr) -> bool + Send + Sync + 'static) -> Self {
        self.rule = Some(Arc::new(rule));
        self
    }

    /// Resolves names with this. Default: the operating system's resolver.
    #[must_use]
    pub fn resolver(mut self, resolver: impl Resolve + 'static) -> Self {
        self.resolver = Arc::new(resolver);
        self
    }

    /// Checks a resolved address. Does no I/O.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::AddressNotAllowed`] if mail may not be sent there.
    pub fn check(&self, address: SocketAddr) -> Result<(), Error> {
        if !self.allows_port(Service::Submission, address.port()) {
            return Err(port_refused(address.port()));
        }
        if self.allows_address(address) { Ok(()) } else { Err(refused(&address.ip().to_string())) }
    }

    /// Resolves `host` and returns the allowed addresses, at least one.
    ///
    /// The connection must use one of them: a second look-up may return others.
    pub(crate) async fn resolve(&self, service: Service, host: &str, port: u16) -> Result<Vec<SocketAddr>, Error> {
        // Before the look-up, which would disclose this host to another's name server.
        if !self.allows_port(service, port) {
            return Err(port_refused(port));
        }
        let mut addresses = match host.parse::<IpAddr>() {
            Ok(ip) => vec![SocketAddr::new(ip, port)],
            Err(_) => self.resolver.resolve(host, port).await.map_err(|error| unresolved(host).with_source(error))?,
        };
        if addresses.is_empty() {
            return Err(unresolved(host));
        }
        // The caller's resolver may return another port.
        addresses.iter_mut().for_each(|address| address.set_port(port));
        addresses.retain(|address| self.allows_address(*address));
        addresses.truncate(MAX_ADDRESSES);
        if addresses.is_empty() { Err(refused(host)) } else { Ok(addresses) }
    }

    fn allows_port(&self, service: Service, port: u16) -> bool {
        let Some(ports) = &self.ports else { return true };
        let always: &[u16] = match service {
            Service::Submission => &[],
            Service::Imap => &IMAP_PORTS,
            Service::Https => &[HTTPS_PORT],
        };
        ports.contains(&port) || always.contains(&port)
    }

    fn allows_address(&self, address: SocketAddr) -> bool {
        let ip = address::effective(address.ip());
        let is_in = |networks: &[IpNet]| networks.iter().any(|net| net.contains(&ip) || net.contains(&address.ip()));
        if is_in(&self.denied) || !(is_in(&self.allowed) || !self.public_only || address::is_public(ip)) {
            return false;
        }
        self.rule.as_ref().is_none_or(|rule| rule(SocketAddr::new(ip, address.port())))
    }
}

impl fmt::Debug for NetworkPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NetworkPolicy")
            .field("public_only", &self.public_only)
            .field("ports", &self.ports)
            .field("allowed", &self.allowed)
            .field("denied", &self.denied)
            .field("rule", &self.rule.is_some())
            .field("resolver", &self.resolver)
            .finish()
    }
}

fn parse(network: &str) -> Result<IpNet, Error> {
    let address = || network.parse::<IpAddr>().map(IpNet::from);
    network
        .parse::<IpNet>()
        .or_else(|_| address())
        .map_err(|_| Error::invalid(ErrorKind::Configuration, Stage::Gateway, vec![NOT_A_NETWORK.at("network")]))
}

problem_texts! {
    NOT_A_NETWORK = "network_invalid" {
        "This is neither an IP address nor a CIDR block such as 10.0.0.0/8.",
        "Ce n’est ni une adresse IP ni un bloc CIDR tel que 10.0.0.0/8.",
    }
}

fn unresolved(host: &str) -> Error {
    Error::new(ErrorKind::Dns, Stage::Dns).with_detail(format!("the host {host} does not resolve"))
}

/// Does not show the addresses: they would disclose names of the internal network.
fn refused(host: &str) -> Error {
    Error::new(ErrorKind::AddressNotAllowed, Stage::Dns)
        .with_detail(format!("the network policy allows no address of {host}"))
}

fn port_refused(port: u16) -> Error {
    Error::new(ErrorKind::AddressNotAllowed, Stage::Gateway)
        .with_detail(format!("the network policy does not allow port {port}"))
}

#[cfg(test)]
mod tests;
