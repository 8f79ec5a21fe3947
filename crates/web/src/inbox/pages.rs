//! The pages of the inbox.

use super::{
    Servers, letter,
    switches::{self, PERSONALITIES, STEPS},
    view::{self, PartView, Row, Said},
};
use crate::{PageLanguage, core::Language, http::Base, texts::inbox::InboxTexts};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use ite_mailer::{
    ErrorKind,
    sandbox::{ReceivedMail, Speaker},
};
use std::sync::PoisonError;

/// How many conversations the list shows for each server.
const CONVERSATIONS: usize = 3;

#[derive(Template)]
#[template(path = "inbox/list.html")]
struct List {
    t: &'static InboxTexts,
    language: Language,
    base: String,
    rows: Vec<Row>,
    servers: Vec<ServerView>,
    refusals: Vec<&'static str>,
}

struct ServerView {
    number: usize,
    name: String,
    personality: &'static str,
    active: Vec<String>,
    /// Connection and its last reply.
    conversations: Vec<(usize, String)>,
}

impl ServerView {
    fn plays(&self, name: &str) -> bool {
        self.personality == name
    }
}

#[derive(Template)]
#[template(path = "inbox/mail.html")]
struct Mail {
    t: &'static InboxTexts,
    language: Language,
    base: String,
    path: String,
    server: String,
    subject: String,
    mail: ReceivedMail,
    time: String,
    size: String,
    recipients: Vec<(String, bool)>,
    headers: Vec<(String, String)>,
    has_html: bool,
    text: Option<String>,
    parts: Vec<PartView>,
    source: String,
    source_cut: bool,
    conversation: Vec<Said>,
}

#[derive(Template)]
#[template(path = "inbox/conversation.html")]
struct Conversation {
    t: &'static InboxTexts,
    language: Language,
    base: String,
    server: String,
    connection: usize,
    conversation: Vec<Said>,
}

fn html(page: &impl Template) -> Response {
    Html(page.render().unwrap_or_default()).into_response()
}

pub(super) async fn list(State(servers): State<Servers>, language: PageLanguage, base: Base) -> Response {
    let language = language.0;
    let mut rows = Vec::new();
    for (at, server) in servers.iter().enumerate() {
        let mails = server.sandbox.mails();
        rows.extend(mails.iter().enumerate().map(|(number, mail)| view::row(at, server, number, mail, language)));
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.at));
    let server_view = |(number, server): (usize, &super::Server)| {
        let playing = server.sandbox.personality();
        let transcript = server.sandbox.transcript();
        let last = transcript.last().map_or(0, |line| line.connection);
        let reply = |connection: usize| {
            let mut said = transcript.iter().rev();
            let line = said.find(|line| {
                line.connection == connection && line.speaker == Speaker::Server && !line.text.starts_with("221")
            });
            (connection, line.map(|line| line.text.clone()).unwrap_or_default())
        };
        ServerView {
            number,
            name: server.name.clone(),
            personality: PERSONALITIES.iter().find(|(_, of)| *of == playing).map_or("", |(name, _)| name),
            active: server.active.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            conversations: (1..=last).rev().take(CONVERSATIONS).map(reply).collect(),
        }
    };
    let servers = servers.iter().enumerate().map(server_view).collect();
    let refusals = ErrorKind::ALL.iter().map(|kind| kind.as_str()).collect();
    html(&List { t: InboxTexts::of(language), language, base: base.0, rows, servers, refusals })
}

pub(super) async fn mail(
    State(servers): State<Servers>,
    language: PageLanguage,
    base: Base,
    Path((server, number)): Path<(usize, usize)>,
) -> Response {
    let language = language.0;
    let t = InboxTexts::of(language);
    let (Some(of), Some(mail)) = (servers.get(server), letter::find(&servers, server, number)) else {
        return (StatusCode::NOT_FOUND, t.gone).into_response();
    };
    let parsed = mail.parsed();
    let source = String::from_utf8_lossy(mail.raw()).into_owned();
    let (shown, source_cut) = view::beginning(&source);
    let text = parsed.as_ref().and_then(|parsed| parsed.text.as_deref()).map(|text| view::beginning(text).0.to_owned());
    html(&Mail {
        t,
        language,
        base: base.0,
        path: format!("mail/{server}/{number}"),
        server: of.name.clone(),
        subject: view::subject(parsed.as_ref(), language),
        time: crate::texts::date::date_time(mail.received_at(), language),
        size: view::size(mail.raw().len(), language),
        recipients: view::recipients(&mail, parsed.as_ref()),
        has_html: parsed.as_ref().is_some_and(|parsed| parsed.html.is_some()),
        text,
        parts: view::parts(parsed.as_ref(), language),
        source: shown.to_owned(),
        source_cut,
        conversation: view::conversation(of, mail.connection()),
        headers: parsed.map(|parsed| parsed.headers).unwrap_or_default(),
        mail,
    })
}

impl Mail {
    /// The raw value of a header, as the sender wrote it.
    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map_or("–", |(_, value)| value.as_str())
    }
}

pub(super) async fn conversation(
    State(servers): State<Servers>,
    language: PageLanguage,
    base: Base,
    Path((server, connection)): Path<(usize, usize)>,
) -> Response {
    let t = InboxTexts::of(language.0);
    let Some(of) = servers.get(server) else { return StatusCode::NOT_FOUND.into_response() };
    let conversation = view::conversation(of, connection);
    html(&Conversation { t, language: language.0, base: base.0, server: of.name.clone(), connection, conversation })
}
