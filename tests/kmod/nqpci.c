/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A PCI root bus whose functions are nothing but the identity in their configuration
 * space: enough for the bus, udev and a driver that asks for no more to do what they do
 * for a card.
 */
#include <linux/module.h>
#include <linux/pci.h>

#define MAX_FUNCTIONS 256
#define CONFIG_SIZE   256

static char *functions = "";
module_param(functions, charp, 0444);
MODULE_PARM_DESC(
	functions,
	"SLOT.FUNCTION:VENDOR:DEVICE:SUBVENDOR:SUBDEVICE:CLASS:REVISION[*N],...");

/* Above the segments that ACPI can name, as other emulated buses do. */
static int domain = 0x10000;
module_param(domain, int, 0444);
MODULE_PARM_DESC(domain, "PCI domain of the bus");

struct function {
	unsigned int devfn;
	u8 config[CONFIG_SIZE];
};

static struct function table[MAX_FUNCTIONS];
static unsigned int table_size;

static struct pci_sysdata sysdata = { .node = NUMA_NO_NODE };
static struct resource busn = { .name = "nqpci", .flags = IORESOURCE_BUS };
static struct pci_bus *root_bus;

static struct function *find(unsigned int devfn)
{
	for (unsigned int i = 0; i < table_size; i++)
		if (table[i].devfn == devfn)
			return &table[i];
	return NULL;
}

static void put16(struct function *function, int where, unsigned int value)
{
	function->config[where] = value;
	function->config[where + 1] = value >> 8;
}

static int config_read(struct pci_bus *bus, unsigned int devfn, int where, int size,
		       u32 *value)
{
	const struct function *function = bus->number ? NULL : find(devfn);

	*value = ~0;
	if (!function)
		return PCIBIOS_DEVICE_NOT_FOUND;
	if (where + size > CONFIG_SIZE)
		return PCIBIOS_BAD_REGISTER_NUMBER;
	*value = 0;
	memcpy(value, function->config + where, size);
	return PCIBIOS_SUCCESSFUL;
}

/* All but the command register is read-only, which makes every BAR one of size 0. */
static int config_write(struct pci_bus *bus, unsigned int devfn, int where, int size,
			u32 value)
{
	struct function *function = bus->number ? NULL : find(devfn);

	if (!function)
		return PCIBIOS_DEVICE_NOT_FOUND;
	if (where == PCI_COMMAND)
		put16(function, PCI_COMMAND, value);
	return PCIBIOS_SUCCESSFUL;
}

static struct pci_ops config_ops = { .read = config_read, .write = config_write };

/* N of the kind, at that address and the next ones. */
static int add_functions(const char *text)
{
	unsigned int slot, number, vendor, device, subvendor, subdevice, class, revision;
	unsigned int n = 1, first;
	int read;

	read = sscanf(text, "%x.%u:%x:%x:%x:%x:%x:%x*%u", &slot, &number, &vendor,
		      &device, &subvendor, &subdevice, &class, &revision, &n);
	if (read < 8 || slot > 31 || number > 7)
		return -EINVAL;
	first = PCI_DEVFN(slot, number);
	if (n > MAX_FUNCTIONS - first)
		return -ENOSPC;

	for (unsigned int devfn = first; devfn < first + n; devfn++) {
		struct function *function = &table[table_size];

		if (find(devfn))
			return -EINVAL;
		table_size++;
		function->devfn = devfn;
		put16(function, PCI_VENDOR_ID, vendor);
		put16(function, PCI_DEVICE_ID, device);
		put16(function, PCI_SUBSYSTEM_VENDOR_ID, subvendor);
		put16(function, PCI_SUBSYSTEM_ID, subdevice);
		put16(function, PCI_CLASS_DEVICE, class >> 8);
		function->config[PCI_CLASS_PROG] = class;
		function->config[PCI_REVISION_ID] = revision;
	}
	return 0;
}

/* The bus looks for functions above 0 only where function 0 says that there are some. */
static void mark_multifunction(void)
{
	for (unsigned int i = 0; i < table_size; i++) {
		unsigned int slot = PCI_SLOT(table[i].devfn);
		struct function *first = find(PCI_DEVFN(slot, 0));

		if (first && PCI_FUNC(table[i].devfn))
			first->config[PCI_HEADER_TYPE] = 0x80;
	}
}

static int parse_functions(void)
{
	char *copy = kstrdup(functions, GFP_KERNEL), *rest = copy, *text;
	int r = copy ? 0 : -ENOMEM;

	while (!r && (text = strsep(&rest, ",")))
		if (*text) {
			r = add_functions(text);
			if (r)
				pr_err("nqpci: cannot take '%s'\n", text);
		}
	kfree(copy);
	mark_multifunction();
	return r;
}

static int __init nqpci_init(void)
{
	LIST_HEAD(resources);
	int r = parse_functions();

	if (r)
		return r;
	sysdata.domain = domain;
	pci_add_resource(&resources, &busn);

	pci_lock_rescan_remove();
	root_bus = pci_create_root_bus(NULL, 0, &config_ops, &sysdata, &resources);
	if (root_bus) {
		pci_scan_child_bus(root_bus);
		pci_bus_add_devices(root_bus);
	}
	pci_unlock_rescan_remove();
	if (!root_bus) {
		pci_free_resource_list(&resources);
		return -ENOMEM;
	}
	return 0;
}

static void __exit nqpci_exit(void)
{
	pci_lock_rescan_remove();
	pci_stop_root_bus(root_bus);
	pci_remove_root_bus(root_bus);
	pci_unlock_rescan_remove();
}

module_init(nqpci_init);
module_exit(nqpci_exit);
MODULE_DESCRIPTION("PCI root bus with functions that are given as text");
MODULE_LICENSE("GPL");
