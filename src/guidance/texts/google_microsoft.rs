//! Cases of Google and Microsoft.

use super::{Template, Text};
use crate::guidance::case::Suite;

/// The text for one case.
pub(super) const fn google_microsoft(case: Suite) -> Text {
    match case {
        Suite::GoogleAppPassword => Text {
            en: Template {
                title: "{Provider} wants an app password",
                what: "Google refuses the ordinary password of an account here. It takes an app password: 16 letters, \
                   made for one application, available once 2-Step Verification is on.",
                steps: &[
                    "Open your Google Account, then Security, and turn on 2-Step Verification if it is off.",
                    "Open https://myaccount.google.com/apppasswords and sign in.",
                    "As the name, type {label}, then click Create.",
                    "Copy the 16 letters into the password field of the mail settings in {app}; the blanks do not \
                 matter.",
                    "Send a test.",
                ],
            },
            fr: Template {
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
        },
        Suite::WorkspaceAppPassword => Text {
            en: Template {
                title: "{Provider} wants an app password",
                what: "Google refuses the ordinary password of an account here. It takes an app password: 16 letters, \
                   made for one application, available once 2-Step Verification is on. Your administrator must \
                   allow both.",
                steps: &[
                    "Open your Google Account, then Security, and turn on 2-Step Verification if it is off.",
                    "Open https://myaccount.google.com/apppasswords; if the page is not available, ask your \
                 administrator to allow it.",
                    "As the name, type {label}, then click Create.",
                    "Copy the 16 letters into the password field of the mail settings in {app}; the blanks do not \
                 matter.",
                    "Send a test.",
                ],
            },
            fr: Template {
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
        },
        Suite::GoogleNewAppPassword => Text {
            en: Template {
                title: "The app password is wrong or no longer valid",
                what: "The password looks like an app password, but Google does not accept it. Perhaps it was revoked, \
                   belongs to another account, or was mistyped.",
                steps: &[
                    "Check the login: the full Google address the app password was made for.",
                    "Open https://myaccount.google.com/apppasswords and delete the old entry.",
                    "Create a new app password and, as its name, type {label}.",
                    "Copy the 16 letters into the password field of the mail settings in {app}.",
                ],
            },
            fr: Template {
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
        },
        Suite::MicrosoftAppPassword => Text {
            en: Template {
                title: "Microsoft 365 refuses the ordinary password",
                what: "Your account asks for a second step at sign-in, so its ordinary password does not work here. \
                   From the end of December 2026 passwords are off by default for sending; the sign-in through \
                   Microsoft’s page (OAuth2) is the way that stays.",
                steps: &[
                    "If {app} offers to connect with Microsoft (OAuth2), choose that.",
                    "Otherwise, ask your administrator whether app passwords and authenticated SMTP are allowed for \
                 your mailbox.",
                    "Create an app password on the security page of your Microsoft account and, as its name, type \
                 {label}.",
                    "Copy it into the password field of the mail settings in {app}.",
                ],
            },
            fr: Template {
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
        },
        Suite::MicrosoftCredentials => Text {
            en: Template {
                title: "Microsoft 365 refused the login or password",
                what: "Microsoft gives this answer to a wrong password, to an ordinary password on an account with \
                   multifactor authentication, and where sending by password is switched off (the default from the \
                   end of December 2026).",
                steps: &[
                    "Sign in at outlook.office.com with the same address and password, to be sure they are right.",
                    "If {app} offers to connect with Microsoft (OAuth2), choose that.",
                    "If a second step is asked at sign-in, use an app password instead of the ordinary one.",
                    "Ask your administrator whether authenticated SMTP is allowed for this mailbox.",
                ],
            },
            fr: Template {
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
        },
        Suite::MicrosoftBasicAuth => Text {
            en: Template {
                title: "Microsoft 365 no longer takes passwords for this account",
                what: "Sending by password is switched off. From the end of December 2026 that is the default; an \
                   administrator of an existing organisation can switch it on again until further notice.",
                steps: &[
                    "If {app} offers to connect with Microsoft (OAuth2), choose that: it is the way that stays.",
                    "Otherwise, ask your administrator to allow passwords for SMTP for your mailbox.",
                    "Ask them also to check the security defaults and authentication policies: these block passwords \
                 too.",
                    "Send a test.",
                ],
            },
            fr: Template {
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
        },
        Suite::MicrosoftTenant => Text {
            en: Template {
                title: "SMTP is switched off for your whole Microsoft 365 organisation",
                what: "A setting of your organisation forbids authenticated SMTP for every mailbox, also with OAuth2. \
                   Your administrator can change it.",
                steps: &[
                    "Ask your administrator to open the Exchange admin center, then Settings, then Mail flow.",
                    "There, “Turn off SMTP AUTH protocol for your organization” must be unticked.",
                    "If only your mailbox should send, they can allow authenticated SMTP for that mailbox alone.",
                    "Wait a few minutes, then send a test.",
                ],
            },
            fr: Template {
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
        },
        Suite::MicrosoftMailbox => Text {
            en: Template {
                title: "SMTP is switched off for this Microsoft 365 mailbox",
                what: "Authenticated SMTP is not allowed for this mailbox. An administrator can allow it.",
                steps: &[
                    "Ask your administrator to open the Microsoft 365 admin center, then Users, then Active users.",
                    "They select your mailbox, then Mail, then “Manage email apps”.",
                    "They tick “Authenticated SMTP” and save.",
                    "Wait a few minutes, then send a test.",
                ],
            },
            fr: Template {
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
        },
        Suite::MicrosoftLocked => Text {
            en: Template {
                title: "Your Microsoft 365 account is locked for now",
                what: "After several failed sign-ins Microsoft locks the account for a while. Every new attempt makes \
                   it longer.",
                steps: &[
                    "Stop all sending from this account, in every application.",
                    "Sign in at outlook.office.com after a while; if it is refused, ask your administrator to unlock \
                 the account.",
                    "Correct the login and the password in the mail settings of {app}.",
                    "Send one test only.",
                ],
            },
            fr: Template {
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
        },
        Suite::MicrosoftSuspended => Text {
            en: Template {
                title: "Microsoft 365 has stopped your sending",
                what: "Microsoft does not let this account, or your whole organisation, send for now: often because of \
                   suspicious mail, or because the organisation is new.",
                steps: &[
                    "Tell your administrator at once.",
                    "They look in the Microsoft 365 admin center for alerts and blocked accounts.",
                    "They secure the account, then ask Microsoft’s support to allow sending again.",
                ],
            },
            fr: Template {
                title: "Microsoft 365 a suspendu vos envois",
                what: "Microsoft ne laisse plus ce compte, ou toute votre organisation, envoyer : souvent à cause de \
                   messages suspects, ou parce que l’organisation est récente.",
                steps: &[
                    "Prévenez tout de suite votre administrateur.",
                    "Il cherche les alertes et les comptes bloqués dans le Centre d’administration Microsoft 365.",
                    "Il sécurise le compte, puis demande à l’assistance de Microsoft de rétablir l’envoi.",
                ],
            },
        },
        Suite::MicrosoftSendAs => Text {
            en: Template {
                title: "Microsoft 365 does not let you send as that address",
                what: "The From address is not the mailbox that signed in, and that mailbox has no right to send in its \
                   name.",
                steps: &[
                    "In the mail settings of {app}, set the sender to the address that signs in.",
                    "If you need the other address, ask your administrator for the “Send As” permission on it.",
                    "Send a test.",
                ],
            },
            fr: Template {
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
        },
        Suite::MicrosoftConnector => Text {
            en: Template {
                title: "Microsoft 365 does not accept the sending machine",
                what: "Your organisation receives this mail through a connector that does not know the IP address or \
                   certificate of {app}.",
                steps: &[
                    "Check the host: for sending with login and password it is smtp.office365.com, port 587.",
                    "If your organisation uses a connector, ask your administrator to add the IP address of {app} to \
                 it.",
                    "Send a test.",
                ],
            },
            fr: Template {
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
        },
        Suite::MicrosoftPort => Text {
            en: Template {
                title: "Microsoft 365 wants port 587 with STARTTLS",
                what: "Microsoft takes mail on port 587 with STARTTLS; port 465 does not work here.",
                steps: &["In the mail settings of {app}, set the port to 587.", "Choose STARTTLS.", "Send a test."],
            },
            fr: Template {
                title: "Microsoft 365 demande le port 587 avec STARTTLS",
                what: "Microsoft accepte les envois sur le port 587 avec STARTTLS ; le port 465 ne fonctionne pas ici.",
                steps: &[
                    "Dans les réglages d’e-mail {de_app}, mettez le port 587.",
                    "Choisissez STARTTLS.",
                    "Faites un essai d’envoi.",
                ],
            },
        },
        Suite::MicrosoftConsent => Text {
            en: Template {
                title: "The permission to send has expired",
                what: "Microsoft no longer accepts the permission you gave to {app}. It has expired, was withdrawn, or \
                   does not cover sending mail (SMTP.Send).",
                steps: &[
                    "Open the mail settings of {app} and connect the account again.",
                    "Sign in with the address that sends.",
                    "Accept every permission that is asked, sending mail among them.",
                    "In an organisation, ask the administrator for consent if Microsoft’s page says it is needed.",
                ],
            },
            fr: Template {
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
        },
        Suite::OutlookOAuthOnly => Text {
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
                what: "Depuis le 16 septembre 2024, Outlook.com, Hotmail, Live et MSN n’acceptent que la connexion \
                   depuis la page de Microsoft (OAuth2). Aucun mot de passe ne fonctionne ici, quel qu’il soit.",
                steps: &[
                    "Si la connexion avec Microsoft (OAuth2) est proposée dans {app}, choisissez-la et identifiez-vous \
                 avec votre adresse.",
                    "Sinon, envoyez depuis un autre compte de messagerie ou un service d’envoi.",
                    "Demandez à votre contact technique pour {app} si la connexion avec Microsoft est prévue.",
                ],
            },
        },
        Suite::OutlookChallenge => Text {
            en: Template {
                title: "Outlook.com wants to see that you are a person",
                what: "Microsoft has stopped sending from this account until its owner confirms it in a web browser.",
                steps: &[
                    "Sign in at outlook.com with a web browser.",
                    "Complete the check Microsoft shows there.",
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
                    "Effectuez la vérification que Microsoft y affiche.",
                    "Envoyez un premier message depuis cette page.",
                    "Faites ensuite un essai d’envoi depuis {app}.",
                ],
            },
        },
        Suite::GoogleBlocked => Text {
            en: Template {
                title: "Google blocked the sign-in",
                what: "Google found the sign-in unusual and wants you to confirm it in a web browser.",
                steps: &[
                    "Sign in to your Google Account with a web browser, on a device you use often.",
                    "Open Security and confirm that the recent sign-in was you.",
                    "In the mail settings of {app}, use an app password instead of your ordinary password.",
                    "Send a test.",
                ],
            },
            fr: Template {
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
        },
        Suite::RelayNotRegistered => Text {
            en: Template {
                title: "The Google relay does not know this sender’s server",
                what: "smtp-relay.gmail.com serves only IP addresses or users that a Google Workspace administrator has \
                   registered.",
                steps: &[
                    "If you have a plain Gmail address, choose Gmail (smtp.gmail.com) in the mail settings instead.",
                    "Otherwise, ask your administrator to open the SMTP relay settings of Gmail in the Google Admin \
                 console.",
                    "They add the IP address of {app}, or require a sign-in (SMTP authentication).",
                    "Send a test.",
                ],
            },
            fr: Template {
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
        },
        Suite::RelaySender => Text {
            en: Template {
                title: "The Google relay does not send for this address",
                what: "The sender’s domain does not belong to the Google Workspace organisation that owns the relay, or \
                   the sender’s account does not exist there.",
                steps: &[
                    "In the mail settings of {app}, set the sender to an active address of your Workspace domain.",
                    "If the domain is yours, ask your administrator to add it to Google Workspace.",
                    "Send a test.",
                ],
            },
            fr: Template {
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
        },
    }
}
