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

has_builds() {
	same "$(cd "$root/usr/lib/modules/$1" && find . -name 'i40e.ko*' | sed 's/\.ko.*/.ko/' | sort | xargs)" "$2"
}

image_has_builds() {
	same "$(contents "$root" | sed -n 's|.*/\(kernel\|updates\)\(.*/i40e\.ko\).*|\1\2|p' | sort -u | xargs)" "$1"
}

# run_dkms_cell: nicquirk beside a bad build of dkms; then a new kernel; then a good build of dkms; then none.
run_dkms_cell() {
	local out=$build/$name root=$build/$name/root newest older tree=kernel/drivers/net/ethernet/intel/i40e/i40e.ko
	local host=$root

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
	step "which is its only build beside the kernel's own" has_builds "$older" "./$tree ./updates/dkms/i40e.ko"
	cp "$deb" "$root/tmp/nicquirk.deb"
	step "apt installs the package" in_root "$root" apt-get -q -y install /tmp/nicquirk.deb
	step "a new kernel is installed" new_kernel "$root"
	step "dkms has built i40e 2.13.10 for it, too" has_builds "$newest" "./$tree ./updates/dkms/i40e.ko"
	step "its image has both builds" image_has_builds "$tree updates/dkms/i40e.ko"
	start cured

	dkms_source "$root" 2.14.13 >> "$out/host.log" 2>&1
	step "dkms removes 2.13.10" in_root "$root" dkms remove -m i40e -v 2.13.10 --all
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
