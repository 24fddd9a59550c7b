/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fnmatch.h>

#include "base/array.h"
#include "lint/conf-file.h"
#include "lint/conf-line.h"
#include "lint/lint-command.h"

typedef bool line_test(const char *text);

static bool runs_ethtool(const char *text)
{
	const char *at = strstr(text, "ethtool ");

	return at && ethtool_line_sets(at);
}

/* RUN+="/usr/sbin/ethtool -K ...": a script may lie there as well. */
static bool is_rule(const char *text)
{
	return strstr(text, "RUN") && strchr(text, '"') && runs_ethtool(text);
}

/* "ExecStart=/usr/sbin/ethtool -K ..." */
static bool is_exec(const char *text)
{
	return strncmp(text, "Exec", strlen("Exec")) == 0 && runs_ethtool(text);
}

static bool is_offload_key(const char *text)
{
	return fnmatch("*Offload*=*", text, 0) == 0;
}

static bool is_netplan_key(const char *text)
{
	return strstr(text, "-offload:");
}

/* Folders that look right, who reads them, and what of them: where that is none, the
 * folder is not read at all. */
static const struct place {
	const char *folder;
	const char *suffixes[8]; /* of the names that are read */
	const char *reader;
	const char *where;
	line_test *test;
} unread_places[] = {
	{ "etc/udev", { NULL }, "udev", "/etc/udev/rules.d/NAME.rules", is_rule },
	{ "etc/udev/rules.d",
	  { ".rules" },
	  "udev",
	  "/etc/udev/rules.d/NAME.rules",
	  is_rule },
	{ "etc/systemd",
	  { ".conf" },
	  "systemd",
	  "/etc/systemd/system/NAME.service",
	  is_exec },
	{ "etc/systemd/system",
	  { ".service", ".timer", ".path", ".socket", ".target", ".mount" },
	  "systemd",
	  "/etc/systemd/system/NAME.service",
	  is_exec },
	{ "etc/systemd/user",
	  { NULL },
	  "the systemd of the host",
	  "/etc/systemd/system/NAME.service",
	  is_exec },
	{ "etc/systemd",
	  { NULL },
	  "udev",
	  "/etc/systemd/network/NAME.link",
	  is_offload_key },
	{ "etc/systemd/system",
	  { NULL },
	  "udev",
	  "/etc/systemd/network/NAME.link",
	  is_offload_key },
	{ "etc/systemd/network",
	  { ".link", ".network", ".netdev" },
	  "udev",
	  "/etc/systemd/network/NAME.link",
	  is_offload_key },
	{ "etc/netplan",
	  { ".yaml" },
	  "netplan",
	  "/etc/netplan/NAME.yaml",
	  is_netplan_key },
};

struct place_reading {
	struct lint *lint;
	const struct place *place;
	bool found;
};

static int take_place_line(void *user, char *text, const char *file, unsigned line)
{
	struct place_reading *reading = user;

	if (reading->found || !reading->place->test(text))
		return 0;
	reading->found = true;
	return lint_add(reading->lint, LINT_PLACE, file, line,
			"%s does not read this file: it takes %s", reading->place->reader,
			reading->place->where);
}

/* Whether the file is read, or has been renamed to put it aside: "99-tso.rules.off". */
static bool is_read_or_aside(const struct place *place, const char *name)
{
	for (const char *const *suffix = place->suffixes; *suffix; suffix++)
		if (strstr(name, *suffix))
			return true;
	return conf_file_is_put_aside(name);
}

static int check_unread_place(struct lint *lint, const struct place *place)
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	int r = env_list(lint->env, ENV_ROOT, &names, "%s", place->folder);

	for (size_t i = 0; i < names.n && r >= 0; i++) {
		struct place_reading reading = { lint, place, false };
		char path[PATH_MAX];

		if (is_read_or_aside(place, names.list[i]) ||
		    env_path(path, lint->env, ENV_ROOT, "%s/%s", place->folder,
			     names.list[i]) < 0)
			continue;
		/* A folder, or what cannot be read: nobody said that it is a file of this
		 * kind. */
		r = conf_lines_read(path, take_place_line, &reading);
		r = r == -ENOMEM ? r : 0;
	}
	return r == -ENOMEM ? r : 0;
}

int lint_places(struct lint *lint)
{
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(unread_places) && r >= 0; i++)
		r = check_unread_place(lint, &unread_places[i]);
	return r;
}
