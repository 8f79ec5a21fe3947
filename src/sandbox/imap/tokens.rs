//! The tokens of a command: atoms, strings and parentheses, each separated by one space (RFC 9051 §9).

/// A syntax error: the text of the `BAD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bad(pub(super) &'static str);

/// Most tokens of a command.
const MAX_TOKENS: usize = 1_000;

#[derive(PartialEq, Eq)]
pub(super) enum Token {
    Atom(String),
    /// The value of a quoted string or a literal.
    Text(String),
    Open,
    Close,
}

impl Token {
    pub(super) fn is_atom(&self, name: &str) -> bool {
        matches!(self, Self::Atom(atom) if atom.eq_ignore_ascii_case(name))
    }
}

/// The announcement of a literal at the end of a line: `{n}` or `{n+}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) size: u64,
    /// The client waits for `+`.
    pub(super) synchronizing: bool,
}

/// The line without the announcement of a literal at its end.
pub(super) fn split_literal(line: &str) -> (&str, Option<Literal>) {
    let announced = || {
        let (head, inside) = line.strip_suffix('}')?.rsplit_once('{')?;
        let (number, synchronizing) = inside.strip_suffix('+').map_or((inside, true), |number| (number, false));
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        // A number beyond u64 is beyond every limit too.
        Some((head, Literal { size: number.parse().unwrap_or(u64::MAX), synchronizing }))
    };
    announced().map_or((line, None), |(head, literal)| (head, Some(literal)))
}

/// What may follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum After {
    #[default]
    Space,
    Token,
    Open,
}

/// A command as it is read, line by line.
#[derive(Default)]
pub(super) struct Request {
    tokens: Vec<Token>,
    after: After,
}

impl Request {
    /// Adds a line, or the part before a literal.
    pub(super) fn push_line(&mut self, line: &str, literal_follows: bool) -> Result<(), Bad> {
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            if self.tokens.len() > MAX_TOKENS {
                return Err(Bad("Too many arguments"));
            }
            let value_may_follow = self.after != After::Token;
            rest = match c {
                ' ' if self.after == After::Token => {
                    self.after = After::Space;
                    &rest[1..]
                }
                ')' if self.after != After::Space => {
                    self.push(Token::Close, After::Token);
                    &rest[1..]
                }
                '(' if value_may_follow => {
                    self.push(Token::Open, After::Open);
                    &rest[1..]
                }
                '"' if value_may_follow => self.quoted(&rest[1..])?,
                '!'..='~' if value_may_follow && !matches!(c, '(' | ')' | '{' | '"') => {
                    let end = rest.find(|c: char| matches!(c, ' ' | '(' | ')' | '{' | '"') || !c.is_ascii_graphic());
                    let (atom, rest) = rest.split_at(end.unwrap_or(rest.len()));
                    self.push(Token::Atom(atom.to_owned()), After::Token);
                    rest
                }
                _ => return Err(Bad("Unexpected character")),
            };
        }
        match (literal_follows, self.after) {
            (true, After::Token) => Err(Bad("A space before a literal expected")),
            (false, After::Space | After::Open) => Err(Bad("Argument expected")),
            _ => Ok(()),
        }
    }

    pub(super) fn push_literal(&mut self, text: String) {
        self.push(Token::Text(text), After::Token);
    }

    fn push(&mut self, token: Token, after: After) {
        self.tokens.push(token);
        self.after = after;
    }

    /// Reads a quoted string, and returns what follows it.
    fn quoted<'a>(&mut self, text: &'a str) -> Result<&'a str, Bad> {
        let mut value = String::new();
        let mut chars = text.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.push(Token::Text(value), After::Token);
                    return Ok(&text[at + 1..]);
                }
                '\\' => match chars.next() {
                    Some((_, escaped @ ('"' | '\\'))) => value.push(escaped),
                    _ => return Err(Bad("Invalid escape in a quoted string")),
                },
                ' '..='~' => value.push(c),
                _ => return Err(Bad("A quoted string is ASCII")),
            }
        }
        Err(Bad("Quoted string without end"))
    }

    /// The tag, if it is valid.
    pub(super) fn tag(&self) -> Option<&str> {
        match self.tokens.first() {
            Some(Token::Atom(tag)) if !tag.contains(['+', '*', '%', '\\', '{']) => Some(tag),
            _ => None,
        }
    }

    /// The name of the command, in capitals.
    pub(super) fn name(&self) -> Option<String> {
        match self.tokens.get(1) {
            Some(Token::Atom(name)) => Some(name.to_ascii_uppercase()),
            _ => None,
        }
    }

    /// Whether a literal that follows is the message of an `APPEND`, not its mailbox.
    pub(super) fn message_follows(&self) -> bool {
        self.tokens.len() > 2 && self.name().as_deref() == Some("APPEND")
    }

    /// The tokens after tag and name.
    pub(super) fn args(&self) -> Tokens<'_> {
        Tokens(self.tokens.get(2..).unwrap_or_default())
    }
}

/// The arguments that are still to be read.
pub(super) struct Tokens<'a>(&'a [Token]);

impl<'a> Tokens<'a> {
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.0.first()
    }

    pub(super) fn next(&mut self) -> Result<&'a Token, Bad> {
        let (first, rest) = self.0.split_first().ok_or(Bad("Too few arguments"))?;
        self.0 = rest;
        Ok(first)
    }

    pub(super) fn atom(&mut self) -> Result<&'a str, Bad> {
        match self.next()? {
            Token::Atom(atom) => Ok(atom),
            _ => Err(Bad("Atom expected")),
        }
    }

    /// An atom, a quoted string or a literal.
    pub(super) fn string(&mut self) -> Result<String, Bad> {
        match self.next()? {
            Token::Atom(atom) if !atom.contains(['%', '*', '\\']) => Ok(atom.clone()),
            Token::Text(text) => Ok(text.clone()),
            _ => Err(Bad("String expected")),
        }
    }

    /// As [`string`](Self::string), with wildcards.
    pub(super) fn pattern(&mut self) -> Result<String, Bad> {
        match self.next()? {
            Token::Atom(text) | Token::Text(text) => Ok(text.clone()),
            _ => Err(Bad("String expected")),
        }
    }

    pub(super) fn open(&mut self) -> Result<(), Bad> {
        match self.next()? {
            Token::Open => Ok(()),
            _ => Err(Bad("( expected")),
        }
    }

    pub(super) fn close(&mut self) -> Result<(), Bad> {
        match self.next()? {
            Token::Close => Ok(()),
            _ => Err(Bad(") expected")),
        }
    }

    /// The flags up to the closing parenthesis: atoms, those of the system with a `\` in front.
    pub(super) fn flags(&mut self) -> Result<Vec<String>, Bad> {
        let mut flags = Vec::new();
        loop {
            match self.next()? {
                Token::Close => return Ok(flags),
                Token::Atom(flag) if !flag.trim_start_matches('\\').contains(['\\', '%', '*', ']']) => {
                    flags.push(flag.clone());
                }
                _ => return Err(Bad("Flag expected")),
            }
        }
    }

    /// The elements up to the closing parenthesis, without lists among them.
    pub(super) fn list(&mut self) -> Result<Vec<String>, Bad> {
        let mut list = Vec::new();
        loop {
            match self.next()? {
                Token::Close => return Ok(list),
                Token::Atom(text) | Token::Text(text) => list.push(text.clone()),
                Token::Open => return Err(Bad("Unexpected (")),
            }
        }
    }
}
