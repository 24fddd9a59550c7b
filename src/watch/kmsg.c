/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/kmsg.h"

#include "base/kernel-log.h"

/* A line of the dictionary that begins with KEY, or NULL. */
static const char *find_value(const char *lines, const char *end, const char *key,
			      size_t *ret_length)
{
	while (lines && lines < end) {
		const char *newline = memchr(lines, '\n', (size_t)(end - lines));
		const char *line_end = newline ?: end;

		if ((size_t)(line_end - lines) > strlen(key) &&
		    memcmp(lines, key, strlen(key)) == 0) {
			*ret_length = (size_t)(line_end - lines) - strlen(key);
			return lines + strlen(key);
		}
		lines = newline ? newline + 1 : NULL;
	}
	return NULL;
}

/* "PRIORITY,SEQUENCE,MICROSECONDS,FLAGS[,...];TEXT\n KEY=VALUE\n..."
 * (Documentation/ABI/testing/dev-kmsg) */
bool kmsg_parse(const char *record, size_t length, struct kmsg_record *ret)
{
	static const char device[] = " DEVICE=+pci:";
	const char *end = record + length, *semicolon, *text_end, *slot;
	unsigned long long sequence, monotonic;
	struct kmsg_record parsed = { 0 };
	size_t slot_length;
	unsigned priority;
	char head[64];

	semicolon = memchr(record, ';', length);
	if (!semicolon || (size_t)(semicolon - record) >= sizeof(head))
		return false;
	memcpy(head, record, (size_t)(semicolon - record));
	head[semicolon - record] = '\0';
	if (sscanf(head, "%u,%llu,%llu,", &priority, &sequence, &monotonic) != 3 ||
	    priority >= KERNEL_LOG_FIRST_FOREIGN)
		return false;
	parsed.text = semicolon + 1;
	text_end = memchr(parsed.text, '\n', (size_t)(end - parsed.text));
	if (!text_end)
		return false;
	slot = find_value(text_end + 1, end, device, &slot_length);
	if (!slot || slot_length >= sizeof(parsed.slot))
		return false;
	memcpy(parsed.slot, slot, slot_length);
	parsed.length = (size_t)(text_end - parsed.text);
	parsed.sequence = sequence;
	parsed.monotonic = (int64_t)monotonic;
	*ret = parsed;
	return true;
}

int kmsg_read(int fd, unsigned max, kmsg_function *function, void *data, uint64_t *lost)
{
	char buffer[KERNEL_LOG_RECORD_MAX];

	for (unsigned i = 0; i < max; i++) {
		struct kmsg_record record;
		ssize_t length = read(fd, buffer, sizeof(buffer));

		if (length > 0) {
			if (kmsg_parse(buffer, (size_t)length, &record))
				function(&record, data);
		} else if (length == 0 || errno == EAGAIN) {
			return 0;
		} else if (errno == EPIPE) {
			/* Overwritten before they were read: the next read goes on with
			 * the oldest. */
			(*lost)++;
		} else if (errno != EINTR && errno != EINVAL) {
			return -errno;
		}
	}
	return 1;
}
