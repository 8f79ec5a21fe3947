//! Sign-in by access token.

use super::{Template, Text};
use crate::error::OAuth2Problem as P;
use crate::guidance::oauth2::Issuer;

const MICROSOFT_PAGE_FR: &str = "Sur la page de Microsoft, connectez-vous avec l’adresse qui envoie.";
const CONNECT_AGAIN_EN: &str = "Open the mail settings of {app} and connect the account again.";
const CONNECT_AGAIN_FR: &str = "Ouvrez les réglages d’e-mail {de_app} et reconnectez le compte.";
const RIGHT_ADDRESS_EN: &str = "Sign in on the page of {provider} with the address that sends.";
const RIGHT_ADDRESS_FR: &str = "Sur la page {de_provider}, connectez-vous avec l’adresse qui envoie.";
const ACCEPT_EN: &str = "Accept every permission that is asked, sending mail among them.";
const ACCEPT_FR: &str = "Acceptez toutes les autorisations demandées, dont l’envoi d’e-mails.";
const PASS_ON_EN: &str = "Pass this message on to the people who run {app}: only they can correct it.";
const PASS_ON_FR: &str = "Transmettez ce message à votre contact technique pour {app} : lui seul peut y remédier.";
const TEST_EN: &str = "Send a test.";
const TEST_FR: &str = "Faites un essai d’envoi.";

