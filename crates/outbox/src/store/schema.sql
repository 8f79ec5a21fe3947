CREATE TABLE outbox_lane (
    lane TEXT PRIMARY KEY,
    owner TEXT,
    fence BIGINT NOT NULL DEFAULT 0,
    lease_until BIGINT,
    released_at BIGINT,
    uncounted BIGINT NOT NULL DEFAULT 0,
    generation BIGINT NOT NULL DEFAULT 0,
    failures BIGINT NOT NULL DEFAULT 0,
    paused_until BIGINT,
    paused_because TEXT
);

CREATE TABLE outbox_bell (
    lane TEXT PRIMARY KEY,
    rung BOOLEAN NOT NULL
);

CREATE TABLE outbox_mail (
    id {id},
    lane TEXT NOT NULL,
    scope TEXT,
    idempotency_key TEXT,
    key_id TEXT UNIQUE,
    state TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    fence BIGINT NOT NULL DEFAULT 0,
    message_id TEXT NOT NULL,
    mail TEXT NOT NULL,
    receipt TEXT,
    error TEXT,
    enqueued_at BIGINT NOT NULL,
    attempted_at BIGINT,
    ended_at BIGINT
);

CREATE INDEX outbox_mail_due ON outbox_mail (lane, due_at, id) WHERE state = 'due';
CREATE INDEX outbox_mail_sending ON outbox_mail (lane) WHERE state = 'sending';
CREATE INDEX outbox_mail_recent ON outbox_mail (lane, attempted_at) WHERE attempted_at IS NOT NULL;
CREATE INDEX outbox_mail_state ON outbox_mail (state, lane, id);

CREATE TABLE outbox_document (
    sha256 TEXT PRIMARY KEY,
    size BIGINT NOT NULL,
    bytes {bytes},
    stored_at BIGINT NOT NULL,
    removing_at BIGINT
);

CREATE TABLE outbox_mail_document (
    mail BIGINT NOT NULL REFERENCES outbox_mail (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL REFERENCES outbox_document (sha256),
    PRIMARY KEY (mail, sha256)
);

CREATE INDEX outbox_mail_document_sha256 ON outbox_mail_document (sha256);

CREATE TABLE outbox_idempotency (
    id TEXT PRIMARY KEY,
    scope TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    author TEXT,
    begun_at BIGINT NOT NULL,
    in_doubt BOOLEAN NOT NULL DEFAULT FALSE,
    receipt TEXT
);
