//! XOAUTH2 and OAUTHBEARER (RFC 7628), and the problem behind a refused token.

use super::{Mechanism, OAUTHBEARER, XOAUTH2};
use crate::{
    error::{ErrorKind, OAuth2Problem},
    gateway::AccessToken,
    provider::Provider,
    util::redact::joined,
};
use encodify::base64;
use secrecy::{ExposeSecret, zeroize::Zeroizing};
use serde::Deserialize;
use std::time::{SystemTime, UNIX_EPOCH};

/// Longest reason that is kept, in characters.
const MAX_REASON: usize = 400;
/// Issuers backdate tokens by some minutes, so a token issued further in the future shows that our clock is wrong.
const SKEW: u64 = 60;

/// XOAUTH2 first at Google and Microsoft, which document it; at other servers the standard OAUTHBEARER.
pub(crate) const fn order(provider: Provider) -> [Mechanism; 2] {
    match provider {
        Provider::Gmail | Provider::GoogleWorkspace | Provider::GoogleSmtpRelay => [XOAUTH2, OAUTHBEARER],
        Provider::Microsoft365 | Provider::OutlookCom => [XOAUTH2, OAUTHBEARER],
        _ => [OAUTHBEARER, XOAUTH2],
    }
}

/// The initial response.
pub(crate) fn response(
    mechanism: Mechanism,
    user: &str,
    server: (&str, u16),
    token: &AccessToken,
) -> Zeroizing<String> {
    let token = token.secret().expose_secret();
    if mechanism == XOAUTH2 {
        return joined(&["user=", user, "\x01auth=Bearer ", token, "\x01\x01"]);
    }
    // `=` and `,` are separators (RFC 5801 §4).
    let user = user.replace('=', "=3D").replace(',', "=2C");
    let (host, port) = (server.0, server.1.to_string());
    joined(&["n,a=", &user, ",\x01host=", host, "\x01port=", &port, "\x01auth=Bearer ", token, "\x01\x01"])
}

/// The client's response to the server's reason, before the final reply: an empty line, or the one byte of RFC 7628
/// §3.2.3.
pub(crate) fn acknowledgement(mechanism: Mechanism) -> &'static str {
    if mechanism == OAUTHBEARER { "AQ==\r\n" } else { "\r\n" }
}

/// Whether every character is allowed in a token (RFC 6749 appendix A.12); others could end the field.
pub(crate) fn is_token(token: &AccessToken) -> bool {
    let token = token.secret().expose_secret();
    !token.is_empty() && token.bytes().all(|byte| (0x20..=0x7e).contains(&byte))
}

/// The server's reason for a refusal: JSON in a `334` challenge.
#[derive(Debug, Default)]
pub(crate) struct Reason {
    pub(crate) text: String,
    status: Option<String>,
}

impl Reason {
    /// Parses the text of a `334`. `None` if it is empty; text that is not base64 or not JSON is kept unchanged.
    pub(crate) fn parse(challenge: &str, clean: impl Fn(&str) -> String) -> Option<Self> {
        #[derive(Deserialize)]
        struct Fields {
            status: Option<serde_json::Value>,
        }
        let challenge = challenge.trim();
        if challenge.is_empty() {
            return None;
        }
        let decoded = base64::STANDARD.decode(challenge).ok();
        let text = decoded.map_or_else(|| challenge.to_owned(), |bytes| String::from_utf8_lossy(&bytes).into_owned());
        let text: String = clean(&text).chars().filter(|c| !c.is_control()).take(MAX_REASON).collect();
        let status = serde_json::from_str::<Fields>(&text).ok().and_then(|fields| fields.status).map(|status| {
            // Google writes the number as a string.
            status.as_str().map_or_else(|| status.to_string(), str::to_owned)
        });
        Some(Self { text, status })
    }

    fn problem(&self) -> Option<OAuth2Problem> {
        match self.status.as_deref() {
            // RFC 6750 §3.1. Google's 400 and 401 are too general.
            Some("insufficient_scope") => Some(OAuth2Problem::ScopeMissing),
            _ => None,
        }
    }
}

/// The problem of a sign-in that was refused with this kind.
pub(crate) fn problem(
    kind: ErrorKind,
    provider: Provider,
    reason: Option<&Reason>,
    user: &str,
    token: &AccessToken,
) -> Option<OAuth2Problem> {
    match kind {
        ErrorKind::SmtpAuthDisabledForMailbox | ErrorKind::SmtpAuthDisabledForTenant => {
            Some(OAuth2Problem::SmtpAuthOff)
        }
        ErrorKind::AuthMechanismUnsupported => Some(OAuth2Problem::TokensNotTaken),
        ErrorKind::OAuth2TokenInvalidOrExpired => Some(
            Claims::of(token)
                .and_then(|claims| claims.problem(provider, user))
                .or_else(|| reason.and_then(Reason::problem))
                .unwrap_or(OAuth2Problem::TokenRefused),
        ),
        _ => None,
    }
}

/// The claims of a token that is a JWT (RFC 7519), as Microsoft's are. Used to explain a refusal only: the signature is
/// not verified.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Claims {
    nbf: Option<u64>,
    iat: Option<u64>,
    exp: Option<u64>,
    scp: Option<String>,
    roles: Option<Vec<String>>,
    upn: Option<String>,
    preferred_username: Option<String>,
    unique_name: Option<String>,
}

