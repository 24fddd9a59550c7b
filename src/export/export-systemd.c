/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/export-setting.h"
#include "lint/link-file.h"

#define FILE_NAME "10-nicquirk-"

static void print_link_setting(FILE *stream, const struct nic *nic _unused_,
			       const struct export_setting *setting)
{
	const struct export_offload *offload = setting->offload;

	if (!offload || !offload->link[0]) {
		export_cannot(stream, setting);
		return;
	}
	for (const char *const *key = offload->link; *key; key++)
		fprintf(stream, "%s=%s\n", *key, setting->on ? "yes" : "no");
}

/* The file that counts for the card now, but for ours; NULL where there is none. */
static const struct unit_file *find_winner(const struct unit_files *files,
					   const struct env *env, const struct nic *nic)
{
	for (size_t i = 0; i < files->n && nic->n_ifaces; i++)
		if (strncmp(files->list[i].name, FILE_NAME, sizeof(FILE_NAME) - 1) != 0 &&
		    link_file_match(&files->list[i], env, nic, &nic->ifaces[0]) ==
			    LINK_YES)
			return &files->list[i];
	return NULL;
}

/*
 * Of all .link files the first that matches is the only one: ours has to say what that
 * said, above all how the card is called. Of a key that comes twice the last counts.
 */
static int print_inherited(FILE *stream, const struct env *env, const struct nic *nic)
{
	const struct unit_file *winner = NULL;
	struct unit_files files = { 0 };

	if (env && unit_files_links(env, /* problems= */ NULL, &files) < 0)
		return -ENOMEM;
	if (env)
		winner = find_winner(&files, env, nic);
	if (winner)
		fprintf(stream, "# As in %s:\n", winner->path);
	else
		fputs("# As in systemd's own 99-default.link:\n"
		      "NamePolicy=keep kernel database onboard slot path\n"
		      "AlternativeNamesPolicy=database onboard slot path\n",
		      stream);
	for (size_t i = 0; winner && i < winner->n_lines; i++)
		if (streq(winner->lines[i].section, "Link"))
			fprintf(stream, "%s=%s\n", winner->lines[i].key,
				winner->lines[i].value);
	fputc('\n', stream);
	unit_files_clear(&files);
	return 0;
}

int export_link(FILE *stream, const struct plan *plan, const struct env *env)
{
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct plan_card *card = &plan->cards[i];

		if (!export_has_settings(card))
			continue;
		fprintf(stream, "# file: /etc/systemd/network/" FILE_NAME "%s.link\n",
			card->nic->slot);
		export_reasons(stream, card, "");
		fputs("# Only the first file that matches counts, so this one repeats what counted before.\n"
		      "# The initramfs needs a copy: update-initramfs -u, or dracut --force.\n",
		      stream);
		fprintf(stream, "[Match]\nPath=pci-%s\n\n[Link]\n", card->nic->slot);
		if (print_inherited(stream, env, card->nic) < 0)
			return -ENOMEM;
		export_settings(stream, card, print_link_setting);
	}
	return 0;
}

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
