/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/known-step.h"

#include <ctype.h>

#include "base/array.h"

/* The word that ends before the last of TEXT's LENGTH bytes, behind a blank or its start.
 */
static const char *last_word(const char *text, size_t length, size_t *ret_length)
{
	size_t n = 0;

	while (n < length && !isblank((unsigned char)text[length - n - 1]))
		n++;
	*ret_length = n;
	return text + length - n;
}

bool own_line_parse(const char *text, size_t length, struct own_line *ret)
{
	static const char marker[] = " step ";
	const char *end = text + length;
	const char *at = memmem(text, length, marker, strlen(marker));
	struct own_line line = { 0 };

	if (!at)
		return false;
	line.id = last_word(text, (size_t)(at - text), &line.id_length);
	log_subject_find(text, (size_t)(line.id - text), true, &line.subject);
	for (at += strlen(marker);
	     at < end && isdigit((unsigned char)*at) && line.step < 99; at++)
		line.step = line.step * 10 + *at - '0';
	if (at == end || *at != ':' || line.id_length == 0)
		return false;
	*ret = line;
	return true;
}

int known_steps_set(struct known_steps *steps, const struct nic *nic,
		    const struct own_line *line)
{
	struct known_step *step;

	for (size_t i = 0; i < steps->n; i++) {
		step = &steps->list[i];
		if (step->nic == nic && strlen(step->quirk) == line->id_length &&
		    memcmp(step->quirk, line->id, line->id_length) == 0) {
			step->step = line->step;
			return 0;
		}
	}
	step = array_append(steps->list, steps->n);
	if (!step)
		return -ENOMEM;
	step->nic = nic;
	step->step = line->step;
	step->quirk = strndup(line->id, line->id_length);
	if (!step->quirk) {
		steps->n--;
		return -ENOMEM;
	}
	return 0;
}

int known_steps_add_to(const struct known_steps *steps, const struct nic *nic,
		       struct incident *incident)
{
	for (size_t i = 0; i < steps->n; i++) {
		struct incident_step *step;

		if (steps->list[i].nic != nic)
			continue;
		step = array_append(incident->steps, incident->n_steps);
		if (!step)
			return -ENOMEM;
		step->step = steps->list[i].step;
		step->quirk = strdup(steps->list[i].quirk);
		if (!step->quirk)
			return -ENOMEM;
	}
	return 0;
}

void known_steps_clear(struct known_steps *steps)
{
	for (size_t i = 0; i < steps->n; i++)
		free(steps->list[i].quirk);
	free(steps->list);
	*steps = (struct known_steps){ 0 };
}
