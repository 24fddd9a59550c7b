#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2119,SC2154,SC2016 # builds have their usual places; what lib.sh sets; what eval expands
# Which builds of a driver are found on disk, and what is read of them.
. tests/modules/lib.sh

builds() {
	nicquirk report | jq -c ".modules[] | select(.name == \"i40e\") | .builds$1"
}

host
card 0000:43:00.0 37d0
bad_build
good_build
depmod
is 'both builds are found, the preferred one first' \
	"[\"updates/dkms/i40e.ko\",\"$in_tree\"]" "$(builds ' | map(.path)')"
is 'modinfo separates in-tree from out-of-tree' '["out-of-tree","in-tree"]' \
	"$(builds ' | map(.origin)')"
is 'depmod prefers updates' '[true,null]' "$(builds ' | map(.preferred)')"
is 'version, srcversion and aliases are read' "[\"2.13.10\",\"688B\",[\"$x722\"]]" \
	"$(builds '[0] | [.version, .srcversion, .aliases]')"
is 'so are vermagic and depends' "[\"$release SMP preempt mod_unload modversions\",\"ptp,libphy\"]" \
	"$(builds '[1] | [.vermagic, .depends]')"
nicquirk report >"$scratch/facts"
is 'a facts file carries all of it' "$(cat "$scratch/facts")" \
	"$("${BUILD:-build}/nicquirk" --facts "$scratch/facts" report)"

# libkmod is built with some of them: Debian's has no gzip.
for suffix in xz:XZ zst:ZSTD gz:ZLIB; do
	kmod --version | grep -q "+${suffix#*:}" || continue
	suffix=${suffix%:*}
	host
	card 0000:43:00.0 37d0
	bad_build "updates/i40e.ko.$suffix"
	good_build "$in_tree.$suffix"
	depmod
	is "files compressed with $suffix are read" '["out-of-tree","in-tree"]' \
		"$(builds ' | map(.origin)')"
done

for place in extra override weak-updates/i40e updates/drivers/net/ethernet/intel/i40e; do
	host
	card 0000:43:00.0 37d0
	bad_build "$place/i40e.ko"
	good_build
	depmod
	is "a build in $place is found" 2 "$(builds ' | length')"
done

host
card 0000:43:00.0 37d0
bad_build
good_build
depmod
rm "$modules/modules.order"
is 'without modules.order the kernel folder is looked through' 2 "$(builds ' | length')"
# What a power cut leaves of it, and what is no list at all.
order=$modules/modules.order
for damage in ': >$order' 'head -c 9 /dev/zero >$order' 'printf kernel/drivers/n >$order' 'mkdir $order' \
	'mkfifo $order' 'ln -s /dev/zero $order' 'ln -s modules.order $order' 'truncate -s 2G $order'; do
	rm -rf "$order"
	eval "$damage"
	is "nor with a damaged one: $damage" '["out-of-tree","in-tree"]' \
		"$(timeout -k 1 60 "${BUILD:-build}/nicquirk" --root "$root" --quirks "$scratch/quirks" report |
			jq -c '.modules[0].builds | map(.origin)')"
done

# As NixOS does, where two packages have files for one kernel.
for place in updates updates/dkms; do
	host
	card 0000:43:00.0 37d0
	bad_build
	good_build
	depmod
	mv "$modules/$place" "$root/elsewhere"
	ln -s /elsewhere "$modules/$place"
	ln -s "/lib/modules/$release/updates" "$root/elsewhere/round"
	mv "$modules/kernel" "$root/elsewhere/.kernel"
	ln -s /elsewhere/.kernel "$modules/kernel"
	is "where $place is a link, to a folder with a loop, each build is found once" \
		"[\"updates/dkms/i40e.ko\",\"$in_tree\"]" "$(builds ' | map(.path)')"
done

# As Red Hat's weak-modules links what was made for an older kernel of the same symbols.
host
card 0000:43:00.0 37d0
good_build
bad_build extra/i40e/i40e.ko
mkdir -p "$root/lib/modules/6.1.0-1-amd64/extra" "$modules/weak-updates/i40e"
mv "$modules/extra/i40e/i40e.ko" "$root/lib/modules/6.1.0-1-amd64/extra/i40e.ko"
ln -s /lib/modules/6.1.0-1-amd64/extra/i40e.ko "$modules/weak-updates/i40e/i40e.ko"
depmod
is 'a link of weak-updates that is absolute leads into the same root' \
	'["weak-updates/i40e/i40e.ko","2.13.10"]' \
	"$(builds '[] | select(.origin == "out-of-tree") | [.path, .version]')"

