//! From a gateway to a connection that is signed in, with a token where the gateway has a provider of tokens.

use super::{
    auth, bearer,
    breaker::{Breaker, Turn},
    log,
    session::{Session, timed_out},
    tls::Tls,
    trace::Trace,
};
use crate::{
    error::{Error, ErrorKind, OauthProblem, Stage},
    gateway::{AccessToken, Credentials, SmtpGateway, TokenRequest},
};
use tokio::time::{Instant, timeout};

/// What a sign-in and the refusals before it have to do with each other.
#[derive(Clone, Copy)]
pub(super) enum Heed<'a> {
    /// It waits for its turn, and is not made where the breaker forbids it.
    Obey(&'a Breaker),
    /// It is made in any case, and the breaker learns how it went.
    Teach(&'a Breaker),
    /// Nothing: nobody else sends over this gateway.
    Nothing,
}

/// Whose turn it is, and who is told how it went.
enum Verdict<'a> {
    Turn(Turn<'a>),
    Breaker(&'a Breaker),
    Nobody,
}

impl Verdict<'_> {
    fn is(self, result: Result<(), &Error>) {
        match self {
            Self::Turn(turn) => turn.over(result),
            Self::Breaker(breaker) => breaker.record(result),
            Self::Nobody => {}
        }
    }
}

impl Session {
    /// Connects, protects the connection and signs in.
    ///
    /// A refused token is replaced once, for one more sign-in on a new connection: what the server makes of a second
    /// sign-in on the first one is its own affair. Together they are one sign-in to the breaker, with one turn.
    pub(super) async fn open(
        gateway: &SmtpGateway,
        tls: &Tls,
        heed: Heed<'_>,
        trace: &mut Trace,
    ) -> Result<Self, Error> {
        if let Heed::Obey(breaker) = heed {
            breaker.check()?;
        }
        let started = Instant::now();
        // Before there is a connection, which a slow issuer would keep waiting.
        let first = token(gateway, TokenRequest::Fresh, trace).await?;
        let tokens: Vec<&AccessToken> = first.iter().collect();
        let mut session = Self::connect(gateway, tls, &tokens, trace).await?;
        let verdict = match verdict(heed, gateway).await {
            Ok(verdict) => verdict,
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
                    verdict.is(Err(error));
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
        verdict.is(result.as_ref().copied());
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
async fn verdict<'a>(heed: Heed<'a>, gateway: &SmtpGateway) -> Result<Verdict<'a>, Error> {
    let breaker = match heed {
        Heed::Obey(breaker) => breaker,
        Heed::Teach(breaker) => return Ok(Verdict::Breaker(breaker)),
        Heed::Nothing => return Ok(Verdict::Nobody),
    };
    let deadline = gateway.timeouts().wait;
    match timeout(deadline, breaker.turn()).await {
        Ok(turn) => turn.map(Verdict::Turn),
        Err(_) => Err(timed_out(Stage::Wait, deadline)),
    }
}

async fn signed_in(session: &mut Session, token: Option<&AccessToken>, trace: &mut Trace) -> Result<(), Error> {
    let result = auth::sign_in(session, token).await;
    trace.mechanism = session.mechanism;
    result
}

fn is_about_the_token(error: &Error) -> bool {
    error.stage() == Stage::Auth && error.kind() == ErrorKind::OauthTokenInvalidOrExpired
}

/// Google gives one answer to everything. A token that was just issued, for sending, can only be another mailbox's.
fn refused_anew(error: Error, token: &AccessToken) -> Error {
    match error.oauth_problem() {
        Some(OauthProblem::TokenRefused) if token.covers_sending() => {
            error.with_oauth_problem(OauthProblem::OtherMailbox)
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
            return Err(timed_out(Stage::Token, deadline).with_oauth_problem(OauthProblem::EndpointUnreachable));
        }
    };
    if !bearer::is_token(&token) {
        return Err(Error::oauth(OauthProblem::EndpointAnswer)
            .with_detail("the token is empty, or has characters no token has (RFC 6749 appendix A.12)"));
    }
    trace.detail(Stage::Token, || None);
    Ok(Some(token))
}
