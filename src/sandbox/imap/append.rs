//! `APPEND`: arguments, message, reply.

use super::{
    ImapAction, ImapStep,
    behaviour::ImapBehavior,
    command::Append,
    conversation::{Conversation, is_positive, wire},
    mailbox::{FiledMail, Mailboxes},
    tokens::{Bad, Literal, Request},
};
use crate::sandbox::{conversation::End, mail::Speaker, stream::Line};
use bytes::Bytes;
use std::time::SystemTime;

impl Conversation {
    pub(super) async fn append(&mut self, tag: &str, request: &Request, literal: Literal) -> Result<(), End> {
        let append = match Append::parse(request.args()) {
            Ok(append) => append,
            Err(Bad(text)) => return self.refuse(tag, &format!("BAD {text}"), Some(literal)).await,
        };
        let Some(user) = self.user.clone() else {
            return self.refuse(tag, "BAD Sign in first", Some(literal)).await;
        };
        let action = self.script(ImapStep::Append);
        let refusal = refusal(&self.behavior, &self.shared.seen().imap.mailboxes, &user, &append.mailbox, literal.size);
        if takes_message(action.as_ref())
            && let Some(text) = refusal
        {
            return self.refuse(tag, text, Some(literal)).await;
        }
        if !self.invite(action, tag, literal).await? {
            return self.discard(Some(literal)).await;
        }
        let Some(message) = self.message(tag, literal).await? else { return Ok(()) };
        self.finish(tag, user, append, message).await
    }

    /// Asks for the message, as the script says. False if it is not taken.
    async fn invite(&mut self, action: Option<ImapAction>, tag: &str, literal: Literal) -> Result<bool, End> {
        let injected = match action {
            None | Some(ImapAction::Normal) => Vec::new(),
            Some(ImapAction::Inject(bytes)) => bytes,
            action => return self.act(action, tag, "", "").await.map(|_| false),
        };
        let mut bytes = if literal.synchronizing { wire("+ Ready for literal data") } else { Vec::new() };
        bytes.extend(injected);
        self.note(Speaker::Server, &String::from_utf8_lossy(&bytes));
        self.stream.write(&bytes).await?;
        Ok(true)
    }

    /// Reads the message and the end of its command; `None` if the reply was sent already.
    async fn message(&mut self, tag: &str, literal: Literal) -> Result<Option<Vec<u8>>, End> {
        let size = usize::try_from(literal.size).unwrap_or(usize::MAX);
        // Allocated once: a document is not copied while it grows.
        let mut message = Vec::with_capacity(size);
        self.receive(&mut message, size / 2).await?;
        let action = self.script(ImapStep::AppendLiteral);
        let replied = matches!(action, Some(ImapAction::Reply(_)));
        self.act(action, tag, "", "").await?;
        self.receive(&mut message, size).await?;
        match self.stream.line().await? {
            Line::Text(_) if replied => Ok(None),
            Line::Text(line) if line.is_empty() => Ok(Some(message)),
            Line::Text(line) => {
                let literal = super::tokens::split_literal(&line).1;
                self.refuse(tag, "BAD Nothing may follow the message", literal).await.map(|()| None)
            }
            Line::End => Err(End),
            Line::TooLong | Line::BareLineFeed => {
                self.say(&format!("{tag} BAD Nothing may follow the message")).await.map(|()| None)
            }
        }
    }

    async fn finish(&mut self, tag: &str, user: String, append: Append, message: Vec<u8>) -> Result<(), End> {
        if message.contains(&0) {
            return self.say(&format!("{tag} NO Message contains NUL characters")).await;
        }
        let action = self.script(ImapStep::AppendEnd);
        let done = "OK APPEND completed";
        let keeps = match &action {
            Some(ImapAction::Close | ImapAction::Bye(_)) => false,
            Some(ImapAction::Reply(_)) => is_positive(action.as_ref(), done),
            _ => true,
        };
        if !keeps {
            return self.act(action, tag, "", done).await.map(drop);
        }
        let mailbox = append.mailbox.clone();
        let mail = FiledMail {
            user: user.clone(),
            folder: append.mailbox,
            uid: 0,
            uid_validity: 0,
            flags: append.flags,
            internal_date: append.date,
            tls: self.stream.is_tls(),
            connection: self.number,
            raw: Bytes::from(message),
            filed_at: SystemTime::now(),
        };
        // Before the reply: after it the test may read the mails.
        let filed = self.file(mail);
        let proper = match filed {
            Err(refusal) => refusal.to_owned(),
            Ok((validity, uid)) if self.behavior.uidplus => format!("OK [APPENDUID {validity} {uid}] APPEND completed"),
            Ok(_) => done.to_owned(),
        };
        let untagged = self.exists(&user, &mailbox);
        self.act(action, tag, &untagged, &proper).await.map(drop)
    }

    /// Keeps a mail and gives it its UID, unless another connection used up the quota in the meantime.
    fn file(&self, mail: FiledMail) -> Result<(u32, u32), &'static str> {
        let mut seen = self.shared.seen();
        let mailboxes = &mut seen.imap.mailboxes;
        if let Some(text) = refusal(&self.behavior, mailboxes, &mail.user, &mail.folder, mail.raw.len() as u64) {
            return Err(text);
        }
        let ids = mailboxes.file(mail).ok_or(MISSING);
        drop(seen);
        self.shared.changed.notify_waiters();
        ids
    }
}

const MISSING: &str = "NO [TRYCREATE] No such mailbox";

/// Whether the message is asked for with this action.
const fn takes_message(action: Option<&ImapAction>) -> bool {
    matches!(action, None | Some(ImapAction::Normal | ImapAction::Inject(_)))
}

/// Why a message of this size is not taken.
fn refusal(
    behavior: &ImapBehavior,
    mailboxes: &Mailboxes,
    user: &str,
    mailbox: &str,
    size: u64,
) -> Option<&'static str> {
    let Some(folder) = mailboxes.folder(user, mailbox) else { return Some(MISSING) };
    if behavior.read_only.contains(&folder.name) {
        return Some("NO [NOPERM] Permission denied");
    }
    if size > behavior.max_message() as u64 {
        return Some("NO [TOOBIG] Message too large");
    }
    if size == 0 {
        return Some("NO Message is empty");
    }
    let is_over = |quota: usize| mailboxes.used(user) as u64 + size > quota as u64;
    behavior.quota.is_some_and(is_over).then_some("NO [OVERQUOTA] Quota exceeded")
}
