/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/export-setting.h"
#include "plan/module-text.h"

static bool asks_blacklist(const struct plan_quirk *entry,
			   const struct plan_action *action)
{
	return entry->match && !entry->skipped && entry->acts && !action->overruled &&
	       action->action->type == ACTION_BLACKLIST;
}

/* Whether a card before that one, or a quirk before that one, keeps the same module
 * out. */
static bool is_kept_out_before(const struct plan *plan, const struct plan_action *until)
{
	for (size_t i = 0; i < plan->n_cards; i++)
		for (size_t j = 0; j < plan->cards[i].n_quirks; j++) {
			const struct plan_quirk *entry = &plan->cards[i].quirks[j];

			for (size_t k = 0; k < entry->n_actions; k++) {
				if (&entry->actions[k] == until)
					return false;
				if (asks_blacklist(entry, &entry->actions[k]) &&
				    streq(entry->actions[k].name, until->name))
					return true;
			}
		}
	return false;
}

void export_blacklists(FILE *stream, const struct plan *plan,
		       export_blacklist_printer *print)
{
	for (size_t i = 0; i < plan->n_modules; i++)
		if (plan->modules[i].decision == DECISION_BLACKLIST)
			print(stream, plan->modules[i].module->name,
			      plan->modules[i].reason);
	for (size_t i = 0; i < plan->n_cards; i++)
		for (size_t j = 0; j < plan->cards[i].n_quirks; j++) {
			const struct plan_quirk *entry = &plan->cards[i].quirks[j];

			for (size_t k = 0; k < entry->n_actions; k++)
				if (asks_blacklist(entry, &entry->actions[k]) &&
				    !is_kept_out_before(plan, &entry->actions[k]))
					print(stream, entry->actions[k].name,
					      entry->quirk->title);
		}
}

/* The quirks that a build is avoided for. */
static void print_quirks(FILE *stream, const struct plan_module *module)
{
	for (size_t i = 0; i < module->n_builds; i++)
		for (size_t j = 0; j < module->builds[i].n_quirks; j++) {
			const struct quirk *quirk = module->builds[i].quirks[j];

			fprintf(stream, "# %s: %s\n", quirk->id, quirk->title);
			for (size_t k = 0; k < quirk->references.n; k++)
				fprintf(stream, "# %s\n", quirk->references.list[k]);
		}
}

/* "blacklist" alone does not stop who asks for the module by its name. */
static void print_blacklist(FILE *stream, const char *name, const char *reason)
{
	fprintf(stream, "# %s\nblacklist %s\ninstall %s /bin/false\n", reason, name,
		name);
}

bool export_keeps_out(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_modules; i++)
		if (plan->modules[i].decision == DECISION_BLACKLIST)
			return true;
	for (size_t i = 0; i < plan->n_cards; i++)
		for (size_t j = 0; j < plan->cards[i].n_quirks; j++)
			for (size_t k = 0; k < plan->cards[i].quirks[j].n_actions; k++)
				if (asks_blacklist(&plan->cards[i].quirks[j],
						   &plan->cards[i].quirks[j].actions[k]))
					return true;
	return false;
}

int export_modprobe(FILE *stream, const struct plan *plan, const struct env *env _unused_)
{
	if (export_keeps_out(plan))
		fputs("# file: /etc/modprobe.d/nicquirk-export.conf\n"
		      "# The initramfs needs a copy: update-initramfs -u, or dracut --force.\n",
		      stream);
	for (size_t i = 0; i < plan->n_modules; i++) {
		const struct plan_module *module = &plan->modules[i];

		if (module->decision == DECISION_BLACKLIST)
			print_quirks(stream, module);
		else if (module->decision == DECISION_PIN)
			fprintf(stream,
				"# NOT SET, modprobe.d cannot choose between builds of %s; "
				"export depmod can\n",
				module->module->name);
	}
	export_blacklists(stream, plan, print_blacklist);
	return 0;
}

/* With the exact release: of anything else that is not "*" depmod makes nothing, and says
 * nothing. */
int export_depmod(FILE *stream, const struct plan *plan, const struct env *env _unused_)
{
	bool any = false;

	for (size_t i = 0; i < plan->n_modules; i++) {
		const struct plan_module *module = &plan->modules[i];
		_cleanup_free_ char *override = NULL;

		if (module->decision != DECISION_PIN || !plan->facts->kernel)
			continue;
		if (module_text_override(plan, module, &override) < 0)
			return -ENOMEM;
		if (build_is_archived(module->chosen)) {
			fprintf(stream,
				"# NOT SET, depmod does not see what dkms has moved to %s\n",
				module->chosen->path);
			continue;
		}
		if (!any)
			fputs("# file: /etc/depmod.d/nicquirk-export.conf\n"
			      "# Then: depmod, and the initramfs anew. A new kernel needs a line of its own.\n",
			      stream);
		any = true;
		print_quirks(stream, module);
		fprintf(stream, "# %s: %s\n", module->module->name, module->reason);
		if (override)
			fprintf(stream, "%s\n", override);
	}
	return 0;
}