/// The text for one problem at one issuer.
pub(super) const fn access_token(problem: P, issuer: Issuer) -> Text {
    match problem {
        P::GrantInvalid => grant(issuer),
        P::ScopeMissing => scope(issuer),
        P::ClientInvalid => Text {
            en: Template {
                title: "{Provider} does not know the application",
                what: "The identifier or the secret with which {app} asks {provider} for access is wrong or has run out. \
                   Your account is not in question.",
                steps: &[
                    PASS_ON_EN,
                    "They compare the client identifier with the registration at {provider}, and make a new client secret \
                 if the old one has run out.",
                    TEST_EN,
                ],
            },
            fr: Template {
                title: "{Provider} ne reconnaît pas l’application",
                what: "L’identifiant ou le secret avec lequel {app} demande l’accès à {provider} est faux ou périmé. Votre \
                   compte n’est pas en cause.",
                steps: &[
                    PASS_ON_FR,
                    "Il compare l’identifiant client à celui enregistré chez {provider}, et crée un nouveau secret client \
                 si l’ancien est périmé.",
                    TEST_FR,
                ],
            },
        },
        P::TenantWrong => tenant(issuer),
        P::ConsentMissing => consent(issuer),
        P::SmtpAuthOff => smtp_auth_off(issuer),
        P::OtherMailbox => Text {
            en: Template {
                title: "The permission to send is for another mailbox",
                what: "The account that gave {app} its permission is not the one in the “{login_field}” field.",
                steps: &[
                    "Compare the “{login_field}” field in the mail settings of {app} with the account you signed in with.",
                    "Correct that field, or connect the account again and sign in with the address it holds.",
                    "For a shared mailbox, sign in with your own account and ask for the right to send as that mailbox.",
                    TEST_EN,
                ],
            },
            fr: Template {
                title: "L’autorisation d’envoi concerne une autre boîte",
                what: "Le compte qui a donné son autorisation à {app} n’est pas celui du champ « {login_field} ».",
                steps: &[
                    "Comparez le champ « {login_field} » des réglages d’e-mail {de_app} au compte avec lequel vous vous \
                 êtes connecté.",
                    "Corrigez ce champ, ou reconnectez le compte avec l’adresse qu’il contient.",
                    "Pour une boîte partagée, connectez-vous avec votre propre compte et demandez le droit d’envoyer en \
                 son nom.",
                    TEST_FR,
                ],
            },
        },
        P::ClockSkew => Text {
            en: Template {
                title: "The clock of the sending machine is wrong",
                what: "{Provider} finds what {app} presents expired or not valid yet, because the clock of the machine \
                   that sends is wrong.",
                steps: &[
                    PASS_ON_EN,
                    "They set the clock of the machine, and switch on its synchronisation (NTP).",
                    TEST_EN,
                ],
            },
            fr: Template {
                title: "L’horloge de la machine qui envoie est déréglée",
                what: "Pour {provider}, ce que présente {app} est périmé ou pas encore valable, car l’horloge de la machine \
                   qui envoie n’est pas à l’heure.",
                steps: &[
                    PASS_ON_FR,
                    "Il remet l’horloge de la machine à l’heure et active sa synchronisation (NTP).",
                    TEST_FR,
                ],
            },
        },
        P::EndpointUnreachable => Text {
            en: Template {
                title: "The permission service of {provider} does not answer",
                what: "The service that issues permissions did not answer, or has a passing fault. The mail was not sent, \
                   and your account is not in question.",
                steps: &[
                    "Wait a few minutes, then send again.",
                    "If it lasts more than an hour, ask the people who run {app} whether a firewall blocks their way to \
                 {provider}.",
                ],
            },
            fr: Template {
                title: "Le service d’autorisation {de_provider} ne répond pas",
                what: "Le service qui délivre les autorisations n’a pas répondu, ou connaît une panne passagère. L’e-mail \
                   n’est pas parti, et votre compte n’est pas en cause.",
                steps: &[
                    "Patientez quelques minutes, puis renvoyez l’e-mail.",
                    "Si cela dure plus d’une heure, demandez à votre contact technique pour {app} si un pare-feu bloque \
                 l’accès à {provider}.",
                ],
            },
        },
        P::EndpointAnswer => Text {
            en: Template {
                title: "The service for permissions answers something else",
                what: "What answered {app} is not the service of {provider} that issues permissions: a wrong address, or a \
                   firewall that answers in its place.",
                steps: &[
                    PASS_ON_EN,
                    "They check the address of the token endpoint, and whether a proxy or firewall stands in between.",
                    TEST_EN,
                ],
            },
            fr: Template {
                title: "Le service d’autorisation répond autre chose",
                what: "Ce qui a répondu à {app} n’est pas le service {de_provider} qui délivre les autorisations : une \
                   adresse erronée, ou un pare-feu qui répond à sa place.",
                steps: &[
                    PASS_ON_FR,
                    "Il vérifie l’adresse du service de jetons (token endpoint), et si un proxy ou un pare-feu \
                 s’interpose.",
                    TEST_FR,
                ],
            },
        },
        P::TokenRefused => Text {
            en: Template {
                title: "A permission just issued is refused",
                what: "{Provider} issued {app} a new permission, and its mail server refused it without saying why. \
                   Mostly it is for another mailbox, does not cover sending, or sending is off for the mailbox.",
                steps: &[
                    "Check that the “{login_field}” field of the mail settings holds the address of the connected account.",
                    "Connect the account again and accept every permission that is asked.",
                    "In an organisation, ask your administrator whether sending by SMTP is allowed for your mailbox.",
                    "If it stays so, pass this message on to the people who run {app}.",
                ],
            },
            fr: Template {
                title: "Une autorisation qui vient d’être délivrée est refusée",
                what: "{Provider} a délivré une nouvelle autorisation à {app}, puis son serveur d’envoi l’a refusée sans \
                   dire pourquoi. Le plus souvent, elle concerne une autre boîte, ne couvre pas l’envoi, ou l’envoi \
                   est désactivé pour la boîte.",
                steps: &[
                    "Vérifiez que le champ « {login_field} » des réglages d’e-mail contient l’adresse du compte connecté.",
                    "Reconnectez le compte et acceptez toutes les autorisations demandées.",
                    "Dans une organisation, demandez à votre administrateur si l’envoi par SMTP est autorisé pour votre \
                 boîte.",
                    "Si cela persiste, transmettez ce message à votre contact technique pour {app}.",
                ],
            },
        },
        P::TokenNotRenewed => Text {
            en: Template {
                title: "The access token is refused, and there is no other",
                what: "The mail server of {provider} refused the access token that {app} was given. Such a token is valid \
                   for about an hour, for one mailbox, and here nothing renews it.",
                steps: &[
                    PASS_ON_EN,
                    "They set up a source of tokens that renews them, such as a refresh token, instead of a fixed token.",
                    "If the token is new: they check that it is for the login in the mail settings and covers sending by \
                 SMTP.",
                    TEST_EN,
                ],
            },
            fr: Template {
                title: "Le jeton d’accès est refusé, et il n’y en a pas d’autre",
                what: "Le serveur d’envoi {de_provider} a refusé le jeton d’accès fourni à {app}. Un tel jeton est valable \
                   environ une heure, pour une seule boîte, et rien ne le renouvelle ici.",
                steps: &[
                    PASS_ON_FR,
                    "Il met en place une source de jetons qui les renouvelle, par exemple un jeton d’actualisation \
                 (refresh token), à la place d’un jeton fixe.",
                    "Si le jeton est récent, il vérifie qu’il correspond à l’identifiant des réglages d’e-mail et qu’il \
                 couvre l’envoi par SMTP.",
                    TEST_FR,
                ],
            },
        },
        // No password works there, so none is advised.
        P::TokensNotTaken if matches!(issuer, Issuer::Outlook) => Text {
            en: Template {
                title: "The server offers no sign-in with a token",
                what: "{App} was to sign in with a permission of {provider} and no password, and this server does not \
                   offer that.",
                steps: &[
                    "Check the host and the port in the mail settings: for Outlook.com they are {host} and {ports}.",
                    "If both are right, pass this message on to the people who run {app}.",
                ],
            },
            fr: Template {
                title: "Le serveur ne propose pas de connexion par jeton",
                what: "La connexion devait se faire avec une autorisation {de_provider}, et ce serveur ne le propose pas.",
                steps: &[
                    "Vérifiez le serveur et le port dans les réglages d’e-mail : pour Outlook.com, ce sont {host} et {ports}.",
                    "Si les deux sont bons, transmettez ce message à votre contact technique pour {app}.",
                ],
            },
        },
        P::TokensNotTaken => Text {
            en: Template {
                title: "The server offers no sign-in without a password",
                what: "{App} was to sign in with a permission of {provider} and no password, and this server does not \
                   offer that.",
                steps: &[
                    "Check the host and the port in the mail settings: they must be those for sending (SMTP).",
                    "If {provider} gives a password or an app password for sending, choose that in {app}.",
                    "Otherwise pass this message on to the people who run {app}.",
                ],
            },
            fr: Template {
                title: "Le serveur ne propose pas de connexion sans mot de passe",
                what: "La connexion devait se faire avec une autorisation {de_provider}, sans mot de passe, et ce serveur \
                   ne le propose pas.",
                steps: &[
                    "Vérifiez le serveur et le port dans les réglages d’e-mail : ce doivent être ceux de l’envoi (SMTP).",
                    "Si un mot de passe, ou un mot de passe d’application, existe chez {provider} pour l’envoi, \
                 choisissez-le dans {app}.",
                    "Sinon, transmettez ce message à votre contact technique pour {app}.",
                ],
            },
        },
    }
}

