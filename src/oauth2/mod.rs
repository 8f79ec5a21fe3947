//! Access tokens from the providers that issue them (RFC 6749), for gateways that sign in without a password.
//!
//! An [`OAuth2App`] is the product's own registration at Google, Microsoft or elsewhere. A customer's settings page sends
//! the customer to [`OAuth2App::authorize`]'s address and turns what comes back into a refresh token with
//! [`OAuth2App::exchange`]; the product stores that token as it stores passwords. A [`RefreshTokenProvider`] then gives
//! the customer's gateway its access tokens.
//!
//! ```no_run
//! # async fn settings_page(callback: &str, secret: ite_mailer::SecretString) -> Result<(), ite_mailer::Error> {
//! use ite_mailer::{GatewaySettings, Provider, oauth2::{OAuth2App, RefreshTokenProvider}};
//!
//! let app = OAuth2App::builder(Provider::Microsoft365, "the client identifier").client_secret(secret).build()?;
//!
//! // The settings page: open the address, keep the request, and read what the provider sends the browser back with.
//! let request = app.authorize("https://billing.example.com/connected", Some("me@example.com"))?;
//! println!("{}", request.url());
//! let connected = app.exchange(&request, callback).await?;
//!
//! // Sending: the refresh token comes from the product's store, and a rotated one goes back there.
//! let tokens = RefreshTokenProvider::new(app, connected.refresh_token, |rotated| {
//!     // store(rotated)
//! });
//! let gateway = GatewaySettings::for_provider(Provider::Microsoft365, "me@example.com").validate_with_tokens(tokens)?;
//! # Ok(())
//! # }
//! ```
//!
//! A provider holds the access token and the newest refresh token, so there should be one for each customer, kept with
//! its gateway or its mailer. Where gateways are made anew for each mail and [`MailerCache`](crate::MailerCache) keeps the mailers,
//! give the grant a name ([`RefreshTokenProvider::named`]).
//!
//! Requests go over TLS with the certificates checked as for mail; plain `http` goes to loopback only. No redirect is
//! followed, no proxy is used, and each request has a deadline.
//!
//! Service accounts of Google Workspace are not here: their grant is a JWT signed with RSA, and no well-kept crate makes
//! one without a second cryptographic library. [`token_fn`](crate::gateway::token_fn) takes tokens from wherever a
//! program gets them.
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
use url::{Host, Url};

/// How long a token endpoint may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A product's registration at a provider: who asks for access, where, and for what. Cheap to clone.
///
/// `Debug` does not show the secret.
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
    /// Hosts of gateways its tokens may be sent to, besides those of the provider.
    hosts: Vec<String>,
    http: Http,
}

impl OAuth2App {
    /// The registration with this client identifier; endpoints and scopes are those of the provider's row.
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

    /// What is asked for.
    #[must_use]
    pub fn scopes(&self) -> &[String] {
        &self.0.scopes
    }

    /// Which gateways its tokens may be sent to.
    fn token_hosts(&self) -> TokenHosts {
        self.0.hosts.iter().fold(TokenHosts::of(self.0.provider), |hosts, host| hosts.and(host))
    }

    /// Who asks, where, for what, with which grant: hashed, so that no secret is kept a second time.
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

    /// Where the user agrees. Default: the provider's.
    pub fn authorize_url(mut self, url: impl Into<String>) -> Self {
        self.authorize_url = Some(url.into());
        self
    }

    /// Where tokens are issued: `https`, or `http` on loopback. Default: the provider's.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// What to ask for. Default: the provider's scopes for sending.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Trusts the certificates of this PEM text besides the usual ones; may be called again. Default: none.
    pub fn root_certificate(mut self, pem: impl Into<String>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Lets the tokens go to a gateway with this host besides those of the provider; may be called again. A gateway with
    /// another host does not validate with them. Default: none besides the provider's.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }

    /// Which addresses the token endpoint may have: for endpoints that customers type. Port 443 is always allowed.
    /// Default: any.
    pub fn network(mut self, policy: NetworkPolicy) -> Self {
        self.network = policy;
        self
    }

    /// How long one request may take, all of it: at most one hour. Default: 30 seconds.
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Checks everything.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] with every problem at once; [`ErrorKind::Tls`] if the certificates to trust cannot be
    /// loaded.
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
        // Only a settings page needs it, so without one it may be missing.
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

/// An address to which secrets may go.
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
