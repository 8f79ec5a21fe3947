//! Signing in (RFC 4954) with PLAIN (RFC 4616), LOGIN, OAUTHBEARER (RFC 7628) or XOAUTH2.
//!
//! Secrets are written by this crate on its own handle of the stream: lettre never holds one, so it cannot log one.

use super::{
    redactor::plain_response,
    sasl_oauth::{self, Reason},
    session::{Session, broken, timed_out},
};
use crate::{
    error::{Error, ErrorKind, OAuth2Problem, Reply, Stage, classify},
    gateway::AccessToken,
    provider::Provider,
    util::redact::{encoded, joined},
};
use secrecy::{ExposeSecret, zeroize::Zeroizing};
use tokio::time::timeout;

const PLAIN: &str = "PLAIN";
const LOGIN: &str = "LOGIN";

/// Signs in with the first mechanism of ours that the server offers.
pub(crate) async fn sign_in(session: &mut Session, token: Option<&AccessToken>) -> Result<(), Error> {
    let gateway = session.gateway.clone();
    let Some(credentials) = gateway.credentials() else { return Ok(()) };
    let order = if token.is_some() { sasl_oauth::order(gateway.provider()) } else { order(gateway.provider()) };
    let offers = |ours: &&str| session.capabilities.mechanisms.iter().any(|theirs| theirs == ours);
    let Some(mechanism) = order.into_iter().find(offers) else {
        let offered = match session.capabilities.mechanisms.as_slice() {
            [] => "the server offers no sign-in".to_owned(),
            offered => session.redactor.clean(&format!("the server offers {}", offered.join(", "))),
        };
        let error = Error::new(ErrorKind::AuthMechanismUnsupported, Stage::Auth).with_detail(offered);
        let by_token = token.map(|_| OAuth2Problem::TokensNotTaken);
        return Err(by_token.into_iter().fold(error, Error::with_oauth2_problem));
    };
    session.mechanism = Some(mechanism);
    let (user, password) = (credentials.user(), credentials.expose().unwrap_or_default());
    let (reply, reason) = match (token, mechanism) {
        (Some(token), _) => by_token(session, mechanism, user, token).await?,
        (None, PLAIN) => (plain(session, user, password).await?, None),
        (None, _) => (login(session, user, password).await?, None),
    };
    if reply.code() == 235 {
        return Ok(());
    }
    let mut error = refused(session, reply);
    if let Some(token) = token {
        let problem = sasl_oauth::problem(error.kind(), gateway.provider(), reason.as_ref(), user, token);
        error = problem.into_iter().fold(error, Error::with_oauth2_problem);
    }
    Err(reason
        .into_iter()
        .fold(error, |error, reason| error.with_detail(format!("the server's reason is {}", reason.text))))
}

/// Microsoft 365 has long offered LOGIN only; everywhere else PLAIN saves two round trips.
const fn order(provider: Provider) -> [&'static str; 2] {
    match provider {
        Provider::Microsoft365 | Provider::OutlookCom => [LOGIN, PLAIN],
        _ => [PLAIN, LOGIN],
    }
}

async fn plain(session: &mut Session, user: &str, password: &str) -> Result<Reply, Error> {
    let response = encoded(&plain_response(user, password));
    exchange(session, joined(&["AUTH PLAIN ", &response, "\r\n"])).await
}

/// Where the user may go with the command, that saves a round trip. Microsoft's servers take it so from the clients of
/// two standard libraries (.NET's and Python's); of others it is not known, and a server that reads it otherwise would
/// call a right password wrong.
async fn login(session: &mut Session, user: &str, password: &str) -> Result<Reply, Error> {
    let with_command = matches!(session.gateway.provider(), Provider::Microsoft365 | Provider::OutlookCom);
    let mut reply = if with_command {
        exchange(session, joined(&["AUTH LOGIN ", &encoded(user), "\r\n"])).await?
    } else {
        exchange(session, Zeroizing::new("AUTH LOGIN\r\n".to_owned())).await?
    };
    if !with_command && reply.code() == 334 {
        reply = exchange(session, line(user)).await?;
    }
    if reply.code() != 334 {
        return Ok(reply);
    }
    exchange(session, line(password)).await
}

/// The server's verdict, and the reason it gave before where it did.
async fn by_token(
    session: &mut Session,
    mechanism: &str,
    user: &str,
    token: &AccessToken,
) -> Result<(Reply, Option<Reason>), Error> {
    let gateway = session.gateway.clone();
    let response = sasl_oauth::response(mechanism, user, (gateway.host(), gateway.port()), token);
    session.redactor.forms(&response, token.secret().expose_secret());
    let response = encoded(&response);
    let mut reply = exchange(session, joined(&["AUTH ", mechanism, " ", &response, "\r\n"])).await?;
    if reply.code() == 334 && reply.text().trim().is_empty() {
        // A server that reads no initial response asks for it.
        reply = exchange(session, joined(&[&response, "\r\n"])).await?;
    }
    if reply.code() != 334 {
        return Ok((reply, None));
    }
    let reason = Reason::parse(&reply.text(), |text| session.redactor.clean(text));
    let verdict = exchange(session, Zeroizing::new(sasl_oauth::acknowledgement(mechanism).to_owned())).await?;
    Ok((verdict, reason))
}

fn line(text: &str) -> Zeroizing<String> {
    joined(&[&encoded(text), "\r\n"])
}

async fn exchange(session: &mut Session, line: Zeroizing<String>) -> Result<Reply, Error> {
    // What came unasked would be taken for the verdict.
    session.expect_idle(Stage::Auth)?;
    let deadline = session.gateway.timeouts().command;
    let answer = timeout(deadline, async {
        // A failed write shows in the reply: the server's last words, or the closed connection.
        session.stream.write_all(line.as_bytes()).await.ok();
        session.stream.reply().await
    })
    .await;
    match answer {
        Ok(Ok(raw)) => Ok(Reply::parse(&session.redactor.clean(&raw))),
        Ok(Err(failure)) => Err(broken(Stage::Auth, Some(failure))),
        Err(_) => Err(timed_out(Stage::Auth, deadline)),
    }
}

fn refused(session: &Session, reply: Reply) -> Error {
    if reply.code() < 400 {
        return Error::new(ErrorKind::Protocol, Stage::Auth)
            .with_detail("the reply does not fit the sign-in")
            .with_reply(reply);
    }
    let gateway = &session.gateway;
    let meaning = classify(Stage::Auth, gateway.provider(), session.mechanism, gateway.secret_shape(), &reply);
    Error::new(meaning.kind, Stage::Auth).with_retry(meaning.retry).with_reply(reply)
}
