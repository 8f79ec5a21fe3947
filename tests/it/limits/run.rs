//! One run: customers with a server each, one cache, and a seeded mix of operations.

use super::{
    coarse_clock,
    server::{self, Behaviour, Server},
};
use crate::soak::Draws;
use ite_mailer::{
    DocumentMail, DocumentMailer, MailerCache, Outcome, Security, SmtpGateway,
    gateway::{GatewayBuilder, Timeouts},
};
use std::{
    collections::BTreeMap,
    rc::Rc,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

/// How long a run's mix lasts.
const MIX: usize = 25_000;
/// How long a gateway may refuse mails afterwards: the auth breaker's longest pause is 15 minutes.
const RECOVERY: Duration = Duration::from_secs(40 * 60);

#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) accepted: u64,
    pub(super) not_sent: u64,
    pub(super) unknown: u64,
    pub(super) dropped: u64,
    pub(super) connections: u64,
    pub(super) refused_sign_ins: u64,
}

impl Counts {
    pub(super) fn add(&mut self, other: &Self) {
        self.accepted += other.accepted;
        self.not_sent += other.not_sent;
        self.unknown += other.unknown;
        self.dropped += other.dropped;
        self.connections += other.connections;
        self.refused_sign_ins += other.refused_sign_ins;
    }
}

pub(super) struct Run {
    pub(super) counts: Counts,
    pub(super) broken: BTreeMap<&'static str, String>,
}

struct Customer {
    name: String,
    server: Server,
    connections: u32,
    per_minute: Option<u32>,
    mails_per_connection: u32,
    /// Changes the settings, but neither host, port nor login.
    version: AtomicU32,
    secret: AtomicU32,
}

/// With a sign-in for a server with TLS, else without.
pub(super) fn gateway(server: &Server) -> GatewayBuilder {
    let builder = SmtpGateway::builder().host("127.0.0.1").port(server.port);
    if server.tls {
        builder
            .security(Security::ImplicitTls)
            .root_certificate(server::certificate())
            .user("user@example.com")
            .password("secret-0")
    } else {
        builder.security(Security::PlaintextLoopback).authentication(false)
    }
}

pub(super) fn mail() -> DocumentMail {
    DocumentMail::builder().from("a@example.com").to("b@example.org").subject("x").text("x").build().unwrap()
}

impl Customer {
    async fn new(number: usize, draws: &mut Draws) -> Self {
        let connections = u32::try_from(1 + draws.below(3)).unwrap();
        let per_minute = (draws.below(2) == 0).then(|| u32::try_from(2 + draws.below(5)).unwrap());
        let server = Server::start(draws.below(3) == 0, connections, per_minute, draws.next()).await;
        {
            let mut behaviour = server.behaviour();
            behaviour.slow_percent = draws.of(&[0, 10, 30, 60]);
            behaviour.slowest = Duration::from_millis(draws.of(&[50, 1_000, 6_000]));
            behaviour.pipelining = draws.below(2) == 0;
        }
        Self {
            name: format!("customer-{number}"),
            server,
            connections,
            per_minute,
            mails_per_connection: u32::try_from(draws.of(&[1, 2, 100])).unwrap(),
            version: AtomicU32::new(0),
            secret: AtomicU32::new(0),
        }
    }

    fn gateway(&self) -> SmtpGateway {
        let (version, secret) = (self.version.load(Ordering::SeqCst), self.secret.load(Ordering::SeqCst));
        let mut timeouts = Timeouts::default().all_steps(Duration::from_millis([3_000, 20_000][secret as usize % 2]));
        timeouts.final_reply = Duration::from_secs(5);
        timeouts.idle = Duration::from_secs(2);
        timeouts.wait = Duration::from_millis(10_000 + u64::from(version));
        let builder = gateway(&self.server)
            .max_connections(self.connections)
            .mails_per_connection(self.mails_per_connection)
            .timeouts(timeouts);
        let builder = if self.server.tls { builder.password(format!("secret-{secret}")) } else { builder };
        self.per_minute.into_iter().fold(builder, GatewayBuilder::mails_per_minute).build().unwrap()
    }
}

