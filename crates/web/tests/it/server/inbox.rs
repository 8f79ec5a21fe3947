//! The inbox without a browser.

use super::support::{get, send};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use ite_mailer::{
    DocumentMailer, SmtpGateway, SmtpMailer,
    sandbox::{Personality, SmtpSandbox},
};
use ite_mailer_web::Inbox;
use std::{sync::Arc, time::Duration};
use tokio::{io::AsyncReadExt, io::AsyncWriteExt, net::TcpStream};

async fn sandbox() -> Arc<SmtpSandbox> {
    Arc::new(SmtpSandbox::builder().plaintext().no_auth().start().await.unwrap())
}

fn inbox(sandbox: &Arc<SmtpSandbox>, at: &str) -> Router {
    let router = Inbox::new().sandbox("sandbox", Arc::clone(sandbox)).router().unwrap();
    if at.is_empty() { router } else { Router::new().nest(at, router) }
}

/// Delivers a raw message that no composer would write.
async fn hand_over(sandbox: &SmtpSandbox, message: &str) {
    let mut tcp = TcpStream::connect(("127.0.0.1", sandbox.plain_port().unwrap())).await.unwrap();
    let head = "EHLO a.example.com\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\nRCPT TO:<hidden@example.org>\r\nDATA\r\n";
    tcp.write_all(head.as_bytes()).await.unwrap();
    tcp.write_all(message.as_bytes()).await.unwrap();
    tcp.write_all(b"\r\n.\r\nQUIT\r\n").await.unwrap();
    let mut answer = Vec::new();
    tokio::time::timeout(Duration::from_secs(30), tcp.read_to_end(&mut answer)).await.unwrap().unwrap();
}

const HTML: &str =
    "From: a@example.com\r\nTo: b@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n";

#[tokio::test]
async fn only_a_loopback_host_is_answered() {
    let app = inbox(&sandbox().await, "");
    for (host, status) in [
        ("localhost", StatusCode::OK),
        ("127.0.0.1:3000", StatusCode::OK),
        ("evil.example.com", StatusCode::FORBIDDEN),
        ("localhost.evil.example.com", StatusCode::FORBIDDEN),
    ] {
        for path in ["/", "/api/mails"] {
            let request = Request::get(path).header(header::HOST, host).body(Body::empty()).unwrap();
            assert_eq!(send(&app, request).await.status, status, "{host} {path}");
        }
    }
    let without = Request::get("/").body(Body::empty()).unwrap();
    assert_eq!(send(&app, without).await.status, StatusCode::FORBIDDEN);
}

/// Broken relative links in a preview: every link of every page works at any mount path.
#[tokio::test]
async fn every_link_leads_somewhere_wherever_it_is_mounted() {
    let sandbox = sandbox().await;
    let message = "From: a@example.com\r\nTo: b@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>hi\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\n%PDF\r\n--b--";
    hand_over(&sandbox, message).await;
    for at in ["", "/dev/mail", "/a/b/c"] {
        let app = inbox(&sandbox, at);
        for page in ["", "/mail/0/0", "/conversation/0/1"] {
            let path = format!("{at}{page}");
            let seen = get(&app, if path.is_empty() { "/" } else { &path }).await;
            assert_eq!(seen.status, StatusCode::OK, "{path}");
            for attribute in ["href=\"", "src=\"", "action=\""] {
                for link in seen.body.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap()) {
                    if link.starts_with("data:") || link.starts_with('?') || attribute == "action=\"" {
                        continue;
                    }
                    assert!(link.starts_with('/'), "{path}: {link} is relative");
                    let there = get(&app, &link.replace("&amp;", "&")).await;
                    assert_eq!(there.status, StatusCode::OK, "{path}: {link}");
                }
            }
        }
    }
}

#[tokio::test]
async fn envelope_stands_beside_headers_and_blind_copies_show() {
    let sandbox = sandbox().await;
    hand_over(&sandbox, &format!("{HTML}<p>hi")).await;
    let app = inbox(&sandbox, "");
    let seen = get(&app, "/mail/0/0?lang=en").await.body;
    assert_eq!(seen.matches("class=\"blind\"").count(), 1, "{seen}");
    assert!(seen.contains("hidden@example.org"));
    assert!(
        seen.contains("RCPT TO:&#60;hidden@example.org&#62;") || seen.contains("RCPT TO:&lt;hidden@example.org&gt;"),
        "{seen}"
    );
    let json: serde_json::Value = serde_json::from_str(&get(&app, "/api/mails/0/0").await.body).unwrap();
    assert_eq!(json["envelope"]["to"], serde_json::json!(["b@example.org", "hidden@example.org"]));
    let list: serde_json::Value = serde_json::from_str(&get(&app, "/api/mails").await.body).unwrap();
    assert_eq!((list.as_array().unwrap().len(), &list[0]["subject"]), (1, &"x".into()));
}

