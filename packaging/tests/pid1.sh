#!/bin/sh
# pid1.sh ROOT: the pair of a container's root file system as a container runs it: as PID 1, without rights, and on a
# file system that is only read but for /data.
set -eu
root=$1
mkdir -p "$root/data" "$root/dev" "$root/proc"
mount --bind "$root" "$root"
mount -t tmpfs -o mode=1777 data "$root/data"
mount -t tmpfs dev "$root/dev"
for device in null zero random urandom; do
    : >"$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mount -o remount,bind,ro "$root"
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT

# container COMMAND ...: its exit code is that of PID 1. The shell waits, so SIGTERM goes to PID 1 itself.
container() {
    unshare --pid --fork --kill-child --mount-proc=/proc --root="$root" --wd=/data \
        --setgid=65532 --setuid=65532 "$@"
}

# pid1 NAME: the number outside of the PID 1 that runs NAME.
pid1() { pgrep -n -u 65532 -x "$1"; }

# said FILE TEXT: waits until it is there, for what the last container in the background writes.
said() {
    until grep -qs "$2" "$1"; do
        kill -0 $! 2>/dev/null || { cat "$log/errors" >&2 && exit 1; }
        sleep 0.1
    done
}

container /usr/bin/subscriber -q 1 -C 1 >"$log/out" 2>"$log/errors" &
said "$log/errors" 'Subscribed to'
container /usr/bin/publisher -q 1
wait $!
grep -qx 'Hello MQTT' "$log/out"
echo "hello: done"

# ended NAME CODE: SIGTERM ends that PID 1 with this exit code.
ended() {
    begin=$(date +%s%N)
    kill -TERM "$(pid1 "$1")"
    code=0
    wait "$running" || code=$?
    [ "$code" = "$2" ] || { echo "$1 has ended with $code, not with $2" >&2 && exit 1; }
    echo "SIGTERM: $1 as PID 1 has ended with $code in $((($(date +%s%N) - begin) / 1000000)) ms"
}

container /usr/bin/subscriber -t orders -q 1 -c -i archive --output /data/orders.log 2>"$log/errors" &
running=$!
said "$log/errors" 'Subscribed to'
container /usr/bin/publisher -t orders -m one -q 1
said "$root/data/orders.log" one
ended subscriber 0
if container /usr/bin/subscriber -C 1 --output /orders.log 2>"$log/errors"; then exit 1; fi
grep -q 'Read-only file system' "$log/errors"
echo "a file outside of /data: $(grep -o 'cannot be written.*' "$log/errors")"

container /usr/bin/subscriber -t lines -E 2>/dev/null
container /usr/bin/subscriber 2>"$log/errors" >/dev/null &
server=$!
said "$log/errors" 'Subscribed to'
mkfifo "$log/lines"
container /usr/bin/publisher -t lines -l <"$log/lines" 2>/dev/null &
running=$!
exec 3>"$log/lines"
echo line >&3
until pid1 publisher >/dev/null; do sleep 0.1; done
sleep 0.5
ended publisher 143
exec 3>&-
running=$server
ended subscriber 0
