# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # both ways with the tests
# Sourced by each test of this folder: a host under $root with module files of its own. The files
# are ELF objects with a .modinfo section, which is all that libkmod and depmod look at.

. tests/tap.sh
release=6.1.0-47-amd64
if [ -z "${scratch:-}" ]; then # a test may have made its own
	scratch=$(mktemp -d) || exit 1
	trap 'rm -rf "$scratch"' EXIT
fi
x722='pci:v00008086d000037D0sv*sd*bc*sc*i*'
x710='pci:v00008086d00001572sv*sd*bc*sc*i*'
in_tree=kernel/drivers/net/ethernet/intel/i40e/i40e.ko

# nicquirk ARGUMENT...: on the host of the test, with its own database
nicquirk() {
	"${BUILD:-build}/nicquirk" --root "$root" --quirks "$scratch/quirks" "$@"
}

# host: an empty one, with a kernel
host() {
	root=$scratch/root
	rm -rf "$root" "$scratch/quirks"
	modules=$root/lib/modules/$release
	mkdir -p "$modules/kernel" "$scratch/quirks" "$root/proc/sys/kernel" \
		"$root/sys/bus/pci/devices"
	echo "$release" >"$root/proc/sys/kernel/osrelease"
	echo quiet >"$root/proc/cmdline"
	: >"$modules/modules.builtin"
	quirk 'Feature=ntuple off'
}

# quirk LINE...: what is known against i40e 2.13.10, and what else is done about it
quirk() {
	{
		printf '[bad]\nTitle=Bad\nSeverity=critical\nEvidence=A\nMatchDriver=i40e\n'
		printf 'MatchOrigin=out-of-tree\nMatchDriverVersion=2.13.10\nBuild=avoid\n'
		printf '%s\n' "$@"
	} >"$scratch/quirks/test.quirk"
}

# card SLOT DEVICE [DRIVER]
card() {
	folder=$root/sys/bus/pci/devices/$1
	mkdir -p "$folder"
	echo 0x8086 >"$folder/vendor"
	echo "0x$2" >"$folder/device"
	echo 0x8086 >"$folder/subsystem_vendor"
	echo 0x0004 >"$folder/subsystem_device"
	echo 0x020000 >"$folder/class"
	echo "pci:v00008086d0000$(echo "$2" | tr a-f A-F)sv00008086sd00000004bc02sc00i00" \
		>"$folder/modalias"
	[ -z "${3:-}" ] || ln -s "../../../bus/pci/drivers/$3" "$folder/driver"
}

# build PATH KEY=VALUE...: a module file of those modinfo fields; "alias" may repeat
build() {
	file=$modules/$1
	shift
	mkdir -p "$(dirname "$file")"
	{
		n=0
		for field in "vermagic=$release SMP preempt mod_unload modversions" "$@"; do
			n=$((n + 1))
			echo "static const char m${n}[] __attribute__((section(\".modinfo\"), used)) = \"$field\";"
		done
	} | "${CC:-gcc}" -x c -c -o "${file%.ko*}.ko" - || exit 1
	case $file in
	*.xz) xz --check=crc32 "${file%.xz}" ;;
	*.zst) zstd -q --rm "${file%.zst}" ;;
	*.gz) gzip "${file%.gz}" ;;
	esac
}

# bad_build, good_build: the two of case 2, where DKMS and the kernel's package put them
bad_build() {
	build "${1:-updates/dkms/i40e.ko}" version=2.13.10 srcversion=688B "alias=$x722"
}

good_build() {
	build "${1:-$in_tree}" intree=Y "alias=$x722" depends=ptp,libphy
}

# depmod: writes modules.dep, modules.alias and, as a kernel's package does, modules.order
depmod() {
	(cd "$modules" && find kernel -name '*.ko*' | sed 's/\.ko.*/.ko/' >modules.order)
	command depmod -b "$root" "$release" 2>"$scratch/depmod" || cat "$scratch/depmod"
}

# install_line PATH: the line of modprobe.d that pins that build of i40e
install_line() {
	echo "install i40e if test -x /usr/bin/nicquirk; then exec /usr/bin/nicquirk load $1;" \
		"else exec modprobe --ignore-install i40e \$CMDLINE_OPTS; fi"
}

# json FILTER: of what "modules" prints
json() {
	nicquirk --json modules | jq -c "$1"
}

# decides DESCRIPTION DECISION CHOSEN
decides() {
	is "$1" "\"$2\" $3" "$(json '.modules[] | select(.name == "i40e") | .decision, .chosen' |
		tr -d '\n' | sed 's/""/" "/; s/"null/" null/' | sed 's/" "\(.*\)"$/" \1/')"
}
