/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/pci.h"

#include <pci/pci.h>
#include <setjmp.h>
#include <sys/stat.h>

#define CLASS_NETWORK 0x02 /* PCI Code and ID Assignment, base class 02h */

struct pci {
	struct pci_access *access;
};

/* libpci ends the process when it meets an error, unless its hook does not return. */
static jmp_buf on_error;

static void leave_libpci(char *format _unused_, ...) __attribute__((noreturn));

static void leave_libpci(char *format _unused_, ...)
{
	longjmp(on_error, 1);
}

static void be_silent(char *format _unused_, ...)
{
}

int pci_open(const struct env *env, struct pci **ret)
{
	static char parameter[] = "sysfs.path";
	char path[PATH_MAX];
	struct stat st;
	struct pci *pci;
	int r;

	r = env_path(path, env, ENV_SYS, "bus/pci/devices");
	if (r < 0)
		return r;
	if (stat(path, &st) < 0)
		return -errno;
	r = env_path(path, env, ENV_SYS, "bus/pci");
	if (r < 0)
		return r;
	pci = calloc(1, sizeof(*pci));
	if (!pci)
		return -ENOMEM;
	pci->access = pci_alloc();
	pci->access->method = PCI_ACCESS_SYS_BUS_PCI;
	pci->access->error = leave_libpci;
	pci->access->warning = be_silent;
	pci->access->debug = be_silent;
	if (setjmp(on_error)) {
		/* libpci crashes where it has to clean up what it could not finish: that
		 * stays. */
		free(pci);
		return -EIO;
	}
	pci_set_param(pci->access, parameter, path);
	pci_init(pci->access);
	*ret = pci;
	return 0;
}

static int compare_addresses(const void *a, const void *b)
{
	const struct pci_dev *x = *(struct pci_dev *const *)a;
	const struct pci_dev *y = *(struct pci_dev *const *)b;
	const int order[][2] = {
		{ x->domain, y->domain },
		{ x->bus, y->bus },
		{ x->dev, y->dev },
		{ x->func, y->func },
	};

	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		if (order[i][0] != order[i][1])
			return order[i][0] < order[i][1] ? -1 : 1;
	return 0;
}

static int add_slot(struct strings *slots, const struct pci_dev *device)
{
	char slot[32];

	snprintf(slot, sizeof(slot), "%04x:%02x:%02x.%x", (unsigned)device->domain,
		 device->bus, device->dev, device->func);
	return strings_add(slots, slot);
}

static int add_slots(struct strings *slots, struct pci_dev *const *devices, size_t n)
{
	int r = 0;

	for (size_t i = 0; i < n && r >= 0; i++)
		r = add_slot(slots, devices[i]);
	return r;
}

int pci_network_slots(struct pci *pci, struct strings *ret)
{
	struct pci_dev **volatile devices = NULL;
	struct strings slots = { 0 };
	volatile size_t n = 0;
	int r;

	if (setjmp(on_error)) {
		free(devices);
		return -EIO;
	}
	pci_scan_bus(pci->access);
	for (struct pci_dev *device = pci->access->devices; device;
	     device = device->next) {
		struct pci_dev **grown;

		pci_fill_info(device, PCI_FILL_IDENT | PCI_FILL_CLASS);
		if (device->device_class >> 8 != CLASS_NETWORK)
			continue;
		grown = array_grow(devices, n, sizeof(*grown));
		if (!grown) {
			free(devices);
			return -ENOMEM;
		}
		devices = grown;
		devices[n] = device;
		n = n + 1;
	}
	if (n)
		qsort(devices, n, sizeof(*devices), compare_addresses);
	r = add_slots(&slots, devices, n);
	free(devices);
	if (r < 0) {
		strings_clear(&slots);
		return r;
	}
	*ret = slots;
	return 0;
}

int pci_name(struct pci *pci, int vendor, int device, char **ret)
{
	char buffer[256], *name;

	if (setjmp(on_error))
		return -EIO;
	name = pci_lookup_name(pci->access, buffer, sizeof(buffer),
			       PCI_LOOKUP_DEVICE | PCI_LOOKUP_NO_NUMBERS, vendor, device);
	if (!name)
		return -ENOENT;
	*ret = strdup(name);
	return *ret ? 0 : -ENOMEM;
}

struct pci *pci_close(struct pci *pci)
{
	if (!pci)
		return NULL;
	pci_cleanup(pci->access);
	free(pci);
	return NULL;
}
