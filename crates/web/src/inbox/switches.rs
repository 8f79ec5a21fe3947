//! Switches for the behaviour of a sandbox: personality, refusals and faults.

use super::Servers;
use crate::{PageLanguage, http::Base, texts::inbox::InboxTexts};
use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use ite_mailer::{
    ErrorKind,
    sandbox::{Action, Fault, Personality, SmtpStep},
};
use serde::Deserialize;
use std::{sync::PoisonError, time::Duration};

pub(super) const PERSONALITIES: [(&str, Personality); 7] = [
    ("Generic", Personality::Generic),
    ("Gmail", Personality::Gmail),
    ("Microsoft 365", Personality::Microsoft365),
    ("Yahoo", Personality::Yahoo),
    ("Brevo", Personality::Brevo),
    ("Mailjet", Personality::Mailjet),
    ("Postfix", Personality::Postfix),
];

pub(super) const STEPS: [(&str, SmtpStep); 12] = [
    ("connect", SmtpStep::Connect),
    ("greeting", SmtpStep::Greeting),
    ("EHLO", SmtpStep::Ehlo),
    ("STARTTLS", SmtpStep::StartTls),
    ("TLS", SmtpStep::TlsHandshake),
    ("AUTH", SmtpStep::Auth),
    ("sign-in", SmtpStep::SignIn),
    ("MAIL FROM", SmtpStep::MailFrom),
    ("RCPT TO", SmtpStep::RcptTo),
    ("DATA", SmtpStep::Data),
    ("final reply", SmtpStep::FinalReply),
    ("QUIT", SmtpStep::Quit),
];

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Posted {
    personality: String,
    refusal: String,
    step: String,
    action: String,
    reset: String,
}

pub(super) fn actions(t: &InboxTexts) -> [(&'static str, &'static str); 5] {
    [
        ("close", t.act_close),
        ("reset", t.act_reset),
        ("stall", t.act_stall),
        ("garbage", t.act_garbage),
        ("delay", t.act_delay),
    ]
}

fn action(id: &str) -> Option<Action> {
    Some(match id {
        "close" => Action::Close,
        "reset" => Action::Reset,
        "stall" => Action::Stall,
        "garbage" => Action::Garbage,
        "delay" => Action::Delay(Duration::from_secs(3)),
        _ => return None,
    })
}

pub(super) async fn set(
    State(servers): State<Servers>,
    language: PageLanguage,
    base: Base,
    Path(server): Path<usize>,
    Form(posted): Form<Posted>,
) -> Response {
    let Some(server) = servers.get(server) else { return StatusCode::NOT_FOUND.into_response() };
    let mut active = server.active.lock().unwrap_or_else(PoisonError::into_inner);
    let script = server.sandbox.script();
    if !posted.reset.is_empty() {
        script.clear();
        active.clear();
    }
    if let Some((_, personality)) = PERSONALITIES.iter().find(|(name, _)| *name == posted.personality) {
        server.sandbox.play(*personality);
    }
    let kind = ErrorKind::ALL.iter().find(|kind| kind.as_str() == posted.refusal);
    if let Some(kind) = kind
        && script.refuse(*kind).is_ok()
    {
        active.push(kind.as_str().to_owned());
    }
    let step = STEPS.iter().find(|(name, _)| *name == posted.step);
    if let (Some((name, step)), Some(action)) = (step, action(&posted.action)) {
        script.fault(Fault::new(*step, action));
        active.push(format!("{name}: {}", posted.action));
    }
    let root = if base.0.is_empty() { "/" } else { &base.0 };
    Redirect::to(&format!("{root}?lang={}#switches", language.0)).into_response()
}
