/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fnmatch.h>

#include "base/array.h"
#include "lint/conf-file.h"
#include "lint/conf-line.h"
#include "lint/lint-command.h"
#include "lint/udev-rule.h"

/* Distributions' own rules lie in /usr/lib/udev and are not looked at. */
static const char *const rule_folders[] = { "etc/udev/rules.d", "run/udev/rules.d",
					    "usr/local/lib/udev/rules.d", NULL };

/* What a rule does, as far as it runs ethtool. */
struct rule {
	const char *file;
	unsigned line;
	bool only_at_add; /* and not at "move", the event of the rename */
	bool is_net;	  /* SUBSYSTEM=="net" */
	char name[64];	  /* KERNEL== */
	char driver[64];  /* DRIVERS== */
};

/* Which rules see the new name in NAME and $name: those behind the file that chooses it.
 */
static bool is_behind_setup_link(const char *file)
{
	const char *base = strrchr(file, '/');

	return strcmp(base ? base + 1 : file, "80-net-setup-link.rules") > 0;
}

/* Whether a rule that has ACTION, by the operator "==" or "!=", is for that action. */
static bool is_for_action(const struct rule_key *key, const char *action)
{
	char list[64], *rest = list;
	bool listed = false;

	snprintf(list, sizeof(list), "%.63s", key->value);
	while (rest)
		listed |= fnmatch(strsep(&rest, "|"), action, 0) == 0;
	return listed == streq(key->operator, "==");
}

/* A card whose name is not the kernel's: udev has renamed it. */
static bool has_renamed_card(const struct lint *lint)
{
	const struct facts *facts = lint->plan->facts;

	for (size_t i = 0; i < facts->n_nics; i++)
		for (size_t j = 0; j < facts->nics[i].n_ifaces; j++)
			if (fnmatch("eth[0-9]*", facts->nics[i].ifaces[j].name, 0) != 0)
				return true;
	return false;
}

/* The kernel's name of a card at "add", as far as anybody can say. */
static bool is_kernel_name(const char *pattern)
{
	return fnmatch(pattern, "eth0", 0) == 0 || strncmp(pattern, "eth", 3) == 0;
}

static bool is_card_name(const struct lint *lint, const char *pattern)
{
	const struct facts *facts = lint->plan->facts;

	for (size_t i = 0; i < facts->n_nics; i++)
		for (size_t j = 0; j < facts->nics[i].n_ifaces; j++)
			if (fnmatch(pattern, facts->nics[i].ifaces[j].name, 0) == 0)
				return true;
	return false;
}

/* Whether a rule for "add" is for a card by a name, "eno1" or "en*|vmbr*", that it only
 * gets later. */
static bool never_matches(const struct lint *lint, const char *patterns)
{
	char list[64], *rest = list;
	bool is_for_card = false;

	snprintf(list, sizeof(list), "%s", patterns);
	while (rest) {
		const char *pattern = strsep(&rest, "|");

		if (is_kernel_name(pattern))
			return false;
		is_for_card |= is_card_name(lint, pattern);
	}
	return is_for_card;
}

/* Whether a list of patterns "eth*|en*" has one for a card, by a name that it has or had
 * before it was renamed. */
static bool has_card_name(const struct lint *lint, const char *patterns)
{
	char list[64], *rest = list;
	bool found = false;

	snprintf(list, sizeof(list), "%s", patterns);
	while (rest) {
		const char *pattern = strsep(&rest, "|");

		found |= is_kernel_name(pattern) || is_card_name(lint, pattern);
	}
	return found;
}

static bool has_card_driver(const struct lint *lint, const char *patterns)
{
	const struct facts *facts = lint->plan->facts;
	char list[64], *rest = list;
	bool found = false;

	snprintf(list, sizeof(list), "%s", patterns);
	while (rest) {
		const char *pattern = strsep(&rest, "|");

		for (size_t i = 0; i < facts->n_nics; i++)
			found |= !facts->nics[i].driver ||
				 fnmatch(pattern, facts->nics[i].driver, 0) == 0;
	}
	return found;
}

/* Whether a rule for interfaces may be for a card, and not for what is never renamed. */
static bool may_be_for_card(const struct lint *lint, const struct rule *rule)
{
	return (!*rule->name || has_card_name(lint, rule->name)) &&
	       (!*rule->driver || has_card_driver(lint, rule->driver));
}

/* Whether a rule is for one name that no interface has: that of another day. */
static bool names_no_interface(const struct lint *lint, const struct rule *rule)
{
	return *rule->name && rule->is_net && !strpbrk(rule->name, "|*?[$%") &&
	       !is_kernel_name(rule->name) && !lint_has_interface(lint, rule->name);
}

/* What stands for the name from before the rename: udev fills it in when it reads the
 * rule, and RUN starts afterwards. */
static const char *find_old_name(const char *value, const char *file)
{
	static const char *const words[] = { "%k", "$kernel", "$env{INTERFACE}",
					     "%E{INTERFACE}" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strstr(value, words[i]))
			return words[i];
	return strstr(value, "$name") && !is_behind_setup_link(file) ? "$name" : NULL;
}

