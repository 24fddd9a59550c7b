#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# .link files: the first that matches is the only one.
# shellcheck disable=SC2119,SC2154 # lint takes options, mostly none; what lib.sh sets
set -u
. tests/hostlint/lib.sh

network=etc/systemd/network

# stock: what systemd ships
stock() {
	pve
	has usr/lib/systemd/network/99-default.link <<-end
		[Match]
		OriginalName=*

		[Link]
		NamePolicy=keep kernel database onboard slot path
		AlternativeNamesPolicy=database onboard slot path
		MACAddressPolicy=persistent
	end
	has usr/lib/systemd/network/73-usb-net-by-mac.link <<-end
		[Match]
		Path=*-usb-*

		[Link]
		NamePolicy=mac
	end
}

# link NAME MATCH LINE...
link() {
	name=$1 match=$2
	shift 2
	has "$network/$name.link" <<-end
		[Match]
		$match
		[Link]
		$(printf '%s\n' "$@")
	end
}

both='TCPSegmentationOffload=no
TCP6SegmentationOffload=no'
stock
finds_nothing 'what systemd ships is right'
printf '\357\273\277[Match]\r\nDriver=e1000e\r\n\r\n[Link]\r\nName=eno1\r\nTCPSegmentationOffload=no' | has $network/10-tso.link
finds "an editor's mark at the begin, its ends of lines, and none at the end" link-half-tso $network/10-tso.link:6
link 10-tso Driver=e1000e "$both"
finds 'a file without NamePolicy= takes the name' link-takes-name $network/10-tso.link
grep -q 'from .*/usr/lib/systemd/network/99-default.link' "$scratch/out"
tap $? 'and says from which file' <"$scratch/out"
link 10-tso Driver=e1000e "$both" 'NamePolicy=keep onboard path'
finds_nothing 'one with NamePolicy= does not'
link 10-tso Driver=e1000e "$both" Name=lan0
finds_nothing 'nor does one with Name='
link 10-tso Driver=igb "$both"
finds_nothing 'a file for another driver takes nothing'
link 10-tso 'Driver=!e1000e' "$both"
finds_nothing 'nor does one for all but this driver'
for match in Path=pci-0000:00:19.0 MACAddress=02-00-00-00-00-01 'Property=ID_MODEL_ID=0x153a' \
	'Type=ether' 'OriginalName=eth*' 'MACAddress=02:00:00:00:00:02
MACAddress=02:00:00:00:00:01' 'MACAddress=02:00:00:00:00:02
MACAddress=
MACAddress=02:00:00:00:00:01' 'Driver=igb
Driver=e1000e' 'Driver=!igb
Driver=!ixgbe' 'Property=ID_VENDOR_ID=0x8086 ID_MODEL_ID=0x153a' 'Property=ID_MODEL=153a' \
	'KernelVersion=>6.8'; do
	link 10-tso "$match" "$both"
	finds "$(echo "$match" | tr '\n' ' ') may be this card" link-takes-name $network/10-tso.link
done
grep -q 'may take eno1' "$scratch/out"
tap $? 'of a kernel version nothing more is said' <"$scratch/out"
for match in Path=pci-0000:00:1f.6 MACAddress=02:00:00:00:00:02 Type=wlan 'Driver=e1000e
Property=ID_MODEL_ID=0x15b8' 'MACAddress=02:00:00:00:00:01
MACAddress=
MACAddress=02:00:00:00:00:02' 'Driver=!igb
Driver=!e1000e' 'Driver=e1000e
Driver=!e1000e' 'Driver=!igb e1000e' 'Property=ID_MODEL_ID=0x153a
Property=ID_VENDOR_ID=0x10ec' 'Property=ID_MODEL_ID=0x153a ID_VENDOR_ID=0x10ec' 'Property=!ID_MODEL_ID=0x153a'; do
	link 10-tso "$match" "$both"
	finds_nothing "$(echo "$match" | tr '\n' ' ') is not this card"
done
link 10-tso Name=eno1 "$both"
finds 'Name= is of .network files: udev ignores the file, and it takes nothing' link-original-name $network/10-tso.link:2
link 10-tso 'Name=eno9
Driver=e1000e' "$both"
lint
is 'beside another key, that one counts' 'link-original-name
link-takes-name' "$(sed 's/.*\[\(.*\)\]$/\1/' "$scratch/out" | sort)"
link 10-tso Driver=e1000e "$both"
has $network/10-tso.link.d/name.conf <<-end
	[Link]
	NamePolicy=keep path
end
finds_nothing 'a drop-in can give the name back'
rm -r "${root:?}/$network"

