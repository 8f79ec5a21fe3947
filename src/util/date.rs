//! `Date`, a calendar day.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A day of the Gregorian calendar. Whether the month has that day is not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    /// The year.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

impl Date {
    /// This day.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Self {
        Self { year, month, day }
    }

    /// Today, in UTC. 1970-01-01 if the system's clock is before it.
    #[must_use]
    pub fn today() -> Self {
        SystemTime::now().into()
    }

    /// The day in UTC this long after the beginning of 1970.
    pub(crate) fn of(since_1970: Duration) -> Self {
        Self::from_days(since_1970.as_secs() / 86_400)
    }

    /// The day this many days after 1970-01-01.
    fn from_days(mut days: u64) -> Self {
        let mut year: u16 = 1970;
        loop {
            let length = if is_leap(year) { 366 } else { 365 };
            if days < length || year == u16::MAX {
                break;
            }
            days -= length;
            year += 1;
        }
        let february = if is_leap(year) { 29 } else { 28 };
        let mut month = 1;
        for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
            if days < length {
                break;
            }
            days -= length;
            month += 1;
        }
        Self::new(year, month, u8::try_from(days + 1).unwrap_or(31))
    }
}

/// The day in UTC. 1970-01-01 for every time before it.
impl From<SystemTime> for Date {
    fn from(time: SystemTime) -> Self {
        Self::of(time.duration_since(UNIX_EPOCH).unwrap_or_default())
    }
}

const fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// As `2026-12-31`.
/// Reads `YYYY-MM-DD`.
impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut parts = text.splitn(3, '-');
        let mut read =
            || Some(Self::new(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?));
        read().ok_or_else(|| serde::de::Error::custom("a date has the form YYYY-MM-DD"))
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (789, "1972-02-29"),
            (11_016, "2000-02-29"),
            (19_982, "2024-09-16"),
            (20_817, "2026-12-30"),
            (20_818, "2026-12-31"),
            (20_819, "2027-01-01"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(Date::from_days(days).to_string(), expected, "{days}");
        }
        assert!(Date::from_days(u64::MAX).year == u16::MAX);
    }

    #[test]
    fn dates_compare_by_year_then_month_then_day() {
        assert!(Date::new(2026, 12, 31) < Date::new(2027, 1, 1));
        assert!(Date::new(2026, 11, 30) < Date::new(2026, 12, 1));
        assert!(Date::today() > Date::new(2026, 1, 1));
    }
}
