#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel command line has the last word.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=tso off'

cmdline 'quiet nicquirk=off'
helper nq0
is 'nicquirk=off: the helper succeeds' 0 "$status"
is 'nicquirk=off: nothing changes' '' "$notifications"
is 'nicquirk=off: nothing is said' '' "$output$log"
mkdir -p /etc/nicquirk
echo '[Polizy]' >/etc/nicquirk/nicquirk.conf
helper nq0
is 'nicquirk=off: a fault of the configuration is said all the same' \
	'/etc/nicquirk/nicquirk.conf:1: unknown section [Polizy]' "$log"
rm /etc/nicquirk/nicquirk.conf

cmdline 'quiet nicquirk.skip=other,test'
helper nq0
is 'nicquirk.skip=: the helper succeeds' 0 "$status"
is 'nicquirk.skip=: nothing changes' '' "$notifications"

cmdline 'quiet nicquirk=dry-run'
helper nq0
is 'nicquirk=dry-run: the helper succeeds' 0 "$status"
is 'nicquirk=dry-run: nothing changes' '' "$notifications"
is 'nicquirk=dry-run: the verdict is that of now' needs-action "$(verdict)"
contains 'nicquirk=dry-run: the log says what would be set' 'would set' "$log"

cmdline quiet
caused "$NQ" apply --dry-run nq0
is 'apply --dry-run changes nothing' '' "$notifications"
is 'all is as the kernel made it' on "$(segmentation nq0)"
helper nq0
is 'without a word from the command line it is cured' off "$(segmentation nq0)"

tap_done
