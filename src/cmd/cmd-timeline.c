/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "cmd/timeline-print.h"
#include "host/json.h"

static int read_timeline(const struct options *options, const char *file,
			 struct timeline *ret)
{
	_cleanup_(log_reader_closep) struct log_reader *reader = NULL;
	_cleanup_(needles_freep) struct needles *needles = NULL;
	int r;

	r = timeline_needles(&needles);
	if (r >= 0)
		r = log_reader_open(&options->env, file, needles, &reader);
	if (r >= 0)
		r = timeline_read(reader, needles, ret);
	if (r < 0)
		log_stderr("%s: %s",
			   !file	      ? "the kernel log"
			   : streq(file, "-") ? "standard input"
					      : file,
			   log_reader_error(r));
	return r;
}

int cmd_timeline(const struct options *options, int argc, char **argv)
{
	_cleanup_(context_clear) struct context context = { 0 };
	_cleanup_free_ struct timeline *timeline = calloc(1, sizeof(*timeline));
	_cleanup_(json_putp) struct json_object *json = NULL;
	const char *file = argc ? argv[0] : NULL;
	bool bad = false;

	if (!file && options->facts_file) {
		log_stderr("with --facts a log is needed: that host's");
		return EXIT_UNUSABLE;
	}
	if (options->json && options->svg) {
		log_stderr("either --json or --svg");
		return EXIT_UNUSABLE;
	}
	if (!timeline || read_timeline(options, file, timeline) < 0)
		return EXIT_UNUSABLE;
	/* A log of somewhere else says nothing of the cards here. */
	if ((!file || options->facts_file) &&
	    context_load(options, SCAN_LINKS, &context) < 0)
		return EXIT_UNUSABLE;
	if (options->svg) {
		bad = timeline_print_svg(timeline, context.plan);
	} else if (!options->json) {
		bad = timeline_print(timeline, context.plan);
	} else {
		if (timeline_to_json(timeline, context.plan, &json, &bad) < 0)
			return EXIT_UNUSABLE;
		json_print(json);
	}
	return bad ? EXIT_NOT_IN_PLACE : EXIT_IN_PLACE;
}
