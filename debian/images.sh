# The trigger update-initramfs has the image of the newest kernel made anew. These are the others: of the
# running kernel, of the one that the boot loader starts, and of each that holds nicquirk.

images=/var/lib/nicquirk/images

# kernels_noted: those whose images hold nicquirk, as the hooks have noted
kernels_noted() {
	[ ! -f "$images" ] || cut -f 1 "$images" | sort -u
}

# kernels_booted: the running one, and those that the boot loader is set to start
kernels_booted() {
	local image

	uname -r
	cat /etc/kernel/proxmox-boot-pin /etc/kernel/next-boot-pin 2> /dev/null || :
	for image in /boot/initrd.img-*; do
		if grep -s -h -e '^GRUB_DEFAULT=' -e '^saved_entry=' /etc/default/grub \
			/etc/default/grub.d/*.cfg /boot/grub/grubenv | grep -q -F -e "${image#*img-}"; then
			echo "${image#*img-}"
		fi
	done
}

# kernels_of_trigger: those whose images the generator makes anew for the trigger
kernels_of_trigger() {
	local kernel update_initramfs=

	if command -v update-initramfs > /dev/null; then
		if [ -r /etc/initramfs-tools/update-initramfs.conf ]; then
			# shellcheck source=/dev/null
			. /etc/initramfs-tools/update-initramfs.conf
		fi
		linux-version list | linux-version sort --reverse | while read -r kernel; do
			[ -e "/boot/initrd.img-$kernel" ] || continue
			echo "$kernel"
			[ "$update_initramfs" = all ] || break
		done
	elif dpkg --compare-versions "$(dpkg-query -W -f '${Version}' dracut)" lt 105; then
		linux-version list
	else
		linux-version list | linux-version sort | tail -n 1
	fi
}

make_image() {
	if command -v update-initramfs > /dev/null; then
		# Proxmox VE's hook copies all images to the boot partitions after each one, but for this.
		INITRAMFS_TOOLS_KERNEL_HOOK=1 update-initramfs -u -k "$1"
	else
		env -u DEB_MAINT_PARAMS /etc/kernel/postinst.d/dracut "$1" "/boot/vmlinuz-$1"
	fi
}

# refresh_boot_loader KERNEL...: where it has copies of the images. It is initramfs-tools that runs the
# hook of systemd-boot after each image; dracut does not.
refresh_boot_loader() {
	local kernel hook=/etc/kernel/postinst.d/zz-systemd-boot

	if [ -s /etc/kernel/proxmox-boot-uuids ] && command -v proxmox-boot-tool > /dev/null; then
		proxmox-boot-tool refresh || echo "nicquirk: run proxmox-boot-tool refresh" >&2
	fi
	if [ -x "$hook" ] && ! command -v update-initramfs > /dev/null; then
		for kernel; do
			"$hook" "$kernel" "/boot/vmlinuz-$kernel" ||
				echo "nicquirk: run kernel-install add $kernel /boot/vmlinuz-$kernel" >&2
		done
	fi
}

# make_images KERNEL...: makes their images anew, but for those of the trigger; $failed has the kernels of
# which it cannot, which is no failure of the package.
make_images() {
	local kernel triggered made=

	failed=
	# Proxmox VE's installer makes images itself, and a chroot may have no kernel at all.
	if [ -e /proxmox_install_mode ] || ! command -v linux-version > /dev/null ||
		! { command -v update-initramfs || command -v dracut; } > /dev/null; then
		return 0
	fi
	triggered=$(kernels_of_trigger)
	for kernel in $(printf '%s\n' "$@" | sort -u); do
		if [ ! -e "/boot/initrd.img-$kernel" ] || [ ! -d "/lib/modules/$kernel" ] ||
			echo "$triggered" | grep -q -x -F -e "$kernel"; then
			continue
		elif make_image "$kernel"; then
			made="$made $kernel"
		else
			failed="$failed $kernel"
			echo "nicquirk: the initramfs of $kernel cannot be made anew and stays as it was;" \
				"when the error above is mended: update-initramfs -u -k $kernel," \
				"or dracut --force --kver $kernel" >&2
		fi
	done
	# shellcheck disable=SC2086 # lists of kernels
	[ -z "$made" ] || refresh_boot_loader $made $triggered
}
