# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154 # both ways with run and guest.sh
# Sourced by run: what happens in one cell.

# load_cell NAME: its line of the table, and what that means for the guest.
load_cell() {
	read -r name release generator network topology card driver \
		< <(awk -v name="$1" '$1 == name' "$here/cells")
	# What guest.sh knows of.
	CARD=$card DOUBLES='' CMDLINE='' TIMEOUT=240 HOTPLUG=no
	module=e1000e
	ports=(enp0s16 enp0s17)
	case $topology-$card in
	bond-e1000e) CARD="e1000e e1000e" ;;
	*-x722)
		# Its ports are joined in pairs: each other one is the far end of a cable.
		CARD=none module=i40e
		CMDLINE=nqpci.functions=0.0:8086:37d0:8086:0004:020000:04,0.1:8086:37d0:8086:0004:020000:04
		CMDLINE+=,0.2:8086:37d0:8086:0004:020000:04,0.3:8086:37d0:8086:0004:020000:04
		DOUBLES="i40e-2.13.10=updates/dkms/i40e.ko"
		DOUBLES+=" i40e-in-tree=kernel/drivers/net/ethernet/intel/i40e/i40e.ko"
		ports=(enP65536p0s0f0 enP65536p0s0f2)
		;;
	esac
	# ifupdown2 puts the names of a bond's ports into lower case: these have names given to them.
	[ "$network-$topology-$card" != ifupdown2-bond-x722 ] || ports=(nic0 nic2)
	[ "$topology" = bond ] || ports=("${ports[0]}")
}

# kernel_of DEBIAN: the release of the kernel that its packages have.
kernel_of() {
	basename "$1"/packages/dracut/linux-image-[0-9]*.deb | sed 's/linux-image-//; s/_.*//'
}

# booted_of ROOT: the release of the kernel that the guest boots.
booted_of() {
	local kernels

	kernels=$(printf '%s\n' "$1"/boot/vmlinuz-* | sed 's/.*vmlinuz-//' | sort -V)
	case $name in
	*-older*) head -n 1 <<< "$kernels" ;;
	*) tail -n 1 <<< "$kernels" ;;
	esac
}

in_root() {
	DEBIAN_FRONTEND=noninteractive "$boot/in-root" "$@"
}

# copy_root FROM TO: links of what packages only ever replace, copies of what is changed in place.
copy_root() {
	local dir

	cp -al "$1" "$2"
	for dir in boot etc var; do
		rm -r "${2:?}/$dir"
		cp -a "$1/$dir" "$2"
	done
}

