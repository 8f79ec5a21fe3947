//! A copy in the Sent folder of a server of one's own, with script and without.

use super::{
    page::{LANGUAGES, Page, visit},
    session::{Setup, browser},
};
use crate::site::{self, Site};
use ite_mailer::{
    Provider,
    gateway::SentCopy,
    sandbox::{ImapBehavior, SmtpSandbox},
};

/// axe is a script.
async fn sound(page: &Page<'_>, setup: Setup) {
    if !setup.without_javascript {
        page.is_sound().await;
    }
}

async fn files_a_copy(setup: Setup, name: &str) {
    let Some(browser) = browser(setup).await else { return };
    for language in LANGUAGES {
        let own = SmtpSandbox::builder().imap(ImapBehavior::default());
        let page = visit(&browser, language, Site::with(own, |options| options).await).await;
        page.choose(Provider::Custom).await;
        page.fill("host", "localhost").await;
        page.fill("port", &page.site.own.port().to_string()).await;
        page.fill("password", &site::secret(Provider::Custom)).await;
        page.click("#f-sent_copy-folder").await;
        if setup.without_javascript {
            page.click("#mailbox > summary").await;
        }
        page.browser.wait("#mailbox[open]").await;
        page.test().await;
        page.browser.wait("#e-imap_host").await;
        sound(&page, setup).await;
        page.shot(&format!("copies-{name}-1-fault")).await;
        page.click("#summary a[href='#f-imap_host']").await;
        assert_eq!(page.focused().await, "f-imap_host");
        page.fill("imap_host", "localhost").await;
        page.fill("imap_port", &page.site.own.imap_tls_port().unwrap().to_string()).await;
        page.fill("recipient", "client@example.org").await;
        page.press("send").await;
        page.verdict(true).await;
        assert_eq!(page.site.own.wait_for_filed(1).await.unwrap()[0].folder(), "Sent");
        page.press("save").await;
        page.browser.wait("#notice.good").await;
        sound(&page, setup).await;
        page.shot(&format!("copies-{name}-2-saved")).await;
        assert_eq!(page.site.stored().await.unwrap().gateway.sent_copy, SentCopy::Folder);
    }
}

#[tokio::test]
async fn a_copy_is_filed_with_script() {
    files_a_copy(Setup::default(), "script").await;
}

#[tokio::test]
async fn a_copy_is_filed_on_a_phone() {
    files_a_copy(Setup { phone: true, ..Setup::default() }, "phone").await;
}

#[tokio::test]
async fn a_copy_is_filed_without_script() {
    files_a_copy(Setup { without_javascript: true, ..Setup::default() }, "no-script").await;
}
