# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034 # what it sets is read by the tests
# Sourced by each test of this folder: the host of ../netns, with builds of a driver on disk, and
# one thing after the other that fails.

# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/../netns/lib.sh"

FAULT=$BUILD/tests/faults/fault.so
mkdir -p /run/udev/data
# They leave behind what they had when an allocation of theirs failed.
printf 'leak:libkmod\nleak:libpci\n' >/run/test/leaks
export LSAN_OPTIONS=suppressions=/run/test/leaks:print_suppressions=0
# As the scripts have them from each-point.
export OUTPUT='' MODULES=0
export SYSTEMD_DEVICE_VERIFY_SYSFS=0

# every N: each point with FULL=1, each Nth without, from another one on than for other kinds.
every() {
	[ -n "${FULL:-}" ] && echo 1 || echo "$1"
}

# What is not ours to mend, and leaves udev's ordinary behaviour in place: libpci ends the program
# where it lacks memory for its first block, and who cannot print has nothing to say.
excused='pcilib: Out of memory|cannot write the output'
# libkmod crashes where it lacks memory for its indexes; not for modules: those it reads elsewhere.
excused_without_memory='(crash within |SEGV \()[^ ]*/libkmod'

# With always=yes the script is run also where the program ended with a message that excuses it.

# each_point TEXT SCRIPT EVERY KIND ERRNO COMMAND...: one result, and how many points it was
each_point() {
	title=$1 script=$2 step=$(every "$3") kind=$4 error=$5
	shift 5
	# The search for leaks is done by a thread whose system calls cannot be caught.
	leaks=0
	allowed=$excused
	case $kind in allocation*)
		leaks=1
		allowed="$excused|$excused_without_memory"
		;;
	esac
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=$leaks \
		"$BUILD/tests/faults/each-point" ${always:+-s} -n "$step" -a "$allowed" -l "${lines:-}" \
		-c "$script" "$kind" "$error" "$FAULT" "$@" >/run/test/points 2>&1
	result=$?
	points=$(sed -n 's/ points$//p' /run/test/points)
	# None at all is none tried.
	[ "${points:-0}" -gt 0 ] || result=1
	total=$((${total:-0} + ${points:-0}))
	not_ours=$(sed -n 's/^\([1-9][0-9]*\) excused$/, \1 excused/p' /run/test/points)
	tap $result "$title: ${points:-0} points of $kind $error$not_ours" </run/test/points
}

# faults_done: the plan, after how many points there were in all
faults_done() {
	echo "# $total points of failure were tried"
	tap_done
}

# --- builds on disk ---

release=$(uname -r)
modules=/lib/modules/$release

# module_folder: an empty one, in place of what the host has
module_folder() {
	own_modules
	mkdir -p "$modules/kernel"
	: >"$modules/modules.builtin"
}

# build PATH KEY=VALUE...: a module file of those modinfo fields, for this kernel
build() {
	file=$modules/$1
	shift
	mkdir -p "$(dirname "$file")"
	for field in "vermagic=$release SMP preempt mod_unload" "$@"; do
		printf '.asciz "%s"\n' "$field"
	done | { echo '.section .modinfo, "a"' && cat; } | "${CC:-gcc}" -x assembler -c -o "$file" - || exit 1
}

# depmod: writes what a kernel's package and depmod write
depmod() {
	(cd "$modules" && find kernel -name '*.ko' >modules.order)
	command depmod "$release" 2>/run/test/depmod || cat /run/test/depmod
}

# bad_and_good_builds: the two of an X722, and the quirk against the bad one
bad_and_good_builds() {
	in_tree=kernel/drivers/net/ethernet/intel/i40e/i40e.ko
	build updates/i40e.ko version=2.13.10 'alias=pci:v00008086d000037D0sv*sd*bc*sc*i*'
	build $in_tree intree=Y 'alias=pci:v00008086d000037D0sv*sd*bc*sc*i*'
	depmod
	{
		printf '[bad]\nTitle=Bad\nSeverity=critical\nEvidence=A\nMatchDriver=i40e\n'
		printf 'MatchOrigin=out-of-tree\nMatchDriverVersion=2.13.10\nBuild=avoid\n'
		printf 'Feature=ntuple off\n'
	} >/run/nicquirk/quirks.d/test.quirk
}
