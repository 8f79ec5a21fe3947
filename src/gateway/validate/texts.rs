//! The problems of settings, each with its code and its sentence in English and French side by side.

use crate::error::problem_texts;

problem_texts! {
    pub(in crate::gateway) HOST_MISSING = "host_missing" {
        "The server is missing; give the outgoing server’s name, such as smtp.example.com.",
        "Le serveur manque\u{202f}; indiquez le nom du serveur sortant, par exemple smtp.example.com.",
    }
    pub(in crate::gateway) HOST_TOO_LONG = "host_too_long" {
        "The server’s name is longer than 253 characters; give a name such as smtp.example.com.",
        "Le nom du serveur dépasse 253\u{a0}caractères\u{202f}; indiquez un nom tel que smtp.example.com.",
    }
    pub(in crate::gateway) HOST_CONTROL = "host_control_character" {
        "The server’s name has a line break or another invisible character; give the name alone.",
        "Le nom du serveur contient un saut de ligne ou un autre caractère invisible\u{202f}; indiquez le nom seul.",
    }
    pub(in crate::gateway) HOST_BLANK = "host_blank" {
        "The server’s name has a blank; give the name alone.",
        "Le nom du serveur contient une espace\u{202f}; indiquez le nom seul.",
    }
    pub(in crate::gateway) HOST_WEB_ADDRESS = "host_is_web_address" {
        "This is a web address; give the server’s name alone, without https:// or a path.",
        "C’est une adresse web\u{202f}; indiquez le nom du serveur seul, sans https:// ni chemin.",
    }
    pub(in crate::gateway) HOST_MAIL_ADDRESS = "host_is_mail_address" {
        "This is an e-mail address; give the server’s name, such as smtp.example.com.",
        "C’est une adresse e-mail\u{202f}; indiquez le nom du serveur, par exemple smtp.example.com.",
    }
    pub(in crate::gateway) HOST_PORT = "host_has_port" {
        "A port stands behind the server’s name; give the port in its own field.",
        "Un port suit le nom du serveur\u{202f}; indiquez le port dans son propre champ.",
    }
    pub(in crate::gateway) HOST_INVALID = "host_invalid" {
        "This is not a valid server name; give a name such as smtp.example.com.",
        "Ce n’est pas un nom de serveur valide\u{202f}; indiquez un nom tel que smtp.example.com.",
    }
    pub(in crate::gateway) PORT_ZERO = "port_zero" {
        "Port 0 cannot be used; the usual port is 587.",
        "Le port 0 n’est pas utilisable\u{202f}; le port habituel est 587.",
    }
    pub(in crate::gateway) PORT_25 = "port_25" {
        "Port 25 is for mail between servers and usually blocked; use 587, or 465 with implicit TLS.",
        "Le port 25 sert aux échanges entre serveurs et il est le plus souvent bloqué\u{202f}; utilisez 587, ou 465 avec TLS \
         implicite.",
    }
    pub(in crate::gateway) STARTTLS_ON_465 = "starttls_on_465" {
        "Port 465 speaks TLS from the first byte; choose implicit TLS (implicit_tls), or port 587.",
        "Le port 465 parle TLS dès le premier octet\u{202f}; choisissez TLS implicite (implicit_tls), ou le port 587.",
    }
    pub(in crate::gateway) IMPLICIT_ON_587 = "implicit_tls_on_587" {
        "Port 587 begins without encryption; choose STARTTLS (starttls_required), or port 465.",
        "Le port 587 commence sans chiffrement\u{202f}; choisissez STARTTLS (starttls_required), ou le port 465.",
    }
    pub(in crate::gateway) PLAIN_REMOTE = "plaintext_to_other_machine" {
        "Only a loopback address may go without encryption; choose STARTTLS (starttls_required) or implicit TLS \
         (implicit_tls).",
        "Seule une adresse de bouclage peut se passer de chiffrement\u{202f}; choisissez STARTTLS (starttls_required) ou TLS \
         implicite (implicit_tls).",
    }
    pub(in crate::gateway) PLAIN_PASSWORD = "password_in_clear" {
        "A password never goes out without encryption; use TLS, or switch authentication off.",
        "Un mot de passe ne part jamais sans chiffrement\u{202f}; utilisez TLS, ou désactivez l’authentification.",
    }
    pub(in crate::gateway) PLAIN_TOKEN = "token_in_clear" {
        "An access token never goes out without encryption; use TLS, or switch authentication off.",
        "Un jeton d’accès ne part jamais sans chiffrement\u{202f}; utilisez TLS, ou désactivez l’authentification.",
    }
    pub(in crate::gateway) AUTHENTICATION_OFF_PASSWORD = "password_without_authentication" {
        "Authentication is off and there is a password; switch it on, or leave the password out.",
        "L’authentification est désactivée alors qu’il y a un mot de passe\u{202f}; activez-la, ou retirez le mot de passe.",
    }
    pub(in crate::gateway) AUTHENTICATION_OFF_TOKEN = "tokens_without_authentication" {
        "Authentication is off and there are access tokens; switch it on, or leave the tokens out.",
        "L’authentification est désactivée alors qu’il y a des jetons d’accès\u{202f}; activez-la, ou retirez les jetons.",
    }
    pub(in crate::gateway) USER_MISSING = "user_missing" {
        "The login is missing; give it (often the e-mail address), or switch authentication off.",
        "L’identifiant manque\u{202f}; indiquez-le (souvent l’adresse e-mail), ou désactivez l’authentification.",
    }
    pub(in crate::gateway) USER_TOO_LONG = "user_too_long" {
        "The login is longer than {max} bytes; copy it again.",
        "L’identifiant dépasse {max}\u{a0}octets\u{202f}; copiez-le de nouveau.",
    }
    pub(in crate::gateway) USER_CONTROL = "user_control_character" {
        "The login has a line break or another invisible character; type it again.",
        "L’identifiant contient un saut de ligne ou un autre caractère invisible\u{202f}; saisissez-le de nouveau.",
    }
    pub(in crate::gateway) USER_BLANK = "user_blank" {
        "The login begins or ends with a blank; remove it.",
        "L’identifiant commence ou finit par une espace\u{202f}; supprimez-la.",
    }
    pub(in crate::gateway) USER_SEVERAL = "user_several_addresses" {
        "The login holds several addresses; give the one of the account that sends.",
        "L’identifiant contient plusieurs adresses\u{202f}; indiquez celle du compte qui envoie.",
    }
    pub(in crate::gateway) USER_TWO_AT = "user_two_at_signs" {
        "The login has two @ signs; write it as name@example.com.",
        "L’identifiant contient deux @\u{202f}; écrivez-le sous la forme nom@example.com.",
    }
    pub(in crate::gateway) USER_NO_ADDRESS = "user_not_an_address" {
        "This is not an e-mail address; {provider} wants the full address as login.",
        "Ce n’est pas une adresse e-mail\u{202f}; {provider} demande l’adresse complète comme identifiant.",
    }
    pub(in crate::gateway) PASSWORD_MISSING = "password_missing" {
        "The password is missing; give the password, app password or key, or switch authentication off.",
        "Le mot de passe manque\u{202f}; indiquez le mot de passe, le mot de passe d’application ou la clé, ou désactivez \
         l’authentification.",
    }
    pub(in crate::gateway) PASSWORD_NOT_TEXT = "password_not_text" {
        "The password is not a text; put it in quotes.",
        "Le mot de passe n’est pas un texte\u{202f}; mettez-le entre guillemets.",
    }
    pub(in crate::gateway) SETTINGS_UNREADABLE = "settings_unreadable" {
        "The settings cannot be read: {why}.",
        "Les réglages ne peuvent pas être lus\u{a0}: {why}.",
    }
    pub(in crate::gateway) PASSWORD_TOO_LONG = "password_too_long" {
        "The password is longer than {max} bytes; copy it again.",
        "Le mot de passe dépasse {max}\u{a0}octets\u{202f}; copiez-le de nouveau.",
    }
    pub(in crate::gateway) PASSWORD_CONTROL = "password_control_character" {
        "The password has a line break or another invisible character, often from copying; copy it again.",
        "Le mot de passe contient un saut de ligne ou un autre caractère invisible, souvent dû à la copie\u{202f}; copiez-le de \
         nouveau.",
    }
    pub(in crate::gateway) PASSWORD_BLANK = "password_blank" {
        "The password begins or ends with a blank, often from copying; copy it again.",
        "Le mot de passe commence ou finit par une espace, souvent due à la copie\u{202f}; copiez-le de nouveau.",
    }
    pub(in crate::gateway) PASSWORD_AND_TOKENS = "password_and_tokens" {
        "There is a password beside access tokens; leave one of the two out.",
        "Il y a un mot de passe en plus des jetons d’accès\u{202f}; retirez l’un des deux.",
    }
    pub(in crate::gateway) TOKENS_FOR_OTHER_HOST = "tokens_for_other_host" {
        "The access tokens of {provider} go only to its own servers; leave the server out, or have the program name this one \
         for them.",
        "Les jetons d’accès de {provider} ne vont qu’à ses propres serveurs\u{202f}; n’indiquez pas de serveur, ou faites \
         autoriser celui-ci par le programme.",
    }
    pub(in crate::gateway) TOKENS_WITHOUT_HOST = "tokens_without_host" {
        "Access tokens go only to servers that the program names for them; use a password here, or have it name this one.",
        "Les jetons d’accès ne vont qu’aux serveurs que le programme a prévus pour eux\u{202f}; utilisez ici un mot de passe, ou \
         faites autoriser ce serveur par le programme.",
    }
    pub(in crate::gateway) EHLO_INVALID = "ehlo_name_invalid" {
        "This is neither a domain name nor an address in brackets; give a name such as mail.example.com, or leave it empty.",
        "Ce n’est ni un nom de domaine ni une adresse entre crochets\u{202f}; indiquez un nom tel que mail.example.com, ou \
         laissez le champ vide.",
    }
    pub(in crate::gateway) ROOT_INVALID = "root_certificate_invalid" {
        "This is not a certificate in PEM form; it begins with -----BEGIN CERTIFICATE-----.",
        "Ce n’est pas un certificat au format PEM\u{202f}; il commence par -----BEGIN CERTIFICATE-----.",
    }
    pub(in crate::gateway) ROOT_UNREADABLE = "root_certificate_unreadable" {
        "One of the certificates cannot be read as X.509; export it again from the authority that issued it.",
        "L’un des certificats n’est pas lisible comme certificat X.509\u{202f}; exportez-le de nouveau depuis l’autorité qui l’a \
         émis.",
    }
    pub(in crate::gateway) ROOTS_TOO_MANY = "root_certificates_too_many" {
        "There are more than {max} certificates; keep those of the authorities that sign this server’s certificate.",
        "Il y a plus de {max}\u{a0}certificats\u{202f}; gardez ceux des autorités qui signent le certificat de ce serveur.",
    }
    pub(in crate::gateway) ROOTS_TOO_LARGE = "root_certificates_too_large" {
        "The certificates take more than {max} KiB in all; keep those of the authorities that sign this server’s certificate.",
        "Les certificats dépassent {max}\u{a0}Kio au total\u{202f}; gardez ceux des autorités qui signent le certificat de ce \
         serveur.",
    }
    pub(in crate::gateway) NUMBER_ZERO = "number_zero" {
        "This is 0; give at least 1, or leave it empty for the default.",
        "La valeur est 0\u{202f}; indiquez au moins 1, ou laissez le champ vide pour la valeur par défaut.",
    }
    pub(in crate::gateway) NUMBER_TOO_LARGE = "number_too_large" {
        "This is more than {max}; give at most {max}.",
        "La valeur dépasse {max}\u{202f}; indiquez au plus {max}.",
    }
    pub(in crate::gateway) DEADLINE_ZERO = "deadline_zero" {
        "The deadline “{step}” is 0; give at least one second.",
        "Le délai «\u{a0}{step}\u{a0}» est nul\u{202f}; indiquez au moins une seconde.",
    }
    pub(in crate::gateway) DEADLINE_TOO_LONG = "deadline_too_long" {
        "The deadline “{step}” is longer than {max} seconds; give at most {max}.",
        "Le délai «\u{a0}{step}\u{a0}» dépasse {max}\u{a0}secondes\u{202f}; indiquez au plus {max}.",
    }
    pub(in crate::gateway) URL_INVALID = "url_invalid" {
        "This is not a URL of the form smtp://user:password@host:587; percent-encode @ : / in the user and password.",
        "Ce n’est pas une URL de la forme smtp://user:password@host:587\u{202f}; encodez @ : / en pourcentage dans \
         l’identifiant et le mot de passe.",
    }
    pub(in crate::gateway) URL_TOO_LONG = "url_too_long" {
        "The URL is longer than {max} bytes.",
        "L’URL dépasse {max}\u{a0}octets.",
    }
    pub(in crate::gateway) URL_SCHEME = "url_scheme_unknown" {
        "The URL’s scheme is unknown; use smtps, smtp or the id of a provider.",
        "Le schéma de l’URL est inconnu\u{202f}; utilisez smtps, smtp ou l’identifiant d’un fournisseur.",
    }
    pub(in crate::gateway) URL_SCHEME_NEAR = "url_scheme_misspelled" {
        "The URL’s scheme is unknown; use smtps, smtp or the id of a provider, such as {near}.",
        "Le schéma de l’URL est inconnu\u{202f}; utilisez smtps, smtp ou l’identifiant d’un fournisseur, par exemple {near}.",
    }
    pub(in crate::gateway) URL_PARAMETER = "url_parameter_unknown" {
        "The URL has an unknown parameter; known are timeout, ehlo, max_connections, mails_per_minute, sent_copy, recipients \
         and tls.",
        "L’URL contient un paramètre inconnu\u{202f}; on connaît timeout, ehlo, max_connections, mails_per_minute, sent_copy, \
         recipients et tls.",
    }
    pub(in crate::gateway) URL_ENCODING = "url_encoding" {
        "This is not valid UTF-8 once percent-decoded; encode it as UTF-8.",
        "Une fois décodé, ce n’est pas de l’UTF-8 valide\u{202f}; encodez-le en UTF-8.",
    }
    pub(in crate::gateway) NOT_A_NUMBER = "not_a_number" {
        "This is not a whole number.",
        "Ce n’est pas un nombre entier.",
    }
    pub(in crate::gateway) NOT_A_DURATION = "not_a_duration" {
        "This is not a duration; give seconds or a unit, such as 30s or 2m.",
        "Ce n’est pas une durée\u{202f}; indiquez des secondes ou une unité, par exemple 30s ou 2m.",
    }
    pub(in crate::gateway) SENT_COPY_UNKNOWN = "sent_copy_unknown" {
        "This choice is unknown; use none, bcc_self or folder.",
        "Ce choix est inconnu\u{202f}; utilisez none, bcc_self ou folder.",
    }
    pub(in crate::gateway) RECIPIENTS_UNKNOWN = "recipients_unknown" {
        "This choice is unknown; use deliver_to_accepted or all_or_nothing.",
        "Ce choix est inconnu\u{202f}; utilisez deliver_to_accepted ou all_or_nothing.",
    }
    pub(in crate::gateway) TLS_UNKNOWN = "tls_unknown" {
        "This choice is unknown; smtps and smtp already mean TLS, and none means plain text to loopback.",
        "Ce choix est inconnu\u{202f}; smtps et smtp impliquent déjà TLS, et none signifie sans chiffrement vers l’adresse de \
         bouclage.",
    }
    pub(in crate::gateway) IMAP_NOT_BUILT_IN = "imap_not_built_in" {
        "This program cannot file copies in the Sent folder: it was built without IMAP; choose another kind of copy.",
        "Ce programme ne peut pas ranger de copie dans les messages envoyés\u{a0}: il a été compilé sans IMAP\u{202f}; \
         choisissez un autre type de copie.",
    }
    pub(in crate::gateway) IMAP_RELAY = "imap_relay_without_mailbox" {
        "There are no mailboxes at {provider}; give the login and the password of the mailbox that keeps the copies.",
        "Il n’y a pas de boîtes aux lettres chez {provider}\u{202f}; indiquez l’identifiant et le mot de passe de la boîte qui \
         conservera les copies.",
    }
    pub(in crate::gateway) IMAP_HOST_MISSING = "imap_host_missing" {
        "The server for the copies (IMAP) is missing; give its name, such as imap.example.com.",
        "Le serveur des copies (IMAP) manque\u{202f}; indiquez son nom, par exemple imap.example.com.",
    }
    pub(in crate::gateway) IMAP_PLAIN = "imap_plaintext" {
        "Copies are filed over an encrypted connection only; choose implicit TLS (implicit_tls) or STARTTLS \
         (starttls_required).",
        "Les copies ne sont rangées que par une connexion chiffrée\u{202f}; choisissez TLS implicite (implicit_tls) ou \
         STARTTLS (starttls_required).",
    }
    pub(in crate::gateway) IMAP_STARTTLS_ON_993 = "imap_starttls_on_993" {
        "Port 993 speaks TLS from the first byte; choose implicit TLS (implicit_tls), or port 143.",
        "Le port 993 parle TLS dès le premier octet\u{202f}; choisissez TLS implicite (implicit_tls), ou le port 143.",
    }
    pub(in crate::gateway) IMAP_IMPLICIT_ON_143 = "imap_implicit_tls_on_143" {
        "Port 143 begins without encryption; choose STARTTLS (starttls_required), or port 993.",
        "Le port 143 commence sans chiffrement\u{202f}; choisissez STARTTLS (starttls_required), ou le port 993.",
    }
    pub(in crate::gateway) IMAP_SMTP_PORT = "imap_smtp_port" {
        "This port is for sending; IMAP uses 993, or 143 with STARTTLS.",
        "Ce port sert à l’envoi\u{202f}; IMAP utilise le port 993, ou 143 avec STARTTLS.",
    }
    pub(in crate::gateway) IMAP_SECRET_WITHOUT_USER = "imap_password_without_user" {
        "A password for the copies was given without a login of its own; give the login of the mailbox, or leave the \
         password out.",
        "Un mot de passe a été fourni pour les copies sans identifiant propre\u{202f}; indiquez l’identifiant de la \
         boîte, ou laissez ce mot de passe vide.",
    }
    pub(in crate::gateway) IMAP_PASSWORD_MISSING = "imap_password_missing" {
        "The password of the mailbox that keeps the copies is missing.",
        "Le mot de passe de la boîte qui conservera les copies manque.",
    }
    pub(in crate::gateway) IMAP_WITHOUT_LOGIN = "imap_login_missing" {
        "The gateway has no login; give the login and the password of the mailbox that keeps the copies.",
        "La passerelle n’a pas d’identifiant\u{202f}; indiquez l’identifiant et le mot de passe de la boîte qui \
         conservera les copies.",
    }
    pub(in crate::gateway) IMAP_FOLDER_INVALID = "imap_folder_invalid" {
        "This cannot be the name of a folder; give it as your mail program shows it.",
        "Ce ne peut pas être le nom d’un dossier\u{202f}; indiquez-le tel que votre logiciel de messagerie l’affiche.",
    }
}
