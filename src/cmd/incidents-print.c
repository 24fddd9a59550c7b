/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/incidents-print.h"

#include <inttypes.h>

#include "base/timestamp.h"
#include "diagnose/incident-text.h"
#include "host/facts-json-incident.h"
#include "host/json.h"
#include "plan/plan-text.h"

static void print_incident_place(const struct nic *nic, FILE *stream)
{
	_cleanup_free_ char *place = NULL;

	if (plan_text_place(nic, &place) >= 0)
		fprintf(stream, "%s: ", place);
}

/* "2026-11-18 04:35" */
static void print_date(int64_t seconds, FILE *stream)
{
	char text[TIMESTAMP_SIZE];

	timestamp_print(text, seconds);
	fprintf(stream, "%.10s %.5s", text, text + 11);
}

static void print_sum(const struct nic *nic, const struct incident_sum *sum, FILE *stream)
{
	char text[INCIDENT_TEXT_SIZE];

	incident_sum_print(text, sum);
	print_incident_place(nic, stream);
	fputs(text, stream);
	if (sum->first >= 0) {
		fputs(", since ", stream);
		print_date(sum->first, stream);
		fputs(" UTC", stream);
	}
	fputc('\n', stream);
}

/* Whether the import has shown anything of it that was not known. */
static bool is_news(const struct imported *imported)
{
	return imported->incident.lines > imported->known_lines;
}

/* Whether an earlier one is of the same card and kind, so that its sum has been printed.
 */
static bool is_summed(const struct imported *list, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (is_news(&list[i]) && list[i].nic == list[index].nic &&
		    streq(list[i].incident.kind, list[index].incident.kind))
			return true;
	return false;
}

void imported_print(const struct log_import_result *result, FILE *stream)
{
	bool any = false;

	for (size_t i = 0; i < result->n; i++) {
		struct incident_sum sum = { .kind = result->list[i].incident.kind };

		if (!is_news(&result->list[i]) || is_summed(result->list, i))
			continue;
		any = true;
		for (size_t j = i; j < result->n; j++)
			if (is_news(&result->list[j]) &&
			    result->list[j].nic == result->list[i].nic &&
			    streq(result->list[j].incident.kind, sum.kind))
				incident_sum_add(&sum, &result->list[j].incident,
						 result->list[j].seconds);
		print_sum(result->list[i].nic, &sum, stream);
	}
	for (enum hang_verdict verdict = 0; verdict < HANG_VERDICTS; verdict++)
		if (result->not_hangs[verdict])
			fprintf(stream, "Not counted: %" PRIu64 " hang line%s: %s.\n",
				result->not_hangs[verdict],
				result->not_hangs[verdict] == 1 ? "" : "s",
				hang_verdict_text(verdict));
	if (result->strangers)
		fprintf(stream,
			"Not counted: %" PRIu64
			" line%s of a card that this host does not have.\n",
			result->strangers, result->strangers == 1 ? "" : "s");
	if (result->dropped)
		fprintf(stream, "Left out: %" PRIu64 " older episodes.\n",
			result->dropped);
	if (!any)
		fputs("Nothing new of this host's cards.\n", stream);
}

static void print_incident(const struct incident *incident, FILE *stream)
{
	char lines[COUNT_SIZE], duration[DURATION_SIZE];

	fputs("  ", stream);
	if (incident->first >= 0)
		print_date(incident->first, stream);
	else
		fputs("unknown time    ", stream);
	count_print(lines, incident->lines);
	fprintf(stream, "  %s, %s line%s", incident->kind, lines,
		incident->lines == 1 ? "" : "s");
	if (incident->first >= 0 && incident->last > incident->first) {
		duration_print(duration, incident->last - incident->first);
		fprintf(stream, " in %s", duration);
	}
	if (incident->kernel)
		fprintf(stream, ", kernel %s", incident->kernel);
	for (size_t i = 0; i < incident->n_steps; i++)
		fprintf(stream, ", %s step %d", incident->steps[i].quirk,
			incident->steps[i].step);
	if (incident->by_person)
		fputs(", imported from a file", stream);
	fputc('\n', stream);
}

static bool has_kind_before(const struct incidents *incidents, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (streq(incidents->list[i].kind, incidents->list[index].kind))
			return true;
	return false;
}

static void print_kind(const struct nic *nic, const char *kind, FILE *stream)
{
	const struct incidents *incidents = &nic->incidents;
	struct incident_sum sum = { .kind = kind };

	for (size_t i = 0; i < incidents->n; i++)
		if (streq(incidents->list[i].kind, kind))
			incident_sum_add(&sum, &incidents->list[i], -1);
	print_sum(nic, &sum, stream);
	for (size_t i = 0; i < incidents->n; i++)
		if (streq(incidents->list[i].kind, kind))
			print_incident(&incidents->list[i], stream);
}

void incidents_print(const struct facts *facts, FILE *stream)
{
	bool any = false;

	for (size_t i = 0; i < facts->n_nics; i++) {
		const struct nic *nic = &facts->nics[i];

		for (size_t j = 0; j < nic->incidents.n; j++) {
			if (has_kind_before(&nic->incidents, j))
				continue;
			print_kind(nic, nic->incidents.list[j].kind, stream);
			any = true;
		}
	}
	if (!any)
		fputs("No incidents.\n", stream);
}

int incidents_print_replaced(const struct facts *facts, FILE *stream)
{
	for (size_t i = 0; i < facts->n_nics; i++) {
		const struct nic *nic = &facts->nics[i];
		_cleanup_free_ char *place = NULL;

		if (nic->n_replaced_incidents == 0)
			continue;
		if (plan_text_place(nic, &place) < 0)
			return -ENOMEM;
		fprintf(stream,
			"%s: another card was in its slot: %zu incident%s of that one "
			"not counted, drop with: nicquirk incidents --forget %s\n",
			place, nic->n_replaced_incidents,
			nic->n_replaced_incidents == 1 ? "" : "s", nic->slot);
	}
	return 0;
}

static int new_incident_card(const struct nic *nic, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	struct json_object *interfaces = json_object_new_array();
	char id[PCI_ID_SIZE];

	if (!object || json_add(object, "interfaces", interfaces) < 0 ||
	    json_add_text_or_null(object, "slot", nic->slot) < 0 ||
	    json_add_text_or_null(object, "device",
				  pci_id_print(id, nic->vendor, nic->device)) < 0 ||
	    json_add_text_or_null(object, "name", nic->name) < 0 ||
	    json_add_text_or_null(object, "driver", nic->driver) < 0 ||
	    facts_json_add_incidents(object, &nic->incidents) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < nic->n_ifaces; i++)
		if (json_append_text_or_null(interfaces, nic->ifaces[i].name) < 0)
			return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}

int incidents_to_json(const struct facts *facts, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	struct json_object *cards = json_object_new_array();

	if (!object || json_add_text(object, "schema", "nicquirk.incidents/1") < 0 ||
	    json_add_text_or_null(object, "kernel", facts->kernel) < 0 ||
	    json_add(object, "nics", cards) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < facts->n_nics; i++) {
		struct json_object *card;

		if (facts->nics[i].incidents.n == 0)
			continue;
		if (new_incident_card(&facts->nics[i], &card) < 0 ||
		    json_append(cards, card) < 0)
			return -ENOMEM;
	}
	*ret = TAKE_PTR(object);
	return 0;
}
