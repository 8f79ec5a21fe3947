//! The sink: accepts mails over implicit TLS as fast as it can, checks the end of each, keeps nothing.
//!
//! As real servers do, it buffers replies while there is input to read, and writes them before it waits for more (RFC
//! 2920 §3.2).

use super::process;
use rcgen::{CertificateParams, KeyPair};
use serde_json::json;
use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader, ReadBuf},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{HandshakeKind, ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
    server::TlsStream,
};

/// rustls asks for 4 KiB at a time; a read call for each would make the sink the bottleneck.
const READ_AHEAD: usize = 64 * 1024;

static MAILS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);
static RESUMED: AtomicU64 = AtomicU64::new(0);

/// Commands: `ca` gives the certificate to trust; `listen EXTENSION…` a `port` whose server offers these; `count` the
/// mails and bytes taken and the TLS sessions resumed so far.
pub(crate) fn run() {
    let runtime = Runtime::new().unwrap();
    let (ca, acceptor) = tls();
    process::serve(|command| {
        let mut words = command.split(' ');
        match words.next() {
            Some("ca") => json!({ "pem": ca }),
            Some("listen") => {
                let extensions: Vec<String> = words.map(str::to_owned).collect();
                let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).unwrap();
                let port = listener.local_addr().unwrap().port();
                runtime.spawn(accept(listener, acceptor.clone(), extensions));
                json!({ "port": port })
            }
            Some("count") => {
                let [mails, bytes, resumed] = [&MAILS, &BYTES, &RESUMED].map(|count| count.load(Ordering::SeqCst));
                json!({ "mails": mails, "bytes": bytes, "resumed": resumed })
            }
            _ => panic!("the sink does not know \"{command}\""),
        }
    });
}

fn tls() -> (String, TlsAcceptor) {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
        .unwrap();
    (certificate.pem(), TlsAcceptor::from(Arc::new(config)))
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, extensions: Vec<String>) {
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        socket.set_nodelay(true).unwrap();
        let (acceptor, extensions) = (acceptor.clone(), extensions.clone());
        tokio::spawn(async move {
            // A client that disconnects early is noticed by the count of mails.
            if let Ok(stream) = acceptor.accept(BufReader::with_capacity(READ_AHEAD, socket)).await {
                if stream.get_ref().1.handshake_kind() == Some(HandshakeKind::Resumed) {
                    RESUMED.fetch_add(1, Ordering::SeqCst);
                }
                Conversation::new(stream).talk(&extensions).await.ok();
            }
        });
    }
}

struct Conversation {
    stream: TlsStream<BufReader<TcpStream>>,
    /// Received bytes; those not processed yet are `input[at..end]`.
    input: Vec<u8>,
    at: usize,
    end: usize,
    replies: Vec<u8>,
    /// The last bytes of the message so far.
    tail: Vec<u8>,
}

const TAIL: usize = 16;

impl Conversation {
    fn new(stream: TlsStream<BufReader<TcpStream>>) -> Self {
        Self { stream, input: vec![0; READ_AHEAD], at: 0, end: 0, replies: Vec::new(), tail: Vec::new() }
    }

    async fn talk(&mut self, extensions: &[String]) -> io::Result<()> {
        self.say("220 sink.example.com ESMTP");
        loop {
            let line = self.line().await?;
            let verb = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => {
                    self.say("250-sink.example.com");
                    for extension in extensions {
                        self.say(&format!("250-{extension}"));
                    }
                    self.say("250-SIZE 104857600\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN LOGIN");
                }
                "AUTH" => {
                    let rounds = match line.split(' ').collect::<Vec<_>>()[..] {
                        [_, "LOGIN"] => 2,
                        [_, _] | [_, "LOGIN", _] => 1,
                        _ => 0,
                    };
                    for _ in 0..rounds {
                        self.say("334 UGFzc3dvcmQ6");
                        self.line().await?;
                    }
                    self.say("235 2.7.0 signed in");
                }
                "DATA" => {
                    self.say("354 go on");
                    self.until_mark().await?;
                    self.taken();
                }
                "BDAT" => {
                    let mut words = line.split(' ').skip(1);
                    let size = words.next().and_then(|size| size.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
                    self.skip(size).await?;
                    match words.next() {
                        Some(_) => self.taken(),
                        None => self.say("250 2.0.0 chunk taken"),
                    }
                }
                "QUIT" => {
                    self.say("221 2.0.0 Bye");
                    return self.stream.write_all(&self.replies).await;
                }
                "MAIL" | "RCPT" | "NOOP" | "RSET" => self.say("250 2.0.0 ok"),
                _ => self.say("500 5.5.1 what?"),
            }
        }
    }

