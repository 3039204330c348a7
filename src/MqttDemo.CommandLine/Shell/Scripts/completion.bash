# Completes {program} in bash 4.4 or newer. Either of:
#   source <({program} completion bash)                                   in ~/.bashrc
#   {program} completion bash > ~/.local/share/bash-completion/completions/{program}

_{program}_completion() {
    local typed=${COMP_LINE:0:COMP_POINT} word words=() answer current lead i
    # Bash takes a word apart at = and : too. The program gets it whole: what follows without a blank belongs to it.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((i > 0)) && [[ $typed != [[:space:]]* ]]; then
            ((i == COMP_CWORD)) && word=$typed
            words[-1]+=$word
        else
            typed=${typed#"${typed%%[![:space:]]*}"}
            ((i == COMP_CWORD)) && word=$typed
            words+=("$word")
        fi
        typed=${typed#"$word"}
    done

    mapfile -t answer < <("${words[0]/#\~/$HOME}" completion candidates "${words[@]:1}" 2>/dev/null)
    case ${answer[0]-} in
        files) compopt -o default ;;
        folders) compopt -o dirnames ;;
        words)
            # Only the last part of the word is replaced.
            current=${words[-1]} lead=
            [[ $current == *[=:]* ]] && lead=${current%"${current##*[=:]}"}
            for word in "${answer[@]:1}"; do
                word=${word%%$'\t'*}
                printf -v word %q "${word#"$lead"}"
                COMPREPLY+=("$word")
            done
            ;;
    esac
}

complete -F _{program}_completion {program} mqttdemo-{program}
