//! A site with the pages on it, and sandboxes behind the tiles.

pub(crate) use crate::providers::SIX;
use crate::providers::{self, SETTINGS, has_consent, registration};
use axum::{Extension, Router, middleware};
use ite_mailer::{
    Document, DocumentMail, DocumentMailer, GatewaySettings, Provider, SmtpGateway, SmtpMailer,
    network::NetworkPolicy,
    sandbox::{Certificate, ImapBehavior, ReceivedMail, SandboxBuilder, SmtpSandbox, TokenEndpoint},
};
use ite_mailer_web::{
    Customer, Inbox, MemorySettingsStore, SettingsOptions, SettingsStore, StoredSettings, settings_page,
};
use secrecy::SecretString;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// A running site. Dropping it ends it.
pub(crate) struct Site {
    pub(crate) origin: String,
    pub(crate) store: Shared,
    pub(crate) sandboxes: HashMap<Provider, Arc<SmtpSandbox>>,
    pub(crate) issuers: HashMap<Provider, Arc<TokenEndpoint>>,
    /// A server of one's own, reached by its real port on localhost.
    pub(crate) own: Arc<SmtpSandbox>,
    /// Every answer's body, to look for secrets in.
    answers: Arc<Mutex<Vec<u8>>>,
    /// Method and path of every request.
    requests: Arc<Mutex<Vec<String>>>,
    server: JoinHandle<()>,
}

/// One store behind the page and the test.
#[derive(Clone, Default)]
pub(crate) struct Shared(Arc<MemorySettingsStore>);

#[async_trait::async_trait]
impl SettingsStore for Shared {
    async fn load(&self, customer: &Customer) -> Result<Option<(StoredSettings, u64)>, ite_mailer_web::StoreError> {
        self.0.load(customer).await
    }
    async fn save(
        &self,
        customer: &Customer,
        settings: StoredSettings,
        revision: u64,
    ) -> Result<u64, ite_mailer_web::StoreError> {
        self.0.save(customer, settings, revision).await
    }
    async fn replace_refresh_token(
        &self,
        customer: &Customer,
        consent: &str,
        token: SecretString,
    ) -> Result<(), ite_mailer_web::StoreError> {
        self.0.replace_refresh_token(customer, consent, token).await
    }
}

/// Every log line of the tests, of all crates and levels.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn log() -> &'static Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE);
        subscriber.with_writer(move || writer.clone()).init();
        log
    })
}

/// Whether this was logged. Fails if nothing was logged at all.
pub(crate) fn logged(text: &str) -> bool {
    let lines = String::from_utf8_lossy(&log().0.lock().unwrap()).into_owned();
    assert!(lines.contains("settings tested"), "nothing was logged");
    lines.contains(text)
}

/// Login and secret of each tile's customer, in the shape of the provider's.
pub(crate) fn login(provider: Provider) -> &'static str {
    match provider {
        Provider::Gmail => "atelier@gmail.com",
        Provider::Yahoo => "atelier@yahoo.fr",
        Provider::Mailjet => "0123456789abcdef0123456789abcdef",
        _ => "atelier@example.fr",
    }
}

pub(crate) fn secret(provider: Provider) -> String {
    let letters = |count: usize, alphabet: &str| -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        (0..count).map(|at| alphabet[(at * 7 + 3) % alphabet.len()]).collect()
    };
    match provider {
        Provider::Gmail | Provider::GoogleWorkspace | Provider::Yahoo => letters(16, "abcdefghijkmnpqrstuvwxyz"),
        Provider::Brevo => format!("xsmtpsib-{}", letters(40, "0123456789abcdef")),
        Provider::Mailjet => letters(32, "fedcba9876543210"),
        _ => letters(14, "abcDEF234-"),
    }
}

impl Site {
    pub(crate) async fn start() -> Self {
        Self::with(SmtpSandbox::builder(), |options| options).await
    }

    /// `own` is the server behind "another server".
    pub(crate) async fn with(own: SandboxBuilder, set: impl FnOnce(SettingsOptions) -> SettingsOptions) -> Self {
        log();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let own = Arc::new(own.user(login(Provider::Custom), secret(Provider::Custom)).start().await.unwrap());
        let mut inbox = Inbox::new().sandbox("own", Arc::clone(&own));
        let (mut sandboxes, mut issuers) = (HashMap::new(), HashMap::new());
        let mut options = SettingsOptions::new("ITE360").tests_per_minute(60).network_policy(NetworkPolicy::any());
        for (provider, personality) in SIX {
            let builder = SmtpSandbox::builder().personality(personality).user(login(provider), secret(provider));
            let sandbox = Arc::new(builder.imap(ImapBehavior::default()).start().await.unwrap());
            inbox = inbox.sandbox(provider.name(), Arc::clone(&sandbox));
            if has_consent(provider) {
                let issuer = Arc::new(TokenEndpoint::builder().beside(&sandbox).start().await.unwrap());
                let path = format!("/issuer/{}", provider.id());
                let app = registration(provider, &issuer, &origin, &path).unwrap();
                options = options.oauth2(app, format!("{origin}{SETTINGS}/connected"));
                inbox = inbox.issuer(path, Arc::clone(&issuer));
                issuers.insert(provider, issuer);
            }
            sandboxes.insert(provider, sandbox);
        }
        let (behind, own_ca) = (sandboxes.clone(), own.ca_pem().to_owned());
        let options = options.test_endpoint(move |settings| elsewhere(&behind, &own_ca, settings));
        let store = Shared::default();
        let page = settings_page(store.clone(), set(options)).unwrap();
        let page = page.layer(Extension(Customer::new("42")));
        let answers: Arc<Mutex<Vec<u8>>> = Arc::default();
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let (heard, asked) = (Arc::clone(&answers), Arc::clone(&requests));
        let app = Router::new()
            .nest(SETTINGS, page)
            .merge(inbox.issuers())
            .nest("/dev/inbox", inbox.router().unwrap())
            .layer(middleware::from_fn(move |request: axum::extract::Request, next: middleware::Next| {
                asked.lock().unwrap().push(format!("{} {}", request.method(), request.uri()));
                let heard = Arc::clone(&heard);
                async move { record(next.run(request).await, heard) }
            }));
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { origin, store, sandboxes, issuers, own, answers, requests, server }
    }

