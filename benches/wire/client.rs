//! One client in its own process: ours, lettre's pooled transport, or mail-send on connections kept open.
//!
//! The time is measured from the document's bytes to the final reply, composing included. Each client composes as its
//! documentation shows; the document's bytes are moved or borrowed, never copied for it.

use super::process;
use crate::shared::{Peak, pdf};
use ite_mailer::{Document, DocumentMail, DocumentMailer, SmtpGateway, SmtpMailer, provider::Security};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Attachment, MultiPart, SinglePart, header::ContentType},
    transport::smtp::{
        PoolConfig,
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
    },
};
use mail_send::{SmtpClient, SmtpClientBuilder, mail_builder::MessageBuilder};
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{net::TcpStream, task::JoinSet, time::timeout};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, pem::PemObject},
    },
};

const FROM: &str = "contact@example.fr";
const TO: &str = "client@example.com";
const SUBJECT: &str = "Votre facture n° 42";
const TEXT: &str = "Bonjour,\n\nveuillez trouver votre facture ci-jointe.\n";
const NAME: &str = "Facture n° 42.pdf";
const USER: &str = "user@example.com";
const PASSWORD: &str = "bench";
/// Longest time of one mail.
const STUCK: Duration = Duration::from_secs(30);

/// Commands: `send N` sends N mails on every connection. With one connection it gives the time of each in milliseconds
/// (`ms`) and the CPU time this process spent on it in microseconds (`cpu_us`); with several the time of all divided by
/// their number (`ms`). `peak` gives the MiB by which memory grew at its peak while one mail went, beyond the document;
/// `crowd` the same while one went on each connection, all with one document.
pub(crate) fn run(peer: &str) {
    let connections: usize = process::setting("CONNECTIONS").parse().unwrap();
    let document = pdf(process::setting("DOCUMENT_KB").parse::<usize>().unwrap() * 1024);
    // With one connection a single thread, so that its CPU time is that of the mail; with several as in a product.
    let runtime = match connections {
        1 => tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
        _ => tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap(),
    };
    let _guard = runtime.enter();
    let mut peers = Peer::connections(peer, connections);
    process::serve(|command| match command.split_once(' ') {
        Some(("send", count)) => runtime.block_on(send(&mut peers, count.parse().unwrap(), &document)),
        None if command == "peak" => json!({ "mib": runtime.block_on(peak(&mut peers[0], document.len())) }),
        None if command == "crowd" => json!({ "mib": runtime.block_on(crowd(&peers, document.len())) }),
        _ => panic!("the client does not know \"{command}\""),
    });
}

async fn send(peers: &mut Vec<Peer>, count: usize, document: &[u8]) -> Value {
    let waiting: Vec<Vec<Vec<u8>>> = peers.iter().map(|_| vec![document.to_vec(); count]).collect();
    let mut tasks = JoinSet::new();
    let all_started = Instant::now();
    for (mut peer, documents) in peers.drain(..).zip(waiting) {
        tasks.spawn(async move {
            let (mut times, mut cpu) = (Vec::new(), Vec::new());
            for document in documents {
                let (started, cpu_before) = (Instant::now(), cpu_time());
                timeout(STUCK, peer.send(document)).await.unwrap();
                cpu.push((cpu_time() - cpu_before).as_secs_f64() * 1e6);
                times.push(started.elapsed().as_secs_f64() * 1e3);
                // lettre returns a connection in a task: without this yield the next mail would open another.
                tokio::task::yield_now().await;
            }
            (peer, times, cpu)
        });
    }
    let done = tasks.join_all().await;
    let mails = (done.len() * count) as f64;
    let each = all_started.elapsed().as_secs_f64() * 1e3 / mails;
    let (mut ms, mut cpu_us) = (Vec::new(), Vec::new());
    for (peer, times, cpu) in done {
        peers.push(peer);
        ms.extend(times);
        cpu_us.extend(cpu);
    }
    if peers.len() == 1 { json!({ "ms": ms, "cpu_us": cpu_us }) } else { json!({ "ms": [each] }) }
}

/// A small mail is sent first, so that TLS, the runtime and the usual buffers are allocated.
async fn peak(peer: &mut Peer, size: usize) -> f64 {
    peer.send(pdf(1000)).await;
    let document = pdf(size);
    let peak = Peak::reset();
    timeout(STUCK, peer.send(document)).await.unwrap();
    peak.growth()
}

