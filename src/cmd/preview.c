/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/preview.h"

#include "base/log.h"

static int set_module_text(char **text, const char *value)
{
	char *copy = value ? strdup(value) : NULL;

	if (value && !copy)
		return -ENOMEM;
	free(*text);
	*text = copy;
	return 0;
}

static int load_chosen(struct module *module, const struct build *build)
{
	if (set_module_text(&module->version, build->version) < 0 ||
	    set_module_text(&module->srcversion, build->srcversion) < 0 ||
	    set_module_text(&module->build_id, build->build_id) < 0)
		return -ENOMEM;
	module->origin = build->origin;
	module->is_loaded = true;
	return 0;
}

int preview_boot(const struct options *options, struct context *context)
{
	const struct plan *plan = context->plan;

	for (size_t i = 0; i < plan->n_modules; i++) {
		const struct module *module = plan->modules[i].module;

		if (plan->modules[i].chosen &&
		    load_chosen(
			    &context->facts->modules[module - context->facts->modules],
			    plan->modules[i].chosen) < 0) {
			log_stderr("%s", strerror(ENOMEM));
			return -ENOMEM;
		}
	}
	return context_add(options, 0, context);
}
