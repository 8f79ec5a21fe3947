//! Failures before the greeting: DNS, connections, and an interrupted TLS handshake.

use super::{AMPLE, Cell, SHORT, Verdict, in_time, publish};
use crate::support::{Fixture, Way, mail};
use ite_mailer::{ErrorKind as K, SmtpMailer, Stage as S, gateway::Timeouts};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    task::JoinHandle,
    time::{sleep, timeout},
};

/// The fault of the first connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    NoSuchName,
    Refused,
    BlackHole,
    CutHello,
    ResetHello,
    StalledHello,
    GarbledHello,
    HelloByteASecond,
}

const ALL: &[(First, &str, Verdict)] = &[
    (First::NoSuchName, "DNS: no such name", Verdict::NotSent(S::Dns, K::Dns)),
    (First::Refused, "TCP: refused", Verdict::NotSent(S::Connect, K::Connect)),
    (First::BlackHole, "TCP: packets swallowed", Verdict::NotSent(S::Connect, K::Timeout)),
    (First::CutHello, "TLS end: closed", Verdict::NotSent(S::Tls, K::Connect)),
    (First::ResetHello, "TLS end: reset", Verdict::NotSent(S::Tls, K::Connect)),
    (First::StalledHello, "TLS end: stalled", Verdict::NotSent(S::Tls, K::Timeout)),
    (First::GarbledHello, "TLS end: garbled", Verdict::NotSent(S::Tls, K::Tls)),
    (First::HelloByteASecond, "TLS end: one byte a second", Verdict::NotSent(S::Tls, K::Timeout)),
];

/// Forwarded bytes of the server's answer to the TLS hello: it is incomplete.
const PASSES: usize = 200;

/// Forwards one connection.
async fn forward(mut near: TcpStream, far: SocketAddr) {
    let mut far = TcpStream::connect(far).await.unwrap();
    tokio::io::copy_bidirectional(&mut near, &mut far).await.ok();
}

/// Plays the fault in the handshake of the first connection. Returns when the client has closed it.
async fn spoil(first: First, mut near: TcpStream, far: SocketAddr) {
    let mut far = TcpStream::connect(far).await.unwrap();
    let mut hello = vec![0; 16 * 1024];
    let length = near.read(&mut hello).await.unwrap();
    far.write_all(&hello[..length]).await.unwrap();
    let mut answer = vec![0; PASSES];
    far.read_exact(&mut answer).await.unwrap();
    near.write_all(&answer).await.unwrap();
    match first {
        First::CutHello => return,
        First::ResetHello => return near.set_zero_linger().unwrap(),
        First::GarbledHello => near.write_all(&[0xa5; 4_000]).await.unwrap(),
        First::HelloByteASecond => {
            while let Ok(byte) = far.read_u8().await
                && near.write_u8(byte).await.is_ok()
            {
                sleep(Duration::from_secs(1)).await;
            }
            return;
        }
        _ => {}
    }
    near.read_to_end(&mut hello).await.ok();
}

/// Accepts connections and forwards them; the first one gets the fault, if any.
fn gate(listener: TcpListener, first: Option<First>, far: SocketAddr) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut first = first;
        loop {
            let (near, _) = listener.accept().await.unwrap();
            match first.take() {
                Some(first) => tokio::spawn(spoil(first, near, far)),
                None => tokio::spawn(forward(near, far)),
            };
        }
    })
}

/// A listener that answers no further connection, and those that fill its queue.
async fn full() -> (TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let listener = socket.listen(1).unwrap();
    let (address, mut waiting) = (listener.local_addr().unwrap(), Vec::new());
    for _ in 0..64 {
        match timeout(Duration::from_millis(500), TcpStream::connect(address)).await {
            Ok(connected) => waiting.push(connected.unwrap()),
            Err(_) => return (listener, waiting),
        }
    }
    panic!("the queue of a listener never fills");
}

async fn meets(first: First, right: Verdict) -> (Cell, Result<(), String>) {
    let way = Way::TlsPlain;
    let sandbox = way.sandbox().start().await.unwrap();
    let far = SocketAddr::from(([127, 0, 0, 1], sandbox.tls_port()));
    let (listener, waiting) = match first {
        First::BlackHole => full().await,
        _ => (TcpListener::bind(("127.0.0.1", 0)).await.unwrap(), Vec::new()),
    };
    let address = listener.local_addr().unwrap();
    let mut listener = Some(listener);
    let gated = match first {
        // The port is closed now, and opened again for the next mail.
        First::Refused => {
            drop(listener.take());
            None
        }
        First::NoSuchName | First::BlackHole => None,
        _ => listener.take().map(|listener| gate(listener, Some(first), far)),
    };
    let mut timeouts = Timeouts::default().all_steps(AMPLE);
    match first {
        First::BlackHole => timeouts.connect = SHORT,
        First::StalledHello | First::HelloByteASecond => timeouts.tls = SHORT,
        _ => {}
    }
    // An address, not `localhost`: with several addresses the deadline is shared among them.
    let host = if first == First::NoSuchName { "host.invalid" } else { "127.0.0.1" };
    let gateway = way.gateway(&sandbox, AMPLE).host(host).port(address.port()).timeouts(timeouts);
    let fixture = Fixture { mailer: SmtpMailer::new(gateway.build().unwrap()).unwrap(), sandbox };
    let mail = mail("the mail", 1_000, &["one@example.org"]);
    let started = Instant::now();
    let result = fixture.send(&mail).await;
    let took = started.elapsed();
    let verdict = Verdict::from(&result);
    drop(waiting);
    let check = async {
        if verdict != right {
            return Err(format!("{verdict}, not {right}: {result:?}"));
        }
        in_time(verdict, took)?;
        if first != First::NoSuchName {
            let gate = match (gated, listener) {
                (Some(gate), _) => gate,
                (None, Some(listener)) => gate(listener, None, far),
                (None, None) => gate(TcpListener::bind(address).await.unwrap(), None, far),
            };
            fixture.next_gets_through().await?;
            gate.abort();
        }
        match fixture.arrived(&mail) {
            0 => Ok(()),
            n => Err(format!("{verdict}, and it arrived {n} times")),
        }
    };
    (Cell(verdict, took), check.await)
}

#[tokio::test]
async fn failures_before_the_greeting_have_the_right_error() {
    let mut table = "# Before the first word\n\n| | |\n|---|---|\n".to_owned();
    let mut wrong = Vec::new();
    for (first, name, right) in ALL {
        let (Cell(verdict, took), check) = meets(*first, *right).await;
        table.push_str(&format!("| {name} | {verdict}, {:.1} s |\n", took.as_secs_f32()));
        wrong.extend(check.err().map(|what| format!("{name}: {what}")));
    }
    table.push_str(
        "| DNS: answers that stall, are cut or garbled | — (1) |\n\n\
         (1) the resolver is the operating system's; it ends them, or the deadline of the connection does\n",
    );
    publish("early", &table);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
