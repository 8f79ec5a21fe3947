//! `TokenEndpoint`, an issuer of access tokens (RFC 6749) on loopback.

use super::{
    Certificate, Personality, SmtpSandbox, certs, token_refusal,
    token_requests::{self, Answer, Code},
    tokens::{self, Tokens},
};
use crate::error::OAuth2Problem;
use secrecy::SecretString;
use std::{
    fmt, io,
    net::Ipv4Addr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_rustls::rustls::ServerConfig;
use url::Url;

/// A running token endpoint on 127.0.0.1, with a TLS port and a plain one. Dropping it ends its listeners and
/// connections.
///
/// It supports the grants `refresh_token`, `client_credentials` and `authorization_code` with PKCE at `/token` and
/// token introspection (RFC 7662, without authentication) at `/introspect`, and returns the errors of the personality's
/// issuer. Identifiers, secrets and tokens are random.
///
/// ```
/// # #[cfg(feature = "oauth2")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use ite_mailer::oauth2::{OAuth2App, RefreshTokenProvider};
/// use ite_mailer::sandbox::{SmtpSandbox, TokenEndpoint};
/// use ite_mailer::{Provider, TokenProvider, TokenRequest};
///
/// let sandbox = SmtpSandbox::start().await?;
/// let issuer = TokenEndpoint::builder().beside(&sandbox).start().await?;
/// let app = OAuth2App::builder(Provider::Custom, issuer.client_id())
///     .client_secret(issuer.client_secret())
///     .token_url(issuer.token_url())
///     .scopes(["mail.send"])
///     .root_certificate(issuer.ca_pem())
///     .build()?;
/// let tokens = RefreshTokenProvider::new(app, issuer.refresh_token(), |_| {});
/// tokens.access_token(TokenRequest::Fresh).await?;
/// assert_eq!(issuer.requests(), ["refresh_token"]);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "oauth2"))]
/// # fn main() {}
/// ```
pub struct TokenEndpoint {
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<()>>,
    /// With TLS, and without.
    ports: [u16; 2],
    ca_pem: String,
}

pub(super) struct Shared {
    pub(super) personality: Personality,
    pub(super) user: String,
    pub(super) life: Duration,
    pub(super) rotates: bool,
    /// The granted scope; `None` for the requested one.
    pub(super) scope: Option<String>,
    pub(super) client_id: String,
    /// `None` for a public client.
    pub(super) client_secret: Option<String>,
    pub(super) tokens: Arc<Tokens>,
    state: Mutex<State>,
}

pub(super) struct State {
    pub(super) refresh: Option<String>,
    pub(super) codes: Vec<Code>,
    pub(super) requests: Vec<String>,
    pub(super) script: Option<Answer>,
}

impl Shared {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Settings of a token endpoint. See [`TokenEndpoint::builder`].
#[must_use]
pub struct TokenEndpointBuilder {
    personality: Personality,
    user: String,
    life: Duration,
    rotates: bool,
    public: bool,
    scope: Option<String>,
    certificate: Certificate,
    plain_port: u16,
    shared: Option<(Arc<Tokens>, Arc<ServerConfig>, String)>,
}

impl TokenEndpointBuilder {
    /// Issues tokens that this sandbox accepts, for its first user, with its personality and its authority. Default:
    /// tokens that only [`introspection_url`](TokenEndpoint::introspection_url) knows.
    pub fn beside(mut self, sandbox: &SmtpSandbox) -> Self {
        let shared = &sandbox.shared;
        self.shared = Some((Arc::clone(&shared.tokens), Arc::clone(&shared.tls), sandbox.ca_pem.clone()));
        self.user = sandbox.user.clone();
        self.personality = shared.config().personality;
        self
    }

    /// The user of the tokens. Default: `user@example.com`.
    pub fn user(mut self, login: impl Into<String>) -> Self {
        self.user = login.into();
        self
    }

    /// The provider to imitate. Default: [`Personality::Generic`].
    pub const fn personality(mut self, personality: Personality) -> Self {
        self.personality = personality;
        self
    }

    /// The lifetime of an access token. Default: an hour.
    pub const fn lifetime(mut self, lifetime: Duration) -> Self {
        self.life = lifetime;
        self
    }

    /// Issues a new refresh token with each answer and revokes the old one. Default: the first one stays valid.
    pub const fn rotating(mut self) -> Self {
        self.rotates = true;
        self
    }

    /// Requires no client secret. Default: one is required.
    pub const fn public_client(mut self) -> Self {
        self.public = true;
        self
    }

    /// The granted scope, for every request. Without a scope for sending, the sandbox refuses the tokens. Default: the
    /// requested scope.
    pub fn granted_scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// The certificate shown. Default: [`Certificate::Trusted`], or that of the sandbox [`beside`](Self::beside).
    pub const fn certificate(mut self, certificate: Certificate) -> Self {
        self.certificate = certificate;
        self
    }

    /// The port without TLS, for a mail server that is configured before. Default: ephemeral.
    pub const fn plain_port(mut self, port: u16) -> Self {
        self.plain_port = port;
        self
    }

    /// Binds the ports and starts serving, on the current runtime.
    ///
    /// # Errors
    /// If no port can be bound, no certificate created, or the system has no random numbers.
    pub async fn start(self) -> io::Result<TokenEndpoint> {
        let (tokens, tls, ca_pem) = match self.shared.filter(|_| self.certificate == Certificate::Trusted) {
            Some(shared) => shared,
            None => {
                let certs = certs::make(self.certificate)?;
                (Arc::default(), certs.config, certs.ca_pem)
            }
        };
        let state = State { refresh: Some(tokens::random()?), codes: Vec::new(), requests: Vec::new(), script: None };
        let shared = Arc::new(Shared {
            personality: self.personality,
            user: self.user,
            life: self.life,
            rotates: self.rotates,
            scope: self.scope,
            client_id: tokens::random()?,
            client_secret: if self.public { None } else { Some(tokens::random()?) },
            tokens,
            state: Mutex::new(state),
        });
        let (mut tasks, mut ports) = (Vec::new(), [0; 2]);
        for (port, tls) in ports.iter_mut().zip([Some(tls), None]) {
            let wanted = if tls.is_none() { self.plain_port } else { 0 };
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, wanted)).await?;
            *port = listener.local_addr()?.port();
            tasks.push(token_requests::serve(listener, tls, Arc::clone(&shared)));
        }
        Ok(TokenEndpoint { shared, tasks, ports, ca_pem })
    }
}

