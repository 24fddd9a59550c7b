/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a program again and again, and each time the next thing of one kind fails, until
 * it runs through without having got so far. Prints how many there were, and what went
 * wrong. usage: each-point [-s] [-n EVERY] [-f FIRST] [-a REGEX] [-l LINES] [-c SCRIPT]
 * KIND ERRNO LIBRARY COMMAND...
 *
 * Each time it must end by itself, within seconds, with status 0 (or say what REGEX
 * matches; of the kind "killed": by SIGKILL), and print nothing but whole lines that it
 * prints when nothing fails, or LINES, or a verdict. The script is then run by the shell,
 * with MODULES set to how many modules were inserted and OUTPUT to what was printed: what
 * it prints is wrong. It has to put things back for the next run. With -s it is run also
 * where the status was excused.
 */
#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/macro.h"
#include "fault.h"

#define TIME_LIMIT                                                                       \
	25 /* seconds: the programs that are supervised end by themselves after 20 */
#define MAX_TEXT 65536
#define MAX_TOLD 10

static const char *const kinds[FAULT_KIND_MAX] = {
	[FAULT_CALL] = "call",		[FAULT_SHORT] = "short",
	[FAULT_RUBBISH] = "rubbish",	[FAULT_ALLOC] = "allocation",
	[FAULT_ALLOCS] = "allocations", [FAULT_ANSWER] = "answer",
	[FAULT_IGNORED] = "ignored",	[FAULT_KILLED] = "killed",
};

static const struct {
	const char *name;
	int error;
} errors[] = {
	{ "EIO", EIO },		{ "ENOMEM", ENOMEM }, { "ENOENT", ENOENT },
	{ "ENODEV", ENODEV },	{ "EBUSY", EBUSY },   { "EACCES", EACCES },
	{ "ENOSPC", ENOSPC },	{ "EINTR", EINTR },   { "EOPNOTSUPP", EOPNOTSUPP },
	{ "ENOEXEC", ENOEXEC }, { "-", EIO },
};

struct run {
	char *const *command;
	const char *preload;
	const char *script;
	const char *allowed; /* REGEX: what on standard error excuses a non-zero status */
	bool asks_always;    /* the script */
	const char
		*lines; /* what it may print besides what it prints when nothing fails */
	char usual[MAX_TEXT];
	struct fault *fault;
	int fd; /* of that page */
	char output[MAX_TEXT];
	char errors[MAX_TEXT];
	int status;
};

static void die(const char *what)
{
	fprintf(stderr, "each-point: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void start_program(const struct run *run, int output, int errors_fd)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", run->fd);
	setenv(FAULT_FD, number, 1);
	setenv("LD_PRELOAD", run->preload, 1);
	dup2(output, STDOUT_FILENO);
	dup2(errors_fd, STDERR_FILENO);
	alarm(TIME_LIMIT);
	execv(run->command[0], run->command);
	_exit(126);
}

static void read_text(int fd, char text[static MAX_TEXT])
{
	ssize_t length = pread(fd, text, MAX_TEXT - 1, 0);

	if (length < 0)
		die("reading what the program said");
	text[length] = '\0';
}

/* The outputs are files: a program that prints much is not held up. */
static void run_once(struct run *run)
{
	int output = memfd_create("output", MFD_CLOEXEC);
	int errors_fd = memfd_create("errors", MFD_CLOEXEC);
	pid_t pid = fork();

	if (output < 0 || errors_fd < 0 || pid < 0)
		die("fork");
	if (pid == 0)
		start_program(run, output, errors_fd);
	if (waitpid(pid, &run->status, 0) < 0)
		die("waitpid");
	read_text(output, run->output);
	read_text(errors_fd, run->errors);
	close(output);
	close(errors_fd);
}

static bool is_line_of(const char *line, size_t length, const char *text)
{
	for (const char *end; (end = strchr(text, '\n')); text = end + 1)
		if ((size_t)(end - text) == length && !strncmp(line, text, length))
			return true;
	return false;
}

/* What the shell says to it, or NULL where it says nothing. */
static const char *ask_script(const struct run *run)
{
	static char said[4096];
	char modules[16];
	size_t length;
	FILE *pipe;

	if (!run->script)
		return NULL;
	snprintf(modules, sizeof(modules), "%u", run->fault->modules);
	setenv("MODULES", modules, 1);
	setenv("OUTPUT", run->output, 1);
	pipe = popen(run->script, "re");
	if (!pipe)
		die("popen");
	length = fread(said, 1, sizeof(said) - 1, pipe);
	said[length] = '\0';
	if (pclose(pipe) != 0)
		return "the script failed";
	return length ? said : NULL;
}

static const char *judge_output(const struct run *run)
{
	const char *line = run->output, *end;

	for (; (end = strchr(line, '\n')); line = end + 1)
		if (!is_line_of(line, (size_t)(end - line), run->usual) &&
		    !is_line_of(line, (size_t)(end - line), run->lines) &&
		    strncmp(line, "NICQUIRK_STATE=", 15) != 0)
			return "a line that it does not print else";
	return *line ? "half a line" : NULL;
}