static int add_old_name(struct lint *lint, const struct rule *rule, const char *word)
{
	return lint_add(lint, LINT_UDEV_RENAMED, rule->file, rule->line,
			"RUN starts when the card has been renamed, and %s still is "
			"its name from before: ethtool finds no such device",
			word);
}

/* What the file that chooses the name puts there, and is empty before. */
static const char *find_empty(const char *value, const char *file)
{
	static const char *const words[] = { "$env{ID_NET_NAME}", "%E{ID_NET_NAME}" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strstr(value, words[i]) && !is_behind_setup_link(file))
			return words[i];
	return NULL;
}

static int check_run(struct lint *lint, const struct rule *rule, const char *value)
{
	struct lint_effect effect = { 0 };
	const struct lint_command command = { .text = value,
					      .file = rule->file,
					      .line = rule->line,
					      .no_interface = LINT_SCRIPT_INTERFACE,
					      .is_shell = shell_command_is(value) };
	const char *old_name = rule->is_net && rule->only_at_add &&
					       has_renamed_card(lint) &&
					       may_be_for_card(lint, rule)
				       ? find_old_name(value, rule->file)
				       : NULL;
	char script[PATH_MAX];
	int r;

	if (strncmp(value, "ethtool ", strlen("ethtool ")) == 0)
		return lint_add(lint, LINT_UDEV_PATH, rule->file, rule->line,
				"never runs: a program without a path is looked for in "
				"/usr/lib/udev, and nowhere else");
	if (rule->is_net && rule->only_at_add && find_empty(value, rule->file) &&
	    strstr(value, "ethtool "))
		return lint_add(
			lint, LINT_UDEV_RENAMED, rule->file, rule->line,
			"%s is empty until 80-net-setup-link.rules has chosen the "
			"name, and this file sorts before",
			find_empty(value, rule->file));
	/* A rule that never matches never gets to the names in its command. */
	if (rule->is_net && rule->only_at_add && ethtool_line_sets(value) &&
	    never_matches(lint, rule->name))
		return lint_add(
			lint, LINT_UDEV_NAME, rule->file, rule->line,
			"at \"add\" the card still has the kernel's name, and not "
			"%s, unless the initramfs has renamed it",
			rule->name);
	if (old_name && ethtool_line_sets(value))
		return add_old_name(lint, rule, old_name);
	r = lint_command(lint, &command, &effect);
	if (r >= 0 && effect.cures && names_no_interface(lint, rule))
		return lint_add(lint, LINT_UDEV_NAME, rule->file, rule->line,
				"is for %s, and there is no such interface", rule->name);
	if (r < 0 || lint_command_script(lint, value, script) < 0)
		return r;
	r = lint_script(lint, script, LINT_SCRIPT_INTERFACE, &effect);
	return r >= 0 && old_name && effect.cures ? add_old_name(lint, rule, old_name)
						  : r;
}

/* A program that runs while udev reads the rules, at "add": the card has the kernel's
 * name until all of them are read. */
static int check_program(struct lint *lint, const struct rule *rule, const char *value)
{
	struct shell_reader reader = { .cursor = value };
	struct ethtool_call call;

	if (!rule->is_net || !rule->only_at_add || !has_renamed_card(lint))
		return 0;
	while (ethtool_line_next(&reader, &call)) {
		bool is_new = is_kernel_name(call.interface)
				      ? false
				      : lint_has_card(lint, call.interface);

		if (is_new ||
		    (streq(call.interface, "$name") && is_behind_setup_link(rule->file)))
			return lint_add(lint, LINT_UDEV_EARLY, rule->file, rule->line,
					"runs before the card is renamed, and %s is its "
					"name afterwards: ethtool finds no such device",
					call.interface);
	}
	return 0;
}

/* NAME== in a file that comes before the name is chosen. */
static int check_name_key(struct lint *lint, const struct rule *rule,
			  const struct rule_key *key, bool sets)
{
	if (!sets || !rule->is_net || is_behind_setup_link(rule->file) ||
	    !is_card_name(lint, key->value))
		return 0;
	return lint_add(
		lint, LINT_UDEV_NAME, rule->file, rule->line,
		"NAME is empty until 80-net-setup-link.rules has chosen it, and this "
		"file sorts before");
}

/* Whether a rule of the line sets something with ethtool, by itself. */
static bool rule_sets(const char *text)
{
	struct rule_key key;

	while (udev_rule_next(&text, &key))
		if ((strncmp(key.name, "RUN", 3) == 0 ||
		     streq(key.name, "IMPORT{program}") || streq(key.name, "PROGRAM")) &&
		    ethtool_line_sets(key.value))
			return true;
	/* Behind what udev does not read. */
	while (!ethtool_line_sets(text)) {
		text = strchr(text, '"');
		if (!text++)
			return false;
	}
	return true;
}

