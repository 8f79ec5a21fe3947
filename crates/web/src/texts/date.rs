//! Dates and times in the reader's language, in UTC.

use crate::core::Language;
use std::time::{SystemTime, UNIX_EPOCH};

const EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// `28 November 2026, 14:05 UTC`, `28 novembre 2026 à 14:05 UTC`.
pub(crate) fn date_time(time: SystemTime, language: Language) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let (year, month, day) = civil(seconds / 86_400);
    let (hour, minute) = (seconds / 3600 % 24, seconds / 60 % 60);
    let name = |names: [&'static str; 12]| names.get(month).copied().unwrap_or_default();
    match language {
        Language::Fr => {
            let first = if day == 1 { "er" } else { "" };
            format!("{day}{first} {} {year} à {hour:02}:{minute:02} UTC", name(FR))
        }
        _ => format!("{day} {} {year}, {hour:02}:{minute:02} UTC", name(EN)),
    }
}

/// Year, month from 0 and day of the month.
fn civil(mut days: u64) -> (u64, usize, u64) {
    let mut year = 1970;
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    for length in lengths {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn dates_are_written_in_both_languages() {
        for (seconds, en, fr) in [
            (0, "1 January 1970, 00:00 UTC", "1er janvier 1970 à 00:00 UTC"),
            (951_827_696, "29 February 2000, 12:34 UTC", "29 février 2000 à 12:34 UTC"),
            (1_795_824_300, "28 November 2026, 00:05 UTC", "28 novembre 2026 à 00:05 UTC"),
        ] {
            let time = UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!((date_time(time, Language::En).as_str(), date_time(time, Language::Fr).as_str()), (en, fr));
        }
    }
}
