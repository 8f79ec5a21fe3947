//! The views of the templates.

mod copies;
mod notices;
pub(crate) mod result;
mod sender;
mod tiles;

use super::{
    Ask, Draft, Page,
    options::PageParts,
    store::{LastTest, Secret},
};
use crate::{
    core::{Date, Finding, FormField, FormStep, Language, LintInput, Severity},
    filters,
    texts::{date, settings::Texts},
};
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use ite_mailer::{
    GatewaySettings, Guidance, Provider, Security,
    gateway::{CatalogueEntry, Form},
};
use result::ResultView;
use tiles::Tile;

/// The whole page.
#[derive(Template)]
#[template(path = "settings/page.html")]
pub(super) struct PageView<'a> {
    pub(super) t: &'static Texts,
    language: Language,
    ask: &'a Ask,
    id: &'a str,
    draft: &'a Draft,
    product: &'a str,
    tiles: Vec<Tile>,
    catalogue: Vec<CatalogueEntry>,
    form: Option<Form>,
    findings: Vec<FindingView>,
    result: Option<ResultView>,
    last_test: Option<LastTest>,
    offers_consent: bool,
}

/// A document around the content.
#[derive(Template)]
#[template(path = "document.html")]
struct Document<'a> {
    language: &'a str,
    title: &'a str,
    head: &'a str,
    content: &'a str,
}

#[derive(Template)]
#[template(path = "settings/head.html")]
struct Head<'a> {
    base: &'a str,
    stylesheet: Option<&'a str>,
}

/// The findings alone.
#[derive(Template)]
#[template(path = "settings/findings.html")]
struct FindingsView {
    t: &'static Texts,
    findings: Vec<FindingView>,
    typo: Option<String>,
}

/// A finding in one language.
pub(super) struct FindingView {
    code: &'static str,
    severity: Severity,
    title: String,
    what: String,
    steps: Vec<String>,
    links: Vec<String>,
    corrects: bool,
}

pub(super) fn page(page: &Page, ask: &Ask, id: &str, draft: &Draft) -> Response {
    let t = Texts::of(ask.language);
    let view = PageView::new(page, ask, id, draft);
    let head = Head { base: &ask.base, stylesheet: page.options.stylesheet.as_deref() };
    let (Ok(content), Ok(head)) = (view.render(), head.render()) else {
        return crate::http::Fail::Store(ask.language).into_response();
    };
    let language = ask.language.as_str();
    let html = match &page.options.layout {
        Some(layout) => layout(&PageParts { language, title: t.title, head: &head, content: &content }),
        None => Document { language, title: t.title, head: &head, content: &content }.render().unwrap_or_default(),
    };
    Html(html).into_response()
}

pub(super) fn findings_fragment(_: &Page, ask: &Ask, _: &str, draft: &Draft) -> Response {
    let view = FindingsView {
        t: Texts::of(ask.language),
        findings: finding_views(draft, ask.language, is_of_sign_in),
        typo: sender::suggestion(&draft.fields.address),
    };
    Html(view.render().unwrap_or_default()).into_response()
}

/// The core's findings on the input.
pub(super) fn findings(draft: &Draft, today: Date) -> Vec<Finding> {
    let settings: GatewaySettings = draft.fields.settings(draft.stored.as_deref());
    let secret = draft.secret();
    let mut input = LintInput::new(today);
    if !draft.fields.address.is_empty() {
        input = input.from(&draft.fields.address);
    }
    input = match &secret {
        Secret::Password(password) => input.secret(password),
        Secret::Consent { .. } => input.by_token(),
        Secret::Missing => input,
    };
    settings.lint(&input)
}

fn finding_views(draft: &Draft, language: Language, place: fn(&Finding) -> bool) -> Vec<FindingView> {
    if draft.fields.provider.is_none() {
        return Vec::new();
    }
    let view = |finding: Finding| {
        let text = finding.text(language).clone();
        FindingView {
            code: finding.code.as_str(),
            severity: finding.severity,
            title: text.title,
            what: text.what,
            steps: text.steps,
            links: text.links,
            corrects: finding.corrected.is_some(),
        }
    };
    let shown = |finding: &Finding| place(finding) && !copies::is_in_choice(finding);
    findings(draft, Date::today()).into_iter().filter(shown).map(view).collect()
}

/// Whether the finding is shown below all fields. Those on the copy are shown at its choice, and two-step verification is
/// in the help above the field.
fn is_of_sign_in(finding: &Finding) -> bool {
    let in_help = finding.severity == Severity::Info && finding.field == "password";
    !(in_help || copies::is_of_copy(finding))
}

