# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Sourced by tests of this folder: the two Debian roots of tests/export/root, to be written to and thrown away, in
# network, mount and process namespaces of their own. A veth stands for the card.

suite=$1
if [ -z "${NICQUIRK_TEST_ROOTS:-}" ]; then
	NICQUIRK_TEST_ROOTS=$(tests/export/root "$suite" "${BUILD:-build}/boot") || exit 2
	export NICQUIRK_TEST_ROOTS
	exec unshare -nmp --fork --kill-child --mount-proc "$0" "$@"
fi

. tests/tap.sh
scratch=$(mktemp -d)
mount -t tmpfs nicquirk "$scratch" || exit 2
trap 'umount -l "$scratch"; rmdir "$scratch"' EXIT
slot=7777:00:19.0 # no host has that domain: what goes by the slot finds nothing there
onboard=eno1      # the name that udev has for the card
address=02:00:00:00:00:01

# enter NAME FOLDER: a copy of a root; its /dev has no device of this host
enter() {
	local node

	mkdir -p "$scratch/$1" "$scratch/$1.upper" "$scratch/$1.work"
	mount -t overlay nicquirk -o "lowerdir=$2,upperdir=$scratch/$1.upper,workdir=$scratch/$1.work" \
		"$scratch/$1" &&
		mount -t sysfs nicquirk "$scratch/$1/sys" && mount -t proc nicquirk "$scratch/$1/proc" &&
		mount -t tmpfs -o mode=755 nicquirk "$scratch/$1/run" &&
		mount -t tmpfs -o mode=755 nicquirk "$scratch/$1/dev" || exit 2
	for node in null zero full random urandom; do
		touch "$scratch/$1/dev/$node"
		mount --bind "/dev/$node" "$scratch/$1/dev/$node" || exit 2
	done
	mkdir -p "$scratch/$1/run/network"
}

# within ROOT COMMAND...
within() {
	SYSTEMD_IGNORE_CHROOT=1 chroot "$scratch/$1" "${@:2}"
}

# udevd_start: a systemd-udevd in the root "systemd", all that it says in $scratch/udevd. Events of this host's
# other devices reach it as well: it has no rules but those of networks. Of the veth a first rule says what
# udev finds out by itself of a card.
udevd_start() {
	find "$scratch"/systemd/usr/lib/udev/rules.d/ -name '*.rules' ! -name '*net*' -delete
	mkdir -p "$scratch/systemd/etc/udev/rules.d"
	cat >"$scratch/systemd/etc/udev/rules.d/01-card.rules" <<-end
		ACTION=="remove", GOTO="end"
		SUBSYSTEM!="net", GOTO="end"
		ATTR{address}!="$address", GOTO="end"
		ENV{ID_PATH}="pci-$slot", ENV{ID_VENDOR_ID}="0x8086", ENV{ID_MODEL_ID}="0x153a"
		ENV{ID_NET_NAME_ONBOARD}="$onboard", ENV{ID_NET_NAME_PATH}="${onboard:+enp0s25}"
		LABEL="end"
	end
	chroot "$scratch/systemd" /lib/systemd/systemd-udevd --debug >"$scratch/udevd" 2>&1 &
	udevd=$!
	until within systemd udevadm control --ping 2>/dev/null; do
		kill -0 "$udevd" || exit 2
	done
}

# udevd_stop: once it has handled what has happened. By a signal: since Linux 6.16 systemd 252 may miss who has
# sent "udevadm control --exit", and leaves it out.
udevd_stop() {
	within systemd udevadm settle --timeout=30
	kill "$udevd"
	wait "$udevd"
}

# unplug: whatever veth stood for the card is gone
unplug() {
	ip link delete peer 2>"$scratch/said"
	[ -z "${elsewhere:-}" ] || nsenter -t "$elsewhere" -n ip link delete veth1 2>"$scratch/said"
}

# new_eno1: a new veth called eno1, with everything on
new_eno1() {
	unplug
	ip link add eno1 address "$address" type veth peer name peer && ethtool -K eno1 tso on gso on gro on
}

# plug: a card is added. It comes from another namespace with everything on, as eth0, which the kernel has chosen:
# a name that a program has given when it made a veth is one that udev keeps.
plug() {
	if [ -z "${elsewhere:-}" ]; then
		unshare -n sleep infinity &
		elsewhere=$!
		until [ "$(readlink "/proc/$elsewhere/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do
			kill -0 "$elsewhere" || exit 2
		done
		ip link add veth0 type veth peer name veth0.peer # so that this name is taken
	fi
	unplug
	nsenter -t "$elsewhere" -n sh -euc "
		ip link add type veth
		ip link set veth0 address $address
		ethtool -K veth0 tso on gso on gro on
		ip link set veth0 netns $$ name eth0"
}

# plugged: how the card is called now, and its TSO over IPv4 and over IPv6
plugged() {
	local name

	name=$(ip -o link | sed -n "s/^[0-9]*: \([^@:]*\).*$address.*/\1/p")
	ethtool -k "$name" | sed -n 's/^\ttx-tcp6\?-segmentation: //p' | paste -sd ' ' | sed "s/^/$name /"
}

# is_cured TEXT: TSO, GSO and GRO are off, of TSO every bit but those named
is_cured() {
	ethtool -k eno1 >"$scratch/features"
	grep -E '^(generic-segmentation|generic-receive)-offload: on|^	tx-tcp.*-segmentation: on' \
		"$scratch/features" | grep -vE "${2:-^$}" >"$scratch/on"
	[ ! -s "$scratch/on" ]
	tap $? "$1" <"$scratch/on"
}
