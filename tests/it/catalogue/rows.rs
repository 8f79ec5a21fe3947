//! Rules for every row, and the settings of the first six.

use ite_mailer::provider::{FromRule, Login, PasswordKind, ProviderInfo, SecretPattern, TwoStep};
use ite_mailer::{Provider, Security};
use std::collections::HashSet;
use std::time::{SystemTime, UNIX_EPOCH};

fn rows() -> impl Iterator<Item = &'static ProviderInfo> {
    Provider::KNOWN.iter().map(|p| p.info().unwrap_or_else(|| panic!("{} has no row", p.id())))
}

#[test]
fn every_provider_has_the_row_that_names_it() {
    for provider in Provider::KNOWN {
        assert_eq!(provider.info().map(|row| row.provider), Some(*provider));
    }
    assert_eq!(Provider::KNOWN.len(), 44);
    assert!(Provider::Custom.info().is_none());
}

#[test]
fn every_endpoint_has_the_security_its_port_stands_for_and_587_leads() {
    for row in rows() {
        let id = row.provider.id();
        assert!(!row.endpoints.is_empty(), "{id} has no endpoint");
        for endpoint in row.endpoints {
            let expected = match endpoint.port {
                465 | 2465 => Security::ImplicitTls,
                587 | 2525 | 2587 => Security::StartTlsRequired,
                other => panic!("{id}: {other} is no submission port"),
            };
            assert_eq!(endpoint.security, expected, "{id}: {endpoint:?}");
        }
        if row.endpoints.iter().any(|e| e.port == 587) {
            assert_eq!(row.endpoints[0].port, 587, "{id}: STARTTLS on 587 comes first");
        }
        let distinct: HashSet<_> = row.endpoints.iter().map(|e| (e.host, e.port)).collect();
        assert_eq!(distinct.len(), row.endpoints.len(), "{id}: an endpoint stands twice");
    }
}

#[test]
fn hosts_and_domains_are_written_in_lower_case_and_listed_once() {
    let mut domains = HashSet::new();
    for row in rows() {
        let id = row.provider.id();
        let hosts = row.endpoints.iter().map(|e| e.host).chain(row.retired_hosts.iter().copied());
        for name in hosts.chain(row.domains.iter().copied()).chain(row.mx_suffixes.iter().copied()) {
            let labels: Vec<_> = name.strip_prefix('.').unwrap_or(name).split('.').collect();
            let plain = |l: &&str| l.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            assert!(labels.len() > 1 && labels.iter().all(|l| !l.is_empty() && plain(l)), "{id}: {name:?}");
        }
        for domain in row.domains {
            assert!(domains.insert(*domain), "{id}: {domain} stands in two rows, or twice");
        }
        for host in row.retired_hosts {
            assert!(row.endpoints.iter().all(|e| e.host != *host), "{id}: {host} is retired and recommended");
        }
    }
}

#[test]
fn links_are_https_and_every_row_has_sources() {
    for row in rows() {
        let id = row.provider.id();
        let secret = row.secret.and_then(|rule| rule.create_url);
        let oauth2 = row.oauth2.map(|o| [o.authorize, o.token]).into_iter().flatten();
        for link in row.links.iter().flat_map(|link| [link.en, link.fr]).chain(secret).chain(oauth2) {
            assert!(link.starts_with("https://") && !link.contains(char::is_whitespace), "{id}: {link:?}");
        }
        assert!(!row.sources.is_empty() && row.sources.iter().all(|s| !s.is_empty()), "{id} has no source");
    }
}

#[test]
fn what_a_row_says_about_sign_in_fits_together() {
    for row in rows() {
        let id = row.provider.id();
        for mechanism in row.mechanisms {
            assert!(["PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER", "CRAM-MD5"].contains(mechanism), "{id}: {mechanism}");
        }
        if row.password == PasswordKind::OAuth2Only {
            assert!(row.oauth2.is_some() && row.secret.is_none(), "{id}: tokens only");
        }
        if row.two_step == TwoStep::Required {
            assert_eq!(row.password, PasswordKind::AppPassword, "{id}: what two-step verification is required for");
        }
        if row.oauth2.is_some() {
            assert!(row.mechanisms.contains(&"XOAUTH2"), "{id}: tokens without a mechanism");
        }
    }
}

