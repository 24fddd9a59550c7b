#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The database as it is shipped cures the card that the project began with.

. "$(dirname "$0")/lib.sh"

cp "$TESTS"/../../quirks/*.quirk /run/nicquirk/quirks.d/
card nq0 0000:00:19.0
helper nq0
is 'TSO of an I217-LM is off' off "$(segmentation nq0)"
is 'GSO, the next step, is still on' on "$(feature nq0 generic-segmentation-offload)"
contains 'by the quirk of that name' e1000e-lpt-tso-hang "$output"
is 'it is mitigated' mitigated "$(verdict)"
is 'the database has no problems' '' "$("$NQ" status 2>&1 >/dev/null)"

card nq1 0000:00:1a.0 10d3
helper nq1
is 'an 82574L is not touched' '' "$notifications"

tap_done
