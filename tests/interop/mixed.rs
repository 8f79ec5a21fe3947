//! Mails of different shapes, sizes and recipients.

use crate::letter::{SENDER, pdf};
use ite_mailer::{Document, DocumentMail};

/// Kilobytes of the document. 700 stay below 1 MiB when encoded, 800 do not; zero stands for one of [`LARGE_SIZES`].
const SIZES: [usize; 17] = [1, 4, 12, 60, 2, 0, 150, 1, 30, 3, 700, 1, 60, 2, 20, 8, 1];
const LARGE_SIZES: [usize; 4] = [800, 1200, 800, 3000];

/// `+` has a mailbox, `-` has none.
const RECIPIENTS: [&str; 9] = ["+", "++", "+-", "-+", "-", "+++++", "+-+-+", "++-", "--"];

const MAILBOXES: [&str; 5] = ["client", "compta", "archive", "user", "direction"];
const NOBODY: &str = "nobody";

pub(crate) struct Mixed {
    pub(crate) label: String,
    pub(crate) mail: DocumentMail,
    /// In the envelope's order.
    pub(crate) known: Vec<String>,
    pub(crate) unknown: Vec<String>,
}

/// The text, which must arrive as it is written here.
fn text(label: &str, nth: usize) -> String {
    let body = match nth % 6 {
        0 => "Bonjour,\n\nvoici nos documents.".to_owned(),
        1 => ".\n..\n.x\n\n.\n\n...\nQUIT\nRSET\n.".to_owned(),
        // Dots at the beginning of lines at every place of a block.
        2 => (0..4000).map(|line| format!("{}{line}\n", ".".repeat(1 + line % 3))).collect(),
        3 => format!("{}\n{}", "long.".repeat(500), ". ".repeat(500)),
        4 => "Été, œuvre, 10 €, 請求書 🎉\n.é\n".repeat(30),
        _ => "\n\n\nFrom the start\n\ttab, space \n=3D =\n\n".to_owned(),
    };
    format!(".{label}\n{body}\nfin")
}

impl Mixed {
    /// The mail of this number; `label` is unique among all mails.
    pub(crate) fn new(label: String, nth: usize, seed: u64) -> Self {
        let address = |at: usize, kind: char| match kind {
            '+' => format!("{}@example.com", MAILBOXES[(nth + at) % MAILBOXES.len()]),
            _ => format!("{NOBODY}{at}@example.com"),
        };
        let kilobytes = match SIZES[nth % SIZES.len()] {
            0 => LARGE_SIZES[nth / SIZES.len() % LARGE_SIZES.len()],
            kilobytes => kilobytes,
        };
        let mut mail =
            DocumentMail::builder().from(SENDER).subject(label.as_str()).text(text(&label, nth)).document(
                Document::pdf(format!("Facture n° {nth}.pdf"), pdf(seed ^ (nth as u64) << 32, kilobytes << 10)),
            );
        if nth.is_multiple_of(4) {
            let rows = format!("date;libellé\r\n.\r\n..;{label}\nfin\n");
            mail = mail.document(Document::new("écritures.csv", "text/csv", rows));
        }
        for (at, kind) in RECIPIENTS[nth % RECIPIENTS.len()].chars().enumerate() {
            mail = match at {
                0 | 3 => mail.to(address(at, kind)),
                1 => mail.cc(address(at, kind)),
                _ => mail.bcc(address(at, kind)),
            };
        }
        let mail = mail.build().unwrap_or_else(|error| panic!("{label}: {error}"));
        let (known, unknown) = mail
            .recipients()
            .map(|mailbox| mailbox.address().as_str().to_owned())
            .partition(|address| !address.starts_with(NOBODY));
        Self { label, mail, known, unknown }
    }
}
