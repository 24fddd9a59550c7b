/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/compare.h"

#include <inttypes.h>

#include "base/fnv.h"
#include "diagnose/incident-text.h"
#include "fleet/compare-place.h"

bool compare_is_wanted(const struct strings *wanted, const struct nic *nic)
{
	if (wanted->n == 0 || (nic->slot && strings_contain(wanted, nic->slot)))
		return true;
	for (size_t i = 0; i < nic->n_ifaces; i++)
		if (strings_contain(wanted, nic->ifaces[i].name))
			return true;
	return false;
}

/* The row of that name, which is added where there is none; NULL without memory. */
static struct compare_row *give_row(struct compare_rows *rows, size_t n_hosts,
				    enum compare_kind kind, const char *name)
{
	const uint64_t digest =
		fnv_add(fnv_add(FNV_BEGIN, &kind, sizeof(kind)), name, strlen(name));
	size_t *place = name_map_add(&rows->places, (const char *)&digest, sizeof(digest),
				     rows->n);
	struct compare_row *row;

	if (!place)
		return NULL;
	if (*place < rows->n)
		return &rows->list[*place];
	row = array_append(rows->list, rows->n);
	if (!row)
		return NULL;
	row->kind = kind;
	row->name = strdup(name);
	row->values = calloc(n_hosts, sizeof(*row->values));
	return row->name && row->values ? row : NULL;
}

/* Writes the value of a host into the row of that name. */
static int set_cell(struct compare_rows *rows, size_t n_hosts, enum compare_kind kind,
		    const char *name, size_t host, const char *value)
{
	struct compare_row *row = give_row(rows, n_hosts, kind, name);

	if (!row)
		return -ENOMEM;
	if (!value)
		return 0;
	free(row->values[host]);
	row->values[host] = strdup(value);
	return row->values[host] ? 0 : -ENOMEM;
}

static int set_ids(struct compare_rows *rows, size_t n_hosts, const char *name,
		   size_t host, int32_t vendor, int32_t device)
{
	char id[PCI_ID_SIZE];

	return set_cell(rows, n_hosts, COMPARE_FACT, name, host,
			pci_id_print(id, vendor, device));
}

