//! From a gateway to a connection on which nobody is signed in yet.

use super::{
    capabilities::Capabilities,
    redact::Redactor,
    session::{Session, broken, silent, timed_out, unasked},
    tls::{Tls, leaf, protection},
    trace::Trace,
    wire::{Failure, Wire},
};
use crate::{
    error::{Error, ErrorKind, Reply, Stage, classify},
    gateway::{AccessToken, Security, SmtpGateway},
    tls::handshake_error,
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
    pub(super) async fn connect(
        gateway: &SmtpGateway,
        tls: &Tls,
        tokens: &[&AccessToken],
        trace: &mut Trace,
    ) -> Result<Self, Error> {
        let redactor = Redactor::new(gateway.credentials()).and_tokens(tokens);
        let (socket, peer) = tcp(gateway, trace).await?;
        let mut opening = Opening { gateway, redactor: &redactor, trace };
        let (wire, greeting) = match gateway.security() {
            Security::ImplicitTls => {
                let wire = Wire::tls(opening.protect(tls, socket).await?, peer);
                let greeting = opening.reply(&wire, Stage::Greeting, gateway.timeouts().greeting).await?;
                (wire, greeting)
            }
            security => {
                let wire = Wire::plain(socket, peer);
                let greeting = opening.greeting_in_clear(&wire, tls, peer).await?;
                if security == Security::StartTlsRequired {
                    (opening.start_tls(wire, tls, peer).await?, greeting)
                } else {
                    (wire, greeting)
                }
            }
        };
        let (smtp, mut capabilities) = opening.ehlo(&wire, &greeting).await?;
        let greeting = Reply::parse(&redactor.clean(&greeting));
        capabilities.pipelining &= gateway.pipelining();
        capabilities.chunking &= gateway.chunking().unwrap_or_else(|| !greeting.text().contains(MICROSOFT));
        Ok(Self {
            smtp,
            wire,
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
struct Opening<'a> {
    gateway: &'a SmtpGateway,
    redactor: &'a Redactor,
    trace: &'a mut Trace,
}

impl Opening<'_> {
    /// Reads one reply and wants it positive.
    async fn reply(&mut self, wire: &Wire, stage: Stage, deadline: Duration) -> Result<String, Error> {
        let raw = timeout(deadline, wire.reply())
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
    fn quiet_before(&self, wire: &Wire, stage: Stage) -> Result<(), Error> {
        if wire.is_quiet() {
            return Ok(());
        }
        match wire.take_reply() {
            Some(raw) if Reply::parse(&raw).code() >= 400 => Err(self.refused(stage, &raw)),
            Some(raw) => Err(self.out_of_step(stage, &raw)),
            None => Err(unasked(stage, wire.failure())),
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
    async fn greeting_in_clear(&mut self, wire: &Wire, tls: &Tls, peer: SocketAddr) -> Result<String, Error> {
        let deadline = self.gateway.timeouts().greeting;
        let silence = SILENCE.min(deadline / 2);
        let until = Instant::now() + deadline;
        if timeout(silence, wire.readable()).await.is_err() && answers_tls(tls, peer, silence).await {
            return Err(broken(Stage::Greeting, Some(Failure::SpeaksTls)));
        }
        match timeout_at(until, self.reply(wire, Stage::Greeting, deadline)).await {
            Ok(greeting) => greeting,
            Err(_) => Err(timed_out(Stage::Greeting, deadline)),
        }
    }

    /// `EHLO`, `STARTTLS` and the handshake (RFC 3207). Nothing of what the server said in clear is kept.
    async fn start_tls(&mut self, mut wire: Wire, tls: &Tls, peer: SocketAddr) -> Result<Wire, Error> {
        let ehlo = format!("EHLO {}\r\n", self.gateway.ehlo_name());
        let offered = self.exchange(&mut wire, Stage::Ehlo, &ehlo).await?;
        if !Capabilities::from_ehlo(&Reply::parse(&offered)).starttls {
            return Err(Error::new(ErrorKind::TlsPlaintextPort, Stage::StartTls)
                .with_detail("the server does not offer STARTTLS, and nothing is sent in clear"));
        }
        self.exchange(&mut wire, Stage::StartTls, "STARTTLS\r\n").await?;
        let in_clear = || {
            Error::new(ErrorKind::Protocol, Stage::StartTls)
                .with_detail("the server sent more in clear than the answer to STARTTLS")
        };
        let socket = wire.into_plain().ok_or_else(in_clear)?;
        match self.protect(tls, socket).await {
            Ok(socket) => Ok(Wire::tls(socket, peer)),
            // The same, come a moment later.
            Err(error) if error.kind() == ErrorKind::TlsPlaintextPort => Err(in_clear()),
            Err(error) => Err(error),
        }
    }

    async fn exchange(&mut self, wire: &mut Wire, stage: Stage, command: &str) -> Result<String, Error> {
        self.quiet_before(wire, stage)?;
        let deadline = self.gateway.timeouts().command;
        match timeout(deadline, wire.write_all(command.as_bytes())).await {
            Ok(_) => self.reply(wire, stage, deadline).await,
            Err(_) => Err(timed_out(stage, deadline)),
        }
    }

    /// Hands the stream to lettre, which reads the greeting again and sends `EHLO`.
    async fn ehlo(&mut self, wire: &Wire, greeting: &str) -> Result<(AsyncSmtpConnection, Capabilities), Error> {
        let stage = Stage::Ehlo;
        self.quiet_before(wire, stage)?;
        let deadline = self.gateway.timeouts().command;
        wire.replay(greeting);
        let name = ClientId::Domain(self.gateway.ehlo_name().to_owned());
        let connected = AsyncSmtpConnection::connect_with_transport(Box::new(wire.clone()), &name);
        let answer = timeout(deadline, silent(connected)).await;
        match (wire.take_reply(), answer) {
            (Some(raw), Ok(Ok(smtp))) if (200..300).contains(&Reply::parse(&raw).code()) => {
                self.trace.reply(stage, || Reply::parse(&self.redactor.clean(&raw)));
                let mut capabilities = Capabilities::from_ehlo(&Reply::parse(&raw));
                capabilities.lines.iter_mut().for_each(|line| *line = self.redactor.clean(line));
                Ok((smtp, capabilities))
            }
            (Some(raw), _) if Reply::parse(&raw).code() >= 400 => Err(self.refused(stage, &raw)),
            (None, Err(_)) => Err(timed_out(stage, deadline)),
            (None, _) => Err(broken(stage, wire.failure())),
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
