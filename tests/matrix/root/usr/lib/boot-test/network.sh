# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # both ways with lib.sh and the file cell
# The checks of what the network is made of.

if [ "$topology" = bond ]; then
	taker=bond0 uplink=bond0
fi

check_topology() {
	for nic in $ports; do
		ok "$taker has taken $nic" same \
			"$(basename "$(readlink "/sys/class/net/$nic/master")")" "$taker"
	done
	[ "$topology" != vlan ] || ok "$bridge knows VLANs" \
		same "$(cat "/sys/class/net/$bridge/bridge/vlan_filtering")" 1
	[ "$card" = e1000e ] ||
		ok "the other end of the cable is there" plug_in enP65536p0s0f1 far 10.0.2.2/24
}

# The hot-plug rule of bridge-utils, which acts from udev: unbound and bound anew, a card has to
# be cured before that takes it.
check_again() {
	[ "$network-$topology-$card" = ifupdown-bridge-e1000e ] || return 0
	first=$(cat "/sys/class/net/$nic/ifindex")
	slot=$(basename "$(readlink "/sys/class/net/$nic/device")")
	echo "$slot" > /sys/bus/pci/drivers/e1000e/unbind
	echo "$slot" > /sys/bus/pci/drivers/e1000e/bind
	udevadm wait --timeout=60 "/sys/class/net/$nic"
	udevadm settle
	stage="bound anew: "
	ok "it is another interface" not same "$(cat "/sys/class/net/$nic/ifindex")" "$first"
	ok "the hot-plug rule made it a port of $bridge" [ -e "/sys/class/net/$bridge/brif/$nic" ]
	check_order
	check_once
	check_cured
}
