#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "load" takes the builds that are found below the module folder, by the name that they have there,
# and nothing else. Without the right to load modules: the kernel is the host's own.

. "$(dirname "$0")/lib.sh"

own_modules
modules=/lib/modules/$(uname -r)
mkdir -p "$modules/kernel" "$modules/updates" "$modules/extra"
card nq0 0000:00:19.0
quirk 'Feature=tso off'
rm /sys/bus/pci/devices/0000:00:19.0/driver
# build PATH ALIAS: a module file
build() {
	echo "static const char a[] __attribute__((section(\".modinfo\"), used)) = \"alias=$2\";" |
		"${CC:-gcc}" -x c -c -o "$modules/$1" - || exit 1
}
build updates/e1000e.ko 'pci:v00008086d0000153A*'
build extra/other.ko 'pci:v00001234d00001111*'
cp "$modules/updates/e1000e.ko" /run/test/e1000e.ko
touch "$modules/modules.order" "$modules/modules.builtin" "$modules/modules.builtin.modinfo"
depmod

# load PATH: its exit status and what it says; a build is tried, and the kernel does not let it
load() {
	setpriv --bounding-set=-sys_module --inh-caps=-sys_module "$NQ" load "$1" >/run/test/said 2>&1
	echo "$? $(cat /run/test/said)"
	dd if=/run/test/kmsg iflag=nonblock bs=64k 2>/dev/null
}

contains 'a build that is found is tried' '0 nicquirk: updates/e1000e.ko is not loaded' \
	"$(load updates/e1000e.ko)"
for path in ./updates/e1000e.ko updates/../updates/e1000e.ko updates//e1000e.ko "$modules/updates/e1000e.ko" \
	/run/test/e1000e.ko ../../../run/test/e1000e.ko ../../etc/passwd extra/other.ko e1000e ''; do
	is "no build of a driver: '$path'" \
		"2 nicquirk: '$path' is no build of a network driver of this host" "$(load "$path")"
done
ln -s /run/test "$modules/extra/link"
contains 'a link that root has made there is followed, by its name there' \
	'0 nicquirk: extra/link/e1000e.ko is not loaded' "$(load extra/link/e1000e.ko)"

tap_done
