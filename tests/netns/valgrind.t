#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The programs that udev runs, as they are built for a host, under memcheck: a cure, a second run,
# a card without a quirk, and the module stage.

. "$(dirname "$0")/lib.sh"

if has_sanitizer "$HELPER"; then
	tap 0 'built with sanitizers: nothing for memcheck # SKIP'
	tap_done
	exit
fi

# memcheck COMMAND...: no error and no leak in it
memcheck() {
	valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect,possible \
		--errors-for-leak-kinds=definite,indirect,possible "$@" >/run/test/output 2>/run/test/errors
	status=$?
	is "${description:-$*}" "0 " "$status $(grep '^==' /run/test/errors)"
}

card nq0 0000:00:19.0
card nq1 0000:00:1a.0 1572
quirk 'Feature=tso off' 'Step=2' 'Feature=gso off' 'EEE=off' 'PrivateFlag=x on'
printf '[no-irdma]\nTitle=t\nSeverity=major\nEvidence=B\nMatchDriver=e1000e\nBlacklist=irdma\n' \
	>/run/nicquirk/quirks.d/irdma.quirk

export INTERFACE=nq0
IFINDEX=$(ifindex nq0)
export IFINDEX
description='the helper, a cure' memcheck "$HELPER"
is 'which is one' off "$(segmentation nq0)"
description='the helper, all in place' memcheck "$HELPER"
description='the helper, another card' memcheck "$HELPER" "$(ifindex nq1)"
description='the helper, no such interface' memcheck "$HELPER" 9999
printf '[bad\nfoo\n[worse]\nTitle=\n[test]\nStep=9\n' >/run/nicquirk/quirks.d/bad.quirk
description='the helper, a bad file' memcheck "$HELPER"
cmdline 'quiet nicquirk=off nicquirk.colour=red'
description='the helper, switched off' memcheck "$HELPER"
is 'with a word on what is wrong' 'kernel command line: unknown parameter nicquirk.colour' "$(cat /run/test/errors)"
cmdline quiet
description='udev-pci' memcheck "$NQ" udev-pci 0000:00:19.0
is 'which says something' 'NICQUIRK_BLACKLIST=irdma' "$(cat /run/test/output)"
description='udev-pci, no such card' memcheck "$NQ" udev-pci 0000:99:00.0
description='nicquirk-pci, a card of which nothing is asked' memcheck "$BUILD/nicquirk-pci" 0000:00:19.0

tap_done
