//! The findings in English.

use super::{LintCode as C, context::Words};

const ASK: &str = "Ask {provider} for the name of its outgoing server (SMTP); it often begins with smtp or mail.";

/// The words of a finding.
pub(super) const fn words(code: C) -> Words {
    match code {
        C::HostNotAlone => Words {
            title: "The server field holds more than a name",
            what: "Only the server’s name belongs there, without https://, path or port.",
            steps: &["Keep the name alone and put the port in its own field."],
        },
        C::HostIsAddress => Words {
            title: "This is an e-mail address, not a server",
            what: "The server is the machine that sends for the address; its name has no @.",
            steps: &["As outgoing server (SMTP), enter that of {provider}: {host}", ASK],
        },
        C::HostIsWebPage => Words {
            title: "This is the address of a web page",
            what: "You read your mail there; it is no server that sends for an application.",
            steps: &["As outgoing server (SMTP), enter that of {provider}: {host}", ASK],
        },
        C::HostIsIncoming => Words {
            title: "This server is for incoming mail",
            what: "IMAP and POP servers only receive. Sending needs the outgoing server (SMTP).",
            steps: &["As outgoing server (SMTP), enter that of {provider}: {host}", ASK],
        },
        C::HostRetired => Words {
            title: "This server name is out of date",
            what: "{provider} has replaced it; the old name may stop working without notice.",
            steps: &["Enter the current server: {host}"],
        },
        C::HostTypo => Words {
            title: "The server name looks mistyped",
            what: "It differs by a letter or two from the server of {provider}.",
            steps: &["If you meant {provider}, enter: {host}"],
        },
        C::HostOfOtherProvider => Words {
            title: "The server belongs to {provider}",
            what: "Another provider is chosen, whose login rules and limits are not those of this server.",
            steps: &["Choose {provider}, or change the server."],
        },
        C::ProviderKnown => Words {
            title: "This is the server of {provider}",
            what: "With {provider} chosen as provider, its limits are kept and its refusals explained.",
            steps: &["Choose {provider} in the list of providers."],
        },
        C::AddressOfOtherProvider => Words {
            title: "Your address belongs to {provider}",
            what: "These settings send through another server, which may refuse the address or lead your mail to the \
                   spam folder.",
            steps: &["To send from this address, choose {provider}."],
        },
        C::Port25 => Words {
            title: "Port 25 is not for sending from an application",
            what: "It serves mail between servers, and most networks block it.",
            steps: &["Use port {port}."],
        },
        C::PortIsIncoming => Words {
            title: "This port is for incoming mail",
            what: "IMAP and POP use it; no mail goes out through it.",
            steps: &["Use port {port}."],
        },
        C::PortNotListed => Words {
            title: "Unusual port for {provider}",
            what: "{provider} does not list this port, so the connection may fail.",
            steps: &["Use port {port}."],
        },
        C::PortTlsMismatch => Words {
            title: "Port and encryption contradict each other",
            what: "Port {port} goes with {word}; any other choice fails when connecting.",
            steps: &["Choose {word} for port {port}."],
        },
        C::PlainTextRemote => Words {
            title: "The connection is not encrypted",
            what: "Mail and password would travel readable by anyone on the way. This is allowed only to the same \
                   machine.",
            steps: &["Turn encryption (TLS) on and use port {port}."],
        },
        C::LoginAddressExpected => Words {
            title: "The login must be a whole e-mail address",
            what: "The login at {provider} is the full address, with the @ and what follows it.",
            steps: &["Enter the whole e-mail address of the account."],
        },
        C::LoginLocalPartExpected => Words {
            title: "The login is only the start of the address",
            what: "The login at {provider} is the part before the @.",
            steps: &["Remove the @ and what follows it."],
        },
        C::LoginWordExpected => Words {
            title: "The login at {provider} is always the same word",
            what: "For everybody it is “{word}”; your account is recognised by the key.",
            steps: &["As login, enter “{word}”, exactly so."],
        },
        C::LoginKeyExpected => Words {
            title: "The login at {provider} is a key",
            what: "What stands there does not look like one. The e-mail address does not work, and two keys are \
                   easily swapped.",
            steps: &["Copy the key into the login field, from the page with the API keys at {provider}."],
        },
        C::KeysIdentical => Words {
            title: "The same key stands in both fields",
            what: "At {provider}, login and password are two different keys: the API key and the secret key.",
            steps: &["Put the API key in the login field and the secret key in the password field."],
        },
        C::AppPasswordExpected => Words {
            title: "{provider} wants an app password",
            what: "This looks like the account’s main password. {provider} refuses it, and may block the account.",
            steps: &[
                "Turn on two-step verification for your account, if it is off.",
                "Create an app password and copy it into the password field.",
            ],
        },
        C::SmtpKeyExpected => Words {
            title: "This does not look like an SMTP key",
            what: "The password you sign in with on the website of {provider} does not work here.",
            steps: &["Create an SMTP key in your account and copy it into the password field."],
        },
        C::ApiKeyInsteadOfSmtpKey => Words {
            title: "This is an API key, not an SMTP key",
            what: "The settings of {provider} show both on one page; only the SMTP key sends.",
            steps: &["Copy the SMTP key into the password field."],
        },
        C::SecretKeyExpected => Words {
            title: "This does not look like a key of {provider}",
            what: "The password you sign in with on the website does not work here.",
            steps: &["Copy the secret key from the page with the API keys at {provider}."],
        },
        C::SecretBlanks => Words {
            title: "The password holds a blank or a line break",
            what: "It often comes with copying, and makes a right password wrong.",
            steps: &["Copy the password again, without blanks before or after it."],
        },
        C::OAuth2Only => Words {
            title: "This account no longer takes passwords",
            what: "Since 16 September 2024, Outlook.com, Hotmail, Live and MSN let applications sign in only through \
                   Microsoft’s own page (OAuth2); app passwords do not work either.",
            steps: &["Use the sign-in with Microsoft (OAuth2) if it is offered, or send from another mailbox."],
        },
        C::PasswordsEnding => Words {
            title: "Microsoft 365 phases out passwords for sending",
            what: "From the end of December 2026, Microsoft switches them off by default. An administrator can \
                   switch them on again until further notice.",
            steps: &[
                "Plan the sign-in with Microsoft (OAuth2) if it is offered.",
                "Otherwise ask your administrator to keep authenticated SMTP on, or use a relay.",
            ],
        },
        C::TwoStepRequired => Words {
            title: "Two-step verification must be on at {provider}",
            what: "Without it there is no app password, and no other password works.",
            steps: &["Turn two-step verification on, then create an app password."],
        },
        C::TwoStepRecommended => Words {
            title: "Two-step verification is recommended at {provider}",
            what: "It protects the account. Once it is on, an app password takes the place of the main one here.",
            steps: &["Turn two-step verification on, then enter an app password."],
        },
        C::FromNotLogin => Words {
            title: "The sender’s address is not that of the account",
            what: "At {provider}, only the account’s own address or one of its aliases may send.",
            steps: &["Send from the address of the account, or make sure the other one is an alias of it."],
        },
        C::EhloRefused => Words {
            title: "The name of the machine is refused by many servers",
            what: "Servers expect a complete name, such as mail.example.com, and take others for spam.",
            steps: &["Leave the EHLO name empty, or enter a complete name."],
        },
        C::DailyLimit => Words {
            title: "Up to {number} mails a day at {provider}",
            what: "Beyond that, sending stops until the next day. Each recipient may count.",
            steps: &[],
        },
        C::PlanLimit => Words {
            title: "Up to {number} mails a day at {provider}, free or on the smallest plan",
            what: "Beyond that, sending stops until the next day. A larger plan raises the limit.",
            steps: &[],
        },
        C::VolumeAboveLimit => Words {
            title: "More mails expected than {provider} allows",
            what: "A mailbox there sends up to {number} a day, then it is blocked. A relay made for documents, such as \
                   Brevo or Mailjet, sends more, shows which mails arrived and keeps them out of spam folders more \
                   often.",
            steps: &["Open an account with a relay such as Brevo or Mailjet and verify your domain there."],
        },
        C::VolumeAbovePlan => Words {
            title: "More mails expected than the plan allows",
            what: "The free or smallest plan of {provider} sends up to {number} a day; the rest is refused.",
            steps: &["Check your plan at {provider} and choose a larger one if needed."],
        },
        C::SentNotFiled => Words {
            title: "Your mails will not appear under Sent",
            what: "{provider} delivers them but files no copy in your mailbox.",
            steps: &["Turn on the copy to yourself to keep track of what was sent."],
        },
    }
}
