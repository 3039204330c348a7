#compdef {program} mqttdemo-{program}
# Completes {program} in zsh. Either of:
#   source <({program} completion zsh)                                    in ~/.zshrc, after compinit
#   {program} completion zsh > DIR/_{program}                             in a folder of $fpath

_{program}() {
    local -a answer candidates
    local line meaning
    answer=("${(@f)$("${(Q)words[1]/#\~/$HOME}" completion candidates "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    case $answer[1] in
        files) compset -P '--[^=]#='; _files ;;
        folders) compset -P '--[^=]#='; _files -/ ;;
        words)
            for line in "${(@)answer[2,-1]}"; do
                meaning=${line#*$'\t'}
                candidates+=("${${line%%$'\t'*}//:/\\:}${meaning:+:$meaning}")
            done
            _describe {program} candidates
            ;;
    esac
}

if [[ $funcstack[1] == _{program} ]]; then
    _{program} "$@"
else
    compdef _{program} {program} mqttdemo-{program}
fi
