//! From a gateway to a connection on which nobody is signed in yet.

use super::{
    ehlo::Capabilities,
    redactor::redactor,
    session::{Session, broken, silent, timed_out, unasked},
    stream::{Failure, SmtpStream},
    tls::{Tls, leaf, protection},
    trace::Trace,
};
use crate::{
    error::{Error, ErrorKind, Reply, Stage, classify},
    gateway::{AccessToken, SmtpGateway},
    provider::Security,
    tls::handshake_error,
    util::redact::Redactor,
};
use lettre::transport::smtp::{client::AsyncSmtpConnection, extension::ClientId};
use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    net::{TcpStream, lookup_host},
    time::{Instant, timeout, timeout_at},
};
use tokio_rustls::client::TlsStream;

/// A server that is silent this long may be waiting for TLS: a second connection asks.
const SILENCE: Duration = Duration::from_secs(4);

/// How Exchange greets, on premises and online. Its `BDAT` is left alone: users of other clients tell of chunks answered
/// late, never, or with a header size exceeded (MailKit's issues 904 and 921).
const MICROSOFT: &str = "Microsoft ESMTP MAIL Service";

impl Session {
    /// Connects, protects the connection and asks what the server can do; nobody is signed in yet.
    ///
    /// No answer shows one of these `tokens`.
    pub(crate) async fn connect(
        gateway: &SmtpGateway,
        tls: &Tls,
        tokens: &[&AccessToken],
        trace: &mut Trace,
    ) -> Result<Self, Error> {
        let redactor = redactor(gateway.credentials(), tokens);
        let (socket, peer) = tcp(gateway, trace).await?;
        let mut handshake = Handshake { gateway, redactor: &redactor, trace };
        let (stream, greeting) = match gateway.security() {
            Security::ImplicitTls => {
                let stream = SmtpStream::tls(handshake.protect(tls, socket).await?, peer);
                let greeting = handshake.reply(&stream, Stage::Greeting, gateway.timeouts().greeting).await?;
                (stream, greeting)
            }
            security => {
                let stream = SmtpStream::plain(socket, peer);
                let greeting = handshake.greeting_in_clear(&stream, tls, peer).await?;
                if security == Security::StartTlsRequired {
                    (handshake.start_tls(stream, tls, peer).await?, greeting)
                } else {
                    (stream, greeting)
                }
            }
        };
        let (smtp, mut capabilities) = handshake.ehlo(&stream, &greeting).await?;
        let greeting = Reply::parse(&redactor.clean(&greeting));
        capabilities.pipelining &= gateway.pipelining();
        capabilities.chunking &= gateway.chunking().unwrap_or_else(|| !greeting.text().contains(MICROSOFT));
        Ok(Self {
            smtp,
            stream,
            gateway: gateway.clone(),
            redactor,
            greeting,
            capabilities,
            mechanism: None,
            mails: 0,
            last_used: Instant::now(),
            clean: true,
        })
    }
}

/// The part of a conversation before lettre takes part.
struct Handshake<'a> {
    gateway: &'a SmtpGateway,
    redactor: &'a Redactor,
    trace: &'a mut Trace,
}

