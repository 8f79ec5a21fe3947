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
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// Name, connections at once, mails a minute (0: no limit), delay of the final reply in milliseconds.
pub const LANES: [(&str, u32, u32, u64); 4] =
    [("quick", 2, 0, 0), ("slow", 3, 0, 150), ("limited", 2, 12, 20), ("single", 1, 0, 50)];

pub struct Lanes {
    pub servers: HashMap<&'static str, Arc<SmtpSandbox>>,
    number: AtomicUsize,
}

/// The most connections that were open at once while every process ran, and what was done before.
#[derive(Clone)]
pub struct Watch {
    servers: Arc<HashMap<&'static str, Arc<SmtpSandbox>>>,
    /// Set while a process is stopped: its connections stay open at the server meanwhile.
    blind: Arc<AtomicBool>,
    most: Arc<HashMap<&'static str, AtomicUsize>>,
    deeds: Arc<Mutex<Vec<String>>>,
    began: Instant,
}

impl Watch {
    /// Looks at the servers every few milliseconds for as long as the process runs.
    fn start(servers: &HashMap<&'static str, Arc<SmtpSandbox>>) -> Self {
        let watch = Self {
            servers: Arc::new(servers.clone()),
            blind: Arc::default(),
            most: Arc::new(LANES.map(|lane| (lane.0, AtomicUsize::new(0))).into()),
            deeds: Arc::default(),
            began: Instant::now(),
        };
        let looking = watch.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_millis(5)).await;
                if !looking.blind.load(Ordering::SeqCst) {
                    looking.look();
                }
            }
        });
        watch
    }

    fn look(&self) {
        for (lane, limit, ..) in LANES {
            let open = self.servers[lane].connections().open;
            let before = self.most[lane].fetch_max(open, Ordering::SeqCst);
            if open > limit as usize && before <= limit as usize {
                let deeds = self.deeds.lock().unwrap();
                println!(
                    "  {:?}: {open} connections of {lane}, after {:?}",
                    self.began.elapsed(),
                    &deeds[deeds.len().saturating_sub(5)..]
                );
            }
        }
    }

    /// Remembers what is done to a process or to the database.
    pub fn note(&self, deed: impl std::fmt::Display) {
        self.deeds.lock().unwrap().push(format!("{:?} {deed}", self.began.elapsed()));
    }

    pub fn close_eyes(&self) {
        self.blind.store(true, Ordering::SeqCst);
    }

    /// Looks again when the woken process has closed its connections, and after three seconds whether it has or not.
    pub async fn open_eyes(&self) {
        let until = Instant::now() + Duration::from_secs(3);
        let exceeded = || LANES.iter().any(|(lane, limit, ..)| self.servers[lane].connections().open > *limit as usize);
        while exceeded() && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.blind.store(false, Ordering::SeqCst);
    }

    pub fn most(&self, lane: &str) -> usize {
        self.most[lane].load(Ordering::SeqCst)
    }
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

    pub fn watch(&self) -> Watch {
        Watch::start(&self.servers)
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
            // A commit whose reply was lost is recognised by the keys.
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
