/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-key.h"

#include "base/letters.h"
#include "quirk/quirk-action.h"
#include "quirk/quirk-match.h"

int quirk_key_refuse(struct quirk_section *section, const struct quirk_key *key,
		     const char *text)
{
	problem_add(section->problems, section->quirk->file, section->line,
		    "%s: expected %s, not \"%s\"", key->name, key->form, text);
	return -EINVAL;
}

bool quirk_key_allows(const struct quirk_key *key, const char *name)
{
	if (key->length && strlen(name) != key->length)
		return false;
	return !key->letters || consists_of(name, key->letters);
}

static int quirk_parse_text(struct quirk_section *section, const struct quirk_key *key,
			    char *value)
{
	char **text = (char **)((char *)section->quirk + key->offset);

	*text = strdup(value);
	return *text ? 0 : -ENOMEM;
}

static int quirk_parse_texts(struct quirk_section *section, const struct quirk_key *key,
			     char *value)
{
	return strings_add((struct strings *)((char *)section->quirk + key->offset),
			   value);
}

static int quirk_parse_reference(struct quirk_section *section,
				 const struct quirk_key *key, char *value)
{
	static const char *const schemes[] = { "https://", "http://" };

	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
		size_t length = strlen(schemes[i]);

		if (strncmp(value, schemes[i], length) == 0 && value[length] &&
		    !strpbrk(value, " \t"))
			return quirk_parse_texts(section, key, value);
	}
	return quirk_key_refuse(section, key, value);
}

static int quirk_parse_severity(struct quirk_section *section,
				const struct quirk_key *key, char *value)
{
	for (enum severity i = SEVERITY_INFO; i <= SEVERITY_CRITICAL; i++)
		if (streq(value, severity_name(i))) {
			section->quirk->severity = i;
			return 0;
		}
	return quirk_key_refuse(section, key, value);
}

static int quirk_parse_evidence(struct quirk_section *section,
				const struct quirk_key *key, char *value)
{
	for (enum evidence i = EVIDENCE_A; i <= EVIDENCE_S; i++)
		if (streq(value, evidence_name(i))) {
			section->quirk->evidence = i;
			return 0;
		}
	return quirk_key_refuse(section, key, value);
}

static int add_kind(struct quirk_section *section, const struct quirk_key *key,
		    struct incident_kinds *kinds, const char *name)
{
	enum incident_kind kind, *added;
	const char *problem = NULL;

	if (incident_kind_find(name, &kind) < 0)
		problem = "no kind of incident is called";
	else if (incident_kinds_contain(kinds, kind))
		problem = "given twice:";
	if (problem) {
		problem_add(section->problems, section->quirk->file, section->line,
			    "%s: %s \"%s\"", key->name, problem, name);
		return -EINVAL;
	}
	added = array_append(kinds->list, kinds->n);
	if (!added)
		return -ENOMEM;
	*added = kind;
	return 0;
}

static int quirk_parse_kind(struct quirk_section *section, const struct quirk_key *key,
			    char *value)
{
	return add_kind(section, key, &section->quirk->confirms, value);
}

static int quirk_parse_kinds(struct quirk_section *section, const struct quirk_key *key,
			     char *value)
{
	char *rest = NULL;
	int r = 0;

	for (char *word = strtok_r(value, " \t", &rest); word && r >= 0;
	     word = strtok_r(NULL, " \t", &rest))
		r = add_kind(section, key, &section->quirk->symptoms, word);
	return r;
}

#define HEX	 (LETTERS_DIGIT | LETTERS_HEX)
#define LOWER	 (LETTERS_LOWER | LETTERS_DIGIT)
#define ANY_CASE (LOWER | LETTERS_UPPER)
#define MODULE	 (ANY_CASE | LETTERS_DASH | LETTERS_UNDERSCORE)
#define AT(text) offsetof(struct quirk, text)

#define ONCE(key, value, of, parser, text, ...)                                          \
	{                                                                                \
		.name = key, .form = value, .kind = of, .parse = quirk_parse_##parser,   \
		.help = text, ##__VA_ARGS__                                              \
	}
#define MANY(...) ONCE(__VA_ARGS__, .repeats = true)

