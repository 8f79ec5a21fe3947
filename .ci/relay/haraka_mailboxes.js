// A plugin of Haraka, for `.ci/relays`: who has signed in reaches RELAY_MAILBOXES at example.com, and each of them gets a
// copy in a maildir below RELAY_MAILDIRS.
"use strict";

const { createWriteStream, copyFileSync, renameSync, unlinkSync } = require("node:fs");

const base = process.env.RELAY_MAILDIRS;
const mailboxes = process.env.RELAY_MAILBOXES.split(" ");

// It would ask the name server, and wait for it.
exports.hook_lookup_rdns = (next) => next(OK, "localhost");

exports.hook_mail = function (next, connection) {
  if (connection.relaying) return next();
  next(DENY, "sign in first");
};

exports.hook_rcpt = function (next, connection, params) {
  const { user, host } = params[0];
  if (host !== "example.com") return next(DENY, "this server relays nothing");
  if (!mailboxes.includes(user)) return next(DENY, "no such mailbox");
  next(OK);
};

// Mails of who has signed in are "outbound": without this hook Haraka would send them on.
exports.hook_queue_outbound = function (next, connection) {
  const { transaction } = connection;
  const whole = `${base}/${transaction.uuid}`;
  const file = createWriteStream(whole);
  file.once("error", () => next(DENYSOFT, "not stored"));
  file.once("close", () => {
    transaction.rcpt_to.forEach(({ user }, at) => {
      const name = `${transaction.uuid}.${at}`;
      copyFileSync(whole, `${base}/${user}/tmp/${name}`);
      renameSync(`${base}/${user}/tmp/${name}`, `${base}/${user}/new/${name}`);
    });
    unlinkSync(whole);
    next(OK, "stored");
  });
  transaction.message_stream.pipe(file);
};
