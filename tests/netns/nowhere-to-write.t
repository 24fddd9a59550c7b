#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The cure does not depend on /run: it is made also where no record of it can be kept.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=tso off'
mount --bind /run/nicquirk /run/nicquirk
mount -o remount,bind,ro /run/nicquirk
check '/run/nicquirk is read-only' sh -c '! touch /run/nicquirk/file 2>/dev/null'
helper nq0
is 'the helper succeeds' 0 "$status"
is 'the card is cured' off "$(segmentation nq0)"
is 'udev gets that' mitigated "$(verdict)"
contains 'the missing record is a warning' 'Read-only file system' "$log"

tap_done
