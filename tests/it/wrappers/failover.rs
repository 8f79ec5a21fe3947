//! `FailoverMailer`: which failures are a gateway's, receipts and errors, the From.

use super::{Scripted, mail, outbox};
use ite_mailer::{
    DocumentMail, DocumentMailer, Error, ErrorKind, FailoverMailer, Mailbox, MemoryMailer, Outcome, Retry, SmtpGateway,
    Stage, conformance, error::Reply, gateway::SentCopy, memory::Failure,
};
use std::time::Duration;

fn failing(kind: ErrorKind) -> MemoryMailer {
    MemoryMailer::new().fail_always(Failure::new(kind))
}

/// Lists every kind, so that a new one fails here.
#[tokio::test]
async fn every_kind_is_the_gateways_or_the_mails() {
    use ErrorKind as K;
    let mails_own = [
        K::RecipientUnknown,
        K::RecipientMailboxFull,
        K::RecipientRejected,
        K::ContentRejected,
        K::MessageMalformed,
        K::Message,
        K::Other,
        K::Cancelled,
        K::InDoubt,
        K::InProgress,
        K::StoreUnavailable,
        K::SentCopyFailed,
    ];
    let gateways = [
        (K::Configuration, "settings"),
        (K::Dns, "name"),
        (K::AddressNotAllowed, "name"),
        (K::Connect, "line"),
        (K::Timeout, "line"),
        (K::Protocol, "line"),
        (K::TlsRequired, "TLS"),
        (K::TlsUntrusted, "TLS"),
        (K::TlsWrongName, "TLS"),
        (K::TlsExpired, "TLS"),
        (K::TlsPlaintextPort, "TLS"),
        (K::StartTlsNotOffered, "TLS"),
        (K::TlsTlsPort, "TLS"),
        (K::Tls, "TLS"),
        (K::AppPasswordRequired, "sign-in"),
        (K::BadCredentials, "sign-in"),
        (K::AuthenticationRequired, "sign-in"),
        (K::BasicAuthDisabled, "sign-in"),
        (K::SmtpAuthDisabledForTenant, "sign-in"),
        (K::SmtpAuthDisabledForMailbox, "sign-in"),
        (K::AccountBlockedOrSuspiciousLogin, "sign-in"),
        (K::AccountSuspendedOrNotActivated, "sign-in"),
        (K::TooManyLoginAttempts, "sign-in"),
        (K::OAuth2TokenInvalidOrExpired, "sign-in"),
        (K::OAuth2ClientInvalid, "sign-in"),
        (K::OAuth2ConsentRequired, "sign-in"),
        (K::AuthMechanismUnsupported, "sign-in"),
        (K::IpNotAuthorized, "whom it serves"),
        (K::SenderNotAllowed, "whom it serves"),
        (K::SenderNotVerified, "whom it serves"),
        (K::RelayDenied, "whom it serves"),
        (K::DailyQuotaExceeded, "allowance"),
        (K::RateLimited, "allowance"),
        (K::TooManyConnections, "allowance"),
        (K::TooManyRecipients, "limit"),
        (K::MessageTooLarge, "limit"),
        (K::TemporaryServerError, "passing"),
    ];
    assert_eq!(mails_own.len() + gateways.len(), K::ALL.len(), "each kind once");
    for kind in K::ALL {
        let moves_on = gateways.iter().any(|(gateway, _)| gateway == kind);
        assert_ne!(moves_on, mails_own.contains(kind), "{kind}");
        let (own, relay) = (failing(*kind), MemoryMailer::new());
        let mailer = FailoverMailer::new("own", own.clone()).then("relay", relay.clone());
        let answer = mailer.send(&mail("kinds")).await;
        assert_eq!((own.attempts(), relay.attempts()), (1, usize::from(moves_on)), "{kind}");
        match answer {
            Ok(receipt) => {
                assert!(moves_on, "{kind}");
                assert_eq!(receipt.via.as_deref(), Some("relay"));
                let tried: Vec<_> = receipt.attempts.iter().map(|tried| (tried.gateway.as_str(), tried.kind)).collect();
                assert_eq!(tried, [("own", *kind)]);
            }
            Err(error) => assert_eq!((error.kind(), error.attempts().len(), moves_on), (*kind, 1, false)),
        }
        // An unknown outcome never moves on.
        let doubt = Scripted::new([Error::new(*kind, Stage::FinalReply).with_outcome(Outcome::Unknown)]);
        let relay = MemoryMailer::new();
        let mailer = FailoverMailer::new("own", doubt).then("relay", relay.clone());
        let error = mailer.send(&mail("doubt")).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome(), relay.attempts()), (*kind, Outcome::Unknown, 0));
    }
}

#[test]
fn an_unknown_refusal_before_mail_from_is_the_gateways() {
    for stage in Stage::ALL {
        let moves_on = FailoverMailer::moves_on(&Error::new(ErrorKind::Other, *stage));
        assert_eq!(moves_on, *stage < Stage::MailFrom, "{stage}");
    }
}

