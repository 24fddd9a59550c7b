/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/import-death.h"

#include <inttypes.h>
#include <sys/stat.h>

#include "base/array.h"
#include "diagnose/diagnosis.h"
#include "diagnose/log-time.h"

/* What keeps the log of a kernel that died: systemd-pstore, and kdump. */
static const struct {
	const char *folder;
	unsigned depth;
} death_folders[] = {
	{ "var/lib/systemd/pstore", 2 },
	{ "var/crash", 1 },
};

/* Names of such a log: of pstore and of Debian's kdump-tools, and of RHEL's kdump. */
static const char *const death_names[] = { "dmesg", "vmcore-dmesg" };

static bool is_death_log(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(death_names); i++)
		if (strncmp(name, death_names[i], strlen(death_names[i])) == 0)
			return true;
	return false;
}

/* Whether both are functions of one card, or the same. */
static bool are_functions_of_one(const struct nic *a, const struct nic *b)
{
	const char *dot = a->slot ? strrchr(a->slot, '.') : NULL;

	return dot && b->slot &&
	       strncmp(a->slot, b->slot, (size_t)(dot + 1 - a->slot)) == 0;
}

/*
 * The card in whose driver it was: the log's, else the driver's first one. What only
 * waited for the driver names no card where the driver has several.
 */
static struct nic *find_dead_card(struct facts *facts, const struct event *event)
{
	struct log_subject subject = event->subject;
	struct nic *nic = log_import_find_nic(facts, &subject), *first = NULL;
	const bool is_death = streq(event->symptom->kind, "oops");

	if (nic || *subject.slot)
		return nic;
	for (size_t i = 0; i < facts->n_nics; i++) {
		if (!facts->nics[i].driver ||
		    !streq(facts->nics[i].driver, subject.driver))
			continue;
		if (first && !is_death && !are_functions_of_one(first, &facts->nics[i]))
			return NULL;
		first = first ?: &facts->nics[i];
	}
	return first;
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hash;
}

static bool is_same_death(const struct incident *a, const struct incident *b)
{
	return a->boot && streq(a->boot, b->boot) && streq(a->kind, b->kind);
}

/* Whether the death, by the hash in its name, is known: pstore and kdump may both have
 * kept it, and their files have times of their own. */
static bool is_known_death(const struct log_import *import, const struct nic *nic,
			   const struct incident *incident)
{
	const struct log_import_result *result = log_import_result(import);

	for (size_t i = 0; i < nic->incidents.n; i++)
		if (is_same_death(&nic->incidents.list[i], incident))
			return true;
	for (size_t i = 0; i < result->n; i++)
		if (result->list[i].nic == nic &&
		    is_same_death(&result->list[i].incident, incident))
			return true;
	return false;
}

static int add_death(struct facts *facts, struct log_import *import,
		     const struct event *event, const char *boot, const char *prefix,
		     int64_t when)
{
	struct nic *nic = find_dead_card(facts, event);
	char name[64], kind[32], kernel[sizeof(event->kernel)];
	char version[sizeof(event->driver.version)];
	struct incident incident = { .boot = name, .kind = kind };
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	if (!nic)
		return 0;
	snprintf(kind, sizeof(kind), "%s", event->symptom->kind);
	hash = hash_text(hash_text(hash, event->first), event->example);
	if (boot)
		snprintf(name, sizeof(name), "%s", boot);
	else
		snprintf(name, sizeof(name), "%s%016" PRIx64, prefix, hash);
	memcpy(kernel, event->kernel, sizeof(kernel));
	memcpy(version, event->driver.version, sizeof(version));
	if (!boot && is_known_death(import, nic, &incident))
		return 0;
	incident.kernel = *kernel ? kernel : NULL;
	incident.driver_version = *version ? version : NULL;
	incident.driver_origin = event->driver.origin;
	incident.lines = event->count;
	incident.first = log_time_wall(event->first);
	incident.last = log_time_wall(event->last);
	if (incident.first < 0)
		incident.first = incident.last = when;
	return log_import_add(import, nic, &incident);
}

int import_deaths(const struct env *env, const char *path, struct facts *facts,
		  struct log_import *import, const char *boot, const char *prefix,
		  int64_t when)
{
	_cleanup_(log_reader_closep) struct log_reader *reader = NULL;
	_cleanup_(needles_freep) struct needles *needles = NULL;
	_cleanup_(diagnosis_freep) struct diagnosis *diagnosis = NULL;
	int r;

	r = symptom_needles(false, &needles);
	if (r >= 0)
		r = log_reader_open(env, path, needles, &reader);
	if (r >= 0)
		r = diagnosis_read(reader, needles, &diagnosis);
	for (size_t i = 0; r >= 0 && i < diagnosis->n_events; i++)
		if (diagnosis->events[i].symptom->subject == SUBJECT_TRACE)
			r = add_death(facts, import, &diagnosis->events[i], boot, prefix,
				      when);
	return r;
}

static int import_folder(const struct env *env, const char *folder, unsigned depth,
			 struct facts *facts, struct log_import *import, int64_t since)
{
	struct strings names = { 0 };
	int r = env_list(env, ENV_ROOT, &names, "%s", folder);

	/* Most hosts have none. */
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	for (size_t i = 0; i < names.n && r >= 0; i++) {
		char path[PATH_MAX], below[PATH_MAX];
		struct stat status;

		if (snprintf(below, sizeof(below), "%s/%s", folder, names.list[i]) >=
			    (int)sizeof(below) ||
		    env_path(path, env, ENV_ROOT, "%s", below) < 0 ||
		    lstat(path, &status) < 0)
			continue;
		if (S_ISDIR(status.st_mode) && depth > 0)
			r = import_folder(env, below, depth - 1, facts, import, since);
		else if (S_ISREG(status.st_mode) && status.st_mtime > since &&
			 is_death_log(names.list[i]))
			/* Under one name: both may have the same death. */
			r = import_deaths(env, path, facts, import, NULL, "pstore-",
					  status.st_mtime);
		/* One that cannot be read does not keep the others. */
		if (r < 0 && r != -ENOMEM)
			r = 0;
	}
	strings_clear(&names);
	return r;
}

int import_kept_deaths(const struct env *env, struct facts *facts,
		       struct log_import *import, int64_t since)
{
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(death_folders) && r >= 0; i++)
		r = import_folder(env, death_folders[i].folder, death_folders[i].depth,
				  facts, import, since);
	return r;
}
