#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2119,SC2154 # builds have their usual places; what lib.sh sets
# "status --kernel": the host as it would be after a boot into another kernel that is installed.
. tests/modules/lib.sh

new=6.1.0-99-amd64
host
card 0000:43:00.0 37d0 i40e
card 0000:00:19.0 153a e1000e
mkdir -p "$root/sys/module/i40e" "$root/sys/module/e1000e" "$root/boot"
printf live >"$root/sys/module/i40e/initstate"
printf live >"$root/sys/module/e1000e/initstate"
good_build
depmod

# What runs now is the only build of that kernel; of the next kernel dkms has another one.
old=$release
release=$new modules=$root/lib/modules/$new
mkdir -p "$modules/kernel"
: >"$modules/modules.builtin"
bad_build
good_build
build kernel/drivers/net/ethernet/intel/e1000e/e1000e.ko intree=Y 'alias=pci:v00008086d0000153Asv*sd*bc*sc*i*'
depmod

# The release hides the stable version, which the image has: its banner is where a pointer at 0x20e says.
image() {
	{
		head -c 514 /dev/zero
		printf 'HdrS'
		head -c 8 /dev/zero
		printf '\000\001'
		head -c 240 /dev/zero
		printf '%s (debian-kernel@lists.debian.org) #1 SMP PREEMPT_DYNAMIC Debian %s-1 (2026-11-01)\0' "$1" "$2"
	} >"$root/boot/vmlinuz-$new"
}
image "$new" 6.1.199
cat >"$scratch/quirks/later.quirk" <<'quirk'
[later]
Title=A fault of a later kernel
Severity=major
Evidence=A
MatchDriver=e1000e
MatchOrigin=in-tree
MatchKernel=>=6.1.190
Aspm=l1_aspm off
quirk

# judged ARGUMENT...: the state of each card, and its quirks
judged() {
	nicquirk --json "$@" | jq -c '[.kernel, (.nics[] | [.driver, .origin, [.quirks[].id]])]'
}
is 'now nothing matches' "[\"$old\",[\"e1000e\",\"in-tree\",[]],[\"i40e\",\"in-tree\",[]]]" "$(judged status)"
is 'under the next kernel a quirk does, by the stable version in its image; the good build is pinned' \
	"[\"$new\",[\"e1000e\",\"in-tree\",[\"later\"]],[\"i40e\",\"in-tree\",[]]]" "$(judged status --kernel "$new")"
nicquirk status --kernel "$new" >"$scratch/out"
is 'the table says what is pinned' 1 "$(grep -c '^i40e: pin: 2.13.10 is to be avoided' "$scratch/out")"
is 'and nothing of a build that runs' 0 "$(grep -c 'that runs' "$scratch/out")"
is 'nor to apply it now' '0 1' "$(grep -c '^Next' "$scratch/out") $(grep -c "under $new\|boot into $new" "$scratch/out")"
image 6.1.0-98-amd64 6.1.199
is "another kernel's image is not believed" '[]' "$(judged status --kernel "$new" | jq -c '.[1][2]')"
nicquirk status --kernel 9.9 >"$scratch/out" 2>"$scratch/said"
is 'a kernel that is not installed is refused' "2 nicquirk: kernel 9.9 is not installed: there is no $root/lib/modules/9.9" \
	"$? $(cat "$scratch/out" "$scratch/said")"
nicquirk --facts tests/facts/healthy.json status --kernel "$new" >"$scratch/out" 2>"$scratch/said"
is "so is a facts file's" '2 nicquirk: --kernel looks at the disk, which a facts file has not' \
	"$? $(cat "$scratch/out" "$scratch/said")"
tap_done
