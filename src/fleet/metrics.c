/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/metrics.h"

#include <inttypes.h>

#include "fleet/quirk-digest.h"
#include "watch/brake.h"

struct family {
	const char *name;
	const char *type;
	const char *help;
};

static const struct family info = {
	"nicquirk_info",
	"gauge",
	"Version of nicquirk and digest of the quirk database, with a constant value of 1.",
};
static const struct family read_success = {
	"nicquirk_read_success",
	"gauge",
	"Whether there is something to read: 0 says that the other metrics say nothing of this host.",
};
static const struct family database_quirks = {
	"nicquirk_database_quirks",
	"gauge",
	"Number of quirks in the database.",
};
static const struct family card_info = {
	"nicquirk_card_info",
	"gauge",
	"A PCI network card's interface, IDs, driver and firmware, with a constant value of 1.",
};
static const struct family module_build_info = {
	"nicquirk_module_build_info",
	"gauge",
	"The loaded build of a network driver, with a constant value of 1.",
};
static const struct family quirk_state = {
	"nicquirk_quirk_state",
	"gauge",
	"State of a quirk that matches a card: 1 for the one that holds, 0 for the others.",
};
static const struct family tx_timeouts = {
	"nicquirk_tx_timeouts_total",
	"counter",
	"How often the kernel found a transmit queue of the interface stuck.",
};

static const struct family incidents_total = {
	"nicquirk_incidents_total",
	"counter",
	"Episodes of a fault that the kernel log showed of a card.",
};
static const struct family incident_seconds = {
	"nicquirk_incident_seconds_total",
	"counter",
	"How long those episodes lasted, from their first line to their last.",
};
static const struct family quirk_step = {
	"nicquirk_quirk_step",
	"gauge",
	"Up to which step of its ladder a quirk acts that incidents can confirm.",
};
static const struct family recoveries = {
	"nicquirk_recoveries_last_hour",
	"gauge",
	"How often nicquirk watch brought a hung card back within the last hour.",
};

struct label {
	const char *name;
	const char *value; /* NULL: unknown, the label is left out */
};

struct writer {
	FILE *stream;
	const struct family *family; /* whose samples are being written */
};

/* How many bytes the UTF-8 character at TEXT has, 0 where there is none. */
static size_t character_length(const unsigned char *text)
{
	/* What the first byte may be, and which range that leaves to the second: no
	 * overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629, section 4). */
	static const struct {
		unsigned char first, last, low, high;
		size_t length;
	} rows[] = {
		{ 0x01, 0x7f, 0x00, 0x00, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (text[0] < rows[i].first || text[0] > rows[i].last)
			continue;
		if (rows[i].length > 1 &&
		    (text[1] < rows[i].low || text[1] > rows[i].high))
			return 0;
		for (size_t j = 2; j < rows[i].length; j++)
			if ((text[j] & 0xc0) != 0x80)
				return 0;
		return rows[i].length;
	}
	return 0;
}

void metrics_print_label(const char *text, FILE *stream)
{
	const unsigned char *at = (const unsigned char *)text;

	while (*at) {
		const size_t length = character_length(at);

		if (length == 0)
			fputs("\xef\xbf\xbd", stream);
		else if (*at == '\n')
			fputs("\\n", stream);
		else if (*at == '"' || *at == '\\')
			fprintf(stream, "\\%c", *at);
		else
			fwrite(at, 1, length, stream);
		at += length ?: 1;
	}
}

/* Writes a sample with the labels up to the first without a name. */
static void add_sample(struct writer *writer, const struct family *family,
		       const struct label *labels, uint64_t value)
{
	const char *before = "{";

	if (writer->family != family)
		fprintf(writer->stream, "# HELP %s %s\n# TYPE %s %s\n", family->name,
			family->help, family->name, family->type);
	writer->family = family;
	fputs(family->name, writer->stream);
	for (; labels->name; labels++) {
		if (!labels->value)
			continue;
		fprintf(writer->stream, "%s%s=\"", before, labels->name);
		metrics_print_label(labels->value, writer->stream);
		fputc('"', writer->stream);
		before = ",";
	}
	fprintf(writer->stream, "%s %" PRIu64 "\n", *before == ',' ? "}" : "", value);
}

#define LABELS(...)                                                                      \
	(const struct label[])                                                           \
	{                                                                                \
		__VA_ARGS__,                                                             \
		{                                                                        \
			NULL, NULL                                                       \
		}                                                                        \
	}

static const char *known_origin(enum origin origin)
{
	return origin == ORIGIN_UNKNOWN ? NULL : origin_name(origin);
}

static void add_database(struct writer *writer, const struct quirk_db *db)
{
	char digest[sizeof("0123456789abcdef")];

	snprintf(digest, sizeof(digest), "%016" PRIx64, quirk_db_digest(db));
	add_sample(writer, &info, LABELS({ "version", VERSION }, { "database", digest }),
		   1);
	add_sample(writer, &database_quirks, LABELS({ NULL, NULL }), db->n);
}

static void add_success(struct writer *writer, const struct metrics *metrics)
{
	add_sample(writer, &read_success, LABELS({ "what", "devices" }),
		   metrics->sees_devices);
	add_sample(writer, &read_success, LABELS({ "what", "database" }),
		   metrics->sees_database);
}

static void add_cards(struct writer *writer, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct nic *nic = plan->cards[i].nic;
		char buffer[PCI_ID_SIZE];
		const char *id = pci_id_print(buffer, nic->vendor, nic->device);

		/* A card without an interface is one all the same. */
		for (size_t j = 0; j == 0 || j < nic->n_ifaces; j++)
			add_sample(writer, &card_info,
				   LABELS({ "slot", nic->slot },
					  { "device",
					    nic->n_ifaces ? nic->ifaces[j].name : NULL },
					  { "pci_id", id }, { "driver", nic->driver },
					  { "firmware", nic->n_ifaces
								? nic->ifaces[j].firmware
								: NULL }),
				   1);
	}
}

