//! Opens a session: connection, TLS, greeting, sign-in.

use super::{
    Failure,
    refusal::{Step, refusal},
    response::{Status, StatusLine},
    session::Session,
    sign_in::request_token,
    wire::{Socket, Wire},
};
use crate::{
    error::{Error, ErrorKind, ImapProblem},
    gateway::{AccessToken, ImapAccount, SmtpGateway, Timeouts, TokenRequest},
    network::{NetworkPolicy, Service, ordered, race},
    provider::Security,
    sasl,
    tls::{client_config, handshake_error},
    util::redact::Redactor,
};
use std::{
    io,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{ClientConfig, pki_types::ServerName},
};

/// Opens connections to one mailbox.
#[derive(Debug)]
pub(super) struct Connector {
    pub(super) account: ImapAccount,
    timeouts: Timeouts,
    tls: Arc<ClientConfig>,
    name: ServerName<'static>,
    network: NetworkPolicy,
    last_address: Mutex<Option<IpAddr>>,
}

impl Connector {
    pub(super) fn new(account: ImapAccount, gateway: &SmtpGateway, network: NetworkPolicy) -> Result<Self, Error> {
        let failed = |detail: &str| Error::sent_copy(ImapProblem::TlsFailed).with_detail(detail);
        let name = ServerName::try_from(account.host().to_owned())
            .map_err(|error| failed("the host has no form TLS can check").with_source(error))?;
        let tls = client_config(gateway.root_certificates())
            .map_err(|error| failed("the trusted certificates cannot be loaded").with_source(error))?;
        Ok(Self { account, timeouts: *gateway.timeouts(), tls, name, network, last_address: Mutex::new(None) })
    }

    /// A session that is signed in. A refused token is replaced once, on a new connection.
    pub(super) async fn open(&self) -> Result<Session, Failure> {
        let deadline = self.timeouts.command;
        let token = request_token(&self.account, TokenRequest::Fresh, deadline).await?;
        let refused = match self.signed_in(token.as_ref()).await {
            Err(failure) if failure.error.imap_problem() == Some(ImapProblem::TokenRefused) => failure,
            opened => return opened,
        };
        let Some(token) = token else { return Err(refused) };
        match request_token(&self.account, TokenRequest::Rejected(&token), deadline).await? {
            Some(renewed) if !renewed.is(&token) => self.signed_in(Some(&renewed)).await,
            _ => Err(refused),
        }
    }

    /// Tries again where the server accepts the sign-in and closes the connection without a word: Courier says why, but a
    /// client that has sent its next command may not get to read it.
    async fn signed_in(&self, token: Option<&AccessToken>) -> Result<Session, Failure> {
        let mut session = self.authenticated(token).await?;
        match session.after_sign_in().await {
            Err(Failure { error, lost: true })
                if error.imap_problem() == Some(ImapProblem::Unavailable) && error.reply().is_none() =>
            {
                session = self.authenticated(token).await?;
                session.after_sign_in().await?;
            }
            result => result?,
        }
        Ok(session)
    }

    async fn authenticated(&self, token: Option<&AccessToken>) -> Result<Session, Failure> {
        let socket = self.connect().await?;
        let redactor = || sasl::redactor(Some(self.account.credentials()), &token.into_iter().collect::<Vec<_>>());
        let mut session = match self.account.security() {
            Security::ImplicitTls => {
                let mut session = self.session(Socket::Tls(Box::new(self.handshake(socket).await?)), redactor());
                session.greeting().await?;
                session
            }
            _ => self.start_tls(socket, &redactor).await?,
        };
        let signed_in = session.sign_in(&self.account, token).await;
        if let Err(failure) = &signed_in
            && !failure.lost
        {
            session.log_out().await;
        }
        signed_in.map(|()| session)
    }

    fn session(&self, socket: Socket, redactor: Redactor) -> Session {
        Session::new(Wire::new(socket), redactor, self.timeouts.command)
    }

    async fn start_tls(&self, socket: TcpStream, redactor: &(dyn Fn() -> Redactor + Sync)) -> Result<Session, Failure> {
        let mut session = self.session(Socket::Plain(socket), redactor());
        if session.greeting().await? {
            // STARTTLS is not allowed any more (RFC 9051 §7.1.4).
            return Err(Failure::new(ImapProblem::TlsFailed, "the server wants no STARTTLS"));
        }
        if !session.capabilities.has("STARTTLS") {
            let detail = "the server does not offer STARTTLS, and nothing is sent in clear";
            return Err(Failure::new(ImapProblem::TlsFailed, detail));
        }
        let answer = session.command("STARTTLS").await?;
        if answer.status != Status::Ok {
            let line = StatusLine { status: answer.status, text: &answer.text };
            let refused = refusal(Step::Session, &line, &session.redactor);
            return Err(refused.with_imap_problem(ImapProblem::TlsFailed).into());
        }
        let Some(socket) = session.wire.into_plain() else {
            let detail = "the server sent more in clear than the answer to STARTTLS";
            return Err(Failure::new(ImapProblem::TlsFailed, detail));
        };
        let mut session = self.session(Socket::Tls(Box::new(self.handshake(socket).await?)), redactor());
        // What was offered in clear is not to be trusted (RFC 9051 §11.1).
        session.ask_capabilities().await?;
        Ok(session)
    }

    /// Resolves the host once and connects to the first of its allowed addresses that answers.
    async fn connect(&self) -> Result<TcpStream, Failure> {
        let (host, port) = (self.account.host(), self.account.port());
        let connecting = async {
            let found = self.network.resolve(Service::Imap, host, port).await;
            let addresses = found.map_err(|error| Failure::from(error.into_sent_copy(ImapProblem::Unreachable)))?;
            let last = *self.last_address.lock().unwrap_or_else(PoisonError::into_inner);
            let attempt = |address| async move { TcpStream::connect(address).await.map(|socket| (socket, address)) };
            let (socket, address) = race(ordered(addresses, last), attempt).await.map_err(|error| {
                let detail = format!("no connection to {host} port {port}");
                Failure::from(Error::sent_copy(ImapProblem::Unreachable).with_detail(detail).with_source(error))
            })?;
            *self.last_address.lock().unwrap_or_else(PoisonError::into_inner) = Some(address.ip());
            socket.set_nodelay(true).ok();
            Ok(socket)
        };
        let deadline = self.timeouts.connect;
        timeout(deadline, connecting).await.unwrap_or_else(|_| Err(silent(ImapProblem::Unreachable, deadline)))
    }

    async fn handshake(&self, socket: TcpStream) -> Result<TlsStream<TcpStream>, Failure> {
        let deadline = self.timeouts.tls;
        let connector = TlsConnector::from(Arc::clone(&self.tls));
        match timeout(deadline, connector.connect(self.name.clone(), socket)).await {
            Ok(stream) => stream.map_err(|error: io::Error| {
                let error = handshake_error(error);
                let problem = match error.kind() {
                    ErrorKind::Connect => ImapProblem::Unreachable,
                    _ => ImapProblem::TlsFailed,
                };
                error.into_sent_copy(problem).into()
            }),
            Err(_) => Err(silent(ImapProblem::Unreachable, deadline)),
        }
    }
}

fn silent(problem: ImapProblem, deadline: std::time::Duration) -> Failure {
    Failure::new(problem, format!("no answer within {} seconds", deadline.as_secs()))
}
