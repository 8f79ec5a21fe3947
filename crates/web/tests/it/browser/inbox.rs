//! The inbox with hostile mails.

use super::{
    page::{LANGUAGES, visit},
    session::{Setup, browser},
};
use crate::site::{Site, invoice};
use ite_mailer::{Document, DocumentMail};

#[tokio::test]
async fn a_mail_appears_live_with_its_blind_copy() {
    let Some(browser) = browser(Setup::default()).await else { return };
    for language in LANGUAGES {
        let page = visit(&browser, language, Site::start().await).await;
        let inbox = format!("{}/dev/inbox?lang={language}", page.site.origin);
        page.go(&inbox).await;
        page.shot("inbox-0-empty").await;
        page.is_sound().await;
        let from = "Atelier Exemple <atelier@example.fr>".parse().unwrap();
        page.site.deliver(&invoice(from)).await;
        page.browser.wait(".mails a").await;
        page.shot("inbox-1-list").await;
        page.is_sound().await;
        page.click(".mails a").await;
        page.browser.wait(".blind").await;
        page.shot("inbox-2-mail").await;
        page.is_sound().await;
    }
}

/// Scripts, forms, a refresh, remote pictures and styles, `javascript:` links, and a base for relative ones; 10 MB long.
fn attack(origin: &str) -> String {
    let long = format!("<p>{}</p>", "long ".repeat(2_000)).repeat(1_000);
    format!(
        "<script>top.document.title='taken'</script><meta http-equiv=refresh content='0;url={origin}/refreshed'>\
         <form action='{origin}/settings/mail/settings' method=post id=f><input name=action value=save><button>x</button></form>\
         <img src='{origin}/beacon.png' onerror=\"top.document.title='taken'\"><link rel=stylesheet href='{origin}/sheet.css'>\
         <a id=js href=\"javascript:top.document.title='taken'\">x</a><iframe src='{origin}/framed'></iframe>\
         <base href='{origin}/stolen/'><a href='relative'>relative</a><style>@import url({origin}/style.css)</style>\
         <video src='{origin}/video.mp4' autoplay></video><svg onload=\"top.document.title='taken'\"></svg>\
         <object data='{origin}/object.pdf'></object>{long}"
    )
}

#[tokio::test]
async fn a_hostile_mail_does_nothing_but_show() {
    let Some(browser) = browser(Setup::default()).await else { return };
    let page = visit(&browser, "fr", Site::start().await).await;
    let mail = DocumentMail::builder()
        .from("\"<script>alert(1)</script>\" <atelier@example.fr>")
        .to("client@example.org")
        .subject("<img src=x onerror=alert(1)> </title><script>document.title='taken'</script>")
        .html(attack(&page.site.origin))
        .text("<b>not bold</b>")
        .document(Document::new("\"><script>.txt", "text/plain", &b"plain"[..]))
        .document(Document::new("page.html", "text/html", &b"<script>alert(1)</script>"[..]));
    let mail = (0..998)
        .fold(mail, |mail, number| mail.document(Document::new(format!("part {number}.txt"), "text/plain", &b"x"[..])));
    page.site.deliver(&mail.build().unwrap()).await;
    let path = "/dev/inbox/mail/0/0";
    page.go(&format!("{}{path}?lang=fr", page.site.origin)).await;
    page.browser.wait("iframe.letter").await;
    let client = &page.browser.client;
    assert!(!page.has("main script, main h1 img, pre b").await);
    // The frame has no rights: its document is of no origin, and cannot be reached.
    let reach =
        "try { return document.querySelector('iframe.letter').contentDocument === null } catch (e) { return true }";
    assert_eq!(page.run(reach).await.as_bool(), Some(true));
    // Its links and buttons do nothing when they are pressed.
    client.clone().enter_frame(0).await.unwrap();
    page.browser.wait("#js").await;
    for pressed in ["#js", "#f button"] {
        page.run(&format!("document.querySelector('{pressed}').click()")).await;
    }
    assert!(page.text("body").await.contains("long long"));
    client.clone().enter_parent_frame().await.unwrap();
    assert!(!client.title().await.unwrap().starts_with("taken"));
    for loaded in [
        "refreshed",
        "beacon",
        "sheet",
        "framed",
        "stolen",
        "style.css",
        "video",
        "object.pdf",
        "relative",
        "settings/mail/settings",
    ] {
        assert_eq!(page.site.requests_for(loaded), Vec::<String>::new(), "{loaded}");
    }
    assert_eq!(page.site.requests_for(&format!("{path}/html")).len(), 1);
    assert!(page.site.stored().await.is_none());
    page.shot("hostile-mail").await;
}
