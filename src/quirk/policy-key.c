/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/policy-key.h"

#include "quirk/pci-ids.h"

static int find_name(const char *const *names, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (streq(names[i], text))
			return (int)i;
	return -EINVAL;
}

static int set_mode(struct policy *policy, const char *name _unused_, const char *value)
{
	static const char *const names[] = { [RUN_DRY] = "dry-run", [RUN_OFF] = "off" };
	int mode = find_name(names + RUN_DRY, ARRAY_SIZE(names) - RUN_DRY, value);

	if (mode < 0)
		return mode;
	policy->mode = RUN_DRY + (enum run_mode)mode;
	return 0;
}

static int set_modules(struct policy *policy, const char *name _unused_,
		       const char *value)
{
	static const char *const names[] = {
		[MODULES_PIN] = "pin",
		[MODULES_WORKAROUND] = "workaround",
		[MODULES_BLACKLIST] = "blacklist",
		[MODULES_OFF] = "off",
	};
	ASSERT_ROWS(names, MODULES_MAX);
	int modules = find_name(names, ARRAY_SIZE(names), value);

	if (modules < 0)
		return modules;
	policy->modules = (enum module_policy)modules;
	return 0;
}

static int set_evidence(struct policy *policy, const char *name _unused_,
			const char *value)
{
	for (enum evidence i = EVIDENCE_A; i <= EVIDENCE_S; i++)
		if (streq(value, evidence_name(i))) {
			policy->evidence = i;
			return 0;
		}
	return -EINVAL;
}

static int skip_quirk(struct policy *policy, const char *name _unused_, const char *value)
{
	if (!quirk_id_is_valid(value))
		return -EINVAL;
	return name_set_add(&policy->skip_quirks, value, strlen(value));
}

static int skip_device(struct policy *policy, const char *name _unused_,
		       const char *value)
{
	struct pci_id id;

	if (!pci_slot_is_valid(value, strlen(value)) &&
	    (pci_id_parse(value, strlen(value), &id) < 0 || id.device < 0))
		return -EINVAL;
	return name_set_add(&policy->skip_devices, value, strlen(value));
}

/* The last word counts. */
static int set_pin(struct policy *policy, const char *name, const char *value)
{
	_cleanup_free_ char *module = NULL, *build = NULL;
	struct policy_pin *pin;
	size_t *place;

	if (!streq(value, "in-tree") && !version_is_valid(value) && !strchr(value, '/'))
		return -EINVAL;
	module = strdup(name);
	build = strdup(value);
	place = name_map_add(&policy->pins_by_module, name, strlen(name), policy->n_pins);
	if (!module || !build || !place)
		return -ENOMEM;
	pin = *place < policy->n_pins ? &policy->pins[*place]
				      : array_append(policy->pins, policy->n_pins);
	if (!pin)
		return -ENOMEM;
	free(pin->module);
	free(pin->build);
	pin->module = TAKE_PTR(module);
	pin->build = TAKE_PTR(build);
	return 0;
}

/* The last word counts. */
static int set_step(struct policy *policy, const char *name, const char *value)
{
	_cleanup_free_ char *quirk = NULL;
	size_t length = strlen(value);
	struct policy_step *step;
	size_t *place;

	/* No ladder is so long that it takes more digits than any integer holds. */
	if (strspn(value, "0123456789") != length || length > 9 || atoi(value) < 1)
		return -EINVAL;
	quirk = strdup(name);
	place = name_map_add(&policy->steps_by_quirk, name, strlen(name),
			     policy->n_steps);
	if (!quirk || !place)
		return -ENOMEM;
	step = *place < policy->n_steps ? &policy->steps[*place]
					: array_append(policy->steps, policy->n_steps);
	if (!step)
		return -ENOMEM;
	free(step->quirk);
	*step = (struct policy_step){
		.quirk = TAKE_PTR(quirk),
		.step = (unsigned)atoi(value),
	};
	return 0;
}

/* Whether VALUE is the second of two words: 0, or -EINVAL where it is neither. */
static int set_choice(bool *to, const char *value, const char *first, const char *second)
{
	if (!streq(value, first) && !streq(value, second))
		return -EINVAL;
	*to = streq(value, second);
	return 0;
}

static int set_watch(struct policy *policy, const char *name _unused_, const char *value)
{
	return set_choice(&policy->watch_off, value, "on", "off");
}

static int set_watch_apply(struct policy *policy, const char *name _unused_,
			   const char *value)
{
	return set_choice(&policy->watch_only, value, "yes", "no");
}

static int set_watch_recover(struct policy *policy, const char *name _unused_,
			     const char *value)
{
	return set_choice(&policy->no_recovery, value, "yes", "no");
}

static int set_watch_limit(struct policy *policy, const char *name _unused_,
			   const char *value)
{
	const size_t length = strlen(value);

	/* More than one a second is no limit. */
	if (length == 0 || length > 4 || strspn(value, "0123456789") != length)
		return -EINVAL;
	policy->watch_limit = (unsigned)atoi(value);
	return 0;
}

const struct policy_key policy_keys[] = {
	{ "Policy", "Modules", "pin|workaround|blacklist|off", NULL, set_modules },
	{ "Policy", "Evidence", "A|B|C|S", NULL, set_evidence },
	{ "Skip", "Quirk", "ID...", " \t", skip_quirk },
	{ "Skip", "Device", "dddd:bb:dd.f|vvvv:dddd...", " \t", skip_device },
	{ "Pin", NULL, "in-tree|VERSION|PATH", NULL, set_pin },
	{ "Step", NULL, "NUMBER", NULL, set_step },
	{ "Watch", "Apply", "yes|no", NULL, set_watch_apply },
	{ "Watch", "Recover", "yes|no", NULL, set_watch_recover },
	{ "Watch", "Limit", "NUMBER", NULL, set_watch_limit },
	{ .form = NULL },
};

const struct policy_key policy_parameters[] = {
	{ NULL, "nicquirk", "off|dry-run", NULL, set_mode },
	{ NULL, "nicquirk.skip", "ID[,ID...]", ",", skip_quirk },
	{ NULL, "nicquirk.modules", "pin|workaround|blacklist|off", NULL, set_modules },
	{ NULL, "nicquirk.watch", "on|off", NULL, set_watch },
	{ .form = NULL },
};
