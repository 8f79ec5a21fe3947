//! What a reply can speak of, and what it can say of it: the headings of the lexicon.

macro_rules! concepts {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// A meaning that many words share.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Concept { $($(#[$doc])* $variant,)+ }

        impl Concept {
            /// Reads a heading of the lexicon.
            pub(super) fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

concepts! {
    Recipient = "recipient",
    /// Recipients that are counted.
    Recipients = "recipients",
    /// A user, mailbox or account: whose, the stage and the other words tell.
    User = "user",
    Address = "address",
    Domain = "domain",
    /// A host name.
    Host = "host",
    Sender = "sender",
    /// The account or the sending of the client that is speaking to the server.
    Own = "own",
    /// The client's address or network.
    Client = "client",
    /// An IP address in figures.
    Ip = "ip",
    Message = "message",
    Connection = "connection",
    Service = "service",
    Policy = "policy",
    Not = "not",
    Unknown = "unknown",
    /// An address without a domain.
    Unqualified = "unqualified",
    Exist = "exist",
    Invalid = "invalid",
    Disabled = "disabled",
    /// Something to complete with the provider before mail goes.
    Activate = "activate",
    Blocked = "blocked",
    Denied = "denied",
    Allowed = "allowed",
    /// A recipient that takes mail from some only.
    Restricted = "restricted",
    /// To take mail: "does not receive".
    Receive = "receive",
    AcceptsFrom = "accepts-from",
    Required = "required",
    Failed = "failed",
    Unsupported = "unsupported",
    Later = "later",
    /// Said of a refusal that ends by itself.
    Temporary = "temporary",
    /// A mailbox that cannot be had, for a reason that is not told.
    Absent = "absent",
    /// The server cannot at the moment.
    Unavailable = "unavailable",
    Greylist = "greylist",
    /// A fault of the server's own.
    Internal = "internal",
    /// Words that say nothing.
    Vague = "vague",
    TooMany = "too-many",
    Exceeded = "exceeded",
    Concurrent = "concurrent",
    /// Connections counted over time, and mails counted over a connection.
    PerConnection = "per-connection",
    /// A quota of anything: disk or mails.
    Quota = "quota",
    /// An allowance of mails.
    SendQuota = "send-quota",
    Day = "day",
    PerHour = "per-hour",
    ShortTime = "short-time",
    Rate = "rate",
    Fast = "fast",
    /// No room in a mailbox.
    Full = "full",
    TooLarge = "too-large",
    Size = "size",
    Login = "login",
    Unauthenticated = "unauthenticated",
    /// Sign-ins that are counted.
    Attempt = "attempt",
    Password = "password",
    AppPassword = "app-password",
    AppPasswordWrong = "app-password-wrong",
    /// Something the owner of the account has to do in a browser.
    Browser = "browser",
    BasicAuth = "basic-auth",
    Gone = "gone",
    Token = "token",
    Expired = "expired",
    Smtp = "smtp",
    Off = "off",
    Tenant = "tenant",
    /// SMTP that is part of a plan.
    SmtpAccount = "smtp-account",
    Mechanism = "mechanism",
    Cleartext = "cleartext",
    Tls = "tls",
    TlsVersion = "tls-version",
    PopFirst = "pop-first",
    Listed = "listed",
    /// A block list by its name.
    ListName = "list-name",
    /// A link that carries an IP address: the client's.
    IpLink = "ip-link",
    Reputation = "reputation",
    ReverseDns = "rdns",
    Helo = "helo",
    Relay = "relay",
    RelayStrong = "relay-strong",
    Carry = "carry",
    /// Domains the server is or is not responsible for.
    Local = "local",
    /// Delivery without the relay of a provider.
    Direct = "direct",
    Connect = "connect",
    Spam = "spam",
    Virus = "virus",
    Content = "content",
    Filter = "filter",
    /// SPF, DKIM, DMARC.
    SenderAuth = "sender-auth",
    Verified = "verified",
    /// A right to send that is not there.
    SendRight = "send-right",
    Unverified = "unverified",
    /// The sender's address is not the account's.
    Mismatch = "mismatch",
    /// Headers, structure, syntax.
    Form = "form",
    /// A fault of the form in one phrase.
    FormStrong = "form-strong",
    /// Mail servers of a domain in DNS.
    Mx = "mx",
    /// The server asks the sender's server whether the sender exists.
    Callout = "callout",
    Broken = "broken",
    /// What may be said of a form, and of much else.
    Flawed = "flawed",
    /// Phrases whose words do not count.
    Noise = "noise",
}
