/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/lint-command.h"

#include <strings.h>

#include "lint/fits-any.h"
#include "quirk/feature-group.h"

/* The names that "ethtool -k" prints for what its short names set. */
static const char *short_name(const char *name)
{
	static const struct {
		const char *name, *short_name;
	} names[] = {
		{ "rx-checksumming", "rx" },
		{ "tx-checksumming", "tx" },
		{ "scatter-gather", "sg" },
		{ "tcp-segmentation-offload", "tso" },
		{ "generic-segmentation-offload", "gso" },
		{ "generic-receive-offload", "gro" },
		{ "large-receive-offload", "lro" },
		{ "rx-vlan-offload", "rxvlan" },
		{ "tx-vlan-offload", "txvlan" },
		{ "ntuple-filters", "ntuple" },
		{ "receive-hashing", "rxhash" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (streq(name, names[i].name))
			return names[i].short_name;
	return name;
}

/* A named on/off that a call sets, and the cards that it may be for. */
struct wish {
	const struct lint *lint;
	const char *interface; /* NULL: any */
	bool found;
};

static bool action_is(const struct action *action, const char *name, bool on)
{
	if (action->on != on)
		return false;
	switch (action->type) {
	case ACTION_EEE:
		return streq(name, "eee");
	case ACTION_PRIVATE_FLAG:
		return streq(name, action->name);
	case ACTION_FEATURE:
		name = short_name(name);
		/* The kernel drops TSO with the checksums or scatter-gather that it rests
		 * on. */
		if (!on && streq(action->name, "tso") &&
		    (streq(name, "tx") || streq(name, "sg")))
			return true;
		return streq(name, action->name) ||
		       feature_group_has(name, action->name) ||
		       feature_group_has(action->name, name);
	default:
		return false;
	}
}

static bool quirk_asks(const struct plan_quirk *entry, const char *name, bool on)
{
	if (!entry->match && !entry->possible)
		return false;
	for (size_t i = 0; i < entry->quirk->n_actions; i++)
		if (action_is(&entry->quirk->actions[i], name, on))
			return true;
	return false;
}

static bool card_has(const struct nic *nic, const char *interface)
{
	for (size_t i = 0; i < nic->n_ifaces; i++)
		if (streq(nic->ifaces[i].name, interface))
			return true;
	return false;
}

static bool take_setting(void *user, const char *name, bool on)
{
	struct wish *wish = user;
	const struct plan *plan = wish->lint->plan;

	for (size_t i = 0; i < plan->n_cards && !wish->found; i++) {
		const struct plan_card *card = &plan->cards[i];

		if (wish->interface && !card_has(card->nic, wish->interface))
			continue;
		for (size_t j = 0; j < card->n_quirks && !wish->found; j++)
			wish->found = quirk_asks(&card->quirks[j], name, on);
	}
	return !wish->found;
}

/* Whether the call sets what a quirk of a card asks for: that of INTERFACE, or any where
 * NULL. */
static bool call_cures(const struct lint *lint, const struct ethtool_call *call,
		       const char *interface)
{
	struct wish wish = { .lint = lint, .interface = interface };

	/* Of a name that no card here has, such as an alternative one, any may be meant.
	 */
	if (interface && !lint_has_card(lint, interface))
		wish.interface = NULL;
	ethtool_call_settings(call, take_setting, &wish);
	return wish.found;
}

/* Whether it matters that there is no such interface: not of one that comes and goes, nor
 * where the command itself looks whether it is there. */
static bool is_missing(const struct lint *lint, const struct lint_command *command,
		       const char *interface)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/class/net/%s", interface);
	return !lint_has_interface(lint, interface) && !lint_is_virtual_name(interface) &&
	       !strstr(command->text, path) &&
	       !(command->is_made && command->is_made(command->user, interface));
}

/* Whether what is made has a card's traffic: of docker0 and the like no card is. */
static bool may_carry_card(const char *interface)
{
	static const char *const patterns[] = { "bond*", "br[0-9]*", "team[0-9]*",
						"vlan*", "vmbr*" };

	return fits_any(patterns, ARRAY_SIZE(patterns), interface) ||
	       !lint_is_virtual_name(interface);
}

static int check_call(struct lint *lint, const struct lint_command *command,
		      const struct ethtool_call *call, struct lint_effect *effect)
{
	bool variable = strpbrk(call->interface, "$%`") != NULL;
	/* Of a unit only "%i" is the instance. */
	bool is_self = !command->is_unit || strncasecmp(call->interface, "%i", 3) == 0;
	const char *self = is_self ? command->self : NULL;
	struct shell_word refused;
	const char *interface = variable ? self : call->interface;

	if (call->effect == ETHTOOL_FAILS)
		return lint_add(
			lint, LINT_ETHTOOL, command->file, command->line,
			"ethtool has no option %s: it sets nothing and exits with 1",
			call->option);
	if (call->effect == ETHTOOL_SHOWS)
		return lint_add(lint, LINT_ETHTOOL, command->file, command->line,
				"\"ethtool%s%s\" only shows the settings of %s",
				*call->option ? " " : "", call->option, call->interface);
	if (call->in_shell && !command->is_shell && !(call->parted && command->is_unit))
		return lint_add(
			lint, LINT_ETHTOOL, command->file, command->line,
			"no shell reads this line: ethtool takes what follows the "
			"settings for another one, exits with 1 and sets nothing");
	if (ethtool_call_refused(call, command->is_shell, &refused))
		return lint_add(lint, LINT_ETHTOOL, command->file, command->line,
				"ethtool does not take \"%.*s\" here: it exits with an "
				"error and sets nothing",
				(int)refused.length, refused.start);
	if (interface && is_missing(lint, command, interface))
		return lint_add(lint, command->no_interface, command->file, command->line,
				"is for %s, and there is no such interface", interface);
	if ((interface && !may_carry_card(interface)) ||
	    !call_cures(lint, call, interface))
		return 0;
	if (interface && lint_is_bridge(lint, interface))
		return lint_add(
			lint, LINT_BRIDGE, command->file, command->line,
			"sets it on %s, and the card below keeps its own: what is "
			"forwarded through %s still uses it",
			interface, interface);
	if (effect->cures)
		return 0;
	effect->cures = true;
	effect->line = command->line;
	snprintf(effect->file, sizeof(effect->file), "%s", command->file);
	snprintf(effect->interface, sizeof(effect->interface), "%s", interface ?: "");
	return 0;
}

/* Of the words that a loop goes through, a card's name, else what a quirk wants off. */
static const char *pick_word(void *user, const struct strings *words)
{
	const struct lint *lint = user;

	for (size_t i = 0; i < words->n; i++)
		if (lint_has_card(lint, words->list[i]))
			return words->list[i];
	for (size_t i = 0; i < words->n; i++) {
		struct wish wish = { .lint = lint };

		take_setting(&wish, words->list[i], false);
		if (wish.found)
			return words->list[i];
	}
	return words->list[0];
}

static int check_calls(struct lint *lint, const struct lint_command *command,
		       const char *text, struct lint_effect *effect)
{
	struct shell_reader reader = { .cursor = text };
	struct ethtool_call call;
	int r = 0;

	while (r >= 0 && ethtool_line_next(&reader, &call))
		r = check_call(lint, command, &call, effect);
	return r;
}

int lint_command(struct lint *lint, const struct lint_command *command,
		 struct lint_effect *effect)
{
	const struct shell_variables *variables = command->variables;
	_cleanup_free_ char *expanded = NULL;
	struct shell_variables own = { 0 };
	int r = 0;

	if (!command->is_shell || !strchr(command->text, '$'))
		return check_calls(lint, command, command->text, effect);
	if (!variables) {
		r = shell_variables_note(&own, command->text);
		variables = &own;
	}
	if (r >= 0)
		expanded =
			shell_variables_expand(variables, command->text, pick_word, lint);
	if (r >= 0)
		r = expanded ? check_calls(lint, command, expanded, effect) : -ENOMEM;
	shell_variables_clear(&own);
	return r;
}
