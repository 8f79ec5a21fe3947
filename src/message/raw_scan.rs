//! Scans a message that was composed elsewhere: line lengths, line ends and header fields, in one pass.

use super::texts::{FROM_MISSING, HEADER_MALFORMED, HEADER_NOT_UTF8, LINE_TOO_LONG, NUL_BYTE};
use crate::error::{Problem, ProblemText};

/// Longest line without its CRLF, in bytes (RFC 5322 §2.1.1).
const MAX_LINE: usize = 998;

/// A field of the header.
#[derive(Debug)]
pub(super) struct Field {
    name: String,
    value: usize,
    pub(super) is_ascii: bool,
    /// Start of its first line.
    pub(super) start: usize,
    /// End of its last line, line end included.
    pub(super) end: usize,
}

impl Field {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The bytes after the colon, line ends included.
    pub(super) fn value<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.get(self.value..self.end).unwrap_or_default()
    }
}

/// The result of a scan.
#[derive(Debug)]
pub(super) struct Scan {
    pub(super) fields: Vec<Field>,
    pub(super) problems: Vec<Problem>,
    pub(super) eight_bit_body: bool,
    pub(super) has_bare_line_ends: bool,
    pub(super) ends_with_line_end: bool,
}

impl Scan {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut scan = Self {
            fields: Vec::new(),
            problems: Vec::new(),
            eight_bit_body: false,
            has_bare_line_ends: false,
            ends_with_line_end: false,
        };
        let mut in_header = true;
        for (number, line) in Lines::of(bytes).enumerate().map(|(n, line)| (n + 1, line)) {
            scan.ends_with_line_end = line.ending > 0;
            scan.has_bare_line_ends |= line.ending == 1;
            if line.text.len() > MAX_LINE {
                scan.problem(&LINE_TOO_LONG, number, line.text.len());
            }
            if line.text.contains(&0) {
                scan.problem(&NUL_BYTE, number, 0);
            }
            let ascii = line.text.is_ascii();
            in_header &= !line.text.is_empty();
            scan.eight_bit_body |= !ascii && !in_header;
            if in_header {
                if !ascii && std::str::from_utf8(line.text).is_err() {
                    scan.problem(&HEADER_NOT_UTF8, number, 0);
                }
                if !scan.header_line(&line) {
                    scan.problem(&HEADER_MALFORMED, number, 0);
                }
            }
        }
        if !scan.fields.iter().any(|field| field.is("From")) {
            scan.problems.push(FROM_MISSING.at("message"));
        }
        scan
    }

    /// Only the first problem of each code is kept: every line of a long text may have the same one.
    fn problem(&mut self, text: &ProblemText, line: usize, length: usize) {
        if !self.problems.iter().any(|problem| problem.code == text.code) {
            let (line, length) = (line.to_string(), length.to_string());
            self.problems.push(text.fill("message", &[("line", &line), ("length", &length)]));
        }
    }

    /// Adds a line of the header; false if it is not a header line.
    fn header_line(&mut self, line: &Line<'_>) -> bool {
        let end = line.start + line.text.len() + line.ending;
        if line.text.starts_with(b" ") || line.text.starts_with(b"\t") {
            let Some(field) = self.fields.last_mut() else { return false };
            field.end = end;
            field.is_ascii &= line.text.is_ascii();
            return true;
        }
        let Some(colon) = line.text.iter().position(|byte| *byte == b':') else { return false };
        // Obsolete syntax allows blanks before the colon (RFC 5322 §4.5).
        let name = line.text.get(..colon).unwrap_or_default().trim_ascii_end();
        let valid = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
        if valid {
            let name = String::from_utf8_lossy(name).into_owned();
            let (value, is_ascii) = (line.start + colon + 1, line.text.is_ascii());
            self.fields.push(Field { name, value, is_ascii, start: line.start, end });
        }
        valid
    }
}

/// Size in bytes with each line end converted to CRLF.
pub(super) fn converted_len(part: &[u8]) -> u64 {
    let converted = |line: Line<'_>| (line.text.len() + if line.ending > 0 { 2 } else { 0 }) as u64;
    Lines::of(part).map(converted).sum()
}

/// A line without its end.
struct Line<'a> {
    text: &'a [u8],
    start: usize,
    /// Length of its end: 2 for CRLF, 1 for a bare CR or LF, 0 at the end of the message.
    ending: usize,
}

struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Lines<'a> {
    const fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
        let (text, end) = rest.split_at_checked(length)?;
        let ending = match end {
            [b'\r', b'\n', ..] => 2,
            [] => 0,
            _ => 1,
        };
        let line = Line { text, start: self.at, ending };
        self.at += length + ending;
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use crate::message::{Address, RawMail};
    use proptest::prelude::*;

    fn raw(bytes: &[u8]) -> Result<RawMail<'_>, crate::Error> {
        let (from, to) = (Address::new("a@example.com").unwrap(), Address::new("b@example.org").unwrap());
        RawMail::new(&from, [&to], bytes)
    }

    const HEAD: &str =
        "Date: Mon, 30 Nov 2026 08:00:00 +0000\r\nMessage-ID: <1@example.com>\r\nFrom: a@example.com\r\n";

    #[test]
    fn a_valid_message_goes_out_as_it_is() {
        let bytes = format!("{HEAD}Subject: x\r\n\r\n.dot\r\n\r\nBcc: text\r\n");
        let mail = raw(bytes.as_bytes()).unwrap();
        assert_eq!((mail.to_eml(), mail.message_id()), (bytes.clone().into_bytes(), "1@example.com"));
        assert!(!mail.needs_8bitmime() && !mail.needs_smtputf8());
    }

    #[test]
    fn each_problem_is_found_with_its_line() {
        let long = "x".repeat(999);
        for (bytes, expected) in [
            (format!("{HEAD}\r\n{}", "x".repeat(998)), vec![]),
            (format!("{HEAD}\r\n{long}"), vec!["line_too_long 5"]),
            (format!("{HEAD}\r\n{long}\n{long}\0"), vec!["line_too_long 5", "nul_byte 6"]),
            (format!("{HEAD}X-Long: {long}\r\n\r\n"), vec!["line_too_long 4"]),
            (format!("{HEAD}no field\r\n\r\n"), vec!["header_malformed 4"]),
            (format!(" {HEAD}"), vec!["header_malformed 1"]),
            (format!("{HEAD}Bad name: x\r\n"), vec!["header_malformed 4"]),
            (": x\r\nFrom: a@example.com".to_owned(), vec!["header_malformed 1"]),
            ("Subject: x\r\n\r\nFrom: a@example.com\r\n".to_owned(), vec!["from_missing"]),
            (String::new(), vec!["from_missing"]),
        ] {
            let found: Vec<String> = match raw(bytes.as_bytes()) {
                Ok(_) => Vec::new(),
                Err(error) => {
                    let line = |text: &str| text.split("Line ").nth(1)?.split(' ').next().map(|n| format!(" {n}"));
                    error.problems().iter().map(|p| format!("{}{}", p.code, line(&p.en).unwrap_or_default())).collect()
                }
            };
            assert_eq!(found, expected, "{bytes:?}");
        }
        let latin1 = [HEAD.as_bytes(), b"Subject: caf\xe9\r\n\r\n"].concat();
        assert_eq!(raw(&latin1).unwrap_err().problems()[0].code, "header_not_utf8");
    }

    #[test]
    fn blind_copies_leave_and_missing_fields_come() {
        let bytes = format!(
            "bcc: one@example.org,\r\n two@example.org\r\n{HEAD}Resent-Bcc: three@example.org\r\nSubject: x\r\nBCC :\r\n\r\nText\r\n"
        );
        let mail = raw(bytes.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(mail.to_eml()).unwrap(), format!("{HEAD}Subject: x\r\n\r\nText\r\n"));
        let mail = raw(b"From: a@example.com\nMessage-ID:\n <>\nDate: x\n").unwrap();
        let expected = format!("Message-ID: <{}>\r\nFrom: a@example.com\r\nDate: x\r\n", mail.message_id());
        assert_eq!(String::from_utf8(mail.to_eml()).unwrap(), expected);
        assert!(mail.message_id().ends_with("@example.com"), "{}", mail.message_id());
        let folded = raw(b"From: a@example.com\r\nMessage-ID:\r\n\t<2@example.com> (x)\r\n\r\n").unwrap();
        assert_eq!(folded.message_id(), "2@example.com");
        assert!(String::from_utf8(folded.to_eml()).unwrap().starts_with("Date: "));
    }

    #[test]
    fn letters_outside_ascii_need_their_extensions() {
        let body = format!("{HEAD}\r\ncafé\r\n");
        let mail = raw(body.as_bytes()).unwrap();
        assert!(mail.needs_8bitmime() && !mail.needs_smtputf8());
        let header = format!("{HEAD}Subject: café\r\n\r\n");
        assert!(raw(header.as_bytes()).unwrap().needs_smtputf8());
        // Non-ASCII bytes of a removed field do not matter.
        let hidden = format!("{HEAD}Bcc: José <b@example.org>,\r\n Zoé <c@example.org>\r\n\r\nHello\r\n");
        let mail = raw(hidden.as_bytes()).unwrap();
        assert!(!mail.needs_8bitmime() && !mail.needs_smtputf8());
        let folded = format!("{HEAD}Subject: x\r\n été\r\n\r\n");
        assert!(raw(folded.as_bytes()).unwrap().needs_smtputf8());
        let from = Address::new("josé@example.com").unwrap();
        let mail = RawMail::new(&from, [&from], HEAD.as_bytes()).unwrap();
        assert!(mail.needs_smtputf8() && !mail.needs_8bitmime());
        assert_eq!(RawMail::new(&from, [], HEAD.as_bytes()).unwrap_err().problems()[0].field, "to");
    }

    /// RFC 5321 §2.3.8: CR and LF are used only together.
    fn all_crlf(text: &str) -> String {
        text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn every_line_end_goes_out_as_crlf(
            parts in prop::collection::vec(prop_oneof![Just("\r".to_owned()), Just("\n".to_owned()), Just("\r\n".to_owned()), Just(".".to_owned()), "[a-z]{1,40}"], 0..60),
            large in prop::option::of(64_000_usize..66_000),
        ) {
            let mut bytes = format!("{HEAD}\r\n{}", parts.concat());
            if let Some(size) = large {
                bytes.push_str(&".\r".repeat(size / 2));
            }
            let mut expected = all_crlf(&bytes);
            if !expected.ends_with("\r\n") {
                expected.push_str("\r\n");
            }
            let mail = raw(bytes.as_bytes()).unwrap();
            prop_assert_eq!(mail.size(), expected.len() as u64);
            prop_assert_eq!(String::from_utf8(mail.to_eml()).unwrap(), expected);
        }
    }
}
