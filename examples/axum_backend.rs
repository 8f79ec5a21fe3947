//! A hand-over from a web handler: one mailer per customer from a bounded cache, the answer says whether the mail went and what to do.
//!
//! Without arguments it starts on a free port of 127.0.0.1 with a sandbox as every customer's gateway, sends itself two
//! requests (one customer is set up well, the other typed a wrong password) and ends. With `--serve` it keeps serving.

mod support;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use ite_mailer::{Document, DocumentMail, DocumentMailer, Error, MailerCache, Outcome, SmtpGateway, SmtpMailer};
use serde::Deserialize;
use serde_json::json;
use std::{collections::HashMap, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// The gateways stand for the product's database, one for each customer.
struct Backend {
    mailers: MailerCache,
    gateways: HashMap<String, SmtpGateway>,
}

#[derive(Deserialize)]
struct Invoice {
    number: u32,
    client: String,
}

async fn send_invoice(
    State(backend): State<Arc<Backend>>,
    Path(customer): Path<String>,
    Json(invoice): Json<Invoice>,
) -> Response {
    let Some(gateway) = backend.gateways.get(&customer) else { return StatusCode::NOT_FOUND.into_response() };
    // The mailer of last time with its connections, or a new one where the customer has changed the settings.
    let mailer = backend.mailers.mailer_for(&customer, gateway);
    // A client that goes away drops the handler; the send goes on in a task of its own, so that its fate is known.
    let Ok(result) = tokio::spawn(async move { hand_over(&mailer?, &invoice).await }).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    match result {
        Ok(receipt) => (StatusCode::OK, Json(json!(receipt))).into_response(),
        Err(error) => {
            // Only the customer can repair their gateway, so the page shows the guidance; a mail in doubt must not be
            // offered for sending again.
            let status = match error.outcome() {
                Outcome::Unknown => StatusCode::ACCEPTED,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            (status, Json(json!(error))).into_response()
        }
    }
}

async fn hand_over(mailer: &SmtpMailer, invoice: &Invoice) -> Result<ite_mailer::Receipt, Error> {
    let mail = DocumentMail::builder()
        .from("billing@example.com")
        .to(invoice.client.as_str())
        .subject(format!("Invoice {}", invoice.number))
        .text("Please find your invoice attached.")
        .document(Document::pdf(format!("invoice-{}.pdf", invoice.number), &b"%PDF-1.7 ..."[..]))
        // A request that comes twice gives the same Message-ID.
        .idempotency_scope("customer-7")
        .idempotency_key(format!("invoice-{}", invoice.number))
        .build()?;
    mailer.send(&mail).await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (gateway, sandbox) = support::gateway().await?;
    let mut gateways = HashMap::from([("atelier".to_owned(), gateway)]);
    if let Some(sandbox) = &sandbox {
        let mistyped = SmtpGateway::builder()
            .host("localhost")
            .port(sandbox.port())
            .user(sandbox.user())
            .password("not the password")
            .root_certificate(sandbox.ca_pem());
        gateways.insert("mistyped".to_owned(), mistyped.build()?);
    }
    let backend = Arc::new(Backend { mailers: MailerCache::builder().build()?, gateways });
    let app = Router::new().route("/customers/{customer}/invoices", post(send_invoice)).with_state(backend);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    println!("Serving on http://{address}/customers/{{customer}}/invoices");
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    if std::env::args().any(|argument| argument == "--serve") {
        return Ok(server.await??);
    }
    for customer in ["atelier", "mistyped"] {
        println!("\n{customer}: {}", request(address, customer).await?);
    }
    Ok(())
}

/// A client needs no more than this here.
async fn request(address: std::net::SocketAddr, customer: &str) -> std::io::Result<String> {
    let body = r#"{"number":42,"client":"client@example.org"}"#;
    let mut stream = TcpStream::connect(address).await?;
    let head = format!(
        "POST /customers/{customer}/invoices HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (status, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    Ok(format!("{}\n{body}", status.lines().next().unwrap_or_default()))
}
