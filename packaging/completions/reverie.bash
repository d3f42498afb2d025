# bash completion for reverie. Load it with:  source packaging/completions/reverie.bash
# What can stand where is known by `reverie __complete` alone; this only asks and quotes.

_reverie() {
    local current=${COMP_WORDS[COMP_CWORD]#=} offered word words=()
    COMPREPLY=()
    # bash makes three words of --name=value.
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        [ "$word" = "=" ] || words+=("$word")
    done
    # A value that the person has begun to quote arrives with its opening quotation mark.
    mapfile -t offered < <("$1" __complete "${words[@]}" "${current#[\"\']}" 2>/dev/null)
    case ${offered[0]-} in
        :files) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
        :folders) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
        *)
            for word in "${offered[@]}"; do
                case $current in
                    \"*|\'*) COMPREPLY+=("$word") ;;
                    *) COMPREPLY+=("$(printf '%q' "$word")") ;;
                esac
            done
            ;;
    esac
}

complete -F _reverie reverie
