//! The mailboxes of each user, and the mails filed in them.

use super::behaviour::ImapBehavior;
use bytes::Bytes;
use std::time::SystemTime;

/// A mail that a client appended to a mailbox.
///
/// ```
/// use ite_mailer::sandbox::{FiledMail, ImapBehavior, SmtpSandbox};
/// # use encodify::base64::STANDARD;
/// # use tokio::{io::{AsyncReadExt, AsyncWriteExt}, net::TcpStream};
/// # use tokio_rustls::{TlsConnector, rustls};
/// # use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
/// # async fn append(sandbox: &SmtpSandbox) -> Result<(), Box<dyn std::error::Error>> {
/// #     let mut roots = rustls::RootCertStore::empty();
/// #     roots.add(CertificateDer::from_pem_slice(sandbox.ca_pem().as_bytes())?)?;
/// #     let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// #     let config = rustls::ClientConfig::builder_with_provider(provider)
/// #         .with_safe_default_protocol_versions()?
/// #         .with_root_certificates(roots)
/// #         .with_no_client_auth();
/// #     let port = sandbox.imap_tls_port().ok_or("no IMAP")?;
/// #     let tcp = TcpStream::connect((sandbox.host(), port)).await?;
/// #     let name = ServerName::try_from("localhost")?;
/// #     let mut tls = TlsConnector::from(std::sync::Arc::new(config)).connect(name, tcp).await?;
/// #     let secret = STANDARD.encode(format!("\0{}\0{}", sandbox.user(), sandbox.password()));
/// #     let mail = "Subject: Facture\r\n\r\nBonjour\r\n";
/// #     let text = format!(
/// #         "a AUTHENTICATE PLAIN {secret}\r\nb APPEND Sent (\\Seen) {{{}+}}\r\n{mail}\r\nc LOGOUT\r\n",
/// #         mail.len()
/// #     );
/// #     tls.write_all(text.as_bytes()).await?;
/// #     tls.read_to_end(&mut Vec::new()).await?;
/// #     Ok(())
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let builder = SmtpSandbox::builder().imap(ImapBehavior::default());
/// let sandbox = builder.start().await?;
/// // An IMAP client appends a mail to `Sent` …
/// append(&sandbox).await?;
/// let filed: Vec<FiledMail> = sandbox.wait_for_filed(1).await?;
/// assert_eq!((filed[0].folder(), filed[0].uid()), ("Sent", 1));
/// assert_eq!(filed[0].flags(), ["\\Seen"]);
/// assert_eq!(filed[0].parsed().unwrap().subject.as_deref(), Some("Facture"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct FiledMail {
    pub(super) user: String,
    pub(super) folder: String,
    pub(super) uid: u32,
    pub(super) uid_validity: u32,
    pub(super) flags: Vec<String>,
    pub(super) internal_date: Option<String>,
    pub(super) tls: bool,
    pub(super) connection: usize,
    pub(super) raw: Bytes,
    pub(super) filed_at: SystemTime,
}

impl FiledMail {
    /// The login of the mailbox's owner.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The name of the mailbox, in UTF-8.
    #[must_use]
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// The UID, from 1 in each mailbox.
    #[must_use]
    pub const fn uid(&self) -> u32 {
        self.uid
    }

    /// The `UIDVALIDITY` of the mailbox.
    #[must_use]
    pub const fn uid_validity(&self) -> u32 {
        self.uid_validity
    }

    /// The flags of the `APPEND`, in order and as sent, such as `\Seen`.
    #[must_use]
    pub fn flags(&self) -> &[String] {
        &self.flags
    }

    /// The date of the `APPEND` as sent, such as `05-Mar-2026 09:30:00 +0100`; `None` without one.
    #[must_use]
    pub fn internal_date(&self) -> Option<&str> {
        self.internal_date.as_deref()
    }

    /// Whether the mail came over TLS.
    #[must_use]
    pub const fn tls(&self) -> bool {
        self.tls
    }

    /// The number of its IMAP connection, from 1.
    #[must_use]
    pub const fn connection(&self) -> usize {
        self.connection
    }

    /// When its last byte was received.
    #[must_use]
    pub const fn filed_at(&self) -> SystemTime {
        self.filed_at
    }

    /// The bytes of the message.
    #[must_use]
    pub const fn raw(&self) -> &Bytes {
        &self.raw
    }

    /// The message, parsed by the crate `mail-parser`; `None` if it is no message.
    #[must_use]
    pub fn parsed(&self) -> Option<crate::message::ParsedMail> {
        crate::message::ParsedMail::parse(&self.raw)
    }
}

#[derive(Clone, Debug)]
pub(super) struct Folder {
    pub(super) name: String,
    pub(super) special_use: Option<String>,
    pub(super) uid_validity: u32,
    pub(super) uid_next: u32,
    pub(super) subscribed: bool,
}

