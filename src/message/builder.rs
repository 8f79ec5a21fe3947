//! `DocumentMailBuilder`, which reports every problem of a mail at once.

use super::{
    AutoSubmitted, Document, DocumentMail, Mailbox, headers, html_text, mail::Parts, message_id::Identity,
    recipients::IntoMailboxes,
};
use crate::error::{Error, ErrorKind, Problem, Stage};
use secrecy::SecretString;
use std::{sync::Arc, time::SystemTime};

/// Builds a [`DocumentMail`]; [`build`](Self::build) reports every problem at once.
///
/// Required: an author, a recipient, and a text, HTML or a document.
#[derive(Debug, Default)]
#[must_use]
pub struct DocumentMailBuilder {
    pub(super) problems: Vec<Problem>,
    from: Option<Mailbox>,
    pub(super) from_given: bool,
    pub(super) recipient_given: bool,
    pub(super) to: Vec<Mailbox>,
    pub(super) cc: Vec<Mailbox>,
    pub(super) bcc: Vec<Mailbox>,
    pub(super) reply_to: Vec<Mailbox>,
    pub(super) subject: String,
    pub(super) text: Option<String>,
    pub(super) html: Option<String>,
    pub(super) documents: Vec<Document>,
    pub(super) in_reply_to: Option<String>,
    pub(super) references: Vec<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) language: Option<String>,
    pub(super) idempotency_scope: Option<String>,
    pub(super) idempotency_key: Option<String>,
    pub(super) message_id_secret: Option<SecretString>,
    pub(super) auto_submitted: AutoSubmitted,
    pub(super) date: Option<SystemTime>,
    /// The values of a stored mail.
    pub(super) fixed: Option<Fixed>,
}

/// Values that are chosen when a mail is first built.
#[derive(Debug)]
pub(super) struct Fixed {
    pub(super) message_id: String,
    /// See [`Parts`].
    pub(super) confined: bool,
}

