//! `RefreshTokenProvider`, which renews access tokens before they expire.

use super::{
    OAuth2App,
    grant::{Answered, Grant, Granted},
    texts as T,
};
use crate::{
    error::{Error, ErrorKind, OAuth2Problem, Retry, Stage},
    gateway::{AccessToken, TokenHosts, TokenProvider, TokenRequest},
    provider::Provider,
    util::task::output,
};
use async_trait::async_trait;
use secrecy::SecretString;
use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Mutex, time::Instant};

/// A token is not used in the last minute before it expires.
const MARGIN: Duration = Duration::from_secs(60);
/// How long a permanent refusal is cached.
const BRAKE: Duration = Duration::from_secs(60);
/// Time between two attempts to renew while the current token is still valid.
const PAUSE: Duration = Duration::from_secs(10);

/// Renews access tokens with a customer's refresh token (RFC 6749 §6) or with the application's own secret (§4.4).
///
/// - A token is cached until one minute before it expires (until half its lifetime, if that is less than two minutes),
///   on the monotonic clock.
/// - At most one request is in flight. Concurrent callers share its result, a failure too. The request is completed
///   even if its callers are dropped, so that a rotated refresh token is not lost.
/// - If a renewal fails temporarily, the current token is used until it expires.
/// - A permanent refusal ([`Retry::Never`]) is cached for a minute: ten thousand mails cause one request a minute. A
///   new consent needs a new provider.
/// - A token that a server refuses is replaced at most once a minute.
///
/// Keep one provider, or one gateway with it, for each customer: a second one does not have the access token and the
/// rotated refresh tokens of the first. If gateways are created anew for each mail from stored values,
/// [name](Self::named) the grant: `MailerCache` then keeps the first provider of a name. Without a name, each provider
/// (with its clones) is a grant of its own to `MailerCache`.
///
/// Clones share their state. `Debug` shows no token.
///
/// ```no_run
/// use ite_mailer::{GatewaySettings, Provider, SecretString};
/// use ite_mailer::oauth2::{OAuth2App, RefreshTokenProvider};
///
/// # fn gateway(app: OAuth2App, stored: SecretString) -> Result<(), ite_mailer::Error> {
/// let tokens = RefreshTokenProvider::new(app, stored, |rotated| {
///     // store the rotated refresh token in place of the old one
/// })
/// .named("consent-42");
/// let gateway = GatewaySettings::for_provider(Provider::Gmail, "me@gmail.com")
///     .validate_with_tokens(tokens)?;
/// # let _ = gateway;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RefreshTokenProvider {
    inner: Arc<Inner>,
    /// Hash of the grant's name; `None` without a name.
    name: Option<SecretString>,
}

struct Inner {
    app: OAuth2App,
    /// Identifies this provider and its clones.
    own: SecretString,
    on_rotation: Box<dyn Fn(SecretString) + Send + Sync>,
    /// Number of completed requests.
    rounds: AtomicU64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// `None` with client credentials.
    refresh: Option<SecretString>,
    /// A rotated refresh token that `on_rotation` has not accepted yet.
    unsaved: Option<SecretString>,
    held: Option<Held>,
    /// When the last token was issued in place of one that a server refused.
    renewed_for_rejected: Option<Instant>,
    failure: Option<Failure>,
    /// Since when a new consent is needed.
    dead: Option<Instant>,
}

struct Held {
    token: AccessToken,
    /// Until when it is used; `None` without expiry.
    keep: Option<Instant>,
    end: Option<Instant>,
}

/// The fields of an error that are cached.
#[derive(Clone)]
struct Failure {
    at: Instant,
    kind: ErrorKind,
    problem: Option<OAuth2Problem>,
    retry: Retry,
    text: String,
}

impl RefreshTokenProvider {
    /// A provider with this refresh token. `on_rotation` is called with each refresh token that replaces it: store it,
    /// since some issuers revoke the old one. It runs in a task of the runtime before the new access token is used, and
    /// should not block for long. If it panics, the tokens are still used, and it is called again after the next
    /// request.
    pub fn new(
        app: OAuth2App,
        refresh_token: impl Into<SecretString>,
        on_rotation: impl Fn(SecretString) + Send + Sync + 'static,
    ) -> Self {
        Self::with(app, Some(refresh_token.into()), Box::new(on_rotation))
    }

