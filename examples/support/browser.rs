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

    let (status, page) = post(address, "settings", &saved("https://localhost", "a password")).await?;
    println!("\nWrong host         {status}: {}", page["problems"][0]["text"]);
    post(address, "settings", &saved("localhost", "not the password")).await?;
    let (status, diagnosis) = post(address, "test", &Value::Null).await?;
    println!("Test, bad password {status}: ok = {}", diagnosis["ok"]);
    let (status, page) = post(address, "invoices", &invoice(42)).await?;
    println!("Send, bad password {status}: {}", page["title"]);
    post(address, "settings", &saved("localhost", server.password())).await?;
    let (status, receipt) = post(address, "invoices", &invoice(42)).await?;
    println!("Corrected          {status}: accepted for {}", receipt["accepted"]);
    let (status, again) = post(address, "invoices", &invoice(42)).await?;
    let same = again["message_id"] == receipt["message_id"];
    println!("Sent again         {status}: the same receipt: {same}; mails at the server: {}", server.mails().len());
    server.script().fault(Fault::new(SmtpStep::FinalReply, Action::Close));
    let (status, page) = post(address, "invoices", &invoice(43)).await?;
    println!("Answer lost        {status}: {}", page["title"]);
    if let Some(steps) = page["steps"].as_array() {
        steps.iter().for_each(|step| println!("                   - {step}"));
    }
    Ok(())
}

/// A French browser's request: the status and the JSON of the answer.
async fn post(address: SocketAddr, path: &str, body: &Value) -> Result<(String, Value), Box<dyn std::error::Error>> {
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
    let status = head.split(' ').nth(1).unwrap_or_default().to_owned();
    Ok((status, serde_json::from_str(body).unwrap_or_default()))
}
