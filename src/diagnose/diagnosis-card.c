/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/diagnosis-card.h"

#include <ctype.h>

static struct log_card *add_seen_card(struct diagnosis *diagnosis, const char *slot)
{
	struct log_card *card;

	for (size_t i = 0; i < diagnosis->n_cards; i++)
		if (streq(diagnosis->cards[i].slot, slot))
			return &diagnosis->cards[i];
	if (diagnosis->n_cards == DIAGNOSIS_CARDS_MAX)
		return NULL;
	card = &diagnosis->cards[diagnosis->n_cards++];
	*card = (struct log_card){ .vendor = -1, .device = -1, .family = -1 };
	snprintf(card->slot, sizeof(card->slot), "%s", slot);
	return card;
}

/* "pci 0000:00:19.0: [8086:153a] type 00 class 0x020000" */
void diagnosis_take_device(struct diagnosis *diagnosis, const char *text,
			   const struct symptom_match *match)
{
	size_t head = (size_t)(match->start - text);
	struct log_subject subject = { 0 };
	struct log_card *card;
	char digits[sizeof("[vvvv:dddd")];
	unsigned vendor, device;

	if (head < sizeof(digits))
		return;
	head -= sizeof(digits) - 1;
	memcpy(digits, text + head, sizeof(digits) - 1);
	digits[sizeof(digits) - 1] = '\0';
	log_subject_find(text, head, false, &subject);
	if (!*subject.slot || sscanf(digits, "[%4x:%4x", &vendor, &device) != 2)
		return;
	card = add_seen_card(diagnosis, subject.slot);
	if (card) {
		card->vendor = (int32_t)vendor;
		card->device = (int32_t)device;
	}
}

/* "MAC: 13, PHY: 12, PBA No: ...": e1000e's enum e1000_mac_type. */
void diagnosis_take_family(struct diagnosis *diagnosis, const char *text,
			   const struct symptom_match *match)
{
	struct log_subject subject = { 0 };
	struct log_card *card;

	log_subject_find(text, (size_t)(match->start - text), false, &subject);
	if (!*subject.slot || !match->gap || !isdigit((unsigned char)*match->gap))
		return;
	card = add_seen_card(diagnosis, subject.slot);
	if (card)
		card->family = atoi(match->gap);
}