const struct quirk_key quirk_keys[] = {
	ONCE("Title", "TEXT", KEY_NEEDED, text, "what goes wrong, in a line",
	     .offset = AT(title)),
	ONCE("Severity", "critical|major|minor|info", KEY_NEEDED, severity,
	     "how bad it is"),
	ONCE("Evidence", "A|B|C|S", KEY_NEEDED, evidence,
	     "A vendor or kernel source, B several reports, C one report, S own reading"),
	MANY("Reference", "https://...", KEY_TEXT, reference, "where it says so",
	     .offset = AT(references)),
	MANY("MatchDevice", "vvvv:dddd|vvvv:*|@group...", KEY_MATCH, ids,
	     "PCI ID of the card, in lower case", .which = MATCH_DEVICE),
	MANY("MatchSubsystem", "vvvv:dddd|vvvv:*|@group...", KEY_MATCH, ids,
	     "PCI subsystem ID of the card", .which = MATCH_SUBSYSTEM),
	MANY("MatchRevision", "xx...", KEY_MATCH, names,
	     "PCI revision of the card, two hex digits", .which = MATCH_REVISION,
	     .letters = HEX, .length = 2),
	MANY("MatchDriver", "MODULE...", KEY_MATCH, names, "driver of the card",
	     .which = MATCH_DRIVER, .letters = MODULE),
	ONCE("MatchOrigin", "in-tree|out-of-tree", KEY_MATCH, origin,
	     "where the driver comes from", .which = MATCH_ORIGIN),
	ONCE("MatchDriverVersion", "RANGE", KEY_MATCH, range, "version of the driver",
	     .which = MATCH_DRIVER_VERSION),
	ONCE("MatchKernel", "RANGE", KEY_MATCH, range, "upstream version of the kernel",
	     .which = MATCH_KERNEL),
	MANY("MatchKernelRelease", "GLOB...", KEY_MATCH, names,
	     "release of the kernel, all of it", .which = MATCH_KERNEL_RELEASE),
	ONCE("MatchFirmware", "RANGE", KEY_MATCH, range,
	     "firmware of the card, its first word", .which = MATCH_FIRMWARE),
	MANY("MatchSystem", "GLOB", KEY_MATCH, glob, "DMI vendor/product of the host",
	     .which = MATCH_SYSTEM),
	MANY("Confirm", "KIND", KEY_TEXT, kind,
	     "an incident of this kind on the very card stands for evidence"),
	MANY("Symptom", "KIND...", KEY_TEXT, kinds,
	     "more messages that may be its work, for diagnose alone"),
	MANY("Feature", "NAME on|off", KEY_ACTION, switch,
	     "the kernel's name of a feature, or ethtool's short one of a group",
	     .which = ACTION_FEATURE, .letters = LOWER | LETTERS_DASH),
	MANY("PrivateFlag", "NAME on|off", KEY_ACTION, switch,
	     "a private flag of the driver", .which = ACTION_PRIVATE_FLAG,
	     .letters = ANY_CASE | LETTERS_DASH),
	ONCE("EEE", "off", KEY_ACTION, fixed, "Energy-Efficient Ethernet",
	     .which = ACTION_EEE),
	MANY("Aspm", "FILE on|off", KEY_ACTION, switch,
	     "a file of the card's link/ folder in sysfs", .which = ACTION_ASPM,
	     .letters = LOWER | LETTERS_UNDERSCORE),
	ONCE("Build", "avoid", KEY_ACTION, fixed,
	     "keep this build of the driver from being loaded", .which = ACTION_BUILD),
	MANY("Blacklist", "MODULE", KEY_ACTION, module,
	     "keep another module from being loaded", .which = ACTION_BLACKLIST,
	     .letters = MODULE),
	MANY("Advice", "TEXT", KEY_ADVICE, texts, "what nicquirk cannot do itself",
	     .offset = AT(advice)),
	MANY("Cost", "TEXT", KEY_TEXT, texts, "what the cure costs", .offset = AT(costs)),
	MANY("Step", "2...", KEY_TEXT, step,
	     "the actions from here on wait until the quirk is raised to this step"),
	MANY("Device", "vvvv:dddd|vvvv:*...", KEY_GROUP, members, "a member of the group",
	     .which = MATCH_DEVICE),
	{ .name = NULL },
};

/* What a section has seen is a bit for each row. */
_Static_assert(ARRAY_SIZE(quirk_keys) <= 64, "one bit a key");

const char *match_key_name(enum match_key key)
{
	const struct quirk_key *row = quirk_keys;

	while (row->kind != KEY_MATCH || row->which != key)
		row++;
	return row->name;
}

static const struct quirk_key *find_key(const char *name, bool of_group)
{
	const struct quirk_key *row = quirk_keys;

	/* Each line of the database comes by: most rows differ in the first letter. */
	for (; row->name; row++)
		if (row->name[0] == name[0] && (row->kind == KEY_GROUP) == of_group &&
		    streq(row->name, name))
			break;
	return row;
}

int quirk_section_add(struct quirk_section *section, const char *key, char *value,
		      unsigned line)
{
	const struct quirk_key *row = find_key(key, quirk_is_group(section->quirk));
	/* What is unknown shares the bit of the end: the section is not empty. */
	uint64_t bit = UINT64_C(1) << (row - quirk_keys);
	const char *problem = NULL;

	section->line = line;
	if (!row->name)
		problem = "unknown key";
	else if (!*value)
		problem = "no value";
	else if ((section->seen & bit) && !row->repeats)
		problem = "given twice";
	section->seen |= bit;
	section->step_is_used |= row->kind == KEY_ACTION;
	if (problem) {
		problem_add(section->problems, section->quirk->file, line, "%s: %s", key,
			    problem);
		return -EINVAL;
	}
	return row->parse(section, row, value);
}

void quirk_section_clear(struct quirk_section *section)
{
	for (size_t i = 0; i < MATCH_KEY_MAX; i++)
		name_set_clear(&section->groups[i]);
}

static bool lacks(struct quirk_section *section, const char *what)
{
	problem_add(section->problems, section->quirk->file, section->quirk->line,
		    "[%s] has no %s", section->quirk->id, what);
	return true;
}

bool quirk_section_is_complete(struct quirk_section *section)
{
	enum quirk_key_kind needed =
		quirk_is_group(section->quirk) ? KEY_GROUP : KEY_NEEDED;
	bool match = quirk_is_group(section->quirk), cure = match, lacking = false;

	if (!section->seen)
		return !lacks(section, "keys");
	for (const struct quirk_key *row = quirk_keys; row->name; row++) {
		if (section->seen & (UINT64_C(1) << (row - quirk_keys))) {
			match |= row->kind == KEY_MATCH;
			cure |= row->kind == KEY_ACTION || row->kind == KEY_ADVICE;
		} else if (row->kind == needed) {
			lacking |= lacks(section, row->name);
		}
	}
	if (!match)
		lacking |= lacks(section, "Match key");
	if (!cure)
		lacking |= lacks(section, "action and no Advice");
	if (section->quirk->n_steps > 1)
		lacking |= !quirk_step_is_used(section);
	return !lacking;
}
