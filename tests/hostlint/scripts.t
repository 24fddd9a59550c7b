#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scripts of owners, and who runs them when.
# shellcheck disable=SC2016,SC2154 # variables of other shells; what lib.sh sets
set -u
. tests/hostlint/lib.sh

# script PATH LINE...
script() {
	path=$1
	shift
	printf '#!/bin/sh\n%s\n' "$(printf '%s\n' "$@")" | has "$path"
}

pve
unit /usr/local/bin/fix.sh
script usr/local/bin/fix.sh 'for i in $(ls /sys/class/net); do' '	ethtool -K "$i" tso off || true' 'done'
finds 'a script behind ExecStart= that no order puts before the network' unit-too-late usr/local/bin/fix.sh:3
unit '/bin/bash /usr/local/bin/fix.sh' After=network-online.target
finds 'or one that is put behind it' unit-too-late etc/systemd/system/fix.service:2
unit /usr/local/bin/fix.sh Before=network-pre.target
finds_nothing 'before the network it is in time'
script usr/local/bin/fix.sh 'ethtool -s eno1 wol g' 'ethtool -G eno1 rx 4096'
unit /usr/local/bin/fix.sh After=network-online.target
finds_nothing 'what no quirk of the card asks for may come late'
script usr/local/bin/fix.sh 'ethtool -K enp0s25 tso off'
finds 'a name of another day in a script' script-without-interface usr/local/bin/fix.sh:2
unit /usr/sbin/ethtool\ -K\ eno1\ rx-udp-gro-forwarding\ on After=network-online.target
finds_nothing 'a tuning that comes late does no harm'
unit '/usr/sbin/ethtool -K eno1 tso off || true' Before=network-pre.target
finds 'no shell reads ExecStart=' ethtool-sets-nothing etc/systemd/system/fix.service:5
unit "/bin/sh -c 'ethtool -K eno1 tso off || true'" Before=network-pre.target
finds_nothing 'unless it is called'
rm "$root/etc/systemd/system/fix.service"

has usr/lib/systemd/system/vpn.service <<-end
	[Unit]
	After=network.target
	[Service]
	ExecStart=/usr/sbin/vpn
end
has etc/systemd/system/vpn.service.d/tso.conf <<-end
	[Service]
	ExecStartPost=/usr/sbin/ethtool -K eno1 tso off
end
finds 'a late drop-in is where the finding is, not its unit' unit-too-late etc/systemd/system/vpn.service.d/tso.conf:2
rm -r "$root/usr/lib/systemd" "$root/etc/systemd"

# template INSTANCE
template() {
	has etc/systemd/system/off@.service <<-end
		[Unit]
		Before=network-pre.target
		[Service]
		ExecStart=/usr/sbin/ethtool -K %i tso off
	end
	mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
	ln -s ../off@.service "$root/etc/systemd/system/multi-user.target.wants/off@$1.service"
}
template eno1
finds_nothing 'an instance for a card that is there'
template enp0s25
finds 'an instance for a name of another day' unit-without-interface etc/systemd/system/off@.service:4
rm -r "$root/etc/systemd"

has etc/systemd/system/network-local-commands.service <<-end
	[Unit]
	After=network-pre.target
	[Service]
	ExecStart=/nix/store/0-unit-script-network-local-commands-start/bin/network-local-commands-start
end
finds 'local commands of NixOS that cannot be read here' script-not-read \
	etc/systemd/system/network-local-commands.service:4
rm -r "$root/etc/systemd"

script etc/NetworkManager/dispatcher.d/99-tso 'if [ "$2" = up ]; then' '  ethtool -K "$1" tso off' 'fi'
finds 'a dispatcher of NetworkManager comes late' script-too-late etc/NetworkManager/dispatcher.d/99-tso:3
rm -r "$root/etc/NetworkManager"
script etc/networkd-dispatcher/routable.d/50-tso 'ethtool -K eno1 tso off'
finds 'so does one of networkd-dispatcher' script-too-late etc/networkd-dispatcher/routable.d/50-tso:2
rm -r "$root/etc/networkd-dispatcher"
echo '@reboot root /usr/sbin/ethtool -K eno1 tso off' | has etc/cron.d/tso
finds 'so does cron' script-too-late etc/cron.d/tso:1
echo '0 4 * * * root /usr/sbin/ethtool -K eno1 tso off' | has etc/cron.d/tso
finds_nothing 'what cron does at four is no cure of a boot, nor meant as one'
echo '@reboot /root/fix.sh' | has var/spool/cron/crontabs/root
script root/fix.sh 'ethtool -K eno1 tso off'
finds "root's own table, by a script" script-too-late root/fix.sh:2
rm -r "$root/var/spool"
mkdir -p "$root/var/cache/man"
echo '@reboot root test -d /var/cache/man && true' | has etc/cron.d/man-db
finds_nothing 'a folder that a command names is no script'
rm -r "$root/etc/cron.d" "$root/root" "$root/var/cache"
script etc/rc.local 'ethtool -K eno1 tso off' 'exit 0'
finds 'so does rc.local' script-too-late etc/rc.local:2
script etc/rc.local '# ethtool -K eno1 tso off' 'exit 0'
finds_nothing 'a comment sets nothing'
rm "$root/etc/rc.local"

has sbin/ifup </dev/null
script etc/network/if-up.d/tso 'ethtool -K "$IFACE" tso off'
finds_nothing "ifupdown runs what is in if-up.d"
script etc/network/if-up.d/tso 'ethtool -K enp0s25 tso off'
finds 'for a card that is there' script-without-interface etc/network/if-up.d/tso:2
has usr/share/ifupdown2/__main__.py </dev/null
script etc/network/if-up.d/tso 'ethtool -K "$IFACE" tso off'
finds 'ifupdown2 leaves them alone' other-ifupdown etc/network/if-up.d/tso:2
printf 'addon_scripts_support=1\n' | has etc/network/ifupdown2/ifupdown2.conf
finds_nothing 'unless it is set to run them'
tap_done
