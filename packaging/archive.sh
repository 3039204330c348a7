#!/bin/sh
# packaging/archive.sh RID: the programs with their man pages and completions: .tar.gz for Linux, .zip elsewhere.
. "$(dirname "$0")/common.sh"
rid=$1
version
name=mqttdemo-$VERSION-$rid
"packaging/programs.sh" "$rid"
folder=$work/$name
rm -rf "$folder"
mkdir -p "$folder" "$packages"
for program in "$programs/$rid"/publisher* "$programs/$rid"/subscriber*; do
    case $program in
        *.dbg | *.pdb | *.dwarf | *.dSYM) ;;
        *) install -m 755 "$program" "$folder" ;;
    esac
done
cp -R "$work/documents/man" "$work/documents/completions" "$folder"
install -m 644 config.json config.schema.json LICENSE README.md CHANGELOG.md THIRD-PARTY-NOTICES.md "$folder"
runtime_notices "$folder/NOTICES-DOTNET.txt"
case $rid in
    *-static) packaging/static-notices.sh >"$folder/NOTICES-STATIC.txt" ;;
esac
find "$folder" -type d -exec chmod 755 {} +
cd "$work"
case $rid in
    linux-*)
        tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -cf - "$name" |
            gzip -9n >"$packages/$name.tar.gz"
        ;;
    *)
        find "$name" -exec touch -d "@$SOURCE_DATE_EPOCH" {} + 2>/dev/null || true
        rm -f "$packages/$name.zip"
        find "$name" | LC_ALL=C sort | zip -q -9 -X "$packages/$name.zip" -@
        ;;
esac
