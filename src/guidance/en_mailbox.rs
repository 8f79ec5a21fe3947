//! English: advice of its own for the other mailbox providers.

use super::{case::Mailbox, words::Words};

/// The words for one case.
pub(crate) const fn mailbox(case: Mailbox) -> Words {
    match case {
        Mailbox::NewAppPassword => Words {
            title: "The app password is wrong or no longer valid",
            what: "The password looks like an app password, but {provider} does not accept it. Perhaps it was \
                   revoked, belongs to another account, or was mistyped.",
            steps: &[
                "Check the login: the full address the app password was made for.",
                "Open the security settings of your account and delete the old app password.",
                "Create a new one and, if a name is asked, type {label}.",
                "Copy it into the password field of the mail settings in {app}.",
            ],
        },
        Mailbox::YahooAppPassword => Words {
            title: "Yahoo wants an app password",
            what: "Yahoo refuses the ordinary password of an account here, even at the first try. It takes an app \
                   password, made for one application.",
            steps: &[
                "Open https://login.yahoo.com/account/security and sign in.",
                "Turn on two-step verification if it is off.",
                "Choose to generate an app password and, as its name, type {label}.",
                "Copy it into the password field of the mail settings in {app}.",
                "Send a test.",
            ],
        },
        Mailbox::AolAppPassword => Words {
            title: "AOL wants an app password",
            what: "AOL refuses the ordinary password of an account here. It takes an app password, made for one \
                   application.",
            steps: &[
                "Open https://login.aol.com/account/security and sign in.",
                "Choose to generate an app password and, as its name, type {label}.",
                "Copy it, without its blanks, into the password field of the mail settings in {app}.",
                "Send a test.",
            ],
        },
        Mailbox::ICloudAppPassword => Words {
            title: "iCloud wants an app-specific password",
            what: "Apple refuses the password of your Apple Account here. It takes an app-specific password, \
                   available once two-factor authentication is on.",
            steps: &[
                "Open https://account.apple.com and sign in.",
                "Turn on two-factor authentication if it is off.",
                "Choose Sign-In and Security, then App-Specific Passwords; as the name, type {label}.",
                "Copy it into the password field of the mail settings in {app}.",
                "As the login, use your iCloud address, also when you send from a domain of your own.",
            ],
        },
        Mailbox::FastmailAppPassword => Words {
            title: "Fastmail wants an app password",
            what: "Fastmail refuses the ordinary password of an account here. It takes an app password, made for \
                   one application.",
            steps: &[
                "In Fastmail, open Settings, then Privacy & Security, then App passwords.",
                "Create an app password and, as its name, type {label}.",
                "Copy it into the password field of the mail settings in {app}.",
                "As the login, use the full address you sign in with, not an alias.",
            ],
        },
        Mailbox::ProtonToken => Words {
            title: "Proton Mail wants an SMTP token",
            what: "Proton takes an SMTP token instead of your password. It exists on business plans with a domain \
                   of your own.",
            steps: &[
                "In Proton Mail on the web, open Settings, then IMAP/SMTP, then SMTP tokens.",
                "Create a token for the address that sends; when asked for a name, type {label}.",
                "Copy it into the password field of the mail settings in {app}.",
                "As the login, use the full address the token was made for.",
            ],
        },
        Mailbox::YandexAppPassword => Words {
            title: "Yandex wants mail access switched on and an app password",
            what: "Yandex refuses the sign-in: access by mail programs is off for this account, or an ordinary \
                   password was used.",
            steps: &[
                "In Yandex Mail, open the settings for email clients and switch access on.",
                "In your Yandex ID, create an app password for mail; when asked for a name, type {label}.",
                "Copy it into the password field of the mail settings in {app}.",
                "Send a test.",
            ],
        },
        Mailbox::ZohoAppPassword => Words {
            title: "Zoho Mail wants an app password",
            what: "Zoho refuses the ordinary password of this account here. It asks for an app-specific password, \
                   made for one application.",
            steps: &[
                "Open the security settings of your Zoho account.",
                "Create an app-specific password; when asked for a name, type {label}.",
                "Copy it into the password field of the mail settings in {app}.",
                "Send a test.",
            ],
        },
        Mailbox::ZohoCredentials => Words {
            title: "Zoho Mail refused the login or password",
            what: "The login or password is wrong, or the server belongs to another Zoho data centre than your \
                   account: both give the same answer.",
            steps: &[
                "Check the login: the full Zoho address.",
                "Check the host: it ends like the address of your Zoho web page, for example .com or .eu.",
                "Type the password again; if your account has two-factor authentication, try an app-specific \
                 password.",
                "Send a test.",
            ],
        },
        Mailbox::ZohoBlocked => Words {
            title: "Zoho has blocked sending to outside addresses",
            what: "Zoho noticed unusual activity and stopped this account from sending outside. Waiting does not \
                   lift the block.",
            steps: &[
                "Open https://mail.zoho.com/UnblockMe and sign in.",
                "Read the reason and ask for the block to be lifted.",
                "Slow down large sendings afterwards.",
            ],
        },
        Mailbox::GmxAppPassword => Words {
            title: "{Provider} wants an app-specific password",
            what: "With two-factor authentication on, {provider} refuses the ordinary password here. Turning it on \
                   also switches mail programs off until you allow them again.",
            steps: &[
                "On the web page of {provider}, open the settings for POP3/IMAP and switch access on.",
                "In the security settings of your account, create an application-specific password; when asked for \
                 a name, type {label}.",
                "Copy it into the password field of the mail settings in {app}.",
                "Send a test.",
            ],
        },
        Mailbox::GmxCredentials => Words {
            title: "{Provider} refused the sign-in",
            what: "The login or password is wrong, or access by mail programs is off: at {provider} you must switch \
                   it on first.",
            steps: &[
                "On the web page of {provider}, open the settings for POP3/IMAP and switch access on.",
                "Check the login: the full address.",
                "With two-factor authentication on, use an application-specific password; otherwise the account’s \
                 password.",
                "Send a test.",
            ],
        },
        Mailbox::WebDeCredentials => Words {
            title: "WEB.DE refused the sign-in",
            what: "The login or password is wrong, or access by mail programs is off: at WEB.DE you must switch it \
                   on first.",
            steps: &[
                "On the web page of WEB.DE, open the settings for POP3/IMAP and switch access on.",
                "Check the login: the part of the address before the @.",
                "With two-factor authentication on, use an application-specific password; otherwise the account’s \
                 password.",
                "Send a test.",
            ],
        },
        Mailbox::MailComAccess => Words {
            title: "mail.com refused the sign-in",
            what: "The login or password is wrong, or access by mail programs is off. At mail.com it comes with \
                   Premium and must be switched on.",
            steps: &[
                "Check that your mail.com account is a Premium account.",
                "On the web page of mail.com, open the settings for POP3/IMAP and switch access on.",
                "Type the full address and the account’s password again in the mail settings of {app}.",
                "Send a test.",
            ],
        },
        Mailbox::OwnPassword => Words {
            title: "{Provider} refused the login or password",
            what: "{Provider} expects the full address and the password of that mailbox, the one you use for the \
                   webmail.",
            steps: &[
                "Check the login: the full e-mail address.",
                "Try the same address and password on the webmail page of {provider}.",
                "Type the password again in the mail settings of {app}, without a blank before or after it.",
                "If you have forgotten it, set a new one in your customer area.",
            ],
        },
        Mailbox::LocalPartPassword => Words {
            title: "{Provider} refused the login or password",
            what: "{Provider} expects as login the part of your address before the @, and the password of that \
                   mailbox.",
            steps: &[
                "Check the login: the part of the address before the @, without the rest.",
                "Try the mailbox’s password on the webmail page of {provider}.",
                "Type the password again in the mail settings of {app}, without a blank before or after it.",
                "If the login is refused all the same, try the full address.",
            ],
        },
        Mailbox::LaPosteFrozen => Words {
            title: "La Poste may have frozen the mailbox",
            what: "laposte.net freezes mailboxes whose password is too weak or that look misused, until the owner \
                   acts.",
            steps: &[
                "Sign in at laposte.net with a web browser.",
                "Follow what is asked there; a new password needs at least 12 characters of several kinds.",
                "Enter the new password in the mail settings of {app}.",
                "Send a test.",
            ],
        },
        Mailbox::OvhCredentials => Words {
            title: "OVHcloud refused the login or password",
            what: "The login or password is wrong, or OVHcloud has blocked the address because of suspected spam: \
                   both give the same answer.",
            steps: &[
                "Check the login: the full e-mail address.",
                "Try the same address and password on the OVHcloud webmail.",
                "In the OVHcloud control panel, look whether the address shows as blocked.",
                "Set a new password for the address there if you have forgotten it or the address is blocked.",
                "Enter it in the mail settings of {app}.",
            ],
        },
        Mailbox::OvhBlocked => Words {
            title: "OVHcloud has blocked this address",
            what: "OVHcloud saw suspicious sending from this address and stopped it. The support ticket it opened \
                   says how to go on.",
            steps: &[
                "Check your computers for viruses, and look for unusual sent mail.",
                "Sign in to the OVHcloud control panel and read the support ticket about the block.",
                "Set a new password for the address: on an older MX Plan that lifts the block.",
                "Otherwise, answer the ticket.",
                "Enter the new password in the mail settings of {app}.",
            ],
        },
        Mailbox::ZohoAlias => Words {
            title: "Zoho Mail does not send from that address",
            what: "The From address must be the mailbox that signed in, or a send-as address verified in Zoho.",
            steps: &[
                "In the mail settings of {app}, set the sender to the mailbox’s own address.",
                "If you need the other address, add and verify it as a send-as address in Zoho Mail.",
                "Send a test.",
            ],
        },
        Mailbox::OnePort => Words {
            title: "{Provider} wants port {ports}",
            what: "{Provider} takes mail on port {ports}. The mail settings of {app} say something else.",
            steps: &["In the mail settings of {app}, choose port {ports}.", "Save, then send a test."],
        },
    }
}
