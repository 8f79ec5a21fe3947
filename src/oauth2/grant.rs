//! Token requests for the three grants, and their answers.

use super::{OAuth2App, problem::problem};
use crate::{
    error::{Error, OAuth2Problem},
    gateway::AccessToken,
    provider::Provider,
    util::redact::{Redactor, encoded, joined},
};
use bytes::Bytes;
use hyper::{StatusCode, header::HeaderValue};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use serde::Deserialize;
use serde_json::Value;
use std::time::{Duration, SystemTime};
use url::form_urlencoded;

/// Requests every permission granted to the application (Microsoft's client credentials).
const MICROSOFT_DEFAULT: &str = "https://outlook.office365.com/.default";
/// Longest text of a refusal that is shown, in characters.
const LONGEST: usize = 300;

/// RFC 6749 §5.1. A field of an unexpected type must not make the refresh token unreadable.
#[derive(Deserialize)]
struct Answer {
    access_token: Option<Secret>,
    token_type: Option<Value>,
    /// Some issuers write the number as a text.
    expires_in: Option<Value>,
    refresh_token: Option<Secret>,
    scope: Option<Value>,
}

/// Read into a type that is wiped when dropped.
#[derive(Deserialize)]
#[serde(from = "String")]
struct Secret(SecretString);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

/// RFC 6749 §5.2.
#[derive(Deserialize)]
struct Refusal {
    error: String,
    #[serde(default)]
    error_description: String,
}

