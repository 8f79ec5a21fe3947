//! `SmtpMailer`: one customer's gateway, its pool and its throttle.

use super::{
    connection::{BreakerMode, Connector, Delivery, Session, Trace},
    log,
    pool::{self, PooledSession, QuitOnDrop, SessionManager},
    throttle::{ConnectionPermit, MINUTE, RatePermit, Reaction, reaction},
};
use crate::{
    error::{Error, ErrorKind, Reply, Stage},
    gateway::SmtpGateway,
    mailer::{DocumentMailer, compose_for},
    message::{Composed, DocumentMail, hash_in_background},
    network::NetworkPolicy,
    receipt::Receipt,
};
use async_trait::async_trait;
use deadpool::managed::Pool;
use serde::Serialize;
use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

/// Sends through one customer's gateway.
///
/// Clones share one pool and one pace: the gateway's limits hold across all of them. It may be made outside a runtime; sending wants
/// tokio with time and I/O enabled.
///
/// A `send` future may be dropped at any await: its connection is closed and never serves another mail.
///
/// # Throttle
///
/// - SessionManager at once, mails on each of them, recipients of a mail and mails in any minute are those of the gateway, from
///   its settings or its provider's row. A mail that would be one too many waits, up to
///   [`Timeouts::wait`](crate::gateway::Timeouts::wait).
/// - A server that asks to wait (421, a pace exceeded, a passing fault before any recipient is named) is obeyed: no further
///   mail starts for as long as its reply says, 15 minutes at most. A reply that names no time means five minutes for a
///   pace exceeded, and a second for a passing fault, doubled with each further one up to a minute. Where that is longer
///   than `wait`, mails fail at once with the kind the server gave, at [`Stage::Wait`].
/// - A server that takes no further connection while others are open is sent mails over those alone, for a minute or as long
///   as it says.
/// - After two refused sign-ins in a row (one, where the server says there were too many) no further one is made for a
///   minute, then five, then fifteen: mails fail with the same kind at [`Stage::Auth`], so that ten thousand of them do not
///   lock the customer's account. [`sign_in`](Self::sign_in) tries all the same, and its success ends the pause.
#[derive(Clone, Debug)]
pub struct SmtpMailer {
    gateway: SmtpGateway,
    pub(super) pool: Pool<SessionManager>,
    pub(super) quit_on_drop: Arc<QuitOnDrop>,
}

/// How often a mail looks for another connection where the server takes no further one.
const OTHER_CONNECTIONS: u32 = 3;

/// What a sign-in without a mail found out.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct SignIn {
    /// The server's greeting; `None` after STARTTLS, since what was said in clear is not kept (RFC 3207 §4.2).
    pub greeting: Option<Reply>,
    /// The mechanism used; `None` for a gateway without sign-in.
    pub mechanism: Option<&'static str>,
    /// The server's capabilities, a line each.
    pub capabilities: Vec<String>,
    /// Largest message in bytes the server takes, if it says so.
    pub max_message_size: Option<u64>,
    /// From the name look-up to the server's answer; serialised as `took_ms`.
    #[serde(rename = "took_ms", with = "crate::util::duration::milliseconds")]
    pub took: Duration,
}

impl SmtpMailer {
    /// A mailer for this gateway. Connects to nothing yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Tls`] if the certificates to trust cannot be loaded.
    pub fn new(gateway: SmtpGateway) -> Result<Self, Error> {
        Self::with_minute(gateway, MINUTE)
    }

    /// Its minutes last this long.
    pub(super) fn with_minute(gateway: SmtpGateway, minute: Duration) -> Result<Self, Error> {
        let connector = Connector::new(&gateway, NetworkPolicy::any()).map_err(|error| error.with_gateway(&gateway))?;
        let pool = pool::pool(gateway.clone(), connector, minute)?;
        let quit_on_drop = Arc::new(QuitOnDrop(pool.clone()));
        Ok(Self { gateway, pool, quit_on_drop })
    }

    /// The gateway.
    #[must_use]
    pub fn gateway(&self) -> &SmtpGateway {
        &self.gateway
    }

