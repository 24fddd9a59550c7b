#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An interface that is moved into another network namespace, a container's, takes its record along:
# once it is back, revert knows what was found.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
interface nq1 0000:00:19.0
quirk 'Feature=tso off'
helper nq0
helper nq1
is 'both are cured' 'off off' "$(segmentation nq0) $(segmentation nq1)"

unshare -n sleep 1000 &
container=$!
until [ "$(readlink /proc/$container/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do :; done
ip link set nq0 netns $container || exit 1
mv /sys/class/net/nq0 /run/test/nq0
mv /sys/devices/pci0000:00/0000:00:19.0/net/nq0 /run/test/net-nq0
"$NQ" revert >/dev/null
is 'revert of those that are here' on "$(segmentation nq1)"
helper nq1
is 'which are cured again' off "$(segmentation nq1)"

# The other one goes as well: the card has no interface here any more.
ip link set nq1 netns $container || exit 1
mv /sys/class/net/nq1 /run/test/nq1
mv /sys/devices/pci0000:00/0000:00:19.0/net/nq1 /run/test/net-nq1
caused "$NQ" status
is 'a card that is in a container, cured: what was set stands' 0 "$status"
contains 'which status says' mitigated "$output"
contains 'and explain how it knows' '(its interface is not here) tx-tcp-segmentation off: done' "$("$NQ" explain 0000:00:19.0)"
contains 'for metrics too' 'state="mitigated"} 1' "$("$NQ" metrics)"
caused "$NQ" revert
is 'revert leaves it, until it is back' '0 0000:00:19.0: its interface is not here, its settings stay' "$status $output"
caused "$NQ" apply
is 'there is nothing to apply' '0 Nothing to set.' "$status $output"
nsenter -t $container -n ip link set nq1 netns $$ || exit 1
mv /run/test/net-nq1 /sys/devices/pci0000:00/0000:00:19.0/net/nq1
mv /run/test/nq1 /sys/class/net/nq1

nsenter -t $container -n ip link set nq0 netns $$ || exit 1
mv /run/test/net-nq0 /sys/devices/pci0000:00/0000:00:19.0/net/nq0
mv /run/test/nq0 /sys/class/net/nq0
is 'back again: the record is still there' 'done' "$(action nq0 tx-tcp-segmentation)"
is 'revert puts both back' 'nq0: put back
nq1: put back' "$("$NQ" revert | sed 's/: [0-9]* /: /' | sort)"
is 'which are as they were' 'on on' "$(segmentation nq0) $(segmentation nq1)"
kill $container

# What is gone for good is forgotten in the end.
interface nq2 0000:00:19.0
for _ in $(seq 40); do
	ip link delete nq2
	rm -r /sys/class/net/nq2 /sys/devices/pci0000:00/0000:00:19.0/net/nq2
	interface nq2 0000:00:19.0
	helper nq2
done
helper nq1
"$NQ" revert nq1 >/dev/null
check 'of interfaces that are gone some are remembered, not all' \
	[ "$(cut -d' ' -f1 /run/nicquirk/records/0000:00:19.0 | sort -u | wc -l)" = 17 ]

tap_done
