#!/bin/sh
# tls.sh PUBLISHER SUBSCRIBER [ROOT BUNDLE]: 10,000 lines at QoS 2 over TLS, through a mosquitto of this machine with an
# authority of its own; without that authority the certificate is refused. ROOT is the root file system of the programs,
# BUNDLE the file of the authorities that the system in there trusts.
set -eu
publisher=$1
subscriber=$2
root=${3:-}
bundle=${4:-}
folder=$(mktemp -d "$root/tmp/tls.XXXXXX")
chmod 755 "$folder"
broker=""
trap '[ -z "$broker" ] || kill $broker; rm -rf "$folder"' EXIT

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext subjectAltName=DNS:localhost \
    -keyout "$folder/key" -out "$folder/certificate" 2>"$folder/log" || { cat "$folder/log" >&2 && exit 1; }
chmod 644 "$folder/key"
cat >"$folder/conf" <<END
listener 8883 127.0.0.1
allow_anonymous true
user root
certfile $folder/certificate
keyfile $folder/key
max_queued_messages 0
END
PATH=$PATH:/usr/sbin mosquitto -c "$folder/conf" >"$folder/broker" 2>&1 &
broker=$!
authority=${folder#"$root"}/certificate
until "$subscriber" -b mqtts://localhost:8883 --cafile "$authority" -t x -E >"$folder/out" 2>&1; do
    kill -0 $broker 2>/dev/null || { cat "$folder/broker" >&2 && exit 1; }
    grep -q 'no broker answers' "$folder/out" || { cat "$folder/out" >&2 && exit 1; }
    sleep 0.1
done

i=0
while [ $i -lt 10000 ]; do
    i=$((i + 1))
    echo "line $i"
done >"$folder/lines"
# The session is there before the first line is published.
set -- -b mqtts://localhost:8883 --cafile "$authority" -t lines -q 2
"$subscriber" "$@" -c -i pair -E 2>/dev/null
"$subscriber" "$@" -c -i pair -C 10000 --quiet >"$folder/out" &
receiver=$!
"$publisher" "$@" -l <"$folder/lines"
wait $receiver
cmp "$folder/lines" "$folder/out"
echo "10,000 lines at QoS 2 over TLS: done"

if "$publisher" -b mqtts://localhost:8883 -t lines -m x 2>"$folder/errors"; then exit 1; fi
grep -q 'is not accepted' "$folder/errors" || { cat "$folder/errors" >&2 && exit 1; }
echo "a certificate of an unknown authority: refused"

if [ -n "$root" ]; then
    mkdir -p "$(dirname "$root$bundle")"
    cp "$folder/certificate" "$root$bundle"
    "$publisher" -b mqtts://localhost:8883 -t lines -m x -q 1
    rm "$root$bundle"
    echo "an authority that the system trusts, in $bundle: accepted"
fi
