//! Dates and times in the reader's language, in UTC.

use crate::core::{Date, Language};
use std::time::{SystemTime, UNIX_EPOCH};

/// `28 November 2026, 14:05 UTC`, `28 novembre 2026 à 14 h 05 UTC`.
pub(crate) fn date_time(time: SystemTime, language: Language) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let (hour, minute) = (seconds / 3600 % 24, seconds / 60 % 60);
    let date = Date::from(time).display(language);
    match language {
        Language::Fr => format!("{date} à {hour}\u{a0}h\u{a0}{minute:02} UTC"),
        _ => format!("{date}, {hour:02}:{minute:02} UTC"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn dates_are_written_in_both_languages() {
        for (seconds, en, fr) in [
            (0, "1 January 1970, 00:00 UTC", "1er janvier 1970 à 0\u{a0}h\u{a0}00 UTC"),
            (951_827_696, "29 February 2000, 12:34 UTC", "29 février 2000 à 12\u{a0}h\u{a0}34 UTC"),
            (1_795_824_300, "28 November 2026, 00:05 UTC", "28 novembre 2026 à 0\u{a0}h\u{a0}05 UTC"),
        ] {
            let time = UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!((date_time(time, Language::En).as_str(), date_time(time, Language::Fr).as_str()), (en, fr));
        }
    }
}
