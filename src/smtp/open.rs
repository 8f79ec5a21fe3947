//! From a gateway to a connection that is signed in, with a token where the gateway has a provider of tokens.

use super::{
    auth, bearer,
    session::{Session, timed_out},
    tls::Tls,
    trace::Trace,
};
use crate::{
    error::{Error, ErrorKind, OauthProblem, Stage},
    gateway::{AccessToken, Credentials, SmtpGateway, TokenRequest},
};
use tokio::time::timeout;

impl Session {
    /// Connects, protects the connection and signs in.
    ///
    /// A refused token is replaced once, for one more sign-in on a new connection: what the server makes of a second
    /// sign-in on the first one is its own affair.
    pub(super) async fn open(gateway: &SmtpGateway, tls: &Tls, trace: &mut Trace) -> Result<Self, Error> {
        // Before there is a connection, which a slow issuer would keep waiting.
        let Some(refused) = token(gateway, TokenRequest::Fresh, trace).await? else {
            return Self::signed_in(gateway, tls, &[], trace).await;
        };
        let error = match Self::signed_in(gateway, tls, &[&refused], trace).await {
            Err(error) if is_about_the_token(&error) => error,
            result => return result,
        };
        match token(gateway, TokenRequest::Rejected(&refused), trace).await? {
            Some(other) if !other.is(&refused) => Self::signed_in(gateway, tls, &[&other, &refused], trace)
                .await
                .map_err(|error| refused_anew(error, &other)),
            _ => Err(error),
        }
    }

    /// With the first of the tokens; a server may send back any of them.
    async fn signed_in(
        gateway: &SmtpGateway,
        tls: &Tls,
        tokens: &[&AccessToken],
        trace: &mut Trace,
    ) -> Result<Self, Error> {
        let token = tokens.first().copied();
        let mut session = Self::connect(gateway, tls, tokens, trace).await?;
        let result = auth::sign_in(&mut session, token).await;
        trace.mechanism = session.mechanism;
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