impl Handshake<'_> {
    /// Reads one reply and wants it positive.
    async fn reply(&mut self, stream: &SmtpStream, stage: Stage, deadline: Duration) -> Result<String, Error> {
        let raw = timeout(deadline, stream.reply())
            .await
            .map_err(|_| timed_out(stage, deadline))?
            .map_err(|failure| broken(stage, Some(failure)))?;
        let reply = Reply::parse(&raw);
        match reply.code() {
            200..300 => {
                self.trace.reply(stage, || Reply::parse(&self.redactor.clean(&raw)));
                Ok(raw)
            }
            400.. => Err(self.refused(stage, &raw)),
            _ => Err(self.out_of_step(stage, &raw)),
        }
    }

    /// What came unasked would be taken for the answer to the next command.
    fn expect_idle(&self, stream: &SmtpStream, stage: Stage) -> Result<(), Error> {
        if stream.is_idle() {
            return Ok(());
        }
        match stream.take_reply() {
            Some(raw) if Reply::parse(&raw).code() >= 400 => Err(self.refused(stage, &raw)),
            Some(raw) => Err(self.out_of_step(stage, &raw)),
            None => Err(unasked(stage, stream.failure())),
        }
    }

    fn out_of_step(&self, stage: Stage, raw: &str) -> Error {
        Error::new(ErrorKind::Protocol, stage)
            .with_detail("the reply does not fit the command")
            .with_reply(Reply::parse(&self.redactor.clean(raw)))
    }

    fn refused(&self, stage: Stage, raw: &str) -> Error {
        let reply = Reply::parse(&self.redactor.clean(raw));
        let meaning = classify(stage, self.gateway.provider(), None, self.gateway.secret_shape(), &reply);
        Error::new(meaning.kind, stage).with_retry(meaning.retry).with_reply(reply)
    }

    /// The greeting of a port that begins in clear. A port that begins with TLS stays silent instead, so after a while
    /// a second connection asks it.
    async fn greeting_in_clear(&mut self, stream: &SmtpStream, tls: &Tls, peer: SocketAddr) -> Result<String, Error> {
        let deadline = self.gateway.timeouts().greeting;
        let silence = SILENCE.min(deadline / 2);
        let until = Instant::now() + deadline;
        if timeout(silence, stream.readable()).await.is_err() && answers_tls(tls, peer, silence).await {
            return Err(broken(Stage::Greeting, Some(Failure::SpeaksTls)));
        }
        match timeout_at(until, self.reply(stream, Stage::Greeting, deadline)).await {
            Ok(greeting) => greeting,
            Err(_) => Err(timed_out(Stage::Greeting, deadline)),
        }
    }

    /// `EHLO`, `STARTTLS` and the handshake (RFC 3207). Nothing of what the server said in clear is kept.
    async fn start_tls(&mut self, mut stream: SmtpStream, tls: &Tls, peer: SocketAddr) -> Result<SmtpStream, Error> {
        let ehlo = format!("EHLO {}\r\n", self.gateway.ehlo_name());
        let offered = self.exchange(&mut stream, Stage::Ehlo, &ehlo).await?;
        if !Capabilities::from_ehlo(&Reply::parse(&offered)).starttls {
            return Err(Error::new(ErrorKind::TlsPlaintextPort, Stage::StartTls)
                .with_detail("the server does not offer STARTTLS, and nothing is sent in clear"));
        }
        self.exchange(&mut stream, Stage::StartTls, "STARTTLS\r\n").await?;
        let in_clear = || {
            Error::new(ErrorKind::Protocol, Stage::StartTls)
                .with_detail("the server sent more in clear than the answer to STARTTLS")
        };
        let socket = stream.into_plain().ok_or_else(in_clear)?;
        match self.protect(tls, socket).await {
            Ok(socket) => Ok(SmtpStream::tls(socket, peer)),
            // The same, come a moment later.
            Err(error) if error.kind() == ErrorKind::TlsPlaintextPort => Err(in_clear()),
            Err(error) => Err(error),
        }
    }

    async fn exchange(&mut self, stream: &mut SmtpStream, stage: Stage, command: &str) -> Result<String, Error> {
        self.expect_idle(stream, stage)?;
        let deadline = self.gateway.timeouts().command;
        match timeout(deadline, stream.write_all(command.as_bytes())).await {
            Ok(_) => self.reply(stream, stage, deadline).await,
            Err(_) => Err(timed_out(stage, deadline)),
        }
    }

    /// Hands the stream to lettre, which reads the greeting again and sends `EHLO`.
    async fn ehlo(
        &mut self,
        stream: &SmtpStream,
        greeting: &str,
    ) -> Result<(AsyncSmtpConnection, Capabilities), Error> {
        let stage = Stage::Ehlo;
        self.expect_idle(stream, stage)?;
        let deadline = self.gateway.timeouts().command;
        stream.replay(greeting);
        let name = ClientId::Domain(self.gateway.ehlo_name().to_owned());
        let connected = AsyncSmtpConnection::connect_with_transport(Box::new(stream.clone()), &name);
        let answer = timeout(deadline, silent(connected)).await;
        match (stream.take_reply(), answer) {
            (Some(raw), Ok(Ok(smtp))) if (200..300).contains(&Reply::parse(&raw).code()) => {
                self.trace.reply(stage, || Reply::parse(&self.redactor.clean(&raw)));
                let mut capabilities = Capabilities::from_ehlo(&Reply::parse(&raw));
                capabilities.lines.iter_mut().for_each(|line| *line = self.redactor.clean(line));
                Ok((smtp, capabilities))
            }
            (Some(raw), _) if Reply::parse(&raw).code() >= 400 => Err(self.refused(stage, &raw)),
            (None, Err(_)) => Err(timed_out(stage, deadline)),
            (None, _) => Err(broken(stage, stream.failure())),
            (Some(raw), _) => Err(self.out_of_step(stage, &raw)),
        }
    }

    async fn protect(&mut self, tls: &Tls, socket: TcpStream) -> Result<TlsStream<TcpStream>, Error> {
        let deadline = self.gateway.timeouts().tls;
        let stream = match timeout(deadline, tls.handshake(socket)).await {
            Ok(result) => result.map_err(handshake_error)?,
            Err(_) => return Err(timed_out(Stage::Tls, deadline)),
        };
        if self.trace.is_on() {
            self.trace.tls = protection(stream.get_ref().1);
            self.trace.certificate = leaf(stream.get_ref().1);
            let text = self.trace.tls.as_ref().map(|(version, cipher)| format!("{version}, {cipher}"));
            self.trace.detail(Stage::Tls, || text);
        }
        Ok(stream)
    }
}

