//! Requests to a router, with a customer.

use axum::{
    Extension, Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use ite_mailer::{GatewaySettings, network::NetworkPolicy, sandbox::SmtpSandbox};
use ite_mailer_web::{Customer, MemorySettingsStore, SettingsOptions, settings_page};
use std::sync::Arc;
use tower::ServiceExt;

/// What came back.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// The draft that the redirect leads to.
    pub(super) fn draft(&self) -> String {
        let query = self.location().split_once("draft=").map_or("", |(_, rest)| rest);
        query.split(['&', '#']).next().unwrap().to_owned()
    }
}

pub(super) async fn send(app: &Router, request: Request<Body>) -> Answer {
    let response = app.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.into_body().collect().await.unwrap().to_bytes();
    Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
}

pub(super) async fn get(app: &Router, path: &str) -> Answer {
    send(app, Request::get(path).header(header::HOST, "localhost").body(Body::empty()).unwrap()).await
}

pub(super) fn form(pairs: &[(&str, &str)]) -> String {
    let encode = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect()
    };
    pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect::<Vec<_>>().join("&")
}

pub(super) fn post_request(path: &str, pairs: &[(&str, &str)]) -> Request<Body> {
    Request::post(path)
        .header(header::HOST, "localhost")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form(pairs)))
        .unwrap()
}

pub(super) async fn post(app: &Router, path: &str, pairs: &[(&str, &str)]) -> Answer {
    send(app, post_request(path, pairs)).await
}

/// Posts settings and shows the page that the redirect leads to.
pub(super) async fn act(app: &Router, draft: &str, action: &str, pairs: &[(&str, &str)]) -> Answer {
    let pairs = [&[("draft", draft), ("action", action)], pairs].concat();
    let answer = post(app, "/settings", &pairs).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    get(app, answer.location().split('#').next().unwrap()).await
}

/// A page whose "another server" at `localhost` trusts the sandbox.
pub(super) fn page(
    sandbox: Option<&SmtpSandbox>,
    customer: &str,
    set: impl FnOnce(SettingsOptions) -> SettingsOptions,
) -> Router {
    pages(sandbox, set).layer(Extension(Customer::new(customer)))
}

/// The same without a customer.
pub(super) fn pages(sandbox: Option<&SmtpSandbox>, set: impl FnOnce(SettingsOptions) -> SettingsOptions) -> Router {
    let options = SettingsOptions::new("ITE360").network_policy(NetworkPolicy::any());
    let ca = sandbox.map(|sandbox| sandbox.ca_pem().to_owned());
    let options = options.test_endpoint(move |settings: &GatewaySettings| {
        let mut there = settings.clone();
        there.root_certificates = vec![ca.clone()?];
        (settings.host.as_deref() == Some("localhost")).then_some(there)
    });
    settings_page(MemorySettingsStore::new(), set(options)).unwrap()
}

/// The fields of a server of one's own that work.
pub(super) fn fields<'a>(sandbox: &'a SmtpSandbox, port: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("address", "atelier@example.fr"),
        ("sender_name", "Atelier Exemple"),
        ("user", sandbox.user()),
        ("password", sandbox.password()),
        ("host", "localhost"),
        ("port", port),
        ("security", "starttls_required"),
    ]
}

pub(super) async fn start() -> Arc<SmtpSandbox> {
    Arc::new(SmtpSandbox::start().await.unwrap())
}

/// Chooses a tile; gives the draft.
pub(super) async fn choose(app: &Router, provider: &str, address: &str) -> String {
    post(app, "/choose?lang=en", &[("provider", provider), ("address", address)]).await.draft()
}
