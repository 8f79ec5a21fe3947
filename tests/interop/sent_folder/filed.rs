//! Copies that are filed.

use super::{
    line::Line,
    mailbox::{Mailbox, SENDER, courier, dovecot, filed, large, mail, sha256, with_document},
};
use crate::{letter::CLIENT, servers::MODES};
use ite_mailer::{DocumentMailer, Filing, SmtpMailer, Stage, StepStatus, check, check_with_mail, sandbox::SmtpSandbox};
use std::time::Instant;
use tokio::task::JoinSet;

const FRENCH: Mailbox = Mailbox { wire: "&AMk-l&AOk-ments envoy&AOk-s", ..dovecot("french", "Éléments envoyés") };

/// Every way in which `.ci/imap` sets up a Sent folder.
const MAILBOXES: [Mailbox; 7] = [
    dovecot("marked", "Copies"),
    dovecot("named", "Sent"),
    FRENCH,
    dovecot("dotted", "INBOX.Sent"),
    dovecot("plain", "Sent"),
    dovecot("limited", "Sent"),
    courier("sent"),
];

/// Of each mail there is one copy in the folder, with the bytes that the SMTP server got and the mail's date, and it is
/// read. `filed`: Message-IDs and the UIDs of the receipts.
fn compare(at: &str, mailbox: Mailbox, sandbox: &SmtpSandbox, filed: &[(&str, u32)]) {
    let mut copies = mailbox.messages(&filed.iter().map(|(message_id, _)| *message_id).collect::<Vec<_>>());
    let mails = sandbox.mails();
    for (message_id, uid) in filed {
        let header = format!("Message-ID: <{message_id}>");
        let sent = mails.iter().find(|mail| String::from_utf8_lossy(mail.raw()).contains(&header));
        let sent = sent.unwrap_or_else(|| panic!("{at}: not sent"));
        let found: Vec<_> = copies.extract_if(.., |copy| copy.message_id == *message_id).collect();
        let [copy] = found.as_slice() else { panic!("{at}: {found:?}") };
        assert_eq!((copy.size, &copy.sha256), (sent.raw().len(), &sha256(sent.raw())), "{at}");
        assert_eq!(copy.uid, *uid, "{at}");
        assert_eq!(copy.flags.iter().filter(|flag| *flag != "\\Recent").collect::<Vec<_>>(), ["\\Seen"], "{at}");
        assert_eq!(copy.filed_as, copy.date, "{at}");
    }
}

#[tokio::test]
async fn each_mail_is_filed_once_as_it_was_sent() {
    for mailbox in MAILBOXES {
        for (mode, security) in MODES {
            let at = format!("{:?}, {}, {mode}", mailbox.server, mailbox.name);
            let started = Instant::now();
            let (sandbox, line) = (mailbox.sandbox().await, Line::to(mailbox.port(security)).await);
            let settings = mailbox.settings_at(line.port, security);
            let gateway = mailbox.gateway(&sandbox, security).imap(settings).build().unwrap();
            let mailer = || SmtpMailer::new(gateway.clone()).unwrap();
            let (one, other) = (mailer(), mailer());
            let place = |uid, found| (mailbox.folder.to_owned(), uid, found);

            let mut mails = Vec::new();
            for nth in 1..=3 {
                let mail = mail(&at);
                let receipt = one.send(&mail).await.unwrap_or_else(|error| panic!("{at}: {error}"));
                let (folder, uid, found) = filed(&at, receipt.sent_copy);
                assert_eq!((folder.as_str(), found), (mailbox.folder, false), "{at}, {nth}");
                assert!(mails.last().is_none_or(|(_, last)| *last < uid), "{at}: {uid} is no new UID");
                mails.push((mail, uid));
            }
            // Again, as after an answer that was lost, and by another process.
            for (mailer, (mail, uid)) in [(&one, &mails[2]), (&other, &mails[2]), (&one, &mails[0])] {
                let again = mailer.file_sent_copy(mail).await.unwrap();
                assert_eq!(filed(&at, again), place(*uid, true), "{at}");
            }
            // Another mail client, or the server itself, files it first.
            let theirs = mail(&at);
            mailbox.append(&theirs.compose().unwrap().to_eml());
            let receipt = one.send(&theirs).await.unwrap();
            let (folder, uid, found) = filed(&at, receipt.sent_copy);
            assert_eq!((folder.as_str(), found), (mailbox.folder, true), "{at}");
            mails.push((theirs, uid));

            one.shutdown().await;
            other.shutdown().await;
            assert_eq!(line.connections(), 2, "{at}: one of each mailer");
            let mut mails: Vec<_> = mails.iter().map(|(mail, uid)| (mail.message_id(), *uid)).collect();
            let (theirs, uid) = mails.pop().unwrap();
            // The mail client gave its copy no date.
            let copies = mailbox.messages(&[theirs]);
            assert_eq!(copies.iter().map(|copy| copy.uid).collect::<Vec<_>>(), [uid], "{at}");
            compare(&at, mailbox, &sandbox, &mails);
            println!("filed      {:5.2} s  {at}", started.elapsed().as_secs_f32());
        }
    }
}

