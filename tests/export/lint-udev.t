#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What lint states of rules and .link files, and what a udevd makes of the same files when a card is added:
# each row is what lint finds, and the card's name and its TSO over IPv4 and over IPv6 afterwards.
# usage: lint-udev.t SUITE
# shellcheck disable=SC2016,SC2034,SC2154 # udev's variables; what the libraries set and use
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/export/lib.sh
. tests/hostlint/lib.sh
enter systemd "$NICQUIRK_TEST_ROOTS/ifupdown2"
slot=0000:00:19.0 # pve's
network=etc/systemd/network

# begin: a host whose owner has written nothing, with the .link files of its systemd
begin() {
	pve
	mkdir -p "$root/usr/lib/systemd"
	cp -r "$scratch/systemd/usr/lib/systemd/network" "$root/usr/lib/systemd"
}

# row TEXT FINDINGS STATE
row() {
	local folder

	lint
	found=$(sed -n 's/.*\[\(.*\)\]$/\1/p' "$scratch/out" | paste -sd ' ')
	for folder in etc/udev etc/systemd/network usr/local; do
		rm -rf "${scratch:?}/systemd/$folder"
		mkdir -p "$scratch/systemd/$folder"
		[ ! -d "$root/$folder" ] || cp -r "$root/$folder/." "$scratch/systemd/$folder"
	done
	udevd_start
	plug
	udevd_stop
	is "$1" "${2:--}: $3" "${found:--}: $(plugged)"
}

# rule TEXT [FILE]: a rule of the owner's for the "add" of an interface
rule() {
	rm -rf "$root/etc/udev"
	echo "ACTION==\"add\", SUBSYSTEM==\"net\", $1" | has "etc/udev/rules.d/${2:-99-tso.rules}"
}

# link NAME MATCH LINE...
link() {
	has "$network/$1" <<-end
		[Match]
		$2
		[Link]
		$(printf '%s\n' "${@:3}")
	end
}

begin
row 'nothing' '' 'eno1 on on'

# Rules
ethtool=/usr/sbin/ethtool
rule "RUN+=\"$ethtool -K %k tso off\""
row 'RUN with %k' rule-before-rename 'eno1 on on'
rule "RUN+=\"$ethtool -K \$kernel tso off\""
row 'RUN with $kernel' rule-before-rename 'eno1 on on'
rule "RUN+=\"$ethtool -K \$env{INTERFACE} tso off\""
row 'RUN with $env{INTERFACE}' rule-before-rename 'eno1 on on'
rule "RUN+=\"$ethtool -K %E{INTERFACE} tso off\""
row 'RUN with %E{INTERFACE}' rule-before-rename 'eno1 on on'
rule "RUN+=\"$ethtool -K \$name tso off\""
row 'RUN with $name, in a file behind 80-net-setup-link' '' 'eno1 off off'
rule "RUN+=\"$ethtool -K \$name tso off\"" 70-tso.rules
row 'RUN with $name, in a file before it' rule-before-rename 'eno1 on on'
rule "RUN+=\"$ethtool -K \$env{ID_NET_NAME} tso off\"" 70-tso.rules
row 'RUN with $env{ID_NET_NAME}, in a file before 80-net-setup-link' rule-before-rename 'eno1 on on'
rule "RUN+=\"$ethtool -K \$env{ID_NET_NAME} tso off\""
row 'and in one behind it' '' 'eno1 off off'
rule "IMPORT{program}=\"$ethtool -K %k tso off\""
row 'IMPORT with %k' '' 'eno1 off off'
rule "IMPORT{program}=\"$ethtool -K eno1 tso off\"" 70-tso.rules
row 'IMPORT with the new name' program-before-rename 'eno1 on on'
rule "IMPORT{program}=\"$ethtool -K eth0 tso off\""
row "IMPORT with the kernel's name" '' 'eno1 off off'
rule "IMPORT{program}=\"$ethtool -K \$name tso off\"" 70-tso.rules
row 'IMPORT with $name, before 80-net-setup-link' '' 'eno1 off off'
# systemd 252 has given the new name by then, as a second one.
rule "IMPORT{program}=\"$ethtool -K \$name tso off\""
after='on on'
[ "$suite" != bookworm ] || after='off off'
row 'IMPORT with $name, behind 80-net-setup-link' program-before-rename "eno1 $after"
rule "PROGRAM=\"$ethtool -K \$name tso off\""
row 'PROGRAM with $name, behind it' program-before-rename "eno1 $after"
rule "PROGRAM=\"$ethtool -K %k tso off\""
row 'PROGRAM with %k' '' 'eno1 off off'
rule "RUN+=\"$ethtool -K eth0 tso off\""
row "RUN with the kernel's name" script-without-interface 'eno1 on on'
rule "RUN+=\"$ethtool -K enp9s0 tso off\""
row 'RUN with a name of another day' script-without-interface 'eno1 on on'
rule "RUN+=\"$ethtool -K eno1 tso off\""
row 'RUN with the name of today' '' 'eno1 off off'
rule "RUN+=\"ethtool -K \$name tso off\""
row 'RUN without a path' rule-without-path 'eno1 on on'
rule "RUN+=\"$ethtool -K \$name tso off || true\""
row 'RUN with words of a shell' ethtool-sets-nothing 'eno1 on on'
rule "RUN+=\"/bin/sh -c '$ethtool -K \$name tso off || true'\""
row 'RUN of a shell' '' 'eno1 off off'
for key in KERNEL 'ENV{INTERFACE}'; do
	rule "$key==\"eno1\", RUN+=\"$ethtool -K eno1 tso off\""
	row "$key is not today's name" rule-never-matches 'eno1 on on'
	rule "$key==\"en*\", RUN+=\"$ethtool -K \$name tso off\""
	row "$key is not of its form" rule-never-matches 'eno1 on on'
	rule "$key==\"eth0\", RUN+=\"$ethtool -K eno1 tso off\""
	row "$key is the kernel's name" '' 'eno1 off off'
	rule "$key==\"en*|eth*\", RUN+=\"$ethtool -K \$name tso off\""
	row "$key is one of two forms" '' 'eno1 off off'
