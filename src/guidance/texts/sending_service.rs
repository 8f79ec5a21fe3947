//! Cases of the sending services.

use super::{Template, Text};

/// Checked 2026-11-29: Brevo’s page “Create and manage your SMTP keys” (row, `app_password`), as stored.
pub(super) const BREVO_SMTP_KEY: Text = Text {
    en: Template {
        title: "Brevo wants its SMTP login and SMTP key",
        what: "Brevo does not take your account’s address and password here, but the SMTP login and an SMTP key from \
               its settings.",
        steps: &[
            "Open {create_url} (in Brevo: the account menu, “SMTP & API”, tab “SMTP”).",
            "Copy the SMTP login shown there into the “{login_field}” field of the mail settings in {app}. It may \
             differ from your address.",
            "Click “Generate a new SMTP key” and, as its name, type {label}. Brevo shows the key only once.",
            "Copy the key into the “{password_field}” field, then send a test.",
        ],
    },
    fr: Template {
        title: "Brevo demande son identifiant SMTP et une clé SMTP",
        what: "Brevo n’accepte pas ici l’adresse et le mot de passe de votre compte, mais l’identifiant SMTP et une \
               clé SMTP créée dans ses paramètres.",
        steps: &[
            "Ouvrez {create_url} (dans Brevo : menu du compte, « SMTP & API », onglet « SMTP »).",
            "Copiez l’identifiant SMTP affiché dans le champ « {login_field} » des réglages d’e-mail {de_app}. Il \
             peut différer de votre adresse.",
            "Cliquez sur « Générer une nouvelle clé SMTP » et, comme nom, tapez {label}. Brevo n’affiche la clé \
             qu’une seule fois.",
            "Copiez la clé dans le champ « {password_field} », puis faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-29: as [`BREVO_SMTP_KEY`].
pub(super) const BREVO_API_KEY: Text = Text {
    en: Template {
        title: "This is a Brevo API key, not an SMTP key",
        what: "The key begins like an API key (xkeysib-). For sending through SMTP, Brevo wants an SMTP key \
               (xsmtpsib-).",
        steps: &[
            "Open {create_url} (in Brevo: the account menu, “SMTP & API”), tab “SMTP”, not the tab of the API keys.",
            "Click “Generate a new SMTP key” and, as its name, type {label}. Brevo shows the key only once.",
            "Copy the key into the “{password_field}” field of the mail settings in {app}.",
            "Check that the “{login_field}” field holds the SMTP login shown in the same tab, then send a test.",
        ],
    },
    fr: Template {
        title: "Ceci est une clé API Brevo, pas une clé SMTP",
        what: "La clé commence comme une clé API (xkeysib-). Pour l’envoi SMTP, Brevo demande une clé SMTP \
               (xsmtpsib-).",
        steps: &[
            "Ouvrez {create_url} (dans Brevo : menu du compte, « SMTP & API »), onglet « SMTP », et non l’onglet \
             des clés API.",
            "Cliquez sur « Générer une nouvelle clé SMTP » et, comme nom, tapez {label}. Brevo n’affiche la clé \
             qu’une seule fois.",
            "Copiez la clé dans le champ « {password_field} » des réglages d’e-mail {de_app}.",
            "Vérifiez que le champ « {login_field} » contient l’identifiant SMTP affiché dans le même onglet, puis \
             faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-29: Brevo’s page “Authorize and block IP addresses for API and SMTP security” (row, `authorized_ips_help`), as
/// stored; the address of the list as Brevo’s own error message gives it.
pub(super) const BREVO_IP: Text = Text {
    en: Template {
        title: "Brevo does not know this IP address",
        what: "Brevo blocks sending from IP addresses that are not on the list of your account, and {app} sends from \
               such a one. Your SMTP key is not in question.",
        steps: &[
            "Ask the people who run {app} for the IP address it sends from.",
            "Open {link:authorized_ips} (in Brevo: Security, “Authorized IPs”).",
            "Click “Authorize IP addresses” and enter that address. One list serves SMTP keys and API keys.",
            "If {app} has no fixed address, deactivate the blocking for SMTP keys there instead.",
            "Send a test.",
        ],
    },
    fr: Template {
        title: "Brevo ne connaît pas cette adresse IP",
        what: "Brevo bloque les envois depuis les adresses IP absentes de la liste de votre compte, et {app} utilise \
               l’une d’elles. Votre clé SMTP n’est pas en cause.",
        steps: &[
            "Demandez à votre contact technique pour {app} l’adresse IP d’envoi.",
            "Ouvrez {link:authorized_ips} (dans Brevo : Sécurité, « IPs autorisées »).",
            "Cliquez sur « Autoriser l’adresse IP » et saisissez cette adresse. La même liste vaut pour les clés \
             SMTP et les clés API.",
            "Si l’adresse IP d’envoi n’est pas fixe, désactivez-y plutôt le blocage pour les clés SMTP.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-28: Brevo’s pages on domain authentication (help.brevo.com, articles 16045394674066 and 17286219877778) and its
/// developer page on senders, as stored; the article on creating a sender (row, `senders_help`) was seen by its title only.
pub(super) const BREVO_SENDER: Text = Text {
    en: Template {
        title: "Brevo does not know this sender",
        what: "Brevo sends only with senders verified in your account, and the From address is not one of them.",
        steps: &[
            "Open {link:senders} (in Brevo: Settings, Senders & Domains).",
            "Add the From address as a sender and confirm it with the mail that Brevo sends to it.",
            "Under Domains, authenticate the domain of the address with the DNS records shown there. Without that, \
             Brevo replaces the domain by brevosend.com.",
            "A free address (gmail.com, yahoo.com, orange.fr) cannot be authenticated: use an address of your own \
             domain.",
            "Once Brevo shows the sender as verified, send a test.",
        ],
    },
    fr: Template {
        title: "Brevo ne connaît pas cet expéditeur",
        what: "Brevo n’envoie qu’avec les expéditeurs vérifiés dans votre compte, et l’adresse d’expéditeur n’en \
               fait pas partie.",
        steps: &[
            "Ouvrez {link:senders} (dans Brevo : Paramètres, Expéditeurs et domaines).",
            "Ajoutez l’adresse comme expéditeur et confirmez-la avec l’e-mail que Brevo y envoie.",
            "Sous Domaines, authentifiez le domaine de l’adresse avec les enregistrements DNS affichés. Sinon, Brevo \
             remplace le domaine par brevosend.com.",
            "Une adresse gratuite (gmail.com, yahoo.com, orange.fr) ne peut pas être authentifiée : utilisez une \
             adresse de votre propre domaine.",
            "Une fois l’expéditeur affiché comme vérifié, faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-28: Brevo’s page “Why have my account or email campaigns been suspended?” (row, `suspended`), as stored.
pub(super) const BREVO_NOT_ACTIVATED: Text = Text {
    en: Template {
        title: "Brevo has not activated sending for your account",
        what: "The SMTP key is right, but Brevo must activate sending once for a new account, or has suspended it. \
               Waiting does not help.",
        steps: &[
            "Sign in to Brevo, read the message about it and complete your company profile if it asks for it.",
            "Write to Brevo’s support and ask for the activation of SMTP sending.",
            "Say what you send: quotes and invoices to your own clients.",
            "Once it is activated, send a test.",
        ],
    },
    fr: Template {
        title: "Brevo n’a pas encore activé l’envoi pour votre compte",
        what: "La clé SMTP est bonne, mais Brevo doit activer une fois l’envoi d’un nouveau compte, ou l’a suspendu. \
               Attendre ne suffit pas.",
        steps: &[
            "Connectez-vous à Brevo, lisez le message à ce sujet et complétez le profil de votre entreprise si c’est \
             demandé.",
            "Écrivez à l’assistance de Brevo pour demander l’activation de l’envoi SMTP.",
            "Précisez ce que vous envoyez : des devis et des factures à vos propres clients.",
            "Une fois l’activation confirmée, faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-29: Mailjet’s pages “What is an API key?” in English and French (row, `app_password`) and “How to reset my Secret
/// Key?” (article 360043227053), as stored.
pub(super) const MAILJET_KEYS: Text = Text {
    en: Template {
        title: "Mailjet wants its API key and secret key",
        what: "At Mailjet the login is the API key and the password is the secret key. Your account’s address and \
               password do not work here.",
        steps: &[
            "Open {create_url} (in Mailjet: Account settings, API Key Management).",
            "Copy the API key into the “{login_field}” field of the mail settings in {app}.",
            "Copy the secret key into the “{password_field}” field.",
            "Mailjet shows the secret key only once. If you no longer have it, click the gear next to the API key, \
             then “Reset Secret Key”, and enter the new one wherever the old one was used.",
            "Send a test.",
        ],
    },
    fr: Template {
        title: "Mailjet demande sa clé API et sa clé secrète",
        what: "Chez Mailjet, l’identifiant est la clé API et le mot de passe est la clé secrète. L’adresse et le mot \
               de passe de votre compte ne fonctionnent pas ici.",
        steps: &[
            "Ouvrez {create_url} (dans Mailjet : paramètres du compte, gestion des clés API).",
            "Copiez la clé API dans le champ « {login_field} » des réglages d’e-mail {de_app}.",
            "Copiez la clé secrète dans le champ « {password_field} ».",
            "Mailjet n’affiche la clé secrète qu’une seule fois. Si vous ne l’avez plus, cliquez sur l’engrenage à \
             côté de la clé API, puis sur « Réinitialiser la Clé Secrète », et saisissez la nouvelle partout où \
             l’ancienne servait.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-29: Mailjet’s page on senders and domains in English and French (row, `senders_help`), as stored; the address of the
/// list in public client code.
pub(super) const MAILJET_SENDER: Text = Text {
    en: Template {
        title: "Mailjet does not know this sender",
        what: "Mailjet sends only with addresses and domains validated in your account, and the From address is not \
               one of them.",
        steps: &[
            "Open {link:senders} (in Mailjet: Account settings, “Sender Domains & Addresses”).",
            "Click “Add a Sender Address”, enter the From address and open the link that Mailjet sends to it.",
            "Better, click “Add Domain” and validate your whole domain with the DNS records shown there.",
            "Once the address shows as active, send a test.",
        ],
    },
    fr: Template {
        title: "Mailjet ne connaît pas cet expéditeur",
        what: "Mailjet n’envoie qu’avec les adresses et les domaines validés dans votre compte, et l’adresse \
               d’expéditeur n’en fait pas partie.",
        steps: &[
            "Ouvrez {link:senders} (dans Mailjet : paramètres du compte, « Domaines et adresses d’expéditeur »).",
            "Cliquez sur « Ajouter une adresse d’expédition », saisissez l’adresse et ouvrez le lien que Mailjet y \
             envoie.",
            "Mieux, cliquez sur « Ajouter un domaine » et validez tout votre domaine avec les enregistrements DNS \
             affichés.",
            "Une fois l’adresse affichée comme active, faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const SES_CREDENTIALS: Text = Text {
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
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const SES_IDENTITY: Text = Text {
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
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const SES_POLICY: Text = Text {
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
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const API_KEY_AS_PASSWORD: Text = Text {
    en: Template {
        title: "{Provider} wants an API key as password",
        what: "{Provider} does not take your account’s password here. The login is fixed, and the password is \
           an API key from its settings.",
        steps: &[
            "In the mail settings of {app}, set the login to exactly: {login}",
            "In your account at {provider}, create an API key that may send mail; when asked for a name, type \
         {label}.",
            "Copy the key into the “{password_field}” field of the mail settings.",
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
            "Copiez la clé dans le champ « {password_field} » des réglages d’e-mail.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const KEY_AS_PASSWORD: Text = Text {
    en: Template {
        title: "{Provider} wants its key as password",
        what: "{Provider} does not take your account’s password here, but a secret or API key from its \
           settings.",
        steps: &[
            "Open the SMTP or API settings of your account at {provider}.",
            "Copy the login shown there into the “{login_field}” field of the mail settings in {app}.",
            "Create a new key; when asked for a name, type {label}.",
            "Copy the key into the “{password_field}” field.",
        ],
    },
    fr: Template {
        title: "{Provider} demande sa clé comme mot de passe",
        what: "{Provider} n’accepte pas ici le mot de passe de votre compte, mais une clé secrète ou une clé \
           API créée dans ses paramètres.",
        steps: &[
            "Ouvrez les paramètres SMTP ou API de votre compte chez {provider}.",
            "Copiez l’identifiant qui y est affiché dans le champ « {login_field} » des réglages d’e-mail \
         {de_app}.",
            "Créez une nouvelle clé et, comme nom, tapez {label}.",
            "Copiez la clé dans le champ « {password_field} ».",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const POSTMARK_TOKEN: Text = Text {
    en: Template {
        title: "Postmark wants the server’s API token",
        what: "At Postmark the server API token is both the login and the password. Your account’s address and \
           password do not work here.",
        steps: &[
            "In Postmark, open your server, then API Tokens.",
            "Copy the server API token into the “{login_field}” field of the mail settings in {app}.",
            "Copy the same token into the “{password_field}” field.",
            "Send a test.",
        ],
    },
    fr: Template {
        title: "Postmark demande le jeton API du serveur",
        what: "Chez Postmark, le jeton API du serveur sert à la fois d’identifiant et de mot de passe. \
           L’adresse et le mot de passe de votre compte ne fonctionnent pas ici.",
        steps: &[
            "Dans Postmark, ouvrez votre serveur, puis « API Tokens ».",
            "Copiez le jeton du serveur dans le champ « {login_field} » des réglages d’e-mail {de_app}.",
            "Copiez le même jeton dans le champ « {password_field} ».",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const MAILGUN_CREDENTIALS: Text = Text {
    en: Template {
        title: "Mailgun refused the SMTP credentials",
        what: "Mailgun has SMTP credentials for each domain, and separate servers for the US and the EU. Those \
           of another domain or region do not work.",
        steps: &[
            "In Mailgun, open your sending domain and its SMTP credentials.",
            "Copy the full SMTP login of that domain into the mail settings of {app}.",
            "Reset its password and copy the new one into the “{password_field}” field.",
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
            "Réinitialisez son mot de passe et copiez le nouveau dans le champ « {password_field} ».",
            "Vérifiez le serveur : smtp.mailgun.org pour les États-Unis, smtp.eu.mailgun.org pour l’Europe.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const SMTP_USER: Text = Text {
    en: Template {
        title: "{Provider} refused the SMTP user or password",
        what: "{Provider} expects an SMTP user and its own password from the SMTP settings, not your account’s \
           sign-in.",
        steps: &[
            "Open the SMTP settings of your account at {provider}.",
            "Copy the SMTP user into the “{login_field}” field of the mail settings in {app}.",
            "Set a new password for that user and copy it into the “{password_field}” field.",
            "Send a test.",
        ],
    },
    fr: Template {
        title: "{Provider} a refusé l’utilisateur SMTP ou son mot de passe",
        what: "{Provider} attend un utilisateur SMTP et son mot de passe, créés dans les paramètres SMTP, et \
           non ceux de votre compte.",
        steps: &[
            "Ouvrez les paramètres SMTP de votre compte chez {provider}.",
            "Copiez l’utilisateur SMTP dans le champ « {login_field} » des réglages d’e-mail {de_app}.",
            "Définissez un nouveau mot de passe pour cet utilisateur et copiez-le dans le champ « {password_field} ».",
            "Faites un essai d’envoi.",
        ],
    },
};
