#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Parameters of drivers and of the kernel.
# shellcheck disable=SC2119,SC2154 # lint takes options, mostly none; what lib.sh sets
set -u
. tests/hostlint/lib.sh

pve
printf 'GRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX_DEFAULT="quiet e1000e.EEE=0"\n' | has etc/default/grub
echo 'root=/dev/sda1 e1000e.EEE=0' | has proc/cmdline
finds 'e1000e has no EEE, which is said once, where it is written' unknown-parameter \
	etc/default/grub:2
rm "$root/etc/default/grub"
finds 'on the command line alone' unknown-parameter proc/cmdline:1
echo 'root=/dev/sda1 "e1000e.EEE=0"' | has proc/cmdline
finds 'a parameter in quotes, as the kernel takes it' unknown-parameter proc/cmdline:1
echo 'root=/dev/sda1 -- e1000e.EEE=0' | has proc/cmdline
finds_nothing 'what the kernel hands to init is no parameter'
echo quiet | has proc/cmdline
printf 'root=ZFS=rpool/ROOT/pve-1\n' | has etc/kernel/cmdline
finds_nothing 'root=ZFS=rpool is no parameter of a driver'
echo 'root=ZFS=rpool/ROOT/pve-1 igc.EEE=0' | has etc/kernel/cmdline
finds 'systemd-boot'\''s command line' unknown-parameter etc/kernel/cmdline:1
echo 'e1000e.SmartPowerDownEnable=0 i40e.debug=1 foo.EEE=0 usbcore.autosuspend=-1' |
	has etc/kernel/cmdline
finds_nothing 'what the drivers have, and what is no network driver'
rm "$root/etc/kernel/cmdline"
printf 'title NixOS\noptions init=/nix/store/0-system/init e1000e.EEE=0 quiet\n' | has boot/loader/entries/nixos.conf
finds 'an entry of the boot loader' unknown-parameter boot/loader/entries/nixos.conf:2
sed -i 's/^options/optionsx/' "$root/boot/loader/entries/nixos.conf"
finds_nothing 'in which only the options count'
rm -r "${root:?}/boot"

printf '# no\noptions e1000e EEE=0 \\\n\tIntMode=1\n' | has etc/modprobe.d/e1000e.conf
finds 'modprobe.d' unknown-parameter etc/modprobe.d/e1000e.conf:2
build updates/e1000e.ko version=3.8.4 'parm=EEE:Enable/disable EEE (array of int)' \
	parmtype=IntMode:int 'alias=pci:v00008086d0000153Asv*sd*bc*sc*i*'
depmod
finds_nothing 'a build on disk that has EEE and IntMode'
rm "$modules/updates/e1000e.ko"
build $e1000e intree=Y parmtype=IntMode:int 'alias=pci:v00008086d0000153Asv*sd*bc*sc*i*'
depmod
finds 'a build on disk that has only one of them' unknown-parameter etc/modprobe.d/e1000e.conf:2

pve
seq -f 'word%.0f=1' -s ' ' 200000 | has etc/kernel/cmdline
# shellcheck disable=SC3045 # dash has it
(ulimit -t 5 && lint)
is 'each of many words is compared with few' '0 ' "$? $(cat "$scratch/said")"

pve
echo 'options e1000e IntMode=1 # fewer interrupts' | has etc/modprobe.d/e1000e.conf
finds 'a comment behind parameters is none' unknown-parameter etc/modprobe.d/e1000e.conf:1
echo 'options snd-hda-intel model=auto # sound' | has etc/modprobe.d/e1000e.conf
finds_nothing 'of other modules it is no affair of ours'

pve
echo 'quiet pcie_aspm=off' | has etc/kernel/cmdline
finds 'ASPM off for all' aspm-off-for-all etc/kernel/cmdline:1
echo 'quiet pcie_aspm.policy=performance pcie_aspm=force' | has etc/kernel/cmdline
finds_nothing 'other words on ASPM'
printf '%s\n' 'GRUB_CMDLINE_LINUX="quiet pcie_aspm=off"' | has etc/default/grub.d/50-x.cfg
finds 'in a fragment of the configuration of GRUB' aspm-off-for-all etc/default/grub.d/50-x.cfg:1

lint --json
jq -e '.schema == "nicquirk.lint/1" and (.findings | length) == 1 and
	(.findings[0] | .id == "aspm-off-for-all" and .severity == "minor" and .line == 1 and
	 (.file | endswith("/etc/default/grub.d/50-x.cfg")) and (.text | length) > 0 and (.advice | length) > 0)' \
	"$scratch/out" >"$scratch/said"
tap $? 'as JSON' <"$scratch/out"
mkdir -p "$root/etc/kernel/cmdline.d" "$root/etc/modprobe.d/x.conf"
lint
is 'what cannot be read is said, and the rest still judged' '2 1 1' \
	"$? $(wc -l <"$scratch/out") $(grep -c 'x.conf: Is a directory' "$scratch/said")"
pve
mkdir -p "$root/etc/default/grub"
lint
is 'and once' "2 $root/etc/default/grub: Is a directory" "$? $(cat "$scratch/said")"
# Other loaders' lines
pve
while read -r path text; do
	printf 'DEFAULT linux\n%s\n' "$text" | has "$path"
	finds "a line of $path" unknown-parameter "$path:2"
	sed -i 's/e1000e.tso/e1000e.IntMode/' "$root/$path"
	finds_nothing "which may have what the driver has: $path"
	rm "$root/$path"
done <<'end'
etc/default/u-boot U_BOOT_PARAMETERS="ro quiet e1000e.tso=0"
boot/extlinux/extlinux.conf   APPEND root=/dev/sda1 e1000e.tso=0
boot/extlinux/extlinux.conf append	e1000e.tso=0
boot/firmware/cmdline.txt quiet e1000e.tso=0
boot/cmdline.txt quiet e1000e.tso=0
end
printf '  APPENDIX e1000e.tso=0\n' | has boot/extlinux/extlinux.conf
finds_nothing 'another word is no line of it'

# Lines that modprobe passes over
pve
while read -r line; do
	echo "$line" | has etc/modprobe.d/nic.conf
	finds "modprobe ignores $line" modprobe-line-ignored etc/modprobe.d/nic.conf:1
	modprobe -C "$root/etc/modprobe.d" -c 2>&1 | grep -q 'ignoring bad line'
	tap $? "as the real one shows: $line"
done <<'end'
option e1000e IntMode=1
e1000e IntMode=1
Options e1000e IntMode=1
black-list e1000e
end
while read -r line; do
	echo "$line" | has etc/modprobe.d/nic.conf
	finds_nothing "modprobe takes $line"
	! modprobe -C "$root/etc/modprobe.d" -c 2>&1 | grep -q 'ignoring bad line'
	tap $? "the real one as well: $line"
done <<'end'
options e1000e IntMode=1
softdep e1000e pre: ptp
alias eth0 e1000e
blacklist e1000
end
printf 'option snd_hda_intel index=1\nweakdep e1000e ptp\n' | has etc/modprobe.d/nic.conf
finds_nothing 'other drivers, and what kmod 33 has learned'
echo 'options e1000 InterruptThrottleRate=3000' | has etc/modprobe.d/nic.conf
finds 'e1000 is another driver' modprobe-line-ignored etc/modprobe.d/nic.conf:1
card 0000:02:00.0 100e e1000
finds_nothing 'which a second card may have'
"${BUILD:-build}/nicquirk" --facts tests/facts/m920q.json lint >"$scratch/out" 2>"$scratch/said"
is 'a facts file has nothing to lint' 2 $?
tap_done
