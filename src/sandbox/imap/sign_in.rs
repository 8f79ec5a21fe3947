//! `LOGIN`, and `AUTHENTICATE` with PLAIN (RFC 4616), XOAUTH2 and OAUTHBEARER (RFC 7628).

use super::{
    ImapSignIn, ImapStep,
    conversation::{Conversation, is_positive},
};
use crate::sandbox::{Personality, auth, conversation::End, mail::Speaker, stream::Line, tokens::Judgement};
use encodify::base64::STANDARD;
use std::sync::Arc;

impl Conversation {
    /// Why no credentials are taken now.
    fn no_sign_in(&self, offered: bool) -> Option<&'static str> {
        if self.user.is_some() {
            Some("BAD Signed in already")
        } else if !self.stream.is_tls() {
            Some("NO [PRIVACYREQUIRED] STARTTLS first")
        } else if !offered {
            Some("NO Not offered")
        } else {
            None
        }
    }

    /// Counts credentials that came in clear.
    fn note_clear(&self, user: &str, mechanism: &str) {
        if !self.stream.is_tls() {
            let (user, mechanism) = (user.to_owned(), mechanism.to_owned());
            let sign_in = ImapSignIn { user, mechanism, tls: false, accepted: false };
            self.shared.seen().imap.sign_ins.push(sign_in);
        }
    }

    pub(super) async fn login(&mut self, tag: &str, user: String, password: &str) -> Result<(), End> {
        if let Some(text) = self.no_sign_in(self.behavior.login) {
            self.note_clear(&user, "LOGIN");
            return self.say(&format!("{tag} {text}")).await;
        }
        self.verdict(tag, user, password, "LOGIN").await
    }

    pub(super) async fn authenticate(
        &mut self,
        tag: &str,
        mechanism: String,
        initial: Option<String>,
    ) -> Result<(), End> {
        if let Some(text) = self.no_sign_in(self.behavior.mechanisms.contains(&mechanism)) {
            if let Some((user, _)) = initial.and_then(|encoded| credentials(&mechanism, &encoded)) {
                self.note_clear(&user, &mechanism);
            }
            return self.say(&format!("{tag} {text}")).await;
        }
        if initial.is_some() && !self.behavior.sasl_ir {
            return self.say(&format!("{tag} BAD SASL-IR was not offered")).await;
        }
        let encoded = match initial {
            // RFC 4959 §3: "=" is an empty initial response.
            Some(initial) if initial == "=" => String::new(),
            Some(initial) => initial,
            None => match self.continuation("").await? {
                Some(line) => line,
                None => return self.say(&format!("{tag} BAD Line too long or not ended in CR LF")).await,
            },
        };
        match credentials(&mechanism, &encoded) {
            // `*`, which cancels, among them.
            None => self.say(&format!("{tag} BAD Invalid credentials for {mechanism}")).await,
            Some((user, password)) if mechanism == "PLAIN" => self.verdict(tag, user, &password, &mechanism).await,
            Some((user, token)) => self.token(tag, user, &token, &mechanism).await,
        }
    }

    /// Sends a challenge and reads the answer; `None` if it is no line.
    async fn continuation(&mut self, challenge: &str) -> Result<Option<String>, End> {
        self.say(&format!("+ {challenge}")).await?;
        match self.stream.line().await? {
            Line::Text(line) => {
                self.note(Speaker::Client, "***");
                Ok(Some(line))
            }
            Line::End => Err(End),
            Line::TooLong | Line::BareLineFeed => Ok(None),
        }
    }

    async fn verdict(&mut self, tag: &str, user: String, password: &str, mechanism: &str) -> Result<(), End> {
        let own = self.behavior.accounts.iter().any(|(u, p)| *u == user && p == password);
        let accepted = own || self.shared.config().accepts(&user, password);
        self.conclude(tag, user, mechanism, accepted).await
    }

    /// A refusal has two steps (RFC 7628 §3.2.3): the reason as a challenge, and after the client's reply the `NO`.
    async fn token(&mut self, tag: &str, user: String, token: &str, mechanism: &str) -> Result<(), End> {
        let config = self.shared.config();
        let judgement = if config.any_user { Judgement::Good } else { self.shared.tokens.judge(&user, token) };
        if judgement == Judgement::Good {
            return self.conclude(tag, user, mechanism, true).await;
        }
        let (reason, _) = config.personality.token_refusal(judgement);
        if let Some(reason) = reason {
            let expected = if mechanism == "XOAUTH2" { "" } else { "AQ==" };
            if self.continuation(&reason).await?.as_deref() != Some(expected) {
                return self.say(&format!("{tag} BAD That does not answer the challenge")).await;
            }
        }
        self.conclude(tag, user, mechanism, false).await
    }

    async fn conclude(&mut self, tag: &str, user: String, mechanism: &str, accepted: bool) -> Result<(), End> {
        let action = self.script(ImapStep::SignIn);
        let refusal = refusal(self.shared.config().personality, mechanism);
        let accepted = is_positive(action.as_ref(), if accepted { "OK" } else { refusal });
        let sign_in =
            ImapSignIn { user: user.clone(), mechanism: mechanism.to_owned(), tls: self.stream.is_tls(), accepted };
        // Before the reply: after it the test may read them.
        self.shared.seen().imap.sign_ins.push(sign_in);
        if accepted {
            let behavior = Arc::clone(&self.behavior);
            self.shared.seen().imap.mailboxes.open(&user, &behavior);
            self.user = Some(user);
        }
        let proper = if accepted { format!("OK {}Signed in", self.capability_code()) } else { refusal.to_owned() };
        self.act(action, tag, "", &proper).await.map(drop)
    }
}

/// Login and secret of an initial response.
fn credentials(mechanism: &str, encoded: &str) -> Option<(String, String)> {
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    match mechanism {
        "PLAIN" => auth::plain(&decoded),
        "XOAUTH2" | "OAUTHBEARER" => auth::fields(mechanism, &decoded),
        _ => None,
    }
}

/// The servers' refusals of credentials.
fn refusal(personality: Personality, mechanism: &str) -> &'static str {
    match personality {
        Personality::Gmail => "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        Personality::Microsoft365 if mechanism == "LOGIN" => "NO LOGIN failed.",
        Personality::Microsoft365 => "NO AUTHENTICATE failed.",
        _ => "NO [AUTHENTICATIONFAILED] Authentication failed",
    }
}
