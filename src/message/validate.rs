//! Every problem of a mail before it is built.

use super::{
    DocumentMail, DocumentMailBuilder, Mailbox,
    headers::{self, IdFault, MAX_TEXT, MAX_WORD, TextFault},
    texts::{self as T, shown},
};
use crate::error::{Error, Problem};
use secrecy::{ExposeSecret, SecretString};

/// Shortest secret for Message-IDs, in bytes: the length of the digest in a Message-ID.
const MIN_SECRET: usize = 16;
const MIB: usize = 1 << 20;

impl DocumentMailBuilder {
    /// The mailbox, if there is one; its problems under the name of this field.
    pub(super) fn mailbox(&mut self, field: &'static str, mailbox: Result<Mailbox, Error>) -> Option<Mailbox> {
        match mailbox {
            Ok(mailbox) => {
                self.problems.extend(mailbox.check().err().map(|problem| problem.at(field)));
                Some(mailbox)
            }
            Err(error) => {
                self.problems.extend(mailbox_problems(field, &error));
                None
            }
        }
    }

    /// Adds the problems of everything that was given, and of what is missing.
    pub(super) fn check(&mut self) {
        let mut found = std::mem::take(&mut self.problems);
        self.check_addresses(&mut found);
        self.check_texts(&mut found);
        self.check_documents(&mut found);
        self.check_headers(&mut found);
        self.check_identity(&mut found);
        self.problems = found;
    }

    fn check_addresses(&self, found: &mut Vec<Problem>) {
        if !self.from_given {
            found.push(T::FROM_MISSING.at("from"));
        }
        let no_recipient = self.to.is_empty() && self.cc.is_empty() && self.bcc.is_empty();
        if !self.recipient_given && no_recipient {
            found.push(T::RECIPIENT_MISSING.at("to"));
        }
    }

    fn check_texts(&self, found: &mut Vec<Problem>) {
        found.extend(headers::check_text(&self.subject).err().map(|fault| match fault {
            TextFault::ControlCharacter => T::SUBJECT_CONTROL.at("subject"),
            TextFault::TooLong => T::SUBJECT_TOO_LONG.fill("subject", &[("max", &MAX_TEXT.to_string())]),
        }));
        if self.text.is_none() && self.html.is_none() && self.documents.is_empty() {
            found.push(T::MAIL_EMPTY.at("text"));
        }
        for (field, body) in [("text", &self.text), ("html", &self.html)] {
            let Some(body) = body else { continue };
            if body.len() > DocumentMail::MAX_TEXT {
                found.push(T::BODY_TOO_LONG.fill(field, &[("max", &(DocumentMail::MAX_TEXT / MIB).to_string())]));
            } else if !body.chars().all(headers::allowed_in_body) {
                found.push(T::BODY_CONTROL.at(field));
            }
        }
        if self.language.as_deref().is_some_and(|tag| !headers::is_language(tag)) {
            found.push(T::LANGUAGE_INVALID.at("language"));
        }
    }

    fn check_documents(&self, found: &mut Vec<Problem>) {
        let (count, max) = (self.documents.len(), DocumentMail::MAX_DOCUMENTS);
        if count > max {
            let values = [("count", &*count.to_string()), ("max", &max.to_string())];
            found.push(T::DOCUMENTS_TOO_MANY.fill("documents", &values));
        }
        for document in self.documents.iter().take(max) {
            document.check(found);
            if document.content_id().is_some() && self.html.is_none() {
                found.push(T::INLINE_WITHOUT_HTML.fill("documents", &[("document", &shown(document.name()))]));
            }
        }
    }

    fn check_headers(&self, found: &mut Vec<Problem>) {
        let fixed = self.fixed.iter().map(|fixed| ("message_id", &fixed.message_id));
        let answered = self.in_reply_to.iter().map(|id| ("in_reply_to", id));
        let references = self.references.iter().map(|id| ("references", id));
        for (field, id) in fixed.chain(answered).chain(references) {
            found.extend(headers::check_id(id).err().map(|fault| match fault {
                IdFault::Length => T::ID_LENGTH.fill(field, &[("max", &MAX_WORD.to_string())]),
                IdFault::Character => T::ID_CHARACTER.at(field),
            }));
        }
        for (name, value) in &self.headers {
            let Err(text) = headers::check_custom(name, value) else { continue };
            let (max, max_word) = (MAX_TEXT.to_string(), MAX_WORD.to_string());
            found.push(text.fill("headers", &[("header", &shown(name)), ("max", &max), ("max_word", &max_word)]));
        }
    }

    fn check_identity(&self, found: &mut Vec<Problem>) {
        for (field, given) in
            [("idempotency_scope", &self.idempotency_scope), ("idempotency_key", &self.idempotency_key)]
        {
            if given.as_deref() == Some("") {
                found.push(T::IDEMPOTENCY_EMPTY.at(field));
            }
        }
        let short = |secret: &SecretString| secret.expose_secret().len() < MIN_SECRET;
        if self.message_id_secret.as_ref().is_some_and(short) {
            found.push(T::SECRET_SHORT.fill("message_id_secret", &[("min", &MIN_SECRET.to_string())]));
        }
    }
}

/// Why a value is not a mailbox, under the name of this field. A conversion of the caller's own may fail without
/// problems.
pub(crate) fn mailbox_problems(field: &'static str, error: &Error) -> Vec<Problem> {
    match error.problems() {
        [] => vec![T::MAILBOX_INVALID.fill(field, &[("why", &error.to_string())])],
        problems => problems.iter().map(|problem| problem.clone().at(field)).collect(),
    }
}
