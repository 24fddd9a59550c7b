/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/table.h"

#include "base/sanitize.h"
#include "base/terminal.h"

static int widen(struct table *table, size_t column, size_t width)
{
	size_t *widest = column < table->n_widths
				 ? &table->widths[column]
				 : array_append(table->widths, table->n_widths);

	if (!widest)
		return -ENOMEM;
	if (width > *widest)
		*widest = width;
	return 0;
}

int table_add(struct table *table, const char *const *cells)
{
	struct strings *row = array_append(table->rows, table->n_rows);

	if (!row)
		return -ENOMEM;
	for (size_t i = 0; cells[i]; i++) {
		if (strings_add(row, cells[i]) < 0)
			return -ENOMEM;
		/* One row is one line, whatever a cell says. */
		sanitize(row->list[i]);
		if (widen(table, i, strlen(row->list[i])) < 0)
			return -ENOMEM;
	}
	return 0;
}

static void print_cell(const char *cell, FILE *stream)
{
	if (stream == terminal_output())
		terminal_print_state(cell);
	else
		fputs(cell, stream);
}

void table_print(const struct table *table, FILE *stream)
{
	for (size_t i = 0; i < table->n_rows; i++) {
		const struct strings *row = &table->rows[i];

		for (size_t j = 0; j < row->n; j++) {
			const char *cell = row->list[j];

			print_cell(cell, stream);
			if (j + 1 == row->n)
				fputc('\n', stream);
			else
				fprintf(stream, "%*s  ",
					(int)(table->widths[j] - strlen(cell)), "");
		}
	}
}

void table_clear(struct table *table)
{
	for (size_t i = 0; i < table->n_rows; i++)
		strings_clear(&table->rows[i]);
	free(table->rows);
	free(table->widths);
	*table = (struct table){ 0 };
}
