//! How a mail goes out: real SMTP on lettre's connection, over a stream of our own.

mod auth;
mod bearer;
mod capabilities;
mod connect;
mod open;
mod pool;
mod probe;
mod session;
mod tls;
mod trace;
mod wire;

pub(crate) use capabilities::Capabilities;
pub(crate) use probe::{Depth, probe};
pub(crate) use trace::Trace;

use crate::{
    error::{Error, ErrorKind, Reply, Stage},
    gateway::SmtpGateway,
    mailer::{DocumentMailer, compose_for},
    message::{Composed, DocumentMail},
    receipt::Receipt,
    redact,
};
use async_trait::async_trait;
use deadpool::managed::Pool;
use pool::{Connections, Loan};
use serde::Serialize;
use session::Delivery;
use std::time::{Duration, Instant};

/// Sends through one customer's gateway.
///
/// Clones share one pool: the gateway's limits hold across all of them. It may be made outside a runtime; sending wants
/// tokio with time and I/O enabled.
///
/// A `send` future may be dropped at any await: its connection is closed and never serves another mail.
#[derive(Clone, Debug)]
pub struct SmtpMailer {
    gateway: SmtpGateway,
    pool: Pool<Connections>,
}

/// What a sign-in without a mail found out.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct SignIn {
    /// The server's greeting.
    pub greeting: Reply,
    /// The mechanism used; `None` for a gateway without sign-in.
    pub mechanism: Option<&'static str>,
    /// The server's capabilities, a line each.
    pub capabilities: Vec<String>,
    /// Largest message in bytes the server takes, if it says so.
    pub max_message_size: Option<u64>,
    /// From the name look-up to the server's answer; serialised as `took_ms`.
    #[serde(rename = "took_ms", with = "crate::duration::milliseconds")]
    pub took: Duration,
}

impl SmtpMailer {
    /// A mailer for this gateway. Connects to nothing yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Tls`] if the certificates to trust cannot be loaded.
    pub fn new(gateway: SmtpGateway) -> Result<Self, Error> {
        let tls = tls::Tls::new(&gateway).map_err(|error| error.with_gateway(&gateway))?;
        let pool = pool::pool(gateway.clone(), tls)?;
        Ok(Self { gateway, pool })
    }

    /// The gateway.
    #[must_use]
    pub fn gateway(&self) -> &SmtpGateway {
        &self.gateway
    }

    /// Connects, signs in, says good-bye; sends nothing. It opens a connection of its own beside those of the pool.
    ///
    /// # Errors
    ///
    /// Every error of a `send` up to the sign-in.
    pub async fn sign_in(&self) -> Result<SignIn, Error> {
        let started = Instant::now();
        let manager = self.pool.manager();
        let mut session = session::Session::open(&self.gateway, &manager.tls, &mut Trace::off())
            .await
            .map_err(|error| error.with_gateway(&self.gateway))?;
        let found = SignIn {
            greeting: session.greeting.clone(),
            mechanism: session.mechanism,
            capabilities: session.capabilities.lines.clone(),
            max_message_size: session.capabilities.size,
            took: started.elapsed(),
        };
        session.quit().await;
        Ok(found)
    }

    /// Closes idle connections with a good-bye and refuses further mails with [`ErrorKind::Cancelled`]. Mails under way
    /// go on to their end; their connections close after them.
    pub async fn shutdown(&self) {
        let idle = self.pool.retain(|_, _| false).removed;
        self.pool.close();
        for mut session in idle {
            session.quit().await;
        }
    }

    async fn deliver(&self, mail: &Composed) -> Result<Delivery, Error> {
        let mut loan = Loan::take(&self.pool).await?;
        let Some(session) = loan.session() else { return Err(Error::new(ErrorKind::Cancelled, Stage::Wait)) };
        let reused = session.mails > 0;
        let mut result = session.send(mail).await;
        // A kept connection may have died unseen. Before the server has taken the sender nothing of the mail went, so
        // one new connection is safe.
        let stale = |error: &Error| {
            error.stage() == Stage::MailFrom
                && (error.kind() == ErrorKind::Connect || error.reply().is_some_and(|reply| reply.code() == 421))
        };
        if reused && result.as_ref().err().is_some_and(stale) {
            // First, or there would be one connection too many.
            session.wire.close();
            let fresh = session::Session::open(&self.gateway, &self.pool.manager().tls, &mut Trace::off()).await?;
            *session = fresh;
            result = session.send(mail).await;
        }
        loan.give_back(&self.pool);
        result
    }
}

#[async_trait]
impl DocumentMailer for SmtpMailer {
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        let started = Instant::now();
        let composed = compose_for(mail, Some(&self.gateway))?;
        let delivery = self
            .deliver(&composed)
            .await
            .map_err(|error| error.with_gateway(&self.gateway).with_message_id(composed.message_id()))?;
        let mut receipt = Receipt::new(&composed, self.gateway.host(), delivery.accepted);
        receipt.rejected = delivery.rejected;
        receipt.queue_id = queue_id(&delivery.reply);
        receipt.reply = Some(delivery.reply);
        receipt.took = started.elapsed();
        Ok(receipt)
    }
}

/// `queued as 4F2…` (Postfix and kin), `OK id=1t…` (Exim), `… Queued mail for delivery` has none.
fn queue_id(reply: &Reply) -> Option<String> {
    let text = reply.text();
    let lower = text.to_ascii_lowercase();
    let after = ["queued as ", "id="].iter().find_map(|mark| lower.find(mark).map(|at| at + mark.len()))?;
    let id: String =
        text.get(after..)?.chars().take_while(|c| c.is_ascii_alphanumeric() || "-._".contains(*c)).collect();
    Some(id.trim_end_matches('.').to_owned()).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queue_ids_of_known_forms() {
        for (reply, id) in [
            ("250 2.0.0 Ok: queued as 4Z1xY23abc", Some("4Z1xY23abc")),
            ("250 OK id=1tABCD-000000001-XyZ", Some("1tABCD-000000001-XyZ")),
            ("250 2.0.0 OK: queued as <abc", None),
            ("250 Ok", None),
        ] {
            assert_eq!(queue_id(&Reply::parse(reply)).as_deref(), id, "{reply}");
        }
    }
}
