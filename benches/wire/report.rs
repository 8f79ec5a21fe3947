//! The plan, the table and the bars.

use super::{
    case::{Client, DeliverySink, Measured, Offer},
    fleet,
};

/// The measurements of each client for one round-trip time, size and number of connections.
struct Row {
    rtt_ms: u64,
    ping_ms: f64,
    doc_kb: u64,
    conns: usize,
    clients: Vec<(&'static str, Offer, Measured)>,
}

impl Row {
    fn of(&self, peer: &str, offer: Offer) -> &Measured {
        &self.clients.iter().find(|(name, with, _)| *name == peer && *with == offer).unwrap().2
    }

    fn ours(&self, offer: Offer) -> &Measured {
        self.of("ours", offer)
    }

    fn peer(&self, name: &str) -> &Measured {
        self.of(name, Offer::Chunking)
    }
}

const PEERS: [&str; 2] = ["lettre", "mail-send"];
/// The case of most bars.
const INVOICE: u64 = 60;
const BROCHURE: u64 = 20 * 1024;
/// Mails in flight at once with one document.
const CROWD: usize = 100;

pub(crate) fn run(quick: bool) {
    let (rtts, docs, conns): (&[u64], &[u64], &[usize]) = match quick {
        true => (&[0, 20], &[INVOICE, BROCHURE], &[1]),
        false => (&[0, 20, 80], &[5, INVOICE, 1024, BROCHURE], &[1, 4]),
    };
    let mut far = DeliverySink::start();
    header();
    let mut rows = Vec::new();
    for &rtt_ms in rtts {
        let ping_ms = far.ping(rtt_ms);
        for &doc_kb in docs {
            for &conns in conns {
                let clients = measure(&mut far, rtt_ms, doc_kb, conns, quick);
                let row = Row { rtt_ms, ping_ms, doc_kb, conns, clients };
                print(&row);
                rows.push(row);
            }
        }
    }
    let cold = cold(&mut far);
    let memory = memory(&mut far);
    let crowd = far.client("ours", Offer::Chunking, 0, BROCHURE, CROWD).crowd();
    println!("  {CROWD} mails in flight with the same document {crowd:.2}");
    let mut bars = bars(&rows, &cold, &memory);
    let what = format!("{CROWD} mails with one 20 MB document in flight: MiB beyond it");
    bars.push(Bar::most(what, crowd, (BROCHURE / 1024) as f64));
    bars.extend(fleet::report(&mut far));
    println!();
    bars.iter().for_each(Bar::print);
    println!();
    for row in &rows {
        json(row);
    }
    for (what, unit, values) in [("cold_start", "round_trips", &cold), ("memory", "mib", &memory)] {
        for (peer, value) in &values[1..] {
            println!(
                r#"{{"what":"{what}","doc_kb":{},"peer":"{peer}","ours_{unit}":{:.2},"peer_{unit}":{value:.2}}}"#,
                if what == "memory" { BROCHURE } else { INVOICE },
                values[0].1
            );
        }
    }
    tally(&bars);
}

/// The fleet of mailers alone.
pub(crate) fn fleet() {
    let bars = fleet::report(&mut DeliverySink::start());
    println!();
    bars.iter().for_each(Bar::print);
    tally(&bars);
}

fn tally(bars: &[Bar]) {
    let failed = bars.iter().filter(|bar| !bar.holds).count();
    println!("\n{} bars, {failed} missed", bars.len());
}

/// All clients of a case are started and warm before they take turns.
fn measure(
    far: &mut DeliverySink,
    rtt_ms: u64,
    doc_kb: u64,
    conns: usize,
    quick: bool,
) -> Vec<(&'static str, Offer, Measured)> {
    let (turns, mails): (usize, usize) = match (rtt_ms, doc_kb) {
        (0, INVOICE) if conns == 1 => (9, 15),
        (0, BROCHURE) => (5, 2),
        (0, _) => (5, 8),
        (20, BROCHURE) => (3, 2),
        (20, _) => (3, 4),
        (_, BROCHURE) => (3, 1),
        _ => (3, 2),
    };
    let mut who = vec![("ours", Offer::Chunking), ("ours", Offer::Pipelining)];
    if doc_kb == INVOICE && conns == 1 {
        who.push(("ours", Offer::Nothing));
    }
    who.extend(PEERS.map(|peer| (peer, Offer::Chunking)));
    let mut clients: Vec<Client> =
        who.iter().map(|(peer, offer)| far.client(peer, *offer, rtt_ms, doc_kb, conns)).collect();
    clients.iter_mut().for_each(Client::warm_up);
    for _ in 0..if quick { turns.div_ceil(2) } else { turns } {
        for client in &mut clients {
            client.send(far, mails);
        }
    }
    who.into_iter().zip(clients).map(|((peer, offer), client)| (peer, offer, client.done())).collect()
}

/// Round trips of the first mail on a fresh connection, TLS handshake and sign-in included, TCP's not.
fn cold(far: &mut DeliverySink) -> Vec<(&'static str, f64)> {
    println!("\nfirst mail, {INVOICE} KB at 80 ms, round trips without TCP's own:");
    ["ours", "lettre", "mail-send"]
        .map(|peer| {
            let mut client = far.client(peer, Offer::Chunking, 80, INVOICE, 1);
            client.send(far, 1);
            let first = client.done();
            let trips = first.round_trips().unwrap();
            println!("  {peer:10} {trips:5.1}   {:7.1} ms", first.ms());
            (peer, trips)
        })
        .into()
}

/// Peak growth of memory during a mail with a brochure, without the document.
fn memory(far: &mut DeliverySink) -> Vec<(&'static str, f64)> {
    println!("\npeak memory, {} MB over TLS, MiB beyond the document:", BROCHURE / 1024);
    ["ours", "lettre", "mail-send"]
        .map(|peer| {
            let mib = far.client(peer, Offer::Chunking, 0, BROCHURE, 1).peak();
            println!("  {peer:10} {mib:7.2}");
            (peer, mib)
        })
        .into()
}

fn header() {
    println!("milliseconds for each mail; (round trips); c: server with CHUNKING and PIPELINING, p: with PIPELINING\n");
    println!(
        "{:>4} {:>6} {:>6} {:>5}  {:>14} {:>14} {:>14} {:>14}  {:>8} {:>8} {:>8} {:>8}",
        "rtt", "ping", "KB", "conns", "ours c", "ours p", "lettre", "mail-send", "let/c", "send/c", "let/p", "send/p"
    );
}

fn print(row: &Row) {
    let (c, p) = (row.ours(Offer::Chunking), row.ours(Offer::Pipelining));
    let (lettre, mail_send) = (row.peer("lettre"), row.peer("mail-send"));
    let cell = |of: &Measured| match of.round_trips() {
        Some(trips) => format!("{:.2} ({trips:.1})", of.ms()),
        None => format!("{:.2}", of.ms()),
    };
    println!(
        "{:>4} {:>6.2} {:>6} {:>5}  {:>14} {:>14} {:>14} {:>14}  {:>8.2} {:>8.2} {:>8.2} {:>8.2}",
        row.rtt_ms,
        row.ping_ms,
        row.doc_kb,
        row.conns,
        cell(c),
        cell(p),
        cell(lettre),
        cell(mail_send),
        lettre.ms() / c.ms(),
        mail_send.ms() / c.ms(),
        lettre.ms() / p.ms(),
        mail_send.ms() / p.ms()
    );
    if row.rtt_ms == 0 && row.doc_kb == INVOICE && row.conns == 1 {
        let us = |of: &Measured| of.cpu_us().unwrap();
        println!(
            "     CPU of the client in µs: {:>9.0} {:>14.0} {:>14.0} {:>14.0}",
            us(c),
            us(p),
            us(lettre),
            us(mail_send)
        );
    }
}

fn json(row: &Row) {
    for (_, offer, ours) in row.clients.iter().filter(|(name, ..)| *name == "ours") {
        for name in PEERS {
            let peer = row.peer(name);
            let mut more = format!(r#""ext":"{}","ping_ms":{:.2}"#, offer.name(), row.ping_ms);
            if let (Some(ours), Some(peer)) = (ours.round_trips(), peer.round_trips()) {
                more += &format!(r#","ours_round_trips":{ours:.2},"peer_round_trips":{peer:.2}"#);
            }
            if let (Some(ours), Some(peer)) = (ours.cpu_us(), peer.cpu_us()) {
                more += &format!(r#","ours_cpu_us":{ours:.0},"peer_cpu_us":{peer:.0}"#);
            }
            println!(
                r#"{{"rtt_ms":{},"doc_kb":{},"conns":{},"peer":"{name}","ours_ms":{:.3},"peer_ms":{:.3},"ratio":{:.2},{more}}}"#,
                row.rtt_ms,
                row.doc_kb,
                row.conns,
                ours.ms(),
                peer.ms(),
                peer.ms() / ours.ms()
            );
        }
    }
}

/// A measured figure and its limit.
pub(crate) struct Bar {
    what: String,
    measured: f64,
    limit: String,
    holds: bool,
}

impl Bar {
    pub(crate) fn least(what: String, measured: f64, limit: f64) -> Self {
        Self { what, measured, limit: format!("at least {limit}"), holds: measured >= limit }
    }

    pub(crate) fn most(what: String, measured: f64, limit: f64) -> Self {
        Self { what, measured, limit: format!("at most {limit:.2}"), holds: measured <= limit }
    }

    fn print(&self) {
        let verdict = if self.holds { "PASS" } else { "FAIL" };
        println!("{verdict} {:72} {:9.2} (bar: {})", self.what, self.measured, self.limit);
    }
}

fn bars(rows: &[Row], cold: &[(&str, f64)], memory: &[(&str, f64)]) -> Vec<Bar> {
    let mut bars = Vec::new();
    let mut least = |what: String, measured: f64, limit: f64| bars.push(Bar::least(what, measured, limit));
    let row = |rtt_ms, doc_kb| {
        rows.iter().find(|row| row.rtt_ms == rtt_ms && row.doc_kb == doc_kb && row.conns == 1).unwrap()
    };
    let near = row(20, INVOICE);
    let (c, p) = (near.ours(Offer::Chunking), near.ours(Offer::Pipelining));
    let (lettre, mail_send) = (near.peer("lettre"), near.peer("mail-send"));
    least("60 KB at 20 ms, CHUNKING: times as fast as lettre's pool".into(), lettre.ms() / c.ms(), 5.0);
    least("60 KB at 20 ms, CHUNKING: times as fast as mail-send".into(), mail_send.ms() / c.ms(), 4.0);
    least("60 KB at 20 ms, PIPELINING: times as fast as lettre's pool".into(), lettre.ms() / p.ms(), 3.0);

    let mut most = |what: String, measured: f64, limit: f64| bars.push(Bar::most(what, measured, limit));
    for row in rows.iter().filter(|row| row.rtt_ms > 0 && row.doc_kb == INVOICE && row.conns == 1) {
        for (offer, limit) in [(Offer::Chunking, 1.15), (Offer::Pipelining, 2.2)] {
            let trips = row.ours(offer).ms() / row.ping_ms;
            most(format!("60 KB at {} ms, {}: measured round trips a mail", row.rtt_ms, offer.name()), trips, limit);
        }
    }
    let local = row(0, INVOICE);
    let cpu = |of: &Measured| of.cpu_us().unwrap();
    for offer in [Offer::Chunking, Offer::Pipelining] {
        let share = cpu(local.ours(offer)) / cpu(local.peer("lettre"));
        most(format!("60 KB at 0 ms, {}: CPU as a share of lettre's", offer.name()), share, 0.5);
    }
    most("20 MB over TLS: peak memory beyond the document, MiB".into(), memory[0].1, 2.0);
    let large = row(0, BROCHURE);
    let share = large.ours(Offer::Chunking).ms() / large.peer("mail-send").ms();
    most("20 MB at 0 ms: time as a share of mail-send's".into(), share, 1.0);
    most("first mail: round trips".into(), cold[0].1, cold[1].1 - 1.0);
    bars
}
