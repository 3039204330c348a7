#!/bin/sh
# packaging/tests/in-root.sh FOLDER COMMAND ...: runs a command in a root file system with a network, processes and
# mounts of its own, all of which end with it. Needs root and iproute2.
set -eu
[ -n "${IN_ROOT:-}" ] || IN_ROOT=1 exec unshare --mount --net --pid --fork --kill-child "$0" "$@"
root=$1
shift
"$(command -v ip || echo /usr/sbin/ip)" link set lo up
if [ "$root" != / ]; then
    mkdir -p "$root/proc" "$root/dev" "$root/tmp"
    mount -t tmpfs -o mode=755 dev "$root/dev"
    for device in null zero full random urandom tty; do
        : >"$root/dev/$device"
        mount --bind "/dev/$device" "$root/dev/$device"
    done
    ln -s /proc/self/fd "$root/dev/fd"
fi
mount -t proc proc "$root/proc"
env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    chroot "$root" "$@"
