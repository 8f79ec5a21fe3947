//! The commands of an IMAP session.

use super::{
    Failure, modified_utf7,
    refusal::{Step, refusal},
    response::{Capabilities, Folder, Status, StatusLine, append_uid, folder, may_insert, uids},
    wire::Wire,
};
use crate::{
    error::ImapProblem,
    message::{DotStuffing, Outgoing, recently},
    util::redact::{Redactor, joined},
};
use secrecy::zeroize::Zeroizing;
use std::{
    io,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, SystemTime},
};
use tokio::time::timeout;

/// Above this size the server is asked before the message is sent, so that a refusal does not cost the transfer (RFC
/// 7888 §4 leaves it to the client).
const MAX_UNASKED: u64 = 1024 * 1024;
/// The most a `LITERAL-` server takes unasked (RFC 7888 §5).
const LITERAL_MINUS: u64 = 4096;
/// Bytes of the responses to one command: 40,000 folders with names of a hundred letters.
const MAX_RESPONSES: usize = 4 * 1024 * 1024;

/// A connection to the mailbox.
pub(super) struct Session {
    pub(super) wire: Wire,
    pub(super) capabilities: Capabilities,
    pub(super) redactor: Redactor,
    /// Deadline of the answer to one command.
    pub(super) deadline: Duration,
    tag: u32,
    /// The answer to the command under way, if it was read in place of a continuation.
    answered: Option<Answer>,
    /// What the server said before it closed the connection.
    bye: Option<String>,
    /// Whether an answer may still come to a command that has failed.
    out_of_step: bool,
}

/// The tagged answer to a command.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: Status,
    /// With its response code.
    pub(super) text: String,
    untagged: Vec<Vec<u8>>,
}

impl Session {
    pub(super) fn new(wire: Wire, redactor: Redactor, deadline: Duration) -> Self {
        let capabilities = Capabilities::default();
        Self { wire, capabilities, redactor, deadline, tag: 0, answered: None, bye: None, out_of_step: false }
    }

    /// Reads the greeting; returns whether the server considers the client signed in already.
    pub(super) async fn greeting(&mut self) -> Result<bool, Failure> {
        let response = self.response(self.deadline).await?;
        let text = String::from_utf8_lossy(&response);
        let Some(line) = text.strip_prefix("* ").and_then(StatusLine::parse) else {
            return Err(Failure::new(ImapProblem::Protocol, "the server does not greet as IMAP servers do"));
        };
        match line.status {
            Status::Ok | Status::PreAuth => {}
            _ => return Err(refusal(Step::Session, &line, &self.redactor).into()),
        }
        match Capabilities::of_status(line.text) {
            Some(capabilities) => self.capabilities = capabilities,
            None => self.ask_capabilities().await?,
        }
        Ok(line.status == Status::PreAuth)
    }

    pub(super) async fn ask_capabilities(&mut self) -> Result<(), Failure> {
        let answer = self.command("CAPABILITY").await?;
        let listed = answer.untagged.iter().rev().find_map(|response| {
            let text = String::from_utf8_lossy(response);
            Capabilities::parse(text.strip_prefix("* ")?)
        });
        self.capabilities = listed.unwrap_or_default();
        Ok(())
    }

    /// After the sign-in: a server may offer more than before.
    pub(super) async fn after_sign_in(&mut self) -> Result<(), Failure> {
        self.ask_capabilities().await?;
        if self.capabilities.has("ID") {
            // Some servers (NetEase) refuse clients that do not name themselves (RFC 2971).
            self.command("ID (\"name\" \"ite-mailer\")").await?;
        }
        Ok(())
    }

    /// Every folder that holds messages.
    pub(super) async fn folders(&mut self) -> Result<Vec<Folder>, Failure> {
        // Without the return option a server may leave the marks out (RFC 6154 §3).
        let extended = self.capabilities.has("SPECIAL-USE") && self.capabilities.has("LIST-EXTENDED");
        let command = if extended { "LIST \"\" \"*\" RETURN (SPECIAL-USE)" } else { "LIST \"\" \"*\"" };
        let answer = self.command(command).await?;
        self.accepted(Step::Folder, &answer)?;
        Ok(answer.untagged.iter().filter_map(|response| folder(response)).collect())
    }

    /// Selects the folder; returns whether the server considers it writable.
    async fn select(&mut self, folder: &str) -> Result<bool, Failure> {
        let answer = self.command(&format!("SELECT {}", wire_name(folder))).await?;
        self.accepted(Step::Folder, &answer)?;
        let line = StatusLine { status: answer.status, text: &answer.text };
        Ok(line.code() != "READ-ONLY")
    }

