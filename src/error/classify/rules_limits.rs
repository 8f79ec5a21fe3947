//! Phrases about limits and addresses of the client: decisive, because their codes are not.

use super::rule::{A, ANY, Again::IfTransient, Again::Later, Again::Never, Again::Usual, C, D, F, R, Rule, rule};
use crate::error::ErrorKind as K;

#[rustfmt::skip]
pub(super) const DECISIVE: &[Rule] = &[
    // Before the quotas: these say "quota" and mean the recipient's disk.
    rule(R | D, K::RecipientRejected, Later, &[
        "mailbox|inbox|user|recipient|boite|postfach|buzon|casella|caixa .. full|over quota|pleine|voll|lleno|llena|piena|cheia",
        "over quota", "storage quota", "quota exceeded mailbox", "disk quota", "full mailbox", "boite pleine",
    ]),
    rule(ANY, K::TooManyConnections, Usual, &[
        "too many .. connections|sessions|concurrent|simultaneous|clients", "concurrent connection|session", "simultaneous connection",
        "connection limit", "connections limit", "limit|maximum|max .. connections|sessions .. exceed|reach", "maximum number of connections", "already hold|have|opened .. connections|sessions", "trop de connexions|sessions",
        "connexions|verbindungen|conexiones|connessioni|conexoes .. simultan|concurrent|maxim|limit", "nombre|anzahl|numero|maximum|gleichzeitige .. connexions|verbindungen|conexiones|connessioni|conexoes", "zu viele .. verbindungen|sitzungen", "demasiadas conexiones|sesiones|ligacoes", "troppe connessioni|sessioni", "muitas conexoes|sessoes|ligacoes",
    ]),
    rule(ANY, K::DailyQuotaExceeded, Usual, &["daily .. limit|quota|allowance|exceeded"]),
    rule(ANY, K::RateLimited, Usual, &[
        "thread limit", "too much mail|messages|traffic", "rate .. overlimit|over limit|over quota", "unexpected volume", "unusual rate", "per hour|minute|second", "messages|mails|emails .. in an hour|in one hour|in a minute|in one minute", "hourly", "this hour", "par heure|minute", "pro stunde|minute", "por hora|minuto", "all'ora", "al minuto",
        "rate limit", "rate .. exceeded|too high", "too fast", "too quick", "slow down", "throttl", "excessive volume", "limit for processing", "messages per connection|session",
        "message per connection|session", "organization queue quota", "trop rapid", "ralenti", "zu schnell",
    ]),
    rule(R, K::RateLimited, Usual, &["policy .. quota|rate|limit .. exceed"]),
    rule(F | R | D, K::TooManyRecipients, IfTransient, &[
        "too many .. recipients|rcpt", "recipients|recipient|rcpt .. limit|exceed|maximum", "maximum|max .. recipients", "trop de destinataires", "nombre .. destinataires",
        "zu viele .. empfanger|empfaenger", "demasiados destinatarios", "troppi destinatari", "muitos destinatarios",
    ]),
    // A part that breaks the format is no large message, whatever the size it names.
    rule(D, K::ContentRejected, Never, &["invalid|malformed|broken|bad .. mime"]),
    rule(F | R | D, K::MessageTooLarge, Never, &[
        "message|mail|e mail|email|attachment|size .. too large|too big|too long|larger|maximum size|max size", "size .. exceed|limit|maximum", "message|mail .. exceeds .. size|limit",
        "maximum .. message size", "taille .. maxim|depass|limite|trop", "message trop|volumineu", "nachricht|mail .. zu gross", "nachrichtengrosse", "demasiado grande", "tamano .. excede|maximo|supera",
        "troppo grande", "dimension .. supera|massim|eccede", "muito grande", "tamanho .. excede|maximo",
    ]),
    rule(A | F | R | D, K::DailyQuotaExceeded, Never, &["refusequota"]),
    rule(ANY, K::DailyQuotaExceeded, Usual, &[
        "used up .. mails|messages|allowance|credit|quota", "epuise .. envois|quota|credit|forfait", "kontingent|versandkontingent|limit .. erschopft|aufgebraucht|ausgeschopft",
        "agotad|agotado .. envios|cuota", "esaurit .. invii|credit|quota", "esgotad|esgotou .. envios|cota", "per day", "24 hour .. limit|quota|exceeded", "24h .. limit|quota|exceeded", "24 heures", "24 stunden", "24 horas", "24 ore", "monthly .. limit|quota|allowance", "per month",
        "sending|send|submission|relay|mail .. quota|limit", "exceeded .. sending|daily|message|mail|email .. limit|quota", "limit|quota .. for today",
        "credits", "out of credit", "insufficient credit", "plan limit", "trial limit", "quota .. d'envoi|depasse|atteint|journalier", "limite .. journalier|quotidien|d'envoi", "par jour|mois",
        "tageslimit", "tageskontingent", "taglich|taeglich .. limit|kontingent|versand", "pro tag|monat", "limite|cuota|cota|quota .. diari|giornalier|mensual|mensile|mensal", "por dia|mes", "al dia|mes", "al giorno|mese",
    ]),
    rule(F | D, K::DailyQuotaExceeded, Usual, &["quota exceeded", "exceeded .. quota", "cuota|limite|cota .. superad|excedid|atingid|superat"]),
    rule(ANY, K::RateLimited, Usual, &[
        "too many messages|emails|mails|requests|commands", "too many e mails", "limit exceeded", "trop de messages|mails|courriels|requetes", "trop d'e", "zu viele nachrichten|mails|anfragen", "zu viele e mails",
        "demasiados mensajes|correos", "troppi messaggi|invii", "troppe email|mail|richieste", "muitas mensagens", "muitos emails", "muitos e mails", "demasiadas mensagens",
    ]),
    // A name server that does not answer looks like a name that does not exist, hence the 4xx.
    rule(ANY, K::IpNotAuthorized, IfTransient, &[
        "reverse dns|hostname|lookup", "find your hostname|reverse", "ptr ", "rdns", "no reverse", "reverse .. missing|not found",
    ]),
    rule(ANY, K::IpNotAuthorized, Never, &[
        "ip|ip address|your ip .. not allowed|not authori|unauthori|blocked|blacklist|blocklist|listed|banned|denied|rejected|refused|reputation|not accepted|not permitted",
        "unauthorized ip", "unauthorised ip", "unrecognized ip", "blocked using", "is listed at|by|in|on", "currently listed", "appears|found|is on|is in .. block list|blocklist|black list|blacklist|spam list", "host|server|client .. listed at|listed by|listed in|listed on", "dnsbl", "rbl", "client host rejected|blocked",
        "not allowed to connect", "from this range|network", "dynamic|residential|dial up .. ip|range|host|address|pool", "ip .. not in|whitelist|allowlist", "bad reputation", "poor reputation", "low reputation", "barracuda|server|host|network|mta .. reputation", "adresse ip .. autorise|bloque|refuse|interdit|liste", "ip .. non autorise|bloque|liste noire",
        "ip .. gesperrt|nicht|blockiert", "ip .. no|nao|non .. autori|permitid|consentit", "ip .. bloquead|bloccat|lista negra|lista nera|rechazad|rifiutat",
    ]),
    rule(C, K::IpNotAuthorized, IfTransient, &["polic", "access denied", "no smtp service", "refused", "blocked", "blacklist", "spam"]),
];
