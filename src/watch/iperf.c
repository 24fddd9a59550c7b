/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/iperf.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "host/json.h"

#define ARGUMENTS_MAX 24

struct arguments {
	const char *list[ARGUMENTS_MAX];
	size_t n;
	char streams[12], bytes[24], seconds[12];
};

static void add_argument(struct arguments *arguments, const char *argument)
{
	/* One stays NULL. */
	if (arguments->n + 1 < ARGUMENTS_MAX)
		arguments->list[arguments->n++] = argument;
}

static void build_arguments(const struct iperf_test *test, struct arguments *ret)
{
	snprintf(ret->streams, sizeof(ret->streams), "%u", test->streams ?: 1);
	snprintf(ret->bytes, sizeof(ret->bytes), "%llu", (unsigned long long)test->bytes);
	snprintf(ret->seconds, sizeof(ret->seconds), "%u", test->seconds);
	add_argument(ret, "iperf3");
	add_argument(ret, "--json");
	add_argument(ret, test->ipv6 ? "-6" : "-4");
	/* A server that does not answer must not hold us for two minutes. */
	add_argument(ret, "--connect-timeout");
	add_argument(ret, "5000");
	add_argument(ret, "-P");
	add_argument(ret, ret->streams);
	if (test->bytes) {
		add_argument(ret, "-n");
		add_argument(ret, ret->bytes);
	} else {
		add_argument(ret, "-t");
		add_argument(ret, ret->seconds);
	}
	if (test->port) {
		add_argument(ret, "-p");
		add_argument(ret, test->port);
	}
	if (test->receive)
		add_argument(ret, "-R");
	if (test->both)
		add_argument(ret, "--bidir");
	if (test->udp) {
		/* 64 bytes are the least that a counter of iperf3 fits into with room. */
		add_argument(ret, "-u");
		add_argument(ret, "-b");
		add_argument(ret, "0");
		add_argument(ret, "-l");
		add_argument(ret, "64");
	}
	add_argument(ret, "-c");
	add_argument(ret, test->host);
}

static _Noreturn void run_iperf(const struct iperf_test *test, int output)
{
	struct arguments arguments = { 0 };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigset_t none;

	build_arguments(test, &arguments);
	if (test->network) {
		int fd = open(test->network, O_RDONLY | O_CLOEXEC);

		if (fd < 0 || setns(fd, CLONE_NEWNET) < 0)
			_exit(126);
	}
	/* Without us nobody would end it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(null, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	execvp(arguments.list[0], (char **)(uintptr_t)arguments.list);
	_exit(127);
}

int iperf_start(const struct iperf_test *test, pid_t *ret_pid, int *ret_fd)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid == 0)
		run_iperf(test, ends[1]);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return -EAGAIN;
	}
	*ret_pid = pid;
	*ret_fd = ends[0];
	return 0;
}

int iperf_find(void)
{
	const char *path = getenv("PATH") ?: "/usr/sbin:/usr/bin:/sbin:/bin";

	while (*path) {
		size_t length = strcspn(path, ":");
		char file[4096];

		snprintf(file, sizeof(file), "%.*s/iperf3", (int)length, path);
		if (access(file, X_OK) == 0)
			return 0;
		path += length;
		path += *path == ':';
	}
	return -ENOENT;
}

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *found = NULL;

	if (object && json_object_object_get_ex(object, key, &found))
		return found;
	return NULL;
}

static uint64_t get_bytes(struct json_object *end, const char *key)
{
	int64_t bytes = json_object_get_int64(member(member(end, key), "bytes"));

	return bytes > 0 ? (uint64_t)bytes : 0;
}

static void take_sums(struct json_object *end, const struct iperf_test *test,
		      struct iperf_result *result)
{
	struct json_object *sent = member(end, "sum_sent");
	struct json_object *lost = member(member(end, "sum"), "lost_percent");
	const char *key = NULL;

	result->seconds =
		json_object_get_double(member(sent ?: member(end, "sum"), "seconds"));
	if (member(sent, "retransmits"))
		result->retransmits = json_object_get_int64(member(sent, "retransmits"));
	if (lost)
		result->lost_percent = json_object_get_double(lost);
	if (test->both || !test->receive)
		key = test->udp && !sent ? "sum" : "sum_sent";
	if (key)
		result->sent = get_bytes(end, key);
	if (test->both)
		key = "sum_received_bidir_reverse";
	else if (test->receive)
		key = "sum_received";
	if (test->both || test->receive)
		result->received = get_bytes(end, key);
	result->complete = member(member(end, key), "bytes");
}

int iperf_parse(const char *text, const struct iperf_test *test, struct iperf_result *ret)
{
	_cleanup_(json_putp) struct json_object *object = json_tokener_parse(text);
	struct json_object *error = member(object, "error");

	*ret = (struct iperf_result){ .retransmits = -1, .lost_percent = -1 };
	if (!object || !json_object_is_type(object, json_type_object))
		return -EBADMSG;
	if (error)
		snprintf(ret->error, sizeof(ret->error), "%s",
			 json_object_get_string(error));
	take_sums(member(object, "end"), test, ret);
	return 0;
}
