//! French: advice of its own for the sending services.

use super::{case::Service, words::Words};

/// The words for one case.
pub(crate) const fn service(case: Service) -> Words {
    match case {
        Service::BrevoSmtpKey => Words {
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
        Service::BrevoApiKey => Words {
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
        Service::BrevoIp => Words {
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
        Service::BrevoNotActivated => Words {
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
        Service::MailjetKeys => Words {
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
        Service::SesCredentials => Words {
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
        Service::SesIdentity => Words {
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
        Service::SesPolicy => Words {
            title: "L’utilisateur SES ne peut pas envoyer avec cette adresse",
            what: "Les droits AWS (IAM) de l’utilisateur SMTP ne permettent pas d’envoyer avec cette identité.",
            steps: &[
                "Demandez à l’administrateur de votre compte AWS d’autoriser l’envoi avec cette identité pour \
                 l’utilisateur SMTP.",
                "Ou mettez comme expéditeur une adresse déjà autorisée.",
                "Faites un essai d’envoi.",
            ],
        },
        Service::ApiKeyAsPassword => Words {
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
        Service::KeyAsPassword => Words {
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
        Service::PostmarkToken => Words {
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
        Service::MailgunCredentials => Words {
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
        Service::SmtpUser => Words {
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
    }
}
