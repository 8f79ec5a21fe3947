//! An SMTP server, in clear text or over TLS with sign-in, that checks a gateway's limits as a provider counts them.

use crate::soak::Draws;
use std::{
    collections::{BTreeMap, HashMap},
    io,
    sync::{Arc, LazyLock, Mutex, MutexGuard},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::{Instant, sleep},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

const MINUTE: Duration = Duration::from_secs(60);
/// Tolerance for commands that were in flight when a limit took effect.
const GRACE: Duration = Duration::from_millis(150);
/// Three refused sign-ins with one password within this time break the limit of two; the first pause is 60 s.
const COOL_DOWN: Duration = Duration::from_secs(55);

/// One certificate for all servers, as PEM, and what a server needs of it.
static TLS: LazyLock<(String, TlsAcceptor)> = LazyLock::new(|| {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
    (made.cert.pem(), TlsAcceptor::from(Arc::new(config)))
});

pub(super) fn certificate() -> &'static str {
    &TLS.0
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// How the server behaves from now on.
#[derive(Clone, Debug)]
pub(super) struct Behaviour {
    /// Percentage of replies that are late.
    pub(super) slow_percent: usize,
    /// Late answers take up to this long.
    pub(super) slowest: Duration,
    /// The steps with late replies; empty for every step.
    pub(super) slow_at: &'static [&'static str],
    /// How long a connection has no further late reply after one. If it is longer than the delay itself, a closed peer
    /// is noticed within the client's linger time.
    pub(super) rest: Duration,
    pub(super) refuse_sign_in: bool,
    /// The next `MAIL` is answered with a request to wait for this many seconds.
    pub(super) hold_next: Option<u64>,
    /// The next `MAIL` on a connection that served one before is answered by closing it.
    pub(super) close_next_kept: bool,
    pub(super) pipelining: bool,
}

impl Behaviour {
    pub(super) const fn calm() -> Self {
        Self {
            slow_percent: 0,
            slowest: Duration::ZERO,
            slow_at: &[],
            rest: Duration::from_secs(8),
            refuse_sign_in: false,
            hold_next: None,
            close_next_kept: false,
            pipelining: false,
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) open: usize,
    pub(super) opened: usize,
    pub(super) max_open: usize,
    pub(super) mails: Vec<Instant>,
    pub(super) sign_ins: usize,
    /// Refused sign-ins since the last accepted one, for each password.
    refused: HashMap<String, Vec<Instant>>,
    pub(super) refusals: usize,
    /// From when until when no mail may start.
    held: Vec<(Instant, Instant)>,
    pub(super) broken: BTreeMap<&'static str, String>,
}

pub(super) struct Server {
    pub(super) port: u16,
    pub(super) tls: bool,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    connections: usize,
    per_minute: Option<usize>,
    began: Instant,
    behaviour: Mutex<Behaviour>,
    draws: Mutex<Draws>,
    seen: Mutex<Seen>,
}

impl Server {
    /// With `tls` it starts with a handshake and requires a sign-in; otherwise it has neither.
    pub(super) async fn start(tls: bool, connections: u32, per_minute: Option<u32>, seed: u64) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            connections: connections as usize,
            per_minute: per_minute.map(|most| most as usize),
            began: Instant::now(),
            behaviour: Mutex::new(Behaviour::calm()),
            draws: Mutex::new(Draws(seed)),
            seen: Mutex::default(),
        });
        let task = tokio::spawn({
            let shared = Arc::clone(&shared);
            async move {
                while let Ok((tcp, _)) = listener.accept().await {
                    // A delayed ACK takes as long as minutes of the paused clock.
                    tcp.set_nodelay(true).unwrap();
                    let shared = Arc::clone(&shared);
                    shared.opened();
                    tokio::spawn(async move {
                        let mut connection = Connection {
                            stream: None,
                            tls,
                            shared: Arc::clone(&shared),
                            paused: None,
                            served: 0,
                            told: None,
                        };
                        let _ = connection.talk(tcp).await;
                        // A server counts a connection until it closes its own side.
                        shared.seen().open -= 1;
                        drop(connection);
                    });
                }
            }
        });
        Self { port, tls, shared, task }
    }

    pub(super) fn behaviour(&self) -> MutexGuard<'_, Behaviour> {
        self.shared.behaviour.lock().unwrap()
    }

    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.seen()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    fn broken(&self, seen: &mut Seen, invariant: &'static str, what: String) {
        let at = self.began.elapsed().as_secs_f32();
        seen.broken.entry(invariant).or_insert_with(|| format!("at {at:.2} s: {what}"));
    }

    fn opened(&self) {
        let mut seen = self.seen();
        seen.open += 1;
        seen.opened += 1;
        seen.max_open = seen.max_open.max(seen.open);
        if seen.open > self.connections {
            let what = format!("{} open of {}", seen.open, self.connections);
            self.broken(&mut seen, "connections", what);
        }
    }

    fn sign_in(&self, credentials: &str) -> bool {
        let (refused, now) = (self.behaviour.lock().unwrap().refuse_sign_in, Instant::now());
        let mut seen = self.seen();
        if !refused {
            seen.sign_ins += 1;
            seen.refused.remove(credentials);
            return true;
        }
        seen.refusals += 1;
        let in_a_row = seen.refused.entry(credentials.to_owned()).or_default();
        in_a_row.push(now);
        if let [.., first, _, third] = in_a_row[..]
            && third - first < COOL_DOWN
        {
            self.broken(&mut seen, "sign-ins", "a third sign-in after two refused ones".to_owned());
        }
        false
    }

    fn mail(&self) {
        let (mut seen, now) = (self.seen(), Instant::now());
        seen.mails.push(now);
        if let Some(most) = self.per_minute
            && let Some(before) = seen.mails.len().checked_sub(most + 1)
            && now - seen.mails[before] < MINUTE
        {
            self.broken(&mut seen, "rate", format!("{} mails of {most} in a minute", most + 1));
        }
        if let Some((from, until)) =
            seen.held.iter().find(|(from, until)| *from + GRACE < now && now + GRACE < *until).copied()
        {
            let what = format!("a mail {:?} after a request to wait {:?}", now - from, until - from);
            self.broken(&mut seen, "wait", what);
        }
    }
}

