/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/kernel-image.h"

#include <fcntl.h>

#define MAGIC_AT   0x202 /* "HdrS" */
#define POINTER_AT 0x20e /* 16 bits, little endian: of the banner, less 0x200 */
#define BANNER_MAX 256

int kernel_image_banner(const struct env *env, const char *release, char **ret)
{
	unsigned char head[POINTER_AT + 2];
	char path[PATH_MAX], banner[BANNER_MAX + 1];
	_cleanup_close_ int fd = -1;
	ssize_t length;

	if (env_path(path, env, ENV_ROOT, "boot/vmlinuz-%s", release) < 0)
		return -ENOENT;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || pread(fd, head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
	    memcmp(head + MAGIC_AT, "HdrS", 4) != 0)
		return -ENOENT;
	length = pread(fd, banner, BANNER_MAX,
		       0x200 + (head[POINTER_AT] | head[POINTER_AT + 1] << 8));
	if (length <= 0)
		return -ENOENT;
	banner[length] = '\0';
	/* It begins with the release: else this is another kernel's file. */
	if (strncmp(banner, release, strlen(release)) != 0)
		return -ENOENT;
	*ret = strdup(banner);
	return *ret ? 0 : -ENOMEM;
}