#[test]
fn presets_match_the_providers_pages() {
    let google = ("smtp.gmail.com", Login::FullAddress, PasswordKind::AppPassword, TwoStep::Required, Some(true));
    let expected = [
        (Provider::Gmail, google),
        (Provider::GoogleWorkspace, google),
        (
            Provider::Microsoft365,
            (
                "smtp.office365.com",
                Login::FullAddress,
                PasswordKind::AccountOrAppPassword,
                TwoStep::AppPasswordOnceOn,
                Some(true),
            ),
        ),
        (
            Provider::Yahoo,
            ("smtp.mail.yahoo.com", Login::FullAddress, PasswordKind::AppPassword, TwoStep::Required, None),
        ),
        (
            Provider::Brevo,
            ("smtp-relay.brevo.com", Login::Own, PasswordKind::SmtpKey, TwoStep::Irrelevant, Some(false)),
        ),
        (
            Provider::Mailjet,
            ("in-v3.mailjet.com", Login::ApiKey, PasswordKind::SecretKey, TwoStep::Irrelevant, Some(false)),
        ),
    ];
    assert_eq!(Provider::KNOWN[..6], expected.map(|(provider, _)| provider));
    for (provider, (host, login, password, two_step, files_sent_mail)) in expected {
        let row = provider.info().unwrap();
        let id = provider.id();
        let first = row.endpoints[0];
        assert_eq!((first.host, first.port, first.security), (host, 587, Security::StartTlsRequired), "{id}");
        assert_eq!((row.login, row.password, row.two_step), (login, password, two_step), "{id}");
        assert_eq!(row.files_sent_mail, files_sent_mail, "{id}");
        match row.endpoints.get(1) {
            Some(second) => {
                assert_eq!((second.host, second.port, second.security), (host, 465, Security::ImplicitTls), "{id}");
            }
            None => assert_eq!(provider, Provider::Microsoft365, "{id}: only this one has no port 465"),
        }
    }
}

#[test]
fn limits_and_secrets_of_the_first_six() {
    let limits = |p: Provider| {
        let l = p.info().unwrap().limits;
        (l.message_size, l.recipients_per_message, l.per_day, l.per_minute, l.connections)
    };
    assert_eq!(limits(Provider::Gmail), (Some(35_882_577), Some(100), Some(500), None, None));
    assert_eq!(limits(Provider::GoogleWorkspace), (Some(35_882_577), Some(100), Some(2000), None, None));
    assert_eq!(limits(Provider::Microsoft365), (Some(157_286_400), Some(500), Some(10_000), Some(30), Some(3)));
    assert_eq!(limits(Provider::Yahoo), (Some(41_697_280), Some(100), Some(500), None, None));
    assert_eq!(limits(Provider::Brevo), (None, None, Some(300), None, None));
    assert_eq!(limits(Provider::Mailjet), (None, None, Some(200), None, None));

    let secret = |p: Provider| p.info().unwrap().secret.map(|rule| (rule.pattern, rule.grouped));
    for provider in [Provider::Gmail, Provider::GoogleWorkspace, Provider::Yahoo] {
        assert_eq!(secret(provider), Some((SecretPattern::Letters(16), true)), "{}", provider.id());
    }
    assert_eq!(secret(Provider::Microsoft365), None);
    assert_eq!(secret(Provider::Brevo), Some((SecretPattern::Prefix("xsmtpsib-"), false)));
    assert_eq!(secret(Provider::Mailjet), Some((SecretPattern::Hex(32), false)));
}

#[test]
fn an_unconfirmed_fact_is_absent() {
    let row = |p: Provider| p.info().unwrap();
    assert_eq!(row(Provider::Aol).two_step, TwoStep::Unknown);
    assert_eq!(row(Provider::Orange).files_sent_mail, None);
    assert_eq!(row(Provider::Infomaniak).limits.recipients_per_message, None);
    assert_eq!(row(Provider::Mailjet).limits.message_size, None);
    assert_eq!(row(Provider::Fastmail).from_rule, FromRule::Unknown);
    let six = [Provider::Gmail, Provider::GoogleWorkspace, Provider::Microsoft365, Provider::Yahoo, Provider::Brevo];
    assert!(six.into_iter().chain([Provider::Mailjet]).all(|known| row(known).from_rule != FromRule::Unknown));
    assert!(row(Provider::LaPoste).endpoints.iter().all(|e| e.port == 465));
    assert!(row(Provider::GmxCom).mx_suffixes.is_empty());
    assert_eq!(row(Provider::OutlookCom).password, PasswordKind::OAuth2Only);
}

