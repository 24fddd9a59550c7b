/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/journal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#define BUFFER_SIZE 65536
/* A journal on a slow disk takes its time before it finds the first entry. */
#define SILENCE_MAX_MS (120 * 1000)

struct journal {
	pid_t child;
	int fd;
	bool at_end;
	size_t start, end; /* what has been read and not been used */
	char buffer[BUFFER_SIZE];
};

static int make_arguments(const struct env *env, const struct strings *arguments,
			  char ***ret)
{
	static const char *const fixed[] = {
		"journalctl",
		"--no-pager",
		"--quiet",
		"--output=export",
		("--output-fields=MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,_KERNEL_DEVICE,"
		 "_SOURCE_MONOTONIC_TIMESTAMP"),
	};
	struct strings list = { 0 };
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(fixed) && r >= 0; i++)
		r = strings_add(&list, fixed[i]);
	if (r >= 0 && env->root) {
		char root[PATH_MAX + sizeof("--root=")];

		snprintf(root, sizeof(root), "--root=%s", env->root);
		r = strings_add(&list, root);
	}
	for (size_t i = 0; i < arguments->n && r >= 0; i++)
		r = strings_add(&list, arguments->list[i]);
	/* The list of arguments ends with a NULL. */
	if (r >= 0 && !array_append(list.list, list.n))
		r = -ENOMEM;
	if (r < 0) {
		strings_clear(&list);
		return r;
	}
	*ret = list.list;
	return 0;
}

