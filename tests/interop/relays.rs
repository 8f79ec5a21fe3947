//! 200 mixed mails through each server that `.ci/relays` started, in every mode of the extensions.

use crate::{
    mailboxes::{Taken, compare, settle},
    mixed::Mixed,
    servers::{DEADLINE, certificate, variable},
};
use ite_mailer::{
    DocumentMailer, Error, ErrorKind, Outcome, Receipt, Reply, Security, SmtpGateway, SmtpMailer, Stage,
    gateway::{GatewayBuilder, RecipientPolicy, Timeouts},
};
use serde::Deserialize;
use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// A server refuses all recipients in a few round trips, so a refusal takes hardly longer than the slowest accepted mail
/// beside it; waiting for a reply that does not come takes five seconds.
const REFUSED_WITHIN: Duration = Duration::from_secs(4);

#[derive(Deserialize)]
struct Server {
    name: String,
    version: String,
    starttls_port: u16,
    tls_port: u16,
    maildir: PathBuf,
    queues: Vec<PathBuf>,
    /// It folds the headers of a mail anew.
    refolds: bool,
    /// It ends a connection after a few refusals (421).
    hangs_up: bool,
}

/// Which extensions the mailer may use where the server offers them.
#[derive(Clone, Copy)]
struct Mode {
    name: &'static str,
    pipelining: bool,
    chunking: bool,
}

const MODES: [Mode; 3] = [
    Mode { name: "serial", pipelining: false, chunking: false },
    Mode { name: "PIPELINING", pipelining: true, chunking: false },
    Mode { name: "PIPELINING and CHUNKING", pipelining: true, chunking: true },
];

struct Group {
    mails: usize,
    security: Security,
    policy: RecipientPolicy,
    connections: u32,
    mails_per_connection: u32,
}

/// The 200 mails. The first group fills one connection up to what a server with a limit usually allows.
const GROUPS: [Group; 5] = [
    Group {
        mails: 110,
        security: Security::StartTlsRequired,
        policy: RecipientPolicy::DeliverToAccepted,
        connections: 1,
        mails_per_connection: 100,
    },
    Group {
        mails: 40,
        security: Security::ImplicitTls,
        policy: RecipientPolicy::DeliverToAccepted,
        connections: 3,
        mails_per_connection: 7,
    },
    Group {
        mails: 30,
        security: Security::StartTlsRequired,
        policy: RecipientPolicy::AllOrNothing,
        connections: 3,
        mails_per_connection: 100,
    },
    Group {
        mails: 11,
        security: Security::ImplicitTls,
        policy: RecipientPolicy::AllOrNothing,
        connections: 1,
        mails_per_connection: 4,
    },
    Group {
        mails: 9,
        security: Security::StartTlsRequired,
        policy: RecipientPolicy::DeliverToAccepted,
        connections: 3,
        mails_per_connection: 1,
    },
];

impl Server {
    fn named(name: &str) -> Self {
        fs::read_to_string(variable("RELAYS"))
            .expect("the list of servers")
            .lines()
            .map(|line| serde_json::from_str::<Self>(line).expect("a server"))
            .find(|server| server.name == name)
            .unwrap_or_else(|| panic!("{name} was not started"))
    }

    fn gateway(&self, security: Security) -> GatewayBuilder {
        SmtpGateway::builder()
            .host(variable("HOST"))
            .port(if security == Security::ImplicitTls { self.tls_port } else { self.starttls_port })
            .security(security)
            .user(variable("USER"))
            .password(variable("PASSWORD"))
            .root_certificate(certificate("CA"))
            .timeouts(Timeouts::default().all_steps(DEADLINE))
    }
}

impl Group {
    fn mailer(&self, server: &Server, mode: Mode) -> SmtpMailer {
        let gateway = server
            .gateway(self.security)
            .recipients(self.policy)
            .max_connections(self.connections)
            .mails_per_connection(self.mails_per_connection)
            .pipelining(mode.pipelining)
            .chunking(mode.chunking);
        SmtpMailer::new(gateway.build().expect("a valid gateway")).expect("a mailer")
    }

    /// Sends from one task more than there are connections.
    async fn send(&self, mailer: &SmtpMailer, mails: Vec<Mixed>) -> Vec<Sent> {
        let mails = Arc::new(Mutex::new(mails.into_iter()));
        let mut senders = JoinSet::new();
        for _ in 0..=self.connections {
            let (mailer, mails) = (mailer.clone(), Arc::clone(&mails));
            let next = move || mails.lock().expect("no sender panics here").next();
            senders.spawn(async move {
                let mut sent = Vec::new();
                while let Some(mixed) = next() {
                    let started = Instant::now();
                    let answer = mailer.send(&mixed.mail).await;
                    sent.push(Sent { mixed, answer, took: started.elapsed() });
                }
                sent
            });
        }
        senders.join_all().await.into_iter().flatten().collect()
    }
}

/// A mail and its result.
struct Sent {
    mixed: Mixed,
    answer: Result<Receipt, Error>,
    took: Duration,
}

