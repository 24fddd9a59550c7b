/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/incident-line.h"

#include <ctype.h>
#include <inttypes.h>

#include "base/array.h"
#include "quirk/pci-ids.h"

#define WORD_MAX  64 /* of what others chose: a kernel's release, a driver's version */
#define STEPS_MAX 32 /* quirks that one kind of incident can confirm */

enum word {
	WORD_DEVICE,
	WORD_SUBSYSTEM,
	WORD_MAC,
	WORD_SLOT,
	WORD_KIND,
	WORD_BOOT,
	WORD_FIRST,
	WORD_LAST,
	WORD_LINES,
	WORD_KERNEL,
	WORD_ORIGIN,
	WORD_VERSION,
	WORD_BY,
	WORD_STEPS,
	WORD_COUNT,
};

static bool parse_digits(const char *text, size_t digits, uint64_t *ret)
{
	if (strlen(text) != digits || strspn(text, "0123456789abcdef") != digits)
		return false;
	*ret = strtoull(text, NULL, 16);
	return true;
}

/* "8086:15bb", or "-" where it is unknown. */
static bool parse_ids(char *text, int32_t *ret_vendor, int32_t *ret_device)
{
	uint64_t vendor, device;
	char *colon = strchr(text, ':');

	*ret_vendor = *ret_device = -1;
	if (!colon)
		return streq(text, "-");
	*colon = '\0';
	if (!parse_digits(text, 4, &vendor) || !parse_digits(colon + 1, 4, &device))
		return false;
	*ret_vendor = (int32_t)vendor;
	*ret_device = (int32_t)device;
	return true;
}

static bool parse_card(char **words, struct card_id *ret)
{
	if (!parse_ids(words[WORD_DEVICE], &ret->vendor, &ret->device) ||
	    !parse_ids(words[WORD_SUBSYSTEM], &ret->subsystem_vendor,
		       &ret->subsystem_device) ||
	    strlen(words[WORD_SLOT]) >= sizeof(ret->slot))
		return false;
	if (!streq(words[WORD_SLOT], "-"))
		strcpy(ret->slot, words[WORD_SLOT]);
	ret->has_mac = !streq(words[WORD_MAC], "-");
	return !ret->has_mac || parse_digits(words[WORD_MAC], 16, &ret->mac);
}

static bool parse_number(const char *text, int64_t *ret)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*ret = strtoll(text, &end, 10);
	return !errno && !*end;
}

static bool parse_time(const char *text, int64_t *ret)
{
	*ret = -1;
	return streq(text, "-") || parse_number(text, ret);
}

static bool parse_origin(const char *text, enum origin *ret)
{
	*ret = ORIGIN_UNKNOWN;
	for (enum origin origin = ORIGIN_IN_TREE; origin <= ORIGIN_OUT_OF_TREE; origin++)
		if (streq(text, origin_name(origin)))
			*ret = origin;
	return *ret != ORIGIN_UNKNOWN || streq(text, "-");
}

static int copy_known(const char *text, char **ret)
{
	if (streq(text, "-"))
		return 0;
	*ret = strdup(text);
	return *ret ? 0 : -ENOMEM;
}

static int parse_steps(char *text, struct incident *ret)
{
	char *rest = NULL;

	if (streq(text, "-"))
		return 0;
	for (char *word = strtok_r(text, ",", &rest); word;
	     word = strtok_r(NULL, ",", &rest)) {
		char *equal = strchr(word, '=');
		struct incident_step *step;
		int64_t number;

		if (!equal || equal == word || !parse_number(equal + 1, &number) ||
		    ret->n_steps == STEPS_MAX)
			return -EINVAL;
		*equal = '\0';
		step = array_append(ret->steps, ret->n_steps);
		if (!step)
			return -ENOMEM;
		step->step = number > INT32_MAX ? INT32_MAX : (int)number;
		step->quirk = strdup(word);
		if (!step->quirk)
			return -ENOMEM;
	}
	return 0;
}

