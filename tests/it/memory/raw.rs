//! Raw mails: the double refuses and keeps them as `SmtpMailer` refuses and sends them.

use super::{mail, panic_text};
use crate::{
    raw_mail::{message, raw},
    smtp::gateway,
};
use ite_mailer::{
    DocumentMailer, ErrorKind, MemoryMailer, Outcome, Provider, RawMailer, SmtpGateway, SmtpMailer, Stage,
    gateway::{GatewayBuilder, RecipientPolicy, SentCopy},
    memory::Failure,
    sandbox::SmtpSandbox,
};
use std::panic::AssertUnwindSafe;

const CLIENT: &str = "client@example.org";
const NOBODY: &str = "nobody@example.org";

type Case<'a> = (&'a str, fn(GatewayBuilder) -> GatewayBuilder, &'a [u8], &'a [&'a str], Option<ErrorKind>);

/// The sandbox refuses `nobody@example.org`, and so does the double's script.
#[tokio::test]
async fn the_double_answers_a_raw_mail_as_smtp_mailer_does() {
    let complete = message("complete", 5_000);
    let bare = b"From: billing@example.com\nBcc: archive@example.net\n\n.\r.two";
    let cases: [Case<'_>; 8] = [
        ("complete", |it| it, &complete, &[CLIENT], None),
        ("line ends, Bcc, no Message-ID", |it| it, bare, &[CLIENT, "archive@example.net"], None),
        ("copy to the sender", |it| it.sent_copy(SentCopy::BccSelf), &complete, &[CLIENT], None),
        ("a refused recipient", |it| it, &complete, &[CLIENT, NOBODY], None),
        (
            "all or nothing",
            |it| it.recipients(RecipientPolicy::AllOrNothing),
            &complete,
            &[CLIENT, NOBODY],
            Some(ErrorKind::RecipientUnknown),
        ),
        (
            "the copy alone",
            |it| it.sent_copy(SentCopy::BccSelf),
            &complete,
            &[NOBODY],
            Some(ErrorKind::RecipientUnknown),
        ),
        (
            "recipients",
            |it| it.recipients_per_message(1),
            &complete,
            &[CLIENT, "two@example.org"],
            Some(ErrorKind::TooManyRecipients),
        ),
        ("size", |it| it.max_message_size(5_000), &complete, &[CLIENT], Some(ErrorKind::MessageTooLarge)),
    ];
    for (case, settings, bytes, to, refused) in cases {
        let sandbox = SmtpSandbox::builder().reject_recipient(NOBODY, "550 5.1.1 unknown").start().await.unwrap();
        let gateway = settings(gateway(&sandbox)).build().unwrap();
        let double = MemoryMailer::for_gateway(gateway.clone()).refuse_recipient(NOBODY, ErrorKind::RecipientUnknown);
        let mail = raw(bytes, to);
        let real = SmtpMailer::new(gateway).unwrap().send_raw_mail(&mail).await;
        match (double.send_raw_mail(&mail).await, real) {
            (Ok(receipt), Ok(real)) => {
                assert_eq!(refused, None, "{case}");
                let (sent, arrived) = (double.sent_raw().pop().unwrap(), sandbox.mails().pop().unwrap());
                assert!(sent.eml() == arrived.raw(), "{case}: {:?}", sent.eml());
                assert_eq!((sent.from().as_str(), sent.recipients()), (arrived.from(), arrived.recipients()), "{case}");
                let addresses = |receipt: &ite_mailer::Receipt| -> Vec<(String, ErrorKind)> {
                    receipt.rejected.iter().map(|one| (one.recipient.clone(), one.kind)).collect()
                };
                assert_eq!((&receipt.accepted, addresses(&receipt)), (&real.accepted, addresses(&real)), "{case}");
                assert_eq!((&receipt.message_id, receipt.size), (&real.message_id, real.size), "{case}");
                assert_eq!((&receipt.gateway, receipt.documents.len()), (&real.gateway, 0), "{case}");
                assert_eq!(sent.receipt().message_id, mail.message_id(), "{case}");
                assert!(sent.parsed().is_some(), "{case}");
            }
            (Err(error), Err(real)) => {
                assert_eq!(Some(error.kind()), refused, "{case}");
                assert_eq!((error.kind(), error.stage()), (real.kind(), real.stage()), "{case}");
                assert_eq!((error.outcome(), error.retry()), (real.outcome(), real.retry()), "{case}");
                assert_eq!((error.message_id(), error.provider()), (real.message_id(), real.provider()), "{case}");
                assert_eq!(error.rejected().len(), real.rejected().len(), "{case}");
                // The server's reply is in the text of a refusal; the text of a check is the same.
                assert!(error.stage() != Stage::Message || error.to_string() == real.to_string(), "{case}: {error}");
                assert!(double.sent_raw().is_empty(), "{case}");
            }
            (double, real) => panic!("{case}: {double:?}, but {real:?}"),
        }
    }
}

#[tokio::test]
async fn without_a_gateway_no_limit_holds_and_no_copy_is_made() {
    let (double, bytes) = (MemoryMailer::new(), message("free", 5_000));
    let receipt = double.send_raw_mail(&raw(&bytes, &[CLIENT])).await.unwrap();
    assert_eq!((receipt.gateway.as_str(), receipt.accepted.as_slice()), ("memory", &[CLIENT.to_owned()][..]));
    assert!(double.sent_raw()[0].eml() == &bytes);
}

#[tokio::test]
async fn a_scripted_failure_of_either_kind_has_the_gateways_provider() {
    let gateway = SmtpGateway::for_provider(Provider::Gmail, "billing@example.com", "abcdefghijklmnop").unwrap();
    let double = MemoryMailer::for_gateway(gateway).fail_always(Failure::new(ErrorKind::DailyQuotaExceeded));
    let bytes = message("provider", 100);
    for answer in [double.send_raw_mail(&raw(&bytes, &[CLIENT])).await, double.send(&mail("provider")).await] {
        assert_eq!(answer.unwrap_err().provider(), Provider::Gmail);
    }
}

#[tokio::test]
async fn one_script_serves_both_kinds_of_mail() {
    let double = MemoryMailer::new()
        .fail_nth(2, Failure::new(ErrorKind::DailyQuotaExceeded))
        .fail_nth(3, Failure::unknown(true))
        .fail_nth(4, Failure::unknown(false))
        .fail_nth(5, Failure::new(ErrorKind::RateLimited).at(Stage::MailFrom));
    for (n, is_raw, failure) in [
        (1, true, None),
        (2, true, Some((ErrorKind::DailyQuotaExceeded, Stage::FinalReply, Outcome::NotSent))),
        (3, true, Some((ErrorKind::Timeout, Stage::FinalReply, Outcome::Unknown))),
        (4, true, Some((ErrorKind::Timeout, Stage::FinalReply, Outcome::Unknown))),
        (5, false, Some((ErrorKind::RateLimited, Stage::MailFrom, Outcome::NotSent))),
        (6, false, None),
        (7, true, None),
    ] {
        let (bytes, mail) = (message(&n.to_string(), 100), mail(&n.to_string()));
        let (answer, id) = match is_raw {
            true => (double.send_raw_mail(&raw(&bytes, &[CLIENT])).await, format!("{n}@example.com")),
            false => (double.send(&mail).await, mail.message_id().to_owned()),
        };
        assert_eq!(double.attempts(), n);
        match (answer, failure) {
            (Ok(receipt), None) => assert_eq!(receipt.message_id, id),
            (Err(error), Some(failure)) => {
                assert_eq!((error.kind(), error.stage(), error.outcome()), failure, "mail {n}");
                assert_eq!(error.message_id(), Some(&*id));
            }
            (answer, _) => panic!("mail {n}: {answer:?}"),
        }
    }
    let ids: Vec<String> = double.sent_raw().iter().map(|sent| sent.receipt().message_id.clone()).collect();
    assert_eq!(ids, ["1@example.com", "3@example.com", "7@example.com"], "of the two unknown ones, one arrived");
    assert_eq!(double.sent().len(), 1);
}

#[tokio::test]
async fn assertions_count_raw_mails() {
    let (double, bytes) = (MemoryMailer::new(), message("raw-1", 100));
    double.send_raw_mail(&raw(&bytes, &[CLIENT])).await.unwrap();
    let text = panic_text(AssertUnwindSafe(|| {
        double.assert_sent(|_| true);
    }));
    for part in ["no mail fits; 1 in the outbox", CLIENT, "raw mail <raw-1@example.com>"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let text = panic_text(AssertUnwindSafe(|| double.assert_nothing_else()));
    assert!(text.contains("a mail was not asserted") && text.contains("raw-1@"), "{text}");
    double.send(&mail("a document")).await.unwrap();
    let sent = double.assert_sent_raw(|sent| sent.recipients() == [CLIENT]);
    assert_eq!(sent.receipt().message_id, "raw-1@example.com");
    let text = panic_text(AssertUnwindSafe(|| {
        double.assert_sent_raw(|_| true);
    }));
    assert!(text.contains("2 in the outbox") && text.contains("(asserted)"), "one mail answers one assertion: {text}");
    assert!(panic_text(AssertUnwindSafe(|| double.assert_nothing_else())).contains("a document"));
    double.assert_sent(|sent| sent.mail().subject() == "a document");
    double.assert_nothing_else();
}

/// The closure of an assertion may itself assert the mail it is given; the outer assertion then returns another.
#[tokio::test]
async fn one_mail_answers_one_of_two_nested_assertions() {
    let double = MemoryMailer::new();
    for id in ["1", "2"] {
        double.send_raw_mail(&raw(&message(id, 100), &[CLIENT])).await.unwrap();
    }
    let nested = std::cell::Cell::new(false);
    let outer = double.assert_sent_raw(|sent| {
        if !nested.replace(true) {
            let inner = double.assert_sent_raw(|_| true);
            assert_eq!(inner.receipt().message_id, sent.receipt().message_id);
        }
        true
    });
    assert_eq!(outer.receipt().message_id, "2@example.com");
    double.assert_nothing_else();
}
