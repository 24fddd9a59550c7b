#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # what lib.sh sets
# The index of the database: with it the helper reads no file that does not concern the card, decides as without it,
# and does without it wherever a file may be another than when it was written.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/index.sh"

index=/run/nicquirk/quirks.index
shipped=/usr/share/nicquirk/quirks.d
mkdir -p $shipped
cp "$TESTS"/../../quirks/*.quirk $shipped
chmod -R u=rwX,go=rX /usr/share/nicquirk
card nq0 0000:00:19.0

# driver NAME: what nq0 is driven by from now on
driver() {
	mkdir -p "/sys/bus/pci/drivers/$1"
	ln -sfn "../../../bus/pci/drivers/$1" /sys/devices/pci0000:00/0000:00:19.0/driver
}

# ids VENDOR DEVICE SUBVENDOR SUBDEVICE: of its card, four digits each
ids() {
	folder=/sys/devices/pci0000:00/0000:00:19.0
	rm -f $folder/vendor $folder/device $folder/subsystem_vendor $folder/subsystem_device
	echo "0x$1" >$folder/vendor
	echo "0x$2" >$folder/device
	echo "0x$3" >$folder/subsystem_vendor
	echo "0x$4" >$folder/subsystem_device
	# shellcheck disable=SC2046,SC2183 # four words
	printf 'pci:v0000%sd0000%ssv0000%ssd0000%sbc02sc00i00\n' $(echo "$*" | tr a-f A-F) >$folder/modalias
}

# write_index: as a run of the helper leaves it when no file is new
write_index() {
	rm -f $index
	helper nq0 LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_AHEAD=100
}

# read_files [DRIVER]: how many quirk files the helper opens for the card. By its clock all files are new, so that
# it writes no index, for which it would open them once more.
read_files() {
	[ -z "${1:-}" ] || driver "$1"
	INTERFACE=nq0 strace -E LD_PRELOAD="$BUILD/tests/netns/shim.so" -E SHIM_AHEAD=-1000 -f -o /run/test/trace -e trace=open,openat "$HELPER" "$(ifindex nq0)" \
		>/run/test/output 2>/run/test/errors
	grep -c '[.]quirk".* = [0-9]*$' /run/test/trace
}
all=$(find $shipped /run/nicquirk/quirks.d -name '*.quirk' | wc -l)

# --- when it is written ---

driver e1000
is 'without an index all are read' "$all" "$(read_files)"
check 'files that are new get none: one more write may leave their times as they are' [ ! -e $index ]
write_index
is 'it is written, and for all to read' 644 "$(stat -c %a $index)"
cp $index /run/test/good

rm $index
mkdir /run/test/units
LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_AHEAD=100 "$BUILD/nicquirk-generator" /run/test/units
check 'a boot begins with it: the generator writes the same' cmp $index /run/test/good

# What follows goes by an index as by a look: it says that this is no container.
rm $index
mkdir -p /run/systemd
echo lxc >/run/systemd/container
driver e1000e
LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_AHEAD=100 "$BUILD/nicquirk-generator" /run/test/units
write_index
check 'in a container nobody writes one' [ ! -e $index ]
rm /run/systemd/container
driver e1000
write_index

# again: the one that is right for what is there now
again() {
	write_index
	cp $index /run/test/good
}

# --- what it saves ---

is 'a card that no quirk is about: none is read' 0 "$(read_files e1000)"
is 'nor is anything printed' '' "$(cat /run/test/output /run/test/errors)"
is 'a card with quirks: those of its driver' 2 "$(read_files e1000e)"
is 'of another driver: its own' 1 "$(read_files ixgbevf)"
ids 8086 101f 8086 0000
is 'a card that a quirk without a driver is about: that one' 1 "$(read_files e1000)"
ids 8086 100e 8086 0000
driver e1000
rm /sys/bus/pci/devices/0000:00:19.0/modalias
is 'whose IDs are in files of their own: none, either' 0 "$(read_files)"
ids 8086 100e 8086 0000
rm /sys/bus/pci/devices/0000:00:19.0/driver
is 'without a driver: all' "$all" "$(read_files)"

driver e1000
if ! has_sanitizer "$HELPER"; then
	INTERFACE=nq0 strace -f -c -o /run/test/calls "$HELPER" "$(ifindex nq0)"
	calls=$(awk '$NF == "total" { print $(NF - 1 - (NF > 5)) }' /run/test/calls)
	check "a card that no quirk is about: 60 system calls at most ($calls)" [ "${calls:-1000}" -le 60 ]
fi

# --- when it is not taken ---

# distrusted DESCRIPTION: nothing is left out
distrusted() {
	is "$1: all are read" "$(find $shipped /run/nicquirk/quirks.d/ /etc/nicquirk/quirks.d/ -name '*.quirk' 2>/dev/null |
		sed 's|.*/||' | sort -u | wc -l)" "$(read_files e1000)"
	put_good_index
}
files_read() {
	read_files e1000
}

