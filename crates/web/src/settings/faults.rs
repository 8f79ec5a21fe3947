//! The faults of a draft: all at once, each with its field.

use super::{drafts::Draft, store::Secret};
use crate::{
    core::{Language, Problem, problem_text},
    texts::settings::Texts,
};
use ite_mailer::{Address, Mailbox, provider::PasswordKind};
use std::borrow::Cow;

/// Something to correct: the field, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) field: Cow<'static, str>,
    pub(crate) kind: FaultKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    Provider,
    Address,
    Port,
    ImapPort,
    Secret,
    Consent,
    Recipient,
    Core(Box<Problem>),
}

impl Fault {
    pub(crate) fn text(&self, language: Language) -> String {
        let texts = Texts::of(language);
        let own = match &self.kind {
            FaultKind::Provider => texts.need_provider,
            FaultKind::Address => texts.need_address,
            FaultKind::Port => texts.bad_port,
            FaultKind::ImapPort => texts.bad_imap_port,
            FaultKind::Secret => texts.need_secret,
            FaultKind::Consent => texts.need_consent,
            FaultKind::Recipient => texts.need_recipient,
            FaultKind::Core(problem) => return problem_text(problem, language),
        };
        own.to_owned()
    }

    pub(super) fn new(field: impl Into<Cow<'static, str>>, kind: FaultKind) -> Self {
        Self { field: field.into(), kind }
    }
}

/// Everything of a draft that has to be corrected before a test or a save.
pub(crate) fn faults(draft: &Draft, with_recipient: bool) -> Vec<Fault> {
    let fields = &draft.fields;
    let Some(provider) = fields.provider else { return vec![Fault::new("address", FaultKind::Provider)] };
    let mut faults = Vec::new();
    match fields.from() {
        Ok(from) => faults.extend(name_fault(&from)),
        Err(found) => faults.extend(found),
    }
    for (field, port, kind) in
        [("port", &fields.port, FaultKind::Port), ("imap.port", &fields.imap_port, FaultKind::ImapPort)]
    {
        if !port.is_empty() && port.parse::<u16>().ok().is_none_or(|port| port == 0) {
            faults.push(Fault::new(field, kind));
        }
    }
    let secret = draft.secret();
    let settings = fields.settings(draft.stored.as_deref());
    let mut checked = match &secret {
        Secret::Password(password) => settings.validate(password.clone()),
        // A placeholder token: only the other fields are checked.
        Secret::Consent { .. } => settings.validate_with_tokens(ite_mailer::gateway::StaticToken::new("none yet")),
        Secret::Missing => {
            let tokens_only = provider.info().is_some_and(|row| row.password == PasswordKind::OAuth2Only);
            faults.push(Fault::new("password", if tokens_only { FaultKind::Consent } else { FaultKind::Secret }));
            settings.validate("missing")
        }
    };
    if let Err(error) = &mut checked {
        let known = |fault: &Fault, field: &str| fault.field == field;
        for problem in error.problems() {
            if !faults.iter().any(|fault| known(fault, &problem.field)) {
                faults.push(Fault::new(problem.field.clone(), FaultKind::Core(Box::new(problem.clone()))));
            }
        }
    }
    if with_recipient {
        match Address::new(fields.recipient()) {
            Ok(_) => {}
            Err(_) if fields.recipient().is_empty() => faults.push(Fault::new("recipient", FaultKind::Recipient)),
            Err(error) => {
                let core = |problem: &Problem| Fault::new("recipient", FaultKind::Core(Box::new(problem.clone())));
                faults.extend(error.problems().iter().map(core));
            }
        }
    }
    faults
}

/// Builds a mail to check the name.
fn name_fault(from: &Mailbox) -> Vec<Fault> {
    let mail = ite_mailer::DocumentMail::builder().from(from.clone()).to(from.address().as_str()).text("-").build();
    let Err(error) = mail else { return Vec::new() };
    let of_name = |problem: &&Problem| problem.field == "from";
    let fault = |problem: &Problem| Fault::new("sender_name", FaultKind::Core(Box::new(problem.clone())));
    error.problems().iter().filter(of_name).map(fault).collect()
}
