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

main() {
    version=""
    prefix=${HOME:-}/.local
    from=""
    static=""
    task=install
    while [ $# -gt 0 ]; do
        case $1 in
            --version | --prefix | --from)
                [ $# -gt 1 ] || stop "$1 needs a value"
                case $1 in
                    --version) version=${2#v} ;;
                    --prefix) prefix=$2 ;;
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
        /*) ;;
        *) prefix=$PWD/$prefix ;;
    esac
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
    case $(uname -m) in
        x86_64 | amd64) machine=x64 ;;
        aarch64 | arm64) machine=arm64 ;;
        *) stop "there is no package for the machine $(uname -m); the sources can be built with the .NET SDK" ;;
    esac
    case $(uname -s) in
        Linux)
            if [ -n "$static" ]; then
                [ "$machine" = x64 ] || stop "--static: there is no such package for the machine $(uname -m)"
                echo "linux-$machine-static.tar.gz"
            elif is_musl; then
                # Programs of glibc do not start there.
                echo "linux-musl-$machine.tar.gz"
            else
                echo "linux-$machine.tar.gz"
            fi
            ;;
        Darwin)
            [ -z "$static" ] || stop "--static: there is no such package for $(uname -s)"
            echo "osx-$machine.zip"
            ;;
        *) stop "there is no package for $(uname -s) that this script could install" ;;
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

# fetch NAME: a file of the release, into the temporary folder.
fetch() {
    if [ -n "$from" ]; then
        [ -e "$from/$1" ] || stop "there is no $1 in $from; --from names the folder that has the packages"
        cp "$from/$1" "$temporary/$1"
    elif [ -z "$releases" ]; then
        stop "this copy of the script knows no address of releases; set MQTTDEMO_RELEASES to it, or give --from FOLDER"
    else
        address=$releases/latest/download/$1
        [ -z "$version" ] || address=$releases/download/v$version/$1
        if command -v curl >/dev/null; then
            curl --proto '=https' --fail --silent --show-error --location --output "$temporary/$1" "$address"
        elif command -v wget >/dev/null; then
            wget -q -O "$temporary/$1" "$address"
        else
            stop "curl or wget is needed to download $address"
        fi || stop "$address could not be downloaded"
    fi
}

# The sum of a file as SHA256SUMS has it.
sum() {
    if command -v sha256sum >/dev/null; then
        sha256sum "$1"
    elif command -v shasum >/dev/null; then
        shasum -a 256 "$1"
    elif command -v openssl >/dev/null; then
        openssl dgst -sha256 -r "$1"
    else
        stop "sha256sum, shasum or openssl is needed to check the package"
    fi | cut -d ' ' -f 1
}

install() {
    suffix=$(system)
    temporary=$(mktemp -d)
    trap 'rm -rf "$temporary"' EXIT
    trap 'exit 1' HUP INT TERM
    fetch SHA256SUMS
    # SHA256SUMS names every file of the release: the name with the version is read there.
    package=$(sed 's/^[0-9a-f]* [ *]//' "$temporary/SHA256SUMS" |
        grep -x "mqttdemo-${version:-[0-9].*}-$suffix" | head -n 1) || true
    [ -n "$package" ] || stop "there is no package for $suffix${version:+ of version $version} in the release"
    fetch "$package"
    expected=$(grep "[ *]$package\$" "$temporary/SHA256SUMS" | cut -d ' ' -f 1)
    actual=$(sum "$temporary/$package")
    [ "$expected" = "$actual" ] || stop "$package is damaged: its SHA-256 is $actual and should be $expected"

    (
        cd "$temporary"
        case $package in
            *.zip) unzip -q "$package" ;;
            *) gzip -dc "$package" | tar -xf - ;;
        esac
    )
    unpacked=$temporary/${package%.tar.gz}
    unpacked=${unpacked%.zip}
    remove
    place
    echo "publisher and subscriber $("$prefix/bin/publisher" --version) are installed in $prefix/bin"
    case :${PATH:-}: in
        *":$prefix/bin:"*) ;;
        *) echo "Add it to your PATH, in ~/.profile: PATH=\"$prefix/bin:\$PATH\"" ;;
    esac
}

# Puts everything at its place, and its name into the list of what is installed.
place() {
    mkdir -p "$prefix/lib/mqttdemo" "$prefix/bin"
    : >"$prefix/lib/mqttdemo/installed"
    put publisher lib/mqttdemo/publisher
    put subscriber lib/mqttdemo/subscriber
    for file in "$unpacked"/*.txt "$unpacked"/*.md "$unpacked/LICENSE" "$unpacked/config.schema.json"; do
        put "${file##*/}" "share/doc/mqttdemo/${file##*/}"
    done
    for page in "$unpacked"/man/man*/*; do
        put "${page#"$unpacked"/}" "share/${page#"$unpacked"/}"
    done
    for program in publisher subscriber; do
        put "completions/$program.bash" "share/bash-completion/completions/$program"
        put "completions/_$program" "share/zsh/site-functions/_$program"
        put "completions/$program.fish" "share/fish/vendor_completions.d/$program.fish"
        ln -sf "../lib/mqttdemo/$program" "$prefix/bin/$program"
        echo "bin/$program" >>"$prefix/lib/mqttdemo/installed"
    done
}

put() {
    mkdir -p "$(dirname "$prefix/$2")"
    cp "$unpacked/$1" "$prefix/$2"
    echo "$2" >>"$prefix/lib/mqttdemo/installed"
}

# Removes what the list of an earlier installation has; a config.json there is the user's.
remove() {
    [ -e "$prefix/lib/mqttdemo/installed" ] || return 0
    while read -r file; do
        rm -f "$prefix/$file"
    done <"$prefix/lib/mqttdemo/installed"
    rm -f "$prefix/lib/mqttdemo/installed"
    for folder in lib/mqttdemo share/doc/mqttdemo; do
        rmdir "$prefix/$folder" 2>/dev/null || true
    done
}

uninstall() {
    [ -e "$prefix/lib/mqttdemo/installed" ] || stop "nothing of MqttDemo is installed in $prefix"
    remove
    echo "publisher and subscriber are removed from $prefix"
}

# Nothing runs before all of it has been read.
main "$@"
