/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is decided of a driver's builds, by facts alone. */
#include "scratch.h"

#include "host/facts-json.h"
#include "plan/plan.h"
#include "quirk/policy.h"
#include "quirk/quirk-file.h"

#define HEAD(evidence)                                                                   \
	"[q]\nTitle=t\nSeverity=major\nEvidence=" evidence                               \
	"\nReference=https://example.org/\nMatchDriver=i40e\n"
#define BAD HEAD("A") "MatchOrigin=out-of-tree\nMatchDriverVersion=2.13.10\nBuild=avoid\n"

/* An X722 and an I210, with a root on a disk, and what is known of i40e. */
#define CARD(slot, device, driver)                                                       \
	"{\"slot\":\"" slot "\",\"vendor\":\"8086\",\"device\":\"" device                \
	"\",\"driver\":\"" driver "\"}"
#define X722 CARD("0000:01:00.0", "37d0", "i40e")
#define I210 CARD("0000:02:00.0", "1533", "igb")
#define HEAD_OF_HOST(root)                                                               \
	"{\"schema\":\"nicquirk.facts/1\",\"kernel\":\"6.1.0-9\","                       \
	"\"root\":{\"transport\":\"" root "\"},"
#define MODULE(members) "\"modules\":[{\"name\":\"i40e\"," members "}]"
#define HOST(root, members)                                                              \
	HEAD_OF_HOST(root) "\"nics\":[" X722 "," I210 "]," MODULE(members) "}"

#define OUT_OF_TREE(version, more)                                                       \
	"{\"path\":\"updates/" version "/i40e.ko\",\"version\":\"" version               \
	"\",\"origin\":\"out-of-tree\"" more "}"
#define IN_TREE(more) "{\"path\":\"kernel/i40e.ko\",\"origin\":\"in-tree\"" more "}"
#define BUILDS(list)  "\"builds\":[" list "]"
#define PREFERRED     ",\"preferred\":true"
#define BAD_BUILD     OUT_OF_TREE("2.13.10", PREFERRED)
#define GOOD_BUILD    OUT_OF_TREE("2.14.13", "")
#define SERVES	      ",\"aliases\":[\"pci:v00008086d000037D0sv*sd*bc*sc*i*\"]"
#define SERVES_NOT    ",\"aliases\":[\"pci:v00008086d00001572sv*sd*bc*sc*i*\"]"

struct planned {
	struct facts *facts;
	struct quirk_db *db;
	struct policy *policy;
	struct plan *plan;
};

static struct planned make(struct scratch *scratch, const char *quirks,
			   const char *configuration, const char *json)
{
	struct problems problems = { 0 };
	struct planned planned = { 0 };

	scratch_write(scratch, ENV_DATA, "quirks.d/test.quirk", quirks);
	scratch_write(scratch, ENV_CONFIG, "nicquirk.conf", configuration);
	assert_int_equal(quirk_db_load(&scratch->env, NULL, &problems, &planned.db), 0);
	assert_int_equal(policy_load(&scratch->env, NULL, &problems, &planned.policy), 0);
	assert_int_equal(
		facts_from_json(json, strlen(json), "host", &problems, &planned.facts),
		0);
	assert_int_equal(problems.n, 0);
	assert_int_equal(
		plan_make(planned.facts, planned.db, planned.policy, &planned.plan), 0);
	return planned;
}

static void done(struct planned *planned)
{
	plan_free(planned->plan);
	policy_free(planned->policy);
	quirk_db_free(planned->db);
	facts_free(planned->facts);
}

/* PATH is that of the build that is chosen; NULL: none. */
static void check_decision(void **state, const char *configuration, const char *json,
			   enum decision decision, const char *path)
{
	struct planned planned = make(*state, BAD, configuration, json);
	const struct plan_module *module = planned.plan->modules;

	assert_int_equal(planned.plan->n_modules, 1);
	assert_string_equal(decision_name(module->decision), decision_name(decision));
	assert_string_equal(module->chosen ? module->chosen->path : "", path ?: "");
	done(&planned);
}

