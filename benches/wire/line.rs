//! The delay line: forwards TCP and holds every byte back for half a round trip in each direction, in order, with no
//! limit on bandwidth.
//!
//! It uses threads: their sleep is late by some 50 µs, tokio's timer by up to a millisecond. The TCP handshake is not
//! delayed, which saves each client one round trip.

use super::process;
use serde_json::json;
use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

/// Commands: `open RTT_MS PORT` returns the `port` of a line to that port; `turns PORT` how often the client wrote after it
/// had read a reply, which is the number of round trips; `ping RTT_MS` the measured round trip.
pub(crate) fn run() {
    let mut routes: Vec<(u16, Arc<AtomicU64>)> = Vec::new();
    process::serve(|command| {
        let words: Vec<&str> = command.split(' ').collect();
        match words[..] {
            ["open", rtt, target] => {
                let turns = Arc::new(AtomicU64::new(0));
                let port = open(rtt.parse().unwrap(), target.parse().unwrap(), turns.clone());
                routes.push((port, turns));
                json!({ "port": port })
            }
            ["turns", port] => {
                let port: u16 = port.parse().unwrap();
                let turns = &routes.iter().find(|(of, _)| *of == port).unwrap().1;
                json!({ "turns": turns.load(Ordering::SeqCst) })
            }
            ["ping", rtt] => json!({ "ms": ping(rtt.parse().unwrap()) }),
            _ => panic!("the line does not know \"{command}\""),
        }
    });
}

fn open(rtt_ms: u64, target: u16, turns: Arc<AtomicU64>) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming() {
            let (client, server) = (client.unwrap(), TcpStream::connect(("127.0.0.1", target)).unwrap());
            client.set_nodelay(true).unwrap();
            server.set_nodelay(true).unwrap();
            let half = Duration::from_millis(rtt_ms) / 2;
            let answered = Arc::new(AtomicBool::new(true));
            let (turns, waited) = (turns.clone(), answered.clone());
            forward(
                (client.try_clone().unwrap(), server.try_clone().unwrap()),
                half,
                move || {
                    if waited.swap(false, Ordering::SeqCst) {
                        turns.fetch_add(1, Ordering::SeqCst);
                    }
                },
                || {},
            );
            // Counted before the bytes are written: the client may answer at once.
            forward((server, client), half, || {}, move || answered.store(true, Ordering::SeqCst));
        }
    });
    port
}

/// One direction: a thread that reads and one that writes when the bytes are due.
fn forward(
    (mut from, mut to): (TcpStream, TcpStream),
    delay: Duration,
    came: impl Fn() + Send + 'static,
    goes: impl Fn() + Send + 'static,
) {
    let (queue, due) = mpsc::channel::<(Instant, Vec<u8>)>();
    thread::spawn(move || {
        let mut buffer = vec![0; 256 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            came();
            if queue.send((Instant::now() + delay, buffer[..length].to_vec())).is_err() {
                return;
            }
        }
        queue.send((Instant::now() + delay, Vec::new())).ok();
    });
    thread::spawn(move || {
        for (at, bytes) in due {
            thread::sleep(at.saturating_duration_since(Instant::now()));
            goes();
            if bytes.is_empty() || to.write_all(&bytes).is_err() {
                to.shutdown(Shutdown::Both).ok();
                return;
            }
        }
    });
}

/// The median round-trip time of one byte.
fn ping(rtt_ms: u64) -> f64 {
    let echo = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = open(rtt_ms, echo.local_addr().unwrap().port(), Arc::default());
    let mut near = TcpStream::connect(("127.0.0.1", port)).unwrap();
    near.set_nodelay(true).unwrap();
    let (mut far, _) = echo.accept().unwrap();
    far.set_nodelay(true).unwrap();
    thread::spawn(move || {
        let mut byte = [0];
        while far.read_exact(&mut byte).is_ok() && far.write_all(&byte).is_ok() {}
    });
    let mut times: Vec<f64> = (0..15)
        .map(|_| {
            let started = Instant::now();
            near.write_all(b".").unwrap();
            near.read_exact(&mut [0]).unwrap();
            started.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
