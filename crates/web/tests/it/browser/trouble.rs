//! What goes wrong on the way, and how the page leads out of it.

use super::{
    driver::Setup,
    page::{Page, open},
};
use crate::site::{self, Site, wrong_name};
use fantoccini::Locator;
use ite_mailer::{
    Provider,
    sandbox::{Action, Fault, SmtpSandbox, SmtpStep},
};
use std::time::Duration;

const LANGUAGES: [&str; 2] = ["fr", "en"];

/// The fields of a server of one's own.
async fn own(page: &Page, port: u16, security: &str) {
    page.choose(Provider::Custom).await;
    page.fill("host", "localhost").await;
    page.fill("port", &port.to_string()).await;
    let select = page.browser.wait("#f-security").await;
    select.select_by_value(security).await.unwrap();
    page.fill("password", &site::secret(Provider::Custom)).await;
}

#[tokio::test]
async fn wrong_port_is_corrected_by_a_button() {
    for language in LANGUAGES {
        let Some(page) = open(language, Setup::default(), Site::start().await).await else { return };
        // Before any connection: the finding beside the fields.
        page.choose(Provider::Gmail).await;
        page.fill("password", &site::secret(Provider::Gmail)).await;
        page.click(".server > summary").await;
        page.fill("port", "25").await;
        page.test().await;
        page.browser.wait("#summary").await;
        page.shot("wrong-port").await;
        page.click("#findings button[value^='apply:']").await;
        page.browser.wait("#notice.good").await;
        page.test().await;
        page.verdict(true).await;
        // After a failed connection: TLS spoken to a port that begins in clear, and the other way round.
        for (port, security) in
            [(page.site.own.tls_port(), "starttls_required"), (page.site.own.port(), "implicit_tls")]
        {
            page.go(&page.site.settings(language)).await;
            own(&page, port, security).await;
            page.test().await;
            page.verdict(false).await;
            page.press("apply:test").await;
            page.browser.wait("#notice.good").await;
            page.test().await;
            page.verdict(true).await;
        }
        page.close().await;
    }
}

#[tokio::test]
async fn stripped_starttls_and_a_certificate_for_another_name_are_told() {
    for language in LANGUAGES {
        let stripped = SmtpSandbox::builder().without("STARTTLS");
        for (name, builder, word) in
            [("stripped", stripped, ["TLS", "TLS"]), ("wrong-name", wrong_name(), ["certificat", "certificate"])]
        {
            let Some(page) = open(language, Setup::default(), Site::with(builder, |options| options).await).await
            else {
                return;
            };
            own(&page, page.site.own.port(), "starttls_required").await;
            page.test().await;
            page.verdict(false).await;
            let told = page.text("#result .advice").await;
            assert!(told.contains(word[usize::from(language == "en")]), "{told}");
            page.shot(name).await;
            // The password never left.
            assert!(!page.site.own.commands().iter().any(|command| command.starts_with("AUTH")));
            page.is_sound(true).await;
            page.close().await;
        }
    }
}

#[tokio::test]
async fn double_click_on_test_makes_one_test() {
    for without_javascript in [false, true] {
        let setup = Setup { without_javascript, ..Setup::default() };
        let Some(page) = open("fr", setup, Site::start().await).await else { return };
        let gmail = page.site.sandbox(Provider::Gmail);
        gmail.script().fault(Fault::new(SmtpStep::Greeting, Action::Delay(Duration::from_millis(600))));
        page.choose(Provider::Gmail).await;
        page.fill("password", &site::secret(Provider::Gmail)).await;
        let button = page.browser.wait("button[value=test]:not(.default)").await;
        let actions = fantoccini::actions::MouseActions::new("mouse".to_owned());
        let press = || fantoccini::actions::PointerAction::Down { button: 0 };
        let release = || fantoccini::actions::PointerAction::Up { button: 0 };
        use fantoccini::actions::{InputSource, PointerAction};
        let over = PointerAction::MoveToElement { element: button.clone(), duration: None, x: 0.0, y: 0.0 };
        let twice = actions.then(over).then(press()).then(release()).then(press()).then(release());
        button.client().perform_actions(twice).await.unwrap();
        page.verdict(true).await;
        assert_eq!(gmail.connections().opened, 1, "without script: {without_javascript}");
        page.close().await;
    }
}

