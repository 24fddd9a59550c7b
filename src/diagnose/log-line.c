/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/log-line.h"

#include <ctype.h>

#include "quirk/pci-ids.h"

bool log_driver_is_known(const char *name)
{
	return pci_ids_driver_is_known(name);
}

/* "03:00.0", as the IOMMU's drivers print a slot */
static bool is_short_slot(const char *word, size_t length)
{
	char full[sizeof("0000:03:00.0")] = "0000:";

	if (length != strlen("03:00.0"))
		return false;
	memcpy(full + 5, word, length);
	return pci_slot_is_valid(full, strlen(full));
}

/* What the kernel takes as the name of an interface, and no program puts before a
 * message. */
static bool is_interface(const char *word, size_t length)
{
	if (length == 0 || length > 15 ||
	    (!isalpha((unsigned char)*word) && *word != '_'))
		return false;
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)word[i]) && !strchr("-_.@", word[i]))
			return false;
	return true;
}

struct log_word {
	const char *text;
	size_t length;
	bool colon, parens;
};

/* The name at the end of a word: in JSON and the like it is not parted from what is
 * before it. */
static struct log_word last_name(struct log_word word)
{
	size_t length = 0;

	while (length < word.length &&
	       (isalnum((unsigned char)word.text[word.length - length - 1]) ||
		word.text[word.length - length - 1] == '_'))
		length++;
	word.text += word.length - length;
	word.length = length;
	return word;
}

static void fill(char *field, size_t size, const char *word, size_t length)
{
	if (!*field && length < size) {
		memcpy(field, word, length);
		field[length] = '\0';
	}
}
#define FILL(field, word) fill(field, sizeof(field), (word)->text, (word)->length)

#define WORDS_MAX 12

/* The last words of TEXT: what stands next to the message. */
static size_t split_words(const char *text, size_t length,
			  struct log_word words[WORDS_MAX])
{
	size_t n = 0;

	for (size_t at = 0; at < length;) {
		struct log_word word = { .text = text + at };

		while (at + word.length < length &&
		       !isspace((unsigned char)word.text[word.length]))
			word.length++;
		at += word.length + 1;
		if (word.length == 0)
			continue;
		if (word.text[word.length - 1] == ':') {
			word.length--;
			word.colon = true;
		}
		if (word.length > 2 && *word.text == '(' &&
		    word.text[word.length - 1] == ')') {
			word.text++;
			word.length -= 2;
			word.parens = true;
		}
		if (n == WORDS_MAX)
			memmove(words, words + 1, --n * sizeof(*words));
		words[n++] = word;
	}
	return n;
}

static bool is_known_driver(const struct log_word *word)
{
	char name[sizeof(((struct log_subject *)NULL)->driver)] = "";

	FILL(name, word);
	return log_driver_is_known(name);
}

/*
 * "virtio_net virtio0 ens18: ", "r8152 4-1:1.0 eth1: ": driver, device and interface, as
 * of a card, but on another bus.
 */
static bool is_on_another_bus(const struct log_word words[], size_t n)
{
	const struct log_word *driver, *device, *name;
	bool has_digit = false;

	if (n < 3)
		return false;
	driver = &words[n - 3];
	device = &words[n - 2];
	name = &words[n - 1];
	if (driver->colon || device->colon || !name->colon || is_known_driver(driver) ||
	    is_known_driver(device) || !islower((unsigned char)*driver->text))
		return false;
	for (size_t i = 0; i < driver->length; i++)
		if (!isalnum((unsigned char)driver->text[i]) &&
		    !strchr("-_", driver->text[i]))
			return false;
	for (size_t i = 0; i < device->length; i++)
		has_digit |= isdigit((unsigned char)device->text[i]) != 0;
	return has_digit;
}

void log_subject_find(const char *text, size_t length, bool inside,
		      struct log_subject *ret)
{
	struct log_word words[WORDS_MAX];
	size_t n = split_words(text, length, words);
	bool named = false;

	for (size_t i = 0; i < n; i++) {
		const struct log_word *word = &words[i];
		bool first = i == 0, last = i + 1 == n;

		if (pci_slot_is_valid(word->text, word->length)) {
			FILL(ret->slot, word);
			if (!first && !inside) {
				const struct log_word name = last_name(word[-1]);

				FILL(ret->driver, &name);
			}
			if (!last && !inside && word[1].colon && !word[1].parens &&
			    is_interface(word[1].text, word[1].length))
				FILL(ret->interface, word + 1);
			/* "0000:00:19.0 0000:00:19.0 (uninitialized)": no name yet. */
			if (!last && pci_slot_is_valid(word[1].text, word[1].length))
				i++;
			named = true;
		} else if (inside && is_short_slot(word->text, word->length)) {
			if (!*ret->slot)
				snprintf(ret->slot, sizeof(ret->slot), "0000:%.7s",
					 word->text);
			named = true;
		} else if (word->parens && !first && word->colon) {
			/* "eno1 (e1000e): " of the transmit watchdog */
			FILL(ret->driver, word);
			if (is_interface(word[-1].text, word[-1].length))
				FILL(ret->interface, word - 1);
		}
	}
	if (inside || named)
		return;
	if (is_on_another_bus(words, n))
		FILL(ret->driver, &words[n - 3]);
	for (size_t i = 0; i < n; i++) {
		/* "e1000e: eth0 NIC Link is Up", in older kernels */
		if (i == 1 && n == 2 && words[0].colon && is_known_driver(&words[0]) &&
		    is_interface(words[1].text, words[1].length))
			FILL(ret->interface, &words[1]);
		if (is_known_driver(&words[i]))
			FILL(ret->driver, &words[i]);
		else if ((words[i].colon || n == 1) && !words[i].parens &&
			 is_interface(words[i].text, words[i].length))
			FILL(ret->interface, &words[i]);
	}
}

void log_escape(char *buffer, size_t size, const char *bytes, size_t length)
{
	size_t at = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)bytes[i];
		size_t needs = c >= 0x20 && c < 0x7f ? 1 : 4;

		if (at + needs >= size)
			break;
		if (needs == 1)
			buffer[at] = (char)c;
		else
			snprintf(buffer + at, size - at, "\\x%02x", c);
		at += needs;
	}
	buffer[at] = '\0';
}
