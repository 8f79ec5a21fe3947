//! The addresses in the advice: whose they are, in which language, and where they stand in the source.

use super::{every, whole};
use ite_mailer::{Provider as P, guidance::Language};
use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

/// The domains of each provider's pages. A provider without an entry has no links in its row.
const DOMAINS: &[(&[P], &[&str])] = &[
    (&[P::Gmail, P::GoogleWorkspace, P::GoogleSmtpRelay], &["google.com"]),
    (&[P::Microsoft365, P::OutlookCom], &["microsoft.com", "aka.ms"]),
    (&[P::Yahoo], &["yahoo.com"]),
    (&[P::Aol], &["aol.com", "aol.fr"]),
    (&[P::ICloud], &["apple.com"]),
    (&[P::ZohoCom, P::ZohoEu], &["zoho.com"]),
    (&[P::Fastmail], &["fastmail.help"]),
    (&[P::Proton], &["proton.me"]),
    (&[P::GmxNet], &["gmx.net"]),
    (&[P::GmxCom], &["gmx.co.uk"]),
    (&[P::MailCom], &["mail.com"]),
    (&[P::WebDe], &["web.de"]),
    (&[P::OvhMxPlan, P::OvhEmailPro, P::OvhExchange], &["ovhcloud.com"]),
    (&[P::Gandi], &["gandi.net"]),
    (&[P::IonosDe], &["ionos.de"]),
    (&[P::IonosFr, P::IonosCom], &["ionos.com"]),
    (&[P::Infomaniak], &["infomaniak.com"]),
    (&[P::Free], &["free.fr"]),
    (&[P::LaPoste], &["laposte.net"]),
    (&[P::Yandex], &["yandex.com"]),
    (&[P::Brevo], &["brevo.com"]),
    (&[P::Mailjet], &["mailjet.com"]),
    (&[P::Ses], &["aws.amazon.com"]),
    (&[P::SendGrid], &["sendgrid.com", "twilio.com"]),
    (&[P::MailgunUs, P::MailgunEu], &["mailgun.com"]),
    (&[P::Postmark], &["postmarkapp.com"]),
    (&[P::Resend], &["resend.com"]),
];

/// Google's scope for sending is a URL, but not a page.
const SCOPE: &str = "https://mail.google.com/";

/// The addresses of pages within a text.
fn addresses(text: &str) -> Vec<&str> {
    let words = text.split_whitespace().filter_map(|word| word.find("://").map(|_| word));
    words
        .map(|word| word.trim_start_matches('(').trim_end_matches([';', ',', '.', ':', ')']))
        .filter(|address| *address != SCOPE)
        .collect()
}

#[test]
fn links_are_the_providers_own() {
    let mut linked = HashSet::new();
    for (provider, _, advice) in every() {
        let domains = DOMAINS.iter().find(|(providers, _)| providers.contains(&provider)).map_or(&[][..], |row| row.1);
        for text in [&advice.en, &advice.fr] {
            let sentences = whole(text);
            for link in text.links.iter().map(String::as_str).chain(addresses(&sentences)) {
                let rest = link.strip_prefix("https://").unwrap_or_else(|| panic!("{provider:?}: {link}"));
                let host = rest.split('/').next().unwrap();
                let own = domains.iter().any(|domain| host == *domain || host.ends_with(&format!(".{domain}")));
                assert!(own, "{provider:?} {}: {link}", advice.kind);
                linked.insert(provider);
            }
        }
    }
    for provider in DOMAINS.iter().flat_map(|row| row.0) {
        assert!(linked.contains(provider), "{provider:?} has a domain here and no link");
    }
}

#[test]
fn no_link_is_shown_twice() {
    for (provider, shape, advice) in every() {
        for language in Language::ALL {
            let text = advice.text(*language);
            let distinct: HashSet<_> = text.links.iter().collect();
            assert_eq!(distinct.len(), text.links.len(), "{} {provider:?} {shape:?}: {:?}", advice.kind, text.links);
            let shown = advice.display(*language).to_string();
            let shown = addresses(&shown);
            let once: HashSet<_> = shown.iter().collect();
            assert_eq!(once.len(), shown.len(), "{} {provider:?} {shape:?} {language}: {shown:?}", advice.kind);
        }
    }
}

