//! A conversation for a diagnosis: as far as a mail goes, and as a rule not one step further.

use super::connection::{BreakerMode, Session, Tls, Trace};
use crate::{
    error::{Error, Stage},
    gateway::SmtpGateway,
    message::Composed,
};

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// `MAIL FROM`, taken back.
    Sender,
    /// `RCPT TO` besides, taken back.
    Recipient,
    /// The mail is sent.
    Mail,
}

/// Connects, signs in, tries the mail's envelope or sends it, and says good-bye.
///
/// A mail that could not be composed is told only after the sign-in: what the gateway thinks of the login is worth
/// more to the reader than a mistyped address.
pub(crate) async fn probe(
    gateway: &SmtpGateway,
    mail: Result<Composed, Error>,
    depth: Depth,
    trace: &mut Trace,
) -> Result<(), Error> {
    let tls = Tls::new(gateway)?;
    trace.detail(Stage::Gateway, || None);
    let mut session = Session::open(gateway, &tls, BreakerMode::Bypass, trace).await?;
    let result = converse(&mut session, mail, depth, trace).await;
    // Without an answer to its last command a server would not answer a good-bye either.
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
    if let Some(mechanism) = session.mechanism {
        trace.detail(Stage::Auth, || Some(mechanism.to_owned()));
    }
    let mail = mail?;
    match depth {
        Depth::Mail => session.send_traced(&mail, trace).await.map(drop),
        depth => session.verify_envelope(&mail, depth == Depth::Recipient, trace).await,
    }
}
