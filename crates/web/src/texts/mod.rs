//! Every text of the pages, each in English and French side by side.

pub(crate) mod date;
#[cfg(feature = "inbox")]
pub(crate) mod inbox;
pub(crate) mod settings;
pub(crate) mod stages;

/// Declares a struct of texts with one value per language: a missing language does not compile.
macro_rules! texts {
    ($name:ident { $($key:ident = $en:literal, $fr:literal;)+ }) => {
        /// The texts in one language.
        pub(crate) struct $name { $(pub(crate) $key: &'static str,)+ }

        impl $name {
            const EN: Self = Self { $($key: $en,)+ };
            const FR: Self = Self { $($key: $fr,)+ };

            /// The texts in this language.
            pub(crate) const fn of(language: crate::core::Language) -> &'static Self {
                match language {
                    crate::core::Language::Fr => &Self::FR,
                    _ => &Self::EN,
                }
            }

            /// Every text of both languages, for tests.
            #[cfg(test)]
            pub(crate) fn all() -> Vec<(&'static str, &'static str)> {
                vec![$(($en, $fr),)+]
            }
        }
    };
}
pub(crate) use texts;

#[cfg(test)]
mod tests {
    use super::settings::Texts;

    /// French puts a no-break space before `: ; ! ?` and inside « », and writes ’ for an apostrophe.
    pub(crate) fn assert_french_typography(french: &str) {
        for sign in [':', ';', '!', '?', '»'] {
            for (at, _) in french.match_indices(sign) {
                let before = french[..at].chars().next_back();
                let url = french[at..].starts_with("://");
                assert!(url || matches!(before, Some('\u{a0}' | '\u{202f}')), "{sign} in: {french}");
            }
        }
        for (at, _) in french.match_indices('«') {
            let after = french[at + '«'.len_utf8()..].chars().next();
            assert!(matches!(after, Some('\u{a0}' | '\u{202f}')), "« in: {french}");
        }
        assert!(!french.contains('\''), "straight apostrophe in: {french}");
        assert!(!french.contains("..."), "three dots in: {french}");
    }

    #[test]
    fn french_texts_follow_french_typography() {
        for (_, french) in Texts::all() {
            assert_french_typography(french);
        }
        #[cfg(feature = "inbox")]
        for (_, french) in super::inbox::InboxTexts::all() {
            assert_french_typography(french);
        }
    }
}
