#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What an initramfs lacks that the host has.
# shellcheck disable=SC2119,SC2154 # lint takes options, mostly none; what lib.sh sets
set -u
. tests/hostlint/lib.sh

# in_image PATH: a file for the next image
in_image() {
	mkdir -p "$scratch/image/$(dirname "$1")"
	cat >"$scratch/image/$1"
}

# cpio_of FOLDER: as it is in an image
cpio_of() {
	(cd "$1" && find . | cpio --quiet -o -H newc)
}

# image NAME COMMAND...: makes it of what is in it, compressed by that command, after an early
# archive as microcode is
image() {
	file=$1
	shift
	mkdir -p "$scratch/early/kernel/x86/microcode" "$root/boot"
	echo 0123456789 >"$scratch/early/kernel/x86/microcode/GenuineIntel.bin"
	{
		cpio_of "$scratch/early"
		cpio_of "$scratch/image" | "$@"
	} >"$root/boot/$file"
}

# A host whose image has the driver and nicquirk.
cured() {
	pve
	has usr/lib/udev/rules.d/70-nicquirk.rules </dev/null
	rm -rf "$scratch/image"
	in_image "usr/lib/modules/$release/$e1000e.xz" </dev/null
	in_image usr/lib/udev/rules.d/70-nicquirk.rules </dev/null
	in_image usr/lib/udev/nicquirk-link </dev/null
}

cured
image "initrd.img-$release" zstd -q
finds_nothing 'an image with nicquirk'
rm "$scratch/image/usr/lib/udev/rules.d/70-nicquirk.rules"
for how in gzip xz 'zstd -q' 'lz4 -lq' bzip2 cat; do
	# shellcheck disable=SC2086 # a command with its arguments
	image "initrd.img-$release" $how
	finds "an image without, made with $how" image-without-nicquirk "boot/initrd.img-$release"
done
mv "$root/boot/initrd.img-$release" "$root/boot/initramfs-$release.img"
finds 'by the name that dracut gives it' image-without-nicquirk "boot/initramfs-$release.img"
rm "$root/usr/lib/udev/rules.d/70-nicquirk.rules"
finds 'a host without nicquirk, whose image holds it' image-with-nicquirk "boot/initramfs-$release.img"
rm "$scratch/image/usr/lib/udev/nicquirk-link"
image "initramfs-$release.img" cat
finds_nothing 'a host without nicquirk'
has usr/lib/udev/rules.d/70-nicquirk.rules </dev/null
echo 0x10d3 | has sys/bus/pci/devices/0000:00:19.0/device
finds_nothing 'a host whose card needs no cure'
cured
rm -r "$scratch/image/usr/lib"
in_image "usr/lib/modules/$release/kernel/drivers/net/ethernet/intel/igb/igb.ko" </dev/null
image "initrd.img-$release" gzip
finds_nothing 'an image without the driver'

echo 'blacklist e1000e' | has etc/modprobe.d/no.conf
finds_nothing 'a blacklist, where the image has not the driver'
cured
echo 'blacklist  e1000e' | has etc/modprobe.d/no.conf
image "initrd.img-$release" zstd -q
finds 'a blacklist that the image has not' modprobe-not-in-image etc/modprobe.d/no.conf:1
echo 'blacklist e1000e' | in_image etc/modprobe.d/no.conf
image "initrd.img-$release" zstd -q
finds_nothing 'one that it has'
printf 'options e1000e IntMode=1\n' | has etc/modprobe.d/no.conf
finds 'a changed one, in a stale image' modprobe-not-in-image etc/modprobe.d/no.conf:1
echo 'options snd_hda_intel power_save=0' | has etc/modprobe.d/no.conf
finds_nothing 'one for another driver'

# The next boot's kernel is not the running one.
mkdir -p "$root/lib/modules/6.12.1-1-amd64"
: >"$root/lib/modules/6.12.1-1-amd64/modules.dep"
rm "$scratch/image/usr/lib/udev/nicquirk-link"
image initrd.img-6.12.1-1-amd64 zstd -q
finds 'the image of the newest kernel' image-without-nicquirk boot/initrd.img-6.12.1-1-amd64

# Older kernels than the running one can be booted, too.
cured
image "initrd.img-$release" zstd -q
mkdir -p "$root/lib/modules/6.1.0-1-amd64"
image initrd.img-6.1.0-1-amd64 gzip
finds_nothing 'two images with nicquirk'
rm "$scratch/image/usr/lib/udev/nicquirk-link"
image initrd.img-6.1.0-1-amd64 gzip
finds 'the image of an older kernel' image-without-nicquirk boot/initrd.img-6.1.0-1-amd64
cured
mkdir -p "$root/lib/modules/6.1.0-1-amd64"
image initrd.img-6.1.0-1-amd64 gzip
rm -r "$root/usr/lib/udev"
finds 'an older one that holds what is removed' image-with-nicquirk boot/initrd.img-6.1.0-1-amd64

cured
image "initrd.img-$release" zstd -q
size=$(wc -c <"$root/boot/initrd.img-$release")
for keep in $((size / 2)) $((size - 40)) 700 100 1; do
	cp "$root/boot/initrd.img-$release" "$scratch/whole"
	head -c "$keep" "$scratch/whole" >"$root/boot/initrd.img-$release"
	lint
	is "an image cut off after $keep bytes is reported" '2 1' \
		"$? $(grep -c 'is no initramfs, or cut off' "$scratch/said")"
	cp "$scratch/whole" "$root/boot/initrd.img-$release"
done

# archive NAME COUNT: so many files of no bytes, their names made by printf of NAME and a number
archive() {
	perl -e 'my ($form, $count) = @ARGV;
		sub entry {
			my $name = $_[0] . "\0";
			my @fields = (1, 0100644, 0, 0, 1, 0, 0, 0, 0, 0, 0, length $name, 0);
			my $entry = "070701" . join("", map { sprintf "%08x", $_ } @fields) . $name;
			print $entry, "\0" x (-length($entry) % 4);
		}
		entry(sprintf $form, $_) for 1 .. $count;
		entry("TRAILER!!!");' "$@"
}

# An image may be a small file and hold a lot.
cured
image "initrd.img-$release" gzip
name=$(printf '%4000s' '' | tr ' ' x)
{
	cpio_of "$scratch/image"
	archive "$name" 50000
} | gzip >"$root/boot/initrd.img-$release"
case $(nm -D "${BUILD:-build}/nicquirk" 2>/dev/null) in
*__asan_init*) memory=unlimited ;;
*) memory=100000 ;;
esac
# shellcheck disable=SC3045 # dash has it
(ulimit -v "$memory" && lint)
is 'long names, again and again, take no memory' '0 ' "$? $(cat "$scratch/said")"
archive 'usr/lib/modules/x/module%u.ko' 70000 | gzip >"$root/boot/initrd.img-$release"
lint
is 'more modules than any kernel has are too many' "2 $root/boot/initrd.img-$release: File too large" \
	"$? $(cat "$scratch/said")"
archive 'usr/lib/nicquirk-%u' 100 | gzip >"$root/boot/initrd.img-$release"
lint
is 'so are more files of ours than there are' "2 $root/boot/initrd.img-$release: File too large" \
	"$? $(cat "$scratch/said")"

image "initrd.img-$release" gzip
path=$PATH
# shellcheck disable=SC2123 # it is about what cannot be found
PATH=/nowhere
lint
status=$?
PATH=$path
is 'that the decompressor is missing is reported' '2 1' \
	"$status $(grep -c 'decompresses it is not installed' "$scratch/said")"
tap_done
