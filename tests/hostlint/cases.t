#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What owners were found to have, where the other files of this folder have nothing of the kind.
# shellcheck disable=SC2016,SC2154 # variables of other shells; what lib.sh sets
set -u
. tests/hostlint/lib.sh
interfaces=etc/network/interfaces

# Of /etc/network/interfaces
host_of ifupdown2 'iface eno1 inet manual' '	post-up ethtool -K eno1 tso off gso off   #  für den Hänger' \
	'auto vmbr0' 'iface vmbr0 inet static' '	bridge-ports eno1' 'source /etc/network/interfaces.d/*'
finds_nothing 'a comment behind a command'
host_of ifupdown2 'iface eno1 inet manual' '	post-up /usr/sbin/ethtool -s eno1 wol g' \
	'	post-up /usr/sbin/ethtool -K eno1 tso off gso off' 'auto vmbr0' 'iface vmbr0 inet static' '	bridge-ports eno1'
finds_nothing 'Wake-on-LAN beside it'
host_of ifupdown2 'auto eno1' 'iface eno1 inet manual' '  post-up ethtool -K eno1 tso off gso off' 'auto bond0' \
	'iface bond0 inet manual' '	ovs_bonds eno1 enp8s0' '	ovs_type OVSBond' '	ovs_bridge vmbr0' \
	'auto vmbr0' 'iface vmbr0 inet manual' '	ovs_type OVSBridge' '	ovs_ports bond0'
finds_nothing 'a port of Open vSwitch'
host_of ifupdown2 'iface eno1 inet manual' '    post-up ethtool -K eno1 tso off gso off gro off || true' \
	'    post-up ethtool --set-eee eno1 eee off || true' 'auto bond0' 'iface bond0 inet manual' \
	'    bond-slaves enx020000000009 eno1' 'auto vmbr0' 'iface vmbr0 inet static' '    bridge-ports bond0'
finds_nothing 'a port of a bond that ifupdown2 raises'
host_of ifupdown2 'auto eno1' 'iface eno1 inet manual' '    bond-master bond0' 'auto bond0' 'iface bond0 inet manual' \
	'    bond-slaves eno1' '    offload-tso off'
finds "ifupdown's option on the bond" other-ifupdown $interfaces:9
host_of ifupdown 'auto br0' 'iface br0 inet static' '  address 192.0.2.1' '  bridge_ports eno1' '  offload-tso off'
echo 'SETTINGS="$(gather_settings OFFLOAD_)"' | has etc/network/if-up.d/ethtool
finds 'its option on a bridge' set-on-bridge $interfaces:7
host_of ifupdown 'source /etc/network/interfaces.d/*.cfg'
printf '%s\n' 'auto eth0' 'iface eth0 inet dhcp' 'pre-up sleep 2' 'post-up ethtool -K eth0 tso off gso off lro off' |
	has $interfaces.d/eth0.cfg
finds 'a file of an image that had eth0' stanza-without-interface $interfaces.d/eth0.cfg:4
pve
has sbin/ifup </dev/null
printf '%s\n' 'source /etc/network/interfaces.d/*' 'auto lo' 'iface lo inet loopback' 'auto eno1' \
	'iface eno1 inet dhcp' 'post-up ethtool -K eno1 gro off' 'post-up ethtool -K eno1 tso off' | has $interfaces
finds_nothing 'lines put behind all else, where that is a stanza'
host_of ifupdown 'allow-hotplug eno1' 'iface eno1 inet dhcp' '	post-up /sbin/ethtool -K eno1 tso off gso off gro off' \
	'	post-up /sbin/ethtool --set-eee eno1 eee off'
echo 'GRUB_CMDLINE_LINUX_DEFAULT="quiet pcie_aspm=off"' | has etc/default/grub
finds 'ASPM off for all, beside what is right' aspm-off-for-all etc/default/grub:1

# Units
pve
has etc/systemd/system/e1000e-fix.service <<'end'
[Unit]
After=network-online.target
Wants=network-online.target
[Service]
Type=oneshot
ExecStart=/bin/bash -c '\
ethtool -K eno1 tso off gso off gro off; \
ethtool -C eno1 adaptive-rx on rx-usecs 64; \
ip link set eno1 txqueuelen 2000'
end
echo 'options e1000e InterruptThrottleRate=3000 RxIntDelay=0 TxIntDelay=0 SmartPowerDownEnable=0' |
	has etc/modprobe.d/e1000e.conf
