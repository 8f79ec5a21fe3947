//! From a gateway to a connection that is signed in, with a token where the gateway has a provider of tokens.

use super::{
    auth, sasl_oauth,
    session::{Session, timed_out},
    tls::Tls,
    trace::Trace,
};
use crate::{
    error::{Error, ErrorKind, OAuth2Problem, Stage},
    gateway::{AccessToken, Credentials, SmtpGateway, TokenRequest},
    smtp::{
        log,
        throttle::{AuthBreaker, SignInPermit},
    },
};
use tokio::time::{Instant, timeout};

/// What a sign-in and the refusals before it have to do with each other.
#[derive(Clone, Copy)]
pub(crate) enum BreakerMode<'a> {
    /// It waits for its turn, and is not made where the breaker forbids it.
    Enforce(&'a AuthBreaker),
    /// It is made in any case, and the breaker learns how it went.
    RecordOnly(&'a AuthBreaker),
    /// Nothing: nobody else sends over this gateway.
    Bypass,
}

/// Whose turn it is, and who is told how it went.
enum SignInAttempt<'a> {
    Permit(SignInPermit<'a>),
    AuthBreaker(&'a AuthBreaker),
    Nobody,
}

impl SignInAttempt<'_> {
    fn is(self, result: Result<(), &Error>) {
        match self {
            Self::Permit(permit) => permit.over(result),
            Self::AuthBreaker(breaker) => breaker.record(result),
            Self::Nobody => {}
        }
    }
}

impl Session {
    /// Connects, protects the connection and signs in.
    ///
    /// A refused token is replaced once, for one more sign-in on a new connection: what the server makes of a second
    /// sign-in on the first one is its own affair. Together they are one sign-in to the breaker, with one turn.
    pub(crate) async fn open(
        gateway: &SmtpGateway,
        tls: &Tls,
        mode: BreakerMode<'_>,
        trace: &mut Trace,
    ) -> Result<Self, Error> {
        if let BreakerMode::Enforce(breaker) = mode {
            breaker.check()?;
        }
        let started = Instant::now();
        // Before there is a connection, which a slow issuer would keep waiting.
        let first = token(gateway, TokenRequest::Fresh, trace).await?;
        let tokens: Vec<&AccessToken> = first.iter().collect();
        let mut session = Self::connect(gateway, tls, &tokens, trace).await?;
        let sign_in_attempt = match sign_in_attempt(mode, gateway).await {
            Ok(sign_in_attempt) => sign_in_attempt,
            Err(error) => {
                session.quit().await;
                return Err(error);
            }
        };
        let mut result = signed_in(&mut session, first.as_ref(), trace).await;
        if let (Err(error), Some(refused)) = (&result, &first)
            && is_about_the_token(error)
        {
            // A second connection must not find the first one open.
            session.quit().await;
            match token(gateway, TokenRequest::Rejected(refused), trace).await {
                Err(issuers) => {
                    sign_in_attempt.is(Err(error));
                    return Err(issuers);
                }
                Ok(Some(other)) if !other.is(refused) => {
                    session = Self::connect(gateway, tls, &[&other, refused], trace).await?;
                    result = signed_in(&mut session, Some(&other), trace).await;
                    result = result.map_err(|error| refused_anew(error, &other));
                }
                Ok(_) => {}
            }
        }
        sign_in_attempt.is(result.as_ref().copied());
        if let Err(error) = result {
            // A diagnosis leaves in order, and a token may be tried again at once. Without an answer to its last command
            // a server would not answer a good-bye either.
            if error.reply().is_some() && (trace.is_on() || first.is_some()) {
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
    let breaker = match mode {
        BreakerMode::Enforce(breaker) => breaker,
        BreakerMode::RecordOnly(breaker) => return Ok(SignInAttempt::AuthBreaker(breaker)),
        BreakerMode::Bypass => return Ok(SignInAttempt::Nobody),
    };
    let deadline = gateway.timeouts().wait;
    match timeout(deadline, breaker.acquire()).await {
        Ok(permit) => permit.map(SignInAttempt::Permit),
        Err(_) => Err(timed_out(Stage::Wait, deadline)),
    }
}

async fn signed_in(session: &mut Session, token: Option<&AccessToken>, trace: &mut Trace) -> Result<(), Error> {
    let result = auth::sign_in(session, token).await;
    trace.mechanism = session.mechanism;
    result
}

fn is_about_the_token(error: &Error) -> bool {
    error.stage() == Stage::Auth && error.kind() == ErrorKind::OAuth2TokenInvalidOrExpired
}

/// Google gives one answer to everything. A token that was just issued, for sending, can only be another mailbox's.
fn refused_anew(error: Error, token: &AccessToken) -> Error {
    match error.oauth2_problem() {
        Some(OAuth2Problem::TokenRefused) if token.covers_sending() => {
            error.with_oauth2_problem(OAuth2Problem::OtherMailbox)
        }
        _ => error,
    }
}

/// A token of the gateway's provider; `None` where there is none.
async fn token(
    gateway: &SmtpGateway,
    request: TokenRequest<'_>,
    trace: &mut Trace,
) -> Result<Option<AccessToken>, Error> {
    let Some(tokens) = gateway.credentials().and_then(Credentials::tokens) else { return Ok(None) };
    let deadline = gateway.timeouts().command;
    let token = match timeout(deadline, tokens.access_token(request)).await {
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
