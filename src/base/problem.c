/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/problem.h"

#include <stdarg.h>

#include "base/array.h"
#include "base/sanitize.h"

#define SOME 5 /* problems of a file: a binary one has hundreds */
/* Of a message: the text that it quotes may be a megabyte. */
#define LENGTH_MAX 400

void problem_add(struct problems *problems, const char *file, unsigned line,
		 const char *format, ...)
{
	_cleanup_free_ char *message = NULL, *copy = NULL;
	struct problem *problem;
	va_list args;
	int r;

	if (!problems)
		return;
	va_start(args, format);
	r = vasprintf(&message, format, args);
	va_end(args);
	if (r < 0) {
		/* Nobody says what it points to then. */
		message = NULL;
		return;
	}
	if (r > LENGTH_MAX)
		strcpy(message + LENGTH_MAX - 3, "...");
	copy = strdup(file);
	if (!copy)
		return;
	problem = array_append(problems->list, problems->n);
	if (!problem)
		return;
	/* It speaks of what is wrong, in the words of what is wrong; and it is one
	 * line. */
	sanitize(copy);
	sanitize(message);
	*problem = (struct problem){
		.file = TAKE_PTR(copy),
		.line = line,
		.message = TAKE_PTR(message),
	};
}

void problem_add_unreadable(struct problems *problems, const char *file, const char *why)
{
	problem_add(problems, file, 0, "cannot be read: %s", why);
}

static void print_problem(const struct problem *problem, FILE *stream)
{
	if (problem->line)
		fprintf(stream, "%s:%u: %s\n", problem->file, problem->line,
			problem->message);
	else
		fprintf(stream, "%s: %s\n", problem->file, problem->message);
}

void problems_print(const struct problems *problems, FILE *stream)
{
	for (size_t i = 0; i < problems->n; i++)
		print_problem(&problems->list[i], stream);
}

void problems_print_some(const struct problems *problems, FILE *stream)
{
	size_t n = 0;

	for (size_t i = 0; i < problems->n; i++) {
		const struct problem *problem = &problems->list[i];

		n = i && streq(problem->file, problem[-1].file) ? n + 1 : 0;
		if (n < SOME)
			print_problem(problem, stream);
		else if (n == SOME)
			fprintf(stream, "%s: and more, see nicquirk validate\n",
				problem->file);
	}
}

static void problem_clear(struct problem *problem)
{
	free(problem->file);
	free(problem->message);
	*problem = (struct problem){ 0 };
}

void problems_truncate(struct problems *problems, size_t n)
{
	while (problems && problems->n > n)
		problem_clear(&problems->list[--problems->n]);
}

void problems_clear(struct problems *problems)
{
	problems_truncate(problems, 0);
	free(problems->list);
	*problems = (struct problems){ 0 };
}
