//! Claims and ends of mails share commits; no promise is weaker for it.

use crate::support::{Bed, arrived, gateway, invoice, sandbox, start};
use async_trait::async_trait;
use ite_mailer::{
    DocumentMail, DocumentMailer, Error, Receipt, SmtpMailer,
    sandbox::{Action, Fault, SmtpStep},
};
use ite_mailer_outbox::{MailFilter, MailState, WakeBy};
use std::time::Duration;

crate::on_each_database!(
    claim_shares_the_commit_of_an_end,
    no_more_mails_are_claimed_than_connections_are_free,
    mail_whose_attempt_panicked_is_not_put_back,
);

const MAILS: usize = 40;

async fn claim_shares_the_commit_of_an_end(bed: Bed) {
    let (mut bed, commits) = bed.counting_commits().await;
    bed.outbox = bed.outbox.wake_by(WakeBy::Polling);
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 4, None));
    bed.enqueue((0..MAILS).map(|n| invoice("a", n))).await.unwrap();
    let before = commits.get(&bed).await;
    let worker = start(bed.worker());
    bed.wait("all", |counts| counts.accepted == MAILS as u64).await;
    let made = commits.get(&bed).await - before;
    worker.stop().await;
    // One for each mail at most, where no two end together, and a few of the lane.
    assert!(made <= MAILS as i64 + 10, "{made} commits for {MAILS} mails");
}

/// A killed worker leaves in doubt what it has claimed.
async fn no_more_mails_are_claimed_than_connections_are_free(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    server.script().fault(Fault::new(SmtpStep::FinalReply, Action::Delay(Duration::from_millis(10))));
    bed.gateways.set("a", gateway(&server, 3, None));
    bed.enqueue((0..MAILS).map(|n| invoice("a", n))).await.unwrap();
    let worker = start(bed.worker());
    let mut most = 0;
    bed.wait("all", |counts| {
        most = most.max(counts.sending);
        counts.accepted == MAILS as u64
    })
    .await;
    worker.stop().await;
    assert!((1..=3).contains(&most), "{most} at once");
}

/// A product's mailer that panics behind the first mail, which has gone.
#[derive(Debug)]
struct Panicking(SmtpMailer);

#[async_trait]
impl DocumentMailer for Panicking {
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        let receipt = self.0.send(mail).await;
        assert!(!mail.subject().ends_with("° 0"), "a fault of the product");
        receipt
    }
}

/// Claims fail meanwhile, and what they may have claimed is put back.
async fn mail_whose_attempt_panicked_is_not_put_back(bed: Bed) {
    let server = sandbox().start().await.unwrap();
    bed.gateways.set("a", gateway(&server, 1, None));
    bed.enqueue((0..4).map(|n| invoice("a", n))).await.unwrap();
    let claims = "NEW.state = 'sending' AND NEW.idempotency_key = 'invoice-2'";
    bed.refuse("refuse_claims", "outbox_mail", "UPDATE", claims).await;
    let worker = start(bed.worker().wrap(|mailer, _| Panicking(mailer)));
    server.wait_for(2).await.unwrap();
    // Its end is stored without the claim that was refused; what that may have claimed is put back before another.
    bed.wait("the refusal", |counts| counts.accepted == 1).await;
    bed.allow("refuse_claims", "outbox_mail").await;
    bed.wait("the others", |counts| counts.accepted == 3).await;
    worker.stop().await;
    assert_eq!(arrived(&server).values().max(), Some(&1));
    let doubtful = bed.outbox.list(&MailFilter::new().state(MailState::InDoubt)).await.unwrap();
    assert_eq!(doubtful.iter().map(|mail| mail.key.as_deref()).collect::<Vec<_>>(), [Some("invoice-0")]);
}
