//! A mail as plain data: built into a `DocumentMail`, and written to the manifest the readers compare with.

use ite_mailer::{Document, DocumentMail};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Name and address.
pub(crate) type Person = (&'static str, &'static str);

pub(crate) const SENDER: Person = ("Société Été, SARL", "facturation@example.com");
pub(crate) const CLIENT: Person = ("", "client@example.com");

/// Looks like a PDF at its beginning and like noise after it.
pub(crate) fn pdf(seed: u64, size: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64 ^ seed;
    while bytes.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}

#[derive(Clone)]
pub(crate) struct Attachment {
    pub(crate) name: String,
    pub(crate) media_type: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) inline: Option<&'static str>,
}

impl Attachment {
    pub(crate) fn new(name: impl Into<String>, media_type: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), media_type, bytes: bytes.into(), inline: None }
    }

    pub(crate) fn pdf(name: impl Into<String>, size: usize) -> Self {
        Self::new(name, "application/pdf", pdf(size as u64, size))
    }

    pub(crate) fn sha256(&self) -> String {
        Sha256::digest(&self.bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[derive(Clone)]
pub(crate) struct Letter {
    pub(crate) label: String,
    pub(crate) from: Person,
    pub(crate) to: Vec<Person>,
    pub(crate) cc: Vec<Person>,
    pub(crate) bcc: Vec<Person>,
    pub(crate) reply_to: Vec<Person>,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: Option<&'static str>,
    pub(crate) attachments: Vec<Attachment>,
}

impl Letter {
    /// To one client, with a short text.
    pub(crate) fn new(label: impl Into<String>) -> Self {
        let label = label.into();
        Self {
            from: SENDER,
            to: vec![CLIENT],
            cc: Vec::new(),
            bcc: Vec::new(),
            reply_to: Vec::new(),
            subject: label.clone(),
            text: "Bonjour,\n\nvoici nos documents.".to_owned(),
            html: None,
            attachments: Vec::new(),
            label,
        }
    }

    pub(crate) fn to(mut self, people: &[Person]) -> Self {
        self.to = people.to_vec();
        self
    }

    pub(crate) fn with(mut self, attachment: Attachment) -> Self {
        self.attachments.push(attachment);
        self
    }

    pub(crate) fn mail(&self) -> DocumentMail {
        let mut mail = DocumentMail::builder().from(self.from).subject(self.subject.as_str()).text(self.text.as_str());
        for person in &self.to {
            mail = mail.to(*person);
        }
        for person in &self.cc {
            mail = mail.cc(*person);
        }
        for person in &self.bcc {
            mail = mail.bcc(*person);
        }
        for person in &self.reply_to {
            mail = mail.reply_to(*person);
        }
        if let Some(html) = self.html {
            mail = mail.html(html);
        }
        for one in &self.attachments {
            let document = Document::new(one.name.as_str(), one.media_type, one.bytes.clone());
            mail = match one.inline {
                Some(id) => mail.inline(document, id),
                None => mail.document(document),
            };
        }
        mail.build().unwrap_or_else(|error| panic!("{}: {error}", self.label))
    }

    /// What the parsers must find in the mailboxes of these addresses.
    pub(crate) fn expected(&self, message_id: &str, accepted: &[String]) -> Value {
        let mailboxes: BTreeSet<_> = accepted.iter().filter_map(|address| address.split('@').next()).collect();
        let documents: Vec<_> = self
            .attachments
            .iter()
            .map(|one| json!({"name": one.name, "size": one.bytes.len(), "sha256": one.sha256(), "inline": one.inline}))
            .collect();
        json!({
            "message_id": message_id,
            "mailboxes": mailboxes,
            "from": [self.from],
            "to": self.to,
            "cc": self.cc,
            "reply_to": self.reply_to,
            "subject": self.subject,
            "text": self.text,
            "html": self.html,
            "documents": documents,
        })
    }
}
