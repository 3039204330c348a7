#!/bin/sh
# packaging/package.sh [KIND ...]: packages of this checkout in artifacts/packages. Kinds, and all of them without one:
#
#   archive    .tar.gz for linux-x64, linux-arm64, linux-musl-x64; .zip for win-x64, osx-x64, osx-arm64
#   deb, rpm   for x64 and arm64
#   static     programs for Linux x64 that need nothing of it, each in one file
#   tool       .NET tool packages
#   sbom       the libraries in the programs, in CycloneDX's form
#   install    install.sh
#
# RIDS limits the systems, such as RIDS=linux-x64. A kind or a system whose tools are missing is left out, with a
# sentence about it. What could not be made although everything is there ends this with 1.
. "$(dirname "$0")/common.sh"
version
rids=${RIDS-linux-x64 linux-arm64 linux-musl-x64 win-x64 osx-x64 osx-arm64}

arm64_can_be_linked() {
    [ "$(host)" = linux-arm64 ] || { needs ld.lld lld && needs aarch64-linux-gnu-objcopy binutils-aarch64-linux-gnu; }
}

available=""
for rid in $rids; do
    kind=$rid
    case $rid in
        linux-arm64) arm64_can_be_linked || continue ;;
        linux-*) ;;
        *) needs zip zip || continue ;;
    esac
    available="$available $rid"
done

make() {
    kind=$1
    case $kind in
        archive) for rid in $available; do packaging/archive.sh "$rid"; done ;;
        deb | rpm)
            if [ "$kind" = deb ]; then needs dpkg-deb dpkg || return 0; else needs rpmbuild rpm || return 0; fi
            for rid in $available; do
                case $rid in
                    linux-x64 | linux-arm64) "packaging/$kind.sh" "$rid" ;;
                esac
            done
            ;;
        tool)
            native=""
            for rid in $available; do
                case $rid in
                    linux-x64 | linux-arm64) native="$native $rid" ;;
                esac
            done
            TOOL_RIDS=$native packaging/tool.sh
            ;;
        static)
            case " $(host) $available " in
                " linux-x64 "*" linux-x64 "*) packaging/static.sh ;;
            esac
            ;;
        sbom) packaging/sbom.sh ;;
        install) install -m 755 install.sh "$packages" ;;
        *) fail "there is no kind '$kind'; see $0" ;;
    esac
}

# What was compiled of another state of the sources is not packed, unless REUSE is set.
[ -n "${REUSE:-}" ] || rm -rf "$programs" "$packages" "$work"
[ $# -gt 0 ] || set -- archive deb rpm static tool sbom install
mkdir -p "$packages" "$work"
case " $* " in
    *" archive "* | *" deb "* | *" rpm "* | *" static "*) packaging/documents.sh ;;
esac
for one in "$@"; do
    make "$one"
done
packaging/sums.sh
ls -l "$packages"
