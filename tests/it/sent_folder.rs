//! `SentCopy::Folder`: copies filed over IMAP, against the IMAP half of the sandbox.
#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

mod refused;
mod retried;
mod sign_in;

use crate::smtp::{gateway, mail};
use ite_mailer::{
    Address, Diagnosis, Document, DocumentMail, DocumentMailer, Filing, IdempotentMailer, MemoryIdempotencyStore,
    MemoryMailer, NetworkPolicy, Provider, RawMailer, Receipt, RedirectMailer, Security, SmtpMailer, Stage, StepStatus,
    error::ImapProblem,
    gateway::{GatewayBuilder, ImapSettings, SentCopy, Timeouts},
    message::RawMail,
    sandbox::{ImapBehavior, SmtpSandbox},
};
use std::time::Duration;

/// Longer than any test takes unless it hangs.
const LIMIT: Duration = Duration::from_secs(90);

async fn sandbox(imap: ImapBehavior) -> SmtpSandbox {
    SmtpSandbox::builder().imap(imap).start().await.unwrap()
}

fn implicit(sandbox: &SmtpSandbox) -> ImapSettings {
    let mut imap = ImapSettings::default();
    imap.host = Some("localhost".to_owned());
    imap.port = sandbox.imap_tls_port();
    imap.security = Some(Security::ImplicitTls);
    imap
}

fn starttls(sandbox: &SmtpSandbox) -> ImapSettings {
    let mut imap = implicit(sandbox);
    (imap.port, imap.security) = (sandbox.imap_port(), Some(Security::StartTlsRequired));
    imap
}

fn filing(sandbox: &SmtpSandbox) -> GatewayBuilder {
    gateway(sandbox).sent_copy(SentCopy::Folder).imap(implicit(sandbox))
}

fn mailer(builder: GatewayBuilder) -> SmtpMailer {
    SmtpMailer::new(builder.build().unwrap()).unwrap()
}

async fn sent(mailer: &SmtpMailer, mail: &DocumentMail) -> Receipt {
    tokio::time::timeout(LIMIT, mailer.send(mail)).await.expect("the mailer hangs").unwrap()
}

/// The folder and whether the copy was found there, of a copy that was filed.
fn place(receipt: &Receipt) -> (String, bool) {
    match receipt.sent_copy.as_ref().unwrap() {
        Filing::Filed { folder, found, .. } => (folder.clone(), *found),
        other => panic!("{other:?}"),
    }
}

fn transcript(sandbox: &SmtpSandbox) -> String {
    format!("{:?}", sandbox.imap_transcript())
}

fn problem(receipt: &Receipt) -> ImapProblem {
    receipt.sent_copy.as_ref().unwrap().error().expect("not filed").imap_problem().unwrap()
}

