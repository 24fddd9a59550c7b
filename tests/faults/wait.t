#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154,SC2034 # both ways with lib.sh
# The barrier, with one thing after the other that fails: it ends with status 0 and in time, and
# the network comes up behind it.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=tso off'
# As udev leaves it, in its database and with sysfs as libudev wants it.
printf 'INTERFACE=nq0\nIFINDEX=%s\n' "$(ifindex nq0)" >/sys/devices/pci0000:00/0000:00:19.0/net/nq0/uevent
ln -s ../../../../../class/net /sys/devices/pci0000:00/0000:00:19.0/net/nq0/subsystem
: >/run/udev/control
printf 'I:1\n' >"/run/udev/data/n$(ifindex nq0)"

cat >/run/test/after <<'end'
[ -z "$OUTPUT" ] || echo "it printed something"
case $(ethtool -k nq0) in
*'tcp-segmentation-offload: off'*) ethtool -K nq0 tso on ;;
esac
dd if=/run/test/kmsg iflag=nonblock bs=64k of=/dev/null 2>/dev/null
rm -rf /run/nicquirk/records
end

"$NQ" wait >/run/test/output 2>&1
contains 'with the database of udev it need not wait' yes \
	"$(grep -q 'not every' /run/test/output || echo yes)"
is 'it cures what udev has not' off "$(segmentation nq0)"
contains 'and says so' 'set by the barrier' \
	"$(cat /run/test/output && dd if=/run/test/kmsg iflag=nonblock bs=64k 2>/dev/null)"
sh /run/test/after

points() {
	each_point "goes on" '. /run/test/after' "$@" "$NQ" wait --timeout "${seconds:-0}"
}

points 3 call EIO
points 7 call ENOMEM
points 7 call EINTR
points 1 answer EBUSY
points 1 answer ENODEV
points 1 ignored -
points 3 short -
points 3 rubbish -
points 29 allocation -
# Where it does wait for an event it goes on all the same.
seconds=1
points 11 call EIO

faults_done
