//! What a test may connect to.

use std::net::IpAddr;

/// Which servers customers' settings may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkPolicy {
    any: bool,
}

impl NetworkPolicy {
    /// Everything: for tests on loopback.
    #[must_use]
    pub const fn any() -> Self {
        Self { any: true }
    }
    /// Public addresses on the ports of submission.
    #[must_use]
    pub const fn public_only() -> Self {
        Self { any: false }
    }

    pub(crate) async fn admits(self, host: &str, port: u16) -> bool {
        if self.any {
            return true;
        }
        if !matches!(port, 25 | 465 | 587 | 2525) {
            return false;
        }
        let Ok(addresses) = tokio::net::lookup_host((host, port)).await else { return true };
        addresses.into_iter().all(|address| match address.ip() {
            IpAddr::V4(ip) => {
                !(ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_multicast() || ip.is_unspecified())
            }
            IpAddr::V6(ip) => !(ip.is_loopback() || ip.is_multicast() || ip.is_unspecified() || ip.is_unique_local()),
        })
    }
}
