/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"

#include <fcntl.h>
#include <stdarg.h>

#include "base/cmdline.h"
#include "base/sanitize.h"
#include "base/terminal.h"

/* KERN_NOTICE: "normal but significant"; the console of a quiet boot does not show it. */
#define KMSG_PREFIX "<5>nicquirk: "

/* The kernel takes one record a write(), and fewer than 1024 bytes of it. */
#define KMSG_RECORD_MAX 1023

/* Opened once: few processes write one line alone. Its descriptor, or -1. */
static int open_kmsg(const struct env *env)
{
	static int fd = -1;
	char path[PATH_MAX];

	/* In a container it may be a fifo that nobody reads. */
	if (fd < 0 && env_path(path, env, ENV_DEV, "kmsg") == 0)
		fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	return fd;
}

static bool write_kmsg(const struct env *env, const char *text)
{
	char line[KMSG_RECORD_MAX + 1];
	int fd, length;

	if (!env_is_live(env))
		return false;
	fd = open_kmsg(env);
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

/* Whether the LENGTH bytes of LEVEL name the debug level, as syslog(3) or by number. */
static bool names_debug(const char *level, size_t length)
{
	return (length == 5 && strncmp(level, "debug", 5) == 0) ||
	       (length == 1 && *level == '7');
}

bool log_debug_is_on(void)
{
	const char *level = getenv("SYSTEMD_LOG_LEVEL");

	return debug_enabled || (level && names_debug(level, strlen(level)));
}

static bool cmdline_asks_for_debug(const char *line)
{
	static const char *const names[] = { "udev.log_level", "rd.udev.log_level",
					     "udev.log_priority", "udev_log" };
	struct cmdline cmdline = { .rest = line };
	struct cmdline_word word;

	while (cmdline_next(&cmdline, &word))
		for (size_t i = 0; i < ARRAY_SIZE(names); i++)
			if (word.value && cmdline_word_is(&word, names[i]) &&
			    names_debug(word.value, word.value_length))
				return true;
	return false;
}

static bool udev_conf_asks_for_debug(const struct env *env)
{
	static const char key[] = "udev_log=";
	_cleanup_free_ char *text = NULL;
	char *rest, *line;

	if (env_read(env, ENV_ROOT, &text, LOG_UDEV_CONF) < 0)
		return false;
	for (rest = text; (line = strsep(&rest, "\n"));) {
		const char *value = line + strlen(key);

		if (strncmp(line, key, strlen(key)) != 0)
			continue;
		value += *value == '"';
		if (names_debug(value, strcspn(value, "\" \t")))
			return true;
	}
	return false;
}

bool log_udev_asks_for_debug(const struct env *env, const char *cmdline)
{
	_cleanup_free_ char *line = NULL;

	if (!cmdline && env_read(env, ENV_PROC, &line, "cmdline") == 0)
		cmdline = line;
	return (cmdline && cmdline_asks_for_debug(cmdline)) ||
	       udev_conf_asks_for_debug(env);
}

void log_debug_follow_udev(const struct env *env, const char *cmdline)
{
	if (log_udev_asks_for_debug(env, cmdline))
		log_debug_enable();
}

void log_debug(const char *format, ...)
{
	va_list args;

	if (!log_debug_is_on())
		return;
	va_start(args, format);
	print_log(format, args);
	va_end(args);
}
