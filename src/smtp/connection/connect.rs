//! Connects to a host: Happy Eyeballs over its addresses (RFC 8305).

use super::{
    command::{from_now, timed_out},
    counted_socket::CountedSocket,
    tls::Tls,
    trace::Trace,
};
use crate::{
    error::{Error, ErrorKind, Stage},
    gateway::SmtpGateway,
    network::{NetworkPolicy, Service, ordered, race},
    provider::Security,
    smtp::throttle::ConnectionPermit,
};
use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::time::timeout_at;

/// A mailer's network policy, TLS configuration, and the address that answered last.
pub(crate) struct Connector {
    pub(super) tls: Tls,
    network: NetworkPolicy,
    last_address: Mutex<Option<IpAddr>>,
}

impl Connector {
    pub(crate) fn new(gateway: &SmtpGateway, network: NetworkPolicy) -> Result<Self, Error> {
        Ok(Self { tls: Tls::new(gateway)?, network, last_address: Mutex::new(None) })
    }

    /// Resolves the host once and connects to the first of its allowed addresses that answers.
    pub(super) async fn connect(
        &self,
        gateway: &SmtpGateway,
        permit: Option<&Arc<ConnectionPermit>>,
        trace: &mut Trace,
    ) -> Result<(CountedSocket, SocketAddr), Error> {
        let deadline = gateway.timeouts().connect;
        let until = from_now(deadline);
        let found = timeout_at(until, self.network.resolve(Service::Submission, gateway.host(), gateway.port()))
            .await
            .map_err(|_| timed_out(Stage::Dns, deadline))??;
        let addresses = encrypted_or_local(gateway, found)?;
        trace.detail(Stage::Dns, || {
            Some(addresses.iter().map(|address| address.ip().to_string()).collect::<Vec<_>>().join(", "))
        });
        let last = *self.last_address.lock().unwrap_or_else(PoisonError::into_inner);
        let attempts = race(ordered(addresses, last), |address| async move {
            CountedSocket::connect(address, permit.cloned()).await.map(|socket| (socket, address))
        });
        match timeout_at(until, attempts).await {
            Ok(Ok((socket, address))) => {
                *self.last_address.lock().unwrap_or_else(PoisonError::into_inner) = Some(address.ip());
                // Otherwise Nagle's algorithm delays the last bytes of a message.
                if let Some(socket) = socket.get() {
                    socket.set_nodelay(true).ok();
                }
                trace.detail(Stage::Connect, || Some(address.to_string()));
                Ok((socket, address))
            }
            Ok(Err(error)) if error.kind() != io::ErrorKind::TimedOut => {
                Err(Error::new(ErrorKind::Connect, Stage::Connect)
                    .with_detail(format!("no connection to {} port {}", gateway.host(), gateway.port()))
                    .with_source(error))
            }
            _ => Err(timed_out(Stage::Connect, deadline)),
        }
    }
}

/// Without TLS, keeps loopback addresses only: a resolver may return any address for `localhost`.
fn encrypted_or_local(gateway: &SmtpGateway, mut addresses: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Error> {
    if gateway.security() == Security::PlaintextLoopback {
        addresses.retain(|address| address.ip().to_canonical().is_loopback());
        if addresses.is_empty() {
            let host = gateway.host();
            return Err(Error::new(ErrorKind::Configuration, Stage::Dns)
                .with_detail(format!("{host} is not this machine, and nothing is sent to another one in clear")));
        }
    }
    Ok(addresses)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(addresses: &[&str]) -> Vec<SocketAddr> {
        addresses.iter().map(|address| SocketAddr::new(address.parse().unwrap(), 587)).collect()
    }

    fn gateway(host: &str, port: u16, security: Security) -> SmtpGateway {
        SmtpGateway::builder().host(host).port(port).security(security).authentication(false).build().unwrap()
    }

    #[test]
    fn clear_text_goes_to_loopback_addresses_only() {
        let tls = gateway("localhost", 465, Security::ImplicitTls);
        assert_eq!(encrypted_or_local(&tls, list(&["192.0.2.1"])).unwrap(), list(&["192.0.2.1"]));
        // A hosts file or a resolver decides what `localhost` is.
        let plain = gateway("localhost", 2525, Security::PlaintextLoopback);
        let found = list(&["192.0.2.1", "127.0.0.1", "::1", "::ffff:127.0.0.1", "::ffff:192.0.2.1"]);
        let kept = list(&["127.0.0.1", "::1", "::ffff:127.0.0.1"]);
        assert_eq!(encrypted_or_local(&plain, found).unwrap(), kept);
        let error = encrypted_or_local(&plain, list(&["192.0.2.1"])).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        assert!(!error.retry().is_retryable(), "{error}");
    }
}
