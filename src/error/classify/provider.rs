//! Replies with a meaning of their own at one provider: opaque codes, and words that mean something else there.

use super::{
    normalise::NormalizedReply,
    table::{A, ANY, C, D, F, R, RetryHint, Verdict},
};
use crate::{
    error::{ErrorKind as K, ErrorKind},
    provider::{Provider as P, Provider},
};

/// One row: the verdict for a reply with this code (0: any) that contains these words, at one of these providers (empty:
/// any) and stages. `host:` matches a part of a link; `# ` matches an id followed by these words, up to the end of the
/// reply; `ofr:` matches an id of Orange or La Poste that ends in these digits: OFR006_103, LPN007_510.
pub(super) struct Row {
    providers: &'static [Provider],
    at: u8,
    code: u16,
    pub(super) pattern: &'static str,
    verdict: Verdict,
}

const fn row(
    providers: &'static [Provider],
    at: u8,
    code: u16,
    pattern: &'static str,
    kind: ErrorKind,
    retry: RetryHint,
) -> Row {
    Row { providers, at, code, pattern, verdict: Verdict { kind, retry } }
}

use RetryHint::{IfTransient, Later, Never, Usual};

const GOOGLE: &[P] = &[P::Gmail, P::GoogleWorkspace, P::GoogleSmtpRelay];
const RELAY: &[P] = &[P::GoogleSmtpRelay];
const MICROSOFT: &[P] = &[P::Microsoft365, P::OutlookCom];
const YAHOO: &[P] = &[P::Yahoo, P::Aol];
const ORANGE: &[P] = &[P::Orange, P::LaPoste];
const ZOHO: &[P] = &[P::ZohoCom, P::ZohoEu];
/// Any provider: wordings of a server product or of a provider outside the catalogue.
const EVERY: &[P] = &[];

