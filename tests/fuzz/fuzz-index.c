/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two indexes, as anything that writes into /run may leave them. That of the database
 * says of a card, where it is sound, which files it needs, one or none, and the same
 * again; that of the module stage whether something is asked of its driver.
 */
#include "facts/module-index.h"
#include "fuzz.h"
#include "quirk/quirk-index-file.h"
#include "quirk/quirk-index.h"

static void ask(const struct quirk_index *index, const struct quirk_card *card)
{
	struct quirk_sources sources = { 0 };

	REQUIRE(quirk_index_add_sources(index, &(struct quirk_cards){ card, 1 },
					&sources) == 0);
	REQUIRE((sources.n > 0) == quirk_index_concerns(index, card));
	REQUIRE(sources.n <= index->head.n_files);
	quirk_sources_clear(&sources);
}

/* Half of them are to come further than the sum. */
static void complete(struct index_begin *begin, const char magic[static 8], size_t size)
{
	if (size < sizeof(*begin) || size % 16 != 0)
		return;
	memcpy(begin->magic, magic, sizeof(begin->magic));
	begin->length = size;
	begin->sum = index_file_sum(begin, size);
}

static void try_module_index(const uint8_t *data, size_t size)
{
	static struct module_index index;
	const char modalias[] = "pci:v00008086d0000153Asv00001028sd000005A4bc02sc00i00";
	struct pci_modalias card;
	bool concerned;

	memcpy(index.text, data, size);
	memset(index.text + size, 'x', 8);
	complete(&index.head.begin, MODULE_INDEX_MAGIC, size);
	if (!module_index_is_sound(&index, (ssize_t)size))
		return;
	REQUIRE(pci_modalias_parse(modalias, &card) == 0);
	concerned = module_index_concerns(&index, &card, modalias);
	REQUIRE(concerned || !index.head.any);
	card.device = 0xffff;
	REQUIRE(module_index_concerns(&index, &card, modalias));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct quirk_index index;

	if (size > INDEX_FILE_MAX - 8)
		return 0;
	try_module_index(data, size);
	memset(&index, 0xff, sizeof(index.head));
	memcpy(index.text, data, size);
	index.text[size] = 'x';
	complete(&index.head.begin, QUIRK_INDEX_MAGIC, size);
	if (!quirk_index_is_sound(&index, (ssize_t)size))
		return 0;
	ask(&index, &(struct quirk_card){ "e1000e", 0x8086, 0x153a, -1, -1 });
	ask(&index, &(struct quirk_card){ "", 0x8086, 0x101f, -1, -1 });
	ask(&index, &(struct quirk_card){ NULL, -1, -1, -1, -1 });
	return 0;
}
