//! The three grants: what is asked, and what the answer means.

use super::{OAuth2App, problem::problem};
use crate::{
    error::{Error, OauthProblem},
    gateway::{AccessToken, Provider},
    redact::Redactor,
};
use ::oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet, PkceCodeVerifier,
    RedirectUrl, RefreshToken, RequestTokenError, Scope, TokenResponse, TokenUrl,
    basic::{BasicClient, BasicErrorResponse, BasicTokenResponse},
};
use secrecy::{ExposeSecret, SecretString};
use std::{
    borrow::Cow,
    time::{Duration, SystemTime},
};

/// Asks for everything that was granted to the application (Microsoft's client credentials).
const MICROSOFT_DEFAULT: &str = "https://outlook.office365.com/.default";
/// What a refusal may show.
const LONGEST: usize = 300;

pub(super) type Client = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// What is exchanged for a token.
pub(super) enum Grant<'a> {
    /// RFC 6749 §6.
    Refresh(&'a SecretString),
    /// RFC 6749 §4.4.
    Client,
    /// RFC 6749 §4.1.3 with RFC 7636 §4.5.
    Code { code: &'a SecretString, verifier: &'a SecretString, redirect: &'a str },
}

/// What was granted.
pub(super) struct Granted {
    pub(super) access: AccessToken,
    pub(super) life: Option<Duration>,
    pub(super) refresh: Option<SecretString>,
}

impl OAuth2App {
    fn is_microsoft(&self) -> bool {
        matches!(self.0.provider, Provider::Microsoft365 | Provider::OutlookCom)
    }

    /// A client of the library, which holds secrets only as long as one request takes.
    pub(super) fn client(&self) -> Client {
        let app = &*self.0;
        let mut client = BasicClient::new(ClientId::new(app.client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(app.authorize.clone()))
            .set_token_uri(TokenUrl::from_url(app.token.clone()))
            // Google and Microsoft describe the body; every other server must take the header (RFC 6749 §2.3.1).
            .set_auth_type(if app.provider == Provider::Custom { AuthType::BasicAuth } else { AuthType::RequestBody });
        if let Some(secret) = &app.client_secret {
            client = client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()));
        }
        client
    }

    pub(super) async fn request(&self, grant: Grant<'_>) -> Result<Granted, Error> {
        let client = self.client();
        let http = &self.0.http;
        let scopes = || self.0.scopes.iter().cloned().map(Scope::new);
        let answer = match &grant {
            Grant::Refresh(token) => {
                let token = RefreshToken::new(token.expose_secret().to_owned());
                let mut request = client.exchange_refresh_token(&token);
                if self.is_microsoft() {
                    // One refresh token serves several resources, so the request says which.
                    request = request.add_scopes(scopes());
                }
                request.request_async(http).await
            }
            Grant::Client => {
                let mut request = client.exchange_client_credentials();
                request = match self.is_microsoft() && !self.0.own_scopes {
                    true => request.add_scope(Scope::new(MICROSOFT_DEFAULT.to_owned())),
                    false => request.add_scopes(scopes()),
                };
                request.request_async(http).await
            }
            Grant::Code { code, verifier, redirect } => {
                let redirect = RedirectUrl::new((*redirect).to_owned()).map_err(|_| {
                    Error::oauth(OauthProblem::ClientInvalid).with_detail("the redirect address is none")
                })?;
                client
                    .exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()))
                    .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose_secret().to_owned()))
                    .set_redirect_uri(Cow::Owned(redirect))
                    .request_async(http)
                    .await
            }
        };
        let answer = answer.map_err(|error| self.refused(error, &self.redactor(&grant)));
        let granted = answer.and_then(|answer| self.granted(&answer, matches!(grant, Grant::Client)));
        granted.map_err(|error| error.with_provider(self.0.provider))
    }

    /// Every secret of the request: an endpoint may say in its refusal what it was sent.
    fn redactor(&self, grant: &Grant<'_>) -> Redactor {
        let mut redactor = Redactor::default();
        let own = match grant {
            Grant::Refresh(token) => [Some(*token), None],
            Grant::Client => [None, None],
            Grant::Code { code, verifier, .. } => [Some(*code), Some(*verifier)],
        };
        for secret in own.into_iter().chain([self.0.client_secret.as_ref()]).flatten() {
            redactor.forms(secret.expose_secret(), secret.expose_secret());
        }
        redactor
    }

    fn granted(&self, answer: &BasicTokenResponse, for_itself: bool) -> Result<Granted, Error> {
        let granted: Option<Vec<String>> =
            answer.scopes().map(|scopes| scopes.iter().map(|scope| scope.to_string()).collect());
        let mut access = AccessToken::new(answer.access_token().secret().as_str());
        if let (Some(granted), false) = (&granted, for_itself)
            && self.covers_sending(granted)?
        {
            access = access.covering_sending();
        }
        let life = answer.expires_in();
        if let Some(at) = life.and_then(|life| SystemTime::now().checked_add(life)) {
            access = access.with_expiry(at);
        }
        let refresh = answer.refresh_token().map(|token| SecretString::from(token.secret().as_str()));
        Ok(Granted { access, life, refresh })
    }

    /// A user may untick what was asked for, and a token without it would be refused without a word. False where nobody
    /// knows.
    fn covers_sending(&self, granted: &[String]) -> Result<bool, Error> {
        // Elsewhere names of scopes are the issuer's own affair, and one may contain another.
        if self.0.provider.info().is_none_or(|row| row.oauth2.is_none()) {
            return Ok(false);
        }
        let missing: Vec<&str> = self
            .0
            .scopes
            .iter()
            .map(String::as_str)
            .filter(|wanted| is_for_sending(wanted))
            .filter(|wanted| !granted.iter().any(|granted| is_same_scope(granted, wanted)))
            .collect();
        if missing.is_empty() {
            return Ok(true);
        }
        Err(Error::oauth(OauthProblem::ScopeMissing).with_detail(format!("not granted: {}", missing.join(", "))))
    }

    fn refused(&self, error: RequestTokenError<Error, BasicErrorResponse>, redactor: &Redactor) -> Error {
        match error {
            RequestTokenError::Request(error) => error,
            RequestTokenError::ServerResponse(answer) => {
                let code = answer.error().as_ref().to_owned();
                let description = answer.error_description().map(String::as_str).unwrap_or_default();
                let text = redactor.clean(&format!("{code}: {description}"));
                let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
                let text = text.trim_end_matches([':', ' ']);
                Error::oauth(problem(&code, description)).with_detail(format!("the token endpoint says \"{text}\""))
            }
            // Neither is kept: both may hold the whole answer, with a token in it.
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => Error::oauth(OauthProblem::EndpointAnswer)
                .with_detail("the token endpoint's answer is not one of RFC 6749 §5"),
        }
    }
}

/// The scopes that ask for something else than sending.
fn is_for_sending(scope: &str) -> bool {
    !matches!(scope, "offline_access" | "openid" | "email" | "profile") && !scope.ends_with("/.default")
}

/// Microsoft writes its hosts in two ways, so that the name behind them counts.
fn is_same_scope(granted: &str, wanted: &str) -> bool {
    let name = |scope: &str| match scope.rsplit('/').next() {
        Some(name) if !name.is_empty() => name.to_ascii_lowercase(),
        _ => scope.to_ascii_lowercase(),
    };
    name(granted) == name(wanted)
}