impl TokenEndpoint {
    /// An endpoint for `user@example.com`, with a client secret.
    ///
    /// # Errors
    /// As [`TokenEndpointBuilder::start`].
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// A builder; each setter's docs name its default.
    pub fn builder() -> TokenEndpointBuilder {
        TokenEndpointBuilder {
            personality: Personality::Generic,
            user: "user@example.com".to_owned(),
            life: tokens::LIFETIME,
            rotates: false,
            public: false,
            scope: None,
            certificate: Certificate::Trusted,
            plain_port: 0,
            shared: None,
        }
    }

    /// The token endpoint, with TLS.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("https://localhost:{}/token", self.ports[0])
    }

    /// The token endpoint, without TLS.
    #[must_use]
    pub fn plain_token_url(&self) -> String {
        format!("http://127.0.0.1:{}/token", self.ports[1])
    }

    /// The authorization endpoint; [`agree`](Self::agree) acts as the browser.
    #[must_use]
    pub fn authorize_url(&self) -> String {
        format!("https://localhost:{}/authorize", self.ports[0])
    }

    /// The introspection endpoint (RFC 7662), without TLS.
    #[must_use]
    pub fn introspection_url(&self) -> String {
        format!("http://127.0.0.1:{}/introspect", self.ports[1])
    }

    /// The certificate of its authority, as PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The user of the tokens.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.shared.user
    }

    /// The client identifier.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.shared.client_id
    }

    /// The client secret; empty for a public client.
    #[must_use]
    pub fn client_secret(&self) -> SecretString {
        self.shared.client_secret.as_deref().unwrap_or_default().into()
    }

    /// The valid refresh token; empty after [`revoke`](Self::revoke).
    #[must_use]
    pub fn refresh_token(&self) -> SecretString {
        self.shared.state().refresh.as_deref().unwrap_or_default().into()
    }

    /// The requests: grant type, followed by the error if it was refused.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.shared.state().requests.clone()
    }

    /// Expires every access token.
    pub fn expire_tokens(&self) {
        self.shared.tokens.end();
    }

    /// Revokes the refresh token, as a customer who withdraws the consent does.
    pub fn revoke(&self) {
        self.shared.state().refresh = None;
    }

    /// Acts as the user who consents at this URL. Returns the URL that the browser is redirected to.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] if the URL is no valid authorization request.
    pub fn agree(&self, authorize_url: &str) -> io::Result<String> {
        let code = tokens::random()?;
        let (mut back, redirect, challenge) = self.asked(authorize_url)?;
        back.query_pairs_mut().append_pair("code", &code);
        self.shared.state().codes.push(Code { code, challenge, redirect });
        Ok(back.into())
    }

    /// Acts as the user who declines.
    ///
    /// # Errors
    /// As [`agree`](Self::agree).
    pub fn decline(&self, authorize_url: &str) -> io::Result<String> {
        let (mut back, ..) = self.asked(authorize_url)?;
        back.query_pairs_mut().append_pair("error", "access_denied");
        Ok(back.into())
    }

    /// The redirect URL, its text (the exchange must repeat it), and the challenge.
    fn asked(&self, authorize_url: &str) -> io::Result<(Url, String, String)> {
        let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidInput, what);
        let url = Url::parse(authorize_url).map_err(|_| wrong("no address"))?;
        let value = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let is = |name, expected: &str| value(name).is_some_and(|value| value == expected);
        if !is("response_type", "code") || !is("client_id", &self.shared.client_id) {
            return Err(wrong("no authorization code was requested, or the client is unknown"));
        }
        let challenge = value("code_challenge").filter(|_| is("code_challenge_method", "S256"));
        let challenge = challenge.ok_or_else(|| wrong("without PKCE"))?;
        let redirect = value("redirect_uri").ok_or_else(|| wrong("nowhere to go"))?;
        let mut back = Url::parse(&redirect).map_err(|_| wrong("nowhere to go"))?;
        back.query_pairs_mut().append_pair("state", &value("state").unwrap_or_default());
        Ok((back, redirect, challenge))
    }

    /// Refuses every request with the personality's error for this problem, until [`clear`](Self::clear).
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] for a problem that a token endpoint does not report.
    pub fn refuse(&self, problem: OAuth2Problem) -> io::Result<()> {
        let answer = token_refusal::refusal(self.shared.personality, problem).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("no token endpoint answers {problem}"))
        })?;
        self.shared.state().script = Some(answer);
        Ok(())
    }

    /// Answers every request with this status, headers and body, until [`clear`](Self::clear).
    pub fn answer(&self, status: u16, headers: &[(&str, &str)], body: impl Into<String>) {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.shared.state().script = Some(Answer { status, headers, body: body.into(), stalls: false });
    }

    /// Answers no request, until [`clear`](Self::clear).
    pub fn stall(&self) {
        self.shared.state().script =
            Some(Answer { status: 200, headers: Vec::new(), body: String::new(), stalls: true });
    }

    /// Answers normally again.
    pub fn clear(&self) {
        self.shared.state().script = None;
    }
}

impl Drop for TokenEndpoint {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl fmt::Debug for TokenEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenEndpoint").field("ports", &self.ports).finish_non_exhaustive()
    }
}
