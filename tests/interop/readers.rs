//! Mails with names that some mail programs misread, as files for `.ci/readers`.

use crate::letter::pdf;
use ite_mailer::{Document, DocumentMail};
use serde_json::json;
use std::path::PathBuf;

/// Subjects, which are display names too.
const SUBJECTS: &[&str] = &[
    "Facture 42",
    "Votre facture n° 42 du 3 août 2026 – société Été, à régler avant le 31 août, merci d’avance",
    "Счёт № 42 за июль 2026 года от ООО «Пример», просим оплатить до конца месяца",
    "Напоминание об оплате счёта № 17 от 3 июля 2026 года",
    "a見積書の件、よろしくお願いいたします。ご確認のほどお願い申し上げます。",
    "📄 devis 👩‍🔧 pour la rénovation de la salle de bains et de la cuisine 🛠️ merci",
];

/// File names of documents.
const NAMES: &[&str] = &[
    "a.pdf",
    "Facture n° 42.pdf",
    "Счёт № 42.pdf",
    "請求書 四十二.pdf",
    "say \"hi\".pdf",
    "l'été 100%.pdf",
    "a name of sixty-seven letters, as the ones that some composers fold.pdf",
    "a name of more than seventy-nine letters, as the ones that some composers cut in sections.pdf",
    "un nom de plus de soixante-dix-neuf lettres, accentué, comme ceux que d’autres coupent en morceaux – été.pdf",
];

#[test]
fn write_mails_for_readers() {
    let Some(folder) = std::env::var_os("ITE_MAILER_READERS_FOLDER").map(PathBuf::from) else { return };
    let mut manifest = Vec::new();
    for (n, (subject, name)) in SUBJECTS.iter().cycle().zip(NAMES).enumerate() {
        let bytes = pdf(n as u64, 3_000);
        let mail = DocumentMail::builder()
            .from((*subject, "billing@example.com"))
            .to("client@example.org")
            .subject(*subject)
            .text("Bonjour")
            .document(Document::pdf(*name, bytes))
            .build()
            .unwrap();
        let file = format!("{n}.eml");
        std::fs::write(folder.join(&file), mail.compose().unwrap().to_eml()).unwrap();
        let sha256 = mail.documents()[0].sha256();
        manifest.push(json!({"file": file, "subject": subject, "name": name, "sha256": sha256}));
    }
    std::fs::write(folder.join("manifest.json"), serde_json::to_vec(&manifest).unwrap()).unwrap();
}
