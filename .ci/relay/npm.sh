# The servers of npm, in the versions named here.
fetch_npm() {
    local dir=$packages/npm wanted='smtp-server@3.21.6 Haraka@3.3.4'
    [ "$(cat "$dir/complete" 2>/dev/null)" != "$wanted" ] || return 0
    rm -rf "$dir"
    mkdir -p "$dir"
    # shellcheck disable=SC2086 # Two packages.
    npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$dir" $wanted >"$work/npm.log" 2>&1
    echo "$wanted" >"$dir/complete"
}

npm_version() { node -p "require('$packages/npm/node_modules/$1/package.json').version"; }
