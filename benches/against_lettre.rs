//! Ours against lettre in one run: composing a 10 MB PDF, and the memory that sending a 20 MiB document over TLS takes.
//!
//! `cargo bench -p ite-mailer-benches --bench against_lettre` prints a table and one JSON object per line. Memory is the growth of the peak
//! resident set of a child process (Linux only) from before the mail to after it, beyond the document itself; the child
//! has sent a small mail first, so TLS and the runtime are loaded. The server runs in the parent.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot run must stop")]

mod shared;

use ite_mailer::{Document, DocumentMail, DocumentMailer, SmtpGateway, SmtpMailer};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Attachment, MultiPart, SinglePart, header::ContentType},
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
    },
};
use shared::{Peak, pdf};
use std::{
    env, fs,
    hint::black_box,
    process::Command,
    time::{Duration, Instant},
};

const ROUNDS: usize = 15;

fn main() {
    match env::var("ITE_MAILER_BENCH_PEER") {
        Ok(peer) => child(&peer),
        // `cargo test --benches` runs benches without this argument; there is nothing to check then.
        Err(_) if env::args().all(|argument| argument != "--bench") => {}
        Err(_) => {
            compose();
            memory();
        }
    }
}

fn ours(document: Document) -> DocumentMail {
    DocumentMail::builder()
        .from("contact@example.fr")
        .to("client@example.com")
        .subject("Votre facture n° 42")
        .text("Bonjour")
        .document(document)
        .build()
        .unwrap()
}

fn lettres(pdf: Vec<u8>) -> Message {
    let attachment =
        Attachment::new("Facture n° 42.pdf".into()).body(pdf, ContentType::parse("application/pdf").unwrap());
    Message::builder()
        .from("contact@example.fr".parse().unwrap())
        .to("client@example.com".parse().unwrap())
        .subject("Votre facture n° 42")
        .multipart(MultiPart::mixed().singlepart(SinglePart::plain("Bonjour".to_owned())).singlepart(attachment))
        .unwrap()
}

fn median(mut run: impl FnMut() -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS).map(|_| run()).collect();
    times.sort();
    times[ROUNDS / 2]
}

/// From the document's bytes to every byte of the message.
fn compose() {
    let bytes = pdf(10_000_000);
    let document = Document::pdf("Facture n° 42.pdf", bytes.clone());
    let our_time = median(|| {
        let started = Instant::now();
        let mail = ours(document.clone());
        mail.compose().unwrap().write_to(&mut black_box(std::io::sink())).unwrap();
        started.elapsed()
    });
    let peer_time = median(|| {
        let copy = bytes.clone();
        let started = Instant::now();
        black_box(lettres(copy).formatted());
        started.elapsed()
    });
    let (ours_ms, peer_ms) = (our_time.as_secs_f64() * 1e3, peer_time.as_secs_f64() * 1e3);
    println!("compose 10 MB        ours {ours_ms:8.2} ms   lettre {peer_ms:8.2} ms   ratio {:.1}", peer_ms / ours_ms);
    println!(
        r#"{{"what":"compose","doc_kb":10000,"peer":"lettre","ours_ms":{ours_ms:.3},"peer_ms":{peer_ms:.3},"ratio":{:.2}}}"#,
        peer_ms / ours_ms
    );
}

fn memory() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(ite_mailer::sandbox::SmtpSandbox::start()).unwrap();
    let ca = env::temp_dir().join(format!("ite-mailer-bench-{}.pem", std::process::id()));
    fs::write(&ca, sandbox.ca_pem()).unwrap();
    let run = |peer: &str| -> f64 {
        let output = Command::new(env::current_exe().unwrap())
            .env("ITE_MAILER_BENCH_PEER", peer)
            .env("ITE_MAILER_BENCH_PORT", sandbox.port().to_string())
            .env("ITE_MAILER_BENCH_PASSWORD", sandbox.password())
            .env("ITE_MAILER_BENCH_CA", &ca)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().parse().unwrap()
    };
    let (ours, peer) = (run("ours"), run("lettre"));
    fs::remove_file(ca).ok();
    println!("memory for 20 MiB    ours {ours:8.2} MiB  lettre {peer:8.2} MiB  beyond the document");
    println!(
        r#"{{"what":"memory","doc_kb":20480,"peer":"lettre","ours_mib":{ours:.2},"peer_mib":{peer:.2},"ratio":{:.1}}}"#,
        peer / ours.max(0.01)
    );
}

fn child(peer: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let var = |name: &str| env::var(format!("ITE_MAILER_BENCH_{name}")).unwrap();
    // lettre spawns a task when its pool is made, and another when it is dropped.
    let _guard = runtime.enter();
    let ca = fs::read_to_string(var("CA")).unwrap();
    let port: u16 = var("PORT").parse().unwrap();
    let (small, large) = (pdf(1000), pdf(20 * 1024 * 1024));
    let grown = match peer {
        "ours" => {
            let gateway = SmtpGateway::builder()
                .host("localhost")
                .port(port)
                .user("user@example.com")
                .password(var("PASSWORD"))
                .root_certificate(ca)
                .build()
                .unwrap();
            let mailer = SmtpMailer::new(gateway).unwrap();
            runtime.block_on(async {
                DocumentMailer::send(&mailer, &ours(Document::pdf("small.pdf", small))).await.unwrap();
                let document = Document::pdf("large.pdf", large);
                let peak = Peak::reset();
                DocumentMailer::send(&mailer, &ours(document)).await.unwrap();
                peak.growth()
            })
        }
        _ => {
            let tls = TlsParameters::builder("localhost".into())
                .add_root_certificate(Certificate::from_pem(ca.as_bytes()).unwrap())
                .build()
                .unwrap();
            let mailer = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("localhost")
                .port(port)
                .tls(Tls::Required(tls))
                .credentials(Credentials::new("user@example.com".into(), var("PASSWORD")))
                .build();
            runtime.block_on(async {
                mailer.send(lettres(small)).await.unwrap();
                let peak = Peak::reset();
                mailer.send(lettres(large)).await.unwrap();
                peak.growth()
            })
        }
    };
    println!("{grown:.3}");
}
