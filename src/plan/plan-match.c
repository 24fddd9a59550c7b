/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan-match.h"

#include <fnmatch.h>
#include <stdarg.h>

/* What a host has to hold against a key, as text; NULL where it is unknown. */
struct having {
	char *text;
	bool match;
};

struct match_subject {
	const struct facts *facts;
	const struct nic *nic;
	const struct driver *driver;
};

static int format(char **ret, const char *format, ...) _printf_(2, 3);

static int format(char **ret, const char *format, ...)
{
	va_list args;
	int r;

	va_start(args, format);
	r = vasprintf(ret, format, args);
	va_end(args);
	return r < 0 ? -ENOMEM : 0;
}

static int copy(char **ret, const char *text)
{
	*ret = strdup(text);
	return *ret ? 0 : -ENOMEM;
}

static int have_id(const struct match *match, int32_t vendor, int32_t device,
		   struct having *ret)
{
	char id[PCI_ID_SIZE];

	if (!pci_id_print(id, vendor, device))
		return 0;
	ret->match = match_has_id(match, vendor, device);
	return copy(&ret->text, id);
}

static int have_device(const struct match *match, const struct match_subject *subject,
		       struct having *ret)
{
	return have_id(match, subject->nic->vendor, subject->nic->device, ret);
}

static int have_subsystem(const struct match *match, const struct match_subject *subject,
			  struct having *ret)
{
	return have_id(match, subject->nic->subsystem_vendor,
		       subject->nic->subsystem_device, ret);
}

static int have_revision(const struct match *match, const struct match_subject *subject,
			 struct having *ret)
{
	const struct nic *nic = subject->nic;

	int r;

	if (nic->revision < 0)
		return 0;
	r = format(&ret->text, "%02x", nic->revision);
	if (r < 0)
		return r;
	ret->match = strings_contain(&match->strings, ret->text);
	return 0;
}

static int have_driver(const struct match *match, const struct match_subject *subject,
		       struct having *ret)
{
	if (!subject->driver->name)
		return 0;
	ret->match = strings_contain(&match->strings, subject->driver->name);
	return copy(&ret->text, subject->driver->name);
}

static int have_origin(const struct match *match, const struct match_subject *subject,
		       struct having *ret)
{
	enum origin origin = subject->driver->origin;

	if (origin == ORIGIN_UNKNOWN)
		return 0;
	ret->match = match->origin == origin;
	return copy(&ret->text, origin_name(origin));
}

static int have_driver_version(const struct match *match,
			       const struct match_subject *subject, struct having *ret)
{
	const char *version = subject->driver->version;

	if (!version)
		return 0;
	ret->match = version_range_contains(match->range, version);
	return copy(&ret->text, version);
}

/*
 * "6.1.0-18-amd64", "5.4.0-97-generic": distributions that count their builds behind a
 * dash do not say in the release which stable version it is.
 */
static bool hides_stable_version(const char *release)
{
	static const char ends[] = "..-";
	unsigned long number = 1;

	/* As sscanf("%u.%u.%u-%u") reads it, which takes longer than all else here. */
	for (size_t i = 0; ends[i]; i++) {
		char *end;

		number = strtoul(release, &end, 10);
		if (end == release || *end != ends[i])
			return false;
		release = end + 1;
	}
	return number == 0 && *release >= '0' && *release <= '9';
}

static int have_kernel(const struct match *match, const struct match_subject *subject,
		       struct having *ret)
{
	const struct facts *facts = subject->facts;

	int r;

	if (facts->kernel_upstream)
		r = copy(&ret->text, facts->kernel_upstream);
	else if (facts->kernel)
		r = version_upstream(facts->kernel, &ret->text);
	else
		return 0;
	/* A release that does not begin with a number is as good as unknown. */
	if (r < 0)
		return r == -EINVAL ? 0 : r;
	ret->match = version_range_contains(match->range, ret->text);
	if (!facts->kernel_upstream && hides_stable_version(facts->kernel)) {
		int contains = version_range_contains_series(match->range, ret->text);

		ret->match = contains > 0;
		if (contains < 0) {
			free(ret->text);
			ret->text = NULL;
		}
	}
	return 0;
}

