/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/journal-death.h"

#include <inttypes.h>
#include <sys/mman.h>

#include "base/timestamp.h"
#include "diagnose/import-death.h"
#include "diagnose/journal.h"

#define USEC_PER_SEC INT64_C(1000000)
/* So many reports are looked at, and so long around their heads. */
#define DEATHS_MAX     16
#define SECONDS_BEFORE 1
#define SECONDS_AFTER  10

struct death {
	char boot[33];
	int64_t wall; /* microseconds since 1970 */
};

static bool is_head(const struct journal_entry *entry)
{
	struct symptom_match match;

	for (const struct symptom *symptom = symptoms; symptom->kind; symptom++)
		if (symptom->subject == SUBJECT_TRACE &&
		    symptom_matches(symptom, entry->message, entry->message_length,
				    &match))
			return true;
	return false;
}

/* A report has several heads; its lines are those of the first one. */
static bool is_of(const struct death *death, const struct journal_entry *entry)
{
	return streq(death->boot, entry->boot) && entry->wall >= death->wall &&
	       entry->wall - death->wall <= SECONDS_AFTER * USEC_PER_SEC;
}

/* Where the heads of reports are found in the journal. */
struct death_query {
	const char *matches[6];
	bool is_optional; /* a journalctl without patterns does without these */
};

static const struct death_query queries[] = {
	{ .matches = { "PRIORITY=0", "PRIORITY=1", "PRIORITY=2" } },
	/*
	 * A task that hangs and a CPU that RCU waits for: errors like many other lines,
	 * which journalctl is to leave out. kernel/hung_task.c, kernel/rcu/tree_stall.h
	 */
	{ .matches = { "PRIORITY=3",
		       "--grep=blocked for more than [0-9]+ seconds"
		       "|detected (expedited )?stalls on CPUs|self-detected stall on CPU" },
	  .is_optional = true },
};

static int open_query(const struct env *env, const char *cursor,
		      const struct death_query *query, struct journal **ret)
{
	static const char *const fixed[] = { "_TRANSPORT=kernel", "SYSLOG_FACILITY=0" };
	struct strings arguments = { 0 };
	char after[300];
	int r = 0;

	if (cursor) {
		snprintf(after, sizeof(after), "--after-cursor=%s", cursor);
		r = strings_add(&arguments, after);
	}
	for (size_t i = 0; i < ARRAY_SIZE(fixed) && r >= 0; i++)
		r = strings_add(&arguments, fixed[i]);
	for (size_t i = 0; query->matches[i] && r >= 0; i++)
		r = strings_add(&arguments, query->matches[i]);
	if (r >= 0)
		r = journal_open(env, &arguments, ret);
	strings_clear(&arguments);
	return r;
}

static int find_deaths(const struct env *env, const char *cursor,
		       const struct death_query *query, struct journal_entry *entry,
		       struct death *ret, size_t *ret_n)
{
	_cleanup_(journal_closep) struct journal *journal = NULL;
	size_t n = 0;
	int r = open_query(env, cursor, query, &journal);

	while (r >= 0 && (r = journal_next(journal, entry)) > 0) {
		if (!is_head(entry) || (n && is_of(&ret[n - 1], entry)))
			continue;
		/* The newest ones. */
		if (n == DEATHS_MAX)
			memmove(ret, ret + 1, --n * sizeof(*ret));
		memcpy(ret[n].boot, entry->boot, sizeof(ret[n].boot));
		ret[n++].wall = entry->wall;
	}
	*ret_n = n;
	return r;
}

/* What was logged around a head, as text with times. */
static int write_report(const struct env *env, const struct death *death,
			struct journal_entry *entry, FILE *stream)
{
	_cleanup_(journal_closep) struct journal *journal = NULL;
	struct strings arguments = { 0 };
	char boot[48], since[48], until[48];
	const int64_t second = death->wall / USEC_PER_SEC;
	int r;

	snprintf(boot, sizeof(boot), "_BOOT_ID=%.32s", death->boot);
	snprintf(since, sizeof(since), "--since=@%" PRId64, second - SECONDS_BEFORE);
	snprintf(until, sizeof(until), "--until=@%" PRId64, second + SECONDS_AFTER);
	r = strings_add(&arguments, boot);
	if (r >= 0)
		r = strings_add(&arguments, "_TRANSPORT=kernel");
	if (r >= 0)
		r = strings_add(&arguments, "SYSLOG_FACILITY=0");
	if (r >= 0)
		r = strings_add(&arguments, since);
	if (r >= 0)
		r = strings_add(&arguments, until);
	if (r >= 0)
		r = journal_open(env, &arguments, &journal);
	strings_clear(&arguments);
	while (r >= 0 && (r = journal_next(journal, entry)) > 0) {
		char time[TIMESTAMP_SIZE];

		timestamp_print(time, entry->wall / USEC_PER_SEC);
		fprintf(stream, "%s kernel: %.*s\n", time, (int)entry->message_length,
			entry->message);
	}
	return r;
}

static int import_death(const struct env *env, struct facts *facts,
			const struct death *death, struct journal_entry *entry,
			struct log_import *import)
{
	_cleanup_fclose_ FILE *stream = NULL;
	char path[48];
	int fd, r;

	fd = memfd_create("report", MFD_CLOEXEC);
	if (fd < 0)
		return -ENOMEM;
	stream = fdopen(fd, "w");
	if (!stream) {
		close(fd);
		return -ENOMEM;
	}
	r = write_report(env, death, entry, stream);
	if (r < 0)
		return r;
	if (fflush(stream) == EOF)
		return -ENOMEM;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return import_deaths(env, path, facts, import, death->boot, "",
			     death->wall / USEC_PER_SEC);
}

int import_journal_deaths(const struct env *env, struct facts *facts, const char *cursor,
			  struct log_import *import)
{
	_cleanup_free_ struct journal_entry *entry = malloc(sizeof(*entry));
	struct death deaths[DEATHS_MAX];
	int r = 0;

	if (!entry)
		return -ENOMEM;
	for (size_t i = 0; i < ARRAY_SIZE(queries) && r >= 0; i++) {
		size_t n = 0;

		r = find_deaths(env, cursor, &queries[i], entry, deaths, &n);
		if (r == -EIO && queries[i].is_optional)
			r = 0;
		for (size_t j = 0; r >= 0 && j < n; j++)
			r = import_death(env, facts, &deaths[j], entry, import);
	}
	return r;
}
