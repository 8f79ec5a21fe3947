//! From the empty page to a delivered invoice, at each of the six providers, in both languages.

use super::{
    page::{LANGUAGES, Page, visit},
    session::{Setup, browser},
};
use crate::site::{self, SIX, Site};
use ite_mailer::{
    Provider,
    sandbox::{Action, Fault, SmtpStep},
};
use std::time::Duration;

/// Expected words in the title of the guidance.
fn headline(provider: Provider, language: &str) -> &'static str {
    match (provider, language) {
        (Provider::Gmail | Provider::GoogleWorkspace, "fr") => "mot de passe d’application",
        (Provider::Gmail | Provider::GoogleWorkspace, _) => "app password",
        _ => "",
    }
}

async fn walk(page: &Page<'_>, provider: Provider) {
    let id = provider.id();
    page.go(&page.site.settings(page.language)).await;
    page.choose(provider).await;
    page.is_sound().await;
    page.shot(&format!("{id}-1-fields")).await;

    let wrong = "Sommer-2026-wrong";
    page.fill("password", wrong).await;
    page.test().await;
    page.verdict(false).await;
    let told = page.text("#result .advice").await.to_lowercase();
    assert!(told.contains(headline(provider, page.language)), "{provider}: {told}");
    page.shot(&format!("{id}-2-refused")).await;
    page.is_sound().await;
    page.hides(wrong).await;

    let secret = site::secret(provider);
    page.fill("password", &secret).await;
    page.test().await;
    page.verdict(true).await;
    page.shot(&format!("{id}-3-passed")).await;

    page.fill("recipient", "client@example.org").await;
    page.press("send").await;
    page.verdict(true).await;
    page.shot(&format!("{id}-4-sent")).await;
    let mails = page.site.sandbox(provider).wait_for(1).await.unwrap();
    assert_eq!(mails[0].recipients(), ["client@example.org"]);

    page.press("save").await;
    page.browser.wait("#notice.good").await;
    page.shot(&format!("{id}-5-saved")).await;
    page.is_sound().await;
    page.hides(&secret).await;
    let stored = page.site.stored().await.unwrap();
    assert_eq!(stored.gateway.provider, provider);
    assert!(stored.last_test.is_some_and(|test| test.ok && test.sent));

    // The product sends with the stored settings.
    let mail = page.site.send_invoice().await;
    assert_eq!(mail.recipients(), ["client@example.org", "compta@example.fr"]);
    assert!(mail.parsed().unwrap().parts.iter().any(|part| part.media_type == "application/pdf"));
    page.go(&format!("{}/dev/inbox?lang={}", page.site.origin, page.language)).await;
    page.click(".mails li:first-child a").await;
    assert!(page.text("h1").await.contains("facture"));
    page.shot(&format!("{id}-6-delivered")).await;
}

async fn walks(language: &'static str) {
    let Some(browser) = browser(Setup::default()).await else { return };
    let page = visit(&browser, language, Site::start().await).await;
    page.is_sound().await;
    page.shot("0-empty").await;
    for (provider, _) in SIX {
        walk(&page, provider).await;
    }
}

#[tokio::test]
async fn six_providers_from_empty_page_to_delivered_invoice_in_french() {
    walks("fr").await;
}

#[tokio::test]
async fn six_providers_from_empty_page_to_delivered_invoice_in_english() {
    walks("en").await;
}

/// The sign-in is slow; the steps before it are shown meanwhile.
#[tokio::test]
async fn steps_are_shown_as_they_end() {
    let Some(browser) = browser(Setup::default()).await else { return };
    for language in LANGUAGES {
        let page = visit(&browser, language, Site::start().await).await;
        let slow = Fault::new(SmtpStep::SignIn, Action::Delay(Duration::from_secs(4)));
        page.site.sandbox(Provider::Gmail).script().fault(slow);
        page.choose(Provider::Gmail).await;
        page.fill("password", &site::secret(Provider::Gmail)).await;
        page.test().await;
        page.browser.wait("#progress .checks li.ok:nth-child(5)").await;
        assert!(page.has("#progress[aria-live] .running").await, "the test ended before its steps were shown");
        page.shot("steps").await;
        page.verdict(true).await;
    }
}

/// Presses Tab until this has the focus.
async fn tab_to(page: &Page<'_>, what: &str) {
    for _ in 0..80 {
        if page.focused().await == what {
            return;
        }
        page.tab().await;
    }
    panic!("no way by Tab to {what}");
}

#[tokio::test]
async fn keyboard_alone_leads_from_the_empty_page_to_saved_settings() {
    const ENTER: &str = "\u{e007}";
    const SPACE: &str = " ";
    let Some(browser) = browser(Setup::default()).await else { return };
    for language in LANGUAGES {
        let page = visit(&browser, language, Site::start().await).await;
        page.browser.wait("#f-address").await;
        tab_to(&page, "f-address").await;
        page.keys(site::login(Provider::Gmail)).await;
        // Enter in the field presses "find my provider".
        page.keys(ENTER).await;
        page.browser.wait("#f-password").await;
        tab_to(&page, "f-password").await;
        page.keys("wrong").await;
        // Enter in a field of the second form tests; the result takes the focus.
        page.keys(ENTER).await;
        page.verdict(false).await;
        assert_eq!(page.focused().await, "result");
        tab_to(&page, "f-password").await;
        page.keys(&site::secret(Provider::Gmail)).await;
        tab_to(&page, "test").await;
        page.shot("keyboard-focus").await;
        page.keys(SPACE).await;
        page.verdict(true).await;
        assert_eq!(page.focused().await, "result");
        tab_to(&page, "send").await;
        page.keys(ENTER).await;
        page.site.sandbox(Provider::Gmail).wait_for(1).await.unwrap();
        page.verdict(true).await;
        tab_to(&page, "save").await;
        page.keys(ENTER).await;
        page.browser.wait("#notice.good").await;
        assert_eq!(page.focused().await, "notice");
    }
}
