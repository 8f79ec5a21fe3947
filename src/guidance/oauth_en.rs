//! English: sign-in by access token.

use super::{oauth::Issuer, words::Words};
use crate::error::OAuth2Problem as P;

const CONNECT_AGAIN: &str = "Open the mail settings of {app} and connect the account again.";
const RIGHT_ADDRESS: &str = "Sign in on the page of {provider} with the address that sends.";
const ACCEPT: &str = "Accept every permission that is asked, sending mail among them.";
const PASS_ON: &str = "Pass this message on to the people who run {app}: only they can correct it.";
const TEST: &str = "Send a test.";

/// The words for one problem at one issuer.
pub(crate) const fn oauth(problem: P, issuer: Issuer) -> Words {
    match problem {
        P::GrantInvalid => grant(issuer),
        P::ScopeMissing => scope(issuer),
        P::ClientInvalid => Words {
            title: "{Provider} does not know the application",
            what: "The identifier or the secret with which {app} asks {provider} for access is wrong or has run out. \
                   Your account is not in question.",
            steps: &[
                PASS_ON,
                "They compare the client identifier with the registration at {provider}, and make a new client secret \
                 if the old one has run out.",
                TEST,
            ],
        },
        P::TenantWrong => tenant(issuer),
        P::ConsentMissing => consent(issuer),
        P::SmtpAuthOff => smtp_auth_off(issuer),
        P::OtherMailbox => Words {
            title: "The permission to send is for another mailbox",
            what: "The account that gave {app} its permission is not the one in the field for the login.",
            steps: &[
                "Compare the login in the mail settings of {app} with the account you signed in with.",
                "Correct the login, or connect the account again and sign in with the address of the login.",
                "For a shared mailbox, sign in with your own account and ask for the right to send as that mailbox.",
                TEST,
            ],
        },
        P::ClockSkew => Words {
            title: "The clock of the sending machine is wrong",
            what: "{Provider} finds what {app} presents expired or not valid yet, because the clock of the machine \
                   that sends is wrong.",
            steps: &[PASS_ON, "They set the clock of the machine, and switch on its synchronisation (NTP).", TEST],
        },
        P::EndpointUnreachable => Words {
            title: "The permission service of {provider} does not answer",
            what: "The service that issues permissions did not answer, or has a passing fault. The mail was not sent, \
                   and your account is not in question.",
            steps: &[
                "Wait a few minutes, then send again.",
                "If it lasts more than an hour, ask the people who run {app} whether a firewall blocks their way to \
                 {provider}.",
            ],
        },
        P::EndpointAnswer => Words {
            title: "The service for permissions answers something else",
            what: "What answered {app} is not the service of {provider} that issues permissions: a wrong address, or a \
                   firewall that answers in its place.",
            steps: &[
                PASS_ON,
                "They check the address of the token endpoint, and whether a proxy or firewall stands in between.",
                TEST,
            ],
        },
        P::TokenRefused => Words {
            title: "A permission just issued is refused",
            what: "{Provider} issued {app} a new permission, and its mail server refused it without saying why. \
                   Mostly it is for another mailbox, does not cover sending, or sending is off for the mailbox.",
            steps: &[
                "Check that the login in the mail settings is the address of the connected account.",
                "Connect the account again and accept every permission that is asked.",
                "In an organisation, ask your administrator whether sending by SMTP is allowed for your mailbox.",
                "If it stays so, pass this message on to the people who run {app}.",
            ],
        },
        // No password works there, so none is advised.
        P::TokensNotTaken if matches!(issuer, Issuer::Outlook) => Words {
            title: "The server offers no sign-in with a token",
            what: "{App} was to sign in with a permission of {provider} and no password, and this server does not \
                   offer that.",
            steps: &[
                "Check the host and the port in the mail settings: for Outlook.com they are smtp-mail.outlook.com and 587.",
                "If both are right, pass this message on to the people who run {app}.",
            ],
        },
        P::TokensNotTaken => Words {
            title: "The server offers no sign-in without a password",
            what: "{App} was to sign in with a permission of {provider} and no password, and this server does not \
                   offer that.",
            steps: &[
                "Check the host and the port in the mail settings: they must be those for sending (SMTP).",
                "If {provider} gives a password or an app password for sending, choose that in {app}.",
                "Otherwise pass this message on to the people who run {app}.",
            ],
        },
    }
}