    fn say(&mut self, reply: &str) {
        self.replies.extend_from_slice(reply.as_bytes());
        self.replies.extend_from_slice(b"\r\n");
    }

    /// The message is complete. Each ends with the closing line of a multipart.
    fn taken(&mut self) {
        let end = self.tail.trim_ascii_end();
        let complete = end.ends_with(b"--");
        self.tail.clear();
        if complete {
            MAILS.fetch_add(1, Ordering::SeqCst);
            self.say("250 2.0.0 Ok: queued as 4Z1xY23abc");
        } else {
            self.say("554 5.6.0 the message is cut short");
        }
    }

    async fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(length) = self.input[self.at..self.end].iter().position(|byte| *byte == b'\n') {
                let line = String::from_utf8_lossy(&self.input[self.at..self.at + length]).trim_end().to_owned();
                self.at += length + 1;
                return Ok(line);
            }
            self.fill().await?;
        }
    }

    /// The whole message of `DATA`. No client here writes more before the final reply, so the end mark can only be the
    /// last bytes received, and the others are not searched.
    async fn until_mark(&mut self) -> io::Result<()> {
        const MARK: &[u8] = b"\r\n.\r\n";
        self.tail.extend_from_slice(b"\r\n");
        loop {
            self.pass(self.end - self.at);
            if let Some(message) = self.tail.strip_suffix(MARK) {
                let length = message.len();
                self.tail.truncate(length);
                return Ok(());
            }
            self.fill().await?;
        }
    }

    /// The `size` bytes of a chunk.
    async fn skip(&mut self, mut size: usize) -> io::Result<()> {
        loop {
            let here = size.min(self.end - self.at);
            self.pass(here);
            size -= here;
            if size == 0 {
                return Ok(());
            }
            self.fill().await?;
        }
    }

    /// Counts the next bytes and remembers the last of them.
    fn pass(&mut self, length: usize) {
        let bytes = &self.input[self.at..self.at + length];
        BYTES.fetch_add(length as u64, Ordering::SeqCst);
        self.tail.extend_from_slice(&bytes[length.saturating_sub(TAIL)..]);
        let surplus = self.tail.len().saturating_sub(TAIL);
        self.tail.drain(..surplus);
        self.at += length;
    }

    /// Reads more, after writing the buffered replies.
    async fn fill(&mut self) -> io::Result<()> {
        self.input.copy_within(self.at..self.end, 0);
        (self.at, self.end) = (0, self.end - self.at);
        let length = match self.read_now().await {
            Some(length) => length?,
            None => {
                self.stream.write_all(&self.replies).await?;
                self.stream.flush().await?;
                self.replies.clear();
                self.stream.read(&mut self.input[self.end..]).await?
            }
        };
        self.end += length;
        if length == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    /// Reads what is available; `None` if there is nothing.
    async fn read_now(&mut self) -> Option<io::Result<usize>> {
        let mut buffer = ReadBuf::new(&mut self.input[self.end..]);
        let mut stream = Pin::new(&mut self.stream);
        std::future::poll_fn(|cx| {
            Poll::Ready(match stream.as_mut().poll_read(cx, &mut buffer) {
                Poll::Ready(read) => Some(read.map(|()| buffer.filled().len())),
                Poll::Pending => None,
            })
        })
        .await
    }
}