    /// A provider with the application's secret (client credentials) and without a user's consent: an administrator has
    /// granted the application access to the mailbox (Microsoft's application permission `SMTP.SendAsApp`).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] without a client secret, and at Microsoft without the tenant of one organisation.
    pub fn client_credentials(app: OAuth2App) -> Result<Self, Error> {
        let mut problems = Vec::new();
        if app.0.client_secret.is_none() {
            problems.push(T::CLIENT_SECRET_MISSING.at("client_secret"));
        }
        let microsoft = matches!(app.0.provider, Provider::Microsoft365 | Provider::OutlookCom);
        let shared = ["/common/", "/organizations/", "/consumers/"];
        if microsoft && !app.0.in_tenant && shared.iter().any(|path| app.0.token.path().starts_with(path)) {
            problems.push(T::TENANT_MISSING.at("tenant"));
        }
        if problems.is_empty() {
            return Ok(Self::with(app, None, Box::new(|_| {})));
        }
        Err(Error::invalid(ErrorKind::Configuration, Stage::Gateway, problems).with_provider(app.0.provider))
    }

    fn with(
        app: OAuth2App,
        refresh: Option<SecretString>,
        on_rotation: Box<dyn Fn(SecretString) + Send + Sync>,
    ) -> Self {
        static MADE: AtomicU64 = AtomicU64::new(0);
        let own = match refresh {
            Some(_) => app.identity("provider", &MADE.fetch_add(1, Ordering::Relaxed).to_string()),
            // With client credentials the application is the grant.
            None => app.identity("application", ""),
        };
        let state = Mutex::new(State { refresh, ..State::default() });
        Self { inner: Arc::new(Inner { app, own, on_rotation, rounds: AtomicU64::new(0), state }), name: None }
    }

    /// Names the consent, so that `MailerCache` recognises it in a provider that was created anew from the stored
    /// refresh token, even after a rotation. Without a name, or with an empty one, each provider (with its clones) is a
    /// grant of its own.
    ///
    /// The cache keeps the first provider of a name with its mailer: it has the newest tokens, and its `on_rotation` is
    /// the one that is called. Later ones are dropped unused, so `on_rotation` should store by customer.
    ///
    /// Use one name for each consent, such as the id of the row that was written when the customer connected, not the
    /// customer's id. A customer who connects again then gets a new mailer at once. With the same name, mails go on
    /// failing until a minute after the old consent was first refused; then the cache creates a mailer with the
    /// provider it is given.
    #[must_use]
    pub fn named(mut self, consent: impl AsRef<str>) -> Self {
        let name = Some(consent.as_ref()).filter(|name| !name.is_empty());
        self.name = name.map(|name| self.inner.app.identity("named", name));
        self
    }
}

#[async_trait]
impl TokenProvider for RefreshTokenProvider {
    async fn access_token(&self, request: TokenRequest<'_>) -> Result<AccessToken, Error> {
        let rejected = match request {
            TokenRequest::Rejected(token) => Some(token.clone()),
            _ => None,
        };
        let seen = self.inner.rounds.load(Ordering::SeqCst);
        if let Some(token) = self.inner.state.try_lock().ok().and_then(|state| state.good(rejected.as_ref())) {
            return Ok(token);
        }
        // In a task: if the caller is dropped, a rotated refresh token must not be lost.
        let inner = Arc::clone(&self.inner);
        let renewed = tokio::spawn(async move { inner.renew(seen, rejected).await }).await;
        output(renewed).unwrap_or_else(|| {
            Err(Error::new(ErrorKind::Cancelled, Stage::Token).with_detail("the runtime was shut down"))
        })
    }

    /// Hash of the application and the name of the grant. A minute after the grant was refused permanently it becomes
    /// unique, as without a name, so that the cache replaces this provider by a new one of that name.
    fn identity(&self) -> Option<SecretString> {
        let dead = self.inner.state.try_lock().ok().and_then(|state| state.dead);
        let name = self.name.as_ref().filter(|_| dead.is_none_or(|since| since.elapsed() < BRAKE));
        Some(name.unwrap_or(&self.inner.own).clone())
    }

    /// The hosts of the application's provider, and those of [`OAuth2AppBuilder::host`](super::OAuth2AppBuilder::host).
    fn hosts(&self) -> TokenHosts {
        self.inner.app.token_hosts()
    }
}

