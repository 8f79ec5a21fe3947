//! Two worker processes, one of them killed in the middle; three customers, one with a wrong password.
//!
//! ```sh
//! cargo run -p ite-mailer-outbox --example outbox
//! DATABASE_URL=postgres://user@localhost/product \
//!     cargo run -p ite-mailer-outbox --features postgres --example outbox
//! ```
//!
//! The mails go to SMTP servers inside this process. It needs nothing else, and takes a minute or two: one gateway takes
//! thirty mails a minute, and is sent thirty-two.

use indicatif::{ProgressBar, ProgressStyle};
use ite_mailer::{
    Document, DocumentMail, SmtpGateway,
    sandbox::{Personality, SmtpSandbox},
};
use ite_mailer_outbox::{
    Counts, GatewaySource, GatewaySourceError, MailFilter, MailState, NewMail, Outbox, OutboxMail, Worker,
};
use std::{
    collections::HashMap,
    error::Error,
    io::Read,
    process::Stdio,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::{
    process::{Child, Command},
    time::{Instant, sleep},
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Short, so that the example is; a product keeps the default of 90 seconds.
const LEASE: Duration = Duration::from_secs(10);
const LANES: [(&str, usize); 3] = [("healthy", 300), ("thirty-a-minute", 32), ("wrong-password", 20)];

#[tokio::main]
async fn main() -> Outcome<()> {
    match std::env::args().nth(1).as_deref() {
        Some("worker") => work().await,
        _ => run().await,
    }
}

/// What a worker process does: it sends until its standard input ends.
async fn work() -> Outcome<()> {
    let outbox = Outbox::connect(&std::env::var("DATABASE_URL")?).await?;
    let stdin_ends = async {
        let _ = tokio::task::spawn_blocking(|| std::io::stdin().read(&mut [0])).await;
    };
    Worker::builder(outbox, Customers).lease(LEASE).build().run_until(stdin_ends).await?;
    Ok(())
}

/// The product's customers. Here their settings and secrets come from the environment of the process.
#[derive(Debug)]
struct Customers;

#[async_trait::async_trait]
impl GatewaySource for Customers {
    async fn gateway(&self, lane: &str) -> Result<Option<SmtpGateway>, GatewaySourceError> {
        let customer = lane.rsplit('/').next().unwrap_or_default();
        let Ok(port) = std::env::var(format!("PORT_{customer}")) else { return Ok(None) };
        let builder = SmtpGateway::builder()
            .host("127.0.0.1")
            .port(port.parse()?)
            .user("user@example.com")
            .password(std::env::var(format!("PASSWORD_{customer}"))?)
            .root_certificate(std::env::var(format!("CA_{customer}"))?)
            .max_connections(2);
        let builder = if customer == "thirty-a-minute" { builder.mails_per_minute(30) } else { builder };
        Ok(Some(builder.build()?))
    }
}

async fn run() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let sqlite = format!("sqlite:{}", folder.path().join("product.db").display());
    let url = std::env::var("DATABASE_URL").unwrap_or(sqlite);
    let outbox = Outbox::connect(&url).await?;
    outbox.migrate().await?;

    let mut servers = HashMap::new();
    let mut environment = vec![("DATABASE_URL".to_owned(), url)];
    for (customer, _) in LANES {
        let server = SmtpSandbox::builder().personality(Personality::Postfix).start().await?;
        let password = if customer == "wrong-password" { "not-the-password" } else { server.password() };
        environment.push((format!("PORT_{customer}"), server.port().to_string()));
        environment.push((format!("PASSWORD_{customer}"), password.to_owned()));
        environment.push((format!("CA_{customer}"), server.ca_pem().to_owned()));
        servers.insert(customer, server);
    }

    // A database that is used again has the mails of other runs: these are of this one.
    let run = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let mails = invoices(run)?;
    let total = mails.len();
    enqueue(&outbox, mails).await?;
    println!("{total} mails enqueued for {} customers, in one transaction", LANES.len());

    let bar = ProgressBar::new(total as u64);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}")?);
    let mut doomed = start(&environment)?;
    let mut survivor = start(&environment)?;
    let mut killed = false;
    let began = Instant::now();
    loop {
        let counts = counts(&outbox, run).await?;
        let ended: u64 = counts.values().map(|counts| counts.total() - counts.open()).sum();
        bar.set_position(ended);
        bar.set_message(if killed { "one of two workers was killed" } else { "two workers" });
        if !killed && ended > 100 {
            doomed.kill().await?;
            killed = true;
            bar.println(format!("worker killed after {ended} mails; its lanes go on when their leases have ended"));
        }
        let open = |customer: &str| counts.get(customer).map_or(0, Counts::open);
        if open("healthy") == 0 && open("thirty-a-minute") == 0 {
            break;
        }
        if began.elapsed() > Duration::from_secs(300) {
            return Err(format!("not done after five minutes: {counts:?}").into());
        }
        sleep(Duration::from_millis(200)).await;
    }
    bar.finish_and_clear();
    drop(survivor.stdin.take());
    survivor.wait().await?;
    report(&outbox, run, &servers, total).await
}