static bool globs_match(const struct match *match, const char *text)
{
	for (size_t i = 0; i < match->strings.n; i++)
		if (fnmatch(match->strings.list[i], text, 0) == 0)
			return true;
	return false;
}

static int have_kernel_release(const struct match *match,
			       const struct match_subject *subject, struct having *ret)
{
	const struct facts *facts = subject->facts;

	if (!facts->kernel)
		return 0;
	ret->match = globs_match(match, facts->kernel);
	return copy(&ret->text, facts->kernel);
}

static int have_firmware(const struct match *match, const struct match_subject *subject,
			 struct having *ret)
{
	const struct nic *nic = subject->nic;

	for (size_t i = 0; i < nic->n_ifaces; i++) {
		const char *firmware = nic->ifaces[i].firmware;

		if (!firmware)
			continue;
		/* Of igb's "1.59, 0x800008f8, 1.791.0" the first word is compared. */
		ret->match = version_range_contains(match->range, firmware);
		/* The functions of a card share their firmware: the first that knows will
		 * do. */
		return copy(&ret->text, firmware);
	}
	return 0;
}

static int have_system(const struct match *match, const struct match_subject *subject,
		       struct having *ret)
{
	const struct facts *facts = subject->facts;

	int r;

	if (!facts->system_vendor && !facts->system_product)
		return 0;
	r = format(&ret->text, "%s/%s", facts->system_vendor ?: "",
		   facts->system_product ?: "");
	if (r < 0)
		return r;
	ret->match = globs_match(match, ret->text);
	return 0;
}

/* Fill in RET; leave its text NULL where the fact is unknown. 0 or -ENOMEM. */
static int (*const have[])(const struct match *match, const struct match_subject *subject,
			   struct having *ret) = {
	[MATCH_DEVICE] = have_device,	  [MATCH_SUBSYSTEM] = have_subsystem,
	[MATCH_REVISION] = have_revision, [MATCH_DRIVER] = have_driver,
	[MATCH_ORIGIN] = have_origin,	  [MATCH_DRIVER_VERSION] = have_driver_version,
	[MATCH_KERNEL] = have_kernel,	  [MATCH_KERNEL_RELEASE] = have_kernel_release,
	[MATCH_FIRMWARE] = have_firmware, [MATCH_SYSTEM] = have_system,
};
ASSERT_ROWS(have, MATCH_KEY_MAX);

int plan_match(const struct quirk *quirk, const struct facts *facts,
	       const struct nic *nic, const struct driver *driver, struct plan_quirk *ret)
{
	const struct match_subject subject = { .facts = facts,
					       .nic = nic,
					       .driver = driver };

	ret->quirk = quirk;
	ret->nic = nic;
	ret->match = ret->possible = true;
	for (enum match_key key = 0; key < MATCH_KEY_MAX; key++) {
		const struct match *match = &quirk->match[key];
		struct having having = { 0 };
		struct plan_key *row;
		int r;

		if (!match->text)
			continue;
		r = have[key](match, &subject, &having);
		if (r < 0)
			return r;
		row = array_append(ret->keys, ret->n_keys);
		if (!row) {
			free(having.text);
			return -ENOMEM;
		}
		*row = (struct plan_key){
			.key = key,
			.want = match->text,
			.have = having.text,
			.match = having.match,
		};
		ret->match &= row->match;
		ret->possible &= row->match || !row->have;
		if (key == MATCH_DEVICE || key == MATCH_DRIVER)
			ret->named |= row->match;
	}
	return 0;
}

void plan_quirk_take_match(struct plan_quirk *entry, struct plan_quirk *match)
{
	const struct plan_quirk old = *entry;

	entry->keys = match->keys;
	entry->n_keys = match->n_keys;
	entry->match = match->match;
	entry->possible = match->possible;
	entry->named = match->named;
	entry->actions = NULL;
	entry->n_actions = entry->n_all = 0;
	*match = old;
}

void plan_quirk_clear(struct plan_quirk *entry)
{
	for (size_t i = 0; i < entry->n_keys; i++)
		free(entry->keys[i].have);
	free(entry->keys);
	free(entry->actions);
	*entry = (struct plan_quirk){ 0 };
}
