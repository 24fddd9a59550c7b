/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-action.h"

static int add_action(struct quirk_section *section, const struct quirk_key *key,
		      const char *name, size_t length, bool on)
{
	_cleanup_free_ char *copy = NULL;
	struct action *action;

	if (name) {
		copy = strndup(name, length);
		if (!copy)
			return -ENOMEM;
		if (!quirk_key_allows(key, copy))
			return quirk_key_refuse(section, key, copy);
	}
	action = array_append(section->quirk->actions, section->quirk->n_actions);
	if (!action)
		return -ENOMEM;
	*action = (struct action){
		.type = key->which,
		.name = TAKE_PTR(copy),
		.on = on,
		.step = section->quirk->n_steps,
		.line = section->line,
	};
	return 0;
}

int quirk_parse_switch(struct quirk_section *section, const struct quirk_key *key,
		       char *value)
{
	size_t length = strcspn(value, " \t");
	const char *state = value + length + strspn(value + length, " \t");
	bool on = streq(state, "on");

	if (!on && !streq(state, "off"))
		return quirk_key_refuse(section, key, value);
	return add_action(section, key, value, length, on);
}

/* The only value that the key can have is its form. */
int quirk_parse_fixed(struct quirk_section *section, const struct quirk_key *key,
		      char *value)
{
	if (!streq(value, key->form))
		return quirk_key_refuse(section, key, value);
	return add_action(section, key, NULL, 0, false);
}

int quirk_parse_module(struct quirk_section *section, const struct quirk_key *key,
		       char *value)
{
	return add_action(section, key, value, strlen(value), false);
}

bool quirk_step_is_used(struct quirk_section *section)
{
	if (!section->step_is_used)
		problem_add(section->problems, section->quirk->file, section->line,
			    "step %u has no action", section->quirk->n_steps);
	return section->step_is_used;
}

int quirk_parse_step(struct quirk_section *section, const struct quirk_key *key _unused_,
		     char *value)
{
	char next[16];

	snprintf(next, sizeof(next), "%u", section->quirk->n_steps + 1);
	if (!streq(value, next)) {
		problem_add(section->problems, section->quirk->file, section->line,
			    "Step: expected %s, not \"%s\"", next, value);
		return -EINVAL;
	}
	if (!quirk_step_is_used(section))
		return -EINVAL;
	section->quirk->n_steps++;
	section->step_is_used = false;
	return 0;
}
