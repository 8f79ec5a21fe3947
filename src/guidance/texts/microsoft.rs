//! Cases of Microsoft.

use super::{Template, Text};

/// Who the administrator is and where they work. The person who signs up for an organisation becomes its administrator.
const ADMINISTRATOR_EN: &str = "The administrator is the person who bought the subscription, or whom that person \
                                 named. If you bought it yourself, it is you. The admin center is at {link:admin}";
const ADMINISTRATOR_FR: &str = "L’administrateur est la personne qui a souscrit l’abonnement, ou celle qu’elle a \
                                 désignée. Si vous l’avez souscrit vous-même, c’est vous. Le Centre d’administration \
                                 se trouve sur {link:admin}";

/// Checked 2026-11-28: “Create app passwords from the Security info page” (row, `app_password`), Microsoft’s administrator
/// page on app passwords (MicrosoftDocs/entra-docs, howto-mfa-app-passwords.md): off until an administrator allows them.
pub(super) const MICROSOFT_APP_PASSWORD: Text = Text {
    en: Template {
        title: "Microsoft 365 refuses the ordinary password",
        what: "Your account asks for a second step at sign-in (multifactor authentication), so its ordinary password \
               does not work here. An app password takes its place where your organisation allows it.",
        steps: &[
            "If {app} offers to connect with Microsoft (OAuth2), choose that: it needs no password and is the way \
             that stays.",
            "Otherwise, open {link:create_app_password}, click “Add sign-in method”, choose “App password” and, as \
             its name, type {label}.",
            "Copy it into the “{password_field}” field of the mail settings in {app}, then send a test.",
            "If “App password” is missing from the list, your organisation does not allow it: use OAuth2, or ask \
             your administrator to allow app passwords at {link:admin_security}",
            ADMINISTRATOR_EN,
        ],
    },
    fr: Template {
        title: "Microsoft 365 refuse le mot de passe habituel",
        what: "Votre compte demande une deuxième étape à la connexion (authentification multifacteur) : son mot de \
               passe habituel ne fonctionne pas ici. Un mot de passe d’application le remplace si votre organisation \
               l’autorise.",
        steps: &[
            "Si la connexion avec Microsoft (OAuth2) est proposée dans {app}, choisissez-la : elle se passe de mot \
             de passe, et c’est la solution durable.",
            "Sinon, ouvrez {link:create_app_password}, cliquez sur « Ajouter une méthode de connexion », choisissez \
             « Mot de passe d’application » et, comme nom, tapez {label}.",
            "Copiez-le dans le champ « {password_field} » des réglages d’e-mail {de_app}, puis faites un essai \
             d’envoi.",
            "Si « Mot de passe d’application » manque dans la liste, votre organisation ne l’autorise pas : utilisez \
             OAuth2, ou demandez à votre administrateur de l’autoriser sur {link:admin_security}",
            ADMINISTRATOR_FR,
        ],
    },
};

/// Checked 2026-11-28: security defaults (row, `security_defaults`; MicrosoftDocs/entra-docs), the end of passwords (row,
/// `passwords_end`), Microsoft’s page on app passwords.
pub(super) const MICROSOFT_CREDENTIALS: Text = Text {
    en: Template {
        title: "Microsoft 365 refused the login or password",
        what: "Microsoft gives the same answer in four cases: the address or the password is wrong; the account has \
               multifactor authentication; a rule of your organisation (security defaults or Conditional Access) \
               blocks passwords; or sending by password is switched off, which is the default from the end of \
               December 2026.",
        steps: &[
            "Sign in at outlook.office.com with the same address and password. If that is refused, correct the \
             “{login_field}” and “{password_field}” fields in the mail settings of {app}.",
            "If {app} offers to connect with Microsoft (OAuth2), choose that: it works in each of these cases.",
            "If a second step is asked at sign-in, create an app password at {link:create_app_password} and copy it \
             into the “{password_field}” field. If the option is missing there, use OAuth2, or ask your administrator \
             to allow it.",
            "Ask your administrator whether authenticated SMTP is allowed for this mailbox, and whether a rule \
             blocks passwords.",
            ADMINISTRATOR_EN,
        ],
    },
    fr: Template {
        title: "Microsoft 365 a refusé l’identifiant ou le mot de passe",
        what: "Microsoft donne la même réponse dans quatre cas : l’adresse ou le mot de passe est incorrect ; le \
               compte est protégé par l’authentification multifacteur ; une règle de votre organisation (paramètres \
               de sécurité par défaut ou accès conditionnel) bloque les mots de passe ; ou l’envoi par mot de passe \
               est désactivé, ce qui est le réglage par défaut à partir de fin décembre 2026.",
        steps: &[
            "Connectez-vous sur outlook.office.com avec la même adresse et le même mot de passe. En cas de refus, \
             corrigez les champs « {login_field} » et « {password_field} » des réglages d’e-mail {de_app}.",
            "Si la connexion avec Microsoft (OAuth2) est proposée dans {app}, choisissez-la : elle fonctionne dans \
             tous ces cas.",
            "Si une deuxième étape est demandée à la connexion, créez un mot de passe d’application sur \
             {link:create_app_password} et copiez-le dans le champ « {password_field} ». Si l’option y manque, utilisez \
             OAuth2, ou demandez à votre administrateur de l’autoriser.",
            "Demandez à votre administrateur si le SMTP authentifié est autorisé pour cette boîte, et si une règle \
             bloque les mots de passe.",
            ADMINISTRATOR_FR,
        ],
    },
};

