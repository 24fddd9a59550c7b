#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The list of images that hold nicquirk, by which they are made anew when it goes: each hook adds its image once,
# whatever a power cut has left of the list, and waits for nothing.
. tests/tap.sh
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
list=$scratch/state/images

# note: what the hook does, as its image builder would have it done
note() {
	sed -n "/^[a-z_]*note_image() {/,/^}/p" "$hook" | sed "s|/var/lib/nicquirk|$scratch/state|g" >"$scratch/function"
	{
		cat "$scratch/function"
		sed -n 's/^\([a-z_]*\)() {/\1/p' "$scratch/function"
	} >"$scratch/script"
	env version=6.1 kernel=6.1 KERNELVERSION=6.1 _optgenimg=/boot/initrd.img-6.1 outfile=/boot/initrd.img-6.1 \
		dracutsysrootdir= timeout 20 "$shell" "$scratch/script"
}

for hook in initramfs-tools/nicquirk.in modules.d/50nicquirk/module-setup.sh.in mkinitcpio/nicquirk.in; do
	shell=bash
	[ $hook != initramfs-tools/nicquirk.in ] || shell='sh'
	ours=$(printf '6.1\t/boot/initrd.img-6.1')
	rm -rf "$scratch/state"
	note
	note
	is "$hook: the image is noted once" "$ours" "$(cat "$list")"
	printf '5.10\t/boot/initrd.img-5.10' >"$list"
	note
	is "$hook: a line without an end is not taken along" "$ours" "$(sed -n 2p "$list")"
	{ head -c 64 /dev/zero && printf '\n%s\n' "$ours"; } >"$list"
	note
	is "$hook: what is noted is found behind zeros" 2 "$(wc -l <"$list")"
	head -c 64 /dev/zero >"$list"
	note
	is "$hook: zeros are no part of a line" "$ours" "$(sed -n 2p "$list")"
	rm "$list"
	mkfifo "$list"
	note
	is "$hook: a fifo is not waited for" 0 $(($? == 124))
	rm "$list"
	ln -s nowhere/at/all "$list"
	note 2>/dev/null
	is "$hook: nor is a link to nowhere" 0 $(($? == 124))
done
tap_done
