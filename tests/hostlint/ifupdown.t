#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Stanzas that are for interfaces of other names, ports that a pattern names, and ifupdown-ng: as ifupdown 0.8.41,
# ifupdown2 3.0.0 and ifupdown-ng 0.11.4 were seen to read them with --no-act.
# shellcheck disable=SC2016,SC2154 # variables of other shells; what lib.sh sets
set -u
. tests/hostlint/lib.sh
interfaces=etc/network/interfaces

# Logical names
self='	post-up ethtool -K $IFACE tso off gso off'
host_of ifupdown 'iface physical inet manual' "$self" 'auto eno1' 'iface eno1 inet dhcp inherits physical'
finds_nothing 'a template that another stanza inherits'
sed -i 's/ inherits physical//' "$root/$interfaces"
finds 'one that none does' stanza-without-interface $interfaces:4
host_of ifupdown2 'iface physical inet manual' "$self" 'auto eno1' 'iface eno1 inet dhcp inherits physical'
finds 'ifupdown2 has no templates' stanza-without-interface $interfaces:4
host_of ifupdown 'auto /eno*=lan' 'iface lan inet dhcp' "$self"
finds_nothing 'what a pattern chooses'
host_of ifupdown 'allow-hotplug eno1=office' 'iface office inet dhcp' '	up ethtool -K eno1 tso off'
finds_nothing 'what stands behind a name'
sed -i 's/-K eno1/-K eno2/' "$root/$interfaces"
finds 'whose commands are for cards' stanza-without-interface $interfaces:5
host_of ifupdown 'auto eno1' 'mapping eno1' '	script /usr/local/sbin/where' '	map 02:00:00:00:00:11 home' \
	'iface home inet dhcp' "$self" 'iface office inet static' '	address 192.0.2.7/24' "$self"
finds_nothing 'what a mapping chooses'
host_of ifupdown 'auto eno1 enp0s25' 'mapping eno1' '	script /usr/local/sbin/where' 'iface enp0s25 inet dhcp' "$self"
finds 'not what is started by its own name' stanza-without-interface $interfaces:7
host_of ifupdown2 'auto eno[1-4]' 'iface eno[1-4]' '	tso-offload off'
finds_nothing 'a range of ifupdown2'

# The name that the card gets at the next boot
host_of ifupdown2 'iface nic0 inet manual' "$self" 'auto vmbr0' 'iface vmbr0 inet static' '	bridge-ports nic0'
finds 'a name that no interface has' stanza-without-interface $interfaces:4
pve_name
finds_nothing 'and one that is pinned, before the boot that gives it'
sed -i 's/:01$/:09/' "$root/usr/local/lib/systemd/network/50-pve-nic0.link"
finds 'to another card' stanza-without-interface $interfaces:4

# Ports by a pattern
for ports in 'regex en.*' 'regex eth.* eno[0-9]+' 'all' 'veth0 regex (en|wl).* noregex tap0'; do
	host_of ifupdown 'iface eno1 inet manual' "$self" 'auto br0' 'iface br0 inet dhcp' "	bridge_ports $ports"
	finds "bridge_ports $ports" port-hook-never-run $interfaces:4
	echo 'auto eno1' >>"$root/$interfaces"
	finds_nothing 'with "auto" it runs'
done
for ports in 'regex eno' 'regex en.*1x' 'regex [' 'noregex en.*' 'none'; do
	host_of ifupdown 'iface eno1 inet manual' "$self" 'auto br0' 'iface br0 inet dhcp' "	bridge_ports $ports"
	finds_nothing "bridge_ports $ports is none of it"
done

# ifupdown-ng
host_of ifupdown-ng 'auto br0' 'iface br0' '	use dhcp' '	bridge-ports eno1' 'iface eno1' "$self"
finds_nothing 'ifupdown-ng raises a port with its stanza'
for option in ethtool-offload-tso offload-tso tso-offload; do
	host_of ifupdown-ng 'auto eno1' 'iface eno1' '	use dhcp' "	$option off"
	finds_nothing "it takes $option"
	rm "$root/usr/libexec/ifupdown-ng/ethtool"
	finds "which needs its executor: $option" other-ifupdown $interfaces:6
done
host_of ifupdown-ng 'template nic' "$self" '	ethtool-offload-gso off' 'auto eno1' 'iface eno1' '	inherit nic'
finds_nothing 'its template'
host_of ifupdown-ng 'iface nic' "$self" 'auto eno1' 'iface eno1' '	inherit nic'
finds_nothing 'of an older form'
host_of ifupdown-ng 'auto br0' 'iface br0' '	bridge-ports eno1' '	ethtool-offload-tso off'
finds 'on a bridge' set-on-bridge $interfaces:6
host_of ifupdown-ng 'auto eno1' 'iface eno1' '	ethtool -K eno1 tso off'
finds 'ethtool is no command there either' not-a-command $interfaces:5
host_of ifupdown-ng 'auto eno1' 'iface eno1' '	use dhcp'
printf '#!/bin/sh\nethtool -K eno1 tso off\n' | has etc/network/if-up.d/tso
chmod +x "$root/etc/network/if-up.d/tso"
finds_nothing 'it runs the scripts of ifupdown'
mv "$root/etc/network/if-up.d/tso" "$root/etc/network/if-up.d/tso.sh"
finds 'by run-parts as well' script-never-run etc/network/if-up.d/tso.sh
for program in ifupdown ifupdown2; do
	host_of $program 'auto eno1' 'iface eno1 inet dhcp' '	ethtool-offload-tso off'
	finds "$program does not know its options" other-ifupdown $interfaces:5
done
host_of ifupdown-ng 'auto eno1' 'iface eno1 inet dhcp' '	tso-offload off'
has usr/sbin/ifup-ng </dev/null
finds 'beside ifupdown it does not read the file' other-ifupdown $interfaces:5

# Files that nothing sources
for source in '' 'source /etc/network/interfaces.d/*.cfg' 'source-directory interfaces.d'; do
	host_of ifupdown 'auto eno1' 'iface eno1 inet dhcp' "$source"
	printf 'iface eno1 inet manual\n%s\n' "$self" | has $interfaces.d/tso.conf
	finds "nobody reads it with \"$source\"" file-never-read $interfaces.d/tso.conf:2
	mv "$root/$interfaces.d/tso.conf" "$root/$interfaces.d/tso.conf.bak"
	finds_nothing 'nor was one put aside meant to be'
done
host_of ifupdown2 'auto eno1' 'iface eno1 inet dhcp' 'source-directory /etc/network/interfaces.d'
printf 'iface eno1 inet manual\n\tmtu 9000\n' | has $interfaces.d/mtu.conf
finds_nothing 'one that sets no card'
printf 'iface eno1 inet manual\n\ttso-offload off\n' | has $interfaces.d/tso
finds 'ifupdown2 has no source-directory' file-never-read $interfaces.d/tso:2
for pattern in '/etc/network/interfaces.d/*' 'etc/network/interfaces.d/t*'; do
	sed -i "s|^source.*|source $pattern|" "$root/$interfaces"
	finds_nothing "it has source $pattern"
done
sed -i 's|^source.*|source interfaces.d/*|' "$root/$interfaces"
finds 'from where it is started' file-never-read $interfaces.d/tso:2
host_of ifupdown-ng 'auto eno1' 'iface eno1' 'source-directory /etc/network/interfaces.d'
printf 'iface eno1\n\tethtool-offload-tso off\n' | has $interfaces.d/tso.conf
finds_nothing 'ifupdown-ng takes any name'
rm "$root/$interfaces"
finds_nothing 'without the file nobody reads anything'
tap_done
