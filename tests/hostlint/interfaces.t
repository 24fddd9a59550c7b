#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# /etc/network/interfaces, as ifupdown and as ifupdown2 read it.
# shellcheck disable=SC2119,SC2154 # lint takes options, mostly none; what lib.sh sets
set -u
. tests/hostlint/lib.sh

ifupdown() {
	has sbin/ifup </dev/null
}

ifupdown2() {
	has usr/share/ifupdown2/__main__.py </dev/null
}

# with LINE...: the lines in the port's stanza
with() {
	has etc/network/interfaces <<-end
		auto lo
		iface lo inet loopback

		iface eno1 inet manual
		$(printf '%s\n' "$@")

		auto vmbr0
		iface vmbr0 inet static
		    address 192.0.2.2/24
		    bridge-ports eno1
		    bridge-stp off
	end
}

pve
finds_nothing 'a host that nobody did anything to is clean'

tso='    post-up ethtool --features eno1 tso off'
ifupdown
with "$tso"
finds 'ifupdown never runs the hook of a port' port-hook-never-run etc/network/interfaces:5
with '    post-up ethtool -k eno1'
finds_nothing 'a hook that only shows a card is no cure'
with "$tso"
has etc/network/interfaces.d/port <<-end
	auto eno1
end
echo 'source /etc/network/interfaces.d/*' >>"$root/etc/network/interfaces"
finds_nothing 'with "auto" in a file that it sources it runs'
with "$tso"
echo 'allow-hotplug eno1' >>"$root/etc/network/interfaces"
finds_nothing 'with "allow-hotplug" it runs'
with
has etc/network/interfaces.d/port <<-end
	iface eno1 inet manual
	    pre-up /sbin/ethtool --set-eee \$IFACE \\
	        eee off || true
end
echo 'source-directory interfaces.d' >>"$root/etc/network/interfaces"
finds 'a hook in a sourced folder, over two lines' port-hook-never-run \
	etc/network/interfaces.d/port:2
mv "$root/etc/network/interfaces.d/port" "$root/etc/network/interfaces.d/port.bak"
finds_nothing 'of a folder ifupdown leaves out what is called .bak'
rm "$root/sbin/ifup"
with "$tso"
finds_nothing 'without ifupdown nobody reads the file'

pve
ifupdown2
with "$tso"
finds_nothing 'ifupdown2 runs it'
with '    tso-offload off'
finds_nothing 'ifupdown2 knows tso-offload'
with '    offload-tso off'
finds 'ifupdown2 does not know offload-tso' other-ifupdown etc/network/interfaces:5
has etc/network/if-up.d/ethtool </dev/null
finds 'nor does it by the ethtool package alone' other-ifupdown etc/network/interfaces:5
printf 'a=b\naddon_scripts_support=1\n' | has etc/network/ifupdown2/ifupdown2.conf
finds_nothing 'it does where it runs the hooks of ifupdown'

pve
ifupdown
with '    tso-offload off' 'auto eno1'
finds 'ifupdown does not know tso-offload' other-ifupdown etc/network/interfaces:5
with '    offload-tso off' 'auto eno1'
finds 'without the ethtool package nobody acts upon offload-tso' other-ifupdown \
	etc/network/interfaces:5
has etc/network/if-up.d/ethtool </dev/null
finds_nothing 'with it ifupdown knows offload-tso'

with "$tso"
sed -i 's/iface eno1/iface enp0s25/' "$root/etc/network/interfaces"
finds 'a stanza for the name of another day' stanza-without-interface etc/network/interfaces:5
with '    pre-up ip link add eno9 type dummy' '    post-up ethtool -K eno9 tso off' 'auto eno9'
sed -i 's/iface eno1/iface eno9/' "$root/etc/network/interfaces"
finds_nothing 'an interface that its stanza makes'
with '    pre-up sleep 2' "$tso" 'auto enp0s25'
sed -i 's/iface eno1/iface enp0s25/' "$root/etc/network/interfaces"
finds 'one that its stanza does not make' stanza-without-interface etc/network/interfaces:6
with "$tso" '    vlan-raw-device eno1'
sed -i 's/iface eno1/iface lan7/' "$root/etc/network/interfaces"
finds_nothing 'a VLAN that is not up'
rm -r "$root/sys/class/net"
with "$tso" 'auto enp0s25'
sed -i 's/iface eno1/iface enp0s25/' "$root/etc/network/interfaces"
finds_nothing 'where no interface is known, none is missing'

pve
ifupdown
with "$tso"
mkdir -p "$root/etc/network/interfaces.d"
for i in 1 2 3 4 5 6 7 8; do
	echo 'source /etc/network/interfaces.d/* interfaces.d/../interfaces ../interfaces' \
		>"$root/etc/network/interfaces.d/$i"
done
echo 'source interfaces.d/*' >>"$root/etc/network/interfaces"
finds 'files that source each other are read once' port-hook-never-run etc/network/interfaces:5
tap_done
