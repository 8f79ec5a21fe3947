//! A refusal of each kind, at any provider.

use super::{Template, Text};
use crate::error::{ErrorKind as K, ImapProblem, OAuth2Problem};
use crate::guidance::oauth2::Issuer;

/// The text for every kind where no provider has its own.
pub(super) const fn by_kind(kind: K) -> Text {
    match kind {
        K::AppPasswordRequired => Text {
            en: Template {
                title: "{Provider} wants an app password",
                what: "{Provider} refused the password. It takes an app password instead: a separate password made for \
                   one application, usually available once two-step verification is on.",
                steps: &[
                    "Sign in to your account at {provider} and open its security settings.",
                    "Turn on two-step verification if it is off.",
                    "Create an app password. When asked for a name, type {label}.",
                    "Paste it into the “{password_field}” field of the mail settings in {app}.",
                ],
            },
            fr: Template {
                title: "{Provider} demande un mot de passe d’application",
                what: "{Provider} a refusé le mot de passe. Il faut un mot de passe d’application : un mot de passe à \
                   part, créé pour une seule application, en général une fois la validation en deux étapes activée.",
                steps: &[
                    "Connectez-vous à votre compte chez {provider} et ouvrez les paramètres de sécurité.",
                    "Activez la validation en deux étapes si elle ne l’est pas encore.",
                    "Créez un mot de passe d’application. Si un nom est demandé, tapez {label}.",
                    "Collez-le dans le champ « {password_field} » des réglages d’e-mail {de_app}.",
                ],
            },
        },
        K::BadCredentials => Text {
            en: Template {
                title: "Wrong login or password",
                what: "{Provider} did not recognise the login or the password.",
                steps: &[
                    "Check the “{login_field}” field in the mail settings of {app}: at most providers it holds the full \
                 e-mail address.",
                    "Type the “{password_field}” field again, without a blank before or after.",
                    "Try the same login and password on the webmail page. If they work there, look in its security \
                 settings for an app password, or for access by mail programs.",
                ],
            },
            fr: Template {
                title: "Identifiant ou mot de passe incorrect",
                what: "{Provider} n’a pas reconnu l’identifiant ou le mot de passe.",
                steps: &[
                    "Vérifiez le champ « {login_field} » des réglages d’e-mail {de_app} : le plus souvent, il contient \
                 l’adresse e-mail complète.",
                    "Ressaisissez le champ « {password_field} », sans espace avant ni après.",
                    "Essayez le même identifiant et le même mot de passe sur le webmail. S’ils y fonctionnent, cherchez \
                 dans ses paramètres de sécurité un mot de passe d’application, ou l’accès des logiciels de \
                 messagerie.",
                ],
            },
        },
        K::AuthenticationRequired => Text {
            en: Template {
                title: "The server wants a sign-in",
                what: "{Provider} takes mail only from users who have signed in, and no sign-in was made.",
                steps: &[
                    "Switch authentication on in the mail settings of {app}.",
                    "Fill in the “{login_field}” and “{password_field}” fields.",
                    "Send a test.",
                ],
            },
            fr: Template {
                title: "Le serveur exige une authentification",
                what: "{Provider} n’accepte que les envois d’utilisateurs authentifiés, et aucun identifiant n’a été \
                   présenté.",
                steps: &[
                    "Activez l’authentification dans les réglages d’e-mail {de_app}.",
                    "Remplissez les champs « {login_field} » et « {password_field} ».",
                    "Faites un essai d’envoi.",
                ],
            },
        },
        K::BasicAuthDisabled => Text {
            en: Template {
                title: "{Provider} no longer takes passwords here",
                what: "{Provider} has switched off sign-in by password for sending mail. Only a sign-in through its own \
                   page (OAuth2) works.",
                steps: &[
                    "In the mail settings of {app}, choose the sign-in through the provider’s page (OAuth2) if it is \
                 offered.",
                    "Otherwise, ask the people who run {app} whether it is planned.",
                    "Meanwhile, send through another mail account or a sending service.",
                ],
            },
            fr: Template {
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
        },
        K::SmtpAuthDisabledForTenant => Text {
            en: Template {
                title: "SMTP is switched off for your whole organisation",
                what: "At {provider}, an administrator’s setting forbids every mailbox of your organisation to send \
                   through SMTP.",
                steps: &[
                    "Ask the administrator of your mail domain to allow authenticated SMTP.",
                    "Wait a few minutes for the change to apply.",
                    "Send a test.",
                ],
            },
            fr: Template {
                title: "L’envoi SMTP est désactivé pour toute votre organisation",
                what: "Chez {provider}, un réglage d’administration interdit l’envoi SMTP à toutes les boîtes de votre \
                   organisation.",
                steps: &[
                    "Demandez à l’administrateur de votre messagerie d’autoriser le SMTP authentifié.",
                    "Patientez quelques minutes, le temps que le réglage s’applique.",
                    "Faites un essai d’envoi.",
                ],
            },
        },
        K::SmtpAuthDisabledForMailbox => Text {
            en: Template {
                title: "SMTP is switched off for this mailbox",
                what: "At {provider}, this mailbox may not be used by other applications to send mail.",
                steps: &[
                    "Look in the mailbox’s settings for access by mail programs (POP, IMAP, SMTP), and switch it on.",
                    "If there is no such setting, ask the administrator of your mail domain.",
                    "Send a test.",
                ],
            },
            fr: Template {
                title: "L’envoi SMTP est désactivé pour cette boîte",
                what: "Chez {provider}, cette boîte ne peut pas servir à l’envoi depuis une autre application.",
                steps: &[
                    "Cherchez dans les paramètres de la boîte l’accès des logiciels de messagerie (POP, IMAP, SMTP) et \
                 activez-le.",
                    "Si ce réglage n’existe pas, demandez à l’administrateur de votre messagerie.",
                    "Faites un essai d’envoi.",
                ],
            },
        },
        K::AccountBlockedOrSuspiciousLogin => Text {
            en: Template {
                title: "{Provider} blocked the sign-in",
                what: "{Provider} found the sign-in unusual, or has blocked the account to protect it. Trying again now \
                   makes it worse.",
                steps: &[
                    "Sign in to your account at {provider} with a web browser. Solve the picture puzzle (captcha) if \
                 one is shown.",
                    "Read the security alerts there and confirm that it was you.",
                    "Change the password if you do not recognise a sign-in.",
                    "If what belongs in the “{password_field}” field of the mail settings in {app} has changed with it, \
                 enter it there. Then send a test.",
                ],
            },
            fr: Template {
                title: "{Provider} a bloqué la connexion",
                what: "{Provider} a jugé la connexion inhabituelle, ou a bloqué le compte pour le protéger. Insister \
                   maintenant aggrave le blocage.",
                steps: &[
                    "Connectez-vous à votre compte chez {provider} avec un navigateur. Si un test d’images (captcha) \
                 s’affiche, résolvez-le.",
                    "Lisez les alertes de sécurité et confirmez que c’était bien vous.",
                    "Changez le mot de passe si une connexion ne vient pas de vous.",
                    "Si ce que doit contenir le champ « {password_field} » des réglages d’e-mail {de_app} a changé à cette \
                 occasion, mettez-le à jour. Faites ensuite un essai d’envoi.",
                ],
            },
        },
        K::AccountSuspendedOrNotActivated => Text {
            en: Template {
                title: "The account may not send yet, or any more",
                what: "{Provider} has suspended this account, or has not activated it for sending. Waiting does not \
                   help.",
                steps: &[
                    "Sign in to your account at {provider} and look for a message about it.",
                    "Complete what is asked: a verification, a payment, a form.",
                    "Write to the support of {provider} if nothing is asked.",
                ],
            },
            fr: Template {
                title: "Ce compte ne peut pas, ou plus, envoyer",
                what: "{Provider} a suspendu ce compte ou ne l’a pas encore activé pour l’envoi. Attendre ne suffit \
                   pas.",
                steps: &[
                    "Connectez-vous à votre compte chez {provider} et cherchez un message à ce sujet.",
                    "Faites ce qui est demandé : une vérification, un règlement, un formulaire.",
                    "Si rien n’est demandé, écrivez à l’assistance : elle seule peut lever le blocage.",
                ],
            },
        },
        K::TooManyLoginAttempts => Text {
            en: Template {
                title: "Too many sign-ins in a short time",
                what: "{Provider} refuses sign-ins for a while, because there were too many. It passes by itself.",
                steps: &[
                    "Wait at least fifteen minutes without trying.",
                    "If it comes back, check the “{login_field}” and “{password_field}” fields in the mail settings of \
                 {app}.",
                ],
            },
            fr: Template {
                title: "Trop de connexions en peu de temps",
                what: "{Provider} refuse les connexions pour un moment, car il y en a eu trop. Cela passe tout seul.",
                steps: &[
                    "Attendez au moins quinze minutes sans réessayer.",
                    "Si cela revient, vérifiez les champs « {login_field} » et « {password_field} » des réglages d’e-mail \
                 {de_app}.",
                ],
            },
        },
        K::OAuth2TokenInvalidOrExpired => Text {
            en: Template {
                title: "The permission to send has expired",
                what: "{Provider} no longer accepts the permission you gave to {app}. It has expired, was withdrawn, or \
                   does not cover sending mail.",
                steps: &[
                    "Open the mail settings of {app} and connect the account again.",
                    "Sign in on the page of {provider} with the address that sends.",
                    "Accept every permission that is asked, sending mail among them.",
                ],
            },
            fr: Template {
                title: "L’autorisation d’envoi a expiré",
                what: "{Provider} n’accepte plus l’autorisation donnée à {app}. Elle a expiré, a été retirée, ou ne \
                   couvre pas l’envoi d’e-mails.",
                steps: &[
                    "Ouvrez les réglages d’e-mail {de_app} et reconnectez le compte.",
                    "Sur la page {de_provider}, connectez-vous avec l’adresse qui envoie.",
                    "Acceptez toutes les autorisations demandées, dont l’envoi d’e-mails.",
                ],
            },
        },
        K::OAuth2ClientInvalid => super::access_token::access_token(OAuth2Problem::ClientInvalid, Issuer::Other),
        K::OAuth2ConsentRequired => super::access_token::access_token(OAuth2Problem::ConsentMissing, Issuer::Other),
        K::AuthMechanismUnsupported => Text {
            en: Template {
                title: "No common way to sign in",
                what: "The server of {provider} offers no way to sign in that {app} knows. Often the host or the port \
                   is not the one for sending.",
                steps: &[
                    "Check the host in the mail settings: it must be the outgoing (SMTP) server, not the incoming one.",
                    "Check the port: {ports}.",
                    "If both are right, pass this message on to the people who run {app}.",
                ],
            },
            fr: Template {
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
        },
        K::TlsRequired => Text {
            en: Template {
                title: "The server wants an encrypted connection",
                what: "{Provider} refuses to go on without encryption (TLS).",
                steps: &["In the mail settings of {app}, switch TLS on.", "Choose port {ports}.", "Send a test."],
            },
            fr: Template {
                title: "Le serveur exige une connexion chiffrée",
                what: "{Provider} refuse de continuer sans chiffrement (TLS).",
                steps: &[
                    "Dans les réglages d’e-mail {de_app}, activez TLS.",
                    "Choisissez le port {ports}.",
                    "Faites un essai d’envoi.",
                ],
            },
        },
        K::IpNotAuthorized => Text {
            en: Template {
                title: "The server refuses the sending machine",
                what: "{Provider} does not accept mail from the internet address (IP) {app} sends from. Neither the login \
                   nor the “{password_field}” field is in question.",
                steps: &[
                    "Look in your account at {provider} for a list of authorised IP addresses.",
                    "Ask the people who run {app} for its IP address, and add it to that list.",
                    "If there is no such list, pass this message on to them: the address may be on a block list.",
                ],
            },
            fr: Template {
                title: "Le serveur refuse la machine qui envoie",
                what: "{Provider} n’accepte pas les envois depuis l’adresse IP utilisée par {app}. Ni l’identifiant ni le \
                   champ « {password_field} » ne sont en cause.",
                steps: &[
                    "Cherchez dans votre compte chez {provider} une liste d’adresses IP autorisées.",
                    "Demandez à votre contact technique pour {app} son adresse IP, et ajoutez-la à cette liste.",
                    "Si cette liste n’existe pas, transmettez-lui ce message : l’adresse figure peut-être sur une liste \
                 de blocage.",
                ],
            },
        },
        K::SenderNotAllowed => Text {
            en: Template {
                title: "This account may not send from that address",
                what: "{Provider} lets this account send only from its own address and its aliases. The From address is \
                   another one.",
                steps: &[
                    "In the mail settings of {app}, set the sender to the account’s own address.",
                    "If you need the other address, add it as an alias or a sender in your account at {provider}.",
                    "Send a test.",
                ],
            },
            fr: Template {
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
        },
        K::SenderNotVerified => Text {
            en: Template {
                title: "The sender’s address is not verified yet",
                what: "{Provider} sends only from addresses or domains whose owner has been verified, and this one is \
                   not.",
                steps: &[
                    "Sign in to your account at {provider} and open the list of senders and domains.",
                    "Add the sender’s address or, better, its whole domain.",
                    "Follow the verification: a link by e-mail for an address, DNS records for a domain.",
                    "Once it shows as verified, send a test.",
                ],
            },
            fr: Template {
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
        },
        K::RecipientUnknown => Text {
            en: Template {
                title: "The recipient’s address does not exist",
                what: "The recipient’s mail server knows no mailbox of this name. Your client has not received the \
                   document.",
                steps: &[
                    "Check the spelling of the address, above all after the @.",
                    "If it looks right, ask your client for the present address, by telephone for example.",
                    "Correct the address in the client’s record, then send the document again.",
                ],
            },
            fr: Template {
                title: "L’adresse du destinataire n’existe pas",
                what: "Le serveur du destinataire ne connaît aucune boîte à ce nom. Votre client n’a pas reçu le \
                   document.",
                steps: &[
                    "Vérifiez l’orthographe de l’adresse, surtout après le @.",
                    "Si elle semble correcte, demandez à votre client son adresse actuelle, par téléphone par exemple.",
                    "Corrigez l’adresse dans sa fiche, puis renvoyez le document.",
                ],
            },
        },
        K::RecipientMailboxFull => Text {
            en: Template {
                title: "The recipient’s mailbox is full",
                what: "The address exists, but its mailbox takes no more mail for now. Your client has not received the \
                   document.",
                steps: &[
                    "Tell your client, by telephone for example, that the mailbox is full.",
                    "Send the document again once there is room, or in a day or two.",
                    "If it is urgent, ask for another address or send it by another way.",
                ],
            },
            fr: Template {
                title: "La boîte du destinataire est pleine",
                what: "L’adresse existe, mais sa boîte n’accepte plus de messages pour l’instant. Votre client n’a pas \
                   reçu le document.",
                steps: &[
                    "Prévenez votre client, par téléphone par exemple, que sa boîte est pleine.",
                    "Renvoyez le document une fois la place libérée, ou dans un jour ou deux.",
                    "En cas d’urgence, demandez-lui une autre adresse ou faites-lui parvenir le document autrement.",
                ],
            },
        },
        K::RecipientRejected => Text {
            en: Template {
                title: "A recipient was refused",
                what: "The recipient’s server does not take this mail for this address: the mailbox may be closed, or \
                   may not accept mail from you. Your client has not received the document.",
                steps: &[
                    "Check the spelling of the address, above all after the @.",
                    "Ask your client, by telephone for example, whether the address is still in use, and to allow your \
                 address if it is blocked there.",
                    "Correct the address in the client’s record if need be, then send the document again.",
                ],
            },
            fr: Template {
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
        },
        K::TooManyRecipients => Text {
            en: Template {
                title: "Too many recipients in one message",
                what: "{Provider} limits the number of recipients of one message, Cc and Bcc included.",
                steps: &[
                    "Split the recipients over several messages.",
                    "Send again to those who have not received it.",
                ],
            },
            fr: Template {
                title: "Trop de destinataires dans un message",
                what: "{Provider} limite le nombre de destinataires d’un message, copies et copies cachées comprises.",
                steps: &[
                    "Répartissez les destinataires sur plusieurs messages.",
                    "Renvoyez à ceux qui n’ont rien reçu.",
                ],
            },
        },
        K::RelayDenied => Text {
            en: Template {
                title: "The server does not pass this mail on",
                what: "{Provider} delivers to other domains only for users who have signed in. Often authentication is \
                   off, or the host is the incoming server.",
                steps: &[
                    "Switch authentication on in the mail settings of {app}, and fill in the “{login_field}” and \
                 “{password_field}” fields.",
                    "Check the host: it must be the outgoing (SMTP) server.",
                    "Check that the sender’s address belongs to this account.",
                ],
            },
            fr: Template {
                title: "Le serveur refuse de relayer ce message",
                what: "{Provider} ne transmet vers l’extérieur que pour les utilisateurs authentifiés. Souvent, \
                   l’authentification est désactivée ou le serveur indiqué est celui de réception.",
                steps: &[
                    "Activez l’authentification dans les réglages d’e-mail {de_app} et remplissez les champs \
                 « {login_field} » et « {password_field} ».",
                    "Vérifiez le serveur : ce doit être le serveur sortant (SMTP).",
                    "Vérifiez que l’adresse d’expéditeur appartient à ce compte.",
                ],
            },
        },
        K::DailyQuotaExceeded => Text {
            en: Template {
                title: "The sending allowance is used up",
                what: "{Provider} takes no more mail from this account for now. The allowance comes back by itself.",
                steps: &[
                    "Wait until tomorrow, then send again.",
                    "If it happens often, choose a larger plan or a sending service.",
                ],
            },
            fr: Template {
                title: "Le quota d’envoi est épuisé",
                what: "{Provider} n’accepte plus d’envoi de ce compte pour le moment. Le quota se reconstitue tout \
                   seul.",
                steps: &[
                    "Attendez demain, puis renvoyez.",
                    "Si cela arrive souvent, choisissez une offre plus large ou un service d’envoi.",
                ],
            },
        },
        K::RateLimited => Text {
            en: Template {
                title: "Too many mails in a short time",
                what: "{Provider} asks to go slower. It passes by itself.",
                steps: &["Wait a few minutes, then send again.", "Spread large sendings over the day."],
            },
            fr: Template {
                title: "Trop d’e-mails en peu de temps",
                what: "{Provider} demande de ralentir. Cela passe tout seul.",
                steps: &["Attendez quelques minutes, puis renvoyez.", "Étalez les gros envois sur la journée."],
            },
        },
        K::TooManyConnections => Text {
            en: Template {
                title: "Too many connections at once",
                what: "{Provider} limits how many connections one account or address may hold at the same time. It \
                   passes by itself.",
                steps: &[
                    "Wait a minute, then send again.",
                    "Check that no other application is sending through the same account.",
                ],
            },
            fr: Template {
                title: "Trop de connexions simultanées",
                what: "{Provider} limite le nombre de connexions simultanées par compte ou par adresse. Cela passe tout \
                   seul.",
                steps: &[
                    "Attendez une minute, puis renvoyez.",
                    "Vérifiez qu’aucune autre application n’envoie en même temps avec ce compte.",
                ],
            },
        },
        K::MessageTooLarge => Text {
            en: Template {
                title: "The message is too large",
                what: "The message with its documents is larger than {provider} takes. Documents grow by about a third \
                   on the way.",
                steps: &[
                    "Make the documents smaller, for example by exporting the PDF with lower image quality.",
                    "Or send several messages, or a link for downloading.",
                ],
            },
            fr: Template {
                title: "Le message est trop volumineux",
                what: "Le message et ses documents dépassent la taille acceptée par {provider}. Les documents \
                   grossissent d’environ un tiers pendant le transport.",
                steps: &[
                    "Allégez les documents, par exemple en exportant le PDF avec des images moins lourdes.",
                    "Ou bien envoyez plusieurs messages, ou un lien de téléchargement.",
                ],
            },
        },
        K::ContentRejected => Text {
            en: Template {
                title: "The content was refused",
                what: "A filter took the message for spam, or does not accept one of its documents.",
                steps: &[
                    "Leave out archives and programs; send PDF documents.",
                    "Read the subject and the text again: write plain sentences, with few links.",
                    "Send again. If it is refused once more, ask the support of {provider} for the reason.",
                ],
            },
            fr: Template {
                title: "Le contenu a été refusé",
                what: "Un filtre a pris le message pour un indésirable, ou n’accepte pas l’un des documents.",
                steps: &[
                    "Retirez les archives et les programmes ; envoyez des documents PDF.",
                    "Relisez l’objet et le texte : des phrases simples, peu de liens.",
                    "Renvoyez. En cas de nouveau refus, demandez la raison à l’assistance {de_provider}.",
                ],
            },
        },
        K::MessageMalformed => Text {
            en: Template {
                title: "The server could not read the mail",
                what: "A server refused the form of the mail, not what it says: a header, an address or the structure \
                   breaks the rules of e-mail.",
                steps: &[
                    "Check the addresses of the sender and the recipients for a blank, a comma or a missing part.",
                    "Check that the mail has a sender, a recipient and a subject.",
                    "If they are right, pass this message with the server’s reply on to the people who run {app}.",
                ],
            },
            fr: Template {
                title: "Le serveur n’a pas pu lire le message",
                what: "Un serveur a refusé la forme du message, et non son contenu : un en-tête, une adresse ou la structure \
                   ne respecte pas les règles du courrier électronique.",
                steps: &[
                    "Cherchez une espace, une virgule ou une partie manquante dans l’adresse de l’expéditeur et dans \
                 celles des destinataires.",
                    "Vérifiez que le message a un expéditeur, un destinataire et un objet.",
                    "Si tout est correct, transmettez ce message, avec la réponse du serveur, à votre contact technique \
                 pour {app}.",
                ],
            },
        },
        K::TemporaryServerError => Text {
            en: Template {
                title: "The mail server has a passing problem",
                what: "{Provider} could not take the mail just now. Nothing is wrong with your settings.",
                steps: &[
                    "Wait a few minutes, then send again.",
                    "If it lasts more than a few hours, look at the status page or the support of {provider}.",
                ],
            },
            fr: Template {
                title: "Le serveur de messagerie a un problème passager",
                what: "{Provider} n’a pas pu prendre le message pour l’instant. Vos réglages ne sont pas en cause.",
                steps: &[
                    "Attendez quelques minutes, puis renvoyez.",
                    "Si cela dure plus de quelques heures, consultez la page d’état ou l’assistance {de_provider}.",
                ],
            },
        },
        K::Other => Text {
            en: Template {
                title: "The mail was refused",
                what: "{Provider} refused the mail for a reason of its own. Its reply, shown with this message, says \
                   more.",
                steps: &[
                    "Read the server’s reply.",
                    "Check the sender’s and the recipients’ addresses.",
                    "If nothing helps, pass the reply on to the support of {provider}.",
                ],
            },
            fr: Template {
                title: "Le message a été refusé",
                what: "{Provider} a refusé le message pour une raison qui lui est propre. Sa réponse, affichée avec ce \
                   message, en dit plus.",
                steps: &[
                    "Lisez la réponse du serveur.",
                    "Vérifiez les adresses de l’expéditeur et des destinataires.",
                    "Si rien n’y fait, transmettez cette réponse à l’assistance {de_provider}.",
                ],
            },
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
        | K::StartTlsNotOffered
        | K::TlsTlsPort
        | K::Tls
        | K::Timeout
        | K::Protocol
        | K::Cancelled
        | K::InDoubt
        | K::InProgress
        | K::StoreUnavailable => super::local::local(kind),
        K::SentCopyFailed => super::sent_copy::sent_copy(ImapProblem::Refused),
    }
}
