//! Signing in: `AUTHENTICATE` with PLAIN, OAUTHBEARER or XOAUTH2, and `LOGIN`.

use super::{
    Failure,
    refusal::Step,
    session::{Answer, Session, quoted},
};
use crate::{
    error::{Error, ImapProblem, OAuth2Problem, Stage},
    gateway::{AccessToken, ImapAccount, TokenRequest},
    sasl::{Mechanism, PLAIN, oauth, plain_response},
    util::redact::{encoded, joined},
};
use secrecy::{ExposeSecret, zeroize::Zeroizing};
use std::time::Duration;
use tokio::time::timeout;

/// The exchanges here have one or two.
const MAX_CHALLENGES: usize = 4;

/// A token of the mailbox's token provider; `None` with a password.
pub(super) async fn request_token(
    account: &ImapAccount,
    request: TokenRequest<'_>,
    deadline: Duration,
) -> Result<Option<AccessToken>, Failure> {
    let Some(tokens) = account.credentials().tokens() else { return Ok(None) };
    let failed = |error: Error| {
        let problem = match error.oauth2_problem() {
            Some(OAuth2Problem::EndpointUnreachable) => ImapProblem::Unavailable,
            _ if error.retry().is_retryable() => ImapProblem::Unavailable,
            _ => ImapProblem::TokenRefused,
        };
        Failure::from(Error::sent_copy(problem).with_detail(error.to_string()))
    };
    match timeout(deadline, tokens.access_token(request)).await {
        Ok(Ok(token)) if oauth::is_token(&token) => Ok(Some(token)),
        Ok(Ok(_)) => Err(failed(Error::oauth2(OAuth2Problem::EndpointAnswer))),
        Ok(Err(error)) => Err(failed(error)),
        Err(_) => Err(failed(Error::new(crate::error::ErrorKind::Timeout, Stage::Token))),
    }
}

impl Session {
    /// Signs in with the first supported mechanism that the server offers.
    pub(super) async fn sign_in(&mut self, account: &ImapAccount, token: Option<&AccessToken>) -> Result<(), Failure> {
        let credentials = account.credentials();
        match token {
            Some(token) => self.by_token(account, token).await,
            None => self.by_password(credentials.user(), credentials.expose().unwrap_or_default()).await,
        }
    }

    async fn by_password(&mut self, user: &str, password: &str) -> Result<(), Failure> {
        let offers_plain = self.capabilities.mechanisms().any(|mechanism| mechanism == PLAIN.name());
        if offers_plain {
            let response = encoded(&plain_response(user, password));
            let (answer, _) = self.authenticate(PLAIN, &response).await?;
            return self.accepted(Step::Password, &answer);
        }
        if self.capabilities.has("LOGINDISABLED") {
            return Err(self.no_mechanism());
        }
        let (Some(user), Some(password)) = (quoted(user), quoted(password)) else {
            let detail = "the server takes no login or password with letters beyond ASCII";
            return Err(Failure::new(ImapProblem::MechanismUnsupported, detail));
        };
        let answer = self.command(&joined(&["LOGIN ", &user, " ", &password])).await?;
        self.accepted(Step::Password, &answer)
    }

    async fn by_token(&mut self, account: &ImapAccount, token: &AccessToken) -> Result<(), Failure> {
        let offers = |ours: &Mechanism| self.capabilities.mechanisms().any(|theirs| theirs == ours.name());
        let Some(mechanism) = oauth::order(account.provider()).into_iter().find(offers) else {
            return Err(self.no_mechanism());
        };
        let server = (account.host(), account.port());
        let response = oauth::response(mechanism, account.credentials().user(), server, token);
        self.redactor.forms(&response, token.secret().expose_secret());
        let (answer, reason) = self.authenticate(mechanism, &encoded(&response)).await?;
        self.accepted(Step::Token, &answer).map_err(|mut failure| {
            if let Some(reason) = reason.filter(|_| failure.error.imap_problem() == Some(ImapProblem::TokenRefused)) {
                let error = failure.error.with_detail(format!("the server's reason is {reason}"));
                failure.error = Box::new(error);
            }
            failure
        })
    }

    /// The final answer, and the reason in a challenge before it, if any.
    async fn authenticate(
        &mut self,
        mechanism: Mechanism,
        response: &Zeroizing<String>,
    ) -> Result<(Answer, Option<String>), Failure> {
        // With SASL-IR (RFC 4959) the response goes with the command, which saves a round trip.
        let with_command = self.capabilities.has("SASL-IR");
        let initial = if with_command { joined(&[" ", response]) } else { Zeroizing::default() };
        self.start(&joined(&["AUTHENTICATE ", mechanism.name(), &initial])).await?;
        let (mut reason, mut asked) = (None, with_command);
        for _ in 0..MAX_CHALLENGES {
            let Some(challenge) = self.continuation().await? else { return Ok((self.answer().await?, reason)) };
            if challenge.is_empty() || !asked {
                // The server asks for the response; it may have ignored the one behind the command.
                asked = true;
                self.continue_with(response).await?;
            } else if mechanism == PLAIN {
                // Ends the exchange (RFC 9051 §6.2.2).
                self.continue_with("*").await?;
            } else {
                reason = oauth::Reason::parse(&challenge, |text| self.redactor.clean(text)).map(|reason| reason.text);
                self.continue_with(oauth::acknowledgement(mechanism).trim_end()).await?;
            }
        }
        Err(Failure::new(ImapProblem::Protocol, "the server asks without end"))
    }

    fn no_mechanism(&self) -> Failure {
        let offered: Vec<_> = self.capabilities.mechanisms().collect();
        let detail = match offered.as_slice() {
            [] => "the server offers no sign-in".to_owned(),
            offered => self.redactor.clean(&format!("the server offers {}", offered.join(", "))),
        };
        Failure::new(ImapProblem::MechanismUnsupported, detail)
    }
}