impl<'a> PageView<'a> {
    fn new(page: &'a Page, ask: &'a Ask, id: &'a str, draft: &'a Draft) -> Self {
        let language = ask.language;
        let provider = draft.fields.provider;
        Self {
            t: Texts::of(language),
            language,
            ask,
            id,
            draft,
            product: &page.options.product,
            tiles: tiles::tiles(provider, language),
            catalogue: Provider::all(),
            form: provider.and_then(|provider| provider.form(language)),
            findings: finding_views(draft, language, is_of_sign_in),
            result: draft.test.as_ref().map(|test| ResultView::new(test, draft, language)),
            last_test: super::save::last_test(draft),
            offers_consent: provider.is_some_and(|provider| page.options.app(provider).is_some()),
        }
    }

    fn other_languages(&self) -> Vec<(&'static str, &'static str, String, bool)> {
        let name = |language| if language == Language::Fr { "Français" } else { "English" };
        let link = |language: Language| {
            (language.as_str(), name(language), self.ask.page_in(language, self.id, ""), language == self.language)
        };
        Language::ALL.iter().map(|language| link(*language)).collect()
    }

    fn typo(&self) -> Option<String> {
        sender::suggestion(&self.draft.fields.address)
    }

    fn provider(&self) -> Option<Provider> {
        self.draft.fields.provider
    }

    fn provider_name(&self) -> &'static str {
        match self.provider() {
            None | Some(Provider::Custom) => self.t.other_server,
            Some(provider) => provider.name(),
        }
    }

    fn is_custom(&self) -> bool {
        self.provider() == Some(Provider::Custom)
    }

    fn faults_in_server(&self) -> bool {
        ["host", "port", "security"].iter().any(|field| self.fault(field).is_some())
    }

    fn server_open(&self) -> bool {
        let fields = &self.draft.fields;
        self.is_custom()
            || self.faults_in_server()
            || !(fields.host.is_empty() && fields.port.is_empty() && fields.security.is_empty())
    }

    fn login(&self) -> Option<&FormField> {
        self.form.as_ref().map(|form| &form.login)
    }

    fn password(&self) -> Option<&FormField> {
        self.form.as_ref().and_then(|form| form.password.as_ref())
    }

    fn takes_password(&self) -> bool {
        self.is_custom() || self.password().is_some()
    }

    fn notes(&self) -> &[FormStep] {
        self.form.as_ref().map_or(&[], |form| &form.notes)
    }

    fn has_secret(&self) -> bool {
        matches!(self.draft.secret(), Secret::Password(_))
    }

    fn is_connected(&self) -> bool {
        matches!(self.draft.secret(), Secret::Consent { .. })
    }

    /// The last test found that the provider no longer accepts the consent.
    fn consent_is_over(&self) -> bool {
        self.result.as_ref().is_some_and(|result| result.reconnect && !result.outdated)
    }

    fn connect_label(&self) -> String {
        match self.provider() {
            Some(Provider::Gmail | Provider::GoogleWorkspace) => self.t.connect_google.to_owned(),
            Some(Provider::Microsoft365 | Provider::OutlookCom) => self.t.connect_microsoft.to_owned(),
            _ => format!("{} {}", self.t.connect_other, self.provider_name()),
        }
    }

    fn preset(&self) -> (&'static str, String, &'static str) {
        let endpoint = self.provider().and_then(|provider| provider.info()?.endpoints.first());
        let Some(endpoint) = endpoint else { return ("smtp.example.com", "587".to_owned(), self.t.security_auto) };
        (endpoint.host, endpoint.port.to_string(), security_name(self.t, Some(endpoint.security)))
    }

    fn consent_error(&self) -> Option<&Guidance> {
        self.draft.consent_error.as_ref()
    }

    fn files_sent_mail(&self) -> Option<bool> {
        self.provider()?.info()?.files_sent_mail
    }

    fn last_test_text(&self) -> String {
        let t = self.t;
        match &self.last_test {
            None => t.last_test_none.to_owned(),
            Some(test) => {
                let outcome = match test.ok {
                    true => t.last_ok,
                    false if test.is_of_copy() => t.last_without_copy,
                    false => t.last_failed,
                };
                format!("{}, {outcome}", date::date_time(test.when(), self.language))
            }
        }
    }

    /// What is identified by `anchor` to a screen reader beside the field.
    fn described(&self, field: &str) -> String {
        match self.fault(field) {
            Some(_) => format!("h-{field} e-{field}"),
            None => format!("h-{field}"),
        }
    }
}

pub(super) const fn security_name(t: &Texts, security: Option<Security>) -> &'static str {
    match security {
        Some(Security::ImplicitTls) => t.security_tls,
        Some(_) => t.security_starttls,
        None => t.security_auto,
    }
}
