//! Access tokens for one mailbox, renewed before they end.

use super::{
    OAuth2App,
    grant::{Answered, Grant, Granted},
    texts as T,
};
use crate::{
    error::{Error, ErrorKind, OAuth2Problem, Retry, Stage},
    gateway::{AccessToken, TokenHosts, TokenProvider, TokenRequest},
    provider::Provider,
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

/// How long before its end a token is given to nobody any more.
const MARGIN: Duration = Duration::from_secs(60);
/// How long a refusal is told again before the issuer is asked again, where only a person can change it.
const BRAKE: Duration = Duration::from_secs(60);
/// How soon after a failed renewal the next is tried, while the token at hand is still good.
const PAUSE: Duration = Duration::from_secs(10);

/// Renews a customer's access tokens with the refresh token the customer's consent gave (RFC 6749 §6), or an
/// application's with its own secret (§4.4).
///
/// A token is kept until one minute before its end (until half its life, where it lives less than two minutes), counted
/// on a clock that nobody sets. Whatever the number of connections that ask, one request is under way; all of them get its
/// answer, a failure too. A request goes on to its end when those who asked gave up: a rotated refresh token is not lost.
///
/// Where a renewal fails for now (the issuer is not there), the token at hand is given until its end. A lasting refusal
/// ([`Retry::Never`]) is told again for a minute without asking the issuer, so that ten thousand mails make one request a
/// minute; nothing shortens that, and a new consent is a new provider. A token that a server refuses is replaced at most
/// once a minute, so a server that refuses every token does not make the issuer issue one for each mail.
///
/// Keep one provider, or one gateway made with it, for each customer: a second one knows nothing of the access token and
/// the rotated refresh tokens of the first. A program that makes gateways anew for each mail, from what it has stored,
/// gives the grant a [`name`](Self::named); `MailerCache` then keeps to the provider it saw first. Without a name each provider
/// (with its clones) is a grant of its own to `MailerCache`.
///
/// Clones share all of it. `Debug` shows no token.
#[derive(Clone)]
pub struct RefreshTokenProvider {
    inner: Arc<Inner>,
    /// What stands for the name of the grant; `None` where nobody has named it.
    name: Option<SecretString>,
}

struct Inner {
    app: OAuth2App,
    /// What stands for this provider and its clones.
    own: SecretString,
    on_rotation: Box<dyn Fn(SecretString) + Send + Sync>,
    /// How many requests came to an end.
    rounds: AtomicU64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// `None` where the application signs in for itself.
    refresh: Option<SecretString>,
    /// A rotated refresh token that `on_rotation` has not taken yet.
    unsaved: Option<SecretString>,
    held: Option<Held>,
    /// When the last token was issued in place of one that a server refused.
    renewed_for_rejected: Option<Instant>,
    failure: Option<Failure>,
    /// Since when only a new consent helps.
    dead: Option<Instant>,
}

struct Held {
    token: AccessToken,
    /// Until when it is given to everybody; `None` without an end.
    keep: Option<Instant>,
    end: Option<Instant>,
}

/// What can be told again of an error, which is told once.
#[derive(Clone)]
struct Failure {
    at: Instant,
    kind: ErrorKind,
    problem: Option<OAuth2Problem>,
    retry: Retry,
    text: String,
}

impl RefreshTokenProvider {
    /// With this refresh token. `on_rotation` gets each refresh token that replaces it, to be stored in its place: some
    /// issuers take the old one no longer, and all let one that is not replaced run out. It is called from a task of the
    /// runtime before the new access token is used, and should not block for long. If it panics, the tokens are used
    /// nevertheless, and it is called again with the newest refresh token after the next request.
    pub fn new(
        app: OAuth2App,
        refresh_token: impl Into<SecretString>,
        on_rotation: impl Fn(SecretString) + Send + Sync + 'static,
    ) -> Self {
        Self::with(app, Some(refresh_token.into()), Box::new(on_rotation))
    }

    /// With the application's own secret and no customer's consent: an administrator has granted the application access
    /// to the mailbox (Microsoft's application permission `SMTP.SendAsApp`).
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
        let everybodys = ["/common/", "/organizations/", "/consumers/"];
        if microsoft && !app.0.in_tenant && everybodys.iter().any(|path| app.0.token.path().starts_with(path)) {
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
            // An application's own grant is the application.
            None => app.identity("application", ""),
        };
        let state = Mutex::new(State { refresh, ..State::default() });
        Self { inner: Arc::new(Inner { app, own, on_rotation, rounds: AtomicU64::new(0), state }), name: None }
    }

    /// Names the customer's consent, so that `MailerCache` knows it again in a provider that was made anew of the stored
    /// refresh token, also of one that was rotated meanwhile. Without a name, or with an empty one, each provider
    /// (with its clones) is one of its own.
    ///
    /// The first provider of a name stays with its mailer: it has the newest tokens, its `on_rotation` is the one that is
    /// called, and those made later are dropped unused. So `on_rotation` should store by customer.
    ///
    /// The name belongs to one consent of one customer: the number of the row that was written when the customer
    /// connected, not the customer's. A customer who connects again gets another, and with it another mailer at once. Where
    /// the name stays the same all the same, mails fail on with the old consent: until a minute after it was first found
    /// dead, when `MailerCache` makes a new mailer of the provider it is given.
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
        // A task of its own: whoever asks may give up, and a refresh token that was rotated meanwhile would be lost.
        let inner = Arc::clone(&self.inner);
        match tokio::spawn(async move { inner.renew(seen, rejected).await }).await {
            Ok(result) => result,
            Err(_) => {
                Err(Error::new(ErrorKind::Cancelled, Stage::Token).with_detail("the request for a token was ended"))
            }
        }
    }

    /// The application and the name of the grant, hashed. From a minute after the grant was found dead (the brake on requests
    /// holds until then) it stands for itself alone, as without a name: so it makes way for another of that name.
    fn identity(&self) -> Option<SecretString> {
        let dead = self.inner.state.try_lock().ok().and_then(|state| state.dead);
        let name = self.name.as_ref().filter(|_| dead.is_none_or(|since| since.elapsed() < BRAKE));
        Some(name.unwrap_or(&self.inner.own).clone())
    }

    /// Those of the application's provider, and those the application names ([`OAuth2AppBuilder::host`](super::OAuth2AppBuilder::host)).
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
        // Somebody asked while this one waited, in vain; or not long ago, and was told that waiting does not help.
        let waited = self.rounds.load(Ordering::SeqCst) != seen;
        if let Some(failure) = state.failure.clone().filter(|failure| waited || failure.brakes()) {
            return Err(failure.again().with_provider(self.app.0.provider));
        }
        let asked = Instant::now();
        // A server that refuses every token must not make the issuer write one for each mail.
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
                // An end beyond all counting is none.
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
    /// Hands a rotated refresh token to the caller; again after the next request, where that failed.
    fn save(&self, state: &mut State) {
        let Some(rotated) = &state.unsaved else { return };
        let call = AssertUnwindSafe(|| (self.on_rotation)(rotated.clone()));
        if catch_unwind(call).is_ok() {
            state.unsaved = None;
        }
    }
}

impl State {
    /// The token at hand, unless it ends soon or is the one that was refused.
    fn good(&self, rejected: Option<&AccessToken>) -> Option<AccessToken> {
        let held = self.held.as_ref()?;
        let ends = held.keep.is_some_and(|keep| Instant::now() >= keep);
        (!ends && !held.is_refused(rejected)).then(|| held.token.clone())
    }

    /// The token at hand while it lives, after a failure that may pass; the issuer is left alone for a while.
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

    /// Whether the customer has to connect again.
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
