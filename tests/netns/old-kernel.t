#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel without ethtool netlink (before Linux 5.8): the kernel log says so, once a card that would
# be cured, nothing is claimed, and what needs no ethtool is set all the same.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
mkdir -p /sys/bus/pci/devices/0000:00:19.0/link
echo 1 >/sys/bus/pci/devices/0000:00:19.0/link/l1_aspm
quirk 'Feature=tso off' 'Aspm=l1_aspm off'
card nq1 0000:00:1f.6 ffee
why='this kernel has no ethtool netlink (Linux 5.8 has, with CONFIG_ETHTOOL_NETLINK)'
old() {
	env LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_OLD_KERNEL=1 "$@"
}
caused_old() {
	caused env LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_OLD_KERNEL=1 "$@"
}

helper nq0 LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_OLD_KERNEL=1
is 'the helper succeeds' 0 "$status"
is 'it cannot set TSO' on "$(segmentation nq0)"
is 'nor claims to have' needs-action "$(verdict)"
is 'one line in the kernel log says why' 1 "$(echo "$log" | grep -c "^<5>nicquirk: nq0 (0000:00:19.0): $why")"
is 'ASPM is set' 0 "$(cat /sys/bus/pci/devices/0000:00:19.0/link/l1_aspm)"
contains 'which the kernel log says as well' 'nicquirk: nq0 (0000:00:19.0): test step 0: l1_aspm off' "$log"
helper nq1 LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_OLD_KERNEL=1
is 'of a card without a quirk nothing is said' '0 ' "$status $output$log"

# What udev does with a program's standard error nobody sees at a boot.
helper nq0 LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_NO_SOCKET=1
is 'without a socket nothing is claimed' '0 ' "$status $output"
is 'and one line in the kernel log says so' \
	"<5>nicquirk: ifindex $(ifindex nq0): Operation not permitted, left as it is" "$log"
helper nq1 LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_NO_SOCKET=1
is 'none of a card without a quirk' '0 ' "$status $output$log"

caused_old "$NQ" status
is 'status is not content' 1 "$status"
contains 'and says why' "$why" "$output"
contains 'so does explain' "$why" "$(old "$NQ" explain nq0)"
caused_old "$NQ" apply
is 'apply cannot help' '1 on' "$status $(segmentation nq0)"
contains 'and says why' "$why" "$log"
caused_old "$NQ" revert
is 'nor can revert' 2 "$status"
contains 'which says why' "$why" "$log"
caused_old "$NQ" wait --timeout 0
is 'the barrier goes on' 0 "$status"
contains 'and says why' "$why" "$log"
old "$NQ" report >/run/test/facts
contains 'its facts say the same elsewhere' "$why" "$("$NQ" --facts /run/test/facts status)"

tap_done