static bool is_excused(const struct run *run)
{
	regex_t regex;
	bool matches;

	if (!run->allowed)
		return false;
	if (regcomp(&regex, run->allowed, REG_EXTENDED | REG_NOSUB) != 0)
		die(run->allowed);
	matches = regexec(&regex, run->errors, 0, NULL, 0) == 0;
	regfree(&regex);
	return matches;
}

/* What is wrong with that run, or NULL. */
static const char *judge(const struct run *run)
{
	if (run->fault->kind == FAULT_KILLED && run->fault->hit)
		return WIFSIGNALED(run->status) && WTERMSIG(run->status) == SIGKILL
			       ? judge_output(run) ?: ask_script(run)
			       : "is not killed";
	if (run->status != 0 && is_excused(run))
		return run->asks_always ? ask_script(run) : NULL;
	if (WIFSIGNALED(run->status))
		return WTERMSIG(run->status) == SIGALRM ? "does not end" : "crashes";
	if (run->status != 0)
		return "exit status";
	if (strstr(run->errors, "Sanitizer") || strstr(run->errors, "runtime error:"))
		return "a sanitizer's finding";
	return judge_output(run) ?: ask_script(run);
}

static void tell(const struct run *run, const char *wrong)
{
	printf("%s %u (system call %ld): %s (wait status 0x%x)\nit printed:\n%s\nit said:\n%.2000s\n",
	       kinds[run->fault->kind], run->fault->at, run->fault->call, wrong,
	       (unsigned)run->status, run->output, run->errors);
}

/* How many points there were. */
static unsigned try_all(struct run *run, unsigned first, unsigned every,
			unsigned *ret_excused, unsigned *ret_bad)
{
	unsigned n = 0, bad = 0;

	*ret_excused = 0;
	for (unsigned at = first;; at += every) {
		const char *wrong;

		run->fault->at = at;
		run->fault->hit = false;
		run->fault->call = -1;
		run->fault->count = run->fault->modules = 0;
		run_once(run);
		wrong = judge(run);
		if (wrong && bad++ < MAX_TOLD)
			tell(run, wrong);
		*ret_excused +=
			!wrong && run->status != 0 && run->fault->kind != FAULT_KILLED;
		if (!run->fault->hit)
			break;
		n++;
	}
	*ret_bad = bad;
	return n;
}

static enum fault_kind parse_kind(const char *text)
{
	for (enum fault_kind kind = FAULT_NONE + 1; kind < FAULT_KIND_MAX; kind++)
		if (streq(text, kinds[kind]))
			return kind;
	return FAULT_NONE;
}

static int parse_error(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (streq(text, errors[i].name))
			return errors[i].error;
	return 0;
}

int main(int argc, char **argv)
{
	static struct run run = { .lines = "" };
	unsigned every = 1, first = 1, n, excused, bad;
	const char *wrong;

	for (int option; (option = getopt(argc, argv, "+sn:f:c:a:l:")) != -1;) {
		if (option == 's')
			run.asks_always = true;
		else if (option == 'n')
			every = (unsigned)atoi(optarg);
		else if (option == 'f')
			first = (unsigned)atoi(optarg);
		else if (option == 'a')
			run.allowed = optarg;
		else if (option == 'l')
			run.lines = optarg;
		else if (option == 'c')
			run.script = optarg;
		else
			return 2;
	}
	argv += optind;
	if (argc - optind < 4 || !every || !first) {
		fputs("Usage: each-point [-s] [-n EVERY] [-f FIRST] [-a REGEX] [-l LINES] "
		      "[-c SCRIPT] KIND ERRNO LIBRARY COMMAND...\n",
		      stderr);
		return 2;
	}
	run.fd = memfd_create("fault", 0);
	if (run.fd < 0 || ftruncate(run.fd, sizeof(*run.fault)) < 0)
		die("memfd_create");
	run.fault = mmap(NULL, sizeof(*run.fault), PROT_READ | PROT_WRITE, MAP_SHARED,
			 run.fd, 0);
	if (run.fault == MAP_FAILED)
		die("mmap");
	run.fault->kind = parse_kind(argv[0]);
	run.fault->error = parse_error(argv[1]);
	if (!run.fault->kind || !run.fault->error) {
		fprintf(stderr, "each-point: no such fault: %s %s\n", argv[0], argv[1]);
		return 2;
	}
	run.preload = argv[2];
	run.command = argv + 3;

	run_once(&run);
	strcpy(run.usual, run.output);
	if (run.status != 0 || !run.fault->count) {
		tell(&run, "already without a fault");
		return 2;
	}
	wrong = ask_script(&run);
	if (wrong) {
		tell(&run, wrong);
		return 2;
	}
	n = try_all(&run, first, every, &excused, &bad);
	printf("%u points\n%u excused\n", n, excused);
	return bad ? 1 : 0;
}
