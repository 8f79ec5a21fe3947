//! French: advice of its own for the other mailbox providers.

use super::{case::Mailbox, words::Words};

/// The words for one case.
pub(crate) const fn mailbox(case: Mailbox) -> Words {
    match case {
        Mailbox::NewAppPassword => Words {
            title: "Le mot de passe d’application est incorrect ou révoqué",
            what: "Le mot de passe a la forme attendue, mais {provider} ne l’accepte pas. Il a peut-être été \
                   révoqué, appartient à un autre compte, ou contient une faute de frappe.",
            steps: &[
                "Vérifiez l’identifiant : l’adresse complète pour laquelle il a été créé.",
                "Ouvrez les paramètres de sécurité de votre compte et supprimez l’ancien mot de passe \
                 d’application.",
                "Créez-en un nouveau et, si un nom est demandé, tapez {label}.",
                "Copiez-le dans le champ « Mot de passe » des réglages d’e-mail {de_app}.",
            ],
        },
        Mailbox::YahooAppPassword => Words {
            title: "Yahoo demande un mot de passe d’application",
            what: "Yahoo refuse ici le mot de passe habituel du compte, même au premier essai. Il faut un mot de \
                   passe d’application, créé pour une seule application.",
            steps: &[
                "Ouvrez https://login.yahoo.com/account/security et identifiez-vous.",
                "Activez la validation en deux étapes si elle ne l’est pas encore.",
                "Choisissez de générer un mot de passe d’application et, comme nom, tapez {label}.",
                "Copiez-le dans le champ « Mot de passe » des réglages d’e-mail {de_app}.",
                "Faites un essai d’envoi.",
            ],
        },
        Mailbox::AolAppPassword => Words {
            title: "AOL demande un mot de passe d’application",
            what: "AOL refuse ici le mot de passe habituel du compte. Il faut un mot de passe d’application, créé \
                   pour une seule application.",
            steps: &[
                "Ouvrez https://login.aol.com/account/security et identifiez-vous.",
                "Choisissez de générer un mot de passe d’application et, comme nom, tapez {label}.",
                "Copiez-le, sans ses espaces, dans le champ « Mot de passe » des réglages d’e-mail {de_app}.",
                "Faites un essai d’envoi.",
            ],
        },
        Mailbox::ICloudAppPassword => Words {
            title: "iCloud demande un mot de passe pour application",
            what: "Apple refuse ici le mot de passe de votre compte Apple. Il faut un mot de passe pour \
                   application, disponible une fois l’identification à deux facteurs activée.",
            steps: &[
                "Ouvrez https://account.apple.com et identifiez-vous.",
                "Activez l’identification à deux facteurs si elle ne l’est pas encore.",
                "Choisissez « Connexion et sécurité », puis « Mots de passe pour application » ; comme nom, tapez \
                 {label}.",
                "Copiez le mot de passe créé dans le champ « Mot de passe » des réglages d’e-mail {de_app}.",
                "Comme identifiant, mettez votre adresse iCloud, même si vous envoyez depuis votre propre domaine.",
            ],
        },
        Mailbox::FastmailAppPassword => Words {
            title: "Fastmail demande un mot de passe d’application",
            what: "Fastmail refuse ici le mot de passe habituel du compte. Il faut un mot de passe d’application, \
                   créé pour une seule application.",
            steps: &[
                "Dans Fastmail, ouvrez les paramètres, puis la rubrique de confidentialité et de sécurité (Privacy \
                 & Security > App passwords).",
                "Créez un mot de passe d’application et, comme nom, tapez {label}.",
                "Copiez-le dans le champ « Mot de passe » des réglages d’e-mail {de_app}.",
                "Comme identifiant, mettez l’adresse complète avec laquelle vous vous connectez, et non un alias.",
            ],
        },
        Mailbox::ProtonToken => Words {
            title: "Proton Mail demande un jeton SMTP",
            what: "Proton attend un jeton SMTP à la place de votre mot de passe. Il existe avec les offres \
                   professionnelles et un domaine à vous.",
            steps: &[
                "Dans Proton Mail sur le web, ouvrez Paramètres, puis IMAP/SMTP, puis Jetons SMTP.",
                "Créez un jeton pour l’adresse qui envoie et, comme nom, tapez {label}.",
                "Copiez-le dans le champ « Mot de passe » des réglages d’e-mail {de_app}.",
                "Comme identifiant, mettez l’adresse complète pour laquelle le jeton a été créé.",
            ],
        },
        Mailbox::YandexAppPassword => Words {
            title: "Yandex demande un accès activé et un mot de passe d’application",
            what: "Yandex refuse la connexion : l’accès par logiciel de messagerie est désactivé pour ce compte, ou \
                   un mot de passe habituel a été utilisé.",
            steps: &[
                "Dans Yandex Mail, ouvrez les paramètres des clients de messagerie et activez l’accès.",
                "Dans votre Yandex ID, créez un mot de passe d’application pour la messagerie ; comme nom, tapez \
                 {label}.",
                "Copiez-le dans le champ « Mot de passe » des réglages d’e-mail {de_app}.",
                "Faites un essai d’envoi.",
            ],
        },
        Mailbox::ZohoAppPassword => Words {
            title: "Zoho Mail demande un mot de passe d’application",
            what: "Zoho refuse ici le mot de passe habituel de ce compte. Il faut un mot de passe d’application, \
                   créé pour une seule application.",
            steps: &[
                "Ouvrez les paramètres de sécurité de votre compte Zoho.",
                "Créez un mot de passe d’application et, comme nom, tapez {label}.",
                "Copiez-le dans le champ « Mot de passe » des réglages d’e-mail {de_app}.",
                "Faites un essai d’envoi.",
            ],
        },
        Mailbox::ZohoCredentials => Words {
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
        Mailbox::ZohoBlocked => Words {
            title: "Zoho a bloqué les envois vers l’extérieur",
            what: "Zoho a remarqué une activité inhabituelle et empêche ce compte d’envoyer vers l’extérieur. \
                   Attendre ne lève pas le blocage.",
            steps: &[
                "Ouvrez https://mail.zoho.com/UnblockMe et identifiez-vous.",
                "Lisez la raison et demandez la levée du blocage.",
                "Étalez ensuite les gros envois.",
            ],
        },
        Mailbox::GmxAppPassword => Words {
            title: "{Provider} demande un mot de passe d’application",
            what: "Avec l’authentification à deux facteurs, {provider} refuse ici le mot de passe habituel. Son \
                   activation coupe aussi l’accès des logiciels de messagerie jusqu’à nouvelle autorisation.",
            steps: &[
                "Sur le site {de_provider}, ouvrez les réglages POP3/IMAP et activez l’accès.",
                "Dans les paramètres de sécurité de votre compte, créez un mot de passe d’application ; comme nom, \
                 tapez {label}.",
                "Copiez-le dans le champ « Mot de passe » des réglages d’e-mail {de_app}.",
                "Faites un essai d’envoi.",
            ],
        },
        Mailbox::GmxCredentials => Words {
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
        Mailbox::WebDeCredentials => Words {
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
        Mailbox::MailComAccess => Words {
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
        Mailbox::OwnPassword => Words {
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
        Mailbox::LocalPartPassword => Words {
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
        Mailbox::LaPosteFrozen => Words {
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
        Mailbox::OvhCredentials => Words {
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
        Mailbox::OvhBlocked => Words {
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
        Mailbox::ZohoAlias => Words {
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
        Mailbox::OnePort => Words {
            title: "{Provider} demande le port {ports}",
            what: "{Provider} accepte les envois sur le port {ports}. Les réglages d’e-mail {de_app} indiquent \
                   autre chose.",
            steps: &[
                "Dans les réglages d’e-mail {de_app}, choisissez le port {ports}.",
                "Enregistrez, puis faites un essai d’envoi.",
            ],
        },
    }
}