impl Claims {
    fn of(token: &AccessToken) -> Option<Self> {
        let mut parts = token.secret().expose_secret().split('.');
        let (Some(_), Some(payload), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return None;
        };
        let bytes = Zeroizing::new(base64::URL_SAFE_NO_PAD.decode(payload).ok()?);
        serde_json::from_slice(&bytes).ok()
    }

    fn problem(&self, provider: Provider, user: &str) -> Option<OAuth2Problem> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        if self.nbf.or(self.iat).is_some_and(|from| from > now + SKEW) {
            return Some(OAuth2Problem::ClockSkew);
        }
        if self.exp.is_some_and(|until| until < now) {
            return Some(OAuth2Problem::GrantInvalid);
        }
        let microsoft = matches!(provider, Provider::Microsoft365 | Provider::OutlookCom);
        let scopes = self.scp.as_deref().into_iter().flat_map(|scopes| scopes.split(' '));
        let mut granted = scopes.chain(self.roles.iter().flatten().map(String::as_str));
        let says = self.scp.is_some() || self.roles.is_some();
        if microsoft && says && !granted.any(|one| matches!(one, "SMTP.Send" | "SMTP.SendAsApp")) {
            return Some(OAuth2Problem::ScopeMissing);
        }
        let name = self.upn.as_ref().or(self.preferred_username.as_ref()).or(self.unique_name.as_ref())?;
        (!name.eq_ignore_ascii_case(user)).then_some(OAuth2Problem::OtherMailbox)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_byte_for_byte() {
        // As in RFC 7628 §4.1 and Google's description of XOAUTH2, with a login that needs escapes.
        let token = AccessToken::new("vF9dft4qmT");
        let server = ("server.example.com", 587);
        let xoauth2 = response(XOAUTH2, "user@example.com", server, &token);
        assert_eq!(xoauth2.as_str(), "user=user@example.com\x01auth=Bearer vF9dft4qmT\x01\x01");
        let bearer = response(OAUTHBEARER, "a=b,c@example.com", server, &token);
        let expected =
            "n,a=a=3Db=2Cc@example.com,\x01host=server.example.com\x01port=587\x01auth=Bearer vF9dft4qmT\x01\x01";
        assert_eq!(bearer.as_str(), expected);
        assert_eq!((acknowledgement(XOAUTH2), acknowledgement(OAUTHBEARER)), ("\r\n", "AQ==\r\n"));
        assert_eq!(base64::STANDARD.encode("\x01"), "AQ==");
    }

    #[test]
    fn only_the_characters_of_a_token() {
        for (token, good) in [("a.b-c_d~e+f/g=", true), ("", false), ("a\x01b", false), ("a\r\nb", false), ("é", false)]
        {
            assert_eq!(is_token(&AccessToken::new(token)), good, "{token:?}");
        }
    }

    #[test]
    fn reasons() {
        for (json, problem) in [
            (r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#, None),
            (r#"{"status":401,"schemes":"bearer mac"}"#, None),
            (r#"{"status":"insufficient_scope","scope":"mail"}"#, Some(OAuth2Problem::ScopeMissing)),
            (r#"{"status":"invalid_token"}"#, None),
            ("no JSON", None),
        ] {
            let encoded = base64::STANDARD.encode(json);
            let reason = Reason::parse(&encoded, |text| text.replace("mac", "***")).unwrap();
            assert_eq!(reason.problem(), problem, "{json}");
            assert_eq!(reason.text, json.replace("mac", "***"));
        }
        assert!(Reason::parse(" ", str::to_owned).is_none());
        assert_eq!(Reason::parse("§", str::to_owned).unwrap().text, "§");
        let endless = base64::STANDARD.encode("x".repeat(9_000));
        assert_eq!(Reason::parse(&endless, str::to_owned).unwrap().text.len(), MAX_REASON);
    }

    #[test]
    fn claims_explain_a_refusal() {
        use OAuth2Problem as P;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let user = "user@example.com";
        for (claims, problem) in [
            (format!(r#"{{"nbf":{},"scp":"SMTP.Send"}}"#, now + 600), P::ClockSkew),
            (format!(r#"{{"iat":{},"scp":"SMTP.Send"}}"#, now + 600), P::ClockSkew),
            (format!(r#"{{"exp":{},"scp":"SMTP.Send"}}"#, now - 600), P::GrantInvalid),
            (r#"{"scp":"Mail.Read User.Read"}"#.to_owned(), P::ScopeMissing),
            (r#"{"roles":["Mail.Send"]}"#.to_owned(), P::ScopeMissing),
            (r#"{"roles":["SMTP.SendAsApp"]}"#.to_owned(), P::TokenRefused),
            (r#"{"scp":"SMTP.Send","upn":"Other@example.com"}"#.to_owned(), P::OtherMailbox),
            (r#"{"scp":"SMTP.Send","upn":"USER@example.com"}"#.to_owned(), P::TokenRefused),
            ("no JSON".to_owned(), P::TokenRefused),
        ] {
            let token = AccessToken::new(format!("e30.{}.c2ln", base64::URL_SAFE_NO_PAD.encode(&claims)));
            let kind = ErrorKind::OAuth2TokenInvalidOrExpired;
            assert_eq!(super::problem(kind, Provider::Microsoft365, None, user, &token), Some(problem), "{claims}");
        }
    }
}
