#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2119,SC2154 # builds have their usual places; what lib.sh sets
# What udev gets at the "add" of a card, and what modprobe finds in /run/modprobe.d.
. tests/modules/lib.sh

bad=updates/dkms/i40e.ko

# fresh: a host with an X722 of two functions and another card in use
fresh() {
	host
	mkdir -p "$root/run"
	conf=$root/run/modprobe.d/nicquirk.conf
	card 0000:43:00.0 37d0
	card 0000:43:00.1 37d0
	card 0000:00:19.0 153a e1000e
}

# udev SLOT: calls it as udev does; what it prints is in $output
udev() {
	output=$(PCI_SLOT_NAME=$1 nicquirk udev-pci 2>"$scratch/said")
	status=$?
}

fresh
bad_build
good_build
depmod
udev 0000:43:00.0
is 'udev gets what to load' "NICQUIRK_MODULE=pin
NICQUIRK_LOAD=$in_tree" "$output"
is 'that is no failure' 0 "$status"
is 'it is said, with the reason' 1 "$(grep -c 'i40e (0000:43:00.0): pin: .*bad' "$scratch/said")"
is 'modprobe by name gets the same answer' "$(install_line "$in_tree")" \
	"$(grep -v '^#' "$conf")"
is 'modprobe reads it so' 1 "$(modprobe -C "$root/run/modprobe.d" -d "$root" -S "$release" -n -v i40e |
	grep -c "^install .* exec /usr/bin/nicquirk load $in_tree; else ")"
is 'what was looked at is said only where it is asked for' 0 "$(grep -c "$in_tree: read" "$scratch/said")"
SYSTEMD_LOG_LEVEL=debug udev 0000:43:00.0
is 'as systemd asks for it' '1 1' "$(grep -c "$in_tree: read" "$scratch/said") $(grep -c 'may be driven by i40e' "$scratch/said")"
# by_udev: 1 where what udev runs follows the log level that udev has there
by_udev() {
	udev 0000:43:00.0
	grep -c 'may be driven by i40e' "$scratch/said"
}
echo 'quiet udev.log_level=debug' >"$root/proc/cmdline"
is 'as udev logs, by its parameter' 1 "$(by_udev)"
echo 'quiet udev.log_level=info' >"$root/proc/cmdline"
is 'at that level alone' 0 "$(by_udev)"
echo quiet >"$root/proc/cmdline"
mkdir -p "$root/etc/udev"
printf '# udev_log=debug\n' >"$root/etc/udev/udev.conf"
is 'a comment in udev.conf is none' 0 "$(by_udev)"
printf 'event_timeout=60\nudev_log="debug"\n' >"$root/etc/udev/udev.conf"
is 'as udev logs, by udev.conf' 1 "$(by_udev)"
rm "$root/etc/udev/udev.conf"
nicquirk -vv modules >/dev/null 2>"$scratch/said"
is 'or by -vv' '1 1' "$(grep -c "$in_tree: read" "$scratch/said") $(grep -c '0000:43:00.0: bad: needs-action' "$scratch/said")"
nicquirk -v modules >/dev/null 2>"$scratch/said"
is 'not by -v' '' "$(cat "$scratch/said")"
inode=$(stat -c '%i %y' "$conf")
udev 0000:43:00.1
is 'the other function gets the same answer' "NICQUIRK_MODULE=pin
NICQUIRK_LOAD=$in_tree" "$output"
is 'what is right is not written again' "$inode" "$(stat -c '%i %y' "$conf")"
udev 0000:00:19.0
is 'a card that is not concerned gets none' '' "$output"
is 'and leaves the others their answer' "$inode" "$(stat -c '%i %y' "$conf")"

echo nicquirk=off >"$root/proc/cmdline"
udev 0000:43:00.0
is 'nicquirk=off: not a word' '' "$output"
is 'and nothing is touched' "$inode" "$(stat -c '%i %y' "$conf")"
echo nicquirk.skip=bad >"$root/proc/cmdline"
udev 0000:43:00.0
is 'what was decided and no longer holds is taken back' 1 "$(test -e "$conf"; echo $?)"
echo nicquirk=dry-run >"$root/proc/cmdline"
udev 0000:43:00.0
is 'nicquirk=dry-run: udev gets nothing' '' "$output"
is 'the log has what would be' 1 "$(grep -c 'would pin' "$scratch/said")"
is 'and modprobe nothing' 1 "$(test -e "$conf"; echo $?)"

