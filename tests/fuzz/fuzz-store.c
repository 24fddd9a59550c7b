/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The store of incidents, as a crash, another version or an editor may leave it: what
 * makes sense of it is written and read again, and that is the same.
 */
#include <sys/stat.h>

#include "facts/incident-store.h"
#include "fuzz.h"

static int rewrite(struct incident_store *store _unused_, void *user _unused_)
{
	return 1;
}

static int add_all(struct incident_store *store, void *user)
{
	const struct incident_store *other = user;
	int changed = 0;

	for (size_t i = 0; i < other->n; i++) {
		int r = incident_store_add(store, &other->list[i].card,
					   &other->list[i].incident);

		REQUIRE(r >= 0);
		changed |= r;
	}
	return changed;
}

static void read_store(struct incident_store *ret)
{
	REQUIRE(incident_store_read(fuzz_env(), NULL, ret) == 0);
}

static char *read_text(void)
{
	char path[PATH_MAX];
	struct stat st;
	FILE *file;
	char *read;

	REQUIRE(env_path(path, fuzz_env(), ENV_STATE, "incidents") == 0);
	file = fopen(path, "re");
	REQUIRE(file && fstat(fileno(file), &st) == 0);
	read = calloc(1, (size_t)st.st_size + 1);
	REQUIRE(read && fread(read, 1, (size_t)st.st_size, file) == (size_t)st.st_size);
	fclose(file);
	return read;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct incident_store store = { 0 }, again = { 0 };
	_cleanup_free_ char *first = NULL, *second = NULL;

	fuzz_write(ENV_STATE, "incidents", (struct bytes){ (const char *)data, size });
	read_store(&store);
	REQUIRE(incident_store_update(fuzz_env(), NULL, rewrite, NULL) == 1);
	first = read_text();
	read_store(&again);
	REQUIRE(again.n == store.n ||
		(store.n > INCIDENT_STORE_MAX && again.n == INCIDENT_STORE_MAX));
	REQUIRE(incident_store_update(fuzz_env(), NULL, rewrite, NULL) == 1);
	second = read_text();
	REQUIRE_SAME(first, second);
	/* What is there already is not new, but for lines that say more of one that is
	 * there. */
	REQUIRE(incident_store_update(fuzz_env(), NULL, add_all, &again) >= 0);
	REQUIRE(incident_store_update(fuzz_env(), NULL, add_all, &again) == 0);
	incident_store_clear(&again);
	incident_store_clear(&store);
	return 0;
}
