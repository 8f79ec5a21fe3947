//! The choice of a copy for the sender, and its mailbox.

use super::{PageView, finding_views};
use crate::{
    core::{Finding, LintCode, SentCopy, Stage},
    settings::form::sent_copy_id,
};
use ite_mailer::{Provider, gateway::SentCopyChoice};

/// A kind of copy, as a radio button.
pub(super) struct CopyChoice {
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: String,
    pub(super) chosen: bool,
}

/// Whether the finding is shown at the choice.
pub(super) fn is_of_copy(finding: &Finding) -> bool {
    finding.field == "sent_copy" || finding.field == "imap" || finding.field.starts_with("imap.")
}

/// Whether the finding only says what the choice itself says.
pub(super) fn is_in_choice(finding: &Finding) -> bool {
    finding.code == LintCode::SentNotFiled
}

impl PageView<'_> {
    /// The provider's own filing, where there is nothing to choose.
    pub(super) fn files_by_itself(&self) -> Option<String> {
        match self.choices().as_slice() {
            [only] => Some(only.hint.clone()),
            _ => None,
        }
    }

    pub(super) fn copy_choices(&self) -> Vec<CopyChoice> {
        let chosen = self.draft.fields.sent_copy;
        let choice = |choice: SentCopyChoice| CopyChoice {
            id: sent_copy_id(choice.value),
            label: choice.label,
            hint: choice.hint,
            chosen: choice.value == chosen,
        };
        self.choices().into_iter().map(choice).collect()
    }

    /// As the core offers them, without the mailbox that needs a second secret: the store keeps one.
    fn choices(&self) -> Vec<SentCopyChoice> {
        let provider = self.provider().unwrap_or_default();
        let mut choices = SentCopy::choices(provider, self.language);
        choices.retain(|choice| !choice.needs_mailbox);
        // A stored copy that is no longer offered can be switched off.
        let stored = self.draft.stored.as_ref().filter(|stored| stored.gateway.provider == provider);
        if stored.is_some_and(|stored| stored.gateway.sent_copy == SentCopy::BccSelf) && choices.len() == 1 {
            let usual = SentCopy::choices(Provider::Custom, self.language);
            choices.extend(usual.into_iter().filter(|choice| choice.value == SentCopy::BccSelf));
        }
        choices
    }

    /// Whether the IMAP server is asked for: the provider's is not known, or something about it is not right.
    pub(super) fn asks_for_mailbox(&self) -> bool {
        let unknown = self.imap_preset().is_none() || !self.draft.fields.host.is_empty();
        unknown || self.mailbox_is_open()
    }

    pub(super) fn mailbox_is_open(&self) -> bool {
        let fields = &self.draft.fields;
        let typed = !(fields.imap_host.is_empty() && fields.imap_port.is_empty() && fields.imap_folder.is_empty());
        let fault = ["imap_host", "imap_port", "imap_folder"].iter().any(|field| self.fault(field).is_some());
        let needed = fields.sent_copy == SentCopy::Folder && self.imap_preset().is_none();
        let failed = self.draft.test.as_ref().and_then(|test| test.diagnosis.failed());
        typed || fault || needed || failed.is_some_and(|step| step.stage == Stage::SentCopy)
    }

    /// Host and port of the provider's IMAP server.
    pub(super) fn imap_preset(&self) -> Option<(&'static str, u16)> {
        let endpoint = self.provider()?.info()?.imap.first()?;
        Some((endpoint.host, endpoint.port))
    }

    pub(super) fn imap_host_placeholder(&self) -> &'static str {
        self.imap_preset().map_or("imap.example.com", |(host, _)| host)
    }

    pub(super) fn imap_port_placeholder(&self) -> u16 {
        self.imap_preset().map_or(993, |(_, port)| port)
    }

    pub(super) fn copy_findings(&self) -> Vec<super::FindingView> {
        finding_views(self.draft, self.language, is_of_copy)
    }
}
