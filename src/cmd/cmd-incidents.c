/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "cmd/incidents-print.h"
#include "diagnose/diagnosis.h"
#include "diagnose/import-text.h"
#include "host/facts-json.h"
#include "host/json.h"

/* What some quirk of the card waits for. */
static bool is_wanted_kind(const struct nic *nic _unused_, const char *kind,
			   void *user _unused_)
{
	return streq(kind, "tx-hang") || streq(kind, "link-lost");
}

static int read_log_text(const struct options *options, const char *file,
			 struct log_import *import)
{
	_cleanup_(log_reader_closep) struct log_reader *reader = NULL;
	_cleanup_(needles_freep) struct needles *needles = NULL;
	const char *name = streq(file, "-") ? "standard input" : file;
	int r;

	r = diagnosis_needles(&needles);
	if (r >= 0)
		r = log_reader_open(&options->env, file, needles, &reader);
	if (r >= 0)
		r = import_text(reader, import);
	if (r < 0)
		log_stderr("%s: %s", name,
			   r == -EBADMSG ? "not text; unpack it and pipe it in"
					 : strerror(-r));
	return r;
}

/* A text carries no proof of the host that it comes from: 1 yes, 0 no, or -EINVAL. */
static int ask_person(const struct options *options, const char *file)
{
	char answer[16];

	if (options->yes)
		return 1;
	if (streq(file, "-") || !isatty(STDIN_FILENO)) {
		log_stderr("was this logged on this host? Answer with --yes");
		return -EINVAL;
	}
	fputs("Was this logged on this host? [y/N] ", terminal_errors());
	fflush(terminal_errors());
	return fgets(answer, sizeof(answer), stdin) && strchr("yY", *answer) ? 1 : 0;
}

static int import_file(const struct options *options, const char *file,
		       struct context *context)
{
	_cleanup_(log_import_freep) struct log_import *import = NULL;
	FILE *stream = options->facts_file || options->json ? terminal_errors()
							    : terminal_output();
	size_t n_new, n_changed;
	int r;

	r = log_import_new(context->facts, true, is_wanted_kind, context->db, &import);
	if (r >= 0)
		r = read_log_text(options, file, import);
	if (r < 0)
		return EXIT_UNUSABLE;
	imported_print(log_import_result(import), stream);
	if (log_import_result(import)->n) {
		r = ask_person(options, file);
		if (r <= 0)
			return r < 0 ? EXIT_UNUSABLE : EXIT_NOT_IN_PLACE;
	}
	if (log_import_merge(import, &n_new, &n_changed) < 0) {
		log_stderr("%s", strerror(ENOMEM));
		return EXIT_UNUSABLE;
	}
	return EXIT_IN_PLACE;
}

static int show(const struct options *options, const struct context *context)
{
	_cleanup_(json_putp) struct json_object *json = NULL;
	int r = 0;

	if (options->facts_file && options->import)
		r = facts_to_json(context->facts, &json);
	else if (options->json)
		r = incidents_to_json(context->facts, &json);
	if (r < 0) {
		log_stderr("%s", strerror(-r));
		return EXIT_UNUSABLE;
	}
	if (json)
		json_print(json);
	else
		incidents_print(context->facts, terminal_output());
	return EXIT_IN_PLACE;
}

static const char *find_misuse(const struct options *options, const char *file)
{
	if (file && !options->import)
		return "a FILE needs --import";
	if (options->import && options->forget)
		return "either --import or --forget";
	if (options->facts_file && options->forget)
		return "--forget is for this host alone";
	if (options->facts_file && options->import && !file)
		return "with --facts, --import needs a FILE";
	if (options->facts_file && file && streq(file, "-") &&
	    streq(options->facts_file, "-"))
		return "facts and log cannot both be standard input";
	return NULL;
}

int cmd_incidents(const struct options *options, int argc, char **argv)
{
	_cleanup_(context_clear) struct context context = { 0 };
	const char *file = argc ? argv[0] : NULL;
	const char *misuse = find_misuse(options, file);
	int status;

	if (misuse) {
		log_stderr("%s", misuse);
		return EXIT_UNUSABLE;
	}
	if (context_load(options, SCAN_ALL, &context) < 0)
		return EXIT_UNUSABLE;
	if (file) {
		status = import_file(options, file, &context);
		if (status != EXIT_IN_PLACE)
			return status;
	}
	return show(options, &context);
}
