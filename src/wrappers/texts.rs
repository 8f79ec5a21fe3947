//! The problems of wrappers, each with its code and its sentence in English and French side by side.

use crate::error::problem_texts;

problem_texts! {
    pub(super) IDEMPOTENT_INSIDE_FAILOVER = "idempotent_inside_failover" {
        "An IdempotentMailer is inside the FailoverMailer; put the FailoverMailer into the IdempotentMailer.",
        "Un IdempotentMailer se trouve dans le FailoverMailer\u{202f}; placez le FailoverMailer dans l’IdempotentMailer.",
    }
    pub(super) SCOPE_MISSING = "idempotency_scope_missing" {
        "The mail has an idempotency key and no scope; set what the key is unique in, such as the customer’s id.",
        "Le message a une clé d’idempotence sans portée\u{202f}; indiquez dans quoi la clé est unique, par exemple \
         l’identifiant du client.",
    }
    pub(super) REDIRECT_EMPTY = "redirect_list_empty" {
        "The list of recipients that are let through is empty; give an address or a domain.",
        "La liste des destinataires admis est vide\u{202f}; indiquez une adresse ou un domaine.",
    }
    pub(super) REDIRECT_ENTRY = "redirect_entry_invalid" {
        "The entry “{entry}” is neither an address nor a domain; write it as name@example.com or example.com.",
        "L’entrée «\u{a0}{entry}\u{a0}» n’est ni une adresse ni un domaine\u{202f}; écrivez-la sous la forme nom@example.com ou \
         example.com.",
    }
}
