/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <regex.h>

#include "base/name-map.h"
#include "base/name-set.h"
#include "host/redact.h"

/* Of a VLAN on the interface. */
#define VLAN "(\\.[0-9]+)?$"

/*
 * The kernel's own names and those of bridges and bonds by number; Proxmox VE's nic0 and
 * vmbr0; biosdevname's em1 and p1p1; systemd.net-naming-scheme(7).
 */
static const char *const plain_names[] = {
	"^(eth|net|ib|wlan|wwan|br|bond|team|dummy|veth|tap|tun|vlan|macvlan|nic|vmbr|em)"
	"[0-9]+" VLAN,
	"^p[0-9]+p[0-9]+(_[0-9]+)?" VLAN,
	"^(en|ib|wl|ww|sl)"
	"([ob][0-9]+|(P[0-9a-f]+)?(p[0-9]+)?s[0-9]+(f[0-9]+)?(u[0-9]+)*(c[0-9]+)?(i[0-9]+)?)"
	"(d[0-9]+|n[0-9]+|np[0-9]+|npf[0-9]+([vs]f[0-9]+)?)?([vr][0-9]+)?" VLAN,
};

/* Made of the card's MAC address. */
static const char by_address[] = "^(en|ib|wl|ww|sl)x[0-9a-f]{12}" VLAN;
#define ADDRESS_AT     strlen("enx")
#define ADDRESS_DIGITS 12

struct redaction {
	regex_t plain[ARRAY_SIZE(plain_names)], address;
	struct name_set kept;	 /* names that stay */
	struct name_map numbers; /* of names that are replaced */
	struct strings shown;	 /* what they become */
	unsigned n_addresses, next;
};

typedef int visit_name(struct redaction *redaction, char **name);

static int compile_patterns(struct redaction *redaction)
{
	size_t n = 0;
	const int flags = REG_EXTENDED | REG_NOSUB;

	while (n < ARRAY_SIZE(plain_names) &&
	       regcomp(&redaction->plain[n], plain_names[n], flags) == 0)
		n++;
	if (n == ARRAY_SIZE(plain_names) &&
	    regcomp(&redaction->address, by_address, flags) == 0)
		return 0;
	while (n-- > 0)
		regfree(&redaction->plain[n]);
	return -ENOMEM;
}

static void redaction_clear(struct redaction *redaction)
{
	for (size_t i = 0; i < ARRAY_SIZE(plain_names); i++)
		regfree(&redaction->plain[i]);
	regfree(&redaction->address);
	name_set_clear(&redaction->kept);
	name_map_clear(&redaction->numbers);
	strings_clear(&redaction->shown);
}

static bool name_is_plain(const struct redaction *redaction, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(plain_names); i++)
		if (regexec(&redaction->plain[i], name, 0, NULL, 0) == 0)
			return true;
	return false;
}

static int keep_plain_name(struct redaction *redaction, char **name)
{
	if (!name_is_plain(redaction, *name))
		return 0;
	return name_set_add(&redaction->kept, *name, strlen(*name));
}

/* What NAME becomes: enx000000000000 and so on, or the next netN that nothing has. */
static int new_name(struct redaction *redaction, const char *name, char **ret)
{
	char *shown;

	if (regexec(&redaction->address, name, 0, NULL, 0) == 0)
		return asprintf(ret, "%.*s%0*x%s", (int)ADDRESS_AT, name, ADDRESS_DIGITS,
				redaction->n_addresses++,
				name + ADDRESS_AT + ADDRESS_DIGITS) < 0
			       ? -ENOMEM
			       : 0;
	for (;;) {
		if (asprintf(&shown, "net%u", redaction->next++) < 0)
			return -ENOMEM;
		if (!name_set_has(&redaction->kept, shown, strlen(shown)))
			break;
		free(shown);
	}
	*ret = shown;
	return 0;
}

static int replace_name(struct redaction *redaction, char **name)
{
	_cleanup_free_ char *shown = NULL;
	size_t *number;
	int r = 0;

	if (name_set_has(&redaction->kept, *name, strlen(*name)))
		return 0;
	number = name_map_add(&redaction->numbers, *name, strlen(*name),
			      redaction->shown.n);
	if (!number)
		return -ENOMEM;
	if (*number == redaction->shown.n) {
		r = new_name(redaction, *name, &shown);
		if (r == 0)
			r = strings_add(&redaction->shown, shown);
	} else {
		shown = strdup(redaction->shown.list[*number]);
		r = shown ? 0 : -ENOMEM;
	}
	if (r < 0)
		return r;
	free(*name);
	*name = TAKE_PTR(shown);
	return 0;
}

static int for_each_name(struct redaction *redaction, struct facts *facts,
			 visit_name *visit)
{
	int r = 0;

	for (size_t i = 0; i < facts->n_nics && r == 0; i++) {
		struct nic *nic = &facts->nics[i];

		for (size_t j = 0; j < nic->n_ifaces && r == 0; j++) {
			struct iface *iface = &nic->ifaces[j];

			if (iface->name)
				r = visit(redaction, &iface->name);
			if (r == 0 && iface->master)
				r = visit(redaction, &iface->master);
		}
	}
	return r;
}

int redact_names(struct facts *facts)
{
	struct redaction redaction = { 0 };
	int r;

	r = compile_patterns(&redaction);
	if (r < 0)
		return r;
	r = for_each_name(&redaction, facts, keep_plain_name);
	if (r == 0)
		r = for_each_name(&redaction, facts, replace_name);
	redaction_clear(&redaction);
	return r;
}

int redact_facts(struct facts *facts)
{
	if (facts->cmdline)
		redact_parameters(facts->cmdline);
	return redact_names(facts);
}
