//! Double clicks, several tabs, the back button, and a browser that goes away.

use super::{
    page::{LANGUAGES, visit},
    session::{Setup, browser},
};
use crate::site::{self, Site};
use fantoccini::Locator;
use ite_mailer::{
    Provider,
    sandbox::{Action, Fault, SmtpStep},
};
use std::time::Duration;

/// Makes the server slow enough for a second click or a closed browser to fall into a test.
fn slow(site: &Site, milliseconds: u64) {
    let delay = Action::Delay(Duration::from_millis(milliseconds));
    site.sandbox(Provider::Gmail).script().fault(Fault::new(SmtpStep::Greeting, delay));
}

#[tokio::test]
async fn double_click_on_test_makes_one_test() {
    for without_javascript in [false, true] {
        let Some(browser) = browser(Setup { without_javascript, ..Setup::default() }).await else { return };
        for language in LANGUAGES {
            let page = visit(&browser, language, Site::start().await).await;
            slow(&page.site, 600);
            page.choose(Provider::Gmail).await;
            page.fill("password", &site::secret(Provider::Gmail)).await;
            page.double_click("test").await;
            page.verdict(true).await;
            let opened = page.site.sandbox(Provider::Gmail).connections().opened;
            assert_eq!(opened, 1, "without script: {without_javascript}");
        }
    }
}

#[tokio::test]
async fn double_click_on_send_sends_one_mail() {
    for without_javascript in [false, true] {
        let Some(browser) = browser(Setup { without_javascript, ..Setup::default() }).await else { return };
        for language in LANGUAGES {
            let page = visit(&browser, language, Site::start().await).await;
            slow(&page.site, 600);
            page.choose(Provider::Gmail).await;
            page.fill("password", &site::secret(Provider::Gmail)).await;
            page.double_click("send").await;
            page.verdict(true).await;
            let mails = page.site.sandbox(Provider::Gmail).mails().len();
            assert_eq!(mails, 1, "without script: {without_javascript}");
        }
    }
}

#[tokio::test]
async fn double_click_on_save_is_no_conflict_and_the_second_of_two_tabs_is_told() {
    let Some(browser) = browser(Setup::default()).await else { return };
    for language in LANGUAGES {
        let page = visit(&browser, language, Site::start().await).await;
        let another = if language == "fr" { "autre fenêtre" } else { "another window" };
        page.choose(Provider::Gmail).await;
        page.fill("password", &site::secret(Provider::Gmail)).await;
        page.double_click("save").await;
        page.browser.wait("#notice.warn").await;
        assert!(!page.text("#notice").await.contains(another), "a double click is no conflict");

        let client = &page.browser.client;
        let first = client.window().await.unwrap();
        let second = client.new_window(true).await.unwrap().handle;
        client.switch_to_window(second.clone()).await.unwrap();
        page.go(&page.site.settings(language)).await;
        page.browser.wait("#f-sender_name").await;
        client.switch_to_window(first).await.unwrap();
        page.fill("sender_name", "Premier").await;
        page.press("save").await;
        page.stored("the first tab", |stored| stored.from.name() == Some("Premier")).await;
        client.switch_to_window(second).await.unwrap();
        page.fill("sender_name", "Second").await;
        page.press("save").await;
        assert!(page.text("#notice.warn").await.contains(another));
        page.shot("conflict").await;
        page.is_sound().await;
        assert_eq!(page.site.stored().await.unwrap().from.name(), Some("Premier"));
        page.press("save").await;
        page.stored("the second tab, told", |stored| stored.from.name() == Some("Second")).await;
    }
}

#[tokio::test]
async fn back_button_shows_the_page_as_it_is_now() {
    let Some(browser) = browser(Setup::default()).await else { return };
    for (language, other) in [("fr", "en"), ("en", "fr")] {
        let page = visit(&browser, language, Site::start().await).await;
        page.choose(Provider::Gmail).await;
        page.fill("password", &site::secret(Provider::Gmail)).await;
        page.test().await;
        page.verdict(true).await;
        page.click(".languages a").await;
        page.browser.wait(&format!("html[lang={other}]")).await;
        page.browser.client.back().await.unwrap();
        page.browser.wait(&format!("html[lang={language}] #result .verdict.good")).await;
        page.press("save").await;
        page.browser.wait("#notice.good").await;
        // Back from the saved page, nothing is posted again and the page still works.
        page.browser.client.back().await.unwrap();
        page.browser.wait("#result .verdict.good").await;
        assert_eq!(page.site.sandbox(Provider::Gmail).connections().opened, 1);
        page.test().await;
        page.verdict(true).await;
    }
}

#[tokio::test]
async fn a_browser_closed_in_mid_test_leaves_its_result_behind() {
    for language in LANGUAGES {
        let Some(gone) = browser(Setup::default()).await else { return };
        let page = visit(&gone, language, Site::start().await).await;
        page.choose(Provider::Gmail).await;
        page.fill("password", &site::secret(Provider::Gmail)).await;
        slow(&page.site, 800);
        page.fill("recipient", "client@example.org").await;
        let address = page.browser.client.current_url().await.unwrap();
        page.press("send").await;
        page.site.sandbox(Provider::Gmail).wait_open(1).await.unwrap();
        let site = page.site;
        drop(gone);
        site.sandbox(Provider::Gmail).wait_for(1).await.unwrap();
        site.sandbox(Provider::Gmail).wait_open(0).await.unwrap();
        // Another browser finds the result where the draft is.
        let Some(next) = browser(Setup::default()).await else { return };
        let page = visit(&next, language, site).await;
        page.go(address.as_str()).await;
        page.verdict(true).await;
        assert!(page.browser.client.find(Locator::Css("#f-password")).await.is_ok());
        assert_eq!(page.site.sandbox(Provider::Gmail).mails().len(), 1);
    }
}
