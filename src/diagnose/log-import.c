/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/log-import.h"

#include "base/array.h"
#include "diagnose/known-step.h"
#include "quirk/incident-kind.h"

#define IMPORTED_MAX 4096

struct log_import {
	struct facts *facts;
	bool by_person;
	log_import_wants *wants;
	void *user;
	log_import_finder *find; /* NULL: by the facts */
	void *find_user;
	struct episodes episodes;
	unsigned n_boots;
	size_t boot_begins; /* in the result's list */
	char *boot;
	char *kernel;
	struct known_steps steps; /* of this boot */
	struct log_import_result result;
};

int log_import_new(struct facts *facts, bool by_person, log_import_wants *wants,
		   void *user, struct log_import **ret)
{
	struct log_import *import = calloc(1, sizeof(*import));

	if (!import)
		return -ENOMEM;
	import->facts = facts;
	import->by_person = import->episodes.by_person = by_person;
	import->wants = wants;
	import->user = user;
	*ret = import;
	return 0;
}

void log_import_set_finder(struct log_import *import, log_import_finder *find, void *user)
{
	import->find = find;
	import->find_user = user;
}

static int replace_text(char **to, const char *text)
{
	char *copy = NULL;

	if (text) {
		copy = strdup(text);
		if (!copy)
			return -ENOMEM;
	}
	free(*to);
	*to = copy;
	return 0;
}

int log_import_begin_boot(struct log_import *import, const char *boot)
{
	int r = replace_text(&import->boot, boot);

	if (r < 0)
		return r;
	free(import->kernel);
	import->kernel = NULL;
	known_steps_clear(&import->steps);
	episodes_end_boot(&import->episodes);
	import->n_boots++;
	import->boot_begins = import->result.n;
	return 0;
}

int log_import_name_boot(struct log_import *import, const char *boot)
{
	int r = replace_text(&import->boot, boot);

	for (size_t i = import->boot_begins; i < import->result.n && r >= 0; i++)
		r = replace_text(&import->result.list[i].incident.boot, boot);
	return r;
}

int log_import_set_kernel(struct log_import *import, const char *release)
{
	int r = replace_text(&import->kernel, release);

	for (size_t i = import->boot_begins; i < import->result.n && r >= 0; i++)
		r = replace_text(&import->result.list[i].incident.kernel, release);
	return r;
}

int log_import_set_boot_kernel(struct log_import *import, const char *boot,
			       const char *release)
{
	for (size_t i = 0; i < import->result.n; i++) {
		struct incident *incident = &import->result.list[i].incident;

		if (incident->boot && streq(incident->boot, boot) && !incident->kernel &&
		    replace_text(&incident->kernel, release) < 0)
			return -ENOMEM;
	}
	return 0;
}

static bool has_interface(const struct nic *nic, const char *name)
{
	for (size_t i = 0; i < nic->n_ifaces; i++)
		if (streq(nic->ifaces[i].name, name))
			return true;
	return false;
}

/* The card of this host that a message is of, or NULL where that is none or unclear. */
struct nic *log_import_find_nic(struct facts *facts, const struct log_subject *subject)
{
	struct nic *sole = NULL;
	size_t n = 0;

	for (size_t i = 0; i < facts->n_nics; i++) {
		struct nic *nic = &facts->nics[i];

		if (*subject->driver && nic->driver &&
		    !streq(nic->driver, subject->driver))
			continue;
		if (*subject->slot && nic->slot) {
			if (streq(nic->slot, subject->slot))
				return nic;
			continue;
		}
		if (*subject->interface && has_interface(nic, subject->interface))
			return nic;
		if (*subject->driver && nic->driver) {
			sole = nic;
			n++;
		}
	}
	/* Interfaces are renamed; a driver's only card is no other one. */
	return n == 1 && !*subject->slot ? sole : NULL;
}

static struct nic *find_nic(const struct log_import *import,
			    const struct log_subject *subject)
{
	return import->find ? import->find(subject, import->find_user)
			    : log_import_find_nic(import->facts, subject);
}

static struct imported *find_imported(struct log_import *import, unsigned id)
{
	for (size_t i = import->result.n; i-- > import->boot_begins;)
		if (import->result.list[i].id == id)
			return &import->result.list[i];
	return NULL;
}

/* Forgets the older half. */
static void forget_old_imported(struct log_import *import)
{
	struct log_import_result *result = &import->result;
	const size_t half = result->n / 2;

	if (result->n < IMPORTED_MAX)
		return;
	for (size_t i = 0; i < half; i++)
		incident_clear(&result->list[i].incident);
	memmove(result->list, result->list + half,
		(result->n - half) * sizeof(*result->list));
	result->n -= half;
	result->dropped += half;
	import->boot_begins = import->boot_begins > half ? import->boot_begins - half : 0;
}

/*
 * Boot and first time name an incident: where a log has no times, its second episode gets
 * a boot of its own, "file-HASH-2".
 */
static int name_undated(struct log_import *import, struct imported *imported)
{
	struct incident *incident = &imported->incident;
	char name[80];
	unsigned before = 0;

	if (incident->first >= 0 || !incident->boot)
		return 0;
	for (size_t i = import->boot_begins; i < import->result.n; i++) {
		const struct imported *other = &import->result.list[i];

		before += other->nic == imported->nic && other->incident.first < 0 &&
			  streq(other->incident.kind, incident->kind);
	}
	/* Itself among them. */
	if (before < 2)
		return 0;
	snprintf(name, sizeof(name), "%.60s-%u", incident->boot, before);
	return replace_text(&incident->boot, name);
}

