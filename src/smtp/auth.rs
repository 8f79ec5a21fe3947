//! Signing in (RFC 4954) with PLAIN (RFC 4616) or LOGIN.
//!
//! Secrets are written by this crate on its own handle of the stream: lettre never holds one, so it cannot log one.

use super::{
    redact::{encoded, joined, plain_response},
    session::{Session, broken, timed_out},
};
use crate::{
    error::{Error, ErrorKind, Reply, Stage, classify},
    gateway::{Credentials, Provider},
};
use secrecy::zeroize::Zeroizing;
use tokio::time::timeout;

const PLAIN: &str = "PLAIN";
const LOGIN: &str = "LOGIN";

/// Signs in with the first mechanism of ours that the server offers.
pub(super) async fn sign_in(session: &mut Session) -> Result<(), Error> {
    let gateway = session.gateway.clone();
    let Some(credentials) = gateway.credentials() else { return Ok(()) };
    let Some(mechanism) = choose(gateway.provider(), &session.capabilities.mechanisms) else {
        let offered = match session.capabilities.mechanisms.as_slice() {
            [] => "the server offers no sign-in".to_owned(),
            offered => session.redactor.clean(&format!("the server offers {}", offered.join(", "))),
        };
        return Err(Error::new(ErrorKind::AuthMechanismUnsupported, Stage::Auth).with_detail(offered));
    };
    session.mechanism = Some(mechanism);
    let reply = match mechanism {
        PLAIN => plain(session, credentials).await?,
        _ => login(session, credentials).await?,
    };
    if reply.code() == 235 {
        return Ok(());
    }
    Err(refused(session, reply))
}

/// Microsoft 365 has long offered LOGIN only; everywhere else PLAIN saves two round trips.
fn choose(provider: Provider, offered: &[String]) -> Option<&'static str> {
    let order = match provider {
        Provider::Microsoft365 | Provider::OutlookCom => [LOGIN, PLAIN],
        _ => [PLAIN, LOGIN],
    };
    order.into_iter().find(|ours| offered.iter().any(|theirs| theirs == ours))
}

async fn plain(session: &mut Session, credentials: &Credentials) -> Result<Reply, Error> {
    let response = encoded(&plain_response(credentials.user(), credentials.expose()));
    exchange(session, joined(&["AUTH PLAIN ", &response, "\r\n"])).await
}

async fn login(session: &mut Session, credentials: &Credentials) -> Result<Reply, Error> {
    let reply = exchange(session, Zeroizing::new("AUTH LOGIN\r\n".to_owned())).await?;
    if reply.code() != 334 {
        return Ok(reply);
    }
    let reply = exchange(session, line(credentials.user())).await?;
    if reply.code() != 334 {
        return Ok(reply);
    }
    exchange(session, line(credentials.expose())).await
}

fn line(text: &str) -> Zeroizing<String> {
    joined(&[&encoded(text), "\r\n"])
}

async fn exchange(session: &mut Session, line: Zeroizing<String>) -> Result<Reply, Error> {
    // What came unasked would be taken for the verdict.
    session.quiet_before(Stage::Auth)?;
    let deadline = session.gateway.timeouts().command;
    let answer = timeout(deadline, async {
        // A failed write shows in the reply: the server's last words, or the closed connection.
        session.wire.write_all(line.as_bytes()).await.ok();
        session.wire.reply().await
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
