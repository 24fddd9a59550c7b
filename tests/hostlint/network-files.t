#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Rules of udev, and the files of networkd and netplan.
# shellcheck disable=SC2016,SC2154 # variables of other programs; what lib.sh sets
set -u
. tests/hostlint/lib.sh

# rule TEXT
rule() {
	echo "ACTION==\"add\", SUBSYSTEM==\"net\", $1" | has etc/udev/rules.d/99-tso.rules
}

pve
rule 'RUN+="/usr/sbin/ethtool -K %k tso off"'
finds 'RUN with %k has the name from before the rename' rule-before-rename etc/udev/rules.d/99-tso.rules:1
rule 'RUN+="/usr/sbin/ethtool -K $name tso off"'
finds_nothing '$name is the name that the card has then'
rule 'IMPORT{program}="/usr/sbin/ethtool -K %k tso off"'
finds_nothing 'IMPORT runs before the rename'
rule 'IMPORT{program}="/usr/sbin/ethtool -K $name tso off"'
finds 'when $name is a name that the card has not yet' program-before-rename etc/udev/rules.d/99-tso.rules:1
rule 'PROGRAM="/usr/sbin/ethtool -K eno1 tso off"'
finds 'so is that of today' program-before-rename etc/udev/rules.d/99-tso.rules:1
rule 'PROGRAM="/usr/sbin/ethtool -K eth0 tso off"'
finds_nothing "the kernel's it has"
rule 'KERNEL=="eno1", RUN+="/usr/sbin/ethtool -K eno1 tso off"'
finds 'at "add" no card has its final name' rule-never-matches etc/udev/rules.d/99-tso.rules:1
sed -i 's/SUBSYSTEM=="net", //' "$root/etc/udev/rules.d/99-tso.rules"
finds 'whether or not it says that it is for interfaces' rule-never-matches etc/udev/rules.d/99-tso.rules:1
rule 'KERNEL=="eno1", RUN+="/usr/sbin/ethtool -K %k tso off"'
finds 'which is said of the rule, and not of %k' rule-never-matches etc/udev/rules.d/99-tso.rules:1
rule 'KERNEL=="enp0s25", RUN+="/usr/sbin/ethtool -K $name tso off"'
finds 'nor has any the name of another day' rule-never-matches etc/udev/rules.d/99-tso.rules:1
rule 'KERNEL=="enp0s25", RUN+="/usr/sbin/ethtool -K $name rx-udp-gro-forwarding on"'
finds_nothing 'where it cures nothing it may be for a card that comes and goes'
rule 'KERNEL=="enp*", RUN+="/usr/sbin/ethtool -K $name tso off"'
finds_nothing 'nor is a pattern one name'
rule 'KERNEL=="eth0", RUN+="/usr/sbin/ethtool -K eno1 tso off"'
finds_nothing "it has the kernel's"
sed -i 's/ACTION=="add"/ACTION=="move"/; s/eth0/eno1/' "$root/etc/udev/rules.d/99-tso.rules"
finds_nothing 'at "move" it has'
sed -i 's/"move"/"add|change"/' "$root/etc/udev/rules.d/99-tso.rules"
finds 'no "change" follows' rule-never-matches etc/udev/rules.d/99-tso.rules:1
sed -i 's/ACTION=="add|change"/ACTION!="remove"/' "$root/etc/udev/rules.d/99-tso.rules"
finds_nothing 'a "move" does'
sed -i 's/ACTION!="remove", //; s/KERNEL=="eno1", //; s/-K eno1/-K %k/' "$root/etc/udev/rules.d/99-tso.rules"
finds_nothing 'and then %k is the new name'
rule 'KERNEL=="eth*", \\
	RUN+="/usr/sbin/ethtool -K enp0s25 tso off"'
