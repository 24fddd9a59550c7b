/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/module-info.h"

#include <fcntl.h>
#include <libkmod.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define TIME_LIMIT 10 /* seconds: a disk may be slow, and udev waits for us */

/* Several times what the largest module takes uncompressed. Sanitizers take terabytes. */
#ifndef MEMORY_LIMIT
#define MEMORY_LIMIT (512UL << 20)
#endif

/* Far more than any module has to say. */
#define ANSWER_MAX (4UL << 20)

struct answer {
	char *text;
	size_t n;
};

static void answer_clear(struct answer *answer)
{
	free(answer->text);
}

/* libkmod may well end this process: soon, and with no word, core or handler for it. */
static void prepare_to_die(void)
{
	static const int signals[] = {
		SIGABRT, SIGALRM, SIGBUS, SIGFPE, SIGILL, SIGSEGV
	};
	struct rlimit memory;
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		signal(signals[i], SIG_DFL);
	if (null >= 0)
		dup2(null, STDERR_FILENO);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (getrlimit(RLIMIT_DATA, &memory) == 0 && memory.rlim_cur > MEMORY_LIMIT) {
		memory.rlim_cur = MEMORY_LIMIT;
		setrlimit(RLIMIT_DATA, &memory);
	}
	alarm(TIME_LIMIT);
}

/* The number of fields, then each key and each value: strings with their ends. */
static void write_answer(const struct kmod_module *module, FILE *stream)
{
	struct kmod_list *info = NULL, *item;
	int n = kmod_module_get_info(module, &info);

	if (n >= 0)
		fprintf(stream, "%d%c", n, '\0');
	kmod_list_foreach(item, info)
	{
		fprintf(stream, "%s%c%s%c", kmod_module_info_get_key(item), '\0',
			kmod_module_info_get_value(item), '\0');
	}
}

static _Noreturn void give_answer(const struct kmod_module *module, int fd)
{
	FILE *stream;

	prepare_to_die();
	stream = fdopen(fd, "w");
	if (stream) {
		write_answer(module, stream);
		fflush(stream);
	}
	/* Nothing of the parent's is to be written or taken down twice. */
	_exit(0);
}

static int read_answer(int fd, struct answer *ret)
{
	size_t room = 0;
	ssize_t got;

	do {
		if (ret->n == room) {
			char *grown = realloc(ret->text, room += 16384);

			if (!grown)
				return -ENOMEM;
			ret->text = grown;
		}
		got = read(fd, ret->text + ret->n, room - ret->n);
		if (got < 0 && errno != EINTR)
			return -errno;
		ret->n += got > 0 ? (size_t)got : 0;
	} while (got != 0 && ret->n <= ANSWER_MAX);
	return got ? -EBADMSG : 0;
}

/* What a process of its own says; nothing, or half of it, where it died over it. */
static int ask_child(const struct kmod_module *module, struct answer *ret)
{
	int ends[2], r;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -ENOMEM;
	pid = fork();
	if (pid == 0)
		give_answer(module, ends[1]);
	close(ends[1]);
	r = pid < 0 ? -ENOMEM : read_answer(ends[0], ret);
	/* Who is still writing dies of it. */
	close(ends[0]);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	return r;
}

static size_t count_strings(const struct answer *answer)
{
	size_t n = 0;

	for (size_t i = 0; i < answer->n; i++)
		n += answer->text[i] == '\0';
	return n;
}

static const char *next_string(const char **cursor)
{
	const char *string = *cursor;

	*cursor += strlen(string) + 1;
	return string;
}

int module_info_read(const struct kmod_module *module, module_info_taker *take,
		     void *user)
{
	_cleanup_(answer_clear) struct answer answer = { 0 };
	const char *cursor;
	size_t fields;
	int r;

	r = ask_child(module, &answer);
	if (r < 0)
		return r;
	if (answer.n == 0 || answer.text[answer.n - 1] != '\0')
		return -EBADMSG;
	cursor = answer.text;
	fields = strtoul(next_string(&cursor), NULL, 10);
	if (fields > answer.n || count_strings(&answer) != 1 + 2 * fields)
		return -EBADMSG;
	/* libkmod 34 reads a damaged file as one without fields. The kernel takes no
	 * module without vermagic. */
	if (fields == 0)
		return -EBADMSG;
	for (size_t i = 0; i < fields && r >= 0; i++) {
		const char *key = next_string(&cursor), *value = next_string(&cursor);

		r = take(user, key, value);
	}
	return r;
}
