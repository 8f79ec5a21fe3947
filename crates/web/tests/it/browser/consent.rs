//! A consent given, refused and revoked.

use super::{
    page::{LANGUAGES, visit},
    session::{Setup, browser},
};
use crate::site::Site;
use ite_mailer::Provider;
use ite_mailer_web::Secret;

async fn consent(provider: Provider) {
    let Some(browser) = browser(Setup::default()).await else { return };
    let id = provider.id();
    for language in LANGUAGES {
        let page = visit(&browser, language, Site::start().await).await;
        page.choose(provider).await;
        page.press("connect").await;
        page.browser.wait("#agree").await;
        page.shot(&format!("{id}-consent-asked")).await;
        page.is_sound().await;
        page.click("#decline").await;
        page.browser.wait("#notice.warn").await;
        page.shot(&format!("{id}-consent-refused")).await;
        page.press("connect").await;
        page.click("#agree").await;
        page.browser.wait("#notice.good").await;
        page.browser.wait(&format!("html[lang={language}] .connected")).await;
        page.shot(&format!("{id}-consent-given")).await;
        page.is_sound().await;
        page.test().await;
        page.verdict(true).await;
        page.press("save").await;
        page.browser.wait("#notice.good").await;
        // The next tests renew the token without asking anyone.
        page.test().await;
        page.verdict(true).await;
        let stored = page.site.stored().await.unwrap();
        assert!(matches!(stored.secret, Secret::Consent { .. }));
        page.site.issuers[&provider].revoke();
        page.test().await;
        page.verdict(false).await;
        page.browser.wait("#result .advice button[value=connect]").await;
        page.browser.wait(".connected.over").await;
        page.shot(&format!("{id}-consent-revoked")).await;
        page.is_sound().await;
        // The button beside the error leads back to a working connection.
        page.click("#result .advice button[value=connect]").await;
        page.click("#agree").await;
        page.browser.wait(".connected:not(.over)").await;
        page.test().await;
        page.verdict(true).await;
    }
}

#[tokio::test]
async fn consent_at_google_is_given_refused_and_revoked() {
    consent(Provider::Gmail).await;
}

#[tokio::test]
async fn consent_at_microsoft_is_given_refused_and_revoked() {
    consent(Provider::Microsoft365).await;
}
