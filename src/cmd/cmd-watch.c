/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"
#include "cmd/cmd.h"

/* It becomes nicquirk-watch, which is small: see there. */
int cmd_watch(const struct options *options, int argc _unused_, char **argv _unused_)
{
	static const char program[] = LIBEXECDIR "/nicquirk-watch";

	if (options->facts_file || !env_is_live(&options->env)) {
		log_stderr("watch follows the kernel log of the running host alone");
		return EXIT_UNUSABLE;
	}
	execl(program, "nicquirk", "watch", options->raise ? "--raise" : NULL,
	      (char *)NULL);
	log_stderr("cannot run %s: %s", program, strerror(errno));
	return EXIT_UNUSABLE;
}
