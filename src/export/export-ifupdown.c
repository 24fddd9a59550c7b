/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/export-setting.h"

/* A cure that fails must not keep the interface down. */
static void print_command(FILE *stream, const struct nic *nic,
			  const struct export_setting *setting)
{
	fputs("    pre-up ", stream);
	if (setting->type == ACTION_ASPM)
		fprintf(stream, "echo %d >/sys/bus/pci/devices/%s/link/%s", setting->on,
			nic->slot, setting->name);
	else
		fputs("ethtool ", stream);
	export_ethtool(stream, setting, "$IFACE");
	fputs(" || true\n", stream);
}

/*
 * The options of ifupdown2's addon only switch off for sure: it takes every tso, gso and
 * ufo to be on, and for the others asks only once what all interfaces have.
 */
static void print_option(FILE *stream, const struct nic *nic,
			 const struct export_setting *setting)
{
	if (setting->offload && setting->offload->ifupdown2 && !setting->on)
		fprintf(stream, "    %s off\n", setting->offload->ifupdown2);
	else
		print_command(stream, nic, setting);
}

static void print_stanzas(FILE *stream, const struct plan *plan, const char *advice,
			  export_printer *print)
{
	bool any = false;

	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct plan_card *card = &plan->cards[i];
		const struct nic *nic = card->nic;

		if (!export_has_settings(card))
			continue;
		if (!any)
			fprintf(stream, "# file: /etc/network/interfaces.d/nicquirk\n%s",
				advice);
		any = true;
		fputc('\n', stream);
		export_reasons(stream, card, "");
		if (nic->n_ifaces == 0)
			fputs("# NOT SET: the card has no interface now, and stanzas go by "
			      "name; export udev can\n",
			      stream);
		for (size_t j = 0; j < nic->n_ifaces; j++) {
			fprintf(stream, "auto %s\niface %s inet manual\n",
				nic->ifaces[j].name, nic->ifaces[j].name);
			export_settings(stream, card, print);
		}
	}
}

int export_ifupdown(FILE *stream, const struct plan *plan, const struct env *env _unused_)
{
	print_stanzas(
		stream, plan,
		"# Needs ethtool. \"source\" it at the top of /etc/network/interfaces: without\n"
		"# \"auto\", and before its bridge, the stanza of a port does not run. Where the\n"
		"# interface has an address of its own, put the lines into that stanza.\n",
		print_command);
	return 0;
}

int export_ifupdown2(FILE *stream, const struct plan *plan,
		     const struct env *env _unused_)
{
	print_stanzas(
		stream, plan,
		"# Needs ethtool. Put the lines into the stanza that the interface has.\n",
		print_option);
	return 0;
}