done
rule "KERNEL==\"eno1\", RUN+=\"$ethtool -K eno1 tso off\""
sed -i 's/SUBSYSTEM=="net", //' "$root"/etc/udev/rules.d/*
row 'a rule that does not say of what it is' rule-never-matches 'eno1 on on'
rule "NAME==\"eno1\", RUN+=\"$ethtool -K eno1 tso off\""
row 'NAME is the new name, behind 80-net-setup-link' '' 'eno1 off off'
rule "NAME==\"eno1\", RUN+=\"$ethtool -K eno1 tso off\"" 70-tso.rules
row 'and nothing before it' rule-never-matches 'eno1 on on'
# initramfs: what an "add" does once more to a card that the initramfs has renamed
initramfs() {
	udevd_start
	within systemd udevadm trigger --action=add --settle /sys/class/net/eno1
	udevd_stop
	is "$1" "$2" "$(plugged)"
}
rule "KERNEL==\"eno1\", RUN+=\"$ethtool -K eno1 tso off\""
row "KERNEL is not today's name" rule-never-matches 'eno1 on on'
initramfs 'unless the initramfs has renamed it' 'eno1 off off'
sed -i 's/"add"/"move"/' "$root"/etc/udev/rules.d/*
row 'at "move" KERNEL is the new name' '' 'eno1 off off'
sed -i 's/"move"/"add|change"/' "$root"/etc/udev/rules.d/*
row 'at "change" it would be, and there is none' rule-never-matches 'eno1 on on'
sed -i 's/ACTION=="add|change"/ACTION!="remove"/' "$root"/etc/udev/rules.d/*
row 'a rule for all but "remove" has the "move"' '' 'eno1 off off'
rule "RUN+=\"$ethtool -K %k tso off\""
sed -i 's/"add"/"move"/' "$root"/etc/udev/rules.d/*
row 'as %k' '' 'eno1 off off'
sed -i 's/ACTION=="move", //' "$root"/etc/udev/rules.d/*
row 'and where no ACTION is asked for' '' 'eno1 off off'
printf '#!/bin/sh\nethtool -K "$1" tso off\n' | has usr/local/bin/tso
chmod +x "$root/usr/local/bin/tso"
rule 'RUN+="/usr/local/bin/tso %k"'
row 'a script with %k' rule-before-rename 'eno1 on on'
rule 'RUN+="/usr/local/bin/tso $name"'
row 'a script with $name' '' 'eno1 off off'

onboard=
mv "$root/sys/class/net/eno1" "$root/sys/class/net/eth0"
mv "$root/sys/bus/pci/devices/$slot/net/eno1" "$root/sys/bus/pci/devices/$slot/net/eth0"
rule "RUN+=\"$ethtool -K %k tso off\""
row 'where no card is renamed %k is right' '' 'eth0 off off'
onboard=eno1

# .link files
both='TCPSegmentationOffload=no
TCP6SegmentationOffload=no'
begin
link 10-tso.link "Path=pci-$slot" "$both"
row 'a file that names no card' link-takes-name 'eth0 off off'
link 10-tso.link "Path=pci-$slot" "$both" 'NamePolicy=keep onboard path'
row 'one with NamePolicy=' '' 'eno1 off off'
link 10-tso.link "Path=pci-$slot" "$both" Name=lan0
row 'one with Name=' '' 'lan0 off off'
link 10-tso.link "Path=pci-$slot" 'NamePolicy=keep onboard' TCPSegmentationOffload=off
row 'TSO off over IPv4 alone' link-half-tso 'eno1 off on'
for word in no N off 0; do
	link 10-tso.link "Path=pci-$slot" "TCPSegmentationOffload=$word" 'NamePolicy=onboard' TCP6SegmentationOffload=n
	row "$word is no" '' 'eno1 off off'
done
link 10-tso.link "Path=pci-$slot" TCPSegmentationOffload=yes 'NamePolicy=onboard'
row 'yes is not' '' 'eno1 on on'
link 10-tso.link "Path=pci-$slot" TCPSegmentationOffload=none 'NamePolicy=onboard'
row 'none is neither' link-key-ignored 'eno1 on on'
link 10-tso.link OriginalName=eno1 "$both" NamePolicy=onboard
row "OriginalName= with today's name counts at the second event" link-original-name 'eno1 off off'
grep -q 'ACTION=move' "$scratch/udevd" && sed '/ACTION=move/,$d' "$scratch/udevd" | grep -q 'Config file.*99-default.link is applied' &&
	sed -n '/Processing device.*ACTION=move/,$p' "$scratch/udevd" | grep -q 'Config file.*10-tso.link is applied'
tap $? 'which is "move"' < <(grep 'Config file' "$scratch/udevd")
for match in "Path=pci-$slot" 'Path=pci-0000:01:00.0 pci-0000:00:19.*' MACAddress=02-00-00-00-00-01 MACAddress=0200.0000.0001 \
	Property=ID_MODEL_ID=0x153a Type=ether 'OriginalName=eth*' OriginalName=eth0 'MACAddress=02:00:00:00:00:02
MACAddress=02:00:00:00:00:01' 'MACAddress=02:00:00:00:00:02
MACAddress=
MACAddress=02:00:00:00:00:01' "Path=pci-0000:01:00.0
Path=pci-$slot" 'Path=!pci-0000:01:00.0' 'Property=ID_VENDOR_ID=0x8086 ID_MODEL_ID=0x153a' 'KernelVersion=>5' \
	'Kind=veth'; do
	link 10-tso.link "$match" "$both"
	row "$(echo "$match" | tr '\n' ' ') is or may be this card" link-takes-name 'eth0 off off'
done
for match in Path=pci-0000:00:1f.6 MACAddress=02:00:00:00:00:02 Type=wlan "Path=pci-$slot
Property=ID_MODEL_ID=0x15b8" 'MACAddress=02:00:00:00:00:01
MACAddress=
MACAddress=02:00:00:00:00:02' "Path=!pci-$slot" "Path=pci-$slot
Path=!pci-$slot" "Path=!pci-0000:01:00.0 pci-$slot" 'Property=ID_MODEL_ID=0x153a
Property=ID_VENDOR_ID=0x10ec' 'Property=ID_MODEL_ID=0x153a ID_VENDOR_ID=0x10ec' 'Property=!ID_MODEL_ID=0x153a'; do
	link 10-tso.link "$match" "$both"
	row "$(echo "$match" | tr '\n' ' ') is not this card" '' 'eno1 on on'
done
link 10-tso.link '' "$both"
row 'a file that says for no card' link-original-name 'eno1 on on'
link 10-tso.link "Path=pci-$slot" "$both"
printf '[Link]\nNamePolicy=keep onboard\n' | has $network/10-tso.link.d/name.conf
row 'a drop-in can give the name back' '' 'eno1 off off'
mv "$root/$network/10-tso.link.d/name.conf" "$root/$network/10-tso.link.d/name.link"
row 'one that is not called .conf is none' link-takes-name 'eth0 off off'
rm -r "${root:?}/$network"
printf '[Link]\n%s\n' "$both" | has $network/99-default.link.d/tso.conf
row "a drop-in of systemd's own file" '' 'eno1 off off'
printf '[Link]\nTCPSegmentationOffload=no\n' | has $network/99-default.link.d/tso.conf
row 'TSO off over IPv4 alone in one' link-half-tso 'eno1 off on'
rm -r "${root:?}/$network"

pve_name
row 'a pinned name' '' 'nic0 on on'
link 60-tso.link "Path=pci-$slot" 'NamePolicy=keep onboard' "$both"
row 'a file behind the one that wins' link-never-used 'nic0 on on'
rm "$root/$network/60-tso.link"
link 40-tso.link "Path=pci-$slot" 'NamePolicy=onboard' "$both"
row 'one before it has the name as well' link-never-used 'eno1 off off'
link 40-tso.link "Path=pci-$slot" Name=nic0 "$both"
row 'which it may repeat' '' 'nic0 off off'
rm "$root/$network/40-tso.link"
printf '[Link]\n%s\n' "$both" | has $network/50-pve-nic0.link.d/tso.conf
row 'a drop-in of the one that wins' '' 'nic0 off off'
printf '[Link]\n%s\n' "$both" | has $network/99-default.link.d/tso.conf
rm -r "$root/$network/50-pve-nic0.link.d"
row 'a drop-in of one that does not' link-never-used 'nic0 on on'
rm -r "${root:?}/$network"
mkdir "$root/$network"
ln -s /dev/null "$root/$network/50-pve-nic0.link"
row 'a file of that name in /etc masks it' '' 'eno1 on on'
printf '[Match]\nMACAddress=02:00:00:00:00:01\n[Link]\nNamePolicy=onboard\nTCPSegmentationOffload=no\n' >"$scratch/new"
rm "$root/$network/50-pve-nic0.link"
has $network/50-pve-nic0.link <"$scratch/new"
row 'or stands in for it' link-half-tso 'eno1 off on'
tap_done
