//! A one-page invoice, drawn with a PDF library.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

/// The bytes of the invoice.
pub(crate) fn pdf() -> Vec<u8> {
    let [catalog, pages, page, font, content] = [1, 2, 3, 4, 5].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    // A4 in points.
    sheet.media_box(Rect::new(0.0, 0.0, 595.0, 842.0)).parent(pages).contents(content);
    sheet.resources().fonts().pair(Name(b"Body"), font);
    sheet.finish();
    pdf.type1_font(font).base_font(Name(b"Helvetica"));

    let lines: [(f32, f32, &[u8]); 6] = [
        (24.0, 760.0, b"Invoice 42"),
        (11.0, 725.0, b"Atelier Exemple - 1 Example Street - example.fr"),
        (11.0, 680.0, b"12 h   Consulting                    1,200.00 EUR"),
        (11.0, 660.0, b" 1     Travel                           80.00 EUR"),
        (14.0, 620.0, b"Total                              1,280.00 EUR"),
        (11.0, 570.0, b"Payable within 30 days. Thank you."),
    ];
    let mut text = Content::new();
    for (size, y, line) in lines {
        text.begin_text().set_font(Name(b"Body"), size).next_line(72.0, y).show(Str(line)).end_text();
    }
    pdf.stream(content, &text.finish());
    pdf.finish()
}