#[tokio::test]
async fn double_click_on_save_and_two_tabs_lose_nothing() {
    let Some(page) = open("fr", Setup::default(), Site::start().await).await else { return };
    page.choose(Provider::Gmail).await;
    page.fill("password", &site::secret(Provider::Gmail)).await;
    let script = "const b = document.querySelector('button[value=save]'); b.click(); b.click();";
    page.browser.client.execute(script, Vec::new()).await.unwrap();
    page.browser.wait("#notice.warn").await;
    assert!(!page.text("#notice").await.contains("fenêtre"), "a double click is no conflict");
    // Two tabs on what is saved; the second to save is told.
    let first = page.browser.client.window().await.unwrap();
    let second = page.browser.client.new_window(true).await.unwrap().handle;
    page.browser.client.switch_to_window(second.clone()).await.unwrap();
    page.go(&page.site.settings("fr")).await;
    page.browser.wait("#f-sender_name").await;
    page.browser.client.switch_to_window(first).await.unwrap();
    page.fill("sender_name", "Premier").await;
    page.press("save").await;
    page.browser.wait("#notice").await;
    page.browser.client.switch_to_window(second).await.unwrap();
    page.fill("sender_name", "Second").await;
    page.press("save").await;
    assert!(page.text("#notice").await.contains("autre fenêtre"));
    page.shot("conflict").await;
    assert_eq!(page.site.stored().await.unwrap().from.name(), Some("Premier"));
    page.press("save").await;
    let second_saved = async {
        while page.site.stored().await.unwrap().from.name() != Some("Second") {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(super::driver::LIMIT, second_saved).await.expect("saving again replaces");
    page.close().await;
}

#[tokio::test]
async fn back_button_and_a_browser_closed_in_mid_test_leave_a_working_page() {
    let site = Site::start().await;
    let Some(page) = open("fr", Setup::default(), site).await else { return };
    page.choose(Provider::Gmail).await;
    page.fill("password", &site::secret(Provider::Gmail)).await;
    page.test().await;
    page.verdict(true).await;
    let address = page.browser.client.current_url().await.unwrap();
    page.click(".languages a").await;
    page.browser.wait("html[lang=en]").await;
    page.browser.client.back().await.unwrap();
    page.browser.wait("html[lang=fr] #result .verdict.good").await;
    // A test is under way when the browser goes.
    let gmail = page.site.sandbox(Provider::Gmail);
    gmail.script().fault(Fault::new(SmtpStep::Greeting, Action::Delay(Duration::from_millis(800))));
    page.fill("recipient", "client@example.org").await;
    page.press("send").await;
    gmail.wait_open(1).await.unwrap();
    let Page { browser, site, .. } = page;
    browser.close().await;
    site.sandbox(Provider::Gmail).wait_for(1).await.unwrap();
    site.sandbox(Provider::Gmail).wait_open(0).await.unwrap();
    // Another browser finds the result where the draft is.
    let Some(browser) = super::driver::browser(Setup::default()).await else { return };
    browser.client.goto(address.as_str()).await.unwrap();
    browser.wait("#result .verdict.good").await;
    assert!(browser.client.find(Locator::Css("#f-password")).await.is_ok());
    browser.close().await;
}

#[tokio::test]
async fn every_fault_is_told_at_once_and_the_summary_takes_focus() {
    for language in LANGUAGES {
        let Some(page) = open(language, Setup::default(), Site::start().await).await else { return };
        page.choose(Provider::Custom).await;
        page.fill("address", "no address").await;
        page.fill("port", "99999").await;
        page.test().await;
        let summary = page.text("#summary").await;
        // Address, port, host and password.
        assert!(page.browser.client.find_all(Locator::Css("#summary li")).await.unwrap().len() >= 4, "{summary}");
        let focused = "return document.activeElement?.id";
        assert_eq!(page.browser.client.execute(focused, Vec::new()).await.unwrap().as_str(), Some("summary"));
        page.shot("summary").await;
        page.is_sound(true).await;
        page.click("#summary a[href='#f-port']").await;
        assert_eq!(page.browser.client.execute(focused, Vec::new()).await.unwrap().as_str(), Some("f-port"));
        page.close().await;
    }
}