/// Ours only: the other clients move the document out of reach of the next mail, or copy it.
async fn crowd(peers: &[Peer], size: usize) -> f64 {
    let send_stream = async |document: Document| {
        let mut tasks = JoinSet::new();
        for peer in peers {
            let Peer::Ours(mailer) = peer else { panic!("only our mails share a document") };
            let (mailer, mail) = (mailer.clone(), mail(document.clone()));
            tasks.spawn(
                async move { timeout(10 * STUCK, DocumentMailer::send(&mailer, &mail)).await.unwrap().unwrap() },
            );
        }
        tasks.join_all().await;
    };
    send_stream(Document::pdf(NAME, pdf(1000))).await;
    let document = Document::pdf(NAME, pdf(size));
    let peak = Peak::reset();
    send_stream(document).await;
    peak.growth()
}

fn mail(document: Document) -> DocumentMail {
    let builder = DocumentMail::builder().from(FROM).to(TO).subject(SUBJECT).text(TEXT);
    builder.document(document).build().unwrap()
}

/// CPU time of this process, all threads, user and system.
fn cpu_time() -> Duration {
    clock_gettime(ClockId::ProcessCPUTime).try_into().unwrap()
}

/// A sender over one connection, or over one of a pool.
enum Peer {
    Ours(SmtpMailer),
    Lettre(AsyncSmtpTransport<Tokio1Executor>),
    MailSend(Box<MailSend>),
}

struct MailSend {
    builder: SmtpClientBuilder<String>,
    open: Option<SmtpClient<TlsStream<TcpStream>>>,
}

impl Peer {
    fn connections(name: &str, count: usize) -> Vec<Self> {
        let port: u16 = process::setting("PORT").parse().unwrap();
        let ca = process::setting("CA");
        match name {
            "ours" => {
                let gateway = SmtpGateway::builder()
                    .host("localhost")
                    .port(port)
                    .security(Security::ImplicitTls)
                    .user(USER)
                    .password(PASSWORD)
                    .root_certificate(ca)
                    .max_connections(u32::try_from(count).unwrap())
                    // The others never change their connection.
                    .mails_per_connection(1_000_000)
                    .build()
                    .unwrap();
                let mailer = SmtpMailer::new(gateway).unwrap();
                (0..count).map(|_| Self::Ours(mailer.clone())).collect()
            }
            "lettre" => {
                let tls = TlsParameters::builder("localhost".to_owned())
                    .add_root_certificate(Certificate::from_pem(ca.as_bytes()).unwrap())
                    .build()
                    .unwrap();
                let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("localhost")
                    .port(port)
                    .tls(Tls::Wrapper(tls))
                    .credentials(Credentials::new(USER.to_owned(), PASSWORD.to_owned()))
                    .pool_config(PoolConfig::new().max_size(u32::try_from(count).unwrap()))
                    .build();
                (0..count).map(|_| Self::Lettre(transport.clone())).collect()
            }
            "mail-send" => {
                let mut roots = RootCertStore::empty();
                roots.add(CertificateDer::from_pem_slice(ca.as_bytes()).unwrap()).unwrap();
                let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
                    .with_safe_default_protocol_versions()
                    .unwrap()
                    .with_root_certificates(roots)
                    .with_no_client_auth();
                let builder = SmtpClientBuilder::new_with_tls_connector(
                    "localhost".to_owned(),
                    port,
                    TlsConnector::from(Arc::new(config)),
                )
                .credentials((USER.to_owned(), PASSWORD.to_owned()));
                (0..count)
                    .map(|_| Self::MailSend(Box::new(MailSend { builder: builder.clone(), open: None })))
                    .collect()
            }
            _ => panic!("there is no peer {name}"),
        }
    }

    async fn send(&mut self, document: Vec<u8>) {
        match self {
            Self::Ours(mailer) => {
                DocumentMailer::send(&*mailer, &mail(Document::pdf(NAME, document))).await.unwrap();
            }
            Self::Lettre(transport) => {
                let pdf = ContentType::parse("application/pdf").unwrap();
                let message = Message::builder()
                    .from(FROM.parse().unwrap())
                    .to(TO.parse().unwrap())
                    .subject(SUBJECT)
                    .multipart(
                        MultiPart::mixed()
                            .singlepart(SinglePart::plain(TEXT.to_owned()))
                            .singlepart(Attachment::new(NAME.to_owned()).body(document, pdf)),
                    )
                    .unwrap();
                transport.send(message).await.unwrap();
            }
            Self::MailSend(peer) => {
                let message = MessageBuilder::new().from(FROM).to(TO).subject(SUBJECT).text_body(TEXT).attachment(
                    "application/pdf",
                    NAME,
                    &document[..],
                );
                if peer.open.is_none() {
                    peer.open = Some(peer.builder.connect().await.unwrap());
                }
                peer.open.as_mut().unwrap().send(message).await.unwrap();
            }
        }
    }
}
