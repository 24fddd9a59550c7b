/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

int table_add(struct table *table, const char *const *cells)
{
	struct strings *row = array_append(table->rows, table->n_rows);

	if (!row)
		return -ENOMEM;
	for (; *cells; cells++)
		if (strings_add(row, *cells) < 0)
			return -ENOMEM;
	return 0;
}

static size_t column_width(const struct table *table, size_t column)
{
	size_t width = 0;

	for (size_t i = 0; i < table->n_rows; i++) {
		const struct strings *row = &table->rows[i];

		if (column < row->n && strlen(row->list[column]) > width)
			width = strlen(row->list[column]);
	}
	return width;
}

void table_print(const struct table *table, FILE *stream)
{
	for (size_t i = 0; i < table->n_rows; i++) {
		const struct strings *row = &table->rows[i];

		for (size_t j = 0; j < row->n; j++) {
			if (j + 1 == row->n)
				fprintf(stream, "%s\n", row->list[j]);
			else
				fprintf(stream, "%-*s  ", (int)column_width(table, j),
					row->list[j]);
		}
	}
}

void table_clear(struct table *table)
{
	for (size_t i = 0; i < table->n_rows; i++)
		strings_clear(&table->rows[i]);
	free(table->rows);
	*table = (struct table){ 0 };
}
