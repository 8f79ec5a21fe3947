//! A server that is killed and restarted during a run: the results agree with the stored mails.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use crate::support::{AMPLE, Fixture, LIMIT, Mode, Way, mail};
use ite_mailer::{DocumentMail, DocumentMailer, Error, Outcome, Receipt, SmtpMailer};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinSet,
};

const ROUNDS: u64 = 20;
const MAILS: usize = 30;
const CONNECTIONS: u16 = 4;
/// Minimum bytes on the wire for one of these mails, in both directions.
const BYTES: u64 = 4_000;

/// Bytes that may still pass until the server is killed.
#[derive(Default)]
struct Fuse {
    left: AtomicI64,
    blown: Notify,
}

impl Fuse {
    fn burn(&self, bytes: usize) {
        let bytes = i64::try_from(bytes).unwrap();
        if (1..=bytes).contains(&self.left.fetch_sub(bytes, Ordering::SeqCst)) {
            self.blown.notify_one();
        }
    }
}

/// A proxy in front of the sandbox on one port. When the fuse blows it closes every connection and its listener, as a
/// killed server does, and then starts again.
async fn killable(listener: TcpListener, backend: u16, fuse: Arc<Fuse>) {
    let address = listener.local_addr().unwrap();
    let mut listener = Some(listener);
    loop {
        let up = match listener.take() {
            Some(listener) => listener,
            None => TcpListener::bind(address).await.unwrap(),
        };
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                client = up.accept() => {
                    connections.spawn(relay(client.unwrap().0, backend, fuse.clone()));
                }
                () = fuse.blown.notified() => break,
            }
        }
        drop(up);
        connections.shutdown().await;
        // Down until the clients notice.
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
    }
}

async fn relay(mut client: TcpStream, backend: u16, fuse: Arc<Fuse>) -> std::io::Result<()> {
    let mut server = TcpStream::connect(("127.0.0.1", backend)).await?;
    let (mut up, mut down) = ([0; 1024], [0; 1024]);
    loop {
        tokio::select! {
            read = client.read(&mut up) => match read? {
                0 => return Ok(()),
                n => {
                    fuse.burn(n);
                    server.write_all(&up[..n]).await?;
                }
            },
            read = server.read(&mut down) => match read? {
                0 => return Ok(()),
                n => {
                    fuse.burn(n);
                    client.write_all(&down[..n]).await?;
                }
            },
        }
    }
}

#[tokio::test]
async fn a_killed_and_restarted_server_stored_what_the_answers_say() {
    let way = Way::StartTlsPlain;
    let sandbox = way.sandbox().start().await.unwrap();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let fuse = Arc::new(Fuse::default());
    let server = tokio::spawn(killable(listener, sandbox.port(), fuse.clone()));
    let mailers = Mode::ALL.map(|mode| {
        let gateway = way.gateway(&sandbox, AMPLE).port(port).max_connections(CONNECTIONS.into());
        let gateway = gateway.pipelining(mode.pipelines()).chunking(mode.chunks()).build().unwrap();
        SmtpMailer::new(gateway).unwrap()
    });
    // Pseudo-random, the same in every run.
    let mut seed = 42_u64;
    let mut sent = Vec::new();
    for round in 0..ROUNDS {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let until = 1 + (seed >> 33) % (BYTES * MAILS as u64);
        fuse.left.store(i64::try_from(until).unwrap(), Ordering::SeqCst);
        let mailer = &mailers[usize::try_from(round).unwrap() % mailers.len()];
        let mails: Vec<_> = (0..MAILS).map(|n| mail(&format!("{round}-{n}"), 2_000, &["one@example.org"])).collect();
        let sends = futures_util::future::join_all(mails.iter().map(|mail| until_it_may_have_gone(mailer, mail)));
        let results = tokio::time::timeout(LIMIT, sends).await.expect("a mailer hangs");
        sent.extend(mails.into_iter().zip(results));
    }
    for mailer in &mailers {
        mailer.shutdown().await;
    }
    sandbox.wait_open(0).await.unwrap();
    server.abort();
    let fixture = Fixture { sandbox, mailer: mailers[0].clone() };
    let (mut accepted, mut unknown, mut tries) = (0, 0, 0);
    for (mail, (result, tried)) in &sent {
        let least = usize::from(result.is_ok());
        let stored = fixture.arrived(mail);
        assert!((least..=1).contains(&stored), "stored {stored} times: {result:?}");
        accepted += least;
        unknown += 1 - least;
        tries += tried;
    }
    println!("{accepted} accepted, {unknown} unknown, {tries} tries");
    assert!(tries > sent.len() + 20, "no round was hit");
    assert!(accepted > sent.len() / 2, "{accepted} of {} accepted", sent.len());
}

/// Sends again while the outcome is `NotSent`; the result and the number of tries.
async fn until_it_may_have_gone(mailer: &SmtpMailer, mail: &DocumentMail) -> (Result<Receipt, Error>, usize) {
    let mut tries = 1;
    loop {
        match mailer.send(mail).await {
            Err(error) if error.outcome() == Outcome::NotSent => tries += 1,
            result => return (result, tries),
        }
        tokio::task::yield_now().await;
    }
}
