//! What an error of a lettre transport means, and whether it proves that the mail did not go.

use crate::{
    error::{Error, ErrorKind, Explained, Outcome, Reply, Stage, classify},
    provider::{Provider, SecretShape},
    tls::handshake_error,
    util::redact::Redactor,
};
use lettre::transport::smtp;
use std::{error::Error as StdError, io, sync::Arc};

/// How an error of the SMTP transport begins that came up before or while the connection was made. lettre tells such an
/// error from others nowhere else.
const CONNECTING: &str = "Connection error";

pub(super) struct Explainer {
    /// Whether the errors are those of lettre's own SMTP transport, of which is known what they prove.
    pub(super) proves: bool,
    pub(super) provider: Provider,
    pub(super) redactor: Arc<Redactor>,
}

/// A failure of which is not known at which step it came.
pub(super) fn unknown(kind: ErrorKind) -> Error {
    Error::new(kind, Stage::FinalReply).with_outcome(Outcome::Unknown)
}

impl Explainer {
    pub(super) fn explain<E: StdError + Send + Sync + 'static>(&self, error: E) -> Error {
        let mut chain: Option<&(dyn StdError + 'static)> = Some(&error);
        while let Some(one) = chain {
            if let Some(smtp) = one.downcast_ref::<smtp::Error>() {
                let explained = self.smtp(smtp);
                // What the server said may show a secret.
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

    /// A refusal, of which lettre does not tell the stage: the stage at which the reply means most, and then the one
    /// where refusals of that kind come.
    fn refusal(&self, raw: &str) -> Error {
        let reply = self.reply(raw);
        let explained = |stage| (stage, classify(stage, self.provider, None, SecretShape::Unknown, &reply));
        let (first, rest) = stages(reply.code());
        let mut best: (Stage, Explained) = explained(first);
        for (stage, meaning) in rest.iter().map(|stage| explained(*stage)) {
            // The surest basis is the smallest one.
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

/// At which stages a reply with this code comes, the likeliest first.
const fn stages(code: u16) -> (Stage, &'static [Stage]) {
    match code {
        // RFC 4954 §6.
        432 | 454 | 534 | 535 | 538 => (Stage::Auth, &[]),
        530 => (Stage::MailFrom, &[Stage::Auth]),
        421 => (Stage::MailFrom, &[Stage::Auth, Stage::RcptTo, Stage::FinalReply]),
        // RFC 5321 §4.3.2: the end of `DATA`.
        451 | 452 | 552 | 554 => (Stage::FinalReply, &[Stage::RcptTo, Stage::MailFrom, Stage::Auth]),
        _ => (Stage::RcptTo, &[Stage::MailFrom, Stage::FinalReply, Stage::Auth]),
    }
}

/// The text behind an error: the reply's lines, or lettre's own words.
fn cause(error: &smtp::Error) -> String {
    error.source().map(ToString::to_string).unwrap_or_default()
}

/// What lettre itself refuses, before the end of a message.
fn client(words: &str) -> Error {
    let (kind, stage) = if words.contains("authentication mechanism") {
        (ErrorKind::AuthMechanismUnsupported, Stage::Auth)
    } else if words.contains("does not expect a challenge") {
        // A refused token comes as a challenge (RFC 7628 §3.2.3), which lettre does not show.
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

/// Resolving the name, connecting, the TLS handshake.
fn connecting(error: &smtp::Error) -> Error {
    let mut chain = error.source();
    while let Some(one) = chain {
        if let Some(cause) = one.downcast_ref::<io::Error>() {
            if let Some(tls) = cause.get_ref().and_then(|inner| inner.downcast_ref::<tokio_rustls::rustls::Error>()) {
                return handshake_error(io::Error::other(tls.clone()));
            }
            let (kind, stage, detail) = match cause.kind() {
                io::ErrorKind::TimedOut => (ErrorKind::Timeout, Stage::Connect, "the connection timed out"),
                // What the system's resolver says has no kind of its own.
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
