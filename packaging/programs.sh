#!/bin/sh
# packaging/programs.sh RID: publisher and subscriber for a system, in artifacts/programs/RID. They are native where
# .NET can compile for it from here; elsewhere they bring the .NET runtime with them, in one file. linux-x64-static has
# the C library and OpenSSL in it too.
. "$(dirname "$0")/common.sh"
rid=$1
folder=$programs/$rid
# What an interrupted run leaves is not taken for the programs: the folder gets its name when both are there.
unfinished=$folder.unfinished
rm -rf "$unfinished"
# What is published already is taken: PREBUILT_linux_x64=artifacts/native.
eval "prebuilt=\${PREBUILT_$(echo "$rid" | tr - _):-}"
if [ -n "$prebuilt" ]; then
    mkdir -p "$unfinished"
    cp "$prebuilt/publisher" "$prebuilt/subscriber" "$unfinished"
    rm -rf "$folder"
    mv "$unfinished" "$folder"
fi
[ ! -e "$folder" ] || exit 0

# Without Microsoft's packages for the compiler of a system, PORTABLE lists what is not compiled natively.
portable=${PORTABLE-linux-musl-x64 win-x64 osx-x64 osx-arm64}
set -- -c Release -v quiet -r "$rid" -o "$unfinished"
case " $portable " in
    *" $rid "*) set -- "$@" --self-contained -p:PublishAot=false -p:PublishSingleFile=true -p:PublishTrimmed=true ;;
    *)
        case $rid in
            linux-musl-*) ;;
            *-static) set -- -c Release -v quiet -r "${rid%-static}" -p:StaticExecutable=true -o "$unfinished" ;;
            linux-*)
                native_options "$rid"
                # shellcheck disable=SC2086
                set -- "$@" $native
                ;;
        esac
        ;;
esac
for project in Publisher Subscriber; do
    # What the linker has taken for a static program is in its map: packaging/static-notices.sh.
    dotnet publish "$@" "-p:LinkMap=$programs/$rid.$project.map" "src/MqttDemo.$project"
done
mv "$unfinished" "$folder"
