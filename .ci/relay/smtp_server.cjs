// Nodemailer's smtp-server as a server of mailboxes, for `.ci/relays`.
//
//     node smtp_server.cjs STARTTLS_PORT TLS_PORT KEY CERTIFICATE SIZE_LIMIT MAILDIR_BASE MAILBOX...
//
// Takes RELAY_USER with RELAY_PASSWORD, keeps a copy for each recipient in a maildir, relays nothing.
"use strict";

const { readFileSync, renameSync, writeFileSync } = require("node:fs");
const { SMTPServer } = require("smtp-server");

const [starttlsPort, tlsPort, key, certificate, size, base, ...mailboxes] = process.argv.slice(2);
let stored = 0;

function refusal(code, text) {
  return Object.assign(new Error(text), { responseCode: code });
}

function store(raw, recipients) {
  for (const { address } of recipients) {
    const [mailbox] = address.split("@");
    const file = `${(stored += 1)}.${process.pid}`;
    writeFileSync(`${base}/${mailbox}/tmp/${file}`, raw);
    renameSync(`${base}/${mailbox}/tmp/${file}`, `${base}/${mailbox}/new/${file}`);
  }
}

const options = {
  name: "localhost",
  key: readFileSync(key),
  cert: readFileSync(certificate),
  size: Number(size),
  disableReverseLookup: true,
  onAuth({ username, password }, session, answer) {
    const right = username === process.env.RELAY_USER && password === process.env.RELAY_PASSWORD;
    answer(right ? null : refusal(535, "5.7.8 wrong user or password"), { user: username });
  },
  onRcptTo({ address }, session, answer) {
    const [mailbox, domain] = address.split("@");
    if (domain !== "example.com") return answer(refusal(550, "5.7.1 this server relays nothing"));
    answer(mailboxes.includes(mailbox) ? null : refusal(550, "5.1.1 no such mailbox"));
  },
  onData(stream, session, answer) {
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.on("end", () => {
      if (stream.sizeExceeded) return answer(refusal(552, "5.3.4 too large"));
      store(Buffer.concat(chunks), session.envelope.rcptTo);
      answer(null, "2.0.0 OK: stored");
    });
  },
};

for (const [port, secure] of [[starttlsPort, false], [tlsPort, true]]) {
  const server = new SMTPServer({ ...options, secure });
  server.on("error", (error) => console.error(error));
  server.listen(Number(port), "127.0.0.1");
}
