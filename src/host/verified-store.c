/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/verified-store.h"

#include <inttypes.h>

#include "base/array.h"
#include "base/atomic-file.h"
#include "base/permissions.h"
#include "base/regular-file.h"
#include "facts/card-id.h"
#include "host/facts-json-verified.h"
#include "host/json.h"
#include "quirk/pci-ids.h"

/* Larger is no file of ours. */
#define FILE_MAX (1 << 20)

static int store_path(const struct env *env, char path[static PATH_MAX])
{
	return env_path(path, env, ENV_STATE, "verified");
}

/* What names a card in a line: its ids, the hash of its address or else its slot. */
static void print_card_key(char *buffer, size_t size, const struct env *env,
			   const struct nic *nic)
{
	char machine_id[MACHINE_ID_LENGTH + 1], ids[2][PCI_ID_SIZE];
	const char *device, *subsystem;
	struct card_id card;

	if (machine_id_read(env, machine_id) < 0)
		memset(machine_id, '0', MACHINE_ID_LENGTH);
	machine_id[MACHINE_ID_LENGTH] = '\0';
	card_id_of(env, machine_id, nic, &card);
	device = pci_id_print(ids[0], card.vendor, card.device) ?: "-";
	subsystem =
		pci_id_print(ids[1], card.subsystem_vendor, card.subsystem_device) ?: "-";
	if (card.has_mac)
		snprintf(buffer, size, "%s %s %016" PRIx64, device, subsystem, card.mac);
	else
		snprintf(buffer, size, "%s %s %s", device, subsystem, nic->slot ?: "");
}

/* 0 or a negative errno; -ENOENT where there is none, -EPERM where it is another's. */
static int read_verified_text(const struct env *env, struct problems *problems,
			      char **ret)
{
	char path[PATH_MAX];
	int r;

	r = store_path(env, path);
	if (r < 0)
		return r;
	if (!permissions_check(path, problems))
		return -EPERM;
	r = regular_file_read(path, FILE_MAX, '\n', ret);
	if (r < 0 && r != -ENOENT)
		problem_add_unreadable(problems, path, strerror(-r));
	return r;
}

static const char *line_card(struct json_object *object)
{
	return json_object_get_string(json_member(object, "card"));
}

/* The results in a line: one, in an array as facts files have them. */
static int take_verified_line(const char *line, const char *card,
			      const struct json_reader *reader, struct verified_list *ret)
{
	_cleanup_(json_putp) struct json_object *object = json_tokener_parse(line);
	const char *of = object ? line_card(object) : NULL;

	if (!of)
		return json_wrong(reader, "card", "given in each line");
	return streq(of, card) ? facts_json_get_verified(reader, object, ret) : 0;
}

static int read_verified_card(const struct env *env, const char *text,
			      struct problems *problems, struct nic *nic)
{
	struct json_reader reader = { .problems = problems };
	_cleanup_free_ char *lines = strdup(text);
	char card[96], path[PATH_MAX], *cursor = lines, *line;
	int r = store_path(env, path);

	if (r < 0 || !lines)
		return r < 0 ? r : -ENOMEM;
	reader.file = path;
	print_card_key(card, sizeof(card), env, nic);
	while ((line = strsep(&cursor, "\n")) && ++reader.line)
		if (*line &&
		    take_verified_line(line, card, &reader, &nic->verified) == -ENOMEM)
			return -ENOMEM;
	return 0;
}

int verified_store_read(const struct env *env, struct problems *problems,
			struct facts *facts)
{
	_cleanup_free_ char *text = NULL;
	int r = read_verified_text(env, problems, &text);

	if (r == -ENOMEM)
		return r;
	for (size_t i = 0; i < facts->n_nics && r >= 0; i++)
		r = read_verified_card(env, text, problems, &facts->nics[i]);
	return r == -ENOMEM ? r : 0;
}

static bool is_result_for_same(const struct verified *a, const struct verified *b)
{
	if (!streq(a->kernel ?: "", b->kernel ?: "") ||
	    !streq(a->driver_version ?: "", b->driver_version ?: "") ||
	    a->driver_origin != b->driver_origin || a->n_settings != b->n_settings)
		return false;
	for (size_t i = 0; i < a->n_settings; i++) {
		const struct setting *same =
			setting_find(b->settings, b->n_settings, a->settings[i].name);

		if (!same || same->on != a->settings[i].on)
			return false;
	}
	return true;
}

static int print_verified_line(FILE *stream, const char *card,
			       const struct verified *verified)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	const struct verified_list one = { .list = (struct verified *)(uintptr_t)verified,
					   .n = 1 };

	if (!object || json_add_text(object, "card", card) < 0 ||
	    facts_json_add_verified(object, &one) < 0)
		return -ENOMEM;
	fprintf(stream, "%s\n",
		json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	return 0;
}

/* The lines of other cards stay as they are, of this one the newest results. */
static int print_verified_store(FILE *stream, const char *text, const char *card,
				const struct verified_list *old,
				const struct verified *verified)
{
	_cleanup_free_ char *lines = strdup(text);
	char *cursor = lines, *line;
	size_t skipped = old->n >= VERIFIED_MAX ? old->n - VERIFIED_MAX + 1 : 0;

	if (!lines)
		return -ENOMEM;
	while ((line = strsep(&cursor, "\n"))) {
		_cleanup_(json_putp) struct json_object *object =
			*line ? json_tokener_parse(line) : NULL;

		if (object && line_card(object) && !streq(line_card(object), card))
			fprintf(stream, "%s\n", line);
	}
	for (size_t i = skipped; i < old->n; i++)
		if (!is_result_for_same(&old->list[i], verified) &&
		    print_verified_line(stream, card, &old->list[i]) < 0)
			return -ENOMEM;
	return print_verified_line(stream, card, verified);
}

static int build_text(const char *old_text, const char *card,
		      const struct verified_list *old, const struct verified *verified,
		      char **ret)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return -ENOMEM;
	if (print_verified_store(stream, old_text, card, old, verified) < 0) {
		fclose(stream);
		free(text);
		return -ENOMEM;
	}
	return memstream_close(stream, &text, ret);
}

int verified_store_add(const struct env *env, const struct nic *nic,
		       const struct verified *verified)
{
	_cleanup_(problems_clear) struct problems problems = { 0 };
	_cleanup_free_ char *old_text = NULL, *text = NULL;
	struct nic found = { .slot = nic->slot };
	char card[96], path[PATH_MAX];
	int r;

	print_card_key(card, sizeof(card), env, nic);
	r = permissions_make_env_dir(env, ENV_STATE);
	if (r < 0)
		return r;
	r = read_verified_text(env, &problems, &old_text);
	/* What is none of ours is replaced; what cannot be read for now is not lost. */
	if (r == -ENOENT || r == -EPERM || r == -EINVAL || r == -EFBIG)
		old_text = strdup("");
	else if (r < 0)
		return r;
	if (!old_text)
		return -ENOMEM;
	found = *nic;
	found.verified = (struct verified_list){ 0 };
	r = read_verified_card(env, old_text, &problems, &found);
	if (r >= 0)
		r = build_text(old_text, card, &found.verified, verified, &text);
	verified_list_clear(&found.verified);
	if (r >= 0)
		r = store_path(env, path);
	return r < 0 ? r : atomic_file_write_synced(path, text, 0600);
}
