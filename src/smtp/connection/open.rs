//! Opens a connection and signs in, with a password or an access token.

use super::{auth, command::timed_out, connect::Connector, session::Session, trace::Trace};
use crate::{
    error::{Error, ErrorKind, OAuth2Problem, Stage},
    gateway::{AccessToken, Credentials, SmtpGateway, TokenRequest},
    sasl::oauth,
    smtp::{
        log,
        throttle::{AuthBreaker, ConnectionPermit, SignInPermit},
    },
};
use std::sync::Arc;
use tokio::time::{Instant, timeout, timeout_at};

/// How a sign-in uses the auth breaker.
#[derive(Clone, Copy)]
pub(crate) enum BreakerMode<'a> {
    /// The sign-in needs a permit, and fails while the breaker is open.
    Enforce {
        breaker: &'a AuthBreaker,
        /// Deadline of the wait for a permit.
        deadline: Instant,
    },
    /// The sign-in needs no permit; the breaker records its result.
    RecordOnly(&'a AuthBreaker),
    /// No breaker, for a diagnosis.
    Bypass,
}

/// One sign-in, as reported to the breaker.
enum SignInAttempt<'a> {
    Permitted(SignInPermit<'a>),
    Recorded(&'a AuthBreaker),
    Unrecorded,
}

impl SignInAttempt<'_> {
    /// Reports the result to the breaker.
    fn record(&mut self, result: Result<(), &Error>) {
        match self {
            Self::Permitted(permit) => permit.record(result),
            Self::Recorded(breaker) => breaker.record(result),
            Self::Unrecorded => {}
        }
    }

    /// Another sign-in starts, with another token.
    fn again(&mut self) {
        if let Self::Permitted(permit) = self {
            permit.again();
        }
    }
}

impl Session {
    /// Connects, starts TLS and signs in.
    ///
    /// A refused token is replaced once, for a second sign-in on a new connection: servers differ in whether they
    /// accept a second `AUTH` on the same one. The breaker records two sign-ins under one permit.
    pub(crate) async fn open(
        gateway: &SmtpGateway,
        connector: &Connector,
        permit: Option<&Arc<ConnectionPermit>>,
        mode: BreakerMode<'_>,
        trace: &mut Trace,
    ) -> Result<Self, Error> {
        if let BreakerMode::Enforce { breaker, .. } = mode {
            breaker.check()?;
        }
        let started = Instant::now();
        // Before the connection is opened, so that it does not wait for a slow issuer.
        let token = request_token(gateway, TokenRequest::Fresh, trace).await?;
        let tokens: Vec<&AccessToken> = token.iter().collect();
        let mut session = Self::connect(gateway, connector, permit, &tokens, trace).await?;
        let mut attempt = match sign_in_attempt(mode, gateway).await {
            Ok(attempt) => attempt,
            Err(error) => {
                session.quit().await;
                return Err(error);
            }
        };
        let mut result = sign_in(&mut session, token.as_ref(), trace).await;
        // At once: the rest of this function may fail or be dropped.
        attempt.record(result.as_ref().copied());
        if let (Err(refusal), Some(refused)) = (&result, &token)
            && is_about_the_token(refusal)
        {
            // Closed first: the server must not count two connections.
            session.quit().await;
            match request_token(gateway, TokenRequest::Rejected(refused), trace).await? {
                Some(renewed) if !renewed.is(refused) => {
                    session.closed().await;
                    session = Self::connect(gateway, connector, permit, &[&renewed, refused], trace).await?;
                    attempt.again();
                    result = sign_in(&mut session, Some(&renewed), trace).await;
                    result = result.map_err(|error| explain_renewed(error, &renewed));
                    attempt.record(result.as_ref().copied());
                }
                _ => result = result.map_err(explain_fixed),
            }
        }
        if let Err(error) = result {
            // QUIT at the end of a diagnosis, and before a second token. Not after a missing reply: there would be none
            // to QUIT either.
            if error.reply().is_some() && (trace.is_on() || token.is_some()) {
                session.quit().await;
            }
            return Err(error);
        }
        log::opened(&session, started.elapsed());
        Ok(session)
    }
}

/// Waits for the permit to sign in.
async fn sign_in_attempt<'a>(mode: BreakerMode<'a>, gateway: &SmtpGateway) -> Result<SignInAttempt<'a>, Error> {
    let (breaker, deadline) = match mode {
        BreakerMode::Enforce { breaker, deadline } => (breaker, deadline),
        BreakerMode::RecordOnly(breaker) => return Ok(SignInAttempt::Recorded(breaker)),
        BreakerMode::Bypass => return Ok(SignInAttempt::Unrecorded),
    };
    let by_token = gateway.credentials().and_then(Credentials::tokens).is_some();
    match timeout_at(deadline, breaker.acquire(by_token)).await {
        Ok(permit) => permit.map(SignInAttempt::Permitted),
        Err(_) => Err(timed_out(Stage::Wait, gateway.timeouts().wait)),
    }
}

async fn sign_in(session: &mut Session, token: Option<&AccessToken>, trace: &mut Trace) -> Result<(), Error> {
    let result = auth::sign_in(&mut session.connection, &session.capabilities, token).await;
    trace.mechanism = session.mechanism();
    result
}

fn is_about_the_token(error: &Error) -> bool {
    error.stage() == Stage::Auth && error.kind() == ErrorKind::OAuth2TokenInvalidOrExpired
}

/// Google refuses every token alike. A token that was just issued for sending must be for another mailbox.
fn explain_renewed(error: Error, token: &AccessToken) -> Error {
    match error.oauth2_problem() {
        Some(OAuth2Problem::TokenRefused) if token.covers_sending() => {
            error.with_oauth2_problem(OAuth2Problem::OtherMailbox)
        }
        _ => error,
    }
}

/// For a provider that returned the refused token again, such as `StaticToken`.
fn explain_fixed(error: Error) -> Error {
    match error.oauth2_problem() {
        Some(OAuth2Problem::TokenRefused) => error.with_oauth2_problem(OAuth2Problem::TokenNotRenewed),
        _ => error,
    }
}

/// A token of the gateway's token provider; `None` without one.
async fn request_token(
    gateway: &SmtpGateway,
    request: TokenRequest<'_>,
    trace: &mut Trace,
) -> Result<Option<AccessToken>, Error> {
    let Some(provider) = gateway.credentials().and_then(Credentials::tokens) else { return Ok(None) };
    let deadline = gateway.timeouts().command;
    let token = match timeout(deadline, provider.access_token(request)).await {
        Ok(token) => token?,
        Err(_) => {
            return Err(timed_out(Stage::Token, deadline).with_oauth2_problem(OAuth2Problem::EndpointUnreachable));
        }
    };
    if !oauth::is_token(&token) {
        return Err(Error::oauth2(OAuth2Problem::EndpointAnswer)
            .with_detail("the token is empty, or has characters no token has (RFC 6749 appendix A.12)"));
    }
    trace.detail(Stage::Token, || None);
    Ok(Some(token))
}