const fn grant(issuer: Issuer) -> Text {
    match issuer {
        Issuer::Google => Text {
            en: Template {
                title: "Google has ended the permission to send",
                what: "The permission you gave to {app} no longer holds: it was withdrawn, the password of the account was \
                   changed, or it was not used for six months. Where the project of {app} is in testing at Google, \
                   each permission ends after 7 days.",
                steps: &[
                    CONNECT_AGAIN_EN,
                    "Sign in on Google’s page with the address that sends.",
                    ACCEPT_EN,
                    "If it ends again after 7 days, tell the people who run {app}: they publish the project in the Google \
                 Cloud console, from “Testing” to “In production”.",
                ],
            },
            fr: Template {
                title: "Google a mis fin à l’autorisation d’envoi",
                what: "L’autorisation donnée à {app} n’est plus valable : elle a été retirée, le mot de passe du compte a \
                   changé, ou elle n’a pas servi pendant six mois. Si le projet {de_app} est encore en test chez \
                   Google, chaque autorisation prend fin au bout de 7 jours.",
                steps: &[
                    CONNECT_AGAIN_FR,
                    "Sur la page de Google, connectez-vous avec l’adresse qui envoie.",
                    ACCEPT_FR,
                    "Si elle prend encore fin au bout de 7 jours, prévenez votre contact technique pour {app} : il publie \
                 le projet dans la console Google Cloud, de « Test » à « En production ».",
                ],
            },
        },
        Issuer::Microsoft | Issuer::Outlook => Text {
            en: Template {
                title: "Microsoft has ended the permission to send",
                what: "The permission you gave to {app} no longer holds: it was withdrawn, the password of the account was \
                   changed, or it was not used for 90 days.",
                steps: &[
                    CONNECT_AGAIN_EN,
                    "Sign in on Microsoft’s page with the address that sends.",
                    ACCEPT_EN,
                    TEST_EN,
                ],
            },
            fr: Template {
                title: "Microsoft a mis fin à l’autorisation d’envoi",
                what: "L’autorisation donnée à {app} n’est plus valable : elle a été retirée, le mot de passe du compte a \
                   changé, ou elle n’a pas servi pendant 90 jours.",
                steps: &[CONNECT_AGAIN_FR, MICROSOFT_PAGE_FR, ACCEPT_FR, TEST_FR],
            },
        },
        Issuer::Other => Text {
            en: Template {
                title: "The permission to send has ended",
                what: "The permission you gave to {app} no longer holds: it has expired, was withdrawn, or was used up.",
                steps: &[CONNECT_AGAIN_EN, RIGHT_ADDRESS_EN, ACCEPT_EN],
            },
            fr: Template {
                title: "L’autorisation d’envoi a pris fin",
                what: "L’autorisation donnée à {app} n’est plus valable : elle a expiré, a été retirée ou a déjà servi.",
                steps: &[CONNECT_AGAIN_FR, RIGHT_ADDRESS_FR, ACCEPT_FR],
            },
        },
    }
}

