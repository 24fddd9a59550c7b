/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/lint-link.h"
#include "lint/link-file.h"

/* What the files mean to the interfaces of this host's cards. */
struct link_check {
	struct lint *lint;
	const struct unit_files *files;
	bool *reported; /* of each file, that it takes a name */
	const struct iface *
		*wanted;  /* of each file, the first interface that it is for */
	size_t *loses_to; /* and the file that has it */
	bool *used;
};

/* Of the files after this one, the first that surely is for the interface and names
 * it. */
static const struct unit_file *find_namer(const struct link_check *check, size_t after,
					  const struct nic *nic,
					  const struct iface *iface)
{
	for (size_t i = after + 1; i < check->files->n; i++)
		if (link_file_names(&check->files->list[i]) &&
		    link_file_match(&check->files->list[i], check->lint->env, nic,
				    iface) == LINK_YES)
			return &check->files->list[i];
	return NULL;
}

static int check_name(struct link_check *check, size_t i, enum link_match match,
		      const struct nic *nic, const struct iface *iface)
{
	const struct unit_file *file = &check->files->list[i], *namer;

	if (link_file_names(file) || check->reported[i])
		return 0;
	check->reported[i] = true;
	namer = find_namer(check, i, nic, iface);
	return lint_add(check->lint, LINT_LINK_NAME, file->path, 0,
			"%s %s from %s and does not name it: at the next boot the card "
			"has another name",
			match == LINK_YES ? "takes" : "may take", iface->name,
			namer ? namer->path : "99-default.link");
}

/* The first file that matches has the interface; the rest are as if they were not
 * there. */
static int check_interface(struct link_check *check, const struct nic *nic,
			   const struct iface *iface)
{
	size_t winner = check->files->n;
	int r = 0;

	for (size_t i = 0; i < check->files->n && r >= 0; i++) {
		enum link_match match = link_file_match(&check->files->list[i],
							check->lint->env, nic, iface);

		if (match == LINK_NO)
			continue;
		if (!check->wanted[i])
			check->wanted[i] = iface;
		if (winner < check->files->n) {
			check->loses_to[i] = winner;
			continue;
		}
		check->used[i] = true;
		r = check_name(check, i, match, nic, iface);
		if (match == LINK_YES)
			winner = i;
	}
	return r;
}

/* The first line of the owner's, in the file or in a drop-in, that asks for anything that
 * the other file does not; NULL where there is none. */
static const struct unit_line *find_wasted(const struct unit_file *file,
					   const struct unit_file *other)
{
	for (size_t i = 0; i < file->n_lines; i++) {
		const struct unit_line *line = &file->lines[i], *same;

		if (streq(line->section, "Match") || !lint_link_is_own(line->file))
			continue;
		same = unit_file_find(other, line->section, line->key);
		if (!same || !streq(same->value, line->value))
			return line;
	}
	return NULL;
}

static int check_unused(struct link_check *check, size_t i)
{
	const struct unit_file *winner = &check->files->list[check->loses_to[i]];
	const struct unit_line *wasted = find_wasted(&check->files->list[i], winner);

	if (check->used[i] || !wasted)
		return 0;
	return lint_add(check->lint, LINT_LINK_UNUSED, wasted->file, 0,
			"does nothing: the first file that matches %s is %s, and only "
			"that one counts",
			check->wanted[i]->name, winner->path);
}

static int check_file(struct link_check *check, size_t i)
{
	const struct unit_file *file = &check->files->list[i];
	const struct unit_line *line =
		link_file_switches_off(file, "TCPSegmentationOffload");
	int r;

	if (!check->wanted[i])
		return 0;
	r = check_unused(check, i);
	if (r >= 0 && line && !link_file_switches_off(file, "TCP6SegmentationOffload"))
		r = lint_add(check->lint, LINT_LINK_TSO, line->file, line->line,
			     "switches TSO off for IPv4 alone: over IPv6 %s still uses "
			     "it",
			     check->wanted[i]->name);
	return r;
}

