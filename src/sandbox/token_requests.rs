//! Requests to the token endpoint, and its answers.

use super::{
    Personality,
    token_endpoint::{Shared, State},
    token_refusal, tokens,
};
use crate::error::OAuth2Problem;
use bytes::Bytes;
use encodify::base64;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, Response, body::Incoming, header, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use sha2::{Digest, Sha256};
use std::{collections::HashMap, convert::Infallible, io, sync::Arc};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig};
use url::form_urlencoded;

const MAX_REQUEST: usize = 64 * 1024;

/// A code that can be exchanged once (RFC 6749 §4.1.2).
pub(super) struct Code {
    pub(super) code: String,
    pub(super) challenge: String,
    pub(super) redirect: String,
}

/// The answer to a request.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
    pub(super) stalls: bool,
}

impl Answer {
    fn json(status: u16, value: &serde_json::Value) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())];
        Self { status, headers, body: value.to_string(), stalls: false }
    }

    pub(super) fn refusal(status: u16, error: &str, description: &str) -> Self {
        Self::json(status, &serde_json::json!({ "error": error, "error_description": description }))
    }

    /// The code of an error.
    fn error(&self) -> Option<String> {
        let json: serde_json::Value = serde_json::from_str(&self.body).ok()?;
        Some(json.get("error")?.as_str()?.to_owned())
    }
}

type Form = HashMap<String, String>;

/// Accepts connections until it is aborted; they end with it.
pub(super) fn serve(listener: TcpListener, tls: Option<Arc<ServerConfig>>, shared: Arc<Shared>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut connections = JoinSet::new();
        while let Ok((tcp, _)) = listener.accept().await {
            while connections.try_join_next().is_some() {}
            connections.spawn(talk(tcp, tls.clone(), Arc::clone(&shared)));
        }
    })
}

async fn talk(tcp: TcpStream, tls: Option<Arc<ServerConfig>>, shared: Arc<Shared>) {
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, Infallible>(respond(request, &shared).await) }
    });
    // The client sees the failure.
    match tls {
        None => drop(http1::Builder::new().serve_connection(TokioIo::new(tcp), service).await),
        Some(config) => {
            if let Ok(stream) = TlsAcceptor::from(config).accept(tcp).await {
                drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
            }
        }
    }
}

async fn respond(request: Request<Incoming>, shared: &Shared) -> Response<Full<Bytes>> {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let authorization =
        request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = Limited::new(request.into_body(), MAX_REQUEST).collect().await.map(|body| body.to_bytes());
    let pairs = |text: &[u8]| form_urlencoded::parse(text).into_owned().collect::<Vec<_>>();
    let form: Form = pairs(query.as_bytes()).into_iter().chain(pairs(body.as_deref().unwrap_or_default())).collect();
    let answer = match path.as_str() {
        "/token" => token(&form, authorization.as_deref(), shared),
        "/introspect" => Ok(introspect(&form, authorization.as_deref(), shared)),
        _ => Ok(Answer::refusal(404, "not_found", "")),
    };
    let answer = answer.unwrap_or_else(|error| Answer::refusal(500, "server_error", &error.to_string()));
    if answer.stalls {
        std::future::pending::<()>().await;
    }
    let mut response = Response::builder().status(answer.status).header(header::CACHE_CONTROL, "no-store");
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    response.body(Full::new(Bytes::from(answer.body))).unwrap_or_default()
}

fn token(form: &Form, authorization: Option<&str>, shared: &Shared) -> io::Result<Answer> {
    let grant = form.get("grant_type").map(String::as_str).unwrap_or_default();
    let mut state = shared.state();
    let answer = match state.script.clone() {
        Some(scripted) => scripted,
        None if !is_known(form, authorization, shared) => refused(shared, OAuth2Problem::ClientInvalid),
        None => granted(grant, form, shared, &mut state)?,
    };
    let known = ["refresh_token", "client_credentials", "authorization_code"].contains(&grant);
    let mut note = if known { grant.to_owned() } else { "unknown".to_owned() };
    if let Some(error) = answer.error() {
        note.push_str(&format!(": {error}"));
    }
    state.requests.push(note);
    Ok(answer)
}

