//! The network policy of a test, until `check` takes one itself.

use ite_mailer::{Error, SmtpGateway, network::NetworkPolicy};

/// Whether every address of the gateway's host may be connected to.
pub(super) async fn admits(policy: &NetworkPolicy, gateway: &SmtpGateway) -> Result<(), Error> {
    let Ok(addresses) = tokio::net::lookup_host((gateway.host(), gateway.port())).await else { return Ok(()) };
    addresses.into_iter().try_for_each(|address| policy.check(address))
}
