# Completes {program} in fish:
#   {program} completion fish > ~/.config/fish/completions/{program}.fish

function __{program}_completion
    set -l current (commandline -ct)
    set -l typed (commandline -opc)
    set -l answer ($typed[1] completion candidates $typed[2..] $current 2>/dev/null)
    set -l lead (string match -r -- '^--[^=]+=' $current)
    set -l path (string replace -r -- '^--[^=]+=' '' $current)
    switch "$answer[1]"
        case files
            printf "$lead%s\n" (__fish_complete_path $path)
        case folders
            printf "$lead%s\n" (__fish_complete_directories $path)
        case words
            printf '%s\n' $answer[2..]
    end
end

complete -c {program} -f -a '(__{program}_completion)'
complete -c mqttdemo-{program} -f -a '(__{program}_completion)'
