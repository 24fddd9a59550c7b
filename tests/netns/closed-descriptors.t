#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # set by lib.sh
# Whoever starts us may have closed the standard descriptors: what is meant for them must not end up in a
# file of ours, and a build must not pass for damaged.

. "$(dirname "$0")/../faults/lib.sh"

module_folder
card nq0 0000:00:19.0
card nq1 0000:43:00.0 37d0
bad_and_good_builds
quirk 'Feature=tso off'
{
	printf '[bad]\nTitle=Bad\nSeverity=critical\nEvidence=A\nMatchDriver=i40e\n'
	printf 'MatchOrigin=out-of-tree\nMatchDriverVersion=2.13.10\nBuild=avoid\n'
} >/run/nicquirk/quirks.d/bad.quirk
rm /sys/devices/pci0000:00/0000:43:00.0/driver
# It is something to complain of.
printf '[broken]\nrubbish\n' >/run/nicquirk/quirks.d/zz.quirk

# pinned: what the module stage wrote down, but for comments
pinned() {
	grep -c '^install i40e if test -x .*/nicquirk load kernel/' /run/modprobe.d/nicquirk.conf
}
mkdir -p /run/modprobe.d

# shellcheck disable=SC2043,SC2086 # redirections
for closed in '0<&-' '1>&-' '2>&-' '0<&- 1>&-' '0<&- 2>&-' '1>&- 2>&-' '0<&- 1>&- 2>&-'; do
	ethtool -K nq0 tso on
	rm -rf /run/nicquirk/records /run/modprobe.d/nicquirk.conf
	eval "IFINDEX=$(ifindex nq0) INTERFACE=nq0 $HELPER $closed" >/run/test/output 2>/run/test/errors
	is "$closed: the helper succeeds" 0 $?
	is "$closed: TSO is off" off "$(segmentation nq0)"
	is "$closed: the record has nothing but lines of a record" '' \
		"$(awk 'NF != 6' /run/nicquirk/records/0000:00:19.0)"
	eval "$NQ udev-pci 0000:43:00.0 $closed" >/run/test/output 2>/run/test/errors
	status=$?
	is "$closed: the module stage has pinned the good build" 1 "$(pinned)"
	# udev loads what it would load all the same: what is written down decides.
	case $closed in
	*1*) is "$closed: and goes on" 0 "$status" ;;
	*) is "$closed: and says so" '0 NICQUIRK_MODULE=pin' "$status $(grep MODULE /run/test/output)" ;;
	esac
done

"$NQ" status 1>&- 2>/run/test/errors
is 'status says by its exit status that nobody got its answer' 2 $?
contains 'and why' 'cannot write the output' "$(cat /run/test/errors)"
# shellcheck disable=SC2069 # the other one is closed
"$NQ" --facts - report <&- >/run/test/output 2>/run/test/errors
is 'nothing can be read from a closed standard input' 2 $?

tap_done
