#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Interfaces that programs make and remove: that one is not there, or how udev names it, is no fault.
# shellcheck disable=SC2016,SC2154 # variables of other shells; what lib.sh sets
set -u
. tests/hostlint/lib.sh
interfaces=etc/network/interfaces
rules=etc/udev/rules.d/99-tso.rules

# ifupdown2 LINE...: a host with it that reads these lines
ifupdown2() {
	pve
	has usr/share/ifupdown2/__main__.py </dev/null
	printf '%s\n' 'auto lo' 'iface lo inet loopback' "$@" | has $interfaces
}

# Stanzas that make their interface
tso='	post-up ethtool -K $IFACE tso off'
for line in '	link-type dummy' '	vrf-table auto' '	veth-peer-name other' '	use wireguard' '	wireguard-config-path /etc/x'; do
	ifupdown2 'auto new0' 'iface new0 inet manual' "$line" "$tso"
	finds_nothing "made by$line"
done
for method in ppp tunnel 6to4; do
	ifupdown2 'auto new0' "iface new0 inet $method" "$tso"
	finds_nothing "made by the method $method"
done
ifupdown2 'auto new0' 'iface new0 inet manual' '	use link' "$tso"
finds 'one that nothing makes' stanza-without-interface $interfaces:6

# Names that say it
for name in wg0 tap3 docker0 virbr1 veth1a2b br-1a2b3c4d tailscale0 ppp0 fwln100i0 bond3 vmbr7 br1 wlan0 wlp3s0; do
	pve
	unit "/usr/sbin/ethtool -K $name rx-gro-list off" After=network.target
	finds_nothing "$name comes and goes"
done
for name in enp0s25 eth0 nic7 lan1 brno telenet bridge0; do
	unit "/usr/sbin/ethtool -K $name rx-gro-list off" After=network.target
	finds "$name may be a card's" unit-without-interface etc/systemd/system/fix.service:5
done
mkdir -p "$root/sys/class/net/docker0/bridge" "$root/sys/class/net/wg0"
for name in docker0 wg0 virbr0; do
	unit "/usr/sbin/ethtool -K $name tso off" After=network.target
	finds_nothing "of $name no card is cured, late or not"
done
unit '/usr/sbin/ethtool -K bond0 tso off' After=network.target
finds 'what goes through a bond goes through a card' unit-too-late etc/systemd/system/fix.service:2
pve
unit '/usr/sbin/ethtool -K vpn7 rx-gro-list off' After=network.target
sed -i 's|^ExecStart=|ExecStart=/usr/sbin/ip link add vpn7 type wireguard\n&|' "$root/etc/systemd/system/fix.service"
finds_nothing 'the unit makes it'
sed -i 's/add vpn7/add vpn8/' "$root/etc/systemd/system/fix.service"
finds 'or another' unit-without-interface etc/systemd/system/fix.service:6
pve
for test in '[ -d /sys/class/net/eno7 ] \&\&' '[ ! -e /sys/class/net/eno7/device ] ||'; do
	unit '/bin/sh -c "TEST ethtool -K eno7 tso off"' Before=network-pre.target
	sed -i "s#TEST#$test#" "$root/etc/systemd/system/fix.service"
	finds_nothing "a command that looks whether it is there: $test"
done
sed -i 's|/eno7|/eno8|' "$root/etc/systemd/system/fix.service"
finds 'or for another' unit-without-interface etc/systemd/system/fix.service:5

# Rules for what is never renamed
pve
for for in 'KERNEL=="tap*"' 'KERNEL=="veth*|fwpr*"' 'ENV{INTERFACE}=="wg*"' 'DRIVERS=="r8169"' 'DRIVERS=="r8169|cdc_ether"' \
	'ENV{ID_NET_DRIVER}=="veth"'; do
	echo "ACTION==\"add\", SUBSYSTEM==\"net\", $for, RUN+=\"/usr/sbin/ethtool -K %k tso off\"" | has $rules
	finds_nothing "no card here is one with $for"
done
for for in 'KERNEL=="eth*"' 'KERNEL=="tap*|e*"' 'DRIVERS=="e1000e"' 'DRIVERS=="?*"' 'DRIVERS=="igb|e1000*"'; do
	echo "ACTION==\"add\", SUBSYSTEM==\"net\", $for, RUN+=\"/usr/sbin/ethtool -K %k tso off\"" | has $rules
	finds "a card may be one with $for" rule-before-rename $rules:1
done

# What does nothing
pve
for word in : true; do
	printf '#!/bin/sh\n%s ethtool -K eth2 tso off\n' $word | has etc/rc.local
	finds_nothing "\"$word\" runs nothing"
done
printf '#!/bin/sh\ntrue && ethtool -K eth2 tso off\n' | has etc/rc.local
finds 'what follows it runs' script-without-interface etc/rc.local:2
tap_done
