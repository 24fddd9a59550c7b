/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/export.h"

#include "base/sanitize.h"
#include "export/export-setting.h"

const struct export_format export_formats[] = {
	{ "link", "a .link file of systemd-udevd", export_link },
	{ "ifupdown", "stanzas of /etc/network/interfaces", export_ifupdown },
	{ "ifupdown2", "the same for ifupdown2 (Proxmox VE)", export_ifupdown2 },
	{ "networkd", "a unit that runs before systemd-networkd", export_networkd },
	{ "nm", "a connection of NetworkManager", export_nm },
	{ "udev", "udev rules", export_udev },
	{ "nixos", "a NixOS module", export_nixos },
	{ "talos", "an EthernetConfig of Talos Linux", export_talos },
	{ "modprobe", "modprobe.d: modules to keep out", export_modprobe },
	{ "depmod", "depmod.d: the build of a driver to load", export_depmod },
	{ 0 },
};

/* A word for the same offload in each of the programs. */
static const struct export_offload offloads[] = {
	/* systemd's first is IPv4 alone, and NetworkManager's "tso" is not all of it
	 * everywhere. */
	{ "tso",
	  { "TCPSegmentationOffload", "TCP6SegmentationOffload" },
	  "tso-offload",
	  { "feature-tso", "feature-tx-tcp-segmentation", "feature-tx-tcp6-segmentation",
	    "feature-tx-tcp-ecn-segmentation", "feature-tx-tcp-mangleid-segmentation" } },
	{ "tx-tcp-segmentation",
	  { "TCPSegmentationOffload" },
	  NULL,
	  { "feature-tx-tcp-segmentation" } },
	{ "tx-tcp6-segmentation",
	  { "TCP6SegmentationOffload" },
	  NULL,
	  { "feature-tx-tcp6-segmentation" } },
	{ "gso", { "GenericSegmentationOffload" }, "gso-offload", { "feature-gso" } },
	{ "tx-generic-segmentation",
	  { "GenericSegmentationOffload" },
	  "gso-offload",
	  { "feature-gso" } },
	{ "gro", { "GenericReceiveOffload" }, NULL, { "feature-gro" } },
	{ "rx-gro", { "GenericReceiveOffload" }, NULL, { "feature-gro" } },
	{ "lro", { "LargeReceiveOffload" }, NULL, { "feature-lro" } },
	{ "rx-lro", { "LargeReceiveOffload" }, NULL, { "feature-lro" } },
	{ "rx", { "ReceiveChecksumOffload" }, NULL, { "feature-rx" } },
	{ "rx-checksum", { "ReceiveChecksumOffload" }, NULL, { "feature-rx" } },
	{ "tx", { "TransmitChecksumOffload" }, NULL, { "feature-tx" } },
	{ "tx-checksum-ip-generic",
	  { "TransmitChecksumOffload" },
	  NULL,
	  { "feature-tx-checksum-ip-generic" } },
	{ "sg", { NULL }, NULL, { "feature-sg" } },
	{ "tx-scatter-gather", { NULL }, NULL, { "feature-tx-scatter-gather" } },
	{ "rxvlan",
	  { "ReceiveVLANCTAGHardwareAcceleration" },
	  NULL,
	  { "feature-rxvlan" } },
	{ "txvlan",
	  { "TransmitVLANCTAGHardwareAcceleration" },
	  NULL,
	  { "feature-txvlan" } },
	{ "ntuple", { "NTupleFilter" }, NULL, { "feature-ntuple" } },
	{ "rx-ntuple-filter", { "NTupleFilter" }, NULL, { "feature-ntuple" } },
	{ "rxhash", { NULL }, NULL, { "feature-rxhash" } },
	{ "rx-hashing", { NULL }, NULL, { "feature-rxhash" } },
};

const struct export_format *export_format_find(const char *name)
{
	for (const struct export_format *format = export_formats; format->name; format++)
		if (streq(format->name, name))
			return format;
	return NULL;
}

static const struct export_offload *find_offload(const char *asked)
{
	for (size_t i = 0; i < ARRAY_SIZE(offloads); i++)
		if (streq(offloads[i].asked, asked))
			return &offloads[i];
	return NULL;
}

/* Whether a setting is worth writing down: it is asked for, and there is such a thing
 * here. */
static bool is_exported(const struct plan_quirk *entry, const struct plan_action *action)
{
	return entry->match && !entry->skipped && entry->acts && !action->overruled &&
	       action->action->type <= ACTION_ASPM && action->state != STATE_FIXED &&
	       action->state != STATE_UNSUPPORTED;
}

static bool quirk_sets(const struct plan_quirk *entry)
{
	for (size_t i = 0; i < entry->n_actions; i++)
		if (is_exported(entry, &entry->actions[i]))
			return true;
	return false;
}