struct Connection {
    /// Kept until after the conversation: the connection counts as closed before the socket is closed.
    stream: Option<BufReader<Box<dyn Stream>>>,
    tls: bool,
    shared: Arc<Shared>,
    paused: Option<Instant>,
    served: usize,
    /// A request to wait, from when it was written; it holds when the client's next `RSET` shows that it was read.
    told: Option<Instant>,
}

impl Connection {
    async fn talk(&mut self, tcp: TcpStream) -> io::Result<()> {
        self.pause("accept").await;
        let stream: Box<dyn Stream> = if self.tls { Box::new(TLS.1.accept(tcp).await?) } else { Box::new(tcp) };
        self.stream = Some(BufReader::new(stream));
        self.say("connect", "220 fixture.example.com ESMTP").await?;
        loop {
            let mut line = String::new();
            let Some(stream) = &mut self.stream else { return Ok(()) };
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let verb = line.split([' ', '\r']).next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => {
                    let pipelining = self.shared.behaviour.lock().unwrap().pipelining;
                    let more = if pipelining { "250-PIPELINING\r\n" } else { "" };
                    let auth = if self.tls { "AUTH PLAIN XOAUTH2" } else { "HELP" };
                    self.say("ehlo", &format!("250-fixture.example.com\r\n{more}250 {auth}")).await?;
                }
                "AUTH" => {
                    self.pause("auth").await;
                    let good = self.shared.sign_in(line.trim_end());
                    self.write(if good { "235 2.7.0 Ok" } else { "535 5.7.8 Username and Password not accepted" })
                        .await?;
                }
                "MAIL" => {
                    self.shared.mail();
                    let (hold, close) = {
                        let mut behaviour = self.shared.behaviour.lock().unwrap();
                        let close = self.served > 0 && std::mem::take(&mut behaviour.close_next_kept);
                        (behaviour.hold_next.take(), close)
                    };
                    if close {
                        return Ok(());
                    }
                    self.pause("mail").await;
                    if let Some(seconds) = hold {
                        self.told = Some(Instant::now() + Duration::from_secs(seconds));
                        let text = format!("450 4.7.1 Rate limit exceeded, try again in {seconds} seconds");
                        self.write(&text).await?;
                    } else {
                        self.write("250 2.1.0 Ok").await?;
                    }
                }
                "RCPT" if self.told.is_some() => self.write("503 5.5.1 MAIL first").await?,
                "DATA" if self.told.is_some() => self.write("503 5.5.1 MAIL first").await?,
                "RCPT" => self.say("rcpt", "250 2.1.5 Ok").await?,
                "DATA" => {
                    self.say("data", "354 Go on").await?;
                    while let Some(stream) = &mut self.stream {
                        let mut line = Vec::new();
                        if stream.read_until(b'\n', &mut line).await? == 0 {
                            return Ok(());
                        }
                        if line == b".\r\n" {
                            break;
                        }
                    }
                    self.served += 1;
                    self.say("end", "250 2.0.0 Ok").await?;
                }
                "RSET" => {
                    if let Some(until) = self.told.take() {
                        self.shared.seen().held.push((Instant::now(), until));
                    }
                    self.say("rset", "250 2.0.0 Ok").await?;
                }
                "QUIT" => {
                    self.say("quit", "221 2.0.0 Bye").await?;
                    self.pause("close").await;
                    return Ok(());
                }
                _ => self.write("500 5.5.1 Unknown").await?,
            }
        }
    }

    async fn pause(&mut self, step: &str) {
        let time = {
            let (behaviour, mut draws) = (self.shared.behaviour.lock().unwrap(), self.shared.draws.lock().unwrap());
            let here = behaviour.slow_at.is_empty() || behaviour.slow_at.contains(&step);
            let rested = self.paused.is_none_or(|at| at.elapsed() >= behaviour.rest);
            let slow = here && rested && draws.below(100) < behaviour.slow_percent;
            if slow { behaviour.slowest * u32::try_from(1 + draws.below(100)).unwrap() / 100 } else { Duration::ZERO }
        };
        if !time.is_zero() {
            sleep(time).await;
            self.paused = Some(Instant::now());
        }
    }

    async fn say(&mut self, step: &str, text: &str) -> io::Result<()> {
        self.pause(step).await;
        self.write(text).await
    }

    async fn write(&mut self, text: &str) -> io::Result<()> {
        let Some(stream) = &mut self.stream else { return Ok(()) };
        stream.write_all(format!("{text}\r\n").as_bytes()).await?;
        stream.flush().await
    }
}
