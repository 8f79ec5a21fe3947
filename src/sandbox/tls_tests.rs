//! TLS as a client sees it: the handshakes and what each certificate is refused for.

use super::{Certificate, Fault, SmtpSandbox, SmtpStep};
use std::{io, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        self, ClientConfig, RootCertStore,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

async fn until<S: AsyncReadExt + Unpin>(stream: &mut S, end: &str) -> String {
    let mut text = Vec::new();
    while !text.ends_with(end.as_bytes()) {
        match stream.read_u8().await {
            Ok(byte) => text.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

async fn protect(sandbox: &SmtpSandbox, tcp: TcpStream, name: &str) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(sandbox.ca_pem().as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(name.to_owned()).unwrap(), tcp).await
}

async fn implicit(sandbox: &SmtpSandbox, name: &str) -> io::Result<TlsStream<TcpStream>> {
    let tcp = TcpStream::connect((sandbox.host(), sandbox.tls_port())).await.unwrap();
    protect(sandbox, tcp, name).await
}

#[tokio::test]
async fn implicit_tls_carries_a_signed_in_mail() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    for name in ["localhost", "127.0.0.1"] {
        let mut tls = implicit(&sandbox, name).await.unwrap();
        let secret = format!("\0{}\0{}", sandbox.user(), sandbox.password());
        let secret = encodify::base64::STANDARD.encode(secret);
        assert!(until(&mut tls, "\r\n").await.starts_with("220 "));
        tls.write_all(format!("EHLO a.example.com\r\nAUTH PLAIN {secret}\r\n").as_bytes()).await.unwrap();
        let text = until(&mut tls, "successful\r\n").await;
        assert!(text.contains("AUTH PLAIN LOGIN") && !text.contains("STARTTLS"), "{text}");
        let mail = "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nBDAT 3 LAST\r\nabcQUIT\r\n";
        tls.write_all(mail.as_bytes()).await.unwrap();
        until(&mut tls, "Bye\r\n").await;
    }
    let mails = sandbox.wait_for(2).await.unwrap();
    assert!(mails.iter().all(|m| m.tls() && m.chunked() && m.user() == Some(sandbox.user())), "{mails:?}");
    assert_eq!(mails[1].mechanism(), Some("PLAIN"));
    assert_eq!(sandbox.sign_ins().accepted, 2);
}

#[tokio::test]
async fn starttls_forgets_what_came_in_clear() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mut tcp = TcpStream::connect((sandbox.host(), sandbox.port())).await.unwrap();
    until(&mut tcp, "\r\n").await;
    // Bytes after STARTTLS in the same write are in clear, and discarded.
    tcp.write_all(b"EHLO a.example.com\r\nSTARTTLS\r\nNOOP\r\n").await.unwrap();
    let text = until(&mut tcp, "start TLS\r\n").await;
    assert!(text.contains("STARTTLS") && !text.contains("AUTH"), "{text}");
    let mut tls = protect(&sandbox, tcp, "localhost").await.unwrap();
    tls.write_all(b"MAIL FROM:<a@example.com>\r\nEHLO a.example.com\r\n").await.unwrap();
    let keywords = "AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER\r\n";
    let text = until(&mut tls, keywords).await;
    assert!(text.starts_with("503 ") && text.ends_with(keywords), "{text}");
}

#[tokio::test]
async fn each_certificate_is_refused_for_its_own_reason() {
    for (certificate, reason) in [
        (Certificate::WrongName, "NotValidForName"),
        (Certificate::Expired, "Expired"),
        (Certificate::SelfSigned, "UnknownIssuer"),
    ] {
        let sandbox = SmtpSandbox::builder().certificate(certificate).start().await.unwrap();
        let error = implicit(&sandbox, "localhost").await.unwrap_err();
        assert!(format!("{error:?}").contains(reason), "{certificate:?}: {error:?}");
    }
}

#[tokio::test]
async fn a_handshake_that_is_cut_fails() {
    let sandbox = SmtpSandbox::builder()
        .fault(Fault::new(SmtpStep::TlsHandshake, super::Action::Close).nth(1))
        .start()
        .await
        .unwrap();
    assert!(implicit(&sandbox, "localhost").await.is_err());
    assert!(implicit(&sandbox, "localhost").await.is_ok());
}