static int add_imported(struct log_import *import, struct nic *nic,
			const struct episode *episode)
{
	struct imported *imported;
	struct incident *incident;

	forget_old_imported(import);
	imported = array_append(import->result.list, import->result.n);

	if (!imported)
		return -ENOMEM;
	incident = &imported->incident;
	imported->nic = nic;
	imported->boot = import->n_boots;
	imported->id = episode->id;
	incident->by_person = import->by_person;
	if (replace_text(&incident->kind, episode->kind) < 0 ||
	    replace_text(&incident->boot, import->boot) < 0 ||
	    replace_text(&incident->kernel, import->kernel) < 0)
		return -ENOMEM;
	return known_steps_add_to(&import->steps, nic, incident);
}

static void update(struct imported *imported, const struct episode *episode)
{
	imported->incident.lines = episode->lines;
	imported->incident.first = episode->first;
	imported->incident.last = episode->last;
	imported->seconds = episode_seconds(episode);
}

int log_import_record(struct log_import *import, const struct log_record *from)
{
	struct log_record record = *from;
	const bool is_undock = record.mark == MARK_UNDOCKED;
	enum hang_verdict verdict = HANG_REAL;
	struct imported *imported;
	struct episode episode;
	struct nic *nic = is_undock ? NULL : find_nic(import, &record.subject);
	unsigned changes;
	int r = 0;

	if (is_undock) {
		episodes_feed(&import->episodes, &record, &episode, NULL);
		return 0;
	}
	if (!nic) {
		if (record.symptom)
			import->result.strangers++;
		return 0;
	}
	record.nic = nic;
	/* What names the interface alone, or by an older name, is of the same card. */
	if (nic->slot)
		snprintf(record.subject.slot, sizeof(record.subject.slot), "%s",
			 nic->slot);
	if (record.symptom && !import->wants(nic, record.symptom->kind, import->user))
		record.symptom = NULL;
	changes = episodes_feed(&import->episodes, &record, &episode, &verdict);
	if (record.symptom && verdict != HANG_REAL)
		import->result.not_hangs[verdict]++;
	if (!(changes & (EPISODE_BEGINS | EPISODE_GOES_ON)))
		return 0;
	imported = find_imported(import, episode.id);
	if (imported) {
		update(imported, &episode);
		return 0;
	}
	r = add_imported(import, nic, &episode);
	if (r < 0)
		return r;
	imported = &import->result.list[import->result.n - 1];
	update(imported, &episode);
	return name_undated(import, imported);
}

int log_import_prime(struct log_import *import, struct nic *nic,
		     const struct incident *incident)
{
	struct log_subject subject = { 0 };
	struct episode episode;
	enum incident_kind kind;
	int r;

	if (!nic->slot || incident_kind_find(incident->kind, &kind) < 0)
		return 0;
	snprintf(subject.slot, sizeof(subject.slot), "%s", nic->slot);
	if (nic->driver)
		snprintf(subject.driver, sizeof(subject.driver), "%s", nic->driver);
	if (!episodes_prime(&import->episodes, &subject, incident_kind_name(kind),
			    incident, &episode))
		return 0;
	r = add_imported(import, nic, &episode);
	if (r < 0)
		return r;
	update(&import->result.list[import->result.n - 1], &episode);
	import->result.list[import->result.n - 1].known_lines = incident->lines;
	return 0;
}

int log_import_add(struct log_import *import, struct nic *nic,
		   const struct incident *incident)
{
	struct imported *imported;

	if (!import->wants(nic, incident->kind, import->user))
		return 0;
	forget_old_imported(import);
	imported = array_append(import->result.list, import->result.n);
	if (!imported)
		return -ENOMEM;
	imported->nic = nic;
	imported->seconds = -1;
	if (incident_copy(incident, &imported->incident) < 0) {
		import->result.n--;
		return -ENOMEM;
	}
	imported->incident.by_person = import->by_person;
	return 0;
}

int log_import_own(struct log_import *import, const char *text, size_t length)
{
	struct own_line line;
	const struct nic *nic;

	if (!own_line_parse(text, length, &line))
		return 0;
	nic = find_nic(import, &line.subject);
	return nic ? known_steps_set(&import->steps, nic, &line) : 0;
}

const struct log_import_result *log_import_result(const struct log_import *import)
{
	return &import->result;
}

static bool is_same_time(const struct incident *a, const struct incident *b)
{
	return a->boot && b->boot && streq(a->boot, b->boot) && streq(a->kind, b->kind) &&
	       a->first == b->first;
}

static struct incident *find_same_incident(const struct imported *imported)
{
	struct incidents *known = &imported->nic->incidents;

	for (size_t i = 0; i < known->n; i++)
		if (is_same_time(&known->list[i], &imported->incident))
			return &known->list[i];
	return NULL;
}

int log_import_merge(const struct log_import *import, size_t *ret_new,
		     size_t *ret_changed)
{
	const struct log_import_result *result = &import->result;

	*ret_new = *ret_changed = 0;
	for (size_t i = 0; i < result->n; i++) {
		const struct imported *imported = &result->list[i];
		struct incident *known = find_same_incident(imported);

		if (!known) {
			if (incidents_add(&imported->nic->incidents,
					  &imported->incident) < 0)
				return -ENOMEM;
			++*ret_new;
		} else if (imported->incident.lines > known->lines) {
			known->lines = imported->incident.lines;
			known->last = imported->incident.last;
			++*ret_changed;
		}
	}
	return 0;
}

struct log_import *log_import_free(struct log_import *import)
{
	if (!import)
		return NULL;
	for (size_t i = 0; i < import->result.n; i++)
		incident_clear(&import->result.list[i].incident);
	free(import->result.list);
	known_steps_clear(&import->steps);
	free(import->boot);
	free(import->kernel);
	free(import);
	return NULL;
}
