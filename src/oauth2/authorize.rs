//! The customer's consent: the address to open, and what comes back (RFC 6749 §4.1, RFC 7636).

use super::{OAuth2App, grant::Grant, problem::problem};
use crate::{
    error::{Error, ErrorKind, OauthProblem, Stage},
    gateway::{AccessToken, Problem, Provider},
};
use ::oauth2::{CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};
use secrecy::{ExposeSecret, SecretString};
use std::{borrow::Cow, fmt};
use url::{Url, form_urlencoded};

/// A consent that was asked for. Keep it until the browser comes back, in the session of the person who is asked and
/// nowhere else: [`state`](Self::state) and [`verifier`](Self::verifier) are worth a sign-in until then.
#[derive(Clone)]
pub struct AuthorizationRequest {
    url: String,
    redirect_uri: String,
    state: SecretString,
    verifier: SecretString,
}

impl AuthorizationRequest {
    /// The same again, out of a session's store.
    #[must_use]
    pub fn restore(
        redirect_uri: impl Into<String>,
        state: impl Into<SecretString>,
        verifier: impl Into<SecretString>,
    ) -> Self {
        Self { url: String::new(), redirect_uri: redirect_uri.into(), state: state.into(), verifier: verifier.into() }
    }

    /// The address to open in the person's browser; empty in a restored request.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What ties the answer to this person's browser (RFC 6749 §10.12).
    #[must_use]
    pub const fn state(&self) -> &SecretString {
        &self.state
    }

    /// What proves that the one who asked is the one who exchanges (RFC 7636).
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

/// A customer's account, connected.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Connected {
    /// To be stored as a password is, and given to
    /// [`RefreshTokenProvider::new`](super::RefreshTokenProvider::new).
    pub refresh_token: SecretString,
    /// The first access token.
    pub access_token: AccessToken,
}

impl OAuth2App {
    /// Asks for a person's consent: the address to open, with a state and a PKCE challenge made on the spot.
    ///
    /// `redirect_uri` is where the provider sends the browser back to, as registered there. `login` is the address that
    /// will send; the provider then offers that account first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if the redirect address is none.
    pub fn authorize(
        &self,
        redirect_uri: impl Into<String>,
        login: Option<&str>,
    ) -> Result<AuthorizationRequest, Error> {
        let redirect_uri = redirect_uri.into();
        let redirect = RedirectUrl::new(redirect_uri.clone()).map_err(|_| {
            let problem = Problem::new("redirect_uri", "is no address; give the one registered with the provider");
            Error::invalid(ErrorKind::Configuration, Stage::Gateway, vec![problem]).with_provider(self.0.provider)
        })?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = self.client();
        let mut request = client
            .authorize_url(CsrfToken::new_random)
            .set_redirect_uri(Cow::Owned(redirect))
            .set_pkce_challenge(challenge)
            .add_scopes(self.0.scopes.iter().cloned().map(Scope::new));
        if matches!(self.0.provider, Provider::Gmail | Provider::GoogleWorkspace) {
            // Without the first Google gives no refresh token, without the second only at the first consent.
            request = request.add_extra_param("access_type", "offline").add_extra_param("prompt", "consent");
        }
        if let Some(login) = login {
            request = request.add_extra_param("login_hint", login);
        }
        let (url, state) = request.url();
        Ok(AuthorizationRequest {
            url: url.into(),
            redirect_uri,
            state: state.secret().as_str().into(),
            verifier: verifier.secret().as_str().into(),
        })
    }

    /// Turns what the browser came back with into a refresh token. `callback` is the address it came back to, or the
    /// query of that address.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::OauthConsentRequired`] if the person did not agree, or the answer belongs to another request (its
    /// state is another); else as the token endpoint refuses, at [`Stage::Token`].
    pub async fn exchange(&self, request: &AuthorizationRequest, callback: &str) -> Result<Connected, Error> {
        let failed =
            |problem, detail: String| Err(Error::oauth(problem).with_detail(detail).with_provider(self.0.provider));
        let query = Url::parse(callback).ok().map_or_else(
            || callback.trim_start_matches('?').to_owned(),
            |url| url.query().unwrap_or_default().to_owned(),
        );
        let value = |name: &str| {
            form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        // First, or somebody else's answer would be believed.
        let state = SecretString::from(value("state").unwrap_or_default());
        if !is_same(state.expose_secret(), request.state.expose_secret()) {
            return failed(
                OauthProblem::ConsentMissing,
                "the answer belongs to another request: its state differs".to_owned(),
            );
        }
        if let Some(code) = value("error") {
            let problem = problem(&code, &value("error_description").unwrap_or_default());
            let code: String = code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(64).collect();
            return failed(problem, format!("the provider says \"{code}\""));
        }
        let Some(code) = value("code").filter(|code| !code.is_empty()).map(SecretString::from) else {
            return failed(OauthProblem::EndpointAnswer, "the answer has neither a code nor an error".to_owned());
        };
        let grant = Grant::Code { code: &code, verifier: &request.verifier, redirect: &request.redirect_uri };
        let granted = self.request(grant).await?;
        match granted.refresh {
            Some(refresh_token) => Ok(Connected { refresh_token, access_token: granted.access }),
            None => failed(
                OauthProblem::ScopeMissing,
                "no refresh token came; the scopes must ask for lasting access (offline_access)".to_owned(),
            ),
        }
    }
}

/// Takes as long for a wrong text as for a right one of the same length.
fn is_same(one: &str, other: &str) -> bool {
    !other.is_empty()
        && one.len() == other.len()
        && one.bytes().zip(other.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}
