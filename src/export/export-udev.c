/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/export-setting.h"

/*
 * IMPORT and not RUN: it is done before the card gets its name and before anybody else is
 * notified of it. Each setting has a rule of its own, for one that fails must not stop
 * the next.
 */
static void print_rule(FILE *stream, const struct nic *nic,
		       const struct export_setting *setting, const char *ethtool,
		       const char *indent)
{
	if (setting->type == ACTION_ASPM) {
		fprintf(stream,
			"%sACTION==\"add\", SUBSYSTEM==\"pci\", KERNEL==\"%s\", "
			"ATTR{link/%s}=\"%d\"\n",
			indent, nic->slot, setting->name, setting->on);
		return;
	}
	fprintf(stream,
		"%sACTION==\"add\", SUBSYSTEM==\"net\", SUBSYSTEMS==\"pci\", "
		"KERNELS==\"%s\", IMPORT{program}=\"%s ",
		indent, nic->slot, ethtool);
	export_ethtool(stream, setting, "$kernel");
	fputs("\"\n", stream);
}

static void print_udev_rule(FILE *stream, const struct nic *nic,
			    const struct export_setting *setting)
{
	print_rule(stream, nic, setting, "/usr/sbin/ethtool", "");
}

int export_udev(FILE *stream, const struct plan *plan, const struct env *env _unused_)
{
	bool any = false;

	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct plan_card *card = &plan->cards[i];

		if (!export_has_settings(card))
			continue;
		if (!any)
			fputs("# file: /etc/udev/rules.d/70-nicquirk-export.rules\n"
			      "# Needs ethtool, in the initramfs too where the card is driven from there.\n",
			      stream);
		any = true;
		fputc('\n', stream);
		export_reasons(stream, card, "");
		export_settings(stream, card, print_udev_rule);
	}
	return 0;
}

static void print_nixos_rule(FILE *stream, const struct nic *nic,
			     const struct export_setting *setting)
{
	print_rule(stream, nic, setting, "${pkgs.ethtool}/bin/ethtool", "    ");
}

/* The reasons stand before the string: what Nix would take out of it is no comment any
 * more. */
static void print_nixos_rules(FILE *stream, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_cards; i++)
		if (export_has_settings(&plan->cards[i]))
			export_reasons(stream, &plan->cards[i], "  ");
	fputs("  services.udev.extraRules = ''\n", stream);
	for (size_t i = 0; i < plan->n_cards; i++)
		export_settings(stream, &plan->cards[i], print_nixos_rule);
	fputs("  '';\n", stream);
}

static void print_name(FILE *stream, const char *name, const char *reason)
{
	fprintf(stream, "    # %s\n    \"%s\"\n", reason, name);
}

/* At build time a pin is that the other build is not there. */
static void print_nixos_pins(FILE *stream, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_modules; i++)
		if (plan->modules[i].decision == DECISION_PIN)
			fprintf(stream,
				"  # NOT SET: take the other build of %s out of "
				"boot.extraModulePackages; %s\n",
				plan->modules[i].module->name, plan->modules[i].reason);
}

static bool is_asked_for(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_cards; i++)
		if (export_has_settings(&plan->cards[i]))
			return true;
	for (size_t i = 0; i < plan->n_modules; i++)
		if (plan->modules[i].decision == DECISION_PIN)
			return true;
	return export_keeps_out(plan);
}

int export_nixos(FILE *stream, const struct plan *plan, const struct env *env _unused_)
{
	if (!is_asked_for(plan))
		return 0;
	fputs("# file: nicquirk-export.nix, for imports = [ ... ];\n{ pkgs, ... }:\n{\n",
	      stream);
	print_nixos_pins(stream, plan);
	print_nixos_rules(stream, plan);
	if (export_keeps_out(plan)) {
		fputs("  boot.blacklistedKernelModules = [\n", stream);
		export_blacklists(stream, plan, print_name);
		fputs("  ];\n", stream);
	}
	fputs("}\n", stream);
	return 0;
}
