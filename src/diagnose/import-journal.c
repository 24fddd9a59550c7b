/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/import-journal.h"

#include <ctype.h>

#include "diagnose/boot-slot.h"
#include "diagnose/import-death.h"
#include "diagnose/journal-death.h"
#include "diagnose/journal-kernel.h"
#include "diagnose/journal.h"

/* Between two lines of one hang there are two seconds or more. */
#define STORED_SLACK_SECONDS 1

#define USEC_PER_SEC INT64_C(1000000)
/* Lines that say nothing but which card is where, and what we set. */
#define CONTEXT_MAX 200000
#define SLOTS_MAX   64

/* A line of the context: an entry that is no fault of a low priority. */
struct context_line {
	char boot[BOOT_ID_SIZE];
	char device[sizeof(((struct journal_entry *)NULL)->device)];
	int64_t wall, monotonic;
	bool is_own;
	char *text;
};

struct journal_import {
	const struct env *env;
	struct facts *facts;
	struct log_import *import;
	struct card_id *cards; /* one a card of the facts */
	char this_boot[BOOT_ID_SIZE];
	char boot[BOOT_ID_SIZE]; /* whose entries are being fed */
	struct context_line *context;
	size_t n_context, next_context;
	struct boot_slots slots;
	int64_t known_until; /* what the cursor has seen, in microseconds; -1: nothing */
	struct journal_entry entry;
};

int boot_id_read(const struct env *env, char ret[static BOOT_ID_SIZE])
{
	_cleanup_free_ char *text = NULL;
	size_t n = 0;

	if (!env_is_live(env) ||
	    env_read(env, ENV_PROC, &text, "sys/kernel/random/boot_id") < 0)
		return -ENOENT;
	for (const char *at = text; *at && n < BOOT_ID_SIZE - 1; at++)
		if (isxdigit((unsigned char)*at))
			ret[n++] = *at;
	ret[n] = '\0';
	return n == BOOT_ID_SIZE - 1 ? 0 : -ENOENT;
}

/* "s=...;t=63aae68c93040;...": the time of the entry that a cursor names, or -1. */
static int64_t cursor_time(const char *cursor)
{
	const char *at = cursor ? strstr(cursor, ";t=") : NULL;
	char *end;
	long long time;

	if (!at)
		return -1;
	time = strtoll(at + 3, &end, 16);
	return *end == ';' || !*end ? time : -1;
}

static int add_arguments(struct strings *arguments, const char *const *texts)
{
	for (; *texts; texts++)
		if (strings_add(arguments, *texts) < 0)
			return -ENOMEM;
	return 0;
}

/* The last entry of all: a later import goes on behind it. */
static int find_newest(struct journal_import *state, char **ret)
{
	_cleanup_(journal_closep) struct journal *journal = NULL;
	struct strings arguments = { 0 };
	int r;

	r = strings_add(&arguments, "--lines=1");
	if (r >= 0)
		r = journal_open(state->env, &arguments, &journal);
	strings_clear(&arguments);
	if (r >= 0)
		r = journal_next(journal, &state->entry);
	if (r <= 0)
		return r;
	*ret = strdup(state->entry.cursor);
	return *ret ? 0 : -ENOMEM;
}

static const char *device_slot(const char *device)
{
	static const char prefix[] = "+pci:";

	return strncmp(device, prefix, strlen(prefix)) == 0 ? device + strlen(prefix)
							    : "";
}

static int note_context(struct journal_import *state)
{
	const struct journal_entry *entry = &state->entry;
	const bool is_own = streq(entry->identifier, "nicquirk");
	struct context_line *line;
	struct log_record record;
	int r;

	r = is_own ? 0
		   : boot_slots_note(&state->slots, entry->boot,
				     device_slot(entry->device), entry->message,
				     entry->message_length);
	if (r < 0 || state->n_context == CONTEXT_MAX ||
	    (!is_own &&
	     !log_record_parse(entry->message, entry->message_length, &record)))
		return r;
	line = array_append(state->context, state->n_context);
	if (!line)
		return -ENOMEM;
	memcpy(line->boot, entry->boot, sizeof(line->boot));
	memcpy(line->device, entry->device, sizeof(line->device));
	line->wall = entry->wall;
	line->monotonic = entry->monotonic;
	line->is_own = is_own;
	line->text = strndup(entry->message, entry->message_length);
	return line->text ? 0 : -ENOMEM;
}

