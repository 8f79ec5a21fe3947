//! One IMAP client's session: greeting, commands in order, scripted replies.

use super::{
    ImapAction, ImapStep,
    behaviour::{ImapBehavior, Literals},
    command::Command,
    tokens::{Bad, Literal, Request, split_literal},
};
use crate::sandbox::{
    conversation::End,
    mail::{Speaker, TranscriptLine},
    server::Shared,
    stream::{Line, Stream},
};
use std::sync::Arc;
use tokio::net::TcpStream;

/// Most bytes in the literals of a command, the message of an `APPEND` apart.
const MAX_ARGUMENTS: u64 = 16 * 1024;

/// Largest literal that is read and discarded.
const MAX_DISCARDED: u64 = super::behaviour::MAX_MESSAGE as u64;

/// The commands that the transcript shows; another line could be a secret out of turn.
const SHOWN: [&str; 20] = [
    "APPEND",
    "CAPABILITY",
    "CHECK",
    "CLOSE",
    "CREATE",
    "ENABLE",
    "EXAMINE",
    "ID",
    "LIST",
    "LOGOUT",
    "LSUB",
    "NOOP",
    "SEARCH",
    "SELECT",
    "STARTTLS",
    "STATUS",
    "SUBSCRIBE",
    "UID",
    "UNSELECT",
    "UNSUBSCRIBE",
];

pub(super) struct Conversation {
    pub(super) stream: Stream,
    pub(super) shared: Arc<Shared>,
    pub(super) behavior: Arc<ImapBehavior>,
    pub(super) number: usize,
    pub(super) user: Option<String>,
    pub(super) selected: Option<String>,
}

pub(super) async fn run(
    tcp: TcpStream,
    implicit_tls: bool,
    number: usize,
    behavior: Arc<ImapBehavior>,
    shared: Arc<Shared>,
) {
    let stream = Stream::new(tcp);
    let mut conversation = Conversation { stream, shared, behavior, number, user: None, selected: None };
    // The connection ends in any case; the client sees the failure.
    let _ = conversation.talk(implicit_tls).await;
}

impl Conversation {
    async fn talk(&mut self, implicit_tls: bool) -> Result<(), End> {
        self.answer(ImapStep::Connect, "*", "", "").await?;
        if implicit_tls {
            self.handshake().await?;
        }
        let greeting = format!("OK {}Sandbox ready", self.capability_code());
        self.answer(ImapStep::Greeting, "*", "", &greeting).await?;
        loop {
            match self.stream.line().await? {
                Line::End => return Ok(()),
                // Its literal, if it announced one, is not known.
                Line::TooLong => return self.bye("Line too long").await,
                Line::BareLineFeed => self.say("* BAD A line ends in CR LF").await?,
                Line::Text(line) => self.command(line).await?,
            }
        }
    }

    /// Reads the rest of a command, and executes it.
    async fn command(&mut self, mut line: String) -> Result<(), End> {
        let mut request = Request::default();
        let mut arguments = 0_u64;
        // A single word is no tag: it could be a secret out of turn, and the reply would repeat it.
        let is_tagged = line.contains(' ');
        loop {
            let (head, literal) = split_literal(&line);
            let pushed = request.push_line(head, literal.is_some());
            self.note_command(&request, &line);
            let tag = request.tag().filter(|_| is_tagged).unwrap_or("*").to_owned();
            let checked = match pushed {
                Ok(()) if tag == "*" => Err(Bad("Invalid tag")),
                Ok(()) if literal.is_some_and(|literal| !self.takes(literal)) => {
                    Err(Bad("Non-synchronizing literal not allowed"))
                }
                other => other,
            };
            if let Err(Bad(text)) = checked {
                return self.refuse(&tag, &format!("BAD {text}"), literal).await;
            }
            let Some(literal) = literal else { return self.execute(&tag, &request).await };
            if request.message_follows() {
                return self.append(&tag, &request, literal).await;
            }
            arguments = arguments.saturating_add(literal.size);
            if arguments > MAX_ARGUMENTS {
                return self.refuse(&tag, "BAD Literal too large", Some(literal)).await;
            }
            if literal.synchronizing {
                self.say("+ Ready for literal data").await?;
            }
            let mut bytes = Vec::new();
            self.receive(&mut bytes, usize::try_from(literal.size).unwrap_or(usize::MAX)).await?;
            request.push_literal(String::from_utf8_lossy(&bytes).into_owned());
            line = match self.stream.line().await? {
                Line::Text(line) => line,
                Line::End => return Err(End),
                Line::TooLong => return self.bye("Line too long").await,
                Line::BareLineFeed => return self.say(&format!("{tag} BAD A line ends in CR LF")).await,
            };
        }
    }