impl Inner {
    async fn renew(&self, seen: u64, rejected: Option<AccessToken>) -> Result<AccessToken, Error> {
        let mut state = self.state.lock().await;
        if let Some(token) = state.good(rejected.as_ref()) {
            return Ok(token);
        }
        // A request failed while this call waited, or a permanent refusal is cached.
        let waited = self.rounds.load(Ordering::SeqCst) != seen;
        if let Some(failure) = state.failure.clone().filter(|failure| waited || failure.brakes()) {
            return Err(failure.again().with_provider(self.app.0.provider));
        }
        let asked = Instant::now();
        // A server that refuses every token must not cause a token request for each mail.
        if rejected.is_some()
            && state.renewed_for_rejected.is_some_and(|at| asked.duration_since(at) < BRAKE)
            && let Some(held) = &state.held
        {
            return Ok(held.token.clone());
        }
        let grant = state.refresh.as_ref().map_or(Grant::Client, Grant::Refresh);
        let Answered { access, refresh } = self.app.request(grant).await;
        self.rounds.fetch_add(1, Ordering::SeqCst);
        if let Some(rotated) = refresh.filter(|new| state.replaces(new)) {
            state.refresh = Some(rotated.clone());
            state.unsaved = Some(rotated);
        }
        self.save(&mut state);
        match access {
            Ok(Granted { token, life }) => {
                state.renewed_for_rejected = rejected.is_some().then_some(asked);
                // An expiry that overflows means none.
                let after = |time: Duration| asked.checked_add(time);
                let keep = life.and_then(|life| after(life.saturating_sub(MARGIN.min(life / 2))));
                state.held = Some(Held { token: token.clone(), keep, end: life.and_then(after) });
                (state.failure, state.dead) = (None, None);
                Ok(token)
            }
            Err(error) => {
                if state.held.as_ref().is_some_and(|held| held.is_refused(rejected.as_ref())) {
                    state.held = None;
                }
                if let Some(token) = state.spare(error.retry()) {
                    return Ok(token);
                }
                let failure = Failure::of(&error);
                if failure.wants_consent() {
                    state.dead.get_or_insert(failure.at);
                }
                state.failure = Some(failure);
                Err(error)
            }
        }
    }
}

impl Inner {
    /// Passes a rotated refresh token to `on_rotation`; if that panics, again after the next request.
    fn save(&self, state: &mut State) {
        let Some(rotated) = &state.unsaved else { return };
        let call = AssertUnwindSafe(|| (self.on_rotation)(rotated.clone()));
        if catch_unwind(call).is_ok() {
            state.unsaved = None;
        }
    }
}

impl State {
    /// The current token, unless it expires soon or was refused.
    fn good(&self, rejected: Option<&AccessToken>) -> Option<AccessToken> {
        let held = self.held.as_ref()?;
        let ends = held.keep.is_some_and(|keep| Instant::now() >= keep);
        (!ends && !held.is_refused(rejected)).then(|| held.token.clone())
    }

    /// The current token until it expires, after a temporary failure. The next renewal is delayed.
    fn spare(&mut self, retry: Retry) -> Option<AccessToken> {
        let pause = match retry {
            Retry::Never => return None,
            Retry::After(wait) => wait.max(PAUSE),
            Retry::NextDay => Duration::MAX,
        };
        let held = self.held.as_mut()?;
        let now = Instant::now();
        if held.end.is_some_and(|end| now >= end) {
            return None;
        }
        held.keep = now.checked_add(pause).into_iter().chain(held.end).min();
        self.failure = None;
        Some(held.token.clone())
    }

    fn replaces(&self, new: &SecretString) -> bool {
        use secrecy::ExposeSecret;
        self.refresh.as_ref().is_some_and(|old| old.expose_secret() != new.expose_secret())
    }
}

impl Held {
    fn is_refused(&self, rejected: Option<&AccessToken>) -> bool {
        rejected.is_some_and(|rejected| rejected.is(&self.token))
    }
}

impl Failure {
    fn of(error: &Error) -> Self {
        let text = error.detail().unwrap_or_default().to_owned();
        Self { at: Instant::now(), kind: error.kind(), problem: error.oauth2_problem(), retry: error.retry(), text }
    }

    /// Whether the customer has to consent again.
    fn wants_consent(&self) -> bool {
        use OAuth2Problem as P;
        self.retry == Retry::Never
            && matches!(self.problem, Some(P::GrantInvalid | P::ConsentMissing | P::ScopeMissing))
    }

    fn brakes(&self) -> bool {
        self.retry == Retry::Never && self.at.elapsed() < BRAKE
    }

    fn again(self) -> Error {
        let error = Error::new(self.kind, Stage::Token).with_retry(self.retry).with_detail(self.text);
        self.problem.into_iter().fold(error, Error::with_oauth2_problem)
    }
}

impl fmt::Debug for RefreshTokenProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshTokenProvider").field("app", &self.inner.app).finish_non_exhaustive()
    }
}
