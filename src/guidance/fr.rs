//! French: what a server's refusal means, at any provider.

use super::{oauth::Issuer, words::Words};
use crate::error::{ErrorKind as K, OAuth2Problem};

/// The words for every kind where no provider has its own.
pub(crate) const fn kind(kind: K) -> Words {
    match kind {
        K::AppPasswordRequired => Words {
            title: "{Provider} demande un mot de passe d’application",
            what: "{Provider} a refusé le mot de passe. Il faut un mot de passe d’application : un mot de passe à \
                   part, créé pour une seule application, en général une fois la validation en deux étapes activée.",
            steps: &[
                "Connectez-vous à votre compte chez {provider} et ouvrez les paramètres de sécurité.",
                "Activez la validation en deux étapes si elle ne l’est pas encore.",
                "Créez un mot de passe d’application. Si un nom est demandé, tapez {label}.",
                "Collez-le dans le champ « Mot de passe » des réglages d’e-mail {de_app}.",
            ],
        },
        K::BadCredentials => Words {
            title: "Identifiant ou mot de passe incorrect",
            what: "{Provider} n’a pas reconnu l’identifiant ou le mot de passe.",
            steps: &[
                "Vérifiez l’identifiant : le plus souvent, c’est l’adresse e-mail complète.",
                "Retapez le mot de passe dans les réglages d’e-mail {de_app}, sans espace avant ni après.",
                "Essayez le même identifiant et le même mot de passe sur le webmail. S’ils y fonctionnent, cherchez \
                 dans ses paramètres de sécurité un mot de passe d’application, ou l’accès des logiciels de \
                 messagerie.",
            ],
        },
        K::AuthenticationRequired => Words {
            title: "Le serveur exige une authentification",
            what: "{Provider} n’accepte que les envois d’utilisateurs authentifiés, et aucun identifiant n’a été \
                   présenté.",
            steps: &[
                "Activez l’authentification dans les réglages d’e-mail {de_app}.",
                "Saisissez l’identifiant et le mot de passe.",
                "Faites un essai d’envoi.",
            ],
        },
        K::BasicAuthDisabled => Words {
            title: "{Provider} n’accepte plus les mots de passe ici",
            what: "{Provider} a désactivé la connexion par mot de passe pour l’envoi d’e-mails. Seule la connexion \
                   depuis sa propre page (OAuth2) fonctionne.",
            steps: &[
                "Dans les réglages d’e-mail {de_app}, choisissez la connexion depuis la page du fournisseur \
                 (OAuth2) si elle est proposée.",
                "Sinon, demandez à votre contact technique pour {app} si elle est prévue.",
                "En attendant, envoyez depuis un autre compte de messagerie ou un service d’envoi.",
            ],
        },
        K::SmtpAuthDisabledForTenant => Words {
            title: "L’envoi SMTP est désactivé pour toute votre organisation",
            what: "Chez {provider}, un réglage d’administration interdit l’envoi SMTP à toutes les boîtes de votre \
                   organisation.",
            steps: &[
                "Demandez à l’administrateur de votre messagerie d’autoriser le SMTP authentifié.",
                "Patientez quelques minutes, le temps que le réglage s’applique.",
                "Faites un essai d’envoi.",
            ],
        },
        K::SmtpAuthDisabledForMailbox => Words {
            title: "L’envoi SMTP est désactivé pour cette boîte",
            what: "Chez {provider}, cette boîte ne peut pas servir à l’envoi depuis une autre application.",
            steps: &[
                "Cherchez dans les paramètres de la boîte l’accès des logiciels de messagerie (POP, IMAP, SMTP) et \
                 activez-le.",
                "Si ce réglage n’existe pas, demandez à l’administrateur de votre messagerie.",
                "Faites un essai d’envoi.",
            ],
        },
        K::AccountBlockedOrSuspiciousLogin => Words {
            title: "{Provider} a bloqué la connexion",
            what: "{Provider} a jugé la connexion inhabituelle, ou a bloqué le compte pour le protéger. Insister \
                   maintenant aggrave le blocage.",
            steps: &[
                "Connectez-vous à votre compte chez {provider} avec un navigateur.",
                "Lisez les alertes de sécurité et confirmez que c’était bien vous.",
                "Changez le mot de passe si une connexion ne vient pas de vous.",
                "Reportez le nouveau mot de passe dans les réglages d’e-mail {de_app}, puis faites un essai.",
            ],
        },
        K::AccountSuspendedOrNotActivated => Words {
            title: "Ce compte ne peut pas, ou plus, envoyer",
            what: "{Provider} a suspendu ce compte ou ne l’a pas encore activé pour l’envoi. Attendre ne suffit \
                   pas.",
            steps: &[
                "Connectez-vous à votre compte chez {provider} et cherchez un message à ce sujet.",
                "Faites ce qui est demandé : une vérification, un règlement, un formulaire.",
                "Si rien n’est demandé, écrivez à l’assistance : elle seule peut lever le blocage.",
            ],
        },
        K::TooManyLoginAttempts => Words {
            title: "Trop de connexions en peu de temps",
            what: "{Provider} refuse les connexions pour un moment, car il y en a eu trop. Cela passe tout seul.",
            steps: &[
                "Attendez au moins quinze minutes sans réessayer.",
                "Si cela revient, vérifiez l’identifiant et le mot de passe dans les réglages d’e-mail {de_app}.",
            ],
        },
        K::OAuth2TokenInvalidOrExpired => Words {
            title: "L’autorisation d’envoi a expiré",
            what: "{Provider} n’accepte plus l’autorisation donnée à {app}. Elle a expiré, a été retirée, ou ne \
                   couvre pas l’envoi d’e-mails.",
            steps: &[
                "Ouvrez les réglages d’e-mail {de_app} et reconnectez le compte.",
                "Sur la page {de_provider}, identifiez-vous avec l’adresse qui envoie.",
                "Acceptez toutes les autorisations demandées, dont l’envoi d’e-mails.",
            ],
        },
        K::OAuth2ClientInvalid => super::oauth_fr::oauth(OAuth2Problem::ClientInvalid, Issuer::Other),
        K::OAuth2ConsentRequired => super::oauth_fr::oauth(OAuth2Problem::ConsentMissing, Issuer::Other),
        K::AuthMechanismUnsupported => Words {
            title: "Aucun mode de connexion en commun",
            what: "Le serveur {de_provider} ne propose aucun mode d’authentification connu ici. Souvent, le serveur \
                   ou le port n’est pas celui de l’envoi.",
            steps: &[
                "Vérifiez le serveur dans les réglages : ce doit être le serveur sortant (SMTP), pas le serveur \
                 entrant.",
                "Vérifiez le port : {ports}.",
                "Si les deux sont bons, transmettez ce message à votre contact technique pour {app}.",
            ],
        },
        K::TlsRequired => Words {
            title: "Le serveur exige une connexion chiffrée",
            what: "{Provider} refuse de continuer sans chiffrement (TLS).",
            steps: &[
                "Dans les réglages d’e-mail {de_app}, activez TLS.",
                "Choisissez le port {ports}.",
                "Faites un essai d’envoi.",
            ],
        },
        K::IpNotAuthorized => Words {
            title: "Le serveur refuse la machine qui envoie",
            what: "{Provider} n’accepte pas les envois depuis l’adresse IP utilisée par {app}. Votre mot de passe \
                   n’est pas en cause.",
            steps: &[
                "Cherchez dans votre compte chez {provider} une liste d’adresses IP autorisées.",
                "Demandez à votre contact technique pour {app} son adresse IP, et ajoutez-la à cette liste.",
                "Si cette liste n’existe pas, transmettez-lui ce message : l’adresse figure peut-être sur une liste \
                 de blocage.",
            ],
        },
        K::SenderNotAllowed => Words {
            title: "Ce compte ne peut pas envoyer avec cette adresse",
            what: "Chez {provider}, ce compte ne peut envoyer qu’avec sa propre adresse ou ses alias. L’adresse \
                   d’expéditeur en est une autre.",
            steps: &[
                "Dans les réglages d’e-mail {de_app}, mettez comme expéditeur l’adresse du compte.",
                "Si l’autre adresse vous est nécessaire, ajoutez-la comme alias ou expéditeur dans votre compte \
                 chez {provider}.",
                "Faites un essai d’envoi.",
            ],
        },
        K::SenderNotVerified => Words {
            title: "L’adresse d’expéditeur n’est pas encore vérifiée",
            what: "{Provider} n’envoie que depuis des adresses ou des domaines dont le propriétaire a été vérifié ; \
                   celui-ci ne l’est pas.",
            steps: &[
                "Connectez-vous à votre compte chez {provider} et ouvrez la liste des expéditeurs et des domaines.",
                "Ajoutez l’adresse d’expéditeur ou, mieux, tout son domaine.",
                "Suivez la vérification : un lien reçu par e-mail pour une adresse, des enregistrements DNS pour un \
                 domaine.",
                "Une fois la vérification affichée, faites un essai d’envoi.",
            ],
        },
        K::RecipientUnknown => Words {
            title: "L’adresse du destinataire n’existe pas",
            what: "Le serveur du destinataire ne connaît aucune boîte à ce nom. Votre client n’a pas reçu le \
                   document.",
            steps: &[
                "Vérifiez l’orthographe de l’adresse, surtout après le @.",
                "Si elle semble correcte, demandez à votre client son adresse actuelle, par téléphone par exemple.",
                "Corrigez l’adresse dans sa fiche, puis renvoyez le document.",
            ],
        },
        K::RecipientMailboxFull => Words {
            title: "La boîte du destinataire est pleine",
            what: "L’adresse existe, mais sa boîte n’accepte plus de messages pour l’instant. Votre client n’a pas \
                   reçu le document.",
            steps: &[
                "Prévenez votre client, par téléphone par exemple, que sa boîte est pleine.",
                "Renvoyez le document une fois la place libérée, ou dans un jour ou deux.",
                "En cas d’urgence, demandez-lui une autre adresse ou faites-lui parvenir le document autrement.",
            ],
        },
        K::RecipientRejected => Words {
            title: "Un destinataire a été refusé",
            what: "Le serveur du destinataire n’accepte pas ce message pour cette adresse : la boîte est peut-être \
                   fermée, ou n’accepte pas vos messages. Votre client n’a pas reçu le document.",
            steps: &[
                "Vérifiez l’orthographe de l’adresse, surtout après le @.",
                "Demandez à votre client, par téléphone par exemple, si l’adresse est toujours utilisée, et \
                 d’autoriser la vôtre si elle est bloquée chez lui.",
                "Corrigez l’adresse dans sa fiche s’il le faut, puis renvoyez le document.",
            ],
        },
        K::TooManyRecipients => Words {
            title: "Trop de destinataires dans un message",
            what: "{Provider} limite le nombre de destinataires d’un message, copies et copies cachées comprises.",
            steps: &["Répartissez les destinataires sur plusieurs messages.", "Renvoyez à ceux qui n’ont rien reçu."],
        },
        K::RelayDenied => Words {
            title: "Le serveur refuse de relayer ce message",
            what: "{Provider} ne transmet vers l’extérieur que pour les utilisateurs authentifiés. Souvent, \
                   l’authentification est désactivée ou le serveur indiqué est celui de réception.",
            steps: &[
                "Activez l’authentification dans les réglages d’e-mail {de_app}, avec identifiant et mot de passe.",
                "Vérifiez le serveur : ce doit être le serveur sortant (SMTP).",
                "Vérifiez que l’adresse d’expéditeur appartient à ce compte.",
            ],
        },
        K::DailyQuotaExceeded => Words {
            title: "Le quota d’envoi est épuisé",
            what: "{Provider} n’accepte plus d’envoi de ce compte pour le moment. Le quota se reconstitue tout \
                   seul.",
            steps: &[
                "Attendez demain, puis renvoyez.",
                "Si cela arrive souvent, choisissez une offre plus large ou un service d’envoi.",
            ],
        },
        K::RateLimited => Words {
            title: "Trop d’e-mails en peu de temps",
            what: "{Provider} demande de ralentir. Cela passe tout seul.",
            steps: &["Attendez quelques minutes, puis renvoyez.", "Étalez les gros envois sur la journée."],
        },
        K::TooManyConnections => Words {
            title: "Trop de connexions simultanées",
            what: "{Provider} limite le nombre de connexions simultanées par compte ou par adresse. Cela passe tout \
                   seul.",
            steps: &[
                "Attendez une minute, puis renvoyez.",
                "Vérifiez qu’aucune autre application n’envoie en même temps avec ce compte.",
            ],
        },
        K::MessageTooLarge => Words {
            title: "Le message est trop volumineux",
            what: "Le message et ses documents dépassent la taille acceptée par {provider}. Les documents \
                   grossissent d’environ un tiers pendant le transport.",
            steps: &[
                "Allégez les documents, par exemple en exportant le PDF avec des images moins lourdes.",
                "Ou bien envoyez plusieurs messages, ou un lien de téléchargement.",
            ],
        },
        K::ContentRejected => Words {
            title: "Le contenu a été refusé",
            what: "Un filtre a pris le message pour un indésirable, ou n’accepte pas l’un des documents.",
            steps: &[
                "Retirez les archives et les programmes ; envoyez des documents PDF.",
                "Relisez l’objet et le texte : des phrases simples, peu de liens.",
                "Renvoyez. En cas de nouveau refus, demandez la raison à l’assistance {de_provider}.",
            ],
        },
        K::MessageMalformed => Words {
            title: "Le serveur n’a pas pu lire le message",
            what: "Un serveur refuse la forme du message, non ce qu’il dit : un en-tête, une adresse ou sa structure \
                   ne respecte pas les règles du courrier électronique.",
            steps: &[
                "Cherchez une espace, une virgule ou une partie manquante dans l’adresse de l’expéditeur et dans \
                 celles des destinataires.",
                "Vérifiez que le message a un expéditeur, un destinataire et un objet.",
                "Si tout est correct, transmettez ce message, avec la réponse du serveur, à votre contact technique \
                 pour {app}.",
            ],
        },
        K::TemporaryServerError => Words {
            title: "Le serveur de messagerie a un problème passager",
            what: "{Provider} n’a pas pu prendre le message pour l’instant. Vos réglages ne sont pas en cause.",
            steps: &[
                "Attendez quelques minutes, puis renvoyez.",
                "Si cela dure plus de quelques heures, consultez la page d’état ou l’assistance {de_provider}.",
            ],
        },
        K::Other => Words {
            title: "Le message a été refusé",
            what: "{Provider} a refusé le message pour une raison qui lui est propre. Sa réponse, affichée avec ce \
                   message, en dit plus.",
            steps: &[
                "Lisez la réponse du serveur.",
                "Vérifiez les adresses de l’expéditeur et des destinataires.",
                "Si rien n’y fait, transmettez cette réponse à l’assistance {de_provider}.",
            ],
        },
        K::Configuration
        | K::Message
        | K::Dns
        | K::AddressNotAllowed
        | K::Connect
        | K::TlsUntrusted
        | K::TlsWrongName
        | K::TlsExpired
        | K::TlsPlaintextPort
        | K::TlsTlsPort
        | K::Tls
        | K::Timeout
        | K::Protocol
        | K::Cancelled
        | K::InDoubt
        | K::InProgress
        | K::StoreUnavailable => super::fr_local::local(kind),
    }
}