# configure ROOT: what there is on the host before nicquirk: its network, its drivers, what an
# image of it has, and of the test what has to run there.
configure() {
	local root=$1 file modules
	local conf=$root/etc/dracut.conf.d/boot-test.conf

	cp -a "$here/network/$network-$topology/." "$root"
	grep -r -l -Z @PORT "$root/etc" | xargs -0 sed -i "s/@PORT@/${ports[0]}/; s/@PORT2@/${ports[1]-}/"
	case $network in
	ifupdown2) cp -a "$boot/05-proxmox/root/." "$root" ;;
	networkd) in_root "$root" systemctl enable systemd-networkd.service ;;
	NetworkManager) chmod 600 "$root"/etc/NetworkManager/system-connections/* ;;
	esac
	cp -a "$boot/common/root/etc/nicquirk" "$root/etc"

	if [ -n "$DOUBLES" ]; then
		modules=$(echo "$root"/usr/lib/modules/*)
		put_doubles "${doubles[$release]}" "$modules" "$modules"
		depmod -b "$root" "${modules##*/}"
		cp -a "$boot/doubles/root/." "$root"
	fi

	install -D "$build/recorder" "$root/usr/lib/boot-test/recorder"
	case $generator in
	dracut)
		file=$root/usr/lib/dracut/modules.d/50boot-test
		mkdir "$file"
		cp "$boot"/dracut/* "$build/recorder" "$file"
		cat > "$conf" <<-end
			hostonly=no
			compress=cat
			add_dracutmodules+=" boot-test "
			add_drivers+=" virtio_blk virtio_pci ext4 "
		end
		case $driver-$card in
		image-x722) printf 'force_drivers+=" nqpci "\nadd_drivers+=" i40e "\n' ;;
		# An image that is not for one host has all modules below updates/.
		root-*) echo "omit_drivers+=\" $module \"" ;;
		image-*) echo "add_drivers+=\" $card \"" ;;
		esac >> "$conf"
		;;
	initramfs-tools)
		cp -a "$boot/initramfs-tools/." "$root/etc/initramfs-tools"
		printf 'MODULES=%s\nCOMPRESS=gzip\nCOMPRESSLEVEL=1\n' \
			"$([ "$driver" = image ] && echo most || echo list)" \
			> "$root/etc/initramfs-tools/conf.d/boot-test"
		printf '%s\n' virtio_blk virtio_pci ext4 > "$root/etc/initramfs-tools/modules"
		[ "$driver-$card" != image-x722 ] || echo i40e >> "$root/etc/initramfs-tools/modules"
		;;
	esac
}

# host_of NAME: the root of the host without nicquirk, once for each content.
host_of() {
	local debian=${base[$release]} host key sets=("$generator")

	[ "$network" = networkd ] || sets+=("$network")
	[[ $name != *-older ]] || sets+=(older)
	key=$({
		echo "$release $generator $network $topology $card $driver $debian ${doubles[$release]-}"
		cat "$here/cell.sh" "$build/recorder" "$boot/guest.sh"
		tar -c --sort=name --mtime=@0 -C "$boot" dracut initramfs-tools doubles 05-proxmox \
			common/root/etc -C "$here" "network/$network-$topology"
	} | sha256sum | cut -c 1-12)
	host=$build/host-$name-$key
	if [ ! -e "$host" ]; then
		rm -rf "$build/host-$name"-*
		make_host "$debian" "$host.new" "${sets[@]}" >&2
		mv "$host.new" "$host"
	fi
	echo "$host"
}

# make_host DEBIAN ROOT SET...: with these sets of packages, configured, and with an image.
make_host() {
	local debian=$1 root=$2 set kernel

	shift 2
	copy_root "$debian/root" "$root"
	mkdir "$root/var/cache/boot-test"
	for set in "$@"; do
		ln -f "$debian/packages/$set"/*.deb "$root/var/cache/boot-test"
	done
	# An image without what is configured later would be thrown away.
	INITRD=No in_root "$root" sh -c 'apt-get -q -y --no-install-recommends \
		-o Dpkg::Options::=--force-unsafe-io install /var/cache/boot-test/*.deb'
	rm -r "$root/var/cache/boot-test"
	configure "$root"
	# As the kernel's package does it.
	for kernel in "$root"/usr/lib/modules/*; do
		kernel=${kernel##*/}
		in_root "$root" run-parts --exit-on-error --arg="$kernel" --arg="/boot/vmlinuz-$kernel" \
			/etc/kernel/postinst.d
	done
	# Proxmox VE's way to stay with a kernel, and in the others the one that runs: in a chroot nobody knows.
	[[ $name != *-older ]] || booted_of "$root" > "$root/etc/kernel/proxmox-boot-pin"
}

# step TEXT COMMAND...: one result of what is done from outside of the guest.
step() {
	local text=$1 said

	shift
	if said=$("$@" 2>&1); then
		echo "ok - $text"
	else
		echo "not ok - $text"
		echo "$*: $said" | tail -n 40 | sed 's/^/#   /'
	fi
}

not() {
	! "$@"
}

same() {
	[ "$1" = "$2" ] || { echo "have '$1', want '$2'" && false; }
}

image() {
	echo "$1/boot/initrd.img-$(booted_of "$1")"
}

# contents ROOT: what is in its image.
contents() {
	local path

	path=$(image "$1")
	path=${path#"$1"}
	case $generator in
	dracut) in_root "$1" lsinitrd "$path" | awk '/^[bc]/ { print $10 } /^[-dlps]/ { print $9 }' ;;
	*) in_root "$1" lsinitramfs "$path" ;;
	esac | sort
}

# files ROOT: all that packages and images leave, but for the records of dpkg and logs.
files() {
	(cd "$1" && find . \( -path './var/lib/dpkg' -o -path './var/log' -o -path './var/cache' \
		-o -path './var/lib/apt' -o -path './tmp' -o -path './run' \) -prune -o -print | sort)
}

