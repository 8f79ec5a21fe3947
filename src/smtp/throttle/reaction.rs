//! The reaction of the throttle to a failure.

use crate::error::{Error, ErrorKind, Retry, Stage};
use std::time::Duration;

/// Longest hold.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// What the throttle does after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reaction {
    /// Nothing.
    None,
    /// No mail starts for this long.
    Hold(Duration),
    /// As [`Hold`](Self::Hold); the reply names no time.
    BackOff,
    /// No further connections for this long.
    FewerConnections(Duration),
}

/// The wait after this kind if the reply names none.
pub(crate) const fn usual(kind: ErrorKind) -> Duration {
    match kind.usual_retry() {
        Retry::After(wait) => wait,
        _ => Duration::from_secs(60),
    }
}

/// Only a reply that concerns the next mail too causes a hold: `421` (RFC 5321 §3.8), a rate or connection limit, a
/// temporary error before any recipient. A refused recipient or content does not concern the next mail. `others` is the
/// number of other open connections.
pub(crate) fn reaction(error: &Error, others: usize) -> Reaction {
    let (Some(reply), Retry::After(wait)) = (error.reply(), error.retry()) else { return Reaction::None };
    let of_recipient = || reply.enhanced().is_some_and(|code| matches!(code.subject, 1 | 2));
    let concerns_all = match (error.kind(), error.stage()) {
        // Handled by the auth breaker.
        (ErrorKind::TooManyLoginAttempts, _) => false,
        (ErrorKind::TooManyConnections, _) => true,
        _ if reply.code() == 421 => true,
        (ErrorKind::RateLimited, Stage::RcptTo) => !of_recipient(),
        (ErrorKind::RateLimited, _) => true,
        (ErrorKind::TemporaryServerError, stage) if stage <= Stage::MailFrom => true,
        (ErrorKind::TemporaryServerError, Stage::Data | Stage::FinalReply) => reply.code() == 452,
        _ => false,
    };
    let wait = wait.min(LONGEST);
    match error.kind() {
        _ if !concerns_all => Reaction::None,
        ErrorKind::TooManyConnections if others > 0 => Reaction::FewerConnections(wait),
        ErrorKind::RateLimited | ErrorKind::TooManyConnections => Reaction::Hold(wait),
        kind if wait == usual(kind) => Reaction::BackOff,
        _ => Reaction::Hold(wait),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{
        error::{Reply, classify},
        provider::{Provider, SecretShape},
    };

    /// The error a mail gets for this reply.
    pub(crate) fn refusal(stage: Stage, reply: &str) -> Error {
        let reply = Reply::parse(reply);
        let meaning = classify(stage, Provider::Custom, None, SecretShape::Unknown, &reply);
        Error::new(meaning.kind, stage).with_retry(meaning.retry).with_reply(reply)
    }

    #[test]
    fn reactions_to_refusals() {
        use Reaction::{BackOff, FewerConnections, Hold, None as Nothing};
        let minutes = |n: u64| Duration::from_secs(60 * n);
        for (stage, reply, alone, with_others) in [
            (
                Stage::Greeting,
                "421 4.7.0 Too many concurrent connections",
                Hold(minutes(1)),
                FewerConnections(minutes(1)),
            ),
            (
                Stage::FinalReply,
                "432 4.3.2 Concurrent connections limit exceeded",
                Hold(minutes(1)),
                FewerConnections(minutes(1)),
            ),
            (Stage::Greeting, "421 4.3.2 Shutting down", BackOff, BackOff),
            (Stage::Greeting, "421 4.3.2 Shutting down, try again in 2 minutes", Hold(minutes(2)), Hold(minutes(2))),
            (Stage::Auth, "454 4.7.0 Temporary authentication failure", BackOff, BackOff),
            (Stage::Auth, "454 4.7.0 Too many login attempts, please try again later", Nothing, Nothing),
            (Stage::Auth, "535 5.7.8 no", Nothing, Nothing),
            (Stage::MailFrom, "450 4.7.1 Rate limit exceeded, slow down", Hold(minutes(5)), Hold(minutes(5))),
            (
                Stage::MailFrom,
                "450 4.7.1 Rate limit exceeded, try again in 3 hours",
                Hold(minutes(15)),
                Hold(minutes(15)),
            ),
            (Stage::MailFrom, "452 4.3.1 Insufficient system storage", BackOff, BackOff),
            (
                Stage::RcptTo,
                "450 4.2.1 The user is receiving mail at a rate that is too high, slow down",
                Nothing,
                Nothing,
            ),
            (Stage::RcptTo, "450 4.7.1 Rate limit exceeded, slow down", Hold(minutes(5)), Hold(minutes(5))),
            (Stage::RcptTo, "450 4.7.1 Greylisted, come back in 5 minutes", Nothing, Nothing),
            (Stage::RcptTo, "421 4.3.2 Shutting down", BackOff, BackOff),
            (Stage::FinalReply, "451 4.3.0 Local error in processing", Nothing, Nothing),
            (Stage::FinalReply, "452 4.3.1 Insufficient system storage", BackOff, BackOff),
            (Stage::FinalReply, "554 5.7.1 Message rejected as spam", Nothing, Nothing),
            (Stage::FinalReply, "550 5.4.5 Daily sending quota exceeded", Nothing, Nothing),
        ] {
            let error = refusal(stage, reply);
            assert_eq!(
                (reaction(&error, 0), reaction(&error, 2)),
                (alone, with_others),
                "{stage} {reply}: {}",
                error.kind()
            );
        }
        let unanswered = Error::new(ErrorKind::Connect, Stage::Connect);
        assert_eq!(reaction(&unanswered, 0), Nothing, "a network failure is not a request of the server's");
    }
}
