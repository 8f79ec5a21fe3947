//! What an error means: for the mail, and for its lane. One pure function.

use super::Settlement;
use ite_mailer::{
    Error, ErrorKind, Outcome, Retry, Stage,
    error::{Basis, Scope},
};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The first wait of a mail or a lane, doubled with each further failure. Never shorter, so that the attempts of one
/// mail are a minute of the gateway apart.
const FIRST: Duration = Duration::from_secs(60);
/// RFC 5321 §4.5.4.1 has relays wait 30 minutes at least; a submission queue may ask sooner, and ends at four hours.
const LONGEST_FOR_MAIL: Duration = Duration::from_secs(4 * 3600);
const LONGEST_FOR_LANE: Duration = Duration::from_secs(3600);
/// A mail that only waited for the gateway's limits waits on.
const WAIT_ON: Duration = Duration::from_secs(1);
const DAY: u64 = 24 * 3600;
/// Behind midnight, for a provider's clock is not ours.
const AFTER_MIDNIGHT: u64 = 300;

/// What an error means for the other mails of its lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LaneEffect {
    /// They go on.
    None,
    /// They go on, unless many fail in a row.
    Suspicious,
    /// They wait for this time; `None`: until a person has acted.
    Pause(Option<Duration>),
}

/// Judges a failed attempt: `attempts` of this mail so far, `failures` of its lane in a row.
pub(crate) fn verdict(error: Error, attempts: i64, max_attempts: u32, failures: i64) -> (Settlement, LaneEffect) {
    if error.outcome() == Outcome::Unknown {
        return (Settlement::InDoubt(error), LaneEffect::None);
    }
    let again = |error, after, counted| Settlement::Again { after, counted, error };
    if error.stage() == Stage::Wait {
        return match (error.kind(), error.retry()) {
            (ErrorKind::Timeout | ErrorKind::Cancelled, _) => (again(error, WAIT_ON, false), LaneEffect::None),
            (_, Retry::After(wait)) => (again(error, Duration::ZERO, false), LaneEffect::Pause(Some(wait))),
            _ => (again(error, WAIT_ON, false), LaneEffect::None),
        };
    }
    if of_gateway(&error) {
        let pause = match error.retry() {
            Retry::Never => None,
            Retry::NextDay => Some(until_next_day(SystemTime::now())),
            Retry::After(advice) => Some(back_off(failures, LONGEST_FOR_LANE).max(advice)),
            _ => Some(back_off(failures, LONGEST_FOR_LANE)),
        };
        return (again(error, Duration::ZERO, false), LaneEffect::Pause(pause));
    }
    let effect = if of_mail(error.kind()) { LaneEffect::None } else { LaneEffect::Suspicious };
    let after = match error.retry() {
        Retry::After(advice) => back_off(attempts - 1, LONGEST_FOR_MAIL).max(advice),
        Retry::NextDay => until_next_day(SystemTime::now()),
        _ => return (Settlement::Failed(error), effect),
    };
    if attempts >= i64::from(max_attempts) {
        return (Settlement::Failed(error), effect);
    }
    (again(error, after, true), effect)
}

/// Whether the server has been offered the mail, which then may count for its mails a minute.
pub(crate) fn has_reached_server(error: &Error) -> bool {
    error.outcome() == Outcome::Unknown || error.stage() >= Stage::MailFrom
}

/// Whether every mail of the gateway would fail the same way.
fn of_gateway(error: &Error) -> bool {
    match error.kind().scope() {
        Scope::Account | Scope::ClientAddress => !is_guess(error),
        Scope::Sender | Scope::Recipient | Scope::Message => false,
        // The network, or the server as a whole, if no mail was named yet.
        _ => {
            matches!(error.kind(), ErrorKind::RateLimited | ErrorKind::TooManyConnections)
                || error.stage() < Stage::MailFrom && error.stage() != Stage::Message
        }
    }
}

/// Whether the kind was only guessed, from a reply to a recipient or to the message. Other mails may fare better.
fn is_guess(error: &Error) -> bool {
    error.stage() >= Stage::RcptTo && error.basis().is_some_and(Basis::is_weak)
}

/// Whether the next mail is likely to fare better.
fn of_mail(kind: ErrorKind) -> bool {
    use ErrorKind as K;
    matches!(kind.scope(), Scope::Recipient | Scope::Message)
        && !matches!(kind, K::ContentRejected | K::MessageMalformed | K::Other)
}

/// The pause of a lane whose settings could not be read.
pub(crate) fn back_off_lane(failures: i64) -> Duration {
    back_off(failures, LONGEST_FOR_LANE)
}

fn back_off(failures: i64, longest: Duration) -> Duration {
    let doublings = u32::try_from(failures.clamp(0, 16)).unwrap_or(0);
    (FIRST * 2_u32.pow(doublings)).min(longest)
}

