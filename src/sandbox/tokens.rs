//! The access tokens of the sandbox.

use super::Personality;
use encodify::base64;
use std::{
    io,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::time::Instant;

/// The lifetime of Google's and Microsoft's tokens.
pub(super) const LIFETIME: Duration = Duration::from_secs(3600);

#[derive(Debug, Default)]
pub(super) struct Tokens(Mutex<Vec<Issued>>);

struct Issued {
    token: String,
    user: String,
    until: Instant,
    sends: bool,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issued").field("user", &self.user).finish_non_exhaustive()
    }
}

/// The result of the check of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    Good,
    /// For another user, or not for sending.
    Unfit,
    /// Never issued, or expired.
    Unknown,
}

impl Tokens {
    /// A new token, in the shape of the personality's issuer.
    pub(super) fn issue(
        &self,
        personality: Personality,
        user: &str,
        life: Duration,
        sends: bool,
    ) -> io::Result<String> {
        let token = match personality {
            Personality::Microsoft365 => jwt(user, life, sends)?,
            _ => random()?,
        };
        let issued = Issued { token: token.clone(), user: user.to_owned(), until: Instant::now() + life, sends };
        self.issued().push(issued);
        Ok(token)
    }

    pub(super) fn judge(&self, user: &str, token: &str) -> Judgement {
        match self.issued().iter().find(|known| known.token == token && Instant::now() < known.until) {
            None => Judgement::Unknown,
            Some(known) if known.sends && known.user.eq_ignore_ascii_case(user) => Judgement::Good,
            Some(_) => Judgement::Unfit,
        }
    }

    /// User and remaining lifetime of a token.
    pub(super) fn owner(&self, token: &str) -> Option<(String, Duration)> {
        let now = Instant::now();
        let issued = self.issued();
        let known = issued.iter().find(|known| known.token == token && now < known.until)?;
        Some((known.user.clone(), known.until - now))
    }

    /// Expires every token.
    pub(super) fn end(&self) {
        self.issued().clear();
    }

    fn issued(&self) -> MutexGuard<'_, Vec<Issued>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Random, without the pattern of a real issuer.
pub(super) fn random() -> io::Result<String> {
    let mut bytes = [0_u8; 30];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(base64::URL_SAFE_NO_PAD.encode(bytes))
}

/// A JWT without a valid signature: the sandbox looks its tokens up.
fn jwt(user: &str, life: Duration, sends: bool) -> io::Result<String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(io::Error::other)?.as_secs();
    let claims = serde_json::json!({
        "aud": "https://outlook.office365.com",
        "iat": now,
        "nbf": now,
        "exp": now + life.as_secs(),
        "scp": if sends { "SMTP.Send" } else { "User.Read" },
        "upn": user,
    });
    let part = |text: String| base64::URL_SAFE_NO_PAD.encode(text);
    Ok(format!("{}.{}.{}", part(r#"{"typ":"JWT","alg":"none"}"#.to_owned()), part(claims.to_string()), random()?))
}

impl Personality {
    /// The refusal of a token: the reason for a `334`, if the server gives one, and the final reply.
    pub(super) fn token_refusal(self, judgement: Judgement) -> (Option<String>, &'static str) {
        let unfit = judgement == Judgement::Unfit;
        let reason = |json: serde_json::Value| Some(base64::STANDARD.encode(json.to_string()));
        match self {
            Self::Gmail => {
                // The same for every problem.
                let scope = "https://mail.google.com/";
                let json = serde_json::json!({ "status": "400", "schemes": "Bearer", "scope": scope });
                (reason(json), self.profile().bad_credentials)
            }
            // At once, without a reason.
            Self::Microsoft365 => (None, "535 5.7.3 Authentication unsuccessful [AB1PR01CA0001.prod.outlook.com]"),
            _ => {
                let status = if unfit { "insufficient_scope" } else { "invalid_token" };
                (reason(serde_json::json!({ "status": status, "scope": "mail" })), self.profile().bad_credentials)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]
    use super::*;

    #[test]
    fn each_server_refuses_a_token_in_its_own_words() {
        for (personality, judgement, status, scope, reply) in [
            (Personality::Generic, Judgement::Unfit, "insufficient_scope", "mail", "535 5.7.8"),
            (Personality::Generic, Judgement::Unknown, "invalid_token", "mail", "535 5.7.8"),
            (Personality::Gmail, Judgement::Unfit, "400", "https://mail.google.com/", "535-5.7.8"),
            (Personality::Gmail, Judgement::Unknown, "400", "https://mail.google.com/", "535-5.7.8"),
        ] {
            let (reason, last) = personality.token_refusal(judgement);
            let json = base64::STANDARD.decode(reason.unwrap()).unwrap();
            let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
            assert_eq!((json["status"].as_str(), json["scope"].as_str()), (Some(status), Some(scope)));
            assert!(last.starts_with(reply), "{personality:?} {judgement:?}: {last}");
        }
        for judgement in [Judgement::Unfit, Judgement::Unknown] {
            let (reason, last) = Personality::Microsoft365.token_refusal(judgement);
            assert!(reason.is_none() && last.starts_with("535 5.7.3"), "{last}");
        }
    }
}
