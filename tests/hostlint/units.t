#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Units that run ethtool: the community script's and its kin.
# shellcheck disable=SC2016,SC2154 # variables of systemd; what it sources sets them
set -u
. tests/hostlint/lib.sh

# script NAME: what the community script writes for an interface
script() {
	has "etc/systemd/system/disable-nic-offload-$1.service" <<-end
		[Unit]
		Description=Disable NIC offloading for Intel e1000e interface $1
		After=network.target

		[Service]
		Type=oneshot
		ExecStart=/sbin/ethtool -K $1 gso off gro off tso off tx off rx off rxvlan off txvlan off sg off
		RemainAfterExit=true

		[Install]
		WantedBy=multi-user.target
	end
}

pve
script eno1
finds 'the script'\''s unit runs after the bridge has the port' unit-too-late \
	etc/systemd/system/disable-nic-offload-eno1.service:3
grep -q 'eno1 is up, in vmbr0' "$scratch/out"
tap $? 'and says which bridge' <"$scratch/out"
rm "$root/etc/systemd/system"/*
script enp0s31f6
finds 'the name in the unit is of another day' unit-without-interface \
	etc/systemd/system/disable-nic-offload-enp0s31f6.service:7
rm "$root/etc/systemd/system"/*

unit '/usr/sbin/ethtool -K eno1 tso off' Before=network-pre.target Wants=network-pre.target
finds_nothing 'a unit before network-pre.target is in time'
unit '/usr/sbin/ethtool -K eno1 tso off'
finds 'one without any order may be late' unit-too-late etc/systemd/system/fix.service:5
has etc/systemd/system/fix.service.d/order.conf <<-end
	[Unit]
	Before=network-pre.target
end
finds_nothing 'a drop-in may give the order'
rm -r "$root/etc/systemd/system/fix.service.d"

unit '/bin/sh -c "ethtool -K eno1 tso off; ethtool -K eno2 tso off"' Before=networking.service
finds 'of two calls in a shell the one for a missing interface' unit-without-interface \
	etc/systemd/system/fix.service:5
unit '/bin/sh -c "ethtool -S eno2; ip link set eno1 up"'
finds_nothing 'what only shows statistics is no cure'
unit '-/usr/sbin/ethtool -K %i tso off' Before=network-pre.target
finds_nothing 'which interface %i is, only systemd knows'

# A unit that a device holds back
for key in BindsTo Requires Requisite; do
	unit '/usr/sbin/ethtool -K eno1 tso off' Before=network-pre.target "$key=sys-subsystem-net-devices-enp0s25.device"
	finds "$key= a device that is not there" unit-without-interface etc/systemd/system/fix.service:3
	unit '/usr/sbin/ethtool -K eno1 tso off' Before=network-pre.target "$key=sys-subsystem-net-devices-eno1.device"
	finds_nothing "$key= one that is"
done
unit '/usr/sbin/ethtool -K eno1 tso off' Before=network-pre.target Wants=sys-subsystem-net-devices-enp0s25.device
finds_nothing 'Wants= does not hold it back'
unit '/usr/sbin/ethtool -K eno1 rx-udp-gro-forwarding on' 'BindsTo=sys-subsystem-net-devices-wg\x2d0.device'
finds_nothing 'a unit for another device that sets no cure'

for key in ConditionPathExists AssertPathExists ConditionPathIsDirectory; do
	unit '/usr/sbin/ethtool -K eno1 tso off' Before=network-pre.target "$key=/sys/class/net/enp0s25"
	finds "$key= of an interface that is not there" unit-without-interface etc/systemd/system/fix.service:3
	for path in /sys/class/net/eno1 /sys/class/net/eno1/operstate '!/sys/class/net/enp0s25' '|/sys/class/net/enp0s25' \
		/sys/class/net/%i /sys/class/net/ /usr/sbin/ethtool; do
		unit '/usr/sbin/ethtool -K eno1 tso off' Before=network-pre.target "$key=$path"
		finds_nothing "$key=$path"
	done
done

# What runs inside the network's own unit.
for own in networking systemd-networkd NetworkManager; do
	pve
	printf '[Unit]\nAfter=network-pre.target\nBefore=network.target\n[Service]\nExecStart=/sbin/any\n' |
		has lib/systemd/system/$own.service
	printf '[Service]\nExecStartPre=+/sbin/ethtool -K eno1 tso off\n' | has etc/systemd/system/$own.service.d/tso.conf
	finds_nothing "what $own.service runs first is in time"
	sed -i s/StartPre/StartPost/ "$root/etc/systemd/system/$own.service.d/tso.conf"
	finds "what $own.service runs last is not" unit-too-late etc/systemd/system/$own.service.d/tso.conf:2
done
pve

# What the variables of a unit stand for.
early=Before=network-pre.target
for command in '$IFACE' '${IFACE}' '"$IFACE"' "'\$IFACE'"; do
	unit "/usr/sbin/ethtool -K $command tso off" $early
	finds_nothing "$command of nobody knows where"
	unit "/usr/sbin/ethtool -K $command tso off
Environment=IFACE=eno1" $early
	finds_nothing "$command is this card"
	unit "/usr/sbin/ethtool -K $command tso off
Environment=IFACE=enp0s25" $early
	finds "$command is the name of another day" unit-without-interface etc/systemd/system/fix.service:5
done
unit '/usr/sbin/ethtool -K $IFACE $OPTIONS
Environment=IFACE=eno1 "OPTIONS=tso off || true"' $early
finds 'a variable may be several words' ethtool-sets-nothing etc/systemd/system/fix.service:5
unit '/usr/sbin/ethtool -K $IFACE rx-udp-gro-forwarding on
Environment=IFACE=eno1' After=network-online.target
finds_nothing 'its settings are seen'
unit '/usr/sbin/ethtool -K $IFACE $OPTIONS
Environment="OPTIONS=tso off" IFACE=eno1' After=network-online.target
finds 'also those of a variable' unit-too-late etc/systemd/system/fix.service:2
unit "/bin/sh -c 'ethtool -K \$IFACE tso off || true'
Environment=IFACE=enp0s25" $early
finds 'a shell has it as well' unit-without-interface etc/systemd/system/fix.service:5
unit ':/usr/sbin/ethtool -K ${IFACE} tso off
Environment=IFACE=enp0s25' $early
finds_nothing 'behind a colon nothing is replaced'
unit '/usr/sbin/ethtool -K $IFACE tso off
Environment=IFACE=enp0s25
Environment=
Environment=IFACE=eno1' $early
finds_nothing 'an empty line takes back what came before'
unit '/usr/sbin/ethtool -K $IFACE tso off
Environment=IFACE=enp0s25
UnsetEnvironment=IFACE' $early
finds_nothing 'what is unset again is not known'
unit '/usr/sbin/ethtool -K $IFACE tso off
Environment=IFACE=eno1
EnvironmentFile=/etc/default/card' $early
finds_nothing 'nor is what stands in a file that is not there'
printf '# card\nIFACE="enp0s25" \n' | has etc/default/card
finds 'a file overrides the unit' unit-without-interface etc/systemd/system/fix.service:5
sed -i 's/^EnvironmentFile=/&-/' "$root/etc/systemd/system/fix.service"
finds 'whether or not it has to be there' unit-without-interface etc/systemd/system/fix.service:5
rm "$root/etc/default/card"
finds_nothing 'and need not be'

# A shell has other options before "-c", and prints what it does not run.
pve
for shell in '/bin/bash -euo pipefail -c' '/bin/sh -eu -c' '/usr/bin/env bash -x -c' 'bash --norc -c' '/bin/busybox ash -c'; do
	unit "$shell 'ethtool -K eno1 tso off || true'" $early
	finds_nothing "$shell"
done
unit '/usr/local/bin/sh-c -o eno1 /usr/sbin/ethtool -K eno1 tso off || true' $early
finds 'what is called as a shell in part is none' ethtool-sets-nothing etc/systemd/system/fix.service:5
unit "/bin/bash /usr/local/bin/missing.sh -c 1 ; /usr/sbin/ethtool -K eno1 tso off || true" $early
finds 'nor does an option of its script make one' ethtool-sets-nothing etc/systemd/system/fix.service:5
for line in 'echo ethtool -K enp0s25 tso off' "logger 'ethtool -K enp0s25 tso off failed'" \
	"log 'runs ethtool -K enp0s25 tso off'" "echo 'a; ethtool -K enp0s25 tso off'" \
	'grep -q ethtool -K enp0s25 tso off' "logger \\\"ethtool -K enp0s25 tso off\\\""; do
	unit "/bin/sh -c \"$line\"" $early
	finds_nothing "only says it: $line"
done
for line in 'echo; ethtool -K enp0s25 tso off' 'A=b ethtool -K enp0s25 tso off' 'if true; then ethtool -K enp0s25 tso off; fi' \
	'sudo ethtool -K enp0s25 tso off' "nohup bash -c 'ethtool -K enp0s25 tso off'" "eval 'true; ethtool -K enp0s25 tso off'" \
	'case a in up) ethtool -K enp0s25 tso off;; esac' 'ethtool -K \"enp0s25\" tso off' "'ethtool' -K enp0s25 tso off"; do
	unit "/bin/sh -c \"$line\"" $early
	finds "runs it: $line" unit-without-interface etc/systemd/system/fix.service:5
done
unit '/usr/sbin/ethtool eno1 tso off' $early
finds 'without an option ethtool shows' ethtool-sets-nothing etc/systemd/system/fix.service:5
unit '/usr/sbin/ethtool eno1 -K tso off' $early
finds 'nor does it read one behind the interface' ethtool-sets-nothing etc/systemd/system/fix.service:5
for end in '2>/dev/null' '>/dev/null' '# the card hangs' '&>/dev/null'; do
	unit "/usr/sbin/ethtool -K eno1 tso off $end" $early
	finds "ethtool gets $end as well" ethtool-sets-nothing etc/systemd/system/fix.service:5
	unit "/bin/sh -c '/usr/sbin/ethtool -K eno1 tso off $end' sh" $early
	finds_nothing "a shell does not hand it $end"
done
unit '/bin/sh -c "ethtool eno1 | grep -q on; ethtool -K"' $early
finds_nothing 'one that shows and one that does nothing'

pve
has usr/lib/systemd/system/fix.service <<-end
	[Unit]
	After=network.target
	[Service]
	ExecStart=/usr/sbin/ethtool -K eno1 tso off
end
ln -s usr/lib "$root/lib"
has lib/modules/.keep </dev/null
finds 'a packaged unit, once' unit-too-late usr/lib/systemd/system/fix.service:2
mkdir -p "$root/etc/systemd/system"
ln -s /dev/null "$root/etc/systemd/system/fix.service"
finds_nothing 'a masked unit does nothing that could be wrong'
rm "$root/etc/systemd/system/fix.service"
has etc/systemd/system/fix.service.d/no.conf <<-end
	[Service]
	ExecStart=
end
finds_nothing 'a drop-in can take its command back'
tap_done
