# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154 # both ways with run
# Sourced by run: how a scenario becomes a guest.

# The sandboxes that build and test often have a /dev/kvm that opens and then hangs the guest.
# Without KVM two guests of one CPU get more done than one of two, or two of two.
accelerator=(-accel tcg -cpu max -smp 1)
if grep -q -w -E 'svm|vmx' /proc/cpuinfo && [ -w /dev/kvm ]; then
	accelerator=(-accel kvm -cpu host -smp 2)
fi

command_line="console=ttyS0 systemd.show_status=no panic=1 oops=panic rd.shell=0"
command_line+=" rd.emergency=poweroff rootfstype=ext4 rw fsck.mode=skip"
command_line+=" systemd.unit=boot-test.target"

# What is the same for all scenarios.
prepare() {
	rm -rf "$build/tree"
	mkdir "$build/tree"
	"${CC:-gcc}" -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -o "$build/recorder" "$here/recorder.c" -lmnl
	"${CC:-gcc}" -std=gnu11 -O2 -Wall -Wextra -Werror -static -o "$build/txstop" "$here/txstop.c"
	if [ -n "${NICQUIRK_TREE-}" ]; then
		cp -a "$NICQUIRK_TREE/." "$build/tree"
	else
		make -s -C "$top" install PREFIX=/usr SAN= DESTDIR="$build/tree" > "$build/install.log" 2>&1 || {
			echo "# make install failed, see $build/install.log"
			exit 1
		}
	fi
	cp -a "$here/common/root/etc/nicquirk" "$build/tree/etc"
	chown -R 0:0 "$build/tree/etc"
	chmod -R go-w "$build/tree/etc"
	debian=$("$here/root" "$build")
}

# The defaults, and the scenario's own words. Runs in a subshell: it may redefine change().
load() {
	TITLE=$1 CARD=e1000e DRIVER=root NICQUIRK=yes NIC=enp0s16 CHECK=$1 CMDLINE='' TIMEOUT=180
	SLOT=16 HOTPLUG=no DOUBLES='' DOUBLES_FROM=doubles ROOT=/dev/vda MEMORY=1G CLOCK=utc CUTS=0 BOOTS=1 LONG=no IDLE=no
	IMAGE_DRIVERS='' QEMU_SUITE=''
	# shellcheck disable=SC2317
	change() { :; }
	# shellcheck source=/dev/null
	. "$here/$1/scenario"
}

# put_doubles BUILT LIKE FOLDER: the modules of ../kmod that DOUBLES names, into a kernel's folder.
put_doubles() {
	local double path

	for double in nqpci=extra/nqpci.ko $DOUBLES; do
		path=${double#*=}
		# One that takes the place of the kernel's own has to be packed like it.
		[ ! -e "$2/$path.xz" ] || path+=.xz
		install -D -m 644 "$1/${double%%=*}.ko" "$3/${path%.ko*}.ko"
		case $path in
		*.xz) xz --force --check=crc32 "$3/${path%.xz}" ;;
		*.zst) zstd -q --force --rm "$3/${path%.zst}" ;;
		esac
	done
}

# doubles_of ROOT: the modules of ../kmod that DOUBLES names, and what depmod makes of them.
doubles_of() {
	local all=$1.all built kernel modules

	[ -n "$DOUBLES" ] || return 0
	kernel=$(ls "$debian/root/usr/lib/modules")
	built=$("$here/../kmod/$DOUBLES_FROM" "$build" "$kernel")
	modules=usr/lib/modules/$kernel
	mkdir -p "$all/usr/lib"
	ln -s usr/lib "$all/lib"
	cp -al "$debian/root/usr/lib/modules" "$all/usr/lib/modules"
	put_doubles "$built" "$all/$modules" "$1/$modules"
	(cd "$1" && find "$modules" -name '*.ko*') | while read -r path; do
		rm -f "$all/${path%.ko*}".ko*
	done
	cp -a --remove-destination "$1/usr" "$all"
	depmod -b "$all" "$kernel"
	cp -a "$all/$modules"/modules.* "$1/$modules"
	rm -r "$all"
	cp -a "$here/doubles/root/." "$1"
	mkdir -p "$1/usr/lib/boot-test"
	cp -a "$built" "$1/usr/lib/boot-test/doubles"
}

