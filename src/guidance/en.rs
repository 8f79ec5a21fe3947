//! English: what a server's refusal means, at any provider.

use super::{oauth::Issuer, words::Words};
use crate::error::{ErrorKind as K, OAuth2Problem};

/// The words for every kind where no provider has its own.
pub(crate) const fn kind(kind: K) -> Words {
    match kind {
        K::AppPasswordRequired => Words {
            title: "{Provider} wants an app password",
            what: "{Provider} refused the password. It takes an app password instead: a separate password made for \
                   one application, usually available once two-step verification is on.",
            steps: &[
                "Sign in to your account at {provider} and open its security settings.",
                "Turn on two-step verification if it is off.",
                "Create an app password. When asked for a name, type {label}.",
                "Paste it into the password field of the mail settings in {app}.",
            ],
        },
        K::BadCredentials => Words {
            title: "Wrong login or password",
            what: "{Provider} did not recognise the login or the password.",
            steps: &[
                "Check the login: at most providers it is the full e-mail address.",
                "Type the password again in the mail settings of {app}, without a blank before or after it.",
                "Try the same login and password on the webmail page. If they work there, look in its security \
                 settings for an app password, or for access by mail programs.",
            ],
        },
        K::AuthenticationRequired => Words {
            title: "The server wants a sign-in",
            what: "{Provider} takes mail only from users who have signed in, and nobody had.",
            steps: &[
                "Switch authentication on in the mail settings of {app}.",
                "Enter the login and the password.",
                "Send a test.",
            ],
        },
        K::BasicAuthDisabled => Words {
            title: "{Provider} no longer takes passwords here",
            what: "{Provider} has switched off sign-in by password for sending mail. Only a sign-in through its own \
                   page (OAuth2) works.",
            steps: &[
                "In the mail settings of {app}, choose the sign-in through the provider’s page (OAuth2) if it is \
                 offered.",
                "Otherwise, ask the people who run {app} whether it is planned.",
                "Meanwhile, send through another mail account or a sending service.",
            ],
        },
        K::SmtpAuthDisabledForTenant => Words {
            title: "SMTP is switched off for your whole organisation",
            what: "At {provider}, an administrator’s setting forbids every mailbox of your organisation to send \
                   through SMTP.",
            steps: &[
                "Ask the administrator of your mail domain to allow authenticated SMTP.",
                "Wait a few minutes for the change to apply.",
                "Send a test.",
            ],
        },
        K::SmtpAuthDisabledForMailbox => Words {
            title: "SMTP is switched off for this mailbox",
            what: "At {provider}, this mailbox may not be used by other applications to send mail.",
            steps: &[
                "Look in the mailbox’s settings for access by mail programs (POP, IMAP, SMTP), and switch it on.",
                "If there is no such setting, ask the administrator of your mail domain.",
                "Send a test.",
            ],
        },
        K::AccountBlockedOrSuspiciousLogin => Words {
            title: "{Provider} blocked the sign-in",
            what: "{Provider} found the sign-in unusual, or has blocked the account to protect it. Trying again now \
                   makes it worse.",
            steps: &[
                "Sign in to your account at {provider} with a web browser.",
                "Read the security alerts there and confirm that it was you.",
                "Change the password if you do not recognise a sign-in.",
                "Enter the new password in the mail settings of {app} if you changed it, then send a test.",
            ],
        },
        K::AccountSuspendedOrNotActivated => Words {
            title: "The account may not send yet, or any more",
            what: "{Provider} has suspended this account, or has not activated it for sending. Waiting does not \
                   help.",
            steps: &[
                "Sign in to your account at {provider} and look for a message about it.",
                "Complete what is asked: a verification, a payment, a form.",
                "Write to the support of {provider} if nothing is asked.",
            ],
        },
        K::TooManyLoginAttempts => Words {
            title: "Too many sign-ins in a short time",
            what: "{Provider} refuses sign-ins for a while, because there were too many. It passes by itself.",
            steps: &[
                "Wait at least fifteen minutes without trying.",
                "If it comes back, check the login and the password in the mail settings of {app}.",
            ],
        },
        K::OAuth2TokenInvalidOrExpired => Words {
            title: "The permission to send has expired",
            what: "{Provider} no longer accepts the permission you gave to {app}. It has expired, was withdrawn, or \
                   does not cover sending mail.",
            steps: &[
                "Open the mail settings of {app} and connect the account again.",
                "Sign in on the page of {provider} with the address that sends.",
                "Accept every permission that is asked, sending mail among them.",
            ],
        },
        K::OAuth2ClientInvalid => super::oauth_en::oauth(OAuth2Problem::ClientInvalid, Issuer::Other),
        K::OAuth2ConsentRequired => super::oauth_en::oauth(OAuth2Problem::ConsentMissing, Issuer::Other),
        K::AuthMechanismUnsupported => Words {
            title: "No common way to sign in",
            what: "The server of {provider} offers no way to sign in that {app} knows. Often the host or the port \
                   is not the one for sending.",
            steps: &[
                "Check the host in the mail settings: it must be the outgoing (SMTP) server, not the incoming one.",
                "Check the port: {ports}.",
                "If both are right, pass this message on to the people who run {app}.",
            ],
        },
        K::TlsRequired => Words {
            title: "The server wants an encrypted connection",
            what: "{Provider} refuses to go on without encryption (TLS).",
            steps: &["In the mail settings of {app}, switch TLS on.", "Choose port {ports}.", "Send a test."],
        },
        K::IpNotAuthorized => Words {
            title: "The server refuses the sending machine",
            what: "{Provider} does not accept mail from the internet address (IP) {app} sends from. Your password \
                   is not in question.",
            steps: &[
                "Look in your account at {provider} for a list of authorised IP addresses.",
                "Ask the people who run {app} for its IP address, and add it to that list.",
                "If there is no such list, pass this message on to them: the address may be on a block list.",
            ],
        },
        K::SenderNotAllowed => Words {
            title: "This account may not send from that address",
            what: "{Provider} lets this account send only from its own address and its aliases. The From address is \
                   another one.",
            steps: &[
                "In the mail settings of {app}, set the sender to the account’s own address.",
                "If you need the other address, add it as an alias or a sender in your account at {provider}.",
                "Send a test.",
            ],
        },
        K::SenderNotVerified => Words {
            title: "The sender’s address is not verified yet",
            what: "{Provider} sends only from addresses or domains whose owner has been verified, and this one is \
                   not.",
            steps: &[
                "Sign in to your account at {provider} and open the list of senders and domains.",
                "Add the sender’s address or, better, its whole domain.",
                "Follow the verification: a link by e-mail for an address, DNS records for a domain.",
                "Once it shows as verified, send a test.",
            ],
        },
        K::RecipientUnknown => Words {
            title: "The recipient’s address does not exist",
            what: "The recipient’s mail server knows no mailbox of this name. Your client has not received the \
                   document.",
            steps: &[
                "Check the spelling of the address, above all after the @.",
                "If it looks right, ask your client for the present address, by telephone for example.",
                "Correct the address in the client’s record, then send the document again.",
            ],
        },
        K::RecipientMailboxFull => Words {
            title: "The recipient’s mailbox is full",
            what: "The address exists, but its mailbox takes no more mail for now. Your client has not received the \
                   document.",
            steps: &[
                "Tell your client, by telephone for example, that the mailbox is full.",
                "Send the document again once there is room, or in a day or two.",
                "If it is urgent, ask for another address or send it by another way.",
            ],
        },
        K::RecipientRejected => Words {
            title: "A recipient was refused",
            what: "The recipient’s server does not take this mail for this address: the mailbox may be closed, or \
                   may not accept mail from you. Your client has not received the document.",
            steps: &[
                "Check the spelling of the address, above all after the @.",
                "Ask your client, by telephone for example, whether the address is still in use, and to allow your \
                 address if it is blocked there.",
                "Correct the address in the client’s record if need be, then send the document again.",
            ],
        },
        K::TooManyRecipients => Words {
            title: "Too many recipients in one message",
            what: "{Provider} limits the number of recipients of one message, Cc and Bcc included.",
            steps: &["Split the recipients over several messages.", "Send again to those who have not received it."],
        },
        K::RelayDenied => Words {
            title: "The server does not pass this mail on",
            what: "{Provider} delivers to other domains only for users who have signed in. Often authentication is \
                   off, or the host is the incoming server.",
            steps: &[
                "Switch authentication on in the mail settings of {app}, with login and password.",
                "Check the host: it must be the outgoing (SMTP) server.",
                "Check that the sender’s address belongs to this account.",
            ],
        },
        K::DailyQuotaExceeded => Words {
            title: "The sending allowance is used up",
            what: "{Provider} takes no more mail from this account for now. The allowance comes back by itself.",
            steps: &[
                "Wait until tomorrow, then send again.",
                "If it happens often, choose a larger plan or a sending service.",
            ],
        },
        K::RateLimited => Words {
            title: "Too many mails in a short time",
            what: "{Provider} asks to go slower. It passes by itself.",
            steps: &["Wait a few minutes, then send again.", "Spread large sendings over the day."],
        },
        K::TooManyConnections => Words {
            title: "Too many connections at once",
            what: "{Provider} limits how many connections one account or address may hold at the same time. It \
                   passes by itself.",
            steps: &[
                "Wait a minute, then send again.",
                "Check that no other application is sending through the same account.",
            ],
        },
        K::MessageTooLarge => Words {
            title: "The message is too large",
            what: "The message with its documents is larger than {provider} takes. Documents grow by about a third \
                   on the way.",
            steps: &[
                "Make the documents smaller, for example by exporting the PDF with lower image quality.",
                "Or send several messages, or a link for downloading.",
            ],
        },
        K::ContentRejected => Words {
            title: "The content was refused",
            what: "A filter took the message for spam, or does not accept one of its documents.",
            steps: &[
                "Leave out archives and programs; send PDF documents.",
                "Read the subject and the text again: write plain sentences, with few links.",
                "Send again. If it is refused once more, ask the support of {provider} for the reason.",
            ],
        },
        K::MessageMalformed => Words {
            title: "The server could not read the mail",
            what: "A server refused the form of the mail, not what it says: a header, an address or its structure \
                   is not as the rules of e-mail want it.",
            steps: &[
                "Check the addresses of the sender and the recipients for a blank, a comma or a missing part.",
                "Check that the mail has a sender, a recipient and a subject.",
                "If they are right, pass this message with the server’s reply on to the people who run {app}.",
            ],
        },
        K::TemporaryServerError => Words {
            title: "The mail server has a passing problem",
            what: "{Provider} could not take the mail just now. Nothing is wrong with your settings.",
            steps: &[
                "Wait a few minutes, then send again.",
                "If it lasts more than a few hours, look at the status page or the support of {provider}.",
            ],
        },
        K::Other => Words {
            title: "The mail was refused",
            what: "{Provider} refused the mail for a reason of its own. Its reply, shown with this message, says \
                   more.",
            steps: &[
                "Read the server’s reply.",
                "Check the sender’s and the recipients’ addresses.",
                "If nothing helps, pass the reply on to the support of {provider}.",
            ],
        },
        K::Configuration
        | K::Message
        | K::Dns
        | K::AddressNotAllowed
        | K::Connect
        | K::TlsUntrusted
        | K::TlsWrongName
        | K::TlsExpired
        | K::TlsPlaintextPort
        | K::TlsTlsPort
        | K::Tls
        | K::Timeout
        | K::Protocol
        | K::Cancelled
        | K::InDoubt
        | K::InProgress
        | K::StoreUnavailable => super::en_local::local(kind),
    }
}