#[tokio::test]
async fn a_document_of_20_mib() {
    for (mailbox, (mode, security)) in large() {
        let at = format!("{:?}, {}, {mode}, 20 MiB", mailbox.server, mailbox.name);
        let sandbox = mailbox.sandbox().await;
        let mailer = SmtpMailer::new(mailbox.gateway(&sandbox, security).build().unwrap()).unwrap();
        let started = Instant::now();
        let receipt = mailer.send(&with_document(&at, 20 << 20)).await.unwrap();
        println!("filed      {:5.2} s  {at}", started.elapsed().as_secs_f32());
        let (_, uid, found) = filed(&at, receipt.sent_copy);
        assert!(!found, "{at}");
        compare(&at, mailbox, &sandbox, &[(&receipt.message_id, uid)]);
        mailer.shutdown().await;
    }
}

#[tokio::test]
async fn mails_at_once_share_two_connections() {
    for mailbox in [dovecot("named", "Sent"), courier("sent")] {
        let (mode, security) = MODES[1];
        let at = format!("{:?}, {mode}, eight at once", mailbox.server);
        let (sandbox, line) = (mailbox.sandbox().await, Line::to(mailbox.port(security)).await);
        let gateway = mailbox.gateway(&sandbox, security).imap(mailbox.settings_at(line.port, security));
        let mailer = SmtpMailer::new(gateway.max_connections(4).build().unwrap()).unwrap();
        let mut crowd = JoinSet::new();
        for _ in 0..8 {
            let (mailer, mail) = (mailer.clone(), mail(&at));
            crowd.spawn(async move { mailer.send(&mail).await.unwrap() });
        }
        let receipts = crowd.join_all().await;
        assert!((1..=2).contains(&line.connections()), "{at}: {}", line.connections());
        let filed: Vec<_> = receipts.into_iter().map(|one| (one.message_id, filed(&at, one.sent_copy))).collect();
        assert!(filed.iter().all(|(_, (_, _, found))| !found), "{at}");
        let filed: Vec<_> = filed.iter().map(|(message_id, (_, uid, _))| (message_id.as_str(), *uid)).collect();
        compare(&at, mailbox, &sandbox, &filed);
        mailer.shutdown().await;
    }
}

