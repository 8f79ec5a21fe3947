//! Converts an error of a lettre transport: kind, stage, and whether the mail was certainly not sent.

use crate::{
    error::{Error, ErrorKind, Explained, Outcome, Reply, Stage, classify},
    provider::{Provider, SecretShape},
    tls::handshake_error,
    util::redact::Redactor,
};
use lettre::transport::smtp;
use std::{error::Error as StdError, io, sync::Arc};

/// Text at the start of an error that occurred before the greeting. lettre has no other sign for such errors.
const CONNECTING: &str = "Connection error";

pub(super) struct Explainer {
    /// Whether the errors come from lettre's own SMTP transport: only then do they tell the outcome.
    pub(super) proves: bool,
    pub(super) provider: Provider,
    pub(super) redactor: Arc<Redactor>,
}

/// An error at an unknown stage: the mail may have been sent.
pub(super) fn unknown(kind: ErrorKind) -> Error {
    Error::new(kind, Stage::FinalReply).with_outcome(Outcome::Unknown)
}

impl Explainer {
    pub(super) fn explain<E: StdError + Send + Sync + 'static>(&self, error: E) -> Error {
        let mut chain: Option<&(dyn StdError + 'static)> = Some(&error);
        while let Some(one) = chain {
            if let Some(smtp) = one.downcast_ref::<smtp::Error>() {
                let explained = self.smtp(smtp);
                // lettre's error shows the server's reply unmasked, and a reply may echo the secret.
                let said = smtp.status().is_some() || smtp.is_response();
                return if said { explained } else { explained.with_source(error) };
            }
            chain = one.source();
        }
        unknown(ErrorKind::Other).with_detail("the transport failed").with_source(error)
    }

    fn smtp(&self, error: &smtp::Error) -> Error {
        let explained = match error.status() {
            Some(code) => self.refusal(&format!("{code} {}", cause(error))),
            None if error.is_transport_shutdown() => {
                Error::new(ErrorKind::Cancelled, Stage::Wait).with_detail("the transport was shut down")
            }
            None if error.is_client() => client(&cause(error)),
            None if error.to_string().starts_with(CONNECTING) => connecting(error),
            None if error.is_timeout() => unknown(ErrorKind::Timeout).with_detail("the connection timed out"),
            None if error.is_response() && cause(error) != "incomplete response" => {
                unknown(ErrorKind::Protocol).with_detail("the server sent something that is no SMTP reply")
            }
            None => unknown(ErrorKind::Connect).with_detail("the connection was lost"),
        };
        if self.proves { explained } else { explained.with_outcome(Outcome::Unknown) }
    }

    /// A reply with the secret masked.
    pub(super) fn reply(&self, raw: &str) -> Reply {
        Reply::parse(&self.redactor.clean(raw))
    }

    /// lettre does not tell the stage of a refusal. The reply is classified at each possible stage, and the surest
    /// basis decides the kind; the stage is the usual one of that kind.
    fn refusal(&self, raw: &str) -> Error {
        let reply = self.reply(raw);
        let explained = |stage| (stage, classify(stage, self.provider, None, SecretShape::Unknown, &reply));
        let (first, rest) = stages(reply.code());
        let mut best: (Stage, Explained) = explained(first);
        for (stage, meaning) in rest.iter().map(|stage| explained(*stage)) {
            // `Basis` is ordered, the surest first.
            if meaning.basis < best.1.basis {
                best = (stage, meaning);
            }
        }
        let (stage, Explained { kind, retry, basis, .. }) = best;
        let stage = if basis.is_weak() { stage } else { kind.traits().usual_stage };
        Error::new(kind, stage)
            .with_retry(retry)
            .with_basis(basis)
            .with_detail("lettre does not tell the stage")
            .with_reply(reply)
    }
}

/// The stages at which a reply has this code, the likeliest first.
const fn stages(code: u16) -> (Stage, &'static [Stage]) {
    match code {
        // RFC 4954 §6.
        432 | 454 | 534 | 535 | 538 => (Stage::Auth, &[]),
        530 => (Stage::MailFrom, &[Stage::Auth]),
        421 => (Stage::MailFrom, &[Stage::Auth, Stage::RcptTo, Stage::FinalReply]),
        // RFC 5321 §4.3.2: mostly after the end of `DATA`.
        451 | 452 | 552 | 554 => (Stage::FinalReply, &[Stage::RcptTo, Stage::MailFrom, Stage::Auth]),
        _ => (Stage::RcptTo, &[Stage::MailFrom, Stage::FinalReply, Stage::Auth]),
    }
}

/// The text of the error's source: the reply's lines, or lettre's message.
fn cause(error: &smtp::Error) -> String {
    error.source().map(ToString::to_string).unwrap_or_default()
}

/// An error of lettre's client, before the end of the message is written.
fn client(words: &str) -> Error {
    let (kind, stage) = if words.contains("authentication mechanism") {
        (ErrorKind::AuthMechanismUnsupported, Stage::Auth)
    } else if words.contains("does not expect a challenge") {
        // The server refuses a token with a challenge (RFC 7628 §3.2.3); lettre does not show it.
        (ErrorKind::OAuth2TokenInvalidOrExpired, Stage::Auth)
    } else if words.contains("STARTTLS") {
        (ErrorKind::StartTlsNotOffered, Stage::StartTls)
    } else if words.contains("SMTPUTF8") || words.contains("8BITMIME") {
        (ErrorKind::Message, Stage::MailFrom)
    } else {
        (ErrorKind::Other, Stage::Auth)
    };
    Error::new(kind, stage).with_detail(words)
}

/// An error of DNS, TCP or the TLS handshake.
fn connecting(error: &smtp::Error) -> Error {
    let mut chain = error.source();
    while let Some(one) = chain {
        if let Some(cause) = one.downcast_ref::<io::Error>() {
            if let Some(tls) = cause.get_ref().and_then(|inner| inner.downcast_ref::<tokio_rustls::rustls::Error>()) {
                return handshake_error(io::Error::other(tls.clone()));
            }
            let (kind, stage, detail) = match cause.kind() {
                io::ErrorKind::TimedOut => (ErrorKind::Timeout, Stage::Connect, "the connection timed out"),
                // A resolver error has no `io::ErrorKind` of its own.
                _ if cause.to_string().contains("lookup address") => {
                    (ErrorKind::Dns, Stage::Dns, "the name has no address")
                }
                _ => (ErrorKind::Connect, Stage::Connect, "no connection"),
            };
            return Error::new(kind, stage).with_detail(detail);
        }
        chain = one.source();
    }
    Error::new(ErrorKind::Connect, Stage::Connect).with_detail("no connection")
}
