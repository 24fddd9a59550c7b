/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/export-setting.h"

static void print_setting(FILE *stream, const struct nic *nic _unused_,
			  const struct export_setting *setting)
{
	const struct export_offload *offload = setting->offload;

	if (!offload) {
		export_cannot(stream, setting);
		return;
	}
	for (const char *const *property = offload->nm; *property; property++)
		fprintf(stream, "%s=%s\n", *property, setting->on ? "true" : "false");
}

int export_nm(FILE *stream, const struct plan *plan, const struct env *env _unused_)
{
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct plan_card *card = &plan->cards[i];

		if (!export_has_settings(card))
			continue;
		fprintf(stream,
			"# file: /etc/NetworkManager/system-connections/nicquirk-%s.nmconnection\n",
			card->nic->slot);
		export_reasons(stream, card, "");
		fprintf(stream,
			"# NetworkManager takes it with mode 0600 alone: chmod 600 FILE, then\n"
			"# nmcli connection load FILE.\n"
			"# Counts only while this connection is up: where the card has one already, put\n"
			"# the [ethtool] section into that.\n"
			"[connection]\nid=nicquirk-%s\ntype=ethernet\n\n"
			"[match]\npath=pci-%s;\n\n[ethtool]\n",
			card->nic->slot, card->nic->slot);
		export_settings(stream, card, print_setting);
	}
	return 0;
}
