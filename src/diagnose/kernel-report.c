/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/kernel-report.h"

/* A report with its trace is some 60 lines long. */
#define REPORT_LINES 100

bool kernel_report_is_spoken_for(const char *text, size_t length)
{
	static const char *const functions[] = { "dev_watchdog+", "_rd32+",
						 "check_flush_dependency+" };

	for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
		if (memmem(text, length, functions[i], strlen(functions[i])))
			return true;
	return false;
}

void kernel_report_begin(struct kernel_report *report, const struct event *event)
{
	report->lines_left = REPORT_LINES;
	report->has_event = true;
	report->event = *event;
}

void kernel_report_begin_trace(struct kernel_report *report)
{
	if (report->lines_left == 0)
		report->lines_left = REPORT_LINES;
}

/* Where the instruction pointer stands in the line, or NULL. */
static const char *find_pointer(const char *text, size_t length)
{
	static const char *const names[] = {
		"RIP: ",       "pc : ",		 "EIP: ",	"NIP [",
		"Krnl PSW : ", "WARNING: CPU: ", "BUG: KASAN: "
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *found = memmem(text, length, names[i], strlen(names[i]));

		if (found)
			return found;
	}
	/* "WARNING: FILE:LINE at FUNCTION, CPU#2: ..." since 6.19 */
	return memmem(text, length, ", CPU#", 6) ? memmem(text, length, "WARNING: ", 9)
						 : NULL;
}

static bool is_death(const struct kernel_report *report)
{
	return report->has_event && report->event.symptom->subject == SUBJECT_TRACE;
}

/* What only lay on the stack says nothing of a death. */
static bool is_on_stack_only(const struct kernel_report *report, const char *text,
			     size_t length)
{
	return is_death(report) && memmem(text, length, "? ", 2);
}

/*
 * A frame that was received is no longer the driver's once the driver has passed it on:
 * whatever fails from there on, in TCP, a firewall or a bridge, fails below the driver's
 * functions in the trace.
 */
static bool is_after_receive(const struct kernel_report *report, const char *text,
			     size_t length)
{
	static const char passed_on[] = "netif_receive_skb";

	return is_death(report) && !*report->driver &&
	       memmem(text, length, passed_on, strlen(passed_on)) &&
	       !is_on_stack_only(report, text, length);
}

/*
 * What follows the trace of what failed is no part of it: what the other CPUs were doing
 * meanwhile, unless the report is of one of them, and who had the memory before.
 */
static bool is_after_trace(const struct kernel_report *report, const char *text,
			   size_t length)
{
	static const char *const heads[] = { "NMI backtrace for cpu", "Allocated by task",
					     "Freed by task" };

	if (!is_death(report) || !report->has_trace ||
	    streq(report->event.symptom->kind, "rcu-stall"))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
		if (memmem(text, length, heads[i], strlen(heads[i])))
			return true;
	return false;
}

/* What the CPU was doing says more than that there was trouble. */
static void add_pointer(struct event *event, const char *pointer, const char *end)
{
	const size_t length = strlen(event->example);

	if (memmem(event->example, length, pointer, 8 < end - pointer ? 8 : 0))
		return;
	if (length + 8 < sizeof(event->example)) {
		strcpy(event->example + length, "; ");
		log_escape(event->example + length + 2,
			   sizeof(event->example) - length - 2, pointer,
			   (size_t)(end - pointer));
	}
}

/* " ice_service_task+0x3c1/0x640 [ice]": the innermost of ours is what was at work. */
void kernel_report_take_line(struct kernel_report *report, const char *text,
			     size_t length)
{
	const char *end = text + length;
	const char *offset = memmem(text, length, "+0x", 3), *bracket, *pointer;
	char module[sizeof(report->driver)];

	if (report->is_settled)
		return;
	if (is_after_trace(report, text, length)) {
		report->is_settled = true;
		return;
	}
	if (!offset)
		return;
	report->has_trace = true;
	if (is_after_receive(report, text, length)) {
		report->is_settled = report->is_foreign = true;
		return;
	}
	bracket = memmem(offset, (size_t)(end - offset), " [", 2);
	if (!bracket)
		return;
	log_copy_word(module, sizeof(module), bracket + 2, end, "]");
	pointer = is_death(report) ? find_pointer(text, length) : NULL;
	if (pointer) {
		report->is_settled = true;
		report->is_foreign = !log_driver_is_known(module);
		if (!report->is_foreign) {
			strcpy(report->driver, module);
			add_pointer(&report->event, pointer, end);
		}
		return;
	}
	if (*report->driver || !log_driver_is_known(module) ||
	    is_on_stack_only(report, text, length))
		return;
	strcpy(report->driver, module);
}

void kernel_report_take_function(struct kernel_report *report, const char *text,
				 size_t length, const char *driver)
{
	kernel_report_take_line(report, text, length);
	if (*report->driver || report->is_settled ||
	    is_on_stack_only(report, text, length))
		return;
	strcpy(report->driver, driver);
}

int kernel_report_close(struct kernel_report *report, const struct log_builds *builds,
			struct diagnosis *diagnosis)
{
	struct event *event = NULL;
	int r = 0;

	if (report->has_event) {
		event = &report->event;
		/* Who damages memory need not be there when the damage is found. */
		if (!*report->driver && !is_death(report) &&
		    event->symptom->gravity == GRAVITY_CRITICAL)
			strcpy(report->driver, log_builds_sole_stranger(builds));
		if (is_death(report) && (report->is_foreign || !*report->driver))
			event = NULL;
	} else if (*report->driver && report->trace.symptom) {
		event = &report->trace;
	} else if (report->tainted.symptom && !report->has_modules) {
		event = &report->tainted;
	}
	if (event) {
		memcpy(event->subject.driver, report->driver, sizeof(report->driver));
		r = diagnosis_add(diagnosis, event);
	}
	*report = (struct kernel_report){ 0 };
	return r;
}