bool export_has_settings(const struct plan_card *card)
{
	for (size_t i = 0; i < card->n_quirks; i++)
		if (quirk_sets(&card->quirks[i]))
			return true;
	return false;
}

static bool asks_same(const struct action *a, const struct action *b)
{
	return a->type == b->type && (!a->name || streq(a->name, b->name));
}

/*
 * Whether an earlier action of the card, up to that one, has asked for the same: a group
 * such as tso is several settings of each interface, and two quirks may agree.
 */
static bool is_asked_before(const struct plan_card *card, size_t quirk, size_t action)
{
	const struct action *asked = card->quirks[quirk].actions[action].action;

	for (size_t i = 0; i <= quirk; i++) {
		const struct plan_quirk *entry = &card->quirks[i];
		size_t n = i == quirk ? action : entry->n_actions;

		for (size_t j = 0; j < n; j++)
			if (is_exported(entry, &entry->actions[j]) &&
			    asks_same(entry->actions[j].action, asked))
				return true;
	}
	return false;
}

void export_settings(FILE *stream, const struct plan_card *card, export_printer *print)
{
	for (size_t i = 0; i < card->n_quirks; i++) {
		const struct plan_quirk *entry = &card->quirks[i];

		for (size_t j = 0; j < entry->n_actions; j++) {
			const struct action *action = entry->actions[j].action;

			if (!is_exported(entry, &entry->actions[j]) ||
			    is_asked_before(card, i, j))
				continue;
			print(stream, card->nic,
			      &(struct export_setting){
				      .quirk = entry->quirk,
				      .type = action->type,
				      .name = action->name,
				      .on = action->on,
				      .offload = action->type == ACTION_FEATURE
							 ? find_offload(action->name)
							 : NULL });
		}
	}
}

void export_reasons(FILE *stream, const struct plan_card *card, const char *indent)
{
	const struct nic *nic = card->nic;
	char id[PCI_ID_SIZE];

	fprintf(stream, "%s# %s", indent, nic->slot);
	for (size_t i = 0; i < nic->n_ifaces; i++)
		fprintf(stream, "%s%s", i ? ", " : ": ", nic->ifaces[i].name);
	if (pci_id_print(id, nic->vendor, nic->device))
		fprintf(stream, " [%s]", id);
	fputc('\n', stream);
	for (size_t i = 0; i < card->n_quirks; i++) {
		const struct quirk *quirk = card->quirks[i].quirk;

		if (!quirk_sets(&card->quirks[i]))
			continue;
		fprintf(stream, "%s# %s: %s\n", indent, quirk->id, quirk->title);
		for (size_t j = 0; j < quirk->references.n; j++)
			fprintf(stream, "%s# %s\n", indent, quirk->references.list[j]);
	}
}

bool export_ethtool(FILE *stream, const struct export_setting *setting,
		    const char *device)
{
	const char *on = on_off(setting->on);

	if (setting->type == ACTION_FEATURE)
		fprintf(stream, "-K %s %s %s", device, setting->name, on);
	else if (setting->type == ACTION_PRIVATE_FLAG)
		fprintf(stream, "--set-priv-flags %s %s %s", device, setting->name, on);
	else if (setting->type == ACTION_EEE)
		fprintf(stream, "--set-eee %s eee %s", device, on);
	return setting->type != ACTION_ASPM;
}

void export_cannot(FILE *stream, const struct export_setting *setting)
{
	fprintf(stream,
		"# NOT SET, this format has no word for it: %s%s%s %s (%s); export udev can\n",
		action_type_name(setting->type), setting->name ? " " : "",
		setting->name ?: "", on_off(setting->on), setting->quirk->id);
}

/* Facts may come from anybody. */
static const char *find_bad(const struct plan *plan)
{
	const struct facts *facts = plan->facts;

	if (facts->kernel && !is_plain_word(facts->kernel))
		return facts->kernel;
	for (size_t i = 0; i < facts->n_nics; i++) {
		const struct nic *nic = &facts->nics[i];

		if (!nic->slot || !is_plain_word(nic->slot))
			return nic->slot ?: "";
		for (size_t j = 0; j < nic->n_ifaces; j++)
			if (!is_plain_word(nic->ifaces[j].name))
				return nic->ifaces[j].name;
	}
	for (size_t i = 0; i < plan->n_modules; i++) {
		const struct plan_module *module = &plan->modules[i];

		if (!is_plain_word(module->module->name))
			return module->module->name;
		if (module->chosen &&
		    (!module->chosen->path || !is_plain_word(module->chosen->path)))
			return module->chosen->path ?: "";
	}
	return NULL;
}

int export_plan(const struct plan *plan, const struct env *env,
		const struct export_format *format, FILE *stream, const char **ret_bad)
{
	const char *bad = find_bad(plan);

	if (bad) {
		*ret_bad = bad;
		return -EINVAL;
	}
	return format->write(stream, plan, env);
}
