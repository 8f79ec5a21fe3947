relay_sendmail() {
    local starttls=$1 tls=$2 root=$work/sendmail who id=1000
    fetch sendmail sendmail-bin sendmail-base sendmail-cf m4 sasl2-bin libsasl2-2 libsasl2-modules libsasl2-modules-db
    private_root "$root" sendmail cat mktemp mv
    cp .ci/relay/store "$root/bin/store"
    maildirs "$root/mail"
    for who in "${mailboxes[@]}"; do
        printf '%s:x:%d:65534::/:/bin/sh\n' "$who" "$((id++))" >>"$root/etc/passwd"
        chmod 777 "$root/mail/$who"/*
    done
    printf 'smmsp:x:101:\nnogroup:x:65534:\n' >>"$root/etc/group"
    printf 'smmsp:x:101:101::/:/bin/false\nnobody:x:65534:65534::/:/bin/false\n' >>"$root/etc/passwd"
    mkdir -p "$root"/var/spool/mqueue "$root"/etc/{mail,sasl2}
    chmod 700 "$root/var/spool/mqueue"
    install -m 600 "$work/tls/server.key" "$root/etc/server.key"
    printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: /etc/sasldb2\nmech_list: PLAIN LOGIN\n' |
        tee "$root/etc/sasl2/Sendmail.conf" >"$root/usr/lib/Sendmail.conf"
    chroot "$root" /usr/sbin/saslpasswd2 -p -c -f /etc/sasldb2 -u "${user#*@}" "${user%@*}" <<<"$password"
    # The local mailer neither decodes (flag 9) nor quotes: what came is stored.
    cat >"$root/etc/mail/sendmail.mc" <<CONF
include(\`$root/usr/share/sendmail/cf/m4/cf.m4')
OSTYPE(\`linux')
define(\`confDOMAIN_NAME', \`localhost')
define(\`confDEF_USER_ID', \`65534:65534')
define(\`confDONT_PROBE_INTERFACES', \`True')
define(\`confPID_FILE', \`/run/sendmail.pid')
define(\`QUEUE_DIR', \`/var/spool/mqueue')
define(\`confMAX_MESSAGE_SIZE', \`$size_limit')
define(\`confCACERT', \`/etc/ssl/certs/ca-certificates.crt')
define(\`confCACERT_PATH', \`/etc/ssl/certs')
define(\`confSERVER_CERT', \`/etc/server.pem')
define(\`confSERVER_KEY', \`/etc/server.key')
define(\`confAUTH_MECHANISMS', \`PLAIN LOGIN')
define(\`confAUTH_OPTIONS', \`A p')
define(\`ALIAS_FILE', \`/etc/mail/aliases')
define(\`confTO_IDENT', \`0s')
dnl However busy the machine is.
define(\`confQUEUE_LA', \`10000')
define(\`confREFUSE_LA', \`10000')
define(\`LOCAL_MAILER_PATH', \`/bin/store')
define(\`LOCAL_MAILER_ARGS', \`store /mail \$u')
define(\`LOCAL_MAILER_FLAGS', \`Pn')
FEATURE(\`no_default_msa')
FEATURE(\`nocanonify')
FEATURE(\`accept_unresolvable_domains')
DAEMON_OPTIONS(\`Port=$starttls, Addr=127.0.0.1, Name=STARTTLS, M=Ea')
DAEMON_OPTIONS(\`Port=$tls, Addr=127.0.0.1, Name=TLS, M=sEa')
LOCAL_DOMAIN(\`example.com')
MAILER(\`local')
MAILER(\`smtp')
CONF
    "$root/usr/bin/m4" -D_CF_DIR_="$root/usr/share/sendmail/cf/" "$root/etc/mail/sendmail.mc" \
        >"$root/etc/mail/sendmail.cf"
    # Without a table of aliases every recipient waits in the queue.
    : >"$root/etc/mail/aliases"
    chroot "$root" /usr/libexec/sendmail/sendmail -bi >"$work/sendmail.out"
    chroot "$root" /usr/libexec/sendmail/sendmail -bD -q1m >>"$work/sendmail.out" 2>&1 </dev/null &
    daemons+=("$!")
    await "Sendmail on port $tls" listens "$tls"
    refolds=true relay Sendmail "$(dpkg-deb -f "$packages"/sendmail/sendmail-bin_*.deb Version)" "$starttls" "$tls" \
        "$root/mail" "$root/var/spool/mqueue"
}