/// The grant of a token request.
pub(super) enum Grant<'a> {
    /// RFC 6749 §6.
    Refresh(&'a SecretString),
    /// RFC 6749 §4.4.
    Client,
    /// RFC 6749 §4.1.3 with RFC 7636 §4.5.
    Code { code: &'a SecretString, verifier: &'a SecretString, redirect: &'a str },
}

/// The granted tokens.
pub(super) struct Granted {
    pub(super) token: AccessToken,
    pub(super) life: Option<Duration>,
}

/// The parsed answer. A new refresh token is kept even if the rest is invalid: the old one may have been revoked.
pub(super) struct Answered {
    pub(super) access: Result<Granted, Error>,
    pub(super) refresh: Option<SecretString>,
}

impl OAuth2App {
    fn is_microsoft(&self) -> bool {
        matches!(self.0.provider, Provider::Microsoft365 | Provider::OutlookCom)
    }

    pub(super) async fn request(&self, grant: Grant<'_>) -> Answered {
        let (header, form) = self.form(&grant);
        let answer = self.0.http.post(&self.0.token, header, form).await.and_then(|(status, mut body)| {
            let length = unescape_slashes(&mut body);
            body.truncate(length);
            if status != StatusCode::OK {
                return Err(Self::refused(&body, &self.redactor(&grant)));
            }
            serde_json::from_slice::<Answer>(&body).map_err(|_| no_answer())
        });
        let (access, refresh) = match answer {
            Ok(mut answer) => {
                let refresh = answer.refresh_token.take().map(|Secret(token)| token);
                (self.granted(answer, matches!(grant, Grant::Client)), refresh)
            }
            Err(error) => (Err(error), None),
        };
        Answered {
            access: access.map_err(|error| error.with_provider(self.0.provider)),
            refresh: refresh.filter(|token| !token.expose_secret().is_empty()),
        }
    }

    /// The body of the request, and a header with the client's credentials if they are not in the body.
    fn form(&self, grant: &Grant<'_>) -> (Option<HeaderValue>, Zeroizing<String>) {
        let app = &*self.0;
        // Allocated at its full size: a growing `String` leaves copies of secrets behind.
        let mut form = form_urlencoded::Serializer::new(String::with_capacity(self.longest(grant)));
        let scopes = match grant {
            Grant::Refresh(token) => {
                form.append_pair("grant_type", "refresh_token").append_pair("refresh_token", token.expose_secret());
                // A refresh token of Microsoft is valid for several resources, so the request names the scopes.
                self.is_microsoft().then(|| app.scopes.join(" "))
            }
            Grant::Client => {
                form.append_pair("grant_type", "client_credentials");
                let default = self.is_microsoft() && !app.own_scopes;
                Some(if default { MICROSOFT_DEFAULT.to_owned() } else { app.scopes.join(" ") })
            }
            Grant::Code { code, verifier, redirect } => {
                form.append_pair("grant_type", "authorization_code")
                    .append_pair("code", code.expose_secret())
                    .append_pair("code_verifier", verifier.expose_secret())
                    .append_pair("redirect_uri", redirect);
                None
            }
        };
        if let Some(scopes) = scopes.filter(|scopes| !scopes.is_empty()) {
            form.append_pair("scope", &scopes);
        }
        // Google and Microsoft document the body; every other server must support the header (RFC 6749 §2.3.1).
        let header = match &app.client_secret {
            Some(secret) if app.provider == Provider::Custom => self.basic(secret.expose_secret()),
            secret => {
                form.append_pair("client_id", &app.client_id);
                if let Some(secret) = secret {
                    form.append_pair("client_secret", secret.expose_secret());
                }
                None
            }
        };
        (header, Zeroizing::new(form.finish()))
    }

    /// Upper bound of the length: each byte of a value may become three, plus the names.
    fn longest(&self, grant: &Grant<'_>) -> usize {
        let own = match grant {
            Grant::Refresh(token) => token.expose_secret().len(),
            Grant::Client => 0,
            Grant::Code { code, verifier, redirect } => {
                code.expose_secret().len() + verifier.expose_secret().len() + redirect.len()
            }
        };
        let app = &*self.0;
        let scopes: usize = app.scopes.iter().map(|scope| scope.len() + 1).sum();
        let secret = app.client_secret.as_ref().map_or(0, |secret| secret.expose_secret().len());
        512 + 3 * (own + app.client_id.len() + secret + scopes.max(MICROSOFT_DEFAULT.len()))
    }

    /// Client identifier and secret, each encoded as in a form (RFC 6749 §2.3.1).
    fn pair(&self, secret: &str) -> Zeroizing<String> {
        joined(&[&form_encoded(&self.0.client_id), ":", &form_encoded(secret)])
    }

    fn basic(&self, secret: &str) -> Option<HeaderValue> {
        let text = joined(&["Basic ", &encoded(&self.pair(secret))]);
        let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(text)).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Masks every secret of the request: an endpoint may repeat them in its error.
    fn redactor(&self, grant: &Grant<'_>) -> Redactor {
        let mut redactor = Redactor::default();
        let own = match grant {
            Grant::Refresh(token) => [Some(*token), None],
            Grant::Client => [None, None],
            Grant::Code { code, verifier, .. } => [Some(*code), Some(*verifier)],
        };
        for secret in own.into_iter().chain([self.0.client_secret.as_ref()]).flatten() {
            redactor.forms(secret.expose_secret(), secret.expose_secret());
            let sent = form_encoded(secret.expose_secret());
            redactor.forms(&sent, &sent);
        }
        if let Some(secret) = &self.0.client_secret {
            let sent = form_encoded(secret.expose_secret());
            redactor.forms(&self.pair(secret.expose_secret()), &sent);
        }
        redactor
    }

    fn granted(&self, answer: Answer, for_itself: bool) -> Result<Granted, Error> {
        let Some(Secret(token)) = answer.access_token else { return Err(no_answer()) };
        let mut token = AccessToken::new(token);
        let is_bearer = |kind: Value| kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
        if answer.token_type.is_some_and(|kind| !is_bearer(kind)) {
            return Err(no_answer());
        }
        if let (Some(scope), false) = (answer.scope.as_ref().and_then(Value::as_str), for_itself)
            && self.covers_sending(scope)?
        {
            token = token.covering_sending();
        }
        let seconds = answer.expires_in.and_then(|life| life.as_u64().or_else(|| life.as_str()?.parse().ok()));
        let life = seconds.map(Duration::from_secs);
        if let Some(at) = life.and_then(|life| SystemTime::now().checked_add(life)) {
            token = token.with_expiry(at);
        }
        Ok(Granted { token, life })
    }

    /// Whether the granted scopes cover sending; false if that is unknown. A user may deselect a scope, and the server
    /// would refuse such a token without a reason.
    fn covers_sending(&self, granted: &str) -> Result<bool, Error> {
        // Scopes of unknown issuers cannot be compared: one may include another.
        if self.0.provider.info().is_none_or(|row| row.oauth2.is_none()) {
            return Ok(false);
        }
        let missing: Vec<&str> = self
            .0
            .scopes
            .iter()
            .map(String::as_str)
            .filter(|wanted| is_for_sending(wanted))
            .filter(|wanted| !granted.split(' ').any(|granted| is_same_scope(granted, wanted)))
            .collect();
        if missing.is_empty() {
            return Ok(true);
        }
        Err(Error::oauth2(OAuth2Problem::ScopeMissing).with_detail(format!("not granted: {}", missing.join(", "))))
    }

    fn refused(body: &[u8], redactor: &Redactor) -> Error {
        let Ok(Refusal { error, error_description }) = serde_json::from_slice(body) else { return no_answer() };
        let text = redactor.clean(&format!("{error}: {error_description}"));
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
        let text = text.trim_end_matches([':', ' ']);
        let problem = problem(&error, &error_description);
        Error::oauth2(problem).with_detail(format!("the token endpoint says \"{text}\""))
    }
}

/// Form-encoded. Allocated once: a growing `String` leaves copies of secrets behind.
fn form_encoded(text: &str) -> Zeroizing<String> {
    let mut encoded = Zeroizing::new(String::with_capacity(3 * text.len()));
    encoded.extend(form_urlencoded::byte_serialize(text.as_bytes()));
    encoded
}

/// Replaces `\/` by `/` in place, as some issuers write it: a JSON parser copies texts with escapes into a buffer that
/// is not wiped. Returns the new length; the bytes behind it are wiped.
fn unescape_slashes(json: &mut [u8]) -> usize {
    let (mut read, mut write) = (0, 0);
    while let Some(byte) = json.get(read).copied() {
        let next = json.get(read + 1).copied();
        let (first, second) = match (byte, next) {
            (b'\\', Some(b'/')) => (b'/', None),
            (b'\\', other) => (byte, other),
            _ => (byte, None),
        };
        read += if byte == b'\\' && next.is_some() { 2 } else { 1 };
        for byte in [Some(first), second].into_iter().flatten() {
            if let Some(slot) = json.get_mut(write) {
                *slot = byte;
            }
            write += 1;
        }
    }
    json.get_mut(write..).unwrap_or_default().fill(0);
    write
}

#[cfg(test)]
mod escape_tests {
    #[test]
    fn slashes_lose_their_escape_and_nothing_else_changes() {
        for (json, expected) in [
            (r#"{"a":"1\/\/0"}"#, r#"{"a":"1//0"}"#),
            (r#"{"a":"\\/"}"#, r#"{"a":"\\/"}"#),
            (r#"{"a":"\"\n\u002f/"}"#, r#"{"a":"\"\n\u002f/"}"#),
            ("\\", "\\"),
            ("", ""),
        ] {
            let mut bytes = json.as_bytes().to_vec();
            let length = super::unescape_slashes(&mut bytes);
            let (left, behind) = bytes.split_at(length);
            assert_eq!(String::from_utf8_lossy(left), expected);
            assert!(behind.iter().all(|byte| *byte == 0), "no end of a token stays behind: {behind:?}");
        }
    }
}

/// The answer is not shown: it may contain a token.
fn no_answer() -> Error {
    Error::oauth2(OAuth2Problem::EndpointAnswer).with_detail("the token endpoint's answer is not one of RFC 6749 §5")
}

/// Whether a scope is for sending.
fn is_for_sending(scope: &str) -> bool {
    !matches!(scope, "offline_access" | "openid" | "email" | "profile") && !scope.ends_with("/.default")
}

/// Microsoft uses two hosts in scopes, so only the name after the host is compared.
fn is_same_scope(granted: &str, wanted: &str) -> bool {
    let name = |scope: &str| match scope.rsplit('/').next() {
        Some(name) if !name.is_empty() => name.to_ascii_lowercase(),
        _ => scope.to_ascii_lowercase(),
    };
    name(granted) == name(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(provider: Provider, client_id: &str, client_secret: &str) -> OAuth2App {
        OAuth2App::builder(provider, client_id)
            .client_secret(client_secret)
            .authorize_url("https://login.example.com/authorize")
            .token_url("https://login.example.com/token")
            .scopes(["mail"])
            .build()
            .unwrap()
    }

    /// A text that grows leaves copies behind: the first allocation must hold all of it.
    #[test]
    fn no_text_with_a_secret_grows() {
        // Each byte becomes three.
        let secret = "~+".repeat(400);
        let text: SecretString = secret.as_str().into();
        for provider in [Provider::Custom, Provider::Gmail, Provider::Microsoft365] {
            let app = app(provider, &secret, &secret);
            for grant in
                [Grant::Refresh(&text), Grant::Client, Grant::Code { code: &text, verifier: &text, redirect: &secret }]
            {
                assert_eq!(app.form(&grant).1.capacity(), app.longest(&grant), "{provider:?}");
            }
            let pair = app.pair(&secret);
            assert_eq!(pair.capacity(), pair.len());
        }
        let encoded = form_encoded(&secret);
        assert_eq!((encoded.len(), encoded.capacity()), (2400, 2400));
    }

    #[test]
    fn everything_secret_in_a_request_is_masked() {
        let app = app(Provider::Custom, "client~1", "se~cr et+0");
        let (refresh, code, verifier) = ("re~fresh to+ken".into(), "co~de 42".into(), "veri~fier 42".into());
        for grant in [
            Grant::Refresh(&refresh),
            Grant::Code { code: &code, verifier: &verifier, redirect: "https://example.com/back" },
        ] {
            let (header, form) = app.form(&grant);
            let header = header.unwrap();
            let redactor = app.redactor(&grant);
            let shown = redactor.clean(&format!("{} and {}", form.as_str(), header.to_str().unwrap()));
            for part in ["fresh+to", "%7Ede 42", "%7Efier", "cr+et", "Basic Y2"] {
                assert!(!shown.contains(part), "{part} in {shown}");
            }
            assert!(shown.contains("[redacted]") && shown.contains("grant_type="), "{shown}");
        }
    }
}
