/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times commands that are too short for a shell's clock: runs each in turn, ROUNDS times
 * over, so that whatever else the machine does meets all of them, in another order each
 * time, as one may leave work for the next. It prints for each a line of its times in
 * microseconds, from the start to the end of the process, or with --cpu those that it had
 * a processor, which others on the machine hardly change. A COMMAND may begin with
 * NAME=VALUE, for its environment alone.
 * usage: interleave [--cpu] ROUNDS COMMAND... [-- COMMAND...]...
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#define COMMANDS_MAX 32

extern char **environ;

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double processor_time(const struct rusage *usage)
{
	return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1e6 +
	       (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec);
}

/* Puts the numbers below N into another order; the same ones in each run of this program.
 */
static void shuffle(size_t *order, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = (size_t)random() % i, taken = order[j];

		order[j] = order[i - 1];
		order[i - 1] = taken;
	}
}

/* Takes out of the environment what the words from FIRST to END put there. */
static void forget(char **first, char **end)
{
	for (; first < end; first++) {
		char *name = strndup(*first, strcspn(*first, "="));

		if (!name || unsetenv(name) < 0)
			exit(2);
		free(name);
	}
}

static double run(char **command, const posix_spawn_file_actions_t *quiet, int by_cpu)
{
	char **words = command;
	struct rusage usage;
	double start;
	int status, r;
	pid_t pid;

	for (; strchr(*command, '='); command++)
		putenv(*command);
	start = now();
	r = posix_spawnp(&pid, command[0], quiet, NULL, command, environ);
	if (r != 0 || wait4(pid, &status, 0, &usage) < 0) {
		fprintf(stderr, "%s: %s\n", command[0], strerror(r ?: errno));
		exit(2);
	}
	forget(words, command);
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
		fprintf(stderr, "%s: status %#x\n", command[0], (unsigned)status);
		exit(2);
	}
	return by_cpu ? processor_time(&usage) : now() - start;
}

int main(int argc, char **argv)
{
	const int by_cpu = argc > 1 && strcmp(argv[1], "--cpu") == 0;
	posix_spawn_file_actions_t quiet;
	size_t rounds, n = 0, order[COMMANDS_MAX];
	char **commands[COMMANDS_MAX];
	double *times;

	argv += by_cpu;
	argc -= by_cpu;
	rounds = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
	if (rounds == 0) {
		fputs("usage: interleave [--cpu] ROUNDS COMMAND... [-- COMMAND...]...\n",
		      stderr);
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			argv[i] = NULL;
		else if (i == 2 || !argv[i - 1])
			commands[n++] = &argv[i];
		if (n == COMMANDS_MAX)
			break;
	}
	times = calloc(n * rounds, sizeof(*times));
	if (!times)
		return 2;
	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
	for (size_t i = 0; i < n; i++) {
		order[i] = i;
		run(commands[i], &quiet, by_cpu);
	}
	for (size_t round = 0; round < rounds; round++) {
		shuffle(order, n);
		for (size_t i = 0; i < n; i++)
			times[order[i] * rounds + round] =
				run(commands[order[i]], &quiet, by_cpu);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t round = 0; round < rounds; round++)
			printf("%.0f%c", times[i * rounds + round],
			       round + 1 < rounds ? ' ' : '\n');
	posix_spawn_file_actions_destroy(&quiet);
	free(times);
	return 0;
}