// Each group names its source: a page that lists the codes, or a public report of the cause. The replies are in
// `tests/it/corpus/learning.jsonl`.
#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    // Google. https://support.google.com/a/answer/3726730 (list of SMTP errors). The relay refuses an EHLO name with a
    // temporary code and closes the connection: https://github.com/firebase/extensions/issues/632
    row(RELAY, C, 421, "try again later closing", K::Other, Never),
    row(RELAY, C, 421, "ip not in whitelist", K::IpNotAuthorized, Never),
    row(EVERY, F | R | D, 550, "invalid credentials for relay", K::IpNotAuthorized, Never),
    row(GOOGLE, D, 451, "smtp protocol violation", K::Protocol, Usual),
    row(GOOGLE, R, 452, "separate transaction", K::TooManyRecipients, Later),
    row(EVERY, R | D, 550, "receiving mail at a rate", K::RateLimited, Never),
    row(GOOGLE, D, 421, "with the same message id", K::RateLimited, Usual),
    // Microsoft. https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online
    // `SC`, `DY`, `OU`: https://sendersupport.olc.protection.outlook.com/pm/troubleshooting.aspx
    row(MICROSOFT, R, 451, "no mail enabled subscriptions", K::RecipientRejected, Never),
    row(MICROSOFT, F | R, 451, "access denied please try again later", K::IpNotAuthorized, IfTransient),
    row(MICROSOFT, C | F | R | D, 550, "sc 004", K::IpNotAuthorized, Never),
    row(MICROSOFT, C | F | R | D, 550, "sc 002", K::IpNotAuthorized, Never),
    row(MICROSOFT, C | F | R | D, 550, "sc 003", K::IpNotAuthorized, Never),
    row(MICROSOFT, C | F | R | D, 421, "rp 001", K::RateLimited, Usual),
    row(MICROSOFT, C | F | R | D, 550, "dy 001", K::IpNotAuthorized, Never),
    row(MICROSOFT, C | F | R | D, 550, "dy 002", K::IpNotAuthorized, Never),
    row(MICROSOFT, C | F | R | D, 550, "ou 001", K::IpNotAuthorized, Never),
    row(MICROSOFT, C | F | R | D, 550, "ou 002", K::IpNotAuthorized, Never),
    row(MICROSOFT, R, 451, "wrong office 365 region", K::Other, Never),
    row(MICROSOFT, D, 550, "certificate host mismatch", K::Tls, Never),
    row(MICROSOFT, F | D, 0, "traffic not accepted from this ip", K::AccountSuspendedOrNotActivated, Never),
    row(MICROSOFT, F, 0, "tenantattribution", K::IpNotAuthorized, Never),
    row(MICROSOFT, D, 550, "too many related errors", K::MessageMalformed, Never),
    // Yahoo. https://senders.yahooinc.com/smtp-error-codes/
    row(YAHOO, A, 535, "auth005", K::AppPasswordRequired, Never),
    row(YAHOO, D, 554, "error sending message for delivery", K::SenderNotAllowed, Never),
    row(EVERY, C | F | R | D, 0, "permanently deferred", K::IpNotAuthorized, Never),
    row(EVERY, C | F | R | D, 421, "temporarily deferred due to user complaints", K::RateLimited, Usual),
    row(YAHOO, C | F | R | D, 0, "user complaints", K::RateLimited, Usual),
    row(YAHOO, D, 451, "host:unresolvable-from-domain", K::SenderNotAllowed, Later),
    // Yandex's reply to the account's password when an app password is needed (reports of nodemailer's users).
    row(&[P::Yandex], A, 535, "access rights", K::AppPasswordRequired, Never),
    // La Poste and Orange, which share their codes. https://www.postmastery.com/orange-postmaster-smtp-error-codes-ofr/,
    // https://bentonow.com/smtp-errors/laposte, https://github.com/sisimai/p5-sisimai/issues/241. Both say "try later" in
    // permanent refusals.
    row(EVERY, C | F | R, 550, "ofr:103", K::IpNotAuthorized, Never),
    row(EVERY, C | F | R, 0, "ofr:109", K::IpNotAuthorized, Never),
    row(EVERY, F | R | D, 0, "ofr:506", K::ContentRejected, Never),
    row(EVERY, F | R | D, 0, "ofr:510", K::ContentRejected, Never),
    row(EVERY, F | R | D, 0, "ofr:513", K::ContentRejected, Never),
    row(ORANGE, R, 550, "service refuse", K::IpNotAuthorized, Later),
    // Zoho. https://github.com/mattermost/mattermost/issues/13224
    row(ZOHO, F | R | D, 553, "relaying disallowed as", K::SenderNotAllowed, Never),
    row(ZOHO, D, 550, "mail rate exceeded limit", K::RateLimited, Never),
    // Resend, quoted in a public log.
    row(&[P::Resend], D, 550, "testing email address", K::RecipientRejected, Never),
    // SimpleLogin, which forwards mails. https://github.com/simple-login/app
    row(EVERY, D, 550, "email not exist", K::RecipientUnknown, Never),
    row(EVERY, D, 421, "sl e402", K::TemporaryServerError, Later),
    row(EVERY, D, 550, "sl e509", K::SenderNotAllowed, Never),
    row(EVERY, D, 550, "sl e521", K::RecipientRejected, Never),
    row(EVERY, D, 550, "sl e524", K::RecipientRejected, Never),
    // NetEase's mail for businesses.
    row(EVERY, A, 460, "login passerr", K::BadCredentials, Never),
    // SMTP2GO.
    row(&[P::Smtp2Go], A, 525, "authentication disabled", K::AccountSuspendedOrNotActivated, Never),
    // SparkPost. https://github.com/SparkPost/support-docs
    row(&[P::SparkPost], D, 554, "campaign cancelled", K::Other, Never),
    row(&[P::SparkPost], D, 451, "starttls required but not advertised", K::TlsRequired, Later),
    row(&[P::SparkPost], D, 451, "internal no", K::TemporaryServerError, Usual),
    // Sohu, from a public report: the mailbox is not open for SMTP.
    row(EVERY, A, 535, "invalid state", K::AccountSuspendedOrNotActivated, Never),
    // NetEase. https://help.163.com/10/0312/13/61J0LI3200752CLQ.html
    row(EVERY, ANY, 0, "hl rep", K::IpNotAuthorized, Later),
    row(EVERY, ANY, 0, "hl mep", K::IpNotAuthorized, Later),
    row(EVERY, ANY, 0, "hl ihu", K::IpNotAuthorized, Never),
    row(EVERY, ANY, 0, "hl ipb", K::IpNotAuthorized, Never),
    row(EVERY, ANY, 0, "hl icc", K::TooManyConnections, Usual),
    row(EVERY, ANY, 0, "hl ifc", K::RateLimited, Usual),
    row(EVERY, ANY, 0, "hl ifq", K::RateLimited, Usual),
    row(EVERY, ANY, 0, "wm bli", K::IpNotAuthorized, Never),
    row(EVERY, ANY, 0, "wm blu", K::SenderNotAllowed, Never),
    row(EVERY, ANY, 0, "mi cel", K::RateLimited, Usual),
    row(EVERY, ANY, 0, "mi dmc", K::RateLimited, Usual),
    row(EVERY, ANY, 0, "mi ccl", K::RateLimited, Usual),
    row(EVERY, ANY, 0, "mi sfq", K::RateLimited, Usual),
    row(EVERY, ANY, 0, "mi stc", K::DailyQuotaExceeded, Usual),
    row(EVERY, ANY, 0, "mi spb", K::SenderNotAllowed, Never),
    row(EVERY, ANY, 0, "mi dma", K::ContentRejected, Never),
    row(EVERY, ANY, 0, "mi imf", K::MessageMalformed, Never),
    row(EVERY, ANY, 0, "mi nhd", K::Other, Never),
    row(EVERY, ANY, 0, "rp drc", K::RateLimited, Usual),
    row(EVERY, ANY, 0, "rp ccl", K::RateLimited, Usual),
    row(EVERY, ANY, 0, "rp cel", K::RateLimited, Usual),
    row(EVERY, ANY, 0, "rp qrc", K::RateLimited, Usual),
    row(EVERY, ANY, 0, "rp trc", K::DailyQuotaExceeded, Usual),
    row(EVERY, ANY, 0, "rp frl", K::RelayDenied, Never),
    row(EVERY, ANY, 0, "rp rcl", K::TooManyRecipients, Never),
    row(EVERY, ANY, 0, "dt spm", K::ContentRejected, IfTransient),
    row(EVERY, ANY, 0, "dt sum", K::SenderNotAllowed, Never),
    row(EVERY, F, 550, "user in blacklist", K::SenderNotAllowed, Never),
    row(EVERY, F, 553, "no smtp mx only", K::SenderNotAllowed, Never),
    row(EVERY, F, 554, "black mail address", K::SenderNotAllowed, Never),
    row(EVERY, D, 552, "same size mails", K::ContentRejected, Never),
    // Tencent. The replies link to service.mail.qq.com, which says the cause; `abnormal`: QQ's guide to SMTP.
    row(EVERY, A, 535, "authentication failed system busy", K::BadCredentials, Never),
    row(EVERY, A, 535, "account is abnormal", K::AppPasswordRequired, Never),
    row(EVERY, D, 550, "domain may not exist or dns check failed", K::SenderNotAllowed, Never),
    // Aruba names the limit by an id only.
    // https://guide.arubabusiness.it/email/configurazioni-email-arubabusiness/errori-comuni-invio-ricezione-posta
    row(EVERY, D, 0, "# policy violation", K::RateLimited, Usual),
    // Charter (Spectrum). https://www.spectrum.net/support/internet/understanding-email-error-codes
    row(EVERY, F | R | D, 550, "aup in 1310", K::RateLimited, Usual),
    // GoDaddy, a full mailbox, Mimecast: quoted in https://github.com/sisimai/p5-sisimai.
    row(EVERY, F, 550, "ip addresses are not allowed as a from", K::MessageMalformed, Never),
    row(EVERY, D, 0, "mail file size exceeds", K::RecipientMailboxFull, Later),
    row(EVERY, F, 451, "hostname is not authorized", K::IpNotAuthorized, IfTransient),
    // James. https://github.com/apache/james-project
    row(EVERY, F, 503, "incorrect authentication for specified email address", K::SenderNotAllowed, Never),
    // A server outside the catalogue, in a public bounce: the recipient, not the client's host name.
    row(EVERY, R, 0, "unresolvable address", K::RecipientUnknown, Never),
    // A wrong password, although the words are those of a fault.
    row(EVERY, A, 535, "restarting authentication process", K::BadCredentials, Never),
    // Time Warner's server for outgoing mail, Sendmail, patches of qmail, gromox.
    row(EVERY, F | R | D, 0, "outbound mail refused", K::IpNotAuthorized, Later),
    row(EVERY, R, 550, "cannot mail directly to", K::RecipientRejected, Never),
    row(EVERY, F | R | D, 553, "single envelope recipient", K::TooManyRecipients, Never),
    row(EVERY, R | D, 552, "no recipient could take", K::RecipientMailboxFull, Later),
    row(EVERY, D, 550, "from header must end with", K::SenderNotAllowed, Never),
    // Mailtrap. https://docs.mailtrap.io/email-api-smtp/help/troubleshooting
    row(&[P::Mailtrap], A, 535, "too many connections per account", K::TooManyConnections, Usual),
    row(&[P::Mailtrap], D, 554, "no sandbox for this", K::RecipientUnknown, Never),
    // vSMTP. https://github.com/viridIT/vSMTP
    row(EVERY, C, 554, "cannot process connection", K::TemporaryServerError, Later),
    // Amazon SES, whose parser says what is wrong after "Transaction failed".
    row(&[P::Ses], D, 554, "transaction failed expected", K::MessageMalformed, Never),
    row(&[P::Ses], D, 554, "transaction failed illegal address", K::MessageMalformed, Never),
    row(&[P::Ses], D, 554, "transaction failed domain contains", K::MessageMalformed, Never),
    row(&[P::Ses], D, 554, "transaction failed address contains", K::MessageMalformed, Never),
    row(&[P::Ses], D, 554, "transaction failed missing", K::MessageMalformed, Never),
    row(&[P::Ses], D, 554, "address blacklisted", K::RecipientRejected, Never),
    row(&[P::Ses], D, 554, "configuration set does not exist", K::Other, Never),
    // SPFBL, a policy service with a block list of its own: refusals that are not about the list. https://github.com/leonamp/SPFBL
    row(EVERY, F | R | D, 451, "spfbl transient error", K::ContentRejected, Later),
    row(EVERY, F | R | D, 550, "spfbl relay not permitted", K::RelayDenied, Never),
    row(EVERY, R | D, 554, "spfbl @addr is not a valid recipient", K::RecipientUnknown, Never),
    row(EVERY, F | R | D, 554, "spfbl @addr is not a valid", K::MessageMalformed, Never),
    row(EVERY, F | R | D, 554, "due to receiver policy for spf", K::ContentRejected, Never),
    // Barracuda, and EarthLink's spamBlocker.
    row(EVERY, R | D, 550, "blocked by barracuda reputation", K::IpNotAuthorized, Never),
    row(EVERY, R | D, 550, "one or more recipients @addr blocked", K::RecipientRejected, Never),
    row(EVERY, R | D, 550, "request to be added to the allowed senders", K::RecipientRejected, Never),
    // MailerSend.
    row(EVERY, F | R | D, 450, "trial accounts can only send", K::AccountSuspendedOrNotActivated, Never),
    // Mailgun and Mailtrap.
    row(EVERY, F | R | D, 421, "please activate your mailgun account", K::AccountSuspendedOrNotActivated, Never),
    row(EVERY, F | R | D, 421, "free accounts are for test purposes", K::AccountSuspendedOrNotActivated, Never),
    row(EVERY, F | R | D, 0, "sandbox subdomains are for test", K::AccountSuspendedOrNotActivated, Never),
    row(EVERY, F | R | D, 0, "demo domains can only be used to send emails to account owners", K::SenderNotVerified, Never),
    // Amavis, when it cannot check the mail.
    row(EVERY, D, 0, "mime decode failed", K::TemporaryServerError, Later),
    // Replies of small servers, from their sources.
    row(EVERY, R, 550, "rejected recipients good bye", K::RateLimited, Usual),
    row(EVERY, R, 553, "one mail at a time", K::TooManyRecipients, Never),
    row(EVERY, F | R | D, 554, "not following the smtp protocol", K::Protocol, Never),
    row(EVERY, D, 451, "detected undelivered mail", K::TemporaryServerError, Later),
    // Forward Email. https://github.com/forwardemail/forwardemail.net
    row(EVERY, A, 535, "from global domain names", K::SenderNotAllowed, Never),
    // A proxy that signs in with tokens for its users. https://github.com/simonrob/email-oauth2-proxy
    row(EVERY, A, 535, "no config file entry found", K::BadCredentials, Never),
    row(EVERY, A, 535, "check your internet connection", K::TemporaryServerError, Later),
    // IONOS, in a public bounce; the link has the address.
    row(&[P::IonosCom, P::IonosDe], R, 450, "reject due to policy violations", K::IpNotAuthorized, IfTransient),
    // T-Online: the address is blocked.
    row(EVERY, C, 0, "a problem occurred ask your postmaster", K::IpNotAuthorized, Never),
    // Exchange Online, quoted by other servers: the account is blocked for sending spam; the sender's own mailbox is full.
    row(EVERY, F | R | D, 550, "bad outbound sender", K::AccountBlockedOrSuspiciousLogin, Never),
    row(EVERY, D, 554, "storedrv submission exception quotaexceededexception", K::Other, Never),
    // A web host. https://www.thiswebhost.com/clients/knowledgebase/554
    row(EVERY, D, 550, "csr our system has detected an unusual amount", K::AccountSuspendedOrNotActivated, Never),
    // AOL until 2019, and servers that adopted its codes. https://wordtothewise.com/2012/10/mail-problems-at-aol
    row(EVERY, D, 0, "con b1", K::IpNotAuthorized, Later),
    row(EVERY, D, 0, "rly b1", K::IpNotAuthorized, Later),
    // AOL again.
    row(EVERY, D, 521, "tempfail", K::TemporaryServerError, Later),
    // https://user.redmaomail.com/knowledgebaseview?id=21&language=english
    row(EVERY, D, 550, "after recharge account", K::DailyQuotaExceeded, Never),
    // Postal: the token is the local part of the address. https://github.com/postalserver/postal (app/lib/smtp_server)
    row(EVERY, R, 550, "invalid route token", K::RecipientUnknown, Never),
    // A bounce of sisimai's collection: the mailbox is full.
    row(EVERY, D, 552, "too much mail data", K::RecipientMailboxFull, Later),
];

