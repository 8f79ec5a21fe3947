//! Dates written out for readers.

use super::Language;
use crate::util::Date;
use std::fmt;

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

impl Date {
    /// The date written out: `3 December 2026`, `3 décembre 2026`.
    ///
    /// ```
    /// use ite_mailer::{Language, gateway::Date};
    ///
    /// let date = Date::new(2027, 1, 1);
    /// assert_eq!(date.display(Language::En).to_string(), "1 January 2027");
    /// assert_eq!(date.display(Language::Fr).to_string(), "1er janvier 2027");
    /// ```
    pub const fn display(self, language: Language) -> impl fmt::Display {
        WrittenOut { date: self, language }
    }
}

struct WrittenOut {
    date: Date,
    language: Language,
}

impl fmt::Display for WrittenOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day } = self.date;
        let months = if self.language == Language::Fr { FR } else { EN };
        let month = months.get(usize::from(month).saturating_sub(1)).copied().unwrap_or_default();
        let ordinal = if day == 1 && self.language == Language::Fr { "er" } else { "" };
        write!(f, "{day}{ordinal} {month} {year}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_out_in_both_languages() {
        for (date, en, fr) in [
            (Date::new(1970, 1, 1), "1 January 1970", "1er janvier 1970"),
            (Date::new(2000, 2, 29), "29 February 2000", "29 février 2000"),
            (Date::new(2026, 8, 11), "11 August 2026", "11 août 2026"),
            (Date::new(2026, 12, 31), "31 December 2026", "31 décembre 2026"),
        ] {
            assert_eq!(date.display(Language::En).to_string(), en);
            assert_eq!(date.display(Language::Fr).to_string(), fr);
        }
    }
}