const fn scope(issuer: Issuer) -> Text {
    match issuer {
        Issuer::Google => Text {
            en: Template {
                title: "The permission does not cover sending mail",
                what: "The permission you gave to {app} leaves sending out. Google’s mail server wants the one called \
                   {scope}, to read, compose and send mail.",
                steps: &[
                    CONNECT_AGAIN_EN,
                    "On Google’s page, tick every box, the one for sending mail among them.",
                    "If no box is there, tell the people who run {app} to ask for the scope {scope}.",
                ],
            },
            fr: Template {
                title: "L’autorisation ne couvre pas l’envoi d’e-mails",
                what: "L’autorisation donnée à {app} ne comprend pas l’envoi. Le serveur de Google demande celle qui \
                   s’appelle {scope} et permet de lire, de rédiger et d’envoyer des e-mails.",
                steps: &[
                    CONNECT_AGAIN_FR,
                    "Sur la page de Google, cochez toutes les cases, dont celle de l’envoi d’e-mails.",
                    "S’il n’y a pas de case, prévenez votre contact technique pour {app} : il doit demander l’étendue \
                 (scope) {scope} dans sa requête.",
                ],
            },
        },
        Issuer::Microsoft | Issuer::Outlook => Text {
            en: Template {
                title: "The permission does not cover sending mail",
                what: "The permission you gave to {app} leaves sending out. Microsoft’s mail server wants SMTP.Send, and \
                   offline_access to keep it.",
                steps: &[
                    CONNECT_AGAIN_EN,
                    ACCEPT_EN,
                    "If sending is not asked for, tell the people who run {app}: they add SMTP.Send and offline_access to \
                 the registration and ask for both.",
                ],
            },
            fr: Template {
                title: "L’autorisation ne couvre pas l’envoi d’e-mails",
                what: "L’autorisation donnée à {app} ne comprend pas l’envoi. Le serveur de Microsoft demande SMTP.Send, \
                   et offline_access pour la conserver.",
                steps: &[
                    CONNECT_AGAIN_FR,
                    ACCEPT_FR,
                    "Si l’envoi n’est pas demandé, prévenez votre contact technique pour {app} : il ajoute SMTP.Send et \
                 offline_access à l’inscription de l’application et demande les deux.",
                ],
            },
        },
        Issuer::Other => Text {
            en: Template {
                title: "The permission does not cover sending mail",
                what: "The permission you gave to {app} leaves sending out.",
                steps: &[
                    CONNECT_AGAIN_EN,
                    ACCEPT_EN,
                    "If sending is not asked for, tell the people who run {app} that the scope is missing.",
                ],
            },
            fr: Template {
                title: "L’autorisation ne couvre pas l’envoi d’e-mails",
                what: "L’autorisation donnée à {app} ne comprend pas l’envoi.",
                steps: &[
                    CONNECT_AGAIN_FR,
                    ACCEPT_FR,
                    "Si l’envoi n’est pas demandé, signalez à votre contact technique pour {app} que l’étendue (scope) \
                 manque.",
                ],
            },
        },
    }
}

