//! Messages at the top of the page and beside a field.

use super::PageView;
use crate::settings::{Notice, faults::Fault};

impl PageView<'_> {
    /// Every fault with its text and the field to go to.
    pub(super) fn faults(&self) -> Vec<(&'static str, String)> {
        self.draft.faults.iter().map(|fault| (anchor(fault), fault.text(self.language))).collect()
    }

    pub(super) fn fault(&self, field: &str) -> Option<String> {
        let found = self.draft.faults.iter().find(|fault| anchor(fault) == field);
        found.map(|fault| fault.text(self.language))
    }

    pub(super) fn is_conflict(&self) -> bool {
        self.draft.notice == Some(Notice::Conflict)
    }

    pub(super) fn notice(&self) -> Option<(&'static str, String)> {
        let t = self.t;
        let (mood, text) = match self.draft.notice? {
            Notice::Saved => ("good", t.saved),
            Notice::SavedUntested => ("warn", t.saved_untested),
            Notice::SavedFailing => ("warn", t.saved_failing),
            Notice::SavedWithoutCopy => ("warn", t.saved_without_copy),
            Notice::Applied => ("good", t.applied),
            Notice::AddressUnknown => ("note", t.address_unknown),
            Notice::SearchUnknown => ("warn", t.search_unknown),
            Notice::ConsentGiven => ("good", t.consent_given),
            Notice::ConsentRefused => ("warn", t.consent_refused),
            Notice::ConsentExpired => ("warn", t.consent_expired),
            Notice::PasswordDropped => ("warn", t.password_dropped),
            Notice::Conflict => ("warn", t.conflict),
            Notice::DraftLost => ("warn", t.draft_lost),
            Notice::Busy(wait) => return Some(("warn", format!("{} {wait}\u{a0}{}.", t.test_busy, t.seconds))),
        };
        Some((mood, text.to_owned()))
    }
}

/// The field of the page that a fault of the core is about.
fn anchor(fault: &Fault) -> &'static str {
    const FIELDS: [&str; 9] =
        ["address", "sender_name", "user", "password", "host", "port", "security", "recipient", "sent_copy"];
    match &*fault.field {
        "from" => "address",
        "secret" => "password",
        "imap.host" => "imap_host",
        // The page has no field for the TLS mode, which follows from the port.
        "imap.port" | "imap.security" => "imap_port",
        "imap.folder" => "imap_folder",
        // The copies have no login of their own here.
        "imap.user" | "imap_password" => "sent_copy",
        other => FIELDS.into_iter().find(|field| *field == other).unwrap_or("host"),
    }
}
