//! A copy that could not be filed in the Sent folder. None of these concerns the sending itself.

use super::{Template, Text};
use crate::error::ImapProblem as P;

/// The text for one problem.
pub(super) const fn sent_copy(problem: P) -> Text {
    match problem {
        P::Unreachable => Text {
            en: Template {
                title: "No copy under Sent: the IMAP server cannot be reached",
                what: "Mails go out as usual. {App} could not reach the IMAP server of the mailbox, which is needed to file a copy under Sent.",
                steps: &[
                    "Check the name and the port of the IMAP server in the mail settings of {app} (port 993 with TLS at most providers).",
                    "If they are right, wait: {app} tries again with the next mails.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : le serveur IMAP est injoignable",
                what: "L’envoi des e-mails fonctionne. {App} n’a pas pu joindre le serveur IMAP de la boîte, nécessaire pour y ranger une copie.",
                steps: &[
                    "Vérifiez le nom et le port du serveur IMAP dans les réglages d’e-mail {de_app} (port 993 avec TLS chez la plupart des fournisseurs).",
                    "S’ils sont corrects, attendez : une nouvelle tentative aura lieu lors des prochains envois.",
                ],
            },
        },
        P::TlsFailed => Text {
            en: Template {
                title: "No copy under Sent: the IMAP server’s encryption does not work",
                what: "Mails go out as usual. The connection to the IMAP server could not be encrypted, or its certificate is not valid; the password was not sent.",
                steps: &[
                    "Check the name of the IMAP server in the mail settings of {app}: the certificate is made for one name.",
                    "Use port 993 with TLS, or port 143 with STARTTLS.",
                    "If the server is your own, ask its administrator to renew the certificate.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : le chiffrement du serveur IMAP ne fonctionne pas",
                what: "L’envoi des e-mails fonctionne. La connexion au serveur IMAP n’a pas pu être chiffrée, ou son certificat n’est pas valable ; le mot de passe n’a pas été transmis.",
                steps: &[
                    "Vérifiez le nom du serveur IMAP dans les réglages d’e-mail {de_app} : le certificat est établi pour un nom précis.",
                    "Utilisez le port 993 avec TLS, ou le port 143 avec STARTTLS.",
                    "Si ce serveur est le vôtre, demandez à son administrateur de renouveler le certificat.",
                ],
            },
        },
        P::SignInRefused => Text {
            en: Template {
                title: "No copy under Sent: IMAP refused the login or the password",
                what: "Mails go out as usual. {Provider} refused the login or the password when {app} opened the mailbox over IMAP to file a copy. Some providers have IMAP switched off, or give out passwords for sending alone.",
                steps: &[
                    "Check that access over IMAP is allowed in the settings of the mailbox at {provider}.",
                    "If you use an app password, create a new one that covers IMAP as well as SMTP.",
                    "If the mailbox has another login than the sending service, enter its own login and password for the copies.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : identifiant ou mot de passe refusé en IMAP",
                what: "L’envoi des e-mails fonctionne. {Provider} a refusé l’identifiant ou le mot de passe lors de l’ouverture de la boîte en IMAP pour y ranger une copie. Chez certains fournisseurs, l’accès IMAP est désactivé d’office, ou le mot de passe ne vaut que pour l’envoi.",
                steps: &[
                    "Vérifiez que l’accès IMAP est autorisé dans les paramètres de la boîte chez {provider}.",
                    "Si vous utilisez un mot de passe d’application, créez-en un nouveau, valable pour IMAP et pour SMTP.",
                    "Si la boîte a un autre identifiant que le service d’envoi, saisissez pour les copies son identifiant et son mot de passe.",
                ],
            },
        },
        P::AppPasswordRequired => Text {
            en: Template {
                title: "No copy under Sent: IMAP needs an app password",
                what: "Mails go out as usual. To open the mailbox over IMAP, {provider} wants an app password, or one that covers IMAP: the present one is for sending alone, or is the main password of the account.",
                steps: &[
                    "Sign in to your account at {provider} and open its security settings.",
                    "Create an app password that covers reading mail (IMAP) and sending mail (SMTP). When asked for a name, type {label}.",
                    "Enter it in the mail settings of {app} in place of the present one, and send a test.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : IMAP exige un mot de passe d’application",
                what: "L’envoi des e-mails fonctionne. Pour ouvrir la boîte en IMAP, {provider} demande un mot de passe d’application, ou un mot de passe valable pour IMAP : l’actuel ne sert qu’à l’envoi, ou c’est le mot de passe principal du compte.",
                steps: &[
                    "Connectez-vous à votre compte chez {provider} et ouvrez les paramètres de sécurité.",
                    "Créez un mot de passe d’application valable pour la réception (IMAP) et pour l’envoi (SMTP). Si un nom est demandé, tapez {label}.",
                    "Saisissez-le à la place de l’actuel dans les réglages d’e-mail {de_app}, puis faites un essai d’envoi.",
                ],
            },
        },
        P::ImapOff => Text {
            en: Template {
                title: "No copy under Sent: IMAP is off",
                what: "Mails go out as usual. Access over IMAP is switched off for this mailbox at {provider}, so no copy can be filed.",
                steps: &[
                    "Sign in to the webmail of {provider} and open its settings.",
                    "Switch access over IMAP on. In a company, the administrator may have to allow it first.",
                    "Send a test from the mail settings of {app}.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : IMAP est désactivé",
                what: "L’envoi des e-mails fonctionne. L’accès IMAP est désactivé pour cette boîte chez {provider} : aucune copie ne peut y être rangée.",
                steps: &[
                    "Connectez-vous au webmail chez {provider} et ouvrez ses paramètres.",
                    "Activez l’accès IMAP. Dans une entreprise, l’administrateur doit parfois l’autoriser d’abord.",
                    "Faites un essai d’envoi depuis les réglages d’e-mail {de_app}.",
                ],
            },
        },
        P::TokenRefused => Text {
            en: Template {
                title: "No copy under Sent: the permission does not cover IMAP",
                what: "Mails go out as usual. The permission given to {app} at {provider} is enough for sending, and not for filing a copy over IMAP.",
                steps: &[
                    "Pass this message on to the people who run {app}: the application has to ask {provider} for access to IMAP too.",
                    "Then open the mail settings of {app} and connect the account again.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : l’autorisation ne couvre pas IMAP",
                what: "L’envoi des e-mails fonctionne. L’autorisation accordée chez {provider} suffit pour envoyer, mais pas pour ranger une copie en IMAP.",
                steps: &[
                    "Transmettez ce message à votre contact technique pour {app} : l’application doit aussi demander l’accès IMAP.",
                    "Ouvrez ensuite les réglages d’e-mail {de_app} et reconnectez le compte.",
                ],
            },
        },
        P::MechanismUnsupported => Text {
            en: Template {
                title: "No copy under Sent: the IMAP server takes another kind of sign-in",
                what: "Mails go out as usual. The IMAP server offers no kind of sign-in that {app} can use with these settings: most often it takes no password, only a permission (OAuth2).",
                steps: &[
                    "If the mail settings of {app} offer to connect the account, use that instead of a password.",
                    "Otherwise switch the copy under Sent off, or have a copy sent to yourself.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : le serveur IMAP attend une autre authentification",
                what: "L’envoi des e-mails fonctionne. Le serveur IMAP ne propose aucun mode d’authentification utilisable avec ces réglages : le plus souvent, il refuse les mots de passe et n’accepte qu’une autorisation (OAuth2).",
                steps: &[
                    "Si les réglages d’e-mail {de_app} proposent de connecter le compte, faites-le plutôt que de saisir un mot de passe.",
                    "Sinon, désactivez la copie dans les messages envoyés, ou faites-vous envoyer une copie de chaque message.",
                ],
            },
        },
        P::Blocked => Text {
            en: Template {
                title: "No copy under Sent: {provider} blocked the sign-in",
                what: "Mails go out as usual. {Provider} blocked the sign-in over IMAP because it looks unusual, or because there were too many.",
                steps: &[
                    "Sign in to the webmail of {provider} in a browser and confirm that it was you, if asked.",
                    "Wait a quarter of an hour, then send a test from the mail settings of {app}.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : connexion bloquée",
                what: "L’envoi des e-mails fonctionne. {Provider} a bloqué la connexion IMAP, jugée inhabituelle ou trop fréquente.",
                steps: &[
                    "Connectez-vous au webmail dans un navigateur et, si la question est posée, confirmez qu’il s’agissait bien de vous.",
                    "Attendez un quart d’heure, puis faites un essai d’envoi depuis les réglages d’e-mail {de_app}.",
                ],
            },
        },
        P::TooManyConnections => Text {
            en: Template {
                title: "No copy under Sent: the mailbox is open in too many places",
                what: "Mails go out as usual. {Provider} allows a limited number of IMAP connections to one mailbox, and they are taken by mail programs and telephones.",
                steps: &[
                    "Close mail programs that you do not need on other devices.",
                    "There is nothing else to do: {app} tries again with the next mails.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : la boîte est ouverte à trop d’endroits",
                what: "L’envoi des e-mails fonctionne. {Provider} limite le nombre de connexions IMAP à une boîte, et elles sont toutes prises par des logiciels de messagerie ou des téléphones.",
                steps: &[
                    "Fermez les logiciels de messagerie dont vous n’avez pas besoin sur vos autres appareils.",
                    "Il n’y a rien d’autre à faire : une nouvelle tentative aura lieu lors des prochains envois.",
                ],
            },
        },
        P::FolderNotFound => Text {
            en: Template {
                title: "No copy under Sent: the mailbox has no such folder",
                what: "Mails go out as usual. {App} looked for the folder of sent mails and found none, or none with the name in the settings.",
                steps: &[
                    "Open the mailbox in the webmail or in your mail program, and look up the name of the folder in which sent mails are.",
                    "If there is none yet, send one mail from the webmail: it makes the folder.",
                    "Enter the name of the folder in the mail settings of {app}, exactly as it is shown.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : dossier introuvable",
                what: "L’envoi des e-mails fonctionne. Le dossier des messages envoyés est introuvable, ou aucun ne porte le nom indiqué dans les réglages.",
                steps: &[
                    "Ouvrez la boîte dans le webmail ou dans votre logiciel de messagerie, et relevez le nom du dossier des messages envoyés.",
                    "S’il n’existe pas encore, envoyez un e-mail depuis le webmail : le dossier sera créé.",
                    "Saisissez ce nom, exactement comme il est affiché, dans les réglages d’e-mail {de_app}.",
                ],
            },
        },
        P::FolderReadOnly => Text {
            en: Template {
                title: "No copy under Sent: the folder cannot be written to",
                what: "Mails go out as usual. The account may read the folder of sent mails and not add to it; that is so in some shared mailboxes.",
                steps: &[
                    "Ask the owner or administrator of the mailbox for the right to add mails to the folder.",
                    "Or enter another folder in the mail settings of {app}.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : dossier en lecture seule",
                what: "L’envoi des e-mails fonctionne. Le compte peut lire le dossier des messages envoyés, mais pas y ajouter de message ; c’est le cas de certaines boîtes partagées.",
                steps: &[
                    "Demandez au propriétaire ou à l’administrateur de la boîte le droit d’ajouter des messages à ce dossier.",
                    "Ou indiquez un autre dossier dans les réglages d’e-mail {de_app}.",
                ],
            },
        },
        P::MailboxFull => Text {
            en: Template {
                title: "No copy under Sent: the mailbox is full",
                what: "Mails go out as usual. The mailbox at {provider} has no room left for the copies.",
                steps: &[
                    "Delete mails you no longer need, those with large documents first, and empty the trash.",
                    "Or order more room at {provider}.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : la boîte est pleine",
                what: "L’envoi des e-mails fonctionne. La boîte chez {provider} n’a plus de place pour les copies.",
                steps: &[
                    "Supprimez les messages devenus inutiles, à commencer par ceux qui contiennent de gros documents, et videz la corbeille.",
                    "Ou augmentez l’espace de la boîte chez {provider}.",
                ],
            },
        },
        P::MessageTooLarge => Text {
            en: Template {
                title: "No copy under Sent: the mail is too large for the mailbox",
                what: "The mail was sent. {Provider} takes no mail of this size over IMAP.",
                steps: &[
                    "There is nothing to do for this mail; smaller ones are filed.",
                    "If it happens often, make the documents smaller, or have a copy sent to yourself instead.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : l’e-mail est trop volumineux pour la boîte",
                what: "L’e-mail est parti. {Provider} n’accepte pas de message de cette taille en IMAP.",
                steps: &[
                    "Il n’y a rien à faire pour cet e-mail ; les plus petits sont bien rangés.",
                    "Si cela se répète, allégez les documents, ou faites-vous plutôt envoyer une copie de chaque message.",
                ],
            },
        },
        P::Unavailable => Text {
            en: Template {
                title: "No copy under Sent: the IMAP server has a temporary fault",
                what: "Mails go out as usual. The IMAP server of {provider} could not file the copy at the moment.",
                steps: &[
                    "There is nothing to do: {app} tries again with the next mails.",
                    "If it stays so for a day, ask {provider}.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : panne passagère du serveur IMAP",
                what: "L’envoi des e-mails fonctionne. Le serveur IMAP n’a pas pu ranger la copie pour le moment.",
                steps: &[
                    "Il n’y a rien à faire : une nouvelle tentative aura lieu lors des prochains envois.",
                    "Si cela dure plus d’une journée, contactez {provider}.",
                ],
            },
        },
        P::TimedOut => Text {
            en: Template {
                title: "No copy under Sent: the IMAP server took too long",
                what: "The mail was sent. The copy was not filed in time, because the server answers slowly or the document is large.",
                steps: &[
                    "There is nothing to do for this mail.",
                    "If it happens often, ask {provider}, or have a copy sent to yourself instead.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : le serveur IMAP a mis trop de temps",
                what: "L’e-mail est parti. La copie n’a pas été rangée à temps : le serveur répond lentement, ou le document est volumineux.",
                steps: &[
                    "Il n’y a rien à faire pour cet e-mail.",
                    "Si cela se répète, contactez {provider}, ou faites-vous plutôt envoyer une copie de chaque message.",
                ],
            },
        },
        P::InDoubt => Text {
            en: Template {
                title: "A copy may be missing under Sent",
                what: "The mail was sent. The connection to the mailbox ended before {provider} confirmed the copy; it was not sent a second time, so that it is not there twice.",
                steps: &["Look in the folder of sent mails if you need the copy."],
            },
            fr: Template {
                title: "Une copie manque peut-être dans les messages envoyés",
                what: "L’e-mail est parti. La connexion à la boîte s’est interrompue avant la confirmation de la copie ; elle n’a pas été déposée une seconde fois, pour éviter un doublon.",
                steps: &["Si vous avez besoin de cette copie, regardez dans le dossier des messages envoyés."],
            },
        },
        P::Refused => Text {
            en: Template {
                title: "No copy under Sent: the IMAP server refused it",
                what: "Mails go out as usual. The IMAP server of {provider} refused the copy; its answer stands in the details.",
                steps: &[
                    "Show the answer of the server to {provider}.",
                    "Until then you can have a copy of each mail sent to yourself.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : refus du serveur IMAP",
                what: "L’envoi des e-mails fonctionne. Le serveur IMAP a refusé la copie ; sa réponse figure dans les détails.",
                steps: &[
                    "Montrez la réponse du serveur à {provider}.",
                    "En attendant, vous pouvez vous faire envoyer une copie de chaque message.",
                ],
            },
        },
        P::Protocol => Text {
            en: Template {
                title: "No copy under Sent: this is not an IMAP server",
                what: "Mails go out as usual. What answers under the name and port in the settings does not speak IMAP.",
                steps: &[
                    "Check the name and the port of the IMAP server in the mail settings of {app}: it is not the outgoing server (SMTP), and its port is 993 at most providers.",
                ],
            },
            fr: Template {
                title: "Pas de copie dans les messages envoyés : ce n’est pas un serveur IMAP",
                what: "L’envoi des e-mails fonctionne. Ce qui répond au nom et au port indiqués ne parle pas IMAP.",
                steps: &[
                    "Vérifiez le nom et le port du serveur IMAP dans les réglages d’e-mail {de_app} : ce n’est pas le serveur sortant (SMTP), et son port est 993 chez la plupart des fournisseurs.",
                ],
            },
        },
    }
}
