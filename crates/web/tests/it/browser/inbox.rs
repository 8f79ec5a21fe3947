//! The inbox, and mails that attack it.

use super::{driver::Setup, page::open};
use crate::site::{self, Site};
use ite_mailer::{Document, DocumentMail, DocumentMailer, Provider, SmtpGateway, SmtpMailer};

async fn deliver(site: &Site, mail: DocumentMail) {
    let gateway = SmtpGateway::builder()
        .host("localhost")
        .port(site.own.port())
        .user(site::login(Provider::Custom))
        .password(site::secret(Provider::Custom))
        .root_certificate(site.own.ca_pem());
    SmtpMailer::new(gateway.build().unwrap()).unwrap().send(&mail).await.unwrap();
}

fn invoice() -> DocumentMail {
    DocumentMail::builder()
        .from("Atelier Exemple <atelier@example.fr>")
        .to("Client Exemple <client@example.org>")
        .bcc("compta@example.fr")
        .subject("Votre facture n° 42")
        .text("Bonjour,\n\nVeuillez trouver ci-joint votre facture n° 42.\n\nCordialement")
        .html(
            "<p>Bonjour,</p><p>Veuillez trouver ci-joint votre <strong>facture n° 42</strong>.</p><p>Cordialement</p>",
        )
        .document(Document::pdf(
            "Facture n° 42.pdf",
            &b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"[..],
        ))
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_mail_appears_live_with_its_blind_copy() {
    for language in ["fr", "en"] {
        let Some(page) = open(language, Setup::default(), Site::start().await).await else { return };
        let inbox = format!("{}/dev/inbox?lang={language}", page.site.origin);
        page.go(&inbox).await;
        page.shot("inbox-0-empty").await;
        page.is_sound(true).await;
        deliver(&page.site, invoice()).await;
        page.browser.wait(".mails a").await;
        page.shot("inbox-1-list").await;
        page.is_sound(true).await;
        page.click(".mails a").await;
        page.browser.wait(".blind").await;
        page.shot("inbox-2-mail").await;
        page.is_sound(true).await;
        page.close().await;
    }
}

#[tokio::test]
async fn a_hostile_mail_does_nothing_but_show() {
    let Some(page) = open("fr", Setup::default(), Site::start().await).await else { return };
    let big = "<p>long</p>".repeat(150_000);
    let html = format!(
        "<script>top.document.title='taken'</script><meta http-equiv=refresh content='0;url=http://192.0.2.1/'>\
         <form action='{0}/settings/mail/settings' method=post id=f><input name=action value=save></form>\
         <img src='{0}/beacon.png'><a id=js href=\"javascript:top.document.title='taken'\">x</a>\
         <base href='{0}/stolen/'><a href='relative'>relative</a><style>@import url({0}/style.css)</style>\
         <svg onload=\"top.document.title='taken'\"></svg>{big}",
        page.site.origin
    );
    let mail = DocumentMail::builder()
        .from("\"<script>alert(1)</script>\" <atelier@example.fr>")
        .to("client@example.org")
        .subject("<img src=x onerror=alert(1)> </title><script>document.title='taken'</script>")
        .html(html)
        .text("<b>not bold</b>")
        .document(Document::new("\"><script>.txt", "text/plain", &b"plain"[..]))
        .document(Document::new("page.html", "text/html", &b"<script>alert(1)</script>"[..]))
        .build()
        .unwrap();
    deliver(&page.site, mail).await;
    page.go(&format!("{}/dev/inbox/mail/0/0?lang=fr", page.site.origin)).await;
    page.browser.wait("iframe.letter").await;
    let client = &page.browser.client;
    assert!(!client.title().await.unwrap().starts_with("taken"));
    assert!(!page.has("main script, main h1 img, pre b").await);
    // The frame has no rights: its document is of no origin, and cannot be reached.
    let reach =
        "try { return document.querySelector('iframe.letter').contentDocument === null } catch (e) { return true }";
    assert_eq!(client.execute(reach, Vec::new()).await.unwrap().as_bool(), Some(true));
    let answers = String::from_utf8_lossy(&page.site.answers.lock().unwrap()).into_owned();
    assert!(!answers.contains("beacon.png HTTP"));
    assert!(page.site.stored().await.is_none());
    page.shot("hostile-mail").await;
    page.close().await;
}
