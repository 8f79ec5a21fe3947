//! Bounds of numbers and deadlines.

use super::texts as T;
use crate::{
    error::Problem,
    gateway::{GatewaySettings, Timeouts},
};
#[cfg(feature = "oauth2")]
use std::time::Duration;

/// Each is a socket and, while it is opened, a TLS handshake.
pub(super) const MAX_CONNECTIONS: u32 = 100;
/// A counter; servers close a connection long before.
pub(super) const MAX_MAILS_PER_CONNECTION: u32 = 1_000_000;
/// A thousand a second.
pub(super) const MAX_PER_MINUTE: u32 = 60_000;
/// A hundred times what every server must take (RFC 5321 §4.5.3.1.8).
pub(super) const MAX_RECIPIENTS: u32 = 10_000;
/// 1 GiB; the largest limit of the catalogue is 150 MiB (Microsoft 365).
pub(super) const MAX_MESSAGE_SIZE: u64 = 1 << 30;

/// The limits of the settings that are set, without those that are out of range.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) max_connections: Option<u32>,
    pub(super) mails_per_connection: Option<u32>,
    pub(super) mails_per_minute: Option<u32>,
    pub(super) recipients_per_message: Option<u32>,
    pub(super) max_message_size: Option<u64>,
}

pub(super) fn check(settings: &GatewaySettings, problems: &mut Vec<Problem>) -> Checked {
    let mut number = |field, value: Option<u64>, max: u64| {
        let value = value?;
        if value == 0 {
            problems.push(T::NUMBER_ZERO.at(field));
        } else if value > max {
            problems.push(T::NUMBER_TOO_LARGE.fill(field, &[("max", &max.to_string())]));
        }
        (1..=max).contains(&value).then_some(value)
    };
    let mut small = |field, value: Option<u32>, max: u32| {
        number(field, value.map(u64::from), u64::from(max)).and_then(|value| u32::try_from(value).ok())
    };
    let checked = Checked {
        max_connections: small("max_connections", settings.max_connections, MAX_CONNECTIONS),
        mails_per_connection: small(
            "mails_per_connection",
            Some(settings.mails_per_connection),
            MAX_MAILS_PER_CONNECTION,
        ),
        mails_per_minute: small("mails_per_minute", settings.mails_per_minute, MAX_PER_MINUTE),
        recipients_per_message: small("recipients_per_message", settings.recipients_per_message, MAX_RECIPIENTS),
        max_message_size: number("max_message_size", settings.max_message_size, MAX_MESSAGE_SIZE),
    };
    deadlines(&settings.timeouts, problems);
    checked
}

fn deadlines(timeouts: &Timeouts, problems: &mut Vec<Problem>) {
    for (step, deadline, max) in timeouts.with_maxima() {
        if deadline.is_zero() {
            problems.push(T::DEADLINE_ZERO.fill("timeouts", &[("step", step)]));
        } else if deadline > max {
            let max = max.as_secs().to_string();
            problems.push(T::DEADLINE_TOO_LONG.fill("timeouts", &[("step", step), ("max", &max)]));
        }
    }
}

/// The same for a deadline that is no field of the settings.
#[cfg(feature = "oauth2")]
pub(crate) fn deadline(field: &'static str, deadline: Duration, max: Duration, problems: &mut Vec<Problem>) {
    if deadline.is_zero() {
        problems.push(T::DEADLINE_ZERO.fill(field, &[("step", field)]));
    } else if deadline > max {
        problems.push(T::DEADLINE_TOO_LONG.fill(field, &[("step", field), ("max", &max.as_secs().to_string())]));
    }
}
