//! The settings page as a person uses it.

use super::session::{Browser, LIMIT};
use crate::site::{self, Site};
use fantoccini::{
    Locator,
    actions::{InputSource, MouseActions, PointerAction},
    key::Key,
};
use ite_mailer::Provider;
use std::{sync::OnceLock, time::Duration};

pub(super) const LANGUAGES: [&str; 2] = ["fr", "en"];

/// A browser on a site.
pub(super) struct Page<'a> {
    pub(super) browser: &'a Browser,
    pub(super) site: Site,
    pub(super) language: &'static str,
}

/// Opens the settings page of a site. The browser forgets the site before: cookies do not tell ports apart.
pub(super) async fn visit<'a>(browser: &'a Browser, language: &'static str, site: Site) -> Page<'a> {
    browser.client.delete_all_cookies().await.unwrap();
    let page = Page { browser, site, language };
    page.go(&page.site.settings(language)).await;
    page
}

impl Page<'_> {
    pub(super) async fn go(&self, url: &str) {
        self.browser.client.goto(url).await.unwrap();
    }

    pub(super) async fn fill(&self, id: &str, text: &str) {
        let field = self.browser.wait(&format!("#f-{id}")).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Finds the element again where a script has replaced it between the search and the click.
    pub(super) async fn click(&self, css: &str) {
        while let Err(error) = self.browser.wait(css).await.click().await {
            assert!(error.is_stale_element_reference(), "{css}: {error}");
        }
    }

    /// Presses the page's button for this action, not the hidden default one.
    pub(super) async fn press(&self, action: &str) {
        self.click(&format!("button[name=action][value='{action}']:not(.default)")).await;
    }

    /// Address and tile: the first step.
    pub(super) async fn choose(&self, provider: Provider) {
        let address = if provider == Provider::Mailjet { "atelier@example.fr" } else { site::login(provider) };
        self.browser.wait("#f-address").await;
        if self.has(".chosen").await {
            self.click(".chosen > summary").await;
        } else {
            self.fill("address", address).await;
        }
        self.click(&format!("button[name=provider][value='{}']", provider.id())).await;
        let chosen = match provider {
            Provider::Custom => "#settings .server[open]".to_owned(),
            provider => format!(".tile[value='{}'][aria-pressed]", provider.id()),
        };
        self.browser.wait(&chosen).await;
        self.fill("address", address).await;
        self.fill("sender_name", "Atelier Exemple").await;
        self.fill("user", site::login(provider)).await;
    }

    pub(super) async fn test(&self) {
        self.press("test").await;
    }

    /// Waits for the verdict of a test: whether it passed.
    pub(super) async fn verdict(&self, good: bool) -> String {
        let css = if good { "#result .verdict.good" } else { "#result .verdict.bad" };
        self.browser.wait(css).await.text().await.unwrap()
    }

    pub(super) async fn text(&self, css: &str) -> String {
        self.browser.wait(css).await.text().await.unwrap()
    }

    pub(super) async fn source(&self) -> String {
        self.browser.client.source().await.unwrap()
    }

    pub(super) async fn has(&self, css: &str) -> bool {
        self.browser.client.find(Locator::Css(css)).await.is_ok()
    }

    pub(super) async fn run(&self, script: &str) -> serde_json::Value {
        self.browser.client.execute(script, Vec::new()).await.unwrap()
    }

    /// What has the focus: an element's id, or a button's value.
    pub(super) async fn focused(&self) -> String {
        let focused = self.run("const a = document.activeElement; return a?.id || a?.value || ''").await;
        focused.as_str().unwrap_or_default().to_owned()
    }

    /// Presses a button twice before the page can change.
    pub(super) async fn double_click(&self, action: &str) {
        let button = self.browser.wait(&format!("button[name=action][value='{action}']:not(.default)")).await;
        let (press, release) = (PointerAction::Down { button: 0 }, PointerAction::Up { button: 0 });
        let over = PointerAction::MoveToElement { element: button.clone(), duration: None, x: 0.0, y: 0.0 };
        let mouse = MouseActions::new("mouse".to_owned()).then(over);
        let twice = mouse.then(press.clone()).then(release.clone()).then(press).then(release);
        self.browser.client.perform_actions(twice).await.unwrap();
    }

    /// Waits until the store holds this.
    pub(super) async fn stored(&self, what: &str, holds: impl Fn(&ite_mailer_web::StoredSettings) -> bool) {
        let waiting = async {
            while !self.site.stored().await.is_some_and(|stored| holds(&stored)) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(LIMIT, waiting).await.unwrap_or_else(|_| panic!("never stored: {what}"));
    }

    pub(super) async fn keys(&self, keys: &str) {
        let active = self.browser.client.active_element().await.unwrap();
        active.send_keys(keys).await.unwrap();
    }

    pub(super) async fn tab(&self) {
        self.keys(&char::from(Key::Tab).to_string()).await;
    }

    pub(super) async fn shot(&self, name: &str) {
        self.browser.shot(&format!("{}-{name}", self.language)).await;
    }

    /// What must hold on every page: nothing wider than the screen, no violation of the policy, no accessibility
    /// violation that axe knows of.
    pub(super) async fn is_sound(&self) {
        let console = self.browser.console().await;
        let bad: Vec<_> =
            console.iter().filter(|line| line.contains("Content Security") || line.contains("Refused")).collect();
        assert!(bad.is_empty(), "{bad:?}");
        let wider =
            self.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth").await;
        assert!(wider.as_i64().unwrap() <= 0, "the page is {wider} px wider than the screen");
        self.passes_axe().await;
    }

    /// `.ci/web` fetches axe-core; without it the check is left out, but not in CI.
    async fn passes_axe(&self) {
        static AXE: OnceLock<Option<String>> = OnceLock::new();
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/axe/package/axe.min.js");
        let Some(axe) = AXE.get_or_init(|| std::fs::read_to_string(file).ok()) else {
            assert!(std::env::var_os("CI").is_none(), "CI wants axe-core; .ci/web fetches it");
            return;
        };
        let client = &self.browser.client;
        client.execute(axe, Vec::new()).await.unwrap();
        let run = "const done = arguments[arguments.length - 1]; \
                   axe.run(document, { iframes: false }).then(r => done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '))))";
        let found = client.execute_async(run, Vec::new()).await.unwrap();
        assert_eq!(found.as_array().map(Vec::len), Some(0), "{found:#}");
    }

    /// Neither the page nor anything that was ever answered has the secret, in clear or in base64.
    pub(super) async fn hides(&self, secret: &str) {
        let source = self.source().await;
        let encoded = encodify::base64::STANDARD.encode(secret);
        for text in [secret, encoded.as_str()] {
            assert!(!source.contains(text), "the secret stands in the page");
            assert!(!self.site.was_answered(text), "the secret was answered");
            assert!(!site::logged(text), "the secret was logged");
        }
        let typed = "return [...document.querySelectorAll('input')].map(i => i.getAttribute('value') || '').join(' ')";
        assert!(!self.run(typed).await.to_string().contains(secret));
    }
}
