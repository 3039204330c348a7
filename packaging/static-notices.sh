#!/bin/sh
# packaging/static-notices.sh: what of this machine the linker has put into the static programs, with licences, of which
# the LGPL of the C library asks most. The linker's maps name every archive that it has taken something of.
. "$(dirname "$0")/common.sh"
maps=$programs/linux-x64-static
cat "$maps".Publisher.map "$maps".Subscriber.map >"$work/static.map" || fail "no map says what the static programs have"

# PACKAGE, VERSION, ARCHIVES of each source package of Debian. .NET's own archives belong to none: NOTICES-DOTNET.txt.
linked() {
    cache=$(library_cache)
    grep -o '/[^ ()]*\.a(' "$work/static.map" | tr -d '(' | sort -u | while read -r archive; do
        case $archive in
            "$cache"* | "$artifacts"/*) continue ;;
        esac
        archive=$(realpath "$archive")
        package=$(dpkg-query -S "$archive" | sed 's/: .*//') || fail "no package of this machine has $archive"
        # shellcheck disable=SC2016
        dpkg-query -W -f "\${source:Package} \${source:Version} ${archive##*/} $package\n" "$package"
    done
}

# licence_of SOURCE: what Debian's copyright file says of the parts that are linked, and where the whole text is.
licence_of() {
    case $1 in
        glibc) licence=LGPL-2.1-or-later text=LGPL-2.1 ;;
        openssl) licence=Apache-2.0 text=Apache-2.0 ;;
        gcc-*) licence='GPL-3.0-or-later WITH GCC-exception-3.1' text=GPL-3 ;;
        zlib) licence=Zlib text='' ;;
        musl) licence=MIT text='' ;;
        *) fail "the licence of $1, which is linked into the static programs, is not known: $0" ;;
    esac
}

linked >"$work/linked"
cat <<'END'
# What is linked into the static programs

Made by `packaging/static-notices.sh` from the linker's maps. Beside this the programs have the libraries of
THIRD-PARTY-NOTICES.md and the .NET runtime with NOTICES-DOTNET.txt.

| package of Debian | version | libraries | licence |
|---|---|---|---|
END
cut -d ' ' -f 1,2 "$work/linked" | sort -u | while read -r source version; do
    licence_of "$source"
    libraries=$(grep "^$source " "$work/linked" | cut -d ' ' -f 3 | sort -u | paste -s -d ' ' -)
    echo "| $source | $version | $libraries | $licence |"
done
cat <<'END'

The GNU C Library is under the LGPL: you may replace it in these programs by a version of your own. All that it takes is
public: the sources of MqttDemo, whose `packaging/package.sh static` links the programs anew with the C library of the
machine that it runs on, the object files of .NET, which it fetches from nuget.org, and the sources of the C library in
the version above at https://snapshot.debian.org/package/glibc/.
END
texts=""
for source in $(cut -d ' ' -f 1 "$work/linked" | sort -u); do
    licence_of "$source"
    case " $texts " in
        *" $text "*) ;;
        *) texts="$texts $text" ;;
    esac
    printf '\n## %s: copyright\n\n' "$source"
    package=$(grep "^$source " "$work/linked" | cut -d ' ' -f 4 | head -n 1)
    cat "/usr/share/doc/${package%%:*}/copyright"
done
for text in $texts; do
    printf '\n## %s\n\n' "$text"
    cat "/usr/share/common-licenses/$text"
done
