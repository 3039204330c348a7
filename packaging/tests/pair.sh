#!/bin/sh
# pair.sh PUBLISHER SUBSCRIBER: what any installed pair must do: hello without an option, and 10,000 lines at QoS 2.
set -eu
publisher=$1
subscriber=$2
folder=${TMPDIR:-/tmp}/pair.$$
mkdir -p "$folder"
trap 'rm -rf "$folder"' EXIT

# subscribed PID: waits until a subscriber says that its subscription stands.
subscribed() {
    until grep -qs 'Subscribed to' "$folder/errors"; do
        kill -0 "$1" 2>/dev/null || { cat "$folder/errors" >&2 && exit 1; }
        sleep 0.1
    done
}

: >"$folder/errors"
"$subscriber" -C 1 >"$folder/out" 2>"$folder/errors" &
subscribed $!
"$publisher"
wait $!
grep -qx 'Hello MQTT' "$folder/out"
echo "hello: done"

i=0
while [ $i -lt 10000 ]; do
    i=$((i + 1))
    echo "line $i"
done >"$folder/lines"
: >"$folder/errors"
"$subscriber" -t lines -q 2 -C 10000 >"$folder/out" 2>"$folder/errors" &
subscribed $!
"$publisher" -t lines -q 2 -l <"$folder/lines"
wait $!
cmp "$folder/lines" "$folder/out"
echo "10,000 lines at QoS 2: done"