/// If one of several recipients is refused for itself, the mail does not move on, in any order of recipients.
#[tokio::test]
async fn a_bad_recipient_among_others_keeps_the_mail_here() {
    use ErrorKind::{RateLimited, RecipientRejected, RelayDenied};
    let to = ["one@example.org", "two@example.org"];
    for (kinds, moves_on) in [
        ([RelayDenied, RateLimited], true),
        ([RelayDenied, RecipientRejected], false),
        ([RecipientRejected, RelayDenied], false),
        ([RecipientRejected, RecipientRejected], false),
    ] {
        let own = MemoryMailer::new().refuse_recipient(to[0], kinds[0]).refuse_recipient(to[1], kinds[1]);
        let relay = MemoryMailer::new();
        let two = DocumentMail::builder().from("a@example.com").to(to[0]).to(to[1]).text("x").build().unwrap();
        let answer = FailoverMailer::new("own", own).then("relay", relay.clone()).send(&two).await;
        assert_eq!((answer.is_ok(), relay.attempts()), (moves_on, usize::from(moves_on)), "{kinds:?}");
    }
    // One accepted: the mail went, and no other gateway is asked.
    let own = MemoryMailer::new().refuse_recipient(to[0], RateLimited);
    let relay = MemoryMailer::new();
    let two = DocumentMail::builder().from("a@example.com").to(to[0]).to(to[1]).text("x").build().unwrap();
    let receipt = FailoverMailer::new("own", own).then("relay", relay.clone()).send(&two).await.unwrap();
    assert_eq!((receipt.via.as_deref(), receipt.rejected.len(), relay.attempts()), (Some("own"), 1, 0));
    assert!(receipt.attempts.is_empty());
}

#[tokio::test]
async fn the_error_is_the_most_telling_and_lists_all() {
    use ErrorKind as K;
    const MINUTE: Retry = Retry::After(Duration::from_secs(60));
    for (kinds, telling, retry) in [
        (&[K::Connect, K::BadCredentials, K::Dns][..], K::BadCredentials, MINUTE),
        (&[K::BadCredentials, K::SenderNotAllowed], K::BadCredentials, Retry::Never),
        (&[K::Connect, K::Timeout], K::Connect, MINUTE),
        (&[K::DailyQuotaExceeded, K::BadCredentials], K::BadCredentials, Retry::NextDay),
        (&[K::RateLimited, K::Connect], K::RateLimited, MINUTE),
        (&[K::BadCredentials, K::Connect, K::RecipientRejected], K::RecipientRejected, Retry::Never),
        (&[K::Connect], K::Connect, MINUTE),
    ] {
        let mut mailers = kinds.iter().enumerate().map(|(n, kind)| (format!("gateway {n}"), failing(*kind)));
        let (name, first) = mailers.next().unwrap();
        let mailer = mailers.fold(FailoverMailer::new(name, first), |mailer, (name, next)| mailer.then(name, next));
        let mail = mail("telling");
        let error = mailer.send(&mail).await.unwrap_err();
        assert_eq!((error.kind(), error.retry(), error.outcome()), (telling, retry, Outcome::NotSent), "{kinds:?}");
        assert_eq!(error.message_id(), Some(mail.message_id()));
        let tried: Vec<_> = error.attempts().iter().map(|tried| tried.kind).collect();
        assert_eq!(tried, kinds);
        let (text, json) = (error.to_string(), serde_json::to_string(&error).unwrap());
        for (n, kind) in kinds.iter().enumerate().filter(|_| kinds.len() > 1) {
            assert!(text.contains(&format!("gateway {n} ({kind} at ")), "{text}");
            assert!(json.contains(&format!("\"gateway\":\"gateway {n}\"")), "{json}");
        }
        assert_eq!(text.contains("tried in turn"), kinds.len() > 1, "{text}");
    }
    // An unknown outcome after failures is returned with its own advice.
    let doubt = MemoryMailer::new().fail_always(Failure::unknown(false));
    let mailer =
        FailoverMailer::new("own", failing(K::BadCredentials)).then("relay", doubt).then("third", MemoryMailer::new());
    let error = mailer.send(&mail("doubt")).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.attempts().len()), (K::Timeout, Outcome::Unknown, 2));
    // The reply of each attempt is kept.
    let own = Scripted::new([Error::new(K::BadCredentials, Stage::Auth).with_reply(Reply::parse("535 5.7.8 no"))]);
    let receipt =
        FailoverMailer::new("own", own).then("relay", MemoryMailer::new()).send(&mail("words")).await.unwrap();
    assert_eq!(receipt.attempts[0].reply.as_ref().map(Reply::code), Some(535));
    assert_eq!((receipt.attempts[0].stage, receipt.attempts[0].retry), (Stage::Auth, Retry::Never));
}

