#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Lines of udev rules that udev leaves out, that match no interface, or any; and files that nobody reads.
# shellcheck disable=SC2016,SC2154 # variables of udev; what lib.sh sets
set -u
. tests/hostlint/lib.sh
rules=etc/udev/rules.d
run='RUN+="/usr/sbin/ethtool -K $name tso off gso off"'

# rule LINE...
rule() {
	pve
	printf '%s\n' "$@" | has $rules/99-tso.rules
}

# verifies refused|taken LINE: what the real udev makes of it, where it can say (systemd 254)
verifies() {
	udevadm verify --help >/dev/null 2>&1 || return 0
	printf '%s\n' "$2" >"$scratch/verify.rules"
	udevadm verify --no-summary --resolve-names=never "$scratch/verify.rules" >"$scratch/said" 2>&1
	grep -q 'Invalid' "$scratch/said" && result=refused || result=taken
	is "as the real one shows: $2" "$1" "$result"
}

net='ACTION=="add", SUBSYSTEM=="net"'
while read -r line; do
	rule "$line"
	finds "left out: $line" rule-not-valid $rules/99-tso.rules:1
	verifies refused "$line"
done <<end
ACTION="add", SUBSYSTEM=="net", DRIVERS=="e1000e", $run
ACTION=="add", SUBSYSTEM="net", DRIVERS=="e1000e", $run
ACTION=="add", SUBSYTEM=="net", DRIVERS=="e1000e", $run
action=="add", SUBSYSTEM=="net", $run
$net, KERNEL="eth0", $run
$net, DRIVERS="e1000e", $run
$net, ATTRS{address}="02:00:00:00:00:01", $run
$net, RUN=="/usr/sbin/ethtool -K \$name tso off"
$net, ATTR=="02:00:00:00:00:01", $run
$net, TEST="/etc/offload", $run
ACTION==add, SUBSYSTEM=="net", $run
ACTION=='add', SUBSYSTEM=="net", $run
$net; $run
$net, $run # the card hangs
$net, RUN+="/bin/sh -c "ethtool -K \$name tso off""
$net, RUN+="/usr/sbin/ethtool -K \$name tso off
end
while read -r line; do
	rule "$line"
	finds_nothing "taken: $line"
	verifies taken "$line"
done <<end
$net, DRIVERS=="e1000e", $run
ACTION == "add" , SUBSYSTEM == "net", DRIVERS == "?*", RUN += "/usr/sbin/ethtool -K \$name tso off"
ACTION=="add" SUBSYSTEM=="net" $run
$net, RUN{program}+="/usr/sbin/ethtool -K \$name tso off"
$net, RUN="/usr/sbin/ethtool -K \$name tso off", OPTIONS+="nowatch"
$net, ATTRS{vendor}=="0x8086", ATTRS{device}=="0x153a", DRIVERS=="e1000e", $run
$net, ATTR{device/vendor}=="0x8086", ATTR{address}=="02:00:00:00:00:01", $run
$net, KERNELS=="0000:00:19.0", ATTR{tx_queue_len}="2000", $run
$net, ENV{ID_NET_DRIVER}=="e1000e", ENV{NICS}="1", TAG+="systemd", $run
$net, ATTR{address}=="02:00:00:00:00:0[Aa1]", SUBSYSTEMS=="pci", $run
$net, TEST=="device/vendor", PROGRAM="/bin/true", RESULT=="", $run
$net, ATTRS{address}=="02:00:00:00:00:01", $run
end

# Tests that no interface passes
while read -r tests; do
	rule "$net, $tests, $run"
	finds "no interface has $tests" rule-never-matches $rules/99-tso.rules:1
	verifies taken "$net, $tests, $run"
