//! The problems of an application's registration, each with its sentence in English and French side by side.

use crate::error::problem_texts;

problem_texts! {
    pub(super) CLIENT_ID_MISSING = "client_id_missing" {
        "The client identifier is missing; the provider shows it with the registration.",
        "L’identifiant client manque\u{202f}; le fournisseur l’affiche avec l’inscription de l’application.",
    }
    pub(super) CLIENT_SECRET_MISSING = "client_secret_missing" {
        "The client secret is missing; an application that signs in for itself needs it.",
        "Le secret client manque\u{202f}; une application qui se connecte pour elle-même en a besoin.",
    }
    pub(super) TENANT_ELSEWHERE = "tenant_without_microsoft" {
        "A tenant exists at Microsoft only; leave it out.",
        "Un locataire (tenant) n’existe que chez Microsoft\u{202f}; laissez le champ vide.",
    }
    pub(super) TENANT_INVALID = "tenant_invalid" {
        "This is neither the identifier of a tenant nor a domain; copy it from the registration.",
        "Ce n’est ni l’identifiant d’un locataire (tenant) ni un domaine\u{202f}; copiez-le depuis l’inscription.",
    }
    pub(super) TENANT_MISSING = "tenant_missing" {
        "The tenant is missing; an application signs in for itself in one organisation.",
        "Le locataire (tenant) manque\u{202f}; une application se connecte pour elle-même dans une seule organisation.",
    }
    pub(super) ENDPOINT_MISSING = "endpoint_missing" {
        "The address is missing; give the provider’s https address.",
        "L’adresse manque\u{202f}; indiquez l’adresse https du fournisseur.",
    }
    pub(super) ENDPOINT_INVALID = "endpoint_invalid" {
        "This is not a web address; give the provider’s https address.",
        "Ce n’est pas une adresse web\u{202f}; indiquez l’adresse https du fournisseur.",
    }
    pub(super) ENDPOINT_LOGIN = "endpoint_has_login" {
        "The address has a login in it; leave that out.",
        "L’adresse contient un identifiant\u{202f}; retirez-le.",
    }
    pub(super) ENDPOINT_FRAGMENT = "endpoint_has_fragment" {
        "The address has a # in it; leave that and what follows out.",
        "L’adresse contient un #\u{202f}; retirez-le, ainsi que ce qui suit.",
    }
    pub(super) ENDPOINT_CLEAR = "endpoint_in_clear" {
        "The address is plain http, and secrets never go out in clear; use https.",
        "L’adresse est en http, or un secret ne part jamais en clair\u{202f}; utilisez https.",
    }
    pub(super) SCOPES_INVALID = "scopes_invalid" {
        "One of the scopes has a blank or a quotation mark; give each by itself.",
        "L’une des autorisations (scopes) contient une espace ou un guillemet\u{202f}; indiquez chacune séparément.",
    }
    pub(super) REDIRECT_INVALID = "redirect_uri_invalid" {
        "This is not a web address; give the one registered with the provider.",
        "Ce n’est pas une adresse web\u{202f}; indiquez celle qui est inscrite chez le fournisseur.",
    }
}
