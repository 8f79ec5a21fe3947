//! One mail: `MAIL FROM`, `RCPT TO`, `DATA` or `BDAT`.

use super::{
    Action, ReceivedMail, SmtpStep,
    conversation::{Conversation, End},
    dot_unstuffing::DotUnstuffing,
};
use bytes::Bytes;
use std::time::SystemTime;

#[derive(Default)]
pub(super) struct Transaction {
    from: String,
    parameters: Vec<String>,
    recipients: Vec<String>,
    asked: usize,
    body: Vec<u8>,
    chunked: bool,
    too_large: bool,
    /// Number of the script's `SmtpStep::Body` stops that were passed.
    passed: usize,
}

/// `FROM:<address> parameters` → address, parameters. A quoted local part may contain blanks and brackets.
fn path<'a>(rest: &'a str, keyword: &str) -> Option<(&'a str, Vec<String>)> {
    let (head, tail) = (rest.get(..keyword.len())?, rest.get(keyword.len()..)?);
    let tail = tail.strip_prefix('<')?;
    let (mut quoted, mut escaped, mut end) = (false, false, None);
    for (at, c) in tail.char_indices() {
        match c {
            _ if c.is_control() => return None,
            _ if escaped => escaped = false,
            '\\' => escaped = quoted,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '>' => {
                end = Some(at);
                break;
            }
            _ if c.is_whitespace() || c == '<' => return None,
            _ => {}
        }
    }
    let (address, parameters) = tail.split_at_checked(end?)?;
    let parameters = parameters.strip_prefix('>')?;
    let parameters_apart = parameters.is_empty() || parameters.starts_with(' ');
    (head.eq_ignore_ascii_case(keyword) && parameters_apart)
        .then(|| (address, parameters.split_ascii_whitespace().map(str::to_owned).collect()))
}

impl Conversation {
    pub(super) async fn mail_from(&mut self, rest: &str) -> Result<(), End> {
        if !self.greeted {
            return self.say("503 5.5.1 EHLO first").await;
        }
        if self.needs_tls() {
            return self.say("530 5.7.0 Must issue a STARTTLS command first").await;
        }
        if self.config.auth && self.signed_in.is_none() {
            let text = self.config.personality.profile().sign_in_first;
            return self.say(text).await;
        }
        if self.mail.is_some() {
            return self.say("503 5.5.1 Nested MAIL command").await;
        }
        let Some((from, parameters)) = path(rest, "FROM:") else {
            return self.say("501 5.1.7 Syntax: MAIL FROM:<address>").await;
        };
        for parameter in &parameters {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let known = match name.to_ascii_uppercase().as_str() {
                "SIZE" => self.offers("SIZE"),
                "BODY" => self.offers("8BITMIME"),
                "SMTPUTF8" => self.offers("SMTPUTF8"),
                "RET" | "ENVID" => self.offers("DSN"),
                "AUTH" => self.config.auth,
                _ => false,
            };
            if !known {
                return self.say("555 5.5.4 Unsupported parameter").await;
            }
            if name.eq_ignore_ascii_case("SIZE") {
                match value.parse::<u64>() {
                    Err(_) => return self.say("501 5.5.4 SIZE is no number").await,
                    Ok(size) if size > self.config.max_size as u64 => {
                        return self.say("552 5.3.4 Message size exceeds fixed limit").await;
                    }
                    Ok(_) => {}
                }
            }
        }
        if !from.is_ascii() && !parameters.iter().any(|p| p.eq_ignore_ascii_case("SMTPUTF8")) {
            return self.say("553 5.6.7 SMTPUTF8 required").await;
        }
        if !self.shared.begin_mail() {
            return self.say("450 4.7.1 Rate limit exceeded, slow down").await;
        }
        let mail = Transaction { from: from.to_owned(), parameters, ..Transaction::default() };
        if self.answer(SmtpStep::MailFrom, "250 2.1.0 Ok").await? {
            self.mail = Some(mail);
        }
        Ok(())
    }

