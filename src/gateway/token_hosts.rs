//! Which hosts access tokens may be sent to.

use super::{AccessToken, TokenProvider, TokenRequest};
use crate::{
    error::Error,
    provider::{Provider, ProviderInfo},
};
use async_trait::async_trait;
use secrecy::SecretString;

/// The hosts that access tokens may be sent to.
///
/// A token signs in at every server of its issuer, so it must not be sent to any host that a customer types. By default
/// tokens are sent to the hosts in the row of their provider; a program allows others with
/// [`TokenProvider::for_hosts`]. A gateway on loopback may get any token.
///
/// ```
/// use ite_mailer::{GatewaySettings, Provider, TokenProvider, gateway::StaticToken};
///
/// let mut settings =
///     GatewaySettings::for_provider(Provider::Microsoft365, "me@example.com");
/// settings.host = Some("smtp.example.com".to_owned()); // typed on a settings page
/// let error = settings.validate_with_tokens(StaticToken::new("a token")).unwrap_err();
/// assert_eq!(error.problems()[0].code, "tokens_for_other_host");
///
/// // Allowed by the program:
/// let tokens = StaticToken::new("a token").for_hosts(["smtp.example.com"]);
/// assert!(settings.validate_with_tokens(tokens).is_ok());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct TokenHosts {
    issuer: Issuer,
    listed: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Issuer {
    OfGateway,
    Of(Provider),
    Any,
}

impl TokenHosts {
    /// The hosts of the gateway's provider; none for [`Provider::Custom`].
    pub const fn of_gateway() -> Self {
        Self { issuer: Issuer::OfGateway, listed: Vec::new() }
    }

    /// The hosts of this provider, and of others with the same issuer of tokens (Gmail and Google Workspace, Microsoft
    /// 365 and Outlook.com).
    pub const fn of(provider: Provider) -> Self {
        Self { issuer: Issuer::Of(provider), listed: Vec::new() }
    }

    /// Every host. For tokens that are valid at one server only.
    pub const fn any() -> Self {
        Self { issuer: Issuer::Any, listed: Vec::new() }
    }

    /// Adds a host: its name in lower case, or its address.
    pub fn and(mut self, host: impl Into<String>) -> Self {
        self.listed.push(host.into());
        self
    }

    /// The provider of the tokens, if known.
    pub(super) const fn provider(&self) -> Option<Provider> {
        match self.issuer {
            Issuer::Of(provider) => Some(provider),
            Issuer::OfGateway | Issuer::Any => None,
        }
    }

    /// Whether a gateway with this provider may send them to this host.
    pub(super) fn allows(&self, host: &str, of_gateway: Provider) -> bool {
        let provider = match self.issuer {
            Issuer::Any => return true,
            Issuer::OfGateway => of_gateway,
            Issuer::Of(provider) => provider,
        };
        self.listed.iter().any(|listed| listed == host) || serves(provider, host)
    }
}

/// Whether the host is one of the provider's, or of another with the same token endpoint.
fn serves(provider: Provider, host: &str) -> bool {
    let Some(row) = provider.info() else { return false };
    let lists = |endpoints: &[crate::provider::Endpoint]| endpoints.iter().any(|endpoint| endpoint.host == host);
    let issuer = row.oauth2.map(|oauth2| oauth2.token);
    let same = Provider::KNOWN
        .iter()
        .filter_map(|other| other.info())
        .filter(|other| issuer.is_some() && other.oauth2.map(|oauth2| oauth2.token) == issuer);
    let has = |row: &ProviderInfo| lists(row.endpoints) || lists(row.imap);
    has(row) || same.into_iter().any(has)
}

/// Made by [`TokenProvider::for_hosts`].
#[derive(Clone, Debug)]
pub struct ForHosts<P> {
    pub(super) tokens: P,
    pub(super) hosts: TokenHosts,
}

#[async_trait]
impl<P: TokenProvider> TokenProvider for ForHosts<P> {
    async fn access_token(&self, request: TokenRequest<'_>) -> Result<AccessToken, Error> {
        self.tokens.access_token(request).await
    }

    fn identity(&self) -> Option<SecretString> {
        self.tokens.identity()
    }

    fn hosts(&self) -> TokenHosts {
        self.hosts.clone()
    }
}