# mended DESCRIPTION: once everything is as before, it is taken
mended() {
	is "$1: and none once it is as before" 0 "$(read_files e1000)"
}

damaged_indexes
mended 'as it was'
indexes_of_others
mended 'those'
chmod 0777 /usr/share/nicquirk
is 'the folder around the shipped one is open to others: that one is left out' 1 "$(read_files e1000)"
chmod 0755 /usr/share/nicquirk
mended 'that'

# A quirk of another driver's file that becomes one of this card's, by the same number of bytes, and with the times
# of before: only the time of the change itself says so.
printf '[own]\nTitle=t\nSeverity=major\nEvidence=B\nMatchDriver=aaaaa\nFeature=tso off\n' >$shipped/30-own.quirk
again
is 'a quirk of another driver: nothing' '0 ' "$(read_files e1000) $(cat /run/test/output)"
touch -r $shipped/30-own.quirk /run/test/times
printf 'e1000' | dd of=$shipped/30-own.quirk bs=1 seek="$(($(wc -c <$shipped/30-own.quirk) - 22))" conv=notrunc status=none
touch -r /run/test/times $shipped/30-own.quirk
is 'it was edited in place' 'MatchDriver=e1000' "$(grep MatchDriver $shipped/30-own.quirk)"
distrusted 'a shipped file is edited in place'
contains 'so that it counts' NICQUIRK=own "$(cat /run/test/output)"
again
rm $shipped/30-own.quirk
distrusted 'a file is gone'
is 'so that it does not count' '' "$(cat /run/test/output)"
again
printf '[own]\nTitle=t\nSeverity=major\nEvidence=B\nMatchDriver=e1000\nFeature=tso off\n' >/run/nicquirk/quirks.d/own.quirk
distrusted 'a file is new'
contains 'so that it counts' NICQUIRK=own "$(cat /run/test/output)"
rm /run/nicquirk/quirks.d/own.quirk
again
mkdir -p /etc/nicquirk/quirks.d
distrusted 'the owner makes a folder'
again
printf '[mine]\nTitle=t\nSeverity=major\nEvidence=B\nMatchDriver=e1000\nFeature=tso off\n' >/etc/nicquirk/quirks.d/10-igb.quirk
distrusted 'the owner masks a file'
contains 'so that the own one counts' NICQUIRK=mine "$(cat /run/test/output)"
again
is 'once it is known, it alone is read' 1 "$(read_files e1000)"
ln -sf /dev/null /etc/nicquirk/quirks.d/10-igb.quirk
distrusted 'the owner switches a file off'
is 'so that nothing of it counts' '' "$(cat /run/test/output)"
again
is 'once it is known, none is read' 0 "$(read_files e1000)"
echo 'Titel=x' >>/etc/nicquirk/quirks.d/bad.quirk
again 2>/dev/null
check 'a database with a fault has no index: each run reports it' [ ! -e $index ]
rm /etc/nicquirk/quirks.d/bad.quirk

