//! `MemoryMailer` composes and refuses as `SmtpMailer` does, fails on demand, and returns its mails.

mod raw;

use ite_mailer::{
    Document, DocumentMail, DocumentMailer, ErrorKind, MemoryMailer, Outcome, SmtpGateway, Stage,
    gateway::{RecipientPolicy, SentCopy},
    memory::Failure,
};

fn mail(subject: &str) -> DocumentMail {
    DocumentMail::builder()
        .from("billing@example.com")
        .to("client@example.org")
        .subject(subject)
        .document(Document::pdf("Facture n° 42.pdf", &b"%PDF-1.7 x"[..]))
        .build()
        .unwrap()
}

#[tokio::test]
async fn failures_on_demand() {
    let mailer = MemoryMailer::new()
        .fail_nth(2, Failure::new(ErrorKind::DailyQuotaExceeded))
        .fail_nth(3, Failure::new(ErrorKind::RateLimited).at(Stage::MailFrom))
        .fail_nth(4, Failure::unknown(true))
        .fail_nth(5, Failure::unknown(false));
    mailer.send(&mail("1")).await.unwrap();
    for (n, kind, stage, outcome) in [
        (2, ErrorKind::DailyQuotaExceeded, Stage::FinalReply, Outcome::NotSent),
        (3, ErrorKind::RateLimited, Stage::MailFrom, Outcome::NotSent),
        (4, ErrorKind::Timeout, Stage::FinalReply, Outcome::Unknown),
        (5, ErrorKind::Timeout, Stage::FinalReply, Outcome::Unknown),
    ] {
        let mail = mail(&n.to_string());
        let error = mailer.send(&mail).await.unwrap_err();
        assert_eq!((error.kind(), error.stage(), error.outcome()), (kind, stage, outcome), "mail {n}");
        assert_eq!(error.message_id(), Some(mail.message_id()));
    }
    let subjects: Vec<String> = mailer.sent().iter().map(|sent| sent.mail().subject().to_owned()).collect();
    assert_eq!(subjects, ["1", "4"], "of the two unknown ones, one arrived");
    assert_eq!(mailer.attempts(), 5);

    let mailer = MemoryMailer::new().fail_always(Failure::new(ErrorKind::Connect));
    assert!(mailer.send(&mail("no")).await.is_err() && mailer.send(&mail("no")).await.is_err());
    mailer.clear_failures();
    mailer.send(&mail("yes")).await.unwrap();
}

#[tokio::test]
async fn every_kind_can_be_played() {
    for kind in ErrorKind::ALL {
        let mailer = MemoryMailer::new().fail_nth(1, Failure::new(*kind));
        let error = mailer.send(&mail("fails")).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (*kind, Outcome::NotSent));
        assert!(mailer.sent().is_empty());
    }
}

#[tokio::test]
async fn the_gateways_rules_hold() {
    let gateway = || SmtpGateway::builder().host("smtp.example.com").user("me").password("x");
    let own = MemoryMailer::for_gateway(gateway().sent_copy(SentCopy::BccSelf).build().unwrap());
    own.send(&mail("copy")).await.unwrap();
    let sent = own.assert_sent(|sent| sent.recipients().len() == 2);
    assert_eq!(sent.recipients(), ["client@example.org", "billing@example.com"]);
    assert_eq!(sent.receipt().gateway, "smtp.example.com");

    let own = own.refuse_recipient("client@example.org", ErrorKind::RecipientRejected);
    let error = own.send(&mail("copy alone")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RecipientRejected, "a copy to the sender alone is no delivery");

    let small = MemoryMailer::for_gateway(gateway().max_message_size(100).build().unwrap());
    assert_eq!(small.send(&mail("big")).await.unwrap_err().kind(), ErrorKind::MessageTooLarge);

    let nobody = "nobody@example.org";
    let two = DocumentMail::builder().from("a@example.com").to("client@example.org").to(nobody).subject("2").text("x");
    let two = two.build().unwrap();
    let refuse = |mailer: MemoryMailer| mailer.refuse_recipient(nobody, ErrorKind::RecipientRejected);
    let receipt = refuse(MemoryMailer::new()).send(&two).await.unwrap();
    assert_eq!((receipt.accepted.len(), receipt.rejected[0].recipient.as_str()), (1, nobody));
    let strict = gateway().recipients(RecipientPolicy::AllOrNothing).build().unwrap();
    let error = refuse(MemoryMailer::for_gateway(strict)).send(&two).await.unwrap_err();
    assert_eq!((error.kind(), error.rejected().len()), (ErrorKind::RecipientRejected, 1));
}

