# Sourced by setup, run and test.

set -euo pipefail
house=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/reverie

say() { printf '%s\n' "$*" >&2; }

die() {
    say "reverie: $*"
    exit 1
}

# quietly WHAT COMMAND...: runs a long command and keeps its output; when it fails, says why in one sentence and ends.
quietly() {
    local what=$1 log=$cache/logs/$1.log
    shift
    mkdir -p "$cache/logs" 2>/dev/null || die "cannot write to $cache; check who may write there and that the disk is not full."
    "$@" </dev/null >"$log" 2>&1 && return
    grep -E -m 5 -A 3 'error:|CMake Error' "$log" >&2 || true
    die "$what failed: $(reason "$log"); the whole output is in $log."
}

# reason LOG: what most likely went wrong, in plain words.
reason() {
    if grep -qiE 'no space left|disk quota' "$1"; then
        echo "the disk is full; free some space and try again"
    elif grep -qiE 'could not resolve|temporary failure|name resolution|connection (refused|broken|timed out)|network is unreachable|unable to fetch|could not fetch|from versions: none' "$1"; then
        echo "a package server cannot be reached; check the network and the proxy and try again"
    elif grep -qiE 'hashes are required|do not match the hashes' "$1"; then
        echo "a fetched file is not the one that was pinned; try again, and report it if it stays"
    elif grep -qi 'permission denied' "$1"; then
        echo "permission denied; check who may write there"
    else
        tail -n 1 "$1"
    fi
}