    pub(crate) fn settings(&self, language: &str) -> String {
        format!("{}{SETTINGS}?lang={language}", self.origin)
    }

    pub(crate) fn sandbox(&self, provider: Provider) -> &SmtpSandbox {
        self.sandboxes.get(&provider).unwrap_or(&self.own)
    }

    pub(crate) async fn stored(&self) -> Option<StoredSettings> {
        self.store.load(&Customer::new("42")).await.unwrap().map(|(settings, _)| settings)
    }

    /// Requests whose path contains this.
    pub(crate) fn requests_for(&self, path: &str) -> Vec<String> {
        self.requests.lock().unwrap().iter().filter(|request| request.contains(path)).cloned().collect()
    }

    /// Sends an invoice as the product does, with what is stored; gives the mail that the provider's sandbox took.
    pub(crate) async fn send_invoice(&self) -> ReceivedMail {
        let mut stored = self.stored().await.unwrap();
        let provider = stored.gateway.provider;
        let before = self.sandbox(provider).mails().len();
        stored.gateway = elsewhere(&self.sandboxes, self.own.ca_pem(), &stored.gateway).unwrap();
        let mail = invoice(stored.from.clone());
        SmtpMailer::new(stored.gateway(None, |_| {}).unwrap()).unwrap().send(&mail).await.unwrap();
        self.sandbox(provider).wait_for(before + 1).await.unwrap().pop().unwrap()
    }

    /// Hands a mail to the server of one's own.
    pub(crate) async fn deliver(&self, mail: &DocumentMail) {
        let gateway = SmtpGateway::builder()
            .host("localhost")
            .port(self.own.port())
            .user(login(Provider::Custom))
            .password(secret(Provider::Custom))
            .root_certificate(self.own.ca_pem());
        SmtpMailer::new(gateway.build().unwrap()).unwrap().send(mail).await.unwrap();
    }

    pub(crate) fn was_answered(&self, text: &str) -> bool {
        let answers = self.answers.lock().unwrap();
        answers.windows(text.len()).any(|window| window == text.as_bytes())
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Keeps a copy of what is sent, piece by piece, headers included.
fn record(response: axum::response::Response, heard: Arc<Mutex<Vec<u8>>>) -> axum::response::Response {
    use futures_util::StreamExt;
    let (parts, body) = response.into_parts();
    heard.lock().unwrap().extend(format!("{:?}\n", parts.headers).into_bytes());
    let body = body.into_data_stream().inspect(move |piece| {
        if let Ok(piece) = piece {
            heard.lock().unwrap().extend_from_slice(piece);
        }
    });
    axum::response::Response::from_parts(parts, axum::body::Body::from_stream(body))
}

/// An invoice with a copy that its headers do not name.
pub(crate) fn invoice(from: ite_mailer::Mailbox) -> DocumentMail {
    DocumentMail::builder()
        .from(from)
        .to("Client Exemple <client@example.org>")
        .bcc("compta@example.fr")
        .subject("Votre facture n°\u{a0}42")
        .text("Bonjour,\n\nVeuillez trouver ci-joint votre facture n°\u{a0}42.\n\nCordialement")
        .html(
            "<p>Bonjour,</p><p>Veuillez trouver ci-joint votre <strong>facture n°\u{a0}42</strong>.</p><p>Cordialement</p>",
        )
        .document(Document::pdf(
            "Facture n°\u{a0}42.pdf",
            &b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"[..],
        ))
        .build()
        .unwrap()
}

/// The sandbox of the tile; for another server its authority is trusted.
fn elsewhere(
    sandboxes: &HashMap<Provider, Arc<SmtpSandbox>>,
    own_ca: &str,
    settings: &GatewaySettings,
) -> Option<GatewaySettings> {
    if let Some(sandbox) = sandboxes.get(&settings.provider) {
        return providers::elsewhere(sandbox, settings);
    }
    let mut there = settings.clone();
    there.root_certificates = vec![own_ca.to_owned()];
    (settings.host.as_deref() == Some("localhost")).then_some(there)
}

pub(crate) fn wrong_name() -> SandboxBuilder {
    SmtpSandbox::builder().certificate(Certificate::WrongName)
}
