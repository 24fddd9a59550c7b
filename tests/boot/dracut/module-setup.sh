#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The part of a boot test that lives in the initramfs: the recorder, from before udev on, and
# the scenario's files, which come as a second archive in /payload and go into the real root.

check() {
	return 255
}

depends() {
	echo systemd-initrd dracut-systemd
}

# shellcheck disable=SC2154 # moddir, systemdsystemunitdir, initdir: dracut's own
install() {
	inst_multiple cp ip mkdir mount
	inst_binary "$moddir/recorder" /usr/bin/recorder
	inst_simple "$moddir/boot-recorder.service" "$systemdsystemunitdir/boot-recorder.service"
	systemctl -q --root "$initdir" add-wants sysinit.target boot-recorder.service
	inst_hook pre-pivot 00 "$moddir/payload.sh"
}
