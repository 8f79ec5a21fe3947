//! Findings on login and secret, by their shape.

use super::{
    LintCode,
    context::{Context, Facts, is_address},
};
use crate::util::Date;
use crate::{
    guidance::Severity,
    provider::{Login, PasswordKind, Provider, ProviderInfo, SecretShape, TwoStep},
};

/// When Microsoft 365 switches SMTP sign-in by password off by default: "end of December 2026". An administrator can
/// switch it on again until further notice. Source: Microsoft's message MC786329, update of 2026-01-27.
const MICROSOFT_365_PASSWORDS_END: Date = Date::new(2026, 12, 31);

pub(super) fn look(context: &mut Context<'_>) {
    if !context.settings.authentication {
        return;
    }
    let by_token = context.input.by_token;
    if !by_token {
        blanks(context);
    }
    let Some(row) = context.row else { return };
    login(context, row);
    if by_token || oauth2_only(context, row) {
        return;
    }
    secret(context, row);
    // No advice to create a password that will soon be useless.
    if row.provider != Provider::Microsoft365 {
        two_step(context, row);
    }
}

fn login(context: &mut Context<'_>, row: &'static ProviderInfo) {
    use LintCode as C;
    let Some(user) = context.user() else { return };
    match row.login {
        Login::FullAddress if !is_address(user) => {
            let own = context.input.from.map(str::trim).filter(|from| {
                is_address(from) && from.rsplit_once('@').is_some_and(|(local, _)| local.eq_ignore_ascii_case(user))
            });
            let corrected = own.and_then(|from| context.fixed(|settings| settings.user = Some(from.to_owned())));
            context.add(C::LoginAddressExpected, Severity::Error, context.facts(), corrected);
        }
        Login::LocalPart => {
            let Some((local, _)) = user.rsplit_once('@').filter(|(local, _)| !local.is_empty()) else { return };
            let corrected = context.fixed(|settings| settings.user = Some(local.to_owned()));
            context.add(C::LoginLocalPartExpected, Severity::Warning, context.facts(), corrected);
        }
        Login::Literal(word) if user != word => {
            let corrected = context.fixed(|settings| settings.user = Some(word.to_owned()));
            context.add(C::LoginWordExpected, Severity::Error, Facts { word, ..context.facts() }, corrected);
        }
        Login::ApiKey if row.secret.is_some_and(|rule| !rule.pattern.matches(user)) => {
            let severity = if user.contains('@') { Severity::Error } else { Severity::Warning };
            context.add(C::LoginKeyExpected, severity, context.facts(), None);
        }
        // Postmark has the same token in both fields; Mailjet has two keys of the same shape.
        Login::ApiKey if row.provider == Provider::Mailjet && context.secret().map(str::trim) == Some(user) => {
            context.add(C::KeysIdentical, Severity::Error, context.facts(), None);
        }
        _ => {}
    }
}

/// Whether no password works at all.
fn oauth2_only(context: &mut Context<'_>, row: &'static ProviderInfo) -> bool {
    let consumer = context.user().and_then(Provider::for_address) == Some(Provider::OutlookCom);
    let only = row.password == PasswordKind::OAuth2Only || (row.provider == Provider::Microsoft365 && consumer);
    if only {
        let facts = Facts { provider: Provider::OutlookCom, ..Facts::default() };
        context.add(LintCode::OAuth2Only, Severity::Error, facts, None);
    } else if row.provider == Provider::Microsoft365 {
        let ended = context.input.today >= MICROSOFT_365_PASSWORDS_END;
        let severity = if ended { Severity::Error } else { Severity::Warning };
        context.add(LintCode::PasswordsEnding, severity, context.facts(), None);
    }
    only
}

fn secret(context: &mut Context<'_>, row: &'static ProviderInfo) {
    use LintCode as C;
    let (code, severity) = match (context.shape(), row.password) {
        (SecretShape::ApiKey, _) => (C::ApiKeyInsteadOfSmtpKey, Severity::Error),
        (SecretShape::Unexpected, PasswordKind::AppPassword) => (C::AppPasswordExpected, Severity::Error),
        // Older keys may have other shapes.
        (SecretShape::Unexpected, PasswordKind::SmtpKey) => (C::SmtpKeyExpected, Severity::Warning),
        (SecretShape::Unexpected, _) => (C::SecretKeyExpected, Severity::Warning),
        _ => return,
    };
    context.add(code, severity, context.facts(), None);
}

fn blanks(context: &mut Context<'_>) {
    let Some(secret) = context.secret() else { return };
    let code = LintCode::SecretBlanks;
    if secret.contains(char::is_control) {
        return context.add(code, Severity::Error, context.facts(), None);
    }
    // Blanks are formatting if the shape fits without them; otherwise they are part of a chosen password.
    let chosen = context.row.is_none_or(|row| {
        matches!(row.password, PasswordKind::AccountPassword | PasswordKind::AccountOrAppPassword)
            || row.secret.is_some_and(|rule| rule.grouped)
    });
    let shown = |c| matches!(c, ' ' | '\u{a0}');
    let grouped =
        context.shape() == SecretShape::Expected && !secret.contains(|c: char| c.is_whitespace() && !shown(c));
    if secret.trim() != secret && !(grouped && chosen) {
        context.add(code, Severity::Error, context.facts(), None);
    } else if secret.contains(char::is_whitespace) && !chosen {
        context.add(code, Severity::Warning, context.facts(), None);
    }
}

fn two_step(context: &mut Context<'_>, row: &'static ProviderInfo) {
    match row.two_step {
        // An app password exists only with two-step verification on.
        TwoStep::Required if context.shape() != SecretShape::Expected => {
            context.add(LintCode::TwoStepRequired, Severity::Info, context.facts(), None);
        }
        TwoStep::AppPasswordOnceOn => {
            context.add(LintCode::TwoStepRecommended, Severity::Info, context.facts(), None);
        }
        _ => {}
    }
}
