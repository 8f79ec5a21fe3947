//! Signing in (RFC 4954) with PLAIN (RFC 4616), LOGIN, OAUTHBEARER (RFC 7628) or XOAUTH2.

use super::{command::Connection, ehlo::Capabilities};
use crate::{
    error::{Error, ErrorKind, OAuth2Problem, Reply, Stage},
    gateway::AccessToken,
    provider::Provider,
    sasl::{LOGIN, Mechanism, PLAIN, oauth, oauth::Reason, plain_response},
    util::redact::{encoded, joined},
};
use secrecy::{ExposeSecret, zeroize::Zeroizing};

/// Signs in with the first supported mechanism that the server offers.
pub(super) async fn sign_in(
    connection: &mut Connection,
    capabilities: &Capabilities,
    token: Option<&AccessToken>,
) -> Result<(), Error> {
    let gateway = connection.gateway.clone();
    let Some(credentials) = gateway.credentials() else { return Ok(()) };
    let order = if token.is_some() { oauth::order(gateway.provider()) } else { order(gateway.provider()) };
    let offers = |ours: &Mechanism| capabilities.mechanisms.iter().any(|theirs| theirs == ours.name());
    let Some(mechanism) = order.into_iter().find(offers) else {
        let offered = match capabilities.mechanisms.as_slice() {
            [] => "the server offers no sign-in".to_owned(),
            offered => connection.redactor.clean(&format!("the server offers {}", offered.join(", "))),
        };
        let error = Error::new(ErrorKind::AuthMechanismUnsupported, Stage::Auth).with_detail(offered);
        let by_token = token.map(|_| OAuth2Problem::TokensNotTaken);
        return Err(by_token.into_iter().fold(error, Error::with_oauth2_problem));
    };
    connection.mechanism = Some(mechanism.name());
    let (user, password) = (credentials.user(), credentials.expose().unwrap_or_default());
    let (reply, reason) = match token {
        Some(token) => by_token(connection, mechanism, user, token).await?,
        None if mechanism == PLAIN => (plain(connection, user, password).await?, None),
        None => (login(connection, user, password).await?, None),
    };
    if reply.code() == 235 {
        return Ok(());
    }
    let mut error = refused(connection, reply);
    if let Some(token) = token {
        let problem = oauth::problem(error.kind(), gateway.provider(), reason.as_ref(), user, token);
        error = problem.into_iter().fold(error, Error::with_oauth2_problem);
    }
    Err(reason
        .into_iter()
        .fold(error, |error, reason| error.with_detail(format!("the server's reason is {}", reason.text))))
}

/// Microsoft 365 offered LOGIN only for a long time; at other servers PLAIN saves two round trips.
const fn order(provider: Provider) -> [Mechanism; 2] {
    match provider {
        Provider::Microsoft365 | Provider::OutlookCom => [LOGIN, PLAIN],
        _ => [PLAIN, LOGIN],
    }
}

async fn plain(connection: &mut Connection, user: &str, password: &str) -> Result<Reply, Error> {
    let response = encoded(&plain_response(user, password));
    connection.command(Stage::Auth, &joined(&["AUTH PLAIN ", &response, "\r\n"])).await
}

/// The login is sent with the command if the server is known to accept it, which saves a round trip: Microsoft's
/// servers accept it from .NET's and Python's clients. Another server could misread it and refuse a correct password.
///
/// The prompts are not read: their wording is not standardised, and some are not even base64.
async fn login(connection: &mut Connection, user: &str, password: &str) -> Result<Reply, Error> {
    let with_command = matches!(connection.gateway.provider(), Provider::Microsoft365 | Provider::OutlookCom);
    let mut reply = if with_command {
        connection.command(Stage::Auth, &joined(&["AUTH LOGIN ", &encoded(user), "\r\n"])).await?
    } else {
        connection.command(Stage::Auth, "AUTH LOGIN\r\n").await?
    };
    if !with_command && reply.code() == 334 {
        reply = connection.command(Stage::Auth, &line(user)).await?;
    }
    if reply.code() != 334 {
        return Ok(reply);
    }
    connection.command(Stage::Auth, &line(password)).await
}

/// The final reply, and the reason in a challenge before it, if any.
async fn by_token(
    connection: &mut Connection,
    mechanism: Mechanism,
    user: &str,
    token: &AccessToken,
) -> Result<(Reply, Option<Reason>), Error> {
    let server = (connection.gateway.host().to_owned(), connection.gateway.port());
    let response = oauth::response(mechanism, user, (&server.0, server.1), token);
    connection.redactor.forms(&response, token.secret().expose_secret());
    let response = encoded(&response);
    let command = joined(&["AUTH ", mechanism.name(), " ", &response, "\r\n"]);
    let mut reply = connection.command(Stage::Auth, &command).await?;
    if reply.code() == 334 && reply.text().trim().is_empty() {
        // The server ignores initial responses and asks for it with a challenge.
        reply = connection.command(Stage::Auth, &joined(&[&response, "\r\n"])).await?;
    }
    if reply.code() != 334 {
        return Ok((reply, None));
    }
    let reason = Reason::parse(&reply.text(), |text| connection.redactor.clean(text));
    let verdict = connection.command(Stage::Auth, oauth::acknowledgement(mechanism)).await?;
    Ok((verdict, reason))
}

fn line(text: &str) -> Zeroizing<String> {
    joined(&[&encoded(text), "\r\n"])
}

fn refused(connection: &Connection, reply: Reply) -> Error {
    let error = connection.refusal(Stage::Auth, reply);
    match error.kind() {
        ErrorKind::Protocol => error.with_detail("the reply does not fit the sign-in"),
        _ => error,
    }
}
