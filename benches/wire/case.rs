//! The server side of a case, and what the clients measure.

use super::process::Worker;
use serde_json::Value;
use std::collections::HashMap;

/// What the server offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Offer {
    Chunking,
    Pipelining,
    Nothing,
}

impl Offer {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chunking => "pipelining+chunking",
            Self::Pipelining => "pipelining",
            Self::Nothing => "none",
        }
    }
}

/// The sink, behind a delay line.
pub(crate) struct DeliverySink {
    sink: Worker,
    line: Worker,
    ca: String,
    ports: HashMap<(u64, Offer), u16>,
}

/// One client with its connections.
pub(crate) struct Client {
    worker: Worker,
    port: u16,
    measured: Measured,
}

/// The measurements of one client in one case, without warm-up.
#[derive(Default)]
pub(crate) struct Measured {
    ms: Vec<f64>,
    cpu_us: Vec<f64>,
    mails: usize,
    turns: u64,
    connections: usize,
    through_line: bool,
}

impl Measured {
    /// Milliseconds for each mail: the median mail's, or with several connections the median turn's.
    pub(crate) fn ms(&self) -> f64 {
        median(&self.ms)
    }

    /// CPU microseconds of the median mail; with one connection only.
    pub(crate) fn cpu_us(&self) -> Option<f64> {
        (!self.cpu_us.is_empty()).then(|| median(&self.cpu_us))
    }

    /// Round trips for each mail; `None` without a delay line, which counts them.
    pub(crate) fn round_trips(&self) -> Option<f64> {
        self.through_line.then(|| self.turns as f64 / self.mails as f64)
    }
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

impl DeliverySink {
    pub(crate) fn start() -> Self {
        let mut sink = Worker::start("sink", &[]);
        let ca = sink.ask("ca")["pem"].as_str().unwrap().to_owned();
        Self { sink, line: Worker::start("line", &[]), ca, ports: HashMap::new() }
    }

    /// The port of a server with these extensions at this round-trip time.
    fn port(&mut self, rtt_ms: u64, offer: Offer) -> u16 {
        if let Some(port) = self.ports.get(&(rtt_ms, offer)) {
            return *port;
        }
        let port = match (rtt_ms, offer) {
            (0, Offer::Chunking) => number(&self.sink.ask("listen PIPELINING CHUNKING"), "port"),
            (0, Offer::Pipelining) => number(&self.sink.ask("listen PIPELINING"), "port"),
            (0, Offer::Nothing) => number(&self.sink.ask("listen"), "port"),
            _ => {
                let behind = self.port(0, offer);
                number(&self.line.ask(&format!("open {rtt_ms} {behind}")), "port")
            }
        };
        let port = u16::try_from(port).unwrap();
        self.ports.insert((rtt_ms, offer), port);
        port
    }

    /// The round trip as measured; 0 without a line.
    pub(crate) fn ping(&mut self, rtt_ms: u64) -> f64 {
        if rtt_ms == 0 { 0.0 } else { self.line.ask(&format!("ping {rtt_ms}"))["ms"].as_f64().unwrap() }
    }

    pub(crate) fn mails(&mut self) -> u64 {
        number(&self.sink.ask("count"), "mails")
    }

    /// Connections whose TLS session was opened on another one.
    pub(crate) fn resumed(&mut self) -> u64 {
        number(&self.sink.ask("count"), "resumed")
    }

    /// A process with many mailers, near the sink.
    pub(crate) fn fleet(&mut self) -> Worker {
        let port = self.port(0, Offer::Chunking);
        Worker::start("fleet", &[("PORT", port.to_string()), ("CA", self.ca.clone())])
    }

    pub(crate) fn client(&mut self, peer: &str, offer: Offer, rtt_ms: u64, doc_kb: u64, connections: usize) -> Client {
        let port = self.port(rtt_ms, offer);
        let settings = [
            ("PORT", port.to_string()),
            ("CA", self.ca.clone()),
            ("CONNECTIONS", connections.to_string()),
            ("DOCUMENT_KB", doc_kb.to_string()),
        ];
        Client {
            worker: Worker::start(peer, &settings),
            port,
            measured: Measured { connections, through_line: rtt_ms > 0, ..Measured::default() },
        }
    }

    fn turns(&mut self, port: u16) -> u64 {
        number(&self.line.ask(&format!("turns {port}")), "turns")
    }
}

impl Client {
    /// Sends without measuring.
    pub(crate) fn warm_up(&mut self) {
        self.worker.ask("send 2");
    }

    /// Sends `count` mails on each connection; every one must have arrived.
    pub(crate) fn send(&mut self, sink: &mut DeliverySink, count: usize) {
        let (mails, turns) = (sink.mails(), self.measured.through_line.then(|| sink.turns(self.port)));
        let answer = self.worker.ask(&format!("send {count}"));
        let sent = count * self.measured.connections;
        assert_eq!(sink.mails() - mails, sent as u64, "mails lost");
        self.measured.mails += sent;
        if let Some(before) = turns {
            self.measured.turns += sink.turns(self.port) - before;
        }
        self.measured.ms.extend(numbers(&answer, "ms"));
        self.measured.cpu_us.extend(numbers(&answer, "cpu_us"));
    }

    /// Peak growth of memory during one mail in MiB, without the document.
    pub(crate) fn peak(&mut self) -> f64 {
        self.worker.ask("peak")["mib"].as_f64().unwrap()
    }

    /// As [`peak`](Self::peak), with one mail on each connection, all with one document.
    pub(crate) fn crowd(&mut self) -> f64 {
        self.worker.ask("crowd")["mib"].as_f64().unwrap()
    }

    pub(crate) fn done(self) -> Measured {
        self.measured
    }
}

fn number(answer: &Value, name: &str) -> u64 {
    answer[name].as_u64().unwrap()
}

fn numbers<'a>(answer: &'a Value, name: &str) -> impl Iterator<Item = f64> + 'a {
    answer[name].as_array().into_iter().flatten().map(|value| value.as_f64().unwrap())
}
