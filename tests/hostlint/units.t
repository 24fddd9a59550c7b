#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Units that run ethtool: the community script's and its kin.
# shellcheck disable=SC2154 # what it sources sets them
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
