//! A server that sends anything at all.

use super::{texts, within};
use ite_mailer::{DocumentMail, DocumentMailer, Security, SmtpGateway, SmtpMailer, gateway::Timeouts};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    time::Duration,
};

/// Serves one connection: each piece after something was read, and then the end.
fn serve(pieces: Vec<Vec<u8>>) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let Ok((mut socket, _)) = listener.accept() else { return };
        socket.set_read_timeout(Some(Duration::from_millis(500))).ok();
        for (nth, piece) in pieces.into_iter().enumerate() {
            let mut buffer = [0; 4096];
            if nth > 0 && socket.read(&mut buffer).is_err() {
                return;
            }
            // The client may have closed the connection.
            if socket.write_all(&piece).is_err() {
                return;
            }
        }
    });
    address
}

fn send_to(address: SocketAddr) -> Result<ite_mailer::Receipt, ite_mailer::Error> {
    let mut timeouts = Timeouts::default().all_steps(Duration::from_millis(300));
    (timeouts.final_reply, timeouts.data_block) = (Duration::from_millis(300), Duration::from_millis(300));
    let gateway = SmtpGateway::builder()
        .host("127.0.0.1")
        .port(address.port())
        .security(Security::PlaintextLoopback)
        .authentication(false)
        .timeouts(timeouts)
        .build()
        .unwrap();
    let mail = DocumentMail::builder().from("me@example.com").to("you@example.org").text("x").build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    within("send", 4 << 20, || runtime.block_on(async { SmtpMailer::new(gateway).unwrap().send(&mail).await }))
}

#[test]
fn a_server_that_sends_anything() {
    let long = |piece: &str, size: usize| piece.repeat(size / piece.len()).into_bytes();
    let greeting = || b"220 here\r\n".to_vec();
    let ehlo = || b"250 here\r\n".to_vec();
    let mut cases = vec![
        vec![long("220-x\r\n", 4 << 20)],
        vec![long("220 x\r\n", 4 << 20)],
        vec![long("a", 4 << 20)],
        vec![long("\0", 1 << 20)],
        vec![long("\r\n", 1 << 20)],
        vec![greeting(), long("250-AUTH PLAIN LOGIN\r\n", 4 << 20)],
        vec![greeting(), long("250 x\r\n", 4 << 20)],
        vec![greeting(), ehlo(), long("250 x\r\n", 4 << 20)],
        vec![greeting(), ehlo(), long("421 try again in 9999999999999999999 seconds\r\n", 1 << 20)],
        vec![greeting(), ehlo(), long("\u{301}", 1 << 20)],
    ];
    // Each text costs a connection, so only short ones are used.
    let of_strangers = texts().into_iter().filter(|text| matches!(text.len(), 1..=255));
    cases.extend(of_strangers.map(|text| vec![format!("220 {text}\r\n").into_bytes(), text.into_bytes()]));
    for pieces in cases {
        // No reply can make it an accepted mail.
        let error = send_to(serve(pieces)).unwrap_err();
        assert!(error.to_string().len() < 64 * 1024);
    }
}
