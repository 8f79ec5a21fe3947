//! The concepts that the lexicon recognises; each is a heading in its tables.

macro_rules! concepts {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// A meaning that several words share.
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
    /// Recipients in a count: "too many recipients".
    Recipients = "recipients",
    /// A user, mailbox or account; the stage and other concepts decide whose.
    User = "user",
    Address = "address",
    Domain = "domain",
    /// A host name.
    Host = "host",
    Sender = "sender",
    /// The client's own account or its sending.
    Own = "own",
    /// The account that sends, in words that cannot mean the recipient's.
    SenderAccount = "sender-account",
    /// A block that the recipient set up.
    PersonalBlock = "personal-block",
    /// The client's address or network.
    Client = "client",
    /// An IP address.
    Ip = "ip",
    Message = "message",
    Connection = "connection",
    Service = "service",
    /// Exchange's part that puts mail into mailboxes.
    Delivery = "delivery",
    Policy = "policy",
    Not = "not",
    Unknown = "unknown",
    /// An address without a domain.
    Unqualified = "unqualified",
    Exist = "exist",
    Invalid = "invalid",
    Disabled = "disabled",
    /// A step to complete with the provider before the account may send.
    Activate = "activate",
    Blocked = "blocked",
    Denied = "denied",
    Allowed = "allowed",
    /// A recipient that accepts mail from some senders only.
    Restricted = "restricted",
    /// To accept mail: "does not receive".
    Receive = "receive",
    AcceptsFrom = "accepts-from",
    Required = "required",
    Failed = "failed",
    Unsupported = "unsupported",
    Later = "later",
    /// A refusal that ends by itself: "temporarily".
    Temporary = "temporary",
    /// A fault that does not end by itself.
    Permanent = "permanent",
    /// "Unavailable", said of a mailbox: no reason is given.
    Absent = "absent",
    /// The server is out of service for the moment.
    Unavailable = "unavailable",
    Greylist = "greylist",
    /// An internal error of the server.
    Internal = "internal",
    /// Phrases that give no reason: "transaction failed".
    Vague = "vague",
    TooMany = "too-many",
    Exceeded = "exceeded",
    /// Commands in a count: "too many bad commands".
    Commands = "commands",
    Concurrent = "concurrent",
    /// A rate of connections, or a number of mails per connection.
    PerConnection = "per-connection",
    /// A quota of storage or of mails.
    Quota = "quota",
    /// A quota of mails.
    SendQuota = "send-quota",
    Day = "day",
    PerHour = "per-hour",
    ShortTime = "short-time",
    Rate = "rate",
    Fast = "fast",
    /// Where mail is kept, which may be too little.
    Room = "room",
    /// No room in a mailbox.
    Full = "full",
    TooLarge = "too-large",
    Size = "size",
    Login = "login",
    Unauthenticated = "unauthenticated",
    /// Sign-ins in a count: "too many attempts".
    Attempt = "attempt",
    /// A response that the server cannot read, or a command that it had already.
    Exchange = "exchange",
    /// Commands too early or in the wrong order: 503, "bad sequence of commands" (RFC 5321 §4.3.2).
    BadSequence = "bad-sequence",
    Password = "password",
    AppPassword = "app-password",
    AppPasswordWrong = "app-password-wrong",
    /// A step that the account's owner has to take in a browser.
    Browser = "browser",
    BasicAuth = "basic-auth",
    Gone = "gone",
    Token = "token",
    Smtp = "smtp",
    Off = "off",
    Tenant = "tenant",
    /// SMTP access as part of a plan.
    SmtpAccount = "smtp-account",
    Mechanism = "mechanism",
    Cleartext = "cleartext",
    Tls = "tls",
    TlsVersion = "tls-version",
    PopFirst = "pop-first",
    Listed = "listed",
    /// A block list by its name.
    ListName = "list-name",
    /// A link with the client's IP address in it.
    IpLink = "ip-link",
    Reputation = "reputation",
    ReverseDns = "rdns",
    Helo = "helo",
    Relay = "relay",
    RelayStrong = "relay-strong",
    Carry = "carry",
    /// Domains for which the server is responsible.
    Local = "local",
    /// Delivery that bypasses the provider's relay.
    Direct = "direct",
    Connect = "connect",
    Spam = "spam",
    Virus = "virus",
    Content = "content",
    Filter = "filter",
    /// SPF, DKIM, DMARC.
    SenderAuth = "sender-auth",
    Verified = "verified",
    /// A missing permission to send as this sender.
    SendRight = "send-right",
    Unverified = "unverified",
    /// The sender's address is not the account's.
    Mismatch = "mismatch",
    /// Headers, structure, syntax.
    Form = "form",
    /// A phrase that alone means a malformed message.
    FormStrong = "form-strong",
    /// MX records of a domain.
    Mx = "mx",
    /// Sender verification: the server asks the sender's server whether the address exists.
    Callout = "callout",
    Broken = "broken",
    /// Words for a malformed message that also occur elsewhere: "missing", "not".
    Flawed = "flawed",
    /// Phrases whose words are ignored.
    Noise = "noise",
}