host
card 0000:43:00.0 37d0
good_build
bad_build
depmod
head -c 200 "$modules/updates/dkms/i40e.ko" >"$scratch/cut"
mv "$scratch/cut" "$modules/updates/dkms/i40e.ko"
is 'a file that is cut off is no build' "[\"$in_tree\"]" "$(builds ' | map(.path)')"
is 'it is the preferred one all the same' '["updates/dkms/i40e.ko",["updates/dkms/i40e.ko"]]' \
	"$(nicquirk report | jq -c '.modules[] | select(.name == "i40e") | [.preferred, .unreadable]')"
is '"modules" says so' '1 1' "$(nicquirk modules | sed -n '
	s/^i40e: pin: updates.dkms.i40e.ko cannot be read; .*/1/p
	s/^ *updates.dkms.i40e.ko .* preferred  *unreadable .*/1/p' | xargs)"
nicquirk report >"$scratch/facts"
is 'and so do its facts' "$(nicquirk modules)" \
	"$("${BUILD:-build}/nicquirk" --quirks "$scratch/quirks" --facts "$scratch/facts" modules)"
card 0000:43:00.1 37d0
head -c 200 "$modules/$in_tree" >"$scratch/cut"
mv "$scratch/cut" "$modules/$in_tree"
nicquirk report >"$scratch/facts"
is 'so is each that is all there is, once for all cards, and in a facts file' \
	"[\"updates/dkms/i40e.ko\",\"$in_tree\"]" \
	"$("${BUILD:-build}/nicquirk" --facts "$scratch/facts" report |
		jq -c '.modules[] | select(.name == "i40e") | .unreadable')"

# What libkmod 30 ends its process over; libkmod 34 finds no fields in it, or an error.
inputs=$scratch/inputs
mkdir "$inputs"
"${BUILD:-build}/tests/module-files" "$inputs"
cp tests/fuzz/corpus/module/*-of-* "$inputs"
for input in names-section-none names-section-past-the-table no-section-at-all \
	names-empty-at-the-end modinfo-empty-at-the-end xz-of-names-section-none \
	zstd-of-names-section-none; do
	suffix=
	case $input in xz-*) suffix=.xz ;; zstd-*) suffix=.zst ;; esac
	host
	card 0000:43:00.0 37d0
	good_build
	bad_build "updates/dkms/i40e.ko$suffix"
	depmod
	cp "$inputs/$input" "$modules/updates/dkms/i40e.ko$suffix"
	is "nor is a broken one ($input)" "[\"$in_tree\"]" "$(builds ' | map(.path)')"
	nicquirk modules >"$scratch/said" 2>&1
	is 'the program lives on, says nothing of libkmod, and judges the other build' \
		"1 1 0" "$? $(grep -c "$in_tree .*in-tree" "$scratch/said") $(grep -c Assert "$scratch/said")"
done

host
card 0000:43:00.0 37d0
good_build
bad_build
depmod
ln -s .. "$modules/updates/dkms/loop"
ln -s "../$in_tree" "$modules/updates/i40e.ko"
is 'a link to a folder is not followed, one to a file is' 3 "$(builds ' | length')"

host
card 0000:43:00.0 37d0 i40e
mkdir -p "$root/sys/module/i40e"
echo OE >"$root/sys/module/i40e/taint"
echo 2.13.10 >"$root/sys/module/i40e/version"
good_build
depmod
is 'what is loaded need not be on disk any more' '["2.13.10","in-tree"]' \
	"$(nicquirk report | jq -c '.modules[0] | [.loaded.version, .builds[0].origin]')"

host
card 0000:43:00.0 37d0 i40e
depmod
good_build
bad_build
is 'where modules.dep names no build, none is the preferred one' '[true,false]' \
	"$(builds ' | [length > 0, any(.[]; .preferred)]')"

host
card 0000:43:00.0 37d0
is 'no module folder at all is no error' '[]' "$(json .modules)"
tap_done
