/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/compare-print.h"

#include "host/json.h"

static const struct {
	const char *name;
	const char *before; /* stands before the row's name in a table */
	bool is_setting;
} kinds[] = {
	[COMPARE_FACT] = { "fact", "", false },
	[COMPARE_FEATURE] = { "feature", "", true },
	[COMPARE_PRIVATE_FLAG] = { "private-flag", "flag ", true },
	[COMPARE_EEE] = { "eee", "", true },
	[COMPARE_ASPM] = { "aspm", "aspm ", true },
	[COMPARE_QUIRK] = { "quirk", "quirk ", false },
	[COMPARE_INCIDENT] = { "incident", "incidents, ", false },
	[COMPARE_VERIFIED] = { "verified", "under load, ", false },
};
ASSERT_ROWS(kinds, COMPARE_KIND_MAX);

/* Calls ADD with each row that is to be shown, kind by kind. */
static int for_each_row(const struct comparison *comparison,
			const struct compare_rows *rows, bool all,
			int (*add)(const struct comparison *comparison,
				   const struct compare_row *row, void *context),
			void *context)
{
	for (enum compare_kind kind = 0; kind < COMPARE_KIND_MAX; kind++)
		for (size_t i = 0; i < rows->n; i++) {
			const struct compare_row *row = &rows->list[i];

			if (row->kind != kind)
				continue;
			if (kinds[kind].is_setting && !row->differs && !all)
				continue;
			if (add(comparison, row, context) < 0)
				return -ENOMEM;
		}
	return 0;
}

static int add_cells(const struct comparison *comparison, const struct compare_row *row,
		     void *context)
{
	_cleanup_free_ const char **cells =
		calloc(comparison->n_hosts + 2, sizeof(*cells));
	_cleanup_free_ char *name = NULL;

	if (!cells)
		return -ENOMEM;
	if (asprintf(&name, "%s%s", kinds[row->kind].before, row->name) < 0) {
		name = NULL;
		return -ENOMEM;
	}
	cells[0] = name;
	for (size_t i = 0; i < comparison->n_hosts; i++)
		cells[i + 1] = row->values[i] ?: "-";
	return table_add(context, cells);
}

int compare_to_table(const struct comparison *comparison, bool all, struct table *table)
{
	_cleanup_free_ const char **cells =
		calloc(comparison->n_hosts + 2, sizeof(*cells));

	if (!cells)
		return -ENOMEM;
	cells[0] = "HOST";
	for (size_t i = 0; i < comparison->n_hosts; i++)
		cells[i + 1] = comparison->hosts[i].name;
	if (table_add(table, cells) < 0 ||
	    for_each_row(comparison, &comparison->rows, all, add_cells, table) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < comparison->n_cards; i++)
		if (table_add(table, (const char *[]){ "", NULL }) < 0 ||
		    for_each_row(comparison, &comparison->cards[i], all, add_cells,
				 table) < 0)
			return -ENOMEM;
	return 0;
}

static int add_compare_row(const struct comparison *comparison,
			   const struct compare_row *row, void *context)
{
	struct json_object *object = json_object_new_object(), *values;

	if (json_append(context, object) < 0 ||
	    json_add_text(object, "kind", kinds[row->kind].name) < 0 ||
	    json_add_text(object, "name", row->name) < 0 ||
	    json_add(object, "differs", json_object_new_boolean(row->differs)) < 0)
		return -ENOMEM;
	values = json_object_new_array();
	if (json_add(object, "values", values) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < comparison->n_hosts; i++)
		if (json_append_text_or_null(values, row->values[i]) < 0)
			return -ENOMEM;
	return 0;
}

static int add_rows(struct json_object *object, const struct comparison *comparison,
		    const struct compare_rows *rows, bool all)
{
	struct json_object *array = json_object_new_array();

	if (json_add(object, "rows", array) < 0)
		return -ENOMEM;
	return for_each_row(comparison, rows, all, add_compare_row, array);
}

int compare_to_json(const struct comparison *comparison, bool all,
		    struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	struct json_object *array;

	if (!object || json_add_text(object, "schema", "nicquirk.compare/1") < 0)
		return -ENOMEM;
	array = json_object_new_array();
	if (json_add(object, "hosts", array) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < comparison->n_hosts; i++)
		if (json_append(array,
				json_object_new_string(comparison->hosts[i].name)) < 0)
			return -ENOMEM;
	if (add_rows(object, comparison, &comparison->rows, all) < 0)
		return -ENOMEM;
	array = json_object_new_array();
	if (json_add(object, "cards", array) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < comparison->n_cards; i++) {
		struct json_object *card = json_object_new_object();

		if (json_append(array, card) < 0 ||
		    add_rows(card, comparison, &comparison->cards[i], all) < 0)
			return -ENOMEM;
	}
	*ret = TAKE_PTR(object);
	return 0;
}
