//! Cases of the other mailbox providers.

use super::{Template, Text};

/// Checked 2026-11-29: Yahoo’s page “Generate and manage 3rd-party app passwords” (row, `app_password`), a stored copy of the English
/// page. The French names are those of AOL’s French page on the same system (assistance.aol.fr).
pub(super) const YAHOO_APP_PASSWORD: Text = Text {
    en: Template {
        title: "Yahoo wants an app password",
        what: "Yahoo refuses the ordinary password of the account here, even at the first try. It takes an app \
               password, made for one application.",
        steps: &[
            "Open {create_url} and sign in. Turn on two-step verification if it is off.",
            "Under “External connections”, click “Create app password” and, as the app’s name, type {label}.",
            "Click “Generate password”.",
            "Copy it into the “{password_field}” field of the mail settings in {app}, then send a test.",
            "If Yahoo does not offer it, use a browser in which you have signed in to Yahoo for several days, \
             without a private window. Yahoo’s support cannot unlock it.",
        ],
    },
    fr: Template {
        title: "Yahoo demande un mot de passe d’application",
        what: "Yahoo refuse ici le mot de passe habituel du compte, même au premier essai. Il faut un mot de passe \
               d’application, créé pour une seule application.",
        steps: &[
            "Ouvrez {create_url} et connectez-vous. Activez la validation en deux étapes si elle ne l’est pas \
             encore.",
            "Cliquez sur « Créer un mot de passe d’application » (ou « Générer et gérer les mots de passe \
             d’application ») et, comme nom d’application, tapez {label}.",
            "Cliquez sur « Générer un mot de passe ».",
            "Copiez-le dans le champ « {password_field} » des réglages d’e-mail {de_app}, puis faites un essai \
             d’envoi.",
            "Si Yahoo ne le propose pas, utilisez un navigateur avec lequel vous vous connectez à Yahoo depuis \
             plusieurs jours, sans navigation privée. L’assistance de Yahoo ne peut pas le débloquer.",
        ],
    },
};

