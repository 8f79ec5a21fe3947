//! Suggests a provider for an address, MX hosts or an SMTP host.

use super::{Provider, ProviderInfo};

/// Hosts with a variable part: prefix, suffix, and whether the part is an optional number or one label such as a
/// region. Sources: Amazon's guide for SES, the platform numbers in OVHcloud's control panel.
const VARIABLE_HOSTS: &[(&str, &str, Varies, Provider)] = &[
    ("email-smtp.", ".amazonaws.com", Varies::Label, Provider::Ses),
    ("ex", ".mail.ovh.net", Varies::Number, Provider::OvhExchange),
    ("pro", ".mail.ovh.net", Varies::Number, Provider::OvhEmailPro),
];

#[derive(Clone, Copy)]
enum Varies {
    Label,
    Number,
}

impl Varies {
    fn admits(self, part: &str) -> bool {
        match self {
            Self::Label => !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'),
            Self::Number => part.bytes().all(|b| b.is_ascii_digit()),
        }
    }
}

impl Provider {
    /// The provider of the address's domain: `x@gmail.com` → [`Provider::Gmail`]. Case does not matter.
    ///
    /// A suggestion for a settings page. `None` for a customer's own domain, for which [`Provider::for_mx`] may help.
    ///
    /// ```
    /// use ite_mailer::Provider;
    ///
    /// assert_eq!(Provider::for_address("accounts@yahoo.fr"), Some(Provider::Yahoo));
    /// assert_eq!(Provider::for_address("accounts@example.com"), None);
    /// let mx = ["example-com.mail.protection.outlook.com."];
    /// assert_eq!(Provider::for_mx(&mx), Some(Provider::Microsoft365));
    /// ```
    #[must_use]
    pub fn for_address(address: &str) -> Option<Self> {
        let (local, domain) = address.trim().rsplit_once('@')?;
        let domain = host_name(domain);
        if local.is_empty() || domain.is_empty() {
            return None;
        }
        let serves = |rule: &str| {
            if rule.starts_with('.') { domain.len() > rule.len() && domain.ends_with(rule) } else { domain == rule }
        };
        rows().find(|row| row.domains.iter().any(|rule| serves(rule))).map(|row| row.provider)
    }

    /// The provider that receives the mail of a domain with these MX hosts, in the order of their preference.
    ///
    /// The first host with a known suffix decides, and of several suffixes the longest: AOL before Yahoo. If several
    /// products share MX hosts, as OVHcloud's do, the most common one is returned. Only a suggestion: a domain may send
    /// through another provider than it receives from.
    #[must_use]
    pub fn for_mx(hosts: &[impl AsRef<str>]) -> Option<Self> {
        hosts.iter().find_map(|host| {
            let host = host_name(host.as_ref());
            let suffixes = rows().flat_map(|row| row.mx_suffixes.iter().map(move |suffix| (*suffix, row.provider)));
            let matching = suffixes.filter(|(suffix, _)| is_within(&host, suffix));
            matching.max_by_key(|(suffix, _)| suffix.len()).map(|(_, provider)| provider)
        })
    }

    /// The provider of an SMTP host, retired and regional ones included: `smtp.gmail.com` → [`Provider::Gmail`].
    ///
    /// If two providers share a host (Gmail and Google Workspace), the first in [`Provider::KNOWN`].
    #[must_use]
    pub fn for_host(host: &str) -> Option<Self> {
        let host = host_name(host);
        let listed = rows().find(|row| {
            row.endpoints
                .iter()
                .map(|endpoint| endpoint.host)
                .chain(row.retired_hosts.iter().copied())
                .any(|h| h == host)
        });
        let variable = || {
            VARIABLE_HOSTS.iter().find_map(|(before, after, varies, provider)| {
                let part = host.strip_prefix(before)?.strip_suffix(after)?;
                varies.admits(part).then_some(*provider)
            })
        };
        listed.map(|row| row.provider).or_else(variable)
    }
}

fn rows() -> impl Iterator<Item = &'static ProviderInfo> {
    Provider::KNOWN.iter().filter_map(|provider| provider.info())
}

/// In lower case, without the trailing dot.
fn host_name(host: &str) -> String {
    let host = host.trim();
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

/// Whether `host` is `suffix` or a name below it.
fn is_within(host: &str, suffix: &str) -> bool {
    host.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether the provider has hosts with a variable part.
pub(crate) fn host_varies(provider: Provider) -> bool {
    VARIABLE_HOSTS.iter().any(|(.., of)| *of == provider)
}
