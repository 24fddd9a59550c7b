#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What goes by what is on the host's disk: who names a card, and which builds of a driver there are.
# shellcheck disable=SC2119,SC2154 # the builds are the usual ones; what lib.sh sets
set -u
. tests/hostlint/lib.sh

pve
printf '[Match]\nMACAddress=02:00:00:00:00:01\n[Link]\nName=nic0\nWakeOnLan=magic\nTCPSegmentationOffload=yes\n' |
	has usr/local/lib/systemd/network/50-pve-nic0.link
printf '[Match]\nMACAddress=02:00:00:00:00:02\n[Link]\nName=nic1\n' | has etc/systemd/network/40-other.link
nicquirk_export() {
	"${BUILD:-build}/nicquirk" --root "$root" --quirks quirks export "$@"
}
link=etc/systemd/network/50-pve-nic0.link.d/50-nicquirk-export.conf
nicquirk_export link | has $link
is 'of a file that names this card alone link writes a drop-in, which a new name survives' \
	"# file: /$link" "$(grep '^# file' "$root/$link")"
is 'with what is asked for and no more' 'TCPSegmentationOffload=no
TCP6SegmentationOffload=no' "$(sed -n '/^.Link/,$p' "$root/$link" | grep '=')"
nicquirk_export link >"$scratch/again"
is 'and says the same the second time' "$(cat "$root/$link")" "$(cat "$scratch/again")"
rm -r "${root:?}/${link%/*}"
sed -i 's/^MACAddress=.*/Driver=e1000e/' "$root/usr/local/lib/systemd/network/50-pve-nic0.link"
printf '[SR-IOV]\nVirtualFunction=0\n[SR-IOV]\nVirtualFunction=1\n[EnergyEfficientEthernet]\nEnable=no\n' \
	>>"$root/usr/local/lib/systemd/network/50-pve-nic0.link"
link=etc/systemd/network/10-nicquirk-x.link
nicquirk_export link | has $link
is 'every other section is kept, and those that repeat' '[SR-IOV]
VirtualFunction=0
[SR-IOV]
VirtualFunction=1
[EnergyEfficientEthernet]
Enable=no' "$(sed -n '/^.SR-IOV/,$p' "$root/$link" | grep -v '^$')"
sed -i '/SR-IOV/,$d' "$root/usr/local/lib/systemd/network/50-pve-nic0.link"
nicquirk_export link | has $link
is 'link keeps what the file that counted says' 'Name=nic0
WakeOnLan=magic
TCPSegmentationOffload=yes
TCPSegmentationOffload=no
TCP6SegmentationOffload=no' "$(sed -n '/^.Link/,$p' "$root/$link" | grep '=')"
nicquirk_export link >"$scratch/again"
is 'and says the same the second time' "$(cat "$root/$link")" "$(cat "$scratch/again")"

# first ARGUMENT...: the build that depmod would have loaded
first() {
	command depmod -n "$@" -b "$root" "$release" 2>/dev/null | grep -o '^[^ ]*i40e.ko:'
}

host
card 0000:43:00.0 37d0 i40e
bad_build
good_build
depmod
nicquirk export depmod >"$scratch/override.conf"
grep -q '^# bad: Bad' "$scratch/override.conf"
tap $? 'depmod says why' <"$scratch/override.conf"
is 'without it the bad build is loaded' updates/dkms/i40e.ko: "$(first -C /dev/null)"
is 'with it the good one is' "$in_tree:" "$(first -C "$scratch/override.conf")"
is 'for a kernel that is not installed there is no line' '' "$(nicquirk export --kernel 6.12.1 depmod | grep ^override)"
(
	release=6.12.1 modules=$root/lib/modules/6.12.1
	mkdir -p "$modules"
	: >"$modules/modules.builtin"
	bad_build
	good_build
	depmod
)
is 'and that, where it is installed' "override i40e 6.12.1 ${in_tree%/*}" \
	"$(nicquirk export --kernel 6.12.1 depmod | grep ^override)"
grep -q 'NOT SET.*i40e; export depmod can' <<-end
	$(nicquirk export modprobe)
end
tap $? 'modprobe says that it cannot' </dev/null
tap_done
