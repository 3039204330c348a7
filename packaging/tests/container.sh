#!/bin/sh
# packaging/tests/container.sh FOLDER: builds the container of packaging/Containerfile from artifacts/programs on a base
# of Debian's packages, which is what its own base has, and runs it as a container is run: PID 1 without rights on a
# root file system that is only read. Needs root and buildah.
set -eu
here=$(dirname "$(realpath "$0")")
folder=$(realpath -m "$1")
"$here/../unpack.sh" amd64 bookworm "$folder/base" libc6 libgcc-s1 libssl3 ca-certificates
mkdir -p "$folder/base/etc"
echo '127.0.0.1 localhost' >"$folder/base/etc/hosts"
echo 'nonroot:x:65532:65532:nonroot:/data:/sbin/nologin' >"$folder/base/etc/passwd"
buildah() { command buildah --root "$folder/store" --runroot "$folder/run" --storage-driver vfs "$@"; }

base=$(buildah from scratch)
buildah copy -q "$base" "$folder/base" / >/dev/null
buildah commit -q --format docker "$base" base >/dev/null
# Docker knows the architecture by itself, this version of buildah does not.
sed 's|^FROM gcr.io/.*|FROM localhost/base|; s|${TARGETARCH}|amd64|' "$here/../Containerfile" >"$folder/Containerfile"
buildah bud -q --format docker --isolation chroot -t mqttdemo \
    -f "$folder/Containerfile" "$here/../.." >/dev/null
buildah inspect --type image --format \
    'user {{.OCIv1.Config.User}}, stops at {{.OCIv1.Config.StopSignal}}, runs {{.OCIv1.Config.Cmd}}' mqttdemo
container=$(buildah from mqttdemo)
root=$(buildah mount "$container")
"$here/in-root.sh" / sh "$here/pid1.sh" "$root"
