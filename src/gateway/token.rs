//! `TokenProvider`: where a gateway gets its access tokens (RFC 6749 §1.4).

use super::token_hosts::{ForHosts, TokenHosts};
use crate::error::Error;
use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use std::{
    fmt,
    future::Future,
    sync::Arc,
    time::{Duration, SystemTime},
};

/// Provides access tokens for one mailbox.
///
/// ```
/// use async_trait::async_trait;
/// use ite_mailer::{AccessToken, Error, ErrorKind, GatewaySettings, Provider};
/// use ite_mailer::{Stage, TokenProvider, TokenRequest};
///
/// /// Tokens that another service renews.
/// #[derive(Debug)]
/// struct FromVault;
///
/// impl FromVault {
///     async fn read(&self, _renew: bool) -> std::io::Result<String> {
///         Ok("a token".to_owned()) // ask the service
///     }
/// }
///
/// #[async_trait]
/// impl TokenProvider for FromVault {
///     async fn access_token(
///         &self,
///         request: TokenRequest<'_>,
///     ) -> Result<AccessToken, Error> {
///         let renew = matches!(request, TokenRequest::Rejected(_));
///         let token = self.read(renew).await.map_err(|error| {
///             Error::new(ErrorKind::StoreUnavailable, Stage::Token).with_source(error)
///         })?;
///         Ok(AccessToken::new(token))
///     }
/// }
///
/// let gateway = GatewaySettings::for_provider(Provider::Gmail, "me@gmail.com")
///     .validate_with_tokens(FromVault)?;
/// assert!(gateway.credentials().is_some_and(|login| login.tokens().is_some()));
/// # Ok::<(), Error>(())
/// ```
///
/// # Contract
///
/// 1. A token is valid for the gateway's login and for sending.
/// 2. [`TokenRequest::Fresh`] asks for a token that is valid now; a cached one may be returned.
/// 3. [`TokenRequest::Rejected`] carries the token that the server has just refused, and asks for another one: a newer
///    cached token, or else a new one. A provider without another token returns the same; the mailer then fails with
///    the server's reply.
/// 4. Calls are concurrent, one for each connection that is opened, and a call may be dropped at any await.
/// 5. Neither an error nor the provider's `Debug` shows a token.
///
/// A mailer calls it once for each connection it opens; an expired token does not close an open connection. Each call
/// has the gateway's deadline for a command ([`Timeouts::command`](super::Timeouts::command)).
///
/// Implementations: `oauth2::RefreshTokenProvider` (feature `oauth2`), [`StaticToken`], and closures with [`token_fn`].
#[async_trait]
pub trait TokenProvider: fmt::Debug + Send + Sync {
    /// A token to sign in with.
    ///
    /// # Errors
    ///
    /// Use [`Error::oauth2`], which sets kind, stage and retry advice.
    async fn access_token(&self, request: TokenRequest<'_>) -> Result<AccessToken, Error>;

    /// Identifies the grant. Two providers with the same identity, such as providers created anew for each mail from
    /// one stored grant, are the same gateway to `MailerCache`, which keeps the first of them. The identity must not
    /// change when tokens are renewed. A provider whose grant has ended changes it, so that the cache replaces its
    /// mailer. It is hashed and never shown. Called often; must not block. Default: `None`, each provider is a gateway
    /// of its own.
    fn identity(&self) -> Option<SecretString> {
        None
    }

    /// The hosts that the tokens may be sent to. A gateway with another host is not valid. Default: those of the
    /// gateway's provider.
    fn hosts(&self) -> TokenHosts {
        TokenHosts::of_gateway()
    }

    /// The same provider, with these hosts in addition to [`hosts`](Self::hosts).
    #[must_use]
    fn for_hosts<H: Into<String>>(self, hosts: impl IntoIterator<Item = H>) -> ForHosts<Self>
    where
        Self: Sized,
    {
        let hosts = hosts.into_iter().fold(self.hosts(), |hosts, host| hosts.and(host));
        ForHosts { tokens: self, hosts }
    }
}

/// Why a token is requested.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum TokenRequest<'a> {
    /// A connection is about to be opened.
    Fresh,
    /// The server refused this token.
    Rejected(&'a AccessToken),
}

/// An access token. `Debug` does not show it, and the type does not serialise.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "smtp"), allow(dead_code, reason = "only a transport asks what it covers"))]
pub struct AccessToken {
    secret: SecretString,
    expiry: Option<SystemTime>,
    covers_sending: bool,
}

impl AccessToken {
    /// A token with unknown expiry.
    #[must_use]
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self { secret: secret.into(), expiry: None, covers_sending: false }
    }

