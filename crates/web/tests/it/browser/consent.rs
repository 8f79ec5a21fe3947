//! A consent given, refused and revoked.

use super::{driver::Setup, page::open};
use crate::site::Site;
use ite_mailer::Provider;
use ite_mailer_web::Secret;

#[tokio::test]
async fn consent_is_given_refused_and_revoked() {
    for language in ["fr", "en"] {
        for provider in [Provider::Gmail, Provider::Microsoft365] {
            let Some(page) = open(language, Setup::default(), Site::start().await).await else { return };
            let id = provider.id();
            page.choose(provider).await;
            page.press("connect").await;
            page.click("#decline").await;
            page.browser.wait("#notice.warn").await;
            page.shot(&format!("{id}-consent-refused")).await;
            page.press("connect").await;
            page.click("#agree").await;
            page.browser.wait("#notice.good").await;
            page.browser.wait(&format!("html[lang={language}] .connected")).await;
            page.shot(&format!("{id}-consent-given")).await;
            page.is_sound(true).await;
            page.test().await;
            page.verdict(true).await;
            page.press("save").await;
            page.gone("#notice.warn").await;
            page.browser.wait("#notice.good").await;
            // Nobody is asked again: the next tests renew the token.
            page.test().await;
            page.verdict(true).await;
            let stored = page.site.stored().await.unwrap();
            assert!(matches!(stored.secret, Secret::Consent { .. }));
            page.site.issuers[&provider].revoke();
            page.test().await;
            page.verdict(false).await;
            page.browser.wait("#result .advice button[value=connect]").await;
            page.shot(&format!("{id}-consent-revoked")).await;
            page.is_sound(true).await;
            page.close().await;
        }
    }
}
