//! The session of a diagnosis: up to the envelope, and the mail itself if requested.

use super::connection::{BreakerMode, Connector, Session, Trace};
use crate::{
    error::{Error, Stage},
    gateway::SmtpGateway,
    message::Composed,
    network::NetworkPolicy,
};

/// The last step of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// `MAIL FROM`, then `RSET`.
    Sender,
    /// `RCPT TO` too, then `RSET`.
    Recipient,
    /// The mail is sent.
    Mail,
}

/// Connects, signs in, tries the mail's envelope or sends it, and quits.
///
/// A mail that could not be composed is reported only after the sign-in: whether the login works is more important than
/// an invalid address.
pub(crate) async fn probe(
    gateway: &SmtpGateway,
    mail: Result<Composed, Error>,
    depth: Depth,
    network: NetworkPolicy,
    trace: &mut Trace,
) -> Result<(), Error> {
    let connector = Connector::new(gateway, network)?;
    trace.detail(Stage::Gateway, || None);
    let mut session = Session::open(gateway, &connector, None, BreakerMode::Bypass, trace).await?;
    let result = converse(&mut session, mail, depth, trace).await;
    // No QUIT after a missing reply: there would be none to QUIT either.
    if result.as_ref().err().is_none_or(|error| error.reply().is_some() || error.stage() == Stage::Message) {
        session.quit().await;
    }
    result
}

async fn converse(
    session: &mut Session,
    mail: Result<Composed, Error>,
    depth: Depth,
    trace: &mut Trace,
) -> Result<(), Error> {
    if let Some(mechanism) = session.mechanism() {
        trace.detail(Stage::Auth, || Some(mechanism.to_owned()));
    }
    let mail = mail?;
    match depth {
        Depth::Mail => session.send_traced(mail.outgoing(), Vec::new(), trace).await.map(drop),
        depth => session.verify_envelope(mail.outgoing(), depth == Depth::Recipient, trace).await,
    }
}
