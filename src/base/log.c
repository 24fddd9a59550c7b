/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"

#include <fcntl.h>
#include <stdarg.h>

#include "base/sanitize.h"

/* KERN_NOTICE: "normal but significant"; the console of a quiet boot does not show it. */
#define KMSG_PREFIX "<5>nicquirk: "

static bool write_kmsg(const struct env *env, const char *text)
{
	char path[PATH_MAX], line[1024];
	_cleanup_close_ int fd = -1;
	int length;

	if (!env_is_live(env) || env_path(path, env, ENV_DEV, "kmsg") < 0)
		return false;
	fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return false;
	/* The kernel takes one record a write(), and fewer than 1024 bytes of it. */
	length = snprintf(line, sizeof(line) - 1, KMSG_PREFIX "%s", text);
	if (length < 0)
		return false;
	if ((size_t)length >= sizeof(line) - 1)
		length = sizeof(line) - 2;
	line[length++] = '\n';
	return write(fd, line, (size_t)length) == length;
}

void log_kernel(const struct env *env, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* A line break would begin a record that is not ours, and the console is a
	 * terminal. */
	sanitize(text);
	if (!write_kmsg(env, text))
		fprintf(stderr, "nicquirk: %s\n", text);
}

void log_stderr(const char *format, ...)
{
	va_list args;

	fputs("nicquirk: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}
