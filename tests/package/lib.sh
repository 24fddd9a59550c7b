# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034
# Sourced by the tests of this folder: Debian systems to build and to install in, made once, and
# left as they are.

. tests/tap.sh
suite=${SUITE:-bookworm}
here=tests/package
folder=$PWD/build/package
mkdir -p "$folder/work"

# debian NAME PACKAGES [OPTION-OF-MMDEBSTRAP...]: the folder of a system with these
debian() {
	local name=$1 packages=$2 root

	shift 2
	root=$folder/$name-$suite-$(echo "$packages" "$@" | cat - tests/boot/debian debian/control |
		sha256sum | cut -c 1-12)
	if [ ! -e "$root" ]; then
		echo "# making a $suite to $name in, about a minute, once" >&2
		rm -rf "$folder/$name-$suite"-*
		if ! INITRD=No tests/boot/debian "$suite" "$root.new" "$packages" "$@" > "$root.log" 2>&1; then
			echo "# failed, see $root.log" >&2
			return 1
		fi
		mv "$root.new" "$root"
	fi
	echo "$root"
}

# With what the build of the package says that it needs, and no more.
debian_to_build() {
	# shellcheck disable=SC2016 # for the hook
	debian build build-essential,fakeroot,lintian --customize-hook='
		export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"
		apt-get build-dep --yes --no-install-recommends -o DPkg::Chroot-Directory="$1" "$PWD"'
}

# With that, the other compiler, and what the quick tiers call.
debian_to_test() {
	# shellcheck disable=SC2016 # for the hook
	debian test build-essential,clang,cpio,ethtool,iperf3,iproute2,libmnl-dev,lz4,bzip2,man-db,openssl,procps,strace,udev,valgrind \
		--customize-hook='
		export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"
		apt-get build-dep --yes --no-install-recommends -o DPkg::Chroot-Directory="$1" "$PWD"'
}

debian_to_install() {
	debian install initramfs-tools,jq,kmod,libjson-c5,libkmod2,libpci3,libudev1,linux-image-amd64,systemd-sysv,udev,xz-utils,zstd
}

# later_deb: a later version of the package, for an upgrade, in $folder/result/later.deb
later_deb() {
	rm -rf "$folder/result/later"
	dpkg-deb -R "$folder"/result/one/nicquirk_*.deb "$folder/result/later"
	sed -i 's/^Version: .*/&+later/' "$folder/result/later/DEBIAN/control"
	dpkg-deb --root-owner-group -b "$folder/result/later" "$folder/result/later.deb" > "$folder/result/said"
}

# inside ROOT COMMAND [ARGUMENT...]: runs a command in the system, of which what it changes is
# forgotten. It sees the sources in /mnt, the package and its like in /srv ($packages, where that is set).
inside() {
	# shellcheck disable=SC2016 # the inner shell's
	unshare -m --propagation private sh -ec '
		lower=$1 sources=$2 packages=$3 work=$4; shift 4
		mount -t tmpfs tmpfs "$work"
		cd "$work"
		mkdir upper work root
		mount -t overlay overlay -o "lowerdir=$lower,upperdir=$work/upper,workdir=$work/work" root
		cd root
		mount -t proc proc proc
		mount --rbind /sys sys
		mount --rbind /dev dev
		mount -t tmpfs tmpfs run
		mount -t tmpfs tmpfs tmp
		mount --bind "$sources" mnt
		mount --bind "$packages" srv
		exec env -i PATH="$PATH" HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot . "$@"' \
		sh "$1" "$PWD" "${packages:-$folder/result}" "$folder/work" "${@:2}"
}
