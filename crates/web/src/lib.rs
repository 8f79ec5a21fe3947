//! Mail settings page and sandbox inbox for ite-mailer, as axum routers.
