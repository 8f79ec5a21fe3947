//! Looking at the outbox, and what people decide about its mails.

mod actions;
mod counts;
mod lanes;
mod list;
mod progress;

pub use actions::Settle;
pub use counts::{Counts, CountsOf};
pub use lanes::{Lane, LanePause};
pub use list::{MailFilter, OutboxMail};
pub use progress::Progress;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A time as the tables hold it: milliseconds since 1970.
pub(crate) fn time(milliseconds: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0))
}
