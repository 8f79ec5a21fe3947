//! Six sandboxes that play the six providers, the settings page in front of them, and the inbox behind them.

use axum::{Extension, Router};
use ite_mailer::{
    GatewaySettings, Provider, Security,
    oauth2::OAuth2App,
    sandbox::{Personality, SmtpSandbox, TokenEndpoint},
};
use ite_mailer_web::{Customer, Inbox, MemorySettingsStore, SettingsOptions, settings_page};
use std::{collections::HashMap, error::Error, sync::Arc};
use tokio::net::TcpListener;

/// Everything that runs.
pub(crate) struct Demo {
    listener: TcpListener,
    app: Router,
}

const PROVIDERS: [(Provider, Personality); 6] = [
    (Provider::Gmail, Personality::Gmail),
    (Provider::GoogleWorkspace, Personality::Gmail),
    (Provider::Microsoft365, Personality::Microsoft365),
    (Provider::Yahoo, Personality::Yahoo),
    (Provider::Brevo, Personality::Brevo),
    (Provider::Mailjet, Personality::Mailjet),
];

impl Demo {
    /// Starts the sandboxes and binds a free port.
    pub(crate) async fn start() -> Result<Self, Box<dyn Error>> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let mut sandboxes = HashMap::new();
        let mut inbox = Inbox::new();
        let mut options = SettingsOptions::new("ITE360").tests_per_minute(30);
        for (provider, personality) in PROVIDERS {
            let sandbox = Arc::new(SmtpSandbox::builder().personality(personality).any_user().start().await?);
            inbox = inbox.sandbox(provider.name(), Arc::clone(&sandbox));
            if matches!(provider, Provider::Gmail | Provider::Microsoft365) {
                let issuer = Arc::new(TokenEndpoint::builder().beside(&sandbox).start().await?);
                let path = format!("/issuer/{}", provider.id());
                let app = OAuth2App::builder(provider, issuer.client_id())
                    .client_secret(issuer.client_secret())
                    .authorize_url(format!("{origin}{path}"))
                    .token_url(issuer.plain_token_url())
                    .build()?;
                options = options.oauth2(app, format!("{origin}/settings/mail/connected"));
                inbox = inbox.issuer(path, issuer);
            }
            sandboxes.insert(provider, sandbox);
        }
        let options = options.test_endpoint(move |settings| elsewhere(sandboxes.get(&settings.provider)?, settings));
        let page = settings_page(MemorySettingsStore::new(), options)?.layer(Extension(Customer::new("demo")));
        let app = Router::new().nest("/settings/mail", page).merge(inbox.issuers()).nest("/inbox", inbox.router()?);
        Ok(Self { listener, app })
    }

    /// What a newcomer does first.
    pub(crate) fn what_to_try(&self) -> String {
        let origin = self.listener.local_addr().map(|address| format!("http://{address}")).unwrap_or_default();
        format!(
            "Settings page:  {origin}/settings/mail      in French: {origin}/settings/mail?lang=fr\n\
             Inbox:          {origin}/inbox\n\n\
             Try this:\n\
             \x20 1. Choose Gmail and type any password: the test fails, and the page says what Gmail would have meant.\n\
             \x20 2. Type 16 letters, as an app password has: the test passes.\n\
             \x20 3. Send a test mail to any address and see it arrive in the inbox. No mail leaves this machine.\n\
             \x20 4. Choose Brevo with a key of the wrong kind, Microsoft 365 with its consent, or a wrong port.\n\
             \x20 5. Refuse something in the inbox under “Switches”, and test again.\n\n\
             Ctrl+C ends it."
        )
    }

    /// Serves until the process ends.
    pub(crate) async fn serve(self) -> std::io::Result<()> {
        axum::serve(self.listener, self.app).await
    }
}

/// The sandbox's ports in the place of the provider's; a port the provider does not have leads nowhere.
fn elsewhere(sandbox: &SmtpSandbox, settings: &GatewaySettings) -> Option<GatewaySettings> {
    let endpoint = settings.provider.info()?.endpoints.first()?;
    if settings.host.as_deref().is_some_and(|host| host != endpoint.host) {
        return None;
    }
    let mut there = settings.clone();
    there.host = Some(sandbox.host().to_owned());
    there.root_certificates = vec![sandbox.ca_pem().to_owned()];
    let port = settings.port.unwrap_or(endpoint.port);
    there.security =
        settings.security.or(Some(if port == 465 { Security::ImplicitTls } else { Security::StartTlsRequired }));
    there.port = match port {
        587 | 2525 => Some(sandbox.port()),
        465 => Some(sandbox.tls_port()),
        // Port 1 of loopback, where nothing listens.
        _ => Some(1),
    };
    Some(there)
}