#[test]
fn a_page_named_in_a_step_is_a_link_too() {
    for (provider, _, advice) in every() {
        for text in [&advice.en, &advice.fr] {
            let steps = text.steps.join("\n");
            for page in addresses(&steps) {
                assert!(text.links.iter().any(|link| link == page), "{provider:?} {}: {page}", advice.kind);
            }
        }
    }
}

#[test]
fn french_texts_lead_to_french_pages() {
    let mut french = HashSet::new();
    for (provider, _, advice) in every() {
        let Some(row) = provider.info() else { continue };
        for link in row.links.iter().filter(|link| link.en != link.fr) {
            let shown = |text: &[String], url: &str| text.iter().any(|shown| shown == url);
            assert!(!shown(&advice.fr.links, link.en), "{provider:?} {}: {}", advice.kind, link.en);
            assert!(!shown(&advice.en.links, link.fr), "{provider:?} {}: {}", advice.kind, link.fr);
            if shown(&advice.fr.links, link.fr) {
                french.insert(provider);
            }
        }
    }
    for provider in [P::Gmail, P::GoogleWorkspace, P::Microsoft365, P::Yahoo, P::Brevo, P::Mailjet] {
        assert!(french.contains(&provider), "{provider:?} leads to no French page");
    }
}

#[test]
fn rows_have_one_page_a_topic() {
    for provider in P::KNOWN {
        let row = provider.info().unwrap();
        let topics: HashSet<_> = row.links.iter().map(|link| link.topic).collect();
        assert_eq!(topics.len(), row.links.len(), "{provider:?}: a topic stands twice");
        let pages: HashSet<_> = row.links.iter().map(|link| link.en).collect();
        assert_eq!(pages.len(), row.links.len(), "{provider:?}: a page stands twice");
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // The sandbox quotes whole replies of servers, addresses included.
        if path.is_dir() && !path.ends_with("sandbox") {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The literals that are an address or, in the macros of help centres, a part of one.
fn literals(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let strings = |text: &str| -> Vec<String> { text.split('"').skip(1).step_by(2).map(str::to_owned).collect() };
    let mut found: Vec<String> =
        strings(&code).into_iter().filter(|text| text.starts_with("https://") && text.len() > 8).collect();
    for centre in ["google!(", "learn!(", "microsoft!(", "brevo!(", "mailjet!("] {
        for call in code.split(centre).skip(1) {
            let arguments = call.split(')').next().unwrap_or_default();
            found.extend(strings(arguments).into_iter().map(|path| format!("{centre}{path}")));
        }
    }
    found
}

#[test]
fn each_address_stands_once_in_the_source() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut seen: HashMap<String, PathBuf> = HashMap::new();
    for file in files {
        for literal in literals(&fs::read_to_string(&file).unwrap()) {
            if let Some(first) = seen.insert(literal.clone(), file.clone()) {
                panic!("{literal} stands in {} and in {}", first.display(), file.display());
            }
        }
    }
    assert!(seen.len() > 100, "{} addresses found", seen.len());
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guidance"), &mut files);
    for file in files {
        let source = fs::read_to_string(&file).unwrap();
        let stray = source.lines().find(|line| !line.trim_start().starts_with("//") && line.contains("https://"));
        assert!(stray.is_none(), "{}: addresses belong into the rows: {stray:?}", file.display());
    }
}

/// Each provider of the mission has its pages in the table, with topics that its row has.
#[test]
fn the_sources_table_knows_the_six() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guidance/sources.md");
    let table = fs::read_to_string(path).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| provider"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    for provider in [P::Gmail, P::GoogleWorkspace, P::Microsoft365, P::Yahoo, P::Brevo, P::Mailjet] {
        let row = provider.info().unwrap();
        let own: Vec<_> =
            rows.iter().filter(|cells| cells[0].split(", ").any(|name| name == short(provider))).collect();
        assert!(own.len() >= 2 && own.iter().any(|cells| cells[4].contains("not opened")), "{provider:?}: {own:?}");
        for cells in own {
            assert_eq!(cells.len(), 5, "{cells:?}");
            assert!(cells[3].starts_with("2026-") && cells[3].len() == 10, "{cells:?}");
            let topics: Vec<_> = row.links.iter().map(|link| serde_json::to_value(link.topic).unwrap()).collect();
            for topic in cells[2].split('`').skip(1).step_by(2) {
                assert!(topics.iter().any(|known| known == topic), "{provider:?} has no page on {topic}");
            }
        }
    }
}

fn short(provider: P) -> &'static str {
    if provider == P::Yahoo { "Yahoo" } else { provider.name() }
}
