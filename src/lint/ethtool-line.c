/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/ethtool-line.h"

/* The options of ethtool(8) that change a card, and those that show what these would
 * change. */
static const struct {
	const char *letter, *word;
	bool sets;
	bool named; /* settings are pairs of a name and "on" or "off" */
} ethtool_options[] = {
	{ "-A", "--pause", true, false },
	{ "-C", "--coalesce", true, false },
	{ "-G", "--set-ring", true, false },
	{ "-K", "--features", true, true },
	{ "-K", "--offload", true, true },
	{ "-L", "--set-channels", true, false },
	{ "-s", "--change", true, false },
	{ "-X", "--set-rxfh-indir", true, false },
	{ "-X", "--rxfh", true, false },
	{ "-N", "--config-nfc", true, false },
	{ "-U", "--config-ntuple", true, false },
	{ "-E", "--change-eeprom", true, false },
	{ "-W", "--set-dump", true, false },
	{ NULL, "--set-eee", true, true },
	{ NULL, "--set-priv-flags", true, true },
	{ NULL, "--set-fec", true, false },
	{ NULL, "--set-phy-tunable", true, false },
	{ NULL, "--set-tunable", true, false },
	{ NULL, "--set-module", true, false },
	{ NULL, "--set-mm", true, false },
	{ NULL, "--set-plca-cfg", true, false },
	{ NULL, "--set-pse", true, false },
	{ NULL, "--set-hwtimestamp-cfg", true, false },
	{ NULL, "--flash-module-firmware", true, false },
	{ NULL, "--per-queue", true, false },
	{ "-Q", NULL, true, false },
	{ "-a", "--show-pause", false, false },
	{ "-c", "--show-coalesce", false, false },
	{ "-g", "--show-ring", false, false },
	{ "-k", "--show-features", false, true },
	{ "-k", "--show-offload", false, true },
	{ "-l", "--show-channels", false, false },
	{ "-n", "--show-nfc", false, false },
	{ "-u", "--show-ntuple", false, false },
	{ "-x", "--show-rxfh-indir", false, false },
	{ "-x", "--show-rxfh", false, false },
	{ "-i", "--driver", false, false },
	{ "-d", "--register-dump", false, false },
	{ "-e", "--eeprom-dump", false, false },
	{ "-m", "--dump-module-eeprom", false, false },
	{ "-m", "--module-info", false, false },
	{ "-p", "--identify", false, false },
	{ "-P", "--show-permaddr", false, false },
	{ "-r", "--negotiate", false, false },
	{ "-S", "--statistics", false, false },
	{ "-t", "--test", false, false },
	{ "-T", "--show-time-stamping", false, false },
	{ "-w", "--get-dump", false, false },
	{ "-f", "--flash", false, false },
	{ "-h", "--help", false, false },
	{ NULL, "--version", false, false },
	{ NULL, "--reset", false, false },
	{ NULL, "--show-eee", false, true },
	{ NULL, "--show-priv-flags", false, true },
	{ NULL, "--show-phys", false, false },
	{ NULL, "--show-fec", false, false },
	{ NULL, "--get-tunable", false, false },
	{ NULL, "--get-phy-tunable", false, false },
	{ NULL, "--phy-statistics", false, false },
	{ NULL, "--show-module", false, false },
	{ NULL, "--show-mm", false, false },
	{ NULL, "--show-pse", false, false },
	{ NULL, "--get-plca-cfg", false, false },
	{ NULL, "--get-plca-status", false, false },
	{ NULL, "--get-hwtimestamp-cfg", false, false },
	{ NULL, "--show-tunnels", false, false },
	{ NULL, "--cable-test", false, false },
	{ NULL, "--cable-test-tdr", false, false },
	{ NULL, "--monitor", false, false },
	/* In front of the option proper. */
	{ NULL, "--json", false, false },
	{ "-I", "--include-statistics", false, false },
	{ NULL, "--debug", false, false },
};

/* What ends a word, for a shell or for systemd. */
static const char delimiters[] = " \t\n'\"";

struct shell_word {
	const char *start;
	size_t length;
};

static bool word_is(const struct shell_word *word, const char *text)
{
	return text && strlen(text) == word->length &&
	       memcmp(word->start, text, word->length) == 0;
}

static bool ends_command(const struct shell_word *word)
{
	return strchr(";&|()\n", *word->start);
}

