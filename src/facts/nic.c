/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/nic.h"

#include "facts/modalias.h"
#include "quirk/pci-ids.h"

/* A number in a file of the function's folder, or -1. */
static int32_t read_hex(const struct env *env, const char *slot, const char *file)
{
	_cleanup_free_ char *text = NULL;
	unsigned long value;
	char *end;

	if (env_read(env, ENV_SYS, &text, "bus/pci/devices/%s/%s", slot, file) < 0)
		return -1;
	errno = 0;
	value = strtoul(text, &end, 16);
	if (errno || end == text || *end || value > INT32_MAX)
		return -1;
	return (int32_t)value;
}

static unsigned read_ifindex(const struct env *env, const char *interface)
{
	char text[16];

	if (env_read_into(env, ENV_SYS, text, sizeof(text), "class/net/%s/ifindex",
			  interface) < 0)
		return 0;
	return (unsigned)strtoul(text, NULL, 10);
}

/* One file of the folder: 1 where it is there, 0 where it is not or has gone. */
static int read_aspm_file(const struct env *env, const char *slot, const char *name,
			  bool *ret)
{
	_cleanup_free_ char *text = NULL;
	int r;

	r = env_read(env, ENV_SYS, &text, "bus/pci/devices/%s/link/%s", slot, name);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	if (!streq(text, "0") && !streq(text, "1"))
		return -EBADMSG;
	*ret = streq(text, "1");
	return 1;
}

int nic_read_aspm(const struct env *env, const char *slot, struct setting **ret,
		  size_t *ret_n)
{
	struct strings files = { 0 };
	struct setting *flags = NULL;
	size_t n = 0;
	int r;

	r = env_list(env, ENV_SYS, &files, "bus/pci/devices/%s/link", slot);
	if (r == -ENOENT)
		r = 0;
	for (size_t i = 0; i < files.n && r >= 0; i++) {
		struct setting *flag;
		bool on;

		r = read_aspm_file(env, slot, files.list[i], &on);
		if (r <= 0)
			continue;
		flag = array_append(flags, n);
		if (!flag) {
			r = -ENOMEM;
			break;
		}
		flag->name = TAKE_PTR(files.list[i]);
		flag->on = on;
	}
	strings_clear(&files);
	if (r < 0) {
		settings_free(flags, n);
		return r;
	}
	*ret = flags;
	*ret_n = n;
	return 0;
}

static int add_iface(struct nic *nic, const char *name, unsigned ifindex)
{
	struct iface *iface = array_append(nic->ifaces, nic->n_ifaces);

	if (!iface)
		return -ENOMEM;
	iface->ifindex = ifindex;
	iface->name = strdup(name);
	return iface->name ? 0 : -ENOMEM;
}

static int add_ifaces(const struct env *env, struct nic *nic)
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	int r;

	r = env_list(env, ENV_SYS, &names, "bus/pci/devices/%s/net", nic->slot);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	for (size_t i = 0; i < names.n && r >= 0; i++)
		r = add_iface(nic, names.list[i], read_ifindex(env, names.list[i]));
	return r;
}

