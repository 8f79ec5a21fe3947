//! The edit distance of two names.

/// A label of a host name (RFC 1035 §2.3.4) and every host of the catalogue are shorter.
const LONGEST: usize = 64;

/// Edits between two texts: insert, delete, replace, or swap two neighbours (optimal string alignment).
pub(crate) fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // The work grows with the product of the lengths.
    if a.len().abs_diff(b.len()) > 2 || a.len() > LONGEST {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let mut cost = (row[j] + usize::from(from != to)).min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *from == b[j - 1] && a[i - 1] == *to {
                cost = cost.min(before[j - 1] + 1);
            }
            next.push(cost);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        for (a, b, expected) in [
            ("gmail", "gmail", 0),
            ("gmial", "gmail", 1),
            ("gmal", "gmail", 1),
            ("ggmail", "gmail", 1),
            ("gmeil", "gmail", 1),
            ("office356", "office365", 1),
            ("brefo", "brevo", 1),
            ("yhaooo", "yahoo", 2),
            ("imap", "smtp", 2),
            ("", "co", 2),
            ("", "", 0),
            ("abcdef", "abc", usize::MAX),
        ] {
            assert_eq!(edits(a, b), expected, "{a} {b}");
        }
    }
}
