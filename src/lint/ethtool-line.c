/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/ethtool-line.h"

#include "lint/shell-command.h"

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
	return shell_word_is(&name, "ethtool");
}

/* The row of an option; -1 where ethtool does not have it. */
static int find_ethtool_option(const struct shell_word *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(ethtool_options); i++)
		if (shell_word_is(word, ethtool_options[i].letter) ||
		    shell_word_is(word, ethtool_options[i].word))
			return (int)i;
	return -1;
}

static void copy_shell_word(char *buffer, size_t size, const struct shell_word *word)
{
	size_t length = word->length < size ? word->length : size - 1;

	memcpy(buffer, word->start, length);
	buffer[length] = '\0';
}

static bool is_on_or_off(const struct shell_word *word)
{
	return shell_word_is(word, "on") || shell_word_is(word, "off");
}

/* Whether a word of the settings says on or off, or is an option: it was meant to set. */
static bool means_to_set(const struct ethtool_call *call)
{
	struct shell_reader reader = { .cursor = call->settings };
	const char *end = call->settings + call->length;
	struct shell_word word;
	bool program;

	while (shell_word_next(&reader, &word, &program) && word.start < end)
		if (is_on_or_off(&word))
			return true;
	return false;
}

/* Reads options, the interface and the settings of the call that the reader stands in. */
static bool read_call(struct shell_reader *reader, struct ethtool_call *ret)
{
	struct ethtool_call call = { .effect = ETHTOOL_SHOWS };
	bool named = true, program;
	struct shell_word word;

	for (;;) {
		int row;

		if (!shell_word_next(reader, &word, &program))
			return false;
		if (*word.start != '-')
			break;
		row = find_ethtool_option(&word);

		if (row >= 0 && !ethtool_options[row].sets &&
		    call.effect != ETHTOOL_SHOWS)
			continue;
		call.effect = row < 0			  ? ETHTOOL_FAILS
			      : ethtool_options[row].sets ? ETHTOOL_SETS
							  : ETHTOOL_SHOWS;
		named = row >= 0 && ethtool_options[row].named;
		copy_shell_word(call.option, sizeof(call.option), &word);
	}
	if (word.length >= IFNAMSIZ || shell_word_ends_command(&word))
		return false;
	copy_shell_word(call.interface, sizeof(call.interface), &word);
	call.settings = reader->cursor;
	shell_skip_command(reader);
	call.length = (size_t)(reader->cursor - call.settings);
	call.in_shell = *reader->cursor && strchr("|&;", *reader->cursor);
	call.parted = *reader->cursor == ';' && strchr(" \t", reader->cursor[-1]) &&
		      strchr(" \t", reader->cursor[1]);
	/* "-k eno1" shows, and "-k eno1 tso off" was meant to set. */
	if (call.effect == ETHTOOL_SHOWS && !(named && means_to_set(&call)))
		return false;
	*ret = call;
	return true;
}

bool ethtool_line_next(struct shell_reader *reader, struct ethtool_call *ret)
{
	struct shell_word word;
	bool program;

	while (shell_word_next(reader, &word, &program))
		if (program && is_ethtool(&word) && read_call(reader, ret))
			return true;
	return false;
}

bool ethtool_line_sets(const char *command)
{
	struct shell_reader reader = { .cursor = command };
	struct ethtool_call call;

	return ethtool_line_next(&reader, &call);
}

void ethtool_call_settings(const struct ethtool_call *call, ethtool_setting_taker *take,
			   void *user)
{
	struct shell_reader reader = { .cursor = call->settings };
	const char *end = call->settings + call->length;
	const struct shell_word option = { call->option, strlen(call->option) };
	int row = find_ethtool_option(&option);
	struct shell_word name, value;
	bool program;

	if (row < 0 || !ethtool_options[row].named)
		return;
	while (shell_word_next(&reader, &name, &program) && name.start < end &&
	       shell_word_next(&reader, &value, &program) && value.start < end) {
		char text[64];

		copy_shell_word(text, sizeof(text), &name);
		if (is_on_or_off(&value))
			if (!take(user, text, shell_word_is(&value, "on")))
				return;
	}
}

/* What ethtool takes behind "--set-eee INTERFACE", each with a value. */
static bool is_eee_name(const struct shell_word *word)
{
	return shell_word_is(word, "eee") || shell_word_is(word, "tx-lpi") ||
	       shell_word_is(word, "tx-timer") || shell_word_is(word, "advertise");
}

/* Whether "-K" may take the name. The kernel's have a '-', but for a few, and grow in
 * number; ethtool's own do not. */
static bool may_be_feature(const struct shell_word *word)
{
	static const char *const names[] = { "rx",	"tx",	   "sg",     "tso",
					     "ufo",	"gso",	   "gro",    "lro",
					     "rxvlan",	"txvlan",  "ntuple", "rxhash",
					     "highdma", "loopback" };

	if (memchr(word->start, '-', word->length))
		return word->start[word->length - 1] != ':';
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (shell_word_is(word, names[i]))
			return true;
	return false;
}

/* Whether the word may be of another text when ethtool gets it. */
static bool is_expanded(const struct shell_word *word)
{
	for (size_t i = 0; i < word->length; i++)
		if (strchr("$%`*?[]{}\\", word->start[i]))
			return true;
	return false;
}

static bool is_redirection(const struct shell_word *word)
{
	return memchr(word->start, '>', word->length) ||
	       memchr(word->start, '<', word->length);
}

/* Whether no word of the call is made up when it runs; N: the words that ethtool gets. */
static bool words_are_literal(const struct ethtool_call *call, bool is_shell, size_t *n)
{
	struct shell_reader reader = { .cursor = call->settings };
	const char *end = call->settings + call->length;
	struct shell_word word;
	bool program;

	for (*n = 0; shell_word_next(&reader, &word, &program) && word.start < end;
	     ++*n) {
		if (is_expanded(&word))
			return false;
		if (is_shell && (*word.start == '#' || is_redirection(&word)))
			break;
	}
	return true;
}

bool ethtool_call_refused(const struct ethtool_call *call, bool is_shell,
			  struct shell_word *ret)
{
	const struct shell_word option = { call->option, strlen(call->option) };
	struct shell_reader reader = { .cursor = call->settings };
	const int row = find_ethtool_option(&option);
	struct shell_word name, value;
	bool program;
	size_t n;

	if (row < 0 || !ethtool_options[row].named ||
	    !words_are_literal(call, is_shell, &n))
		return false;
	for (; n > 0 && shell_word_next(&reader, &name, &program); n -= n > 1 ? 2 : 1) {
		const bool is_eee = shell_word_is(&option, "--set-eee");
		const bool is_known =
			shell_word_is(&option, "--set-priv-flags") ||
			(is_eee ? is_eee_name(&name) : may_be_feature(&name));

		*ret = name;
		if (!is_known || n == 1)
			return true;
		if (!shell_word_next(&reader, &value, &program))
			return false;
		*ret = value;
		if (!is_on_or_off(&value) && (!is_eee || shell_word_is(&name, "eee") ||
					      shell_word_is(&name, "tx-lpi")))
			return true;
	}
	return false;
}
