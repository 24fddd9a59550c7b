# SPDX-License-Identifier: GPL-2.0-or-later
# Prints the lines for depmod.d that have it prefer the kernel's own build of a driver where a package has one to
# avoid. What a package is called says little: nicquirk judges the module file itself, as on a host that has
# each card the file serves.
# usage: sh overrides.sh NICQUIRK ROOT QUIRKS KERNEL DRIVERS PACKAGE...
#   ROOT has etc/nicquirk; KERNEL is a folder lib/modules/RELEASE; DRIVERS are those of which quirks avoid builds.
nicquirk=$1 root=$2 quirks=$3 kernel=$4 drivers=$5
shift 5

# facts DRIVER FILE OWN: a host with these two builds
facts() {
	modinfo -F alias "$2" | sed -n 's/^pci:v00008086d0000\(....\)sv.*/\1/p' | tr A-F a-f | sort -u |
		awk -v driver="$1" -v version="$(modinfo -F version "$2")" -v own="$3" -v release="${4##*/}" '
			BEGIN { printf "{\"schema\":\"nicquirk.facts/1\",\"kernel\":\"%s\",\"nics\":[", release }
			{
				printf "%s{\"slot\":\"0000:%02x:%02x.0\",\"vendor\":\"8086\",\"device\":\"%s\",\"class\":\"020000\"",
					(NR > 1 ? "," : ""), NR / 32 + 1, NR % 32, $0
				printf ",\"driver\":\"%s\"}", driver
			}
			END {
				printf "],\"modules\":[{\"name\":\"%s\",\"builds\":[", driver
				printf "{\"path\":\"updates/%s.ko\",\"version\":\"%s\",\"origin\":\"out-of-tree\",\"preferred\":true},",
					driver, version
				printf "{\"path\":\"%s\",\"origin\":\"in-tree\"}]}]}\n", own
			}'
}

for package; do
	for driver in $drivers; do
		own=$(cd "$kernel" && find kernel -name "$driver.ko*")
		file=$(find "$package/" -name "$driver.ko*" | head -n 1)
		if [ -n "$own" ] && [ -n "$file" ]; then
			facts "$driver" "$file" "$own" "$kernel" |
				"$nicquirk" --root "$root" --quirks "$quirks" --facts - export depmod |
				sed -n "s/^override $driver [^ ]* /override $driver * /p"
		fi
	done
done | sort -u
