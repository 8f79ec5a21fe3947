//! The customers, each with an SMTP server that counts.

use crate::random::Random;
use ite_mailer::{
    Document, DocumentMail,
    sandbox::{Action, Fault, SmtpSandbox, SmtpStep},
};
use ite_mailer_outbox::{NewMail, Outbox};
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

/// Name, connections at once, mails a minute (0: no limit), delay of the final reply in milliseconds.
pub const LANES: [(&str, u32, u32, u64); 4] =
    [("quick", 2, 0, 0), ("slow", 3, 0, 150), ("limited", 2, 12, 20), ("single", 1, 0, 50)];

pub struct Lanes {
    pub servers: HashMap<&'static str, Arc<SmtpSandbox>>,
    number: AtomicUsize,
}

/// The most connections that were open at once while every process ran.
pub struct Watch {
    /// Set while a process is stopped, and a moment longer: its connections stay open at the server meanwhile.
    pub blind: Arc<AtomicBool>,
    pub most: Arc<HashMap<&'static str, AtomicUsize>>,
}

impl Lanes {
    pub async fn start() -> Self {
        let mut servers = HashMap::new();
        for (name, _, per_minute, delay) in LANES {
            let mut builder = SmtpSandbox::builder().plaintext().no_auth();
            if per_minute > 0 {
                builder = builder.max_mails(per_minute as usize, Duration::from_secs(60));
            }
            if delay > 0 {
                let action = Action::Delay(Duration::from_millis(delay));
                builder = builder.fault(Fault::new(SmtpStep::FinalReply, action));
            }
            servers.insert(name, Arc::new(builder.start().await.unwrap()));
        }
        Self { servers, number: AtomicUsize::new(0) }
    }

    /// Looks at the servers every few milliseconds for as long as the process runs.
    pub fn watch(&self) -> Watch {
        let blind = Arc::new(AtomicBool::new(false));
        let most: Arc<HashMap<_, _>> = Arc::new(LANES.map(|lane| (lane.0, AtomicUsize::new(0))).into());
        let (servers, dark, highest) = (self.servers.clone(), Arc::clone(&blind), Arc::clone(&most));
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_millis(5)).await;
                if !dark.load(Ordering::SeqCst) {
                    for (name, server) in &servers {
                        highest[name].fetch_max(server.connections().open, Ordering::SeqCst);
                    }
                }
            }
        });
        Watch { blind, most }
    }

    /// A few mails for one lane, in one transaction; the database may be away for a while.
    pub async fn enqueue(&self, outbox: &Outbox, random: &mut Random) -> usize {
        let (lane, ..) = LANES[random.below(LANES.len() as u64) as usize];
        let mails = if lane == "limited" { 1 } else { 1 + random.below(8) as usize };
        let first = self.number.fetch_add(mails, Ordering::SeqCst);
        let mails: Vec<NewMail> = (first..first + mails).map(|n| NewMail::new(lane, mail(n))).collect();
        loop {
            let result = async {
                let mut transaction = outbox.begin().await?;
                let enqueued = outbox.enqueue_all(&mut transaction, mails.clone()).await?;
                transaction.commit().await?;
                Ok::<_, ite_mailer_outbox::OutboxError>(enqueued)
            };
            // A commit whose answer was lost is found by its keys.
            match result.await {
                Ok(enqueued) => return enqueued.len(),
                Err(error) => println!("  enqueued again: {error}"),
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

fn mail(n: usize) -> DocumentMail {
    DocumentMail::builder()
        .from("accounts@example.com")
        .to("client@example.org")
        .subject(format!("Facture n° {n}"))
        .document(Document::pdf("Facture.pdf", format!("%PDF-1.7 {}", n % 20).into_bytes()))
        .idempotency_scope("soak")
        .idempotency_key(format!("invoice-{n}"))
        .build()
        .unwrap()
}
