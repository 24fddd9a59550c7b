/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "base/macro.h"

/* Work for a process of its own, which may die of it or never end. */
struct child_job {
	int (*run)(void *user, int fd); /* writes what it has to say to FD; 0 or -errno */
	void *user;
	unsigned cpu_seconds; /* of processor time */
	int64_t deadline;     /* by clock_ms() */
	size_t memory;	      /* bytes of data */
	size_t output;	      /* bytes of what it says */
};

/*
 * Does the job and writes to RET what was said, which has RET_SIZE bytes and a 0 behind
 * them. 0; -ETIME where it was not done in time, or took more than its processor time;
 * -EBADMSG where it failed, died otherwise or said too much; -ENOMEM, also where no
 * process could be started.
 */
_must_check_ int child_collect(const struct child_job *job, char **ret, size_t *ret_size);

/*
 * Runs a function in a process of its own, with our standard output. What it returned, as
 * an exit status; -ETIME where it has not ended after SECONDS (it is left to itself);
 * -ECHILD where it died; -ENOMEM where no process could be started.
 */
_must_check_ int child_supervise(int (*run)(void *user), void *user, unsigned seconds);