#[derive(Debug, Default)]
pub(in crate::sandbox) struct Mailboxes {
    /// Login and mailboxes.
    accounts: Vec<(String, Vec<Folder>)>,
    pub(super) filed: Vec<FiledMail>,
    created: u32,
}

impl Mailboxes {
    /// Creates the mailboxes of this user at the first sign-in.
    pub(super) fn open(&mut self, user: &str, behavior: &ImapBehavior) {
        if self.accounts.iter().any(|(login, _)| login == user) {
            return;
        }
        self.accounts.push((user.to_owned(), Vec::new()));
        if behavior.folders.is_empty() {
            for (name, special_use) in
                [("INBOX", None), ("Drafts", Some("\\Drafts")), ("Sent", Some("\\Sent")), ("Trash", Some("\\Trash"))]
            {
                self.create(user, name, special_use.map(str::to_owned));
            }
            return;
        }
        if !behavior.folders.iter().any(|folder| is_inbox(&folder.name)) {
            self.create(user, "INBOX", None);
        }
        for folder in &behavior.folders {
            self.create(user, &folder.name, folder.special_use.clone());
        }
    }

    /// Creates a mailbox; false if there is one of this name.
    pub(super) fn create(&mut self, user: &str, name: &str, special_use: Option<String>) -> bool {
        if self.folder(user, name).is_some() {
            return false;
        }
        self.created += 1;
        let folder = Folder {
            name: name.to_owned(),
            special_use,
            uid_validity: 1_000 + self.created,
            uid_next: 1,
            subscribed: true,
        };
        if let Some((_, folders)) = self.accounts.iter_mut().find(|(login, _)| login == user) {
            folders.push(folder);
        }
        true
    }

    pub(super) fn folders(&self, user: &str) -> &[Folder] {
        self.accounts.iter().find(|(login, _)| login == user).map_or(&[], |(_, folders)| folders)
    }

    pub(super) fn folder(&self, user: &str, name: &str) -> Option<&Folder> {
        self.folders(user).iter().find(|folder| same_name(&folder.name, name))
    }

    pub(super) fn folder_mut(&mut self, user: &str, name: &str) -> Option<&mut Folder> {
        let (_, folders) = self.accounts.iter_mut().find(|(login, _)| login == user)?;
        folders.iter_mut().find(|folder| same_name(&folder.name, name))
    }

    /// The mails of a mailbox, by rising UID.
    pub(super) fn mails(&self, user: &str, folder: &str) -> impl Iterator<Item = &FiledMail> {
        self.filed.iter().filter(move |mail| mail.user == user && same_name(&mail.folder, folder))
    }

    /// Bytes in all mailboxes of a user.
    pub(super) fn used(&self, user: &str) -> usize {
        self.filed.iter().filter(|mail| mail.user == user).map(|mail| mail.raw.len()).sum()
    }

    /// Gives a mail its UID and keeps it; `None` if the mailbox is gone.
    pub(super) fn file(&mut self, mut mail: FiledMail) -> Option<(u32, u32)> {
        let folder = self.folder_mut(&mail.user, &mail.folder)?;
        (mail.uid, mail.uid_validity) = (folder.uid_next, folder.uid_validity);
        folder.uid_next += 1;
        mail.folder.clone_from(&folder.name);
        let ids = (mail.uid_validity, mail.uid);
        self.filed.push(mail);
        Some(ids)
    }
}

fn is_inbox(name: &str) -> bool {
    name.eq_ignore_ascii_case("INBOX")
}

/// Only `INBOX` is case-insensitive (RFC 9051 §5.1).
fn same_name(a: &str, b: &str) -> bool {
    a == b || (is_inbox(a) && is_inbox(b))
}

/// Whether a header field of this name contains this text, both compared without case; folded lines are joined.
pub(super) fn header_contains(raw: &[u8], name: &str, text: &str) -> bool {
    let end = raw.windows(4).position(|at| at == b"\r\n\r\n").map_or(raw.len(), |at| at + 2);
    let header = String::from_utf8_lossy(raw.get(..end).unwrap_or_default());
    let header = header.replace("\r\n ", " ").replace("\r\n\t", "\t");
    let text = text.to_ascii_lowercase();
    header
        .split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .any(|(field, value)| field.trim_end().eq_ignore_ascii_case(name) && value.to_ascii_lowercase().contains(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_fields_are_found() {
        let raw = b"From: a@example.com\r\nMessage-ID:\r\n <1.A@example.com>\r\nX-Empty:\r\n\r\nMessage-ID: <2@example.com>\r\n";
        for (name, text, found) in [
            ("Message-ID", "<1.A@example.com>", true),
            ("message-id", "<1.a@EXAMPLE.com>", true),
            ("Message-ID", "1.A@", true),
            ("Message-ID", "<2@example.com>", false),
            ("Message", "1.A@", false),
            ("X-Empty", "", true),
            ("X-Missing", "", false),
        ] {
            assert_eq!(header_contains(raw, name, text), found, "{name}: {text}");
        }
    }
}
