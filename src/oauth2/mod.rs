//! Access tokens from the providers that issue them (RFC 6749), for gateways that sign in without a password.
//!
//! An [`OAuth2App`] is the product's registration at Google, Microsoft or another issuer. A settings page opens the URL
//! of [`OAuth2App::authorize`] and exchanges the code of the redirect for a refresh token with [`OAuth2App::exchange`];
//! the product stores that token like a password. A [`RefreshTokenProvider`] then supplies the gateway with access
//! tokens.
//!
//! ```no_run
//! # async fn settings_page(callback: &str, secret: ite_mailer::SecretString) -> Result<(), ite_mailer::Error> {
//! use ite_mailer::oauth2::{OAuth2App, RefreshTokenProvider};
//! use ite_mailer::{GatewaySettings, Provider};
//!
//! let app = OAuth2App::builder(Provider::Microsoft365, "the client identifier")
//!     .client_secret(secret)
//!     .build()?;
//!
//! // The settings page: open the URL, keep the request, read the query of the redirect.
//! let redirect = "https://billing.example.com/connected";
//! let request = app.authorize(redirect, Some("me@example.com"))?;
//! println!("{}", request.url());
//! let connected = app.exchange(&request, callback).await?;
//!
//! // Sending: the refresh token is in the database, and a rotated one is stored there.
//! let tokens = RefreshTokenProvider::new(app, connected.refresh_token, |rotated| {
//!     // store(rotated)
//! });
//! let gateway = GatewaySettings::for_provider(Provider::Microsoft365, "me@example.com")
//!     .validate_with_tokens(tokens)?;
//! # Ok(())
//! # }
//! ```
//!
//! A provider holds the access token and the newest refresh token: keep one for each customer, with its gateway or
//! mailer. If gateways are created anew for each mail and a `MailerCache` keeps the mailers, name the grant
//! ([`RefreshTokenProvider::named`]).
//!
//! Requests use TLS with the same verification as for mail; plain `http` is allowed to loopback only. Redirects are not
//! followed, no proxy is used, and each request has a deadline.
//!
//! Service accounts of Google Workspace are not supported: their grant is a JWT signed with RSA, for which no
//! maintained crate exists without a second cryptographic library. Use [`token_fn`](crate::gateway::token_fn) with
//! tokens from elsewhere.
//!
#![doc = include_str!("register.md")]

mod authorize;
mod grant;
mod http;
mod problem;
mod refresh;
mod texts;

pub use authorize::{AuthorizationRequest, Connected};
pub use refresh::RefreshTokenProvider;

use crate::{
    error::{Error, ErrorKind, ProblemText, Stage},
    gateway::{MAX_STEP, TokenHosts, deadline},
    network::NetworkPolicy,
    provider::Provider,
    util::digest::{Fields, hex},
};
use http::Http;
use secrecy::{ExposeSecret, SecretString};
use std::{fmt, sync::Arc, time::Duration};
use texts as T;
#[cfg(test)]
pub(crate) use texts::TABLE as PROBLEM_TEXTS;
use url::{Host, Url};

/// Default deadline of a request.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A product's registration at a provider: client, endpoints and scopes. Cheap to clone. `Debug` does not show the
/// secret.
///
/// ```
/// use ite_mailer::{Provider, oauth2::OAuth2App};
///
/// let app = OAuth2App::builder(Provider::Gmail, "the client identifier").build()?;
/// let request = app.authorize("https://billing.example.com/connected", None)?;
/// assert!(request.url().starts_with("https://accounts.google.com/"));
/// # Ok::<(), ite_mailer::Error>(())
/// ```
#[derive(Clone)]
pub struct OAuth2App(Arc<Inner>);

struct Inner {
    provider: Provider,
    client_id: String,
    client_secret: Option<SecretString>,
    authorize: Url,
    token: Url,
    scopes: Vec<String>,
    own_scopes: bool,
    /// Whether the endpoints are those of one organisation.
    in_tenant: bool,
    /// Hosts of gateways that its tokens may be sent to, in addition to the provider's.
    hosts: Vec<String>,
    http: Http,
}

impl OAuth2App {
    /// A builder for this client identifier, with the endpoints and scopes of the provider's row.
    pub fn builder(provider: Provider, client_id: impl Into<String>) -> OAuth2AppBuilder {
        OAuth2AppBuilder {
            provider,
            client_id: client_id.into(),
            client_secret: None,
            tenant: None,
            authorize_url: None,
            token_url: None,
            scopes: None,
            root_certificates: Vec::new(),
            hosts: Vec::new(),
            network: NetworkPolicy::any(),
            timeout: TIMEOUT,
        }
    }

    /// The provider.
    #[must_use]
    pub fn provider(&self) -> Provider {
        self.0.provider
    }

    /// The scopes.
    #[must_use]
    pub fn scopes(&self) -> &[String] {
        &self.0.scopes
    }

    /// The hosts of gateways that its tokens may be sent to.
    fn token_hosts(&self) -> TokenHosts {
        self.0.hosts.iter().fold(TokenHosts::of(self.0.provider), |hosts, host| hosts.and(host))
    }

    /// Hash of client, endpoints, scopes and grant, so that no secret is copied.
    fn identity(&self, kind: &str, grant: &str) -> SecretString {
        let app = &*self.0;
        let secret = app.client_secret.as_ref().map(ExposeSecret::expose_secret).unwrap_or_default();
        let scopes = app.scopes.join(" ");
        let mut fields = Fields::new(b"ite-mailer token grant 1\0");
        for part in [&app.client_id, app.token.as_str(), &scopes, secret, kind] {
            fields.field(part.as_bytes());
        }
        hex(&fields.end(grant.as_bytes())).into()
    }
}