#[tokio::test]
async fn html_of_a_mail_gets_no_rights() {
    let sandbox = sandbox().await;
    hand_over(&sandbox, &format!("{HTML}<script>alert(1)</script>")).await;
    let app = inbox(&sandbox, "");
    let frame = get(&app, "/mail/0/0/html").await;
    let policy = frame.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("sandbox;") && policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("script") && !policy.contains("http"), "{policy}");
    let page = get(&app, "/mail/0/0").await.body;
    assert!(page.contains("sandbox=\"\"") && !page.contains("<script>alert"), "{page}");
}

#[tokio::test]
async fn documents_that_a_browser_would_run_are_only_downloaded() {
    let sandbox = sandbox().await;
    let part = |media_type: &str| {
        format!(
            "--b\r\nContent-Type: {media_type}\r\nContent-Disposition: attachment; filename=\"a\\\"\r\n b.html\"\r\n\r\n<script>alert(1)</script>\r\n"
        )
    };
    let parts = ["text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript"].map(part).concat();
    hand_over(&sandbox, &format!("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--"))
        .await;
    let app = inbox(&sandbox, "");
    for number in 0..4 {
        let answer = get(&app, &format!("/mail/0/0/part/{number}?show=1")).await;
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/octet-stream", "{number}");
        let disposition = answer.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert!(disposition.starts_with("attachment") && !disposition.contains('\r'), "{disposition}");
    }
}

#[tokio::test]
async fn ten_megabytes_and_a_thousand_parts_are_shown() {
    let sandbox = sandbox().await;
    hand_over(&sandbox, &format!("{HTML}{}", "<p>long line\r\n".repeat(800_000))).await;
    let parts =
        "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n".repeat(1000);
    hand_over(&sandbox, &format!("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--"))
        .await;
    let app = inbox(&sandbox, "");
    for number in [0, 1] {
        let seen = get(&app, &format!("/mail/0/{number}?lang=fr")).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.body.len() < 2_000_000, "{number}: {} bytes", seen.body.len());
    }
    assert!(get(&app, "/mail/0/0/html").await.body.len() > 9_000_000);
    assert_eq!(get(&app, "/mail/0/1/part/999").await.body, "x");
    assert_eq!(get(&app, "/mail/0/1/part/1000").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&app, "/mail/7/0").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn switches_change_personality_refusal_and_fault() {
    let sandbox = Arc::new(SmtpSandbox::start().await.unwrap());
    let app = inbox(&sandbox, "");
    let pairs = [("personality", "Microsoft 365"), ("refusal", "smtp_auth_disabled_for_tenant")];
    super::support::post(&app, "/switches/0?lang=en", &pairs).await;
    assert_eq!(sandbox.personality(), Personality::Microsoft365);
    let gateway = || {
        let builder = SmtpGateway::builder().host("localhost").port(sandbox.port()).user(sandbox.user());
        builder.password(sandbox.password()).root_certificate(sandbox.ca_pem()).build().unwrap()
    };
    let error = SmtpMailer::new(gateway()).unwrap().sign_in().await.unwrap_err();
    assert_eq!(error.kind().as_str(), "smtp_auth_disabled_for_tenant");
    assert!(get(&app, "/?lang=en").await.body.contains("smtp_auth_disabled_for_tenant"));
    super::support::post(&app, "/switches/0", &[("reset", "1"), ("step", "greeting"), ("action", "close")]).await;
    let error = SmtpMailer::new(gateway()).unwrap().sign_in().await.unwrap_err();
    assert_eq!(error.stage().as_str(), "greeting", "{error}");
    super::support::post(&app, "/switches/0", &[("reset", "1")]).await;
    let mail = ite_mailer::DocumentMail::builder().from("a@example.com").to("b@example.org").text("x").build().unwrap();
    SmtpMailer::new(gateway()).unwrap().send(&mail).await.unwrap();
    let mut request = super::support::post_request("/switches/0", &[("reset", "1")]);
    request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    assert_eq!(send(&app, request).await.status, StatusCode::FORBIDDEN);
}