#[tokio::test]
async fn clones_share_one_outbox_and_can_wait_for_it() {
    let mailer = MemoryMailer::new();
    let sender = mailer.clone();
    let waiting = tokio::spawn(async move { mailer.wait_for(2).await });
    tokio::task::yield_now().await;
    sender.send(&mail("1")).await.unwrap();
    sender.send(&mail("2")).await.unwrap();
    let sent = waiting.await.unwrap();
    assert_eq!(sent.len(), 2);
    let parsed = sent[0].parsed().unwrap();
    assert_eq!(parsed.subject.as_deref(), Some("1"));
    assert_eq!(parsed.parts[0].name.as_deref(), Some("Facture n° 42.pdf"));
    assert_eq!(parsed.parts[0].bytes, b"%PDF-1.7 x");
}

fn panic_text(run: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let payload = std::panic::catch_unwind(run).expect_err("it has to panic");
    payload.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[tokio::test]
async fn assertions_list_what_there_is() {
    let mailer = MemoryMailer::new();
    mailer.send(&mail("Invoice 41")).await.unwrap();
    let text = panic_text(std::panic::AssertUnwindSafe(|| {
        mailer.assert_sent(|sent| sent.mail().subject() == "Invoice 42");
    }));
    for part in ["no mail fits", "client@example.org", "Invoice 41", "Facture n° 42.pdf"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let text = panic_text(std::panic::AssertUnwindSafe(|| mailer.assert_nothing_else()));
    assert!(text.contains("a mail was not asserted") && text.contains("Invoice 41"), "{text}");
    mailer.assert_sent(|_| true);
    mailer.assert_nothing_else();
    let text = panic_text(std::panic::AssertUnwindSafe(|| {
        mailer.assert_sent(|_| true);
    }));
    assert!(text.contains("(asserted)"), "one mail answers one assertion: {text}");
}

/// The closure of an assertion may ask the mailer: no lock is held while it runs.
#[tokio::test]
async fn the_closure_of_an_assertion_may_ask_the_mailer() {
    let mailer = MemoryMailer::new();
    mailer.send(&mail("1")).await.unwrap();
    mailer.send(&mail("2")).await.unwrap();
    let asked = mailer.clone();
    let (told, ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let sent = asked.assert_sent(|sent| asked.sent().len() == 2 && sent.mail().subject() == "2");
        asked.assert_sent(|_| asked.attempts() == 2);
        asked.assert_nothing_else();
        told.send(sent.mail().subject().to_owned()).unwrap();
    });
    assert_eq!(ended.recv_timeout(crate::support::LIMIT).expect("it waits for its own lock"), "2");
}

/// While the runtime's only blocking thread is occupied, the send of a large document waits for its fingerprint: it is
/// not computed on the thread of the runtime.
#[test]
fn a_large_document_is_hashed_beside_the_runtime() {
    let large = || Document::new("large.bin", "application/octet-stream", vec![7_u8; 4 << 20]);
    let with = |document: Document| {
        let builder = DocumentMail::builder().from("a@example.com").to("b@example.org").document(document);
        builder.build().unwrap()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build().unwrap();
    let test = async {
        let sandbox = ite_mailer::sandbox::SmtpSandbox::start().await.unwrap();
        let smtp = ite_mailer::SmtpMailer::new(crate::smtp::gateway(&sandbox).build().unwrap()).unwrap();
        let stored = ite_mailer::message::StoredMail::with_references(&with(large()));
        let sha256 = stored.documents()[0].sha256().to_owned();
        let source = std::collections::HashMap::from([(sha256, large().bytes().clone())]);
        let memory = MemoryMailer::new();
        let (by_memory, by_smtp) = (with(large()), with(large()));
        // Opens the connection now, since resolving the host needs a blocking thread, too.
        smtp.send(&mail("first")).await.unwrap();
        let (release, taken) = std::sync::mpsc::channel::<()>();
        let occupied = tokio::task::spawn_blocking(move || taken.recv());
        let mut runs: Vec<std::pin::Pin<Box<dyn Future<Output = ()>>>> = vec![
            Box::pin(async { drop(memory.send(&by_memory).await.unwrap()) }),
            Box::pin(async { drop(smtp.send(&by_smtp).await.unwrap()) }),
            Box::pin(async { drop(stored.restore_from(&source).await.unwrap()) }),
        ];
        let mut turns_after_arrival = 0;
        while turns_after_arrival < 200 {
            turns_after_arrival += usize::from(sandbox.mails().len() == 2);
            for (n, run) in runs.iter_mut().enumerate() {
                let ended = std::future::poll_fn(|cx| std::task::Poll::Ready(run.as_mut().poll(cx).is_ready())).await;
                assert!(!ended, "run {n} did not wait for the fingerprint");
            }
            tokio::task::yield_now().await;
        }
        release.send(()).unwrap();
        occupied.await.unwrap().unwrap();
        for run in runs {
            run.await;
        }
    };
    runtime.block_on(async { tokio::time::timeout(crate::support::LIMIT, test).await.expect("it hangs") });
}
