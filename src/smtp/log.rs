//! Spans and events of a mail (feature `tracing`). They contain no secret, no server's text, which may quote an
//! address, and addresses only masked.

use super::connection::Session;
use crate::{error::Error, gateway::SmtpGateway, message::Outgoing, receipt::Receipt};
use std::time::Duration;

/// Runs the send in a span and logs its result as an event.
pub(crate) async fn sending<F>(gateway: &SmtpGateway, mail: &Outgoing<'_>, conversation: F) -> Result<Receipt, Error>
where
    F: Future<Output = Result<Receipt, Error>>,
{
    #[cfg(feature = "tracing")]
    {
        use tracing::Instrument;
        let span = tracing::info_span!(
            target: "ite_mailer",
            "send",
            provider = gateway.provider().id(),
            host = gateway.host(),
            message_id = mail.message_id(),
            recipients = mail.envelope().to().len(),
            documents = mail.documents().len(),
            size = mail.size(),
        );
        let started = std::time::Instant::now();
        let result = conversation.instrument(span.clone()).await;
        span.in_scope(|| ended(&result, started.elapsed()));
        result
    }
    #[cfg(not(feature = "tracing"))]
    {
        let _ = (gateway, mail);
        conversation.await
    }
}

#[cfg(feature = "tracing")]
fn ended(result: &Result<Receipt, Error>, took: Duration) {
    let took_ms = milliseconds(took);
    match result {
        Ok(receipt) => {
            let (accepted, rejected) = (receipt.accepted.len(), receipt.rejected.len());
            let queue_id = receipt.queue_id.as_deref();
            tracing::info!(target: "ite_mailer", accepted, rejected, queue_id, took_ms, "accepted");
            receipt.rejected.iter().for_each(refused);
            if let Some(problem) = receipt.sent_copy.as_ref().and_then(|copy| copy.error()?.imap_problem()) {
                tracing::warn!(target: "ite_mailer", problem = problem.as_str(), "no copy in the Sent folder");
            }
        }
        Err(error) => {
            let (kind, stage, outcome) = (error.kind().as_str(), error.stage().as_str(), error.outcome().as_str());
            let code = error.reply().map(crate::error::Reply::code);
            let enhanced = error.reply().and_then(crate::error::Reply::enhanced).map(tracing::field::display);
            tracing::warn!(target: "ite_mailer", kind, stage, outcome, code, enhanced, took_ms, "not accepted");
            error.rejected().iter().for_each(refused);
        }
    }
}

#[cfg(feature = "tracing")]
fn refused(rejection: &crate::error::Rejection) {
    let (recipient, kind) = (masked(&rejection.recipient), rejection.kind.as_str());
    let code = rejection.reply.as_ref().map(crate::error::Reply::code);
    tracing::info!(target: "ite_mailer", recipient, kind, code, "recipient refused");
}

/// The future with the current span and subscriber, for another task.
pub(crate) fn carried<F: Future>(future: F) -> impl Future<Output = F::Output> {
    #[cfg(feature = "tracing")]
    {
        use tracing::instrument::{Instrument, WithSubscriber};
        future.in_current_span().with_current_subscriber()
    }
    #[cfg(not(feature = "tracing"))]
    future
}

/// Logs that a connection is open and signed in.
pub(crate) fn opened(session: &Session, took: Duration) {
    #[cfg(feature = "tracing")]
    tracing::debug!(
        target: "ite_mailer",
        host = session.gateway().host(),
        port = session.gateway().port(),
        mechanism = session.mechanism(),
        pipelining = session.capabilities.pipelining,
        chunking = session.capabilities.chunking,
        took_ms = milliseconds(took),
        "connected",
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (session, took);
}

/// Logs that a reused connection was closed and the mail is sent over a new one.
pub(crate) fn replaced() {
    #[cfg(feature = "tracing")]
    tracing::debug!(target: "ite_mailer", "kept connection had ended");
}

#[cfg(feature = "tracing")]
fn milliseconds(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}

/// The first letter and the domain: `c…@example.org`.
#[cfg(feature = "tracing")]
fn masked(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}…@{domain}")
}