const fn tenant(issuer: Issuer) -> Text {
    match issuer {
        Issuer::Microsoft => Text {
            en: Template {
                title: "{App} asks the wrong Microsoft organisation",
                what: "The organisation (tenant) that {app} asks does not exist, or your account does not belong to it.",
                steps: &[
                    "Check that you sign in with the account of your organisation, not with a private one.",
                    "Ask your administrator for the tenant’s identifier or main domain.",
                    "Pass both on to the people who run {app}: they correct the tenant, or allow accounts of other \
                 organisations in the registration.",
                ],
            },
            fr: Template {
                title: "La demande s’adresse à une mauvaise organisation Microsoft",
                what: "L’organisation (tenant) interrogée par {app} n’existe pas, ou votre compte n’en fait pas partie.",
                steps: &[
                    "Vérifiez que vous vous connectez avec le compte de votre organisation, pas avec un compte privé.",
                    "Demandez à votre administrateur l’identifiant du tenant ou son domaine principal.",
                    "Transmettez le tout à votre contact technique pour {app} : il corrige le tenant, ou admet les comptes \
                 d’autres organisations.",
                ],
            },
        },
        Issuer::Outlook => Text {
            en: Template {
                title: "{App} does not take private Microsoft accounts",
                what: "{App} asks an organisation for access, and your Outlook.com account belongs to none.",
                steps: &[
                    PASS_ON_EN,
                    "They allow personal Microsoft accounts in the registration and ask the tenant “common” or \
                 “consumers”.",
                    TEST_EN,
                ],
            },
            fr: Template {
                title: "Les comptes Microsoft privés ne sont pas admis ici",
                what: "La demande {de_app} s’adresse à une organisation, et votre compte Outlook.com n’appartient à aucune.",
                steps: &[
                    PASS_ON_FR,
                    "Il admet les comptes Microsoft personnels dans l’inscription de l’application et s’adresse au tenant \
                 « common » ou « consumers ».",
                    TEST_FR,
                ],
            },
        },
        Issuer::Google | Issuer::Other => Text {
            en: Template {
                title: "{App} asks the wrong organisation",
                what: "The organisation that {app} asks for access does not exist, or your account does not belong to it.",
                steps: &[
                    "Check that you sign in with the account that sends.",
                    PASS_ON_EN,
                    "They correct the organisation, or admit accounts from outside it.",
                ],
            },
            fr: Template {
                title: "La demande s’adresse à une mauvaise organisation",
                what: "L’organisation interrogée par {app} n’existe pas, ou votre compte n’en fait pas partie.",
                steps: &[
                    "Vérifiez que vous vous connectez avec le compte qui envoie.",
                    PASS_ON_FR,
                    "Il corrige l’organisation, ou admet les comptes extérieurs.",
                ],
            },
        },
    }
}

