/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints what "nicquirk diagnose" looks for in a log, a text a line. */
#include <stdio.h>

#include "diagnose/symptom.h"

int main(void)
{
	for (const struct symptom *symptom = symptoms;
	     symptom->kind && !symptom_is_incidental(symptom); symptom++) {
		size_t length;
		const char *text = symptom_anchor(symptom, &length);

		printf("%.*s\n", (int)length, text);
	}
	return 0;
}
