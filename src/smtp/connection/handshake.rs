//! Greeting, TLS and `EHLO`, up to the sign-in.

use super::{
    command::{Connection, Deadline, broken, is_completion, timed_out},
    connect::Connector,
    counted_socket::CountedSocket,
    ehlo::Capabilities,
    reply_reader::Failure,
    session::Session,
    stream::SmtpStream,
    tls::TlsFacts,
    trace::Trace,
};
use crate::{
    error::{Error, ErrorKind, Reply, Stage},
    gateway::{AccessToken, SmtpGateway},
    provider::Security,
    sasl,
    smtp::throttle::ConnectionPermit,
    tls::handshake_error,
};
use lettre::transport::smtp::{
    commands::{Ehlo, Starttls},
    extension::ClientId,
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::time::timeout;

/// A server that is silent for this long may expect TLS.
const SILENCE: Duration = Duration::from_secs(4);

impl Session {
    /// Connects, starts TLS and sends `EHLO`, without sign-in.
    ///
    /// The connection holds `permit` until the server has closed it. `tokens` are masked in every reply.
    pub(super) async fn connect(
        gateway: &SmtpGateway,
        connector: &Connector,
        permit: Option<&Arc<ConnectionPermit>>,
        tokens: &[&AccessToken],
        trace: &mut Trace,
    ) -> Result<Self, Error> {
        let redactor = sasl::redactor(gateway.credentials(), tokens);
        let (socket, peer) = connector.connect(gateway, permit, trace).await?;
        let connection =
            Connection { stream: SmtpStream::plain(socket), gateway: gateway.clone(), redactor, mechanism: None };
        let mut handshake = Handshake { connector, connection, trace };
        let greeting = match gateway.security() {
            Security::ImplicitTls => {
                let socket = handshake.connection.stream.take_socket();
                handshake.protect(socket).await?;
                Some(handshake.greeting().await?)
            }
            Security::StartTlsRequired => {
                handshake.greeting_in_clear(peer).await?;
                handshake.start_tls().await?;
                // RFC 3207 §4.2: what came before the handshake is discarded.
                None
            }
            Security::PlaintextLoopback => Some(handshake.greeting_in_clear(peer).await?),
        };
        let mut capabilities = handshake.ehlo().await?;
        let chunking = gateway.chunking().unwrap_or_else(|| !capabilities.is_exchange(greeting.as_ref()));
        capabilities.chunking &= chunking;
        capabilities.pipelining &= gateway.pipelining();
        Ok(Self::new(handshake.connection, greeting, capabilities))
    }
}

struct Handshake<'a> {
    connector: &'a Connector,
    connection: Connection,
    trace: &'a mut Trace,
}

