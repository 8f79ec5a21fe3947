//! Messages that were composed elsewhere, through `SmtpMailer`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

use crate::{
    smtp::gateway,
    support::{AMPLE, Mode, Way, polled},
};
use ite_mailer::{
    Address, ErrorKind, Outcome, RawMailer, SmtpMailer, Stage,
    gateway::{RecipientPolicy, SentCopy},
    message::RawMail,
    sandbox::{Action, Fault, SmtpSandbox, SmtpStep},
};
use std::sync::Arc;

fn address(text: &str) -> Address {
    Address::new(text).unwrap()
}

/// A complete message, so that it goes out as it is; lines that begin with dots.
pub(crate) fn message(id: &str, size: usize) -> Vec<u8> {
    let head = format!(
        "Date: Mon, 30 Nov 2026 08:00:00 +0000\r\nMessage-ID: <{id}@example.com>\r\nFrom: billing@example.com\r\nTo: client@example.org\r\nSubject: {id}\r\n\r\n"
    );
    let mut bytes = head.into_bytes();
    bytes.extend(
        b".......................................................................\r\n"
            .iter()
            .cycle()
            .take(size / 73 * 73),
    );
    bytes
}

pub(crate) fn raw<'a>(bytes: &'a [u8], to: &[&str]) -> RawMail<'a> {
    let to: Vec<Address> = to.iter().map(|to| address(to)).collect();
    RawMail::new(&address("billing@example.com"), &to, bytes).unwrap()
}

#[tokio::test]
async fn a_raw_message_arrives_byte_for_byte() {
    for mode in Mode::ALL {
        let sandbox = SmtpSandbox::builder().reject_recipient("nobody@example.org", "550 5.1.1 unknown");
        let sandbox = sandbox.start().await.unwrap();
        let builder = gateway(&sandbox).pipelining(mode.pipelines()).chunking(mode.chunks());
        let mailer: Arc<dyn RawMailer> = Arc::new(SmtpMailer::new(builder.build().unwrap()).unwrap());
        for size in [0, 5_000, 2_000_000] {
            let bytes = message(&format!("{size}"), size);
            let mail = raw(&bytes, &["client@example.org", "nobody@example.org"]);
            let receipt = mailer.send_raw_mail(&mail).await.unwrap();
            let arrived = sandbox.mails().pop().unwrap();
            assert!(arrived.raw() == &bytes, "{mode:?}, {size} bytes");
            assert_eq!(arrived.recipients(), ["client@example.org"]);
            assert_eq!((receipt.message_id, receipt.size), (format!("{size}@example.com"), bytes.len() as u64));
            assert_eq!((receipt.accepted.len(), receipt.rejected.len(), receipt.documents.len()), (1, 1, 0));
            assert!(receipt.queue_id.is_some() && receipt.reply.is_some());
        }
    }
}

#[tokio::test]
async fn line_ends_are_mended_on_the_wire_and_blind_copies_stay_blind() {
    for mode in Mode::ALL {
        let sandbox = SmtpSandbox::start().await.unwrap();
        let builder = gateway(&sandbox).pipelining(mode.pipelines()).chunking(mode.chunks());
        let mailer = SmtpMailer::new(builder.sent_copy(SentCopy::BccSelf).build().unwrap()).unwrap();
        let bytes = b"From: billing@example.com\nBcc: archive@example.net\n\n.\r.two\r\n..\n";
        let receipt = mailer.send_raw_mail(&raw(bytes, &["client@example.org", "archive@example.net"])).await.unwrap();
        let arrived = sandbox.mails().pop().unwrap();
        let text = String::from_utf8(arrived.raw().to_vec()).unwrap();
        assert!(text.starts_with(&format!("Message-ID: <{}>\r\nDate: ", receipt.message_id)), "{text}");
        assert!(text.ends_with("0000\r\nFrom: billing@example.com\r\n\r\n.\r\n.two\r\n..\r\n"), "{mode:?}: {text}");
        assert_eq!(arrived.recipients(), ["client@example.org", "archive@example.net", "billing@example.com"]);
        assert_eq!(arrived.parameters(), [format!("SIZE={}", text.len())]);
    }
}

#[tokio::test]
async fn extensions_are_asked_for_where_needed_and_offered() {
    let header = "Date: x\r\nMessage-ID: <1@example.com>\r\nFrom: billing@example.com\r\n";
    for (bytes, to, without, wanted) in [
        (format!("{header}\r\ncafé\r\n"), "client@example.org", "8BITMIME", vec!["BODY=8BITMIME"]),
        (format!("{header}\r\nHello\r\n"), "josé@example.org", "SMTPUTF8", vec!["SMTPUTF8"]),
        (format!("{header}Subject: café\r\n\r\n"), "client@example.org", "SMTPUTF8", vec!["BODY=8BITMIME", "SMTPUTF8"]),
    ] {
        let sandbox = SmtpSandbox::start().await.unwrap();
        let mailer = SmtpMailer::new(sandbox.gateway()).unwrap();
        mailer.send_raw_mail(&raw(bytes.as_bytes(), &[to])).await.unwrap();
        let arrived = sandbox.mails().pop().unwrap();
        assert_eq!(arrived.parameters()[1..], wanted, "{bytes}");
        assert!(arrived.raw() == bytes.as_bytes());
        let sandbox = SmtpSandbox::builder().without(without).start().await.unwrap();
        let mailer = SmtpMailer::new(sandbox.gateway()).unwrap();
        let error = mailer.send_raw_mail(&raw(bytes.as_bytes(), &[to])).await.unwrap_err();
        assert_eq!((error.kind(), error.stage()), (ErrorKind::Message, Stage::MailFrom), "{error}");
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert!(error.to_string().contains(without), "{error}");
        assert!(!sandbox.commands().iter().any(|command| command.starts_with("MAIL")), "{:?}", sandbox.commands());
    }
}

