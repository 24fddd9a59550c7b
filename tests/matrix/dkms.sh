# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154 # both ways with run and cell.sh
# Sourced by run: the cell in which Debian's dkms builds the double of i40e 2.13.10.

# dkms_source ROOT VERSION: the double's source, as Intel's own comes with a dkms.conf
dkms_source() {
	local folder=$1/usr/src/i40e-$2

	mkdir "$folder"
	cp "$here"/../kmod/i40e-*.[ch] "$here"/../kmod/port.[ch] "$here/../kmod/Kbuild" "$folder"
	# What is in braces is for dkms.
	# shellcheck disable=SC2016
	printf '%s\n' 'PACKAGE_NAME=i40e' "PACKAGE_VERSION=$2" 'BUILT_MODULE_NAME[0]=i40e' \
		'DEST_MODULE_LOCATION[0]=/updates' 'AUTOINSTALL=yes' 'CLEAN=true' \
		'MAKE[0]="make -C ${kernel_source_dir} M=${dkms_tree}/i40e/${PACKAGE_VERSION}/build MODULE=i40e I40E_VERSION=${PACKAGE_VERSION}"' \
		> "$folder/dkms.conf"
	in_root "$root" dkms add -m i40e -v "$2"
}

# install_debs ROOT: of those that are named on standard input
install_debs() {
	mkdir "$1/var/cache/boot-test"
	xargs -I FILE ln -f FILE "$1/var/cache/boot-test"
	in_root "$1" sh -c 'apt-get -q -y --no-install-recommends -o Dpkg::Options::=--force-unsafe-io \
		install /var/cache/boot-test/*.deb'
	rm -r "$1/var/cache/boot-test"
}

# make_dkms_host ROOT: with the older kernel, dkms and the headers of both kernels.
make_dkms_host() {
	copy_root "${base[$release]}/root" "$1"
	{
		find "${base[$release]}/packages"/{dkms,older,older-headers} -name '*.deb'
		find "${base[$release]}/packages/$generator" -name '*.deb' ! -name 'linux-image-*'
	} | INITRD=No install_debs "$1"
	DOUBLES='' configure "$1"
	cp -a "$boot/doubles/root/." "$1"
}

# new_kernel ROOT: installs it as apt does. Between unpacking and configuring it gets the card that QEMU has
# not, and a driver that takes it.
new_kernel() {
	local modules=$1/usr/lib/modules/$newest

	mkdir "$1/var/cache/boot-test"
	ln -f "${base[$release]}/packages/$generator"/linux-image-*.deb "$1/var/cache/boot-test"
	in_root "$1" sh -c 'dpkg --unpack /var/cache/boot-test/*.deb' || return
	DOUBLES="i40e-in-tree=kernel/drivers/net/ethernet/intel/i40e/i40e.ko" \
		put_doubles "${doubles[$release]}" "$modules" "$modules"
	in_root "$1" dpkg --configure --pending || return
	rm -r "$1/var/cache/boot-test"
}

# Builds are named as nicquirk does: below the kernel's folder, or by the whole path where dkms has moved
# them away.
has_builds() {
	same "$({
		cd "$root/usr/lib/modules/$1" && find kernel updates -name 'i40e.ko*'
		cd "$root" && find "var/lib/dkms/i40e/original_module/$1" -name 'i40e.ko*' ! -name '*.origin' | sed 's|^|/|'
	} 2> /dev/null | sed 's/\.ko.*/.ko/' | LC_ALL=C sort | xargs)" "$2"
}

image_has_builds() {
	same "$(contents "$root" | sed -n -e 's,.*/\(\(kernel\|updates\)/.*/i40e\.ko\).*,\1,p' \
		-e 's,^\(var/lib/dkms/.*/i40e\.ko\).*,/\1,p' | LC_ALL=C sort -u | xargs)" "$1"
}

# own_build KERNEL: where its own build is while that of dkms is installed
own_build() {
	case $release in
	bookworm) echo "$tree" ;;
	*) echo "/var/lib/dkms/i40e/original_module/$1/x86_64/i40e.ko" ;;
	esac
}

# run_dkms_cell: nicquirk beside a bad build of dkms; then a new kernel; then a good build of dkms; then none.
run_dkms_cell() {
	local out=$build/$name root=$build/$name/root newest older host=$build/$name/root
	local tree=kernel/drivers/net/ethernet/intel/i40e/i40e.ko own

	{
		make_dkms_host "$root"
		newest=$(kernel_of "${base[$release]}")
		older=$(booted_of "$root")
		dkms_source "$root" 2.13.10
	} > "$out/host.log" 2>&1
	printf '%s\n' "$name" "$release" "$newest" "$(version_of systemd)" "$generator $(version_of "$generator")" \
		"$network" "$topology" "$card" "$driver" | paste -s > "$out/cell"
	step "dkms builds i40e 2.13.10 for the kernel that is there" \
		in_root "$root" dkms install -m i40e -v 2.13.10 -k "$older"
	# dkms 3.2 moves the kernel's own away, 3.0 leaves it there in Debian.
	own=$(own_build "$older")
	step "which is its only build beside the kernel's own" has_builds "$older" "$own updates/dkms/i40e.ko"
	cp "$deb" "$root/tmp/nicquirk.deb"
	step "apt installs the package" in_root "$root" apt-get -q -y install /tmp/nicquirk.deb
	step "a new kernel is installed" new_kernel "$root"
	own=$(own_build "$newest")
	step "dkms has built i40e 2.13.10 for it, too" has_builds "$newest" "$own updates/dkms/i40e.ko"
	step "its image has both builds" image_has_builds "$own updates/dkms/i40e.ko"
	start cured

	dkms_source "$root" 2.14.13 >> "$out/host.log" 2>&1
	step "dkms removes 2.13.10" in_root "$root" dkms remove -m i40e -v 2.13.10 --all
	step "and leaves the kernel's own build where it was" has_builds "$newest" "$tree"
	step "dkms builds 2.14.13, which is good" in_root "$root" dkms install -m i40e -v 2.14.13 -k "$newest"
	step "the image is made anew" in_root "$root" update-initramfs -u -k "$newest"
	step "it has that build alone" image_has_builds updates/dkms/i40e.ko
	start fixed

	step "dkms removes that, too" in_root "$root" dkms remove -m i40e -v 2.14.13 --all
	step "the image is made anew without it" in_root "$root" update-initramfs -u -k "$newest"
	step "it has the kernel's own build" image_has_builds "$tree"
	start removed
	rm -r "$root"
}
