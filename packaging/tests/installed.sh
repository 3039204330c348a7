#!/bin/sh
# installed.sh deb|rpm: inside a Debian, installs /packages/first.*, uses it, upgrades to /packages/newer.*, removes it
# and looks for what is left. package.sh brings it there.

set -eu
kind=$1
quietly() { "$@" >/packages/log 2>&1 || { cat /packages/log && exit 1; }; }

# Debian's rpm knows nothing of what dpkg has installed, and has no package that brings update-alternatives.
add() {
    case $kind in
        deb) quietly dpkg -i "$1" ;;
        rpm) quietly rpm --force-debian --nodeps -U "$1" ;;
    esac
}

remove() {
    case $kind in
        deb) quietly dpkg --purge mqttdemo ;;
        rpm)
            quietly rpm --force-debian --nodeps -e mqttdemo
            # What an administrator has changed is kept aside, as rpm does it.
            rm /etc/mqttdemo/config.json.rpmsave
            rmdir /etc/mqttdemo
            ;;
    esac
}

says() { echo "$1: $(shift && "$@" 2>&1 | head -n 1)"; }
files() { find /etc /opt /usr -xdev; }
# debootstrap makes none.
[ -s /etc/hosts ] || echo '127.0.0.1 localhost' >/etc/hosts
if [ "$kind" = rpm ]; then
    # What Fedora and openSUSE have.
    ln -sf ../bin/update-alternatives /usr/sbin/update-alternatives
    mkdir -p /usr/share/licenses /usr/share/bash-completion/completions /usr/share/zsh/site-functions \
        /usr/share/fish/vendor_completions.d
fi
files >/packages/before

add /packages/first.$kind
says installed mqttdemo-publisher --version
[ "$(readlink -f /usr/bin/publisher)" = /usr/lib/mqttdemo/publisher ]
[ "$(readlink -f /usr/bin/subscriber)" = /usr/lib/mqttdemo/subscriber ]
sh /packages/pair.sh mqttdemo-publisher mqttdemo-subscriber
for page in mqttdemo-publisher mqttdemo-subscriber mqttdemo-publisher-request publisher subscriber publisher-request; do
    MANPAGER=cat man "$page" 2>/packages/errors | grep -q 'EXIT STATUS'
done
MANPAGER=cat man mqttdemo-config | grep -q '/etc/mqttdemo/config.json'
bash -c 'for program in mqttdemo-publisher publisher mqttdemo-subscriber subscriber; do
    source /usr/share/bash-completion/completions/$program
    complete -p $program >/dev/null || exit 1
done'
COMP_LINE='mqttdemo-publisher --top' bash -c '
    source /usr/share/bash-completion/completions/mqttdemo-publisher
    COMP_WORDS=(mqttdemo-publisher --top) COMP_CWORD=1 COMP_POINT=${#COMP_LINE}
    _publisher_completion && [[ ${COMPREPLY[*]} == --topic* ]]'
echo "man pages and completion: found"

# The administrator's settings hold for everybody, and an upgrade leaves them.
echo '{ "topic": "everybody", "broker": "localhost:9" }' >/etc/mqttdemo/config.json
publisher -m x 2>&1 | grep -q 'localhost:9'
add /packages/newer.$kind
says upgraded publisher --version
grep -q everybody /etc/mqttdemo/config.json
[ "$(readlink -f /usr/bin/publisher)" = /usr/lib/mqttdemo/publisher ]

remove
files >/packages/after
diff /packages/before /packages/after
[ ! -e /var/lib/dpkg/alternatives/publisher ]
echo "removed: nothing is left"