const fn grant(issuer: Issuer) -> Words {
    match issuer {
        Issuer::Google => Words {
            title: "Google has ended the permission to send",
            what: "The permission you gave to {app} no longer holds: it was withdrawn, the password of the account was \
                   changed, or it was not used for six months. Where the project of {app} is in testing at Google, \
                   each permission ends after 7 days.",
            steps: &[
                CONNECT_AGAIN,
                "Sign in on Google’s page with the address that sends.",
                ACCEPT,
                "If it ends again after 7 days, tell the people who run {app}: they publish the project in the Google \
                 Cloud console, from “Testing” to “In production”.",
            ],
        },
        Issuer::Microsoft | Issuer::Outlook => Words {
            title: "Microsoft has ended the permission to send",
            what: "The permission you gave to {app} no longer holds: it was withdrawn, the password of the account was \
                   changed, or it was not used for 90 days.",
            steps: &[CONNECT_AGAIN, "Sign in on Microsoft’s page with the address that sends.", ACCEPT, TEST],
        },
        Issuer::Other => Words {
            title: "The permission to send has ended",
            what: "The permission you gave to {app} no longer holds: it has expired, was withdrawn, or was used up.",
            steps: &[CONNECT_AGAIN, RIGHT_ADDRESS, ACCEPT],
        },
    }
}

const fn scope(issuer: Issuer) -> Words {
    match issuer {
        Issuer::Google => Words {
            title: "The permission does not cover sending mail",
            what: "The permission you gave to {app} leaves sending out. Google’s mail server wants the one called \
                   https://mail.google.com/, to read, compose and send mail.",
            steps: &[
                CONNECT_AGAIN,
                "On Google’s page, tick every box, the one for sending mail among them.",
                "If no box is there, tell the people who run {app} to ask for the scope https://mail.google.com/.",
            ],
        },
        Issuer::Microsoft | Issuer::Outlook => Words {
            title: "The permission does not cover sending mail",
            what: "The permission you gave to {app} leaves sending out. Microsoft’s mail server wants SMTP.Send, and \
                   offline_access to keep it.",
            steps: &[
                CONNECT_AGAIN,
                ACCEPT,
                "If sending is not asked for, tell the people who run {app}: they add SMTP.Send and offline_access to \
                 the registration and ask for both.",
            ],
        },
        Issuer::Other => Words {
            title: "The permission does not cover sending mail",
            what: "The permission you gave to {app} leaves sending out.",
            steps: &[
                CONNECT_AGAIN,
                ACCEPT,
                "If sending is not asked for, tell the people who run {app} that the scope is missing.",
            ],
        },
    }
}

const fn tenant(issuer: Issuer) -> Words {
    match issuer {
        Issuer::Microsoft => Words {
            title: "{App} asks the wrong Microsoft organisation",
            what: "The organisation (tenant) that {app} asks does not exist, or your account does not belong to it.",
            steps: &[
                "Check that you sign in with the account of your organisation, not with a private one.",
                "Ask your administrator for the tenant’s identifier or main domain.",
                "Pass both on to the people who run {app}: they correct the tenant, or allow accounts of other \
                 organisations in the registration.",
            ],
        },
        Issuer::Outlook => Words {
            title: "{App} does not take private Microsoft accounts",
            what: "{App} asks an organisation for access, and your Outlook.com account belongs to none.",
            steps: &[
                PASS_ON,
                "They allow personal Microsoft accounts in the registration and ask the tenant “common” or \
                 “consumers”.",
                TEST,
            ],
        },
        Issuer::Google | Issuer::Other => Words {
            title: "{App} asks the wrong organisation",
            what: "The organisation that {app} asks for access does not exist, or your account does not belong to it.",
            steps: &[
                "Check that you sign in with the account that sends.",
                PASS_ON,
                "They correct the organisation, or admit accounts from outside it.",
            ],
        },
    }
}

