# Sourced by `.ci/interop`, `.ci/relays` and `.ci/imap`: a private folder, its end, and the parts of the servers they share.
# Needs root (Postfix does) and Debian.

work=$(mktemp -d)
chmod 755 "$work" # the daemons' own users must pass through
daemons=() # processes, and groups of processes below zero
postfix_started=
policy=/usr/sbin/policy-rc.d
policy_saved=

user=user@example.com
password=$(openssl rand -hex 16)
size_limit=31457280
mailboxes=(user client compta archive direction)

restore_policy() {
    case $policy_saved in
        absent) rm -f "$policy" ;;
        saved) cp -p "$work/policy-rc.d" "$policy" ;;
    esac
    policy_saved=
}

# Only what was started here, whatever happened before.
finish() {
    local status=$? log pid
    set +e
    restore_policy
    if [ -n "$postfix_started" ]; then
        postfix -c "$work/postfix" stop >>"$work/postfix.out" 2>&1
    fi
    for pid in "${daemons[@]}"; do
        kill -- "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
    if [ "$status" -ne 0 ]; then
        for log in "$work"/*.log "$work"/*.out; do
            [ -s "$log" ] || continue
            echo "--- last lines of ${log##*/}" >&2
            tail -n 40 "$log" >&2
        done
    fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if [ "$(id -u)" -ne 0 ]; then
    echo "${0##*/}: Postfix starts as root only" >&2
    exit 1
fi

# install_missing PACKAGE:COMMAND...: the packages whose command is not there, and what all scripts need. They would start
# their services, on ports we do not want: policy-rc.d says no while they install.
install_missing() {
    local missing=() one
    for one in "$@"; do
        command -v "${one#*:}" >/dev/null || missing+=("${one%%:*}")
    done
    command -v openssl >/dev/null || missing+=(openssl)
    python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3 python3-venv)
    [ "${#missing[@]}" -gt 0 ] || return 0
    echo "installing ${missing[*]}"
    if [ -e "$policy" ]; then
        cp -p "$policy" "$work/policy-rc.d"
        policy_saved=saved
    else
        policy_saved=absent
    fi
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update >"$work/apt.log" 2>&1
    apt-get install -y --no-install-recommends "${missing[@]}" >>"$work/apt.log" 2>&1
    restore_policy
}

# Below the ports that the system gives to outgoing connections, or one of those could come between.
free_ports() {
    python3 - "$1" <<'PY'
import random, socket, sys
with open("/proc/sys/net/ipv4/ip_local_port_range") as file:
    above = int(file.read().split()[0])
held = []
for port in random.sample(range(above - 10000, above), 1000):
    if len(held) == int(sys.argv[1]):
        break
    one = socket.socket()
    try:
        one.bind(("127.0.0.1", port))
    except OSError:
        continue
    held.append(one)
print(*(one.getsockname()[1] for one in held))
PY
}

# An authority of its own; the certificate is for localhost and 127.0.0.1 and nothing else.
certificates() {
    local dir=$work/tls
    mkdir -m 700 "$dir"
    cat >"$dir/ca.cnf" <<CNF
[req]
prompt = no
distinguished_name = name
x509_extensions = ca
[name]
CN = Interop test authority
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
CNF
    {
        for who in ca stranger; do
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
                -config "$dir/ca.cnf" -keyout "$dir/$who.key" -out "$dir/$who.pem"
        done
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
            -keyout "$dir/server.key" -out "$dir/server.csr"
        openssl x509 -req -in "$dir/server.csr" -CA "$dir/ca.pem" -CAkey "$dir/ca.key" -CAcreateserial -days 2 \
            -extfile "$dir/ca.cnf" -extensions server -out "$dir/server.pem"
    } >"$work/openssl.log" 2>&1
    cat "$dir/server.key" "$dir/server.pem" >"$dir/chain.pem"
}

start_dovecot() {
    local dir=$work/dovecot
    mkdir -p "$dir"/{run,state}
    printf '%s:%s\n' "$user" "$(openssl passwd -6 -stdin <<<"$password")" >"$dir/users"
    chown root:dovecot "$dir/users"
    chmod 640 "$dir/users"
    # A test starts what answers there.
    cat >"$dir/oauth2.conf" <<CONF
introspection_mode = post
introspection_url = http://127.0.0.1:${token_port:-9}/introspect
username_attribute = username
active_attribute = active
active_value = true
CONF
    cat >"$dir/dovecot.conf" <<CONF
base_dir = $dir/run
state_dir = $dir/state
log_path = $work/dovecot.log
protocols =
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login ${token_port:+xoauth2 oauthbearer}
auth_failure_delay = 0
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = scheme=CRYPT username_format=%u $dir/users
}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $dir/oauth2.conf
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=/nonexistent
}
service auth {
  unix_listener postfix-auth {
    mode = 0600
    user = postfix
  }
}
# Sign-ins after a wrong password would wait.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
CONF
    dovecot -F -c "$dir/dovecot.conf" >"$work/dovecot.out" 2>&1 </dev/null &
    daemons+=("$!")
    await "the socket of Dovecot" test -S "$dir/run/postfix-auth"
}

start_postfix() {
    local dir=$work/postfix
    mkdir -p "$dir" "$work/queue" "$work/data" "$maildir"
    chown postfix "$work/data"
    chown 65534:65534 "$maildir"
    for who in "${mailboxes[@]}"; do
        printf '%s@example.com %s/\n' "$who" "$who"
    done >"$dir/mailboxes"
    cat >"$dir/main.cf" <<CONF
compatibility_level = 3.6
queue_directory = $work/queue
data_directory = $work/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = $work/postfix.log
maillog_file_prefixes = $work
myhostname = localhost
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
notify_classes =
biff = no

# Nothing leaves this machine.
default_transport = error:this server relays nothing
relay_domains =

virtual_mailbox_domains = example.com
virtual_mailbox_maps = texthash:$dir/mailboxes
virtual_mailbox_base = $maildir
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534

message_size_limit = $size_limit
smtpd_tls_chain_files = $work/tls/chain.pem
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = unix:$work/dovecot/run/postfix-auth
smtpd_sasl_security_options = noanonymous
smtpd_sender_login_maps = inline:{facturation@example.com=$user, $user=$user}
smtpd_client_restrictions = permit_sasl_authenticated, reject
smtpd_sender_restrictions = reject_sender_login_mismatch
smtpd_relay_restrictions = reject_unauth_destination
# A session with many refused recipients would be slowed down.
smtpd_error_sleep_time = 0
CONF
    local address
    {
        # 127.0.0.2 is there to be connected to under a name the certificate does not have.
        for address in 127.0.0.1 127.0.0.2; do
            echo "$address:$starttls_port inet n - n - - smtpd -o smtpd_tls_security_level=encrypt"
            echo "$address:$tls_port inet n - n - - smtpd -o smtpd_tls_wrappermode=yes"
        done
        cat <<'CONF'
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
proxymap  unix  - - n - - proxymap
error     unix  - - n - - error
retry     unix  - - n - - error
virtual   unix  - n n - - virtual
anvil     unix  - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
CONF
    } >"$dir/master.cf"
    postfix_started=yes
    postfix -c "$dir" start >"$work/postfix.out" 2>&1 </dev/null
    await "Postfix on port $starttls_port" listens "$starttls_port"
    await "Postfix on port $tls_port" listens "$tls_port"
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

await() {
    local what=$1 tries
    shift
    for ((tries = 0; tries < 600; tries++)); do
        if "$@"; then return 0; fi
        sleep 0.1
    done
    echo "${0##*/}: waited in vain for $what" >&2
    return 1
}