const fn consent(issuer: Issuer) -> Text {
    match issuer {
        Issuer::Microsoft => Text {
            en: Template {
                title: "Microsoft wants consent first",
                what: "Your organisation has not agreed yet that {app} sends, or Microsoft wants you to sign in once more, \
                   with a second step for instance.",
                steps: &[
                    CONNECT_AGAIN_EN,
                    "If Microsoft’s page says that an administrator must approve, ask yours to grant admin consent to {app}: \
                 {link:admin_security}, Enterprise applications, Permissions.",
                    "Connect the account once more after that.",
                    TEST_EN,
                ],
            },
            fr: Template {
                title: "Microsoft demande d’abord un consentement",
                what: "Votre organisation n’a pas encore autorisé {app} à envoyer, ou Microsoft veut que vous vous \
                   identifiiez de nouveau, avec une deuxième étape par exemple.",
                steps: &[
                    CONNECT_AGAIN_FR,
                    "Si la page de Microsoft exige l’accord d’un administrateur, demandez au vôtre d’accorder le \
                 consentement à {app} : {link:admin_security}, Applications d’entreprise, Autorisations.",
                    "Reconnectez ensuite le compte.",
                    TEST_FR,
                ],
            },
        },
        Issuer::Outlook => Text {
            en: Template {
                title: "Microsoft wants your consent again",
                what: "Microsoft wants you to sign in once more and to agree that {app} sends.",
                steps: &[CONNECT_AGAIN_EN, "Sign in on Microsoft’s page with the address that sends.", ACCEPT_EN],
            },
            fr: Template {
                title: "Microsoft demande de nouveau votre accord",
                what: "Microsoft veut que vous vous connectiez de nouveau et autorisiez {app} à envoyer.",
                steps: &[CONNECT_AGAIN_FR, MICROSOFT_PAGE_FR, ACCEPT_FR],
            },
        },
        Issuer::Google => Text {
            en: Template {
                title: "Google wants your consent again",
                what: "Google wants you to sign in once more and to agree that {app} sends. In an organisation, the \
                   administrator may have blocked {app}, or limited how long a sign-in holds.",
                steps: &[
                    CONNECT_AGAIN_EN,
                    ACCEPT_EN,
                    "If Google’s page says that access is blocked, ask your administrator to trust {app}: Admin console, \
                 Security, API controls.",
                ],
            },
            fr: Template {
                title: "Google demande de nouveau votre accord",
                what: "Google veut que vous vous connectiez de nouveau et autorisiez {app} à envoyer. Dans une \
                   organisation, l’administrateur a peut-être bloqué l’application, ou limité la durée des connexions.",
                steps: &[
                    CONNECT_AGAIN_FR,
                    ACCEPT_FR,
                    "Si la page de Google indique que l’accès est bloqué, demandez à votre administrateur d’approuver \
                 {app} : console d’administration, Sécurité, Commandes des API.",
                ],
            },
        },
        Issuer::Other => Text {
            en: Template {
                title: "{Provider} wants your consent first",
                what: "{Provider} wants you to sign in and to agree that {app} sends.",
                steps: &[CONNECT_AGAIN_EN, RIGHT_ADDRESS_EN, ACCEPT_EN],
            },
            fr: Template {
                title: "{Provider} demande d’abord votre accord",
                what: "{Provider} veut que vous vous connectiez et autorisiez {app} à envoyer.",
                steps: &[CONNECT_AGAIN_FR, RIGHT_ADDRESS_FR, ACCEPT_FR],
            },
        },
    }
}

