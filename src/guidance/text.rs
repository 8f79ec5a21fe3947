//! Fills the placeholders of a template.

use super::{
    GuidanceText, Language,
    case::{self, Case, Ports},
    fields, limits, links,
    texts::Text,
};
use crate::{
    error::ErrorKind,
    provider::{LinkTopic, Login, Provider},
};

/// The values of the placeholders.
struct Values<'a> {
    language: Language,
    provider: Provider,
    app: Option<&'a str>,
}

/// The advice in one language, filled in.
pub(crate) fn text(
    language: Language,
    kind: ErrorKind,
    provider: Provider,
    case: Option<Case>,
    app: Option<&str>,
) -> GuidanceText {
    let text = Text::of(kind, case);
    let template = text.in_language(language);
    let values = Values { language, provider, app };
    let mut pages: Vec<&'static str> = Vec::new();
    let mut what = values.fill(template.what, &mut pages);
    let in_doubt = matches!(case, Some(Case::OutcomeUnknown));
    // Orange's text says that it is about no limit of the customer.
    let has_limit = !in_doubt && !matches!(case, Some(Case::OrangeRefusal));
    if let Some(limit) = limits::limit(kind, provider, language).filter(|_| has_limit) {
        what.push(' ');
        what.push_str(&values.fill(&limit, &mut pages));
    }
    let mut steps: Vec<String> = template.steps.iter().map(|step| values.fill(step, &mut pages)).collect();
    let by_token = matches!(case, Some(Case::AccessToken(..)));
    if provider == Provider::Custom && kind.traits().asks_provider && !by_token && !in_doubt {
        steps.push(values.fill(pick(language, FOUR_FACTS_EN, FOUR_FACTS_FR), &mut pages));
    }
    pages.extend(match case {
        Some(Case::OutcomeUnknown | Case::OrangeRefusal) => Vec::new(),
        Some(Case::AccessToken(..)) => links::access_token(provider, language),
        Some(Case::SentCopy(problem)) => links::sent_copy(problem, provider, language),
        _ => links::links(kind, provider, language),
    });
    let mut links: Vec<String> = Vec::new();
    for page in pages {
        if links.iter().all(|link| link != page) {
            links.push(page.to_owned());
        }
    }
    GuidanceText { title: values.fill(template.title, &mut Vec::new()), what, steps, links }
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

impl Values<'_> {
    /// Fills in one pass, so that braces in a product's name are not replaced. A placeholder without a value is kept,
    /// so that tests find it. Pages named in the text are added to `pages`.
    fn fill(&self, template: &str, pages: &mut Vec<&'static str>) -> String {
        let mut text = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, tail)) = rest.split_once('{') {
            text.push_str(before);
            let Some((name, after)) = tail.split_once('}') else {
                rest = tail;
                break;
            };
            if let Some(page) = self.page(name) {
                pages.push(page);
                text.push_str(page);
            } else if let Some(value) = self.value(name) {
                text.push_str(&value);
            } else {
                text.push_str(&format!("{{{name}}}"));
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }

    fn page(&self, name: &str) -> Option<&'static str> {
        let row = self.provider.info()?;
        if name == "create_url" {
            return row.secret?.create_url;
        }
        let topic = match name.strip_prefix("link:")? {
            "two_step" => LinkTopic::TwoStep,
            "create_app_password" => LinkTopic::CreateAppPassword,
            "smtp" => LinkTopic::Smtp,
            "aliases" => LinkTopic::Aliases,
            "senders" => LinkTopic::Senders,
            "authorized_ips" => LinkTopic::AuthorizedIps,
            "blocked" => LinkTopic::Blocked,
            "admin" => LinkTopic::Admin,
            "admin_mail" => LinkTopic::AdminMail,
            "admin_security" => LinkTopic::AdminSecurity,
            "passwords_end" => LinkTopic::PasswordsEnd,
            _ => return None,
        };
        row.link(topic).map(|link| links::address(link, self.language))
    }

    fn value(&self, name: &str) -> Option<String> {
        let (language, provider, app) = (self.language, self.provider, self.app);
        let say = |en, fr| pick(language, en, fr).to_owned();
        if let Some(name) = name.strip_prefix("de_") {
            let name = self.value(name)?;
            return Some(format!("{}{name}", if starts_with_vowel(&name) { "d’" } else { "de " }));
        }
        let known = provider != Provider::Custom;
        Some(match name {
            "provider" | "Provider" if known => short_name(provider).to_owned(),
            "provider" => say("your mail provider", "votre fournisseur de messagerie"),
            "Provider" => say("Your mail provider", "Votre fournisseur de messagerie"),
            "App" => app.map_or_else(|| say("Your application", "Votre application"), str::to_owned),
            "app" => app.map_or_else(|| say("your application", "votre application"), str::to_owned),
            "label" => match (language, app) {
                (Language::En, Some(app)) => format!("“{app}”"),
                (Language::Fr, Some(app)) => format!("«\u{a0}{app}\u{a0}»"),
                (_, None) => say("the name of your application", "le nom de votre application"),
            },
            "login_field" => fields::login(provider, language).to_owned(),
            "password_field" => fields::password(provider, language).to_owned(),
            "host" => provider.info()?.endpoints.first()?.host.to_owned(),
            "ports" => match case::ports(provider) {
                Ports::StartTls => say("587 with STARTTLS", "587 avec STARTTLS"),
                Ports::ImplicitTls => say("465 with TLS", "465 avec TLS"),
                Ports::Both => say("587 with STARTTLS, or 465 with TLS", "587 avec STARTTLS, ou 465 avec TLS"),
            },
            // The relay takes the mailboxes' tokens; its row has no OAuth2 endpoints.
            "scope" if provider == Provider::GoogleSmtpRelay => {
                (*Provider::Gmail.info()?.oauth2?.scopes.first()?).to_owned()
            }
            "scope" => (*provider.info()?.oauth2?.scopes.first()?).to_owned(),
            "login" => match provider.info()?.login {
                Login::Literal(word) => word.to_owned(),
                _ => return None,
            },
            _ => return None,
        })
    }
}

fn starts_with_vowel(name: &str) -> bool {
    name.chars()
        .next()
        .is_some_and(|first| "aeiouàâäéèêëîïôöùûü".contains(first.to_lowercase().next().unwrap_or(first)))
}

/// The provider's name in a sentence; the catalogue's names distinguish products.
fn short_name(provider: Provider) -> &'static str {
    match provider {
        Provider::GoogleSmtpRelay => "Google Workspace",
        Provider::OvhMxPlan | Provider::OvhEmailPro | Provider::OvhExchange => "OVHcloud",
        Provider::SendGrid => "SendGrid",
        Provider::Scaleway => "Scaleway",
        _ => provider.name().split(" / ").next().unwrap_or_else(|| provider.name()),
    }
}
