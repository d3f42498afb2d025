# Sourced by setup, run and test.

set -euo pipefail
house=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/reverie

say() { printf '%s\n' "$*" >&2; }

die() {
    say "reverie: $*"
    exit 1
}

# quietly WHAT COMMAND...: runs a long command; its output is kept and shown only when it fails.
quietly() {
    local what=$1 log=$cache/logs/$1.log
    shift
    mkdir -p "$cache/logs" || die "cannot write to $cache; check who may write there and that the disk is not full."
    "$@" </dev/null >"$log" 2>&1 && return
    tail -n 40 "$log" >&2
    die "$what failed; the whole output is in $log."
}
