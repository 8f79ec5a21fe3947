//! The findings: one entry a code, with its languages side by side.

use super::LintCode as C;
use crate::guidance::Bilingual;

/// The text of a finding in every language.
pub(super) type Text = Bilingual<Template>;

/// The text of a finding in one language, with the placeholders of [`Facts`](super::context::Facts).
pub(super) struct Template {
    pub(super) title: &'static str,
    pub(super) what: &'static str,
    pub(super) steps: &'static [&'static str],
}

const ASK_EN: &str = "Ask {provider} for the name of its outgoing server (SMTP); it often begins with smtp or mail.";
const ASK_FR: &str =
    "Demandez à {provider} le nom de son serveur sortant (SMTP) ; il commence souvent par smtp ou mail.";

/// The text of this code.
pub(super) const fn text(code: C) -> Text {
    match code {
        C::HostNotAlone => Text {
            en: Template {
                title: "The server field holds more than a name",
                what: "Only the server’s name belongs there, without https://, path or port.",
                steps: &["Keep the name alone and put the port in its own field."],
            },
            fr: Template {
                title: "Le champ du serveur contient plus qu’un nom",
                what: "Seul le nom du serveur y a sa place, sans https://, chemin ni port.",
                steps: &["Ne gardez que le nom et mettez le port dans son propre champ."],
            },
        },
        C::HostIsAddress => Text {
            en: Template {
                title: "This is an e-mail address, not a server",
                what: "The server is the machine that sends for the address; its name has no @.",
                steps: &["As outgoing server (SMTP), enter that of {provider}: {host}", ASK_EN],
            },
            fr: Template {
                title: "C’est une adresse e-mail, et non un serveur",
                what: "Le serveur est la machine qui envoie pour cette adresse ; son nom ne contient pas de @.",
                steps: &["Comme serveur sortant (SMTP), saisissez celui de chez {provider} : {host}", ASK_FR],
            },
        },
        C::HostIsWebPage => Text {
            en: Template {
                title: "This is the address of a web page",
                what: "You read your mail there; it is no server that sends for an application.",
                steps: &["As outgoing server (SMTP), enter that of {provider}: {host}", ASK_EN],
            },
            fr: Template {
                title: "C’est l’adresse d’une page web",
                what: "Vous y lisez vos e-mails ; ce n’est pas un serveur qui envoie pour une application.",
                steps: &["Comme serveur sortant (SMTP), saisissez celui de chez {provider} : {host}", ASK_FR],
            },
        },
        C::HostIsIncoming => Text {
            en: Template {
                title: "This server is for incoming mail",
                what: "IMAP and POP servers only receive. Sending needs the outgoing server (SMTP).",
                steps: &["As outgoing server (SMTP), enter that of {provider}: {host}", ASK_EN],
            },
            fr: Template {
                title: "Ce serveur est celui du courrier entrant",
                what: "Les serveurs IMAP et POP ne font que recevoir. L’envoi passe par le serveur sortant (SMTP).",
                steps: &["Comme serveur sortant (SMTP), saisissez celui de chez {provider} : {host}", ASK_FR],
            },
        },
        C::HostRetired => Text {
            en: Template {
                title: "This server name is out of date",
                what: "{provider} has replaced it; the old name may stop working without notice.",
                steps: &["Enter the current server: {host}"],
            },
            fr: Template {
                title: "Ce nom de serveur n’est plus à jour",
                what: "{provider} l’a remplacé ; l’ancien nom peut cesser de fonctionner sans préavis.",
                steps: &["Saisissez le serveur actuel : {host}"],
            },
        },
        C::HostTypo => Text {
            en: Template {
                title: "The server name looks mistyped",
                what: "It differs by a letter or two from the server of {provider}.",
                steps: &["If you meant {provider}, enter: {host}"],
            },
            fr: Template {
                title: "Le nom du serveur semble mal tapé",
                what: "À une ou deux lettres près, c’est celui du serveur de chez {provider}.",
                steps: &["Si vous pensiez à {provider}, saisissez : {host}"],
            },
        },
        C::HostOfOtherProvider => Text {
            en: Template {
                title: "The server belongs to {provider}",
                what: "Another provider is chosen, whose login rules and limits are not those of this server.",
                steps: &["Choose {provider}, or change the server."],
            },
            fr: Template {
                title: "Ce serveur est celui de chez {provider}",
                what: "Un autre fournisseur est choisi ; son identifiant et ses limites ne sont pas ceux de ce serveur.",
                steps: &["Choisissez {provider}, ou changez de serveur."],
            },
        },
        C::ProviderKnown => Text {
            en: Template {
                title: "This is the server of {provider}",
                what: "With {provider} chosen as provider, its limits are kept and its refusals explained.",
                steps: &["Choose {provider} in the list of providers."],
            },
            fr: Template {
                title: "Ce serveur est celui de chez {provider}",
                what: "Si vous choisissez {provider} comme fournisseur, ses limites seront respectées et ses refus \
                   expliqués.",
                steps: &["Choisissez {provider} dans la liste des fournisseurs."],
            },
        },
        C::AddressOfOtherProvider => Text {
            en: Template {
                title: "Your address belongs to {provider}",
                what: "These settings send through another server, which may refuse the address or lead your mail to the \
                   spam folder.",
                steps: &["To send from this address, choose {provider}."],
            },
            fr: Template {
                title: "Votre adresse est de chez {provider}",
                what: "Ces réglages envoient par un autre serveur, qui peut refuser l’adresse ou conduire vos e-mails \
                   parmi les indésirables.",
                steps: &["Pour envoyer depuis cette adresse, choisissez {provider}."],
            },
        },
        C::Port25 => Text {
            en: Template {
                title: "Port 25 is not for sending from an application",
                what: "It serves mail between servers, and most networks block it.",
                steps: &["Use port {port}."],
            },
            fr: Template {
                title: "Le port 25 n’est pas fait pour l’envoi depuis une application",
                what: "Il sert aux échanges entre serveurs, et la plupart des réseaux le bloquent.",
                steps: &["Utilisez le port {port}."],
            },
        },
        C::PortIsIncoming => Text {
            en: Template {
                title: "This port is for incoming mail",
                what: "IMAP and POP use it; no mail goes out through it.",
                steps: &["Use port {port}."],
            },
            fr: Template {
                title: "Ce port est celui du courrier entrant",
                what: "C’est un port IMAP ou POP : aucun e-mail n’en part.",
                steps: &["Utilisez le port {port}."],
            },
        },
        C::PortNotListed => Text {
            en: Template {
                title: "Unusual port for {provider}",
                what: "{provider} does not list this port, so the connection may fail.",
                steps: &["Use port {port}."],
            },
            fr: Template {
                title: "Port inhabituel chez {provider}",
                what: "{provider} n’indique pas ce port ; la connexion peut échouer.",
                steps: &["Utilisez le port {port}."],
            },
        },
        C::PortTlsMismatch => Text {
            en: Template {
                title: "Port and encryption contradict each other",
                what: "Port {port} goes with {word}; any other choice fails when connecting.",
                steps: &["Choose {word} for port {port}."],
            },
            fr: Template {
                title: "Le port et le chiffrement se contredisent",
                what: "Le port {port} va avec {word} ; tout autre choix échoue à la connexion.",
                steps: &["Choisissez {word} pour le port {port}."],
            },
        },
        C::PlainTextRemote => Text {
            en: Template {
                title: "The connection is not encrypted",
                what: "Mail and password would travel readable by anyone on the way. This is allowed only to the same \
                   machine.",
                steps: &["Turn encryption (TLS) on and use port {port}."],
            },
            fr: Template {
                title: "La connexion n’est pas chiffrée",
                what: "E-mails et mot de passe circuleraient lisibles par tous. Ce n’est permis que vers la même machine.",
                steps: &["Activez le chiffrement (TLS) et utilisez le port {port}."],
            },
        },
        C::LoginAddressExpected => Text {
            en: Template {
                title: "The login must be a whole e-mail address",
                what: "The login at {provider} is the full address, with the @ and what follows it.",
                steps: &["Enter the whole e-mail address of the account."],
            },
            fr: Template {
                title: "L’identifiant doit être une adresse e-mail complète",
                what: "Chez {provider}, l’identifiant est l’adresse entière, avec le @ et ce qui le suit.",
                steps: &["Saisissez l’adresse e-mail complète du compte."],
            },
        },
        C::LoginLocalPartExpected => Text {
            en: Template {
                title: "The login is only the start of the address",
                what: "The login at {provider} is the part before the @.",
                steps: &["Remove the @ and what follows it."],
            },
            fr: Template {
                title: "L’identifiant n’est que le début de l’adresse",
                what: "Chez {provider}, l’identifiant est ce qui précède le @.",
                steps: &["Retirez le @ et ce qui le suit."],
            },
        },
        C::LoginWordExpected => Text {
            en: Template {
                title: "The login at {provider} is always the same word",
                what: "For everybody it is “{word}”; your account is recognised by the key.",
                steps: &["As login, enter “{word}”, exactly so."],
            },
            fr: Template {
                title: "Chez {provider}, l’identifiant est toujours le même mot",
                what: "C’est « {word} » pour tout le monde ; votre compte est reconnu grâce à la clé.",
                steps: &["Comme identifiant, saisissez exactement « {word} »."],
            },
        },
        C::LoginKeyExpected => Text {
            en: Template {
                title: "The login at {provider} is a key",
                what: "What stands there does not look like one. The e-mail address does not work, and two keys are \
                   easily swapped.",
                steps: &["Copy the key into the “{login_field}” field, from the page with the API keys at {provider}."],
            },
            fr: Template {
                title: "Chez {provider}, l’identifiant est une clé",
                what: "Ce qui est saisi n’y ressemble pas. L’adresse e-mail ne fonctionne pas, et deux clés s’intervertissent \
                   facilement.",
                steps: &["Copiez la clé dans le champ « {login_field} », depuis la page des clés API chez {provider}."],
            },
        },
        C::KeysIdentical => Text {
            en: Template {
                title: "The same key stands in both fields",
                what: "At {provider}, login and password are two different keys: the API key and the secret key.",
                steps: &[
                    "Put the API key in the “{login_field}” field and the secret key in the “{password_field}” field.",
                ],
            },
            fr: Template {
                title: "La même clé figure dans les deux champs",
                what: "Chez {provider}, l’identifiant et le mot de passe sont deux clés différentes : la clé API et la \
                   clé secrète.",
                steps: &[
                    "Mettez la clé API dans le champ « {login_field} » et la clé secrète dans le champ « {password_field} ».",
                ],
            },
        },
        C::AppPasswordExpected => Text {
            en: Template {
                title: "{provider} wants an app password",
                what: "This looks like the account’s main password. {provider} refuses it, and may block the account.",
                steps: &[
                    "Turn on two-step verification for your account, if it is off.",
                    "Create an app password and copy it into the “{password_field}” field.",
                ],
            },
            fr: Template {
                title: "{provider} demande un mot de passe d’application",
                what: "Ceci ressemble au mot de passe habituel du compte. {provider} le refuse et peut bloquer le compte.",
                steps: &[
                    "Activez la validation en deux étapes de votre compte si elle ne l’est pas.",
                    "Créez un mot de passe d’application et copiez-le dans le champ « {password_field} ».",
                ],
            },
        },
        C::SmtpKeyExpected => Text {
            en: Template {
                title: "This does not look like an SMTP key",
                what: "The password you sign in with on the website of {provider} does not work here.",
                steps: &["Create an SMTP key in your account and copy it into the “{password_field}” field."],
            },
            fr: Template {
                title: "Ceci ne ressemble pas à une clé SMTP",
                what: "Le mot de passe avec lequel vous vous connectez au site, chez {provider}, ne fonctionne pas ici.",
                steps: &["Créez une clé SMTP dans votre compte et copiez-la dans le champ « {password_field} »."],
            },
        },
        C::ApiKeyInsteadOfSmtpKey => Text {
            en: Template {
                title: "This is an API key, not an SMTP key",
                what: "The settings of {provider} show both on one page; only the SMTP key sends.",
                steps: &["Copy the SMTP key into the “{password_field}” field."],
            },
            fr: Template {
                title: "C’est une clé API, et non une clé SMTP",
                what: "Chez {provider}, les deux figurent sur la même page ; seule la clé SMTP permet d’envoyer.",
                steps: &["Copiez la clé SMTP dans le champ « {password_field} »."],
            },
        },
        C::SecretKeyExpected => Text {
            en: Template {
                title: "This does not look like a key of {provider}",
                what: "The password you sign in with on the website does not work here.",
                steps: &["Copy the secret key from the page with the API keys at {provider}."],
            },
            fr: Template {
                title: "Ceci ne ressemble pas à une clé de chez {provider}",
                what: "Le mot de passe avec lequel vous vous connectez au site ne fonctionne pas ici.",
                steps: &["Copiez la clé secrète depuis la page des clés API chez {provider}."],
            },
        },
        C::SecretBlanks => Text {
            en: Template {
                title: "The password holds a blank or a line break",
                what: "It often comes with copying, and makes a right password wrong.",
                steps: &["Copy the password again, without blanks before or after it."],
            },
            fr: Template {
                title: "Le mot de passe contient une espace ou un saut de ligne",
                what: "Cela arrive souvent en copiant, et rend faux un bon mot de passe.",
                steps: &["Copiez de nouveau le mot de passe, sans espace avant ni après."],
            },
        },
        C::OAuth2Only => Text {
            en: Template {
                title: "This account no longer takes passwords",
                what: "Since 16 September 2024, Outlook.com, Hotmail, Live and MSN let applications sign in only through \
                   Microsoft’s own page (OAuth2); app passwords do not work either.",
                steps: &["Use the sign-in with Microsoft (OAuth2) if it is offered, or send from another mailbox."],
            },
            fr: Template {
                title: "Ce compte n’accepte plus les mots de passe",
                what: "Depuis le 16 septembre 2024, chez Outlook.com, Hotmail, Live et MSN, les applications ne se \
                   connectent que par la page de Microsoft (OAuth2) ; un mot de passe d’application ne suffit pas \
                   non plus.",
                steps: &[
                    "Choisissez la connexion avec Microsoft (OAuth2) si elle est proposée, ou envoyez depuis une \
                      autre boîte.",
                ],
            },
        },
        C::PasswordsEnding => Text {
            en: Template {
                title: "Microsoft 365 phases out passwords for sending",
                what: "From the end of December 2026, Microsoft switches them off by default. An administrator can \
                   switch them on again until further notice.",
                steps: &[
                    "Plan the sign-in with Microsoft (OAuth2) if it is offered.",
                    "Otherwise ask your administrator to keep authenticated SMTP on, or use a relay.",
                ],
            },
            fr: Template {
                title: "Microsoft 365 abandonne les mots de passe pour l’envoi",
                what: "À partir de fin décembre 2026, Microsoft les désactive par défaut. Un administrateur peut les \
                   réactiver jusqu’à nouvel ordre.",
                steps: &[
                    "Prévoyez la connexion avec Microsoft (OAuth2) si elle est proposée.",
                    "Sinon, demandez à votre administrateur de maintenir le SMTP authentifié, ou utilisez un service \
                 d’envoi.",
                ],
            },
        },
        C::TwoStepRequired => Text {
            en: Template {
                title: "Two-step verification must be on at {provider}",
                what: "Without it there is no app password, and no other password works.",
                steps: &["Turn two-step verification on, then create an app password."],
            },
            fr: Template {
                title: "La validation en deux étapes est obligatoire chez {provider}",
                what: "Sans elle, il n’y a pas de mot de passe d’application, et aucun autre mot de passe ne convient.",
                steps: &["Activez la validation en deux étapes, puis créez un mot de passe d’application."],
            },
        },
        C::TwoStepRecommended => Text {
            en: Template {
                title: "Two-step verification is recommended at {provider}",
                what: "It protects the account. Once it is on, an app password takes the place of the main one here.",
                steps: &["Turn two-step verification on, then enter an app password."],
            },
            fr: Template {
                title: "La validation en deux étapes est recommandée chez {provider}",
                what: "Elle protège le compte. Une fois activée, un mot de passe d’application remplace ici le mot de \
                   passe habituel.",
                steps: &["Activez la validation en deux étapes, puis saisissez un mot de passe d’application."],
            },
        },
        C::FromNotLogin => Text {
            en: Template {
                title: "The sender’s address is not that of the account",
                what: "At {provider}, only the account’s own address or one of its aliases may send.",
                steps: &["Send from the address of the account, or make sure the other one is an alias of it."],
            },
            fr: Template {
                title: "L’adresse d’expédition n’est pas celle du compte",
                what: "Chez {provider}, seuls l’adresse du compte et ses alias peuvent envoyer.",
                steps: &["Envoyez depuis l’adresse du compte, ou vérifiez que l’autre en est un alias."],
            },
        },
        C::FromRewritten => Text {
            en: Template {
                title: "{provider} will replace the sender’s address",
                what: "{provider} sends every mail from the account’s own address, unless the other one is set up there \
                       as an alias (“Send mail as”). Your clients would see the account’s address.",
                steps: &[
                    "Add the address under “Send mail as” in the settings of the account, or send from the account’s own \
                     address.",
                ],
            },
            fr: Template {
                title: "{provider} remplacera l’adresse de l’expéditeur",
                what: "{provider} envoie chaque e-mail depuis l’adresse du compte, sauf si l’autre adresse y est déclarée \
                       comme alias («\u{a0}Envoyer des e-mails en tant que\u{a0}»). Vos clients verraient l’adresse du compte.",
                steps: &[
                    "Ajoutez l’adresse sous «\u{a0}Envoyer des e-mails en tant que\u{a0}» dans les paramètres du compte, ou \
                     envoyez depuis l’adresse du compte.",
                ],
            },
        },
        C::EhloRefused => Text {
            en: Template {
                title: "The name of the machine is refused by many servers",
                what: "Servers expect a complete name, such as mail.example.com, and take others for spam.",
                steps: &["Leave the EHLO name empty, or enter a complete name."],
            },
            fr: Template {
                title: "Beaucoup de serveurs refusent ce nom de machine",
                what: "Les serveurs attendent un nom complet, comme mail.example.com, et tiennent les autres pour du spam.",
                steps: &["Laissez le nom EHLO vide, ou saisissez un nom complet."],
            },
        },
        C::DailyLimit => Text {
            en: Template {
                title: "Up to {number} mails a day at {provider}",
                what: "Beyond that, sending stops until the next day. Each recipient may count.",
                steps: &[],
            },
            fr: Template {
                title: "Jusqu’à {number} e-mails par jour chez {provider}",
                what: "Au-delà, l’envoi s’arrête jusqu’au lendemain. Chaque destinataire peut compter.",
                steps: &[],
            },
        },
        C::PlanLimit => Text {
            en: Template {
                title: "Up to {number} mails a day at {provider}, free or on the smallest plan",
                what: "Beyond that, sending stops until the next day. A larger plan raises the limit.",
                steps: &[],
            },
            fr: Template {
                title: "Jusqu’à {number} e-mails par jour chez {provider}, avec l’offre gratuite ou la plus petite",
                what: "Au-delà, l’envoi s’arrête jusqu’au lendemain. Une offre supérieure relève cette limite.",
                steps: &[],
            },
        },
        C::VolumeAboveLimit => Text {
            en: Template {
                title: "More mails expected than {provider} allows",
                what: "A mailbox there sends up to {number} a day, then it is blocked. A relay made for documents, such as \
                   Brevo or Mailjet, sends more, shows which mails arrived and keeps them out of spam folders more \
                   often.",
                steps: &["Open an account with a relay such as Brevo or Mailjet and verify your domain there."],
            },
            fr: Template {
                title: "Plus d’e-mails prévus que n’en permet {provider}",
                what: "Une boîte y envoie jusqu’à {number} e-mails par jour, puis elle est bloquée. Un service d’envoi \
                   comme Brevo ou Mailjet en envoie davantage, montre lesquels sont arrivés et leur évite plus \
                   souvent d’être classés comme indésirables.",
                steps: &["Ouvrez un compte chez un service d’envoi comme Brevo ou Mailjet et validez-y votre domaine."],
            },
        },
        C::VolumeAbovePlan => Text {
            en: Template {
                title: "More mails expected than the plan allows",
                what: "The free or smallest plan of {provider} sends up to {number} a day; the rest is refused.",
                steps: &["Check your plan at {provider} and choose a larger one if needed."],
            },
            fr: Template {
                title: "Plus d’e-mails prévus que n’en permet l’offre",
                what: "Chez {provider}, l’offre gratuite ou la plus petite envoie jusqu’à {number} e-mails par jour ; le \
                   reste est refusé.",
                steps: &["Vérifiez votre offre chez {provider} et prenez-en une plus grande si besoin."],
            },
        },
        C::SentCopyUseless => Text {
            en: Template {
                title: "The copy under Sent is there without it",
                what: "{provider} files every mail you send in your Sent folder by itself; no second copy is made.",
                steps: &[],
            },
            fr: Template {
                title: "Vos messages envoyés sont déjà conservés",
                what: "{provider} range de lui-même chaque e-mail dans vos messages envoyés ; aucune seconde copie n’est faite.",
                steps: &[],
            },
        },
        C::SentCopyImpossible => Text {
            en: Template {
                title: "{provider} has no Sent folder",
                what: "{provider} passes mails on and keeps no mailbox in which a copy could be filed.",
                steps: &[
                    "Enter the IMAP server, the login and the password of the mailbox in which you want to find the copies.",
                    "Or have a copy of each mail sent to yourself.",
                ],
            },
            fr: Template {
                title: "{provider} n’a pas de dossier des messages envoyés",
                what: "{provider} transmet les e-mails et n’a pas de boîte où ranger une copie.",
                steps: &[
                    "Indiquez le serveur IMAP, l’identifiant et le mot de passe de la boîte où vous voulez retrouver les copies.",
                    "Ou faites-vous envoyer une copie de chaque e-mail.",
                ],
            },
        },
        C::SentNotFiled => Text {
            en: Template {
                title: "Your mails will not appear under Sent",
                what: "{provider} delivers them but files no copy in your mailbox.",
                steps: &["Turn on a copy to keep track of what was sent."],
            },
            fr: Template {
                title: "Vos e-mails n’apparaîtront pas dans les messages envoyés",
                what: "{provider} les remet à leurs destinataires, mais n’en range aucune copie dans votre boîte.",
                steps: &["Activez une copie pour garder une trace de vos envois."],
            },
        },
    }
}