/// Checked 2026-11-28: AOL’s French page on app passwords (row, `app_password`), as stored.
pub(super) const AOL_APP_PASSWORD: Text = Text {
    en: Template {
        title: "AOL wants an app password",
        what: "AOL refuses the ordinary password of the account here. It takes an app password, made for one \
               application.",
        steps: &[
            "Open {create_url} and sign in.",
            "Click “Create app password” (or “Generate and manage app passwords”) and, as the app’s name, type \
             {label}.",
            "Click “Generate password” and copy it, without its blanks, into the “{password_field}” field of the \
             mail settings in {app}.",
            "Send a test.",
        ],
    },
    fr: Template {
        title: "AOL demande un mot de passe d’application",
        what: "AOL refuse ici le mot de passe habituel du compte. Il faut un mot de passe d’application, créé pour \
               une seule application.",
        steps: &[
            "Ouvrez {create_url} et connectez-vous.",
            "Cliquez sur « Générer un mot de passe d’application » (ou « Générer et gérer les mots de passe \
             d’application ») et, comme nom d’application, tapez {label}.",
            "Cliquez sur « Générer un mot de passe » et copiez-le, sans ses espaces, dans le champ \
             « {password_field} » des réglages d’e-mail {de_app}.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-28: lists of Orange’s `OFR` codes (postmastery.com, bentonow.com): all of them concern the sending server, its
/// reputation, its connections, or the filter.
pub(super) const ORANGE_REFUSAL: Text = Text {
    en: Template {
        title: "Orange refused the mail for a reason you cannot change",
        what: "Orange refused the mail with one of its own codes (OFR). They concern the server that sends: its \
               reputation, its number of connections, or Orange’s filter. Your password and your settings are not in \
               question.",
        steps: &[
            "There is nothing for you to correct in the mail settings.",
            "Pass this message, with the server’s whole reply and its OFR code, on to the people who run {app} or \
             the mail server.",
            "Send the document again later. If it is urgent, send it another way.",
        ],
    },
    fr: Template {
        title: "Orange a refusé le message pour une raison indépendante de vous",
        what: "Orange a refusé le message avec l’un de ses propres codes (OFR). Ils concernent le serveur qui \
               envoie : sa réputation, son nombre de connexions ou le filtre d’Orange. Votre mot de passe et vos \
               réglages ne sont pas en cause.",
        steps: &[
            "Vous n’avez rien à corriger dans les réglages d’e-mail.",
            "Transmettez ce message, avec la réponse complète du serveur et son code OFR, à votre contact technique \
             pour {app} ou pour le serveur de messagerie.",
            "Renvoyez le document plus tard. En cas d’urgence, faites-le parvenir autrement.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const NEW_APP_PASSWORD: Text = Text {
    en: Template {
        title: "The app password is wrong or no longer valid",
        what: "The password looks like an app password, but {provider} does not accept it. Perhaps it was \
           revoked, belongs to another account, or was mistyped.",
        steps: &[
            "Check the “{login_field}” field: it must hold the login for which the app password was made.",
            "Open the security settings of your account at {provider} and delete the old app password.",
            "Create a new one and, if a name is asked, type {label}.",
            "Copy it into the “{password_field}” field of the mail settings in {app}.",
        ],
    },
    fr: Template {
        title: "Le mot de passe d’application est incorrect ou révoqué",
        what: "Le mot de passe a la forme attendue, mais {provider} ne l’accepte pas. Il a peut-être été \
           révoqué, appartient à un autre compte, ou contient une faute de frappe.",
        steps: &[
            "Vérifiez le champ « {login_field} » : il doit contenir l’identifiant pour lequel le mot de passe \
             d’application a été créé.",
            "Ouvrez les paramètres de sécurité de votre compte chez {provider} et supprimez l’ancien mot de passe \
             d’application.",
            "Créez-en un nouveau et, si un nom est demandé, tapez {label}.",
            "Copiez-le dans le champ « {password_field} » des réglages d’e-mail {de_app}.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const ICLOUD_APP_PASSWORD: Text = Text {
    en: Template {
        title: "iCloud wants an app-specific password",
        what: "Apple refuses the password of your Apple Account here. It takes an app-specific password, \
           available once two-factor authentication is on.",
        steps: &[
            "Open {create_url} and sign in.",
            "Turn on two-factor authentication if it is off.",
            "Choose Sign-In and Security, then App-Specific Passwords; as the name, type {label}.",
            "Copy it into the “{password_field}” field of the mail settings in {app}.",
            "As the login, use your iCloud address, also when you send from a domain of your own.",
        ],
    },
    fr: Template {
        title: "iCloud demande un mot de passe pour application",
        what: "Apple refuse ici le mot de passe de votre compte Apple. Il faut un mot de passe pour \
           application, disponible une fois l’identification à deux facteurs activée.",
        steps: &[
            "Ouvrez {create_url} et connectez-vous.",
            "Activez l’identification à deux facteurs si elle ne l’est pas encore.",
            "Choisissez « Connexion et sécurité », puis « Mots de passe pour application » ; comme nom, tapez \
         {label}.",
            "Copiez le mot de passe créé dans le champ « {password_field} » des réglages d’e-mail {de_app}.",
            "Comme identifiant, mettez votre adresse iCloud, même si vous envoyez depuis votre propre domaine.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const FASTMAIL_APP_PASSWORD: Text = Text {
    en: Template {
        title: "Fastmail wants an app password",
        what: "Fastmail refuses the ordinary password of an account here. It takes an app password, made for \
           one application.",
        steps: &[
            "In Fastmail, open Settings, then Privacy & Security, then App passwords.",
            "Create an app password and, as its name, type {label}.",
            "Copy it into the “{password_field}” field of the mail settings in {app}.",
            "As the login, use the full address you sign in with, not an alias.",
        ],
    },
    fr: Template {
        title: "Fastmail demande un mot de passe d’application",
        what: "Fastmail refuse ici le mot de passe habituel du compte. Il faut un mot de passe d’application, \
           créé pour une seule application.",
        steps: &[
            "Dans Fastmail, ouvrez les paramètres, puis la rubrique de confidentialité et de sécurité (Privacy \
         & Security > App passwords).",
            "Créez un mot de passe d’application et, comme nom, tapez {label}.",
            "Copiez-le dans le champ « {password_field} » des réglages d’e-mail {de_app}.",
            "Comme identifiant, mettez l’adresse complète avec laquelle vous vous connectez, et non un alias.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const PROTON_TOKEN: Text = Text {
    en: Template {
        title: "Proton Mail wants an SMTP token",
        what: "Proton takes an SMTP token instead of your password. It exists on business plans with a domain \
           of your own.",
        steps: &[
            "In Proton Mail on the web, open Settings, then IMAP/SMTP, then SMTP tokens.",
            "Create a token for the address that sends; when asked for a name, type {label}.",
            "Copy it into the “{password_field}” field of the mail settings in {app}.",
            "As the login, use the full address the token was made for.",
        ],
    },
    fr: Template {
        title: "Proton Mail demande un jeton SMTP",
        what: "Proton attend un jeton SMTP à la place de votre mot de passe. Il existe avec les offres \
           professionnelles et un domaine à vous.",
        steps: &[
            "Dans Proton Mail sur le web, ouvrez Paramètres, puis IMAP/SMTP, puis Jetons SMTP.",
            "Créez un jeton pour l’adresse qui envoie et, comme nom, tapez {label}.",
            "Copiez-le dans le champ « {password_field} » des réglages d’e-mail {de_app}.",
            "Comme identifiant, mettez l’adresse complète pour laquelle le jeton a été créé.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const YANDEX_APP_PASSWORD: Text = Text {
    en: Template {
        title: "Yandex wants mail access switched on and an app password",
        what: "Yandex refuses the sign-in: access by mail programs is off for this account, or an ordinary \
           password was used.",
        steps: &[
            "In Yandex Mail, open the settings for email clients and switch access on.",
            "In your Yandex ID, create an app password for mail; when asked for a name, type {label}.",
            "Copy it into the “{password_field}” field of the mail settings in {app}.",
            "Send a test.",
        ],
    },
    fr: Template {
        title: "Yandex demande un accès activé et un mot de passe d’application",
        what: "Yandex refuse la connexion : l’accès par logiciel de messagerie est désactivé pour ce compte, ou \
           un mot de passe habituel a été utilisé.",
        steps: &[
            "Dans Yandex Mail, ouvrez les paramètres des clients de messagerie et activez l’accès.",
            "Dans votre Yandex ID, créez un mot de passe d’application pour la messagerie ; comme nom, tapez \
         {label}.",
            "Copiez-le dans le champ « {password_field} » des réglages d’e-mail {de_app}.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const ZOHO_APP_PASSWORD: Text = Text {
    en: Template {
        title: "Zoho Mail wants an app password",
        what: "Zoho refuses the ordinary password of this account here. It asks for an app-specific password, \
           made for one application.",
        steps: &[
            "Open the security settings of your Zoho account.",
            "Create an app-specific password; when asked for a name, type {label}.",
            "Copy it into the “{password_field}” field of the mail settings in {app}.",
            "Send a test.",
        ],
    },
    fr: Template {
        title: "Zoho Mail demande un mot de passe d’application",
        what: "Zoho refuse ici le mot de passe habituel de ce compte. Il faut un mot de passe d’application, \
           créé pour une seule application.",
        steps: &[
            "Ouvrez les paramètres de sécurité de votre compte Zoho.",
            "Créez un mot de passe d’application et, comme nom, tapez {label}.",
            "Copiez-le dans le champ « {password_field} » des réglages d’e-mail {de_app}.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const ZOHO_CREDENTIALS: Text = Text {
    en: Template {
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
    fr: Template {
        title: "Zoho Mail a refusé l’identifiant ou le mot de passe",
        what: "L’identifiant ou le mot de passe est incorrect, ou bien le serveur n’est pas celui du centre de \
           données de votre compte : la réponse est la même.",
        steps: &[
            "Vérifiez l’identifiant : l’adresse Zoho complète.",
            "Vérifiez le serveur : il se termine comme l’adresse de votre page Zoho, par exemple .com ou .eu.",
            "Retapez le mot de passe ; si votre compte a l’authentification à deux facteurs, essayez un mot de \
         passe d’application.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const ZOHO_BLOCKED: Text = Text {
    en: Template {
        title: "Zoho has blocked sending to outside addresses",
        what: "Zoho noticed unusual activity and stopped this account from sending outside. Waiting does not \
           lift the block.",
        steps: &[
            "Open {link:blocked} and sign in.",
            "Read the reason and ask for the block to be lifted.",
            "Slow down large sendings afterwards.",
        ],
    },
    fr: Template {
        title: "Zoho a bloqué les envois vers l’extérieur",
        what: "Zoho a remarqué une activité inhabituelle et empêche ce compte d’envoyer vers l’extérieur. \
           Attendre ne lève pas le blocage.",
        steps: &[
            "Ouvrez {link:blocked} et connectez-vous.",
            "Lisez la raison et demandez la levée du blocage.",
            "Étalez ensuite les gros envois.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const GMX_APP_PASSWORD: Text = Text {
    en: Template {
        title: "{Provider} wants an app-specific password",
        what: "With two-factor authentication on, {provider} refuses the ordinary password here. Turning it on \
           also switches mail programs off until you allow them again.",
        steps: &[
            "On the web page of {provider}, open the settings for POP3/IMAP and switch access on.",
            "In the security settings of your account, create an application-specific password; when asked for \
         a name, type {label}.",
            "Copy it into the “{password_field}” field of the mail settings in {app}.",
            "Send a test.",
        ],
    },
    fr: Template {
        title: "{Provider} demande un mot de passe d’application",
        what: "Avec l’authentification à deux facteurs, {provider} refuse ici le mot de passe habituel. Son \
           activation coupe aussi l’accès des logiciels de messagerie jusqu’à nouvelle autorisation.",
        steps: &[
            "Sur le site {de_provider}, ouvrez les réglages POP3/IMAP et activez l’accès.",
            "Dans les paramètres de sécurité de votre compte, créez un mot de passe d’application ; comme nom, \
         tapez {label}.",
            "Copiez-le dans le champ « {password_field} » des réglages d’e-mail {de_app}.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const GMX_CREDENTIALS: Text = Text {
    en: Template {
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
    fr: Template {
        title: "{Provider} a refusé la connexion",
        what: "L’identifiant ou le mot de passe est incorrect, ou l’accès des logiciels de messagerie est \
           désactivé : chez {provider}, il faut d’abord l’activer.",
        steps: &[
            "Sur le site {de_provider}, ouvrez les réglages POP3/IMAP et activez l’accès.",
            "Vérifiez l’identifiant : l’adresse complète.",
            "Avec l’authentification à deux facteurs, utilisez un mot de passe d’application ; sinon, le mot de \
         passe du compte.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const WEB_DE_CREDENTIALS: Text = Text {
    en: Template {
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
    fr: Template {
        title: "WEB.DE a refusé la connexion",
        what: "L’identifiant ou le mot de passe est incorrect, ou l’accès des logiciels de messagerie est \
           désactivé : chez WEB.DE, il faut d’abord l’activer.",
        steps: &[
            "Sur le site de WEB.DE, ouvrez les réglages POP3/IMAP et activez l’accès.",
            "Vérifiez l’identifiant : la partie de l’adresse avant le @.",
            "Avec l’authentification à deux facteurs, utilisez un mot de passe d’application ; sinon, le mot de \
         passe du compte.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const MAIL_COM_ACCESS: Text = Text {
    en: Template {
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
    fr: Template {
        title: "mail.com a refusé la connexion",
        what: "L’identifiant ou le mot de passe est incorrect, ou l’accès des logiciels de messagerie est \
           désactivé. Chez mail.com, il est réservé à l’offre Premium et doit être activé.",
        steps: &[
            "Vérifiez que votre compte mail.com est un compte Premium.",
            "Sur le site de mail.com, ouvrez les réglages POP3/IMAP et activez l’accès.",
            "Retapez l’adresse complète et le mot de passe du compte dans les réglages d’e-mail {de_app}.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const OWN_PASSWORD: Text = Text {
    en: Template {
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
    fr: Template {
        title: "{Provider} a refusé l’identifiant ou le mot de passe",
        what: "{Provider} attend l’adresse complète et le mot de passe de cette boîte, celui que vous utilisez \
           sur le webmail.",
        steps: &[
            "Vérifiez l’identifiant : l’adresse e-mail complète.",
            "Essayez la même adresse et le même mot de passe sur le webmail.",
            "Retapez le mot de passe dans les réglages d’e-mail {de_app}, sans espace avant ni après.",
            "Si vous l’avez oublié, définissez-en un nouveau dans votre espace client.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const LOCAL_PART_PASSWORD: Text = Text {
    en: Template {
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
    fr: Template {
        title: "{Provider} a refusé l’identifiant ou le mot de passe",
        what: "{Provider} attend comme identifiant la partie de votre adresse avant le @, et le mot de passe de \
           cette boîte.",
        steps: &[
            "Vérifiez l’identifiant : la partie de l’adresse avant le @, sans la suite.",
            "Essayez le mot de passe de la boîte sur le webmail.",
            "Retapez le mot de passe dans les réglages d’e-mail {de_app}, sans espace avant ni après.",
            "Si l’identifiant est quand même refusé, essayez l’adresse complète.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const LA_POSTE_FROZEN: Text = Text {
    en: Template {
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
    fr: Template {
        title: "La Poste a peut-être gelé la boîte",
        what: "laposte.net gèle les boîtes dont le mot de passe est trop faible ou l’usage suspect, jusqu’à \
           l’intervention du titulaire.",
        steps: &[
            "Connectez-vous sur laposte.net avec un navigateur.",
            "Suivez ce qui y est demandé ; un nouveau mot de passe compte au moins 12 caractères de plusieurs \
         sortes.",
            "Reportez le nouveau mot de passe dans les réglages d’e-mail {de_app}.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const OVH_CREDENTIALS: Text = Text {
    en: Template {
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
    fr: Template {
        title: "OVHcloud a refusé l’identifiant ou le mot de passe",
        what: "L’identifiant ou le mot de passe est incorrect, ou bien OVHcloud a bloqué l’adresse pour \
           suspicion de spam : la réponse est la même.",
        steps: &[
            "Vérifiez l’identifiant : l’adresse e-mail complète.",
            "Essayez la même adresse et le même mot de passe sur le webmail d’OVHcloud.",
            "Dans l’espace client OVHcloud, regardez si l’adresse apparaît comme bloquée.",
            "Définissez-y un nouveau mot de passe si vous l’avez oublié ou si l’adresse est bloquée.",
            "Reportez-le dans les réglages d’e-mail {de_app}.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const OVH_BLOCKED: Text = Text {
    en: Template {
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
    fr: Template {
        title: "OVHcloud a bloqué cette adresse",
        what: "OVHcloud a vu des envois suspects depuis cette adresse et les a arrêtés. Le ticket d’assistance \
           ouvert à ce sujet indique la suite.",
        steps: &[
            "Vérifiez vos ordinateurs (antivirus) et cherchez des envois inhabituels.",
            "Connectez-vous à l’espace client OVHcloud et lisez le ticket d’assistance à propos du blocage.",
            "Définissez un nouveau mot de passe pour l’adresse : sur un ancien MX Plan, cela lève le blocage.",
            "Sinon, répondez au ticket.",
            "Reportez le nouveau mot de passe dans les réglages d’e-mail {de_app}.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const ZOHO_ALIAS: Text = Text {
    en: Template {
        title: "Zoho Mail does not send from that address",
        what: "The From address must be the mailbox that signed in, or a send-as address verified in Zoho.",
        steps: &[
            "In the mail settings of {app}, set the sender to the mailbox’s own address.",
            "If you need the other address, add and verify it as a send-as address in Zoho Mail.",
            "Send a test.",
        ],
    },
    fr: Template {
        title: "Zoho Mail n’envoie pas avec cette adresse",
        what: "L’adresse d’expéditeur doit être celle de la boîte connectée, ou une adresse d’envoi vérifiée \
           dans Zoho.",
        steps: &[
            "Dans les réglages d’e-mail {de_app}, mettez comme expéditeur l’adresse de la boîte.",
            "Si l’autre adresse vous est nécessaire, ajoutez-la et vérifiez-la comme adresse d’envoi dans Zoho \
         Mail.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const ONE_PORT: Text = Text {
    en: Template {
        title: "{Provider} wants port {ports}",
        what: "{Provider} takes mail on port {ports}. The mail settings of {app} say something else.",
        steps: &["In the mail settings of {app}, choose port {ports}.", "Save, then send a test."],
    },
    fr: Template {
        title: "{Provider} demande le port {ports}",
        what: "{Provider} accepte les envois sur le port {ports}. Les réglages d’e-mail {de_app} indiquent \
           autre chose.",
        steps: &[
            "Dans les réglages d’e-mail {de_app}, choisissez le port {ports}.",
            "Enregistrez, puis faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-28: no page of a mailbox provider offers a list of IP addresses to its customers.
pub(super) const MAILBOX_IP_REFUSED: Text = Text {
    en: Template {
        title: "{Provider} refuses the machine that sends",
        what: "{Provider} does not accept mail from the internet address (IP) {app} sends from, mostly because of \
               the reputation of that address. Your password is not in question.",
        steps: &[
            "There is nothing for you to correct, neither in the mail settings nor in your account.",
            "Pass this message, with the server’s whole reply, on to the people who run {app}: they ask for the \
             address to be taken off the block list.",
            "Send the document again later. If it is urgent, send it another way.",
        ],
    },
    fr: Template {
        title: "{Provider} refuse la machine qui envoie",
        what: "{Provider} n’accepte pas les envois depuis l’adresse IP utilisée par {app}, le plus souvent à cause \
               de la réputation de cette adresse. Votre mot de passe n’est pas en cause.",
        steps: &[
            "Vous n’avez rien à corriger, ni dans les réglages d’e-mail ni dans votre compte.",
            "Transmettez ce message, avec la réponse complète du serveur, à votre contact technique pour {app} : il \
             demande le retrait de l’adresse de la liste de blocage.",
            "Renvoyez le document plus tard. En cas d’urgence, faites-le parvenir autrement.",
        ],
    },
};