impl Handshake<'_> {
    /// Records a completion in the trace; fails for every other reply.
    fn noted(&mut self, stage: Stage, reply: Reply) -> Result<Reply, Error> {
        let reply = self.connection.completion(stage, reply)?;
        self.trace.reply(stage, || reply.clone());
        Ok(reply)
    }

    async fn greeting(&mut self) -> Result<Reply, Error> {
        let deadline = Deadline::within(self.connection.gateway.timeouts().greeting);
        let greeting = self.connection.read_reply(Stage::Greeting, deadline).await?;
        self.noted(Stage::Greeting, greeting)
    }

    /// The greeting of a port without implicit TLS. A port with implicit TLS is silent instead.
    ///
    /// A diagnosis tries TLS on a second connection after a while. For a mail no second connection is opened: after the
    /// deadline of the greeting, TLS is tried on the same connection, which is then closed.
    async fn greeting_in_clear(&mut self, peer: SocketAddr) -> Result<Reply, Error> {
        let deadline = self.connection.gateway.timeouts().greeting;
        let silence = SILENCE.min(deadline / 2);
        if self.trace.is_on()
            && timeout(silence, self.connection.stream.readable()).await.is_err()
            && answers_tls(self.connector, CountedSocket::connect(peer, None).await.ok(), silence).await
        {
            return Err(broken(Stage::Greeting, Some(Failure::SpeaksTls)));
        }
        match self.greeting().await {
            Err(error) if error.kind() == ErrorKind::Timeout && !self.trace.is_on() => {
                let socket = self.connection.stream.take_socket();
                let answers_tls = answers_tls(self.connector, socket, silence).await;
                Err(if answers_tls { broken(Stage::Greeting, Some(Failure::SpeaksTls)) } else { error })
            }
            greeting => greeting,
        }
    }

    /// `EHLO`, `STARTTLS` and the TLS handshake (RFC 3207).
    async fn start_tls(&mut self) -> Result<(), Error> {
        let offered = self.ehlo().await?;
        if !offered.starttls {
            return Err(Error::new(ErrorKind::StartTlsNotOffered, Stage::StartTls)
                .with_detail("the server does not offer STARTTLS, and nothing is sent in clear"));
        }
        let reply = self.connection.command(Stage::StartTls, &Starttls.to_string()).await?;
        self.noted(Stage::StartTls, reply)?;
        let socket = self.connection.stream.take_plain();
        match self.protect(socket).await {
            // Clear text that arrived just after the reply to STARTTLS.
            Err(error) if error.kind() == ErrorKind::TlsPlaintextPort => Err(in_clear()),
            result => result,
        }
    }

    /// Performs the TLS handshake and replaces the stream.
    async fn protect(&mut self, socket: Option<CountedSocket>) -> Result<(), Error> {
        let deadline = self.connection.gateway.timeouts().tls;
        let socket = socket.ok_or_else(in_clear)?;
        let stream = match timeout(deadline, self.connector.tls.handshake(socket)).await {
            Ok(result) => result.map_err(handshake_error)?,
            Err(_) => return Err(timed_out(Stage::Tls, deadline)),
        };
        if self.trace.is_on() {
            self.trace.tls = TlsFacts::of(stream.get_ref().1);
            let text = self.trace.tls.version.as_ref().zip(self.trace.tls.cipher.as_ref());
            let text = text.map(|(version, cipher)| format!("{version}, {cipher}"));
            self.trace.detail(Stage::Tls, || text);
        }
        self.connection.stream = SmtpStream::tls(stream);
        Ok(())
    }

    /// `EHLO`, or `HELO` if the server does not know it and no extension is needed (RFC 5321 §3.2).
    async fn ehlo(&mut self) -> Result<Capabilities, Error> {
        let stage = Stage::Ehlo;
        let name = ClientId::Domain(self.connection.gateway.ehlo_name().to_owned());
        let raw = self.connection.exchange(stage, &Ehlo::new(name).to_string()).await?;
        let reply = self.connection.reply(&raw);
        if reply.code() >= 500 {
            return self.helo(reply).await;
        }
        let reply = self.noted(stage, reply)?;
        // From the unmasked reply: a keyword may equal the password.
        let mut capabilities = Capabilities::from_ehlo(&Reply::parse(&raw));
        capabilities.lines = reply.lines().iter().skip(1).cloned().collect();
        Ok(capabilities)
    }

    async fn helo(&mut self, refusal: Reply) -> Result<Capabilities, Error> {
        let gateway = &self.connection.gateway;
        let error = self.connection.refusal(Stage::Ehlo, refusal);
        if gateway.credentials().is_some() || gateway.security() == Security::StartTlsRequired {
            return Err(error.with_detail("without EHLO a server can offer neither STARTTLS nor a sign-in"));
        }
        let helo = format!("HELO {}\r\n", gateway.ehlo_name());
        match self.connection.command(Stage::Ehlo, &helo).await {
            Ok(reply) if is_completion(&reply) => {
                self.trace.reply(Stage::Ehlo, || reply);
                Ok(Capabilities::default())
            }
            _ => Err(error),
        }
    }
}

fn in_clear() -> Error {
    Error::new(ErrorKind::Protocol, Stage::StartTls)
        .with_detail("the server sent more in clear than the answer to STARTTLS")
}

/// Whether the server speaks TLS on this connection, with any certificate.
async fn answers_tls(connector: &Connector, socket: Option<CountedSocket>, deadline: Duration) -> bool {
    let Some(socket) = socket else { return false };
    match timeout(deadline, connector.tls.handshake(socket)).await {
        Ok(Ok(_)) => true,
        Ok(Err(error)) => matches!(
            handshake_error(error).kind(),
            ErrorKind::TlsUntrusted | ErrorKind::TlsWrongName | ErrorKind::TlsExpired
        ),
        Err(_) => false,
    }
}
