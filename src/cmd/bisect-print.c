/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/bisect-print.h"

#include "base/table.h"
#include "base/terminal.h"
#include "quirk/pci-ids.h"
#include "watch/bisect-quirk.h"

static int add_tried_row(struct table *table, const struct bisect *bisect,
			 const struct bisect_tried *tried)
{
	char set[300], bytes[32];

	bisect_print_set(set, sizeof(set), bisect, tried->off);
	snprintf(bytes, sizeof(bytes), "%.1f GB", (double)tried->bytes / 1e9);
	return table_add(table, (const char *const[]){
					set, verify_verdict_name(tried->verdict), bytes,
					*tried->phase ? tried->phase : "-", NULL });
}

static void print_tried(const struct bisect *bisect)
{
	struct table table = { 0 };
	int r = table_add(
		&table, (const char *const[]){ "TRIED", "VERDICT", "AFTER", "IN", NULL });

	for (size_t i = 0; i < bisect->n_tried && r >= 0; i++)
		r = add_tried_row(&table, bisect, &bisect->tried[i]);
	if (r >= 0 && bisect->n_tried)
		table_print(&table, terminal_output());
	table_clear(&table);
}

void bisect_print(const struct bisect_state *state)
{
	const struct bisect *bisect = &state->bisect;
	char set[300];

	print_tried(bisect);
	bisect_print_set(set, sizeof(set), bisect,
			 bisect_goes_on(bisect) ? bisect->off : bisect->best);
	if (*state->end)
		print("%s: ended early: %s; nicquirk bisect --continue goes on\n",
		      state->interface, state->end);
	else if (bisect_goes_on(bisect))
		print("%s: under way, trying %s\n", state->interface, set);
	else if (!bisect->has_best)
		print("%s: hangs, whatever is off: the settings are as they were\n",
		      state->interface);
	else if (bisect->best == 0)
		print("%s: held as it is: nothing has to be off\n", state->interface);
	else
		print("%s: held with %s, and with nothing less\n", state->interface, set);
}

int bisect_print_quirk(const struct bisect_state *state, const struct nic *nic)
{
	const struct quirk_card card = nic_quirk_card(nic);
	_cleanup_free_ char *text = NULL;
	char name[40];

	if (bisect_quirk_text(state, &card, &text) < 0)
		return -ENOMEM;
	bisect_quirk_name(&card, name, sizeof(name));
	if (text)
		print("# file: /etc/nicquirk/quirks.d/%s\n%s", name, text);
	return 0;
}

/* A message as dmesg(1) prints it: its newlines are "\\x0a" in /dev/kmsg. */
static void print_hang_log(const char *log)
{
	static const char newline[] = "\\x0a";
	const char *end;

	print("Kernel log of the first hang:\n");
	for (; (end = strstr(log, newline)); log = end + strlen(newline))
		print("    %.*s\n", (int)(end - log), log);
	print("    %s\n\n", log);
}

void bisect_print_report(const struct bisect_state *state, const struct facts *facts,
			 const struct nic *nic)
{
	const struct driver driver = facts_driver(facts, nic);
	char id[PCI_ID_SIZE], board[PCI_ID_SIZE];

	print("Card: %s [%s], board [%s], revision %02x, firmware %s\n",
	      nic->name ?: "network card",
	      pci_id_print(id, nic->vendor, nic->device) ?: "?",
	      pci_id_print(board, nic->subsystem_vendor, nic->subsystem_device) ?: "?",
	      (unsigned)nic->revision & 0xff, nic_firmware(nic) ?: "unknown");
	print("Driver: %s %s, %s\n", driver.name ?: "?", driver.version ?: "?",
	      origin_name(driver.origin));
	print("Kernel: %s\n", facts->kernel ?: "?");
	if (facts->system_vendor || facts->system_product)
		print("System: %s %s\n", facts->system_vendor ?: "",
		      facts->system_product ?: "");
	print("Load: iperf3, up to %u streams, %u s each of: one stream out, one in, both, "
	      "many, small UDP\n\n",
	      state->streams, state->seconds);
	if (*state->log)
		print_hang_log(state->log);
	bisect_print(state);
}
