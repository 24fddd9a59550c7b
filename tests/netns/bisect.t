#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A bisection of a port that holds: nothing is changed. One that hangs is for guests to show.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/iperf.sh"

plug_server
quirk 'Feature=tso off' Step=2 'Feature=tx off'
serve

bisect() {
	"$NQ" "$@" </dev/null >/run/test/out 2>/run/test/said
	status=$?
}

bisect bisect --status
is 'without a bisection there is no status' 2 $status
contains 'and it says what begins one' 'begins one' "$(cat /run/test/said)"
bisect bisect --continue --yes
is 'nor anything to go on with' 2 $status
bisect bisect nq0 --server 192.0.2.2
is 'nobody can answer' 2 $status

before=$(settings nq0)
bisect bisect nq0 --server 192.0.2.2 --time 1 --streams 3 --yes
is 'a port that holds needs nothing off' '0 nq0: held as it is: nothing has to be off' "$status $(tail -1 /run/test/out)"
is 'and its settings stay' "$before" "$(settings nq0)"
bisect --json bisect --status
is 'the result is on the disk' '0 held done 0 1' \
	"$status $(jq -r '[.verdict, .stage, (.settings | length), (.tried | length)] | join(" ")' /run/test/out)"
is 'with what might have been off, the ladder first, each once' 'tso tx gso' \
	"$(jq -r '[.candidates[:3][].name] | join(" ")' /run/test/out)"
is 'which root alone can read' 600 "$(stat -c %a /var/lib/nicquirk/bisect)"

bisect bisect --continue --yes
is 'there is nothing to go on with' '0 1 nq0: held as it is: nothing has to be off' \
	"$status $(jq '.tried | length' /var/lib/nicquirk/bisect) $(tail -1 /run/test/out)"
contains 'and it says so' 'come to its end' "$(cat /run/test/said)"
mount -o remount,ro /var/lib
bisect bisect nq0 --server 192.0.2.2 --time 1 --yes
mount -o remount,rw /var/lib
is 'where nothing can be kept nothing is tried' '2 0' "$status $(wc -l </run/test/out)"
contains 'and it says why' 'Read-only file system' "$(cat /run/test/said)"
bisect --json bisect --status

# One that is not done: TSO is to be tried, and is off when it has ended.
jq 'del(.verdict) | .stage = "down" | .settings = [.candidates[0], .candidates[1]]
	| .trying = [.candidates[1]] | .next = 0
	| .log = "e1000e 0000:00:19.0 nq0: Detected Hardware Unit Hang:\\x0a  TDH <1>"' /run/test/out >/var/lib/nicquirk/bisect
bisect bisect --status
is 'one that is not done says so' '2 nq0: under way, trying tx off' "$status $(tail -1 /run/test/out)"
cp /var/lib/nicquirk/bisect /run/test/kept
jq '.kernel = "6.0.0"' /run/test/kept >/var/lib/nicquirk/bisect
bisect bisect --continue --yes
is 'under another kernel it does not go on' 2 $status
contains 'and says what to do' "the bisection is of kernel 6.0.0, and this is $(uname -r): boot that one, or begin anew" "$(cat /run/test/said)"
cp /run/test/kept /var/lib/nicquirk/bisect

# A host that goes down properly ends all of its processes.
"$NQ" bisect --continue --yes >/run/test/out 2>/run/test/said </dev/null &
test=$!
while ! ip netns exec server ss -Htn state established 'sport = :5201' | grep -q .; do
	kill -0 $test || exit 1
done
for pid in $(pgrep -f 'nicquirk bisect --continue'); do
	[ "$(readlink "/proc/$pid/ns/net")" != "$(readlink /proc/self/ns/net)" ] || kill -TERM "$pid"
done
wait $test
check 'and the lock is free when they have ended' flock /run/nicquirk/testing true
is 'at a shutdown it is left in the best state that held' 'off off' "$(segmentation nq0) $(feature nq0 tx-checksum-ip-generic)"
is 'with what is to be tried next' '["interrupted","down"]' "$(jq -c '[.end, .stage]' /var/lib/nicquirk/bisect)"
is 'and the file for the next boot' 2 "$(grep -c ^Feature /etc/nicquirk/quirks.d/50-bisect-153a.quirk)"

"$NQ" bisect --continue --yes >/run/test/out 2>/run/test/said </dev/null &
test=$!
while ! ip netns exec server ss -Htn state established 'sport = :5201' | grep -q .; do
	kill -0 $test || exit 1
done
is 'it goes on with the set that was to be tried' 'off on' "$(feature nq0 tx-checksum-ip-generic) $(feature nq0 rx-checksumming)"
bisect bisect nq0 --server 192.0.2.2 --yes
contains 'another one has to wait' 'another test is under way' "$(cat /run/test/said)"
# Other tests on this machine may have theirs. The worker is the child of the one that has begun a session.
worker=$(for pid in $(pgrep -f 'nicquirk bisect --continue'); do
	[ "$(readlink "/proc/$pid/ns/net")" = "$(readlink /proc/self/ns/net)" ] || continue
	ps -o ppid=,sid= -p "$pid" | awk -v pid="$pid" '$1 == $2 { print pid }'
done | head -n 1)
kill -KILL "$worker"
wait $test
is 'killed, it is in the best state that held' 'off off' "$(segmentation nq0) $(feature nq0 tx-checksum-ip-generic)"
bisect bisect --status
is 'so is the next boot, by a quirk file' 'Feature=tso off
Feature=tx off' "$(grep ^Feature /etc/nicquirk/quirks.d/50-bisect-153a.quirk)"
contains 'and says that it ended early' 'ended early: the process died' "$(cat /run/test/out)"
bisect bisect --continue --yes --time 1
is 'from there it goes on to its end' '0 down' "$status $(jq -r '.tried[1] | if .verdict == "held" then "down" else "?" end' /var/lib/nicquirk/bisect)"
contains 'its report has the lines of the kernel log' '    e1000e 0000:00:19.0 nq0: Detected Hardware Unit Hang:
      TDH <1>
' "$(cat /run/test/out)"
is 'and the file goes, for the person to decide about' '' "$(ls /etc/nicquirk/quirks.d)"

# One that the kernel switches off with another is tried before it.
quirk 'Feature=sg off'
"$NQ" bisect nq0 --server 192.0.2.2 --time 60 --yes >/run/test/out 2>/run/test/said </dev/null &
test=$!
while ! ip netns exec server ss -Htn state established 'sport = :5201' | grep -q .; do
	kill -0 $test || exit 1
done
is 'TSO and GSO before what takes them along' 'tso gso sg' \
	"$(jq -r '[.candidates[:3][].name] | join(" ")' /var/lib/nicquirk/bisect)"
is 'the status of one under way' 'nq0: under way, trying nothing off' "$("$NQ" bisect --status | tail -1)"
remove_card 0000:00:19.0 nq0
wait $test
is 'a card that goes away ends it' '2 nq0: ended early: ' "$? $(grep '^nq0: ' /run/test/out | sed 's/early: .*/early: /')"
check 'and the lock is not held' flock -n /run/nicquirk/testing true
bisect bisect --continue --yes
is 'without the card it does not go on' 2 $status
contains 'and says why' "no PCI network card has an interface 'nq0'" "$(cat /run/test/said)"
kill $server
tap_done
