# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034 # what it sets is read by the tests
# Sourced by each test of this folder: puts it into network and mount namespaces of its own,
# where a veth pair stands for a card. A veth has no PCI parent, so /sys is a made-up tree in
# which it has one; ethtool netlink is the kernel's own.

set -u
umask 022

if [ -z "${NICQUIRK_TEST_NAMESPACE:-}" ]; then
	export NICQUIRK_TEST_NAMESPACE=1
	if unshare -n -m true 2>/dev/null; then
		exec unshare -n -m "$0"
	fi
	# Root in a user namespace is enough.
	exec unshare -rnm "$0"
fi

TESTS=$(cd "$(dirname "$0")" && pwd)
BUILD=$(cd "${BUILD:-$TESTS/../../build}" && pwd) || exit 1
NQ=$BUILD/nicquirk
HELPER=$BUILD/nicquirk-link
export ASAN_OPTIONS=verify_asan_link_order=0

# LeakSanitizer cannot look at what is traced, and then fails it.
strace() {
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 command strace "$@"
}

# has_sanitizer PROGRAM: it makes calls of its own
has_sanitizer() {
	grep -q __asan_init "$1"
}

# own_folder PATH: an empty one, which is root's alone as it would be
own_folder() {
	mount -t tmpfs -o mode=755 nicquirk "$1" || exit 1
}

# own_layer PATH: what there is of it stays to be seen, and what is done to it from now on is seen here alone
own_layer() {
	mkdir -p "/run/over$1/upper" "/run/over$1/work"
	mount -t overlay nicquirk "$1" \
		-o "lowerdir=$1,upperdir=/run/over$1/upper,workdir=/run/over$1/work" || exit 1
}

# own_modules: an empty /lib/modules, which a machine that never had a kernel of its own may lack
own_modules() {
	if [ ! -d /lib/modules ]; then
		own_layer "$(readlink -f /lib)"
		mkdir /lib/modules
	fi
	own_folder /lib/modules
}

