#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# /etc/network/interfaces, as ifupdown and as ifupdown2 read it.
# shellcheck disable=SC2016,SC2119,SC2154 # variables of other shells; lint takes options, mostly none; what lib.sh sets
set -u
. tests/hostlint/lib.sh

ifupdown() {
	has sbin/ifup </dev/null
}

ifupdown2() {
	has usr/share/ifupdown2/__main__.py </dev/null
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

# bond AUTO KEY: a port of a bond
bond() {
	printf '%s\niface eno1 inet manual\n\tpre-up\tethtool -K $IFACE tso off\nauto bond0\niface bond0 inet manual\n\t%s\n' \
		"$1" "$2" | has etc/network/interfaces
}
pve
ifupdown
for key in bond-slaves bond_slaves slaves; do
	bond '' "$key eno1 eno2"
	finds "nor does ifenslave run that of a port: $key" port-hook-never-run etc/network/interfaces:3
done
bond 'allow-bond0 eno1' 'bond-slaves eno1 eno2'
finds_nothing 'but with "allow-bond0"'
bond 'auto eno1' 'bond-slaves eno1 eno2'
finds_nothing 'or with "auto" it does'
bond '' 'bond-slaves none'
finds_nothing 'a bond that names no port says nothing of it'
ifupdown2
bond '' 'bond-slaves eno1 eno2'
finds_nothing 'ifupdown2 walks the ports of a bond'

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
finds 'nor where it runs the hooks of ifupdown: one that is called as its own add-on is left out' other-ifupdown \
	etc/network/interfaces:5

pve
ifupdown
with '    tso-offload off' 'auto eno1'
finds 'ifupdown does not know tso-offload' other-ifupdown etc/network/interfaces:5
with '    offload-tso off' 'auto eno1'
finds 'without the ethtool package nobody acts upon offload-tso' other-ifupdown \
	etc/network/interfaces:5
echo 'SETTINGS="$(gather_settings OFFLOAD_)"' | has etc/network/if-up.d/ethtool
finds_nothing 'with it ifupdown knows offload-tso'
echo '/sbin/ethtool -K eno1 gro off' | has etc/network/if-up.d/ethtool
finds 'another script in its place does not read it' other-ifupdown etc/network/interfaces:5
rm "$root/etc/network/if-up.d/ethtool"

with "$tso"
sed -i 's/iface eno1/iface enp0s25/' "$root/etc/network/interfaces"
finds 'a stanza for the name of another day' stanza-without-interface etc/network/interfaces:5
with '    pre-up ip link add eno9 type dummy' '    post-up ethtool -K eno9 tso off' 'auto eno9'
sed -i 's/iface eno1/iface eno9/' "$root/etc/network/interfaces"
finds_nothing 'an interface that its stanza makes'
with '    pre-up sleep 2' "$tso" 'auto enp0s25'
sed -i 's/iface eno1/iface enp0s25/' "$root/etc/network/interfaces"
finds_nothing 'one that is not there, whose command is for a card that is'
sed -i 's/inet manual/inet static/' "$root/etc/network/interfaces"
finds 'ifupdown does not come to it behind an address' stanza-without-interface etc/network/interfaces:6
with '    pre-up sleep 2' '    post-up ethtool -K $IFACE tso off' 'auto enp0s25'
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

# Options where none may be.
pve
ifupdown
with "$tso" 'auto eno1'
echo 'source /etc/network/interfaces.d/*' >>"$root/etc/network/interfaces"
finds_nothing 'a file that ends in "source"'
echo '    pre-up /sbin/ethtool --set-eee eno1 eee off' >>"$root/etc/network/interfaces"
finds 'an option behind "source" costs ifupdown the whole file' misplaced-option etc/network/interfaces:16
grep -q '^[^ ]*: critical: ' "$scratch/out"
tap $? 'and that is critical' <"$scratch/out"
with "$tso" 'auto eno1'
sed -i '1i up true' "$root/etc/network/interfaces"
finds 'so does one before the first stanza' misplaced-option etc/network/interfaces:1
with "$tso" 'auto eno1' 'mapping wlan0' '    script /bin/true' '    map home lan'
finds_nothing 'the lines of a mapping are no options'
pve
ifupdown2
with
printf 'source interfaces.d/*\n    post-up ethtool -K eno1 tso off\n' >>"$root/etc/network/interfaces"
finds 'ifupdown2 leaves the line out' option-outside-stanza etc/network/interfaces:15
sed -i 's/post-up.*/mtu 9000/' "$root/etc/network/interfaces"
finds_nothing 'where it is no setting of a card that is no affair of ours'

# Words that ethtool, or nobody, understands.
pve
ifupdown2
with '    ethtool -K $IFACE tso off'
finds 'ethtool without post-up is no command' not-a-command etc/network/interfaces:5
with '    post-up /sbin/ethtool -offload eno1 tso off'
finds 'an option that ethtool does not have' ethtool-sets-nothing etc/network/interfaces:5
with '    post-up ethtool -k eno1 tso off'
finds '-k shows and sets nothing' ethtool-sets-nothing etc/network/interfaces:5
with '    post-up ethtool -K eno1 tso off || true'
finds_nothing 'a shell reads "|| true" of a stanza'
/usr/sbin/ethtool --help | sed -n 's/.*ethtool \[ FLAGS \] \(-[^ ]*\)[ \t].*/\1/p' | tr '|' '\n' | sort -u >"$scratch/options"
[ "$(wc -l <"$scratch/options")" -gt 50 ]
tap $? "ethtool's help lists its options" <"$scratch/options"
while read -r option; do
	echo "    post-up ethtool $option eno1 x y"
done <"$scratch/options" >"$scratch/lines"
with "$(cat "$scratch/lines")"
lint
! grep -q 'has no option' "$scratch/out"
tap $? 'each option of its help is known' <"$scratch/out"

# Arguments that ethtool refuses, and then none of them is set.
for words in 'tso off rxlan off' 'autoneg off tso off' 'tso off eee off' 'tso=off' 'TSO off' 'tso OFF' 'tso off gso' \
	'tso,gso off' 'tso: off' 'tcp-segmentation-offload: off' 'tso off, gso off' 'tso off -- gso off'; do
	with "    post-up ethtool -K eno1 $words"
	finds "ethtool -K does not take $words" ethtool-sets-nothing etc/network/interfaces:5
done
if unshare -n true 2>/dev/null; then
	for words in 'tso off gso' 'TSO off' 'tso off, gso off' 'tso off rxlan off'; do
		# shellcheck disable=SC2086 # words
		unshare -n sh -c 'ethtool -K lo tso off && ! ethtool -K lo "$@"' sh $words \
			>"$scratch/said" 2>&1
		tap $? "as the real one shows: $words" <"$scratch/said"
	done
fi
for words in 'tso off $OPTIONS' 'tso off >/dev/null 2>&1' 'tso off 2>/dev/null || true' 'tso off # gso' 'tso off &>/dev/null' \
	'ufo off lro off rxvlan off txvlan off ntuple off rxhash off highdma off' 'tx-new-feature-of-7.9 off' \
	'"tso" "off"' '{tso,gso}" off"' 'tso o{ff,n}' '; echo tso' 'tso off) | cat' '`cat /etc/offloads`'; do
	with "    post-up ethtool -K eno1 $words"
	finds_nothing "it may take $words"
done
with '    post-up ethtool --set-eee eno1 off'
finds 'nor does --set-eee take a word alone' ethtool-sets-nothing etc/network/interfaces:5
with '    post-up ethtool --set-eee eno1 eee off tx-lpi off tx-timer 5 advertise 0x8' \
	'    post-up ethtool --set-priv-flags eno1 s0ix-enabled off' '    post-up ethtool -C eno1 rx-usecs 0'
finds_nothing 'which takes names and values'

# Whose setting it is.
pve
ifupdown2
with
echo '    post-up ethtool -K eno2 tso off' >>"$root/etc/network/interfaces"
finds 'a command in the stanza of a bridge, for a port of another name' stanza-without-interface \
	etc/network/interfaces:14
sed -i 's/eno2/eno1/' "$root/etc/network/interfaces"
finds_nothing 'for its port it works'
sed -i 's/-K eno1/-K $IFACE/' "$root/etc/network/interfaces"
finds 'TSO off on a bridge leaves it on on its port' set-on-bridge etc/network/interfaces:14
sed -i 's/post-up.*/tso-offload off/' "$root/etc/network/interfaces"
finds 'by an option as well' set-on-bridge etc/network/interfaces:14
sed -i 's/tso-offload/lro-offload/' "$root/etc/network/interfaces"
finds_nothing 'what no quirk of the card asks for does no harm there'

# Each file that another sources is read on our stack.
pve
ifupdown2
with
mkdir "$root/etc/network/chain"
for i in $(seq 2000); do
	echo "source /etc/network/chain/$((i + 1))" >"$root/etc/network/chain/$i"
done
echo 'source /etc/network/chain/1' >>"$root/etc/network/interfaces"
lint
is 'a chain of files is read so far and no further' \
	"2 $root/etc/network/chain/32: is 32 files deep in \"source\", and not read" "$? $(cat "$scratch/said")"
echo 'source /etc/network/chain/1' >"$root/etc/network/chain/20"
finds_nothing 'a circle has an end of its own'
tap_done