finds 'a shell over several lines' unit-too-late etc/systemd/system/e1000e-fix.service:2
pve
unit /usr/local/sbin/e1000e-tune.sh After=network-online.target
echo 'EnvironmentFile=-/etc/default/e1000e-tune' >>"$root/etc/systemd/system/fix.service"
printf '#!/bin/sh\nIF="${E1000E_IF:-eno1}"\nethtool -K "$IF" tso off gso off gro off 2>/dev/null || true\n' |
	has usr/local/sbin/e1000e-tune.sh
finds 'a script that names its card itself' unit-too-late etc/systemd/system/fix.service:2
store=/nix/store/00000000000000000000000000000000
unit "$store-unit-script-fix-start/bin/fix-start" After=network-pre.target 'Before=network.target systemd-networkd.service'
finds_nothing 'a script of NixOS before networkd'
unit "$store-ethtool-6.15/bin/ethtool -K eno1 tso off gso off gro off" After=network-pre.target
finds 'behind network-pre.target the network begins as well' unit-too-late etc/systemd/system/fix.service:5
pve
mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
printf '[Unit]\nAfter=network-online.target\n[Service]\nExecStart=/usr/sbin/ethtool -K %%i tso off\n' |
	has etc/systemd/system/off@.service
for instance in enp0s25:unit-without-interface:4 eno1:unit-too-late:2; do
	rm -f "$root/etc/systemd/system/multi-user.target.wants"/*
	ln -s ../off@.service "$root/etc/systemd/system/multi-user.target.wants/off@${instance%%:*}.service"
	id=${instance#*:}
	finds "a late instance for ${instance%%:*}" "${id%:*}" "etc/systemd/system/off@.service:${id#*:}"
done
pve
unit '/usr/sbin/ethtool -K eno1 rx-udp-gro-forwarding on rx-gro-list off' After=network.target
finds_nothing 'a tuning of a VPN'

# .link files
pve
has etc/systemd/network/00-_p020000000001.link <<'end'
[Match]
PermanentMACAddress=02:00:00:00:00:01

[Link]
MACAddressPolicy=random
NamePolicy=
Name=_p020000000001
TCPSegmentationOffload=false
TCP6SegmentationOffload=false
WakeOnLan=magic
[EnergyEfficientEthernet]
Enable=false
end
finds_nothing 'a file that takes NamePolicy= back and has Name='
printf '[Match]\nDriver=e1000e\n\n[Link]\n\n[EnergyEfficientEthernet]\nEnable=false\n' |
	has etc/systemd/network/00-_p020000000001.link
finds 'one with no line in [Link]' link-takes-name etc/systemd/network/00-_p020000000001.link
pve
printf '[EnergyEfficientEthernet]\nEnable=no\n' | has etc/systemd/network/10-netplan-eno1.link.d/10-eee.conf
finds_nothing "a drop-in of netplan's file"

# Others
pve
printf '#!/bin/bash\nif [ "$1" = "enp0s25" ] && [ "$2" = "up" ]; then\n  ethtool -K enp0s25 tso off gso off\nfi\n' |
	has etc/NetworkManager/dispatcher.d/99-tso
finds 'a dispatcher for a name of another day' script-without-interface etc/NetworkManager/dispatcher.d/99-tso:3
pve
echo '@reboot root /sbin/ethtool -K enp0s25 tso off' | has etc/cron.d/tso
finds 'cron for one' script-without-interface etc/cron.d/tso:1
pve
printf 'options e1000e %s\n' InterruptThrottleRate=3000 RxIntDelay=100 TxIntDelay=100 SmartPowerDownEnable=0 KumeranLockLoss=1 |
	has etc/modprobe.d/e1000e.conf
finds_nothing 'parameters that e1000e has'
printf 'options %s\n' 'e1000e InterruptThrottleRate=1 IntMode=1' 'igb RSS=8,8,8,8' 'r8169 use_dac=1' |
	has etc/modprobe.d/e1000e.conf
finds "one that igb has in Intel's build alone" unknown-parameter etc/modprobe.d/e1000e.conf:2
printf '%s\n' 'options igb max_vfs=7' 'options vfio-pci ids=8086:1520' 'blacklist igbvf' | has etc/modprobe.d/e1000e.conf
finds_nothing 'virtual functions of igb'
pve
echo 'quiet igc.eee_enable=0' | has proc/cmdline
finds 'one that igc has not' unknown-parameter proc/cmdline:1
tap_done