/// Five minutes after the next midnight UTC. Providers do not publish their day's turn in a common form; one that counts
/// 24 hours refuses again, and the lane waits for the next night.
fn until_next_day(now: SystemTime) -> Duration {
    let seconds = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    Duration::from_secs(DAY - seconds % DAY + AFTER_MIDNIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a failure of this kind at this stage does to a mail, and to its lane.
    fn judged(kind: ErrorKind, stage: Stage, attempts: i64, failures: i64) -> (&'static str, u64, LaneEffect) {
        let (mail, lane) = verdict(Error::new(kind, stage), attempts, 20, failures);
        let after = match &mail {
            Settlement::Again { after, counted, .. } => after.as_secs() + u64::from(*counted),
            _ => 0,
        };
        (mail.state().as_str(), after, lane)
    }

    #[test]
    fn errors_of_the_gateway_pause_the_lane_and_keep_the_mail() {
        use {ErrorKind as K, LaneEffect::Pause, Stage as S};
        let seconds = |n| Pause(Some(Duration::from_secs(n)));
        for (kind, stage, failures, lane) in [
            (K::BadCredentials, S::Auth, 0, Pause(None)),
            (K::AppPasswordRequired, S::Auth, 3, Pause(None)),
            (K::AccountSuspendedOrNotActivated, S::MailFrom, 0, Pause(None)),
            (K::TlsUntrusted, S::Tls, 0, Pause(None)),
            (K::Configuration, S::Gateway, 0, Pause(None)),
            (K::TooManyLoginAttempts, S::Auth, 0, seconds(900)),
            (K::RateLimited, S::MailFrom, 0, seconds(300)),
            (K::Connect, S::Connect, 0, seconds(60)),
            (K::Connect, S::Connect, 1, seconds(120)),
            (K::Dns, S::Dns, 60, seconds(3600)),
            (K::TemporaryServerError, S::Greeting, 0, seconds(60)),
        ] {
            assert_eq!(judged(kind, stage, 1, failures), ("due", 0, lane), "{kind} at {stage}, failures {failures}");
        }
    }

    #[test]
    fn errors_of_one_mail_leave_the_lane_alone() {
        use {ErrorKind as K, LaneEffect as L, Stage as S};
        for (kind, stage, attempts, state, after, lane) in [
            (K::RecipientRejected, S::RcptTo, 1, "failed", 0, L::None),
            (K::MessageTooLarge, S::MailFrom, 1, "failed", 0, L::None),
            (K::SenderNotAllowed, S::MailFrom, 1, "failed", 0, L::Suspicious),
            (K::ContentRejected, S::FinalReply, 1, "failed", 0, L::Suspicious),
            (K::TemporaryServerError, S::RcptTo, 1, "due", 61, L::Suspicious),
            (K::TemporaryServerError, S::RcptTo, 2, "due", 121, L::Suspicious),
            (K::TemporaryServerError, S::RcptTo, 19, "due", 4 * 3600 + 1, L::Suspicious),
            (K::TemporaryServerError, S::RcptTo, 20, "failed", 0, L::Suspicious),
            (K::Connect, S::Data, 1, "due", 61, L::Suspicious),
            (K::Timeout, S::Wait, 1, "due", 1, L::None),
        ] {
            assert_eq!(judged(kind, stage, attempts, 0), (state, after, lane), "{kind} at {stage}, {attempts}");
        }
    }

    #[test]
    fn a_guess_about_the_account_pauses_no_lane() {
        for (stage, basis, paused) in [
            (Stage::Auth, Basis::CodeClass, true),
            (Stage::MailFrom, Basis::CodeClass, true),
            (Stage::RcptTo, Basis::CodeClass, false),
            (Stage::FinalReply, Basis::CodeClass, false),
            (Stage::FinalReply, Basis::Phrase, true),
        ] {
            let error = Error::new(ErrorKind::IpNotAuthorized, stage).with_basis(basis);
            let (mail, lane) = verdict(error, 1, 20, 0);
            assert_eq!(matches!(lane, LaneEffect::Pause(_)), paused, "{stage} {basis}");
            assert_eq!(mail.state().as_str(), if paused { "due" } else { "failed" }, "{stage} {basis}");
        }
    }

    #[test]
    fn an_unknown_outcome_is_in_doubt_whatever_the_kind() {
        for kind in ErrorKind::ALL {
            let error = Error::new(*kind, Stage::FinalReply).with_outcome(Outcome::Unknown);
            let (mail, lane) = verdict(error, 1, 20, 0);
            assert_eq!((mail.state().as_str(), lane), ("in_doubt", LaneEffect::None), "{kind}");
        }
    }

    #[test]
    fn a_used_up_quota_waits_for_the_night() {
        let at = |seconds| until_next_day(UNIX_EPOCH + Duration::from_secs(seconds)).as_secs();
        assert_eq!((at(0), at(DAY - 1)), (DAY + 300, 301));
        let (_, _, lane) = judged(ErrorKind::DailyQuotaExceeded, Stage::MailFrom, 1, 0);
        assert!(matches!(lane, LaneEffect::Pause(Some(wait)) if wait > Duration::from_secs(300)), "{lane:?}");
    }
}
