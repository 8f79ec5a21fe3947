//! The mail part of a web back-end: settings with advice, the Test button, and sending with a key and a store.
//!
//! Without arguments it starts on a free port of 127.0.0.1 with a sandbox as every customer's mail server, sends itself a
//! few requests as a browser would, and ends. With `--serve` it keeps serving, and connects to public mail servers only.

mod support;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use ite_mailer::{
    CheckOptions, Document, DocumentMail, DocumentMailer, Error, GatewaySettings, IdempotentMailer, Language,
    MailerCache, MemoryIdempotencyStore, NetworkPolicy, Outcome, Provider, SmtpGateway, check_with,
    gateway::{Date, LintInput, SecretText},
};
use serde::Deserialize;
use serde_json::json;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::net::TcpListener;

/// The product's name in the guidance.
const PRODUCT: &str = "Facturo";

struct Backend {
    /// Idempotent mailers: each sends a mail with a scope and a key once. They connect where the policy allows.
    mailers: MailerCache<Arc<dyn DocumentMailer>>,
    /// Where the Test button connects.
    policy: NetworkPolicy,
    /// In place of the product's database: the customer's gateway, and the address they send from.
    customers: Mutex<HashMap<String, (SmtpGateway, String)>>,
}

#[derive(Deserialize)]
struct Saved {
    settings: GatewaySettings,
    /// Kept apart from the settings; a database keeps it encrypted.
    password: SecretText,
    from: String,
}

#[derive(Deserialize)]
struct Invoice {
    number: u32,
    client: String,
}

impl Backend {
    fn customer(&self, id: &str) -> Result<(SmtpGateway, String), StatusCode> {
        let customers = self.customers.lock().unwrap_or_else(PoisonError::into_inner);
        customers.get(id).cloned().ok_or(StatusCode::NOT_FOUND)
    }
}

/// The reader's language, from `Accept-Language`.
fn language(headers: &HeaderMap) -> Language {
    let tag = headers.get("accept-language").and_then(|value| value.to_str().ok()).unwrap_or_default();
    tag.split([',', ';']).find_map(|tag| tag.parse().ok()).unwrap_or_default()
}

/// A failure for the page. 409 for a mail that may have been delivered: the page must not offer to send it again.
fn failure(error: &Error, language: Language) -> Response {
    let status = match error.outcome() {
        Outcome::Unknown => StatusCode::CONFLICT,
        _ if error.retry().is_retryable() => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    (status, Json(error.to_page(language, PRODUCT))).into_response()
}

/// Saves settings: every problem at once, or the advice on settings that are valid.
async fn save(
    State(backend): State<Arc<Backend>>,
    Path(customer): Path<String>,
    headers: HeaderMap,
    Json(saved): Json<Saved>,
) -> Response {
    let language = language(&headers);
    let findings = saved.settings.lint(&LintInput::new(Date::today()).from(&saved.from));
    let advice: Vec<_> = findings.iter().map(|finding| finding.text(language).title.clone()).collect();
    match saved.settings.validate(saved.password) {
        Err(error) => failure(&error, language),
        Ok(gateway) => {
            let mut customers = backend.customers.lock().unwrap_or_else(PoisonError::into_inner);
            customers.insert(customer, (gateway, saved.from));
            Json(json!({ "saved": true, "advice": advice })).into_response()
        }
    }
}

/// The Test button: every step, no mail.
async fn test(
    State(backend): State<Arc<Backend>>,
    Path(customer): Path<String>,
) -> Result<Json<serde_json::Value>, StatusCode> {
    let (gateway, from) = backend.customer(&customer)?;
    let options = CheckOptions::new(&from).network_policy(backend.policy.clone());
    Ok(Json(json!(check_with(&gateway, &options).await)))
}

async fn send(
    State(backend): State<Arc<Backend>>,
    Path(customer): Path<String>,
    headers: HeaderMap,
    Json(invoice): Json<Invoice>,
) -> Result<Response, StatusCode> {
    let (gateway, from) = backend.customer(&customer)?;
    let mailer = backend.mailers.mailer_for(&customer, &gateway);
    // A browser that disconnects drops the handler; in a task the send is completed.
    let task = tokio::spawn(async move { mailer?.send(&mail(&customer, &from, &invoice)?).await });
    let result = task.await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(match result {
        Ok(receipt) => Json(json!(receipt)).into_response(),
        Err(error) => failure(&error, language(&headers)),
    })
}

/// Scope and key name the invoice: a request that comes twice sends one mail, even if the From was corrected meanwhile.
fn mail(customer: &str, from: &str, invoice: &Invoice) -> Result<DocumentMail, Error> {
    DocumentMail::builder()
        .from(from)
        .to(invoice.client.as_str())
        .subject(format!("Invoice {}", invoice.number))
        .text("Please find your invoice attached.")
        .document(Document::pdf(format!("invoice-{}.pdf", invoice.number), &b"%PDF-1.7 ..."[..]))
        .idempotency_scope(customer)
        .idempotency_key(format!("invoice-{}", invoice.number))
        .build()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let serve = std::env::args().any(|argument| argument == "--serve");
    // Customers can type any host: without a policy they could scan the product's network. The sandbox is on loopback.
    let policy = if serve { NetworkPolicy::public_only() } else { NetworkPolicy::any() };
    let store = MemoryIdempotencyStore::new(); // or a store over the product's database
    let mailers = MailerCache::builder()
        .network_policy(policy.clone())
        .wrap(move |mailer, _| Arc::new(IdempotentMailer::new(mailer, store.clone())) as Arc<dyn DocumentMailer>)
        .build()?;
    let backend = Arc::new(Backend { mailers, policy, customers: Mutex::default() });
    let app = Router::new()
        .route("/providers", get(|| async { Json(json!(Provider::all())) }))
        .route("/customers/{customer}/settings", post(save))
        .route("/customers/{customer}/test", post(test))
        .route("/customers/{customer}/invoices", post(send))
        .with_state(backend);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    println!("Serving on http://{address}");
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    if serve {
        return Ok(server.await??);
    }
    support::browser::demonstrate(address).await
}
