//! Mistakes in the settings, and how the page helps to correct them.

use super::{
    page::{LANGUAGES, Page, visit},
    session::{Setup, browser},
};
use crate::site::{self, Site, wrong_name};
use fantoccini::Locator;
use ite_mailer::{Provider, sandbox::SmtpSandbox};

/// The fields of a server of one's own.
async fn own(page: &Page<'_>, port: u16, security: &str) {
    page.choose(Provider::Custom).await;
    page.fill("host", "localhost").await;
    page.fill("port", &port.to_string()).await;
    let select = page.browser.wait("#f-security").await;
    select.select_by_value(security).await.unwrap();
    page.fill("password", &site::secret(Provider::Custom)).await;
}

#[tokio::test]
async fn wrong_port_is_corrected_by_a_button() {
    let Some(browser) = browser(Setup::default()).await else { return };
    for language in LANGUAGES {
        let page = visit(&browser, language, Site::start().await).await;
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
    }
}

#[tokio::test]
async fn stripped_starttls_and_a_certificate_for_another_name_are_told() {
    let Some(browser) = browser(Setup::default()).await else { return };
    for language in LANGUAGES {
        let stripped = SmtpSandbox::builder().without("STARTTLS");
        for (name, builder, word) in
            [("stripped", stripped, ["TLS", "TLS"]), ("wrong-name", wrong_name(), ["certificat", "certificate"])]
        {
            let page = visit(&browser, language, Site::with(builder, |options| options).await).await;
            own(&page, page.site.own.port(), "starttls_required").await;
            page.test().await;
            page.verdict(false).await;
            let told = page.text("#result .advice").await;
            assert!(told.contains(word[usize::from(language == "en")]), "{told}");
            page.shot(name).await;
            // The password never left.
            assert!(!page.site.own.commands().iter().any(|command| command.starts_with("AUTH")));
            page.is_sound().await;
        }
    }
}

#[tokio::test]
async fn every_fault_is_told_at_once_and_the_summary_takes_focus() {
    let Some(browser) = browser(Setup::default()).await else { return };
    for language in LANGUAGES {
        let page = visit(&browser, language, Site::start().await).await;
        page.choose(Provider::Custom).await;
        page.fill("address", "no address").await;
        page.fill("port", "99999").await;
        page.test().await;
        let summary = page.text("#summary").await;
        // Address, port, host and password.
        assert!(page.browser.client.find_all(Locator::Css("#summary li")).await.unwrap().len() >= 4, "{summary}");
        assert_eq!(page.focused().await, "summary");
        page.shot("summary").await;
        page.is_sound().await;
        page.click("#summary a[href='#f-port']").await;
        assert_eq!(page.focused().await, "f-port");
    }
}