    pub(super) async fn rcpt_to(&mut self, rest: &str) -> Result<(), End> {
        let max = self.config.max_recipients;
        let dsn = self.offers("DSN");
        let Some(mail) = self.mail.as_mut() else { return self.say("503 5.5.1 MAIL first").await };
        if mail.chunked {
            return self.say("503 5.5.1 RCPT after BDAT").await;
        }
        let Some((to, parameters)) = path(rest, "TO:").filter(|(to, _)| !to.is_empty()) else {
            return self.say("501 5.1.3 Syntax: RCPT TO:<address>").await;
        };
        let of_dsn = |p: &String| {
            let name = p.split('=').next().unwrap_or_default();
            dsn && ["NOTIFY", "ORCPT"].iter().any(|n| n.eq_ignore_ascii_case(name))
        };
        if !parameters.iter().all(of_dsn) {
            return self.say("555 5.5.4 Unsupported parameter").await;
        }
        if !to.is_ascii() && !mail.parameters.iter().any(|p| p.eq_ignore_ascii_case("SMTPUTF8")) {
            return self.say("553 5.6.7 SMTPUTF8 required").await;
        }
        mail.asked += 1;
        let (asked, full) = (mail.asked, mail.recipients.len() >= max);
        let script = self.shared.script.clone();
        // Both are counted, even if only one replies.
        let (nth, any) = (script.at(SmtpStep::Recipient(asked)), script.at(SmtpStep::RcptTo));
        let action = nth.or(any).or_else(|| script.recipient(to).map(Action::Reply));
        let proper = if full { "452 4.5.3 Too many recipients" } else { "250 2.1.5 Ok" };
        if self.act(action, proper).await?
            && let Some(mail) = self.mail.as_mut()
        {
            mail.recipients.push(to.to_owned());
        }
        Ok(())
    }

