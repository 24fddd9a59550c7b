/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/find-card.h"

#include "base/log.h"

/* A VLAN on a bridge on a bond on a port has four; what has more is a loop. */
#define DEPTH_LIMIT 8

static int add_found_nic(struct found_cards *found, const struct nic *nic)
{
	const struct nic **added;

	for (size_t i = 0; i < found->n_nics; i++)
		if (found->nics[i] == nic)
			return 0;
	added = array_append(found->nics, found->n_nics);
	if (!added)
		return -ENOMEM;
	*added = nic;
	return 0;
}

static int add_found_iface(struct found_cards *found, const struct nic *nic,
			   const struct iface *iface)
{
	const struct iface **added;

	for (size_t i = 0; i < found->n_ifaces; i++)
		if (found->ifaces[i] == iface)
			return 0;
	added = array_append(found->ifaces, found->n_ifaces);
	if (!added)
		return -ENOMEM;
	*added = iface;
	return add_found_nic(found, nic);
}

static bool is_slot_of(const struct nic *nic, const char *word)
{
	const char *without_domain = nic->slot ? strchr(nic->slot, ':') : NULL;

	if (!without_domain)
		return false;
	return streq(nic->slot, word) ||
	       (strncmp(nic->slot, "0000:", strlen("0000:")) == 0 &&
		streq(without_domain + 1, word));
}

/* The cards and interfaces that have the name themselves, or are ports of what has it. */
static int find_cards_named(const struct facts *facts, const char *word,
			    struct found_cards *ret)
{
	int r = 0;

	for (size_t i = 0; i < facts->n_nics && r >= 0; i++) {
		const struct nic *nic = &facts->nics[i];
		bool all = is_slot_of(nic, word);

		if (all)
			r = add_found_nic(ret, nic);
		for (size_t j = 0; j < nic->n_ifaces && r >= 0; j++) {
			const struct iface *iface = &nic->ifaces[j];

			if (all || streq(iface->name, word) ||
			    (iface->master && streq(iface->master, word)))
				r = add_found_iface(ret, nic, iface);
		}
	}
	return r;
}

/* What lies below an interface of this host that is no card's. */
static int find_cards_below(const struct options *options, const struct facts *facts,
			    const char *word, unsigned depth, struct found_cards *ret)
{
	static const char prefix[] = "lower_";
	_cleanup_(strings_clear) struct strings entries = { 0 };
	int r;

	if (depth == DEPTH_LIMIT || options->facts_file || !*word || strchr(word, '/'))
		return 0;
	r = env_list(&options->env, ENV_SYS, &entries, "class/net/%s", word);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	for (size_t i = 0; i < entries.n && r >= 0; i++) {
		const char *lower = entries.list[i];

		if (strncmp(lower, prefix, strlen(prefix)) != 0)
			continue;
		lower += strlen(prefix);
		r = find_cards_named(facts, lower, ret);
		if (r >= 0)
			r = find_cards_below(options, facts, lower, depth + 1, ret);
	}
	return r;
}

int find_cards_of_word(const struct options *options, const struct facts *facts,
		       const char *word, struct found_cards *ret)
{
	_cleanup_free_ char *lower = NULL;
	size_t before = ret->n_nics;
	const char *dot;
	int r;

	r = find_cards_named(facts, word, ret);
	if (r >= 0 && ret->n_nics == before)
		r = find_cards_below(options, facts, word, 0, ret);
	dot = strrchr(word, '.');
	if (r < 0 || ret->n_nics > before || !dot || dot == word)
		return r;
	/* Facts do not hold VLANs, but their names mostly say what they lie on. */
	lower = strndup(word, (size_t)(dot - word));
	return lower ? find_cards_named(facts, lower, ret) : -ENOMEM;
}

void find_cards_report(const struct facts *facts, const char *word)
{
	_cleanup_free_ char *names = NULL;
	const char *before = "";
	char *written = NULL;
	size_t size;
	FILE *stream = open_memstream(&written, &size);

	if (!stream)
		return;
	for (size_t i = 0; i < facts->n_nics; i++) {
		const struct nic *nic = &facts->nics[i];

		for (size_t j = 0; j < nic->n_ifaces; j++, before = ", ")
			fprintf(stream, "%s%s", before, nic->ifaces[j].name);
		if (nic->n_ifaces == 0) {
			fprintf(stream, "%s%s", before, nic->slot ?: "-");
			before = ", ";
		}
	}
	if (memstream_close(stream, &written, &names) < 0)
		return;
	log_stderr(
		"no PCI network card has an interface '%s', or one below it; there is %s",
		word, *names ? names : "none");
}

void found_cards_clear(struct found_cards *found)
{
	free(found->nics);
	free(found->ifaces);
	*found = (struct found_cards){ 0 };
}