link 10-tso Driver=e1000e 'NamePolicy=keep path' TCPSegmentationOffload=off
finds 'TSO off for IPv4 alone' link-half-tso $network/10-tso.link:5
link 10-tso Driver=e1000e 'NamePolicy=keep path' TCPSegmentationOffload=yes
finds_nothing 'TSO on is not half off'
has run/systemd/network/10-tso.link </dev/null
link 10-tso Driver=e1000e 'NamePolicy=keep path' TCPSegmentationOffload=off
finds 'a file in /etc masks one in /run' link-half-tso $network/10-tso.link:5
rm -r "${root:?}/$network" "$root/run/systemd"

pve_name
link 60-tso Driver=e1000e 'NamePolicy=keep path' "$both"
finds 'a file after the one that wins does nothing' link-never-used $network/60-tso.link
mv "$root/$network/60-tso.link" "$root/$network/40-tso.link"
lint
is 'before it, it takes the place of the pinned name' link-never-used \
	"$(sed 's/.*\[\(.*\)\]$/\1/' "$scratch/out")"
link 40-tso Driver=e1000e Name=nic0 "$both"
finds_nothing 'one that repeats what the other says takes nothing from it'
link 40-tso MACAddress=02:00:00:00:00:02 "$both"
finds_nothing 'for another card both have their place'
rm "$root/$network/40-tso.link"
printf '[Match]\nType=ether\n[Link]\n[EnergyEfficientEthernet]\nEnable=false\n' | has $network/wired.link
finds 'so does one that is only about EEE' link-never-used $network/wired.link
rm "$root/$network/wired.link"
printf '[Link]\n%s\n' "$both" | has $network/50-pve-nic0.link.d/tso.conf
finds_nothing 'a drop-in of the file that wins counts'
mv "$root/$network/50-pve-nic0.link.d" "$root/$network/99-default.link.d"
finds 'one of a file that does not, does nothing' link-never-used $network/99-default.link.d/tso.conf

# Lines that udev ignores
pve
link 10-tso '' "$both"
finds 'udev leaves out a file that does not say for whom it is' link-original-name $network/10-tso.link
while read -r line; do
	printf '[Match]\nDriver=e1000e\n[Link]\nName=eno1\n%s\n' "$line" | has $network/10-tso.link
	finds "udev ignores $line" link-key-ignored $network/10-tso.link:5
done <<'end'
TcpSegmentationOffload=no
tcp-segmentation-offload=no
TSO=no
tx-tcp6-segmentation=off
GenericsegmentationOffload=no
TCP6SegmentationOffload=disabled
GenericReceiveOffload=no # the card hangs
TransmitChecksumOffload="no"
end
while read -r line; do
	printf '[Match]\nDriver=e1000e\n[Link]\nName=eno1\n%s\n' "$line" | has $network/10-tso.link
	finds_nothing "but not $line"
done <<'end'
GenericSegmentationOffload=FALSE
TCP6SegmentationOffload=n
GenericSegmentOffloadMaxBytes=1
ReceiveOffloadOfAnotherYear=no
RxBufferSize=max
# TSO=no
X-TSO=no
end
for section in Ethtool Match Network; do
	printf '[Match]\nDriver=e1000e\n[Link]\nName=eno1\n[%s]\nTCP6SegmentationOffload=no\n' $section |
		has $network/10-tso.link
	finds "[$section] has no such key" link-key-ignored $network/10-tso.link:6
done
printf '[Match]\nDriver=e1000e\n[Link]\nName=eno1\n[EnergyEfficientEthernet]\nEnable=disable\n' |
	has $network/10-tso.link
finds 'nor is EEE a word' link-key-ignored $network/10-tso.link:6
rm "$root/$network/10-tso.link"
printf '[Link]\nTSO=no\n' | has $network/99-default.link.d/tso.conf
printf '[Match]\nOriginalName=*\n[Link]\nNamePolicy=keep\nTSO=no\n' | has usr/lib/systemd/network/99-default.link
finds 'in a drop-in as well, and not in what is shipped' link-key-ignored $network/99-default.link.d/tso.conf:2
rm -r "$root/$network/99-default.link.d"

# Drop-ins of nothing
printf '[Link]\n%s\n' "$both" | has $network/10-eno1.link.d/tso.conf
finds 'a drop-in needs a file' link-never-used $network/10-eno1.link.d
printf '[Match]\nDriver=e1000e\n[Link]\nName=eno1\n' | has usr/local/lib/systemd/network/10-eno1.link
finds_nothing 'which may lie in another folder'
rm "$root/usr/local/lib/systemd/network/10-eno1.link"
mv "$root/$network/10-eno1.link.d" "$root/$network/10-netplan-eno1.link.d"
finds_nothing 'or which netplan makes at boot'
tap_done
