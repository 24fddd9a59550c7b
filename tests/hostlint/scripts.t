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
unit '/sbin/ethtool -K eno1 tso off ; /sbin/ethtool -K eno1 gso off' Before=network-pre.target
finds_nothing 'a semicolon between blanks parts two commands for systemd as well'
unit '/sbin/ethtool -K eno1 tso off; /sbin/ethtool -K eno1 gso off' Before=network-pre.target
finds 'one at the end of a word does not' ethtool-sets-nothing etc/systemd/system/fix.service:5
unit '/sbin/ethtool -K eno1 tso off' DefaultDependencies=no Before=sysinit.target
finds_nothing 'what sysinit.target waits for is before the network'
# Owners put their scripts beside the programs as well, and NixOS puts them into its store.
store=nix/store/00000000000000000000000000000000
for path in usr/bin/fix usr/sbin/fix.sh boot/fix $store-unit-script-fix-start/bin/fix-start; do
	unit "/$path" After=network-online.target
	script "$path" 'ethtool -K eno1 tso off || true'
	finds "a script in /$path" unit-too-late etc/systemd/system/fix.service:2
	printf '#!/bin/bash\nset -e\n/%s-ethtool-6.15/bin/ethtool -K enp0s25 tso off\n' $store | has "$path"
	finds "by its path: $path" script-without-interface "$path:3"
	printf '\177ELF\nethtool -K enp0s25 tso off\n' | has "$path"
	finds_nothing "no program is looked into: $path"
	rm "$root/$path"
done
# What the variables of a script are.
unit /usr/local/bin/fix.sh Before=network-pre.target
early='for a name of another day:'
for line in 'NIC=enp0s25; ethtool -K $NIC tso off' 'export NIC="enp0s25"; ethtool -K "${NIC}" tso off' \
	'E=/usr/sbin/ethtool NIC=enp0s25; $E -K $NIC tso off' 'for i in enp0s25 enp2s0; do ethtool -K $i tso off; done' \
	'NICS="enp0s25 enp2s0"; for i in $NICS; do ethtool -K "$i" tso off; done' \
	'CMD="ethtool -K enp0s25 tso off"; $CMD' 'if true; then NIC=enp0s25; fi; ethtool -K $NIC tso off' \
	'bash <<EOF' 'sh -c "for i in enp0s25; do ethtool -K \$i tso off; done"'; do
	script usr/local/bin/fix.sh "$line" 'ethtool -K enp0s25 tso off'
	sed -i '/^bash/!{/; /{n;d}}' "$root/usr/local/bin/fix.sh"
	line_of=2
	[ "$line" != 'bash <<EOF' ] || line_of=3
	finds "$early $line" script-without-interface usr/local/bin/fix.sh:$line_of
done
for line in 'NIC=${1:-enp0s25}; ethtool -K $NIC tso off' 'NIC=enp0s25; [ -z "$1" ] || NIC=$1; ethtool -K $NIC tso off' \
	'NIC=enp0s25; read NIC; ethtool -K $NIC tso off' 'NIC=enp0s25; . /etc/default/nic; ethtool -K $NIC tso off' \
	'NIC=$(cat /etc/nic); ethtool -K $NIC tso off' 'for i in eno1 nic0 enp0s25; do ethtool -K $i tso off; done' \
	'for i in /sys/class/net/*; do ethtool -K ${i##*/} tso off; done' 'for i; do ethtool -K $i tso off; done' \
	'for i in $(ls /sys/class/net); do ethtool -K $i tso off; done' 'NIC=enp0s25; NIC=eno1; ethtool -K $NIC tso off' \
	'MSG="then: ethtool -K enp0s25 tso off"' 'NIC=enp0s25; NIC+=x; ethtool -K $NIC tso off' \
	'MSG="a; ethtool -K enp0s25 tso off"; log $MSG' 'for ((i = 0; i < 3; i++)); do ethtool -K eth$i tso off; done'; do
	script usr/local/bin/fix.sh "$line"
	finds_nothing "not known, or this card: $line"
