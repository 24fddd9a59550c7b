#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Where a record should be stands something else, or far more than a record: nothing waits for it or reads
# without an end, the card is cured, and the record is a good one afterwards.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=tso off'
records=/run/nicquirk/records
record=$records/0000:00:19.0

# odd DESCRIPTION COMMAND...: with what the command leaves at $record
odd() {
	description=$1
	shift
	rm -rf $records $records.lock
	mkdir $records
	ethtool -K nq0 tso on >/dev/null
	"$@"
	caused timeout -k 1 60 "$NQ" status
	is "$description: status goes by the card" 1 "$status"
	caused timeout -k 1 60 env IFINDEX="$(ifindex nq0)" INTERFACE=nq0 "$HELPER"
	is "$description: the helper cures the card" '0 off' "$status $(segmentation nq0)"
	is "$description: within its time" '' "$(echo "$log" | grep 'out of time')"
	[ "${kept:-}" ] && return
	caused timeout -k 1 60 "$NQ" revert nq0
	is "$description: what was set is put back" '0 on' "$status $(segmentation nq0)"
}
odd 'no record' true
odd 'a fifo' mkfifo $record
odd 'a device without an end' ln -s /dev/zero $record
odd 'a link to itself' ln -s 0000:00:19.0 $record
odd 'two gigabytes of nothing' truncate -s 2G $record
# Nobody takes a folder away that may hold something.
kept=yes
odd 'a folder' mkdir $record

tap_done
