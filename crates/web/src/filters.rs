//! How templates show links.
#![allow(unreachable_pub, reason = "the macro makes public items")]

/// Longer links are shortened.
const MAX_LINK: usize = 48;

/// A part of a text: words, or a link.
pub(crate) enum Piece<'a> {
    Words(&'a str),
    Link(&'a str),
}

/// Splits the text at those of its links that are among `links`; other URLs stay text.
pub(crate) fn pieces<'a>(text: &'a str, links: &[String]) -> Vec<Piece<'a>> {
    let (mut pieces, mut words, mut from) = (Vec::new(), text, 0);
    while let Some(at) = words.get(from..).and_then(|rest| rest.find("https://")).map(|at| from + at) {
        let (before, rest) = words.split_at(at);
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '»' | '”')).unwrap_or(rest.len());
        let link = rest.split_at(end).0.trim_end_matches(['.', ',', ';', ':']);
        if links.iter().any(|known| known == link) {
            pieces.extend([Piece::Words(before), Piece::Link(link)]);
            (words, from) = (rest.split_at(link.len()).1, 0);
        } else {
            from = at + end;
        }
    }
    pieces.push(Piece::Words(words));
    pieces
}

/// A link without its scheme.
#[askama::filter_fn]
pub(crate) fn short_link(link: impl std::fmt::Display, _: &dyn askama::Values) -> askama::Result<String> {
    let link = link.to_string();
    let rest = link.strip_prefix("https://").unwrap_or(&link).trim_end_matches('/');
    if rest.chars().count() <= MAX_LINK {
        return Ok(rest.to_owned());
    }
    Ok(rest.chars().take(MAX_LINK).chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, links: &[&str]) -> String {
        let links: Vec<_> = links.iter().map(|link| (*link).to_owned()).collect();
        let show = |piece| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Link(link) => format!("[{link}]"),
        };
        pieces(text, &links).into_iter().map(show).collect()
    }

    #[test]
    fn known_links_are_cut_out_of_a_text() {
        let (a, b) = ("https://example.com/a", "https://example.com/b?c=d");
        for (text, expected) in [
            ("no link", "no link".to_owned()),
            ("Open https://example.com/a and sign in.", format!("Open [{a}] and sign in.")),
            ("(https://example.com/a) « https://example.com/b?c=d ».", format!("([{a}]) « [{b}] ».")),
            ("https://example.com/a, https://example.com/b?c=d.", format!("[{a}], [{b}].")),
            (
                "Not https://evil.example.org/ but https://example.com/a",
                format!("Not https://evil.example.org/ but [{a}]"),
            ),
            ("https://", "https://".to_owned()),
        ] {
            assert_eq!(shown(text, &[a, b]), expected);
        }
        assert_eq!(shown("https://example.com/a", &[]), "https://example.com/a");
    }
}