pub(super) async fn run(seed: u64) -> Run {
    let mut draws = Draws(seed);
    let mut customers = Vec::new();
    for number in 0..1 + draws.below(3) {
        customers.push(Rc::new(Customer::new(number, &mut draws).await));
    }
    let cache = MailerCache::builder()
        .capacity(1 + draws.below(3))
        .idle(Duration::from_millis(draws.of(&[0, 1_000, 600_000])))
        .build()
        .unwrap();
    let mut counts = Counts::default();
    let mut broken = mix(&mut draws, &customers, &cache, &mut counts).await;
    for customer in &customers {
        if let Err(what) = recovers(customer, &cache).await {
            broken.entry("recovery").or_insert(what);
        }
    }
    cache.shutdown().await;
    drop(cache);
    let closed = timeout(Duration::from_secs(30), async {
        while customers.iter().any(|customer| customer.server.seen().open > 0) {
            sleep(Duration::from_millis(50)).await;
        }
    });
    if closed.await.is_err() {
        broken.entry("closed").or_insert("connections stay open after the shutdown".to_owned());
    }
    for customer in &customers {
        let seen = customer.server.seen();
        counts.connections += seen.opened as u64;
        counts.refused_sign_ins += seen.refusals as u64;
        for (invariant, what) in &seen.broken {
            broken.entry(invariant).or_insert_with(|| what.clone());
        }
    }
    Run { counts, broken }
}

type SendResult = Option<Result<(), Outcome>>;

async fn mix(
    draws: &mut Draws,
    customers: &[Rc<Customer>],
    cache: &MailerCache,
    counts: &mut Counts,
) -> BTreeMap<&'static str, String> {
    let mut sends: JoinSet<SendResult> = JoinSet::new();
    let end = Instant::now() + Duration::from_millis(MIX as u64);
    let operations = 10 + draws.below(40);
    for _ in 0..operations {
        sleep(Duration::from_millis(draws.below(2 * MIX / operations) as u64)).await;
        let customer = Rc::clone(&customers[draws.below(customers.len())]);
        match draws.below(20) {
            0 => _ = customer.version.fetch_add(1, Ordering::SeqCst),
            1 => _ = customer.secret.fetch_add(1, Ordering::SeqCst),
            2 => cache.remove_customer(&customer.name),
            3 => customer.server.behaviour().hold_next = Some(draws.of(&[1, 3, 8, 60])),
            4 => customer.server.behaviour().close_next_kept = true,
            5 => {
                let mut behaviour = customer.server.behaviour();
                behaviour.refuse_sign_in = !behaviour.refuse_sign_in;
            }
            operation => {
                let mails = if operation == 6 { 1 + draws.below(8) } else { 1 + draws.below(2) };
                for _ in 0..mails {
                    let dropped_after = (draws.below(5) < 2).then(|| Duration::from_millis(draws.below(5_000) as u64));
                    send(&mut sends, cache, &customer, dropped_after);
                }
            }
        }
    }
    tokio::time::sleep_until(end).await;
    let mut broken = BTreeMap::new();
    let all = timeout(Duration::from_secs(300), async {
        while let Some(told) = sends.join_next().await {
            match told.unwrap() {
                None => counts.dropped += 1,
                Some(Ok(())) => counts.accepted += 1,
                Some(Err(Outcome::Unknown)) => counts.unknown += 1,
                Some(Err(_)) => counts.not_sent += 1,
            }
        }
    });
    if all.await.is_err() {
        broken.insert("hangs", format!("{} sends do not end", sends.len()));
        sends.shutdown().await;
    }
    broken
}

fn send(sends: &mut JoinSet<SendResult>, cache: &MailerCache, customer: &Customer, dropped_after: Option<Duration>) {
    let mailer = cache.mailer_for(&customer.name, &customer.gateway()).unwrap();
    sends.spawn(async move {
        let mail = mail();
        let sending = mailer.send(&mail);
        let result = match dropped_after {
            Some(dropped_after) => timeout(dropped_after, sending).await.ok()?,
            None => sending.await,
        };
        Some(result.map(drop).map_err(|error| error.outcome()))
    });
}

/// Without further faults, a mail is accepted once every wait is over.
async fn recovers(customer: &Customer, cache: &MailerCache) -> Result<(), String> {
    *customer.server.behaviour() = Behaviour::calm();
    let mailer = |cache: &MailerCache| cache.mailer_for(&customer.name, &customer.gateway()).unwrap();
    let mut last = String::new();
    let recovered = timeout(RECOVERY, async {
        loop {
            match mailer(cache).send(&mail()).await {
                Ok(_) => return,
                Err(error) => {
                    last = format!("{error}; tls {}, open {}", customer.server.tls, customer.server.seen().open)
                }
            }
            coarse_clock(true);
            sleep(Duration::from_secs(20)).await;
            coarse_clock(false);
        }
    });
    recovered.await.map_err(|_| last).map(drop)
}
