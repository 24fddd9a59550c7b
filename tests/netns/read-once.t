#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # both ways with lib.sh
# A module file is read once in a boot, for all functions of all cards. What it said is kept below
# /run, and counts as long as the file is the same and nobody but root can have written it.

. "$(dirname "$0")/../faults/lib.sh"

module_folder
for function in 0 1 2 3; do
	card nq$function 0000:43:00.$function 37d0
	rm /sys/bus/pci/devices/0000:43:00.$function/driver
done
bad_and_good_builds
kept=/run/nicquirk/builds/i40e
pin="NICQUIRK_MODULE=pin
NICQUIRK_LOAD=$in_tree"

# udev FUNCTION: what udev gets, in $output; how often each build was opened, in $opened
udev() {
	strace -f -o /run/test/trace -e trace=open,openat "$NQ" udev-pci 0000:43:00."$1" \
		>/run/test/output 2>/run/test/errors
	output=$(cat /run/test/output)
	opened=$(sed -n 's/.*open[at]*(.*"\([^"]*i40e[.]ko\)".* = [0-9]*$/\1/p' /run/test/trace | sort | uniq -c | xargs)
}
# How often libkmod and we open a file to read it once.
udev 0
is 'the first function has both builds read' "$pin $modules/$in_tree $modules/updates/i40e.ko" \
	"$output $(echo "$opened" | sed 's/[0-9]* \//\//g')"
first=$opened
is 'what they said is kept' '1 600 644' "$(grep -c '^version=2.13.10$' $kept) $(stat -c %a $kept.lock $kept | xargs)"
for function in 1 2 3; do
	udev $function
	is "function $function has the same decision without reading any" "$pin " "$output $opened"
done
# history: whether the records of what was changed and the incidents were looked for
history() {
	grep -o -e /var/lib/nicquirk/incidents -e /run/nicquirk/records /run/test/trace | sort -u | xargs
}
is 'neither the store nor a record is read for it' '' "$(history)"
printf '[confirmable]\nTitle=T\nSeverity=major\nEvidence=C\nMatchDriver=i40e\nConfirm=tx-hang\nBuild=avoid\n' \
	>/run/nicquirk/quirks.d/confirmable.quirk
udev 0
is 'but where an incident may decide' "$pin /run/nicquirk/records" "$output $(history)"
rm /run/nicquirk/quirks.d/confirmable.quirk
"$NQ" load "$in_tree" >/dev/null 2>&1
strace -f -o /run/test/trace -e trace=open,openat "$NQ" modules >/run/test/output
is '"modules" needs to read none, either' 0 "$(grep -c 'i40e[.]ko".* = [0-9]*$' /run/test/trace)"

# changed TEXT: the builds are read anew
changed() {
	udev 0
	is "$1: they are read anew" "$pin $first" "$output $opened"
}
rm $kept
changed 'nothing is kept'
chmod 0666 $kept
changed 'others may write to it'
rm $kept
ln -s /run/test/elsewhere $kept
changed 'a link'
rm $kept
echo rubbish >$kept
changed 'rubbish'
sed -i 's/^nicquirk builds .*/nicquirk builds 0/' $kept
changed 'the format of another version'
udev 0
is 'and kept again' "$pin " "$output $opened"

# Another file of the same name, size and modification time.
touch -r "$modules/updates/i40e.ko" /run/test/time
sed 's/version=2.13.10/version=2.14.13/' "$modules/updates/i40e.ko" >/run/test/new.ko
cat /run/test/new.ko >"$modules/updates/i40e.ko"
touch -r /run/test/time "$modules/updates/i40e.ko"
udev 0
is 'a file that was written to is read, the other one is not' " 1" \
	"$output $(echo "$opened" | grep -c "^[0-9]* $modules/updates/i40e.ko$")"
: >"$modules/updates/i40e.ko"
udev 0
is 'that it is damaged now is seen' "$pin" "$output"
is 'no damaged file is taken for a good one' 0 "$("$NQ" modules | grep -c 'updates/i40e.ko.* ok ')"

# Nowhere to keep it.
rm -r /run/nicquirk/builds
: >/run/nicquirk/builds
udev 0
is 'nowhere to keep it: the decision is the same' "$pin" "$output"
tap_done
