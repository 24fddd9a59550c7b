#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2119,SC2154 # builds have their usual places; what lib.sh sets
# Which build is decided for: each branch of the ladder from pin to warn.
. tests/modules/lib.sh

bad=updates/dkms/i40e.ko

# fresh: a host with an X722, another card that is in use, and a local root
fresh() {
	host
	card 0000:43:00.0 37d0
	card 0000:00:19.0 153a e1000e
}

fresh
bad_build
good_build
depmod
decides 'the in-tree build is pinned' pin "$in_tree"
is 'the bad one is named, with its quirk' '["avoid",["bad"]]' \
	"$(json '.modules[0].builds[0] | [.verdict, .quirks]')"
is 'the reason names it too' true "$(json '.modules[0].reason | contains("bad")')"
is 'explain says the same of the card' "i40e: pin: $(nicquirk --json modules | jq -r .modules[0].reason)" \
	"$(nicquirk explain 0000:43:00.0 | grep '^i40e: ')"
is 'and of the quirk' 1 "$(nicquirk explain bad | grep -c '^i40e: pin: ')"
is 'but not of another card' 0 "$(nicquirk explain 0000:00:19.0 | grep -c '^i40e: ')"
nicquirk --json modules | jq -r .modules[0].override >"$scratch/override.conf"
is 'the line for depmod, for this release' "override i40e $release ${in_tree%/*}" \
	"$(cat "$scratch/override.conf")"
is 'a person too' 1 "$(nicquirk modules | grep -c -x -F \
	"     to have it without nicquirk, in /etc/depmod.d/i40e.conf: $(cat "$scratch/override.conf")")"
command depmod -b "$root" -C "$scratch/override.conf" "$release" 2>/dev/null
decides 'depmod then prefers it, and there is nothing left to pin' keep "$in_tree"
is 'nor a line for depmod' null "$(json .modules[0].override)"
depmod
mkdir -p "$root/etc/nicquirk"
printf '[Pin]\ni40e=2.13.10\n' >"$root/etc/nicquirk/nicquirk.conf"
decides 'the administrator may want the bad one' keep "$bad"
printf '[Pin]\ni40e=in-tree\n' >"$root/etc/nicquirk/nicquirk.conf"
decides 'or the in-tree one' pin "$in_tree"
printf '[Pin]\ni40e=%s\n' "$in_tree" >"$root/etc/nicquirk/nicquirk.conf"
decides 'by its path as well' pin "$in_tree"
printf '[Pin]\ni40e=9.9.9\n' >"$root/etc/nicquirk/nicquirk.conf"
decides 'a build that is not there cannot be pinned' pin "$in_tree"
is 'and that is said' 1 "$(nicquirk modules | grep -c '\[Pin\] i40e=9.9.9 is not obeyed: no such build is on disk')"
is 'by status as well' 1 "$(nicquirk status | grep -c '\[Pin\] i40e=9.9.9 is not obeyed: no such build is on disk')"
printf '[Policy]\nModules=workaround\n' >"$root/etc/nicquirk/nicquirk.conf"
decides 'policy workaround starts lower' workaround "$bad"
printf '[Policy]\nModules=off\n' >"$root/etc/nicquirk/nicquirk.conf"
decides 'policy off only warns' warn "$bad"
rm "$root/etc/nicquirk/nicquirk.conf"
echo nicquirk.skip=bad >"$root/proc/cmdline"
decides 'a skipped quirk is ignored' keep "$bad"
echo nicquirk.modules=workaround >"$root/proc/cmdline"
decides 'the command line has the last word' workaround "$bad"

fresh
good_build
depmod
decides 'the in-tree build alone is kept' keep "$in_tree"

for version in 2.12.6 2.14.13; do
	fresh
	build "$bad" version=$version "alias=$x722"
	good_build
	depmod
	decides "$version stays, as depmod has it" keep "$bad"
	is "and nothing is wrong with it" 0 "$(nicquirk modules >/dev/null; echo $?)"
done

fresh
bad_build
build "$in_tree" intree=Y "alias=$x710"
depmod
decides 'a build that does not know the card is never pinned' workaround "$bad"
build extra/i40e.ko version=2.12.6 "alias=$x722"
build override/i40e.ko version=2.14.13 "alias=$x722"
decides 'of others that do, the newest' pin override/i40e.ko