static int check_files(struct link_check *check)
{
	const struct facts *facts = check->lint->plan->facts;
	int r = 0;

	for (size_t i = 0; i < facts->n_nics && r >= 0; i++)
		for (size_t j = 0; j < facts->nics[i].n_ifaces && r >= 0; j++)
			r = check_interface(check, &facts->nics[i],
					    &facts->nics[i].ifaces[j]);
	for (size_t i = 0; i < check->files->n && r >= 0; i++)
		r = check_file(check, i);
	return r;
}

/* "OriginalName=eno1": the kernel's name is asked for, and the owner gave today's.
 * netplan does so in /run, and it works for it. */
static int check_original(struct lint *lint, const struct unit_file *file)
{
	const struct facts *facts = lint->plan->facts;

	for (size_t i = 0; i < facts->n_nics; i++)
		for (size_t j = 0; j < facts->nics[i].n_ifaces; j++) {
			const char *name = facts->nics[i].ifaces[j].name;
			const struct unit_line *line =
				unit_file_find_word(file, "Match", "OriginalName", name);

			if (line && lint_link_is_own(line->file) &&
			    strncmp(name, "eth", 3) != 0)
				return lint_add(
					lint, LINT_LINK_ORIGINAL, line->file, line->line,
					"at \"add\" the card still has the kernel's "
					"name: the file counts only once it is called "
					"%s, when a bridge may have it already",
					name);
		}
	return 0;
}

/* "Name=eno1" in [Match], as a .network file has it. */
static int check_foreign(struct lint *lint, const struct unit_file *file)
{
	const struct unit_line *foreign = NULL;
	bool has_match = false;

	for (size_t i = 0; i < file->n_lines; i++) {
		const struct unit_line *line = &file->lines[i];

		if (!link_line_is_foreign(line))
			has_match |= streq(line->section, "Match");
		else if (lint_link_is_own(line->file))
			foreign = line;
	}
	if (!foreign)
		return 0;
	return lint_add(lint, LINT_LINK_ORIGINAL, foreign->file, foreign->line,
			"\"%s=\" is no key of [Match] in a .link file: udev ignores %s",
			foreign->key, has_match ? "it" : "the file");
}

/* The first file that matches names the interface. */
static int add_next_name(struct lint *lint, const struct unit_files *files,
			 const struct nic *nic, const struct iface *iface)
{
	for (size_t i = 0; i < files->n; i++) {
		const struct unit_line *name =
			unit_file_find(&files->list[i], "Link", "Name");

		if (link_file_match(&files->list[i], lint->env, nic, iface) != LINK_YES)
			continue;
		return name ? strings_add(&lint->next_names, name->value) : 0;
	}
	return 0;
}

int lint_read_next_names(struct lint *lint)
{
	const struct facts *facts = lint->plan->facts;
	struct unit_files files = { 0 };
	int r = unit_files_links(lint->env, NULL, &files); /* lint_links() reports */

	for (size_t i = 0; i < facts->n_nics && r >= 0; i++)
		for (size_t j = 0; j < facts->nics[i].n_ifaces && r >= 0; j++)
			r = add_next_name(lint, &files, &facts->nics[i],
					  &facts->nics[i].ifaces[j]);
	unit_files_clear(&files);
	return r;
}

int lint_links(struct lint *lint)
{
	struct unit_files files = { 0 };
	struct link_check check = { .lint = lint, .files = &files };
	int r;

	r = unit_files_links(lint->env, lint->problems, &files);
	for (size_t i = 0; i < files.n && r >= 0; i++) {
		r = check_original(lint, &files.list[i]);
		if (r >= 0)
			r = check_foreign(lint, &files.list[i]);
		if (r >= 0)
			r = lint_link_keys(lint, &files.list[i]);
	}
	if (r >= 0)
		r = lint_link_drop_ins(lint, &files);
	if (r < 0 || files.n == 0)
		return r;
	check.reported = calloc(files.n, sizeof(*check.reported));
	check.wanted = calloc(files.n, sizeof(*check.wanted));
	check.loses_to = calloc(files.n, sizeof(*check.loses_to));
	check.used = calloc(files.n, sizeof(*check.used));
	if (check.reported && check.wanted && check.loses_to && check.used)
		r = check_files(&check);
	else
		r = -ENOMEM;
	free(check.reported);
	free(check.wanted);
	free(check.loses_to);
	free(check.used);
	unit_files_clear(&files);
	return r;
}
