/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/fleet.h"

#include "base/table.h"
#include "host/json.h"

/* The three counts: what a row of each is called, and its words as members of an
 * object. */
static const struct {
	const char *title;
	const char *array;
	const char *members[FLEET_WORDS];
	bool of_quirks;
} counts[] = {
	{ "QUIRK", "quirks", { "id" }, true },
	{ "KERNEL", "kernels", { "kernel" }, false },
	{ "DRIVER", "builds", { "driver", "version", "origin" }, false },
};

/* Worst first. */
static const enum verdict verdicts[] = { VERDICT_FAILED,    VERDICT_NEEDS_ACTION,
					 VERDICT_MITIGATED, VERDICT_ADVICE,
					 VERDICT_WATCHED,   VERDICT_OK };
_Static_assert(ARRAY_SIZE(verdicts) == VERDICT_MAX, "each verdict once");

static const struct fleet_rows *rows_of(const struct fleet *fleet, size_t which)
{
	const struct fleet_rows *const rows[] = { &fleet->quirks, &fleet->kernels,
						  &fleet->builds };

	return rows[which];
}

int fleet_to_line(const struct fleet *fleet, char **ret)
{
	const char *before = ": ";
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return -ENOMEM;
	fprintf(stream, "%zu host%s", fleet->hosts, fleet->hosts == 1 ? "" : "s");
	for (size_t i = 0; i < ARRAY_SIZE(verdicts); i++) {
		if (fleet->verdicts[verdicts[i]] == 0)
			continue;
		fprintf(stream, "%s%zu %s", before, fleet->verdicts[verdicts[i]],
			verdict_name(verdicts[i]));
		before = ", ";
	}
	if (fleet->incidents)
		fprintf(stream, "; %zu incident%s", fleet->incidents,
			fleet->incidents == 1 ? "" : "s");
	if (fleet->unreadable)
		fprintf(stream, "; %zu unreadable", fleet->unreadable);
	return memstream_close(stream, &text, ret);
}

/* HOSTS, CARDS and the verdicts, of which a quirk that matches has no "ok": it may be
 * skipped. */
enum {
	CELL_NAME,
	CELL_HOSTS,
	CELL_CARDS,
	CELL_VERDICTS,
	CELL_MAX = CELL_VERDICTS + VERDICT_MAX + 1
};

static int add_head(struct table *table, size_t which)
{
	return table_add(
		table,
		(const char *[]){ counts[which].title, "HOSTS", "CARDS", "FAILED",
				  "NEEDS-ACTION", "MITIGATED", "ADVICE", "WATCHED",
				  counts[which].of_quirks ? "SKIPPED" : "OK", NULL });
}

static int add_row(struct table *table, const struct fleet_row *row, bool of_quirks)
{
	const char *cells[CELL_MAX] = { 0 };
	char numbers[CELL_MAX][24];
	_cleanup_free_ char *name = NULL;

	if (asprintf(&name, "%s%s%s%s%s", *row->words[0] ? row->words[0] : "-",
		     *row->words[1] ? " " : "", row->words[1], *row->words[2] ? " " : "",
		     row->words[2]) < 0) {
		name = NULL;
		return -ENOMEM;
	}
	cells[CELL_NAME] = name;
	for (size_t i = CELL_HOSTS; i < CELL_MAX - 1; i++) {
		size_t number;

		if (i < CELL_VERDICTS)
			number = i == CELL_HOSTS ? row->hosts : row->cards;
		else if (of_quirks && verdicts[i - CELL_VERDICTS] == VERDICT_OK)
			number = row->skipped;
		else
			number = row->verdicts[verdicts[i - CELL_VERDICTS]];
		snprintf(numbers[i], sizeof(numbers[i]), "%zu", number);
		/* Zeros would hide the numbers that matter. */
		cells[i] = number ? numbers[i] : "-";
	}
	return table_add(table, cells);
}

int fleet_to_table(const struct fleet *fleet, struct table *table)
{
	for (size_t which = 0; which < ARRAY_SIZE(counts); which++) {
		const struct fleet_rows *rows = rows_of(fleet, which);

		if (rows->n == 0)
			continue;
		if (table_add(table, (const char *[]){ "", NULL }) < 0 ||
		    add_head(table, which) < 0)
			return -ENOMEM;
		for (size_t i = 0; i < rows->n; i++)
			if (add_row(table, rows->list[i], counts[which].of_quirks) < 0)
				return -ENOMEM;
	}
	return 0;
}

static int add_count(struct json_object *object, const char *key, size_t number)
{
	return json_add(object, key, json_object_new_int64((int64_t)number));
}

/* With SKIPPED not NULL, of a quirk: it has that in place of "ok". */
static int add_verdicts(struct json_object *object, const char *key,
			const size_t *numbers, const size_t *skipped)
{
	struct json_object *list = json_object_new_object();

	if (json_add(object, key, list) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < ARRAY_SIZE(verdicts); i++)
		if (!(skipped && verdicts[i] == VERDICT_OK) &&
		    add_count(list, verdict_name(verdicts[i]), numbers[verdicts[i]]) < 0)
			return -ENOMEM;
	return skipped ? add_count(list, "skipped", *skipped) : 0;
}

static int add_fleet_row(struct json_object *array, const struct fleet_row *row,
			 size_t which)
{
	const bool of_quirks = counts[which].of_quirks;
	struct json_object *object = json_object_new_object();

	if (json_append(array, object) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < FLEET_WORDS; i++)
		if (counts[which].members[i] &&
		    json_add_text_or_null(object, counts[which].members[i],
					  *row->words[i] ? row->words[i] : NULL) < 0)
			return -ENOMEM;
	if (add_count(object, "hosts", row->hosts) < 0 ||
	    add_count(object, "cards", row->cards) < 0 ||
	    (of_quirks && add_count(object, "confirmed", row->confirmed) < 0))
		return -ENOMEM;
	return add_verdicts(object, of_quirks ? "states" : "verdicts", row->verdicts,
			    of_quirks ? &row->skipped : NULL);
}

int fleet_to_json(const struct fleet *fleet, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();

	if (!object || json_add_text(object, "schema", "nicquirk.fleet/1") < 0 ||
	    add_count(object, "hosts", fleet->hosts) < 0 ||
	    add_count(object, "incidents", fleet->incidents) < 0 ||
	    add_count(object, "unreadable", fleet->unreadable) < 0 ||
	    json_add_text(object, "verdict", verdict_name(fleet_verdict(fleet))) < 0 ||
	    add_verdicts(object, "verdicts", fleet->verdicts, NULL) < 0)
		return -ENOMEM;
	for (size_t which = 0; which < ARRAY_SIZE(counts); which++) {
		const struct fleet_rows *rows = rows_of(fleet, which);
		struct json_object *array = json_object_new_array();

		if (json_add(object, counts[which].array, array) < 0)
			return -ENOMEM;
		for (size_t i = 0; i < rows->n; i++)
			if (add_fleet_row(array, rows->list[i], which) < 0)
				return -ENOMEM;
	}
	*ret = TAKE_PTR(object);
	return 0;
}
