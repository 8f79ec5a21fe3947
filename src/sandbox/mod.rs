//! `SmtpSandbox`: a real SMTP server inside the process.
