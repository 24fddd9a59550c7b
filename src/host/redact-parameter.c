/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>

#include "base/cmdline.h"
#include "host/redact.h"
#include "quirk/pci-ids.h"
#include "quirk/policy-key.h"

/* What a value may be made of besides numbers. */
enum value_kind { VALUE_WORDS, VALUE_MODULES, VALUE_IDS };

struct parameter {
	const char *name; /* one that ends in a dot stands for all that begin so */
	const char *words;
	enum value_kind kind;
};

#define SWITCHES " on off y n Y N "

/* The first row that fits counts; words as in kernel-parameters.txt. */
static const struct parameter parameters[] = {
	{ "nicquirk.", NULL, VALUE_WORDS },
	{ "pcie_aspm", " off force ", VALUE_WORDS },
	{ "pcie_aspm.policy", " default performance powersave powersupersave ",
	  VALUE_WORDS },
	{ "pcie_port_pm", " off force ", VALUE_WORDS },
	{ "pci",
	  " off conf1 conf2 bios nobios noaer noats nodomains nommconf nomsi noacpi "
	  "biosirq rom norom nobar assign-busses usepirqmask ioapicreroute "
	  "noioapicreroute noioapicquirk firmware routeirq bfsort nobfsort use_crs nocrs "
	  "use_e820 no_e820 skip_isa_align noearly realloc realloc=on realloc=off "
	  "ecrc=bios ecrc=on ecrc=off pcie_bus_tune_off pcie_bus_safe pcie_bus_perf "
	  "pcie_bus_peer2peer earlydump pcie_scan_all big_root_window check_enable_amd_mmconf ",
	  VALUE_WORDS },
	{ "intel_iommu",
	  " on off igfx_off forcedac strict sp_off sm_on sm_off tboot_noforce ",
	  VALUE_WORDS },
	{ "iommu",
	  " off force noforce biomerge panic nopanic merge nomerge soft pt nopt usedac "
	  "allowdac nodac noagp ",
	  VALUE_WORDS },
	{ "iommu.", SWITCHES, VALUE_WORDS },
	{ "intel_idle.", SWITCHES, VALUE_WORDS },
	{ "modprobe.blacklist", " irdma i40iw mei mei_me idpf ", VALUE_MODULES },
	{ "module_blacklist", " irdma i40iw mei mei_me idpf ", VALUE_MODULES },
	{ "rd.driver.", " irdma i40iw mei mei_me idpf ", VALUE_MODULES },
};

/* Of a driver of an Intel network card. */
static const struct parameter of_driver = { NULL, SWITCHES, VALUE_WORDS };

/* One of nicquirk: its words are those that the policy takes, and its lists are of IDs.
 */
static bool find_own(const struct cmdline_word *word, struct parameter *ret)
{
	for (const struct policy_key *row = policy_parameters; row->form; row++)
		if (cmdline_word_is(word, row->key)) {
			*ret = (struct parameter){ .name = row->key };
			if (row->separators)
				ret->kind = VALUE_IDS;
			else
				ret->words = row->form;
			return true;
		}
	return false;
}

/* False: a parameter that is not about cards. */
static bool find_parameter(const struct cmdline_word *word, struct parameter *ret)
{
	const char *dot = memchr(word->name, '.', word->name_length);

	if (find_own(word, ret))
		return true;

	for (size_t i = 0; i < ARRAY_SIZE(parameters); i++) {
		const char *name = parameters[i].name;
		const size_t length = strlen(name);

		if (cmdline_word_is(word, name) ||
		    (name[length - 1] == '.' && word->name_length > length &&
		     strncmp(word->name, name, length) == 0)) {
			*ret = parameters[i];
			return true;
		}
	}
	*ret = of_driver;
	return dot && pci_ids_know_driver(word->name, (size_t)(dot - word->name));
}

static bool is_made_of(const char *text, size_t length, const char *characters)
{
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)text[i]) && !strchr(characters, text[i]))
			return false;
	return length > 0;
}

/* A decimal or hexadecimal number that fits into 32 bits, or 64 in hexadecimal. */
static bool is_number(const char *text, size_t length)
{
	const bool is_hex = length > 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
	const size_t digits = is_hex ? 2 : text[0] == '-';

	if (length <= digits || length - digits > (is_hex ? 16 : 10))
		return false;
	for (size_t i = digits; i < length; i++)
		if (!(is_hex ? isxdigit((unsigned char)text[i])
			     : isdigit((unsigned char)text[i])))
			return false;
	return true;
}

static bool is_known_word(const char *words, const char *text, size_t length)
{
	/* "off|dry-run" is how the manual has them. */
	static const char between[] = " |";

	for (const char *found = words; found && *found;) {
		found += strspn(found, between);
		if (strcspn(found, between) == length &&
		    strncmp(found, text, length) == 0)
			return length > 0;
		found += strcspn(found, between);
	}
	return false;
}

static bool may_be_shown(const struct parameter *parameter, const char *text,
			 size_t length)
{
	if (is_number(text, length) || is_known_word(parameter->words, text, length))
		return true;
	switch (parameter->kind) {
	case VALUE_MODULES:
		return length > 0 && pci_ids_know_driver(text, length);
	case VALUE_IDS:
		return is_made_of(text, length, "-_.");
	default:
		return false;
	}
}

/* Writes what may be shown of a word to OUT, which is not behind it: where that ends. */
static char *write_word(char *out, const struct parameter *parameter,
			const struct cmdline_word *word)
{
	const char *item = word->value, *end = item ? item + word->value_length : NULL;
	char separator = '=';

	memmove(out, word->name, word->name_length);
	out += word->name_length;
	while (item && item < end) {
		const char *comma = memchr(item, ',', (size_t)(end - item)) ?: end;
		const size_t length = (size_t)(comma - item);

		if (may_be_shown(parameter, item, length)) {
			*out++ = separator;
			memmove(out, item, length);
			out += length;
			separator = ',';
		}
		item = comma + 1;
	}
	return out;
}

void redact_parameters(char *line)
{
	struct cmdline cmdline = { .rest = line };
	struct cmdline_word word;
	char *out = line;

	while (cmdline_next(&cmdline, &word)) {
		struct parameter parameter;

		if (word.for_init || !find_parameter(&word, &parameter) ||
		    !is_made_of(word.name, word.name_length, "._-"))
			continue;
		if (out != line)
			*out++ = ' ';
		out = write_word(out, &parameter, &word);
	}
	*out = '\0';
}
