#!/bin/sh
# packaging/tests/install.sh FOLDER: installs for one user from a folder of packages, uses it, installs again over it
# and removes it; a package that is damaged is not taken.
set -eu
here=$(dirname "$(realpath "$0")")
from=$(realpath "$1")
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
install() { env HOME="$home" dash "$here/../../install.sh" "$@"; }

install --from "$from"
PATH=$home/.local/bin:$PATH
[ "$(command -v publisher)" = "$home/.local/bin/publisher" ]
MANPATH=$home/.local/share/man MANPAGER=cat man publisher 2>/dev/null | grep -q 'EXIT STATUS'
bash -c "source $home/.local/share/bash-completion/completions/publisher && complete -p publisher" >/dev/null
TMPDIR=$home "$here/in-root.sh" / env PATH="$PATH" TMPDIR="$home" sh "$here/pair.sh" publisher subscriber
echo '{ "topic": "mine" }' >"$home/.local/lib/mqttdemo/config.json"
install --from "$from" >/dev/null
grep -q mine "$home/.local/lib/mqttdemo/config.json"
rm "$home/.local/lib/mqttdemo/config.json"
install --uninstall
[ -z "$(find "$home" -type f -o -type l)" ] || { find "$home" -type f -o -type l && exit 1; }
if install --uninstall 2>"$home/errors"; then exit 1; fi
grep -q 'nothing of MqttDemo is installed' "$home/errors"

mkdir "$home/damaged"
cp "$from"/SHA256SUMS "$from"/mqttdemo-*linux-x64.tar.gz "$home/damaged"
for package in "$home"/damaged/*.tar.gz; do
    echo x >>"$package"
done
if install --from "$home/damaged" 2>"$home/errors"; then exit 1; fi
grep -q 'is damaged' "$home/errors"
[ ! -e "$home/.local/bin/publisher" ]
if install --from "$home/none" 2>"$home/errors"; then exit 1; fi
if install --prefix 2>"$home/errors"; then exit 1; fi
echo "install.sh: installed, used, removed; a damaged package is refused"