const fn consent(issuer: Issuer) -> Words {
    match issuer {
        Issuer::Microsoft => Words {
            title: "Microsoft wants somebody’s consent first",
            what: "Your organisation has not agreed yet that {app} sends, or Microsoft wants you to sign in once more, \
                   with a second step for instance.",
            steps: &[
                CONNECT_AGAIN,
                "If Microsoft’s page says that an administrator must approve, ask yours to grant admin consent to {app}: \
                 Microsoft Entra admin center, Enterprise applications, Permissions.",
                "Connect the account once more after that.",
                TEST,
            ],
        },
        Issuer::Outlook => Words {
            title: "Microsoft wants your consent again",
            what: "Microsoft wants you to sign in once more and to agree that {app} sends.",
            steps: &[CONNECT_AGAIN, "Sign in on Microsoft’s page with the address that sends.", ACCEPT],
        },
        Issuer::Google => Words {
            title: "Google wants your consent again",
            what: "Google wants you to sign in once more and to agree that {app} sends. In an organisation, the \
                   administrator may have blocked {app}, or limited how long a sign-in holds.",
            steps: &[
                CONNECT_AGAIN,
                ACCEPT,
                "If Google’s page says that access is blocked, ask your administrator to trust {app}: Admin console, \
                 Security, API controls.",
            ],
        },
        Issuer::Other => Words {
            title: "{Provider} wants your consent first",
            what: "{Provider} wants you to sign in and to agree that {app} sends.",
            steps: &[CONNECT_AGAIN, RIGHT_ADDRESS, ACCEPT],
        },
    }
}

const fn smtp_auth_off(issuer: Issuer) -> Words {
    match issuer {
        Issuer::Microsoft => Words {
            title: "The permission is good, but SMTP is switched off",
            what: "Microsoft accepted the permission of {app}, but authenticated SMTP is off for your mailbox or your \
                   organisation. An administrator can allow it; connecting again does not help.",
            steps: &[
                "Ask your administrator to open the Microsoft 365 admin center, then Users, then Active users.",
                "They select your mailbox, then Mail, then “Manage email apps”, tick “Authenticated SMTP” and save.",
                "If it is off for the whole organisation, this setting of the mailbox goes before it.",
                "Wait a few minutes, then send a test.",
            ],
        },
        Issuer::Outlook => Words {
            title: "The permission is good, but SMTP is switched off",
            what: "Microsoft accepted the permission of {app}, but other programs may not send from this mailbox.",
            steps: &[
                "Sign in on outlook.com with a web browser.",
                "Open Settings, then Mail, then Forwarding and IMAP, and look whether other programs may use the \
                 mailbox.",
                "Wait a few minutes, then send a test.",
            ],
        },
        Issuer::Google => Words {
            title: "The permission is good, but sending is switched off",
            what: "Google accepted the permission of {app}, but other programs may not send from this mailbox.",
            steps: &[
                "Ask your administrator to open the Admin console, then Apps, Google Workspace, Gmail, End User Access.",
                "They allow access for mail programs there, and check that Gmail is on for your account.",
                "Wait a few minutes, then send a test.",
            ],
        },
        Issuer::Other => Words {
            title: "The permission is good, but sending is switched off",
            what: "{Provider} accepted the permission of {app}, but other programs may not send from this mailbox.",
            steps: &[
                "Look in the mailbox’s settings for access by mail programs (SMTP), and switch it on.",
                "If there is no such setting, ask the administrator of your mail domain.",
                TEST,
            ],
        },
    }
}