/// Checked 2026-11-28: the Exchange team’s announcement of 2026-01-27 (row, `passwords_end`), security defaults and Conditional
/// Access (row, `security_defaults`; MicrosoftDocs/entra-docs).
pub(super) const MICROSOFT_BASIC_AUTH: Text = Text {
    en: Template {
        title: "Microsoft 365 no longer takes passwords for this account",
        what: "There are two possible reasons. Either sending by password is switched off: that is the default from \
               the end of December 2026, and an administrator of an existing organisation can switch it on again \
               until further notice. Or, at any date, a rule of your organisation blocks passwords: the security \
               defaults or a Conditional Access policy.",
        steps: &[
            "If {app} offers to connect with Microsoft (OAuth2), choose that: it works without a password.",
            "Otherwise, ask your administrator which of the two reasons it is. How sending by password ends: \
             {link:passwords_end}",
            "Security defaults are at {link:admin_security} under Identity, Overview, Properties, “Manage security \
             defaults”. Turning them off makes every account less safe: OAuth2 is better.",
            "A Conditional Access policy that blocks legacy authentication is in the same place under Conditional \
             Access; your mailbox can be excluded from it.",
            ADMINISTRATOR_EN,
        ],
    },
    fr: Template {
        title: "Microsoft 365 n’accepte plus de mot de passe pour ce compte",
        what: "Deux raisons sont possibles. Ou bien l’envoi par mot de passe est désactivé : c’est le réglage par \
               défaut à partir de fin décembre 2026, et dans une organisation existante un administrateur peut le \
               réactiver jusqu’à nouvel ordre. Ou bien, quelle que soit la date, une règle de votre organisation \
               bloque les mots de passe : les paramètres de sécurité par défaut ou une stratégie d’accès \
               conditionnel.",
        steps: &[
            "Si la connexion avec Microsoft (OAuth2) est proposée dans {app}, choisissez-la : elle se passe de mot de passe.",
            "Sinon, demandez à votre administrateur laquelle des deux raisons s’applique. La fin de l’envoi par mot \
             de passe (en anglais) : {link:passwords_end}",
            "Les paramètres de sécurité par défaut se trouvent sur {link:admin_security}, sous Identité, Vue \
             d’ensemble, Propriétés, « Gérer les paramètres de sécurité par défaut ». Les désactiver fragilise tous \
             les comptes : OAuth2 vaut mieux.",
            "Une stratégie d’accès conditionnel qui bloque l’authentification héritée se trouve au même endroit, \
             sous Accès conditionnel ; votre boîte peut en être exclue.",
            ADMINISTRATOR_FR,
        ],
    },
};

