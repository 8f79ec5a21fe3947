//! Cases of Google.

use super::{Template, Text};

/// Checked 2026-11-28: Google’s help pages “Sign in with app passwords” (row, `app_password`) and “How to generate App
/// Passwords” (knowledge.workspace.google.com/kb/how-to-generate-an-app-passwords-000009237), as stored.
pub(super) const GOOGLE_APP_PASSWORD: Text = Text {
    en: Template {
        title: "{Provider} wants an app password",
        what: "Google refuses the ordinary password of the account here. It takes an app password: 16 letters made \
               for one application. It can be created once 2-Step Verification is on.",
        steps: &[
            "Open {link:two_step} and turn on 2-Step Verification if it is off.",
            "Open {create_url} and sign in.",
            "As the name, type {label}, then click Create.",
            "Copy the 16 letters into the “{password_field}” field of the mail settings in {app} (the blanks do not \
             matter), then send a test.",
            "If the page says that the setting is not available for your account, there are three possible reasons: \
             an organisation manages the account (ask its administrator), Advanced Protection is on, or a security \
             key is the only second step (add another one). If none can be changed, connect with Google (OAuth2) \
             where {app} offers it.",
        ],
    },
    fr: Template {
        title: "{Provider} demande un mot de passe d’application",
        what: "Google refuse ici le mot de passe habituel du compte. Il faut un mot de passe d’application : 16 \
               lettres, créées pour une seule application, une fois la validation en deux étapes activée.",
        steps: &[
            "Ouvrez {link:two_step} et activez la validation en deux étapes si elle ne l’est pas encore.",
            "Ouvrez {create_url} et connectez-vous.",
            "Comme nom, tapez {label}, puis cliquez sur « Créer ».",
            "Copiez les 16 lettres dans le champ « {password_field} » des réglages d’e-mail {de_app} (les espaces ne \
             comptent pas), puis faites un essai d’envoi.",
            "Si la page indique que ce paramètre n’est pas disponible pour votre compte, trois raisons sont \
             possibles : une organisation gère le compte (demandez à son administrateur), la Protection Avancée est \
             activée, ou une clé de sécurité est la seule deuxième étape (ajoutez-en une autre). Si rien de cela ne \
             peut changer, choisissez la connexion avec Google (OAuth2) si elle est proposée dans {app}.",
        ],
    },
};

/// Checked 2026-11-28: as [`GOOGLE_APP_PASSWORD`].
pub(super) const WORKSPACE_APP_PASSWORD: Text = Text {
    en: Template {
        title: "{Provider} wants an app password",
        what: "Google refuses the ordinary password of the account here. It takes an app password: 16 letters made \
               for one application. It can be created once 2-Step Verification is on, if the administrator of your \
               organisation allows both.",
        steps: &[
            "Open {link:two_step} and turn on 2-Step Verification if it is off.",
            "Open {create_url} and sign in.",
            "As the name, type {label}, then click Create.",
            "Copy the 16 letters into the “{password_field}” field of the mail settings in {app} (the blanks do not \
             matter), then send a test.",
            "If the page says that the setting is not available for your account, ask your administrator to allow \
             2-Step Verification. Advanced Protection, and a security key as the only second step, rule app \
             passwords out as well; then connect with Google (OAuth2) where {app} offers it.",
        ],
    },
    fr: Template {
        title: "{Provider} demande un mot de passe d’application",
        what: "Google refuse ici le mot de passe habituel du compte. Il faut un mot de passe d’application : 16 \
               lettres, créées pour une seule application, une fois la validation en deux étapes activée et si \
               l’administrateur de votre organisation autorise les deux.",
        steps: &[
            "Ouvrez {link:two_step} et activez la validation en deux étapes si elle ne l’est pas encore.",
            "Ouvrez {create_url} et connectez-vous.",
            "Comme nom, tapez {label}, puis cliquez sur « Créer ».",
            "Copiez les 16 lettres dans le champ « {password_field} » des réglages d’e-mail {de_app} (les espaces ne \
             comptent pas), puis faites un essai d’envoi.",
            "Si la page indique que ce paramètre n’est pas disponible pour votre compte, demandez à votre \
             administrateur d’autoriser la validation en deux étapes. La Protection Avancée, ou une clé de sécurité \
             comme seule deuxième étape, excluent aussi les mots de passe d’application ; choisissez alors la \
             connexion avec Google (OAuth2) si elle est proposée dans {app}.",
        ],
    },
};

