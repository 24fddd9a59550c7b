/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"

#include <fcntl.h>
#include <stdarg.h>

#include "base/sanitize.h"
#include "base/terminal.h"

/* KERN_NOTICE: "normal but significant"; the console of a quiet boot does not show it. */
#define KMSG_PREFIX "<5>nicquirk: "

/* The kernel takes one record a write(), and fewer than 1024 bytes of it. */
#define KMSG_RECORD_MAX 1023

static bool write_kmsg(const struct env *env, const char *text)
{
	char path[PATH_MAX], line[KMSG_RECORD_MAX + 1];
	_cleanup_close_ int fd = -1;
	int length;

	if (!env_is_live(env) || env_path(path, env, ENV_DEV, "kmsg") < 0)
		return false;
	/* In a container it may be a fifo that nobody reads. */
	fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return false;
	length = snprintf(line, sizeof(line), KMSG_PREFIX "%s\n", text);
	if (length < 0)
		return false;
	return write(fd, line, (size_t)length) == length;
}

void log_kernel(const struct env *env, const char *format, ...)
{
	/* With what goes before and after it. */
	char text[KMSG_RECORD_MAX + 1 - sizeof(KMSG_PREFIX)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* A line break would begin a record that is not ours, and the console is a
	 * terminal. */
	sanitize(text);
	if (!write_kmsg(env, text))
		fprintf(terminal_errors(), "nicquirk: %s\n", text);
}

_printf_(1, 0) static void print_log(const char *format, va_list args)
{
	_cleanup_free_ char *text = NULL;

	if (vasprintf(&text, format, args) < 0) {
		text = NULL;
		fprintf(terminal_errors(), "nicquirk: %s\n", format);
		return;
	}
	sanitize(text);
	fprintf(terminal_errors(), "nicquirk: %s\n", text);
}

void log_stderr(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_log(format, args);
	va_end(args);
}

static bool debug_enabled;

void log_debug_enable(void)
{
	debug_enabled = true;
}

static bool is_debug(void)
{
	const char *level = debug_enabled ? "debug" : getenv("SYSTEMD_LOG_LEVEL");

	return level && (streq(level, "debug") || streq(level, "7"));
}

void log_debug(const char *format, ...)
{
	va_list args;

	if (!is_debug())
		return;
	va_start(args, format);
	print_log(format, args);
	va_end(args);
}
