//! What a refusal means: replies that look alike, waits, hostile input. The corpus is measured in `corpus`.

mod corpus;

use ite_mailer::error::{ErrorKind as K, Explained, Reply, Retry, Stage, classify};
use ite_mailer::provider::{Provider, SecretShape};
use ite_mailer::sandbox::{Personality, SmtpSandbox};
use ite_mailer::{DocumentMailer, SmtpMailer};
use std::time::Duration;

fn ask(at: Stage, provider: Provider, reply: &str) -> Explained {
    classify(at, provider, None, SecretShape::Unknown, &Reply::parse(reply))
}

#[test]
fn the_wait_a_reply_names() {
    for (reply, seconds) in [
        ("450 4.7.1 Greylisted, try again in 10 minutes", 600),
        ("451 please wait 3600 seconds", 3600),
        ("451 Réessayez dans une heure", 3600),
        ("451 max 20 mails in 10 minutes, try later", 60),
        ("451 4.7.1 Greylisting in action, please come back in 00:05:00", 300),
        ("451 Please try again in 1 hour 5 minutes", 3900),
        ("451 Réessayez dans 2 heures et 30 minutes", 9000),
        ("451 bitte in 90min erneut versuchen", 5400),
        ("451 try again after 10:30:00", 60),
        ("451 try again in 99999999999999999999 hours", 60),
        ("451 try again in 9999999999999999999 hours", 7 * 86400),
    ] {
        let got = ask(Stage::RcptTo, Provider::Custom, reply).retry;
        assert_eq!(got, Retry::After(Duration::from_secs(seconds)), "{reply}");
    }
}

#[test]
fn tomorrow_is_the_next_day() {
    for reply in [
        "450 4.7.1 Please try again tomorrow",
        "452 Quota d’envoi atteint, réessayez demain",
        "451 Bitte versuchen Sie es morgen erneut",
        "451 inténtelo de nuevo mañana",
        "451 riprovare domani",
        "451 tente novamente amanhã",
    ] {
        assert_eq!(ask(Stage::FinalReply, Provider::Custom, reply).retry, Retry::NextDay, "{reply}");
    }
    let refused = ask(Stage::Auth, Provider::Custom, "535 5.7.8 Wrong password, try again tomorrow");
    assert_eq!(refused, ask(Stage::Auth, Provider::Custom, "535 5.7.8 Wrong password"));
}

#[test]
fn the_shape_of_the_secret_tells_two_refusals_apart() {
    let reply = Reply::parse("535 5.7.8 Username and Password not accepted");
    for (provider, shape, kind) in [
        (Provider::Gmail, SecretShape::Unexpected, K::AppPasswordRequired),
        (Provider::Gmail, SecretShape::Expected, K::BadCredentials),
        (Provider::Gmail, SecretShape::Unknown, K::BadCredentials),
        (Provider::Custom, SecretShape::Unexpected, K::BadCredentials),
    ] {
        assert_eq!(classify(Stage::Auth, provider, None, shape, &reply).kind, kind, "{provider} {shape:?}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_panics(raw in "\\PC*|[ 0-9.|a-z\u{0}\u{FFFD}éß-]{0,400}", stage in 0usize..14, provider in 0usize..44) {
        ask(Stage::ALL[stage % Stage::ALL.len()], Provider::KNOWN[provider % Provider::KNOWN.len()], &raw);
    }
}

fn provider_of(personality: Personality) -> Provider {
    match personality {
        Personality::Gmail => Provider::Gmail,
        Personality::Microsoft365 => Provider::Microsoft365,
        Personality::Yahoo => Provider::Yahoo,
        Personality::Brevo => Provider::Brevo,
        Personality::Mailjet => Provider::Mailjet,
        _ => Provider::Custom,
    }
}

#[tokio::test]
async fn the_sandbox_is_read_as_it_means() {
    const ALL: [Personality; 7] = [
        Personality::Generic,
        Personality::Gmail,
        Personality::Microsoft365,
        Personality::Yahoo,
        Personality::Brevo,
        Personality::Mailjet,
        Personality::Postfix,
    ];
    let mut asked = tokio::task::JoinSet::new();
    for (personality, kind) in ALL.iter().flat_map(|p| K::ALL.iter().map(|k| (*p, *k))) {
        asked.spawn(async move {
            let sandbox = match SmtpSandbox::builder().personality(personality).refuse(kind).start().await {
                Ok(sandbox) => sandbox,
                Err(error) => {
                    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput, "{personality:?} {kind}: {error}");
                    return None;
                }
            };
            let gateway = crate::smtp::gateway(&sandbox).provider(provider_of(personality)).build().unwrap();
            let error = SmtpMailer::new(gateway).unwrap().send(&crate::smtp::mail("refused")).await.unwrap_err();
            Some((error.kind() != kind).then(|| format!("{personality:?} {kind}: {error}")))
        });
    }
    let answers: Vec<_> = asked.join_all().await.into_iter().flatten().collect();
    let wrong: Vec<_> = answers.iter().flatten().collect();
    assert!(answers.len() == 28 * ALL.len() && wrong.is_empty(), "{} answers, wrong: {wrong:#?}", answers.len());
}