    /// Whether the server allows this form of literal.
    fn takes(&self, literal: Literal) -> bool {
        literal.synchronizing
            || match self.behavior.literals {
                Literals::Plus => true,
                Literals::Minus => literal.size <= 4096,
                Literals::Synchronizing => false,
            }
    }

    /// Reads until the buffer has this length.
    pub(super) async fn receive(&mut self, bytes: &mut Vec<u8>, length: usize) -> Result<(), End> {
        if self.stream.read_up_to(bytes, length).await? { Ok(()) } else { Err(End) }
    }

    /// Sends a reply, then discards what a client that does not wait for `+` sends of the command.
    pub(super) async fn refuse(&mut self, tag: &str, text: &str, literal: Option<Literal>) -> Result<(), End> {
        self.say(&format!("{tag} {text}")).await?;
        self.discard(literal).await
    }

    /// Discards a non-synchronizing literal and the rest of its command.
    pub(super) async fn discard(&mut self, mut literal: Option<Literal>) -> Result<(), End> {
        while let Some(Literal { size, synchronizing: false }) = literal {
            if size > MAX_DISCARDED {
                return self.bye("[TOOBIG] Literal too large").await;
            }
            let mut left = usize::try_from(size).unwrap_or(usize::MAX);
            let mut chunk = Vec::new();
            while left > 0 {
                chunk.clear();
                let next = left.min(64 * 1024);
                self.receive(&mut chunk, next).await?;
                left -= next;
            }
            literal = match self.stream.line().await? {
                Line::Text(line) => split_literal(&line).1,
                Line::End => return Err(End),
                Line::TooLong => return self.bye("Line too long").await,
                Line::BareLineFeed => None,
            };
        }
        Ok(())
    }

    async fn execute(&mut self, tag: &str, request: &Request) -> Result<(), End> {
        let Some(name) = request.name() else { return self.say(&format!("{tag} BAD Command expected")).await };
        let command = match Command::parse(&name, request.args()) {
            Ok(command) => command,
            Err(Bad(text)) => return self.say(&format!("{tag} BAD {text}")).await,
        };
        let done = format!("OK {name} completed");
        match command {
            Command::Capability => {
                let untagged = format!("* CAPABILITY {}", self.capabilities());
                self.answer(ImapStep::Capability, tag, &untagged, &done).await.map(drop)
            }
            Command::Noop => self.say(&format!("{tag} {done}")).await,
            Command::Id => self.say(&format!("* ID (\"name\" \"sandbox\")\n{tag} {done}")).await,
            Command::Logout => {
                self.answer(ImapStep::Logout, tag, "* BYE Logging out", &done).await?;
                self.stream.close().await?;
                Err(End)
            }
            Command::StartTls => self.starttls(tag).await,
            Command::Login { user, password } => self.login(tag, user, &password).await,
            Command::Authenticate { mechanism, initial } => self.authenticate(tag, mechanism, initial).await,
            command => match self.user.clone() {
                Some(user) => self.with_mailboxes(tag, &user, command, &done).await,
                None => self.say(&format!("{tag} BAD Sign in first")).await,
            },
        }
    }

    async fn starttls(&mut self, tag: &str) -> Result<(), End> {
        if self.stream.is_tls() || !self.behavior.starttls {
            return self.say(&format!("{tag} BAD STARTTLS not available")).await;
        }
        if self.answer(ImapStep::StartTls, tag, "", "OK Begin TLS negotiation now").await? {
            self.handshake().await?;
        }
        Ok(())
    }

    async fn handshake(&mut self) -> Result<(), End> {
        let config = Arc::clone(&self.shared.tls);
        let upgraded = self.stream.upgrade(config).await;
        self.note(Speaker::Event, if upgraded.is_ok() { "encrypted from here on" } else { "no TLS handshake" });
        Ok(upgraded?)
    }

    fn capabilities(&self) -> String {
        self.behavior.capabilities(self.stream.is_tls(), self.user.is_some())
    }

    /// `[CAPABILITY …] `, or nothing.
    pub(super) fn capability_code(&self) -> String {
        if self.behavior.capability_code { format!("[CAPABILITY {}] ", self.capabilities()) } else { String::new() }
    }

