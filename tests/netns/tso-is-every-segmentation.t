#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "tso" means each tx-tcp*-segmentation that this kernel knows, in one request, and what is
# right already is left alone.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=tso off'
names=$(settings nq0 | grep -c 'tx-tcp.*-segmentation:')
check 'the kernel has more than one of them' [ "$names" -gt 1 ]
is 'all are on before' on "$(segmentation nq0)"

helper nq0
is 'the helper succeeds' 0 "$status"
is 'all are off' off "$(segmentation nq0)"
is 'one request has changed them, and nothing else' \
	"features $(ifindex nq0)" "$notifications"
is 'udev gets the quirk and the verdict' \
	'NICQUIRK=test
NICQUIRK_STATE=mitigated' "$output"
is 'the kernel log gets one line' 1 "$(echo "$log" | grep -c .)"
contains 'it names the interface' nq0 "$log"
contains 'it names the quirk' test "$log"

before=$(settings nq0)
helper nq0
is 'a second run succeeds' 0 "$status"
is 'it changes nothing' '' "$notifications"
is 'udev gets the same' \
	'NICQUIRK=test
NICQUIRK_STATE=mitigated' "$output"
is 'it logs nothing' '' "$log"
is 'no setting is different' "$before" "$(settings nq0)"

card nq1 0000:00:1a.0
ethtool -K nq1 tso off
helper nq1
is 'a card that is right from the start is not touched' '' "$notifications"
is 'it is said to be in order' mitigated "$(verdict)"

tap_done