# --- files that mean something to each other ---

quirk 'Feature=tso off'
printf '[test]\nTitle=t\nSeverity=major\nEvidence=B\nMatchDriver=igb\nFeature=tso off\n' >/run/nicquirk/quirks.d/zz.quirk
ids 8086 153a 1028 05a4
driver e1000e
again
read_files >/run/test/n
case $(cat /run/test/output) in *test*) false ;; *) true ;; esac
tap $? 'a section that one of another driver overrides does not count' </run/test/output
rm /run/nicquirk/quirks.d/zz.quirk /run/nicquirk/quirks.d/test.quirk
printf '[@some]\nDevice=8086:153a\n' >/run/nicquirk/quirks.d/aa.quirk
quirk 'Feature=tso off'
sed -i 's/^MatchDevice=.*/MatchDevice=@some/' /run/nicquirk/quirks.d/test.quirk
again
read_files >/run/test/n
contains 'a group in another file is found' test "$(cat /run/test/output)"
rm /run/nicquirk/quirks.d/aa.quirk /run/nicquirk/quirks.d/test.quirk

# --- every card of the hosts in tests/facts, and more ---

again
jq -r '.nics[]? | [.driver // "none", .vendor // "8086", .device // "0000", .subsystem_vendor // "0000",
	.subsystem_device // "0000"] | join(" ")' "$TESTS"/../facts/*.json | sort -u >/run/test/cards
check 'there are cards' [ "$(wc -l </run/test/cards)" -gt 30 ]
# And some of those that the drivers serve.
sed -n '/^[a-z]/s/^\([a-z0-9]*\)\t\(....\):\(....\).*/\1 \2 \3 8086 0000/p' "$TESTS"/../../quirks/devices.tsv |
	sed -n '1~5p' >>/run/test/cards
different=
while read -r driver vendor device subvendor subdevice; do
	driver "$driver"
	ids "$vendor" "$device" "$subvendor" "$subdevice"
	cp /run/test/good $index
	with=$(INTERFACE=nq0 "$HELPER" "$(ifindex nq0)" 2>&1)
	rm $index
	without=$(INTERFACE=nq0 "$HELPER" "$(ifindex nq0)" 2>&1)
	[ "$with" = "$without" ] || different="$different$driver $vendor:$device: $with
"
done </run/test/cards
is 'the helper decides the same with and without it' '' "$different"

# --- the command, of all cards of the host ---

driver e1000e
ids 8086 153a 1028 05a4
card nq1 0000:00:1a.0 15f2
ln -sfn ../../../bus/pci/drivers/igc /sys/devices/pci0000:00/0000:00:1a.0/driver

# command_reads: what "nicquirk modules" prints is in /run/test/output; how many quirk files it opens for that
command_reads() {
	strace -f -o /run/test/trace -e trace=open,openat "$NQ" modules >/run/test/output 2>/run/test/errors
	grep -c '[.]quirk".* = [0-9]*$' /run/test/trace
}
write_index
is 'nicquirk modules opens those of the drivers that are there' '10-e1000e.quirk 10-igc.quirk 20-hang-without-reset.quirk' \
	"$(command_reads >/dev/null; sed -n 's/.*"[^"]*\/\(.*[.]quirk\)".* = [0-9]*$/\1/p' /run/test/trace | sort | xargs)"
cp /run/test/output /run/test/with
rm $index
is 'without an index it opens all' "$all" "$(command_reads)"
check 'and says the same' cmp /run/test/output /run/test/with
write_index
printf '[bad]\nTypo=1\n' >/run/nicquirk/quirks.d/owner.quirk
is 'with a file that is new it opens all' $((all + 1)) "$(command_reads)"
contains 'and says what is wrong with it' 'owner.quirk:2: Typo: unknown key' "$(cat /run/test/errors)"
rm /run/nicquirk/quirks.d/owner.quirk

tap_done
