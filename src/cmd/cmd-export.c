/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "export/export.h"

static const struct export_format *find_format(int argc, char **argv)
{
	const struct export_format *format = argc ? export_format_find(argv[0]) : NULL;

	if (format)
		return format;
	if (argc)
		log_stderr("there is no format '%s'; there are:", argv[0]);
	else
		log_stderr("export needs a format:");
	for (format = export_formats; format->name; format++)
		fprintf(terminal_errors(), "  %-10s%s\n", format->name, format->help);
	return NULL;
}

/* What the files leave out: who reads them must know of it. */
static void print_rest(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_cards; i++)
		for (size_t j = 0; j < plan->cards[i].n_quirks; j++) {
			const struct plan_quirk *entry = &plan->cards[i].quirks[j];

			if (entry->verdict == VERDICT_ADVICE)
				print("# Not exported, advice only (evidence %s): %s %s: %s\n",
				      evidence_name(entry->quirk->evidence),
				      plan->cards[i].nic->slot, entry->quirk->id,
				      entry->quirk->title);
		}
}

static int make_text(const struct options *options, const struct plan *plan,
		     const struct export_format *format, const char **ret_bad, char **ret)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	int r;

	if (!stream)
		return -ENOMEM;
	r = export_plan(plan, options->facts_file ? NULL : &options->env, format, stream,
			ret_bad);
	if (r < 0) {
		fclose(stream);
		free(text);
		return r;
	}
	return memstream_close(stream, &text, ret);
}

int cmd_export(const struct options *options, int argc, char **argv)
{
	const struct export_format *format = find_format(argc, argv);
	_cleanup_(context_clear) struct context context = { 0 };
	_cleanup_free_ char *text = NULL;
	const char *bad = NULL;
	int r;

	if (!format)
		return EXIT_UNUSABLE;
	if (options->json) {
		log_stderr("export prints configuration, not JSON");
		return EXIT_UNUSABLE;
	}
	if (options->kernel && options->facts_file) {
		log_stderr("--kernel looks at the disk, which a facts file has not");
		return EXIT_UNUSABLE;
	}
	if (context_load(options, SCAN_ALL, &context) < 0)
		return EXIT_UNUSABLE;
	r = make_text(options, context.plan, format, &bad, &text);
	if (r < 0) {
		if (bad)
			log_stderr("'%s' cannot be written into a configuration file",
				   bad);
		else
			log_stderr("%s", strerror(-r));
		return EXIT_UNUSABLE;
	}
	if (!*text)
		print("# Nothing for %s: no quirk of this host's cards asks for it.\n",
		      format->name);
	fputs(text, terminal_output());
	print_rest(context.plan);
	return EXIT_IN_PLACE;
}
