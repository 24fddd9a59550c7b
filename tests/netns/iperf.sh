# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034 # server: of the sourcing script
# Sourced, after lib.sh, by tests that put a port under load: nq0, and what is at the other end of its cable.

# plug_server: iperf3's host is a namespace of that name, 192.0.2.2
plug_server() {
	mkdir -p /run/netns
	mount -t tmpfs none /run/netns
	ip link set lo up
	card nq0 0000:00:19.0
	ip netns add server
	ip link set nq0-peer netns server
	ip address add 192.0.2.1/24 dev nq0
	ip link set nq0 up
	ip -n server address add 192.0.2.2/24 dev nq0-peer
	ip -n server link set nq0-peer up
	ip -n server link set lo up
	# Memory that other programs of this machine take is none that the port loses.
	cp /proc/meminfo /run/test/meminfo
	mount --bind /run/test/meminfo /proc/meminfo
	mount --bind /dev/null /proc/zoneinfo
}

# serve: a server, until the end of the test; it is there once it listens
serve() {
	ip netns exec server iperf3 -s >/run/test/server 2>&1 &
	server=$!
	await_server
}

# await_server: iperf3 closes its port between two tests
await_server() {
	while ! ip netns exec server ss -Hltn 'sport = :5201' | grep -q .; do
		kill -0 "$server" || exit 1
	done
}

# bridge_port: from here on nq0 is a port of vmbr0, as sysfs has it too
bridge_port() {
	ip link add vmbr0 type bridge
	ip address flush dev nq0
	ip link set nq0 master vmbr0
	ip address add 192.0.2.1/24 dev vmbr0
	ip link set vmbr0 up
	ln -s ../../../../../class/net/vmbr0 /sys/class/net/nq0/master
	mkdir -p /sys/class/net/vmbr0
}
