//! `Document`, a file to attach.

use super::{
    headers::{self, IdFault, MAX_WORD},
    texts::{self as T, shown, shown_path},
};
use crate::{
    error::{Error, ErrorKind, Problem, ProblemText, Stage},
    util::digest::hex,
};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::{
    fmt, io,
    path::Path,
    sync::{Arc, OnceLock},
};

/// Longest file name of common file systems, in bytes.
const MAX_NAME: usize = 255;
/// PDF readers accept the header within the first 1024 bytes (ISO 32000-1, annex H.3).
const PDF_HEADER_WITHIN: usize = 1024;

/// A document to send: file name, media type, bytes. Clones share the bytes and the fingerprint.
///
/// Constructors check nothing; the mail's builder checks every document and reports every problem at once: empty
/// documents, invalid names, bytes that contradict the media type.
///
/// ```
/// use ite_mailer::Document;
///
/// let invoice = Document::pdf("Facture n° 42.pdf", &b"%PDF-1.7 ..."[..]);
/// assert_eq!(invoice.media_type(), "application/pdf");
/// assert_eq!((invoice.size(), invoice.sha256().len()), (12, 64));
///
/// let table = Document::new("orders.csv", "text/csv", "id;total\n42;100\n");
/// assert_eq!(table.name(), "orders.csv");
/// ```
#[derive(Clone)]
pub struct Document(Arc<Inner>);

struct Inner {
    name: String,
    media_type: String,
    bytes: Bytes,
    content_id: Option<String>,
    sha256: OnceLock<String>,
}

impl Document {
    /// A PDF.
    #[must_use]
    pub fn pdf(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::new(name, "application/pdf", bytes)
    }

    /// A document of this media type, such as `text/csv`.
    #[must_use]
    pub fn new(name: impl Into<String>, media_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self(Arc::new(Inner {
            name: name.into(),
            media_type: media_type.into(),
            bytes: bytes.into(),
            content_id: None,
            sha256: OnceLock::new(),
        }))
    }

