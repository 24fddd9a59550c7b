/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/open-hang.h"

#include "diagnose/hang-dump.h"

#define HANG_LINES_MAX 24

static void add_text(struct open_hang *hang, const char *text, size_t length)
{
	if (length < sizeof(hang->text) - hang->length) {
		memcpy(hang->text + hang->length, text, length);
		hang->length += length;
		hang->text[hang->length++] = '\n';
	}
	hang->lines_left--;
}

void open_hang_begin(struct open_hang *hang, const struct event *event, const char *text,
		     size_t length)
{
	hang->event = *event;
	hang->event.has_hang_line = true;
	hang->lines_left = HANG_LINES_MAX;
	hang->length = 0;
	add_text(hang, text, length);
}

int open_hang_close(struct open_hang *hang, struct diagnosis *diagnosis)
{
	static const char *const kinds[] = {
		[HANG_REAL] = "tx-hang",       [HANG_UNKNOWN] = "tx-hang",
		[HANG_NO_LINK] = "false-hang", [HANG_PAUSED] = "pause-storm",
		[HANG_SLOW] = "cable",	       [HANG_CARD_GONE] = "link-lost",
		[HANG_EMULATED] = "tx-hang",
	};
	_Static_assert(ARRAY_SIZE(kinds) == HANG_VERDICTS, "a kind for each verdict");
	struct hang_dump dump;

	if (!hang->lines_left)
		return 0;
	hang->lines_left = 0;
	hang_dump_parse(hang->text, hang->length, &dump);
	hang->event.symptom = symptom_of_kind(kinds[hang_dump_judge(&dump, -1)]);
	return diagnosis_add(diagnosis, &hang->event);
}

int open_hang_take_line(struct open_hang *hang, const char *text, size_t length,
			struct diagnosis *diagnosis)
{
	if (!hang_dump_is_line(text, length))
		return open_hang_close(hang, diagnosis);
	add_text(hang, text, length);
	if (hang->lines_left > 0)
		return 1;
	hang->lines_left = 1;
	return open_hang_close(hang, diagnosis) < 0 ? -ENOMEM : 1;
}
