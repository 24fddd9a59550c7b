#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A pinned kernel, and whether a quirk still asks for it.
# shellcheck disable=SC2034,SC2154 # both ways with lib.sh
set -u
. tests/hostlint/lib.sh

# kernel RELEASE: one that is installed
kernel() {
	mkdir -p "$root/lib/modules/$1/kernel"
	: >"$root/lib/modules/$1/modules.dep"
	: >"$root/lib/modules/$1/modules.builtin"
}

# about RANGE ACTION: a quirk of some kernels
about() {
	printf '[k1]\nTitle=Link lost\nSeverity=major\nEvidence=A\nReference=https://example.org/k1\n' \
		>"$scratch/quirks/test.quirk"
	printf 'MatchDevice=8086:153a\nMatchDriver=e1000e\nMatchKernel=%s\n%s\n' "$1" "$2" \
		>>"$scratch/quirks/test.quirk"
}

pinned() {
	pve
	database=$scratch/quirks
	about '>=6.9 <6.14' 'Advice=Use another kernel'
	echo 6.8.12-10-pve | has proc/sys/kernel/osrelease
	kernel 6.8.12-10-pve
	kernel "$1"
	echo 6.8.12-10-pve | has etc/kernel/proxmox-boot-pin
}

pinned 6.14.8-2-pve
finds 'a pin that outlived its quirk' kernel-pin-without-reason etc/kernel/proxmox-boot-pin:1
pinned 6.11.11-2-pve
finds_nothing 'a pin that a quirk still asks for'
about '>=6.9 <6.14' 'Feature=tso off'
finds 'a pin for what nicquirk cures' kernel-pin-without-reason etc/kernel/proxmox-boot-pin:1
grep -q 'nicquirk cures k1' "$scratch/out"
tap $? 'and says so' <"$scratch/out"
pinned 6.5.13-6-pve
finds_nothing 'the newest kernel pinned'
pinned 6.14.8-2-pve
rm "$root/lib/modules/6.14.8-2-pve/modules.dep"
finds_nothing 'of the newer kernel only a folder is left'
pinned 6.14.8-2-pve
echo 0x10d3 | has sys/bus/pci/devices/0000:00:19.0/device
sed -i 's/MatchDriver=.*/MatchDriver=igb/' "$scratch/quirks/test.quirk"
finds_nothing 'a host whose card no quirk names'

pinned 6.14.8-2-pve
rm "$root/etc/kernel/proxmox-boot-pin"
finds_nothing 'no pin'
cat >"$scratch/entry" <<'end'
GRUB_DEFAULT="Advanced options for Proxmox VE GNU/Linux>Proxmox VE GNU/Linux, with Linux 6.8.12-10-pve"
end
has etc/default/grub <"$scratch/entry"
finds 'GRUB'\''s default, by title' kernel-pin-without-reason etc/default/grub:1
echo 'GRUB_DEFAULT=gnulinux-advanced-1b2c>gnulinux-6.8.12-10-pve-advanced-1b2c' | has etc/default/grub
finds 'by id' kernel-pin-without-reason etc/default/grub:1
echo 'GRUB_DEFAULT=0' | has etc/default/grub
finds_nothing 'GRUB starts the newest'
echo 'GRUB_DEFAULT=saved' | has etc/default/grub
printf '# GRUB Environment Block\nsaved_entry=gnulinux-advanced-1b2c>gnulinux-6.8.12-10-pve-advanced-1b2c\n##\n' |
	has boot/grub/grubenv
finds 'GRUB'\''s saved choice' kernel-pin-without-reason boot/grub/grubenv:2
tap_done