/// Whether client identifier and secret are valid, in the header or the body (RFC 6749 §2.3.1).
fn is_known(form: &Form, authorization: Option<&str>, shared: &Shared) -> bool {
    let basic = authorization.and_then(|value| {
        let decoded = base64::STANDARD.decode(value.strip_prefix("Basic ")?).ok()?;
        let text = String::from_utf8(decoded).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some((decoded_form(id), decoded_form(secret)))
    });
    let body = || Some((form.get("client_id")?.clone(), form.get("client_secret").cloned().unwrap_or_default()));
    let expected = shared.client_secret.as_deref().unwrap_or_default();
    basic.or_else(body).is_some_and(|(id, secret)| id == shared.client_id && secret == expected)
}

fn decoded_form(text: &str) -> String {
    form_urlencoded::parse(text.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}

fn refused(shared: &Shared, problem: OAuth2Problem) -> Answer {
    token_refusal::refusal(shared.personality, problem).unwrap_or_else(|| Answer::refusal(400, "invalid_request", ""))
}

fn granted(grant: &str, form: &Form, shared: &Shared, state: &mut State) -> io::Result<Answer> {
    let value = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    match grant {
        "refresh_token" if state.refresh.as_deref() == Some(value("refresh_token")) => {
            if shared.rotates {
                state.refresh = Some(tokens::random()?);
            }
        }
        // Not for public clients (RFC 6749 §4.4).
        "client_credentials" if shared.client_secret.is_some() => {}
        "client_credentials" => return Ok(Answer::refusal(400, "unauthorized_client", "")),
        "authorization_code" => {
            let at = state.codes.iter().position(|known| known.code == value("code"));
            // A code is valid once, even if the request fails (RFC 6749 §4.1.2).
            let Some(known) = at.map(|at| state.codes.swap_remove(at)) else {
                return Ok(refused(shared, OAuth2Problem::GrantInvalid));
            };
            let proof = base64::URL_SAFE_NO_PAD.encode(Sha256::digest(value("code_verifier")));
            if proof != known.challenge || known.redirect != value("redirect_uri") {
                return Ok(refused(shared, OAuth2Problem::GrantInvalid));
            }
            state.refresh = Some(tokens::random()?);
        }
        "refresh_token" => return Ok(refused(shared, OAuth2Problem::GrantInvalid)),
        _ => return Ok(Answer::refusal(400, "unsupported_grant_type", "")),
    }
    let asked = form.get("scope").cloned();
    let scope = shared.scope.clone().or(asked);
    let sends = shared.scope.as_deref().is_none_or(|scope| scope.contains("SMTP.Send") || scope.contains("mail"));
    let token = shared.tokens.issue(shared.personality, &shared.user, shared.life, sends)?;
    let mut json = serde_json::json!({
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": shared.life.as_secs(),
    });
    if let Some(scope) = scope {
        json["scope"] = scope.into();
    }
    // Microsoft always returns a refresh token, Google only for a code.
    let sends_refresh =
        grant == "authorization_code" || shared.rotates || shared.personality == Personality::Microsoft365;
    if sends_refresh && grant != "client_credentials" {
        json["refresh_token"] = state.refresh.clone().into();
    }
    Ok(Answer::json(200, &json))
}

/// Token introspection (RFC 7662) and user info: the token is in the body, the query or the header.
fn introspect(form: &Form, authorization: Option<&str>, shared: &Shared) -> Answer {
    let token = authorization.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
    let token = token.or_else(|| form.get("token").cloned()).unwrap_or_default();
    match shared.tokens.owner(&token) {
        Some((user, left)) => Answer::json(
            200,
            &serde_json::json!({ "active": true, "username": user, "scope": "mail", "expires_in": left.as_secs() }),
        ),
        None => Answer::json(200, &serde_json::json!({ "active": false })),
    }
}
