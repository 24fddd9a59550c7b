#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The barrier, by udev's database as it is made up here: it sets what the helper has not seen, unless
# that is in use, and leaves alone what was changed since. One interface does not speak for another.

. "$(dirname "$0")/lib.sh"

mkdir -p /run/udev/data
export SYSTEMD_DEVICE_VERIFY_SYSFS=0
card nq0 0000:00:19.0
interface nq1 0000:00:19.0
interface nq2 0000:00:19.0
quirk 'Feature=tso off'

# handled NAME [PROPERTY]: udev is done with it
handled() {
	path=$(readlink -f "/sys/class/net/$1")
	printf 'INTERFACE=%s\nIFINDEX=%s\n' "$1" "$(ifindex "$1")" >"$path/uevent"
	ln -sfn ../../../../../class/net "$path/subsystem"
	printf 'I:1\n%s' "${2:+E:$2
}" >"/run/udev/data/n$(ifindex "$1")"
}
: >/run/udev/control
for name in nq0 nq1 nq2; do
	handled $name
done
barrier() {
	caused "$NQ" wait --timeout 30
	is "$1: the network comes up" 0 "$status"
}
states() {
	echo "$(segmentation nq0) $(segmentation nq1) $(segmentation nq2)"
}

barrier 'none was seen'
is 'all are set' 'off off off' "$(states)"
contains 'which the kernel log says' 'not seen by udev, set by the barrier: test step 1: tx-tcp' "$log"
check 'it is written down that the network may come up' [ -e /run/nicquirk/network-reached ]
"$NQ" revert >/dev/null

ip link set nq0 up
barrier 'one is up'
is 'that one is left alone, the others are set' 'on off off' "$(states)"
contains 'it is named' 'not seen by udev, and in use: left alone; "nicquirk apply nq0" would set: test:' "$log"
"$NQ" revert >/dev/null
ip link set nq0 down

ip link add nqbr0 type bridge
ip link set nq1 master nqbr0
barrier 'one is enslaved'
is 'that one is left alone, the others are set' 'off on off' "$(states)"
contains 'it is named' 'left alone; "nicquirk apply nq1" would set: test:' "$log"
caused "$NQ" apply nq1
is 'apply by hand sets it' 'off off off' "$(states)"
"$NQ" revert >/dev/null
ip link set nq1 nomaster

# Set by the helper, and set back by somebody: the next interface has nothing to do with it.
helper nq0
handled nq0 NICQUIRK=test
ethtool -K nq0 tso on
barrier 'one was seen and changed'
is 'that one is left alone, the others are set' 'on off off' "$(states)"
contains 'it is named with what it would be' 'changed since' "$log"
is 'status says why' changed "$(action nq0 tx-tcp-segmentation)"
caused "$NQ" apply nq0
is 'apply by hand sets it' 'off off off' "$(states)"
"$NQ" revert >/dev/null

# Seen, and our record knows nothing of it: the incidents lie on a /var that came later.
for name in nq0 nq1 nq2; do
	handled $name NICQUIRK=test
done
barrier 'they were seen before there was a reason'
is 'they are set' 'off off off' "$(states)"
contains 'which the kernel log says' '): set by the barrier: test step 1: tx-tcp' "$log"

# libkmod waits for a fifo in the place of a folder, and so does modprobe.
rm -rf /run/modprobe.d /run/nicquirk/network-reached
mkfifo /run/modprobe.d
caused timeout -k 1 60 "$NQ" wait --timeout 0
is 'one that cannot go on ends by itself' 0 "$status"
contains 'the kernel log says so' '<4>nicquirk: the barrier is out of time, going on' "$log"
check 'the network may come up all the same' [ -e /run/nicquirk/network-reached ]

tap_done
