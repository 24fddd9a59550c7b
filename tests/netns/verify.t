#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A port under load: iperf3 to a server in another namespace, and what is made of what it says.
# What hangs and what leaks is for guests to show: a veth does neither.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/iperf.sh"

plug_server
ip address add 2001:db8::1/64 dev nq0 nodad
ip -n server address add 2001:db8::2/64 dev nq0-peer nodad
echo '192.0.2.2 both.test
2001:db8::2 both.test' >>/etc/hosts

verify() {
	[ -z "${server:-}" ] || await_server
	"$NQ" "$@" </dev/null >/run/test/out 2>/run/test/said
	status=$?
}

# refused TEXT PART: exit status 2, one line that has PART
refused() {
	is "$1: refused" "2 1" "$status $(wc -l </run/test/said)"
	contains "$1: says why" "$2" "$(cat /run/test/said)"
}

verify verify nq0 --server 192.0.2.2 --time 1 --yes
contains 'without a server it is inconclusive' 'nq0: inconclusive: transmit: iperf3: ' "$(cat /run/test/out)"
is 'and ends with 2' 2 $status

serve
verify verify nq0 --server 192.0.2.2 --time 1
refused 'nobody can answer' 'give --yes'
verify verify nq0 --yes
refused 'no server' '--server HOST'
verify verify --server 192.0.2.2 --yes
refused 'no interface' 'which interface'
verify verify nq9 --server 192.0.2.2 --yes
refused 'another interface' "no PCI network card has an interface 'nq9'"
verify verify nq0 --server 127.0.0.1 --yes
refused 'a server that is reached otherwise' 'traffic to 127.0.0.1 leaves by lo and not by nq0'
verify verify nq0 --server 198.51.100.1 --yes
refused 'a server without a way' 'no way to 198.51.100.1'
verify verify nq0 --server -x --yes
refused 'an option as a server' "not '-x'"
verify verify nq0 --server 192.0.2.2:99999 --yes
refused 'a port that is none' "not '192.0.2.2:99999'"
PATH=/nowhere "$NQ" verify nq0 --server 192.0.2.2 --yes >/run/test/out 2>/run/test/said
status=$?
refused 'no iperf3' 'apt install iperf3'

sent() {
	ip -j -s link show nq0 | jq .[0].stats64.tx.bytes
}
before=$(sent)
verify --json verify nq0 --server both.test --time 1 --streams 5 --yes
after=$(sent)
is 'a port that carries what it is given holds' '0 held ' "$status $(jq -r '.verdict + " " + .reason' /run/test/out)"
is 'every kind of traffic was tried, but for the guest of a bridge that there is none of' \
	'transmit receive both streams small ipv6' "$(jq -r '[.phases[] | select(.ran).name] | join(" ")' /run/test/out)"
is 'with all of the streams' 5 "$(jq .streams /run/test/out)"
# iperf3 counts what it has handed over; the last of it may still be in its socket then.
is 'what it says was sent has left by the port' true \
	"$(jq --argjson before "$before" --argjson after "$after" \
		'.sent > 64 * 1048576 and .sent * 0.9 <= $after - $before' /run/test/out)"
is 'and what the server sent has come' true "$(jq '.received > 64 * 1048576' /run/test/out)"

"$NQ" explain nq0 >/run/test/out
contains 'the result is kept, and what it is true for' 'verified: held ' "$(cat /run/test/out)"
is 'root alone can read it' 600 "$(stat -c %a /var/lib/nicquirk/verified)"
"$NQ" report >/run/test/facts
# void CHANGE: how many results are, on a host of which that is otherwise
void() {
	jq "$1" /run/test/facts >/run/test/changed
	"$NQ" --facts /run/test/changed explain 0000:00:19.0 | grep -c 'verified: .*; void, as '
}
is 'as it is it counts' 0 "$(void .)"
is 'under another kernel it is void' 1 "$(void '.kernel = "5.10.2" | .kernel_upstream = "5.10.2"')"
is 'with another build of the driver, too' 1 \
	"$(void '.modules = [{"name": "e1000e", "loaded": {"version": "3.8.7", "origin": "out-of-tree"}, "builds": []}]')"