macro_rules! recipients {
    ($($(#[$meta:meta])* $name:ident),+) => {$(
        $(#[$meta])*
        pub fn $name<K>(mut self, mailboxes: impl IntoMailboxes<K>) -> Self {
            for mailbox in mailboxes.into_mailboxes() {
                self.recipient_given |= stringify!($name) != "reply_to";
                if let Some(mailbox) = self.mailbox(stringify!($name), mailbox) {
                    self.$name.push(mailbox);
                }
            }
            self
        }
    )+};
}

impl DocumentMailBuilder {
    /// Sets the author. A later call replaces it.
    pub fn from<M, E>(mut self, mailbox: M) -> Self
    where
        M: TryInto<Mailbox, Error = E>,
        E: Into<Error>,
    {
        self.from_given = true;
        self.from = self.mailbox("from", mailbox.try_into().map_err(Into::into));
        self
    }

    recipients! {
        /// Adds a recipient, or a list of them.
        ///
        /// ```
        /// # use ite_mailer::DocumentMail;
        /// # fn main() -> Result<(), ite_mailer::Error> {
        /// let mail = DocumentMail::builder()
        ///     .from("billing@example.com")
        ///     .to("Client <client@example.org>")
        ///     .to(vec!["second@example.org", "third@example.org"])
        ///     .text("Hello")
        ///     .build()?;
        /// assert_eq!(mail.to().len(), 3);
        /// # Ok(())
        /// # }
        /// ```
        to,
        /// Adds a recipient of a copy, or a list of them.
        cc,
        /// Adds a recipient of a blind copy, or a list of them: in the envelope, never in the message.
        bcc,
        /// Adds a `Reply-To` address, or a list of them. Default: none, replies go to the author.
        reply_to
    }

    /// Adds these recipients; as [`to`](Self::to), from any iterator.
    pub fn recipients<I, E>(self, mailboxes: I) -> Self
    where
        I: IntoIterator,
        I::Item: TryInto<Mailbox, Error = E>,
        E: Into<Error>,
    {
        self.to(mailboxes.into_iter().collect::<Vec<_>>())
    }

    /// Sets the subject. Default: empty.
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// Sets the plain text. Default: derived from the HTML.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// Sets the HTML. Default: none.
    pub fn html(mut self, html: impl Into<String>) -> Self {
        self.html = Some(html.into());
        self
    }

    /// Adds a document.
    pub fn document(mut self, document: Document) -> Self {
        self.documents.push(document);
        self
    }

    /// Adds an image shown inside the HTML, which refers to it as `cid:` followed by this id.
    pub fn inline(self, document: Document, content_id: impl Into<String>) -> Self {
        self.document(document.inline(content_id))
    }

    /// Sets the Message-ID of the mail that this mail replies to, with or without angle brackets. Default: none.
    pub fn in_reply_to(mut self, id: impl Into<String>) -> Self {
        self.in_reply_to = Some(bare(&id.into()));
        self
    }

    /// Adds Message-IDs of the conversation, oldest first, with or without angle brackets.
    pub fn references<I>(mut self, ids: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.references.extend(ids.into_iter().map(|id| bare(&id.into())));
        self
    }

    /// Adds a header. Headers that this crate writes are refused.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets `Content-Language` (RFC 3282), such as `fr`. Default: none.
    pub fn language(mut self, tag: impl Into<String>) -> Self {
        self.language = Some(tag.into());
        self
    }

    /// Sets the scope in which the idempotency key is unique, such as `customer-42`. Default: none.
    ///
    /// Scope and key are the identity of the mail: the Message-ID is computed from both, and
    /// [`IdempotentMailer`](crate::IdempotentMailer) sends one mail for both, with any author. Take the scope from your
    /// own data (the customer's id in your database), not from the mail: a customer who types another's address as
    /// author could otherwise block the other's invoices.
    pub fn idempotency_scope(mut self, scope: impl Into<String>) -> Self {
        self.idempotency_scope = Some(scope.into());
        self
    }

    /// Sets the idempotency key: two mails with the same scope and key are the same mail, such as `invoice-42`.
    /// Default: none, and the Message-ID is random.
    ///
    /// Without a scope, the Message-ID is computed from the author's address and the key, and
    /// [`IdempotentMailer`](crate::IdempotentMailer) refuses the mail.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Sets a secret of your product from which the Message-ID of a mail with an idempotency key is computed. Default:
    /// none.
    ///
    /// Without it, an attacker who guesses scope and key can compute the Message-ID and send a mail with it first; a
    /// mailbox that drops duplicates then drops yours. Another secret gives another Message-ID, so keep it for as long
    /// as mails may be sent again. It is the key of HMAC-SHA256 (RFC 2104): at least 16 random bytes. The mail does not
    /// contain it.
    pub fn message_id_secret(mut self, secret: SecretString) -> Self {
        self.message_id_secret = Some(secret);
        self
    }

    /// Sets whether the mail was generated automatically. Default: [`AutoSubmitted::No`].
    pub fn auto_submitted(mut self, auto_submitted: AutoSubmitted) -> Self {
        self.auto_submitted = auto_submitted;
        self
    }

    /// Sets the date of the mail. Default: when it is built.
    pub fn date(mut self, date: SystemTime) -> Self {
        self.date = Some(date);
        self
    }

    /// Validates and returns the mail.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Message`] with every [`Problem`], each with its field; without problems only if the system has no
    /// random numbers.
    pub fn build(mut self) -> Result<DocumentMail, Error> {
        self.check();
        let from = match self.from {
            Some(from) if self.problems.is_empty() => from,
            _ => return Err(Error::invalid(ErrorKind::Message, Stage::Message, self.problems)),
        };
        let identity = Identity {
            author: from.address(),
            scope: self.idempotency_scope.as_deref(),
            key: self.idempotency_key.as_deref(),
            secret: self.message_id_secret.as_ref(),
        };
        let Fixed { message_id, confined } = match self.fixed {
            Some(fixed) => fixed,
            None => Fixed { message_id: identity.message_id()?, confined: false },
        };
        let html = self.html.as_deref().map(headers::crlf);
        let text = match (self.text, &html) {
            (Some(text), _) => Some(headers::crlf(&text)),
            (None, Some(html)) => Some(headers::crlf(&html_text::html_to_text(html))),
            (None, None) => None,
        };
        Ok(DocumentMail(Arc::new(Parts {
            from,
            to: self.to,
            cc: self.cc,
            bcc: self.bcc,
            reply_to: self.reply_to,
            subject: self.subject,
            text,
            html,
            documents: self.documents,
            in_reply_to: self.in_reply_to,
            references: self.references,
            headers: self.headers,
            language: self.language,
            idempotency_scope: self.idempotency_scope,
            idempotency_key: self.idempotency_key,
            auto_submitted: self.auto_submitted,
            message_id,
            date: self.date.unwrap_or_else(SystemTime::now),
            confined,
        })))
    }
}

fn bare(id: &str) -> String {
    let id = id.trim_matches(' ');
    id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(id).to_owned()
}
