#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What others may have written is ignored on the running host, and stops nothing else.

. "$(dirname "$0")/lib.sh"

mkdir -p /etc/nicquirk/quirks.d /etc/nicquirk/nicquirk.conf.d

card nq0 0000:00:19.0
quirk 'Feature=tso off'
ours=/run/nicquirk/quirks.d/test.quirk
# Of another card. Without any quirk nothing would be judged.
printf '[other-card]\nTitle=t\nSeverity=info\nEvidence=B\nMatchDevice=8086:ffff\nFeature=sg off\n' \
	>/etc/nicquirk/quirks.d/other-card.quirk
# fault FILE: what is said of it
fault() {
	"$NQ" status 2>&1 >/dev/null | sed -n "s|^$1: ||p"
}
# cures: whether the quirk holds
cures() {
	"$NQ" status >/run/test/status 2>/dev/null
	is "$1" "$2" $?
}

cures 'a file of root alone counts' 1
is 'and not a word on it' '' "$("$NQ" status 2>&1 >/dev/null)"
chmod 0664 "$ours"
cures 'one that the group root may write to counts: that is root too' 1
is 'and not a word on that either' '' "$("$NQ" status 2>&1 >/dev/null)"
# Another group than root's, where the namespace has one.
for mode in 0664 0646; do
	[ $mode = 0646 ] || chgrp 65534 "$ours" 2>/dev/null || continue
	chmod $mode "$ours"
	is "mode $mode: refused" 'refused: others than its owner may write to it' "$(fault "$ours")"
	cures "mode $mode: it does not count" 0
done
helper nq0
is 'the udev helper does not take it either' ' on' "$output $(segmentation nq0)"
contains 'and says so' "$ours: refused: " "$log"
is 'validate names it' "$ours: refused: others than its owner may write to it" "$("$NQ" validate)"
chgrp 0 "$ours"
chmod 0644 "$ours"

if chown nobody "$ours" 2>/dev/null; then
	is "another's file: refused" 'refused: it is neither root'"'s nor of who runs this" "$(fault "$ours")"
	cures "another's file does not count" 0
	chown root "$ours"
fi

cp "$ours" /run/test/linked.quirk
chmod 0666 /run/test/linked.quirk
ln -s /run/test/linked.quirk /run/nicquirk/quirks.d/link.quirk
is 'a link: it is the file that matters' 'refused: others than its owner may write to it' \
	"$(fault /run/nicquirk/quirks.d/link.quirk)"
cures 'the file beside it still counts' 1
rm /run/nicquirk/quirks.d/link.quirk

printf '[other]\nTitle=t\nSeverity=info\nEvidence=B\nMatchDevice=8086:ffff\nFeature=sg off\n' \
	>/etc/nicquirk/quirks.d/test.quirk
cures 'a file of the same name masks it' 0
chmod 0666 /etc/nicquirk/quirks.d/test.quirk
cures 'one that is refused masks nothing' 1
rm /etc/nicquirk/quirks.d/test.quirk
ln -s /dev/null /etc/nicquirk/quirks.d/test.quirk
cures 'a link to /dev/null, which all may write to, masks it as ever' 0
rm /etc/nicquirk/quirks.d/test.quirk

for folder in /run/nicquirk/quirks.d /run/nicquirk; do
	chmod 0777 "$folder"
	is "a folder that others may write to: $folder" 'refused: others than its owner may write to it' \
		"$(fault "$folder" | sort -u)"
	cures "what is in $folder does not count" 0
	chmod 0755 "$folder"
done

for file in nicquirk.conf nicquirk.conf.d/test.conf; do
	printf '[Skip]\nQuirk=test\n' >"/etc/nicquirk/$file"
	cures "$file of root alone counts" 0
	chmod 0666 "/etc/nicquirk/$file"
	is "$file that others may write to: refused" 'refused: others than its owner may write to it' \
		"$(fault "/etc/nicquirk/$file")"
	cures "such a $file does not count" 1
	chmod 0644 "/etc/nicquirk/$file"
	for folder in /etc/nicquirk "/etc/nicquirk/${file%/*}"; do
		[ -d "$folder" ] || continue
		chmod 0777 "$folder"
		cures "$file does not count where others may write to $folder" 1
		chmod 0755 "$folder"
	done
	rm "/etc/nicquirk/$file"
done

# What a file that is refused forbids nobody knows: at boot nothing is set, and the kernel log says why.
printf '[Skip]\nQuirk=test\n' >/etc/nicquirk/nicquirk.conf
refused='others may write to it: nothing is set, see nicquirk validate'
for path in /etc/nicquirk/nicquirk.conf /etc/nicquirk; do
	for mode in 0664 0666; do
		[ $mode = 0666 ] || chgrp 65534 "$path" 2>/dev/null || continue
		chmod $mode "$path"
		helper nq0
		is "$path of mode $mode: the helper sets nothing" on "$(segmentation nq0)"
		is 'and says why, and what it would do' "<5>nicquirk: $path is refused, $refused
would set: " "$(echo "$log" | grep '^<5>' | sed 's/.*would set: .*/would set: /')"
		"$NQ" wait --timeout 0 2>/dev/null
		is 'the barrier sets nothing' on "$(segmentation nq0)"
		contains 'and says so' "nicquirk: $path is refused, $refused" \
			"$(dd if=/run/test/kmsg iflag=nonblock bs=64k 2>/dev/null)"
		caused "$NQ" apply nq0
		is 'apply by hand sets nothing' '2 on' "$status $(segmentation nq0)"
		contains 'and says so' "$path is refused, $refused" "$log"
		caused "$NQ" apply --dry-run nq0
		is 'unless it is only asked' 1 "$status"
	done
	chgrp 0 "$path"
	chmod 0755 "$path"
done
cmdline 'quiet nicquirk=off'
chmod 0666 /etc/nicquirk/nicquirk.conf
helper nq0
is 'what is switched off is so' ' on' "$output$(echo "$log" | grep '^<5>') $(segmentation nq0)"
cmdline quiet
chmod 0664 /etc/nicquirk/nicquirk.conf
helper nq0
is 'a file of root and its group counts' on "$(segmentation nq0)"
is 'of which nothing is said' '' "$log"
rm /etc/nicquirk/nicquirk.conf
"$NQ" revert >/dev/null

chmod 0666 "$ours"
"$NQ" --quirks /run/nicquirk/quirks.d status >/run/test/status 2>&1
is 'what is named on the command line is the word of who named it' 1 $?
is 'and not refused' '' "$(grep refused /run/test/status)"
"$NQ" validate "$ours" >/run/test/status
is 'validate looks at any file' '0 ' "$? $(cat /run/test/status)"
mkdir -p /run/test/root/run/nicquirk/quirks.d /run/test/root/sys/bus/pci/devices /run/test/root/proc
cp -a "$ours" /run/test/root/run/nicquirk/quirks.d
"$NQ" --root /run/test/root validate >/run/test/status
is "so it does at another root's" '0 ' "$? $(cat /run/test/status)"

chmod 0644 "$ours"
helper nq0
revert() {
	"$NQ" revert nq0 >/run/test/status 2>&1
	segmentation nq0
}
chmod 0777 /run/nicquirk/records
is 'a record that others may have written is not gone by' off "$(revert)"
chmod 0755 /run/nicquirk/records
is 'one of root alone is' on "$(revert)"

tap_done
