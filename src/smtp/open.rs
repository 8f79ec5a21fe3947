//! From a gateway to a connection that is signed in, with a token where the gateway has a provider of tokens.

use super::{
    auth, bearer,
    breaker::Breaker,
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

impl Session {
    /// Connects, protects the connection and signs in.
    ///
    /// A refused token is replaced once, for one more sign-in on a new connection: what the server makes of a second
    /// sign-in on the first one is its own affair. Together they count as one.
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
        let refused = token(gateway, TokenRequest::Fresh, trace).await?;
        let tokens: Vec<&AccessToken> = refused.iter().collect();
        let session = match Self::signed_in(gateway, tls, &tokens, heed, trace).await {
            Err(error) if is_about_the_token(&error) => {
                Self::renewed(gateway, tls, refused.as_ref(), error, heed, trace).await
            }
            result => result,
        }?;
        log::opened(&session, started.elapsed());
        Ok(session)
    }

    /// Once more, with another token than the one refused, if there is one.
    async fn renewed(
        gateway: &SmtpGateway,
        tls: &Tls,
        refused: Option<&AccessToken>,
        error: Error,
        heed: Heed<'_>,
        trace: &mut Trace,
    ) -> Result<Self, Error> {
        let other = match refused {
            Some(refused) => token(gateway, TokenRequest::Rejected(refused), trace).await?,
            None => None,
        };
        let result = match (&other, refused) {
            (Some(other), Some(refused)) if !other.is(refused) => {
                let result = Self::signed_in(gateway, tls, &[other, refused], heed, trace).await;
                result.map_err(|error| refused_anew(error, other))
            }
            _ => Err(error),
        };
        if let Err(error) = &result
            && is_about_the_token(error)
            && let Heed::Obey(breaker) | Heed::Teach(breaker) = heed
        {
            breaker.refused(error);
        }
        result
    }

    /// With the first of the tokens; a server may send back any of them. A refused token is not counted here.
    async fn signed_in(
        gateway: &SmtpGateway,
        tls: &Tls,
        tokens: &[&AccessToken],
        heed: Heed<'_>,
        trace: &mut Trace,
    ) -> Result<Self, Error> {
        let token = tokens.first().copied();
        let mut session = Self::connect(gateway, tls, tokens, trace).await?;
        let turn = match heed {
            Heed::Obey(breaker) => match breaker.turn().await {
                Ok(turn) => Some(turn),
                Err(error) => {
                    session.quit().await;
                    return Err(error);
                }
            },
            Heed::Teach(_) | Heed::Nothing => None,
        };
        let result = auth::sign_in(&mut session, token).await;
        trace.mechanism = session.mechanism;
        let counts = !result.as_ref().err().is_some_and(is_about_the_token);
        match (turn, heed) {
            (Some(turn), _) if counts => turn.over(&result),
            (None, Heed::Teach(breaker)) if counts => breaker.record(&result),
            _ => {}
        }
        match result {
            Ok(()) => Ok(session),
            Err(error) => {
                // A diagnosis leaves in order, and a second connection must not find the first one open. Without an
                // answer to its last command a server would not answer a good-bye either.
                if error.reply().is_some() && (trace.is_on() || token.is_some()) {
                    session.quit().await;
                }
                Err(error)
            }
        }
    }
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
