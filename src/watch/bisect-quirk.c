/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/bisect-quirk.h"

#include <sys/stat.h>

#include "base/atomic-file.h"
#include "quirk/pci-ids.h"

static void print_settings(FILE *stream, const struct bisect *bisect)
{
	for (size_t i = 0; i < bisect->n_candidates; i++) {
		const struct bisect_candidate *candidate = &bisect->candidates[i];

		if (!(bisect->best & UINT32_C(1) << i))
			continue;
		if (candidate->type == ACTION_EEE)
			fputs("EEE=off\n", stream);
		else
			fprintf(stream, "Feature=%s off\n", candidate->name);
	}
}

int bisect_quirk_text(const struct bisect_state *state, const struct quirk_card *card,
		      char **ret)
{
	char id[PCI_ID_SIZE], board[PCI_ID_SIZE];
	char *text = NULL;
	FILE *stream;
	size_t size;

	*ret = NULL;
	if (!state->bisect.has_best || !state->bisect.best ||
	    !pci_id_print(id, card->vendor, card->device))
		return 0;
	stream = open_memstream(&text, &size);
	if (!stream)
		return -ENOMEM;
	fprintf(stream, "[bisect-%04x]\n", (unsigned)card->device & 0xffff);
	fputs("Title=Hangs under load on this host, found by nicquirk bisect\n", stream);
	fprintf(stream, "Severity=major\nEvidence=B\nMatchDevice=%s\n", id);
	if (pci_id_print(board, card->subsystem_vendor, card->subsystem_device))
		fprintf(stream, "MatchSubsystem=%s\n", board);
	if (card->driver)
		fprintf(stream, "MatchDriver=%s\n", card->driver);
	print_settings(stream, &state->bisect);
	return memstream_close(stream, &text, ret);
}

void bisect_quirk_name(const struct quirk_card *card, char *buffer, size_t size)
{
	snprintf(buffer, size, "50-bisect-%04x.quirk", (unsigned)card->device & 0xffff);
}

static int quirk_path(const struct env *env, const struct quirk_card *card,
		      char path[static PATH_MAX])
{
	char name[40];

	bisect_quirk_name(card, name, sizeof(name));
	return env_path(path, env, ENV_CONFIG, "quirks.d/%s", name);
}

void bisect_quirk_remove(const struct env *env, const struct quirk_card *card)
{
	char path[PATH_MAX];

	if (quirk_path(env, card, path) == 0)
		unlink(path);
}

/* Folders of the administrator's, which all may read. */
static int make_config_folder(const struct env *env, const char *name)
{
	char path[PATH_MAX];
	int r = env_path(path, env, ENV_CONFIG, "%s", name);

	if (r < 0)
		return r;
	return mkdir(path, 0755) < 0 && errno != EEXIST ? -errno : 0;
}

int bisect_quirk_keep(const struct env *env, const struct bisect_state *state,
		      const struct quirk_card *card)
{
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX];
	int r;

	r = bisect_quirk_text(state, card, &text);
	if (r < 0)
		return r;
	if (!text) {
		bisect_quirk_remove(env, card);
		return 0;
	}
	if ((r = make_config_folder(env, "")) < 0 ||
	    (r = make_config_folder(env, "quirks.d")) < 0 ||
	    (r = quirk_path(env, card, path)) < 0)
		return r;
	return atomic_file_write_synced(path, text, 0644);
}