/// Checked 2026-11-28: Microsoft’s page on SMTP AUTH (row, `smtp_auth`; OfficeDocs-Exchange, as stored) and the address of the
/// mail-flow settings in public reports.
pub(super) const MICROSOFT_TENANT: Text = Text {
    en: Template {
        title: "SMTP is switched off for your whole Microsoft 365 organisation",
        what: "A setting of your organisation forbids authenticated SMTP for every mailbox, also with OAuth2. Your \
               administrator can change it.",
        steps: &[
            "Ask your administrator to open {link:admin_mail}, then Mail flow.",
            "There, “Turn off SMTP AUTH protocol for your organization” must be unticked.",
            "If only your mailbox should send, they allow it for that mailbox alone: Users, Active users, your \
             mailbox, Mail, “Manage email apps”, “Authenticated SMTP”.",
            ADMINISTRATOR_EN,
            "Wait a few minutes, then send a test.",
        ],
    },
    fr: Template {
        title: "Le SMTP est désactivé pour toute votre organisation Microsoft 365",
        what: "Un réglage de votre organisation interdit le SMTP authentifié à toutes les boîtes, même avec OAuth2. \
               Votre administrateur peut le modifier.",
        steps: &[
            "Demandez à votre administrateur d’ouvrir {link:admin_mail}, puis « Flux de messagerie ».",
            "L’option qui désactive le protocole SMTP AUTH pour l’organisation doit y être décochée.",
            "Si seule votre boîte doit envoyer, il peut l’autoriser pour cette boîte uniquement : Utilisateurs, \
             Utilisateurs actifs, votre boîte, Courrier, « Gérer les applications de messagerie », « SMTP \
             authentifié ».",
            ADMINISTRATOR_FR,
            "Patientez quelques minutes, puis faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-28: Microsoft’s page on SMTP AUTH (row, `smtp_auth`; OfficeDocs-Exchange, as stored).
pub(super) const MICROSOFT_MAILBOX: Text = Text {
    en: Template {
        title: "SMTP is switched off for this Microsoft 365 mailbox",
        what: "Authenticated SMTP is not allowed for this mailbox. An administrator can allow it.",
        steps: &[
            "Ask your administrator to open the Microsoft 365 admin center, then Users, then Active users.",
            "They select your mailbox, then Mail, then “Manage email apps”.",
            "They tick “Authenticated SMTP” and save.",
            ADMINISTRATOR_EN,
            "Wait a few minutes, then send a test.",
        ],
    },
    fr: Template {
        title: "Le SMTP est désactivé pour cette boîte Microsoft 365",
        what: "Le SMTP authentifié n’est pas autorisé pour cette boîte. Un administrateur peut l’autoriser.",
        steps: &[
            "Demandez à votre administrateur d’ouvrir le Centre d’administration Microsoft 365, puis Utilisateurs, \
             puis Utilisateurs actifs.",
            "Il sélectionne votre boîte, puis Courrier, puis « Gérer les applications de messagerie ».",
            "Il coche « SMTP authentifié » et enregistre.",
            ADMINISTRATOR_FR,
            "Patientez quelques minutes, puis faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const MICROSOFT_LOCKED: Text = Text {
    en: Template {
        title: "Your Microsoft 365 account is locked for now",
        what: "After several failed sign-ins Microsoft locks the account for a while. Every new attempt makes it \
               longer.",
        steps: &[
            "Stop all sending from this account, in every application.",
            "After a while, sign in at outlook.office.com. If that is refused, ask your administrator to unlock the \
             account.",
            "Correct the “{login_field}” and “{password_field}” fields in the mail settings of {app}.",
            "Send one test only.",
            ADMINISTRATOR_EN,
        ],
    },
    fr: Template {
        title: "Votre compte Microsoft 365 est verrouillé pour le moment",
        what: "Après plusieurs connexions refusées, Microsoft verrouille le compte quelque temps. Chaque nouvelle \
               tentative prolonge le blocage.",
        steps: &[
            "Arrêtez tout envoi avec ce compte, dans toutes les applications.",
            "Connectez-vous plus tard sur outlook.office.com. En cas de refus, demandez à votre administrateur de \
             déverrouiller le compte.",
            "Corrigez les champs « {login_field} » et « {password_field} » des réglages d’e-mail {de_app}.",
            "Faites un seul essai d’envoi.",
            ADMINISTRATOR_FR,
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const MICROSOFT_SUSPENDED: Text = Text {
    en: Template {
        title: "Microsoft 365 has stopped your sending",
        what: "Microsoft does not let this account, or your whole organisation, send for now: often because of \
               suspicious mail, or because the organisation is new.",
        steps: &[
            "Tell your administrator at once.",
            "They look in the admin center for alerts and blocked accounts.",
            "They secure the account, then ask Microsoft’s support to allow sending again.",
            ADMINISTRATOR_EN,
        ],
    },
    fr: Template {
        title: "Microsoft 365 a suspendu vos envois",
        what: "Microsoft ne laisse plus ce compte, ou toute votre organisation, envoyer : souvent à cause de \
               messages suspects, ou parce que l’organisation est récente.",
        steps: &[
            "Prévenez tout de suite votre administrateur.",
            "Il cherche les alertes et les comptes bloqués dans le Centre d’administration.",
            "Il sécurise le compte, puis demande à l’assistance de Microsoft de rétablir l’envoi.",
            ADMINISTRATOR_FR,
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const MICROSOFT_SEND_AS: Text = Text {
    en: Template {
        title: "Microsoft 365 does not let you send as that address",
        what: "The From address is not the mailbox that signed in, and that mailbox has no right to send in its \
               name.",
        steps: &[
            "In the mail settings of {app}, set the sender to the address that signs in.",
            "If you need the other address, ask your administrator for the “Send As” permission on it.",
            ADMINISTRATOR_EN,
            "Send a test.",
        ],
    },
    fr: Template {
        title: "Microsoft 365 ne vous laisse pas envoyer avec cette adresse",
        what: "L’adresse d’expéditeur n’est pas celle de la boîte connectée, et celle-ci n’a pas le droit d’envoyer \
               en son nom.",
        steps: &[
            "Dans les réglages d’e-mail {de_app}, mettez comme expéditeur l’adresse qui se connecte.",
            "Si l’autre adresse vous est nécessaire, demandez à votre administrateur l’autorisation « Envoyer en \
             tant que ».",
            ADMINISTRATOR_FR,
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const MICROSOFT_CONNECTOR: Text = Text {
    en: Template {
        title: "Microsoft 365 does not accept the sending machine",
        what: "Your organisation receives this mail through a connector that does not know the IP address or \
               certificate of {app}.",
        steps: &[
            "Check the host: for sending with login and password it is {host}, port {ports}.",
            "If your organisation uses a connector, ask your administrator to add the IP address of {app} to it.",
            "Send a test.",
        ],
    },
    fr: Template {
        title: "Microsoft 365 n’accepte pas la machine qui envoie",
        what: "Le connecteur de votre organisation ne connaît pas l’adresse IP ou le certificat utilisés par {app}.",
        steps: &[
            "Vérifiez le serveur : pour un envoi avec identifiant et mot de passe, c’est {host}, port {ports}.",
            "Si votre organisation utilise un connecteur, demandez à votre administrateur d’y ajouter l’adresse IP \
             utilisée par {app}.",
            "Faites un essai d’envoi.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const MICROSOFT_CONSENT: Text = Text {
    en: Template {
        title: "The permission to send has expired",
        what: "Microsoft no longer accepts the permission you gave to {app}. It has expired, was withdrawn, or does \
               not cover sending mail (SMTP.Send).",
        steps: &[
            "Open the mail settings of {app} and connect the account again.",
            "Sign in with the address that sends.",
            "Accept every permission that is asked, sending mail among them.",
            "In an organisation, ask the administrator for consent if Microsoft’s page says it is needed.",
        ],
    },
    fr: Template {
        title: "L’autorisation d’envoi a expiré",
        what: "Microsoft n’accepte plus l’autorisation donnée à {app}. Elle a expiré, a été retirée, ou ne couvre \
               pas l’envoi d’e-mails (SMTP.Send).",
        steps: &[
            "Ouvrez les réglages d’e-mail {de_app} et reconnectez le compte.",
            "Connectez-vous avec l’adresse qui envoie.",
            "Acceptez toutes les autorisations demandées, dont l’envoi d’e-mails.",
            "Dans une organisation, demandez le consentement de l’administrateur si la page de Microsoft l’exige.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const OUTLOOK_OAUTH_ONLY: Text = Text {
    en: Template {
        title: "Outlook.com takes no password for sending any more",
        what: "Since 16 September 2024 Outlook.com, Hotmail, Live and MSN accept only the sign-in through \
               Microsoft’s own page (OAuth2). No password works here, of whatever kind.",
        steps: &[
            "If {app} offers to connect with Microsoft (OAuth2), choose that and sign in with your address.",
            "Otherwise, send through another mail account or a sending service.",
            "Ask the people who run {app} whether the connection with Microsoft is planned.",
        ],
    },
    fr: Template {
        title: "Outlook.com n’accepte plus aucun mot de passe pour l’envoi",
        what: "Depuis le 16 septembre 2024, Outlook.com, Hotmail, Live et MSN n’acceptent que la connexion depuis la \
               page de Microsoft (OAuth2). Aucun mot de passe ne fonctionne ici, quel qu’il soit.",
        steps: &[
            "Si la connexion avec Microsoft (OAuth2) est proposée dans {app}, choisissez-la et connectez-vous avec \
             votre adresse.",
            "Sinon, envoyez depuis un autre compte de messagerie ou un service d’envoi.",
            "Demandez à votre contact technique pour {app} si la connexion avec Microsoft est prévue.",
        ],
    },
};

/// Checked 2026-11-23: the sources of the row.
pub(super) const OUTLOOK_CHALLENGE: Text = Text {
    en: Template {
        title: "Outlook.com wants to see that you are a person",
        what: "Microsoft has stopped sending from this account until its owner confirms it in a web browser.",
        steps: &[
            "Sign in at outlook.com with a web browser.",
            "Complete the check Microsoft shows there: a picture puzzle (captcha) or a code by telephone.",
            "Send a first mail from the web page.",
            "Then send a test from {app}.",
        ],
    },
    fr: Template {
        title: "Outlook.com veut vérifier que vous êtes une personne",
        what: "Microsoft a suspendu l’envoi de ce compte tant que son titulaire ne l’a pas confirmé dans un \
               navigateur.",
        steps: &[
            "Connectez-vous sur outlook.com avec un navigateur.",
            "Effectuez la vérification que Microsoft y affiche : un test d’images (captcha) ou un code reçu par \
             téléphone.",
            "Envoyez un premier message depuis cette page.",
            "Faites ensuite un essai d’envoi depuis {app}.",
        ],
    },
};