# image_of NAME: the initramfs that the scenario boots with.
image_of() {
	local options=() doubles=$build/$1/doubles

	[ "$DRIVER" = root ] || [ "$CARD" = none ] || options+=(--driver "$CARD")
	[ "$DRIVER" = root ] || [ ! -d "$doubles" ] || options+=(--doubles "$doubles")
	[ -z "$IMAGE_DRIVERS" ] || options+=(--drivers "$IMAGE_DRIVERS")
	[ "$ROOT" != /dev/nbd0 ] || options+=(--nbd yes)
	[ "$NICQUIRK" != yes ] || options+=(--tree "$build/tree")
	"$here/initramfs" "$build" "$debian/root" "$build/recorder" "${options[@]}"
}

# enable_unit ROOT UNIT: what systemctl enable does, on a build machine that may not have it.
enable_unit() {
	local unit=/usr/lib/systemd/system/$2 wants file

	# It comes with the scenario, or is there already.
	file=$1$unit
	[ -e "$file" ] || file=$debian/root$unit
	wants=$1/etc/systemd/system/$(sed -n 's/^WantedBy=//p' "$file").wants
	mkdir -p "$wants"
	ln -s "$unit" "$wants/"
}

# want_barrier ROOT: what nicquirk-generator does on a host with an affected card.
want_barrier() {
	mkdir -p "$1/etc/systemd/system/sysinit.target.wants"
	ln -s /usr/lib/systemd/system/nicquirk.service "$1/etc/systemd/system/sysinit.target.wants/"
}

