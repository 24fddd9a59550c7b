/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/text.h"

#define ROOM_AT_FIRST 128

void text_add(struct text_buffer *text, const char *more)
{
	const size_t length = strlen(more), needed = text->length + length + 1;
	size_t room = text->room ?: ROOM_AT_FIRST;

	while (room < needed)
		room *= 2;
	if (room != text->room) {
		char *at = realloc(text->at, room);

		if (!at) {
			text->failed = true;
			return;
		}
		text->at = at;
		text->room = room;
	}
	memcpy(text->at + text->length, more, length + 1);
	text->length += length;
}

void text_add_list(struct text_buffer *text, const char *const *list)
{
	for (; *list; list++)
		text_add(text, *list);
}

int text_take(struct text_buffer *text, char **ret)
{
	if (!text->at && !text->failed)
		text_add(text, "");
	if (text->failed) {
		free(text->at);
		*text = (struct text_buffer){ 0 };
		return -ENOMEM;
	}
	*ret = text->at;
	*text = (struct text_buffer){ 0 };
	return 0;
}
