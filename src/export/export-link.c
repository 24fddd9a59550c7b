/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/export-setting.h"
#include "lint/link-file.h"

#define FILE_NAME    "10-nicquirk-"
#define DROP_IN_NAME "50-nicquirk-export.conf"
#define EEE_SECTION  "EnergyEfficientEthernet"

static void print_link_setting(FILE *stream, const struct nic *nic _unused_,
			       const struct export_setting *setting)
{
	const struct export_offload *offload = setting->offload;

	if (setting->type == ACTION_EEE)
		return;
	if (!offload || !offload->link[0]) {
		export_cannot(stream, setting);
		return;
	}
	for (const char *const *key = offload->link; *key; key++)
		fprintf(stream, "%s=%s\n", *key, setting->on ? "yes" : "no");
}

/* A section of its own, after [Link]. */
static void print_eee(FILE *stream, const struct nic *nic _unused_,
		      const struct export_setting *setting)
{
	if (setting->type == ACTION_EEE)
		fprintf(stream,
			"\n# systemd 258 and newer; older ones leave it out: export udev can\n"
			"[" EEE_SECTION "]\nEnable=%s\n",
			setting->on ? "yes" : "no");
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

/* Whether the file is for one card alone, as Proxmox VE's 50-pve-nic0.link and netplan's
 * are. */
static bool is_of_one_card(const struct unit_file *file)
{
	static const char *const keys[] = { "MACAddress", "PermanentMACAddress", "Path" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const struct unit_line *line = unit_file_find(file, "Match", keys[i]);

		if (line && !strpbrk(line->value, "*?[! \t"))
			return true;
	}
	return false;
}

static void print_block(FILE *stream, const struct unit_file *file, unsigned block)
{
	for (size_t i = 0; i < file->n_lines; i++)
		if (file->lines[i].block == block)
			fprintf(stream, "%s=%s\n", file->lines[i].key,
				file->lines[i].value);
}

/* What the file has besides [Match] and [Link], each section by itself: [SR-IOV] may
 * repeat. */
static void print_other_sections(FILE *stream, const struct unit_file *file)
{
	unsigned block = 0;

	for (size_t i = 0; i < file->n_lines; i++) {
		const struct unit_line *line = &file->lines[i];

		if (line->block == block || streq(line->section, "Match") ||
		    streq(line->section, "Link"))
			continue;
		block = line->block;
		fprintf(stream, "\n[%s]\n", line->section);
		print_block(stream, file, block);
	}
}

static void print_link_section(FILE *stream, const struct unit_file *winner)
{
	if (!winner) {
		fputs("# As in systemd's own 99-default.link:\n"
		      "NamePolicy=keep kernel database onboard slot path\n"
		      "AlternativeNamesPolicy=database onboard slot path mac\n\n",
		      stream);
		return;
	}
	fprintf(stream, "# As in %s:\n", winner->path);
	for (size_t i = 0; i < winner->n_lines; i++)
		if (streq(winner->lines[i].section, "Link"))
			fprintf(stream, "%s=%s\n", winner->lines[i].key,
				winner->lines[i].value);
	fputc('\n', stream);
}

/*
 * Of all .link files the first that matches is the only one: ours has to say what that
 * said, above all how the card is called. Of a key that comes twice the last counts.
 */
static void print_file(FILE *stream, const struct plan_card *card,
		       const struct unit_file *winner)
{
	fprintf(stream, "# file: /etc/systemd/network/" FILE_NAME "%s.link\n",
		card->nic->slot);
	export_reasons(stream, card, "");
	fprintf(stream,
		"# Only the first file that matches counts, so this one repeats what counted "
		"before.\n"
		"# The initramfs needs a copy: update-initramfs -u, or dracut --force.\n"
		"[Match]\nPath=pci-%s\n\n[Link]\n",
		card->nic->slot);
	print_link_section(stream, winner);
	export_settings(stream, card, print_link_setting);
	if (winner)
		print_other_sections(stream, winner);
	export_settings(stream, card, print_eee);
}

/* Where a file is for this card alone, a drop-in of it survives that the card is named
 * anew. */
static void print_drop_in(FILE *stream, const struct plan_card *card,
			  const struct unit_file *winner)
{
	fprintf(stream, "# file: /etc/systemd/network/%s.d/" DROP_IN_NAME "\n",
		winner->name);
	export_reasons(stream, card, "");
	fprintf(stream,
		"# Adds to %s, which names the card.\n"
		"# The initramfs needs a copy: update-initramfs -u, or dracut --force.\n"
		"[Link]\n",
		winner->path);
	export_settings(stream, card, print_link_setting);
	export_settings(stream, card, print_eee);
}

int export_link(FILE *stream, const struct plan *plan, const struct env *env)
{
	struct unit_files files = { 0 };

	if (env && unit_files_links(env, /* problems= */ NULL, &files) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct plan_card *card = &plan->cards[i];
		const struct unit_file *winner;

		if (!export_has_settings(card))
			continue;
		winner = find_winner(&files, env, card->nic);
		if (winner && is_of_one_card(winner))
			print_drop_in(stream, card, winner);
		else
			print_file(stream, card, winner);
	}
	unit_files_clear(&files);
	return 0;
}
