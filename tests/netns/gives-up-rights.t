#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2016 # for the shell that the helper runs
# The programs that udev runs keep what they need of root's rights, and cannot get the rest back.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=tso off'

# during COMMAND: what it says when the helper itself runs it, before its first request
during() {
	helper nq0 LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_AT=1 \
		SHIM_RUN="{ $1; } >/run/test/during 2>&1 || :"
	cat /run/test/during
}
is 'the helper has CAP_NET_ADMIN and no more' 'CapPrm: 0000000000001000 CapEff: 0000000000001000' \
	"$(during 'grep -E "^Cap(Prm|Eff)" /proc/$PPID/status' | tr '\t\n' '  ' | sed 's/ *$//')"
is 'which is enough' off "$(segmentation nq0)"
is 'what it runs gets no more, though it is root' 'CapEff: 0000000000001000' \
	"$(during 'grep ^CapEff /proc/self/status' | tr '\t' ' ')"
for forbidden in 'mount -t tmpfs x /run/test' 'touch /run/test/closed/file' 'mknod /run/test/node c 1 3' \
	'chroot / true' 'hostname x'; do
	mkdir -p /run/test/closed
	chmod 0 /run/test/closed
	is "forbidden: $forbidden" no "$(during "$forbidden && echo yes || echo no" | tail -n 1)"
	check "which root may: $forbidden" unshare -m -u sh -c "$forbidden"
	rm -rf /run/test/closed /run/test/node
done

# Without the right to read everything, root is bound by the mode of its own files.
chmod 0 /run/nicquirk/quirks.d/test.quirk
contains 'the command has that right' 'test: ' "$("$NQ" explain 2>&1)"
contains 'udev-pci has given it up' 'test.quirk: cannot be read: Permission denied' \
	"$("$NQ" udev-pci 0000:00:19.0 2>&1)"
helper nq0
contains 'and the helper' 'test.quirk: cannot be read: Permission denied' "$log"

tap_done
