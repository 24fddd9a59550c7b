# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154,SC2119,SC2120 # scratch, root: of the other lib.sh; lint's options
# Sourced by each test of this folder: a Proxmox VE host with an I217-LM in vmbr0, and what its owner
# has written.

. tests/modules/lib.sh
e1000e=kernel/drivers/net/ethernet/intel/e1000e/e1000e.ko

# lint ARGUMENT...: of the host of the test, with the shipped database or the test's own
lint() {
	"${BUILD:-build}/nicquirk" --root "$root" --quirks "${database:-quirks}" "$@" lint \
		>"$scratch/out" 2>"$scratch/said"
}

# pve: the host as it is without anything done to it
pve() {
	host
	database=quirks
	card 0000:00:19.0 153a e1000e
	mkdir -p "$root/sys/class/net/vmbr0" "$root/sys/class/net/eno1" \
		"$root/sys/bus/pci/devices/0000:00:19.0/net/eno1"
	echo 2 >"$root/sys/class/net/eno1/ifindex"
	echo 02:00:00:00:00:01 >"$root/sys/class/net/eno1/address"
	ln -s ../vmbr0 "$root/sys/class/net/eno1/master"
}

# has PATH: a file of the host, its text on standard input
has() {
	mkdir -p "$root/$(dirname "$1")"
	cat >"$root/$1"
}

# with LINE...: /etc/network/interfaces as Proxmox VE writes it, the lines in the port's stanza; ifupdown waits for no port
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
		    bridge-fd 0
		    bridge_maxwait 0
	end
}

# pve_name: Proxmox VE's own name pinning
pve_name() {
	has usr/local/lib/systemd/network/50-pve-nic0.link <<-end
		[Match]
		MACAddress=02:00:00:00:00:01
		Type=ether

		[Link]
		Name=nic0
	end
}

# unit EXECSTART [LINE-OF-UNIT...]: fix.service of the host
unit() {
	exec=$1
	shift
	has etc/systemd/system/fix.service <<-end
		[Unit]
		$(printf '%s\n' "$@")
		[Service]
		Type=oneshot
		ExecStart=$exec
	end
}

# finds TEXT ID WHERE: that finding and no other, there (PATH or PATH:LINE, of the host)
finds() {
	lint
	status=$?
	if [ "$status" -eq 1 ] && [ "$(wc -l <"$scratch/out")" -eq 1 ] &&
		grep -q "^$root/$3: .*\[$2\]\$" "$scratch/out"; then
		tap 0 "$1"
	else
		{
			echo "exit status $status"
			cat "$scratch/out" "$scratch/said"
		} | tap 1 "$1"
	fi
}

# finds_nothing TEXT
finds_nothing() {
	lint
	status=$?
	[ "$status" -eq 0 ] && [ ! -s "$scratch/out" ] && [ ! -s "$scratch/said" ]
	result=$?
	cat "$scratch/out" >>"$scratch/said"
	tap "$result" "$1" <"$scratch/said"
}

# host_of PROGRAM LINE...: a host on which that program reads these lines as its /etc/network/interfaces
host_of() {
	pve
	case $1 in
	ifupdown) has sbin/ifup </dev/null ;;
	ifupdown2) has usr/share/ifupdown2/__main__.py </dev/null ;;
	ifupdown-ng)
		has sbin/ifup </dev/null
		has usr/libexec/ifupdown-ng/ethtool </dev/null
		;;
	esac
	shift
	printf '%s\n' 'auto lo' 'iface lo inet loopback' "$@" | has etc/network/interfaces
}
