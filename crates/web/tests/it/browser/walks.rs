//! From the empty page to a delivered mail, at each of the six providers, in both languages.

use super::{
    driver::Setup,
    page::{Page, open},
};
use crate::site::{self, SIX, Site};
use ite_mailer::Provider;

/// What the guidance is headed, where a provider's own words are expected.
fn headline(provider: Provider, language: &str) -> &'static str {
    match (provider, language) {
        (Provider::Gmail | Provider::GoogleWorkspace, "fr") => "mot de passe d’application",
        (Provider::Gmail | Provider::GoogleWorkspace, _) => "app password",
        _ => "",
    }
}

async fn walk(page: &Page, provider: Provider) {
    let id = provider.id();
    page.go(&page.site.settings(page.language)).await;
    page.choose(provider).await;
    page.is_sound(true).await;
    page.shot(&format!("{id}-1-fields")).await;

    let wrong = "Sommer-2026-wrong";
    page.fill("password", wrong).await;
    page.test().await;
    page.verdict(false).await;
    let told = page.text("#result .advice").await.to_lowercase();
    assert!(told.contains(headline(provider, page.language)), "{provider}: {told}");
    page.shot(&format!("{id}-2-refused")).await;
    page.is_sound(true).await;
    page.hides(wrong).await;

    let secret = site::secret(provider);
    page.fill("password", &secret).await;
    page.test().await;
    page.verdict(true).await;
    page.shot(&format!("{id}-3-passed")).await;

    page.fill("recipient", "client@example.org").await;
    page.press("send").await;
    page.verdict(true).await;
    let mails = page.site.sandbox(provider).wait_for(1).await.unwrap();
    assert_eq!(mails[0].recipients(), ["client@example.org"]);

    page.press("save").await;
    page.browser.wait("#notice.good").await;
    page.shot(&format!("{id}-4-saved")).await;
    page.is_sound(true).await;
    page.hides(&secret).await;
    let stored = page.site.stored().await.unwrap();
    assert_eq!(stored.gateway.provider, provider);
    assert!(stored.last_test.is_some_and(|test| test.ok && test.sent));
}

async fn walks(language: &'static str) {
    let Some(page) = open(language, Setup::default(), Site::start().await).await else { return };
    page.is_sound(true).await;
    page.shot("0-empty").await;
    for (provider, _) in SIX {
        walk(&page, provider).await;
    }
    page.close().await;
}

#[tokio::test]
async fn six_providers_from_empty_page_to_delivered_mail_in_french() {
    walks("fr").await;
}

#[tokio::test]
async fn six_providers_from_empty_page_to_delivered_mail_in_english() {
    walks("en").await;
}

#[tokio::test]
async fn phone_width_and_dark_page_hold_together() {
    let setup = Setup { phone: true, dark: true, ..Setup::default() };
    let Some(page) = open("fr", setup, Site::start().await).await else { return };
    page.shot("phone-0-empty").await;
    page.is_sound(true).await;
    page.choose(Provider::Gmail).await;
    page.fill("password", "Sommer2026").await;
    page.test().await;
    page.verdict(false).await;
    page.shot("phone-1-refused").await;
    page.is_sound(true).await;
    page.close().await;
}

#[tokio::test]
async fn without_javascript_everything_but_streaming_works() {
    let setup = Setup { without_javascript: true, ..Setup::default() };
    for language in ["fr", "en"] {
        let Some(page) = open(language, setup, Site::start().await).await else { return };
        page.choose(Provider::Gmail).await;
        page.fill("password", "Sommer2026").await;
        page.test().await;
        page.verdict(false).await;
        page.fill("password", &site::secret(Provider::Gmail)).await;
        page.test().await;
        page.verdict(true).await;
        page.press("send").await;
        page.site.sandbox(Provider::Gmail).wait_for(1).await.unwrap();
        page.press("save").await;
        page.browser.wait("#notice.good").await;
        page.shot("no-script").await;
        page.close().await;
    }
}

#[tokio::test]
async fn keyboard_alone_reaches_a_green_test() {
    let Some(page) = open("fr", Setup::default(), Site::start().await).await else { return };
    let focus = |id: &'static str| {
        format!("return document.activeElement?.id === '{id}' || document.activeElement?.value === '{id}'")
    };
    let tab_to = async |id: &'static str| {
        for _ in 0..60 {
            let here = page.browser.client.execute(&focus(id), Vec::new()).await.unwrap();
            if here.as_bool() == Some(true) {
                return;
            }
            page.tab().await;
        }
        panic!("no way by Tab to {id}");
    };
    page.browser.wait("#f-address").await;
    tab_to("f-address").await;
    page.keys(site::login(Provider::Gmail)).await;
    // Enter in the field presses "find my provider".
    page.keys("\u{e007}").await;
    page.browser.wait("#f-password").await;
    tab_to("f-password").await;
    page.keys(&site::secret(Provider::Gmail)).await;
    // Enter in a field of the second form tests.
    page.keys("\u{e007}").await;
    page.verdict(true).await;
    let focused = "return document.activeElement?.id";
    assert_eq!(page.browser.client.execute(focused, Vec::new()).await.unwrap().as_str(), Some("result"));
    page.close().await;
}
