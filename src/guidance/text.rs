//! From a text with placeholders to the advice a person reads.

use super::{
    GuidanceText, Language,
    case::{self, Case, Ports},
    limits, links,
    texts::Text,
};
use crate::{error::ErrorKind, provider::Provider};

/// The advice in one language, filled in.
pub(crate) fn text(
    language: Language,
    kind: ErrorKind,
    provider: Provider,
    case: Option<Case>,
    app: Option<&str>,
) -> GuidanceText {
    let template = Text::of(kind, case).in_language(language);
    let fill = |template: &str| fill(template, language, provider, app);
    let in_doubt = matches!(case, Some(Case::OutcomeUnknown));
    let mut what = fill(template.what);
    if let Some((en, fr)) = limits::limit(kind, provider).filter(|_| !in_doubt) {
        what.push(' ');
        what.push_str(pick(language, en, fr));
    }
    let mut steps: Vec<String> = template.steps.iter().map(|step| fill(step)).collect();
    let by_token = matches!(case, Some(Case::Oauth(..)));
    if provider == Provider::Custom && kind.traits().asks_provider && !by_token && !in_doubt {
        steps.push(fill(pick(language, FOUR_FACTS_EN, FOUR_FACTS_FR)));
    }
    let links = match case {
        Some(Case::OutcomeUnknown) => &[],
        Some(Case::Oauth(..)) => links::oauth(provider),
        _ => links::links(kind, provider),
    };
    let links = links.iter().map(|link| (*link).to_owned()).collect();
    GuidanceText { title: fill(template.title), what, steps, links }
}

const FOUR_FACTS_EN: &str = "Ask {provider} for four facts: the name of the outgoing server (host), its port and TLS \
                             mode, the login, and the kind of password (the account’s, an app password or a key).";
const FOUR_FACTS_FR: &str = "Demandez à {provider} quatre renseignements\u{a0}: le nom du serveur sortant (hôte), son \
                             port et son mode TLS, l’identifiant, et le type de mot de passe (celui du compte, un mot \
                             de passe d’application ou une clé).";

const fn pick<'a>(language: Language, en: &'a str, fr: &'a str) -> &'a str {
    match language {
        Language::En => en,
        Language::Fr => fr,
    }
}

/// One pass over the template, so that a product's name with braces in it stays as it is.
fn fill(template: &str, language: Language, provider: Provider, app: Option<&str>) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, tail)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, after)) = tail.split_once('}') else {
            rest = tail;
            break;
        };
        text.push_str(&value(name, language, provider, app));
        rest = after;
    }
    text.push_str(rest);
    text
}

fn value(name: &str, language: Language, provider: Provider, app: Option<&str>) -> String {
    if let Some(name) = name.strip_prefix("de_") {
        let name = value(name, language, provider, app);
        return format!("{}{name}", if starts_with_vowel(&name) { "d’" } else { "de " });
    }
    let known = provider != Provider::Custom;
    match name {
        "provider" | "Provider" if known => short_name(provider).to_owned(),
        "provider" => pick(language, "your mail provider", "votre fournisseur de messagerie").to_owned(),
        "Provider" => pick(language, "Your mail provider", "Votre fournisseur de messagerie").to_owned(),
        "App" => app.unwrap_or(pick(language, "Your application", "Votre application")).to_owned(),
        "app" => app.unwrap_or(pick(language, "your application", "votre application")).to_owned(),
        "label" => match (language, app) {
            (Language::En, Some(app)) => format!("“{app}”"),
            (Language::Fr, Some(app)) => format!("«\u{a0}{app}\u{a0}»"),
            (Language::En, None) => "the name of your application".to_owned(),
            (Language::Fr, None) => "le nom de votre application".to_owned(),
        },
        "ports" => match case::ports(provider) {
            Ports::StartTls => pick(language, "587 with STARTTLS", "587 avec STARTTLS"),
            Ports::ImplicitTls => pick(language, "465 with TLS", "465 avec TLS"),
            Ports::Both => pick(language, "587 with STARTTLS, or 465 with TLS", "587 avec STARTTLS, ou 465 avec TLS"),
        }
        .to_owned(),
        "login" => case::fixed_login(provider).unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

fn starts_with_vowel(name: &str) -> bool {
    name.chars()
        .next()
        .is_some_and(|first| "aeiouàâäéèêëîïôöùûü".contains(first.to_lowercase().next().unwrap_or(first)))
}

/// What a sentence calls the provider; the catalogue's names tell products apart.
fn short_name(provider: Provider) -> &'static str {
    match provider {
        Provider::GoogleSmtpRelay => "Google Workspace",
        Provider::OvhMxPlan | Provider::OvhEmailPro | Provider::OvhExchange => "OVHcloud",
        Provider::SendGrid => "SendGrid",
        Provider::Scaleway => "Scaleway",
        _ => provider.name().split(" / ").next().unwrap_or_else(|| provider.name()),
    }
}
