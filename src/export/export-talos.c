/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/export-setting.h"
#include "quirk/feature-group.h"

/*
 * Talos knows no more than features, by the kernel's names:
 * https://docs.siderolabs.com/talos/v1.11/reference/network/ethernetconfig
 */
static void print_feature(FILE *stream, const struct nic *nic,
			  const struct export_setting *setting)
{
	/* Of a group whose members on the card are not known. */
	static const struct {
		const char *group;
		const char *names[3];
	} groups[] = {
		{ "tso", { "tx-tcp-segmentation", "tx-tcp6-segmentation" } },
		{ "gso", { "tx-generic-segmentation" } },
		{ "gro", { "rx-gro" } },
		{ "lro", { "rx-lro" } },
		{ "rx", { "rx-checksum" } },
		{ "tx", { "tx-checksum-ip-generic" } },
		{ "sg", { "tx-scatter-gather" } },
		{ "rxvlan", { "rx-vlan-hw-parse" } },
		{ "txvlan", { "tx-vlan-hw-insert" } },
		{ "ntuple", { "rx-ntuple-filter" } },
		{ "rxhash", { "rx-hashing" } },
	};
	const char *value = setting->on ? "true" : "false";
	const struct iface *iface = nic->n_ifaces ? &nic->ifaces[0] : NULL;

	if (setting->type != ACTION_FEATURE) {
		export_cannot(stream, setting);
		return;
	}
	if (iface && iface->features_known) {
		for (size_t i = 0; i < iface->n_features; i++)
			if (feature_group_has(iface->features[i].name, setting->name) &&
			    !iface->features[i].fixed)
				fprintf(stream, "    %s: %s\n", iface->features[i].name,
					value);
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
		if (!streq(groups[i].group, setting->name))
			continue;
		for (const char *const *name = groups[i].names; *name; name++)
			fprintf(stream, "    %s: %s\n", *name, value);
		return;
	}
	fprintf(stream, "    %s: %s\n", setting->name, value);
}

int export_talos(FILE *stream, const struct plan *plan, const struct env *env _unused_)
{
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct plan_card *card = &plan->cards[i];

		if (!export_has_settings(card))
			continue;
		for (size_t j = 0; j < card->nic->n_ifaces; j++) {
			const char *name = card->nic->ifaces[j].name;

			fprintf(stream,
				"---\n# file: ethernet-%s.yaml, for talosctl patch "
				"machineconfig --patch @FILE\n",
				name);
			export_reasons(stream, card, "");
			fprintf(stream,
				"apiVersion: v1alpha1\nkind: EthernetConfig\nname: %s\n"
				"features:\n",
				name);
			export_settings(stream, card, print_feature);
		}
	}
	return 0;
}
