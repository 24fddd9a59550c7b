#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154,SC2034 # both ways with lib.sh
# The module stage, with one thing after the other that fails: udev gets all or nothing, and
# modprobe finds a whole file or none.

. "$(dirname "$0")/lib.sh"

module_folder
card nq0 0000:43:00.0 37d0
# The driver is still to be loaded.
rm /sys/bus/pci/devices/0000:43:00.0/driver
bad_and_good_builds

conf=/run/modprobe.d/nicquirk.conf
"$NQ" udev-pci 0000:43:00.0 >/run/test/usual 2>&1
is 'it pins when nothing fails' "NICQUIRK_MODULE=pin
NICQUIRK_LOAD=$in_tree" "$(cat /run/test/usual)"
grep '^[^#]' $conf >/run/test/whole-lines
cp $conf /run/test/whole
head -n 1 $conf >/run/test/head

cat >/run/test/after <<'end'
cd /run/modprobe.d 2>/dev/null && for file in .[!.]* *; do
	[ -e "$file" ] || continue
	[ "$file" = nicquirk.conf ] || echo "a file is left: $file"
	# The reason may be that the bad build could not be read.
	head -n 1 "$file" | cmp -s - /run/test/head && grep '^[^#]' "$file" | cmp -s - /run/test/whole-lines ||
		cat "$file"
done
case $OUTPUT in
*MODULE=pin*LOAD=*) ;;
?*) echo "not all was printed" ;;
esac
dd if=/run/test/kmsg iflag=nonblock bs=64k of=/dev/null 2>/dev/null
rm -rf /run/modprobe.d /run/nicquirk/builds
end

points() {
	each_point "all is printed or nothing, in whole files" '. /run/test/after' "$@" "$NQ" udev-pci 0000:43:00.0
}

points 1 call EIO
points 5 call ENOMEM
points 5 call EINTR
points 5 call ENOENT
points 5 call ENOSPC
points 1 short -
points 1 rubbish -
points 11 allocation -
points 23 allocations -

# What was written at an earlier boot stage stays whole, or is taken back as a whole.
cat >/run/test/after-quirk <<'end'
[ ! -e /run/modprobe.d/nicquirk.conf ] || cmp -s /run/modprobe.d/nicquirk.conf /run/test/whole ||
	cat /run/modprobe.d/nicquirk.conf
dd if=/run/test/kmsg iflag=nonblock bs=64k of=/dev/null 2>/dev/null
mkdir -p /run/modprobe.d
cp /run/test/whole /run/modprobe.d/nicquirk.conf
end
cmdline nicquirk.skip=bad
cp /run/test/whole $conf 2>/dev/null || { mkdir -p /run/modprobe.d && cp /run/test/whole $conf; }
# Who cannot read the command line does not see the skip.
lines="NICQUIRK_MODULE=pin
NICQUIRK_LOAD=$in_tree
"
each_point 'taking back what no longer holds' '. /run/test/after-quirk' 3 call EIO \
	"$NQ" udev-pci 0000:43:00.0

faults_done
