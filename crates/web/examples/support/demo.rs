//! Six sandboxes that play the six providers, the settings page in front of them, and the inbox behind them.

use super::providers::{SETTINGS, SIX, elsewhere, has_consent, registration};
use axum::{Extension, Router};
use ite_mailer::{
    network::NetworkPolicy,
    sandbox::{ImapBehavior, SmtpSandbox, TokenEndpoint},
};
use ite_mailer_web::{Customer, Inbox, MemorySettingsStore, SettingsOptions, settings_page};
use std::{collections::HashMap, error::Error, sync::Arc};
use tokio::net::TcpListener;

/// Everything that runs.
pub(crate) struct Demo {
    listener: TcpListener,
    app: Router,
}

impl Demo {
    /// Starts the sandboxes and binds a free port.
    pub(crate) async fn start() -> Result<Self, Box<dyn Error>> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let mut sandboxes = HashMap::new();
        let mut inbox = Inbox::new();
        // Whatever is typed, nothing but the sandboxes is connected to.
        let nowhere = NetworkPolicy::any().rule(|_| false);
        let mut options = SettingsOptions::new("ITE360").network_policy(nowhere).tests_per_minute(30);
        for (provider, personality) in SIX {
            let sandbox = SmtpSandbox::builder().personality(personality).any_user().imap(ImapBehavior::default());
            let sandbox = Arc::new(sandbox.start().await?);
            inbox = inbox.sandbox(provider.name(), Arc::clone(&sandbox));
            if has_consent(provider) {
                let issuer = Arc::new(TokenEndpoint::builder().beside(&sandbox).start().await?);
                let path = format!("/issuer/{}", provider.id());
                let app = registration(provider, &issuer, &origin, &path)?;
                options = options.oauth2(app, format!("{origin}{SETTINGS}/connected"));
                inbox = inbox.issuer(path, issuer);
            }
            sandboxes.insert(provider, sandbox);
        }
        let options = options.test_endpoint(move |settings| elsewhere(sandboxes.get(&settings.provider)?, settings));
        let page = settings_page(MemorySettingsStore::new(), options)?.layer(Extension(Customer::new("demo")));
        let app = Router::new().nest(SETTINGS, page).merge(inbox.issuers()).nest("/inbox", inbox.router()?);
        Ok(Self { listener, app })
    }

    /// What a newcomer does first.
    pub(crate) fn what_to_try(&self) -> String {
        let origin = self.listener.local_addr().map(|address| format!("http://{address}")).unwrap_or_default();
        format!(
            "Settings page:  {origin}{SETTINGS}      in French: {origin}{SETTINGS}?lang=fr\n\
             Inbox:          {origin}/inbox\n\n\
             Try this:\n\
             \x20 1. Choose Gmail and type any password: the test fails, and the page says what Gmail would have meant.\n\
             \x20 2. Type 16 letters, as an app password has: the test passes.\n\
             \x20 3. Send a test mail to any address and see it arrive in the inbox. No mail leaves this machine.\n\
             \x20 4. Choose Brevo with a key of the wrong kind, Microsoft 365 with its consent, or a wrong port.\n\
             \x20 5. Refuse something in the inbox under “Switches”, and test again.\n\
             \x20 Other servers than the six are not connected to.\n\n\
             Ctrl+C ends it."
        )
    }

    /// Serves until the process ends.
    pub(crate) async fn serve(self) -> std::io::Result<()> {
        axum::serve(self.listener, self.app).await
    }
}
