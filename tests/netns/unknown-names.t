#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A name that this kernel or driver does not have is said to be unsupported, and the other
# settings are made all the same.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=no-such-feature off' 'Feature=tso off' 'EEE=off' 'PrivateFlag=legacy-rx off'
helper nq0
is 'the helper succeeds' 0 "$status"
is 'TSO is off' off "$(segmentation nq0)"
is 'one request has done it' "features $(ifindex nq0)" "$notifications"
is 'the feature is unsupported' unsupported "$(action nq0 no-such-feature)"
is 'the private flag is unsupported' unsupported "$(action nq0 legacy-rx)"
is 'EEE is unsupported' unsupported "$(action nq0 eee)"
is 'what is not there cannot be on' mitigated "$(verdict)"

card nq1 0000:00:1a.0
quirk 'PrivateFlag=disable-k1 on' 'Feature=tso off'
helper nq1
is 'TSO is off on the second card' off "$(segmentation nq1)"
is 'a flag that would have to be on and is not there is a failure' failed "$(verdict)"

tap_done
