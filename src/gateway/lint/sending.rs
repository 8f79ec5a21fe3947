//! Findings on sending: From, EHLO name, daily volume, the copy under Sent.

use super::{
    LintCode,
    context::{Context, Facts, is_address},
};
use crate::{
    gateway::SentCopy,
    guidance::Severity,
    provider::{FromRule, Login, Provider, ProviderInfo},
};
use std::net::IpAddr;

pub(super) fn look(context: &mut Context<'_>) {
    ehlo_name(context);
    folder(context);
    let Some(row) = context.row else { return };
    from(context, row);
    volume(context, row);
    if row.files_sent_mail == Some(false) && context.settings.sent_copy == SentCopy::None {
        // A relay's copies would need another mailbox.
        let copy = if cfg!(feature = "imap") && !row.imap.is_empty() { SentCopy::Folder } else { SentCopy::BccSelf };
        let corrected = context.fixed(|settings| settings.sent_copy = copy);
        context.add(LintCode::SentNotFiled, Severity::Info, context.facts(), corrected);
    }
}

/// The copy for the Sent folder.
fn folder(context: &mut Context<'_>) {
    if context.settings.sent_copy != SentCopy::Folder {
        return;
    }
    let imap = &context.settings.imap;
    let is_set = |field: &Option<String>| field.as_deref().is_some_and(|text| !text.trim().is_empty());
    if context.settings.files_sent_mail() {
        let corrected = context.fixed(|settings| settings.sent_copy = SentCopy::None);
        context.add(LintCode::SentCopyUseless, Severity::Info, context.facts(), corrected);
    } else if context.row.is_some_and(|row| !row.has_mailboxes()) && !is_set(&imap.user) {
        let corrected = context.fixed(|settings| settings.sent_copy = SentCopy::BccSelf);
        context.add(LintCode::SentCopyImpossible, Severity::Error, context.facts(), corrected);
    }
}

/// A warning only: aliases of the account are accepted, and only the provider knows them.
fn from(context: &mut Context<'_>, row: &'static ProviderInfo) {
    let Some((user, from)) = context.user().zip(context.input.from) else { return };
    let from = from.rsplit_once('<').map_or(from, |(_, rest)| rest.trim_end().trim_end_matches('>')).trim();
    let code = match row.from_rule {
        FromRule::OwnAddress => LintCode::FromNotLogin,
        FromRule::Rewritten => LintCode::FromRewritten,
        _ => return,
    };
    if !is_address(from) {
        return;
    }
    let same = match row.login {
        Login::FullAddress if is_address(user) => from.eq_ignore_ascii_case(user),
        Login::LocalPart => {
            let local = |text: &str| text.rsplit_once('@').map_or(text, |(local, _)| local).to_ascii_lowercase();
            local(from) == local(user) && Provider::for_address(from) == Some(row.provider)
        }
        _ => return,
    };
    if !same {
        context.add(code, Severity::Warning, context.facts(), None);
    }
}

fn ehlo_name(context: &mut Context<'_>) {
    let Some(name) = context.settings.ehlo_name.as_deref().map(str::trim).filter(|name| !name.is_empty()) else {
        return;
    };
    let lower = name.trim_end_matches('.').to_ascii_lowercase();
    let local = lower == "localhost" || [".localhost", ".localdomain", ".local"].iter().any(|end| lower.ends_with(end));
    let address = name.parse::<IpAddr>().ok();
    let refused = local || address.is_some() || !(lower.contains('.') || lower.starts_with('['));
    if !refused || context.is_loopback() {
        return;
    }
    // Google's relay replies 421 and closes; most others only add to the spam score.
    let relay = local && context.provider == Provider::GoogleSmtpRelay;
    let severity = if relay { Severity::Error } else { Severity::Warning };
    let own_domain = context.user().is_some_and(is_address);
    let corrected = context.fixed(|settings| {
        settings.ehlo_name = match address {
            // RFC 5321 §4.1.3.
            Some(IpAddr::V4(address)) if !own_domain => Some(format!("[{address}]")),
            Some(IpAddr::V6(address)) if !own_domain => Some(format!("[IPv6:{address}]")),
            _ => None,
        };
    });
    context.add(LintCode::EhloRefused, severity, context.facts(), corrected);
}

fn volume(context: &mut Context<'_>, row: &'static ProviderInfo) {
    use LintCode as C;
    let Some(number) = row.limits.per_day else { return };
    let above = context.input.expected_per_day.is_some_and(|expected| expected > number);
    let relay = !matches!(row.login, Login::FullAddress | Login::LocalPart);
    let (code, severity) = match (above, relay) {
        (true, true) => (C::VolumeAbovePlan, Severity::Warning),
        (true, false) => (C::VolumeAboveLimit, Severity::Warning),
        (false, true) => (C::PlanLimit, Severity::Info),
        (false, false) => (C::DailyLimit, Severity::Info),
    };
    context.add(code, severity, Facts { number, ..context.facts() }, None);
}