#[test]
fn hostile_replies() {
    let long = format!("550 {}", "relay denied ".repeat(9_000));
    let lines = "550-no such user\n".repeat(10_000);
    let zeros = format!("535 5.7.8\u{0} auth\u{0}entication{} failed", "\u{0}".repeat(5_000));
    let lossy = String::from_utf8_lossy(b"550 5.1.1 Bo\xeete inconnue \xff\xfe\x80").into_owned();
    for (at, reply, kind) in [
        (Stage::RcptTo, long.as_str(), K::RelayDenied),
        (Stage::RcptTo, &lines, K::RecipientUnknown),
        (Stage::Auth, &zeros, K::BadCredentials),
        (Stage::RcptTo, &lossy, K::RecipientUnknown),
        (Stage::RcptTo, "no code, user unknown", K::RecipientUnknown),
        (Stage::Auth, "authentication failed", K::BadCredentials),
        (Stage::MailFrom, "999 Authentication required", K::AuthenticationRequired),
        (Stage::FinalReply, "999 odd", K::Other),
        (Stage::FinalReply, "", K::Other),
        (Stage::Auth, "\u{0}", K::Other),
    ] {
        let start: String = reply.chars().take(60).collect();
        assert_eq!(ask(at, Provider::Custom, reply).kind, kind, "{start:?}");
    }
}

/// A debug build takes ten times as long as `benches/functions` shows; quadratic work would take seconds. The best of a
/// few runs counts, since the machine may be busy.
#[test]
fn a_huge_reply_takes_no_time() {
    let long = format!("550 {}", "relay denied ".repeat(8_000));
    let lines = "550-no such user\n".repeat(10_000);
    let short = "550-\n".repeat(20_000);
    let glued = "5.7.8".repeat(20_000);
    let nothing = "\u{0}".repeat(100_000);
    for reply in [&long, &lines, &short, &glued, &nothing] {
        let mut best = Duration::MAX;
        for at in Stage::ALL {
            let started = std::time::Instant::now();
            ask(*at, Provider::Custom, reply);
            best = best.min(started.elapsed());
        }
        assert!(best < Duration::from_millis(100), "{best:?} for {:?}…", &reply[..20]);
    }
}

/// Work is bounded: text after the first 16 KiB cannot change the result.
#[test]
fn only_the_start_of_a_reply_counts() {
    let filler = "x ".repeat(20_000);
    let reply = format!("550 {filler} relay access denied");
    assert_eq!(ask(Stage::RcptTo, Provider::Custom, &reply), ask(Stage::RcptTo, Provider::Custom, "550 x"));
    let near = format!("550 {} relay access denied", "x ".repeat(100));
    assert_eq!(ask(Stage::RcptTo, Provider::Custom, &near).kind, K::RelayDenied);
}

#[test]
fn outlook_com_takes_no_password_and_microsoft_365_may() {
    for (provider, mechanism, kind) in [
        (Provider::OutlookCom, None, K::BasicAuthDisabled),
        (Provider::OutlookCom, Some("LOGIN"), K::BasicAuthDisabled),
        (Provider::OutlookCom, Some("XOAUTH2"), K::OAuth2TokenInvalidOrExpired),
        (Provider::Microsoft365, None, K::BadCredentials),
        (Provider::Microsoft365, Some("LOGIN"), K::BadCredentials),
        (Provider::Microsoft365, Some("XOAUTH2"), K::OAuth2TokenInvalidOrExpired),
    ] {
        let reply = Reply::parse("535 5.7.3 Authentication unsuccessful");
        let got = classify(Stage::Auth, provider, mechanism, SecretShape::Unknown, &reply).kind;
        assert_eq!(got, kind, "{provider} {mechanism:?}");
    }
}