    /// Sets when the token expires. Default: unknown.
    #[must_use]
    pub fn with_expiry(mut self, at: SystemTime) -> Self {
        self.expiry = Some(at);
        self
    }

    /// Sets that its issuer confirmed the scope for sending.
    #[cfg(feature = "oauth2")]
    pub(crate) fn covering_sending(mut self) -> Self {
        self.covers_sending = true;
        self
    }

    /// Whether its issuer confirmed the scope for sending.
    #[cfg(feature = "smtp")]
    pub(crate) const fn covers_sending(&self) -> bool {
        self.covers_sending
    }

    /// The token.
    #[must_use]
    pub const fn secret(&self) -> &SecretString {
        &self.secret
    }

    /// When it expires, if known.
    #[must_use]
    pub const fn expiry(&self) -> Option<SystemTime> {
        self.expiry
    }

    /// Whether it has expired, or expires within this time. False if the expiry is unknown.
    #[must_use]
    pub fn ends_within(&self, time: Duration) -> bool {
        self.expiry.is_some_and(|at| SystemTime::now().checked_add(time).is_none_or(|then| then >= at))
    }

    /// Whether both are the same token.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.secret.expose_secret() == other.secret.expose_secret()
    }
}

/// One token, always the same.
#[derive(Clone, Debug)]
pub struct StaticToken(AccessToken);

impl StaticToken {
    /// Returns this token for every request.
    #[must_use]
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self(AccessToken::new(secret))
    }
}

#[async_trait]
impl TokenProvider for StaticToken {
    async fn access_token(&self, _: TokenRequest<'_>) -> Result<AccessToken, Error> {
        Ok(self.0.clone())
    }

    fn identity(&self) -> Option<SecretString> {
        Some(self.0.secret.clone())
    }
}

struct TokenFn<F>(Arc<F>);

impl<F> Clone for TokenFn<F> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// A provider from a closure.
///
/// ```
/// use ite_mailer::gateway::{AccessToken, TokenRequest, token_fn};
///
/// let tokens = token_fn(|request| {
///     let refused = matches!(request, TokenRequest::Rejected(_));
///     let token = if refused { "the second" } else { "the first" };
///     async move { Ok(AccessToken::new(token)) }
/// });
/// # let _ = ite_mailer::SmtpGateway::builder().user("me@example.com").tokens(tokens);
/// ```
pub fn token_fn<F, R>(function: F) -> impl TokenProvider + Clone
where
    F: Fn(TokenRequest<'_>) -> R + Send + Sync,
    R: Future<Output = Result<AccessToken, Error>> + Send,
{
    TokenFn(Arc::new(function))
}

#[async_trait]
impl<F, R> TokenProvider for TokenFn<F>
where
    F: Fn(TokenRequest<'_>) -> R + Send + Sync,
    R: Future<Output = Result<AccessToken, Error>> + Send,
{
    async fn access_token(&self, request: TokenRequest<'_>) -> Result<AccessToken, Error> {
        (self.0)(request).await
    }
}

impl<F> fmt::Debug for TokenFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenFn")
    }
}

macro_rules! forward {
    ($($holder:ty),+) => {$(
        #[async_trait]
        impl<P: TokenProvider + ?Sized> TokenProvider for $holder {
            async fn access_token(&self, request: TokenRequest<'_>) -> Result<AccessToken, Error> {
                (**self).access_token(request).await
            }

            fn identity(&self) -> Option<SecretString> {
                (**self).identity()
            }

            fn hosts(&self) -> TokenHosts {
                (**self).hosts()
            }
        }
    )+};
}

forward!(Box<P>, Arc<P>);
