/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The index of the database, as anything that writes into /run may leave it. What is
 * sound says of a card which files it needs, one or none, and the same again.
 */
#include "fuzz.h"
#include "quirk/quirk-index-file.h"
#include "quirk/quirk-index.h"

static void ask(const struct quirk_index *index, const struct quirk_card *card)
{
	struct quirk_sources sources = { 0 };

	REQUIRE(quirk_index_add_sources(index, card, &sources) == 0);
	REQUIRE((sources.n > 0) == quirk_index_concerns(index, card));
	REQUIRE(sources.n <= index->head.n_files);
	quirk_sources_clear(&sources);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct quirk_index index;

	if (size > INDEX_FILE_MAX)
		return 0;
	memset(&index, 0xff, sizeof(index.head));
	memcpy(index.text, data, size);
	index.text[size] = 'x';
	/* Half of them are to come further than the sum. */
	if (size >= sizeof(index.head) && size % 16 == 0) {
		memcpy(index.head.begin.magic, QUIRK_INDEX_MAGIC,
		       sizeof(index.head.begin.magic));
		index.head.begin.length = size;
		index.head.begin.sum = index_file_sum(&index.head.begin, size);
	}
	if (!quirk_index_is_sound(&index, (ssize_t)size))
		return 0;
	ask(&index, &(struct quirk_card){ "e1000e", 0x8086, 0x153a, -1, -1 });
	ask(&index, &(struct quirk_card){ "", 0x8086, 0x101f, -1, -1 });
	ask(&index, &(struct quirk_card){ NULL, -1, -1, -1, -1 });
	return 0;
}