static void read_match(struct rule *rule, const struct rule_key *key)
{
	bool equals = streq(key->operator, "==");

	if (streq(key->name, "ACTION") && (equals || streq(key->operator, "!=")))
		rule->only_at_add =
			is_for_action(key, "add") && !is_for_action(key, "move");
	else if (streq(key->name, "SUBSYSTEM") && equals)
		rule->is_net = streq(key->value, "net");
	else if ((streq(key->name, "KERNEL") || streq(key->name, "ENV{INTERFACE}")) &&
		 equals)
		snprintf(rule->name, sizeof(rule->name), "%.63s", key->value);
	else if (str_in_set(key->name, "DRIVERS", "ENV{ID_NET_DRIVER}") && equals)
		snprintf(rule->driver, sizeof(rule->driver), "%.63s", key->value);
}

/* What is wrong with a line before it is asked what it runs. */
static int check_rule_line(struct lint *lint, const struct rule *rule, const char *text,
			   bool *is_dead)
{
	const char *none = rule->is_net ? udev_rule_matches_none(text) : NULL;
	struct rule_key key;
	char refused[128];

	*is_dead = true;
	if (udev_rule_refused(text, refused, sizeof(refused)))
		return lint_add(lint, LINT_UDEV_REFUSED, rule->file, rule->line,
				"udev leaves the line out: it does not take \"%s\"",
				refused);
	if (none)
		return lint_add(lint, LINT_UDEV_NAME, rule->file, rule->line, "%s", none);
	while (udev_rule_next(&text, &key))
		if (udev_rule_key_assigns(&key))
			return lint_add(
				lint, LINT_UDEV_REFUSED, rule->file, rule->line,
				"\"%s%s\" is no test: it sets that, and the line is for "
				"every device",
				key.name, key.operator);
	*is_dead = false;
	return 0;
}

/* The rules of a file: what a GOTO has left out until its label. */
struct rule_file {
	struct lint *lint;
	char net_label[64]; /* up to it, all is for interfaces; "": nothing is */
	char add_label[64]; /* or for "add" */
};

/* 'SUBSYSTEM!="net", GOTO="end"' and its like: a test, and where to go on. */
static void read_goto(struct rule_file *rules, const char *text)
{
	struct rule_key test, go;

	if (!udev_rule_next(&text, &test))
		return;
	if (streq(test.name, "LABEL")) {
		if (streq(test.value, rules->net_label))
			*rules->net_label = '\0';
		if (streq(test.value, rules->add_label))
			*rules->add_label = '\0';
	}
	if (!udev_rule_next(&text, &go) || !streq(go.name, "GOTO") ||
	    udev_rule_next(&text, &go) || !streq(test.operator, "!="))
		return;
	if (streq(test.name, "SUBSYSTEM") && streq(test.value, "net"))
		snprintf(rules->net_label, sizeof(rules->net_label), "%.63s", go.value);
	if (!streq(test.name, "ACTION"))
		return;
	strcpy(test.operator, "==");
	if (is_for_action(&test, "add") && !is_for_action(&test, "move"))
		snprintf(rules->add_label, sizeof(rules->add_label), "%.63s", go.value);
}

static int take_rule(void *user, char *text, const char *file, unsigned line)
{
	struct rule_file *rules = user;
	struct rule rule = { .file = file,
			     .line = line,
			     .is_net = *rules->net_label,
			     .only_at_add = *rules->add_label };
	struct lint *lint = rules->lint;
	const char *cursor = text;
	bool is_dead = false;
	struct rule_key key;
	int r = 0;

	read_goto(rules, text);
	while (udev_rule_next(&cursor, &key))
		read_match(&rule, &key);
	/* Nothing but an interface has a card's name. */
	rule.is_net |= *rule.name && never_matches(lint, rule.name);
	if (rule_sets(text))
		r = check_rule_line(lint, &rule, text, &is_dead);
	cursor = text;
	while (r >= 0 && !is_dead && udev_rule_next(&cursor, &key)) {
		if (strncmp(key.name, "RUN", 3) == 0)
			r = check_run(lint, &rule, key.value);
		else if (str_in_set(key.name, "IMPORT{program}", "PROGRAM"))
			r = check_program(lint, &rule, key.value);
		else if (streq(key.name, "NAME") && streq(key.operator, "=="))
			r = check_name_key(lint, &rule, &key, rule_sets(text));
	}
	return r;
}

int lint_udev_rules(struct lint *lint)
{
	struct conf_files files = { 0 };
	int r;

	r = conf_files_list(lint->env, rule_folders, ".rules", lint->problems, &files);
	for (size_t i = 0; i < files.n && r >= 0; i++) {
		struct rule_file rules = { .lint = lint };

		r = conf_lines_read(files.list[i].path, take_rule, &rules);
		if (r < 0 && r != -ENOMEM) {
			if (r != -ENOENT)
				problem_add(lint->problems, files.list[i].path, 0, "%s",
					    strerror(-r));
			r = 0;
		}
	}
	conf_files_clear(&files);
	return r;
}
