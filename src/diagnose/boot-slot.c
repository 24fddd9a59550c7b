/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/boot-slot.h"

#include <ctype.h>

#include "base/array.h"
#include "diagnose/log-line.h"

static bool find_mac(const char *text, size_t length, uint8_t ret[static MAC_SIZE])
{
	const size_t size = sizeof("00:11:22:33:44:55") - 1;

	for (size_t at = 0; at + size <= length; at++) {
		size_t i = 0;

		if (at && (text[at - 1] == ':' || isxdigit((unsigned char)text[at - 1])))
			continue;
		while (i < size && (i % 3 == 2 ? text[at + i] == ':'
					       : isxdigit((unsigned char)text[at + i])))
			i++;
		if (i < size ||
		    (at + size < length && (text[at + size] == ':' ||
					    isxdigit((unsigned char)text[at + size]))))
			continue;
		for (i = 0; i < MAC_SIZE; i++) {
			const char byte[] = { text[at + 3 * i], text[at + 3 * i + 1], 0 };

			ret[i] = (uint8_t)strtoul(byte, NULL, 16);
		}
		return true;
	}
	return false;
}

static const struct card_id *find_card_by_mac(const struct boot_slots *slots,
					      const uint8_t mac[static MAC_SIZE])
{
	const uint64_t hash = card_id_hash_mac(slots->machine_id, mac);

	for (size_t i = 0; i < slots->n_cards; i++)
		if (slots->cards[i].has_mac && slots->cards[i].mac == hash)
			return &slots->cards[i];
	return NULL;
}

int boot_slots_note(struct boot_slots *slots, const char *boot, const char *slot,
		    const char *message, size_t length)
{
	struct log_subject subject = { 0 };
	uint8_t mac[MAC_SIZE];
	struct boot_slot *seen;

	/* Other devices print addresses, too. */
	log_subject_find(message, length, false, &subject);
	if (!*slot || !log_driver_is_known(subject.driver) ||
	    !find_mac(message, length, mac))
		return 0;
	seen = array_append(slots->list, slots->n);
	if (!seen)
		return -ENOMEM;
	snprintf(seen->boot, sizeof(seen->boot), "%s", boot);
	snprintf(seen->slot, sizeof(seen->slot), "%s", slot);
	seen->card = find_card_by_mac(slots, mac);
	return 0;
}

const struct boot_slot *boot_slots_find(const struct boot_slots *slots, const char *boot,
					const char *slot)
{
	for (size_t i = slots->n; i-- > 0;)
		if (streq(slots->list[i].boot, boot) && streq(slots->list[i].slot, slot))
			return &slots->list[i];
	return NULL;
}

void boot_slots_clear(struct boot_slots *slots)
{
	free(slots->list);
	slots->list = NULL;
	slots->n = 0;
}