done
for here in EOF "'EOF'" -EOF '"EOF"'; do
	script usr/local/bin/fix.sh "cat >/etc/x <<$here" 'ethtool -K enp0s25 tso off' 'NIC=eno1' EOF 'NIC=enp2s0' \
		'ethtool -K $NIC tso off'
	finds "a text is none of the script's commands: $here" script-without-interface usr/local/bin/fix.sh:7
done
script usr/local/bin/fix.sh 'x=$((1 << 3)) y=${x<<}; cat <<<EOF' 'ethtool -K enp0s25 tso off'
finds 'nor is it a shift or a word' script-without-interface usr/local/bin/fix.sh:3
unit /usr/local/bin/fix.sh After=network-online.target
for line in 'for o in rx tx sg tso; do ethtool -K eno1 $o off; done' 'O="gro gso tso"; for o in $O; do ethtool -K eno1 "$o" off || true; done' \
	'O="tso off gso off"; ethtool -K eno1 $O'; do
	script usr/local/bin/fix.sh "$line"
	finds "a loop over what is switched off: $line" unit-too-late etc/systemd/system/fix.service:2
done
script usr/local/bin/fix.sh 'for o in gro lro; do ethtool -K eno1 $o off; done'
finds_nothing 'one over what no quirk of the card asks for'
unit "/bin/sh -c 'for o in rx tx tso; do ethtool -K eno1 \$\$o off; done'" After=network.target
finds 'a loop in the unit itself' unit-too-late etc/systemd/system/fix.service:2
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
mkdir -p "$root/etc/NetworkManager/dispatcher.d/pre-up.d" "$root/etc/NetworkManager/dispatcher.d/no-wait.d"
rm "$root/etc/NetworkManager/dispatcher.d/99-tso"
finds_nothing "NetworkManager's own folders are no scripts"
script etc/NetworkManager/dispatcher.d/no-wait.d/tso 'ethtool -K eno1 tso off'
finds 'what it does not wait for comes late' script-too-late etc/NetworkManager/dispatcher.d/no-wait.d/tso:2
script etc/NetworkManager/dispatcher.d/no-wait.d/other 'true'
chmod +x "$root/etc/NetworkManager/dispatcher.d/no-wait.d/other"
finds 'what is not executable does not come' script-never-run etc/NetworkManager/dispatcher.d/no-wait.d/tso
rm -r "$root/etc/NetworkManager"
script etc/networkd-dispatcher/routable.d/50-tso 'ethtool -K eno1 tso off'
finds 'so does one of networkd-dispatcher' script-too-late etc/networkd-dispatcher/routable.d/50-tso:2
rm -r "$root/etc/networkd-dispatcher"
for hook in etc/libvirt/hooks/network etc/libvirt/hooks/network.d/tso; do
	script $hook 'ethtool -K eno1 tso off'
	finds "so does a hook of libvirt: $hook" script-too-late $hook:2
	rm -r "$root/etc/libvirt"
done
echo '@reboot root /usr/sbin/ethtool -K eno1 tso off' | has etc/cron.d/tso
finds 'so does cron' script-too-late etc/cron.d/tso:1
echo '0 4 * * * root /usr/sbin/ethtool -K eno1 tso off' | has etc/cron.d/tso
finds_nothing 'what cron does at four is no cure of a boot, nor meant as one'
echo '@reboot root /usr/sbin/ethtool -K eno1 tso off' | has etc/cron.d/tso.cron
finds 'a name with a dot, as cronie takes it' script-too-late etc/cron.d/tso.cron:1
echo 12.11 | has etc/debian_version
finds "and Debian's cron does not" script-never-run etc/cron.d/tso.cron:1
rm "$root/etc/debian_version" "$root/etc/cron.d/tso.cron"
echo '@reboot /root/fix.sh' | has var/spool/cron/crontabs/root
script root/fix.sh 'ethtool -K eno1 tso off'
finds "root's own table, by a script" script-too-late root/fix.sh:2
rm -r "$root/var/spool"
mkdir -p "$root/var/cache/man"
echo '@reboot root test -d /var/cache/man && true' | has etc/cron.d/man-db
finds_nothing 'a folder that a command names is no script'
rm -r "$root/etc/cron.d" "$root/root" "$root/var/cache"
for table in var/spool/cron/tabs/root var/spool/cron/root etc/crontabs/root; do
	echo '@reboot /usr/sbin/ethtool -K eno1 tso off' | has "$table"
	finds "and one of other distributions: $table" script-too-late "$table:1"
	rm "$root/$table"
