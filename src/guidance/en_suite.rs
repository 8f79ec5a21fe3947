//! English: advice of its own for Google and Microsoft.

use super::{case::Suite, words::Words};

/// The words for one case.
pub(crate) const fn suite(case: Suite) -> Words {
    match case {
        Suite::GoogleAppPassword => Words {
            title: "{Provider} wants an app password",
            what: "Google refuses the ordinary password of an account here. It takes an app password: 16 letters, \
                   made for one application, available once 2-Step Verification is on.",
            steps: &[
                "Open your Google Account, then Security, and turn on 2-Step Verification if it is off.",
                "Open https://myaccount.google.com/apppasswords and sign in.",
                "As the name, type {label}, then click Create.",
                "Copy the 16 letters into the password field of the mail settings in {app}; the blanks do not \
                 matter.",
                "Send a test.",
            ],
        },
        Suite::WorkspaceAppPassword => Words {
            title: "{Provider} wants an app password",
            what: "Google refuses the ordinary password of an account here. It takes an app password: 16 letters, \
                   made for one application, available once 2-Step Verification is on. Your administrator must \
                   allow both.",
            steps: &[
                "Open your Google Account, then Security, and turn on 2-Step Verification if it is off.",
                "Open https://myaccount.google.com/apppasswords; if the page is not available, ask your \
                 administrator to allow it.",
                "As the name, type {label}, then click Create.",
                "Copy the 16 letters into the password field of the mail settings in {app}; the blanks do not \
                 matter.",
                "Send a test.",
            ],
        },
        Suite::GoogleNewAppPassword => Words {
            title: "The app password is wrong or no longer valid",
            what: "The password looks like an app password, but Google does not accept it. Perhaps it was revoked, \
                   belongs to another account, or was mistyped.",
            steps: &[
                "Check the login: the full Google address the app password was made for.",
                "Open https://myaccount.google.com/apppasswords and delete the old entry.",
                "Create a new app password and, as its name, type {label}.",
                "Copy the 16 letters into the password field of the mail settings in {app}.",
            ],
        },
        Suite::MicrosoftAppPassword => Words {
            title: "Microsoft 365 refuses the ordinary password",
            what: "Your account asks for a second step at sign-in, so its ordinary password does not work here. \
                   From the end of December 2026 passwords are off by default for sending; the sign-in through \
                   Microsoft’s page (OAuth2) is the way that stays.",
            steps: &[
                "If {app} offers to connect with Microsoft (OAuth2), choose that.",
                "Otherwise, ask your administrator whether app passwords and authenticated SMTP are allowed for \
                 your mailbox.",
                "Create an app password on the security page of your Microsoft account and, as its name, type \
                 {label}.",
                "Copy it into the password field of the mail settings in {app}.",
            ],
        },
        Suite::MicrosoftCredentials => Words {
            title: "Microsoft 365 refused the login or password",
            what: "Microsoft gives this answer to a wrong password, to an ordinary password on an account with \
                   multifactor authentication, and where sending by password is switched off (the default from the \
                   end of December 2026).",
            steps: &[
                "Sign in at outlook.office.com with the same address and password, to be sure they are right.",
                "If {app} offers to connect with Microsoft (OAuth2), choose that.",
                "If a second step is asked at sign-in, use an app password instead of the ordinary one.",
                "Ask your administrator whether authenticated SMTP is allowed for this mailbox.",
            ],
        },
        Suite::MicrosoftBasicAuth => Words {
            title: "Microsoft 365 no longer takes passwords for this account",
            what: "Sending by password is switched off. From the end of December 2026 that is the default; an \
                   administrator of an existing organisation can switch it on again until further notice.",
            steps: &[
                "If {app} offers to connect with Microsoft (OAuth2), choose that: it is the way that stays.",
                "Otherwise, ask your administrator to allow passwords for SMTP for your mailbox.",
                "Ask them also to check the security defaults and authentication policies: these block passwords \
                 too.",
                "Send a test.",
            ],
        },
        Suite::MicrosoftTenant => Words {
            title: "SMTP is switched off for your whole Microsoft 365 organisation",
            what: "A setting of your organisation forbids authenticated SMTP for every mailbox, also with OAuth2. \
                   Your administrator can change it.",
            steps: &[
                "Ask your administrator to open the Exchange admin center, then Settings, then Mail flow.",
                "There, “Turn off SMTP AUTH protocol for your organization” must be unticked.",
                "If only your mailbox should send, they can allow authenticated SMTP for that mailbox alone.",
                "Wait a few minutes, then send a test.",
            ],
        },
        Suite::MicrosoftMailbox => Words {
            title: "SMTP is switched off for this Microsoft 365 mailbox",
            what: "Authenticated SMTP is not allowed for this mailbox. An administrator can allow it.",
            steps: &[
                "Ask your administrator to open the Microsoft 365 admin center, then Users, then Active users.",
                "They select your mailbox, then Mail, then “Manage email apps”.",
                "They tick “Authenticated SMTP” and save.",
                "Wait a few minutes, then send a test.",
            ],
        },
        Suite::MicrosoftLocked => Words {
            title: "Your Microsoft 365 account is locked for now",
            what: "After several failed sign-ins Microsoft locks the account for a while. Every new attempt makes \
                   it longer.",
            steps: &[
                "Stop all sending from this account, in every application.",
                "Sign in at outlook.office.com after a while; if it is refused, ask your administrator to unlock \
                 the account.",
                "Correct the login and the password in the mail settings of {app}.",
                "Send one test only.",
            ],
        },
        Suite::MicrosoftSuspended => Words {
            title: "Microsoft 365 has stopped your sending",
            what: "Microsoft does not let this account, or your whole organisation, send for now: often because of \
                   suspicious mail, or because the organisation is new.",
            steps: &[
                "Tell your administrator at once.",
                "They look in the Microsoft 365 admin center for alerts and blocked accounts.",
                "They secure the account, then ask Microsoft’s support to allow sending again.",
            ],
        },
        Suite::MicrosoftSendAs => Words {
            title: "Microsoft 365 does not let you send as that address",
            what: "The From address is not the mailbox that signed in, and that mailbox has no right to send in its \
                   name.",
            steps: &[
                "In the mail settings of {app}, set the sender to the address that signs in.",
                "If you need the other address, ask your administrator for the “Send As” permission on it.",
                "Send a test.",
            ],
        },
        Suite::MicrosoftConnector => Words {
            title: "Microsoft 365 does not accept the sending machine",
            what: "Your organisation receives this mail through a connector that does not know the IP address or \
                   certificate of {app}.",
            steps: &[
                "Check the host: for sending with login and password it is smtp.office365.com, port 587.",
                "If your organisation uses a connector, ask your administrator to add the IP address of {app} to \
                 it.",
                "Send a test.",
            ],
        },
        Suite::MicrosoftPort => Words {
            title: "Microsoft 365 wants port 587 with STARTTLS",
            what: "Microsoft takes mail on port 587 with STARTTLS; port 465 does not work here.",
            steps: &["In the mail settings of {app}, set the port to 587.", "Choose STARTTLS.", "Send a test."],
        },
        Suite::MicrosoftConsent => Words {
            title: "The permission to send has expired",
            what: "Microsoft no longer accepts the permission you gave to {app}. It has expired, was withdrawn, or \
                   does not cover sending mail (SMTP.Send).",
            steps: &[
                "Open the mail settings of {app} and connect the account again.",
                "Sign in with the address that sends.",
                "Accept every permission that is asked, sending mail among them.",
                "In an organisation, ask the administrator for consent if Microsoft’s page says it is needed.",
            ],
        },
        Suite::OutlookOAuthOnly => Words {
            title: "Outlook.com takes no password for sending any more",
            what: "Since 16 September 2024 Outlook.com, Hotmail, Live and MSN accept only the sign-in through \
                   Microsoft’s own page (OAuth2). No password works here, of whatever kind.",
            steps: &[
                "If {app} offers to connect with Microsoft (OAuth2), choose that and sign in with your address.",
                "Otherwise, send through another mail account or a sending service.",
                "Ask the people who run {app} whether the connection with Microsoft is planned.",
            ],
        },
        Suite::OutlookChallenge => Words {
            title: "Outlook.com wants to see that you are a person",
            what: "Microsoft has stopped sending from this account until its owner confirms it in a web browser.",
            steps: &[
                "Sign in at outlook.com with a web browser.",
                "Complete the check Microsoft shows there.",
                "Send a first mail from the web page.",
                "Then send a test from {app}.",
            ],
        },
        Suite::GoogleBlocked => Words {
            title: "Google blocked the sign-in",
            what: "Google found the sign-in unusual and wants you to confirm it in a web browser.",
            steps: &[
                "Sign in to your Google Account with a web browser, on a device you use often.",
                "Open Security and confirm that the recent sign-in was you.",
                "In the mail settings of {app}, use an app password instead of your ordinary password.",
                "Send a test.",
            ],
        },
        Suite::RelayNotRegistered => Words {
            title: "The Google relay does not know this sender’s server",
            what: "smtp-relay.gmail.com serves only IP addresses or users that a Google Workspace administrator has \
                   registered.",
            steps: &[
                "If you have a plain Gmail address, choose Gmail (smtp.gmail.com) in the mail settings instead.",
                "Otherwise, ask your administrator to open the SMTP relay settings of Gmail in the Google Admin \
                 console.",
                "They add the IP address of {app}, or require a sign-in (SMTP authentication).",
                "Send a test.",
            ],
        },
        Suite::RelaySender => Words {
            title: "The Google relay does not send for this address",
            what: "The sender’s domain does not belong to the Google Workspace organisation that owns the relay, or \
                   the sender’s account does not exist there.",
            steps: &[
                "In the mail settings of {app}, set the sender to an active address of your Workspace domain.",
                "If the domain is yours, ask your administrator to add it to Google Workspace.",
                "Send a test.",
            ],
        },
    }
}