static _Noreturn void run_child(char **argv, int out, int failed)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int error;

	if (null >= 0)
		dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	unsetenv("SYSTEMD_COLORS");
	execvp(argv[0], argv);
	error = errno;
	if (write(failed, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

/* 0, or the error of finding the program: the pipe closes when it runs. */
static int start_journalctl(char **argv, struct journal *journal)
{
	int out[2], failed[2], error = 0;

	if (pipe2(out, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(failed, O_CLOEXEC) < 0) {
		close(out[0]);
		close(out[1]);
		return -ENOMEM;
	}
	journal->child = fork();
	if (journal->child == 0)
		run_child(argv, out[1], failed[1]);
	close(out[1]);
	close(failed[1]);
	journal->fd = out[0];
	if (journal->child < 0)
		error = ENOMEM;
	else if (read(failed[0], &error, sizeof(error)) != sizeof(error))
		error = 0;
	close(failed[0]);
	return -error;
}

int journal_open(const struct env *env, const struct strings *arguments,
		 struct journal **ret)
{
	_cleanup_(journal_closep) struct journal *journal = malloc(sizeof(*journal));
	char **argv = NULL;
	int r;

	if (!journal)
		return -ENOMEM;
	journal->child = -1;
	journal->fd = -1;
	journal->at_end = false;
	journal->start = journal->end = 0;
	r = make_arguments(env, arguments, &argv);
	if (r < 0)
		return r;
	r = start_journalctl(argv, journal);
	for (size_t i = 0; argv[i]; i++)
		free(argv[i]);
	free(argv);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(journal);
	return 0;
}

/* More bytes behind those that have not been used: 0, at the end with none, or an error.
 */
static int read_export(struct journal *journal)
{
	struct pollfd poller = { .fd = journal->fd, .events = POLLIN };
	ssize_t got;
	int r;

	if (journal->start == journal->end)
		journal->start = journal->end = 0;
	if (journal->end == BUFFER_SIZE) {
		memmove(journal->buffer, journal->buffer + journal->start,
			journal->end - journal->start);
		journal->end -= journal->start;
		journal->start = 0;
	}
	if (journal->end == BUFFER_SIZE)
		return -EBADMSG;
	do {
		r = poll(&poller, 1, SILENCE_MAX_MS);
	} while (r < 0 && errno == EINTR);
	if (r == 0)
		return -ETIMEDOUT;
	do {
		got = read(journal->fd, journal->buffer + journal->end,
			   BUFFER_SIZE - journal->end);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	journal->at_end = got == 0;
	journal->end += (size_t)got;
	return 0;
}

/* The next line without its newline: 1, 0 at the end, or an error. */
static int next_export_line(struct journal *journal, const char **ret, size_t *ret_length)
{
	for (size_t seen = 0;;) {
		const char *from = journal->buffer + journal->start;
		const size_t size = journal->end - journal->start;
		const char *newline = memchr(from + seen, '\n', size - seen);
		int r;

		if (newline) {
			*ret = from;
			*ret_length = (size_t)(newline - from);
			journal->start += *ret_length + 1;
			return 1;
		}
		seen = size;
		if (journal->at_end)
			return size ? -EBADMSG : 0;
		r = read_export(journal);
		if (r < 0)
			return r;
	}
}

/* Takes SIZE bytes, of which the first go into BUFFER. 0 or an error. */
static int take_bytes(struct journal *journal, uint64_t size, char *buffer, size_t room,
		      size_t *ret_length)
{
	size_t length = 0;

	while (size) {
		size_t part = journal->end - journal->start;
		int r;

		if (part == 0) {
			if (journal->at_end)
				return -EBADMSG;
			r = read_export(journal);
			if (r < 0)
				return r;
			continue;
		}
		if (part > size)
			part = (size_t)size;
		if (length < room) {
			const size_t fits = part < room - length ? part : room - length;

			memcpy(buffer + length, journal->buffer + journal->start, fits);
			length += fits;
		}
		journal->start += part;
		size -= part;
	}
	*ret_length = length;
	return 0;
}

/* What an entry needs of a field is a text or a number. */
static const struct journal_field {
	const char *name;
	size_t text_at, text_size;
	size_t number_at;
} journal_fields[] = {
#define TEXT(name, member)                                                               \
	{                                                                                \
		name, offsetof(struct journal_entry, member),                            \
			sizeof(((struct journal_entry *)NULL)->member), 0                \
	}
#define NUMBER(name, member)                                                             \
	{                                                                                \
		name, 0, 0, offsetof(struct journal_entry, member)                       \
	}
	TEXT("__CURSOR", cursor),
	TEXT("_BOOT_ID", boot),
	TEXT("_KERNEL_DEVICE", device),
	TEXT("SYSLOG_IDENTIFIER", identifier),
	NUMBER("__REALTIME_TIMESTAMP", wall),
	NUMBER("_SOURCE_MONOTONIC_TIMESTAMP", monotonic),
};

static void set_field(struct journal_entry *entry, const char *name, size_t name_length,
		      const char *value, size_t length)
{
	static const char message[] = "MESSAGE", priority[] = "PRIORITY";
	char text[JOURNAL_FIELD_MAX < 512 ? JOURNAL_FIELD_MAX : 512];

	if (name_length == strlen(message) && memcmp(name, message, name_length) == 0) {
		if (length > sizeof(entry->message))
			length = sizeof(entry->message);
		memcpy(entry->message, value, length);
		entry->message_length = length;
		return;
	}
	if (length >= sizeof(text))
		return;
	memcpy(text, value, length);
	text[length] = '\0';
	if (name_length == strlen(priority) && memcmp(name, priority, name_length) == 0)
		entry->priority = atoi(text);
	for (size_t i = 0; i < ARRAY_SIZE(journal_fields); i++) {
		const struct journal_field *field = &journal_fields[i];
		char *at = (char *)entry;

		if (strlen(field->name) != name_length ||
		    memcmp(field->name, name, name_length) != 0)
			continue;
		if (!field->text_size)
			*(int64_t *)(void *)(at + field->number_at) =
				strtoll(text, NULL, 10);
		else if (length < field->text_size)
			memcpy(at + field->text_at, text, length + 1);
	}
}

/* "NAME" alone on its line: the value's size in eight bytes, the value, a newline. */
static int take_binary(struct journal *journal, const char *line, size_t length,
		       struct journal_entry *entry)
{
	unsigned char bytes[8];
	char name[64], newline;
	uint64_t size = 0;
	size_t got;
	int r;

	if (length >= sizeof(name))
		return -EBADMSG;
	memcpy(name, line, length);
	r = take_bytes(journal, sizeof(bytes), (char *)bytes, sizeof(bytes), &got);
	for (size_t i = sizeof(bytes); i-- > 0 && r >= 0;)
		size = size << 8 | bytes[i];
	if (r >= 0 && length == strlen("MESSAGE") && memcmp(name, "MESSAGE", length) == 0)
		r = take_bytes(journal, size, entry->message, sizeof(entry->message),
			       &entry->message_length);
	else if (r >= 0)
		r = take_bytes(journal, size, NULL, 0, &got);
	if (r >= 0)
		r = take_bytes(journal, 1, &newline, 1, &got);
	return r;
}

/* How journalctl ended, once it has said all. */
static int reap(struct journal *journal)
{
	int status;

	while (waitpid(journal->child, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	journal->child = -1;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -EIO;
}

int journal_next(struct journal *journal, struct journal_entry *ret)
{
	const char *line, *equals;
	bool any = false;
	size_t length;
	int r;

	ret->cursor[0] = ret->boot[0] = ret->device[0] = ret->identifier[0] = '\0';
	ret->wall = ret->monotonic = -1;
	ret->priority = -1;
	ret->message_length = 0;
	if (journal->child < 0)
		return 0;
	while ((r = next_export_line(journal, &line, &length)) > 0) {
		if (length == 0) {
			if (any)
				return 1;
			continue;
		}
		any = true;
		equals = memchr(line, '=', length);
		if (equals)
			set_field(ret, line, (size_t)(equals - line), equals + 1,
				  length - (size_t)(equals - line) - 1);
		else
			r = take_binary(journal, line, length, ret);
		if (r < 0)
			return r;
	}
	if (r < 0)
		return r;
	r = reap(journal);
	return r < 0 ? r : any;
}

struct journal *journal_close(struct journal *journal)
{
	if (!journal)
		return NULL;
	if (journal->fd >= 0)
		close(journal->fd);
	if (journal->child > 0) {
		kill(journal->child, SIGKILL);
		waitpid(journal->child, NULL, 0);
	}
	free(journal);
	return NULL;
}
