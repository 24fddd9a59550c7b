#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Without the right to change a setting nothing is changed, and nothing else is claimed.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=tso off'
caused setpriv --bounding-set=-net_admin --inh-caps=-net_admin \
	env IFINDEX="$(ifindex nq0)" INTERFACE=nq0 "$HELPER"
is 'the helper succeeds' 0 "$status"
is 'nothing has changed' on "$(segmentation nq0)"
is 'udev gets that' needs-action "$(verdict)"
contains 'the log says why' 'Operation not permitted' "$log"
helper nq0
is 'with the right to do so it is cured' off "$(segmentation nq0)"

tap_done