#[tokio::test]
async fn the_copy_has_the_bytes_of_the_mail() {
    let imap = ImapBehavior::default;
    for (case, behaviour) in [
        ("LITERAL+", imap()),
        ("LITERAL-", imap().literal_minus()),
        ("synchronizing literals", imap().without_literal_plus()),
        ("no hints", imap().without_capability_code().without_uidplus().without_sasl_ir()),
    ] {
        let sandbox = sandbox(behaviour).await;
        for (mode, imap) in [("implicit TLS", implicit(&sandbox)), ("STARTTLS", starttls(&sandbox))] {
            for size in [0, 3_000, 1_200_000] {
                let case = format!("{case}, {mode}, {size} bytes");
                let mail = DocumentMail::builder()
                    .from("Billing <billing@example.com>")
                    .to("client@example.org")
                    .bcc("archive@example.com")
                    .subject("Facture n° 42")
                    .text(".\r\nBonjour")
                    .date(std::time::UNIX_EPOCH + Duration::from_secs(1_795_939_200))
                    .document(Document::pdf("facture.pdf", [b"%PDF-1.7\n".as_slice(), &vec![b'.'; size]].concat()))
                    .build()
                    .unwrap();
                let before = sandbox.filed_count();
                let receipt = sent(&mailer(filing(&sandbox).imap(imap.clone())), &mail).await;
                assert_eq!(place(&receipt), ("Sent".to_owned(), false), "{case}");
                let filed = sandbox.filed();
                assert_eq!(filed.len(), before + 1, "{case}");
                let copy = filed.last().unwrap();
                assert!(copy.raw() == &mail.compose().unwrap().to_eml(), "{case}: other bytes");
                assert!(!String::from_utf8_lossy(copy.raw()).contains("archive@"), "{case}: a blind copy is shown");
                assert!(copy.tls(), "{case}");
                assert_eq!(copy.flags(), ["\\Seen"], "{case}");
                assert_eq!(copy.internal_date(), Some("29-Nov-2026 08:00:00 +0000"), "{case}");
                if let Some(Filing::Filed { uid: Some(uid), uid_validity, .. }) = &receipt.sent_copy {
                    assert_eq!((*uid, *uid_validity), (copy.uid(), Some(copy.uid_validity())), "{case}");
                } else {
                    assert!(case.starts_with("no hints"), "{case}: no UID");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_folder_is_found() {
    let own = |names: &[(&str, Option<&str>)]| {
        names.iter().fold(ImapBehavior::default(), |imap, (name, special)| imap.folder(*name, *special))
    };
    let sent_mark = Some("\\Sent");
    for (case, imap, named, found) in [
        ("marked", own(&[("Sent", None), ("Gesendet", sent_mark)]), None, Some("Gesendet")),
        ("marked on request", own(&[("Sent", None), ("X", sent_mark)]).special_use_on_request(), None, Some("X")),
        ("not marked", own(&[("Sent Items", None)]).without_special_use(), None, Some("Sent Items")),
        ("plain LIST", own(&[("Sent", sent_mark)]).without_list_extended(), None, Some("Sent")),
        ("French", own(&[("Éléments envoyés", None)]).without_special_use(), None, Some("Éléments envoyés")),
        ("below INBOX", own(&[("INBOX.Sent", None)]).delimiter('.').without_special_use(), None, Some("INBOX.Sent")),
        ("quotes", own(&[("Sent \"x\" \\ y", sent_mark)]), None, Some("Sent \"x\" \\ y")),
        (
            "by the settings",
            own(&[("Sent", sent_mark), ("Factures & devis", None)]),
            Some("Factures & devis"),
            Some("Factures & devis"),
        ),
        ("by the settings, missing", own(&[("Sent", sent_mark)]), Some("Envoyés"), None),
        ("none", own(&[("Drafts", None), ("Unsent", None)]), None, None),
    ] {
        let sandbox = sandbox(imap).await;
        let mut settings = implicit(&sandbox);
        settings.folder = named.map(str::to_owned);
        let receipt = sent(&mailer(filing(&sandbox).imap(settings)), &mail("a copy")).await;
        match found {
            Some(folder) => {
                assert_eq!(place(&receipt), (folder.to_owned(), false), "{case}");
                assert_eq!(sandbox.filed()[0].folder(), folder, "{case}");
            }
            None => {
                assert_eq!(problem(&receipt), ImapProblem::FolderNotFound, "{case}");
                assert_eq!(sandbox.filed_count(), 0, "{case}");
            }
        }
        assert_eq!(sandbox.mails().len(), 1, "{case}");
    }
}

#[tokio::test]
async fn a_provider_that_files_by_itself_gets_no_second_copy() {
    let sandbox = sandbox(ImapBehavior::default()).await;
    for provider in [Provider::Gmail, Provider::GoogleWorkspace, Provider::Microsoft365] {
        let builder = gateway(&sandbox).provider(provider).sent_copy(SentCopy::Folder);
        let receipt = sent(&mailer(builder), &mail("filed by the provider")).await;
        assert!(matches!(receipt.sent_copy, Some(Filing::ByProvider)), "{provider}: {:?}", receipt.sent_copy);
    }
    assert_eq!(sandbox.imap_connections(), 0);
}

#[tokio::test]
async fn a_relay_files_in_a_mailbox_with_an_account_of_its_own() {
    let imap = ImapBehavior::default().account("billing@example.com", "of the mailbox");
    let sandbox = sandbox(imap).await;
    let mut settings = implicit(&sandbox);
    settings.user = Some("billing@example.com".to_owned());
    let builder = filing(&sandbox).provider(Provider::Brevo).imap(settings).imap_password("of the mailbox");
    let receipt = sent(&mailer(builder), &mail("through a relay")).await;
    assert_eq!(place(&receipt), ("Sent".to_owned(), false));
    assert_eq!(sandbox.filed()[0].user(), "billing@example.com");
    let sign_ins: Vec<_> = sandbox.imap_sign_ins().into_iter().map(|sign_in| sign_in.user).collect();
    assert_eq!(sign_ins, ["billing@example.com"], "the relay's login stays with the relay");
    assert!(!transcript(&sandbox).contains("SEARCH HEADER"), "a relay files nothing there");
}

#[tokio::test]
async fn a_copy_that_is_there_is_not_filed_again() {
    let sandbox = sandbox(ImapBehavior::default()).await;
    let mailer = mailer(filing(&sandbox));
    let mail = mail("once");
    assert_eq!(place(&sent(&mailer, &mail).await), ("Sent".to_owned(), false));
    for _ in 0..2 {
        let again = mailer.file_sent_copy(&mail).await.unwrap().unwrap();
        assert!(matches!(again, Filing::Filed { found: true, uid: Some(1), .. }), "{again:?}");
    }
    assert_eq!(sandbox.filed_count(), 1);
    // A mail whose copy is missing gets it.
    let other = crate::smtp::mail("later");
    let late = mailer.file_sent_copy(&other).await.unwrap().unwrap();
    assert!(matches!(late, Filing::Filed { found: false, uid: Some(2), .. }), "{late:?}");
    assert_eq!(sandbox.mails().len(), 1, "filing sends nothing");
    let none = self::mailer(gateway(&sandbox)).file_sent_copy(&other).await.unwrap();
    assert!(none.is_none());
}

#[tokio::test]
async fn a_copy_that_the_server_filed_by_itself_is_found() {
    for (provider, found) in [(Provider::Custom, true), (Provider::Yahoo, true), (Provider::Yandex, false)] {
        let sandbox = sandbox(ImapBehavior::default()).await;
        let builder = || filing(&sandbox).provider(provider).user(sandbox.user());
        let mail = mail("filed by the server");
        // In the place of the server.
        assert!(mailer(builder()).file_sent_copy(&mail).await.unwrap().unwrap().is_filed());
        // It is not looked for at a provider that is known to file nothing.
        assert_eq!(place(&sent(&mailer(builder()), &mail).await), ("Sent".to_owned(), found), "{provider}");
        assert_eq!(sandbox.filed_count(), if found { 1 } else { 2 }, "{provider}");
    }
}

#[tokio::test]
async fn a_redirected_mail_is_not_filed_in_the_customers_folder() {
    let sandbox = sandbox(ImapBehavior::default()).await;
    let redirected = RedirectMailer::everything_to(mailer(filing(&sandbox)), "staging@example.com").unwrap();
    let receipt = redirected.send(&mail("staging")).await.unwrap();
    assert_eq!(receipt.accepted, ["staging@example.com"]);
    assert!(receipt.sent_copy.is_none(), "{:?}", receipt.sent_copy);
    assert_eq!((sandbox.mails().len(), sandbox.imap_connections()), (1, 0));
    let double = MemoryMailer::for_gateway(filing(&sandbox).build().unwrap());
    assert!(double.send(&mail("a double")).await.unwrap().sent_copy.is_some_and(|copy| copy.is_filed()));
    let redirected = RedirectMailer::everything_to(double, "staging@example.com").unwrap();
    assert!(redirected.send(&mail("staging")).await.unwrap().sent_copy.is_none());
}

#[tokio::test]
async fn a_second_call_with_the_same_key_files_nothing() {
    let sandbox = sandbox(ImapBehavior::default()).await;
    let mailer = IdempotentMailer::new(mailer(filing(&sandbox)), MemoryIdempotencyStore::new());
    let mail = DocumentMail::builder()
        .from("billing@example.com")
        .to("client@example.org")
        .text("Hello")
        .idempotency_scope("customer-7")
        .idempotency_key("invoice-42")
        .build()
        .unwrap();
    let first = mailer.send(&mail).await.unwrap();
    let second = mailer.send(&mail).await.unwrap();
    assert_eq!(place(&first), place(&second));
    assert_eq!((sandbox.mails().len(), sandbox.filed_count()), (1, 1));
}

#[tokio::test]
async fn mails_share_a_connection_which_is_closed_at_the_end() {
    let sandbox = sandbox(ImapBehavior::default()).await;
    let mailer = mailer(filing(&sandbox));
    for n in 1..=3 {
        let receipt = sent(&mailer, &mail("one of three")).await;
        assert!(matches!(receipt.sent_copy, Some(Filing::Filed { uid, .. }) if uid == Some(n)), "{receipt:?}");
    }
    assert_eq!((sandbox.imap_connections(), sandbox.imap_sign_ins().len()), (1, 1));
    mailer.shutdown().await;
    sandbox.wait_open_imap(0).await.unwrap();
    assert!(transcript(&sandbox).contains("LOGOUT"));
}

#[tokio::test]
async fn an_unused_connection_is_closed_after_a_while() {
    let sandbox = sandbox(ImapBehavior::default()).await;
    let mut timeouts = Timeouts::default();
    timeouts.idle = Duration::from_secs(1);
    let mailer = mailer(filing(&sandbox).timeouts(timeouts));
    sent(&mailer, &mail("alone")).await;
    sandbox.wait_open_imap(0).await.unwrap();
    assert!(transcript(&sandbox).contains("LOGOUT"));
}

#[tokio::test]
async fn many_mails_at_once_open_two_connections() {
    let sandbox = sandbox(ImapBehavior::default()).await;
    let mailer = mailer(filing(&sandbox).max_connections(6));
    let mails: Vec<_> = (0..24).map(|n| mail(&format!("number {n}"))).collect();
    let sends = mails.iter().map(|mail| sent(&mailer, mail));
    let receipts = futures_util::future::join_all(sends).await;
    assert!(receipts.iter().all(|receipt| receipt.sent_copy.as_ref().is_some_and(Filing::is_filed)));
    assert_eq!(sandbox.filed_count(), 24);
    assert!(sandbox.max_open_imap() <= 2, "{} connections", sandbox.max_open_imap());
    for mail in &mails {
        let eml = mail.compose().unwrap().to_eml();
        assert_eq!(sandbox.filed().iter().filter(|copy| copy.raw() == &eml).count(), 1);
    }
}

#[tokio::test]
async fn a_copy_is_filed_although_the_send_is_dropped() {
    let sandbox = sandbox(ImapBehavior::default()).await;
    let mailer = mailer(filing(&sandbox));
    let mail = mail("dropped");
    tokio::select! {
        biased;
        arrived = sandbox.wait_for(1) => drop(arrived.unwrap()),
        receipt = mailer.send(&mail) => drop(receipt),
    }
    // The server has the mail. Whether its reply was read before the future was dropped is a race; if it was, the copy
    // is filed, and if it was not, the mail is in doubt and has none.
    let filed = mailer.file_sent_copy(&mail).await.unwrap().unwrap();
    assert!(filed.is_filed(), "{filed:?}");
    assert_eq!(sandbox.filed_count(), 1, "the one asked for waited for the one under way");
}

#[tokio::test]
async fn a_copy_in_the_background_is_told_later_and_waited_for_at_shutdown() {
    let sandbox = sandbox(ImapBehavior::default()).await;
    let (sender, mut told) = tokio::sync::mpsc::unbounded_channel();
    let mailer = mailer(filing(&sandbox)).file_copies_in_background(move |id, filing| {
        sender.send((id.to_owned(), filing)).unwrap();
    });
    let mail = mail("in the background");
    let receipt = sent(&mailer, &mail).await;
    assert!(matches!(receipt.sent_copy, Some(Filing::UnderWay)), "{receipt:?}");
    let (id, filing) = told.recv().await.unwrap();
    assert_eq!(id, mail.message_id());
    assert!(matches!(filing, Filing::Filed { uid: Some(1), found: false, .. }), "{filing:?}");
    let others: Vec<_> = (0..5).map(|n| crate::smtp::mail(&format!("number {n}"))).collect();
    for mail in &others {
        sent(&mailer, mail).await;
    }
    // Long enough under way for the shutdown to come first.
    let large = DocumentMail::builder()
        .from("billing@example.com")
        .to("client@example.org")
        .document(Document::pdf("large.pdf", [b"%PDF-1.7\n".as_slice(), &vec![b'.'; 12_000_000]].concat()))
        .build()
        .unwrap();
    sent(&mailer, &large).await;
    mailer.shutdown().await;
    assert_eq!(sandbox.filed_count(), 7);
    sandbox.wait_open_imap(0).await.unwrap();
}

#[tokio::test]
async fn a_message_composed_elsewhere_is_filed_as_it_was_sent() {
    let sandbox = sandbox(ImapBehavior::default()).await;
    let message =
        b"From: billing@example.com\nTo: client@example.org\nBcc: secret@example.com\nDate: Sun, 29 Nov 2026 \
                    09:00:00 +0100\nSubject: raw\n\nHello\n";
    let (from, to) = (Address::new("billing@example.com").unwrap(), Address::new("client@example.org").unwrap());
    let raw = RawMail::new(&from, [&to], message).unwrap();
    let receipt = mailer(filing(&sandbox)).send_raw_mail(&raw).await.unwrap();
    let double = MemoryMailer::for_gateway(filing(&sandbox).build().unwrap());
    for receipt in [receipt, double.send_raw_mail(&raw).await.unwrap()] {
        assert_eq!(place(&receipt), ("Sent".to_owned(), false));
    }
    let (copy, mail) = (&sandbox.filed()[0], &sandbox.mails()[0]);
    assert!(copy.raw() == mail.raw());
    assert_eq!(copy.internal_date(), Some("29-Nov-2026 09:00:00 +0100"));
    assert!(!String::from_utf8_lossy(copy.raw()).contains("secret@"));
}

#[tokio::test]
async fn the_network_policy_holds_for_the_mailbox() {
    let sandbox = sandbox(ImapBehavior::default()).await;
    let smtp = sandbox.port();
    let policy = NetworkPolicy::any().rule(move |address| address.port() == smtp);
    let mailer = SmtpMailer::with_network_policy(filing(&sandbox).build().unwrap(), policy).unwrap();
    let receipt = sent(&mailer, &mail("no way to the mailbox")).await;
    assert_eq!(problem(&receipt), ImapProblem::Unreachable);
    assert_eq!(sandbox.imap_connections(), 0);
}

#[tokio::test]
async fn a_check_has_a_step_for_the_folder() {
    for (imap, options_send, expected) in [
        (ImapBehavior::default(), false, Ok(0)),
        (ImapBehavior::default(), true, Ok(1)),
        (ImapBehavior::default().read_only("Sent"), false, Err(ImapProblem::FolderReadOnly)),
        (ImapBehavior::default().folder("Drafts", None), false, Err(ImapProblem::FolderNotFound)),
        (ImapBehavior::default().folder("Drafts", None), true, Err(ImapProblem::FolderNotFound)),
    ] {
        let sandbox = sandbox(imap).await;
        let gateway = filing(&sandbox).build().unwrap();
        let diagnosis = if options_send {
            ite_mailer::check_with_mail(&gateway, "billing@example.com", "client@example.org").await
        } else {
            ite_mailer::check(&gateway, "billing@example.com").await
        };
        let step = diagnosis.steps.last().unwrap();
        assert_eq!(step.stage, Stage::SentCopy);
        match expected {
            Ok(copies) => {
                assert!(diagnosis.is_ok(), "{diagnosis}");
                assert_eq!(step.status, StepStatus::Ok);
                let detail = step.detail.as_deref().unwrap();
                assert!(detail.starts_with("Sent · localhost:"), "{detail}");
                assert_eq!(sandbox.filed_count(), copies);
            }
            Err(problem) => {
                assert_eq!(step.status, StepStatus::Failed);
                let error = diagnosis.error().unwrap();
                assert_eq!(error.imap_problem(), Some(problem));
                let guidance = step.guidance.as_ref().unwrap();
                assert!(guidance.en.title.starts_with("No copy under Sent"), "{guidance}");
                assert!(guidance.fr.title.starts_with("Pas de copie"), "{guidance}");
                let others = diagnosis.steps.iter().filter(|step| step.status != StepStatus::Ok).count();
                assert_eq!(others, 1, "every step of the sending went well: {diagnosis}");
                assert!(diagnosis.to_string().contains("Copy under Sent (IMAP)"), "{diagnosis}");
            }
        }
        let stored: Diagnosis = serde_json::from_str(&serde_json::to_string(&diagnosis).unwrap()).unwrap();
        assert_eq!(stored.to_string(), diagnosis.to_string());
        sandbox.wait_open_imap(0).await.unwrap();
    }
}

#[tokio::test]
async fn a_check_says_in_both_languages_why_the_mailbox_cannot_be_reached() {
    let sandbox = sandbox(ImapBehavior::default()).await;
    let other = self::sandbox(ImapBehavior::default()).await;
    let (_kept, closed) = crate::support::closed_port();
    let mut unreachable = implicit(&sandbox);
    unreachable.port = Some(closed);
    for (imap, problem, en, fr) in [
        (
            unreachable,
            ImapProblem::Unreachable,
            format!("no connection to localhost port {closed}: "),
            "pas de connexion à",
        ),
        (
            implicit(&other),
            ImapProblem::TlsFailed,
            "the server's certificate is from no trusted authority: ".to_owned(),
            "le certificat du serveur ne vient d’aucune autorité reconnue\u{a0}: ",
        ),
    ] {
        let gateway = filing(&sandbox).imap(imap).build().unwrap();
        let diagnosis = ite_mailer::check(&gateway, "billing@example.com").await;
        assert_eq!(diagnosis.error().unwrap().imap_problem(), Some(problem));
        let step = diagnosis.failed().unwrap();
        let (detail, detail_fr) = (step.detail.as_deref().unwrap(), step.detail_fr.as_deref().unwrap());
        assert!(detail.starts_with(&en) && detail_fr.starts_with(fr), "{detail} | {detail_fr}");
        assert_eq!(detail.matches(en.trim_end_matches(": ")).count(), 1, "the cause is told once: {detail}");
        assert!(diagnosis.notes.iter().all(|note| !note.en.contains("certificate")), "{:?}", diagnosis.notes);
    }
}
