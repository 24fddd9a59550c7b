/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/export-setting.h"

/* By slot, for a name may change; the doubled dollar is systemd's. */
static void print_unit_setting(FILE *stream, const struct nic *nic,
			       const struct export_setting *setting)
{
	if (setting->type == ACTION_ASPM) {
		fprintf(stream,
			"ExecStart=-/bin/sh -c 'echo %d >/sys/bus/pci/devices/%s/link/%s'\n",
			setting->on, nic->slot, setting->name);
		return;
	}
	fprintf(stream,
		"ExecStart=-/bin/sh -c 'for port in /sys/bus/pci/devices/%s/net/*; do "
		"ethtool ",
		nic->slot);
	export_ethtool(stream, setting, "\"$${port##*/}\"");
	fputs("; done'\n", stream);
}

int export_networkd(FILE *stream, const struct plan *plan, const struct env *env _unused_)
{
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct plan_card *card = &plan->cards[i];

		if (!export_has_settings(card))
			continue;
		fputs("# file: /etc/systemd/system/nicquirk-", stream);
		/* A colon would have to be escaped wherever the unit is named. */
		for (const char *c = card->nic->slot; *c; c++)
			fputc(*c == ':' ? '-' : *c, stream);
		fputs(".service\n", stream);
		export_reasons(stream, card, "");
		fprintf(stream,
			"# Needs ethtool. Enable it with systemctl enable.\n"
			"[Unit]\n"
			"Description=Settings of the network card %s\n"
			"DefaultDependencies=no\n"
			"After=systemd-udev-trigger.service\n"
			"Wants=network-pre.target\n"
			"Before=network-pre.target systemd-networkd.service\n"
			"\n"
			"[Service]\n"
			"Type=oneshot\n"
			"RemainAfterExit=yes\n"
			"ExecStart=-udevadm settle --timeout=10\n",
			card->nic->slot);
		export_settings(stream, card, print_unit_setting);
		fputs("\n[Install]\nWantedBy=systemd-networkd.service\n", stream);
	}
	return 0;
}