impl fmt::Debug for OAuth2App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let app = &*self.0;
        f.debug_struct("OAuth2App")
            .field("provider", &app.provider)
            .field("client_id", &app.client_id)
            .field("confidential", &app.client_secret.is_some())
            .field("token_url", &app.token.as_str())
            .field("scopes", &app.scopes)
            .finish_non_exhaustive()
    }
}

/// Builds an [`OAuth2App`].
#[derive(Clone, Debug)]
#[must_use]
pub struct OAuth2AppBuilder {
    provider: Provider,
    client_id: String,
    client_secret: Option<SecretString>,
    tenant: Option<String>,
    authorize_url: Option<String>,
    token_url: Option<String>,
    scopes: Option<Vec<String>>,
    root_certificates: Vec<String>,
    hosts: Vec<String>,
    network: NetworkPolicy,
    timeout: Duration,
}

impl OAuth2AppBuilder {
    /// The client secret of a confidential client. Default: none, a public client.
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.client_secret = Some(secret.into());
        self
    }

    /// The Microsoft organisation: the tenant's identifier or one of its domains, `organizations` or `consumers`.
    /// Default: `common`, any account the registration admits.
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    /// The authorization endpoint. Default: the provider's.
    pub fn authorize_url(mut self, url: impl Into<String>) -> Self {
        self.authorize_url = Some(url.into());
        self
    }

    /// The token endpoint: `https`, or `http` on loopback. Default: the provider's.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// The scopes. Default: the provider's scopes for sending.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Trusts the certificates of this PEM text besides the usual ones; may be called again. Default: none.
    pub fn root_certificate(mut self, pem: impl Into<String>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Allows the tokens to be sent to a gateway with this host; may be called again. A gateway with another host is
    /// not valid. Default: the provider's hosts only.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }

    /// Sets the policy for the token endpoint's address, for endpoints that customers type. Port 443 is always allowed.
    /// Default: any address.
    pub fn network(mut self, policy: NetworkPolicy) -> Self {
        self.network = policy;
        self
    }

    /// Sets the deadline of one request, at most one hour. Default: 30 seconds.
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Checks everything.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] with every problem at once; [`ErrorKind::Tls`] if the certificates to trust cannot
    /// be loaded.
    pub fn build(self) -> Result<OAuth2App, Error> {
        let mut problems = Vec::new();
        let row = self.provider.info().and_then(|row| row.oauth2);
        if self.client_id.trim().is_empty() {
            problems.push(T::CLIENT_ID_MISSING.at("client_id"));
        }
        let in_tenant = self.tenant.as_deref().is_some_and(|t| !["common", "organizations", "consumers"].contains(&t));
        if let Some(tenant) = &self.tenant {
            let microsoft = matches!(self.provider, Provider::Microsoft365 | Provider::OutlookCom);
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
            if !microsoft {
                problems.push(T::TENANT_ELSEWHERE.at("tenant"));
            } else if tenant.is_empty() || !tenant.chars().all(plain) {
                problems.push(T::TENANT_INVALID.at("tenant"));
            }
        }
        let mut endpoint = |field, own: Option<&String>, row: Option<&'static str>| {
            let preset =
                || row.map(|url| url.replace("/common/", &format!("/{}/", self.tenant.as_deref().unwrap_or("common"))));
            let text = own.cloned().or_else(preset);
            let checked = text.as_deref().map_or(Err(T::ENDPOINT_MISSING), address);
            checked.map_err(|problem| problems.push(problem.at(field))).ok()
        };
        let token = endpoint("token_url", self.token_url.as_ref(), row.map(|row| row.token));
        // Optional: only a settings page needs it.
        let authorize = match (&self.authorize_url, row) {
            (None, None) => token.clone(),
            (own, row) => endpoint("authorize_url", own.as_ref(), row.map(|row| row.authorize)),
        };
        let own_scopes = self.scopes.is_some();
        let scopes = self.scopes.unwrap_or_else(|| {
            row.map(|row| row.scopes.iter().map(|scope| (*scope).to_owned()).collect()).unwrap_or_default()
        });
        // RFC 6749 §3.3.
        let is_scope =
            |scope: &String| !scope.is_empty() && scope.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e));
        if !scopes.iter().all(is_scope) {
            problems.push(T::SCOPES_INVALID.at("scopes"));
        }
        deadline("timeout", self.timeout, MAX_STEP, &mut problems);
        let roots = crate::gateway::root_certificates(&self.root_certificates, &mut problems);
        let (Some(authorize), Some(token), true) = (authorize, token, problems.is_empty()) else {
            return Err(Error::invalid(ErrorKind::Configuration, Stage::Gateway, problems).with_provider(self.provider));
        };
        Ok(OAuth2App(Arc::new(Inner {
            provider: self.provider,
            client_id: self.client_id,
            client_secret: self.client_secret,
            authorize,
            token,
            scopes,
            own_scopes,
            in_tenant,
            hosts: self.hosts,
            http: Http::new(&roots, self.network, self.timeout)?,
        })))
    }
}

/// A URL that secrets may be sent to.
fn address(text: &str) -> Result<Url, ProblemText> {
    let url = Url::parse(text).map_err(|_| T::ENDPOINT_INVALID)?;
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => return Err(T::ENDPOINT_INVALID),
    };
    match url.scheme() {
        _ if !url.username().is_empty() || url.password().is_some() => Err(T::ENDPOINT_LOGIN),
        _ if url.fragment().is_some() => Err(T::ENDPOINT_FRAGMENT),
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        "http" => Err(T::ENDPOINT_CLEAR),
        _ => Err(T::ENDPOINT_INVALID),
    }
}
