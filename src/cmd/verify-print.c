/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/verify-print.h"

#include "base/terminal.h"
#include "host/json.h"

#define VERIFY_SCHEMA "nicquirk.verify/1"
#define BAR_WIDTH     30

static void draw_bar(void *user, double done, double rate)
{
	const char *phase = *(const char **)user;
	int full = (int)(done * BAR_WIDTH);

	terminal_progress("  %-9s[%.*s%*s] %3.0f %%  %6.0f Mb/s", phase, full,
			  "==============================", BAR_WIDTH - full, "",
			  done * 100, rate * 8 / 1e6);
}

static void begin_phase(void *user, const char *phase)
{
	*(const char **)user = phase;
}

static void print_phase(const struct verify_phase_result *phase)
{
	const struct iperf_result *iperf = &phase->iperf;

	print("  %-9s", phase->name);
	if (!phase->ran) {
		print("skipped: %s\n", phase->note);
		return;
	}
	print("%.2f GB sent, %.2f GB received", (double)iperf->sent / 1e9,
	      (double)iperf->received / 1e9);
	if (iperf->seconds > 0)
		print(", %.0f Mb/s",
		      (double)(iperf->sent + iperf->received) * 8 / 1e6 / iperf->seconds);
	if (phase->streams > 1)
		print(", %u streams", phase->streams);
	if (iperf->retransmits > 0)
		print(", %lld retransmits", (long long)iperf->retransmits);
	if (iperf->lost_percent > 0)
		print(", %.0f %% lost", iperf->lost_percent);
	if (phase->carrier_losses)
		print(", carrier lost %u times", phase->carrier_losses);
	if (phase->fault)
		print(", kernel log: %s (%u)", phase->fault, phase->fault_lines);
	if (*phase->note)
		print(", %s", phase->note);
	if (phase->answers == 0 && !phase->fault)
		print(", no answer to ping");
	print("\n");
}

static void end_phase(void *user, const struct verify_phase_result *result)
{
	(void)user;
	terminal_progress("%s", "");
	print_phase(result);
	fflush(terminal_output());
}

void verify_print_progress(struct verify_progress *ret)
{
	static const char *phase = "";

	*ret = (struct verify_progress){ .begin = begin_phase,
					 .end = end_phase,
					 .user = &phase };
	if (terminal_has_progress())
		ret->tick = draw_bar;
}

static void print_verdict(const struct verify_report *report, const char *interface)
{
	switch (report->verdict) {
	case VERIFY_HELD:
		print("%s: held %.1f GB over up to %u streams\n", interface,
		      (double)(report->sent + report->received) / 1e9, report->streams);
		print("  This does not show that the card is sound: some hosts hang idle, after "
		      "days.\n");
		return;
	case VERIFY_LEAKS:
		print("%s: leaks: %s\n", interface, report->reason);
		if (report->hours_left >= 0)
			print("  Received at 1 Gb/s, memory lasts %lld hours more.\n",
			      (long long)report->hours_left);
		return;
	default:
		print("%s: %s: %s\n", interface, verify_verdict_name(report->verdict),
		      report->reason);
	}
}

void verify_print(const struct verify_report *report, const char *interface)
{
	for (size_t i = 0; i < report->n_phases; i++)
		if (!report->phases[i].ran)
			print_phase(&report->phases[i]);
	for (size_t i = 0; i < report->counters.n; i++)
		print("  the driver counted %s\n", report->counters.list[i]);
	print_verdict(report, interface);
	if (report->verdict == VERIFY_HANGS)
		print("  The port %s.\n  Next: nicquirk explain %s\n",
		      report->recovered
			      ? "was brought back"
			      : "was not brought back: take it down and up, or reboot",
		      interface);
}

static int add_phase(struct json_object *array, const struct verify_phase_result *phase)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	const struct iperf_result *iperf = &phase->iperf;

	if (!object || json_add_text(object, "name", phase->name) < 0 ||
	    json_add(object, "ran", json_object_new_boolean(phase->ran)) < 0 ||
	    (*phase->note && json_add_text(object, "note", phase->note) < 0))
		return -ENOMEM;
	if (phase->ran &&
	    (json_add(object, "sent", json_object_new_uint64(iperf->sent)) < 0 ||
	     json_add(object, "received", json_object_new_uint64(iperf->received)) < 0 ||
	     json_add(object, "seconds", json_object_new_double(iperf->seconds)) < 0 ||
	     json_add(object, "streams", json_object_new_int64(phase->streams)) < 0 ||
	     json_add(object, "retransmits", json_object_new_int64(iperf->retransmits)) <
		     0 ||
	     json_add(object, "carrier_losses",
		      json_object_new_int64(phase->carrier_losses)) < 0 ||
	     (phase->answers >= 0 &&
	      json_add(object, "answers", json_object_new_boolean(phase->answers)) < 0) ||
	     json_add_text_or_null(object, "fault", phase->fault) < 0 ||
	     json_add(object, "fault_lines", json_object_new_int64(phase->fault_lines)) <
		     0))
		return -ENOMEM;
	return json_append(array, TAKE_PTR(object));
}

int verify_to_json(const struct verify_report *report, const char *interface,
		   struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	_cleanup_(json_putp) struct json_object *phases = json_object_new_array();

	if (!object || !phases)
		return -ENOMEM;
	for (size_t i = 0; i < report->n_phases; i++)
		if (add_phase(phases, &report->phases[i]) < 0)
			return -ENOMEM;
	if (json_add_text(object, "schema", VERIFY_SCHEMA) < 0 ||
	    json_add_text(object, "interface", interface) < 0 ||
	    json_add_text(object, "verdict", verify_verdict_name(report->verdict)) < 0 ||
	    json_add_text(object, "reason", report->reason) < 0 ||
	    json_add_text_or_null(object, "phase", report->phase) < 0 ||
	    json_add(object, "sent", json_object_new_uint64(report->sent)) < 0 ||
	    json_add(object, "received", json_object_new_uint64(report->received)) < 0 ||
	    json_add(object, "streams", json_object_new_int64(report->streams)) < 0 ||
	    json_add(object, "unexplained_kib",
		     json_object_new_int64(report->growth_kib)) < 0 ||
	    json_add(object, "unexplained_kib_per_gb",
		     json_object_new_double(report->growth_kib_per_gb)) < 0 ||
	    json_add(object, "recovered", json_object_new_boolean(report->recovered)) <
		    0 ||
	    json_add_strings(object, "counters", &report->counters) < 0 ||
	    json_add(object, "phases", TAKE_PTR(phases)) < 0)
		return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}
