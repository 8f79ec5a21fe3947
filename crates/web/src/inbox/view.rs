//! What the inbox's templates show.

use super::{Server, letter};
use crate::{
    core::Language,
    texts::{date, inbox::InboxTexts},
};
use ite_mailer::{
    message::{ParsedMail, ParsedPart},
    sandbox::{ReceivedMail, Speaker},
};
use std::time::{SystemTime, UNIX_EPOCH};

/// Longer texts are cut on the page; the .eml file has everything.
const MAX_SHOWN: usize = 100_000;
/// More parts are counted, not listed.
const MAX_PARTS: usize = 200;

/// A mail in the list.
pub(super) struct Row {
    pub(super) path: String,
    pub(super) subject: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) server: String,
    pub(super) time: String,
    pub(super) documents: usize,
    pub(super) at: SystemTime,
}

pub(super) fn row(at: usize, server: &Server, number: usize, mail: &ReceivedMail, language: Language) -> Row {
    let parsed = mail.parsed();
    let documents = parsed.as_ref().map_or(0, |parsed| parsed.parts.iter().filter(|part| !part.inline).count());
    Row {
        path: format!("mail/{at}/{number}"),
        subject: subject(parsed.as_ref(), language),
        from: mail.from().to_owned(),
        to: mail.recipients().join(", "),
        server: server.name.clone(),
        time: date::date_time(mail.received_at(), language),
        documents,
        at: mail.received_at(),
    }
}

pub(super) fn subject(parsed: Option<&ParsedMail>, language: Language) -> String {
    let subject = parsed.and_then(|parsed| parsed.subject.clone()).filter(|subject| !subject.trim().is_empty());
    subject.unwrap_or_else(|| InboxTexts::of(language).no_subject.to_owned())
}

/// A recipient of the envelope, and whether it is missing in the headers (Bcc).
pub(super) fn recipients(mail: &ReceivedMail, parsed: Option<&ParsedMail>) -> Vec<(String, bool)> {
    let named = parsed.map(|parsed| {
        let to_or_cc = |name: &str| name.eq_ignore_ascii_case("to") || name.eq_ignore_ascii_case("cc");
        let values = parsed.headers.iter().filter(|(name, _)| to_or_cc(name)).map(|(_, value)| value.to_lowercase());
        values.collect::<Vec<_>>().join(",")
    });
    let named = named.unwrap_or_default();
    let blind = |to: &String| !named.contains(&to.to_lowercase());
    mail.recipients().iter().map(|to| (to.clone(), blind(to))).collect()
}

/// A part other than the mail's text.
pub(super) struct PartView {
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) media_type: String,
    pub(super) size: String,
    pub(super) shown: bool,
    pub(super) is_pdf: bool,
}

pub(super) fn parts(parsed: Option<&ParsedMail>, language: Language) -> Vec<PartView> {
    let view = |(number, part): (usize, &ParsedPart)| PartView {
        number,
        name: part.name.clone().or_else(|| part.type_name.clone()).unwrap_or_else(|| format!("#{number}")),
        media_type: part.media_type.clone(),
        size: size(part.bytes.len(), language),
        shown: letter::shown_as(part).is_some(),
        is_pdf: part.media_type.eq_ignore_ascii_case("application/pdf"),
    };
    parsed.map(|parsed| parsed.parts.iter().enumerate().take(MAX_PARTS).map(view).collect()).unwrap_or_default()
}

/// The beginning of a long text.
pub(super) fn beginning(text: &str) -> (&str, bool) {
    let mut end = text.len().min(MAX_SHOWN);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    (text.get(..end).unwrap_or_default(), end < text.len())
}

/// `12 bytes`, `1.4 MB`, `1,4 Mo`.
pub(super) fn size(bytes: usize, language: Language) -> String {
    let french = language == Language::Fr;
    if bytes < 1000 {
        return format!("{bytes}\u{a0}{}", if french { "octets" } else { "bytes" });
    }
    #[allow(clippy::cast_precision_loss, reason = "shown with one digit")]
    let (value, unit) = match bytes {
        ..1_000_000 => (bytes as f64 / 1e3, if french { "ko" } else { "kB" }),
        _ => (bytes as f64 / 1e6, if french { "Mo" } else { "MB" }),
    };
    let text = format!("{value:.1}\u{a0}{unit}");
    if french { text.replace('.', ",") } else { text }
}

/// A line of the conversation: its speaker's class, name and text.
pub(super) type Said = (&'static str, &'static str, String);

pub(super) fn conversation(server: &Server, connection: usize) -> Vec<Said> {
    let lines = server.sandbox.transcript().into_iter().filter(|line| line.connection == connection);
    let said = |line: ite_mailer::sandbox::TranscriptLine| match line.speaker {
        Speaker::Client => ("client", "C", line.text),
        Speaker::Server => ("server", "S", line.text),
        _ => ("event", "·", line.text),
    };
    lines.map(said).collect()
}

pub(super) fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}
