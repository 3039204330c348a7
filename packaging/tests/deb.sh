#!/bin/sh
# packaging/tests/deb.sh FOLDER PACKAGE: in a Debian, installs the package, uses it, upgrades to a newer one, purges it,
# and looks for what is left. Needs root.
set -eu
here=$(dirname "$(realpath "$0")")
root=$1
mkdir -p "$root/packages"
cp "$2" "$root/packages/first.deb"
# The same package once more, with a higher version.
newer=$(mktemp -d)
trap 'rm -rf "$newer"' EXIT
dpkg-deb -R "$2" "$newer/tree"
sed -i 's/^Version: .*/Version: 999/' "$newer/tree/DEBIAN/control"
dpkg-deb --root-owner-group -Znone --build "$newer/tree" "$root/packages/newer.deb" >/dev/null
cp "$here/pair.sh" "$root/packages"
cat >"$root/packages/test.sh" <<'END'
set -eu
says() { echo "$1: $(shift && "$@" 2>&1 | head -n 1)"; }
files() { find /etc /opt /usr -xdev; }
# debootstrap makes none.
[ -s /etc/hosts ] || echo '127.0.0.1 localhost' >/etc/hosts
files >/packages/before

dpkg -i /packages/first.deb >/packages/log 2>&1 || { cat /packages/log && exit 1; }
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
dpkg -i /packages/newer.deb >/packages/log 2>&1 || { cat /packages/log && exit 1; }
says upgraded publisher --version
grep -q everybody /etc/mqttdemo/config.json
[ "$(readlink -f /usr/bin/publisher)" = /usr/lib/mqttdemo/publisher ]

dpkg --purge mqttdemo >/packages/log 2>&1 || { cat /packages/log && exit 1; }
files >/packages/after
diff /packages/before /packages/after
[ ! -e /var/lib/dpkg/alternatives/publisher ]
echo "purged: nothing is left"
END
"$here/in-root.sh" "$root" sh /packages/test.sh
