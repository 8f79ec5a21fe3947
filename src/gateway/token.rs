//! Where access tokens come from (RFC 6749 §1.4): the seam between a gateway and whoever issues them.

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

/// Hands out access tokens for one mailbox.
///
/// # Contract
///
/// 1. A token is good for the login of the gateway and for sending.
/// 2. [`TokenRequest::Fresh`] wants a token that is valid now; the one of last time will do while it is.
/// 3. [`TokenRequest::Rejected`] says which token the server has just refused. Another is wanted: a newer one that is there
///    already, or else a new one. A provider that has no other gives the same again; the mailer then gives up with the
///    server's words.
/// 4. Calls come at the same time, one for each connection that is opened, and a call may be dropped at any await.
/// 5. No token stands in the error, nor in the provider's `Debug`.
///
/// A mailer asks once for each connection it opens, and never for a connection that is signed in: an expired token does
/// not close it. The gateway's deadline for a command ([`Timeouts::command`](super::Timeouts::command)) holds for each
/// call.
///
/// `RefreshTokenProvider` (feature `oauth2`) is one. [`StaticToken`] and [`token_fn`] serve tests and programs that have
/// tokens already.
#[async_trait]
pub trait TokenProvider: fmt::Debug + Send + Sync {
    /// A token to sign in with.
    ///
    /// # Errors
    ///
    /// Best made with [`Error::oauth`], which sets kind, stage and advice.
    async fn access_token(&self, request: TokenRequest<'_>) -> Result<AccessToken, Error>;

    /// What two providers share that stand for the same grant, such as those made of one stored grant for one mail each. It
    /// is hashed and never shown. `MailerCache` tells gateways apart by it, and keeps to the first provider of each: so it must
    /// not change when tokens are renewed. A provider that has nothing more to give changes it, and its mailer makes way for
    /// one of the next provider. It is asked often and must not block. Default: none, and each provider is a gateway of its
    /// own.
    fn identity(&self) -> Option<SecretString> {
        None
    }

    /// Which hosts the tokens may be sent to; a gateway with another host does not validate. Default: those of the
    /// gateway's provider.
    fn hosts(&self) -> TokenHosts {
        TokenHosts::of_gateway()
    }

    /// The same tokens for these hosts besides those of [`hosts`](Self::hosts).
    #[must_use]
    fn for_hosts<H: Into<String>>(self, hosts: impl IntoIterator<Item = H>) -> ForHosts<Self>
    where
        Self: Sized,
    {
        let hosts = hosts.into_iter().fold(self.hosts(), |hosts, host| hosts.and(host));
        ForHosts { tokens: self, hosts }
    }
}

/// Why a token is wanted.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum TokenRequest<'a> {
    /// A connection is about to be opened.
    Fresh,
    /// The server refused this token.
    Rejected(&'a AccessToken),
}

/// An access token. The token shows nowhere: not in `Debug`, and the type does not serialise.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "smtp"), allow(dead_code, reason = "only a transport asks what it covers"))]
pub struct AccessToken {
    secret: SecretString,
    expiry: Option<SystemTime>,
    covers_sending: bool,
}

impl AccessToken {
    /// A token whose expiry is not known.
    #[must_use]
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self { secret: secret.into(), expiry: None, covers_sending: false }
    }

    /// Sets when the token ends. Default: not known.
    #[must_use]
    pub fn with_expiry(mut self, at: SystemTime) -> Self {
        self.expiry = Some(at);
        self
    }

    /// Notes that its issuer said it covers sending.
    #[cfg(feature = "oauth2")]
    pub(crate) fn covering_sending(mut self) -> Self {
        self.covers_sending = true;
        self
    }

    /// Whether its issuer said it covers sending.
    #[cfg(feature = "smtp")]
    pub(crate) const fn covers_sending(&self) -> bool {
        self.covers_sending
    }

    /// The token.
    #[must_use]
    pub const fn secret(&self) -> &SecretString {
        &self.secret
    }

    /// When it ends, where known.
    #[must_use]
    pub const fn expiry(&self) -> Option<SystemTime> {
        self.expiry
    }

    /// Whether it has ended, or ends within this time. False where the end is not known.
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
    /// Gives this token to whoever asks.
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

/// Makes a provider of a closure, for programs that keep tokens elsewhere.
///
/// ```
/// use ite_mailer::gateway::{AccessToken, TokenRequest, token_fn};
///
/// let tokens = token_fn(|request| {
///     let refused = matches!(request, TokenRequest::Rejected(_));
///     async move { Ok(AccessToken::new(if refused { "the second" } else { "the first" })) }
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