done
for last in etc/rc.d/rc.local etc/local.d/tso.start; do
	script "$last" 'ethtool -K eno1 tso off'
	finds "and what runs last there: $last" script-too-late "$last:2"
	rm "$root/$last"
done
script etc/rc.local 'ethtool -K eno1 tso off' 'exit 0'
finds 'so does rc.local' script-too-late etc/rc.local:2
script etc/rc.local 'exit 0' 'ethtool -K eno1 tso off'
finds 'but not behind its end' script-never-run etc/rc.local:3
script etc/rc.local 'if [ "$1" = x ]; then' 'exit 0' 'fi' 'f() {' 'exit' '}' 'case $1 in' 'a)' 'exit 1' ';;' 'esac' \
	'ethtool -K eno1 tso off'
finds 'an exit in a block is no end' script-too-late etc/rc.local:13
script etc/rc.local "echo 'a" 'exit 0' "'" 'ethtool -K eno1 tso off'
finds 'nor is one in a text' script-too-late etc/rc.local:5
script etc/init.d/any true
chmod +x "$root/etc/init.d/any"
script etc/rc.local 'ethtool -K eno1 tso off' 'exit 0'
finds 'nor does one run that is not executable' script-never-run etc/rc.local
chmod +x "$root/etc/rc.local"
finds 'else it does' script-too-late etc/rc.local:2
rm -r "$root/etc/init.d"
script etc/rc.local '# ethtool -K eno1 tso off' 'exit 0'
finds_nothing 'a comment sets nothing'
rm "$root/etc/rc.local"

has sbin/ifup </dev/null
script etc/network/if-up.d/tso 'ethtool -K "$IFACE" tso off'
finds_nothing "ifupdown runs what is in if-up.d"
script etc/network/if-up.d/tso 'ethtool -K enp0s25 tso off'
finds 'for a card that is there' script-without-interface etc/network/if-up.d/tso:2
script etc/network/if-up.d/tso '/usr/local/bin/tso.sh'
script usr/local/bin/tso.sh 'ethtool -K enp0s25 tso off'
finds 'also in a script that it runs' script-without-interface usr/local/bin/tso.sh:2
script etc/network/if-up.d/tso '# /usr/local/bin/tso.sh' 'logger /usr/local/bin/tso.sh'
finds_nothing 'and not only names'
rm "$root/etc/network/if-up.d/tso"
printf 'auto eno1\niface eno1 inet manual\n\tpost-up /usr/local/bin/tso.sh\n' | has etc/network/interfaces
finds 'or that a stanza runs' script-without-interface usr/local/bin/tso.sh:2
rm "$root/etc/network/interfaces"
script etc/network/if-up.d/tso.sh 'ethtool -K "$IFACE" tso off'
finds 'run-parts takes no name with a dot' script-never-run etc/network/if-up.d/tso.sh
chmod +x "$root/etc/network/if-up.d/tso.sh"
is 'as the real one shows' '' "$(run-parts --test "$root/etc/network/if-up.d")"
rm "$root/etc/network/if-up.d/tso.sh"
has usr/share/ifupdown2/__main__.py </dev/null
script etc/network/if-up.d/tso 'ethtool -K "$IFACE" tso off'
finds 'ifupdown2 leaves them alone' other-ifupdown etc/network/if-up.d/tso:2
printf 'addon_scripts_support=1\n' | has etc/network/ifupdown2/ifupdown2.conf
finds_nothing 'unless it is set to run them'
tap_done
