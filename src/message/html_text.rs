//! Plain text from HTML, in one pass.

/// Longest entity that is decoded, in bytes: the longest name of HTML 5 has 31 letters, and `&` and `;`.
const MAX_ENTITY: usize = 33;

/// The text of an HTML mail: a block starts a line, a list item a dash, and a link is followed by its address. Elements
/// that a browser does not show are left out.
///
/// Linear time for any input: each byte is read a bounded number of times.
pub(super) fn html_to_text(html: &str) -> String {
    let mut reader = Reader { rest: html, looked: 0 };
    read(&mut reader)
}

/// The rest of the HTML.
struct Reader<'a> {
    rest: &'a str,
    /// Bytes read so far, for the test of linear time.
    looked: usize,
}

impl<'a> Reader<'a> {
    /// The text up to `end`, which is skipped, and true; without `end` the rest, and false.
    fn until(&mut self, end: &str) -> (&'a str, bool) {
        let found = self.rest.split_once(end);
        let (before, after) = found.unwrap_or((self.rest, ""));
        self.looked += before.len() + end.len();
        self.rest = after;
        (before, found.is_some())
    }

    /// The inside of a tag; its `>` is skipped. A `>` in a quoted attribute does not end it. `None` if the tag has no
    /// end.
    fn tag(&mut self) -> Option<&'a str> {
        let (mut quote, mut value) = (None, false);
        for (at, byte) in self.rest.bytes().enumerate() {
            self.looked += 1;
            match (quote, byte) {
                (Some(open), byte) if open == byte => (quote, value) = (None, false),
                (Some(_), _) => {}
                (None, b'>') => {
                    let (tag, after) = self.rest.split_at_checked(at)?;
                    self.rest = after.get(1..).unwrap_or_default();
                    return Some(tag);
                }
                // Quotes are significant only after the `=` of an attribute.
                (None, b'"' | b'\'') if value => quote = Some(byte),
                (None, b'=') => value = true,
                (None, byte) => value &= byte.is_ascii_whitespace(),
            }
        }
        None
    }

    /// Skips an element whose contents are not HTML, up to its end tag.
    fn skip_contents(&mut self, name: &str) {
        loop {
            let (_, found) = self.until("</");
            let is_end = self.rest.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name));
            if is_end || !found {
                self.until(">");
                return;
            }
        }
    }
}

fn read(reader: &mut Reader<'_>) -> String {
    let mut text = Text::default();
    loop {
        let (before, found) = reader.until("<");
        text.push(before);
        if !found {
            return text.finish();
        }
        if let Some(comment) = reader.rest.strip_prefix("!--") {
            reader.rest = comment;
            // Without an end, a browser reads the rest as comment.
            reader.until("-->");
            continue;
        }
        if !reader.rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            text.push("<");
            continue;
        }
        match reader.tag() {
            Some(tag) => apply(&Tag::new(tag), reader, &mut text),
            // No tag ends from here on: the rest is text.
            None => {
                text.push("<");
                text.push(reader.rest);
                return text.finish();
            }
        }
    }
}

fn apply(tag: &Tag<'_>, reader: &mut Reader<'_>, text: &mut Text) {
    match (tag.name.as_str(), tag.is_end) {
        ("script" | "style" | "title" | "template", false) => reader.skip_contents(&tag.name),
        ("a", false) => text.open_link(tag.attribute("href")),
        ("a", true) => text.close_link(),
        ("pre", _) => {
            text.paragraph();
            text.verbatim = !tag.is_end;
        }
        ("li", false) => {
            text.line();
            text.push("- ");
        }
        ("td" | "th", true) => text.push(" "),
        ("br", _) => text.forced_line(),
        ("p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "table" | "blockquote", _) => {
            text.paragraph();
        }
        (
            "div" | "li" | "tr" | "hr" | "dt" | "dd" | "section" | "article" | "header" | "footer" | "main" | "nav"
            | "aside" | "address" | "figure" | "figcaption" | "form" | "fieldset" | "caption" | "body" | "center",
            _,
        ) => text.line(),
        _ => {}
    }
}