#[tokio::test]
async fn every_gateway_sends_the_same_mail() {
    let own = Scripted::new([Error::new(ErrorKind::Connect, Stage::Connect)]);
    let relay = Scripted::new([]);
    let mail = mail("same");
    let receipt = FailoverMailer::new("own", own.clone()).then("relay", relay.clone()).send(&mail).await.unwrap();
    assert_eq!(receipt.message_id, mail.message_id());
    assert_eq!(*own.given.lock().unwrap(), *relay.given.lock().unwrap(), "byte for byte");
}

#[tokio::test]
async fn the_author_changes_by_rule_alone() {
    let author = "Atelier Martin <contact@example.fr>";
    let mail = DocumentMail::builder().from(author).to("client@example.org").subject("Devis").text("Bonjour");
    let mail = mail.idempotency_key("quote-7").build().unwrap();
    for (rule, from, reply_to) in [
        (None, ("Atelier Martin", "contact@example.fr"), &[][..]),
        (Some("out@relay.example"), ("Atelier Martin", "out@relay.example"), &["contact@example.fr"]),
        (Some("Factures <out@relay.example>"), ("Factures", "out@relay.example"), &["contact@example.fr"]),
        (Some("contact@example.fr"), ("Atelier Martin", "contact@example.fr"), &[]),
    ] {
        let relay = MemoryMailer::new();
        let mailer = FailoverMailer::new("own", failing(ErrorKind::Connect));
        let mailer = match rule {
            Some(rule) => mailer.then_from("relay", relay.clone(), rule).unwrap(),
            None => mailer.then("relay", relay.clone()),
        };
        let receipt = mailer.send(&mail).await.unwrap();
        let sent = relay.sent().remove(0);
        assert_eq!(receipt.message_id, mail.message_id(), "it is the same mail");
        assert_eq!(sent.mail().idempotency_key(), Some("quote-7"));
        assert_eq!((sent.mail().from().name(), sent.from().as_str()), (Some(from.0), from.1));
        let answers: Vec<_> = sent.mail().reply_to().iter().map(|to| to.address().as_str()).collect();
        assert_eq!(answers, reply_to, "{rule:?}");
        let eml = String::from_utf8(sent.eml().to_vec()).unwrap();
        assert!(
            eml.contains(&format!("<{}>", from.1)) && eml.contains(&format!("Message-ID: <{}>", mail.message_id()))
        );
    }
    // An existing Reply-To is kept.
    let own = DocumentMail::builder().from(author).to("client@example.org").reply_to("desk@example.fr").text("x");
    let relay = MemoryMailer::new();
    let mailer =
        FailoverMailer::new("own", failing(ErrorKind::Connect)).then_from("relay", relay.clone(), "o@relay.example");
    mailer.unwrap().send(&own.build().unwrap()).await.unwrap();
    let sent = relay.sent().remove(0);
    assert_eq!(sent.mail().reply_to(), ["desk@example.fr".parse::<Mailbox>().unwrap()]);
}

#[tokio::test]
async fn a_copy_to_the_sender_follows_the_rule() {
    let gateway = SmtpGateway::builder().host("smtp.example.com").user("me").password("x").sent_copy(SentCopy::BccSelf);
    let relay = MemoryMailer::for_gateway(gateway.build().unwrap());
    let mailer =
        FailoverMailer::new("own", failing(ErrorKind::Dns)).then_from("relay", relay, "out@relay.example").unwrap();
    let receipt = mailer.send(&mail("copy")).await.unwrap();
    assert_eq!(receipt.accepted, ["client@example.org", "out@relay.example"]);
}

#[test]
fn a_rule_that_is_no_mailbox_is_refused() {
    let mailer = || FailoverMailer::new("own", MemoryMailer::new());
    let broken = Mailbox::new(Some("A\r\nBcc: x@example.org".to_owned()), "a@example.com".parse().unwrap());
    let errors = [
        mailer().then_from("relay", MemoryMailer::new(), "nobody").unwrap_err(),
        mailer().then_from("relay", MemoryMailer::new(), broken).unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.kind(), error.stage()), (ErrorKind::Configuration, Stage::Gateway));
        assert_eq!((error.problems().len(), &*error.problems()[0].field), (1, "from"));
    }
}

#[tokio::test]
async fn it_passes_the_conformance_suite() {
    let first = outbox();
    conformance::check(&FailoverMailer::new("own", first.clone()).then("relay", outbox()), &first).await.unwrap();
    let second = outbox();
    let mailer = FailoverMailer::new("own", failing(ErrorKind::Connect)).then("relay", second.clone());
    conformance::check(&mailer, &second).await.unwrap();
}

#[test]
fn debug_shows_names_and_no_password() {
    let secret = "zx-not-to-be-seen-81";
    let gateway = SmtpGateway::builder().host("smtp.example.com").user("me").password(secret).build().unwrap();
    let mailer = FailoverMailer::new("own", MemoryMailer::for_gateway(gateway)).then("relay", MemoryMailer::new());
    let text = format!("{mailer:?}");
    assert!(text.contains("\"own\"") && text.contains("\"relay\"") && !text.contains(secret), "{text}");
}