fresh
card 0000:44:00.0 1572
bad_build
build "$bad" version=2.13.10 "alias=$x722" "alias=$x710"
good_build
depmod
decides 'every card must be served, not one of two' workaround "$bad"

fresh
bad_build
good_build
depmod
sed -i "s/$release SMP/6.1.0-1-amd64 SMP/" "$modules/$in_tree"
decides 'a build for another kernel is never pinned' workaround "$bad"

fresh
good_build
bad_build
depmod
: >"$modules/$bad"
decides 'a preferred build that cannot be read is none that can be loaded' pin "$in_tree"
is 'status asks for it' "needs-action 1" "$(nicquirk --json status | jq -r .verdict) $(nicquirk status >/dev/null
	echo $?)"
is 'the build is what it is' '["updates/dkms/i40e.ko",null,true,"unreadable",[]]' \
	"$(json '.modules[0].builds[0] | [.path, .version, .preferred, .verdict, .quirks]')"
mkdir -p "$root/etc/nicquirk"
printf '[Pin]\ni40e=in-tree\n' >"$root/etc/nicquirk/nicquirk.conf"
decides 'also with a pin' pin "$in_tree"
printf '[Pin]\ni40e=%s\n' "$bad" >"$root/etc/nicquirk/nicquirk.conf"
decides 'also with a pin of that very file' pin "$in_tree"
is 'which says why it is not obeyed' "[Pin] i40e=$bad is not obeyed: $bad cannot be read" \
	"$(json '.modules[0].unkept_pin' | jq -r .)"
printf '[Policy]\nModules=workaround\n' >"$root/etc/nicquirk/nicquirk.conf"
decides 'but not where the configuration asks for no other build' warn "$bad"
rm "$root/etc/nicquirk/nicquirk.conf"
rm "$modules/$bad"
decides 'one that modules.dep names and that is not there is no better' pin "$in_tree"
printf '[other]\nTitle=Other\nSeverity=major\nEvidence=A\nMatchDriver=ixgbe\nBuild=avoid\n' \
	>"$scratch/quirks/test.quirk"
decides 'a driver of which nothing is known: no build is taken from it' warn "$bad"
is 'but how to have another is said' 1 "$(nicquirk modules | grep -c '"\[Pin\] i40e=in-tree" would load another')"

fresh
bad_build
good_build
depmod
: >"$modules/$in_tree"
decides 'a build that cannot be read is none that could stand in' workaround "$bad"

# Of two cards of the driver it knows the one: the other is found by it, and has no driver.
fresh
card 0000:44:00.0 1572
good_build
build "$in_tree" intree=Y "alias=$x722" "alias=$x710"
build "$bad" version=2.14.13 "alias=$x710"
depmod
decides 'a preferred build that does not know a card is replaced by one that does' pin "$in_tree"
is 'and why is said, with the card' 'does not know 8086:37d0 in 0000:43:00.0' \
	"$(json '.modules[0].builds[0].why' | jq -r .)"

fresh
bad_build
good_build
depmod
sed -i "s/version=2.13.10/version=2.14.13/; s/$release SMP/6.1.0-00-amd64 SMP/" "$modules/$bad"
decides 'so is one that the kernel would not take' pin "$in_tree"
is 'which is said' 1 "$(json '.modules[0].builds[0].why' | grep -c 'was made for kernel 6.1.0-00-amd64')"

fresh
bad_build
good_build
depmod
is 'explain of the quirk says that it matches, before the driver is there' 'true needs-action build i40e needed' \
	"$(nicquirk --json explain bad | jq -r '.nics[].quirks[] | select(.id == "bad" and .match) |
		"\(.match) \(.state) \(.actions[] | "\(.type) \(.name) \(.state)")"')"
is 'and status asks for it' 'needs-action' "$(nicquirk --json status | jq -r .verdict)"
ln -s ../../../bus/pci/drivers/i40e "$root/sys/bus/pci/devices/0000:43:00.0/driver"
mkdir -p "$root/sys/module/i40e"
echo >"$root/sys/module/i40e/taint"
is 'once the in-tree build runs the card there is nothing to do' 'ok' "$(nicquirk --json status | jq -r .verdict)"

