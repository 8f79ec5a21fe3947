//! The labels of the form's fields, as [`Provider::form`](crate::Provider::form) gives them.

use super::Language;
use crate::provider::{Login, PasswordKind, Provider};

/// The label of the login field.
pub(crate) const fn login(provider: Provider, language: Language) -> &'static str {
    let Some(row) = provider.info() else { return pick(language, "Login", "Identifiant") };
    match row.login {
        Login::FullAddress => pick(language, "E-mail address", "Adresse e-mail"),
        Login::LocalPart => pick(language, "Login (what stands before the @)", "Identifiant (ce qui précède le @)"),
        Login::Own => pick(language, "SMTP login", "Identifiant SMTP"),
        Login::ApiKey if matches!(provider, Provider::Postmark) => pick(language, "API token", "Jeton d’API"),
        Login::ApiKey => pick(language, "API key", "Clé API"),
        Login::Literal(_) => pick(language, "Login", "Identifiant"),
    }
}

/// The label of the password field.
pub(crate) const fn password(provider: Provider, language: Language) -> &'static str {
    let Some(row) = provider.info() else { return pick(language, "Password", "Mot de passe") };
    match (row.password, row.login) {
        (PasswordKind::AppPassword, _) => pick(language, "App password", "Mot de passe d’application"),
        (PasswordKind::AccountOrAppPassword, _) => {
            pick(language, "Password or app password", "Mot de passe ou mot de passe d’application")
        }
        (PasswordKind::SmtpKey, _) if row.secret.is_some() => pick(language, "SMTP key", "Clé SMTP"),
        (PasswordKind::SmtpKey, _) => pick(language, "SMTP password", "Mot de passe SMTP"),
        (PasswordKind::SecretKey, Login::ApiKey) if matches!(provider, Provider::Postmark) => {
            pick(language, "API token", "Jeton d’API")
        }
        (PasswordKind::SecretKey, Login::ApiKey | Login::Own) => pick(language, "Secret key", "Clé secrète"),
        (PasswordKind::SecretKey, _) => pick(language, "API key", "Clé API"),
        (PasswordKind::AccountPassword | PasswordKind::OAuth2Only, _) => pick(language, "Password", "Mot de passe"),
    }
}

const fn pick(language: Language, en: &'static str, fr: &'static str) -> &'static str {
    match language {
        Language::En => en,
        Language::Fr => fr,
    }
}