finds 'a name of another day, in a rule over two lines' script-without-interface etc/udev/rules.d/99-tso.rules:1
rule 'RUN+="/usr/sbin/ethtool -K eno1 tso off || true"'
finds 'udev is no shell either' ethtool-sets-nothing etc/udev/rules.d/99-tso.rules:1
rule 'KERNEL=="en*", RUN+="/usr/sbin/ethtool -K $name tso off"'
finds 'nor has it a name of that form' rule-never-matches etc/udev/rules.d/99-tso.rules:1
rule 'KERNEL=="en*|eth*", RUN+="/usr/sbin/ethtool -K $name tso off"'
finds_nothing "one of two forms is the kernel's"
rule 'ENV{INTERFACE}=="eno1", RUN+="/usr/sbin/ethtool -K eno1 tso off"'
finds 'ENV{INTERFACE} is that name as well' rule-never-matches etc/udev/rules.d/99-tso.rules:1
rule 'NAME=="eno1", RUN+="/usr/sbin/ethtool -K eno1 tso off"'
finds_nothing 'NAME is what it will be called'
rule 'RUN+="/usr/sbin/ethtool -K $env{INTERFACE} tso off"'
finds 'in RUN, too, it is from before the rename' rule-before-rename etc/udev/rules.d/99-tso.rules:1
rule 'RUN+="/usr/local/bin/tso %k"'
printf 'ethtool -K "$1" tso off\n' | has usr/local/bin/tso
finds 'a script that gets that name' rule-before-rename etc/udev/rules.d/99-tso.rules:1
rule 'RUN+="/usr/local/bin/tso $name"'
finds_nothing 'and one that gets the other'
rm -r "${root:?}/usr/local"
mv "$root/etc/udev/rules.d/99-tso.rules" "$root/etc/udev/rules.d/70-tso.rules"
sed -i 's,/usr/local/bin/tso,/usr/sbin/ethtool -K $name tso off,' "$root/etc/udev/rules.d/70-tso.rules"
finds '$name before it is chosen' rule-before-rename etc/udev/rules.d/70-tso.rules:1
echo 'ACTION=="add", SUBSYSTEM=="net", NAME=="eno1", RUN+="/usr/sbin/ethtool -K eno1 tso off"' | has etc/udev/rules.d/70-tso.rules
finds 'nor is there anything in NAME' rule-never-matches etc/udev/rules.d/70-tso.rules:1
echo 'ACTION=="add", SUBSYSTEM=="net", RUN+="/usr/sbin/ethtool -K $env{ID_NET_NAME} tso off"' | has etc/udev/rules.d/70-tso.rules
finds 'nor in ID_NET_NAME' rule-before-rename etc/udev/rules.d/70-tso.rules:1
mv "$root/etc/udev/rules.d/70-tso.rules" "$root/etc/udev/rules.d/81-tso.rules"
finds_nothing 'which is there afterwards'
rm "$root/etc/udev/rules.d/81-tso.rules"
rule 'RUN+="ethtool -K $name tso off"'
finds 'udev searches no PATH' rule-without-path etc/udev/rules.d/99-tso.rules:1
rule "RUN+=\"/bin/sh -c 'ethtool -K \$name tso off || true'\""
finds_nothing 'a shell that udev runs does, and knows "||"'
rule 'RUN+="/usr/sbin/ip link set %k up"'
finds_nothing 'a rule without ethtool is no affair of ours'
pve
mv "$root/sys/class/net/eno1" "$root/sys/class/net/eth0"
mv "$root/sys/bus/pci/devices/0000:00:19.0/net/eno1" "$root/sys/bus/pci/devices/0000:00:19.0/net/eth0"
rule 'RUN+="/usr/sbin/ethtool -K %k tso off"'
finds_nothing 'where no card is renamed %k is right'

pve
has etc/systemd/network/99-tso.network <<-end
	[Match]
	Name=eno1
	[Link]
	TCPSegmentationOffload=no
end
finds 'a key of .link files in a .network file' network-file-key etc/systemd/network/99-tso.network:4
sed -i 's/^TCP.*/MTUBytes=9000\nRequiredForOnline=no/' "$root/etc/systemd/network/99-tso.network"
finds_nothing 'keys that it has'
rm -r "$root/etc/systemd"

has etc/systemd/network/01-tso.link <<-end
	[Match]
	OriginalName=eno1
	[Link]
	TCPSegmentationOffload=no
	TCP6SegmentationOffload=no
