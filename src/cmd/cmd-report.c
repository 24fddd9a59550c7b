/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "host/facts-json.h"
#include "host/json.h"
#include "host/redact.h"

int cmd_report(const struct options *options, int argc _unused_, char **argv _unused_)
{
	_cleanup_(json_putp) struct json_object *json = NULL;
	_cleanup_(facts_freep) struct facts *facts = NULL;

	if (context_load_facts(options, SCAN_ALL, &facts) < 0)
		return EXIT_UNUSABLE;
	if (redact_facts(facts) < 0 || facts_to_json(facts, &json) < 0) {
		log_stderr("%s", strerror(ENOMEM));
		return EXIT_UNUSABLE;
	}
	json_print(json);
	return EXIT_IN_PLACE;
}
