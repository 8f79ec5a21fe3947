//! A phone, and a dark page.

use super::{
    page::{LANGUAGES, visit},
    session::{Setup, browser},
};
use crate::site::{self, Site};
use ite_mailer::Provider;

async fn looks(setup: Setup, name: &str) {
    let Some(browser) = browser(setup).await else { return };
    for language in LANGUAGES {
        let page = visit(&browser, language, Site::start().await).await;
        page.shot(&format!("{name}-0-empty")).await;
        page.is_sound().await;
        page.choose(Provider::Gmail).await;
        page.shot(&format!("{name}-1-fields")).await;
        page.fill("password", "Sommer2026").await;
        page.test().await;
        page.verdict(false).await;
        page.shot(&format!("{name}-2-refused")).await;
        page.is_sound().await;
        page.fill("password", &site::secret(Provider::Gmail)).await;
        page.press("send").await;
        page.verdict(true).await;
        page.press("save").await;
        page.browser.wait("#notice.good").await;
        page.shot(&format!("{name}-3-saved")).await;
        page.is_sound().await;
        let inbox = format!("{}/dev/inbox?lang={language}", page.site.origin);
        page.go(&inbox).await;
        page.shot(&format!("{name}-4-inbox")).await;
        page.is_sound().await;
        page.click(".mails a").await;
        page.browser.wait(".blind, .beside").await;
        page.shot(&format!("{name}-5-mail")).await;
        page.is_sound().await;
    }
}

#[tokio::test]
async fn phone_width_holds_together() {
    looks(Setup { phone: true, ..Setup::default() }, "phone").await;
}

#[tokio::test]
async fn dark_page_holds_together() {
    looks(Setup { dark: true, ..Setup::default() }, "dark").await;
}
