#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Link power states are files of the function's link/ folder: the one that is asked for is
# written, and what the file says afterwards is believed.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
link=/sys/devices/pci0000:00/0000:00:19.0/link
mkdir "$link"
for state in l0s_aspm l1_aspm l1_2_aspm; do
	echo 1 >"$link/$state"
done
quirk 'Aspm=l1_2_aspm off' 'Aspm=l1_1_aspm off'

states() {
	cat "$link/l0s_aspm" "$link/l1_aspm" "$link/l1_2_aspm" | tr -d '\n'
}

helper nq0
is 'the helper succeeds' 0 "$status"
is 'that state alone is off' 110 "$(states)"
is 'one that the link does not have needs nothing' mitigated "$(verdict)"
contains 'the log says what was set' 'l1_2_aspm off' "$log"
is 'no link setting was touched' '' "$notifications"
is 'status says whose doing it is' 'done' "$(action '' l1_2_aspm)"
is 'and that the other is not there' unsupported "$(action '' l1_1_aspm)"
helper nq0
is 'a second run has nothing to say' '' "$log"
"$NQ" revert >/dev/null
is 'revert puts it back' 1 "$(cat "$link/l1_2_aspm")"

echo 1 >"$link/l1_aspm"
mount --bind "$link/l1_aspm" "$link/l1_aspm"
mount -o remount,bind,ro "$link/l1_aspm"
quirk 'Aspm=l1_aspm off' 'Aspm=l0s_aspm off'
helper nq0
is 'a file that cannot be written has failed' failed "$(verdict)"
contains 'the log says so' 'l1_aspm off refused' "$log"
is 'the next one is set all the same' 0 "$(cat "$link/l0s_aspm")"

tap_done
