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
    pub(crate) sent_copy: SentCopy,
    pub(crate) imap_host: String,
    pub(crate) imap_port: String,
    pub(crate) imap_folder: String,
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
    pub(crate) sent_copy: String,
    pub(crate) imap_host: String,
    pub(crate) imap_port: String,
    pub(crate) imap_folder: String,
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
            sent_copy: gateway.sent_copy,
            imap_host: gateway.imap.host.clone().unwrap_or_default(),
            imap_port: gateway.imap.port.map(|port| port.to_string()).unwrap_or_default(),
            imap_folder: gateway.imap.folder.clone().unwrap_or_default(),
            recipient: String::new(),
        }
    }

    /// The host that is connected to, where one is known.
    pub(crate) fn effective_host(&self) -> Option<&str> {
        let preset = || Some(self.provider?.info()?.endpoints.first()?.host);
        Some(self.host.as_str()).filter(|host| !host.is_empty()).or_else(preset)
    }

    /// Server, login and copy as corrected settings have them.
    pub(crate) fn correct(&mut self, settings: &GatewaySettings) {
        self.provider = Some(settings.provider);
        self.user = settings.user.clone().unwrap_or_default();
        self.host = settings.host.clone().unwrap_or_default();
        self.port = settings.port.map(|port| port.to_string()).unwrap_or_default();
        self.security = settings.security.map(security_id).unwrap_or_default().to_owned();
        self.sent_copy = settings.sent_copy;
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
        settings.sent_copy = self.sent_copy;
        let imap = &mut settings.imap;
        let (host, port) = (text(&self.imap_host), self.imap_port.parse().ok());
        if (&imap.host, imap.port) != (&host, port) {
            imap.security = None;
        }
        (imap.host, imap.port, imap.folder) = (host, port, text(&self.imap_folder));
        // An account of its own needs a second secret, which the store does not keep.
        imap.user = None;
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
        fields.sent_copy = sent_copy(&self.sent_copy);
        fields.imap_host = cut(self.imap_host);
        fields.imap_port = cut(self.imap_port);
        fields.imap_folder = cut(self.imap_folder);
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

/// Removes the stored secret from the draft if provider, server, login or the IMAP server of the copies have changed.
pub(crate) fn drop_stored_secret(draft: &mut Draft) -> bool {
    let Some(stored) = &draft.stored else { return false };
    let was = Fields::of(stored);
    let now = &draft.fields;
    let same = was.effective_host() == now.effective_host() && was.user == now.user && was.provider == now.provider;
    let same = same && has_same_mailbox(&now.settings(Some(stored)), &stored.gateway);
    if same || matches!(stored.secret, Secret::Missing) {
        return false;
    }
    let mut without = (**stored).clone();
    without.secret = Secret::Missing;
    draft.stored = Some(std::sync::Arc::new(without));
    matches!(draft.secret, Secret::Missing)
}

/// Whether copies are filed only where the stored secret is sent already.
fn has_same_mailbox(now: &GatewaySettings, stored: &GatewaySettings) -> bool {
    // The SMTP server is compared by the caller: there, another port keeps the secret.
    let mut same_server = stored.clone();
    (same_server.sent_copy, same_server.imap) = (now.sent_copy, now.imap.clone());
    let own_account = stored.imap.user.as_deref().is_some_and(|user| !user.is_empty());
    same_server.has_same_destination(stored) && !(own_account && now.sent_copy == SentCopy::Folder)
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

pub(crate) const fn sent_copy_id(copy: SentCopy) -> &'static str {
    match copy {
        SentCopy::Folder => "folder",
        SentCopy::BccSelf => "bcc_self",
        _ => "none",
    }
}

fn sent_copy(id: &str) -> SentCopy {
    match id {
        "folder" => SentCopy::Folder,
        "bcc_self" => SentCopy::BccSelf,
        _ => SentCopy::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(row: &str) -> StoredSettings {
        let from = Mailbox::new(None, Address::new("atelier@example.fr").unwrap());
        StoredSettings::new(serde_json::from_str(row).unwrap(), from, Secret::Password("a secret".into()))
    }

    #[test]
    fn settings_of_the_mailbox_survive_the_page() {
        for (row, imap_port, security) in [
            (r#"{"imap":{"host":"imap.example.fr","port":143,"security":"starttls_required"}}"#, "143", true),
            (r#"{"imap":{"host":"imap.example.fr","port":143,"security":"starttls_required"}}"#, "993", false),
            (r#"{"imap":{"host":"imap.example.fr","port":143,"security":"starttls_required"}}"#, "", false),
            (r#"{"imap":{"host":"imap.example.fr","folder":"INBOX.Sent"}}"#, "", false),
        ] {
            let stored = stored(row);
            let mut fields = Fields::of(&stored);
            imap_port.clone_into(&mut fields.imap_port);
            let imap = fields.settings(Some(&stored)).imap;
            assert_eq!(imap.host.as_deref(), Some("imap.example.fr"), "{row}");
            assert_eq!(imap.folder, stored.gateway.imap.folder, "{row}");
            assert_eq!(imap.port, imap_port.parse().ok(), "{row}");
            assert_eq!(imap.security.is_some(), security, "{row} {imap_port}");
        }
    }

    /// The gateway's secret is not sent to a mailbox that had another one.
    #[test]
    fn an_own_account_of_the_mailbox_drops_the_secret() {
        for (row, dropped) in [
            (r#"{"sent_copy":"folder","imap":{"host":"imap.example.fr","user":"copies@example.fr"}}"#, true),
            (r#"{"sent_copy":"folder","imap":{"host":"imap.example.fr"}}"#, false),
            (r#"{"imap":{"host":"imap.example.fr","user":"copies@example.fr"}}"#, false),
        ] {
            let mut draft = Draft::of(Some((stored(row), 1)));
            assert_eq!(draft.fields.settings(draft.stored.as_deref()).imap.user, None);
            assert_eq!(drop_stored_secret(&mut draft), dropped, "{row}");
            assert_eq!(matches!(draft.secret(), Secret::Missing), dropped, "{row}");
        }
    }
}
