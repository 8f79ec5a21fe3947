//! French: advice of its own for Google and Microsoft.

use super::{case::Suite, words::Words};

/// The words for one case.
pub(crate) const fn suite(case: Suite) -> Words {
    match case {
        Suite::GoogleAppPassword => Words {
            title: "{Provider} demande un mot de passe d’application",
            what: "Google refuse ici le mot de passe habituel du compte. Il faut un mot de passe d’application : 16 \
                   lettres, créées pour une seule application, une fois la validation en deux étapes activée.",
            steps: &[
                "Ouvrez Compte Google > Sécurité et activez la validation en deux étapes si elle ne l’est pas \
                 encore.",
                "Ouvrez https://myaccount.google.com/apppasswords et identifiez-vous.",
                "Comme nom, tapez {label}, puis cliquez sur « Créer ».",
                "Copiez les 16 lettres dans le champ « Mot de passe » des réglages d’e-mail {de_app} ; les espaces \
                 n’ont pas d’importance.",
                "Faites un essai d’envoi.",
            ],
        },
        Suite::WorkspaceAppPassword => Words {
            title: "{Provider} demande un mot de passe d’application",
            what: "Google refuse ici le mot de passe habituel du compte. Il faut un mot de passe d’application : 16 \
                   lettres, créées pour une seule application, une fois la validation en deux étapes activée. Votre \
                   administrateur doit autoriser les deux.",
            steps: &[
                "Ouvrez Compte Google > Sécurité et activez la validation en deux étapes si elle ne l’est pas \
                 encore.",
                "Ouvrez https://myaccount.google.com/apppasswords ; si la page n’est pas disponible, demandez à \
                 votre administrateur de l’autoriser.",
                "Comme nom, tapez {label}, puis cliquez sur « Créer ».",
                "Copiez les 16 lettres dans le champ « Mot de passe » des réglages d’e-mail {de_app} ; les espaces \
                 n’ont pas d’importance.",
                "Faites un essai d’envoi.",
            ],
        },
        Suite::GoogleNewAppPassword => Words {
            title: "Le mot de passe d’application est incorrect ou révoqué",
            what: "Le mot de passe a la forme d’un mot de passe d’application, mais Google ne l’accepte pas. Il a \
                   peut-être été révoqué, appartient à un autre compte, ou contient une faute de frappe.",
            steps: &[
                "Vérifiez l’identifiant : l’adresse Google complète pour laquelle il a été créé.",
                "Ouvrez https://myaccount.google.com/apppasswords et supprimez l’ancienne entrée.",
                "Créez un nouveau mot de passe d’application et, comme nom, tapez {label}.",
                "Copiez les 16 lettres dans le champ « Mot de passe » des réglages d’e-mail {de_app}.",
            ],
        },
        Suite::MicrosoftAppPassword => Words {
            title: "Microsoft 365 refuse le mot de passe habituel",
            what: "Votre compte demande une authentification multifacteur : son mot de passe habituel ne fonctionne \
                   pas ici. À partir de fin décembre 2026, les mots de passe sont désactivés par défaut pour \
                   l’envoi ; la connexion depuis la page de Microsoft (OAuth2) est la solution durable.",
            steps: &[
                "Si la connexion avec Microsoft (OAuth2) est proposée dans {app}, choisissez-la.",
                "Sinon, demandez à votre administrateur si les mots de passe d’application et le SMTP authentifié \
                 sont autorisés pour votre boîte.",
                "Créez un mot de passe d’application sur la page de sécurité de votre compte Microsoft ; comme nom, \
                 tapez {label}.",
                "Copiez-le dans le champ « Mot de passe » des réglages d’e-mail {de_app}.",
            ],
        },
        Suite::MicrosoftCredentials => Words {
            title: "Microsoft 365 a refusé l’identifiant ou le mot de passe",
            what: "Microsoft répond ainsi à un mot de passe incorrect, au mot de passe habituel d’un compte protégé \
                   par l’authentification multifacteur, et quand l’envoi par mot de passe est désactivé (par défaut \
                   à partir de fin décembre 2026).",
            steps: &[
                "Connectez-vous sur outlook.office.com avec la même adresse et le même mot de passe, pour être sûr \
                 qu’ils sont bons.",
                "Si la connexion avec Microsoft (OAuth2) est proposée dans {app}, choisissez-la.",
                "Si une deuxième étape est demandée à la connexion, utilisez un mot de passe d’application au lieu \
                 du mot de passe habituel.",
                "Demandez à votre administrateur si le SMTP authentifié est autorisé pour cette boîte.",
            ],
        },
        Suite::MicrosoftBasicAuth => Words {
            title: "Microsoft 365 n’accepte plus de mot de passe pour ce compte",
            what: "L’envoi par mot de passe est désactivé. C’est le réglage par défaut à partir de fin décembre \
                   2026 ; dans une organisation existante, un administrateur peut le réactiver jusqu’à nouvel \
                   ordre.",
            steps: &[
                "Si la connexion avec Microsoft (OAuth2) est proposée dans {app}, choisissez-la : c’est la solution \
                 durable.",
                "Sinon, demandez à votre administrateur d’autoriser les mots de passe SMTP pour votre boîte.",
                "Demandez-lui aussi de vérifier les paramètres de sécurité par défaut et les stratégies \
                 d’authentification, qui bloquent aussi les mots de passe.",
                "Faites un essai d’envoi.",
            ],
        },
        Suite::MicrosoftTenant => Words {
            title: "Le SMTP est désactivé pour toute votre organisation Microsoft 365",
            what: "Un réglage de votre organisation interdit le SMTP authentifié à toutes les boîtes, même avec \
                   OAuth2. Votre administrateur peut le modifier.",
            steps: &[
                "Demandez à votre administrateur d’ouvrir le Centre d’administration Exchange, puis Paramètres, \
                 puis Flux de messagerie.",
                "L’option qui désactive le protocole SMTP AUTH pour l’organisation doit y être décochée.",
                "Si seule votre boîte doit envoyer, il peut autoriser le SMTP authentifié pour cette boîte \
                 uniquement.",
                "Patientez quelques minutes, puis faites un essai d’envoi.",
            ],
        },
        Suite::MicrosoftMailbox => Words {
            title: "Le SMTP est désactivé pour cette boîte Microsoft 365",
            what: "Le SMTP authentifié n’est pas autorisé pour cette boîte. Un administrateur peut l’autoriser.",
            steps: &[
                "Demandez à votre administrateur d’ouvrir le Centre d’administration Microsoft 365, puis \
                 Utilisateurs, puis Utilisateurs actifs.",
                "Il sélectionne votre boîte, puis Courrier, puis « Gérer les applications de messagerie ».",
                "Il coche « SMTP authentifié » et enregistre.",
                "Patientez quelques minutes, puis faites un essai d’envoi.",
            ],
        },
        Suite::MicrosoftLocked => Words {
            title: "Votre compte Microsoft 365 est verrouillé pour le moment",
            what: "Après plusieurs connexions refusées, Microsoft verrouille le compte quelque temps. Chaque \
                   nouvelle tentative prolonge le blocage.",
            steps: &[
                "Arrêtez tout envoi avec ce compte, dans toutes les applications.",
                "Connectez-vous plus tard sur outlook.office.com ; en cas de refus, demandez à votre administrateur \
                 de déverrouiller le compte.",
                "Corrigez l’identifiant et le mot de passe dans les réglages d’e-mail {de_app}.",
                "Faites un seul essai d’envoi.",
            ],
        },
        Suite::MicrosoftSuspended => Words {
            title: "Microsoft 365 a suspendu vos envois",
            what: "Microsoft ne laisse plus ce compte, ou toute votre organisation, envoyer : souvent à cause de \
                   messages suspects, ou parce que l’organisation est récente.",
            steps: &[
                "Prévenez tout de suite votre administrateur.",
                "Il cherche les alertes et les comptes bloqués dans le Centre d’administration Microsoft 365.",
                "Il sécurise le compte, puis demande à l’assistance de Microsoft de rétablir l’envoi.",
            ],
        },
        Suite::MicrosoftSendAs => Words {
            title: "Microsoft 365 ne vous laisse pas envoyer avec cette adresse",
            what: "L’adresse d’expéditeur n’est pas celle de la boîte connectée, et celle-ci n’a pas le droit \
                   d’envoyer en son nom.",
            steps: &[
                "Dans les réglages d’e-mail {de_app}, mettez comme expéditeur l’adresse qui se connecte.",
                "Si l’autre adresse vous est nécessaire, demandez à votre administrateur l’autorisation « Envoyer \
                 en tant que ».",
                "Faites un essai d’envoi.",
            ],
        },
        Suite::MicrosoftConnector => Words {
            title: "Microsoft 365 n’accepte pas la machine qui envoie",
            what: "Le connecteur de votre organisation ne connaît pas l’adresse IP ou le certificat utilisés par \
                   {app}.",
            steps: &[
                "Vérifiez le serveur : pour un envoi avec identifiant et mot de passe, c’est smtp.office365.com, \
                 port 587.",
                "Si votre organisation utilise un connecteur, demandez à votre administrateur d’y ajouter l’adresse \
                 IP utilisée par {app}.",
                "Faites un essai d’envoi.",
            ],
        },
        Suite::MicrosoftPort => Words {
            title: "Microsoft 365 demande le port 587 avec STARTTLS",
            what: "Microsoft accepte les envois sur le port 587 avec STARTTLS ; le port 465 ne fonctionne pas ici.",
            steps: &[
                "Dans les réglages d’e-mail {de_app}, mettez le port 587.",
                "Choisissez STARTTLS.",
                "Faites un essai d’envoi.",
            ],
        },
        Suite::MicrosoftConsent => Words {
            title: "L’autorisation d’envoi a expiré",
            what: "Microsoft n’accepte plus l’autorisation donnée à {app}. Elle a expiré, a été retirée, ou ne \
                   couvre pas l’envoi d’e-mails (SMTP.Send).",
            steps: &[
                "Ouvrez les réglages d’e-mail {de_app} et reconnectez le compte.",
                "Identifiez-vous avec l’adresse qui envoie.",
                "Acceptez toutes les autorisations demandées, dont l’envoi d’e-mails.",
                "Dans une organisation, demandez le consentement de l’administrateur si la page de Microsoft \
                 l’exige.",
            ],
        },
        Suite::OutlookOAuthOnly => Words {
            title: "Outlook.com n’accepte plus aucun mot de passe pour l’envoi",
            what: "Depuis le 16 septembre 2024, Outlook.com, Hotmail, Live et MSN n’acceptent que la connexion \
                   depuis la page de Microsoft (OAuth2). Aucun mot de passe ne fonctionne ici, quel qu’il soit.",
            steps: &[
                "Si la connexion avec Microsoft (OAuth2) est proposée dans {app}, choisissez-la et identifiez-vous \
                 avec votre adresse.",
                "Sinon, envoyez depuis un autre compte de messagerie ou un service d’envoi.",
                "Demandez à votre contact technique pour {app} si la connexion avec Microsoft est prévue.",
            ],
        },
        Suite::OutlookChallenge => Words {
            title: "Outlook.com veut vérifier que vous êtes une personne",
            what: "Microsoft a suspendu l’envoi de ce compte tant que son titulaire ne l’a pas confirmé dans un \
                   navigateur.",
            steps: &[
                "Connectez-vous sur outlook.com avec un navigateur.",
                "Effectuez la vérification que Microsoft y affiche.",
                "Envoyez un premier message depuis cette page.",
                "Faites ensuite un essai d’envoi depuis {app}.",
            ],
        },
        Suite::GoogleBlocked => Words {
            title: "Google a bloqué la connexion",
            what: "Google a jugé la connexion inhabituelle et veut que vous la confirmiez dans un navigateur.",
            steps: &[
                "Connectez-vous à votre compte Google avec un navigateur, sur un appareil que vous utilisez \
                 souvent.",
                "Ouvrez Compte Google > Sécurité et confirmez que la connexion récente venait de vous.",
                "Dans les réglages d’e-mail {de_app}, utilisez un mot de passe d’application au lieu du mot de \
                 passe habituel.",
                "Faites un essai d’envoi.",
            ],
        },
        Suite::RelayNotRegistered => Words {
            title: "Le relais Google ne connaît pas le serveur qui envoie",
            what: "smtp-relay.gmail.com ne sert que les adresses IP ou les utilisateurs enregistrés par un \
                   administrateur Google Workspace.",
            steps: &[
                "Si vous avez une simple adresse Gmail, choisissez plutôt Gmail (smtp.gmail.com) dans les réglages \
                 d’e-mail.",
                "Sinon, demandez à votre administrateur d’ouvrir les paramètres du relais SMTP de Gmail dans la \
                 console d’administration Google.",
                "Il y ajoute l’adresse IP utilisée par {app}, ou y exige l’authentification SMTP.",
                "Faites un essai d’envoi.",
            ],
        },
        Suite::RelaySender => Words {
            title: "Le relais Google n’envoie pas pour cette adresse",
            what: "Le domaine de l’expéditeur n’appartient pas à l’organisation Google Workspace du relais, ou le \
                   compte de l’expéditeur n’y existe pas.",
            steps: &[
                "Dans les réglages d’e-mail {de_app}, mettez comme expéditeur une adresse active de votre domaine \
                 Workspace.",
                "Si le domaine est à vous, demandez à votre administrateur de l’ajouter à Google Workspace.",
                "Faites un essai d’envoi.",
            ],
        },
    }
}
