//! Copies in the Sent folder, filed while mails are settled.

use crate::support::{Bed, invoice, start};
use ite_mailer::{
    Filing, SmtpGateway,
    error::ImapProblem,
    gateway::{ImapSettings, SentCopy},
    sandbox::{ImapAction, ImapBehavior, ImapStep, SmtpSandbox},
};
use ite_mailer_outbox::{MailFilter, MailState};

crate::on_each_database!(receipts_say_where_the_copies_are, mail_is_settled_while_its_copy_is_not_filed);

async fn sandbox(imap: ImapBehavior) -> SmtpSandbox {
    SmtpSandbox::builder().imap(imap).start().await.unwrap()
}

fn filing(server: &SmtpSandbox) -> SmtpGateway {
    let mut imap = ImapSettings::default();
    (imap.host, imap.port) = (Some("localhost".to_owned()), server.imap_tls_port());
    SmtpGateway::builder()
        .host("localhost")
        .port(server.port())
        .root_certificate(server.ca_pem())
        .user(server.user())
        .password(server.password())
        .sent_copy(SentCopy::Folder)
        .imap(imap)
        .build()
        .unwrap()
}

async fn receipts_say_where_the_copies_are(bed: Bed) {
    let refused = ImapAction::Reply("NO [OVERQUOTA] The mailbox is full".to_owned());
    let server = sandbox(ImapBehavior::default().on(ImapStep::AppendEnd, refused).times(1)).await;
    bed.gateways.set("a", filing(&server));
    bed.enqueue((0..5).map(|n| invoice("a", n))).await.unwrap();
    let worker = start(bed.worker());
    bed.wait("all", |counts| counts.accepted == 5).await;
    // The end of the worker waits for the copies.
    worker.stop().await;
    assert_eq!(server.filed_count(), 4);
    let mails = bed.outbox.list(&MailFilter::new().state(MailState::Accepted)).await.unwrap();
    let copies: Vec<_> = mails.into_iter().map(|mail| mail.receipt.unwrap().sent_copy.unwrap()).collect();
    let filed = copies.iter().filter(|copy| matches!(copy, Filing::Filed { folder, .. } if folder == "Sent")).count();
    let full = copies.iter().filter_map(|copy| copy.error()?.imap_problem());
    assert_eq!((filed, full.collect::<Vec<_>>()), (4, vec![ImapProblem::MailboxFull]), "{copies:?}");
}

async fn mail_is_settled_while_its_copy_is_not_filed(bed: Bed) {
    let server = sandbox(ImapBehavior::default().on(ImapStep::AppendEnd, ImapAction::Stall)).await;
    bed.gateways.set("a", filing(&server));
    bed.enqueue([invoice("a", 0)]).await.unwrap();
    let worker = start(bed.worker());
    bed.wait("the mail", |counts| counts.accepted == 1).await;
    let mail = bed.wait_for_mail(|mail| mail.state == MailState::Accepted).await;
    assert!(matches!(mail.receipt.unwrap().sent_copy, Some(Filing::UnderWay)));
    // The process dies: nothing is in doubt.
    worker.kill().await;
    assert_eq!(bed.outbox.counts().await.unwrap().in_doubt, 0);
    assert_eq!(server.mails().len(), 1);
}
