/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/notify.h"

#include <sys/socket.h>
#include <sys/un.h>

#include "base/macro.h"

void notify_systemd(const char *state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = getenv("NOTIFY_SOCKET");
	_cleanup_close_ int fd = -1;
	size_t length;

	if (!path || (*path != '/' && *path != '@') ||
	    strlen(path) >= sizeof(address.sun_path))
		return;
	length = strlen(path);
	memcpy(address.sun_path, path, length);
	/* An abstract socket's name begins with a NUL, and ends with the address. */
	if (*path == '@')
		address.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address,
		   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)) < 0)
		return;
}
