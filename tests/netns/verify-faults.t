#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What goes wrong while a port is under load, and is no fault of the port: server, cable, iperf3, the person.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/iperf.sh"

plug_server

# begin ARGUMENT...: a test, until it sends
begin() {
	await_server
	before=$(ip -j -s link show nq0 | jq .[0].stats64.tx.bytes)
	"$NQ" verify nq0 --server 192.0.2.2 --yes "$@" >/run/test/out 2>/run/test/said </dev/null &
	test=$!
	while [ "$(ip -j -s link show nq0 | jq .[0].stats64.tx.bytes)" -lt $((before + 10000000)) ]; do
		kill -0 $test || exit 1
	done
}

end() {
	wait $test
	status=$?
	verdict=$(grep '^nq0:' /run/test/out)
}

# iperf3_is: on standard input; "$@" are its arguments, and "real" is the one of this machine
mkdir /run/test/bin
real=$(command -v iperf3)
iperf3_is() {
	{
		printf '#!/bin/sh\nreal=%s\n' "$real"
		cat
	} >/run/test/bin/iperf3
	chmod +x /run/test/bin/iperf3
}

with_that() {
	await_server
	PATH=/run/test/bin:$PATH "$NQ" "$@" </dev/null >/run/test/out 2>/run/test/said
	status=$?
	verdict=$(grep '^nq0:' /run/test/out)
}

serve
iperf3_is <<-'end'
	case " $* " in
	*' --bidir '*) echo "iperf3: unrecognized option '--bidir'" >&2 && exit 1 ;;
	esac
	exec "$real" "$@"
end
with_that verify nq0 --server 192.0.2.2 --time 1 --streams 3 --yes
is 'an iperf3 that cannot send both ways: that phase has not held' \
	'2 nq0: inconclusive: both: iperf3 gave no figures: it has to be 3.7 or newer' "$status $verdict"
iperf3_is <<-'end'
	"$real" "$@" | jq 'del(.end.sum_sent)'
end
with_that verify nq0 --server 192.0.2.2 --time 1 --yes
is 'nor has one of which iperf3 does not say how much it sent' \
	'2 nq0: inconclusive: transmit: iperf3 gave no figures: it has to be 3.7 or newer' "$status $verdict"
iperf3_is <<-'end'
	exit 127
end
with_that verify nq0 --server 192.0.2.2 --time 1 --yes
is 'nor one in which it could not be started' "2 nq0: inconclusive: transmit: " "$status $(echo "$verdict" | sed 's/transmit: .*/transmit: /')"

# What iperf3 says of each phase, beside what verify does.
iperf3_is <<-'end'
	"$real" "$@" | tee "/run/test/figures.$(ls /run/test/figures.* 2>/dev/null | wc -l)"
end
with_that --json verify nq0 --server 192.0.2.2 --time 1 --streams 3 --yes
is 'the figures of each phase are those of iperf3' "$(for phase in 0 1 2 3 4; do
	jq -c --argjson phase $phase '.end | [
		if $phase == 1 then 0 else (.sum_sent // .sum).bytes end,
		if $phase == 1 then .sum_received.bytes elif $phase == 2 then .sum_received_bidir_reverse.bytes else 0 end,
		((.sum_sent // .sum).retransmits // -1)]' "/run/test/figures.$phase"
done)" "$(jq -c '.phases[] | select(.ran) | [.sent, .received, .retransmits]' /run/test/out)"
is 'and so is the sum' true "$(jq '([.phases[].sent // 0] | add) == .sent and ([.phases[].received // 0] | add) == .received' /run/test/out)"

# Without ping(8) nobody knows whether the server answers; after a hang it is the same.
mkdir /run/test/alone
ln -s "$real" /run/test/alone/iperf3
await_server
PATH=/run/test/alone "$NQ" --json verify nq0 --server 192.0.2.2 --time 1 --streams 2 --yes </dev/null >/run/test/out
is 'without ping there is JSON all the same' 'held false' "$(jq -r '.verdict + " " + (.phases[0] | has("answers") | tostring)' /run/test/out)"

begin --time 60
kill -KILL $server
end
is 'a server that is killed is no hang' '2 nq0: inconclusive: transmit: iperf3: ' \
	"$status $(echo "$verdict" | sed 's/iperf3: .*/iperf3: /')"
serve
begin --time 60
ip -n server link set nq0-peer down
end
is 'nor is a cable that is pulled' '2 nq0: inconclusive: transmit: the link is down' "$status $verdict"
is 'after which the port is still up' 1 "$(ip -o link show nq0 | grep -c '[<,]UP[,>]')"
is 'of all of these only what held is kept' '["held"]' "$("$NQ" report | jq -c '[.nics[0].verified[].verdict]')"
ip -n server link set nq0-peer up
kill $server
wait $server
serve

# Ctrl-C, by somebody without patience, goes to each process of the terminal, while the guest is there.
bridge_port
# With an ip(8) that takes its time to take away.
cat >/run/test/bin/ip <<-end
	#!/bin/sh
	case " \$* " in *' delete '*) sleep 0.3 ;; esac
	exec $(command -v ip) "\$@"
end
chmod +x /run/test/bin/ip
rm /run/test/bin/iperf3
PATH=/run/test/bin:$PATH setsid "$NQ" verify nq0 --server 192.0.2.2 --time 1 --guest 192.0.2.9/24 --yes >/run/test/out 2>/run/test/said </dev/null &
test=$!
while ! ip link show nicquirk-veth >/dev/null 2>&1; do
	kill -0 $test || exit 1
done
while ps -o stat= -p $test | grep -q '^[^Z]'; do
	kill -INT -$test
done
end
is 'interrupted with a guest on the bridge it ends' '2 nq0: inconclusive: interrupted' "$status $verdict"
is 'and nothing is left of the guest' '' "$(ip netns list | grep nicquirk; ip link show nicquirk-veth 2>/dev/null)"
check 'nor is the lock held' flock -n /run/nicquirk/testing true

begin --time 60
remove_card 0000:00:19.0 nq0
end
is 'a card that goes away is no hang' '2 nq0: inconclusive: ' "$status $(echo "$verdict" | sed 's/inconclusive: .*/inconclusive: /')"
kill $server
tap_done
