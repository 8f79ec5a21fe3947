//! The stage of each server's refusals.

use super::{FROM, PERSONALITIES, build, gateway, in_order};
use ite_mailer::{
    ErrorKind as K, Provider, Security, Stage, check_with_mail,
    sandbox::{Personality, SmtpSandbox},
};
use std::sync::Arc;
use tokio::sync::Semaphore;

type Kinds = &'static [(K, Option<Stage>)];

/// Each kind with the stage at which this server refuses; `None` if only at the end of a mail.
pub(super) const REFUSALS: &[(Personality, Provider, Kinds)] = &[
    (
        Personality::Gmail,
        Provider::Gmail,
        &[
            (K::AppPasswordRequired, Some(Stage::Auth)),
            (K::BadCredentials, Some(Stage::Auth)),
            (K::AccountBlockedOrSuspiciousLogin, Some(Stage::Auth)),
            (K::TooManyLoginAttempts, Some(Stage::Auth)),
            (K::RecipientRejected, Some(Stage::RcptTo)),
            (K::TooManyRecipients, Some(Stage::RcptTo)),
            (K::DailyQuotaExceeded, None),
        ],
    ),
    (
        Personality::Microsoft365,
        Provider::Microsoft365,
        &[
            (K::BadCredentials, Some(Stage::Auth)),
            (K::BasicAuthDisabled, Some(Stage::Auth)),
            (K::SmtpAuthDisabledForTenant, Some(Stage::Auth)),
            (K::SmtpAuthDisabledForMailbox, Some(Stage::Auth)),
            (K::RateLimited, Some(Stage::Greeting)),
            (K::TemporaryServerError, Some(Stage::MailFrom)),
            (K::SenderNotAllowed, None),
        ],
    ),
    (
        Personality::Yahoo,
        Provider::Yahoo,
        &[
            (K::AppPasswordRequired, Some(Stage::Auth)),
            (K::BadCredentials, Some(Stage::Auth)),
            (K::SenderNotAllowed, None),
        ],
    ),
    (
        Personality::Brevo,
        Provider::Brevo,
        &[
            (K::BadCredentials, Some(Stage::Auth)),
            (K::AccountSuspendedOrNotActivated, None),
            (K::IpNotAuthorized, Some(Stage::Greeting)),
        ],
    ),
    (
        Personality::Mailjet,
        Provider::Mailjet,
        &[(K::BadCredentials, Some(Stage::Auth)), (K::SenderNotVerified, Some(Stage::MailFrom))],
    ),
    (
        Personality::Postfix,
        Provider::Custom,
        &[
            (K::BadCredentials, Some(Stage::Auth)),
            (K::AuthenticationRequired, Some(Stage::MailFrom)),
            (K::SenderNotAllowed, Some(Stage::MailFrom)),
            (K::TooManyConnections, Some(Stage::Greeting)),
            (K::RelayDenied, Some(Stage::RcptTo)),
            (K::RecipientRejected, Some(Stage::RcptTo)),
            (K::MessageTooLarge, None),
        ],
    ),
];

/// The stage of a refusal that every personality has, with exceptions for some servers.
fn stage_of(personality: Personality, kind: K) -> Option<Stage> {
    match (personality, kind) {
        (
            Personality::Microsoft365,
            K::AccountSuspendedOrNotActivated | K::SenderNotAllowed | K::TooManyConnections,
        )
        | (Personality::Yahoo, K::SenderNotAllowed)
        | (Personality::Brevo, K::AccountSuspendedOrNotActivated) => return Some(Stage::FinalReply),
        (Personality::Microsoft365, K::IpNotAuthorized) => return Some(Stage::MailFrom),
        (Personality::Microsoft365, K::RateLimited) => return Some(Stage::Greeting),
        (Personality::Yahoo, K::RateLimited) => return Some(Stage::RcptTo),
        _ => {}
    }
    Some(match kind {
        K::IpNotAuthorized | K::TooManyConnections => Stage::Greeting,
        K::AppPasswordRequired
        | K::BadCredentials
        | K::BasicAuthDisabled
        | K::SmtpAuthDisabledForTenant
        | K::SmtpAuthDisabledForMailbox
        | K::AccountBlockedOrSuspiciousLogin
        | K::AccountSuspendedOrNotActivated
        | K::TooManyLoginAttempts
        | K::OAuth2TokenInvalidOrExpired
        | K::AuthMechanismUnsupported => Stage::Auth,
        K::AuthenticationRequired
        | K::TlsRequired
        | K::SenderNotAllowed
        | K::SenderNotVerified
        | K::RateLimited
        | K::TemporaryServerError => Stage::MailFrom,
        K::RecipientUnknown
        | K::RecipientMailboxFull
        | K::RecipientRejected
        | K::TooManyRecipients
        | K::RelayDenied => Stage::RcptTo,
        K::DailyQuotaExceeded | K::MessageTooLarge | K::ContentRejected | K::MessageMalformed | K::Other => {
            Stage::FinalReply
        }
        _ => return None,
    })
}

/// Each personality with each of its refusals: the step, the kind, and advice that names a known provider.
#[tokio::test]
async fn each_personality_with_each_refusal_it_can_play() {
    let mut asked = tokio::task::JoinSet::new();
    // Hundreds of servers and handshakes at once would take longer than a step's deadline.
    let places = Arc::new(Semaphore::new(16));
    for (personality, provider) in PERSONALITIES {
        for kind in K::ALL.iter().copied() {
            let places = Arc::clone(&places);
            asked.spawn(async move {
                let _place = places.acquire().await;
                let case = format!("{personality:?} {kind}");
                let sandbox = SmtpSandbox::builder().personality(personality).refuse(kind).start().await;
                let Some(stage) = stage_of(personality, kind) else {
                    assert!(sandbox.is_err(), "{case} can be played");
                    return false;
                };
                let sandbox = sandbox.unwrap();
                let gateway = gateway(&sandbox).provider(provider).security(Security::StartTlsRequired);
                let diagnosis = check_with_mail(&build(gateway), FROM, "client@example.org").await;
                in_order(&diagnosis, &case);
                let told = diagnosis.failed().map(|step| (step.stage, step.guidance.as_ref().unwrap().kind));
                assert_eq!(told, Some((stage, kind)), "{case}\n{diagnosis}");
                assert!(diagnosis.failed().unwrap().reply.as_ref().is_some_and(|r| r.code() >= 400), "{case}");
                assert!(sandbox.mails().is_empty(), "{case}");
                true
            });
        }
    }
    let played = asked.join_all().await.into_iter().filter(|played| *played).count();
    assert_eq!(played, 28 * PERSONALITIES.len());
}
