//! Cases of the sending services.

use super::{Template, Text};
use crate::guidance::case::Service;

/// The text for one case.
pub(super) const fn sending_service(case: Service) -> Text {
    match case {
        Service::BrevoSmtpKey => Text {
            en: Template {
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
            fr: Template {
                title: "Brevo demande son identifiant SMTP et une clé SMTP",
                what: "Brevo n’accepte pas ici l’adresse et le mot de passe de votre compte, mais l’identifiant SMTP et \
                   une clé SMTP créée dans ses paramètres.",
                steps: &[
                    "Dans Brevo, ouvrez l’onglet SMTP des paramètres « SMTP et API ».",
                    "Copiez l’identifiant SMTP affiché dans le champ « Identifiant » ; il peut différer de votre \
                 adresse.",
                    "Générez une nouvelle clé SMTP et, comme nom, tapez {label}.",
                    "Copiez la clé dans le champ « Mot de passe » des réglages d’e-mail {de_app}.",
                ],
            },
        },
        Service::BrevoApiKey => Text {
            en: Template {
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
            fr: Template {
                title: "Ceci est une clé API Brevo, pas une clé SMTP",
                what: "Le mot de passe commence comme une clé API (xkeysib-). Pour l’envoi SMTP, Brevo demande une clé \
                   SMTP (xsmtpsib-).",
                steps: &[
                    "Dans Brevo, ouvrez l’onglet SMTP des paramètres « SMTP et API », et non l’onglet des clés API.",
                    "Générez une nouvelle clé SMTP et, comme nom, tapez {label}.",
                    "Copiez la clé dans le champ « Mot de passe » des réglages d’e-mail {de_app}.",
                    "Vérifiez que l’identifiant est bien l’identifiant SMTP affiché dans le même onglet.",
                ],
            },
        },
        Service::BrevoIp => Text {
            en: Template {
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
            fr: Template {
                title: "Brevo ne connaît pas cette adresse IP",
                what: "Brevo n’accepte l’envoi SMTP que depuis des adresses IP autorisées. C’est le réglage par défaut \
                   des comptes ouverts après le 16 mai 2024.",
                steps: &[
                    "Demandez à votre contact technique pour {app} l’adresse IP d’envoi.",
                    "Dans Brevo, ouvrez les paramètres de sécurité, puis les IP autorisées, partie SMTP.",
                    "Ajoutez cette adresse, ou désactivez la restriction pour le SMTP.",
                    "Faites un essai d’envoi.",
                ],
            },
        },
        Service::BrevoNotActivated => Text {
            en: Template {
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
            fr: Template {
                title: "Brevo n’a pas encore activé l’envoi pour votre compte",
                what: "La clé SMTP est bonne, mais Brevo doit activer une fois l’envoi d’un nouveau compte, ou l’a \
                   suspendu. Attendre ne suffit pas.",
                steps: &[
                    "Connectez-vous à Brevo et complétez le profil de votre entreprise si c’est demandé.",
                    "Écrivez à l’assistance de Brevo pour demander l’activation de l’envoi SMTP.",
                    "Précisez ce que vous envoyez : des devis et des factures à vos propres clients.",
                    "Une fois l’activation confirmée, faites un essai d’envoi.",
                ],
            },
        },
        Service::MailjetKeys => Text {
            en: Template {
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
            fr: Template {
                title: "Mailjet demande sa clé API et sa clé secrète",
                what: "Chez Mailjet, l’identifiant est la clé API et le mot de passe est la clé secrète, de 32 \
                   caractères chacune. L’adresse et le mot de passe de votre compte ne fonctionnent pas ici.",
                steps: &[
                    "Dans Mailjet, ouvrez la page des clés API.",
                    "Copiez la clé API dans le champ « Identifiant » des réglages d’e-mail {de_app}.",
                    "Copiez la clé secrète dans le champ « Mot de passe » ; si elle n’est plus affichée, générez-en une \
                 nouvelle.",
                    "Faites un essai d’envoi.",
                ],
            },
        },
        Service::SesCredentials => Text {
            en: Template {
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
            fr: Template {
                title: "Amazon SES demande les identifiants SMTP de cette région",
                what: "SES attend un nom d’utilisateur et un mot de passe SMTP créés dans sa console, pour une région. \
                   La clé secrète d’un utilisateur AWS ne fonctionne pas ici.",
                steps: &[
                    "Dans la console SES, choisissez la région de votre domaine d’envoi.",
                    "Ouvrez les paramètres SMTP et créez des identifiants SMTP.",
                    "Copiez le nom d’utilisateur et le mot de passe SMTP dans les réglages d’e-mail {de_app}.",
                    "Vérifiez que le nom du serveur indique la même région.",
                ],
            },
        },
        Service::SesIdentity => Text {
            en: Template {
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
            fr: Template {
                title: "Amazon SES n’envoie pas encore pour cette adresse",
                what: "L’expéditeur n’est pas vérifié dans cette région, ou votre compte SES est encore dans \
                   l’environnement de test (sandbox), où les destinataires aussi doivent être vérifiés.",
                steps: &[
                    "Dans la console SES, choisissez la région utilisée dans les réglages d’e-mail.",
                    "Vérifiez le domaine ou l’adresse d’expéditeur dans la rubrique des identités.",
                    "Si le compte est en environnement de test, demandez l’accès à la production.",
                    "Faites un essai d’envoi.",
                ],
            },
        },
        Service::SesPolicy => Text {
            en: Template {
                title: "The SES user may not send from this address",
                what: "The AWS permissions (IAM) of the SMTP user do not allow sending from this identity.",
                steps: &[
                    "Ask the administrator of your AWS account to allow sending from this identity for the SMTP user.",
                    "Or set the sender to an address that is already allowed.",
                    "Send a test.",
                ],
            },
            fr: Template {
                title: "L’utilisateur SES ne peut pas envoyer avec cette adresse",
                what: "Les droits AWS (IAM) de l’utilisateur SMTP ne permettent pas d’envoyer avec cette identité.",
                steps: &[
                    "Demandez à l’administrateur de votre compte AWS d’autoriser l’envoi avec cette identité pour \
                 l’utilisateur SMTP.",
                    "Ou mettez comme expéditeur une adresse déjà autorisée.",
                    "Faites un essai d’envoi.",
                ],
            },
        },
        Service::ApiKeyAsPassword => Text {
            en: Template {
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
            fr: Template {
                title: "{Provider} demande une clé API comme mot de passe",
                what: "{Provider} n’accepte pas ici le mot de passe de votre compte. L’identifiant est fixe, et le mot \
                   de passe est une clé API créée dans ses paramètres.",
                steps: &[
                    "Dans les réglages d’e-mail {de_app}, mettez exactement cet identifiant : {login}",
                    "Dans votre compte chez {provider}, créez une clé API autorisée à envoyer ; comme nom, tapez \
                 {label}.",
                    "Copiez la clé dans le champ « Mot de passe » des réglages d’e-mail.",
                    "Faites un essai d’envoi.",
                ],
            },
        },
        Service::KeyAsPassword => Text {
            en: Template {
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
            fr: Template {
                title: "{Provider} demande sa clé comme mot de passe",
                what: "{Provider} n’accepte pas ici le mot de passe de votre compte, mais une clé secrète ou une clé \
                   API créée dans ses paramètres.",
                steps: &[
                    "Ouvrez les paramètres SMTP ou API de votre compte chez {provider}.",
                    "Copiez l’identifiant qui y est affiché dans le champ « Identifiant » des réglages d’e-mail \
                 {de_app}.",
                    "Créez une nouvelle clé et, comme nom, tapez {label}.",
                    "Copiez la clé dans le champ « Mot de passe ».",
                ],
            },
        },
        Service::PostmarkToken => Text {
            en: Template {
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
            fr: Template {
                title: "Postmark demande le jeton API du serveur",
                what: "Chez Postmark, le jeton API du serveur sert à la fois d’identifiant et de mot de passe. \
                   L’adresse et le mot de passe de votre compte ne fonctionnent pas ici.",
                steps: &[
                    "Dans Postmark, ouvrez votre serveur, puis « API Tokens ».",
                    "Copiez le jeton du serveur dans le champ « Identifiant » des réglages d’e-mail {de_app}.",
                    "Copiez le même jeton dans le champ « Mot de passe ».",
                    "Faites un essai d’envoi.",
                ],
            },
        },
        Service::MailgunCredentials => Text {
            en: Template {
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
            fr: Template {
                title: "Mailgun a refusé les identifiants SMTP",
                what: "Mailgun a des identifiants SMTP par domaine, et des serveurs distincts pour les États-Unis et \
                   l’Europe. Ceux d’un autre domaine ou d’une autre région ne fonctionnent pas.",
                steps: &[
                    "Dans Mailgun, ouvrez votre domaine d’envoi et ses identifiants SMTP.",
                    "Copiez l’identifiant SMTP complet de ce domaine dans les réglages d’e-mail {de_app}.",
                    "Réinitialisez son mot de passe et copiez le nouveau dans le champ « Mot de passe ».",
                    "Vérifiez le serveur : smtp.mailgun.org pour les États-Unis, smtp.eu.mailgun.org pour l’Europe.",
                ],
            },
        },
        Service::SmtpUser => Text {
            en: Template {
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
            fr: Template {
                title: "{Provider} a refusé l’utilisateur SMTP ou son mot de passe",
                what: "{Provider} attend un utilisateur SMTP et son mot de passe, créés dans les paramètres SMTP, et \
                   non ceux de votre compte.",
                steps: &[
                    "Ouvrez les paramètres SMTP de votre compte chez {provider}.",
                    "Copiez l’utilisateur SMTP dans le champ « Identifiant » des réglages d’e-mail {de_app}.",
                    "Définissez un nouveau mot de passe pour cet utilisateur et copiez-le dans le champ « Mot de \
                 passe ».",
                    "Faites un essai d’envoi.",
                ],
            },
        },
    }
}
