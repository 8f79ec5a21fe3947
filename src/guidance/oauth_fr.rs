//! French: sign-in by access token.

use super::{oauth::Issuer, words::Words};
use crate::error::OAuth2Problem as P;

const CONNECT_AGAIN: &str = "Ouvrez les réglages d’e-mail {de_app} et reconnectez le compte.";
const RIGHT_ADDRESS: &str = "Sur la page {de_provider}, identifiez-vous avec l’adresse qui envoie.";
const MICROSOFT_PAGE: &str = "Sur la page de Microsoft, identifiez-vous avec l’adresse qui envoie.";
const ACCEPT: &str = "Acceptez toutes les autorisations demandées, dont l’envoi d’e-mails.";
const PASS_ON: &str = "Transmettez ce message à votre contact technique pour {app} : lui seul peut corriger.";
const TEST: &str = "Faites un essai d’envoi.";

/// The words for one problem at one issuer.
pub(crate) const fn oauth(problem: P, issuer: Issuer) -> Words {
    match problem {
        P::GrantInvalid => grant(issuer),
        P::ScopeMissing => scope(issuer),
        P::ClientInvalid => Words {
            title: "{Provider} ne reconnaît pas l’application",
            what: "L’identifiant ou le secret avec lequel {app} demande l’accès à {provider} est faux ou périmé. Votre \
                   compte n’est pas en cause.",
            steps: &[
                PASS_ON,
                "Il compare l’identifiant client à celui enregistré chez {provider}, et crée un nouveau secret client \
                 si l’ancien est périmé.",
                TEST,
            ],
        },
        P::TenantWrong => tenant(issuer),
        P::ConsentMissing => consent(issuer),
        P::SmtpAuthOff => smtp_auth_off(issuer),
        P::OtherMailbox => Words {
            title: "L’autorisation d’envoi concerne une autre boîte",
            what: "Le compte qui a donné son autorisation à {app} n’est pas celui du champ « Identifiant ».",
            steps: &[
                "Comparez l’identifiant des réglages d’e-mail {de_app} au compte avec lequel vous vous êtes connecté.",
                "Corrigez l’identifiant, ou reconnectez le compte avec l’adresse de l’identifiant.",
                "Pour une boîte partagée, connectez-vous avec votre propre compte et demandez le droit d’envoyer en \
                 son nom.",
                TEST,
            ],
        },
        P::ClockSkew => Words {
            title: "L’horloge de la machine qui envoie est déréglée",
            what: "Pour {provider}, ce que présente {app} est périmé ou pas encore valable, car l’horloge de la machine \
                   qui envoie n’est pas à l’heure.",
            steps: &[PASS_ON, "Il remet l’horloge de la machine à l’heure et active sa synchronisation (NTP).", TEST],
        },
        P::EndpointUnreachable => Words {
            title: "Le service d’autorisation {de_provider} ne répond pas",
            what: "Le service qui délivre les autorisations n’a pas répondu, ou connaît une panne passagère. L’e-mail \
                   n’est pas parti, et votre compte n’est pas en cause.",
            steps: &[
                "Patientez quelques minutes, puis renvoyez l’e-mail.",
                "Si cela dure plus d’une heure, demandez à votre contact technique pour {app} si un pare-feu bloque \
                 l’accès à {provider}.",
            ],
        },
        P::EndpointAnswer => Words {
            title: "Le service d’autorisation répond autre chose",
            what: "Ce qui a répondu à {app} n’est pas le service {de_provider} qui délivre les autorisations : une \
                   adresse erronée, ou un pare-feu qui répond à sa place.",
            steps: &[
                PASS_ON,
                "Il vérifie l’adresse du service de jetons (token endpoint), et si un proxy ou un pare-feu \
                 s’interpose.",
                TEST,
            ],
        },
        P::TokenRefused => Words {
            title: "Une autorisation qui vient d’être délivrée est refusée",
            what: "{Provider} a délivré une nouvelle autorisation à {app}, puis son serveur d’envoi l’a refusée sans \
                   dire pourquoi. Le plus souvent, elle concerne une autre boîte, ne couvre pas l’envoi, ou l’envoi \
                   est désactivé pour la boîte.",
            steps: &[
                "Vérifiez que l’identifiant des réglages d’e-mail est l’adresse du compte connecté.",
                "Reconnectez le compte et acceptez toutes les autorisations demandées.",
                "Dans une organisation, demandez à votre administrateur si l’envoi par SMTP est autorisé pour votre \
                 boîte.",
                "Si cela persiste, transmettez ce message à votre contact technique pour {app}.",
            ],
        },
        // No password works there, so none is advised.
        P::TokensNotTaken if matches!(issuer, Issuer::Outlook) => Words {
            title: "Le serveur ne propose pas de connexion par jeton",
            what: "La connexion devait se faire avec une autorisation {de_provider}, et ce serveur ne le propose pas.",
            steps: &[
                "Vérifiez le serveur et le port dans les réglages d’e-mail : pour Outlook.com, ce sont smtp-mail.outlook.com et 587.",
                "Si les deux sont bons, transmettez ce message à votre contact technique pour {app}.",
            ],
        },
        P::TokensNotTaken => Words {
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
    }
}

const fn grant(issuer: Issuer) -> Words {
    match issuer {
        Issuer::Google => Words {
            title: "Google a mis fin à l’autorisation d’envoi",
            what: "L’autorisation donnée à {app} n’est plus valable : elle a été retirée, le mot de passe du compte a \
                   changé, ou elle n’a pas servi pendant six mois. Si le projet {de_app} est encore en test chez \
                   Google, chaque autorisation prend fin au bout de 7 jours.",
            steps: &[
                CONNECT_AGAIN,
                "Sur la page de Google, identifiez-vous avec l’adresse qui envoie.",
                ACCEPT,
                "Si elle prend encore fin au bout de 7 jours, prévenez votre contact technique pour {app} : il publie \
                 le projet dans la console Google Cloud, de « Test » à « En production ».",
            ],
        },
        Issuer::Microsoft | Issuer::Outlook => Words {
            title: "Microsoft a mis fin à l’autorisation d’envoi",
            what: "L’autorisation donnée à {app} n’est plus valable : elle a été retirée, le mot de passe du compte a \
                   changé, ou elle n’a pas servi pendant 90 jours.",
            steps: &[CONNECT_AGAIN, MICROSOFT_PAGE, ACCEPT, TEST],
        },
        Issuer::Other => Words {
            title: "L’autorisation d’envoi a pris fin",
            what: "L’autorisation donnée à {app} n’est plus valable : elle a expiré, a été retirée ou a déjà servi.",
            steps: &[CONNECT_AGAIN, RIGHT_ADDRESS, ACCEPT],
        },
    }
}

const fn scope(issuer: Issuer) -> Words {
    match issuer {
        Issuer::Google => Words {
            title: "L’autorisation ne couvre pas l’envoi d’e-mails",
            what: "L’autorisation donnée à {app} ne comprend pas l’envoi. Le serveur de Google demande celle qui \
                   s’appelle https://mail.google.com/ et permet de lire, de rédiger et d’envoyer des e-mails.",
            steps: &[
                CONNECT_AGAIN,
                "Sur la page de Google, cochez toutes les cases, dont celle de l’envoi d’e-mails.",
                "S’il n’y a pas de case, prévenez votre contact technique pour {app} : il doit demander l’étendue \
                 (scope) https://mail.google.com/ dans sa requête.",
            ],
        },
        Issuer::Microsoft | Issuer::Outlook => Words {
            title: "L’autorisation ne couvre pas l’envoi d’e-mails",
            what: "L’autorisation donnée à {app} ne comprend pas l’envoi. Le serveur de Microsoft demande SMTP.Send, \
                   et offline_access pour la conserver.",
            steps: &[
                CONNECT_AGAIN,
                ACCEPT,
                "Si l’envoi n’est pas demandé, prévenez votre contact technique pour {app} : il ajoute SMTP.Send et \
                 offline_access à l’inscription de l’application et demande les deux.",
            ],
        },
        Issuer::Other => Words {
            title: "L’autorisation ne couvre pas l’envoi d’e-mails",
            what: "L’autorisation donnée à {app} ne comprend pas l’envoi.",
            steps: &[
                CONNECT_AGAIN,
                ACCEPT,
                "Si l’envoi n’est pas demandé, signalez à votre contact technique pour {app} que l’étendue (scope) \
                 manque.",
            ],
        },
    }
}

const fn tenant(issuer: Issuer) -> Words {
    match issuer {
        Issuer::Microsoft => Words {
            title: "La demande s’adresse à une mauvaise organisation Microsoft",
            what: "L’organisation (tenant) interrogée par {app} n’existe pas, ou votre compte n’en fait pas partie.",
            steps: &[
                "Vérifiez que vous vous connectez avec le compte de votre organisation, pas avec un compte privé.",
                "Demandez à votre administrateur l’identifiant du tenant ou son domaine principal.",
                "Transmettez le tout à votre contact technique pour {app} : il corrige le tenant, ou admet les comptes \
                 d’autres organisations.",
            ],
        },
        Issuer::Outlook => Words {
            title: "Les comptes Microsoft privés ne sont pas admis ici",
            what: "La demande {de_app} s’adresse à une organisation, et votre compte Outlook.com n’appartient à aucune.",
            steps: &[
                PASS_ON,
                "Il admet les comptes Microsoft personnels dans l’inscription de l’application et s’adresse au tenant \
                 « common » ou « consumers ».",
                TEST,
            ],
        },
        Issuer::Google | Issuer::Other => Words {
            title: "La demande s’adresse à une mauvaise organisation",
            what: "L’organisation interrogée par {app} n’existe pas, ou votre compte n’en fait pas partie.",
            steps: &[
                "Vérifiez que vous vous connectez avec le compte qui envoie.",
                PASS_ON,
                "Il corrige l’organisation, ou admet les comptes extérieurs.",
            ],
        },
    }
}

const fn consent(issuer: Issuer) -> Words {
    match issuer {
        Issuer::Microsoft => Words {
            title: "Microsoft demande d’abord un consentement",
            what: "Votre organisation n’a pas encore accepté que {app} envoie, ou Microsoft veut que vous vous \
                   identifiiez de nouveau, avec une deuxième étape par exemple.",
            steps: &[
                CONNECT_AGAIN,
                "Si la page de Microsoft exige l’accord d’un administrateur, demandez au vôtre d’accorder le \
                 consentement à {app} : Centre d’administration Microsoft Entra, Applications d’entreprise, \
                 Autorisations.",
                "Reconnectez ensuite le compte.",
                TEST,
            ],
        },
        Issuer::Outlook => Words {
            title: "Microsoft demande de nouveau votre accord",
            what: "Microsoft veut que vous vous identifiiez de nouveau et acceptiez que {app} envoie.",
            steps: &[CONNECT_AGAIN, MICROSOFT_PAGE, ACCEPT],
        },
        Issuer::Google => Words {
            title: "Google demande de nouveau votre accord",
            what: "Google veut que vous vous identifiiez de nouveau et acceptiez que {app} envoie. Dans une \
                   organisation, l’administrateur a peut-être bloqué l’application, ou limité la durée des connexions.",
            steps: &[
                CONNECT_AGAIN,
                ACCEPT,
                "Si la page de Google indique que l’accès est bloqué, demandez à votre administrateur d’approuver \
                 {app} : console d’administration, Sécurité, Commandes des API.",
            ],
        },
        Issuer::Other => Words {
            title: "{Provider} demande d’abord votre accord",
            what: "{Provider} veut que vous vous identifiiez et acceptiez que {app} envoie.",
            steps: &[CONNECT_AGAIN, RIGHT_ADDRESS, ACCEPT],
        },
    }
}

const fn smtp_auth_off(issuer: Issuer) -> Words {
    match issuer {
        Issuer::Microsoft => Words {
            title: "L’autorisation est bonne, mais le SMTP est désactivé",
            what: "Microsoft a accepté l’autorisation {de_app}, mais le SMTP authentifié est désactivé pour votre boîte \
                   ou votre organisation. Un administrateur peut l’autoriser ; reconnecter le compte ne sert à rien.",
            steps: &[
                "Demandez à votre administrateur d’ouvrir le Centre d’administration Microsoft 365, puis Utilisateurs, \
                 puis Utilisateurs actifs.",
                "Il sélectionne votre boîte, puis Courrier, puis « Gérer les applications de messagerie », coche « SMTP \
                 authentifié » et enregistre.",
                "Si le SMTP est désactivé pour toute l’organisation, ce réglage de la boîte l’emporte.",
                "Patientez quelques minutes, puis faites un essai d’envoi.",
            ],
        },
        Issuer::Outlook => Words {
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
        Issuer::Google => Words {
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
        Issuer::Other => Words {
            title: "L’autorisation est bonne, mais l’envoi est désactivé",
            what: "{Provider} a accepté l’autorisation {de_app}, mais les autres programmes ne peuvent pas envoyer \
                   depuis cette boîte.",
            steps: &[
                "Cherchez dans les réglages de la boîte l’accès des programmes de messagerie (SMTP), et activez-le.",
                "S’il n’y a pas de tel réglage, demandez à l’administrateur de votre domaine.",
                TEST,
            ],
        },
    }
}
