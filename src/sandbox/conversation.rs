//! One client's session: greeting, commands in order, scripted replies.

use super::{
    Action, SmtpStep,
    mail::{Speaker, TranscriptLine},
    server::{Config, Port, Shared},
    stream::{Line, Stream},
    transaction::Transaction,
};
use std::{io, sync::Arc};
use tokio::net::TcpStream;

pub(super) struct Conversation {
    pub(super) stream: Stream,
    pub(super) shared: Arc<Shared>,
    /// The configuration when the connection was accepted.
    pub(super) config: Arc<Config>,
    pub(super) number: usize,
    pub(super) port: Port,
    pub(super) greeted: bool,
    after_starttls: bool,
    refused: bool,
    admitted: bool,
    /// Login and mechanism.
    pub(super) signed_in: Option<(String, String)>,
    pub(super) mail: Option<Transaction>,
}

/// The connection is over.
#[derive(Debug)]
pub(super) struct End;

impl From<io::Error> for End {
    fn from(_: io::Error) -> Self {
        Self
    }
}

pub(super) async fn run(tcp: TcpStream, port: Port, number: usize, shared: Arc<Shared>) {
    let mut conversation = Conversation {
        stream: Stream::new(tcp),
        config: shared.config(),
        shared,
        number,
        port,
        greeted: false,
        after_starttls: false,
        refused: false,
        admitted: false,
        signed_in: None,
        mail: None,
    };
    // The connection ends in any case; the client sees the failure.
    let _ = conversation.talk().await;
    conversation.leave();
}

/// The lines with CRLF.
fn wire(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 2);
    for line in text.lines() {
        out.extend_from_slice(line.as_bytes());
        out.extend_from_slice(b"\r\n");
    }
    out
}

impl Conversation {
    async fn talk(&mut self) -> Result<(), End> {
        self.answer(SmtpStep::Connect, "").await?;
        if self.port == Port::ImplicitTls {
            self.handshake().await?;
        }
        self.admitted = self.shared.admit();
        if !self.admitted {
            self.say("421 4.7.0 Too many concurrent connections").await?;
            self.stream.close().await?;
            return Err(End);
        }
        let greeting = self.config.personality.profile().greeting;
        self.refused = !self.answer(SmtpStep::Greeting, greeting).await?;
        loop {
            match self.stream.line().await? {
                Line::End => return Ok(()),
                Line::TooLong => self.say("500 5.5.6 Line too long").await?,
                Line::BareLineFeed => self.say("500 5.5.2 A line ends in CR LF").await?,
                Line::Text(line) => self.command(&line).await?,
            }
        }
    }

    fn leave(&mut self) {
        if std::mem::take(&mut self.admitted) {
            self.shared.dismiss();
        }
    }

