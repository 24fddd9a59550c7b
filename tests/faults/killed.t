#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The udev helper, killed at one system call after the other: what it had set, revert puts back, but
# for the one request that it had no time to record.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=tso off' 'Feature=gro off' 'Aspm=l1_aspm off' 'Aspm=l0s_aspm off'
mkdir -p /sys/devices/pci0000:00/0000:00:19.0/link
export INTERFACE=nq0 SUBSYSTEM=net ACTION=add
IFINDEX=$(ifindex nq0)
export IFINDEX

# on: everything as it was before
on() {
	ethtool -K nq0 tso on gro on >/dev/null 2>&1
	for file in /sys/bus/pci/devices/0000:00:19.0/link/l1_aspm /sys/bus/pci/devices/0000:00:19.0/link/l0s_aspm; do
		echo 1 >$file
	done
}
on
cat >/run/test/after <<end2
[ ! -e /run/nicquirk/records/0000:00:19.0 ] ||
	grep -v -x -E '[0-9]+ [a-z-]+ [a-z0-9_-]+ (on|off) (on|off) (granted|refused)(@[0-9]+)?' /run/nicquirk/records/0000:00:19.0
$NQ revert >/run/test/reverted 2>&1 || cat /run/test/reverted
lost=0
cat /sys/bus/pci/devices/0000:00:19.0/link/l1_aspm /sys/bus/pci/devices/0000:00:19.0/link/l0s_aspm | grep -q 0 && lost=1
ethtool -k nq0 | grep -q -E '^(	?tx-tcp.*-segmentation|generic-receive-offload): off$' && lost=\$((lost + 1))
[ \$lost -le 1 ] || echo "\$lost requests are not put back"
ethtool -K nq0 tso on gro on >/dev/null 2>&1
echo 1 >/sys/bus/pci/devices/0000:00:19.0/link/l1_aspm
echo 1 >/sys/bus/pci/devices/0000:00:19.0/link/l0s_aspm
dd if=/run/test/kmsg iflag=nonblock bs=64k of=/dev/null 2>/dev/null
rm -rf /run/nicquirk/records
end2

each_point 'is killed' '. /run/test/after' 1 killed - "$HELPER"

faults_done
