/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <sys/stat.h>

#include "base/atomic-file.h"
#include "base/log.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "cmd/visible.h"
#include "fleet/metrics.h"
#include "fleet/tx-timeout.h"

static int read_timeouts(const struct env *env, const struct nic *nic,
			 struct metrics *metrics)
{
	for (size_t i = 0; i < nic->n_ifaces; i++) {
		const struct iface *iface = &nic->ifaces[i];
		struct metrics_timeouts *timeouts;
		uint64_t count;
		int r;

		r = tx_timeouts_read(env, iface->name, &count);
		if (r == -ENOENT)
			continue;
		if (r < 0)
			return r;
		timeouts = array_append(metrics->timeouts, metrics->n_timeouts);
		if (!timeouts)
			return -ENOMEM;
		*timeouts = (struct metrics_timeouts){
			.nic = nic,
			.iface = iface,
			.count = count,
		};
	}
	return 0;
}

static int print_metrics(const struct options *options, const struct context *context,
			 char **ret)
{
	struct metrics metrics = {
		.db = context->db,
		.plan = context->plan,
		.env = options->facts_file ? NULL : &options->env,
		.sees_devices = visible_devices(options),
		.sees_database = context->db->n > 0,
	};
	char *text = NULL;
	FILE *stream;
	size_t size;
	int r = 0;

	/* Of the host of a facts file nobody knows them: this host's would be wrong. */
	for (size_t i = 0; !options->facts_file && i < context->facts->n_nics && r >= 0;
	     i++)
		r = read_timeouts(&options->env, &context->facts->nics[i], &metrics);
	stream = r < 0 ? NULL : open_memstream(&text, &size);
	if (stream)
		metrics_print(&metrics, stream);
	free(metrics.timeouts);
	return stream ? memstream_close(stream, &text, ret) : -ENOMEM;
}

static int write_output(const char *path, const char *text)
{
	struct stat st;
	int r;

	/* The file is replaced, which is not what is wanted of /dev/null. */
	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		log_stderr("%s: not a regular file", path);
		return -EINVAL;
	}
	r = atomic_file_write(path, text);
	if (r < 0)
		log_stderr("cannot write %s: %s", path, strerror(-r));
	return r;
}

int cmd_metrics(const struct options *options, int argc _unused_, char **argv _unused_)
{
	_cleanup_(context_clear) struct context context = { 0 };
	_cleanup_free_ char *text = NULL;

	if (options->json) {
		log_stderr("metrics does not take --json");
		return EXIT_UNUSABLE;
	}
	if (context_load(options, SCAN_ALL & ~SCAN_NAMES, &context) < 0)
		return EXIT_UNUSABLE;
	if (print_metrics(options, &context, &text) < 0) {
		log_stderr("%s", strerror(ENOMEM));
		return EXIT_UNUSABLE;
	}
	if (!options->output)
		fputs(text, terminal_output());
	else if (write_output(options->output, text) < 0)
		return EXIT_UNUSABLE;
	/* What is not in place is in the metrics. Only that they say nothing of this host
	 * is a failure, and in the metrics as well, for who reads these alone. */
	return visible_check(options, &context) < 0 ? EXIT_UNUSABLE : EXIT_IN_PLACE;
}
