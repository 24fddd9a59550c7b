/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The image of an initramfs: cpio archives, as a full /boot or a crash may leave them. */
#include "fuzz.h"
#include "lint/initrd.h"

#define RELEASE "6.1.0-fuzz"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct initrd initrd = { 0 };
	int r;

	fuzz_write(ENV_ROOT, "boot/initrd.img-" RELEASE,
		   (struct bytes){ (const char *)data, size });
	r = initrd_read(fuzz_env(), RELEASE, &initrd);
	REQUIRE(r <= 0 && r != -ENOENT && initrd.path);
	REQUIRE(r == 0 || (!initrd.ours.n && !initrd.modules.n && !initrd.modprobe.n));
	for (size_t i = 0; i < initrd.ours.n; i++)
		REQUIRE(initrd.ours.list[i][0] != '/');
	initrd_has(&initrd, "/nicquirk-link");
	initrd_has_module(&initrd, "e1000e");
	initrd_clear(&initrd);
	return 0;
}