/* Without a cursor: what was set when, and what was where, may be long ago. */
static int read_context(struct journal_import *state)
{
	static const char *const matches[] = {
		"_TRANSPORT=kernel",
		"SYSLOG_IDENTIFIER=nicquirk",
		"+",
		"_TRANSPORT=kernel",
		"SYSLOG_FACILITY=0",
		"_KERNEL_SUBSYSTEM=pci",
		"PRIORITY=6",
		NULL,
	};
	_cleanup_(journal_closep) struct journal *journal = NULL;
	struct strings arguments = { 0 };
	int r;

	r = add_arguments(&arguments, matches);
	if (r >= 0)
		r = journal_open(state->env, &arguments, &journal);
	strings_clear(&arguments);
	while (r >= 0 && (r = journal_next(journal, &state->entry)) > 0)
		r = note_context(state);
	return r;
}

/* The card that was in that slot in the boot that is being fed. */
static struct nic *find_in_boot(const struct log_subject *subject, void *user)
{
	const struct journal_import *state = user;
	const struct boot_slot *seen;

	if (streq(state->boot, state->this_boot) || !*subject->slot)
		return log_import_find_nic(state->facts, subject);
	seen = boot_slots_find(&state->slots, state->boot, subject->slot);
	if (seen)
		return seen->card ? &state->facts->nics[seen->card - state->cards] : NULL;
	return log_import_find_nic(state->facts, subject);
}

static int begin_boot(struct journal_import *state, const char *boot)
{
	int r;

	if (streq(state->boot, boot))
		return 0;
	snprintf(state->boot, sizeof(state->boot), "%s", boot);
	r = log_import_begin_boot(state->import, boot);
	for (size_t i = 0; i < state->facts->n_nics && r >= 0; i++) {
		struct nic *nic = &state->facts->nics[i];

		for (size_t j = 0; j < nic->incidents.n && r >= 0; j++) {
			const struct incident *incident = &nic->incidents.list[j];

			if (incident->boot && streq(incident->boot, boot))
				r = log_import_prime(state->import, nic, incident);
		}
	}
	if (r >= 0 && streq(boot, state->this_boot) && state->facts->kernel)
		r = log_import_set_kernel(state->import, state->facts->kernel);
	return r;
}

/*
 * Whether a line belongs to an incident that is stored: watch has seen it in /dev/kmsg.
 * The journal has the time at which it got the line, which is a little later.
 */
static bool is_stored(const struct journal_import *state, const struct log_record *record)
{
	const struct nic *nic = find_in_boot(&record->subject, (void *)(uintptr_t)state);

	for (size_t i = 0; nic && record->wall >= 0 && i < nic->incidents.n; i++) {
		const struct incident *incident = &nic->incidents.list[i];

		if (incident->boot && streq(incident->boot, state->boot) &&
		    streq(incident->kind, record->symptom->kind) &&
		    incident->first >= 0 &&
		    record->wall >= incident->first - STORED_SLACK_SECONDS &&
		    record->wall <= incident->last + STORED_SLACK_SECONDS)
			return true;
	}
	return false;
}

static int feed_text(struct journal_import *state, const char *device, int64_t wall,
		     int64_t monotonic, const char *text, size_t length, bool is_known)
{
	struct log_record record;

	if (!log_record_parse(text, length, &record))
		return 0;
	snprintf(record.subject.slot, sizeof(record.subject.slot), "%s",
		 device_slot(device));
	record.wall = wall >= 0 ? wall / USEC_PER_SEC : -1;
	record.monotonic = monotonic;
	if (is_known || (record.symptom && is_stored(state, &record)))
		record.symptom = NULL;
	return log_import_record(state->import, &record);
}

static int feed_context(struct journal_import *state)
{
	const struct context_line *line = &state->context[state->next_context++];
	int r = begin_boot(state, line->boot);

	if (r < 0)
		return r;
	if (line->is_own)
		return log_import_own(state->import, line->text, strlen(line->text));
	return feed_text(state, line->device, line->wall, line->monotonic, line->text,
			 strlen(line->text), line->wall <= state->known_until);
}

/* Whether a line of the context comes before the entry. */
static bool is_context_next(const struct journal_import *state, bool has_entry)
{
	const struct journal_entry *entry = &state->entry;
	const struct context_line *line;

	if (state->next_context == state->n_context)
		return false;
	line = &state->context[state->next_context];
	if (!has_entry)
		return true;
	if (streq(line->boot, entry->boot))
		return line->monotonic <= entry->monotonic;
	/* Where a clock was set back, boots are not torn apart. */
	if (streq(line->boot, state->boot))
		return true;
	if (streq(entry->boot, state->boot))
		return false;
	return line->wall <= entry->wall;
}

static int add_device_matches(const struct journal_import *state,
			      struct strings *arguments)
{
	struct strings slots = { 0 };
	int r = 0;

