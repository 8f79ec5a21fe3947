//! The refusals of the providers, with their steps. The texts are real with invented ids; unknown ones are generic.

use super::{Personality, SmtpStep};
use crate::error::ErrorKind;

pub(super) fn refusal(personality: Personality, kind: ErrorKind) -> Option<(SmtpStep, &'static str)> {
    match personality {
        Personality::Gmail => gmail(kind),
        Personality::Microsoft365 => microsoft(kind),
        Personality::Yahoo => yahoo(kind),
        Personality::Brevo => brevo(kind),
        Personality::Mailjet => mailjet(kind),
        Personality::Generic | Personality::Postfix => None,
    }
    .or_else(|| own(personality, kind))
    .or_else(|| generic(kind))
}

fn own(personality: Personality, kind: ErrorKind) -> Option<(SmtpStep, &'static str)> {
    match kind {
        ErrorKind::BadCredentials => Some((SmtpStep::SignIn, personality.profile().bad_credentials)),
        ErrorKind::AuthenticationRequired => Some((SmtpStep::MailFrom, personality.profile().sign_in_first)),
        _ => None,
    }
}

fn gmail(kind: ErrorKind) -> Option<(SmtpStep, &'static str)> {
    Some(match kind {
        ErrorKind::AppPasswordRequired => (
            SmtpStep::SignIn,
            "534-5.7.9 Application-specific password required. For more information, go to\n\
             534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor a1sm1a.1 - gsmtp",
        ),
        ErrorKind::AccountBlockedOrSuspiciousLogin => (
            SmtpStep::SignIn,
            "534-5.7.9 Please log in with your web browser and then try again. Learn more at\n\
             534 5.7.9  https://support.google.com/mail/?p=WebLoginRequired a1sm1a.1 - gsmtp",
        ),
        ErrorKind::TooManyLoginAttempts => {
            (SmtpStep::SignIn, "454 4.7.0 Too many login attempts, please try again later. a1sm1a.1 - gsmtp")
        }
        ErrorKind::TlsRequired => {
            (SmtpStep::MailFrom, "530 5.7.0 Must issue a STARTTLS command first. a1sm1a.1 - gsmtp")
        }
        ErrorKind::RecipientMailboxFull => (
            SmtpStep::RcptTo,
            "452-4.2.2 The recipient's inbox is out of storage space. Please direct the\n\
             452-4.2.2 recipient to\n\
             452 4.2.2  https://support.google.com/mail/?p=OverQuotaTemp a1sm1a.1 - gsmtp",
        ),
        ErrorKind::RecipientRejected => (
            SmtpStep::RcptTo,
            "550-5.2.1 The email account that you tried to reach is inactive. For more information, go to\n\
             550 5.2.1  https://support.google.com/mail/?p=DisabledUser a1sm1a.1 - gsmtp",
        ),
        ErrorKind::RecipientUnknown => (
            SmtpStep::RcptTo,
            "550-5.1.1 The email account that you tried to reach does not exist. Please try\n\
             550-5.1.1 double-checking the recipient's email address for typos or\n\
             550-5.1.1 unnecessary spaces. For more information, go to\n\
             550 5.1.1  https://support.google.com/mail/answer/6596 a1sm1a.1 - gsmtp",
        ),
        ErrorKind::TooManyRecipients => (
            SmtpStep::RcptTo,
            "452 4.5.3 Your message has too many recipients. For more information regarding Google's sending limits, \
             visit https://support.google.com/mail/answer/6592",
        ),
        ErrorKind::DailyQuotaExceeded => (
            SmtpStep::FinalReply,
            "550-5.4.5 Daily user sending limit exceeded. For more information on Gmail\n\
             550-5.4.5 sending limits go to\n\
             550 5.4.5  https://support.google.com/a/answer/166852 a1sm1a.1 - gsmtp",
        ),
        ErrorKind::MessageTooLarge => (
            SmtpStep::FinalReply,
            "552 5.2.3 Your message exceeded Google's message size limits. For more information, visit \
             https://support.google.com/mail/answer/6584",
        ),
        ErrorKind::ContentRejected => (
            SmtpStep::FinalReply,
            "552-5.7.0 This message was blocked because its content presents a potential\n\
             552-5.7.0 security issue. Please visit\n\
             552-5.7.0  https://support.google.com/mail/?p=BlockedMessage to review our\n\
             552 5.7.0 message content and attachment content guidelines. a1sm1a.1 - gsmtp",
        ),
        _ => return None,
    })
}