/// Checked 2026-11-28: as [`GOOGLE_APP_PASSWORD`]; Google’s page on revoking app passwords (answer 1070455, `hl=fr`).
pub(super) const GOOGLE_NEW_APP_PASSWORD: Text = Text {
    en: Template {
        title: "The app password is wrong or no longer valid",
        what: "The password has the shape of an app password, but Google does not accept it. It was revoked, belongs \
               to another account, or was mistyped.",
        steps: &[
            "Check the “{login_field}” field: it must hold the full Google address for which the app password was \
             made.",
            "Open {create_url} and delete the old entry.",
            "Create a new app password and, as its name, type {label}.",
            "Copy the 16 letters into the “{password_field}” field of the mail settings in {app}, then send a test.",
        ],
    },
    fr: Template {
        title: "Le mot de passe d’application est incorrect ou révoqué",
        what: "Le mot de passe a la forme d’un mot de passe d’application, mais Google ne l’accepte pas. Il a été \
               révoqué, appartient à un autre compte ou contient une faute de frappe.",
        steps: &[
            "Vérifiez le champ « {login_field} » : il doit contenir l’adresse Google complète pour laquelle le mot \
             de passe a été créé.",
            "Ouvrez {create_url} et supprimez l’ancienne entrée.",
            "Créez un nouveau mot de passe d’application et, comme nom, tapez {label}.",
            "Copiez les 16 lettres dans le champ « {password_field} » des réglages d’e-mail {de_app}, puis faites un \
             essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-28: Google’s replies `WebLoginRequired` and its page on blocked sign-ins (row, `blocked`); the page itself
/// was not seen again.
pub(super) const GOOGLE_BLOCKED: Text = Text {
    en: Template {
        title: "Google blocked the sign-in",
        what: "Google found the sign-in unusual and wants you to confirm it in a web browser.",
        steps: &[
            "Sign in to your Google Account with a web browser, on a device you use often. If Google shows a picture \
             puzzle (captcha), solve it.",
            "Under Security, confirm that the recent sign-in was yours.",
            "In the mail settings of {app}, use an app password instead of your ordinary password: it is created at \
             {create_url}.",
            "Send a test.",
        ],
    },
    fr: Template {
        title: "Google a bloqué la connexion",
        what: "Google a jugé la connexion inhabituelle et veut que vous la confirmiez dans un navigateur.",
        steps: &[
            "Connectez-vous à votre compte Google avec un navigateur, sur un appareil que vous utilisez souvent. Si \
             un test d’images (captcha) s’affiche, résolvez-le.",
            "Dans la rubrique Sécurité, confirmez que la connexion récente venait de vous.",
            "Dans les réglages d’e-mail {de_app}, utilisez un mot de passe d’application au lieu du mot de passe \
             habituel : il se crée sur {create_url}.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-28: Google’s page “Send emails from a different address or alias” (row, `aliases`) as quoted by others;
/// Google’s API guide on send-as aliases.
pub(super) const GOOGLE_ALIAS: Text = Text {
    en: Template {
        title: "Google does not send from that address",
        what: "Google sends only from the account’s own address and from those listed under “Send mail as” in Gmail. \
               It refuses any other From address, or replaces it by the account’s own.",
        steps: &[
            "In the mail settings of {app}, set the sender to the account’s own address.",
            "If you need the other address, add it in Gmail under Settings, Accounts and Import, “Send mail as”, and \
             confirm it with the mail that Google sends to it: {link:aliases}",
            "If that address is at another provider, better choose that provider in {app} and send through it.",
            "Send a test and look at the sender the recipient sees.",
        ],
    },
    fr: Template {
        title: "Google n’envoie pas avec cette adresse",
        what: "Google n’envoie qu’avec l’adresse du compte et celles qui figurent dans Gmail sous « Envoyer des \
               e-mails en tant que ». Il refuse toute autre adresse d’expéditeur, ou la remplace par celle du \
               compte.",
        steps: &[
            "Dans les réglages d’e-mail {de_app}, mettez comme expéditeur l’adresse du compte.",
            "Si l’autre adresse vous est nécessaire, ajoutez-la dans Gmail sous Paramètres, Comptes et importation, \
             « Envoyer des e-mails en tant que », et confirmez-la avec l’e-mail que Google y envoie : {link:aliases}",
            "Si cette adresse est chez un autre fournisseur, choisissez plutôt ce fournisseur dans {app} pour l’envoi.",
            "Faites un essai d’envoi et regardez l’expéditeur que voit le destinataire.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const RELAY_NOT_REGISTERED: Text = Text {
    en: Template {
        title: "The Google relay does not know this sender’s server",
        what: "The SMTP relay of Google Workspace serves only IP addresses or users that an administrator has \
               registered.",
        steps: &[
            "If you have a plain Gmail address, choose Gmail (smtp.gmail.com) in the mail settings instead.",
            "Otherwise, ask your administrator to open the SMTP relay settings of Gmail in the Google Admin console: \
             {link:smtp}",
            "They add the IP address of {app}, or require a sign-in (SMTP authentication).",
            "Send a test.",
        ],
    },
    fr: Template {
        title: "Le relais Google ne connaît pas le serveur qui envoie",
        what: "Le relais SMTP de Google Workspace ne sert que les adresses IP ou les utilisateurs enregistrés par un \
               administrateur.",
        steps: &[
            "Si vous avez une simple adresse Gmail, choisissez plutôt Gmail (smtp.gmail.com) dans les réglages \
             d’e-mail.",
            "Sinon, demandez à votre administrateur d’ouvrir les paramètres du relais SMTP de Gmail dans la console \
             d’administration Google : {link:smtp}",
            "Il y ajoute l’adresse IP utilisée par {app}, ou y exige l’authentification SMTP.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const RELAY_SENDER: Text = Text {
    en: Template {
        title: "The Google relay does not send for this address",
        what: "The sender’s domain does not belong to the Google Workspace organisation that owns the relay, or the \
               sender’s account does not exist there.",
        steps: &[
            "In the mail settings of {app}, set the sender to an active address of your Workspace domain.",
            "If the domain is yours, ask your administrator to add it to Google Workspace.",
            "Send a test.",
        ],
    },
    fr: Template {
        title: "Le relais Google n’envoie pas pour cette adresse",
        what: "Le domaine de l’expéditeur n’appartient pas à l’organisation Google Workspace du relais, ou le compte \
               de l’expéditeur n’y existe pas.",
        steps: &[
            "Dans les réglages d’e-mail {de_app}, mettez comme expéditeur une adresse active de votre domaine \
             Workspace.",
            "Si le domaine est à vous, demandez à votre administrateur de l’ajouter à Google Workspace.",
            "Faites un essai d’envoi.",
        ],
    },
};
