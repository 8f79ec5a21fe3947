//! Refusals with their kind, stage and time. None of these mails may arrive, which the readers check.

use crate::{
    letter::{Attachment, Letter},
    servers::{DEADLINE, MODES, certificate, gateway, mailer, port, untrusting, variable},
};
use ite_mailer::{DocumentMailer, ErrorKind, Outcome, Security, Stage, gateway::GatewayBuilder};
use std::time::{Duration, Instant};

pub(crate) struct Refusal {
    pub(crate) what: &'static str,
    pub(crate) gateway: GatewayBuilder,
    pub(crate) letter: Letter,
    pub(crate) kind: ErrorKind,
    pub(crate) stage: Stage,
    /// The reply code, if the server refuses.
    pub(crate) code: Option<u16>,
}

pub(crate) fn refusals(security: Security) -> Vec<Refusal> {
    let letter = || Letter::new("must not arrive").with(Attachment::pdf("a.pdf", 100));
    let refusal = |what, gateway, letter, kind, stage, code| Refusal { what, gateway, letter, kind, stage, code };
    let right = || gateway(security);
    let mut stranger = letter();
    stranger.from = ("", "other@example.com");
    vec![
        refusal(
            "wrong password",
            right().password("x".repeat(16)),
            letter(),
            ErrorKind::BadCredentials,
            Stage::Auth,
            Some(535),
        ),
        refusal(
            "unknown login",
            right().user("stranger@example.com"),
            letter(),
            ErrorKind::BadCredentials,
            Stage::Auth,
            Some(535),
        ),
        refusal(
            "recipient unknown",
            right(),
            letter().to(&[("", "nobody@example.com")]),
            ErrorKind::RecipientUnknown,
            Stage::RcptTo,
            Some(550),
        ),
        refusal(
            "recipient elsewhere",
            right(),
            letter().to(&[("", "client@example.org")]),
            ErrorKind::RelayDenied,
            Stage::RcptTo,
            Some(554),
        ),
        // Postfix refuses the sender at the first recipient (`smtpd_delay_reject`).
        refusal("sender of another account", right(), stranger, ErrorKind::SenderNotAllowed, Stage::RcptTo, Some(553)),
        refusal(
            "over-size",
            right(),
            letter().with(Attachment::pdf("grand.pdf", 24 << 20)),
            ErrorKind::MessageTooLarge,
            Stage::MailFrom,
            None,
        ),
        refusal("no authority named", untrusting(security), letter(), ErrorKind::TlsUntrusted, Stage::Tls, None),
        refusal(
            "another authority",
            untrusting(security).root_certificate(certificate("STRANGER_CA")),
            letter(),
            ErrorKind::TlsUntrusted,
            Stage::Tls,
            None,
        ),
        refusal(
            "certificate for another name",
            right().host(variable("OTHER_HOST")),
            letter(),
            ErrorKind::TlsWrongName,
            Stage::Tls,
            None,
        ),
        match security {
            Security::ImplicitTls => refusal(
                "port of STARTTLS",
                right().port(port(Security::StartTlsRequired)),
                letter(),
                ErrorKind::TlsPlaintextPort,
                Stage::Tls,
                None,
            ),
            _ => refusal(
                "port of implicit TLS",
                right().port(port(Security::ImplicitTls)),
                letter(),
                ErrorKind::TlsTlsPort,
                Stage::Greeting,
                None,
            ),
        },
    ]
}

#[tokio::test]
async fn refusals_say_what_and_where() {
    let mut wrong = Vec::new();
    for (mode, security) in MODES {
        for Refusal { what, gateway, letter, kind, stage, code } in refusals(security) {
            let (mailer, mail) = (mailer(gateway), letter.mail());
            let started = Instant::now();
            let answer = mailer.send(&mail).await;
            let took = started.elapsed();
            let error = match answer {
                Err(error) => error,
                Ok(receipt) => {
                    wrong.push(format!("{mode}, {what}: accepted, {receipt:?}"));
                    continue;
                }
            };
            println!("refused    {:5.2} s  {mode}, {what}: {error}", took.as_secs_f32());
            let got = (error.kind(), error.stage(), error.outcome(), error.reply().map(|reply| reply.code()));
            if got != (kind, stage, Outcome::NotSent, code) {
                wrong.push(format!("{mode}, {what}: wanted {kind} at {stage} with {code:?}, got {error:?}"));
            }
            if error.message_id() != Some(mail.message_id()) {
                wrong.push(format!("{mode}, {what}: the error has another Message-ID"));
            }
            if format!("{error} {error:?}").contains(&variable("PASSWORD")) {
                wrong.push(format!("{mode}, {what}: the error shows the password"));
            }
            // A port with implicit TLS is recognised at the deadline of the greeting.
            if took > DEADLINE + Duration::from_secs(2) {
                wrong.push(format!("{mode}, {what}: took {took:?}"));
            }
            mailer.shutdown().await;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