/* The next word of *CURSOR; what ends a command in a shell is a word of its own. */
static bool next_ethtool_word(const char **cursor, struct shell_word *ret)
{
	const char *start = *cursor + strspn(*cursor, delimiters);
	size_t length = strcspn(start, " \t\n'\";&|()");

	if (length == 0 && *start)
		length = 1;
	*ret = (struct shell_word){ start, length };
	*cursor = start + length;
	return length > 0;
}

static bool is_ethtool(const struct shell_word *word)
{
	struct shell_word name = *word;
	const char *slash = memrchr(word->start, '/', word->length);

	if (slash) {
		name.start = slash + 1;
		name.length = (size_t)(word->start + word->length - name.start);
	} else {
		/* systemd's prefixes of a command. */
		size_t prefix = strspn(name.start, "-@:+!");

		if (prefix > name.length)
			return false;
		name.start += prefix;
		name.length -= prefix;
	}
	return word_is(&name, "ethtool");
}

/* The row of an option; -1 where ethtool does not have it. */
static int find_ethtool_option(const struct shell_word *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(ethtool_options); i++)
		if (word_is(word, ethtool_options[i].letter) ||
		    word_is(word, ethtool_options[i].word))
			return (int)i;
	return -1;
}

static void copy_shell_word(char *buffer, size_t size, const struct shell_word *word)
{
	size_t length = word->length < size ? word->length : size - 1;

	memcpy(buffer, word->start, length);
	buffer[length] = '\0';
}

/* Reads options, the interface and the settings of the call that *CURSOR stands in. */
static bool read_call(const char **cursor, struct ethtool_call *ret)
{
	struct ethtool_call call = { .effect = ETHTOOL_SHOWS };
	bool named = false;
	struct shell_word word;

	while (next_ethtool_word(cursor, &word) && *word.start == '-') {
		int row = find_ethtool_option(&word);

		if (row >= 0 && !ethtool_options[row].sets &&
		    call.effect != ETHTOOL_SHOWS)
			continue;
		call.effect = row < 0			  ? ETHTOOL_FAILS
			      : ethtool_options[row].sets ? ETHTOOL_SETS
							  : ETHTOOL_SHOWS;
		named = row >= 0 && ethtool_options[row].named;
		copy_shell_word(call.option, sizeof(call.option), &word);
	}
	if (!*call.option || word.length == 0 || word.length >= IFNAMSIZ ||
	    ends_command(&word))
		return false;
	copy_shell_word(call.interface, sizeof(call.interface), &word);
	call.settings = *cursor;
	while (*cursor[0] && !strchr(";&|()\n", **cursor))
		++*cursor;
	call.length = (size_t)(*cursor - call.settings);
	call.in_shell = **cursor == '|' || **cursor == '&' || **cursor == ';';
	call.parted = **cursor == ';' && strchr(" \t", (*cursor)[-1]) &&
		      strchr(" \t", (*cursor)[1]);
	/* "-k eno1" shows, and "-k eno1 tso off" was meant to set. */
	if (call.effect == ETHTOOL_SHOWS &&
	    !(named && strspn(call.settings, delimiters) < call.length))
		return false;
	*ret = call;
	return true;
}

bool ethtool_line_next(const char **cursor, struct ethtool_call *ret)
{
	struct shell_word word;

	while (next_ethtool_word(cursor, &word))
		if (is_ethtool(&word) && read_call(cursor, ret))
			return true;
	return false;
}

bool ethtool_line_sets(const char *command)
{
	struct ethtool_call call;

	return ethtool_line_next(&command, &call);
}

void ethtool_call_settings(const struct ethtool_call *call, ethtool_setting_taker *take,
			   void *user)
{
	const char *cursor = call->settings, *end = call->settings + call->length;
	const struct shell_word option = { call->option, strlen(call->option) };
	int row = find_ethtool_option(&option);
	struct shell_word name, value;

	if (row < 0 || !ethtool_options[row].named)
		return;
	while (next_ethtool_word(&cursor, &name) && name.start < end &&
	       next_ethtool_word(&cursor, &value) && value.start < end) {
		char text[64];

		copy_shell_word(text, sizeof(text), &name);
		if (word_is(&value, "on") || word_is(&value, "off"))
			if (!take(user, text, word_is(&value, "on")))
				return;
	}
}