fresh
bad_build
good_build
depmod
i=0
while [ $i -lt 10 ]; do
	i=$((i + 1))
	rm -rf "$root/run/modprobe.d"
	PCI_SLOT_NAME=0000:43:00.0 nicquirk udev-pci >"$scratch/one" 2>/dev/null &
	PCI_SLOT_NAME=0000:43:00.1 nicquirk udev-pci >"$scratch/two" 2>/dev/null
	wait
	cmp "$scratch/one" "$scratch/two" || break
	[ "$(cd "$root/run/modprobe.d" && echo *)" = nicquirk.conf ] || break
done >"$scratch/differs"
is 'two workers at once agree, and leave one whole file' '' "$(cat "$scratch/differs")"
is 'each time' 10 "$i"

fresh
bad_build
depmod
quirk
printf '[Policy]\nModules=blacklist\n' >"$scratch/policy"
mkdir -p "$root/etc/nicquirk" "$root/proc/self"
cp "$scratch/policy" "$root/etc/nicquirk/nicquirk.conf"
udev 0000:43:00.0
is 'without a word on the root nothing is blacklisted' '' "$output"
is 'but it is said' 1 "$(grep -c 'warn: ' "$scratch/said")"

fresh
good_build
depmod
udev 0000:43:00.0
is 'a host with good builds alone: not a word' '' "$output$(cat "$scratch/said")"
is 'and no trace of it in /run' '' "$(ls "$root/run")"

# A module that cannot be read: that it is not missed shows that it was not opened.
: >"$modules/$in_tree"
udev 0000:43:00.0
is 'an only build is not even opened' '0 ' "$status $output$(cat "$scratch/said")"

fresh
build "$bad" version=2.14.13 "alias=$x722"
good_build
depmod
udev 0000:43:00.0
is 'a good newer build stays as it is' '' "$output$(cat "$scratch/said")$(ls "$root/run")"

fresh
good_build
depmod
printf '[no-irdma]\nTitle=t\nSeverity=major\nEvidence=B\nMatchDriver=i40e\nBlacklist=irdma\n' \
	>"$scratch/quirks/irdma.quirk"
udev 0000:43:00.0
is 'a module to be kept out: udev gets it before there is a driver' NICQUIRK_BLACKLIST=irdma "$output"
is 'modprobe gets it once for both functions' 'blacklist irdma' "$(grep -v '^#' "$conf")"
udev 0000:00:19.0
is 'a card of another driver is not concerned' '' "$output"
is '"modules" says so' 2 "$(nicquirk modules | grep -c '^irdma: blacklist: no-irdma wants it kept out of 0000:43:00')"
is 'and "status"' 2 "$(nicquirk status | grep -c '^irdma: blacklist: ')"
is 'and JSON' '["irdma","0000:43:00.0","no-irdma"]' \
	"$(json '.blacklisted[0] | [.name, .slot, .quirk]')"
rm "$conf"
echo nicquirk.skip=no-irdma >"$root/proc/cmdline"
udev 0000:43:00.0
is 'a skipped quirk keeps nothing out' '1 ' "$(test -e "$conf"; echo $?) $output"

fresh
bad_build
good_build
depmod
: >"$root/run/modprobe.d"
udev 0000:43:00.0
is 'nowhere to write: udev gets it all the same' "NICQUIRK_MODULE=pin
NICQUIRK_LOAD=$in_tree" "$output"
rm "$root/run/modprobe.d"
mkdir "$root/elsewhere"
ln -s ../elsewhere "$root/run/modprobe.d"
udev 0000:43:00.0
is 'a link in place of the folder: what it points to is not written to' '' "$(ls "$root/elsewhere")"
is 'and that is said' 1 "$(grep -c 'cannot write to /run/modprobe.d: Not a directory' "$scratch/said")"
rm "$root/run/modprobe.d"
mkdir "$root/run/modprobe.d"
chmod 0777 "$root/run/modprobe.d"
udev 0000:43:00.0
is 'a folder that others may write to is not used' '' "$(ls "$root/run/modprobe.d")"
PCI_SLOT_NAME='' nicquirk udev-pci 0000:99:00.0 >"$scratch/out" 2>&1
is 'a card that is gone: not a word' '0 ' "$? $(cat "$scratch/out")"
for slot in '' ../../.. 0000:43:00 43:00.0x; do
	nicquirk udev-pci "$slot" >/dev/null 2>&1
	is "what is no slot is misuse: '$slot'" 2 $?
done
env -u PCI_SLOT_NAME "${BUILD:-build}/nicquirk" udev-pci >/dev/null 2>&1
is 'without a card it is called wrongly' 2 $?
tap_done