    /// A document with the media type of its name's extension, or `application/octet-stream` for an unknown one.
    ///
    /// Mails (`.eml`, `.mht`) get `application/octet-stream` too: RFC 2046 §5.2.1 does not allow `message/rfc822` to be
    /// encoded, and unencoded bytes may be changed on the way. Mail programs open them by their extension.
    #[must_use]
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        let name = name.into();
        let known = mime_guess::from_path(&name).first_raw().filter(|media_type| !is_container(media_type));
        let media_type = known.unwrap_or("application/octet-stream");
        Self::new(name, media_type, bytes)
    }

    /// Reads a whole file; the document gets the file's name. Blocks: in async code, call it in `spawn_blocking`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Message`], with path and reason, if the file cannot be read, is no regular file (a directory, a
    /// pipe, a device), or has a name that is not Unicode.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let failed = |text: ProblemText, why: &str| {
            let problem = text.fill("documents", &[("path", &shown_path(path)), ("why", why)]);
            Error::invalid(ErrorKind::Message, Stage::Message, vec![problem])
        };
        let unreadable = |error: io::Error| {
            let text = match error.kind() {
                io::ErrorKind::NotFound => T::FILE_NOT_FOUND,
                io::ErrorKind::PermissionDenied => T::FILE_FORBIDDEN,
                _ => T::FILE_UNREADABLE,
            };
            failed(text, &error.kind().to_string()).with_source(error)
        };
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| failed(T::FILE_NAME_NOT_UNICODE, ""))?;
        // Checked before opening: opening a pipe blocks until its other end is opened.
        if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
            return Err(failed(T::FILE_NOT_REGULAR, ""));
        }
        let bytes = std::fs::read(path).map_err(unreadable)?;
        Ok(Self::from_bytes(name, bytes))
    }

    /// The same document shown inside the HTML, which refers to it as `cid:` followed by this id (RFC 2392).
    #[must_use]
    pub fn inline(self, content_id: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            name: self.0.name.clone(),
            media_type: self.0.media_type.clone(),
            bytes: self.0.bytes.clone(),
            content_id: Some(content_id.into()),
            sha256: self.0.sha256.clone(),
        }))
    }

    /// The file name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The media type, without parameters.
    #[must_use]
    pub fn media_type(&self) -> &str {
        &self.0.media_type
    }

    /// The bytes; cloning them copies nothing.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.0.bytes
    }

    /// The id the HTML refers to; `None` for an attachment.
    #[must_use]
    pub fn content_id(&self) -> Option<&str> {
        self.0.content_id.as_deref()
    }

    /// Size in bytes, before encoding.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.bytes.len() as u64
    }

    /// SHA-256 of the bytes in lower-case hexadecimal, computed once for all clones.
    #[must_use]
    pub fn sha256(&self) -> &str {
        self.0.sha256.get_or_init(|| hex(&Sha256::digest(&self.0.bytes)))
    }

    /// Whether the fingerprint was computed.
    #[cfg(feature = "smtp")]
    pub(super) fn is_hashed(&self) -> bool {
        self.0.sha256.get().is_some()
    }

    /// Adds what is wrong with name, bytes, media type and content id.
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        let empty = self.0.bytes.is_empty();
        let empty = empty.then_some((T::DOCUMENT_EMPTY, 0));
        let found = [self.name_problem(), empty, self.type_problem(), self.content_id_problem()];
        for (text, max) in found.into_iter().flatten() {
            problems.push(text.fill(
                "documents",
                &[("document", &shown(&self.0.name)), ("type", &shown(&self.0.media_type)), ("max", &max.to_string())],
            ));
        }
    }

    fn name_problem(&self) -> Option<(ProblemText, usize)> {
        match self.0.name.as_str() {
            name if name.trim().is_empty() || name == "." || name == ".." => Some((T::DOCUMENT_NAME_MISSING, 0)),
            name if name.chars().any(|c| headers::forbidden(c) || direction_override(c)) => {
                Some((T::DOCUMENT_NAME_CONTROL, 0))
            }
            name if name.contains(['/', '\\']) => Some((T::DOCUMENT_NAME_PATH, 0)),
            name if name.len() > MAX_NAME => Some((T::DOCUMENT_NAME_TOO_LONG, MAX_NAME)),
            _ => None,
        }
    }

    fn type_problem(&self) -> Option<(ProblemText, usize)> {
        let Inner { media_type, bytes, .. } = &*self.0;
        if is_container(media_type) {
            Some((T::DOCUMENT_TYPE_OF_MAILS, 0))
        } else if !is_media_type(media_type) {
            Some((T::DOCUMENT_TYPE_INVALID, 0))
        } else if !bytes.is_empty() && contradicts(&media_type.to_ascii_lowercase(), bytes) {
            Some((T::DOCUMENT_TYPE_DIFFERS, 0))
        } else {
            None
        }
    }

    fn content_id_problem(&self) -> Option<(ProblemText, usize)> {
        match headers::check_id(self.0.content_id.as_ref()?) {
            Ok(()) => None,
            Err(IdFault::Length) => Some((T::CONTENT_ID_LENGTH, MAX_WORD)),
            Err(IdFault::Character) => Some((T::CONTENT_ID_CHARACTER, 0)),
        }
    }
}

/// A direction override makes `facture\u{202E}fdp.exe` look like a PDF's name.
fn direction_override(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Names of RFC 6838 §4.2.
fn is_media_type(text: &str) -> bool {
    let token = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.len() <= 127
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c))
    };
    text.split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype))
}

/// Types that must not be encoded (RFC 2046 §5.1 and §5.2), and types that mail programs read as parts of the mail
/// itself.
fn is_container(media_type: &str) -> bool {
    let kind = media_type.split('/').next().unwrap_or_default();
    kind.eq_ignore_ascii_case("multipart") || kind.eq_ignore_ascii_case("message")
}

fn contradicts(media_type: &str, bytes: &[u8]) -> bool {
    match media_type {
        "application/pdf" => {
            let head = bytes.get(..PDF_HEADER_WITHIN).unwrap_or(bytes);
            !head.windows(5).any(|window| window == b"%PDF-")
        }
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/tiff" | "application/gzip" => {
            !infer::is_mime(bytes, media_type)
        }
        "application/zip" | "application/epub+zip" => !infer::is_mime(bytes, "application/zip"),
        office
            if office.starts_with("application/vnd.openxmlformats-officedocument.")
                || office.starts_with("application/vnd.oasis.opendocument.") =>
        {
            // These types are always ZIP files; flat OpenDocument has other types.
            !infer::is_mime(bytes, "application/zip")
        }
        text if text.starts_with("text/") || text == "application/xml" || text == "application/json" => {
            ["application/pdf", "image/png", "image/jpeg", "application/zip"]
                .iter()
                .any(|binary| infer::is_mime(bytes, binary))
        }
        _ => false,
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("name", &self.0.name)
            .field("media_type", &self.0.media_type)
            .field("size", &self.size())
            .field("content_id", &self.0.content_id)
            .finish()
    }
}