    /// Why a message is not accepted now.
    fn no_message(&self) -> Option<&'static str> {
        match &self.mail {
            None => Some("503 5.5.1 MAIL first"),
            Some(mail) if mail.recipients.is_empty() => Some("554 5.5.1 No valid recipients"),
            Some(_) => None,
        }
    }

    pub(super) async fn data(&mut self, rest: &str) -> Result<(), End> {
        if !rest.is_empty() {
            return self.say("501 5.5.4 DATA takes no parameter").await;
        }
        if let Some(text) = self.no_message() {
            return self.say(text).await;
        }
        if self.mail.as_ref().is_some_and(|m| m.chunked) {
            return self.say("503 5.5.1 DATA after BDAT").await;
        }
        if !self.answer(SmtpStep::Data, "354 End data with <CR><LF>.<CR><LF>").await? {
            self.mail = None;
            return Ok(());
        }
        let mut state = DotUnstuffing::LineStart;
        loop {
            let mut came = Vec::new();
            let used = state.push(&self.stream.buffer, &mut came);
            self.take(&came).await?;
            match used {
                Some(used) => {
                    self.stream.buffer.drain(..used);
                    return self.finish(None).await;
                }
                None => self.stream.buffer.clear(),
            }
            if self.stream.fill().await? == 0 {
                return Err(End);
            }
        }
    }

    pub(super) async fn bdat(&mut self, rest: &str) -> Result<(), End> {
        if !self.offers("CHUNKING") {
            return self.say("502 5.5.1 BDAT not available").await;
        }
        let mut words = rest.split_ascii_whitespace();
        let size = words.next().and_then(|w| w.parse::<u64>().ok());
        let last = match (words.next(), words.next()) {
            (None, None) => Some(false),
            (Some(word), None) if word.eq_ignore_ascii_case("LAST") => Some(true),
            _ => None,
        };
        let (Some(size), Some(last)) = (size, last) else {
            self.say("501 5.5.4 Syntax: BDAT size [LAST]").await?;
            // The length of the chunk is unknown.
            return Err(End);
        };
        let refusal = self.no_message();
        let first = refusal.is_none() && self.mail.as_ref().is_some_and(|m| !m.chunked);
        let action = if first { self.shared.script.at(SmtpStep::Data) } else { None };
        let answers_later = matches!(
            action,
            None | Some(Action::Reply(_) | Action::ReplyThenClose(_) | Action::Raw(_) | Action::Garbage)
                | Some(Action::Delay(_) | Action::Drip(_) | Action::ExtraReply(_) | Action::Inject(_))
        );
        if !answers_later {
            self.act(action, "").await?;
            return Err(End);
        }
        if let Some(mail) = self.mail.as_mut() {
            mail.chunked = true;
        }
        self.chunk(size, refusal.is_none()).await?;
        if let Some(text) = refusal {
            return self.say(text).await;
        }
        if last {
            return self.finish(action).await;
        }
        let proper = format!("250 2.0.0 Ok: {size} octets received");
        if !self.act(action, &proper).await? {
            self.mail = None;
        }
        Ok(())
    }

    async fn chunk(&mut self, size: u64, keep: bool) -> Result<(), End> {
        let mut left = size;
        while left > 0 {
            if self.stream.buffer.is_empty() && self.stream.fill().await? == 0 {
                return Err(End);
            }
            let here = usize::try_from(left).unwrap_or(usize::MAX).min(self.stream.buffer.len());
            let came: Vec<u8> = self.stream.buffer.drain(..here).collect();
            left -= here as u64;
            if keep {
                self.take(&came).await?;
            }
        }
        Ok(())
    }

    /// Adds to the message, with the script's stops.
    async fn take(&mut self, came: &[u8]) -> Result<(), End> {
        let max = self.config.max_size;
        let Some(mail) = self.mail.as_mut() else { return Ok(()) };
        mail.body.extend_from_slice(came);
        if mail.body.len() > max {
            mail.too_large = true;
        }
        let stops = self.shared.script.body_stops();
        while let Some(mail) = self.mail.as_mut() {
            let Some(stop) = stops.get(mail.passed).copied().filter(|s| *s <= mail.body.len()) else { break };
            mail.passed += 1;
            self.answer(SmtpStep::Body(stop), "").await?;
        }
        Ok(())
    }

    /// The last byte was received. For a message in a single chunk, `instead` is the script's action at `BDAT`.
    async fn finish(&mut self, instead: Option<Action>) -> Result<(), End> {
        if self.mail.as_ref().is_some_and(|m| m.too_large) {
            self.mail = None;
            return self.say("552 5.3.4 Message size exceeds fixed limit").await;
        }
        let action = instead.or_else(|| self.shared.script.at(SmtpStep::FinalReply));
        let refuses = match &action {
            Some(Action::Reply(text) | Action::ReplyThenClose(text)) => text.starts_with(['4', '5']),
            Some(Action::Raw(raw)) => matches!(raw.first(), Some(b'4' | b'5')),
            _ => false,
        };
        let mut proper = self.config.personality.profile().queued.to_owned();
        if proper.ends_with(" as") {
            proper.push_str(&format!(" {:06X}", self.shared.seen().mails.len() + 1));
        }
        // Before the reply: after it the test may read the mails.
        if !refuses {
            self.keep();
        }
        self.mail = None;
        self.act(action, &proper).await.map(drop)
    }

    fn keep(&mut self) {
        let Some(mail) = self.mail.take() else { return };
        let (user, mechanism) = self.signed_in.clone().unzip();
        let received = ReceivedMail {
            from: mail.from,
            recipients: mail.recipients,
            parameters: mail.parameters,
            user,
            mechanism,
            tls: self.stream.is_tls(),
            chunked: mail.chunked,
            connection: self.number,
            raw: Bytes::from(mail.body),
            received_at: SystemTime::now(),
        };
        self.shared.seen().mails.push(received);
        self.shared.changed.notify_waiters();
    }
}
