//! The settings page as a person uses it.

use super::driver::{Browser, LIMIT, Setup, browser};
use crate::site::{self, Site};
use fantoccini::{Locator, key::Key};
use ite_mailer::Provider;
use std::time::Duration;

/// A browser on a site.
pub(super) struct Page {
    pub(super) browser: Browser,
    pub(super) site: Site,
    pub(super) language: &'static str,
}

/// `None` without a browser.
pub(super) async fn open(language: &'static str, setup: Setup, site: Site) -> Option<Page> {
    let browser = browser(setup).await?;
    let page = Page { browser, site, language };
    page.go(&page.site.settings(language)).await;
    Some(page)
}

impl Page {
    pub(super) async fn go(&self, url: &str) {
        self.browser.client.goto(url).await.unwrap();
    }

    pub(super) async fn fill(&self, id: &str, text: &str) {
        let field = self.browser.wait(&format!("#f-{id}")).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    pub(super) async fn click(&self, css: &str) {
        let button = self.browser.wait(css).await;
        button.click().await.unwrap();
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

    /// Waits until an element is gone.
    pub(super) async fn gone(&self, css: &str) {
        let waiting = async {
            while self.has(css).await {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(LIMIT, waiting).await.unwrap_or_else(|_| panic!("{css} stays"));
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
    pub(super) async fn is_sound(&self, with_script: bool) {
        let console = self.browser.console().await;
        let bad: Vec<_> =
            console.iter().filter(|line| line.contains("Content Security") || line.contains("Refused")).collect();
        assert!(bad.is_empty(), "{bad:?}");
        let overflow = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        let wider = self.browser.client.execute(overflow, Vec::new()).await.unwrap();
        assert!(wider.as_i64().unwrap_or_default() <= 0, "the page is {wider} px wider than the screen");
        if with_script {
            self.passes_axe().await;
        }
    }

    /// axe-core stands where the script of the tests puts it; without it the check says so.
    async fn passes_axe(&self) {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/axe/package/axe.min.js");
        let Ok(axe) = std::fs::read_to_string(file) else {
            assert!(std::env::var("CI").is_err(), "CI wants axe-core; .ci/web fetches it");
            return;
        };
        let client = &self.browser.client;
        client.execute(&axe, Vec::new()).await.unwrap();
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
        let typed = self.browser.client.execute(typed, Vec::new()).await.unwrap_or_default();
        assert!(!typed.to_string().contains(secret));
    }

    pub(super) async fn close(self) {
        self.browser.close().await;
    }
}
