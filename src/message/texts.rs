//! The problems of a mail: code, and text in English and French.

use super::address::invisible;
use crate::error::problem_texts;
use std::path::Path;

/// How much of a value a problem shows, in characters.
const SHOWN: usize = 80;

/// The value as a problem shows it: shortened, with invisible and control characters escaped.
pub(super) fn shown(value: &str) -> String {
    visible(value.chars().take(SHOWN))
}

/// A path with invisible and control characters escaped. Not shortened: the file name is at its end.
pub(super) fn shown_path(path: &Path) -> String {
    visible(path.display().to_string().chars())
}

fn visible(chars: impl Iterator<Item = char>) -> String {
    let mut visible = String::new();
    for c in chars {
        if invisible(c) { visible.extend(c.escape_default()) } else { visible.push(c) }
    }
    visible
}

problem_texts! {
    pub(super) ADDRESS_MISSING = "address_missing" {
        "The address is missing; write it as name@example.com.",
        "L’adresse manque\u{202f}; écrivez-la sous la forme nom@example.com.",
    }
    pub(super) ADDRESS_SEVERAL = "address_several" {
        "There are several addresses in “{address}”; give one at a time.",
        "Il y a plusieurs adresses dans «\u{a0}{address}\u{a0}»\u{202f}; indiquez-en une seule à la fois.",
    }
    pub(super) ADDRESS_NO_AT = "address_without_at_sign" {
        "The address “{address}” has no @; write it as name@example.com.",
        "L’adresse «\u{a0}{address}\u{a0}» n’a pas de @\u{202f}; écrivez-la sous la forme nom@example.com.",
    }
    pub(super) ADDRESS_TWO_AT = "address_two_at_signs" {
        "The address “{address}” has more than one @; write it as name@example.com.",
        "L’adresse «\u{a0}{address}\u{a0}» contient plus d’un @\u{202f}; écrivez-la sous la forme nom@example.com.",
    }
    pub(super) LOCAL_MISSING = "address_without_local_part" {
        "The address “{address}” has nothing before the @; write it as name@example.com.",
        "L’adresse «\u{a0}{address}\u{a0}» n’a rien avant le @\u{202f}; écrivez-la sous la forme nom@example.com.",
    }
    pub(super) LOCAL_TOO_LONG = "address_local_part_too_long" {
        "The part before the @ in “{address}” is longer than {max} bytes; check the address.",
        "La partie avant le @ de «\u{a0}{address}\u{a0}» dépasse {max}\u{a0}octets\u{202f}; vérifiez l’adresse.",
    }
    pub(super) LOCAL_ENCODED_WORD = "address_encoded_word" {
        "The part before the @ in “{address}” looks like an encoded word (RFC 2047); check the address.",
        "La partie avant le @ de «\u{a0}{address}\u{a0}» ressemble à un mot encodé (RFC 2047)\u{202f}; vérifiez l’adresse.",
    }
    pub(super) LOCAL_INVISIBLE = "address_invisible_character" {
        "The part before the @ in “{address}” has a blank or an invisible character; type the address again.",
        "La partie avant le @ de «\u{a0}{address}\u{a0}» contient une espace ou un caractère invisible\u{202f}; saisissez \
         l’adresse de nouveau.",
    }
    pub(super) LOCAL_QUOTES = "address_quotation_marks" {
        "The quotation marks before the @ in “{address}” do not match; remove or close them.",
        "Les guillemets avant le @ de «\u{a0}{address}\u{a0}» ne vont pas par paires\u{202f}; retirez-les ou fermez-les.",
    }
    pub(super) LOCAL_ANGLE_BRACKET = "address_angle_bracket" {
        "The part before the @ in “{address}” has an angle bracket; leave it out.",
        "La partie avant le @ de «\u{a0}{address}\u{a0}» contient un chevron\u{202f}; retirez-le.",
    }
    pub(super) LOCAL_DOT = "address_dot" {
        "In “{address}”, a dot before the @ stands at an end or next to another dot; check the address.",
        "Dans «\u{a0}{address}\u{a0}», un point avant le @ se trouve au début, à la fin ou à côté d’un autre \
         point\u{202f}; vérifiez l’adresse.",
    }
    pub(super) LOCAL_CHARACTER = "address_special_character" {
        "The part before the @ in “{address}” has a character that needs quotation marks, such as a comma; check the \
         address.",
        "La partie avant le @ de «\u{a0}{address}\u{a0}» contient un caractère qui demande des guillemets, comme une \
         virgule\u{202f}; vérifiez l’adresse.",
    }
    pub(super) DOMAIN_MISSING = "address_without_domain" {
        "The address “{address}” has nothing after the @; write it as name@example.com.",
        "L’adresse «\u{a0}{address}\u{a0}» n’a rien après le @\u{202f}; écrivez-la sous la forme nom@example.com.",
    }
    pub(super) DOMAIN_IP = "address_with_ip_address" {
        "The address “{address}” has an IP address after the @; give a domain name, such as example.com.",
        "L’adresse «\u{a0}{address}\u{a0}» a une adresse IP après le @\u{202f}; indiquez un nom de domaine, par exemple \
         example.com.",
    }
    pub(super) DOMAIN_INVALID = "address_domain_invalid" {
        "The part after the @ in “{address}” is not a domain name; write it as example.com.",
        "La partie après le @ de «\u{a0}{address}\u{a0}» n’est pas un nom de domaine\u{202f}; écrivez-la sous la forme \
         example.com.",
    }
    pub(super) ADDRESS_TOO_LONG = "address_too_long" {
        "The address “{address}” is longer than {max} bytes; check it.",
        "L’adresse «\u{a0}{address}\u{a0}» dépasse {max}\u{a0}octets\u{202f}; vérifiez-la.",
    }
    pub(super) MAILBOX_INVALID = "mailbox_invalid" {
        "This value does not convert into an address: {why}.",
        "Cette valeur ne se convertit pas en adresse\u{a0}: {why}.",
    }
    pub(super) NAME_QUOTES = "name_quotation_marks" {
        "The quotation marks around the name in “{address}” do not match; remove or close them.",
        "Les guillemets autour du nom dans «\u{a0}{address}\u{a0}» ne vont pas par paires\u{202f}; retirez-les ou \
         fermez-les.",
    }
    pub(super) NAME_CHARACTERS = "name_special_characters" {
        "The name in “{address}” has special characters; put the name in quotation marks.",
        "Le nom dans «\u{a0}{address}\u{a0}» contient des caractères spéciaux\u{202f}; mettez le nom entre guillemets \
         droits.",
    }
    pub(super) NAME_CONTROL = "name_control_character" {
        "The name has a line break or another invisible character; leave it out.",
        "Le nom contient un saut de ligne ou un autre caractère invisible\u{202f}; supprimez-le.",
    }
    pub(super) NAME_TOO_LONG = "name_too_long" {
        "The name is longer than {max} bytes; shorten it.",
        "Le nom dépasse {max}\u{a0}octets\u{202f}; raccourcissez-le.",
    }
    pub(super) FROM_MISSING = "from_missing" {
        "The sender is missing; give an address.",
        "L’expéditeur manque\u{202f}; indiquez une adresse.",
    }
    pub(super) RECIPIENT_MISSING = "recipient_missing" {
        "There is no recipient; give at least one address.",
        "Il n’y a aucun destinataire\u{202f}; indiquez au moins une adresse.",
    }
    pub(super) SUBJECT_CONTROL = "subject_control_character" {
        "The subject has a line break or another invisible character; leave it out.",
        "L’objet contient un saut de ligne ou un autre caractère invisible\u{202f}; supprimez-le.",
    }
    pub(super) SUBJECT_TOO_LONG = "subject_too_long" {
        "The subject is longer than {max} bytes; shorten it.",
        "L’objet dépasse {max}\u{a0}octets\u{202f}; raccourcissez-le.",
    }
    pub(super) MAIL_EMPTY = "mail_empty" {
        "The mail is empty; give a text, an HTML or a document.",
        "Le message est vide\u{202f}; indiquez un texte, un contenu HTML ou un document.",
    }
    pub(super) BODY_TOO_LONG = "body_too_long" {
        "The text is longer than {max} MiB; send it as a document.",
        "Le texte dépasse {max}\u{a0}Mio\u{202f}; envoyez-le sous forme de document.",
    }
    pub(super) BODY_CONTROL = "body_control_character" {
        "The text has a control character; only tabs and line breaks may stand in it.",
        "Le texte contient un caractère de contrôle\u{202f}; seuls les tabulations et les sauts de ligne y sont admis.",
    }
    pub(super) ID_LENGTH = "message_id_length" {
        "A Message-ID is empty or longer than {max} bytes; copy it again from the other mail.",
        "Un Message-ID est vide ou dépasse {max}\u{a0}octets\u{202f}; copiez-le de nouveau depuis l’autre message.",
    }
    pub(super) ID_CHARACTER = "message_id_character" {
        "A Message-ID has a blank, an angle bracket or a character that is not ASCII; copy it again from the other mail.",
        "Un Message-ID contient une espace, un chevron ou un caractère non ASCII\u{202f}; copiez-le de nouveau depuis \
         l’autre message.",
    }
    pub(super) HEADER_NAME = "header_name_invalid" {
        "The header name “{header}” is not valid; use letters, digits and hyphens.",
        "Le nom d’en-tête «\u{a0}{header}\u{a0}» n’est pas valide\u{202f}; utilisez des lettres, des chiffres et des \
         traits d’union.",
    }
    pub(super) HEADER_RESERVED = "header_reserved" {
        "The header “{header}” is written by this library or by a server; use the method that sets it.",
        "L’en-tête «\u{a0}{header}\u{a0}» est écrit par cette bibliothèque ou par un serveur\u{202f}; utilisez la méthode \
         qui le définit.",
    }
    pub(super) HEADER_RECIPIENTS = "header_names_recipients" {
        "The header “{header}” names recipients to a relay; use to, cc and bcc.",
        "L’en-tête «\u{a0}{header}\u{a0}» indique des destinataires à un relais\u{202f}; utilisez to, cc et bcc.",
    }
    pub(super) HEADER_EMPTY = "header_empty" {
        "The header “{header}” has no value; give one, or leave it out.",
        "L’en-tête «\u{a0}{header}\u{a0}» n’a pas de valeur\u{202f}; indiquez-en une, ou retirez-le.",
    }
    pub(super) HEADER_CONTROL = "header_control_character" {
        "The header “{header}” has a line break or another invisible character; leave it out.",
        "L’en-tête «\u{a0}{header}\u{a0}» contient un saut de ligne ou un autre caractère invisible\u{202f}; supprimez-le.",
    }
    pub(super) HEADER_TOO_LONG = "header_too_long" {
        "The header “{header}” is longer than {max} bytes; shorten it.",
        "L’en-tête «\u{a0}{header}\u{a0}» dépasse {max}\u{a0}octets\u{202f}; raccourcissez-le.",
    }
    pub(super) HEADER_WORD_TOO_LONG = "header_word_too_long" {
        "The header “{header}” has a word longer than {max_word} bytes; shorten it.",
        "L’en-tête «\u{a0}{header}\u{a0}» contient un mot de plus de {max_word}\u{a0}octets\u{202f}; raccourcissez-le.",
    }
    pub(super) LANGUAGE_INVALID = "language_invalid" {
        "The language is not a tag such as fr or en-GB; write it so.",
        "La langue n’est pas un code tel que fr ou en-GB\u{202f}; écrivez-la sous cette forme.",
    }
    pub(super) IDEMPOTENCY_EMPTY = "idempotency_empty" {
        "This is empty; give a value, or leave it out.",
        "La valeur est vide\u{202f}; indiquez-en une, ou ne la définissez pas.",
    }
    pub(super) SECRET_SHORT = "message_id_secret_too_short" {
        "The secret for Message-IDs is shorter than {min} bytes; give a longer random one.",
        "Le secret des Message-ID a moins de {min}\u{a0}octets\u{202f}; indiquez-en un plus long, aléatoire.",
    }
    pub(super) DATE_INVALID = "date_invalid" {
        "The date of the stored mail is out of range.",
        "La date du message enregistré est hors limites.",
    }
    pub(super) DOCUMENTS_TOO_MANY = "documents_too_many" {
        "The mail has {count} documents; a mail takes {max}.",
        "Le message a {count}\u{a0}documents\u{202f}; un message en admet {max}.",
    }
    pub(super) DOCUMENT_NAME_MISSING = "document_name_missing" {
        "A document has no file name; give it one, such as invoice.pdf.",
        "Un document n’a pas de nom de fichier\u{202f}; donnez-lui-en un, par exemple facture.pdf.",
    }
    pub(super) DOCUMENT_NAME_CONTROL = "document_name_control_character" {
        "The file name “{document}” has an invisible character; leave it out.",
        "Le nom de fichier «\u{a0}{document}\u{a0}» contient un caractère invisible\u{202f}; supprimez-le.",
    }
    pub(super) DOCUMENT_NAME_PATH = "document_name_is_path" {
        "The file name “{document}” has a path; give the name alone, without / and \\.",
        "Le nom de fichier «\u{a0}{document}\u{a0}» contient un chemin\u{202f}; indiquez le nom seul, sans / ni \\.",
    }
    pub(super) DOCUMENT_NAME_TOO_LONG = "document_name_too_long" {
        "The file name “{document}” is longer than {max} bytes; shorten it.",
        "Le nom de fichier «\u{a0}{document}\u{a0}» dépasse {max}\u{a0}octets\u{202f}; raccourcissez-le.",
    }
    pub(super) DOCUMENT_EMPTY = "document_empty" {
        "The document “{document}” is empty; check the file.",
        "Le document «\u{a0}{document}\u{a0}» est vide\u{202f}; vérifiez le fichier.",
    }
    pub(super) DOCUMENT_TYPE_OF_MAILS = "document_type_of_mails" {
        "The media type of “{document}” is one of mails and their parts; give application/octet-stream.",
        "Le type de média de «\u{a0}{document}\u{a0}» est celui d’un message ou d’une de ses parties\u{202f}; indiquez \
         application/octet-stream.",
    }
    pub(super) DOCUMENT_TYPE_INVALID = "document_type_invalid" {
        "The media type of “{document}” is not of the form type/subtype; give one such as application/pdf.",
        "Le type de média de «\u{a0}{document}\u{a0}» n’est pas de la forme type/sous-type\u{202f}; indiquez par exemple \
         application/pdf.",
    }
    pub(super) DOCUMENT_TYPE_DIFFERS = "document_type_differs" {
        "The document “{document}” is not {type}; check the file.",
        "Le document «\u{a0}{document}\u{a0}» n’est pas {type}\u{202f}; vérifiez le fichier.",
    }
    pub(super) INLINE_WITHOUT_HTML = "inline_without_html" {
        "The image “{document}” is to stand in the HTML, and there is none; give an HTML, or attach the image.",
        "L’image «\u{a0}{document}\u{a0}» doit apparaître dans le contenu HTML, mais il n’y en a pas\u{202f}; ajoutez-le, \
         ou joignez l’image.",
    }
    pub(super) CONTENT_ID_LENGTH = "content_id_length" {
        "The content id of “{document}” is empty or longer than {max} bytes; give a short one.",
        "L’identifiant de contenu de «\u{a0}{document}\u{a0}» est vide ou dépasse {max}\u{a0}octets\u{202f}; indiquez-en \
         un court.",
    }
    pub(super) CONTENT_ID_CHARACTER = "content_id_character" {
        "The content id of “{document}” has a blank, an angle bracket or a character that is not ASCII; use letters and \
         digits.",
        "L’identifiant de contenu de «\u{a0}{document}\u{a0}» contient une espace, un chevron ou un caractère non \
         ASCII\u{202f}; utilisez des lettres et des chiffres.",
    }
    pub(super) DOCUMENT_DIFFERS = "document_differs" {
        "The bytes of “{document}” are not those that were stored.",
        "Le contenu de «\u{a0}{document}\u{a0}» n’est pas celui qui a été enregistré.",
    }
    pub(super) DOCUMENT_MISSING = "document_missing" {
        "The bytes of “{document}” (SHA-256 {sha256}) are missing.",
        "Le contenu de «\u{a0}{document}\u{a0}» (SHA-256 {sha256}) est introuvable.",
    }
    pub(super) FILE_NOT_FOUND = "file_not_found" {
        "The file “{path}” does not exist.",
        "Le fichier «\u{a0}{path}\u{a0}» n’existe pas.",
    }
    pub(super) FILE_FORBIDDEN = "file_permission_denied" {
        "The program may not read the file “{path}”.",
        "Le programme n’a pas le droit de lire le fichier «\u{a0}{path}\u{a0}».",
    }
    pub(super) FILE_UNREADABLE = "file_unreadable" {
        "The file “{path}” cannot be read: {why}.",
        "Le fichier «\u{a0}{path}\u{a0}» ne peut pas être lu\u{a0}: {why}.",
    }
    pub(super) FILE_NOT_REGULAR = "file_not_regular" {
        "The document “{path}” is not a regular file; give a file.",
        "Le document «\u{a0}{path}\u{a0}» n’est pas un fichier ordinaire\u{202f}; indiquez un fichier.",
    }
    pub(super) FILE_NAME_NOT_UNICODE = "file_name_not_unicode" {
        "The file “{path}” has no name that is Unicode; rename it.",
        "Le fichier «\u{a0}{path}\u{a0}» n’a pas de nom en Unicode\u{202f}; renommez-le.",
    }
    pub(super) LINE_TOO_LONG = "line_too_long" {
        "Line {line} has {length} bytes without its end; a line may have 998 (RFC 5322 §2.1.1).",
        "La ligne {line} compte {length} octets sans sa fin de ligne\u{202f}; une ligne peut en compter 998 (RFC 5322 §2.1.1).",
    }
    pub(super) NUL_BYTE = "nul_byte" {
        "Line {line} contains a NUL byte; encode such data in base64 (RFC 2045 §2.8).",
        "La ligne {line} contient un octet nul\u{202f}; encodez ces données en base64 (RFC 2045 §2.8).",
    }
    pub(super) HEADER_MALFORMED = "header_malformed" {
        "Line {line} is no header field; write a name, a colon and a value, or an empty line before the text.",
        "La ligne {line} n’est pas un champ d’en-tête\u{202f}; écrivez un nom, un deux-points et une valeur, ou une ligne vide avant le texte.",
    }
    pub(super) HEADER_NOT_UTF8 = "header_not_utf8" {
        "Line {line} of the header is neither ASCII nor UTF-8; write it as encoded words (RFC 2047).",
        "La ligne {line} de l’en-tête n’est ni en ASCII ni en UTF-8\u{202f}; écrivez-la en mots encodés (RFC 2047).",
    }
}