    /// Whether messages may be added to the folder, as far as the server tells.
    pub(super) async fn is_writable(&mut self, folder: &str) -> Result<bool, Failure> {
        if !self.select(folder).await? {
            return Ok(false);
        }
        if !self.capabilities.has("ACL") {
            return Ok(true);
        }
        // The right to change flags alone makes a folder writable, too (RFC 4314 §5.2).
        let answer = self.command(&format!("MYRIGHTS {}", wire_name(folder))).await?;
        Ok(answer.untagged.iter().find_map(|response| may_insert(response)).unwrap_or(true))
    }

    /// The UIDs of the copies of this mail, by its Message-ID.
    pub(super) async fn find(&mut self, folder: &str, mail: &Outgoing<'_>) -> Result<Vec<u32>, Failure> {
        let Some(id) = quoted(&format!("<{}>", mail.message_id())) else { return Ok(Vec::new()) };
        // A server without an index of Message-IDs reads every mail that the day leaves.
        let since = mail.internal_date().and_then(|date| recently(&date, SystemTime::now()));
        let since = since.map(|day| format!("SINCE {day} ")).unwrap_or_default();
        // Not EXAMINE: Courier takes no message for a folder that is selected read-only.
        self.select(folder).await?;
        let answer = self.command(&format!("UID SEARCH {since}HEADER Message-ID {}", id.as_str())).await?;
        self.accepted(Step::Folder, &answer)?;
        Ok(answer.untagged.iter().filter_map(|response| uids(response)).flatten().collect())
    }

    /// Adds the message; UIDVALIDITY and UID if the server tells them. `sent` is set while the server may have filed it
    /// without an answer.
    pub(super) async fn append(
        &mut self,
        folder: &str,
        mail: &Outgoing<'_>,
        sent: &AtomicBool,
    ) -> Result<Option<(u32, u32)>, Failure> {
        let size = mail.size();
        if self.capabilities.append_limit().is_some_and(|limit| size > limit) {
            let limit = self.capabilities.append_limit().unwrap_or_default();
            let detail = format!("the mail has {size} bytes, the server takes {limit}");
            return Err(Failure::new(ImapProblem::MessageTooLarge, detail));
        }
        let unasked = self.capabilities.has("LITERAL+") && size <= MAX_UNASKED
            || self.capabilities.has("LITERAL-") && size <= LITERAL_MINUS;
        let date = mail.internal_date().map(|date| format!("\"{date}\" ")).unwrap_or_default();
        let plus = if unasked { "+" } else { "" };
        self.start(&format!("APPEND {} (\\Seen) {date}{{{size}{plus}}}", wire_name(folder))).await?;
        if !unasked && self.continuation().await?.is_none() {
            let answer = self.answer().await?;
            self.accepted(Step::Append, &answer)?;
            return Err(Failure::new(ImapProblem::Protocol, "the server did not wait for the message"));
        }
        let mut chunks = mail.chunks(DotStuffing::Off);
        let mut chunk = Vec::new();
        while chunks.next_into(&mut chunk) {
            self.write(&chunk).await?;
        }
        // From here on the server may have the whole message.
        sent.store(true, Ordering::Relaxed);
        self.write(b"\r\n").await?;
        self.flush().await?;
        let answer = self.answer_within(None).await?;
        sent.store(false, Ordering::Relaxed);
        self.accepted(Step::Append, &answer)?;
        Ok(append_uid(&answer.text))
    }

    /// Whether the next command can be sent.
    pub(super) const fn is_in_step(&self) -> bool {
        !self.out_of_step && self.bye.is_none()
    }

    pub(super) async fn log_out(&mut self) {
        let _ = self.command("LOGOUT").await;
    }

    /// A command and its answer.
    pub(super) async fn command(&mut self, command: &str) -> Result<Answer, Failure> {
        self.start(command).await?;
        self.answer().await
    }

    /// Sends a command, up to its first literal.
    pub(super) async fn start(&mut self, command: &str) -> Result<(), Failure> {
        self.tag += 1;
        self.answered = None;
        let line = joined(&[&self.tag(), " ", command, "\r\n"]);
        self.write(line.as_bytes()).await?;
        self.flush().await
    }

    fn tag(&self) -> String {
        format!("A{}", self.tag)
    }

    /// Answers a continuation request with one line.
    pub(super) async fn continue_with(&mut self, line: &str) -> Result<(), Failure> {
        self.write(joined(&[line, "\r\n"]).as_bytes()).await?;
        self.flush().await
    }

    /// Waits for a continuation request and returns its text; `None` if the command was answered instead.
    pub(super) async fn continuation(&mut self) -> Result<Option<String>, Failure> {
        let answer = self.read(Some(self.deadline), true).await?;
        match answer {
            Read::Continuation(text) => Ok(Some(text)),
            Read::Answer(answer) => {
                self.answered = Some(answer);
                Ok(None)
            }
        }
    }

    /// The answer to the command under way.
    pub(super) async fn answer(&mut self) -> Result<Answer, Failure> {
        self.answer_within(Some(self.deadline)).await
    }

