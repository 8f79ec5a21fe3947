//! The mail itself: its HTML in a frame without any rights, its documents, its source.

use super::Servers;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use encodify::base64;
use ite_mailer::{message::ParsedPart, sandbox::ReceivedMail};
use serde::Deserialize;

/// No script, no form, no request: only pictures inside the mail are shown.
const HTML_POLICY: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; \
     frame-ancestors 'self'",
);
/// A stricter policy would also apply to the browser's PDF viewer and break it.
const DOCUMENT_POLICY: HeaderValue = HeaderValue::from_static("frame-ancestors 'self'");
/// Larger pictures are left out of the HTML, but listed with the parts.
const MAX_PICTURE: usize = 4 * 1024 * 1024;

/// The mail with this number, counted from 0, of this server.
pub(super) fn find(servers: &Servers, server: usize, number: usize) -> Option<ReceivedMail> {
    servers.get(server)?.sandbox.mails().get(number).cloned()
}

pub(super) async fn html(State(servers): State<Servers>, Path((server, number)): Path<(usize, usize)>) -> Response {
    let parsed = find(&servers, server, number).and_then(|mail| mail.parsed());
    let Some((html, parts)) = parsed.and_then(|parsed| Some((parsed.html?, parsed.parts))) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    ([(header::CONTENT_SECURITY_POLICY, HTML_POLICY)], Html(with_pictures(html, &parts))).into_response()
}

/// The HTML with the mail's own pictures in place of `cid:` links.
fn with_pictures(html: String, parts: &[ParsedPart]) -> String {
    if !html.contains("cid:") {
        return html;
    }
    parts.iter().fold(html, |html, part| {
        let Some(id) = part.content_id.as_deref() else { return html };
        let wanted = format!("cid:{id}");
        if !part.media_type.starts_with("image/") || part.bytes.len() > MAX_PICTURE || !html.contains(&wanted) {
            return html;
        }
        let data = base64::STANDARD.encode(&part.bytes);
        html.replace(&wanted, &format!("data:{};base64,{data}", part.media_type))
    })
}

pub(super) async fn eml(State(servers): State<Servers>, Path((server, number)): Path<(usize, usize)>) -> Response {
    let Some(mail) = find(&servers, server, number) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (header::CONTENT_TYPE, "message/rfc822".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{server}-{number}.eml\"")),
    ];
    (headers, mail.raw().clone()).into_response()
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    show: String,
}

pub(super) async fn part(
    State(servers): State<Servers>,
    Path((server, number, part)): Path<(usize, usize, usize)>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let parsed = find(&servers, server, number).and_then(|mail| mail.parsed());
    let part = parsed.and_then(|parsed| parsed.parts.into_iter().nth(part));
    let Some(part) = part else { return StatusCode::NOT_FOUND.into_response() };
    let shown = (!wanted.show.is_empty()).then(|| shown_as(&part)).flatten();
    let mut headers = HeaderMap::new();
    // A document that could run in the browser is always a download.
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(shown.unwrap_or("application/octet-stream")));
    let disposition = match shown {
        Some(_) => HeaderValue::from_static("inline"),
        None => attachment(part.name.as_deref().or(part.type_name.as_deref()).unwrap_or("part")),
    };
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::CONTENT_SECURITY_POLICY, if shown.is_some() { DOCUMENT_POLICY } else { HTML_POLICY });
    (headers, part.bytes).into_response()
}

/// The media type a document is shown as; `None` for one that is only downloaded.
pub(super) fn shown_as(part: &ParsedPart) -> Option<&'static str> {
    match part.media_type.to_ascii_lowercase().as_str() {
        "application/pdf" => Some("application/pdf"),
        "image/png" => Some("image/png"),
        "image/jpeg" => Some("image/jpeg"),
        "image/gif" => Some("image/gif"),
        "image/webp" => Some("image/webp"),
        "text/plain" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}

/// `Content-Disposition` with the name percent-encoded (RFC 8187), so that no name ends the header.
fn attachment(name: &str) -> HeaderValue {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let encoded: String = name
        .bytes()
        .take(200)
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}