# start STATE: the guest with the root as it is now; its lines become the state's.
start() {
	local out=$build/$name/$1 test
	local SECONDS=0

	mkdir -p "$out"
	"$boot/disk" "$root" "$out/disk" > "$out/disk.log" 2>&1
	test=$out/payload/usr/lib/boot-test
	mkdir -p "$test"
	cp -a "$boot/common/root/usr" "$out/payload"
	cp -a "$here/root/." "$out/payload"
	cp "$boot/lib.sh" "$test"
	cp "$here/$1/check" "$test/check"
	echo "${ports[0]}" > "$test/nic"
	printf '%s=%s\n' topology "$topology" card "$card" driver "$driver" network "$network" \
		ports "'${ports[*]}'" > "$test/cell"
	{ (cd "$out" && find payload | cpio --quiet -o -H newc -R 0:0) && cat "$(image "$root")"; } \
		> "$out/initrd"
	boot "$out" "$root/boot/vmlinuz-$(booted_of "$root")" "$out/disk"
	rm -rf "$out/disk" "$out/payload"
	echo "$SECONDS" > "$out/seconds"
}

# version_of PACKAGE: on the host, without Debian's revision.
version_of() {
	dpkg-query --admindir="$host/var/lib/dpkg" -W -f '${Version}' "$1" | sed 's/-[^-]*$//'
}

# What install, upgrade and removal have to make of the image and of the files.

image_has_driver() {
	grep -E "/$module\.ko" "$1"
}

image_has_ours() {
	contents "$root" > "$out/contents"
	for file in lib/udev/nicquirk-link rules.d/70-nicquirk.rules quirks.d/10-e1000e.quirk \
		etc/nicquirk/nicquirk.conf etc/nicquirk/quirks.d/99-test.quirk; do
		grep -q "$file\$" "$out/contents" || { echo "no $file" && return 1; }
	done
}

# One that was there before has been replaced by another.
image_is_new() {
	not cmp -s "$out/image" "$(image "$root")" && cp "$(image "$root")" "$out/image"
}

has_line() {
	grep -q -x -F -e "$2" "$root/$1"
}

image_is_as_before() {
	diff "$out/contents.before" <(contents "$root")
}

no_file_is_new() {
	same "$(comm -13 <(files "$host") <(files "$root"))" ""
}

# run_cell: install, boot, upgrade, remove, boot, purge; or purge at once, and boot. What is found out from outside is in
# steps, what the guests say in cured/ and gone/.
run_cell() {
	local out=$build/$name
	local root=$out/root host file config=etc/nicquirk/nicquirk.conf

	host=$(host_of 2> "$out/host.log")
	printf '%s\n' "$name" "$release" "$(booted_of "$host")" "$(version_of systemd)" \
		"$generator $(version_of "$generator")" "$network" "$topology" "$card" "$driver" |
		paste -s > "$out/cell"
	copy_root "$host" "$root"
	cp "$(image "$root")" "$out/image"
	contents "$host" > "$out/contents.before"
	case $driver in
	image) step "the driver is in the image" image_has_driver "$out/contents.before" ;;
	root) step "the driver is not in the image" not image_has_driver "$out/contents.before" ;;
	esac

	cp "$deb" "$root/tmp/nicquirk.deb"
	step "apt installs the package" in_root "$root" apt-get -q -y install /tmp/nicquirk.deb
	step "installing it made a new image" image_is_new
	step "the image has what is ours and the administrator's" image_has_ours
	start cured

	echo '# From the administrator.' >> "$root/$config"
	cp "$later_deb" "$root/tmp/nicquirk.deb"
	step "apt upgrades the package" in_root "$root" apt-get -q -y \
		-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
		install /tmp/nicquirk.deb
	rm "$root/tmp/nicquirk.deb"
	step "the later version is installed" has_line var/lib/dpkg/status \
		"Version: $(dpkg-deb -f "$later_deb" Version)"
	step "the administrator's nicquirk.conf is kept" has_line $config '# From the administrator.'
	step "the administrator's quirk is kept" cmp \
		{"$host","$root"}/etc/nicquirk/quirks.d/99-test.quirk
	step "upgrading it made a new image" image_is_new
	step "that image has what is ours and the administrator's" image_has_ours

	if [[ $name != *-purge ]]; then
		step "apt removes the package" in_root "$root" apt-get -q -y remove nicquirk
		step "removing it made a new image" image_is_new
		step "that image has what it had before" image_is_as_before
		step "the administrator's nicquirk.conf is still there" \
			has_line $config '# From the administrator.'
		start gone
		step "apt purges the package" in_root "$root" apt-get -q -y purge nicquirk
	else
		step "apt purges the package" in_root "$root" apt-get -q -y purge nicquirk
		step "purging it made a new image" image_is_new
		step "that image has what it had before" image_is_as_before
		start gone
	fi
	step "no file is left of it" no_file_is_new
	rm -r "$root" "$out/image"
}