	for (size_t i = 0; i < state->facts->n_nics && r >= 0; i++)
		if (state->facts->nics[i].slot)
			r = strings_add(&slots, state->facts->nics[i].slot);
	for (size_t i = 0; i < state->slots.n && slots.n < SLOTS_MAX && r >= 0; i++)
		if (state->slots.list[i].card &&
		    !strings_contain(&slots, state->slots.list[i].slot))
			r = strings_add(&slots, state->slots.list[i].slot);
	for (size_t i = 0; i < slots.n && r >= 0; i++) {
		char match[64];

		snprintf(match, sizeof(match), "_KERNEL_DEVICE=+pci:%s", slots.list[i]);
		r = strings_add(arguments, match);
	}
	strings_clear(&slots);
	return r;
}

static int read_faults(struct journal_import *state, const char *cursor,
		       char **ret_cursor)
{
	static const char *const matches[] = {
		"_TRANSPORT=kernel", "SYSLOG_FACILITY=0", "PRIORITY=0",
		"PRIORITY=1",	     "PRIORITY=2",	  "PRIORITY=3",
		"PRIORITY=4",	     "PRIORITY=5",	  NULL,
	};
	_cleanup_(journal_closep) struct journal *journal = NULL;
	struct strings arguments = { 0 };
	const struct journal_entry *entry = &state->entry;
	int r = 0;

	if (cursor) {
		char after[sizeof(entry->cursor) + sizeof("--after-cursor=")];

		snprintf(after, sizeof(after), "--after-cursor=%s", cursor);
		r = strings_add(&arguments, after);
	}
	if (r >= 0)
		r = add_arguments(&arguments, matches);
	if (r >= 0)
		r = add_device_matches(state, &arguments);
	if (r >= 0)
		r = journal_open(state->env, &arguments, &journal);
	strings_clear(&arguments);
	while (r >= 0 && (r = journal_next(journal, &state->entry)) > 0) {
		while (r >= 0 && is_context_next(state, true))
			r = feed_context(state);
		if (r >= 0)
			r = begin_boot(state, entry->boot);
		if (r >= 0)
			r = feed_text(state, entry->device, entry->wall, entry->monotonic,
				      entry->message, entry->message_length, false);
		if (r >= 0 && entry->wall > cursor_time(*ret_cursor)) {
			char *copy = strdup(entry->cursor);

			r = copy ? 0 : -ENOMEM;
			free(*ret_cursor);
			*ret_cursor = copy;
		}
	}
	while (r >= 0 && is_context_next(state, false))
		r = feed_context(state);
	return r;
}

static void journal_import_clear(struct journal_import *state)
{
	for (size_t i = 0; i < state->n_context; i++)
		free(state->context[i].text);
	free(state->context);
	boot_slots_clear(&state->slots);
	free(state->cards);
}

static int identify_cards(struct journal_import *state)
{
	state->cards = calloc(state->facts->n_nics + 1, sizeof(*state->cards));
	if (!state->cards)
		return -ENOMEM;
	if (machine_id_read(state->env, state->slots.machine_id) < 0)
		memset(state->slots.machine_id, '0', MACHINE_ID_LENGTH);
	for (size_t i = 0; i < state->facts->n_nics; i++)
		card_id_of(state->env, state->slots.machine_id, &state->facts->nics[i],
			   &state->cards[i]);
	state->slots.cards = state->cards;
	state->slots.n_cards = state->facts->n_nics;
	return 0;
}

int import_journal(const struct env *env, struct facts *facts, const char *cursor,
		   struct log_import *import, char **ret_cursor)
{
	_cleanup_free_ struct journal_import *state = calloc(1, sizeof(*state));
	_cleanup_free_ char *newest = NULL;
	int r;

	if (!state)
		return -ENOMEM;
	state->env = env;
	state->facts = facts;
	state->import = import;
	state->known_until = cursor_time(cursor);
	if (boot_id_read(env, state->this_boot) < 0)
		state->this_boot[0] = '\0';
	log_import_set_finder(import, find_in_boot, state);
	r = find_newest(state, &newest);
	if (r >= 0 && newest)
		r = identify_cards(state);
	if (r >= 0 && newest)
		r = read_context(state);
	if (r >= 0 && newest)
		r = read_faults(state, cursor, &newest);
	if (r >= 0 && newest)
		r = import_journal_kernels(env, import, &state->entry);
	if (r >= 0 && newest)
		r = import_journal_deaths(env, facts, cursor, import);
	if (r >= 0)
		r = import_kept_deaths(env, facts, import,
				       state->known_until / USEC_PER_SEC);
	log_import_set_finder(import, NULL, NULL);
	journal_import_clear(state);
	if (r < 0)
		return r;
	*ret_cursor = TAKE_PTR(newest);
	return 0;
}