static int add_nic(struct compare_rows *rows, size_t n_hosts, size_t host,
		   const struct facts *facts, const struct nic *nic)
{
	const struct driver driver = facts_driver(facts, nic);
	char revision[sizeof("rr")];
	const struct {
		const char *name;
		const char *value;
	} texts[] = {
		{ "revision", nic->revision < 0 ? NULL : revision },
		{ "slot", nic->slot },
		{ "interface", nic->n_ifaces ? nic->ifaces[0].name : NULL },
		{ "driver", driver.name },
		{ "version", driver.version },
		{ "origin",
		  driver.origin == ORIGIN_UNKNOWN ? NULL : origin_name(driver.origin) },
		{ "firmware", nic_firmware(nic) },
	};

	snprintf(revision, sizeof(revision), "%02x", (unsigned)nic->revision & 0xff);
	if (set_cell(rows, n_hosts, COMPARE_FACT, "card", host, nic->name) < 0 ||
	    set_ids(rows, n_hosts, "device", host, nic->vendor, nic->device) < 0 ||
	    set_ids(rows, n_hosts, "subsystem", host, nic->subsystem_vendor,
		    nic->subsystem_device) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (set_cell(rows, n_hosts, COMPARE_FACT, texts[i].name, host,
			     texts[i].value) < 0)
			return -ENOMEM;
	return 0;
}

static int set_flag_cells(struct compare_rows *rows, size_t n_hosts,
			  enum compare_kind kind, size_t host,
			  const struct setting *flags, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (set_cell(rows, n_hosts, kind, flags[i].name, host,
			     on_off(flags[i].on)) < 0)
			return -ENOMEM;
	return 0;
}

static int add_settings(struct compare_rows *rows, size_t n_hosts, size_t host,
			const struct nic *nic)
{
	const struct iface *iface = nic->n_ifaces ? &nic->ifaces[0] : NULL;

	for (size_t i = 0; iface && i < iface->n_features; i++)
		if (set_cell(rows, n_hosts, COMPARE_FEATURE, iface->features[i].name,
			     host, setting_value(&iface->features[i])) < 0)
			return -ENOMEM;
	if (iface && (set_flag_cells(rows, n_hosts, COMPARE_PRIVATE_FLAG, host,
				     iface->private_flags, iface->n_private_flags) < 0 ||
		      set_cell(rows, n_hosts, COMPARE_EEE, "eee", host,
			       eee_value(iface->eee)) < 0))
		return -ENOMEM;
	return set_flag_cells(rows, n_hosts, COMPARE_ASPM, host, nic->aspm, nic->n_aspm);
}

static int set_quirk_cells(struct compare_rows *rows, size_t n_hosts, size_t host,
			   const struct plan_card *card)
{
	for (size_t i = 0; i < card->n_quirks; i++) {
		const struct plan_quirk *entry = &card->quirks[i];

		if (plan_quirk_is_shown(entry) &&
		    set_cell(rows, n_hosts, COMPARE_QUIRK, entry->quirk->id, host,
			     plan_quirk_state(entry)) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* "2 (8,433 lines)": incidents of one kind. */
static int count_incidents(const struct incidents *incidents, const char *kind,
			   char **ret)
{
	struct incident_sum sum = { .kind = kind };
	char lines[COUNT_SIZE];

	for (size_t i = 0; i < incidents->n; i++)
		if (streq(incidents->list[i].kind, kind))
			incident_sum_add(&sum, &incidents->list[i], -1);
	count_print(lines, sum.lines);
	if (asprintf(ret, "%" PRIu64 " (%s line%s)", sum.episodes, lines,
		     sum.lines == 1 ? "" : "s") < 0)
		*ret = NULL;
	return *ret ? 0 : -ENOMEM;
}

static int set_incident_cells(struct compare_rows *rows, size_t n_hosts, size_t host,
			      const struct nic *nic)
{
	for (size_t i = 0; i < nic->incidents.n; i++) {
		const char *kind = nic->incidents.list[i].kind;
		struct compare_row *row = give_row(rows, n_hosts, COMPARE_INCIDENT, kind);
		_cleanup_free_ char *count = NULL;

		if (!row)
			return -ENOMEM;
		/* Counted with the first of its kind. */
		if (row->values[host])
			continue;
		if (count_incidents(&nic->incidents, kind, &count) < 0 ||
		    set_cell(rows, n_hosts, COMPARE_INCIDENT, kind, host, count) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* What tests under load came to, a row for each kernel and build of the driver. */
static int set_verified_cells(struct compare_rows *rows, size_t n_hosts, size_t host,
			      const struct nic *nic)
{
	for (size_t i = 0; i < nic->verified.n; i++) {
		const struct verified *verified = &nic->verified.list[i];
		_cleanup_free_ char *name = NULL, *text = NULL;
		bool in_tree = verified->driver_origin == ORIGIN_IN_TREE;

		if (asprintf(&name, "kernel %s, %s %s", verified->kernel ?: "?",
			     nic->driver ?: "driver",
			     in_tree ? "in-tree" : verified->driver_version ?: "?") < 0) {
			name = NULL;
			return -ENOMEM;
		}
		if (verified_text(verified, &text) < 0 ||
		    set_cell(rows, n_hosts, COMPARE_VERIFIED, name, host, text) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* Whether it is known what the card has of that kind, so that an empty cell is a
 * difference. */
static bool is_kind_known(const struct plan_card *card, enum compare_kind kind)
{
	const struct iface *iface;

	if (!card)
		return false;
	iface = card->nic->n_ifaces ? &card->nic->ifaces[0] : NULL;
	switch (kind) {
	case COMPARE_FEATURE:
		return iface && iface->features_known;
	case COMPARE_PRIVATE_FLAG:
		return iface && iface->private_flags_known;
	case COMPARE_EEE:
		return iface && iface->eee != EEE_UNKNOWN;
	case COMPARE_ASPM:
		return card->nic->aspm_known;
	default:
		return true;
	}
}

static bool is_equal(const char *a, const char *b)
{
	return a && b ? streq(a, b) : a == b;
}

/* With PLACE NULL the rows are those of the hosts as such. */
static void find_differences(struct compare_rows *rows, size_t n_hosts,
			     const struct compare_place *place)
{
	for (size_t i = 0; i < rows->n; i++) {
		struct compare_row *row = &rows->list[i];
		char **first = NULL;

		for (size_t host = 0; host < n_hosts; host++) {
			if (place && !is_kind_known(place->cards[host], row->kind))
				continue;
			if (first && !is_equal(*first, row->values[host]))
				row->differs = true;
			/* A result is news also where all hosts have the same. */
			if (row->kind == COMPARE_VERIFIED ||
			    row->kind == COMPARE_INCIDENT)
				row->differs = true;
			first = &row->values[host];
		}
	}
}

static int compare_cards_at(const struct comparison *comparison,
			    const struct compare_place *place, struct compare_rows *rows)
{
	const size_t n = comparison->n_hosts;

	for (size_t i = 0; i < n; i++) {
		const struct plan_card *card = place->cards[i];

		if (card && (add_nic(rows, n, i, comparison->hosts[i].plan->facts,
				     card->nic) < 0 ||
			     add_settings(rows, n, i, card->nic) < 0 ||
			     set_quirk_cells(rows, n, i, card) < 0 ||
			     set_incident_cells(rows, n, i, card->nic) < 0 ||
			     set_verified_cells(rows, n, i, card->nic) < 0))
			return -ENOMEM;
	}
	find_differences(rows, n, place);
	return 0;
}

static int add_host(struct compare_rows *rows, size_t n_hosts, size_t host,
		    const struct facts *facts)
{
	const char *vendor = facts->system_vendor, *product = facts->system_product;
	_cleanup_free_ char *system = NULL;

	if ((vendor || product) &&
	    asprintf(&system, "%s%s%s", vendor ?: "", vendor && product ? " " : "",
		     product ?: "") < 0) {
		system = NULL;
		return -ENOMEM;
	}
	if (set_cell(rows, n_hosts, COMPARE_FACT, "kernel", host, facts->kernel) < 0)
		return -ENOMEM;
	return set_cell(rows, n_hosts, COMPARE_FACT, "system", host, system);
}

int compare_hosts(const struct compare_host *hosts, size_t n,
		  const struct strings *wanted, struct comparison **ret)
{
	_cleanup_(comparison_freep) struct comparison *comparison =
		calloc(1, sizeof(*comparison));
	_cleanup_(compare_places_clear) struct compare_places places = { .n_hosts = n };

	if (!comparison)
		return -ENOMEM;
	comparison->hosts = hosts;
	comparison->n_hosts = n;
	for (size_t i = 0; i < n; i++)
		if (add_host(&comparison->rows, n, i, hosts[i].plan->facts) < 0 ||
		    compare_places_add(&places, i, hosts[i].plan, wanted) < 0)
			return -ENOMEM;
	find_differences(&comparison->rows, n, /* place= */ NULL);
	for (size_t i = 0; i < places.n; i++) {
		struct compare_rows *rows =
			array_append(comparison->cards, comparison->n_cards);

		if (!rows || compare_cards_at(comparison, &places.list[i], rows) < 0)
			return -ENOMEM;
	}
	*ret = TAKE_PTR(comparison);
	return 0;
}

static void compare_rows_clear(struct compare_rows *rows, size_t n_hosts)
{
	for (size_t i = 0; i < rows->n; i++) {
		for (size_t j = 0; rows->list[i].values && j < n_hosts; j++)
			free(rows->list[i].values[j]);
		free(rows->list[i].values);
		free(rows->list[i].name);
	}
	name_map_clear(&rows->places);
	free(rows->list);
}

struct comparison *comparison_free(struct comparison *comparison)
{
	if (!comparison)
		return NULL;
	compare_rows_clear(&comparison->rows, comparison->n_hosts);
	for (size_t i = 0; i < comparison->n_cards; i++)
		compare_rows_clear(&comparison->cards[i], comparison->n_hosts);
	free(comparison->cards);
	free(comparison);
	return NULL;
}