static int parse_incident(char **words, struct incident *ret)
{
	int64_t lines;
	int r;

	if (streq(words[WORD_KIND], "-") || !parse_time(words[WORD_FIRST], &ret->first) ||
	    !parse_time(words[WORD_LAST], &ret->last) ||
	    !parse_number(words[WORD_LINES], &lines) || lines < 1 ||
	    !parse_origin(words[WORD_ORIGIN], &ret->driver_origin))
		return -EINVAL;
	ret->lines = (uint64_t)lines;
	ret->by_person = streq(words[WORD_BY], "person");
	if ((r = copy_known(words[WORD_KIND], &ret->kind)) < 0 ||
	    (r = copy_known(words[WORD_BOOT], &ret->boot)) < 0 ||
	    (r = copy_known(words[WORD_KERNEL], &ret->kernel)) < 0 ||
	    (r = copy_known(words[WORD_VERSION], &ret->driver_version)) < 0)
		return r;
	return parse_steps(words[WORD_STEPS], ret);
}

int incident_line_parse(char *line, struct card_id *ret_card, struct incident *ret)
{
	struct incident incident = { 0 };
	struct card_id card = { 0 };
	char *words[WORD_COUNT], *rest = NULL;
	size_t n = 0;
	int r;

	for (char *word = strtok_r(line, " ", &rest); word && n < WORD_COUNT;
	     word = strtok_r(NULL, " ", &rest))
		words[n++] = word;
	if (n < WORD_COUNT || !parse_card(words, &card))
		return -EINVAL;
	r = parse_incident(words, &incident);
	if (r < 0) {
		incident_clear(&incident);
		return r;
	}
	*ret_card = card;
	*ret = incident;
	return 0;
}

static void print_word(FILE *stream, const char *text)
{
	size_t length = text ? strnlen(text, WORD_MAX) : 0;

	for (size_t i = 0; i < length; i++)
		fputc(text[i] > ' ' && text[i] < 0x7f ? text[i] : '_', stream);
	fputs(length ? " " : "- ", stream);
}

static void print_id_pair(FILE *stream, int32_t vendor, int32_t device)
{
	char id[PCI_ID_SIZE];

	fprintf(stream, "%s ", pci_id_print(id, vendor, device) ?: "-");
}

static void print_time(FILE *stream, int64_t time)
{
	if (time < 0)
		fputs("- ", stream);
	else
		fprintf(stream, "%" PRId64 " ", time);
}

/* The name of a quirk has none of these, but facts files may say anything. */
static bool is_plain(const char *quirk)
{
	if (!*quirk || strlen(quirk) > WORD_MAX)
		return false;
	for (; *quirk; quirk++)
		if (*quirk <= ' ' || *quirk >= 0x7f || strchr(",=", *quirk))
			return false;
	return true;
}

static void print_steps(FILE *stream, const struct incident *incident)
{
	unsigned n = 0;

	for (size_t i = 0; i < incident->n_steps && n < STEPS_MAX; i++)
		if (incident->steps[i].step >= 0 && is_plain(incident->steps[i].quirk))
			fprintf(stream, "%s%s=%d", n++ ? "," : "",
				incident->steps[i].quirk, incident->steps[i].step);
	fputs(n ? "\n" : "-\n", stream);
}

void incident_line_print(FILE *stream, const struct card_id *card,
			 const struct incident *incident)
{
	const uint64_t lines = incident->lines > INT64_MAX ? INT64_MAX : incident->lines;

	print_id_pair(stream, card->vendor, card->device);
	print_id_pair(stream, card->subsystem_vendor, card->subsystem_device);
	if (card->has_mac)
		fprintf(stream, "%016" PRIx64 " ", card->mac);
	else
		fputs("- ", stream);
	print_word(stream, card->slot);
	print_word(stream, incident->kind);
	print_word(stream, incident->boot);
	print_time(stream, incident->first);
	print_time(stream, incident->last);
	fprintf(stream, "%" PRIu64 " ", lines);
	print_word(stream, incident->kernel);
	print_word(stream, incident->driver_origin == ORIGIN_UNKNOWN
				   ? NULL
				   : origin_name(incident->driver_origin));
	print_word(stream, incident->driver_version);
	fputs(incident->by_person ? "person " : "- ", stream);
	print_steps(stream, incident);
}
