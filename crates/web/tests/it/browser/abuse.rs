//! Hostile servers, seen in a browser.

use super::{
    page::{LANGUAGES, visit},
    session::{Setup, browser},
};
use crate::site::{self, Site};
use ite_mailer::{Provider, sandbox::SmtpStep};

#[tokio::test]
async fn a_hostile_reply_is_shown_as_text() {
    let Some(browser) = browser(Setup::default()).await else { return };
    let hostile = "535 5.7.8 <script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"><a href=javascript:alert(1)>x</a>";
    for language in LANGUAGES {
        let page = visit(&browser, language, Site::start().await).await;
        page.site.sandbox(Provider::Yahoo).script().reply(SmtpStep::SignIn, hostile);
        page.choose(Provider::Yahoo).await;
        page.fill("password", &site::secret(Provider::Yahoo)).await;
        page.test().await;
        page.verdict(false).await;
        assert!(page.text(".checks .failed q").await.contains("<script>"));
        assert_ne!(page.browser.client.title().await.unwrap(), "taken");
        assert!(!page.has("#result img").await && !page.has("#result q a").await && !page.has("#result script").await);
        page.is_sound().await;
        page.shot("hostile-reply").await;
    }
}