static void add_modules(struct writer *writer, const struct facts *facts)
{
	for (size_t i = 0; i < facts->n_modules; i++) {
		const struct module *module = &facts->modules[i];
		const struct driver driver = facts_loaded_driver(facts, module);

		if (module->is_loaded)
			add_sample(writer, &module_build_info,
				   LABELS({ "module", driver.name },
					  { "version", driver.version },
					  { "origin", known_origin(driver.origin) },
					  { "srcversion", module->srcversion }),
				   1);
	}
}

static void add_states(struct writer *writer, const struct plan_card *card,
		       const struct plan_quirk *entry)
{
	const char *const states[] = {
		verdict_name(VERDICT_WATCHED),	 verdict_name(VERDICT_ADVICE),
		verdict_name(VERDICT_MITIGATED), verdict_name(VERDICT_NEEDS_ACTION),
		verdict_name(VERDICT_FAILED),	 "skipped",
	};
	const char *state = plan_quirk_state(entry);

	for (size_t i = 0; i < ARRAY_SIZE(states); i++)
		add_sample(writer, &quirk_state,
			   LABELS({ "slot", card->nic->slot },
				  { "quirk", entry->quirk->id },
				  { "severity", severity_name(entry->quirk->severity) },
				  { "state", states[i] }),
			   streq(state, states[i]));
}

/* Whether an incident of that kind would confirm a quirk of the card. */
static bool waits_for(const struct plan_card *card, enum incident_kind kind)
{
	for (size_t i = 0; i < card->n_quirks; i++)
		if (plan_quirk_is_confirmable(&card->quirks[i]) &&
		    incident_kinds_contain(&card->quirks[i].quirk->confirms, kind))
			return true;
	return false;
}

/* Those that a quirk waits for also where there are none: the first one is to be seen as
 * an increase. */
static void add_incidents(struct writer *writer, const struct plan_card *card,
			  const struct family *family)
{
	for (enum incident_kind kind = 0; kind < INCIDENT_KIND_MAX; kind++) {
		const char *name = incident_kind_name(kind);
		uint64_t episodes = 0, seconds = 0;

		for (size_t i = 0; i < card->nic->incidents.n; i++) {
			const struct incident *incident = &card->nic->incidents.list[i];

			if (!streq(incident->kind, name))
				continue;
			episodes++;
			if (incident->first >= 0 && incident->last > incident->first)
				seconds += (uint64_t)(incident->last - incident->first);
		}
		if (episodes || waits_for(card, kind))
			add_sample(writer, family,
				   LABELS({ "slot", card->nic->slot }, { "kind", name }),
				   family == &incidents_total ? episodes : seconds);
	}
}

static void add_ladder_steps(struct writer *writer, const struct plan_card *card)
{
	for (size_t i = 0; i < card->n_quirks; i++) {
		const struct plan_quirk *entry = &card->quirks[i];

		if (entry->match && plan_quirk_is_confirmable(entry) &&
		    quirk_has_settings(entry->quirk, entry->quirk->n_steps))
			add_sample(writer, &quirk_step,
				   LABELS({ "slot", card->nic->slot },
					  { "quirk", entry->quirk->id }),
				   entry->step);
	}
}

static void add_recoveries(struct writer *writer, const struct env *env,
			   const struct plan_card *card)
{
	if (env && card->nic->slot && plan_card_is_confirmable(card))
		add_sample(writer, &recoveries, LABELS({ "slot", card->nic->slot }),
			   brake_recent(env, card->nic->slot));
}

static void add_log(struct writer *writer, const struct metrics *metrics)
{
	const struct plan *plan = metrics->plan;

	for (size_t i = 0; i < plan->n_cards; i++)
		add_incidents(writer, &plan->cards[i], &incidents_total);
	for (size_t i = 0; i < plan->n_cards; i++)
		add_incidents(writer, &plan->cards[i], &incident_seconds);
	for (size_t i = 0; i < plan->n_cards; i++)
		add_ladder_steps(writer, &plan->cards[i]);
	for (size_t i = 0; i < plan->n_cards; i++)
		add_recoveries(writer, metrics->env, &plan->cards[i]);
}

void metrics_print(const struct metrics *metrics, FILE *stream)
{
	const struct plan *plan = metrics->plan;
	struct writer writer = { .stream = stream };

	add_success(&writer, metrics);
	add_database(&writer, metrics->db);
	add_cards(&writer, plan);
	add_modules(&writer, plan->facts);
	for (size_t i = 0; i < plan->n_cards; i++)
		for (size_t j = 0; j < plan->cards[i].n_quirks; j++)
			if (plan_quirk_is_shown(&plan->cards[i].quirks[j]))
				add_states(&writer, &plan->cards[i],
					   &plan->cards[i].quirks[j]);
	add_log(&writer, metrics);
	for (size_t i = 0; i < metrics->n_timeouts; i++) {
		const struct metrics_timeouts *timeouts = &metrics->timeouts[i];

		add_sample(&writer, &tx_timeouts,
			   LABELS({ "slot", timeouts->nic->slot },
				  { "device", timeouts->iface->name }),
			   timeouts->count);
	}
}