# An old image had another build than is on disk now.
fresh
build "$bad" version=2.28.15 "alias=$x722"
good_build
depmod
ln -s ../../../bus/pci/drivers/i40e "$root/sys/bus/pci/devices/0000:43:00.0/driver"
mkdir -p "$root/sys/module/i40e"
echo OE >"$root/sys/module/i40e/taint"
echo 2.28.15 >"$root/sys/module/i40e/version"
is 'the build that runs is the one on disk' "\"$bad\" 0" \
	"$(json '.modules[0].running') $(nicquirk modules | grep -c 'that runs')"
echo 2.12.6 >"$root/sys/module/i40e/version"
is 'another one runs, which is not on disk' '"2.12.6"' "$(json '.modules[0].running')"
note="i40e: the build that runs (2.12.6) is not the one that would be loaded (2.28.15, $bad): make the initramfs anew and reboot"
for verb in modules status explain; do
	is "$verb says which runs, which is next, and what to do" 1 "$(nicquirk $verb | grep -c -F "$note")"
done
# As a facts file may have it that somebody has written by hand.
nicquirk report --json >"$scratch/facts"
is 'facts of that host say the same' 1 "$(nicquirk --facts "$scratch/facts" status | grep -c -F "$note")"
jq 'del(.modules[].builds[]?.version)' "$scratch/facts" >"$scratch/unknown"
is 'where nobody knows the version of the file, nothing is said' '0 ok' \
	"$(nicquirk --facts "$scratch/unknown" status | grep -c 'that runs') $(
		nicquirk --facts "$scratch/unknown" --json status | jq -r .verdict)"
echo 2.13.10 >"$root/sys/module/i40e/version"
is 'the quirk of a bad one that runs matches' '"needs-action" keep' \
	"$(nicquirk --json status | jq -c .verdict) $(json '.modules[0].decision' | jq -r .)"

fresh
bad_build
build extra/i40e.ko version=2.13.10 "alias=$x722"
good_build
depmod
decides 'two bad builds and a good one' pin "$in_tree"

fresh
bad_build
depmod
decides 'without another build the workaround is applied' workaround "$bad"
is 'the card then needs its setting, not another build' '["bad"]' \
	"$(ln -s ../../../bus/pci/drivers/i40e "$root/sys/bus/pci/devices/0000:43:00.0/driver"
	mkdir -p "$root/sys/module/i40e" && echo OE >"$root/sys/module/i40e/taint"
	echo 2.13.10 >"$root/sys/module/i40e/version"
	nicquirk --json status | jq -c '.nics[] | select(.slot == "0000:43:00.0") | .quirks | map(.id)')"

# Facts files, for what hangs on the root file system.
fresh
quirk
bad_build
depmod
# with FILTER: the decision and its reason on the facts of this host, changed by it
with() {
	nicquirk report | jq "$1" >"$scratch/facts"
	nicquirk --facts "$scratch/facts" --json modules | jq -r '.modules[0] | .decision'
}
is 'without a workaround it is blacklisted' blacklist \
	"$(with '.root = {"source": "/dev/sda2", "transport": "local"}')"
is 'but never with the root on the network' warn \
	"$(with '.root = {"source": "nfs", "transport": "network"}')"
is 'nor where that is unknown' warn "$(with 'del(.root)')"
is 'nor where it is the only card' warn \
	"$(with '.root = {"transport": "local"} | .nics |= map(select(.slot == "0000:43:00.0"))')"
is 'nor where it drives another card well' warn \
	"$(quirk MatchDevice=8086:37d0
	with '.root = {"transport": "local"} | .nics += [.nics[1] | .slot = "0000:44:00.0" | .device = "1572"]
		| .modules[-1].builds[0].aliases = ["pci:v00008086d*"]')"
quirk
is 'another card that nothing drives does not count' warn \
	"$(with '.root = {"transport": "local"} | .nics |= map(if .driver == "e1000e" then del(.driver) else . end)')"

fresh
bad_build
good_build
depmod
mkdir -p "$root/lib/modules/6.1.0-99-amd64"
is 'another kernel is judged by its own folder' '[]' \
	"$(nicquirk --json modules --kernel 6.1.0-99-amd64 | jq -c .modules)"
tap_done
