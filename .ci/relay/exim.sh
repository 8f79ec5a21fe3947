relay_exim() {
    local starttls=$1 tls=$2 root=$work/exim
    fetch exim exim4-daemon-light
    private_root "$root" exim
    echo 'Debian-exim:x:101:101::/var/spool/exim4:/bin/false' >>"$root/etc/passwd"
    echo 'Debian-exim:x:101:' >>"$root/etc/group"
    mkdir -p "$root"/etc/exim4 "$root"/var/{spool,log}/exim4
    chown 101:101 "$root"/var/{spool,log}/exim4 "$root/mail"
    install -m 640 -g 101 "$work/tls/server.key" "$root/etc/server.key"
    cat >"$root/etc/exim4/exim4.conf" <<CONF
primary_hostname = localhost
spool_directory = /var/spool/exim4
log_file_path = /var/log/exim4/%slog
local_interfaces = 127.0.0.1
daemon_smtp_ports = $starttls : $tls
tls_on_connect_ports = $tls
tls_advertise_hosts = *
tls_certificate = /etc/server.pem
tls_privatekey = /etc/server.key
auth_advertise_hosts = \${if eq{\$tls_in_cipher}{}{}{*}}
message_size_limit = $size_limit
host_lookup =
rfc1413_query_timeout = 0s
# Mails late on a connection would wait for a queue run.
smtp_accept_queue_per_connection = 0
deliver_drop_privilege = true
keep_environment =
domainlist ours = example.com
acl_smtp_rcpt = recipient
acl_smtp_data = accept

begin acl
recipient:
  deny message = sign in first
       !authenticated = *
  deny message = this server relays nothing
       !domains = +ours
  accept verify = recipient
  deny message = no such mailbox

begin routers
mailbox:
  driver = accept
  domains = +ours
  local_parts = $(sed 's/ / : /g' <<<"${mailboxes[*]}")
  transport = maildir

begin transports
maildir:
  driver = appendfile
  directory = /mail/\$local_part_data
  maildir_format
  create_directory
  user = Debian-exim
  envelope_to_add

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{\$auth2}{$user}}{eq{\$auth3}{$password}}}}
  server_set_id = \$auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if and{{eq{\$auth1}{$user}}{eq{\$auth2}{$password}}}}
  server_set_id = \$auth1
CONF
    chroot "$root" /usr/sbin/exim4 -bdf -q10s >"$work/exim.out" 2>&1 </dev/null &
    daemons+=("$!")
    await "Exim on port $starttls" listens "$starttls"
    ln "$root/var/log/exim4/mainlog" "$work/exim.log"
    relay Exim "$(chroot "$root" /usr/sbin/exim4 -bV | awk 'NR == 1 {print $3}')" "$starttls" "$tls" \
        "$root/mail" "$root/var/spool/exim4/input"
}