    /// Connects, signs in, says good-bye; sends nothing. It opens a connection of its own beside those of the pool, and
    /// always tries, also where mails make no sign-in any more.
    ///
    /// # Errors
    ///
    /// Every error of a `send` up to the sign-in.
    pub async fn sign_in(&self) -> Result<SignIn, Error> {
        let started = Instant::now();
        let manager = self.pool.manager();
        let mode = BreakerMode::RecordOnly(&manager.throttle.breaker);
        let mut session = Session::open(&self.gateway, &manager.connector, mode, &mut Trace::off())
            .await
            .map_err(|error| error.with_gateway(&self.gateway))?;
        let found = SignIn {
            greeting: session.greeting.clone(),
            mechanism: session.mechanism(),
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
        quit_all(self.close()).await;
    }

    /// Takes no further mails; gives the idle connections.
    pub(super) fn close(&self) -> Vec<Session> {
        let idle = self.pool.retain(|_, _| false).removed;
        self.pool.close();
        self.pool.manager().throttle.close();
        idle
    }

    /// Whether there is another clone of it.
    pub(super) fn is_held_elsewhere(&self) -> bool {
        Arc::strong_count(&self.quit_on_drop) > 1
    }

    async fn deliver(&self, mail: &Composed) -> Result<Delivery, Error> {
        let throttle = &self.pool.manager().throttle;
        let deadline = throttle.deadline();
        let mut tries = 0;
        loop {
            let (mut rate_permit, connection_permit) = throttle.acquire(deadline).await?;
            let result = self.attempt(mail, &mut rate_permit, connection_permit).await;
            let again = throttle.record(&result, self.connections());
            rate_permit.finish();
            tries += 1;
            if !again || tries > OTHER_CONNECTIONS {
                return result;
            }
        }
    }

    /// Open connections and those being opened.
    fn connections(&self) -> usize {
        self.pool.status().size + self.pool.manager().in_flight.load(Ordering::SeqCst)
    }

    async fn attempt(
        &self,
        mail: &Composed,
        rate_permit: &mut RatePermit,
        connection_permit: ConnectionPermit,
    ) -> Result<Delivery, Error> {
        let mut pooled = PooledSession::take(&self.pool, connection_permit).await?;
        rate_permit.start();
        let Some(session) = pooled.session() else { return Err(Error::new(ErrorKind::Cancelled, Stage::Wait)) };
        let mut result = session.send(mail).await;
        // A server that asks to wait is obeyed by the throttle; every other one gets one new connection.
        if let Err(error) = &result
            && session.may_move(error)
            && matches!(reaction(error, 0), Reaction::None | Reaction::BackOff)
        {
            let rejected = error.rejected().to_vec();
            // First, so that the server does not count one connection too many.
            session.close();
            log::replaced();
            let manager = self.pool.manager();
            let mode = BreakerMode::Enforce(&manager.throttle.breaker);
            *session = Session::open(&self.gateway, &manager.connector, mode, &mut Trace::off()).await?;
            result = session.send_rest(mail, rejected).await;
        }
        pooled.give_back(&self.pool, result.as_ref().err());
        result
    }
}

#[async_trait]
impl DocumentMailer for SmtpMailer {
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        let started = Instant::now();
        let composed = compose_for(mail, Some(&self.gateway))?;
        let conversation = async {
            // The receipt names the documents' fingerprints.
            let hashing = hash_in_background(composed.documents().iter());
            let (delivery, ()) = futures_util::future::join(self.deliver(&composed), hashing).await;
            let delivery =
                delivery.map_err(|error| error.with_gateway(&self.gateway).with_message_id(composed.message_id()))?;
            let mut receipt = Receipt::new(&composed, self.gateway.host(), delivery.accepted);
            receipt.rejected = delivery.rejected;
            receipt.queue_id = queue_id(&delivery.reply);
            receipt.reply = Some(delivery.reply);
            receipt.took = started.elapsed();
            Ok(receipt)
        };
        log::sending(&self.gateway, &composed, conversation).await
    }
}

pub(super) async fn quit_all(idle: Vec<Session>) {
    let quits = idle.into_iter().map(|mut session| async move { session.quit().await });
    futures_util::future::join_all(quits).await;
}

/// `queued as 4F2…` (Postfix and kin), `OK id=1t…` (Exim), `4F2… Message accepted for delivery` (Sendmail, OpenSMTPD);
/// `… Queued mail for delivery` has none.
fn queue_id(reply: &Reply) -> Option<String> {
    let text = reply.text();
    let lower = text.to_ascii_lowercase();
    let behind = ["queued as ", "id="].iter().find_map(|mark| lower.find(mark).map(|at| at + mark.len()));
    let in_front =
        || lower.split_once(' ').is_some_and(|(_, rest)| rest == "message accepted for delivery").then_some(0);
    let after = behind.or_else(in_front)?;
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
            ("250 2.0.0 6509cb9f Message accepted for delivery", Some("6509cb9f")),
            ("250 2.0.0 OK: queued as <abc", None),
            ("250 Ok", None),
        ] {
            assert_eq!(queue_id(&Reply::parse(reply)).as_deref(), id, "{reply}");
        }
    }
}
