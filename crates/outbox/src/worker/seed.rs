//! The mailer of a lane that another process may have served a moment ago.

use super::Inner;
use crate::{OutboxError, lane::recent_attempts};
use ite_mailer::{SmtpGateway, SmtpMailer};

/// Makes the lane's mailer. Its rate limiter counts the attempts of the last minute in our table, whichever process made
/// them, so that two owners within one minute keep the gateway's mails a minute together.
pub(super) async fn mailer(
    inner: &Inner,
    lane: &str,
    gateway: SmtpGateway,
) -> Result<Result<SmtpMailer, ite_mailer::Error>, OutboxError> {
    let limited = gateway.mails_per_minute().is_some();
    let mailer = match SmtpMailer::with_network_policy(gateway, inner.policy.clone()) {
        Ok(mailer) => mailer,
        Err(error) => return Ok(Err(error)),
    };
    #[cfg(feature = "imap")]
    let mailer = inner.copies.noted(mailer, &inner.outbox.database);
    if limited {
        mailer.seed_recent_attempts(recent_attempts(&inner.outbox.database, lane).await?);
    }
    Ok(Ok(mailer))
}
