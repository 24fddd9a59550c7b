#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # both ways with lib.sh
# A bad build that is loaded is replaced only while nobody depends on any card of the driver: not
# where an interface of one is up or enslaved, has gone into another network namespace, or has given
# virtual functions away, and not after the boot has come to the network.

. "$(dirname "$0")/../faults/lib.sh"

module_folder
card nq0 0000:43:00.0 37d0
card nq1 0000:43:00.1 37d0
for slot in 0000:43:00.0 0000:43:00.1; do
	ln -sfn ../../../bus/pci/drivers/i40e /sys/devices/pci0000:00/$slot/driver
	mkdir -p /sys/bus/pci/drivers/i40e
	ln -s ../../../../devices/pci0000:00/$slot /sys/bus/pci/drivers/i40e/$slot
done
touch /sys/bus/pci/drivers/i40e/bind /sys/bus/pci/drivers/i40e/new_id
ln -s ../../../../module/i40e /sys/bus/pci/drivers/i40e/module
bad_and_good_builds
mkdir -p /sys/module/i40e/holders
echo OE >/sys/module/i40e/taint
echo 2.13.10 >/sys/module/i40e/version
echo live >/sys/module/i40e/initstate
echo 0 >/sys/module/i40e/refcnt
slot=/sys/devices/pci0000:00/0000:43:00.1

# load: what the kernel log says of it; the kernel, which is the host's own, lets nothing be taken out
load() {
	setpriv --bounding-set=-sys_module --inh-caps=-sys_module "$NQ" load "$in_tree" 2>/run/test/errors
	dd if=/run/test/kmsg iflag=nonblock bs=64k 2>/dev/null
}
stays() {
	contains "$1: it stays" \
		'nicquirk: i40e: a build to avoid is loaded and in use, it stays until the next boot' "$(load)"
}
goes() {
	contains "$1: it would go" \
		'nicquirk: i40e: a build to avoid is loaded and cannot be taken out, it stays until the next boot: ' "$(load)"
}

goes 'nobody uses the cards'

ip link set nq1 up
stays 'an interface of the second card is up'
ip link set nq1 down

ip link add nqbr0 type bridge
ip link set nq1 master nqbr0
stays 'an interface is enslaved'
ip link set nq1 nomaster

mv $slot/net/nq1 /run/test/nq1
stays 'an interface is in another namespace'
rmdir $slot/net
stays 'the card has no interface at all'
mkdir $slot/net
mv /run/test/nq1 $slot/net/nq1

echo 4 >$slot/sriov_numvfs
stays 'the card has virtual functions'
echo 0 >$slot/sriov_numvfs
goes 'the card could have some'

mkdir -p /run/systemd/units
ln -s 0123456789abcdef0123456789abcdef /run/systemd/units/invocation:systemd-udevd.service
goes 'udev has been started'
ln -s 0123456789abcdef0123456789abcdef /run/systemd/units/invocation:networking.service
stays 'a network manager has been started'
rm /run/systemd/units/*

"$NQ" wait --timeout 0 2>/dev/null
stays 'the barrier is done'

tap_done
