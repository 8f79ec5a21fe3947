//! Where each server refuses.

use ite_mailer::{ErrorKind as K, Provider, Stage, sandbox::Personality};

type Kinds = &'static [(K, Option<Stage>)];

/// Each kind with the stage at which this server refuses; `None` where it does so only at the end of a mail.
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
