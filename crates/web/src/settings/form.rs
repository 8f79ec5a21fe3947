//! The posted form: what was typed, and what is wrong with it.

use super::{
    drafts::{Draft, Notice},
    faults::{Fault, FaultKind},
    store::{Secret, StoredSettings},
};
use crate::core::Problem;
use ite_mailer::{Address, GatewaySettings, Mailbox, Provider, Security, gateway::SentCopy};
use secrecy::ExposeSecret;
use serde::Deserialize;

/// Longer values are cut: no setting is that long.
const MAX_FIELD: usize = 1024;

/// The content of the fields, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    pub(crate) provider: Option<Provider>,
    pub(crate) address: String,
    pub(crate) sender_name: String,
    pub(crate) user: String,
    pub(crate) host: String,
    pub(crate) port: String,
    pub(crate) security: String,
    pub(crate) copy_to_me: bool,
    pub(crate) recipient: String,
}

/// The settings part of the page, as posted. The password is taken out at once.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct PostedSettings {
    pub(crate) draft: String,
    pub(crate) action: String,
    pub(crate) address: String,
    pub(crate) sender_name: String,
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) host: String,
    pub(crate) port: String,
    pub(crate) security: String,
    pub(crate) copy_to_me: String,
    pub(crate) recipient: String,
}

impl Fields {
    pub(crate) fn of(stored: &StoredSettings) -> Self {
        let gateway = &stored.gateway;
        Self {
            provider: Some(gateway.provider),
            address: stored.from.address().as_str().to_owned(),
            sender_name: stored.from.name().unwrap_or_default().to_owned(),
            user: gateway.user.clone().unwrap_or_default(),
            host: gateway.host.clone().unwrap_or_default(),
            port: gateway.port.map(|port| port.to_string()).unwrap_or_default(),
            security: gateway.security.map(security_id).unwrap_or_default().to_owned(),
            copy_to_me: gateway.sent_copy == SentCopy::BccSelf,
            recipient: String::new(),
        }
    }

    /// The host that is connected to, where one is known.
    pub(crate) fn effective_host(&self) -> Option<&str> {
        let preset = || Some(self.provider?.info()?.endpoints.first()?.host);
        Some(self.host.as_str()).filter(|host| !host.is_empty()).or_else(preset)
    }

    /// Host, port and security as corrected settings have them.
    pub(crate) fn correct(&mut self, settings: &GatewaySettings) {
        self.provider = Some(settings.provider);
        self.user = settings.user.clone().unwrap_or_default();
        self.host = settings.host.clone().unwrap_or_default();
        self.port = settings.port.map(|port| port.to_string()).unwrap_or_default();
        self.security = settings.security.map(security_id).unwrap_or_default().to_owned();
        self.copy_to_me = settings.sent_copy == SentCopy::BccSelf;
    }

    /// The settings as far as they can be read, on top of what is stored beside the fields of this page.
    pub(crate) fn settings(&self, stored: Option<&StoredSettings>) -> GatewaySettings {
        let mut settings = stored.map(|stored| stored.gateway.clone()).unwrap_or_default();
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        settings.provider = self.provider.unwrap_or_default();
        settings.host = text(&self.host);
        settings.port = self.port.parse().ok();
        settings.security = security(&self.security);
        settings.user = text(&self.user);
        settings.sent_copy = if self.copy_to_me { SentCopy::BccSelf } else { SentCopy::None };
        settings
    }

    /// Where the test mail goes: what was typed, else the sender's own address.
    pub(crate) fn recipient(&self) -> &str {
        if self.recipient.is_empty() { &self.address } else { &self.recipient }
    }

    /// Who the mails are from, or every fault of it.
    pub(crate) fn from(&self) -> Result<Mailbox, Vec<Fault>> {
        let address = Address::new(&self.address).map_err(|error| {
            let core = |problem: &Problem| Fault::new("address", FaultKind::Core(Box::new(problem.clone())));
            match self.address.is_empty() {
                true => vec![Fault::new("address", FaultKind::Address)],
                false => error.problems().iter().map(core).collect(),
            }
        })?;
        Ok(Mailbox::new(Some(self.sender_name.clone()), address))
    }
}

impl PostedSettings {
    /// Copies the input to the draft. A stored secret is used only with the server and login it was stored for:
    /// otherwise a person who does not know it could have it sent to a server of their own.
    pub(crate) fn fill(self, draft: &mut Draft) {
        let before = draft.fields.clone();
        let cut = |text: String| -> String { text.trim().chars().take(MAX_FIELD).collect() };
        let fields = &mut draft.fields;
        fields.address = cut(self.address);
        fields.sender_name = cut(self.sender_name);
        fields.user = cut(self.user);
        fields.host = cut(self.host);
        fields.port = cut(self.port);
        fields.security = cut(self.security);
        fields.copy_to_me = !self.copy_to_me.is_empty();
        fields.recipient = cut(self.recipient);
        if let Some(login) = fixed_login(fields.provider) {
            login.clone_into(&mut fields.user);
        }
        let typed = !self.password.is_empty();
        // The same password again is no change: a second click on Test shares the first one's result.
        let known = matches!(&draft.secret, Secret::Password(own) if own.expose_secret() == self.password);
        if typed && !known {
            draft.secret = Secret::Password(self.password.into());
        }
        let inputs = Fields { recipient: before.recipient.clone(), ..draft.fields.clone() };
        if (typed && !known) || inputs != before {
            draft.touch();
        }
        draft.notice = None;
        if drop_stored_secret(draft) && !typed {
            draft.notice = Some(Notice::PasswordDropped);
        }
    }
}

/// Removes the stored secret from the draft if server, provider or login have changed.
pub(crate) fn drop_stored_secret(draft: &mut Draft) -> bool {
    let Some(stored) = &draft.stored else { return false };
    let was = Fields::of(stored);
    let now = &draft.fields;
    let same = was.effective_host() == now.effective_host() && was.user == now.user && was.provider == now.provider;
    if same || matches!(stored.secret, Secret::Missing) {
        return false;
    }
    let mut without = (**stored).clone();
    without.secret = Secret::Missing;
    draft.stored = Some(std::sync::Arc::new(without));
    matches!(draft.secret, Secret::Missing)
}

/// The fixed login of a provider.
pub(crate) fn fixed_login(provider: Option<Provider>) -> Option<&'static str> {
    match provider?.info()?.login {
        ite_mailer::provider::Login::Literal(word) => Some(word),
        _ => None,
    }
}

pub(crate) const fn security_id(security: Security) -> &'static str {
    match security {
        Security::ImplicitTls => "implicit_tls",
        Security::StartTlsRequired => "starttls_required",
        _ => "plaintext_loopback",
    }
}

fn security(id: &str) -> Option<Security> {
    match id {
        "implicit_tls" => Some(Security::ImplicitTls),
        "starttls_required" => Some(Security::StartTlsRequired),
        "plaintext_loopback" => Some(Security::PlaintextLoopback),
        _ => None,
    }
}