impl Sent {
    /// The mail with the recipients it must reach, or what is wrong with the result. All recipients without a mailbox
    /// must be reported; if one refusal is enough and the server `hangs_up` after it, only those that it refused.
    fn judge(
        self,
        policy: RecipientPolicy,
        chunking: bool,
        hangs_up: bool,
        slowest: Duration,
    ) -> Result<Taken, String> {
        let Self { mixed, answer, took } = self;
        let wanted = match policy {
            RecipientPolicy::AllOrNothing if !mixed.unknown.is_empty() => Vec::new(),
            _ => mixed.known.clone(),
        };
        let rejected = answer.as_ref().map_or_else(Error::rejected, |receipt| &receipt.rejected);
        let told = if hangs_up && policy == RecipientPolicy::AllOrNothing { rejected.len().max(1) } else { usize::MAX };
        let refusals = rejected.iter().map(|one| (&one.recipient, one.kind, one.reply.as_ref().map(Reply::code)));
        let unknown = mixed.unknown.iter().take(told);
        let right = refusals.eq(unknown.map(|one| (one, ErrorKind::RecipientUnknown, Some(550))))
            && match &answer {
                Ok(receipt) => {
                    !wanted.is_empty() && receipt.accepted == wanted && is_completion(receipt.reply.as_ref(), chunking)
                }
                Err(error) => {
                    let said = (error.kind(), error.stage(), error.outcome());
                    wanted.is_empty() && said == (ErrorKind::RecipientUnknown, Stage::RcptTo, Outcome::NotSent)
                }
            };
        if !right {
            return Err(format!("{}: {answer:?}", mixed.label));
        }
        if answer.is_err() && took > slowest + REFUSED_WITHIN {
            return Err(format!("{}: refused after {took:?}", mixed.label));
        }
        Ok(Taken::new(mixed, wanted))
    }
}

/// Postfix and Exim give the number of bytes in the reply to BDAT; no server does in the final reply to DATA.
fn is_completion(reply: Option<&Reply>, chunking: bool) -> bool {
    reply.is_some_and(|reply| reply.code() == 250 && reply.text().contains("byte") == chunking)
}

/// The extensions this crate knows, as this server offers them.
fn offered(capabilities: &[String]) -> String {
    let offers = |name: &&str| capabilities.iter().any(|line| line.split(' ').next() == Some(*name));
    let offered: Vec<_> = ["PIPELINING", "CHUNKING", "SIZE"].into_iter().filter(offers).collect();
    offered.join(" ")
}

async fn mixed_mails_through(name: &str, extensions: &str) {
    let server = Server::named(name);
    let mut problems = Vec::new();
    for (at, mode) in MODES.into_iter().enumerate() {
        let label = mode.name;
        let started = Instant::now();
        let (mut taken, mut sent) = (Vec::new(), 0);
        for group in &GROUPS {
            let mailer = group.mailer(&server, mode);
            let offers = offered(&mailer.sign_in().await.expect("the right password").capabilities);
            assert_eq!(offers, extensions, "{name}");
            let chunking = mode.chunking && offers.contains("CHUNKING");
            let mails = (sent..sent + group.mails)
                .map(|nth| Mixed::new(format!("{name}, {label}, {nth}"), nth, at as u64))
                .collect();
            sent += group.mails;
            let answers = group.send(&mailer, mails).await;
            let taken_in = answers.iter().filter(|one| one.answer.is_ok()).map(|one| one.took);
            let slowest = taken_in.max().unwrap_or_default();
            for one in answers {
                match one.judge(group.policy, chunking, server.hangs_up, slowest) {
                    Ok(one) => taken.push(one),
                    Err(problem) => problems.push(problem),
                }
            }
            mailer.shutdown().await;
        }
        let sending = started.elapsed();
        settle(&server.queues).await;
        let wanted: usize = taken.iter().map(Taken::wanted).sum();
        let (copies, wrong) = compare(&server.maildir, server.refolds, taken);
        problems.extend(wrong);
        if copies != wanted {
            problems.push(format!("{label}: {copies} copies of {wanted}"));
        }
        println!(
            "{name} {}, offers {extensions}; {label}: {sent} mails, {copies} copies, sent in {:.1} s, all in {:.1} s",
            server.version,
            sending.as_secs_f32(),
            started.elapsed().as_secs_f32()
        );
    }
    problems.truncate(10);
    problems.iter_mut().for_each(|problem| *problem = problem.chars().take(500).collect());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[tokio::test]
async fn postfix() {
    mixed_mails_through("Postfix", "PIPELINING CHUNKING SIZE").await;
}

#[tokio::test]
async fn exim() {
    mixed_mails_through("Exim", "PIPELINING CHUNKING SIZE").await;
}

#[tokio::test]
async fn opensmtpd() {
    mixed_mails_through("OpenSMTPD", "SIZE").await;
}

#[tokio::test]
async fn aiosmtpd() {
    mixed_mails_through("aiosmtpd", "SIZE").await;
}

#[tokio::test]
async fn chasquid() {
    mixed_mails_through("chasquid", "PIPELINING SIZE").await;
}

#[tokio::test]
async fn smtp_server() {
    mixed_mails_through("smtp-server", "PIPELINING SIZE").await;
}

#[tokio::test]
async fn haraka() {
    mixed_mails_through("Haraka", "PIPELINING SIZE").await;
}

#[tokio::test]
async fn sendmail() {
    mixed_mails_through("Sendmail", "PIPELINING SIZE").await;
}

#[tokio::test]
async fn courier() {
    mixed_mails_through("Courier", "PIPELINING SIZE").await;
}
