#!/bin/sh
# packaging/tree.sh RID FOLDER: what a package of Debian or of RPM installs, with everything at its place.
. "$(dirname "$0")/common.sh"
rid=$1
root=$2
"packaging/programs.sh" "$rid"
documents=$work/documents
rm -rf "$root"
mkdir -p "$root/usr/lib/mqttdemo" "$root/usr/bin" "$root/usr/share/mqttdemo" "$root/etc/mqttdemo" \
    "$root/usr/share/man/man1" "$root/usr/share/man/man5" "$root/usr/share/bash-completion/completions" \
    "$root/usr/share/zsh/vendor-completions" "$root/usr/share/fish/vendor_completions.d"
man=$root/usr/share/man
for program in publisher subscriber; do
    install -m 755 "$programs/$rid/$program" "$root/usr/lib/mqttdemo/$program"
    # Others have programs of these names: the short ones are alternatives.
    ln -s "../lib/mqttdemo/$program" "$root/usr/bin/mqttdemo-$program"
    gzip -9n <"$documents/man/man1/$program.1" >"$man/man1/mqttdemo-$program.1.gz"
    cp "$documents/completions/$program.bash" "$root/usr/share/bash-completion/completions/mqttdemo-$program"
    sed "s/_$program/_mqttdemo_$program/g" "$documents/completions/_$program" \
        >"$root/usr/share/zsh/vendor-completions/_mqttdemo_$program"
    cp "$documents/completions/$program.fish" "$root/usr/share/fish/vendor_completions.d/mqttdemo-$program.fish"
done
gzip -9n <"$documents/man/man1/publisher-request.1" >"$man/man1/mqttdemo-publisher-request.1.gz"
gzip -9n <"$documents/man/man5/mqttdemo-config.5" >"$man/man5/mqttdemo-config.5.gz"
install -m 644 packaging/config.json "$root/etc/mqttdemo/config.json"
install -m 644 config.schema.json "$root/usr/share/mqttdemo/config.schema.json"
find "$root" -type d -exec chmod 755 {} +
find "$root" -type f ! -path '*/usr/lib/mqttdemo/*' -exec chmod 644 {} +
