/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-strict.h"

#include "quirk/pci-ids.h"

static bool is_device_known(const struct strings *drivers, const struct pci_id *id)
{
	if (drivers->n == 0)
		return pci_ids_is_known(NULL, id->vendor, (uint16_t)id->device);
	for (size_t i = 0; i < drivers->n; i++)
		if (pci_ids_is_known(drivers->list[i], id->vendor, (uint16_t)id->device))
			return true;
	return false;
}

static void check_drivers(const struct quirk *quirk, struct problems *problems)
{
	const struct match *match = &quirk->match[MATCH_DRIVER];

	for (size_t i = 0; i < match->strings.n; i++)
		if (!pci_ids_driver_is_known(match->strings.list[i]))
			problem_add(problems, quirk->file, match->line,
				    "no device of %s is known", match->strings.list[i]);
}

static void check_devices(const struct quirk *quirk, struct problems *problems)
{
	const struct match *match = &quirk->match[MATCH_DEVICE];
	const struct match *driver = &quirk->match[MATCH_DRIVER];

	struct match_position position = { 0 };
	const struct pci_id *id;

	while ((id = match_next_id(match, &position))) {
		char text[PCI_ID_SIZE];

		if (id->device >= 0 && !is_device_known(&driver->strings, id))
			problem_add(problems, quirk->file, match->line,
				    "%s is no device of %s",
				    pci_id_print_pattern(text, id),
				    driver->text ?: "any driver");
	}
}

/* Whether an address has a host and a page there: a site alone shows nothing. */
static bool names_page(const char *reference)
{
	const char *host = strstr(reference, "://"), *slash;

	if (!host)
		return false;
	host += strlen("://");
	slash = strchr(host, '/');
	return slash && slash[1] && memchr(host, '.', (size_t)(slash - host));
}

static void check_references(const struct quirk *quirk, struct problems *problems)
{
	if (quirk->references.n == 0)
		problem_add(problems, quirk->file, quirk->line, "[%s] has no Reference",
			    quirk->id);
	for (size_t i = 0; i < quirk->references.n; i++)
		if (!names_page(quirk->references.list[i]))
			problem_add(problems, quirk->file, quirk->line,
				    "[%s] Reference=%s: no page of a host", quirk->id,
				    quirk->references.list[i]);
}

void quirk_db_check_strictly(const struct quirk_db *db, struct problems *problems)
{
	for (size_t i = 0; i < db->n; i++) {
		const struct quirk *quirk = db->quirks[i];

		check_references(quirk, problems);
		check_drivers(quirk, problems);
		check_devices(quirk, problems);
	}
}