static void a_bad_build_gives_way_to_the_kernels_own(void **state)
{
	check_decision(state, "",
		       HOST("local", BUILDS(BAD_BUILD "," GOOD_BUILD "," IN_TREE(""))),
		       DECISION_PIN, "kernel/i40e.ko");
}

static void of_other_good_builds_the_newest_is_taken(void **state)
{
#define OLDER OUT_OF_TREE("2.9.1", "")
#define OLD   OUT_OF_TREE("2.12.6", "")
#define UNFIT IN_TREE(SERVES_NOT)
	check_decision(state, "",
		       HOST("local",
			    BUILDS(BAD_BUILD "," OLDER "," GOOD_BUILD "," OLD "," UNFIT)),
		       DECISION_PIN, "updates/2.14.13/i40e.ko");
}

/* modules.dep may be older than the files. What lies in updates/ would be loaded then. */
static void where_no_build_is_preferred_one_of_updates_is(void **state)
{
#define BAD_UNNAMED OUT_OF_TREE("2.13.10", "")
	check_decision(state, "", HOST("local", BUILDS(IN_TREE("") "," BAD_UNNAMED)),
		       DECISION_PIN, "kernel/i40e.ko");
	check_decision(state, "", HOST("local", BUILDS(IN_TREE(""))), DECISION_KEEP,
		       "kernel/i40e.ko");
}

static void a_build_that_cannot_stand_in_is_not_chosen(void **state)
{
/* They have no symbol versions, which would say more than the release does. */
#define OTHER_KERNEL IN_TREE(",\"vermagic\":\"6.1.0-8 SMP mod_unload \"")
#define THIS_KERNEL  IN_TREE(",\"vermagic\":\"6.1.0-9 SMP mod_unload \"")
	check_decision(state, "", HOST("local", BUILDS(BAD_BUILD "," UNFIT)),
		       DECISION_BLACKLIST, NULL);
	check_decision(state, "", HOST("local", BUILDS(BAD_BUILD "," IN_TREE(SERVES))),
		       DECISION_PIN, "kernel/i40e.ko");
	check_decision(state, "", HOST("local", BUILDS(BAD_BUILD "," OTHER_KERNEL)),
		       DECISION_BLACKLIST, NULL);
	check_decision(state, "", HOST("local", BUILDS(BAD_BUILD "," THIS_KERNEL)),
		       DECISION_PIN, "kernel/i40e.ko");
}

/* Each symbol's version has to fit then, which only the kernel can say. */
static void a_build_of_this_release_goes_first(void **state)
{
#define VERMAGIC(release)  ",\"vermagic\":\"" release " SMP mod_unload modversions \""
#define VERSIONED(release) ",\"symbol_versions\":true" VERMAGIC(release)
#define KERNELS_OWN                                                                      \
	"{\"path\":\"kernel/igb.ko\",\"origin\":\"in-tree\"" VERMAGIC("6.1.0-9") "}"
#define OTHER_RELEASE IN_TREE(VERSIONED("6.1.0-8"))
#define THIS_RELEASE  OUT_OF_TREE("2.14.13", VERSIONED("6.1.0-9"))
#define CARDS	      "\"nics\":[" X722 "," I210 "],"
#define IGB	      "{\"name\":\"igb\"," BUILDS(KERNELS_OWN) "}"
#define I40E(builds)  "{\"name\":\"i40e\"," builds "}"
#define TWO_MODULES(builds)                                                              \
	HEAD_OF_HOST("local") CARDS "\"modules\":[" IGB "," I40E(builds) "]}"
	static const char *const hosts[] = {
		TWO_MODULES(BUILDS(BAD_BUILD "," OTHER_RELEASE "," THIS_RELEASE)),
		TWO_MODULES(BUILDS(BAD_BUILD "," THIS_RELEASE "," OTHER_RELEASE)),
	};

	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		struct planned planned = make(*state, BAD, "", hosts[i]);
		const struct plan_module *module = &planned.plan->modules[1];

		assert_int_equal(planned.plan->n_modules, 2);
		assert_int_equal(module->decision, DECISION_PIN);
		assert_string_equal(module->chosen->path, "updates/2.14.13/i40e.ko");
		done(&planned);
	}
}

