/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/setting-command.h"

#include <stdarg.h>

#include "base/cmdline.h"
#include "quirk/feature-group.h"

/* How an interface stands to what is asked. */
enum setting_need {
	NEED_NOTHING, /* it is so, or there is nothing that could be otherwise */
	NEED_SET,
	NEED_UNKNOWN, /* nobody knows how it is */
};

static enum setting_need feature_need(const struct iface *iface,
				      const struct action *action)
{
	if (!iface->features_known)
		return NEED_UNKNOWN;
	for (size_t i = 0; i < iface->n_features; i++) {
		const struct setting *feature = &iface->features[i];

		if (feature_group_has(feature->name, action->name) &&
		    feature->on != action->on && !feature->fixed)
			return NEED_SET;
	}
	return NEED_NOTHING;
}

static enum setting_need flag_need(const struct iface *iface, const struct action *action)
{
	if (!iface->private_flags_known)
		return NEED_UNKNOWN;
	for (size_t i = 0; i < iface->n_private_flags; i++)
		if (streq(iface->private_flags[i].name, action->name))
			return iface->private_flags[i].on == action->on ? NEED_NOTHING
									: NEED_SET;
	return NEED_NOTHING;
}

static enum setting_need eee_need(const struct iface *iface)
{
	switch (iface->eee) {
	case EEE_ON:
		return NEED_SET;
	case EEE_UNKNOWN:
		return NEED_UNKNOWN;
	default:
		return NEED_NOTHING;
	}
}

static enum setting_need interface_need(const struct iface *iface,
					const struct action *action)
{
	switch (action->type) {
	case ACTION_FEATURE:
		return feature_need(iface, action);
	case ACTION_PRIVATE_FLAG:
		return flag_need(iface, action);
	case ACTION_EEE:
		return eee_need(iface);
	default:
		/* A build or a module: nothing that is set on the card. */
		return NEED_UNKNOWN;
	}
}

static enum setting_need aspm_need(const struct nic *nic, const char *cmdline,
				   const struct action *action)
{
	/* Then no device saves power on its link, and none has a file for it. */
	if (cmdline && cmdline_has(cmdline, "pcie_aspm=off"))
		return NEED_NOTHING;
	if (!nic->aspm_known)
		return NEED_UNKNOWN;
	for (size_t i = 0; i < nic->n_aspm; i++)
		if (streq(nic->aspm[i].name, action->name))
			return nic->aspm[i].on == action->on ? NEED_NOTHING : NEED_SET;
	return NEED_NOTHING;
}

bool step_is_in_place(const struct nic *nic, const char *cmdline,
		      const struct quirk *quirk, unsigned step)
{
	for (size_t i = 0; i < quirk->n_actions; i++) {
		const struct action *action = &quirk->actions[i];

		if (action->step != step)
			continue;
		if (action->type == ACTION_ASPM) {
			if (aspm_need(nic, cmdline, action) != NEED_NOTHING)
				return false;
			continue;
		}
		if (nic->n_ifaces == 0)
			return false;
		for (size_t j = 0; j < nic->n_ifaces; j++)
			if (interface_need(&nic->ifaces[j], action) != NEED_NOTHING)
				return false;
	}
	return true;
}

unsigned step_first_missing(const struct nic *nic, const char *cmdline,
			    const struct quirk *quirk)
{
	unsigned step = 1;

	while (step <= quirk->n_steps && step_is_in_place(nic, cmdline, quirk, step))
		step++;
	return step;
}

static int add_command(struct strings *commands, const char *format, ...) _printf_(2, 3);

static int add_command(struct strings *commands, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return strings_contain(commands, text) ? 0 : strings_add(commands, text);
}

/* All features in one command: "ethtool -K eno1 tx off sg off". */
static int add_feature_command(const struct iface *iface, const struct quirk *quirk,
			       unsigned step, struct strings *ret)
{
	char list[192] = "";

	for (size_t i = 0; i < quirk->n_actions; i++) {
		const struct action *action = &quirk->actions[i];
		const size_t length = strlen(list);

		if (action->step == step && action->type == ACTION_FEATURE &&
		    interface_need(iface, action) != NEED_NOTHING)
			snprintf(list + length, sizeof(list) - length, " %s %s",
				 action->name, action->on ? "on" : "off");
	}
	return *list ? add_command(ret, "ethtool -K %s%s", iface->name, list) : 0;
}

static int add_other(const struct nic *nic, const struct iface *iface,
		     const struct action *action, struct strings *ret)
{
	const char *value = action->on ? "on" : "off";

	switch (action->type) {
	case ACTION_EEE:
		return add_command(ret, "ethtool --set-eee %s eee %s", iface->name,
				   value);
	case ACTION_PRIVATE_FLAG:
		return add_command(ret, "ethtool --set-priv-flags %s %s %s", iface->name,
				   action->name, value);
	case ACTION_ASPM:
		return add_command(ret, "echo %d >/sys/bus/pci/devices/%s/link/%s",
				   action->on, nic->slot ?: "SLOT", action->name);
	default:
		return 0;
	}
}

int step_commands(const struct nic *nic, const char *cmdline, const struct quirk *quirk,
		  unsigned step, struct strings *ret)
{
	int r = 0;

	for (size_t i = 0; i < nic->n_ifaces && r >= 0; i++) {
		const struct iface *iface = &nic->ifaces[i];

		r = add_feature_command(iface, quirk, step, ret);
		for (size_t j = 0; j < quirk->n_actions && r >= 0; j++) {
			const struct action *action = &quirk->actions[j];
			const enum setting_need need =
				action->type == ACTION_ASPM
					? aspm_need(nic, cmdline, action)
					: interface_need(iface, action);

			if (action->step == step && need != NEED_NOTHING)
				r = add_other(nic, iface, action, ret);
		}
	}
	return r;
}