done <<'end'
DRIVER=="e1000e"
ATTR{vendor}=="0x8086"
ATTR{device}=="0x153a", ATTRS{vendor}=="0x8086"
ATTR{address}=="02:00:00:00:00:0A"
DRIVERS=="e1000e", ATTRS{address}=="02:00:00:00:00:01"
ATTRS{address}=="02:00:00:00:00:01", SUBSYSTEMS=="pci"
KERNELS=="0000:00:19.0", ATTRS{address}=="02:00:00:00:00:01"
end
rule 'ACTION=="add", SUBSYSTEM=="pci", DRIVER=="e1000e", RUN+="/usr/sbin/ethtool -K eno1 tso off"'
finds_nothing 'a card has DRIVER'
rule "$net, ATTR{address}==i\"02:00:00:00:00:0A\", $run"
finds_nothing 'with i"..." large letters are as good'

# What was to be a test, and is not
for set in 'ATTR{address}="02:00:00:00:00:01"' 'ENV{ID_NET_DRIVER}="e1000e"' 'ATTR{device/vendor}="0x8086"'; do
	rule "$net, $set, $run"
	finds "it sets $set" rule-not-valid $rules/99-tso.rules:1
done
rule 'ACTION="add", SUBSYSTEM=="usb", RUN+="/bin/true"'
finds_nothing 'where no card is set that is no affair of ours'

# What GOTO leaves out
old='DRIVERS=="e1000e", RUN+="/usr/sbin/ethtool -K %k tso off"'
rule 'SUBSYSTEM!="net", GOTO="end"' 'ACTION!="add", GOTO="end"' "$old" 'LABEL="end"'
finds '%k behind two of them' rule-before-rename $rules/99-tso.rules:3
rule 'SUBSYSTEM!="net", GOTO="end"' 'ACTION!="add|move", GOTO="end"' "$old" 'LABEL="end"'
finds_nothing 'at "move" it is the new name'
rule 'SUBSYSTEM!="net", GOTO="end"' 'ACTION!="add", GOTO="end"' 'LABEL="end"' "$old"
finds_nothing 'behind the label all events come'
rule 'SUBSYSTEM!="net", GOTO="end"' 'ACTION=="remove", GOTO="end"' "$old" 'LABEL="end"'
finds_nothing 'all but "remove" as well'

# Files that nobody reads
pve
while read -r path text; do
	echo "$text" | has "$path"
	finds "nobody reads $path" file-never-read "$path:1"
	mv "$root/$path" "$root/$path.bak"
	finds_nothing 'it was put aside'
	rm "$root/$path.bak"
done <<end
etc/udev/99-tso.rules $net, $run
etc/udev/rules.d/99-tso.conf $net, $run
etc/udev/rules.d/99-tso $net, $run
etc/systemd/tso.service ExecStart=/usr/sbin/ethtool -K eno1 tso off
etc/systemd/system/tso ExecStart=/usr/sbin/ethtool -K eno1 tso off
etc/systemd/user/tso.service ExecStart=/usr/sbin/ethtool -K eno1 tso off
etc/systemd/10-tso.link TCPSegmentationOffload=no
etc/systemd/system/10-tso.link TCPSegmentationOffload=no
etc/systemd/network/10-tso.conf TCPSegmentationOffload=no
etc/systemd/network/10-tso TCPSegmentationOffload=no
etc/netplan/01-tso.yml tcp-segmentation-offload: false
end
while read -r path text; do
	echo "$text" | has "$path"
	finds_nothing "$path may be meant so"
	rm "$root/$path"
done <<end
etc/udev/rules.d/99-tso.rules.off $net, $run
etc/udev/tso.sh ethtool -K "\$1" tso off
etc/udev/rules.d/README RUN+= takes /usr/sbin/ethtool -k eno1
etc/systemd/system/tso.sh ethtool -K eno1 tso off
etc/systemd/system.conf ExecStart=/usr/sbin/ethtool -K eno1 tso off
etc/netplan/01-tso.yaml.disabled tcp-segmentation-offload: false
etc/systemd/network/notes MTUBytes=9000
end
tap_done