/* From the files of the function, each of which has one number. */
static void read_ids(const struct env *env, const char *slot, struct nic *nic)
{
	const struct {
		int32_t *to;
		const char *file;
	} numbers[] = {
		{ &nic->vendor, "vendor" },
		{ &nic->device, "device" },
		{ &nic->subsystem_vendor, "subsystem_vendor" },
		{ &nic->subsystem_device, "subsystem_device" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		*numbers[i].to = read_hex(env, slot, numbers[i].file);
}

static int read_function(const struct env *env, const char *slot, struct nic *nic)
{
	nic->revision = nic->class = -1;
	read_ids(env, slot, nic);
	if (nic->vendor < 0 || nic->device < 0)
		return -ENODEV;
	nic->slot = strdup(slot);
	if (!nic->slot || env_read_link(env, ENV_SYS, &nic->driver,
					"bus/pci/devices/%s/driver", slot) == -ENOMEM)
		return -ENOMEM;
	return 0;
}

int nic_read_details(const struct env *env, struct nic *nic)
{
	nic->revision = read_hex(env, nic->slot, "revision");
	nic->class = read_hex(env, nic->slot, "class");
	for (size_t i = 0; i < nic->n_ifaces; i++) {
		struct iface *iface = &nic->ifaces[i];

		if (env_read_link(env, ENV_SYS, &iface->master, "class/net/%s/master",
				  iface->name) == -ENOMEM)
			return -ENOMEM;
	}
	return 0;
}

int nic_read(const struct env *env, const char *slot, struct nic *ret)
{
	_cleanup_(nic_clear) struct nic nic = { 0 };
	int r;

	r = read_function(env, slot, &nic);
	if (r >= 0)
		r = add_ifaces(env, &nic);
	if (r >= 0)
		r = nic_read_details(env, &nic);
	if (r < 0)
		return r;
	*ret = nic;
	nic = (struct nic){ 0 };
	return 0;
}

/* Answers about the interface; all others end the reading of the card.
 */
static bool is_answer(int r)
{
	return r >= 0 || r == -EOPNOTSUPP || r == -ENOENT;
}

static int read_iface_settings(struct iface *iface, struct ethtool *ethtool,
			       unsigned wanted)
{
	bool on;
	int r;

	if (wanted & NIC_FEATURES) {
		r = ethtool_get_features(ethtool, iface->ifindex, &iface->features,
					 &iface->n_features);
		if (!is_answer(r))
			return r;
		iface->features_known = true;
	}
	if (wanted & NIC_PRIVATE_FLAGS) {
		r = ethtool_get_private_flags(ethtool, iface->ifindex,
					      &iface->private_flags,
					      &iface->n_private_flags);
		if (!is_answer(r))
			return r;
		iface->private_flags_known = true;
	}
	if (wanted & NIC_EEE) {
		r = ethtool_get_eee(ethtool, iface->ifindex, &on);
		if (!is_answer(r))
			return r;
		iface->eee = r < 0 ? EEE_UNSUPPORTED : on ? EEE_ON : EEE_OFF;
	}
	if (wanted & NIC_FIRMWARE) {
		r = ethtool_get_firmware(iface->ifindex, &iface->firmware);
		if (!is_answer(r))
			return r;
	}
	return 0;
}

int nic_read_settings(const struct env *env, struct nic *nic, struct ethtool *ethtool,
		      unsigned wanted)
{
	if (wanted & NIC_ASPM) {
		int r = nic_read_aspm(env, nic->slot, &nic->aspm, &nic->n_aspm);

		if (r == -ENOMEM)
			return r;
		/* What cannot be read is not known; the rest can be. */
		nic->aspm_known = r >= 0;
	}
	for (size_t i = 0; i < nic->n_ifaces && ethtool; i++) {
		int r = read_iface_settings(&nic->ifaces[i], ethtool, wanted);

		/* An interface that has just gone is no reason to know nothing of the
		 * others. */
		if (r < 0 && r != -ENODEV)
			return r;
	}
	return 0;
}

/* The name of the interface with that index: GUESS, where it is right. */
static int find_interface_name(const struct env *env, unsigned ifindex, const char *guess,
			       char ret[static IFNAMSIZ])
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	const char *found = NULL;
	int r;

	if (guess && strlen(guess) < IFNAMSIZ && read_ifindex(env, guess) == ifindex) {
		strcpy(ret, guess);
		return 0;
	}
	r = env_list(env, ENV_SYS, &names, "class/net");
	if (r < 0)
		return r == -ENOENT ? -ENODEV : r;
	for (size_t i = 0; i < names.n && !found; i++)
		if (strlen(names.list[i]) < IFNAMSIZ &&
		    read_ifindex(env, names.list[i]) == ifindex)
			found = names.list[i];
	if (!found)
		return -ENODEV;
	strcpy(ret, found);
	return 0;
}

/* All four IDs in one file: at most interfaces nothing else of the card is read. */
static void read_modalias(const struct env *env, const char *interface,
			  struct quirk_card *card)
{
	struct pci_modalias found;
	char text[128];

	if (env_read_into(env, ENV_SYS, text, sizeof(text),
			  "class/net/%s/device/modalias", interface) < 0 ||
	    pci_modalias_parse(text, &found) < 0)
		return;
	card->vendor = found.vendor;
	card->device = found.device;
	card->subsystem_vendor = found.subsystem_vendor;
	card->subsystem_device = found.subsystem_device;
}

int nic_find_interface(const struct env *env, unsigned ifindex, const char *name,
		       struct nic_place *ret)
{
	int r;

	*ret = (struct nic_place){
		.ifindex = ifindex,
		.card = { NULL, -1, -1, -1, -1 },
	};
	r = find_interface_name(env, ifindex, name, ret->name);
	if (r < 0)
		return r;
	if (env_link_into(env, ENV_SYS, ret->driver, sizeof(ret->driver),
			  "class/net/%s/device/driver", ret->name) >= 0)
		ret->card.driver = ret->driver;
	read_modalias(env, ret->name, &ret->card);
	return 0;
}

int nic_read_interface(const struct env *env, const struct nic_place *place,
		       struct nic *ret)
{
	_cleanup_(nic_clear) struct nic nic = {
		.vendor = place->card.vendor,
		.device = place->card.device,
		.subsystem_vendor = place->card.subsystem_vendor,
		.subsystem_device = place->card.subsystem_device,
		.revision = -1,
		.class = -1,
	};
	int r;

	r = env_read_link(env, ENV_SYS, &nic.slot, "class/net/%s/device", place->name);
	if (r < 0)
		return r;
	if (nic.device < 0)
		read_ids(env, nic.slot, &nic);
	if (nic.vendor < 0 || nic.device < 0 ||
	    !pci_slot_is_valid(nic.slot, strlen(nic.slot)))
		return -ENODEV;
	nic.driver = place->card.driver ? strdup(place->card.driver) : NULL;
	if (place->card.driver && !nic.driver)
		return -ENOMEM;
	r = add_iface(&nic, place->name, place->ifindex);
	if (r < 0)
		return r;
	*ret = nic;
	nic = (struct nic){ 0 };
	return 0;
}

bool nic_is_emulated(const struct nic *nic)
{
	if (nic->subsystem_vendor == 0x15ad)
		return true;
	return nic->vendor == 0x8086 && nic->device == 0x10d3 &&
	       nic->subsystem_vendor == 0x8086 && nic->subsystem_device == 0;
}
