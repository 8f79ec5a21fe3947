//! The authorization code flow with PKCE (RFC 6749 §4.1, RFC 7636).

use super::{OAuth2App, grant::Grant, problem::problem, texts as T};
use crate::{
    error::{Error, ErrorKind, OAuth2Problem, Stage},
    gateway::AccessToken,
    provider::Provider,
};
use encodify::base64;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::fmt;
use url::{Url, form_urlencoded};

/// An authorization request. Keep it in the user's session until the browser is redirected back:
/// [`state`](Self::state) and [`verifier`](Self::verifier) are secrets until then.
#[derive(Clone)]
pub struct AuthorizationRequest {
    url: String,
    redirect_uri: String,
    state: SecretString,
    verifier: SecretString,
}

impl AuthorizationRequest {
    /// Restores a request from the values in a session.
    #[must_use]
    pub fn restore(
        redirect_uri: impl Into<String>,
        state: impl Into<SecretString>,
        verifier: impl Into<SecretString>,
    ) -> Self {
        Self { url: String::new(), redirect_uri: redirect_uri.into(), state: state.into(), verifier: verifier.into() }
    }

    /// The URL to open in the user's browser; empty in a restored request.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The state, which binds the answer to the user's session (RFC 6749 §10.12).
    #[must_use]
    pub const fn state(&self) -> &SecretString {
        &self.state
    }

    /// The PKCE code verifier (RFC 7636).
    #[must_use]
    pub const fn verifier(&self) -> &SecretString {
        &self.verifier
    }
}

impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationRequest").field("redirect_uri", &self.redirect_uri).finish_non_exhaustive()
    }
}

/// The tokens of a connected account.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Connected {
    /// The refresh token, for [`RefreshTokenProvider::new`](super::RefreshTokenProvider::new). Store it like a
    /// password.
    pub refresh_token: SecretString,
    /// The first access token.
    pub access_token: AccessToken,
}

impl OAuth2App {
    /// Creates an authorization request, with a new state and PKCE challenge.
    ///
    /// `redirect_uri` is the registered URL that the provider redirects the browser to. `login` is the address that
    /// will send; the provider offers that account first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if the redirect URI is invalid; [`ErrorKind::Other`] if the system has no random
    /// numbers.
    pub fn authorize(
        &self,
        redirect_uri: impl Into<String>,
        login: Option<&str>,
    ) -> Result<AuthorizationRequest, Error> {
        let redirect_uri = redirect_uri.into();
        if Url::parse(&redirect_uri).is_err() {
            let problem = T::REDIRECT_INVALID.at("redirect_uri");
            let error = Error::invalid(ErrorKind::Configuration, Stage::Gateway, vec![problem]);
            return Err(error.with_provider(self.0.provider));
        }
        let (state, verifier) = (random()?, random()?);
        // RFC 7636 §4.2.
        let challenge = base64::URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose_secret()));
        let mut url = self.0.authorize.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.0.client_id)
            .append_pair("redirect_uri", &redirect_uri)
            .append_pair("state", state.expose_secret())
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        if !self.0.scopes.is_empty() {
            url.query_pairs_mut().append_pair("scope", &self.0.scopes.join(" "));
        }
        if matches!(self.0.provider, Provider::Gmail | Provider::GoogleWorkspace) {
            // Without the first parameter Google returns no refresh token; without the second only at the first
            // consent.
            url.query_pairs_mut().append_pair("access_type", "offline").append_pair("prompt", "consent");
        }
        if let Some(login) = login {
            url.query_pairs_mut().append_pair("login_hint", login);
        }
        Ok(AuthorizationRequest { url: url.into(), redirect_uri, state, verifier })
    }

    /// Exchanges the authorization code for tokens. `callback` is the URL that the browser was redirected to, its path
    /// with the query, or the query alone.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::OAuth2ConsentRequired`] if the user declined, or if the state is that of another request; otherwise
    /// the error of the token endpoint, at [`Stage::Token`].
    pub async fn exchange(&self, request: &AuthorizationRequest, callback: &str) -> Result<Connected, Error> {
        let failed =
            |problem, detail: String| Err(Error::oauth2(problem).with_detail(detail).with_provider(self.0.provider));
        let query = query_of(callback);
        let value = |name: &str| {
            form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        // Checked first: the rest of an answer to another request must not be used.
        let state = SecretString::from(value("state").unwrap_or_default());
        if !is_same(state.expose_secret(), request.state.expose_secret()) {
            return failed(
                OAuth2Problem::ConsentMissing,
                "the answer belongs to another request: its state differs".to_owned(),
            );
        }
        if let Some(code) = value("error") {
            let problem = problem(&code, &value("error_description").unwrap_or_default());
            let code: String = code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(64).collect();
            return failed(problem, format!("the provider says \"{code}\""));
        }
        let Some(code) = value("code").filter(|code| !code.is_empty()).map(SecretString::from) else {
            return failed(OAuth2Problem::EndpointAnswer, "the answer has neither a code nor an error".to_owned());
        };
        let grant = Grant::Code { code: &code, verifier: &request.verifier, redirect: &request.redirect_uri };
        let answered = self.request(grant).await;
        let granted = answered.access?;
        match answered.refresh {
            Some(refresh_token) => Ok(Connected { refresh_token, access_token: granted.token }),
            None => failed(
                OAuth2Problem::ScopeMissing,
                "no refresh token came; the scopes must ask for lasting access (offline_access)".to_owned(),
            ),
        }
    }
}

/// The query of a URL, of a path with a query, or of a query alone.
fn query_of(callback: &str) -> &str {
    let text = callback.split('#').next().unwrap_or_default();
    match text.split_once('?') {
        // A value may contain a question mark, too.
        Some((before, query)) => {
            let first = before.split_once("://").map_or(before, |(scheme, _)| scheme);
            if before.starts_with('/') || !first.contains('=') { query } else { text }
        }
        None => text,
    }
}

/// Compares in constant time for texts of the same length.
fn is_same(one: &str, other: &str) -> bool {
    !other.is_empty()
        && one.len() == other.len()
        && one.bytes().zip(other.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// 256 bits in 43 characters, the minimum of RFC 7636 §4.1.
fn random() -> Result<SecretString, Error> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Error::new(ErrorKind::Other, Stage::Token).with_source(error))?;
    Ok(base64::URL_SAFE_NO_PAD.encode(bytes).into())
}
