/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nicquirk-module is linked with in the place of the functions of these names that
 * need libpci and json-c: the PCI functions as sysfs lists them, without names, no facts
 * files and no results of tests.
 */
#include "host/facts-file.h"
#include "host/pci.h"
#include "host/verified-store.h"

struct pci {
	struct env env;
};

int pci_open(const struct env *env, struct pci **ret)
{
	struct strings slots = { 0 };
	int r = env_list(env, ENV_SYS, &slots, "bus/pci/devices");

	strings_clear(&slots);
	if (r < 0)
		return r;
	*ret = calloc(1, sizeof(**ret));
	if (!*ret)
		return -ENOMEM;
	(*ret)->env = *env;
	return 0;
}

/* Whether the function is of class 02; false, too, where it has gone. */
static bool is_network_function(const struct env *env, const char *slot)
{
	_cleanup_free_ char *class = NULL;

	return env_read(env, ENV_SYS, &class, "bus/pci/devices/%s/class", slot) >= 0 &&
	       strncmp(class, "0x02", 4) == 0;
}

/* Domains are written with as many digits as they need. */
static int compare_slots(const void *a, const void *b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;
	const size_t n = strlen(x), m = strlen(y);

	return n != m ? (n > m) - (n < m) : strcmp(x, y);
}

int pci_network_slots(struct pci *pci, struct strings *ret)
{
	_cleanup_(strings_clear) struct strings all = { 0 };
	struct strings slots = { 0 };
	int r = env_list(&pci->env, ENV_SYS, &all, "bus/pci/devices");

	for (size_t i = 0; i < all.n && r >= 0; i++)
		if (is_network_function(&pci->env, all.list[i]))
			r = strings_add(&slots, all.list[i]);
	if (r < 0) {
		strings_clear(&slots);
		return r;
	}
	if (slots.n)
		qsort(slots.list, slots.n, sizeof(*slots.list), compare_slots);
	*ret = slots;
	return 0;
}

int pci_name(struct pci *pci _unused_, int vendor _unused_, int device _unused_,
	     char **ret _unused_)
{
	return -ENOENT;
}

struct pci *pci_close(struct pci *pci)
{
	free(pci);
	return NULL;
}

int facts_read_file(const char *path _unused_, struct problems *problems _unused_,
		    struct facts **ret _unused_)
{
	return -EOPNOTSUPP;
}

/* /var is not there, and no decision between builds turns on what held under load. */
int verified_store_read(const struct env *env _unused_,
			struct problems *problems _unused_, struct facts *facts _unused_)
{
	return 0;
}