/// Resolves and connects, address after address, within one deadline.
async fn tcp(gateway: &SmtpGateway, trace: &mut Trace) -> Result<(TcpStream, SocketAddr), Error> {
    let deadline = gateway.timeouts().connect;
    let until = Instant::now() + deadline;
    let target = (gateway.host(), gateway.port());
    let addresses: Vec<SocketAddr> = match timeout_at(until, lookup_host(target)).await {
        Err(_) => return Err(timed_out(Stage::Dns, deadline)),
        Ok(Err(error)) => {
            return Err(Error::new(ErrorKind::Dns, Stage::Dns)
                .with_detail(format!("the host {} does not resolve", gateway.host()))
                .with_source(error));
        }
        Ok(Ok(addresses)) => addresses.collect(),
    };
    trace.detail(Stage::Dns, || Some(addresses.iter().map(|a| a.ip().to_string()).collect::<Vec<_>>().join(", ")));
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for (tried, address) in addresses.iter().enumerate() {
        // One address that swallows packets must not use up the time of the next.
        let left = until.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(addresses.len() - tried).unwrap_or(1).max(1);
        match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(socket)) => {
                // Without it the end of a message waits for an ACK.
                socket.set_nodelay(true).ok();
                trace.detail(Stage::Connect, || Some(address.to_string()));
                return Ok((socket, *address));
            }
            Ok(Err(error)) => last = error,
            Err(_) => last = io::ErrorKind::TimedOut.into(),
        }
    }
    if last.kind() == io::ErrorKind::TimedOut {
        return Err(timed_out(Stage::Connect, deadline));
    }
    Err(Error::new(ErrorKind::Connect, Stage::Connect)
        .with_detail(format!("no connection to {} port {}", gateway.host(), gateway.port()))
        .with_source(last))
}

/// Whether TLS is spoken here, whatever the certificate.
async fn answers_tls(tls: &Tls, peer: SocketAddr, deadline: Duration) -> bool {
    let probe = async {
        let socket = TcpStream::connect(peer).await.ok()?;
        tls.handshake(socket).await.map_err(|error| handshake_error(error).kind()).map_or_else(
            |kind| {
                matches!(kind, ErrorKind::TlsUntrusted | ErrorKind::TlsWrongName | ErrorKind::TlsExpired).then_some(())
            },
            |_| Some(()),
        )
    };
    matches!(timeout(deadline, probe).await, Ok(Some(())))
}
