//! Mails that outlive the process: a transactional outbox for ite-mailer on SQLite and PostgreSQL.