static void what_the_host_needs_is_not_taken_away(void **state)
{
	static const char only_card[] =
		HEAD_OF_HOST("local") "\"nics\":[" X722
				      "]," MODULE(BUILDS(BAD_BUILD)) "}";

	check_decision(state, "", HOST("local", BUILDS(BAD_BUILD)), DECISION_BLACKLIST,
		       NULL);
	check_decision(state, "", HOST("network", BUILDS(BAD_BUILD)), DECISION_WARN,
		       "updates/2.13.10/i40e.ko");
	check_decision(state, "", HOST("unknown", BUILDS(BAD_BUILD)), DECISION_WARN,
		       "updates/2.13.10/i40e.ko");
	check_decision(state, "", only_card, DECISION_WARN, "updates/2.13.10/i40e.ko");
}

static void the_verdict_of_a_card_waits_for_its_build(void **state)
{
	/* Nobody knows which build it is that runs: none is said to be loaded. */
	struct planned planned = make(*state, BAD, "", HOST("local", BUILDS(BAD_BUILD)));

	assert_int_equal(planned.plan->modules[0].decision, DECISION_BLACKLIST);
	assert_int_equal(planned.plan->cards[0].verdict, VERDICT_NEEDS_ACTION);
	assert_int_equal(planned.plan->cards[1].verdict, VERDICT_OK);
	done(&planned);
	planned = make(*state, BAD, "", HOST("local", BUILDS(BAD_BUILD "," IN_TREE(""))));
	assert_int_equal(planned.plan->modules[0].decision, DECISION_PIN);
	assert_int_equal(planned.plan->cards[0].verdict, VERDICT_NEEDS_ACTION);
	done(&planned);
	planned = make(*state, BAD, "", HOST("local", BUILDS(IN_TREE(PREFERRED))));
	assert_int_equal(planned.plan->cards[0].verdict, VERDICT_OK);
	done(&planned);
}

/* Which other modules are to be kept out. */
static void check_ban(void **state, const char *quirk, const char *configuration,
		      bool wanted)
{
	struct planned planned =
		make(*state, quirk, configuration,
		     HOST("local", "\"loaded\":{\"origin\":\"in-tree\"}"));

	assert_int_equal(planned.plan->n_bans, wanted);
	if (wanted)
		assert_string_equal(planned.plan->bans[0].name, "irdma");
	done(&planned);
}

static void another_module_is_kept_out_where_the_quirk_acts(void **state)
{
#define BAN(evidence) HEAD(evidence) "Blacklist=irdma\n"
	check_ban(state, BAN("A"), "", true);
	check_ban(state, BAN("B"), "", true);
	check_ban(state, BAN("C"), "", false);
	check_ban(state, BAN("S"), "", false);
	check_ban(state, BAN("C"), "[Policy]\nEvidence=C\n", true);
	check_ban(state, BAN("S"), "[Step]\nq=1\n", true);
	check_ban(state, BAN("A"), "[Skip]\nQuirk=q\n", false);
	check_ban(state, BAN("A"), "[Skip]\nDevice=8086:37d0\n", false);
	check_ban(state, HEAD("A") "MatchRevision=07\nBlacklist=irdma\n", "", false);
#define LATER HEAD("A") "Feature=tso off\nStep=2\nBlacklist=irdma\n"
	check_ban(state, LATER, "", false);
	check_ban(state, LATER, "[Step]\nq=2\n", true);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		SCRATCH(a_bad_build_gives_way_to_the_kernels_own),
		SCRATCH(of_other_good_builds_the_newest_is_taken),
		SCRATCH(where_no_build_is_preferred_one_of_updates_is),
		SCRATCH(a_build_that_cannot_stand_in_is_not_chosen),
		SCRATCH(a_build_of_this_release_goes_first),
		SCRATCH(what_the_host_needs_is_not_taken_away),
		SCRATCH(the_verdict_of_a_card_waits_for_its_build),
		SCRATCH(another_module_is_kept_out_where_the_quirk_acts),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