/// Replies that a broad rule could match by mistake.
#[test]
fn words_that_only_look_alike() {
    for (at, reply, kind) in [
        (Stage::FinalReply, "550 5.2.1 The account you tried to reach is disabled", K::RecipientRejected),
        (Stage::Auth, "535 5.7.8 This account no longer exists", K::BadCredentials),
        (Stage::Auth, "535 Plain text sign-in is disabled for your account", K::TlsRequired),
        (Stage::FinalReply, "552 Message too large, see the limits listed at example.com", K::MessageTooLarge),
        (Stage::RcptTo, "550 User unknown; see RFC 5321", K::RecipientUnknown),
        (Stage::MailFrom, "553 Sender rejected, contact us with the full headers", K::SenderNotAllowed),
        (Stage::FinalReply, "554 Transaction failed", K::Other),
        (Stage::FinalReply, "554 5.6.0 Not RFC 5322 compliant", K::MessageMalformed),
        (Stage::FinalReply, "451 Spam scanner busy, try again later", K::TemporaryServerError),
        (Stage::RcptTo, "550 5.1.1 We cannot deliver your mail: no such user here", K::RecipientUnknown),
        (Stage::Auth, "535 5.7.8 Invalid credentials, use your e-mail password", K::BadCredentials),
        (Stage::MailFrom, "550 Service is closed to your domain, sender rejected", K::SenderNotAllowed),
        (Stage::FinalReply, "552 MIME message too large", K::MessageTooLarge),
        (Stage::RcptTo, "450 4.2.0 Greylisted, try again in an hour", K::TemporaryServerError),
        (Stage::Auth, "535 5.7.8 Wrong password for this account", K::BadCredentials),
        (Stage::RcptTo, "550 5.1.1 User unknown; is the address in your list of contacts right?", K::RecipientUnknown),
        (Stage::FinalReply, "554 5.7.1 Mail about two-step offers is spam", K::ContentRejected),
        (Stage::FinalReply, "554 5.7.1 Service unavailable; message identified as spam", K::ContentRejected),
        (Stage::FinalReply, "554 Service unavailable; virus found", K::ContentRejected),
        (Stage::FinalReply, "550 Your sending IP is blocked", K::IpNotAuthorized),
        (Stage::FinalReply, "554 Sending rate over limit", K::RateLimited),
        (Stage::FinalReply, "552 Message longer than 10 MB", K::MessageTooLarge),
        (Stage::RcptTo, "550 5.1.1 User unknown in relay recipient table", K::RecipientUnknown),
        (
            Stage::Auth,
            "535 SMTP is disabled for this account; contact your domain administrator",
            K::SmtpAuthDisabledForMailbox,
        ),
    ] {
        assert_eq!(ask(at, Provider::Custom, reply).kind, kind, "{reply}");
    }
}

/// If the kind is guessed from the code, the guidance quotes the server before it explains.
#[test]
fn a_guess_shows_the_servers_words_first() {
    use ite_mailer::guidance::explain;
    for (reply, weak) in [("550 5.7.1 zzz-042", true), ("550 User unknown", false)] {
        let (explained, guidance) = explain(Provider::Custom, Stage::RcptTo, None, reply);
        assert_eq!(explained.basis.is_weak(), weak, "{reply}");
        let error = ite_mailer::Error::new(explained.kind, Stage::RcptTo)
            .with_basis(explained.basis)
            .with_reply(Reply::parse(reply));
        for guidance in [guidance.clone(), guidance.for_app("ITE360"), error.guidance()] {
            for text in [guidance.en, guidance.fr] {
                assert_eq!(text.what.contains(reply), weak, "{}", text.what);
            }
        }
        let stored: ite_mailer::Error = serde_json::from_str(&serde_json::to_string(&error).unwrap()).unwrap();
        assert_eq!(stored.basis(), Some(explained.basis));
    }
}