struct Tag<'a> {
    /// In lower case.
    name: String,
    is_end: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    fn new(tag: &'a str) -> Self {
        let (is_end, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(tag.len());
        let (name, attributes) = tag.split_at_checked(end).unwrap_or((tag, ""));
        Self { name: name.to_ascii_lowercase(), is_end, attributes }
    }

    fn attribute(&self, wanted: &str) -> Option<&'a str> {
        let mut rest = self.attributes.trim_start_matches(is_filler);
        while !rest.is_empty() {
            let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
            // An attribute without a name is skipped as one letter.
            let (name, after) = rest.split_at_checked(end.max(1))?;
            let value;
            (value, rest) = match after.trim_ascii_start().strip_prefix('=') {
                Some(after) => value_of(after.trim_ascii_start()),
                None => ("", after),
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(value);
            }
            rest = rest.trim_start_matches(is_filler);
        }
        None
    }
}

fn is_filler(c: char) -> bool {
    c.is_ascii_whitespace() || c == '/'
}

fn value_of(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    let end = text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The text so far.
#[derive(Default)]
struct Text {
    out: String,
    /// Line ends to write before the next word.
    lines: usize,
    /// Whether to write a space before the next word.
    space: bool,
    /// Inside `pre`: white space is kept.
    verbatim: bool,
    link: Option<Link>,
}

struct Link {
    address: String,
    /// Where its text begins.
    from: usize,
}

impl Text {
    fn line(&mut self) {
        self.lines = self.lines.max(1);
    }

    fn forced_line(&mut self) {
        // At most one empty line.
        self.lines = (self.lines + 1).min(2);
    }

    fn paragraph(&mut self) {
        self.lines = 2;
    }

    fn open_link(&mut self, href: Option<&str>) {
        self.close_link();
        let address = href.map(|href| decode(href).split_ascii_whitespace().collect::<String>());
        // Other addresses are useless in a text.
        let useful = |address: &String| {
            ["http://", "https://", "mailto:", "tel:"]
                .iter()
                .any(|scheme| address.get(..scheme.len()).is_some_and(|own| own.eq_ignore_ascii_case(scheme)))
        };
        self.link = address.filter(useful).map(|address| Link { address, from: self.out.len() });
    }

    fn close_link(&mut self) {
        let Some(link) = self.link.take() else { return };
        let shown = self.out.get(link.from..).unwrap_or_default().trim();
        let bare = link.address.split_once(':').map_or("", |(_, bare)| bare.trim_start_matches('/'));
        if shown == link.address || shown.trim_end_matches('/') == bare.trim_end_matches('/') {
            return;
        }
        let opens = if shown.is_empty() { "" } else { " (" };
        let closes = if shown.is_empty() { "" } else { ")" };
        let address = format!("{opens}{}{closes}", link.address);
        (self.space, self.lines) = (false, if shown.is_empty() { self.lines } else { 0 });
        self.write(&address);
    }

    fn push(&mut self, html: &str) {
        let decoded = decode(html);
        if self.verbatim {
            for (n, line) in decoded.lines().enumerate() {
                if n > 0 {
                    self.out.push('\n');
                }
                self.write(line);
            }
            return;
        }
        for piece in decoded.split_inclusive(|c: char| c.is_ascii_whitespace()) {
            let word = piece.trim_end_matches(|c: char| c.is_ascii_whitespace());
            if !word.is_empty() {
                self.write(word);
            }
            self.space |= word.len() < piece.len();
        }
    }

    fn write(&mut self, words: &str) {
        if !self.out.is_empty() {
            self.out.extend(std::iter::repeat_n('\n', self.lines));
            if self.space && self.lines == 0 {
                self.out.push(' ');
            }
        }
        (self.lines, self.space) = (0, false);
        self.out.push_str(words);
    }

    fn finish(mut self) -> String {
        self.close_link();
        self.out
    }
}

/// The text with its entities decoded, without control characters.
fn decode(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let name = after.bytes().take(MAX_ENTITY).position(|b| !b.is_ascii_alphanumeric() && b != b'#');
        let entity = name.filter(|end| after.as_bytes().get(*end) == Some(&b';'));
        rest = match entity.and_then(|end| Some((after.get(..=end)?, after.get(end + 1..)?))) {
            Some((name, after)) => {
                out.push_str(&html_escape::decode_html_entities(&format!("&{name}")));
                after
            }
            None => {
                out.push('&');
                after
            }
        };
    }
    out.push_str(rest);
    out.retain(|c| !c.is_control() || c.is_ascii_whitespace());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_html() {
        for (html, wanted) in [
            ("<p>Bonjour <b>vous</b></p><p>fin</p>", "Bonjour vous\n\nfin"),
            ("a<br>b<br/>c<br><br><br>d", "a\nb\nc\n\nd"),
            ("<ul><li>un</li><li>deux</li></ul>x", "- un\n- deux\n\nx"),
            ("l&#233;t&eacute; &amp; no&#xEB;l &euro;5 &nbsp;&bogus; &", "lété & noël €5 \u{a0}&bogus; &"),
            ("<a href=\"https://example.com/?a=1&amp;b=2\">la page</a>.", "la page (https://example.com/?a=1&b=2)."),
            ("<a href='https://example.com/'>example.com</a>", "example.com"),
            ("<a href=https://example.com/a>https://example.com/a</a>", "https://example.com/a"),
            ("<a title=\"a>b\" HREF=\"mailto:a@example.com\"><img src=x></a>", "mailto:a@example.com"),
            ("<a href=\"javascript:x()\">x</a><a name=top>y</a>", "xy"),
            (
                "<a href=\"https://a.example\">un<a href=\"https://b.example\">deux",
                "un (https://a.example)deux (https://b.example)",
            ),
            ("<style>p { a: b > c }</style><script>if (a < b) { \"</p>\" }</SCRIPT >ok", "ok"),
            ("<!-- <p>not shown</p> -->shown<!-- never closed <p>x", "shown"),
            ("1 < 2 and 3 > 2 <3", "1 < 2 and 3 > 2 <3"),
            ("<pre>a  b\n  c</pre>d", "a  b\n  c\n\nd"),
            ("<table><tr><td>Total</td><td>42 €</td></tr><tr><td>x</td></tr></table>", "Total 42 €\nx"),
            ("a &#13;&#10;\u{8}b&#8;c", "a b&#8;c"),
            ("<p>open <a href=", "open <a href="),
            ("", ""),
        ] {
            assert_eq!(html_to_text(html), wanted, "{html}");
        }
    }

    /// Counts the bytes read instead of the time: a bounded number for each byte of any input.
    #[test]
    fn the_work_is_linear_in_the_length() {
        let pieces = [
            "<a",
            "<",
            "<a ",
            "<a href=\"",
            "<a href=x>",
            "<p>",
            "<ul><li>",
            "</",
            "<!--",
            "<script>",
            "<script></scrip>",
            "&",
            "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "&#",
            "&eacute;",
            "<a =",
            "\"",
            "<br>",
            "<pre>\n",
            "<a href='https://a.example'>",
        ];
        for (size, pieces) in [(64 << 10, &pieces[..]), (1 << 20, &pieces[..3]), (10 << 20, &pieces[..1])] {
            for piece in pieces {
                let html = piece.repeat(size / piece.len());
                let mut reader = Reader { rest: &html, looked: 0 };
                let text = read(&mut reader);
                assert!(reader.looked <= 4 * html.len(), "{piece}: {} looks at {} bytes", reader.looked, html.len());
                assert!(text.len() <= 2 * html.len(), "{piece}: {} bytes of text", text.len());
            }
        }
    }
}