impl Row {
    fn fits(&self, words: &NormalizedReply) -> bool {
        if let Some(part) = self.pattern.strip_prefix("host:") {
            words.names_contain(part)
        } else if let Some(rest) = self.pattern.strip_prefix("# ") {
            words.len() <= 6
                && words
                    .text()
                    .trim_end()
                    .strip_suffix(rest)
                    .is_some_and(|id| id.contains(|c: char| c.is_ascii_digit()))
        } else if let Some(code) = self.pattern.strip_prefix("ofr:") {
            (0..words.len()).any(|at| {
                let id = ["ofr", "lpn", "ouk"].iter().find_map(|id| words.word(at).strip_prefix(id));
                id == Some(code) || (id.is_some() && words.word(at + 1) == code)
            })
        } else {
            words.contains(self.pattern)
        }
    }
}

/// The first row that matches, without the row that a test leaves out.
pub(super) fn decide(
    provider: Provider,
    at: u8,
    words: &NormalizedReply,
    without: Option<usize>,
) -> Option<(usize, Verdict)> {
    ROWS.iter()
        .enumerate()
        .filter(|(number, row)| {
            row.at & at != 0
                && Some(*number) != without
                && (row.providers.is_empty() || row.providers.contains(&provider))
                && (row.code == 0 || row.code == words.code())
        })
        .find(|(_, row)| row.fits(words))
        .map(|(number, row)| (number, row.verdict))
}
