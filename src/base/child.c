/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/clock.h"

/* How long a process that was killed may take to go: one that waits for a disk that does
 * not answer stays, and is left behind. */
#define REAP_MS 200

static void lower_limit(int resource, rlim_t soft, rlim_t hard)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit) < 0)
		return;
	if (limit.rlim_max > hard)
		limit.rlim_max = hard;
	if (limit.rlim_cur > soft)
		limit.rlim_cur = soft;
	setrlimit(resource, &limit);
}

/* The library at work may well end this process: soon, and with no word, core or handler
 * for it. */
static void prepare_to_die(const struct child_job *job)
{
	static const int signals[] = { SIGABRT, SIGALRM, SIGBUS,  SIGFPE,
				       SIGILL,	SIGPIPE, SIGSEGV, SIGXCPU };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		signal(signals[i], SIG_DFL);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO && null >= 0; fd++)
		dup2(null, fd);
	lower_limit(RLIMIT_CPU, job->cpu_seconds, job->cpu_seconds + 1);
	lower_limit(RLIMIT_DATA, job->memory, job->memory);
}

struct output {
	char *text;
	size_t n;
};

static void output_clear(struct output *output)
{
	free(output->text);
}

/* 1 where there is something to read or the end, 0 where the time is up. */
static int await_input(int fd, int64_t deadline)
{
	struct pollfd events = { .fd = fd, .events = POLLIN };
	int64_t left;
	int r;

	do {
		left = deadline - clock_ms();
		if (left <= 0)
			return 0;
		r = poll(&events, 1, left > INT32_MAX ? INT32_MAX : (int)left);
	} while (r == 0 || (r < 0 && errno == EINTR));
	return r < 0 ? -errno : 1;
}

static int read_output(int fd, const struct child_job *job, struct output *ret)
{
	size_t room = 0;
	ssize_t got;
	int r;

	do {
		if (ret->n == room) {
			char *grown = realloc(ret->text, room + 16384 + 1);

			if (!grown)
				return -ENOMEM;
			ret->text = grown;
			room += 16384;
		}
		r = await_input(fd, job->deadline);
		if (r <= 0)
			return r < 0 ? r : -ETIME;
		got = read(fd, ret->text + ret->n, room - ret->n);
		if (got < 0 && errno != EINTR)
			return -errno;
		ret->n += got > 0 ? (size_t)got : 0;
	} while (got != 0 && ret->n <= job->output);
	ret->text[ret->n] = '\0';
	return got ? -EBADMSG : 0;
}

/* Waits for the end of what it writes, which comes with its own. */
static bool has_ended(int fd)
{
	int64_t deadline = clock_ms() + REAP_MS;
	char rest[4096];
	ssize_t got;

	do {
		if (await_input(fd, deadline) <= 0)
			return false;
		got = read(fd, rest, sizeof(rest));
	} while (got > 0 || (got < 0 && errno == EINTR));
	return got == 0;
}

/* 0, or the error that its end stands for. */
static int reap_child(pid_t pid, int fd, int error)
{
	int status, r;

	if (error < 0) {
		kill(pid, SIGKILL);
		if (!has_ended(fd))
			return error;
	}
	do
		r = waitpid(pid, &status, 0);
	while (r < 0 && errno == EINTR);
	if (error < 0 || r < 0)
		return error;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGXCPU ? -ETIME : -EBADMSG;
	return WEXITSTATUS(status) ? -EBADMSG : 0;
}

int child_collect(const struct child_job *job, char **ret, size_t *ret_size)
{
	_cleanup_(output_clear) struct output output = { 0 };
	_cleanup_close_ int from = -1, to = -1;
	int ends[2], r;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -ENOMEM;
	from = ends[0];
	to = ends[1];
	pid = fork();
	if (pid < 0)
		return -ENOMEM;
	if (pid == 0) {
		/* Who writes to nobody is to die of it: it must not be a reader itself.
		 */
		close(from);
		prepare_to_die(job);
		/* Nothing of the parent's is to be written or taken down twice. */
		_exit(job->run(job->user, to) < 0);
	}
	close(to);
	to = -1;
	r = reap_child(pid, from, read_output(from, job, &output));
	if (r < 0)
		return r;
	*ret_size = output.n;
	*ret = TAKE_PTR(output.text);
	return 0;
}

/* 0 where it has ended, -ETIME where the time is up, or another error where that cannot
 * be waited for. */
static int await_end(pid_t pid, int64_t deadline)
{
	_cleanup_close_ int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	int r;

	if (fd < 0)
		return -errno;
	r = await_input(fd, deadline);
	return r == 0 ? -ETIME : r < 0 ? r : 0;
}

int child_supervise(int (*run)(void *user), void *user, unsigned seconds)
{
	const int64_t deadline = clock_ms() + (int64_t)seconds * 1000;
	int status, r;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		return -ENOMEM;
	if (pid == 0)
		exit(run(user));
	r = await_end(pid, deadline);
	if (r == -ETIME)
		return r;
	/* A kernel that has no such descriptors gives no limit either. */
	do
		r = waitpid(pid, &status, 0);
	while (r < 0 && errno == EINTR);
	return r < 0 || !WIFEXITED(status) ? -ECHILD : WEXITSTATUS(status);
}
