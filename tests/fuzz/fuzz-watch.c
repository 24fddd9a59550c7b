/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What watch reads: records of /dev/kmsg, what they say of a card, and the file that a
 * crash leaves between down and up, of which what makes sense is printed and read again,
 * and that is the same.
 */
#include "diagnose/episode.h"
#include "fuzz.h"
#include "netlink/network-state.h"
#include "watch/kmsg.h"

static void read_record(const char *text, size_t length, struct episodes *episodes)
{
	struct episode episode;
	struct kmsg_record record;
	struct log_record parsed;

	if (!kmsg_parse(text, length, &record))
		return;
	REQUIRE(record.text >= text && record.text + record.length <= text + length);
	REQUIRE(strlen(record.slot) < sizeof(record.slot));
	if (!log_record_parse(record.text, record.length, &parsed))
		return;
	parsed.monotonic = record.monotonic;
	(void)episodes_feed(episodes, &parsed, &episode, NULL);
}

/* Adds each line; a damaged one adds nothing. */
static void read_state(char *text, struct network_state *ret)
{
	char *rest = NULL;

	for (char *line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		const size_t before = ret->n_links + ret->n_messages;
		const int r = network_state_parse_line(ret, line);

		REQUIRE(r == 0 ||
			(r == -EBADMSG && ret->n_links + ret->n_messages == before));
	}
}

static char *print_state(const struct network_state *state)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	REQUIRE(stream && network_state_print(state, stream) == 0);
	fclose(stream);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct episodes *episodes = calloc(1, sizeof(*episodes));
	struct network_state state = { 0 }, again = { 0 };
	char *text = strndup((const char *)data, size), *printed, *twice;

	REQUIRE(episodes && text);
	read_record((const char *)data, size, episodes);
	read_state(text, &state);
	printed = print_state(&state);
	twice = strdup(printed);
	read_state(twice, &again);
	free(twice);
	twice = print_state(&again);
	REQUIRE(streq(printed, twice));
	network_state_clear(&state);
	network_state_clear(&again);
	free(printed);
	free(twice);
	free(text);
	free(episodes);
	return 0;
}
