//! The findings in French.

use super::{LintCode as C, context::Words};

const ASK: &str = "Demandez à {provider} le nom de son serveur sortant (SMTP) ; il commence souvent par smtp ou mail.";

/// The words of a finding.
pub(super) const fn words(code: C) -> Words {
    match code {
        C::HostNotAlone => Words {
            title: "Le champ du serveur contient plus qu’un nom",
            what: "Seul le nom du serveur y a sa place, sans https://, chemin ni port.",
            steps: &["Ne gardez que le nom et mettez le port dans son propre champ."],
        },
        C::HostIsAddress => Words {
            title: "C’est une adresse e-mail, et non un serveur",
            what: "Le serveur est la machine qui envoie pour cette adresse ; son nom ne contient pas de @.",
            steps: &["Comme serveur sortant (SMTP), saisissez celui de chez {provider} : {host}", ASK],
        },
        C::HostIsWebPage => Words {
            title: "C’est l’adresse d’une page web",
            what: "Vous y lisez vos e-mails ; ce n’est pas un serveur qui envoie pour une application.",
            steps: &["Comme serveur sortant (SMTP), saisissez celui de chez {provider} : {host}", ASK],
        },
        C::HostIsIncoming => Words {
            title: "Ce serveur est celui du courrier entrant",
            what: "Les serveurs IMAP et POP ne font que recevoir. L’envoi passe par le serveur sortant (SMTP).",
            steps: &["Comme serveur sortant (SMTP), saisissez celui de chez {provider} : {host}", ASK],
        },
        C::HostRetired => Words {
            title: "Ce nom de serveur n’est plus à jour",
            what: "{provider} l’a remplacé ; l’ancien nom peut cesser de fonctionner sans préavis.",
            steps: &["Saisissez le serveur actuel : {host}"],
        },
        C::HostTypo => Words {
            title: "Le nom du serveur semble mal tapé",
            what: "À une ou deux lettres près, c’est celui du serveur de chez {provider}.",
            steps: &["Si vous pensiez à {provider}, saisissez : {host}"],
        },
        C::HostOfOtherProvider => Words {
            title: "Ce serveur est celui de chez {provider}",
            what: "Un autre fournisseur est choisi ; son identifiant et ses limites ne sont pas ceux de ce serveur.",
            steps: &["Choisissez {provider}, ou changez de serveur."],
        },
        C::ProviderKnown => Words {
            title: "Ce serveur est celui de chez {provider}",
            what: "Si vous choisissez {provider} comme fournisseur, ses limites seront respectées et ses refus \
                   expliqués.",
            steps: &["Choisissez {provider} dans la liste des fournisseurs."],
        },
        C::AddressOfOtherProvider => Words {
            title: "Votre adresse est de chez {provider}",
            what: "Ces réglages envoient par un autre serveur, qui peut refuser l’adresse ou conduire vos e-mails \
                   parmi les indésirables.",
            steps: &["Pour envoyer depuis cette adresse, choisissez {provider}."],
        },
        C::Port25 => Words {
            title: "Le port 25 n’est pas fait pour l’envoi depuis une application",
            what: "Il sert aux échanges entre serveurs, et la plupart des réseaux le bloquent.",
            steps: &["Utilisez le port {port}."],
        },
        C::PortIsIncoming => Words {
            title: "Ce port est celui du courrier entrant",
            what: "C’est un port IMAP ou POP : aucun e-mail n’en part.",
            steps: &["Utilisez le port {port}."],
        },
        C::PortNotListed => Words {
            title: "Port inhabituel chez {provider}",
            what: "{provider} n’indique pas ce port ; la connexion peut échouer.",
            steps: &["Utilisez le port {port}."],
        },
        C::PortTlsMismatch => Words {
            title: "Le port et le chiffrement se contredisent",
            what: "Le port {port} va avec {word} ; tout autre choix échoue à la connexion.",
            steps: &["Choisissez {word} pour le port {port}."],
        },
        C::PlainTextRemote => Words {
            title: "La connexion n’est pas chiffrée",
            what: "E-mails et mot de passe circuleraient lisibles par tous. Ce n’est permis que vers la même machine.",
            steps: &["Activez le chiffrement (TLS) et utilisez le port {port}."],
        },
        C::LoginAddressExpected => Words {
            title: "L’identifiant doit être une adresse e-mail complète",
            what: "Chez {provider}, l’identifiant est l’adresse entière, avec le @ et ce qui le suit.",
            steps: &["Saisissez l’adresse e-mail complète du compte."],
        },
        C::LoginLocalPartExpected => Words {
            title: "L’identifiant n’est que le début de l’adresse",
            what: "Chez {provider}, l’identifiant est ce qui précède le @.",
            steps: &["Retirez le @ et ce qui le suit."],
        },
        C::LoginWordExpected => Words {
            title: "Chez {provider}, l’identifiant est toujours le même mot",
            what: "C’est « {word} » pour tout le monde ; votre compte est reconnu grâce à la clé.",
            steps: &["Comme identifiant, saisissez exactement « {word} »."],
        },
        C::LoginKeyExpected => Words {
            title: "Chez {provider}, l’identifiant est une clé",
            what: "Ce qui est saisi n’y ressemble pas. L’adresse e-mail ne fonctionne pas, et deux clés s’intervertissent \
                   facilement.",
            steps: &["Copiez la clé dans le champ de l’identifiant, depuis la page des clés d’API chez {provider}."],
        },
        C::KeysIdentical => Words {
            title: "La même clé figure dans les deux champs",
            what: "Chez {provider}, l’identifiant et le mot de passe sont deux clés différentes : la clé d’API et la \
                   clé secrète.",
            steps: &[
                "Mettez la clé d’API dans le champ de l’identifiant et la clé secrète dans celui du mot de passe.",
            ],
        },
        C::AppPasswordExpected => Words {
            title: "{provider} demande un mot de passe d’application",
            what: "Ceci ressemble au mot de passe habituel du compte. {provider} le refuse et peut bloquer le compte.",
            steps: &[
                "Activez la validation en deux étapes de votre compte si elle ne l’est pas.",
                "Créez un mot de passe d’application et copiez-le dans le champ du mot de passe.",
            ],
        },
        C::SmtpKeyExpected => Words {
            title: "Ceci ne ressemble pas à une clé SMTP",
            what: "Le mot de passe avec lequel vous vous connectez au site, chez {provider}, ne fonctionne pas ici.",
            steps: &["Créez une clé SMTP dans votre compte et copiez-la dans le champ du mot de passe."],
        },
        C::ApiKeyInsteadOfSmtpKey => Words {
            title: "C’est une clé d’API, et non une clé SMTP",
            what: "Chez {provider}, les deux figurent sur la même page ; seule la clé SMTP permet d’envoyer.",
            steps: &["Copiez la clé SMTP dans le champ du mot de passe."],
        },
        C::SecretKeyExpected => Words {
            title: "Ceci ne ressemble pas à une clé de chez {provider}",
            what: "Le mot de passe avec lequel vous vous connectez au site ne fonctionne pas ici.",
            steps: &["Copiez la clé secrète depuis la page des clés d’API chez {provider}."],
        },
        C::SecretBlanks => Words {
            title: "Le mot de passe contient une espace ou un saut de ligne",
            what: "Cela arrive souvent en copiant, et rend faux un bon mot de passe.",
            steps: &["Copiez de nouveau le mot de passe, sans espace avant ni après."],
        },
        C::OAuth2Only => Words {
            title: "Ce compte n’accepte plus les mots de passe",
            what: "Depuis le 16 septembre 2024, chez Outlook.com, Hotmail, Live et MSN, les applications ne se \
                   connectent que par la page de Microsoft (OAuth2) ; un mot de passe d’application ne suffit pas \
                   non plus.",
            steps: &["Choisissez la connexion avec Microsoft (OAuth2) si elle est proposée, ou envoyez depuis une \
                      autre boîte."],
        },
        C::PasswordsEnding => Words {
            title: "Microsoft 365 abandonne les mots de passe pour l’envoi",
            what: "À partir de fin décembre 2026, Microsoft les désactive par défaut. Un administrateur peut les \
                   réactiver jusqu’à nouvel ordre.",
            steps: &[
                "Prévoyez la connexion avec Microsoft (OAuth2) si elle est proposée.",
                "Sinon, demandez à votre administrateur de maintenir le SMTP authentifié, ou utilisez un service \
                 d’envoi.",
            ],
        },
        C::TwoStepRequired => Words {
            title: "La validation en deux étapes est obligatoire chez {provider}",
            what: "Sans elle, il n’y a pas de mot de passe d’application, et aucun autre mot de passe ne convient.",
            steps: &["Activez la validation en deux étapes, puis créez un mot de passe d’application."],
        },
        C::TwoStepRecommended => Words {
            title: "La validation en deux étapes est recommandée chez {provider}",
            what: "Elle protège le compte. Une fois activée, un mot de passe d’application remplace ici le mot de \
                   passe habituel.",
            steps: &["Activez la validation en deux étapes, puis saisissez un mot de passe d’application."],
        },
        C::FromNotLogin => Words {
            title: "L’adresse d’expédition n’est pas celle du compte",
            what: "Chez {provider}, seuls l’adresse du compte et ses alias peuvent envoyer.",
            steps: &["Envoyez depuis l’adresse du compte, ou vérifiez que l’autre en est un alias."],
        },
        C::EhloRefused => Words {
            title: "Beaucoup de serveurs refusent ce nom de machine",
            what: "Les serveurs attendent un nom complet, comme mail.example.com, et tiennent les autres pour du spam.",
            steps: &["Laissez le nom EHLO vide, ou saisissez un nom complet."],
        },
        C::DailyLimit => Words {
            title: "Jusqu’à {number} e-mails par jour chez {provider}",
            what: "Au-delà, l’envoi s’arrête jusqu’au lendemain. Chaque destinataire peut compter.",
            steps: &[],
        },
        C::PlanLimit => Words {
            title: "Jusqu’à {number} e-mails par jour chez {provider}, avec l’offre gratuite ou la plus petite",
            what: "Au-delà, l’envoi s’arrête jusqu’au lendemain. Une offre supérieure relève cette limite.",
            steps: &[],
        },
        C::VolumeAboveLimit => Words {
            title: "Plus d’e-mails prévus que n’en permet {provider}",
            what: "Une boîte y envoie jusqu’à {number} e-mails par jour, puis elle est bloquée. Un service d’envoi \
                   comme Brevo ou Mailjet en envoie davantage, montre lesquels sont arrivés et leur évite plus \
                   souvent d’être classés comme indésirables.",
            steps: &["Ouvrez un compte chez un service d’envoi comme Brevo ou Mailjet et validez-y votre domaine."],
        },
        C::VolumeAbovePlan => Words {
            title: "Plus d’e-mails prévus que n’en permet l’offre",
            what: "Chez {provider}, l’offre gratuite ou la plus petite envoie jusqu’à {number} e-mails par jour ; le \
                   reste est refusé.",
            steps: &["Vérifiez votre offre chez {provider} et prenez-en une plus grande si besoin."],
        },
        C::SentNotFiled => Words {
            title: "Vos e-mails n’apparaîtront pas dans les messages envoyés",
            what: "{provider} les remet à leurs destinataires, mais n’en range aucune copie dans votre boîte.",
            steps: &["Activez la copie à vous-même pour garder une trace de vos envois."],
        },
    }
}
