/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "diagnose/diagnosis-evaluate.h"
#include "host/json.h"

static int read_log(const struct options *options, const char *file,
		    struct diagnosis **ret)
{
	_cleanup_(log_reader_closep) struct log_reader *reader = NULL;
	_cleanup_(needles_freep) struct needles *needles = NULL;
	const char *name = !file	      ? "the kernel log"
			   : streq(file, "-") ? "standard input"
					      : file;
	int r;

	r = symptom_needles(false, &needles);
	if (r >= 0)
		r = log_reader_open(&options->env, file, needles, &reader);
	if (r >= 0)
		r = diagnosis_read(reader, needles, ret);
	if (r < 0)
		log_stderr("%s: %s", name, log_reader_error(r));
	return r;
}

int cmd_diagnose(const struct options *options, int argc, char **argv)
{
	_cleanup_(context_clear) struct context context = { 0 };
	_cleanup_(diagnosis_freep) struct diagnosis *diagnosis = NULL;
	_cleanup_(conclusions_clear) struct conclusions conclusions = { 0 };
	_cleanup_(json_putp) struct json_object *json = NULL;
	const char *file = argc ? argv[0] : NULL;
	int r;

	/* This host's log says nothing of another host. */
	if (!file && options->facts_file) {
		log_stderr(
			"diagnose with --facts takes that host's log: a file, or - for "
			"standard input");
		return EXIT_UNUSABLE;
	}
	if (file && streq(file, "-") && options->facts_file &&
	    streq(options->facts_file, "-")) {
		log_stderr("facts and log cannot both be standard input");
		return EXIT_UNUSABLE;
	}
	/* The log first: it may come from a pipe that somebody waits at. */
	if (read_log(options, file, &diagnosis) < 0 ||
	    context_load(options, SCAN_ALL, &context) < 0)
		return EXIT_UNUSABLE;
	r = diagnosis_evaluate(diagnosis, context.db, context.plan, &conclusions);
	if (r >= 0 && options->json)
		r = conclusions_to_json(&conclusions, &json);
	if (r < 0) {
		log_stderr("%s", strerror(-r));
		return EXIT_UNUSABLE;
	}
	if (options->json)
		json_print(json);
	else
		conclusions_print(&conclusions, terminal_output());
	return conclusions_gravity(&conclusions) == GRAVITY_CRITICAL ? EXIT_NOT_IN_PLACE
								     : EXIT_IN_PLACE;
}
