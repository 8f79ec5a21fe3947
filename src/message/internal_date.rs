//! The date of a message as IMAP wants it (RFC 9051 §9, `date-time`).

use super::{chunks::DotStuffing, outgoing::Outgoing};
use crate::util::Date;
use std::time::{Duration, SystemTime};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Outgoing<'_> {
    /// The `Date` header in the form of IMAP; `None` if there is none, or none of RFC 5322.
    pub(crate) fn internal_date(&self) -> Option<String> {
        let mut start = Vec::new();
        // Headers come first, and 64 KiB of them are read: enough for every mail but a few.
        self.chunks(DotStuffing::Off).next_into(&mut start);
        let mut lines = start.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let header = lines.by_ref().take_while(|line| !line.is_empty()).find_map(|line| {
            let (name, value) = line.split_at_checked(5)?;
            name.eq_ignore_ascii_case(b"date:").then_some(value)
        })?;
        let mut value = String::from_utf8_lossy(header).into_owned();
        // A header may be folded.
        for line in lines.take_while(|line| line.starts_with(b" ") || line.starts_with(b"\t")) {
            value.push_str(&String::from_utf8_lossy(line));
        }
        date_time(&value)
    }
}

/// The day two days ago, as IMAP writes it, if this date of IMAP's is of yesterday, today or tomorrow: where a mail of
/// these days was filed, it was filed since then.
pub(crate) fn recently(internal_date: &str, now: SystemTime) -> Option<String> {
    const DAY: Duration = Duration::from_secs(86_400);
    let day = |date: Date| {
        let month = MONTHS.get(usize::from(date.month).checked_sub(1)?)?;
        Some(format!("{:02}-{month}-{}", date.day, date.year))
    };
    let near = [now.checked_sub(DAY)?, now, now.checked_add(DAY)?];
    let is_near = near.into_iter().filter_map(|near| day(near.into())).any(|near| internal_date.starts_with(&near));
    if is_near { day(now.checked_sub(2 * DAY)?.into()) } else { None }
}

/// `Mon, 30 Nov 2026 08:05:00 +0100` becomes `30-Nov-2026 08:05:00 +0100`.
fn date_time(value: &str) -> Option<String> {
    let value = value.split_once(',').map_or(value, |(_, rest)| rest);
    let mut words = value.split_ascii_whitespace();
    let day: u8 = words.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
    let month = words.next()?;
    let month = MONTHS.iter().find(|name| name.eq_ignore_ascii_case(month))?;
    let year: u16 = words.next()?.parse().ok().filter(|year| (1000..=9999).contains(year))?;
    let mut clock = words.next()?.split(':').map(str::parse::<u8>);
    let mut next = |limit| clock.next().map(|part| part.ok().filter(|part| *part <= limit));
    let (hour, minute, second) = (next(23)??, next(59)??, next(60).unwrap_or(Some(0))?);
    let zone = match words.next()? {
        "GMT" | "UT" | "UTC" | "Z" => "+0000",
        zone => zone,
    };
    let digits = zone.strip_prefix(['+', '-'])?;
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(format!("{day:02}-{month}-{year} {hour:02}:{minute:02}:{second:02} {zone}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Address, Envelope, outgoing::Segment};

    fn of(header: &str) -> Option<String> {
        let address = Address::new("a@example.com").unwrap();
        let envelope = Envelope::new(&address, [&address], []);
        let message = format!("Subject: x\r\n{header}\r\nTo: b@example.com\r\n\r\nDate: 1 Jan 1999 00:00:00 +0000\r\n");
        let segments = vec![Segment::Text(message.into())];
        Outgoing::new(envelope, String::new(), Vec::new(), Default::default(), segments).internal_date()
    }

    #[test]
    fn days_to_search_from() {
        // 2026-03-01, one o'clock.
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_772_326_800);
        for (date, since) in [
            ("28-Feb-2026 23:00:00 +0100", Some("27-Feb-2026")),
            ("01-Mar-2026 01:00:00 +0000", Some("27-Feb-2026")),
            ("02-Mar-2026 00:30:00 +1400", Some("27-Feb-2026")),
            ("27-Feb-2026 23:00:00 +0000", None),
            ("03-Mar-2026 00:00:00 +0000", None),
            ("01-Mar-2025 01:00:00 +0000", None),
        ] {
            assert_eq!(recently(date, now).as_deref(), since, "{date}");
        }
    }

    #[test]
    fn dates() {
        for (header, date) in [
            ("Date: Mon, 30 Nov 2026 08:05:09 +0100", Some("30-Nov-2026 08:05:09 +0100")),
            ("date:1 dec 2026 8:05 -0530 (comment)", Some("01-Dec-2026 08:05:00 -0530")),
            ("Date: Tue,\r\n 1 Dec 2026\r\n\t08:05:00 GMT", Some("01-Dec-2026 08:05:00 +0000")),
            ("Date: Mon, 30 Nov 26 08:05:00 +0100", None),
            ("Date: 30 Nov 2026 24:05:00 +0100", None),
            ("Date: 30 Nov 2026 08:05:00 CET", None),
            ("Date: 30 Nov 2026 08:05:00 +01000", None),
            ("Date: yesterday", None),
            ("X-Date: 30 Nov 2026 08:05:00 +0100", None),
        ] {
            assert_eq!(of(header).as_deref(), date, "{header}");
        }
    }
}
