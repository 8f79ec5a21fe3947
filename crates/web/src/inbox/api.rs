//! The mails as JSON, for scripts and tests.

use super::{Servers, letter, view};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::json;

#[derive(Serialize)]
struct Listed<'a> {
    server: usize,
    number: usize,
    server_name: &'a str,
    subject: String,
    envelope_from: String,
    envelope_to: Vec<String>,
    size: usize,
    received_at: u64,
}

pub(super) async fn mails(State(servers): State<Servers>) -> Response {
    let list: Vec<_> = servers
        .iter()
        .enumerate()
        .flat_map(|(server, of)| {
            let listed = move |(number, mail): (usize, ite_mailer::sandbox::ReceivedMail)| Listed {
                server,
                number,
                server_name: &of.name,
                subject: mail.parsed().and_then(|parsed| parsed.subject).unwrap_or_default(),
                envelope_from: mail.from().to_owned(),
                envelope_to: mail.recipients().to_vec(),
                size: mail.raw().len(),
                received_at: view::seconds(mail.received_at()),
            };
            of.sandbox.mails().into_iter().enumerate().map(listed)
        })
        .collect();
    Json(list).into_response()
}

pub(super) async fn mail(State(servers): State<Servers>, Path((server, number)): Path<(usize, usize)>) -> Response {
    let Some(mail) = letter::find(&servers, server, number) else { return StatusCode::NOT_FOUND.into_response() };
    let parsed = mail.parsed();
    let part = |part: &ite_mailer::message::ParsedPart| {
        json!({
            "name": part.name, "media_type": part.media_type, "content_id": part.content_id,
            "inline": part.inline, "size": part.bytes.len(),
        })
    };
    let parts: Vec<_> = parsed.iter().flat_map(|parsed| &parsed.parts).map(part).collect();
    Json(json!({
        "envelope": { "from": mail.from(), "to": mail.recipients(), "parameters": mail.parameters() },
        "connection": mail.connection(), "tls": mail.tls(), "user": mail.user(), "mechanism": mail.mechanism(),
        "chunked": mail.chunked(), "size": mail.raw().len(), "received_at": view::seconds(mail.received_at()),
        "headers": parsed.as_ref().map(|parsed| &parsed.headers),
        "subject": parsed.as_ref().and_then(|parsed| parsed.subject.as_ref()),
        "text": parsed.as_ref().and_then(|parsed| parsed.text.as_ref()),
        "html": parsed.as_ref().and_then(|parsed| parsed.html.as_ref()),
        "parts": parts,
    }))
    .into_response()
}
