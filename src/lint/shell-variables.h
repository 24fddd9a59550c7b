/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/name-map.h"

/* A variable of a shell script, as far as its text says what it is. */
struct shell_variable {
	struct strings values; /* the words of a loop, or what it was set to */
	unsigned times;	       /* that it was set */
	bool is_loop;
	bool is_unknown; /* set to what is made up when the script runs */
};

/* Those of a script. All zero is none. */
struct shell_variables {
	struct shell_variable *list;
	size_t n;
	struct name_map index;
	bool sourced;  /* another file may set any of them */
	char here[64]; /* the word that ends the text which is read now, "<<EOF" */
};

/* Takes note of what a line of the script sets: 0 or -ENOMEM. */
_must_check_ int shell_variables_note(struct shell_variables *variables,
				      const char *line);

/*
 * Whether a line is one of a text that the script hands to a command, "cat <<EOF", and
 * none that runs. To be asked of each line in turn.
 */
bool shell_line_is_text(struct shell_variables *variables, const char *line);

/* Of the words that a loop goes through, the one that counts. */
typedef const char *shell_word_picker(void *user, const struct strings *words);

/*
 * LINE with the variables whose one value is known, and with PICK's word for those of a
 * loop. NULL without memory; to be freed.
 */
char *shell_variables_expand(const struct shell_variables *variables, const char *line,
			     shell_word_picker *pick, void *user);

/* Frees what is known and leaves none. */
void shell_variables_clear(struct shell_variables *variables);
