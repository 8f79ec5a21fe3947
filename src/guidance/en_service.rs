//! English: advice of its own for the sending services.

use super::{case::Service, words::Words};

/// The words for one case.
pub(crate) const fn service(case: Service) -> Words {
    match case {
        Service::BrevoSmtpKey => Words {
            title: "Brevo wants its SMTP login and SMTP key",
            what: "Brevo does not take your account’s address and password here, but the SMTP login and an SMTP key \
                   from its settings.",
            steps: &[
                "In Brevo, open the SMTP tab of the SMTP & API settings.",
                "Copy the SMTP login shown there into the login field; it may differ from your address.",
                "Generate a new SMTP key; when asked for a name, type {label}.",
                "Copy the key into the password field of the mail settings in {app}.",
            ],
        },
        Service::BrevoApiKey => Words {
            title: "This is a Brevo API key, not an SMTP key",
            what: "The password begins like an API key (xkeysib-). For sending through SMTP, Brevo wants an SMTP \
                   key (xsmtpsib-).",
            steps: &[
                "In Brevo, open the SMTP tab of the SMTP & API settings, not the API keys tab.",
                "Generate a new SMTP key; when asked for a name, type {label}.",
                "Copy the key into the password field of the mail settings in {app}.",
                "Check that the login is the SMTP login shown in the same tab.",
            ],
        },
        Service::BrevoIp => Words {
            title: "Brevo does not know this IP address",
            what: "Brevo accepts SMTP only from authorised IP addresses. That is on by default for accounts opened \
                   after 16 May 2024.",
            steps: &[
                "Ask the people who run {app} for the IP address it sends from.",
                "In Brevo, open the security settings, then Authorized IPs, and look at the SMTP part.",
                "Add that address, or switch the restriction off for SMTP.",
                "Send a test.",
            ],
        },
        Service::BrevoNotActivated => Words {
            title: "Brevo has not activated sending for your account",
            what: "The SMTP key is right, but Brevo must activate sending once for a new account, or has suspended \
                   it. Waiting does not help.",
            steps: &[
                "Sign in to Brevo and complete your company profile if it asks for it.",
                "Write to Brevo’s support and ask for the activation of SMTP sending.",
                "Say what you send: quotes and invoices to your own clients.",
                "Once it is activated, send a test.",
            ],
        },
        Service::MailjetKeys => Words {
            title: "Mailjet wants its API key and secret key",
            what: "At Mailjet the login is the API key and the password is the secret key, each of 32 characters. \
                   Your account’s address and password do not work here.",
            steps: &[
                "In Mailjet, open the page with the API keys.",
                "Copy the API key into the login field of the mail settings in {app}.",
                "Copy the secret key into the password field; if it is no longer shown, generate a new one.",
                "Send a test.",
            ],
        },
        Service::SesCredentials => Words {
            title: "Amazon SES wants SMTP credentials of this region",
            what: "SES takes an SMTP user name and an SMTP password made in its console, for one region. The secret \
                   key of an AWS user does not work here.",
            steps: &[
                "In the SES console, choose the region of your sending domain.",
                "Open the SMTP settings and create SMTP credentials.",
                "Copy the SMTP user name and password into the mail settings of {app}.",
                "Check that the host names the same region.",
            ],
        },
        Service::SesIdentity => Words {
            title: "Amazon SES does not send for this address yet",
            what: "The sender is not verified in this region, or your SES account is still in the sandbox, where \
                   recipients must be verified too.",
            steps: &[
                "In the SES console, choose the region the mail settings use.",
                "Verify the sender’s domain or address under Identities.",
                "If the account is in the sandbox, ask for production access.",
                "Send a test.",
            ],
        },
        Service::SesPolicy => Words {
            title: "The SES user may not send from this address",
            what: "The AWS permissions (IAM) of the SMTP user do not allow sending from this identity.",
            steps: &[
                "Ask the administrator of your AWS account to allow sending from this identity for the SMTP user.",
                "Or set the sender to an address that is already allowed.",
                "Send a test.",
            ],
        },
        Service::ApiKeyAsPassword => Words {
            title: "{Provider} wants an API key as password",
            what: "{Provider} does not take your account’s password here. The login is fixed, and the password is \
                   an API key from its settings.",
            steps: &[
                "In the mail settings of {app}, set the login to exactly: {login}",
                "In your account at {provider}, create an API key that may send mail; when asked for a name, type \
                 {label}.",
                "Copy the key into the password field of the mail settings.",
                "Send a test.",
            ],
        },
        Service::KeyAsPassword => Words {
            title: "{Provider} wants its key as password",
            what: "{Provider} does not take your account’s password here, but a secret or API key from its \
                   settings.",
            steps: &[
                "Open the SMTP or API settings of your account at {provider}.",
                "Copy the login shown there into the login field of the mail settings in {app}.",
                "Create a new key; when asked for a name, type {label}.",
                "Copy the key into the password field.",
            ],
        },
        Service::PostmarkToken => Words {
            title: "Postmark wants the server’s API token",
            what: "At Postmark the server API token is both the login and the password. Your account’s address and \
                   password do not work here.",
            steps: &[
                "In Postmark, open your server, then API Tokens.",
                "Copy the server API token into the login field of the mail settings in {app}.",
                "Copy the same token into the password field.",
                "Send a test.",
            ],
        },
        Service::MailgunCredentials => Words {
            title: "Mailgun refused the SMTP credentials",
            what: "Mailgun has SMTP credentials for each domain, and separate servers for the US and the EU. Those \
                   of another domain or region do not work.",
            steps: &[
                "In Mailgun, open your sending domain and its SMTP credentials.",
                "Copy the full SMTP login of that domain into the mail settings of {app}.",
                "Reset its password and copy the new one into the password field.",
                "Check the host: smtp.mailgun.org for the US, smtp.eu.mailgun.org for the EU.",
            ],
        },
        Service::SmtpUser => Words {
            title: "{Provider} refused the SMTP user or password",
            what: "{Provider} expects an SMTP user and its own password from the SMTP settings, not your account’s \
                   sign-in.",
            steps: &[
                "Open the SMTP settings of your account at {provider}.",
                "Copy the SMTP user into the login field of the mail settings in {app}.",
                "Set a new password for that user and copy it into the password field.",
                "Send a test.",
            ],
        },
    }
}
