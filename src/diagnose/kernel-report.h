/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/log-build.h"

/*
 * A report of the kernel (an oops, a bad page, a hung task) whose lines come one by one:
 * whose fault it is stands in the trace at its end. All zero is none.
 */
struct kernel_report {
	unsigned lines_left; /* 0: none is open */
	bool has_event;
	struct event event; /* not counted before it is known whose it is */
	char driver[24];    /* whose functions its trace names */
	bool has_trace;	    /* a line of it was seen */
	bool is_settled;    /* by the function that the CPU was in, or what called it */
	bool is_foreign; /* which was of a module that is none of ours, or of the stack */
	struct event trace; /* the line that names the driver */
	struct event tainted;
	bool has_modules;
};

/* Whether the line warns of what has a line of its own in the log. */
bool kernel_report_is_spoken_for(const char *text, size_t length);

/* Opens a report that is EVENT's; one that is open must be closed before. */
void kernel_report_begin(struct kernel_report *report, const struct event *event);

/* Opens a report that only a line of its trace was seen of, unless one is open. */
void kernel_report_begin_trace(struct kernel_report *report);

/* Looks for a driver in a line of the report. */
void kernel_report_take_line(struct kernel_report *report, const char *text,
			     size_t length);

/* The same where the line has a function that is known as DRIVER's, which may be built
 * in.
 */
void kernel_report_take_function(struct kernel_report *report, const char *text,
				 size_t length, const char *driver);

/*
 * Counts what the report was of in DIAGNOSIS, if it is of interest, and closes it. 0 or
 * -ENOMEM.
 */
_must_check_ int kernel_report_close(struct kernel_report *report,
				     const struct log_builds *builds,
				     struct diagnosis *diagnosis);
