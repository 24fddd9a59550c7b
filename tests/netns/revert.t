#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# revert puts back what apply found, that and no more.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=tso off' 'Feature=gso off'
ethtool -K nq0 tx-tcp-ecn-segmentation off
before=$(settings nq0)
helper nq0
is 'the cure has changed something' off "$(segmentation nq0)"
caused "$NQ" revert nq0
is 'revert succeeds' 0 "$status"
is 'all settings are as they were' "$before" "$(settings nq0)"
caused "$NQ" revert nq0
is 'a second revert succeeds' 0 "$status"
is 'it changes nothing' '' "$notifications"
is 'the settings are still as they were' "$before" "$(settings nq0)"

caused "$NQ" apply nq0
is 'apply by hand succeeds' 0 "$status"
is 'it does what the helper does' off "$(segmentation nq0)"
caused "$NQ" apply nq0
is 'a second apply succeeds' 0 "$status"
is 'it changes nothing' '' "$notifications"
ethtool -K nq0 gso on
changed=$(feature nq0 generic-segmentation-offload)
ethtool -K nq0 rx-gro-list on
caused "$NQ" revert
is 'revert of every card succeeds' 0 "$status"
is 'what somebody has switched on again stays on' "$changed" \
	"$(feature nq0 generic-segmentation-offload)"
is 'what somebody has set besides stays' on "$(feature nq0 rx-gro-list)"
ethtool -K nq0 rx-gro-list off
is 'the rest is as it was' "$before" "$(settings nq0)"

# Applied twice with a hand in between: what was found the first time counts.
caused "$NQ" apply nq0
ethtool -K nq0 tx-tcp6-segmentation on
caused "$NQ" apply nq0
is 'what was changed back by hand is cured again' off "$(segmentation nq0)"
caused "$NQ" revert nq0
is 'revert goes back to the beginning' "$before" "$(settings nq0)"

caused "$NQ" apply no-such-interface
is 'an interface that does not exist cannot be cured' 2 "$status"

tap_done
