#!/bin/sh
# Installs publisher and subscriber of MqttDemo for one user, without root:
#
#   sh install.sh [--version VERSION] [--prefix FOLDER] [--from FOLDER] [--static]
#   sh install.sh --uninstall [--prefix FOLDER]
#
#   --version VERSION   such as 0.1.0; without it the newest
#   --prefix FOLDER     where bin, lib and share are (~/.local)
#   --from FOLDER       takes the package from a folder that has it and SHA256SUMS, not from the network
#   --static            on Linux x64, programs that need neither its C library nor its OpenSSL
#   --uninstall         removes what was installed there
set -eu

# The address of the releases; the script that is part of a release knows its own.
releases=${MQTTDEMO_RELEASES:-}
elsewhere="--prefix FOLDER installs elsewhere"

main() {
    version=""
    prefix=${HOME:-}/.local
    from=""
    static=""
    task=install
    while [ $# -gt 0 ]; do
        case $1 in
            --version=* | --prefix=* | --from=*)
                value=${1#*=}
                option=${1%%=*}
                shift
                set -- "$option" "$value" "$@"
                continue
                ;;
            --version | --prefix | --from)
                case ${2:-} in
                    "" | -*) stop "$1 needs a value" ;;
                esac
                case $1 in
                    --version) version=${2#v} ;;
                    --prefix) prefix=${2%/} ;;
                    --from) from=$2 ;;
                esac
                shift
                ;;
            --static) static=-static ;;
            --uninstall) task=uninstall ;;
            -h | --help)
                usage
                exit 0
                ;;
            *) stop "there is no option '$1'; --help shows all" ;;
        esac
        shift
    done
    case $prefix in
        /.local) stop "HOME is not set; --prefix says where to install" ;;
        /* | "") ;;
        *) prefix=$PWD/$prefix ;;
    esac
    installed=$prefix/lib/mqttdemo/installed
    # What is installed for everybody can be read by everybody.
    umask 022
    "$task"
}

stop() {
    echo "install.sh: $*" >&2
    exit 1
}

usage() {
    cat <<'END'
Installs publisher and subscriber of MqttDemo for one user, without root.

  sh install.sh [--version VERSION] [--prefix FOLDER] [--from FOLDER] [--static]
  sh install.sh --uninstall [--prefix FOLDER]

  --version VERSION   such as 0.1.0; without it the newest
  --prefix FOLDER     where bin, lib and share are (~/.local)
  --from FOLDER       takes the package from a folder that has it and SHA256SUMS
  --static            on Linux x64, programs that need neither its C library nor its OpenSSL
  --uninstall         removes what was installed there
END
}

# What this machine is, as the packages are named.
system() {
    sources="the sources can be built with the .NET SDK"
    case $(uname -m) in
        x86_64 | amd64) machine=x64 ;;
        aarch64 | arm64) machine=arm64 ;;
        *) stop "there is no package for the machine $(uname -m); $sources" ;;
    esac
    case $(uname -s)-$machine$static in
        Linux-x64-static) echo linux-x64-static ;;
        *-static) stop "--static: there is no such package for $(uname -s) on $machine, only for Linux on x64" ;;
        # Programs of glibc do not start on musl.
        Linux-*) if is_musl; then echo "linux-musl-$machine"; else echo "linux-$machine"; fi ;;
        Darwin-*) echo "osx-$machine" ;;
        MINGW* | MSYS* | CYGWIN*) stop "on Windows unpack mqttdemo-VERSION-win-x64.zip, in a folder of the PATH" ;;
        *) stop "there is no package for $(uname -s); $sources" ;;
    esac
}

is_musl() {
    for loader in /lib/ld-musl-*; do
        if [ -e "$loader" ]; then
            # A Debian can have musl beside glibc.
            for other in /lib/ld-linux* /lib64/ld-linux*; do
                [ ! -e "$other" ] || return 1
            done
            return 0
        fi
    done
    return 1
}

# needs PURPOSE PROGRAM ...: one of these programs is there.
needs() {
    purpose=$1
    shift
    for program in "$@"; do
        ! command -v "$program" >/dev/null || return 0
    done
    stop "$(echo "$*" | sed 's/ / or /g') is needed to $purpose, and is not installed"
}

# fetch NAME: a file of the release, into the temporary folder.
fetch() {
    if [ -n "$from" ]; then
        [ -e "$from/$1" ] || stop "there is no $1 in $from; --from names the folder that has the packages"
        cp "$from/$1" "$temporary/$1" || stop "$from/$1 could not be copied to $temporary"
        return
    fi
    address=$releases/latest/download/$1
    [ -z "$version" ] || address=$releases/download/v$version/$1
    if command -v curl >/dev/null; then
        curl --proto '=https' --fail --silent --show-error --location --output "$temporary/$1" "$address"
    else
        wget -q -O "$temporary/$1" "$address"
    fi || stop "$address could not be downloaded; without a network, --from FOLDER takes the packages from a folder"
}

# The sum of a file as SHA256SUMS has it.
sum() {
    if command -v sha256sum >/dev/null; then
        sha256sum "$1"
    elif command -v shasum >/dev/null; then
        shasum -a 256 "$1"
    else
        openssl dgst -sha256 -r "$1"
    fi | cut -d ' ' -f 1
}

# Everything is made beside its place first, and tried there: what fails until then leaves all as it was.
install() {
    suffix=$(system)
    case $suffix in
        osx-*) archive=zip && needs "unpack the package" unzip ;;
        *) archive=tar.gz && needs "unpack the package" tar && needs "unpack the package" gzip ;;
    esac
    needs "check the package" sha256sum shasum openssl
    if [ -z "$from" ]; then
        [ -n "$releases" ] || stop "this copy of the script knows no address of releases;" \
            "set MQTTDEMO_RELEASES to it, or give --from FOLDER"
        needs "download the package" curl wget
    fi
    unfinished=""
    temporary=$(mktemp -d) || stop "there is no folder for temporary files; TMPDIR names one"
    : >"$temporary/folders"
    trap clean EXIT
    trap 'exit 1' HUP INT TERM
    download
    stage
    replace
    echo "publisher and subscriber $started are installed in $prefix/bin"
    case :${PATH:-}: in
        *":$prefix/bin:"*) ;;
        *) echo "Add it to your PATH, in ~/.profile (zsh: ~/.zprofile): PATH=\"$prefix/bin:\$PATH\"" ;;
    esac
}

clean() {
    [ -z "$unfinished" ] || rm -rf "$unfinished"
    # What is empty has been made for what did not come.
    sort -r "$temporary/folders" | while read -r folder; do
        rmdir "$folder" 2>/dev/null || true
    done
    rm -rf "$temporary"
}

# Fetches, checks and unpacks the package, to $unpacked.
download() {
    fetch SHA256SUMS
    # SHA256SUMS names every file of the release: the name with the version is read there.
    package=$(sed 's/^[0-9a-f]* [ *]//' "$temporary/SHA256SUMS" |
        grep -x "mqttdemo-${version:-[0-9].*}-$suffix\.$archive") ||
        stop "there is no package for $suffix${version:+ of version $version} in ${from:-the release}"
    [ "$(echo "$package" | wc -l)" -eq 1 ] || stop "several versions are in ${from:-the release}; --version chooses one"
    fetch "$package"
    expected=$(grep "[ *]$package\$" "$temporary/SHA256SUMS" | cut -d ' ' -f 1)
    actual=$(sum "$temporary/$package")
    [ "$expected" = "$actual" ] ||
        stop "$package is damaged: its SHA-256 is $actual and should be $expected; fetch it again"
    (
        cd "$temporary"
        case $package in
            *.zip) unzip -q "$package" ;;
            *) gzip -d "$package" && tar -xf "${package%.gz}" ;;
        esac
    ) || stop "$package could not be unpacked in $temporary; TMPDIR names another folder"
    unpacked=$temporary/${package%".$archive"}
}

# Puts everything into a folder of the prefix, as it will lie there, with its names in the list of what is installed.
stage() {
    make_folder "$prefix/lib"
    unfinished=$(mktemp -d "$prefix/lib/mqttdemo.XXXXXX") || stop "$prefix/lib cannot be written; $elsewhere"
    mkdir -p "$unfinished/bin"
    : >"$temporary/installed"
    for program in publisher subscriber; do
        put $program lib/mqttdemo/$program
        put "completions/$program.bash" "share/bash-completion/completions/$program"
        put "completions/_$program" "share/zsh/site-functions/_$program"
        put "completions/$program.fish" "share/fish/vendor_completions.d/$program.fish"
        ln -s "../lib/mqttdemo/$program" "$unfinished/bin/$program"
        echo "bin/$program" >>"$temporary/installed"
    done
    for file in "$unpacked"/*.txt "$unpacked"/*.md "$unpacked/LICENSE" "$unpacked/config.schema.json"; do
        put "${file##*/}" "share/doc/mqttdemo/${file##*/}"
    done
    for page in "$unpacked"/man/man*/*; do
        put "${page#"$unpacked"/}" "share/${page#"$unpacked"/}"
    done
    for program in publisher subscriber; do
        started=$("$unfinished/bin/$program" --version 2>&1 </dev/null) ||
            stop "$program of $package does not start here ($started)$(instead)"
    done
}

# What to try where the programs do not start.
instead() {
    case $started-$suffix in
        *"Permission denied"*) echo "; programs in $prefix cannot be run: $elsewhere" ;;
        *-linux-x64 | *-linux-musl-x64) echo "; --static installs programs that need nothing of the system" ;;
    esac
}

put() {
    mkdir -p "$(dirname "$unfinished/$2")"
    cp "$unpacked/$1" "$unfinished/$2" || stop "$1 could not be copied to $prefix/$2; $elsewhere"
    echo "$2" >>"$temporary/installed"
}

# Every file takes the place of its earlier one at once; the list has the earlier ones until they are gone.
replace() {
    earlier=$temporary/earlier
    if [ -e "$installed" ]; then cp "$installed" "$earlier"; else : >"$earlier"; fi
    while read -r file; do
        # Others have programs of these names.
        if { [ -e "$prefix/$file" ] || [ -L "$prefix/$file" ]; } && ! grep -qx "$file" "$earlier"; then
            stop "$prefix/$file is there, and not of MqttDemo; $elsewhere"
        fi
        make_folder "$(dirname "$prefix/$file")"
        [ -w "$(dirname "$prefix/$file")" ] || stop "$(dirname "$prefix/$file") cannot be written; $elsewhere"
    done <"$temporary/installed"
    sort -u "$earlier" "$temporary/installed" >"$installed"
    while read -r file; do
        mv -f "$unfinished/$file" "$prefix/$file" ||
            stop "$prefix/$file could not be replaced; run this again, or --uninstall removes what is there"
    done <"$temporary/installed"
    while read -r file; do
        grep -qx "$file" "$temporary/installed" || rm -f "$prefix/$file"
    done <"$earlier"
    cp "$temporary/installed" "$installed"
}

# make_folder FOLDER: makes it with those above it, and remembers which it has made.
make_folder() {
    [ ! -d "$1" ] || return 0
    make_folder "$(dirname "$1")"
    reason=$(mkdir "$1" 2>&1) || stop "the folder $1 cannot be made; $elsewhere ($reason)"
    echo "$1" >>"$temporary/folders"
}

# Removes what the list has; a config.json there is the user's.
uninstall() {
    [ -e "$installed" ] || stop "nothing of MqttDemo is installed in $prefix"
    while read -r file; do
        folder=$(dirname "$prefix/$file")
        [ ! -d "$folder" ] || [ -w "$folder" ] || stop "$folder cannot be written; its owner can uninstall"
    done <"$installed"
    while read -r file; do
        rm -f "$prefix/$file"
    done <"$installed"
    rm -f "$installed"
    for folder in lib/mqttdemo share/doc/mqttdemo; do
        rmdir "$prefix/$folder" 2>/dev/null || true
    done
    echo "publisher and subscriber are removed from $prefix"
    [ ! -e "$prefix/lib/mqttdemo" ] || echo "$prefix/lib/mqttdemo is kept: it has files of yours"
}

# Nothing runs before all of it has been read.
main "$@"
