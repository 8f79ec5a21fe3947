//! JavaScript off: everything but streaming works.

use super::{
    page::{LANGUAGES, Page, visit},
    session::{Setup, browser},
};
use crate::site::{self, Site};
use ite_mailer::Provider;

const SETUP: Setup = Setup { without_javascript: true, phone: false, dark: false };

/// No script ran: the copy button is shown by the script alone.
async fn no_script_ran(page: &Page<'_>) {
    page.browser.wait("#copy[hidden]").await;
}

#[tokio::test]
async fn without_javascript_a_refused_test_leads_to_a_delivered_mail() {
    let Some(browser) = browser(SETUP).await else { return };
    for language in LANGUAGES {
        let page = visit(&browser, language, Site::start().await).await;
        page.choose(Provider::Gmail).await;
        page.fill("password", "Sommer2026").await;
        page.test().await;
        page.verdict(false).await;
        no_script_ran(&page).await;
        page.hides("Sommer2026").await;
        page.fill("password", &site::secret(Provider::Gmail)).await;
        page.test().await;
        page.verdict(true).await;
        page.press("send").await;
        page.site.sandbox(Provider::Gmail).wait_for(1).await.unwrap();
        page.press("save").await;
        page.browser.wait("#notice.good").await;
        page.shot("no-script").await;
    }
}

#[tokio::test]
async fn without_javascript_findings_are_applied_and_every_fault_is_told() {
    let Some(browser) = browser(SETUP).await else { return };
    for language in LANGUAGES {
        let page = visit(&browser, language, Site::start().await).await;
        page.choose(Provider::Gmail).await;
        page.test().await;
        page.browser.wait("#summary a[href='#f-password']").await;
        page.fill("password", &site::secret(Provider::Gmail)).await;
        page.click(".server > summary").await;
        page.fill("port", "25").await;
        page.test().await;
        page.click("#findings button[value^='apply:']").await;
        page.browser.wait("#notice.good").await;
        page.test().await;
        page.verdict(true).await;
        no_script_ran(&page).await;
    }
}

#[tokio::test]
async fn without_javascript_a_consent_is_given_and_a_provider_is_found_by_name() {
    let Some(browser) = browser(SETUP).await else { return };
    for language in LANGUAGES {
        let page = visit(&browser, language, Site::start().await).await;
        page.fill("search", "orange").await;
        page.click("button[name=by][value=search]").await;
        assert!(page.text("#t-fields").await.contains("Orange"));
        page.choose(Provider::Microsoft365).await;
        page.press("connect").await;
        page.click("#agree").await;
        page.browser.wait(".connected").await;
        page.test().await;
        page.verdict(true).await;
        no_script_ran(&page).await;
    }
}
