//! What a new owner knows of the gateway's last minute.

use super::Inner;
use crate::{OutboxError, lane::recent_attempts};
use ite_mailer::{SmtpGateway, SmtpMailer};
use std::time::Duration;
use tokio::time::sleep;

const MINUTE: Duration = Duration::from_secs(60);

/// The mailer of a lane, whose minute holds what other processes have sent before.
pub(super) async fn mailer(
    inner: &Inner,
    lane: &str,
    gateway: SmtpGateway,
) -> Result<Result<SmtpMailer, ite_mailer::Error>, OutboxError> {
    let limited = gateway.mails_per_minute().is_some();
    let mailer = match SmtpMailer::new(gateway) {
        Ok(mailer) => mailer,
        Err(error) => return Ok(Err(error)),
    };
    if limited {
        let youngest = recent_attempts(&inner.outbox.database, lane).await?.into_iter().min();
        if let Some(youngest) = youngest {
            sleep(MINUTE.saturating_sub(youngest)).await;
        }
    }
    Ok(Ok(mailer))
}
