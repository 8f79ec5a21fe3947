//! The requests of a settings page and of a "Send" button, against the web back-end of the example.

use ite_mailer::sandbox::{Action, Fault, SmtpSandbox, SmtpStep};
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A customer saves wrong settings, then a wrong password, then the right one; sends, sends again, and loses an answer.
pub(crate) async fn demonstrate(address: SocketAddr) -> Result<(), Box<dyn std::error::Error>> {
    let server = SmtpSandbox::start().await?;
    let saved = |host: &str, password: &str| {
        json!({
            "settings": {
                "host": host, "port": server.port(), "security": "starttls", "user": server.user(),
                "root_certificates": [server.ca_pem()],
            },
            "password": password,
            "from": "billing@example.com",
        })
    };
    let invoice = |number: u32| json!({ "number": number, "client": "client@example.org" });

    let page = post(address, "settings", &saved("https://localhost", "a password"), "422").await?;
    println!("\nWrong host         422: {}", page["problems"][0]["text"]);
    post(address, "settings", &saved("localhost", "not the password"), "200").await?;
    let diagnosis = post(address, "test", &Value::Null, "200").await?;
    println!("Test, bad password 200: ok = {}", diagnosis["ok"]);
    let page = post(address, "invoices", &invoice(42), "422").await?;
    println!("Send, bad password 422: {}", page["title"]);
    post(address, "settings", &saved("localhost", server.password()), "200").await?;
    let receipt = post(address, "invoices", &invoice(42), "200").await?;
    println!("Corrected          200: accepted for {}", receipt["accepted"]);
    let again = post(address, "invoices", &invoice(42), "200").await?;
    let same = again["message_id"] == receipt["message_id"];
    println!("Sent again         200: the same receipt: {same}; mails at the server: {}", server.mails().len());
    server.script().fault(Fault::new(SmtpStep::FinalReply, Action::Close));
    let page = post(address, "invoices", &invoice(43), "409").await?;
    println!("Answer lost        409: {}", page["title"]);
    if let Some(steps) = page["steps"].as_array() {
        steps.iter().for_each(|step| println!("                   - {step}"));
    }
    Ok(())
}

/// A request of a French browser: the JSON of the response, or an error if the status is not the expected one.
async fn post(
    address: SocketAddr,
    path: &str,
    body: &Value,
    expected: &str,
) -> Result<Value, Box<dyn std::error::Error>> {
    let body = body.to_string();
    let head = format!(
        "POST /customers/atelier/{path} HTTP/1.1\r\nhost: localhost\r\naccept-language: fr-FR,fr;q=0.9\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(head.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).unwrap_or_default();
    if status != expected {
        return Err(format!("{path}: {expected} expected, {answer}").into());
    }
    Ok(serde_json::from_str(body).unwrap_or_default())
}
