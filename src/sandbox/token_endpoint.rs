//! `TokenEndpoint`: an issuer of access tokens (RFC 6749) on loopback.

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

/// A running token endpoint on 127.0.0.1, with TLS and without. Dropping it ends its listeners and connections.
///
/// It takes the grants `refresh_token`, `client_credentials` and `authorization_code` with PKCE at `/token`, answers at
/// `/introspect` for servers that ask whose a token is (RFC 7662; without authentication), and refuses as the personality's
/// issuer refuses. Identifiers, secrets and tokens are made on the spot.
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
    /// What is granted; `None` for whatever is asked for.
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
    /// Issues the tokens that this sandbox takes, for its first user, as its personality does, with the same authority to
    /// trust. Default: tokens that only [`introspection_url`](TokenEndpoint::introspection_url) knows.
    pub fn beside(mut self, sandbox: &SmtpSandbox) -> Self {
        let shared = &sandbox.shared;
        self.shared = Some((Arc::clone(&shared.tokens), Arc::clone(&shared.tls), sandbox.ca_pem.clone()));
        self.user = sandbox.user.clone();
        self.personality = shared.config().personality;
        self
    }

    /// Whose tokens it issues. Default: `user@example.com`.
    pub fn user(mut self, login: impl Into<String>) -> Self {
        self.user = login.into();
        self
    }

    /// Whose issuer to play. Default: [`Personality::Generic`].
    pub const fn personality(mut self, personality: Personality) -> Self {
        self.personality = personality;
        self
    }

    /// How long an access token lives. Default: an hour.
    pub const fn lifetime(mut self, lifetime: Duration) -> Self {
        self.life = lifetime;
        self
    }

    /// Gives a new refresh token with every answer, and takes the old one no longer. Default: the first one stays.
    pub const fn rotating(mut self) -> Self {
        self.rotates = true;
        self
    }

    /// Wants no client secret. Default: it does.
    pub const fn public_client(mut self) -> Self {
        self.public = true;
        self
    }

    /// What it grants, whatever is asked for; without a scope for sending, the sandbox refuses its tokens. Default: what
    /// is asked for.
    pub fn granted_scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// The certificate shown. Default: [`Certificate::Trusted`], or that of the sandbox [`beside`](Self::beside).
    pub const fn certificate(mut self, certificate: Certificate) -> Self {
        self.certificate = certificate;
        self
    }

    /// The port without TLS, for a mail server that was told it before. Default: of the system's choosing.
    pub const fn plain_port(mut self, port: u16) -> Self {
        self.plain_port = port;
        self
    }

    /// Binds the ports and starts serving, on the runtime this is called on.
    ///
    /// # Errors
    /// When no port can be bound, no certificate be made, or the system has no random numbers.
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

    /// Settings of an endpoint; each setter's doc names its default.
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

    /// Where tokens are issued, over TLS.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("https://localhost:{}/token", self.ports[0])
    }

    /// Where tokens are issued, without TLS.
    #[must_use]
    pub fn plain_token_url(&self) -> String {
        format!("http://127.0.0.1:{}/token", self.ports[1])
    }

    /// Where a browser would go; [`agree`](Self::agree) plays it.
    #[must_use]
    pub fn authorize_url(&self) -> String {
        format!("https://localhost:{}/authorize", self.ports[0])
    }

    /// Where a mail server asks whose a token is (RFC 7662), without TLS.
    #[must_use]
    pub fn introspection_url(&self) -> String {
        format!("http://127.0.0.1:{}/introspect", self.ports[1])
    }

    /// The authority to trust, as PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// Whose tokens it issues.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.shared.user
    }

    /// The client identifier it knows.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.shared.client_id
    }

    /// The client secret it wants; empty for a public client.
    #[must_use]
    pub fn client_secret(&self) -> SecretString {
        self.shared.client_secret.as_deref().unwrap_or_default().into()
    }

    /// The refresh token it takes now; empty once it was revoked.
    #[must_use]
    pub fn refresh_token(&self) -> SecretString {
        self.shared.state().refresh.as_deref().unwrap_or_default().into()
    }

    /// What was asked so far: the grant type, and behind it the error it was refused with.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.shared.state().requests.clone()
    }

    /// Ends every access token issued so far.
    pub fn expire_tokens(&self) {
        self.shared.tokens.end();
    }

    /// Takes the refresh token no longer, as when a customer withdraws the consent.
    pub fn revoke(&self) {
        self.shared.state().refresh = None;
    }

    /// Plays the person in the browser who agrees at this address: gives the address the browser is sent back to.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] if the address is not one this endpoint would show a page for.
    pub fn agree(&self, authorize_url: &str) -> io::Result<String> {
        let code = tokens::random()?;
        let (mut back, redirect, challenge) = self.asked(authorize_url)?;
        back.query_pairs_mut().append_pair("code", &code);
        self.shared.state().codes.push(Code { code, challenge, redirect });
        Ok(back.into())
    }

    /// Plays the person who does not agree.
    ///
    /// # Errors
    /// As [`agree`](Self::agree).
    pub fn decline(&self, authorize_url: &str) -> io::Result<String> {
        let (mut back, ..) = self.asked(authorize_url)?;
        back.query_pairs_mut().append_pair("error", "access_denied");
        Ok(back.into())
    }

    /// Where the browser goes, that address as it was written (the exchange has to write it alike), and the challenge.
    fn asked(&self, authorize_url: &str) -> io::Result<(Url, String, String)> {
        let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidInput, what);
        let url = Url::parse(authorize_url).map_err(|_| wrong("no address"))?;
        let value = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let is = |name, expected: &str| value(name).is_some_and(|value| value == expected);
        if !is("response_type", "code") || !is("client_id", &self.shared.client_id) {
            return Err(wrong("no code is asked for, or by a client nobody knows"));
        }
        let challenge = value("code_challenge").filter(|_| is("code_challenge_method", "S256"));
        let challenge = challenge.ok_or_else(|| wrong("without PKCE"))?;
        let redirect = value("redirect_uri").ok_or_else(|| wrong("nowhere to go"))?;
        let mut back = Url::parse(&redirect).map_err(|_| wrong("nowhere to go"))?;
        back.query_pairs_mut().append_pair("state", &value("state").unwrap_or_default());
        Ok((back, redirect, challenge))
    }

    /// Refuses every request as the personality's issuer refuses for this problem, until [`clear`](Self::clear).
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] for a problem that shows elsewhere than at a token endpoint.
    pub fn refuse(&self, problem: OAuth2Problem) -> io::Result<()> {
        let answer = token_refusal::refusal(self.shared.personality, problem).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("no token endpoint answers {problem}"))
        })?;
        self.shared.state().script = Some(answer);
        Ok(())
    }

    /// Answers every request with this status and these headers and body, until [`clear`](Self::clear).
    pub fn answer(&self, status: u16, headers: &[(&str, &str)], body: impl Into<String>) {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.shared.state().script = Some(Answer { status, headers, body: body.into(), stalls: false });
    }

    /// Answers no request, until [`clear`](Self::clear).
    pub fn stall(&self) {
        self.shared.state().script =
            Some(Answer { status: 200, headers: Vec::new(), body: String::new(), stalls: true });
    }

    /// Answers properly from now on.
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