end
finds "OriginalName= is the kernel's name, not today's" link-original-name etc/systemd/network/01-tso.link:2
mkdir -p "$root/run/systemd"
mv "$root/etc/systemd/network" "$root/run/systemd"
finds_nothing 'netplan writes such files'
rm -r "$root/run/systemd" "$root/etc/systemd"

# netplan LINE...: of two cards, the lines for eno1
netplan() {
	has etc/netplan/01.yaml <<-end
		network:
		  ethernets:
		    eno1:
		$(printf '      %s\n' "$@")
		    eno2:
		      dhcp4: true
	end
}
netplan 'tcp-segmentation-offload: false'
finds 'netplan has a key of its own for IPv6' netplan-half-tso etc/netplan/01.yaml:4
netplan 'tcp-segmentation-offload: false' 'dhcp4: true' 'tcp6-segmentation-offload: false'
finds_nothing 'with both it is right'
netplan 'tcp-segmentation-offload: "no"'
finds 'in quotes' netplan-half-tso etc/netplan/01.yaml:4
netplan 'match: {macaddress: "02:00:00:00:00:01"}' 'tcp-segmentation-offload: false' 'tcp6-segmentation-offload: false'
sed -i 's/eno1:/lan:/' "$root/etc/netplan/01.yaml"
finds_nothing 'with match: the name is any word'
sed -i '/match:/d' "$root/etc/netplan/01.yaml"
finds 'without it is that of a card' stanza-without-interface etc/netplan/01.yaml:4
printf 'network: {version: 2}\nnetwork:\n  ethernets:\n    eno1: {tcp-segmentation-offload: false}\n' | has etc/netplan/01.yaml
finds 'in braces' netplan-half-tso etc/netplan/01.yaml:4
netplan 'tcp-segmentation-offload: true'
finds_nothing 'on is no cure'
netplan 'dhcp4: true # tcp-segmentation-offload: false' '#tcp-segmentation-offload: false'
finds_nothing 'nor is a comment'
netplan 'tcp-segmentation-offload: "no#" # no' "tcp-segmentation-offload: 'off' # for the card"
finds 'one may stand behind it' netplan-half-tso etc/netplan/01.yaml:5
netplan 'tcp-segmentation-offload: false'
printf 'network:\n  ethernets:\n    eno1:\n      tcp6-segmentation-offload: false\n' | has etc/netplan/60-b.yaml
finds_nothing 'files add to each other'
sed -i 's/eno1/eno2/' "$root/etc/netplan/60-b.yaml"
finds 'where they are about the same card' netplan-half-tso etc/netplan/01.yaml:4
sed -i 's/eno2/eno1/; s/tcp6-/tcp-/' "$root/etc/netplan/60-b.yaml"
finds 'the last has the last word' netplan-half-tso etc/netplan/60-b.yaml:4
sed -i 's/false/true/' "$root/etc/netplan/60-b.yaml"
finds_nothing 'which may be on'
rm "$root"/etc/netplan/*
mkfifo "$root/etc/netplan/90.yaml"
finds_nothing 'a FIFO does not hold it up'
rm -r "$root/etc/netplan"

echo 'options e1000e IntMode=1' | has etc/modprobe.d/e1000e
finds 'modprobe takes only *.conf' modprobe-never-read etc/modprobe.d/e1000e:1
mv "$root/etc/modprobe.d/e1000e" "$root/etc/modprobe.d/e1000e.conf.bak"
finds_nothing 'a file put aside was not meant to be read'
rm -r "$root/etc/modprobe.d"
echo 'blacklist ixgbevf' | has etc/modprobe.conf/sriov.conf
finds 'nor does it read other folders' modprobe-never-read etc/modprobe.conf/sriov.conf:1
rm "$root/etc/modprobe.conf/sriov.conf"
echo 'options e1000e IntMode=1' | has etc/modules-load.d/e1000e.conf
finds 'modules-load.d is for names alone' modprobe-never-read etc/modules-load.d/e1000e.conf:1
echo e1000e | has etc/modules-load.d/e1000e.conf
finds_nothing 'which it may have'
echo 'options snd-hda-intel model=auto' | has etc/modprobe.conf/sriov.conf
finds_nothing 'other drivers are no affair of ours'
tap_done