    async fn answer_within(&mut self, deadline: Option<Duration>) -> Result<Answer, Failure> {
        if let Some(answer) = self.answered.take() {
            return Ok(answer);
        }
        match self.read(deadline, false).await? {
            Read::Answer(answer) => Ok(answer),
            Read::Continuation(_) => Err(Failure::new(ImapProblem::Protocol, "the answer does not fit the command")),
        }
    }

    async fn read(&mut self, deadline: Option<Duration>, continuation: bool) -> Result<Read, Failure> {
        let tag = self.tag();
        let (mut untagged, mut bytes) = (Vec::new(), 0);
        loop {
            let response = match deadline {
                Some(deadline) => self.response(deadline).await?,
                None => self.wire.response().await.map_err(|error| self.broken(&error))?,
            };
            let text = String::from_utf8_lossy(&response);
            if let Some(rest) = text.strip_prefix("+") {
                if continuation {
                    return Ok(Read::Continuation(rest.trim().to_owned()));
                }
                return Err(Failure::new(ImapProblem::Protocol, "the answer does not fit the command"));
            }
            if let Some(rest) = text.strip_prefix("* ") {
                if let Some(StatusLine { status: Status::Bye, text }) = StatusLine::parse(rest) {
                    self.bye = Some(self.redactor.clean(text));
                }
                // Exchange answers a message that is too large so, and no tagged answer follows.
                if let Some(StatusLine { status: Status::Bad, text }) = StatusLine::parse(rest) {
                    self.out_of_step = true;
                    return Ok(Read::Answer(Answer { status: Status::Bad, text: text.to_owned(), untagged }));
                }
                bytes += response.len() + size_of::<Vec<u8>>();
                untagged.push(response);
                if bytes > MAX_RESPONSES {
                    return Err(Failure::new(ImapProblem::Protocol, "the server answers without end"));
                }
                continue;
            }
            let line = text.strip_prefix(&tag).and_then(|rest| StatusLine::parse(rest.strip_prefix(' ')?));
            return match line {
                Some(StatusLine { status, text }) => {
                    Ok(Read::Answer(Answer { status, text: text.to_owned(), untagged }))
                }
                None => Err(Failure::new(ImapProblem::Protocol, "the answer does not fit the command")),
            };
        }
    }

    async fn response(&mut self, deadline: Duration) -> Result<Vec<u8>, Failure> {
        match timeout(deadline, self.wire.response()).await {
            Ok(response) => response.map_err(|error| self.broken(&error)),
            Err(_) => {
                let detail = format!("no answer within {} seconds", deadline.as_secs());
                Err(Failure::lost(ImapProblem::TimedOut, detail))
            }
        }
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.wire.write(bytes).await.map_err(|error| self.broken(&error))
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        self.wire.flush().await.map_err(|error| self.broken(&error))
    }

    /// The connection cannot be used any more.
    fn broken(&self, error: &io::Error) -> Failure {
        if let Some(text) = &self.bye {
            let line = StatusLine { status: Status::Bye, text };
            return Failure { lost: true, ..refusal(Step::Session, &line, &self.redactor).into() };
        }
        match error.kind() {
            io::ErrorKind::InvalidData => Failure::new(ImapProblem::Protocol, "a response is too long"),
            io::ErrorKind::UnexpectedEof => Failure::lost(ImapProblem::Unavailable, "the server closed the connection"),
            _ => Failure::lost(ImapProblem::Unavailable, format!("the connection broke: {error}")),
        }
    }

    /// Fails unless the command succeeded.
    pub(super) fn accepted(&self, step: Step, answer: &Answer) -> Result<(), Failure> {
        if answer.status == Status::Ok {
            return Ok(());
        }
        // Google tells the reason in an untagged NO before its answer.
        let mut text = answer.text.clone();
        for response in &answer.untagged {
            let response = String::from_utf8_lossy(response);
            if let Some(StatusLine { status: Status::No, text: told }) =
                response.strip_prefix("* ").and_then(StatusLine::parse)
            {
                text.push(' ');
                text.push_str(told);
            }
        }
        let line = StatusLine { status: answer.status, text: &text };
        Err(refusal(step, &line, &self.redactor).into())
    }
}

enum Read {
    Continuation(String),
    Answer(Answer),
}

/// A quoted string; `None` if the text has other characters than printable ASCII.
pub(super) fn quoted(text: &str) -> Option<Zeroizing<String>> {
    if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return None;
    }
    let mut quoted = Zeroizing::new(String::with_capacity(2 * text.len() + 2));
    quoted.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    Some(quoted)
}

/// The name of a folder in a command.
fn wire_name(folder: &str) -> String {
    quoted(folder).or_else(|| quoted(&modified_utf7::encode(folder))).map(|name| name.to_string()).unwrap_or_default()
}
