/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/verified.h"

static const char *const verdicts[] = {
	[VERIFY_HELD] = "held",
	[VERIFY_HANGS] = "hangs",
	[VERIFY_LEAKS] = "leaks",
	[VERIFY_INCONCLUSIVE] = "inconclusive",
};
_Static_assert(ARRAY_SIZE(verdicts) == VERIFY_VERDICT_MAX, "a name for each verdict");

const char *verify_verdict_name(enum verify_verdict verdict)
{
	return verdicts[verdict];
}

enum verify_verdict verify_verdict_find(const char *name)
{
	enum verify_verdict verdict = 0;

	while (verdict < VERIFY_VERDICT_MAX && !streq(verdicts[verdict], name))
		verdict++;
	return verdict;
}

int verified_text(const struct verified *verified, char **ret)
{
	const double gigabytes = (double)(verified->sent + verified->received) / 1e9;
	char *text;
	int length;

	if (verified->verdict == VERIFY_HELD)
		length = asprintf(&text, "held %.1f GB over up to %u streams", gigabytes,
				  verified->streams);
	else
		length = asprintf(&text, "%s%s%s after %.1f GB",
				  verify_verdict_name(verified->verdict),
				  verified->phase ? " in phase " : "",
				  verified->phase ?: "", gigabytes);
	if (length < 0)
		return -ENOMEM;
	*ret = text;
	return 0;
}

void verified_clear(struct verified *verified)
{
	free(verified->kernel);
	free(verified->driver_version);
	free(verified->phase);
	settings_free(verified->settings, verified->n_settings);
	*verified = (struct verified){ 0 };
}

void verified_list_clear(struct verified_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		verified_clear(&list->list[i]);
	free(list->list);
	*list = (struct verified_list){ 0 };
}
