//! What a server echoes never shows a secret.

#[cfg(feature = "smtp")]
use crate::gateway::{AccessToken, Credentials};
use encodify::base64;
#[cfg(feature = "smtp")]
use secrecy::ExposeSecret;
use secrecy::zeroize::Zeroizing;
use url::form_urlencoded;

/// Every form in which the secret went out, or might come back.
#[derive(Default)]
pub(crate) struct Redactor(Vec<Zeroizing<String>>);

const MASK: &str = "[redacted]";

impl Redactor {
    #[cfg(feature = "smtp")]
    pub(crate) fn new(credentials: Option<&Credentials>) -> Self {
        let mut redactor = Self::default();
        if let Some((user, secret)) = credentials.and_then(|c| Some((c.user(), c.expose()?))) {
            redactor.forms(&plain_response(user, secret), secret);
        }
        redactor
    }

    #[cfg(feature = "smtp")]
    pub(crate) fn and_tokens(mut self, tokens: &[&AccessToken]) -> Self {
        for token in tokens {
            let token = token.secret().expose_secret();
            self.forms(token, token);
        }
        self
    }

    /// Knows this secret too, which goes out alone or within `message`.
    pub(crate) fn forms(&mut self, message: &str, secret: &str) {
        let forms = &mut self.0;
        forms.extend([
            Zeroizing::new(base64::STANDARD.encode(message.as_bytes())),
            Zeroizing::new(base64::STANDARD.encode(secret)),
            Zeroizing::new(secret.to_owned()),
            Zeroizing::new(form_urlencoded::byte_serialize(secret.as_bytes()).collect()),
        ]);
        // The secret inside a longer base64 text stands at one of three offsets; the letters it shares with its
        // neighbours are left out.
        for offset in 0..3 {
            let mut shifted = Zeroizing::new(vec![b' '; offset]);
            shifted.extend_from_slice(secret.as_bytes());
            let encoded = Zeroizing::new(base64::STANDARD.encode(shifted.as_slice()));
            let first = if offset == 0 { 0 } else { offset + 1 };
            let inner = encoded.get(first..encoded.trim_end_matches('=').len().saturating_sub(1));
            forms.push(Zeroizing::new(inner.unwrap_or_default().to_owned()));
        }
        // A very short form would mask half of every reply, and an empty one all of it.
        forms.retain(|form| form.len() >= 3);
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    }

    pub(crate) fn clean(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for form in &self.0 {
            if clean.contains(form.as_str()) {
                clean = clean.replace(form.as_str(), MASK);
            }
        }
        clean
    }
}

/// The message of SASL PLAIN (RFC 4616): no authorisation identity, login, password.
#[cfg(feature = "smtp")]
pub(crate) fn plain_response(user: &str, secret: &str) -> Zeroizing<String> {
    Zeroizing::new(format!("\0{user}\0{secret}"))
}

#[cfg(all(test, feature = "smtp"))]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_masked_in_every_form() {
        let credentials = Credentials::password("me@example.com", "s3cret+pass word".into());
        let redactor = Redactor::new(Some(&credentials));
        let encode = |text: &str| base64::STANDARD.encode(text);
        for echo in [
            "s3cret+pass word".to_owned(),
            "s3cret%2Bpass+word".to_owned(),
            encode("s3cret+pass word"),
            encode("\0me@example.com\0s3cret+pass word"),
            encode("xs3cret+pass wordy"),
            encode("xys3cret+pass word and more"),
            encode("xyzs3cret+pass wordyz"),
        ] {
            let clean = redactor.clean(&format!("535 you sent <{echo}>"));
            assert!(clean.contains(MASK), "{echo} in {clean}");
            assert!(!clean.contains("s3cret"), "{clean}");
        }
        assert_eq!(redactor.clean("535 5.7.8 refused"), "535 5.7.8 refused");
    }
}
