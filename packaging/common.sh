# shellcheck shell=sh disable=SC2034
# What the scripts of this folder share; they run in the top folder of the repository.
set -eu
cd "$(dirname "$0")/.."
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1
# The same commit gives the same archives.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH

artifacts=$PWD/artifacts
packages=$artifacts/packages
programs=$artifacts/programs
work=$artifacts/packaging

fail() {
    echo "$*" >&2
    exit 1
}

# needs PROGRAM PACKAGE: whether a program or a file is there; if not, one sentence says so, and the kind is left out.
needs() {
    if command -v "$1" >/dev/null || [ -e "$1" ]; then return; fi
    echo "${kind:-a package}: left out, as $1 is not installed (Debian: apt-get install $2)" >&2
    return 1
}

# Of this checkout, such as 0.1.0 or 0.1.0-alpha.0.251.
version() {
    # MinVer is a package too, and a clean checkout has none yet.
    [ -n "${VERSION:-}" ] || VERSION=$(dotnet msbuild -restore -t:MinVer -getProperty:Version src/MqttDemo.Publisher)
    export VERSION
}

# Before a release comes, in the order of Debian and RPM, what has a ~.
sorted_version() { echo "$VERSION" | sed 's/-/~/'; }

# The system that this is, unless HOST says it.
host() {
    if [ -n "${HOST:-}" ]; then
        echo "$HOST"
        return
    fi

    case $(uname -s) in
        Darwin) system=osx ;;
        *) system=linux ;;
    esac
    case $(uname -m) in
        aarch64 | arm64) echo "$system-arm64" ;;
        *) echo "$system-x64" ;;
    esac
}

# native_options RID: how dotnet compiles natively for a Linux with glibc from here, in $native.
native_options() {
    native=""
    if sysroot=$(packaging/sysroot.sh "${1#linux-}"); then
        native="-p:SysRoot=$sysroot -p:LinkerFlavor=lld"
    else
        echo "$1: linked against the C library of this machine, and starts nowhere with an older one" >&2
    fi

    if [ "$1" != "$(host)" ]; then
        native="$native -p:LinkerFlavor=lld -p:ObjCopyName=aarch64-linux-gnu-objcopy"
    fi
}

# Where NuGet keeps what it has fetched.
library_cache() { dotnet msbuild -getProperty:NuGetPackageRoot src/MqttDemo.Publisher; }

# runtime_notices FILE: the notices of the .NET runtime, which is in every program.
runtime_notices() {
    cache=$(library_cache)
    found=$(find "$cache" -path '*microsoft.netcore.app.runtime*' -iname 'THIRD-PARTY-NOTICES.TXT' | sort | tail -n 1)
    [ -n "$found" ] || fail "the notices of the .NET runtime are not among the packages in $cache"
    install -m 644 "$found" "$1"
}