    pub(super) fn note(&self, speaker: Speaker, text: &str) {
        let lines = text.lines().map(|line| TranscriptLine::new(self.number, speaker, line.to_owned()));
        self.shared.seen().imap.transcript.extend(lines);
    }

    fn note_command(&self, request: &Request, line: &str) {
        let name = request.name().unwrap_or_default();
        match (name.as_str(), request.tag()) {
            ("LOGIN", Some(tag)) => self.note(Speaker::Client, &format!("{tag} {name} ***")),
            ("AUTHENTICATE", Some(tag)) => {
                let mechanism = request.args().atom().unwrap_or_default().to_ascii_uppercase();
                // Another one could be a secret.
                let mechanism = Some(mechanism).filter(|mechanism| self.behavior.mechanisms.contains(mechanism));
                let mechanism = mechanism.unwrap_or_else(|| "***".to_owned());
                let initial = if line.split(' ').count() > 3 { " ***" } else { "" };
                self.note(Speaker::Client, &format!("{tag} {name} {mechanism}{initial}"));
            }
            (name, Some(_)) if SHOWN.contains(&name) => self.note(Speaker::Client, line),
            _ => self.note(Speaker::Client, "***"),
        }
    }

    /// Writes lines that no script changes.
    pub(super) async fn say(&mut self, text: &str) -> Result<(), End> {
        self.note(Speaker::Server, text);
        Ok(self.stream.write(&wire(text)).await?)
    }

    async fn bye(&mut self, text: &str) -> Result<(), End> {
        self.say(&format!("* BYE {text}")).await?;
        self.stream.close().await?;
        Err(End)
    }

    pub(super) fn script(&self, step: ImapStep) -> Option<ImapAction> {
        self.shared.seen().imap.script.at(step)
    }

    /// Replies at a step, as the script says. True if the reply was `OK`.
    pub(super) async fn answer(
        &mut self,
        step: ImapStep,
        tag: &str,
        untagged: &str,
        proper: &str,
    ) -> Result<bool, End> {
        let action = self.script(step);
        self.act(action, tag, untagged, proper).await
    }

    pub(super) async fn act(
        &mut self,
        action: Option<ImapAction>,
        tag: &str,
        untagged: &str,
        proper: &str,
    ) -> Result<bool, End> {
        let positive = is_positive(action.as_ref(), proper);
        let mut bytes = wire(untagged);
        if !proper.is_empty() {
            bytes.extend(wire(&format!("{tag} {proper}")));
        }
        match action {
            None | Some(ImapAction::Normal) => {}
            Some(ImapAction::Reply(text)) => {
                self.say(&format!("{tag} {text}")).await?;
                if text.starts_with("BYE") {
                    self.stream.close().await?;
                    return Err(End);
                }
                return Ok(positive);
            }
            Some(ImapAction::Bye(text)) => {
                self.bye(&text).await?;
                return Err(End);
            }
            Some(ImapAction::Close | ImapAction::StoreAndClose) => {
                self.note(Speaker::Event, "connection closed by the script");
                self.stream.close().await?;
                return Err(End);
            }
            Some(ImapAction::Stall) => {
                self.note(Speaker::Event, "no answer, by the script");
                self.stream.drain().await?;
                return Err(End);
            }
            Some(ImapAction::StopReading) => {
                self.note(Speaker::Event, "reads no more, by the script");
                std::future::pending::<()>().await;
            }
            Some(ImapAction::Garbage(raw)) => bytes = raw,
            Some(ImapAction::Inject(raw)) => bytes.extend(raw),
        }
        if !bytes.is_empty() {
            self.note(Speaker::Server, &String::from_utf8_lossy(&bytes));
            self.stream.write(&bytes).await?;
        }
        Ok(positive)
    }
}

/// Whether the reply is `OK`.
pub(super) fn is_positive(action: Option<&ImapAction>, proper: &str) -> bool {
    match action {
        None | Some(ImapAction::Normal | ImapAction::Inject(_)) => proper.starts_with("OK"),
        Some(ImapAction::Reply(text)) => text.starts_with("OK"),
        Some(_) => false,
    }
}

/// The lines with CRLF.
pub(super) fn wire(text: &str) -> Vec<u8> {
    text.lines().flat_map(|line| [line.as_bytes(), b"\r\n"].concat()).collect()
}
