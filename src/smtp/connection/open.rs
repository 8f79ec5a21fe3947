//! From a gateway to a connection that is signed in, with an access token where the gateway has a token provider.

use super::{auth, command::timed_out, connect::Connector, sasl_oauth, session::Session, trace::Trace};
use crate::{
    error::{Error, ErrorKind, OAuth2Problem, Stage},
    gateway::{AccessToken, Credentials, SmtpGateway, TokenRequest},
    smtp::{
        log,
        throttle::{AuthBreaker, ConnectionPermit, SignInPermit},
    },
};
use std::sync::Arc;
use tokio::time::{Instant, timeout, timeout_at};

/// How a sign-in and the auth breaker affect each other.
#[derive(Clone, Copy)]
pub(crate) enum BreakerMode<'a> {
    /// The sign-in waits for a permit, and fails while the breaker is open.
    Enforce {
        breaker: &'a AuthBreaker,
        /// When a sign-in that waits gives up.
        deadline: Instant,
    },
    /// The sign-in is made in any case; the breaker records its result.
    RecordOnly(&'a AuthBreaker),
    /// No breaker: a gateway that no mailer sends over.
    Bypass,
}

/// One sign-in from the breaker's point of view.
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

    /// Another sign-in begins, with another token.
    fn again(&mut self) {
        if let Self::Permitted(permit) = self {
            permit.again();
        }
    }
}

impl Session {
    /// Connects, protects the connection and signs in.
    ///
    /// A refused token is replaced once, for one more sign-in on a new connection: servers differ in what they make of a
    /// second sign-in on the same one. To the breaker these are two sign-ins, under one permit.
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
        // Before the connection is opened: a slow issuer would keep it waiting.
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
        // At once: what follows a refusal may fail, or be dropped.
        attempt.record(result.as_ref().copied());
        if let (Err(refusal), Some(refused)) = (&result, &token)
            && is_about_the_token(refusal)
        {
            // The server must not count two connections.
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
            // A diagnosis ends in order, and a token may be tried again at once. A server that did not answer the last
            // command would not answer QUIT either.
            if error.reply().is_some() && (trace.is_on() || token.is_some()) {
                session.quit().await;
            }
            return Err(error);
        }
        log::opened(&session, started.elapsed());
        Ok(session)
    }
}

/// Waits until this connection may sign in.
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

/// Google answers every refusal alike. A token that was just issued, for sending, can only be another mailbox's.
fn explain_renewed(error: Error, token: &AccessToken) -> Error {
    match error.oauth2_problem() {
        Some(OAuth2Problem::TokenRefused) if token.covers_sending() => {
            error.with_oauth2_problem(OAuth2Problem::OtherMailbox)
        }
        _ => error,
    }
}

/// A provider that has no other token than the refused one, such as [`StaticToken`](crate::StaticToken).
fn explain_fixed(error: Error) -> Error {
    match error.oauth2_problem() {
        Some(OAuth2Problem::TokenRefused) => error.with_oauth2_problem(OAuth2Problem::TokenNotRenewed),
        _ => error,
    }
}

/// A token of the gateway's provider; `None` for a gateway without one.
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
    if !sasl_oauth::is_token(&token) {
        return Err(Error::oauth(OAuth2Problem::EndpointAnswer)
            .with_detail("the token is empty, or has characters no token has (RFC 6749 appendix A.12)"));
    }
    trace.detail(Stage::Token, || None);
    Ok(Some(token))
}