/// A day of the calendar; compares as days do.
type Day = (i64, u32, u32);

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: u32) -> u32 {
    match month {
        2 if leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Only `YYYY-MM-DD` and only days that exist.
fn parse(date: &str) -> Option<Day> {
    let parts: Vec<_> = date.split('-').collect();
    let [y, m, d] = parts[..] else { return None };
    let digits = |s: &str, count: usize| s.len() == count && s.bytes().all(|b| b.is_ascii_digit());
    if !(digits(y, 4) && digits(m, 2) && digits(d, 2)) {
        return None;
    }
    let (year, month, day) = (y.parse().ok()?, m.parse().ok()?, d.parse().ok()?);
    ((1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day)).then_some((year, month, day))
}

fn day_after_epoch(mut days: u64) -> Day {
    let (mut year, mut month) = (1970, 1);
    while days >= if leap(year) { 366 } else { 365 } {
        days -= if leap(year) { 366 } else { 365 };
        year += 1;
    }
    while days >= u64::from(days_in(year, month)) {
        days -= u64::from(days_in(year, month));
        month += 1;
    }
    (year, month, u32::try_from(days).unwrap() + 1)
}

fn today() -> Day {
    day_after_epoch(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 86_400)
}

/// The row that was checked too long ago, or will only be checked tomorrow.
fn staleness(id: &str, checked: &str, today: Day) -> Option<String> {
    let Some((year, month, day)) = parse(checked) else { return Some(format!("row {id}: {checked:?} is no date")) };
    if (year + 1, month, day) < today {
        return Some(format!(
            "row {id}: last checked on {checked}, more than twelve months ago; check its facts against its sources and date it anew"
        ));
    }
    // One day of grace: the row's date is local, `today` is UTC.
    ((year, month, day.saturating_sub(1)) > today).then(|| format!("row {id}: {checked} lies ahead"))
}

#[test]
fn every_row_says_when_it_was_checked() {
    for row in rows() {
        assert!(parse(row.checked).is_some(), "row {}: {:?} is no date", row.provider.id(), row.checked);
    }
    for wrong in ["", "2026-11", "2026-13-01", "2026-02-29", "2026-1-01", "26-11-23", "2026-11-23 ", "2026-11-00"] {
        assert_eq!(parse(wrong), None, "{wrong:?}");
    }
}

#[test]
fn no_row_was_checked_more_than_twelve_months_ago() {
    let stale: Vec<_> = rows().filter_map(|row| staleness(row.provider.id(), row.checked, today())).collect();
    assert!(stale.is_empty(), "{}", stale.join("\n"));
}

#[test]
fn the_age_of_a_row_is_counted_in_days_of_the_calendar() {
    for (days, expected) in
        [(0, (1970, 1, 1)), (59, (1970, 3, 1)), (789, (1972, 2, 29)), (11_016, (2000, 2, 29)), (20_780, (2026, 11, 23))]
    {
        assert_eq!(day_after_epoch(days), expected);
    }
    for (checked, today, message) in [
        ("2026-11-23", (2026, 11, 23), None),
        ("2026-11-23", (2027, 11, 23), None),
        ("2026-11-23", (2027, 11, 24), Some("row x: last checked on 2026-11-23")),
        ("2026-11-23", (2028, 1, 1), Some("row x: last checked on 2026-11-23")),
        ("2026-11-23", (2026, 11, 20), Some("row x: 2026-11-23 lies ahead")),
        ("soon", (2026, 11, 23), Some("row x: \"soon\" is no date")),
    ] {
        let found = staleness("x", checked, today);
        match message {
            None => assert_eq!(found, None),
            Some(start) => assert!(found.as_deref().is_some_and(|f| f.starts_with(start)), "{found:?}"),
        }
    }
}
