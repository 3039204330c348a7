#!/bin/sh
# packaging/method-order.sh: makes src/method-order.txt anew, the methods that usual runs execute. The compiler puts
# them side by side (docs/performance.md), so that a run touches 1 MB of the code and not 4. A name that does not exist
# any more is passed over, and a method that is not in the list works all the same.
#
# packaging/method-order.sh check: fails when too many names are old, after `./build native`.
. "$(dirname "$0")/common.sh"
kind="the order of the methods"
list=src/method-order.txt

# methods FILE: address and name of each method in the section that has the compiled methods. Of a file that has only
# the symbols readelf says that it has no interpreter; a file that it cannot read has no methods.
methods() {
    readelf -SsW "$1" 2>/dev/null | awk '
        !section && / __managedcode / { section = $0; sub(/^ *\[ */, "", section); section += 0 }
        section && $7 == section && $4 != "SECTION" { print $2, $8 }'
}

# linked PROGRAM: the file that the linker writes; its symbols stand beside it in .dbg.
linked() { echo "artifacts/bin/MqttDemo.$(project "$1")/release_native/native/$1"; }

# project PROGRAM: Publisher or Subscriber.
project() { echo "$1" | sed 's/^p/P/; s/^s/S/'; }

if [ "${1:-}" = check ]; then
    for program in publisher subscriber; do
        methods "$(linked $program).dbg"
    done | awk -v list=$list '
        NR == FNR { names++; listed[$1]; next }
        $2 in listed { known++; delete listed[$2] }
        END {
            printf "%s: %d of %d names are those of methods\n", list, known, names
            if (known < 0.9 * names) { print "make it anew: packaging/method-order.sh"; exit 1 }
        }' $list -
    exit
fi

needs valgrind valgrind && needs mosquitto mosquitto && needs readelf binutils || exit 1
folder=$work/method-order
rm -rf "$folder"
mkdir -p "$folder"

# With their names. What is linked already is linked again, and after this too.
for program in publisher subscriber; do
    rm -f "$(linked $program)"
    dotnet publish -c Release -v quiet -p:StripSymbols=false -o "$folder" "src/MqttDemo.$(project $program)"
    rm -f "$(linked $program)"
    # valgrind does not read the compiler's debug information.
    strip --strip-debug "$folder/$program"
done

port=$((20000 + $$ % 20000))
cat >"$folder/mosquitto.conf" <<EOF
listener $port 127.0.0.1
allow_anonymous true
max_queued_messages 100000
EOF
mosquitto -c "$folder/mosquitto.conf" 2>"$folder/broker.log" &
broker=$!
trap 'kill $broker' EXIT
seq -f 'line %06.0f' 3000 >"$folder/lines"

# observed PROGRAM ARGS...
observed() {
    program=$1
    shift
    valgrind -q --tool=callgrind --demangle=no --callgrind-out-file="$folder/calls.%p" \
        "$folder/$program" "$@" >>"$folder/output" 2>>"$folder/log"
}

# subscribed NUMBER: waits until so many subscribers of this script have subscribed.
subscribed() { until [ "$(grep -c '^Subscribed to' "$folder/log")" -ge "$1" ]; do sleep 0.1; done; }

count=0
until observed publisher -p "$port" -h 127.0.0.1 -t hello -m 'Hello MQTT'; do
    [ $((count = count + 1)) -lt 20 ] || fail "the broker does not start: $folder/broker.log"
    sleep 0.1
done
observed publisher -p "$port" -h localhost -t kept -m 'Hello MQTT' -r -q 1
observed subscriber -p "$port" -h localhost -t kept -C 1
observed subscriber -p "$port" -h 127.0.0.1 -t kept -E
observed subscriber -p "$port" -h localhost -t kept -C 1 -F '%I %t %p'
before=$(grep -c "^Subscribed to" "$folder/log")
for qos in 0 1 2; do
    observed subscriber -p "$port" -h localhost -t stream -q $qos -C 3000 -v &
    subscriber=$!
    subscribed $((before + qos + 1))
    # shellcheck disable=SC2002 # from a pipe, as in pipelines
    cat "$folder/lines" | observed publisher -p "$port" -h localhost -t stream -q $qos -l
    wait $subscriber
done

# Several names may stand for the same code.
for program in publisher subscriber; do
    methods "$folder/$program" >"$folder/$program.methods"
    for calls in "$folder"/calls.*; do
        grep -q "^cmd:.*/$program " "$calls" || continue
        sed -n "s/^c\{0,1\}fn=([0-9]*) \(.*\)/\1/; t name; d; :name; s/'[0-9]*\$//; p" "$calls"
    done | sort -u >"$folder/$program.called"
    awk 'NR == FNR { called[$1]; next }
        { names[$1] = names[$1] "\n" $2; if ($2 in called) ran[$1] }
        END { for (address in ran) print substr(names[address], 2) }' \
        "$folder/$program.called" "$folder/$program.methods"
done | LC_ALL=C sort -u >"$folder/order"
mv "$folder/order" $list
echo "$list: $(wc -l <$list) names"
