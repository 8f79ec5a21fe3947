//! Any bytes as a message composed elsewhere: refused, or sent as RFC 5321 and RFC 5322 require.
#![no_main]

use ite_mailer::{Address, message::RawMail};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (Ok(from), Ok(to)) = (Address::new("a@example.com"), Address::new("b@example.org")) else { return };
    let Ok(mail) = RawMail::new(&from, [&to], bytes) else { return };
    let eml = mail.to_eml();
    assert_eq!(eml.len() as u64, mail.size());
    assert!(eml.ends_with(b"\r\n") && !eml.contains(&0));
    assert_eq!(mail.needs_8bitmime(), !eml.is_ascii());
    // Removing each CRLF leaves no CR and no LF.
    let text: Vec<u8> =
        eml.split(|byte| *byte == b'\n').flat_map(|line| line.strip_suffix(b"\r").unwrap_or(line)).copied().collect();
    assert!(!text.contains(&b'\r'));
    let mut lines = eml.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    assert!(lines.clone().all(|line| line.len() <= 998));
    let header: Vec<Vec<u8>> =
        lines.by_ref().take_while(|line| !line.is_empty()).map(<[u8]>::to_ascii_lowercase).collect();
    for name in ["from", "date", "message-id"] {
        assert!(header.iter().any(|line| line.starts_with(name.as_bytes())), "{name}");
    }
    assert!(!header.iter().any(|line| line.starts_with(b"bcc:") || line.starts_with(b"resent-bcc:")));
    // What goes out is itself a valid message, and goes out unchanged.
    let again = RawMail::new(&from, [&to], &eml).map(|mail| mail.to_eml());
    assert!(again.is_ok_and(|again| again == eml));
});