    async fn command(&mut self, line: &str) -> Result<(), End> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let verb = verb.to_ascii_uppercase();
        self.note(if verb == "AUTH" { super::auth::masked(rest) } else { line.to_owned() });
        // The bytes after BDAT are its chunk.
        if verb != "BDAT" && !self.stream.buffer.is_empty() && !self.offers("PIPELINING") {
            self.say("503 5.5.0 Pipelining was not offered").await?;
            return Err(End);
        }
        if self.refused && verb != "QUIT" {
            return self.say("503 5.5.1 Service refused, QUIT expected").await;
        }
        match verb.as_str() {
            "EHLO" | "HELO" => self.ehlo(&verb, rest.trim()).await,
            "STARTTLS" => self.starttls(rest).await,
            "AUTH" => self.auth(rest).await,
            "MAIL" => self.mail_from(rest).await,
            "RCPT" => self.rcpt_to(rest).await,
            "DATA" => self.data(rest).await,
            "BDAT" => self.bdat(rest).await,
            "RSET" => {
                self.mail = None;
                self.answer(SmtpStep::Rset, "250 2.0.0 Ok").await.map(drop)
            }
            "NOOP" => self.say("250 2.0.0 Ok").await,
            "VRFY" => self.say("252 2.5.0 Cannot VRFY, try a mail").await,
            "QUIT" => {
                let mut action = self.shared.script.at(SmtpStep::Quit);
                if let Some(Action::Delay(time)) = action.take_if(|action| matches!(action, Action::Delay(_))) {
                    tokio::time::sleep(time).await;
                }
                // Before the reply: after it the client may connect again at once.
                if action != Some(Action::Stall) {
                    self.leave();
                }
                self.act(action, "221 2.0.0 Bye").await?;
                self.stream.close().await?;
                Err(End)
            }
            _ => self.say("500 5.5.1 Command unknown").await,
        }
    }

    async fn ehlo(&mut self, verb: &str, name: &str) -> Result<(), End> {
        let step = if self.after_starttls { SmtpStep::Ehlo2 } else { SmtpStep::Ehlo };
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return self.say("501 5.5.4 Domain name required").await;
        }
        let profile = self.config.personality.profile();
        let mut lines = vec![profile.host.to_owned()];
        if verb == "EHLO" {
            lines.extend(self.keywords());
        }
        let last = lines.len() - 1;
        let lines: Vec<String> =
            lines.iter().enumerate().map(|(i, l)| format!("250{}{l}", if i == last { ' ' } else { '-' })).collect();
        if self.answer(step, &lines.join("\n")).await? {
            self.greeted = true;
            self.mail = None;
            if self.config.personality == super::Personality::Brevo {
                self.signed_in = None;
            }
        }
        Ok(())
    }

    fn keywords(&self) -> Vec<String> {
        let config = Arc::clone(&self.config);
        let mut keywords = config.keywords.clone();
        if self.may_starttls() {
            keywords.push("STARTTLS".to_owned());
        }
        if self.may_auth() {
            keywords.push(format!("AUTH {}", config.mechanisms.join(" ")));
        }
        keywords
    }

    pub(super) fn offers(&self, keyword: &str) -> bool {
        let first = |k: &String| k.split(' ').next().is_some_and(|k| k.eq_ignore_ascii_case(keyword));
        self.config.keywords.iter().any(first)
    }

    fn may_starttls(&self) -> bool {
        self.port == Port::StartTls && self.config.starttls && !self.stream.is_tls()
    }

    pub(super) fn may_auth(&self) -> bool {
        self.config.auth && !self.needs_tls()
    }

    pub(super) fn needs_tls(&self) -> bool {
        self.port == Port::StartTls && !self.stream.is_tls()
    }

    async fn starttls(&mut self, rest: &str) -> Result<(), End> {
        if !rest.is_empty() {
            return self.say("501 5.5.4 STARTTLS takes no parameter").await;
        }
        if !self.may_starttls() {
            return self.say("503 5.5.1 STARTTLS not available").await;
        }
        if !self.greeted {
            return self.say("503 5.5.1 EHLO first").await;
        }
        if self.answer(SmtpStep::StartTls, "220 2.0.0 Ready to start TLS").await? {
            self.handshake().await?;
            // The state before TLS is discarded (RFC 3207 §4.2).
            (self.greeted, self.after_starttls, self.mail) = (false, true, None);
        }
        Ok(())
    }

    async fn handshake(&mut self) -> Result<(), End> {
        self.answer(SmtpStep::TlsHandshake, "").await?;
        let config = Arc::clone(&self.shared.tls);
        let upgraded = self.stream.upgrade(config).await;
        self.note_event(if upgraded.is_ok() { "encrypted from here on" } else { "no TLS handshake" });
        Ok(upgraded?)
    }

    pub(super) fn note(&self, line: String) {
        let mut seen = self.shared.seen();
        seen.transcript.push(TranscriptLine::new(self.number, Speaker::Client, line.clone()));
        seen.commands.push(line);
    }

    /// Adds the lines of a reply to the transcript.
    fn note_reply(&self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let lines = text.lines().map(|line| TranscriptLine::new(self.number, Speaker::Server, line.to_owned()));
        self.shared.seen().transcript.extend(lines);
    }

    fn note_event(&self, what: &str) {
        let line = TranscriptLine::new(self.number, Speaker::Event, what.to_owned());
        self.shared.seen().transcript.push(line);
    }

    /// Writes a reply that no script changes.
    pub(super) async fn say(&mut self, text: &str) -> Result<(), End> {
        self.note_reply(&wire(text));
        Ok(self.stream.write(&wire(text)).await?)
    }

    /// Replies at a step, as the script says. True if the reply was positive.
    pub(super) async fn answer(&mut self, step: SmtpStep, proper: &str) -> Result<bool, End> {
        let action = self.shared.script.at(step);
        self.act(action, proper).await
    }

    pub(super) async fn act(&mut self, action: Option<Action>, proper: &str) -> Result<bool, End> {
        let mut bytes = wire(proper);
        match action {
            None => {}
            Some(Action::Close) => {
                self.note_event("connection closed by the script");
                self.stream.close().await?;
                return Err(End);
            }
            Some(Action::Reset) => {
                self.note_event("connection cut by the script");
                self.stream.reset()?;
                return Err(End);
            }
            Some(Action::Stall) => {
                self.note_event("no answer, by the script");
                self.stream.drain().await?;
                return Err(End);
            }
            Some(Action::Garbage) => bytes = b"\x00\xff\x15\x03 this is no reply\r\n".to_vec(),
            Some(Action::Reply(text)) => bytes = wire(&text),
            Some(Action::ReplyThenClose(text)) => {
                self.note_reply(&wire(&text));
                self.stream.write(&wire(&text)).await?;
                self.stream.close().await?;
                return Err(End);
            }
            Some(Action::Raw(raw)) => bytes = raw,
            Some(Action::Delay(time)) => tokio::time::sleep(time).await,
            Some(Action::Drip(interval)) => {
                self.note_reply(&bytes);
                for byte in &bytes {
                    tokio::time::sleep(interval).await;
                    self.stream.write(std::slice::from_ref(byte)).await?;
                }
                return Ok(true_code(proper.as_bytes()));
            }
            Some(Action::ExtraReply(text)) => bytes.extend(wire(&text)),
            Some(Action::Inject(raw)) => bytes.extend(raw),
        }
        if !bytes.is_empty() {
            self.note_reply(&bytes);
            self.stream.write(&bytes).await?;
        }
        if bytes.starts_with(b"421") {
            self.stream.close().await?;
            return Err(End);
        }
        Ok(true_code(&bytes))
    }
}

/// Whether the reply's code is 2xx or 3xx.
fn true_code(reply: &[u8]) -> bool {
    matches!(reply.first(), Some(b'2' | b'3'))
}
