//! A custom mailer that passes the conformance suite: it writes each mail and its result to an audit log, and sends it
//! with another mailer.

use async_trait::async_trait;
use ite_mailer::{
    DocumentMail, DocumentMailer, Error, ErrorKind, MemoryMailer, Receipt,
    conformance::{self, REFUSED},
};
use std::sync::{Arc, Mutex};

#[derive(Debug)]
struct Audited<M> {
    inner: M,
    log: Arc<Mutex<Vec<String>>>,
}

#[async_trait]
impl<M: DocumentMailer> DocumentMailer for Audited<M> {
    async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        let result = self.inner.send(mail).await;
        let line = match &result {
            Ok(receipt) => format!("accepted {} for {} recipients", receipt.message_id, receipt.accepted.len()),
            // The outcome is logged, because a mail with "unknown" must not be sent again.
            Err(error) => format!("{} {} at {}", error.outcome(), error.kind(), error.stage()),
        };
        self.log.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(line);
        result
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), conformance::Violation> {
    let outbox = MemoryMailer::new().refuse_recipient(REFUSED, ErrorKind::RecipientRejected);
    let log = Arc::new(Mutex::new(Vec::new()));
    let mailer = Audited { inner: outbox.clone(), log: log.clone() };
    conformance::check(&mailer, &outbox).await?;
    let lines = log.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    println!(
        "The suite passed. The audit log has {} lines, the last:\n  {}",
        lines.len(),
        lines.last().map_or("", |l| l)
    );
    Ok(())
}