fn microsoft(kind: ErrorKind) -> Option<(SmtpStep, &'static str)> {
    Some(match kind {
        ErrorKind::BasicAuthDisabled => (
            SmtpStep::SignIn,
            "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [AB1PR01CA0001.prod.outlook.com]",
        ),
        ErrorKind::SmtpAuthDisabledForTenant => (
            SmtpStep::SignIn,
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit \
             https://aka.ms/smtp_auth_disabled for more information. [AB1PR01CA0001.prod.outlook.com]",
        ),
        ErrorKind::SmtpAuthDisabledForMailbox => (
            SmtpStep::SignIn,
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit \
             https://aka.ms/smtp_auth_disabled for more information. [AB1PR01CA0001.prod.outlook.com]",
        ),
        ErrorKind::AccountBlockedOrSuspiciousLogin => (
            SmtpStep::SignIn,
            "535 5.7.139 Authentication unsuccessful, account locked. Contact your administrator. \
             [AB1PR01CA0001.prod.outlook.com]",
        ),
        ErrorKind::AccountSuspendedOrNotActivated => {
            (SmtpStep::FinalReply, "550 5.7.705 Access denied, tenant has exceeded threshold")
        }
        ErrorKind::IpNotAuthorized => (SmtpStep::MailFrom, "550 5.7.64 TenantAttribution; Relay Access Denied"),
        ErrorKind::SenderNotAllowed => (
            SmtpStep::FinalReply,
            "550 5.7.60 SMTP; Client does not have permissions to send as this sender [AB1PR01MB0001.prod.outlook.com]",
        ),
        ErrorKind::TooManyConnections => {
            (SmtpStep::FinalReply, "432 4.3.2 Concurrent connections limit exceeded (aka.ms/concurrent_sending)")
        }
        ErrorKind::RateLimited => {
            (SmtpStep::Greeting, "451 4.7.500 Server busy. Please try again later from [192.0.2.7]. (AS77712344)")
        }
        ErrorKind::DailyQuotaExceeded => (SmtpStep::FinalReply, "554 5.2.2 Submission quota exceeded"),
        ErrorKind::TemporaryServerError => {
            (SmtpStep::MailFrom, "451 4.7.0 Temporary server error. Please try again later. PRX6")
        }
        _ => return None,
    })
}

fn yahoo(kind: ErrorKind) -> Option<(SmtpStep, &'static str)> {
    Some(match kind {
        ErrorKind::AppPasswordRequired => (SmtpStep::SignIn, "535 5.7.0 (#AUTH005) Too many bad auth attempts."),
        ErrorKind::SenderNotAllowed => (SmtpStep::FinalReply, "554 6.6.0 Error sending message for delivery."),
        ErrorKind::RateLimited => {
            (SmtpStep::RcptTo, "421 Max message per connection reached, closing transmission channel")
        }
        ErrorKind::ContentRejected => (
            SmtpStep::FinalReply,
            "554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes",
        ),
        _ => return None,
    })
}

fn brevo(kind: ErrorKind) -> Option<(SmtpStep, &'static str)> {
    Some(match kind {
        ErrorKind::AccountSuspendedOrNotActivated => (
            SmtpStep::FinalReply,
            "502 5.7.0 Your SMTP account is not yet activated. Please contact us at contact@sendinblue.com to request \
             activation.",
        ),
        _ => return None,
    })
}

fn mailjet(_: ErrorKind) -> Option<(SmtpStep, &'static str)> {
    // The two known refusals of Mailjet are in its profile.
    None
}