const fn smtp_auth_off(issuer: Issuer) -> Text {
    match issuer {
        Issuer::Microsoft => Text {
            en: Template {
                title: "The permission is good, but SMTP is switched off",
                what: "Microsoft accepted the permission of {app}, but authenticated SMTP is off for your mailbox or your \
                   organisation. An administrator can allow it; connecting again does not help.",
                steps: &[
                    "Ask your administrator to open {link:admin}, then Users, then Active users.",
                    "They select your mailbox, then Mail, then “Manage email apps”, tick “Authenticated SMTP” and save.",
                    "If it is off for the whole organisation, this setting of the mailbox goes before it.",
                    "Wait a few minutes, then send a test.",
                ],
            },
            fr: Template {
                title: "L’autorisation est bonne, mais le SMTP est désactivé",
                what: "Microsoft a accepté l’autorisation {de_app}, mais le SMTP authentifié est désactivé pour votre boîte \
                   ou votre organisation. Un administrateur peut l’autoriser ; reconnecter le compte ne sert à rien.",
                steps: &[
                    "Demandez à votre administrateur d’ouvrir {link:admin}, puis Utilisateurs, puis Utilisateurs actifs.",
                    "Il sélectionne votre boîte, puis Courrier, puis « Gérer les applications de messagerie », coche « SMTP \
                 authentifié » et enregistre.",
                    "Si le SMTP est désactivé pour toute l’organisation, ce réglage de la boîte l’emporte.",
                    "Patientez quelques minutes, puis faites un essai d’envoi.",
                ],
            },
        },
        Issuer::Outlook => Text {
            en: Template {
                title: "The permission is good, but SMTP is switched off",
                what: "Microsoft accepted the permission of {app}, but other programs may not send from this mailbox.",
                steps: &[
                    "Sign in on outlook.com with a web browser.",
                    "Open Settings, then Mail, then Forwarding and IMAP, and look whether other programs may use the \
                 mailbox.",
                    "Wait a few minutes, then send a test.",
                ],
            },
            fr: Template {
                title: "L’autorisation est bonne, mais le SMTP est désactivé",
                what: "Microsoft a accepté l’autorisation {de_app}, mais les autres programmes ne peuvent pas envoyer \
                   depuis cette boîte.",
                steps: &[
                    "Connectez-vous sur outlook.com avec un navigateur.",
                    "Ouvrez Paramètres, puis Courrier, puis Transfert et IMAP, et vérifiez que d’autres programmes peuvent \
                 utiliser la boîte.",
                    "Patientez quelques minutes, puis faites un essai d’envoi.",
                ],
            },
        },
        Issuer::Google => Text {
            en: Template {
                title: "The permission is good, but sending is switched off",
                what: "Google accepted the permission of {app}, but other programs may not send from this mailbox.",
                steps: &[
                    "Ask your administrator to open the Admin console, then Apps, Google Workspace, Gmail, End User Access.",
                    "They allow access for mail programs there, and check that Gmail is on for your account.",
                    "Wait a few minutes, then send a test.",
                ],
            },
            fr: Template {
                title: "L’autorisation est bonne, mais l’envoi est désactivé",
                what: "Google a accepté l’autorisation {de_app}, mais les autres programmes ne peuvent pas envoyer depuis \
                   cette boîte.",
                steps: &[
                    "Demandez à votre administrateur d’ouvrir la console d’administration, puis Applications, Google \
                 Workspace, Gmail, Accès des utilisateurs finaux.",
                    "Il y autorise l’accès des programmes de messagerie et vérifie que Gmail est activé pour votre compte.",
                    "Patientez quelques minutes, puis faites un essai d’envoi.",
                ],
            },
        },
        Issuer::Other => Text {
            en: Template {
                title: "The permission is good, but sending is switched off",
                what: "{Provider} accepted the permission of {app}, but other programs may not send from this mailbox.",
                steps: &[
                    "Look in the mailbox’s settings for access by mail programs (SMTP), and switch it on.",
                    "If there is no such setting, ask the administrator of your mail domain.",
                    TEST_EN,
                ],
            },
            fr: Template {
                title: "L’autorisation est bonne, mais l’envoi est désactivé",
                what: "{Provider} a accepté l’autorisation {de_app}, mais les autres programmes ne peuvent pas envoyer \
                   depuis cette boîte.",
                steps: &[
                    "Cherchez dans les réglages de la boîte l’accès des programmes de messagerie (SMTP), et activez-le.",
                    "S’il n’y a pas de tel réglage, demandez à l’administrateur de votre domaine.",
                    TEST_FR,
                ],
            },
        },
    }
}
