/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <sys/stat.h>

#include "lint/conf-file.h"
#include "lint/fits-any.h"
#include "lint/lint-command.h"
#include "lint/unit-file.h"

/* The connections of NetworkManager, and their [ethtool]. */

/* The words with which the names of its keys begin, NetworkManager 1.14 to 1.54. */
static const char *const key_groups[] = { "feature-*",	"coalesce-*", "ring-*", "pause-*",
					  "channels-*", "eee-*",      "fec-*" };

/* Names that ethtool has for features, and NetworkManager has not. */
static const char *const foreign_names[] = {
	"*[A-Z]*",
	"rx-checksumming",
	"tx-checksumming",
	"scatter-gather",
	"tcp-segmentation-offload",
	"generic-segmentation-offload",
	"generic-receive-offload",
	"large-receive-offload",
	"rx-vlan-offload",
	"tx-vlan-offload",
	"ntuple-filters",
	"receive-hashing",
	"eee",
};

/* What follows "feature-", or NULL. */
static const char *feature_of(const char *key)
{
	return fnmatch("feature-*", key, 0) == 0 ? key + strlen("feature-") : NULL;
}

static bool is_known_key(const char *key)
{
	const char *feature = feature_of(key);

	return feature ? !fits_any(foreign_names, ARRAY_SIZE(foreign_names), feature)
		       : fits_any(key_groups, ARRAY_SIZE(key_groups), key);
}

static const char *value_of(const struct unit_file *file, const char *section,
			    const char *key)
{
	const struct unit_line *line = unit_file_find(file, section, key);

	return line ? line->value : NULL;
}

/* Checks a feature as the call of ethtool that it stands for: where CURES, whether a
 * quirk asks for it, whatever the card. */
static int check_feature(struct lint *lint, const struct unit_line *line,
			 const char *interface, bool *cures)
{
	const bool on = str_in_set(line->value, "true", "1");
	struct lint_effect effect = { 0 };
	struct lint_command command = { .file = line->file,
					.line = line->line,
					.no_interface = LINT_STANZA_INTERFACE };
	_cleanup_free_ char *text = NULL;
	int r;

	if (asprintf(&text, "ethtool -K %s %s %s", interface, feature_of(line->key),
		     on_off(on)) < 0)
		return -ENOMEM;
	command.text = text;
	r = lint_command(lint, &command, &effect);
	*cures = effect.cures;
	return r;
}

static int check_keyfile_line(struct lint *lint, const struct unit_line *line,
			      const char *interface, bool is_bridge)
{
	bool cures = false;
	int r;

	if (!is_known_key(line->key))
		return lint_add(lint, LINT_KEYFILE, line->file, line->line,
				"\"%s\" does nothing: NetworkManager has no such key of "
				"[ethtool], but such as feature-tso",
				line->key);
	if (!feature_of(line->key))
		return 0;
	if (!str_in_set(line->value, "true", "false", "1", "0"))
		return lint_add(lint, LINT_KEYFILE, line->file, line->line,
				"\"%s=%s\" does nothing: NetworkManager takes true or "
				"false, and nothing behind it",
				line->key, line->value);
	/* Where no quirk asks for it, it may be for a card that comes and goes. */
	r = check_feature(lint, line, "$IFACE", &cures);
	if (r < 0 || !cures || !interface)
		return r;
	if (is_bridge)
		return lint_add(lint, LINT_BRIDGE, line->file, line->line,
				"sets it on %s, and its ports keep their own: what is "
				"forwarded through it still uses it",
				interface);
	return check_feature(lint, line, interface, &cures);
}

static bool is_open_to_others(const struct unit_file *file)
{
	struct stat st;

	return stat(file->path, &st) == 0 && (st.st_mode & 077);
}

/* NetworkManager reads no file that others than root may read. A copy of a host may have
 * lost the modes: a file of mode 0600 there shows that it has not. */
static bool keyfiles_keep_modes(const struct lint *lint, const struct unit_files *files)
{
	for (size_t i = 0; i < files->n; i++)
		if (!is_open_to_others(&files->list[i]))
			return true;
	return env_is_live(lint->env);
}

static int check_keyfile(struct lint *lint, const struct unit_file *file,
			 bool keeps_modes)
{
	const char *type = value_of(file, "connection", "type");
	const char *interface = value_of(file, "connection", "interface-name");
	const size_t n = lint->n_findings;
	int r = 0;

	if (!type || !str_in_set(type, "ethernet", "802-3-ethernet", "bridge") ||
	    (interface && strlen(interface) >= IFNAMSIZ))
		return 0;
	for (size_t i = 0; i < file->n_lines && r >= 0; i++) {
		const struct unit_line *line = &file->lines[i];

		if (!streq(line->section, "ethtool"))
			continue;
		if (keeps_modes && is_open_to_others(file))
			return lint_add(
				lint, LINT_KEYFILE, file->path, 0,
				"NetworkManager ignores the file: others than root "
				"may read it");
		r = check_keyfile_line(lint, line, interface, streq(type, "bridge"));
		/* Of a name that nobody has once is enough. */
		if (lint->n_findings > n &&
		    lint->findings[lint->n_findings - 1].id != LINT_KEYFILE)
			return r;
	}
	return r;
}

int lint_keyfiles(struct lint *lint)
{
	struct unit_files files = { 0 };
	int r = unit_files_keyfiles(lint->env, lint->problems, &files);
	const bool keeps_modes = keyfiles_keep_modes(lint, &files);

	for (size_t i = 0; i < files.n && r >= 0; i++)
		if (*files.list[i].name != '.' &&
		    !conf_file_is_put_aside(files.list[i].name))
			r = check_keyfile(lint, &files.list[i], keeps_modes);
	unit_files_clear(&files);
	return r;
}