#[tokio::test]
async fn copies_in_the_background_are_all_filed_at_shutdown() {
    for mailbox in [dovecot("named", "Sent"), courier("sent")] {
        let (mode, security) = MODES[1];
        let at = format!("{:?}, {mode}, in the background", mailbox.server);
        let sandbox = mailbox.sandbox().await;
        let gateway = mailbox.gateway(&sandbox, security).build().unwrap();
        let (sender, mut told) = tokio::sync::mpsc::unbounded_channel();
        let mailer = SmtpMailer::new(gateway).unwrap().file_copies_in_background(move |message_id, filing| {
            sender.send((message_id.to_owned(), filing)).unwrap();
        });
        for _ in 0..5 {
            let receipt = mailer.send(&mail(&at)).await.unwrap();
            assert!(matches!(receipt.sent_copy, Some(Filing::UnderWay)), "{at}: {receipt:?}");
        }
        mailer.shutdown().await;
        drop(mailer);
        let mut copies = Vec::new();
        while let Some((message_id, filing)) = told.recv().await {
            let (folder, uid, found) = filed(&at, Some(filing));
            assert_eq!((folder.as_str(), found), (mailbox.folder, false), "{at}");
            copies.push((message_id, uid));
        }
        assert_eq!(copies.len(), 5, "{at}");
        let copies: Vec<_> = copies.iter().map(|(message_id, uid)| (message_id.as_str(), *uid)).collect();
        compare(&at, mailbox, &sandbox, &copies);
    }
}

/// The relay's login is not the mailbox's.
#[tokio::test]
async fn a_mailbox_with_an_account_of_its_own() {
    for mailbox in [dovecot("marked", "Copies"), courier("sent")] {
        for (mode, security) in MODES {
            let at = format!("{:?}, {mode}, own account", mailbox.server);
            let sandbox = SmtpSandbox::start().await.unwrap();
            let mut settings = mailbox.settings(security);
            settings.user = Some(mailbox.user());
            let gateway = mailbox.gateway(&sandbox, security).imap(settings);
            let gateway = gateway.imap_password(crate::servers::variable("PASSWORD")).build().unwrap();
            let mailer = SmtpMailer::new(gateway).unwrap();
            let receipt = mailer.send(&mail(&at)).await.unwrap();
            let (folder, uid, found) = filed(&at, receipt.sent_copy);
            assert_eq!((folder.as_str(), found), (mailbox.folder, false), "{at}");
            compare(&at, mailbox, &sandbox, &[(&receipt.message_id, uid)]);
            mailer.shutdown().await;
        }
    }
}

/// The folder of the settings, instead of the one that the server marks.
#[tokio::test]
async fn a_folder_of_the_settings() {
    for mailbox in [dovecot("marked", "Sent"), Mailbox { folder: "Éléments envoyés", ..FRENCH }] {
        let (mode, security) = MODES[1];
        let at = format!("{}, {mode}, {} of the settings", mailbox.name, mailbox.folder);
        let sandbox = mailbox.sandbox().await;
        let mut settings = mailbox.settings(security);
        settings.folder = Some(mailbox.folder.to_owned());
        let gateway = mailbox.gateway(&sandbox, security).imap(settings).build().unwrap();
        let mailer = SmtpMailer::new(gateway).unwrap();
        let receipt = mailer.send(&mail(&at)).await.unwrap();
        let (folder, uid, _) = filed(&at, receipt.sent_copy);
        assert_eq!(folder, mailbox.folder, "{at}");
        compare(&at, mailbox, &sandbox, &[(&receipt.message_id, uid)]);
        mailer.shutdown().await;
    }
}

#[tokio::test]
async fn the_check_names_the_folder_and_files_its_mail() {
    for mailbox in MAILBOXES {
        for (mode, security) in MODES {
            let at = format!("{:?}, {}, {mode}", mailbox.server, mailbox.name);
            let sandbox = mailbox.sandbox().await;
            let gateway = mailbox.gateway(&sandbox, security).build().unwrap();
            let without = check(&gateway, SENDER).await;
            let with = check_with_mail(&gateway, SENDER, CLIENT.1).await;
            for diagnosis in [&without, &with] {
                assert!(diagnosis.is_ok(), "{at}: {diagnosis}");
                let last = diagnosis.steps.last().unwrap();
                assert_eq!((last.stage, last.status), (Stage::SentCopy, StepStatus::Ok), "{at}");
                let told = format!("{} · localhost:{}", mailbox.folder, mailbox.port(security));
                assert_eq!(last.detail.as_ref().map(|detail| detail.to_string()), Some(told), "{at}");
            }
            assert_eq!(mailbox.messages(&[with.message_id.as_deref().unwrap()]).len(), 1, "{at}");
        }
    }
}
