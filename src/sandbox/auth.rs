//! `AUTH PLAIN` (RFC 4616), `AUTH LOGIN`, `AUTH OAUTHBEARER` (RFC 7628) and `AUTH XOAUTH2`.

use super::{
    SmtpStep,
    conversation::{Conversation, End},
    stream::Line,
    tokens::Judgement,
};
use encodify::base64::STANDARD;
use std::sync::Arc;

/// The command for the transcript. An unknown mechanism is masked: it could be a secret.
pub(super) fn masked(rest: &str) -> String {
    let (mechanism, initial) = rest.split_once(' ').unwrap_or((rest, ""));
    let known = ["PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER", "CRAM-MD5"];
    match known.iter().find(|k| k.eq_ignore_ascii_case(mechanism)) {
        Some(name) if initial.is_empty() => format!("AUTH {name}"),
        Some(name) => format!("AUTH {name} ***"),
        None => "AUTH ***".to_owned(),
    }
}

impl Conversation {
    pub(super) async fn auth(&mut self, rest: &str) -> Result<(), End> {
        if !self.greeted {
            return self.say("503 5.5.1 EHLO first").await;
        }
        if self.needs_tls() {
            return self.say("530 5.7.0 Must issue a STARTTLS command first").await;
        }
        if !self.may_auth() {
            return self.say("502 5.5.1 AUTH not available").await;
        }
        if self.signed_in.is_some() || self.mail.is_some() {
            return self.say("503 5.5.1 AUTH not now").await;
        }
        let (mechanism, initial) = rest.split_once(' ').map_or((rest, None), |(m, i)| (m, Some(i.to_owned())));
        let mechanism = mechanism.to_ascii_uppercase();
        if let Some(action) = self.shared.script.at(SmtpStep::Auth) {
            let replaces = matches!(action, super::Action::Reply(_) | super::Action::Raw(_) | super::Action::Garbage);
            self.act(Some(action), "").await?;
            if replaces {
                return Ok(());
            }
        }
        if !self.config.mechanisms.contains(&mechanism) {
            return self.say("504 5.5.4 Unrecognized authentication type").await;
        }
        if matches!(mechanism.as_str(), "XOAUTH2" | "OAUTHBEARER") {
            return self.token(initial, mechanism).await;
        }
        let credentials = match mechanism.as_str() {
            "PLAIN" => self.auth_plain(initial).await?,
            _ => self.login(initial).await?,
        };
        match credentials {
            Some((user, password)) => self.verdict(user, &password, mechanism).await,
            None => self.say("501 5.5.2 Cannot decode or cancelled").await,
        }
    }

    async fn auth_plain(&mut self, initial: Option<String>) -> Result<Option<(String, String)>, End> {
        let Some(decoded) = self.part(initial, "334 ").await? else { return Ok(None) };
        Ok(plain(&decoded))
    }

    async fn login(&mut self, initial: Option<String>) -> Result<Option<(String, String)>, End> {
        let Some(user) = self.part(initial, "334 VXNlcm5hbWU6").await? else { return Ok(None) };
        let password = self.part(None, "334 UGFzc3dvcmQ6").await?;
        Ok(password.map(|password| (user, password)))
    }

    /// One decoded part of the credentials, from the command or after a challenge; `None` if it is not valid.
    async fn part(&mut self, initial: Option<String>, challenge: &str) -> Result<Option<String>, End> {
        let encoded = match initial {
            // RFC 4954 §4: "=" is an empty initial response.
            Some(initial) if initial == "=" => String::new(),
            Some(initial) => initial,
            None => {
                self.answer(SmtpStep::AuthContinue, challenge).await?;
                match self.stream.line().await? {
                    Line::Text(line) => {
                        self.note("***".to_owned());
                        line
                    }
                    Line::End => return Err(End),
                    Line::TooLong | Line::BareLineFeed => return Ok(None),
                }
            }
        };
        Ok(STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// A refusal has two steps (RFC 7628 §3.2.3): the reason as a challenge, and after the client's reply the final
    /// code.
    async fn token(&mut self, initial: Option<String>, mechanism: String) -> Result<(), End> {
        let Some((user, token)) =
            self.part(initial, "334 ").await?.as_deref().and_then(|text| fields(&mechanism, text))
        else {
            return self.say("501 5.5.2 Cannot decode or cancelled").await;
        };
        let config = Arc::clone(&self.config);
        let personality = config.personality;
        let judgement = if config.any_user { Judgement::Good } else { self.shared.tokens.judge(&user, &token) };
        if judgement == Judgement::Good {
            return self.conclude(user, mechanism, personality.profile().signed_in).await;
        }
        let (reason, verdict) = personality.token_refusal(judgement);
        if let Some(reason) = reason {
            self.answer(SmtpStep::AuthContinue, &format!("334 {reason}")).await?;
            let expected = if mechanism == "XOAUTH2" { "" } else { "AQ==" };
            match self.stream.line().await? {
                Line::Text(line) if line == expected => self.note(line),
                Line::End => return Err(End),
                _ => return self.say("501 5.5.2 That does not answer the challenge").await,
            }
        }
        self.conclude(user, mechanism, verdict).await
    }

    async fn verdict(&mut self, user: String, password: &str, mechanism: String) -> Result<(), End> {
        let config = Arc::clone(&self.config);
        let profile = config.personality.profile();
        let proper = if config.accepts(&user, password) { profile.signed_in } else { profile.bad_credentials };
        self.conclude(user, mechanism, proper).await
    }

    async fn conclude(&mut self, user: String, mechanism: String, proper: &str) -> Result<(), End> {
        let verdict = self.answer(SmtpStep::SignIn, proper).await;
        let mut seen = self.shared.seen();
        if matches!(verdict, Ok(true)) {
            seen.sign_ins.accepted += 1;
            drop(seen);
            self.signed_in = Some((user, mechanism));
        } else {
            seen.sign_ins.refused += 1;
        }
        verdict.map(drop)
    }
}

/// Login and password of `PLAIN`.
pub(super) fn plain(text: &str) -> Option<(String, String)> {
    let mut parts = text.split('\0');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(_), Some(user), Some(password), None) => Some((user.to_owned(), password.to_owned())),
        _ => None,
    }
}

/// Login and token of an initial response.
pub(super) fn fields(mechanism: &str, text: &str) -> Option<(String, String)> {
    let text = text.strip_suffix("\x01\x01")?;
    let mut fields = text.split('\x01');
    let user = if mechanism == "XOAUTH2" {
        fields.next()?.strip_prefix("user=")?.to_owned()
    } else {
        let name = fields.next()?.strip_prefix("n,a=")?.strip_suffix(',')?;
        name.replace("=2C", ",").replace("=3D", "=")
    };
    let token = fields.find_map(|field| field.strip_prefix("auth=Bearer "))?;
    Some((user, token.to_owned()))
}
