#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154,SC2034 # both ways with lib.sh
# Inserting the chosen build, with one thing after the other that fails: the host gets a driver all
# the same. The kernel is not asked to insert anything: fault.so answers in its place.

. "$(dirname "$0")/lib.sh"

module_folder
card nq0 0000:43:00.0 37d0
rm /sys/bus/pci/devices/0000:43:00.0/driver
bad_and_good_builds

cat >/run/test/after <<'end'
[ "$MODULES" -gt 0 ] || echo "no driver was inserted"
[ -z "$OUTPUT" ] || echo "something was printed for udev"
dd if=/run/test/kmsg iflag=nonblock bs=64k of=/dev/null 2>/dev/null
rm -rf /run/nicquirk/failed-i40e /run/nicquirk/load-i40e.lock /run/nicquirk/builds
end

points() {
	each_point "a driver is inserted all the same" '. /run/test/after' "$@" "$NQ" load "$in_tree"
}

points 1 call EIO
points 5 call ENOMEM
points 5 call EINTR
points 5 call ENOENT
points 1 call ENOEXEC
points 1 short -
points 1 rubbish -
points 13 allocation -

faults_done