#[tokio::test]
async fn the_gateways_limits_hold_before_anything_is_sent() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let bytes = message("limits", 5_000);
    let too_many = SmtpMailer::new(gateway(&sandbox).recipients_per_message(1).build().unwrap()).unwrap();
    let too_large = SmtpMailer::new(gateway(&sandbox).max_message_size(5_000).build().unwrap()).unwrap();
    for (mailer, kind) in [(too_many, ErrorKind::TooManyRecipients), (too_large, ErrorKind::MessageTooLarge)] {
        let mail = raw(&bytes, &["one@example.org", "two@example.org"]);
        let error = mailer.send_raw_mail(&mail).await.unwrap_err();
        assert_eq!((error.kind(), error.stage()), (kind, Stage::Message));
        assert_eq!(error.message_id(), Some("limits@example.com"));
    }
    assert_eq!(sandbox.connections().opened, 0);
    let all = gateway(&sandbox).recipients(RecipientPolicy::AllOrNothing).build().unwrap();
    let mailer = SmtpMailer::new(all).unwrap();
    sandbox.script().reply(SmtpStep::Recipient(2), "550 5.1.1 unknown");
    let error = mailer.send_raw_mail(&raw(&bytes, &["one@example.org", "two@example.org"])).await.unwrap_err();
    assert_eq!((error.kind(), error.rejected().len()), (ErrorKind::RecipientUnknown, 1));
    assert!(sandbox.mails().is_empty());
}

#[tokio::test]
async fn a_lost_connection_has_its_outcome() {
    for mode in Mode::ALL {
        for (step, outcome) in [
            (SmtpStep::Greeting, Outcome::NotSent),
            (SmtpStep::SignIn, Outcome::NotSent),
            (SmtpStep::FinalReply, Outcome::Unknown),
        ] {
            let sandbox = SmtpSandbox::builder().fault(Fault::new(step, Action::Close).nth(1)).start().await.unwrap();
            let gateway = Way::TlsPlain.gateway(&sandbox, AMPLE).pipelining(mode.pipelines()).chunking(mode.chunks());
            let mailer = SmtpMailer::new(gateway.build().unwrap()).unwrap();
            let (lost, next) = (message("lost", 5_000), message("next", 5_000));
            let error = mailer.send_raw_mail(&raw(&lost, &["client@example.org"])).await.unwrap_err();
            assert_eq!(error.outcome(), outcome, "{mode:?} {step:?}: {error}");
            assert!(!error.guidance().en.title.is_empty());
            mailer.send_raw_mail(&raw(&next, &["client@example.org"])).await.unwrap();
            assert!(sandbox.mails().pop().unwrap().raw() == &next);
        }
    }
}

/// Drops the send after every number of polls until the mail is accepted; the next mail must always be accepted.
#[tokio::test]
async fn a_raw_send_dropped_at_any_await_harms_no_other_mail() {
    for mode in Mode::ALL {
        let way = Way::TlsPlain;
        let sandbox = way.sandbox().start().await.unwrap();
        let gateway = way.gateway(&sandbox, AMPLE).pipelining(mode.pipelines()).chunking(mode.chunks());
        let mailer = SmtpMailer::new(gateway.build().unwrap()).unwrap();
        let mut most = 0;
        let polls = loop {
            most += 1 + most / 8;
            let dropped = message("dropped", 200_000);
            let done = polled(mailer.send_raw_mail(&raw(&dropped, &["client@example.org"])), most).await.is_some();
            let next = message(&format!("next-{most}"), 3_000);
            let receipt = mailer.send_raw_mail(&raw(&next, &["next@example.org"])).await.unwrap();
            let mails = sandbox.mails();
            let at = mails.iter().position(|mail| mail.raw() == &next).unwrap();
            assert_eq!(receipt.queue_id, Some(format!("{:06X}", at + 1)), "{mode:?} after {most} polls");
            assert!(mails.iter().all(|mail| mail.raw() == &dropped || mail.recipients() == ["next@example.org"]));
            if done {
                break most;
            }
        };
        assert!(polls > 2, "{mode:?}: {polls} polls are no conversation");
    }
}

/// Measures the allocations of one send on its own thread, without those of the server's threads.
#[test]
fn a_large_message_is_never_copied() {
    const SIZE: usize = 20 << 20;
    let server = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let sandbox = server.block_on(SmtpSandbox::start()).unwrap();
    let client = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let clean = message("large", SIZE);
    let bare: Vec<u8> = clean.iter().copied().filter(|byte| *byte != b'\r').collect();
    for mode in Mode::ALL {
        for bytes in [&clean, &bare] {
            let gateway = gateway(&sandbox).pipelining(mode.pipelines()).chunking(mode.chunks());
            let mailer = SmtpMailer::new(gateway.build().unwrap()).unwrap();
            let mut sent = None;
            let used = allocation_counter::measure(|| {
                let mail = raw(bytes, &["client@example.org"]);
                sent = Some(client.block_on(mailer.send_raw_mail(&mail)));
            });
            assert_eq!(sent.unwrap().unwrap().size, clean.len() as u64);
            assert!(sandbox.mails().pop().unwrap().raw() == &clean, "{mode:?}");
            assert!(used.bytes_max < 1 << 20, "{mode:?}: {} bytes at a time", used.bytes_max);
        }
    }
}