# What the host has of its own must not take part, and nothing is written to it: one test took files out of the
# host's modprobe.d. A checkout may be below /usr itself.
case $BUILD in
/usr/*) ;;
*) mount --rbind /usr /usr && mount -o remount,bind,ro /usr || exit 1 ;;
esac
own_folder /run
for folder in /etc /usr/share; do
	own_layer "$folder"
	rm -rf "$folder/nicquirk"
	# As on a host where nicquirk is installed; what it is to read is the test's own all the same.
	if [ -n "${INSTALLED:-}" ]; then
		mkdir "$folder/nicquirk"
		own_folder "$folder/nicquirk"
	fi
done
own_folder /var/lib
[ -z "${INSTALLED:-}" ] || mkdir /var/lib/nicquirk
own_folder /sys
mkdir -p /run/nicquirk/quirks.d /run/test /sys/bus/pci/devices /sys/bus/pci/drivers/e1000e \
	/sys/class/net /sys/class/dmi/id /sys/module/e1000e
echo 'Dell Inc.' >/sys/class/dmi/id/sys_vendor
echo 'OptiPlex 9020' >/sys/class/dmi/id/product_name
echo >/sys/module/e1000e/taint
# One write is one record there, and here one line; nobody has to read while it is written.
mkfifo /run/test/kmsg
exec 8<>/run/test/kmsg
[ ! -e /dev/kmsg ] || mount --bind /run/test/kmsg /dev/kmsg || exit 1

# cmdline TEXT: the kernel command line from now on
cmdline() {
	echo "$1" >/run/test/cmdline
}
cmdline quiet
mount --bind /run/test/cmdline /proc/cmdline || exit 1
# A container that the tests run in may say what it is: the host of the tests is none.
: >/run/test/environ
[ ! -e /proc/1/environ ] || mount --bind /run/test/environ /proc/1/environ 2>/dev/null

# shellcheck source=../tap.sh
. "$TESTS/../tap.sh"

# check DESCRIPTION COMMAND [ARGUMENT...]: the command must succeed
check() {
	description=$1
	shift
	"$@"
	tap $? "$description" <<-end
		failed: $*
	end
}

# contains DESCRIPTION PART TEXT
contains() {
	case $3 in
	*"$2"*) true ;;
	*) false ;;
	esac
	tap $? "$1" <<-end
		not in it: $2
		got:
		$3
	end
}

# --- the host ---

# interface NAME SLOT: a veth pair, whose one end is an interface of the function SLOT
interface() {
	ip link add "$1" type veth peer name "$1-peer" || exit 1
	mkdir -p "/sys/devices/pci0000:00/$2/net/$1"
	ifindex "$1" >"/sys/devices/pci0000:00/$2/net/$1/ifindex"
	ln -s "../../../$2" "/sys/devices/pci0000:00/$2/net/$1/device"
	ln -s "../../devices/pci0000:00/$2/net/$1" "/sys/class/net/$1"
}

# card NAME SLOT [DEVICE]: an Intel card (an I217-LM) with one interface
card() {
	folder=/sys/devices/pci0000:00/$2
	mkdir -p "$folder"
	echo 0x8086 >"$folder/vendor"
	echo "0x${3:-153a}" >"$folder/device"
	echo 0x1028 >"$folder/subsystem_vendor"
	echo 0x05a4 >"$folder/subsystem_device"
	echo 0x04 >"$folder/revision"
	echo 0x020000 >"$folder/class"
	echo "pci:v00008086d0000$(echo "${3:-153a}" | tr a-f A-F)sv00001028sd000005A4bc02sc00i00" \
		>"$folder/modalias"
	ln -s ../../../bus/pci/drivers/e1000e "$folder/driver"
	ln -s "../../../devices/pci0000:00/$2" "/sys/bus/pci/devices/$2"
	interface "$1" "$2"
}

# remove_card SLOT NAME: takes it out of sysfs; its interface may be gone already
remove_card() {
	rm -r "/sys/devices/pci0000:00/$1" "/sys/bus/pci/devices/$1" "/sys/class/net/$2"
	ip link delete "$2" 2>/dev/null
}

# What is known of another card: without any quirk nothing would be judged.
cat >/run/nicquirk/quirks.d/other-card.quirk <<'end'
[other-card]
Title=Test
Severity=info
Evidence=B
MatchDevice=8086:ffff
Feature=sg off
end

# quirk LINE...: a quirk "test" of the I217-LM, with these actions
quirk() {
	{
		printf '[test]\nTitle=Test\nSeverity=critical\nEvidence=B\n'
		printf 'MatchDevice=8086:153a\nMatchDriver=e1000e\n'
		printf '%s\n' "$@"
	} >/run/nicquirk/quirks.d/test.quirk
}

ifindex() {
	ip -o link show dev "$1" | cut -d: -f1
}

# settings NAME: every feature as ethtool(8) shows it
settings() {
	ethtool -k "$1" | sed 1d
}

# feature NAME FEATURE: "on", "off", "off [fixed]", "off [requested on]"...
feature() {
	settings "$1" | sed -n "s/^[[:blank:]]*$2: //p"
}

# segmentation NAME: the states that its tx-tcp*-segmentation features are in
segmentation() {
	feature "$1" 'tx-tcp.*-segmentation' | sort -u
}

# --- the programs ---

# helper NAME [VARIABLE=VALUE...]: calls the helper as udev does. Its standard output is then
# in $output, what it says to people in $log, its exit status in $status, the notifications
# that it has caused in $notifications.
helper() {
	name=$1
	shift
	caused env -i PATH="$PATH" ASAN_OPTIONS="$ASAN_OPTIONS" ACTION=add SUBSYSTEM=net \
		DEVPATH="/devices/pci0000:00/0000:00:19.0/net/$name" INTERFACE="$name" \
		IFINDEX="$(ifindex "$name")" "$@" "$HELPER"
}

# caused COMMAND [ARGUMENT...]: runs any other program, with the same results
caused() {
	"$BUILD/tests/netns/notifications" /run/test/notifications "$@" \
		>/run/test/output 2>/run/test/errors
	status=$?
	output=$(cat /run/test/output)
	log=$(cat /run/test/errors && dd if=/run/test/kmsg iflag=nonblock bs=64k 2>/dev/null)
	notifications=$(cat /run/test/notifications)
}

# verdict: NICQUIRK_STATE of the last call of the helper
verdict() {
	echo "$output" | sed -n 's/^NICQUIRK_STATE=//p'
}

# action NAME SETTING: the state of the action on that setting of an interface, as status
# says it
action() {
	"$NQ" --json status | jq -r --arg interface "$1" --arg name "$2" '
		.nics[].quirks[].actions[] |
		select((.interface // "") == $interface and (.name == $name or .type == $name)) |
		.state'
}
