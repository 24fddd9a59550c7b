#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The udev helper, with one thing after the other that fails: it ends with status 0, says nothing
# that is not so, and leaves no half-written record.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=tso off' 'Feature=gro off' 'Aspm=l1_aspm off'
mkdir -p /sys/devices/pci0000:00/0000:00:19.0/link
echo 1 >/sys/devices/pci0000:00/0000:00:19.0/link/l1_aspm
export INTERFACE=nq0 SUBSYSTEM=net ACTION=add
IFINDEX=$(ifindex nq0)
export IFINDEX

# What it claims must be so, and what it leaves must be whole.
cat >/run/test/after <<'end'
cd /run/nicquirk/records 2>/dev/null && for file in .[!.]* *; do
	[ -e "$file" ] || continue
	[ "$file" = 0000:00:19.0 ] || echo "a file is left: $file"
	# Where its last byte is rubbish, the next line is parted from it, and marks it as cut off.
	grep -v -x -E '([0-9]+ [a-z-]+ [a-z0-9_-]+ (on|off) (on|off) (granted|refused)(@[0-9]+)?| cut-off)?' "$file"
done
on=$(ethtool -k nq0 | grep -E '^(	?tx-tcp.*-segmentation|generic-receive-offload): on$')
case ${ABSENT:-}$OUTPUT in
NICQUIRK*STATE=mitigated*)
	[ -z "$on" ] || echo "said to be mitigated: $on"
	read -r aspm </sys/bus/pci/devices/0000:00:19.0/link/l1_aspm
	[ "$aspm" = 0 ] || echo "said to be mitigated: ASPM"
	;;
esac
[ -n "$on" ] || ethtool -K nq0 tso on gro on >/dev/null 2>&1
echo 1 >/sys/bus/pci/devices/0000:00:19.0/link/l1_aspm
dd if=/run/test/kmsg iflag=nonblock bs=64k of=/dev/null 2>/dev/null
rm -rf /run/nicquirk/records
end

points() {
	each_point "cures, or does not claim to" '. /run/test/after' "$@" "$HELPER"
}

points 1 call EIO
points 3 call ENOMEM
points 3 call EINTR
points 1 short -
points 1 rubbish -
points 5 allocation -
points 7 allocations -
points 1 answer EBUSY
points 1 answer ENODEV
points 1 ignored -
# What the kernel says is not there cannot be on, and counts as in order.
export ABSENT=1
points 3 call ENOENT
points 1 answer EOPNOTSUPP

faults_done