fn start(environment: &[(String, String)]) -> Outcome<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("worker").envs(environment.iter().cloned()).stdin(Stdio::piped()).kill_on_drop(true);
    Ok(command.spawn()?)
}

fn invoices(run: u128) -> Outcome<Vec<NewMail>> {
    // One document for all: it is stored once.
    let terms = Document::pdf("Conditions générales.pdf", format!("%PDF-1.7 {}", "x".repeat(60_000)).into_bytes());
    let mut mails = Vec::new();
    for (customer, invoices) in LANES {
        for n in 1..=invoices {
            let mail = DocumentMail::builder()
                .from("Atelier Exemple <user@example.com>")
                .to("client@example.org")
                .subject(format!("Votre facture n° {n}"))
                .text("Bonjour,\n\nVeuillez trouver ci-joint votre facture.")
                .document(terms.clone())
                .idempotency_scope(format!("{run}/{customer}"))
                .idempotency_key(format!("invoice-{n}"))
                .build()?;
            mails.push(NewMail::new(format!("{run}/{customer}"), mail));
        }
    }
    Ok(mails)
}

/// In a transaction of the product's own pool, which here is opened for it.
async fn enqueue(outbox: &Outbox, mails: Vec<NewMail>) -> Outcome<()> {
    let mut transaction = outbox.begin().await?;
    outbox.enqueue_all(&mut transaction, mails).await?;
    transaction.commit().await?;
    Ok(())
}

async fn counts(outbox: &Outbox, run: u128) -> Outcome<HashMap<&'static str, Counts>> {
    let mut counts = HashMap::new();
    for (customer, _) in LANES {
        if let Some(lane) = outbox.lane(&format!("{run}/{customer}")).await? {
            counts.insert(customer, lane.counts);
        }
    }
    Ok(counts)
}

async fn mails_of(outbox: &Outbox, lane: &str) -> Outcome<Vec<OutboxMail>> {
    Ok(outbox.list(&MailFilter::new().lane(lane).limit(1000)).await?)
}

/// Compares what the outbox says with what the servers took.
async fn report(outbox: &Outbox, run: u128, servers: &HashMap<&str, SmtpSandbox>, total: usize) -> Outcome<()> {
    println!(
        "\n{:<16} {:>8} {:>8} {:>8} {:>8} {:>10} {:>6}",
        "lane", "accepted", "in doubt", "failed", "due", "at server", "twice"
    );
    let (mut listed, mut wrong) = (0, Vec::new());
    for (customer, _) in LANES {
        let name = format!("{run}/{customer}");
        let Some(lane) = outbox.lane(&name).await? else { continue };
        let mut arrived: HashMap<String, usize> = HashMap::new();
        for mail in servers[customer].mails() {
            let id = mail.parsed().and_then(|mail| mail.message_id).unwrap_or_default();
            *arrived.entry(id).or_default() += 1;
        }
        let twice = arrived.values().filter(|times| **times > 1).count();
        let counts = lane.counts;
        println!(
            "{customer:<16} {:>8} {:>8} {:>8} {:>8} {:>10} {twice:>6}",
            counts.accepted,
            counts.in_doubt,
            counts.failed,
            counts.due,
            arrived.values().sum::<usize>(),
        );
        for mail in mails_of(outbox, &name).await? {
            listed += 1;
            let times = arrived.get(&mail.message_id).copied().unwrap_or_default();
            let right = match mail.state {
                MailState::Accepted => times == 1,
                MailState::InDoubt => times <= 1,
                _ => times == 0,
            };
            if !right {
                wrong.push(format!("mail {} is {} and arrived {times} times", mail.id, mail.state));
            }
        }
        if let Some(because) = lane.pause.and_then(|pause| pause.because) {
            println!("\n  En pause : {}", because.guidance().fr.title);
            for step in &because.guidance().for_app("Exemple").fr.steps {
                println!("   – {step}");
            }
        }
    }
    println!("\n{listed} of {total} mails accounted for, {} of them wrong", wrong.len());
    if listed == total && wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ").into()) }
}