/// Generic refusals with codes of RFC 3463 and RFC 4954.
fn generic(kind: ErrorKind) -> Option<(SmtpStep, &'static str)> {
    Some(match kind {
        ErrorKind::AppPasswordRequired => (SmtpStep::SignIn, "534 5.7.9 Application-specific password required"),
        ErrorKind::BadCredentials => (SmtpStep::SignIn, "535 5.7.8 Authentication credentials invalid"),
        ErrorKind::AuthenticationRequired => (SmtpStep::MailFrom, "530 5.7.0 Authentication required"),
        ErrorKind::BasicAuthDisabled => (SmtpStep::SignIn, "535 5.7.139 Basic authentication is disabled"),
        ErrorKind::SmtpAuthDisabledForTenant => {
            (SmtpStep::SignIn, "535 5.7.139 SmtpClientAuthentication is disabled for the Tenant")
        }
        ErrorKind::SmtpAuthDisabledForMailbox => {
            (SmtpStep::SignIn, "535 5.7.139 SmtpClientAuthentication is disabled for the Mailbox")
        }
        ErrorKind::AccountBlockedOrSuspiciousLogin => {
            (SmtpStep::SignIn, "534 5.7.14 Please log in via your web browser and then try again")
        }
        ErrorKind::AccountSuspendedOrNotActivated => (SmtpStep::SignIn, "535 5.7.13 User account disabled"),
        ErrorKind::TooManyLoginAttempts => {
            (SmtpStep::SignIn, "454 4.7.0 Too many login attempts, please try again later")
        }
        ErrorKind::OAuth2TokenInvalidOrExpired => (SmtpStep::SignIn, "535 5.7.8 OAuth token invalid or expired"),
        ErrorKind::AuthMechanismUnsupported => (SmtpStep::Auth, "504 5.5.4 Unrecognized authentication type"),
        ErrorKind::TlsRequired => (SmtpStep::MailFrom, "530 5.7.0 Must issue a STARTTLS command first"),
        ErrorKind::IpNotAuthorized => (SmtpStep::Greeting, "554 5.7.1 Your IP address is not authorized"),
        ErrorKind::SenderNotAllowed => (SmtpStep::MailFrom, "553 5.7.1 Sender address rejected: not owned by user"),
        ErrorKind::SenderNotVerified => (SmtpStep::MailFrom, "550 5.7.1 Sender address is not verified"),
        ErrorKind::RecipientUnknown => (SmtpStep::RcptTo, "550 5.1.1 Recipient address rejected: User unknown"),
        ErrorKind::RecipientMailboxFull => (SmtpStep::RcptTo, "552 5.2.2 Mailbox full"),
        ErrorKind::RecipientRejected => (SmtpStep::RcptTo, "550 5.7.1 Recipient address rejected: Access denied"),
        ErrorKind::TooManyRecipients => (SmtpStep::RcptTo, "452 4.5.3 Too many recipients"),
        ErrorKind::RelayDenied => (SmtpStep::RcptTo, "554 5.7.1 Relay access denied"),
        ErrorKind::DailyQuotaExceeded => (SmtpStep::FinalReply, "550 5.4.5 Daily sending quota exceeded"),
        ErrorKind::RateLimited => (SmtpStep::MailFrom, "450 4.7.1 Rate limit exceeded, slow down"),
        ErrorKind::TooManyConnections => (SmtpStep::Greeting, "421 4.7.0 Too many concurrent connections"),
        ErrorKind::MessageTooLarge => (SmtpStep::FinalReply, "552 5.3.4 Message size exceeds fixed limit"),
        ErrorKind::ContentRejected => (SmtpStep::FinalReply, "554 5.7.1 Message rejected as spam"),
        ErrorKind::MessageMalformed => (SmtpStep::FinalReply, "554 5.6.0 Message headers are not RFC 5322 compliant"),
        ErrorKind::TemporaryServerError => (SmtpStep::MailFrom, "451 4.3.0 Temporary server error, try again later"),
        ErrorKind::Other => (SmtpStep::FinalReply, "554 5.0.0 Transaction failed"),
        _ => return None,
    })
}