is 'and with EEE on' 1 "$(void '.nics[0].verified[0].settings.eee = "off" | .nics[0].interfaces[0].eee = "on"')"
ethtool -K nq0 tso off
"$NQ" explain nq0 >/run/test/out
contains 'with another setting it is void' '; void, as ' "$(cat /run/test/out)"
verify verify nq0 --server 192.0.2.2 --time 1 --yes
is 'and may be tried again' "0 " "$status $(grep -v ': held ' /run/test/out | grep '^nq0:')"
is 'another one is kept beside it' 2 "$("$NQ" report | jq '.nics[0].verified | length')"
verify verify nq0 --server 192.0.2.2 --time 1 --yes
is 'the same one in its place' 2 "$("$NQ" report | jq '.nics[0].verified | length')"
echo rubbish >>/var/lib/nicquirk/verified
is 'a line that makes no sense costs only itself' 2 \
	"$("$NQ" report 2>/run/test/said | jq '.nics[0].verified | length')"
contains 'and is named' verified "$(cat /run/test/said)"
chmod 666 /var/lib/nicquirk/verified
is 'what others may write is not believed' null "$("$NQ" report 2>/dev/null | jq '.nics[0].verified')"
rm /var/lib/nicquirk/verified

# Between two tests iperf3 closes its port for a moment: the first two calls find it so.
mkdir /run/test/bin
cat >/run/test/bin/iperf3 <<-'end'
	#!/bin/sh
	echo >>/run/test/calls
	if [ "$(wc -l </run/test/calls)" -gt 2 ]; then
	PATH=${PATH#*:} exec iperf3 "$@"
	fi
	echo '{"error": "unable to connect to server: Connection refused"}'
	exit 1
end
chmod +x /run/test/bin/iperf3
PATH=/run/test/bin:$PATH verify --json verify nq0 --server 192.0.2.2 --time 1 --yes
is 'a server that is away for a moment is asked again' '0 held ' "$status $(jq -r '.verdict + " " + .reason' /run/test/out)"
rm /var/lib/nicquirk/verified

bridge_port
verify --json verify nq0 --server 192.0.2.2 --time 1 --guest 192.0.2.9/24 --yes
is 'in a bridge, by a guest of it as well' '0 held  true true' \
	"$status $(jq -r '.verdict, .reason, (.phases[] | select(.name == "guest") | .ran, .sent > 1048576)' /run/test/out | paste -sd' ')"
is 'of which nothing stays' '' "$(ip netns list | grep nicquirk; ip link show nicquirk-veth 2>/dev/null)"

mkdir -p /run/nicquirk
exec 9>/run/nicquirk/testing
flock 9
verify verify nq0 --server 192.0.2.2 --time 1 --yes
refused 'while another test is under way' 'another test is under way'
exec 9>&-

"$NQ" verify nq0 --server 192.0.2.2 --time 600 --yes >/run/test/out 2>/run/test/said </dev/null &
test=$!
while ! ip netns exec server ss -Htn state established 'sport = :5201' | grep -q .; do
	kill -0 $test || exit 1
done
kill -INT $test
wait $test
is 'interrupted it ends, and says so' "2 nq0: inconclusive: interrupted" "$? $(grep '^nq0:' /run/test/out)"
# Other tests on this machine may have theirs.
is 'and no iperf3 of it is left' '' "$(for pid in $(pgrep -f 'iperf3.*-c 192.0.2.2'); do
	[ "$(readlink "/proc/$pid/ns/net")" != "$(readlink /proc/self/ns/net)" ] || echo "$pid"
done)"
kill $server
tap_done
