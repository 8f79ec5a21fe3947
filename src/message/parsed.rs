//! Parses messages with the crate `mail-parser`, for tests.

use mail_parser::{MessageParser, MimeHeaders as _, PartType};

/// A parsed message: what a recipient's mail program shows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParsedMail {
    /// Header names and raw values, still folded, in order.
    pub headers: Vec<(String, String)>,
    /// The subject, decoded.
    pub subject: Option<String>,
    /// The author: name and address, decoded.
    pub from: Option<(Option<String>, String)>,
    /// The recipients of `To`: names and addresses, decoded.
    pub to: Vec<(Option<String>, String)>,
    /// The Message-ID, without angle brackets.
    pub message_id: Option<String>,
    /// The plain text, decoded.
    pub text: Option<String>,
    /// The HTML, decoded.
    pub html: Option<String>,
    /// The other parts, decoded, in order.
    pub parts: Vec<ParsedPart>,
}

/// A part of a [`ParsedMail`] that is not one of its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParsedPart {
    /// The file name of `Content-Disposition`.
    pub name: Option<String>,
    /// The `name` of `Content-Type`, which older clients show.
    pub type_name: Option<String>,
    /// The media type.
    pub media_type: String,
    /// The Content-ID, without angle brackets.
    pub content_id: Option<String>,
    /// Whether it is shown inside the HTML.
    pub inline: bool,
    /// The bytes, decoded.
    pub bytes: Vec<u8>,
}

impl ParsedMail {
    /// Parses a message; `None` if the bytes are none.
    #[must_use]
    pub fn parse(eml: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(eml)?;
        let mailboxes = |list: Option<&mail_parser::Address<'_>>| -> Vec<(Option<String>, String)> {
            let own = |a: &mail_parser::Addr<'_>| Some((a.name().map(str::to_owned), a.address()?.to_owned()));
            list.map(|list| list.iter().filter_map(own).collect()).unwrap_or_default()
        };
        let mut parsed = Self {
            headers: message.headers_raw().map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect(),
            subject: message.subject().map(str::to_owned),
            from: mailboxes(message.from()).into_iter().next(),
            to: mailboxes(message.to()),
            message_id: message.message_id().map(str::to_owned),
            text: None,
            html: None,
            parts: Vec::new(),
        };
        for part in &message.parts {
            let disposition = part.content_disposition();
            let is_document = disposition.is_some();
            match &part.body {
                PartType::Multipart(_) => {}
                PartType::Text(text) if !is_document && parsed.text.is_none() => parsed.text = Some(text.to_string()),
                PartType::Html(html) if !is_document && parsed.html.is_none() => parsed.html = Some(html.to_string()),
                _ => parsed.parts.push(ParsedPart {
                    name: disposition.and_then(|d| d.attribute("filename")).map(str::to_owned),
                    type_name: part.content_type().and_then(|t| t.attribute("name")).map(str::to_owned),
                    media_type: part.content_type().map_or_else(String::new, |t| {
                        t.subtype().map_or_else(|| t.ctype().to_owned(), |sub| format!("{}/{sub}", t.ctype()))
                    }),
                    content_id: part.content_id().map(str::to_owned),
                    inline: disposition.is_some_and(|d| d.is_inline()),
                    bytes: bytes(&message, part),
                }),
            }
        }
        Some(parsed)
    }

    /// The raw value of the first header of this name; case does not matter.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// The bytes of a text document, which the parser would convert to UTF-8.
fn bytes(message: &mail_parser::Message<'_>, part: &mail_parser::MessagePart<'_>) -> Vec<u8> {
    let raw = || message.raw_message.get(part.raw_body_offset() as usize..part.raw_end_offset() as usize);
    let base64 = part.content_transfer_encoding().is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64"));
    match &part.body {
        PartType::Text(_) | PartType::Html(_) if base64 => {
            raw().and_then(mail_parser::decoders::base64::base64_decode).unwrap_or_default()
        }
        _ => part.contents().to_vec(),
    }
}