# put_network_manager ROOT: what its packages hold, without running their scripts, in the place of ifupdown2; with
# the connections that are in ROOT already.
put_network_manager() {
	local layer=$1.layer debs package

	debs=$("$here/debs" "$debian" network-manager dbus)
	for package in "$debs"/*.deb; do
		dpkg-deb -x "$package" "$layer"
	done
	rm -rf "$layer"/usr/share/{doc,man,locale,bug,lintian}
	cp -a "$layer"/{usr,etc,var} "$1"
	# Not yet below /usr in bookworm's packages.
	[ ! -d "$layer/lib" ] || cp -a "$layer/lib" "$1/usr"
	rm -r "$layer"
	cp "$debian/root/etc/passwd" "$debian/root/etc/group" "$1/etc"
	echo 'messagebus:x:990:990::/nonexistent:/usr/sbin/nologin' >> "$1/etc/passwd"
	echo 'messagebus:x:990:' >> "$1/etc/group"
	chmod 600 "$1"/etc/NetworkManager/system-connections/*
	ln -s /dev/null "$1/etc/systemd/system/networking.service"
	enable_unit "$1" NetworkManager.service
}

# without ROOT FILE...: the files, below /usr/lib/modules/RELEASE, are gone before udev looks for them. Of a module
# that is the kernel's own one, which may be packed.
without() {
	local folder=$1/etc/systemd/system/systemd-modules-load.service.d file

	mkdir -p "$folder"
	shift
	{
		echo '[Service]'
		for file; do
			echo "ExecStartPre=/bin/sh -c 'cd /usr/lib/modules/* && { rm -r $file || rm $file.xz; }'"
		done
	} > "$folder/without.conf"
}

# make_hooks HOOKS FOLDER: the archive of what the scenario adds to dracut's hooks in the image.
make_hooks() {
	local place=usr/lib/dracut/hooks

	# Where the newer ones have them; the old place is a link then, which a folder would take away.
	! grep -q var/lib/dracut/hooks "$debian/root/usr/lib/dracut/dracut-init.sh" || place=var/lib/dracut/hooks
	mkdir -p "$2/${place%/*}"
	cp -a "$1" "$2/$place"
	(cd "$2" && find . | cpio --quiet -o -H newc -R 0:0)
	rm -r "$2"
}

# make_payload NAME FOLDER: the archive of what the scenario adds to the real root.
make_payload() {
	local root=$2/payload test=$2/payload/usr/lib/boot-test

	mkdir -p "$root"
	cp -a "$here/common/root/." "$root"
	if [ "$NICQUIRK" != no ]; then
		cp -a "$build/tree/." "$root"
		# The generator does not see cards that a module makes up later.
		[ -z "$DOUBLES" ] || [ "$DRIVER" != root ] || want_barrier "$root"
	fi
	[ ! -d "$2/doubles" ] || cp -a "$2/doubles/." "$root"
	[ ! -d "$here/$1/root" ] || cp -a --remove-destination "$here/$1/root/." "$root"
	sed -i "s/@NIC@/$NIC/" "$root/etc/network/interfaces"
	# Whoever owns the checkout: what is not root's alone does not count.
	chown -R 0:0 "$root"
	chmod -R go-w "$root"
	change "$root"
	cp "$here/lib.sh" "$build/txstop" "$test"
	cp "$here/$CHECK/check" "$test/check"
	echo "$NIC" > "$test/nic"
	(cd "$2" && find payload | cpio --quiet -o -H newc -R 0:0)
	[ ! -d "$here/$1/hooks" ] || make_hooks "$here/$1/hooks" "$2/of-image"
	rm -rf "$root" "$2/doubles"
}

# serve_root FOLDER DISK: an NBD server of the disk on a port of the loopback, until its client goes;
# sets port.
serve_root() {
	local _

	for _ in 1 2 3 4 5; do
		port=$((20000 + RANDOM % 10000))
		qemu-nbd --fork --pid-file="$1/nbd.pid" --snapshot --format=raw --bind=127.0.0.1 \
			--port="$port" "$2" > "$1/nbd.log" 2>&1 9>&- && break
	done
}

# cut_power FOLDER COMMAND...: so many times the guest is killed at some moment of its boot. The disk
# keeps what it has on it. A boot that is over before, on a quick machine, is the measure for the next ones.
cut_power() {
	local out=$1 cut seconds start

	shift
	RANDOM=$SEED
	for ((cut = 1; cut <= CUTS; cut++)); do
		seconds=$((CUT_FROM + RANDOM % (CUT_TO - CUT_FROM))).$((RANDOM % 10))
		echo "# $TITLE: cut $cut of $CUTS, seed $SEED, after $seconds s"
		start=$SECONDS
		if timeout --foreground --signal=KILL "$seconds" "$@" 2> "$out/qemu.log"; then
			CUT_TO=$((SECONDS - start > CUT_FROM ? SECONDS - start : CUT_FROM + 1))
			echo "# $TITLE: cut $cut came too late, the others come before $CUT_TO s"
		fi
		mv "$out/console.log" "$out/console-cut-$cut.log"
	done
}

# start_guest OUT COMMAND...: one boot; OUT is left with what it hands over.
start_guest() {
	local out=$1

	shift
	: > "$out/result"
	truncate -s 64M "$out/result"
	timeout --foreground "$TIMEOUT" "$@" > "$out/qemu.log" 2>&1 || echo "$?" > "$out/qemu.status"
	tar -x -f "$out/result" -C "$out" --no-same-owner 2>> "$out/qemu.log" || :
}

# boot OUT KERNEL DISK: a guest with OUT/initrd, which is used up; OUT is left with what it hands
# over. CARD may be several: in SLOT and those that follow, each on a network of its own.
boot() {
	local out=$1 devices=() card count=0 restrict=on netroot='' port command number
	local disk="file=$3,format=raw,if=virtio,snapshot=on"

	if [ "${ROOT-}" = /dev/nbd0 ]; then
		serve_root "$out" "$3"
		restrict=off
		netroot="netroot=nbd:10.0.2.2:$port:ext4"
	fi
	for card in ${CARD#none}; do
		devices+=(-netdev "user,id=net$count,restrict=$restrict"
			-device "$card,netdev=net$count,addr=$(printf %x $((${SLOT:-16} + count))),romfile=")
		count=$((count + 1))
	done
	if [ "$HOTPLUG" = yes ]; then
		# What the guest writes into this port goes to QEMU's own monitor.
		# shellcheck disable=SC2054
		devices+=(-netdev user,id=net0,restrict=on
			-device pcie-root-port,id=port0,chassis=1
			-chardev "socket,id=monitor,path=$out/monitor,server=on,wait=off"
			-mon chardev=monitor
			-chardev "socket,id=guest,path=$out/monitor"
			-device virtio-serial-pci -device virtserialport,chardev=guest,name=monitor)
	fi
	if [ "${CUTS:-0}" -gt 0 ] || [ "${BOOTS:-1}" -gt 1 ]; then
		qemu-img create -q -f qcow2 -F raw -b "$3" "$out/disk.qcow2"
		disk="file=$out/disk.qcow2,format=qcow2,if=virtio"
	fi
	command=(qemu-system-x86_64)
	[ -z "${QEMU_SUITE-}" ] || command=("$here/newer-qemu" "$build" "$QEMU_SUITE")
	command+=(-machine q35 "${accelerator[@]}"
		-m "${MEMORY:-1G}" -rtc "base=${CLOCK:-utc}" -nodefaults -no-reboot -display none
		-kernel "$2" -initrd "$out/initrd"
		-append "$command_line boot-test.boot=@BOOT@ root=${ROOT:-/dev/vda} $netroot $CMDLINE"
		-drive "$disk"
		-drive "file=$out/result,format=raw,if=virtio"
		"${devices[@]}"
		-serial "file:$out/console.log")
	truncate -s 64M "$out/result"
	[ "${CUTS:-0}" -eq 0 ] || cut_power "$out" "${command[@]/@BOOT@/1}"
	: > "$out/earlier.tap"
	for ((number = 1; number <= ${BOOTS:-1}; number++)); do
		start_guest "$out" "${command[@]/@BOOT@/$number}"
		[ "$number" -lt "${BOOTS:-1}" ] || break
		mkdir "$out/boot-$number"
		find "$out" -maxdepth 1 -type f ! -name 'disk*' ! -name initrd ! -name result ! -name image \
			! -name earlier.tap -exec mv {} "$out/boot-$number" \;
		cat "$out/boot-$number/tap" >> "$out/earlier.tap" 2> /dev/null || :
	done
	cat "$out/tap" >> "$out/earlier.tap" 2> /dev/null || :
	mv "$out/earlier.tap" "$out/tap"
	rm -f "$out/initrd" "$out/result" "$out/monitor" "$out/disk.qcow2"
	[ ! -e "$out/nbd.pid" ] || kill "$(cat "$out/nbd.pid")" 2> /dev/null || :
}

# judge OUT NAME [FILE]: the lines of the guest that left OUT become ours. In FILE, if there is
# one, are the texts of the checks that it must have failed.
judge() {
	local out=$1 plan=0 seen=0 failed=$tap_failed line text must_fail

	must_fail=$(cat "${3-}" 2> /dev/null) || :
	while IFS= read -r line; do
		text="$2: ${line#* - }"
		case $line in
		1..*) plan=$((plan + ${line#1..})) && continue ;;
		\#*) echo "$line" && continue ;;
		esac
		seen=$((seen + 1))
		if [ -n "$must_fail" ] && grep -q -x -F -e "${line#* - }" <<< "$must_fail"; then
			continue
		fi
		case $line in
		"ok "*) tap 0 "$text" < /dev/null ;;
		*) tap 1 "$text" < /dev/null ;;
		esac
	done < <(cat "$out/tap" 2> /dev/null)
	while IFS= read -r text && [ -n "$text" ]; do
		sed -n 's/^not ok [0-9]* - //p' "$out/tap" 2> /dev/null | grep -q -x -F -e "$text" &&
			tap 0 "$2: fails, as it must: $text" < /dev/null && continue
		tap 1 "$2: fails, as it must: $text" < /dev/null
	done <<< "$must_fail"
	if [ "$plan" -gt 0 ] && [ "$plan" -eq "$seen" ]; then
		tap 0 "$2: the guest finished its checks" < /dev/null
	else
		tap 1 "$2: the guest finished its checks" < <(tail -n 40 "$out/console.log")
	fi
	[ "$tap_failed" -eq "$failed" ] || explain "$out"
}

explain() {
	local file

	echo "# kept in $1"
	for file in errors record; do
		[ ! -s "$1/$file" ] || { echo "# $file:" && sed 's/^/#   /' "$1/$file"; }
	done
}
