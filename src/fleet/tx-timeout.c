/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/tx-timeout.h"

#include "base/array.h"

int tx_timeouts_read(const struct env *env, const char *interface, uint64_t *ret)
{
	_cleanup_(strings_clear) struct strings queues = { 0 };
	uint64_t sum = 0;
	bool found = false;
	int r;

	r = env_list(env, ENV_SYS, &queues, "class/net/%s/queues", interface);
	if (r < 0)
		return r == -ENOMEM ? r : -ENOENT;
	for (size_t i = 0; i < queues.n; i++) {
		_cleanup_free_ char *text = NULL;
		char *end;
		uint64_t number;

		if (strncmp(queues.list[i], "tx-", 3) != 0)
			continue;
		r = env_read(env, ENV_SYS, &text, "class/net/%s/queues/%s/tx_timeout",
			     interface, queues.list[i]);
		if (r == -ENOMEM)
			return r;
		if (r < 0)
			continue;
		number = strtoull(text, &end, 10);
		if (end == text || *end)
			continue;
		sum += number;
		found = true;
	}
	if (!found)
		return -ENOENT;
	*ret = sum;
	return 0;
}
