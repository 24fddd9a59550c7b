/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "facts/nic.h"
#include "host/facts-json.h"
#include "plan/plan-text.h"
#include "plan/plan.h"
#include "quirk/policy.h"
#include "quirk/quirk-file.h"

#define HEAD "Title=t\nSeverity=major\nEvidence=B\nReference=https://example.org/\n"
#define ANY  "MatchDriver=e1000e\n"

/* One card with one interface, of which FEATURES and OTHER members are given. */
#define HOST(features, other)                                                            \
	"{\"schema\":\"nicquirk.facts/1\",\"kernel\":\"6.8.12-10-pve\",\"nics\":[{"      \
	"\"slot\":\"0000:00:19.0\",\"vendor\":\"8086\",\"device\":\"153a\","             \
	"\"revision\":\"04\",\"driver\":\"e1000e\"," other                               \
	"\"interfaces\":[{\"name\":\"eno1\",\"ifindex\":2,\"firmware\":\"0.13-4\","      \
	"\"private_flags\":{\"s0ix-enabled\":\"on\"},\"eee\":\"on\","                    \
	"\"features\":{" features "}}]}],"                                               \
	"\"modules\":[{\"name\":\"e1000e\",\"loaded\":{\"origin\":\"in-tree\"}}]}"

#define TSO_ON "\"tx-tcp-segmentation\":\"on\",\"tx-tcp6-segmentation\":\"on\""

struct planned {
	struct facts *facts;
	struct quirk_db *db;
	struct policy *policy;
	struct plan *plan;
};

static struct planned make(struct scratch *scratch, const char *quirks, const char *json,
			   const char *cmdline)
{
	struct problems problems = { 0 };
	struct planned planned = { 0 };

	scratch_write(scratch, ENV_DATA, "quirks.d/test.quirk", quirks);
	assert_int_equal(quirk_db_load(&scratch->env, NULL, &problems, &planned.db), 0);
	assert_int_equal(
		facts_from_json(json, strlen(json), "host", &problems, &planned.facts),
		0);
	assert_int_equal(policy_load(&scratch->env, cmdline, &problems, &planned.policy),
			 0);
	problems_print(&problems, stderr);
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

static const struct plan_quirk *quirk(const struct planned *planned, size_t i)
{
	assert_true(i < planned->plan->cards[0].n_quirks);
	return &planned->plan->cards[0].quirks[i];
}

static void one_action(void **state, const char *action, const char *json,
		       enum action_state expected, enum verdict verdict)
{
	_cleanup_free_ char *text = NULL;
	struct planned planned;

	assert_true(asprintf(&text, "[q]\n" HEAD ANY "%s\n", action) > 0);
	planned = make(*state, text, json, NULL);
	assert_int_equal(quirk(&planned, 0)->n_actions, 1);
	assert_string_equal(action_state_name(quirk(&planned, 0)->actions[0].state),
			    action_state_name(expected));
	assert_string_equal(verdict_name(planned.plan->verdict), verdict_name(verdict));
	done(&planned);
}

static void feature_that_is_on_is_needed(void **state)
{
	one_action(state, "Feature=rx-gro off", HOST("\"rx-gro\":\"on\"", ""),
		   STATE_NEEDED, VERDICT_NEEDS_ACTION);
}

static void feature_that_is_off_is_already(void **state)
{
	one_action(state, "Feature=gro off", HOST("\"rx-gro\":\"off\"", ""),
		   STATE_ALREADY, VERDICT_MITIGATED);
}

/* It is off for want of another feature, and comes with that. */
static void feature_that_is_off_but_requested_is_needed(void **state)
{
	one_action(state, "Feature=gro off",
		   HOST("\"rx-gro\":\"off [requested on]\"", ""), STATE_NEEDED,
		   VERDICT_NEEDS_ACTION);
}

static void feature_that_is_fixed_off_is_fixed(void **state)
{
	one_action(state, "Feature=lro off", HOST("\"rx-lro\":\"off [fixed]\"", ""),
		   STATE_FIXED, VERDICT_MITIGATED);
}

static void feature_that_is_fixed_on_is_refused(void **state)
{
	one_action(state, "Feature=lro off", HOST("\"rx-lro\":\"on [fixed]\"", ""),
		   STATE_REFUSED, VERDICT_FAILED);
}

static void feature_that_the_kernel_lacks_cannot_be_on(void **state)
{
	one_action(state, "Feature=rx-gro-hw off", HOST("\"rx-gro\":\"on\"", ""),
		   STATE_UNSUPPORTED, VERDICT_MITIGATED);
}

static void feature_that_the_kernel_lacks_is_missed_when_wanted(void **state)
{
	one_action(state, "Feature=rx-gro-hw on", HOST("\"rx-gro\":\"on\"", ""),
		   STATE_UNSUPPORTED, VERDICT_FAILED);
}

static void private_flag_is_judged(void **state)
{
	one_action(state, "PrivateFlag=s0ix-enabled off", HOST("", ""), STATE_NEEDED,
		   VERDICT_NEEDS_ACTION);
}

static void private_flag_that_the_driver_lacks_is_missed(void **state)
{
	one_action(state, "PrivateFlag=disable-k1 on", HOST("", ""), STATE_UNSUPPORTED,
		   VERDICT_FAILED);
}

static void eee_is_judged(void **state)
{
	one_action(state, "EEE=off", HOST("", ""), STATE_NEEDED, VERDICT_NEEDS_ACTION);
}

static void aspm_is_judged(void **state)
{
	one_action(state, "Aspm=l1_2_aspm off",
		   HOST("", "\"aspm\":{\"l1_2_aspm\":\"on\",\"l1_aspm\":\"off\"},"),
		   STATE_NEEDED, VERDICT_NEEDS_ACTION);
	one_action(state, "Aspm=l1_aspm off",
		   HOST("", "\"aspm\":{\"l1_2_aspm\":\"on\",\"l1_aspm\":\"off\"},"),
		   STATE_ALREADY, VERDICT_MITIGATED);
}

static void aspm_that_nobody_knows_is_needed(void **state)
{
	one_action(state, "Aspm=l1_2_aspm off", HOST("", ""), STATE_NEEDED,
		   VERDICT_NEEDS_ACTION);
}

static void bad_build_needs_action_whatever_its_workaround(void **state)
{
	struct planned planned =
		make(*state, "[q]\n" HEAD ANY "Build=avoid\nFeature=gro off\n",
		     HOST("\"rx-gro\":\"off\"", ""), NULL);

	assert_int_equal(planned.plan->verdict, VERDICT_NEEDS_ACTION);
	done(&planned);
}

static void tso_is_every_tcp_segmentation(void **state)
{
	struct planned planned =
		make(*state, "[q]\n" HEAD ANY "Feature=tso off\n",
		     HOST(TSO_ON ",\"tx-tcp-accecn-segmentation\":\"on\","
				 "\"tx-udp-segmentation\":\"on\","
				 "\"tx-generic-segmentation\":\"on\"",
			  ""),
		     NULL);

	assert_int_equal(quirk(&planned, 0)->n_actions, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(quirk(&planned, 0)->actions[i].state, STATE_NEEDED);
	done(&planned);
}

static void later_steps_wait_for_the_administrator(void **state)
{
	static const char quirks[] =
		"[q]\n" HEAD ANY "Feature=gro off\nStep=2\nFeature=lro off\n";
	static const char host[] = HOST("\"rx-gro\":\"on\",\"rx-lro\":\"on\"", "");
	struct planned planned = make(*state, quirks, host, NULL);

	assert_int_equal(quirk(&planned, 0)->n_actions, 1);
	done(&planned);
	scratch_write(*state, ENV_CONFIG, "nicquirk.conf", "[Step]\nq=2\n");
	planned = make(*state, quirks, host, NULL);
	assert_int_equal(quirk(&planned, 0)->n_actions, 2);
	done(&planned);
}

static void opposites_are_settled_by_off(void **state)
{
	struct planned planned = make(*state,
				      "[on]\n" HEAD ANY "Feature=gro on\n[off]\n" HEAD ANY
				      "Feature=gro off\n",
				      HOST("\"rx-gro\":\"off\"", ""), NULL);

	assert_true(quirk(&planned, 0)->actions[0].overruled);
	assert_false(quirk(&planned, 1)->actions[0].overruled);
	assert_int_equal(planned.plan->verdict, VERDICT_MITIGATED);
	done(&planned);
}

static void weak_evidence_only_advises(void **state)
{
	static const char quirks[] =
		"[q]\nTitle=t\nSeverity=major\nEvidence=C\n"
		"Reference=https://example.org/\n" ANY "Feature=gro off\n";
	static const char host[] = HOST("\"rx-gro\":\"on\"", "");
	struct planned planned = make(*state, quirks, host, NULL);

	assert_int_equal(planned.plan->verdict, VERDICT_ADVICE);
	assert_int_equal(quirk(&planned, 0)->n_actions, 0);
	done(&planned);
	scratch_write(*state, ENV_CONFIG, "nicquirk.conf", "[Policy]\nEvidence=C\n");
	planned = make(*state, quirks, host, NULL);
	assert_int_equal(planned.plan->verdict, VERDICT_NEEDS_ACTION);
	done(&planned);
	scratch_write(*state, ENV_CONFIG, "nicquirk.conf", "[Step]\nother=1\n");
	planned = make(*state, quirks, host, NULL);
	assert_int_equal(planned.plan->verdict, VERDICT_ADVICE);
	done(&planned);
	/* Who asks for a step of it wants it. */
	scratch_write(*state, ENV_CONFIG, "nicquirk.conf", "[Step]\nq=1\n");
	planned = make(*state, quirks, host, NULL);
	assert_int_equal(planned.plan->verdict, VERDICT_NEEDS_ACTION);
	done(&planned);
}

static void skipped_quirk_has_no_say(void **state)
{
	struct planned planned =
		make(*state, "[q]\n" HEAD ANY "Feature=gro off\n",
		     HOST("\"rx-gro\":\"on\"", ""), "quiet nicquirk.skip=q");

	assert_true(quirk(&planned, 0)->skipped);
	assert_int_equal(planned.plan->verdict, VERDICT_OK);
	done(&planned);
}

static void skipped_device_has_no_quirk(void **state)
{
	static const char *const names[] = { "0000:00:19.0", "8086:153a" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct planned planned;
		char text[64];

		snprintf(text, sizeof(text), "[Skip]\nDevice=%s\n", names[i]);
		scratch_write(*state, ENV_CONFIG, "nicquirk.conf", text);
		planned = make(*state, "[q]\n" HEAD ANY "Feature=gro off\n",
			       HOST("\"rx-gro\":\"on\"", ""), NULL);
		assert_int_equal(planned.plan->verdict, VERDICT_OK);
		done(&planned);
	}
}

static void match_keys_say_what_the_host_has(void **state)
{
	static const struct {
		const char *key;
		const char *have; /* NULL: unknown */
		bool match;
	} rows[] = {
		{ "MatchDevice=8086:153a", "8086:153a", true },
		{ "MatchDevice=8086:*", "8086:153a", true },
		{ "MatchDevice=8086:153b 8086:153a", "8086:153a", true },
		{ "MatchDevice=8086:153b", "8086:153a", false },
		{ "MatchDevice=14e4:*", "8086:153a", false },
		{ "MatchSubsystem=1028:05a4", NULL, false },
		{ "MatchRevision=04", "04", true },
		{ "MatchRevision=03 05", "04", false },
		{ "MatchDriver=igb e1000e", "e1000e", true },
		{ "MatchDriver=igb", "e1000e", false },
		{ "MatchOrigin=in-tree", "in-tree", true },
		{ "MatchOrigin=out-of-tree", "in-tree", false },
		{ "MatchDriverVersion=>=6.8", "6.8.12-10-pve", true },
		{ "MatchDriverVersion=2.13.10", "6.8.12-10-pve", false },
		{ "MatchKernel=6.8.12", "6.8.12", true },
		{ "MatchKernel=>=6.9 | <6.8.12", "6.8.12", false },
		{ "MatchKernelRelease=*-pve", "6.8.12-10-pve", true },
		{ "MatchKernelRelease=*-amd64", "6.8.12-10-pve", false },
		{ "MatchFirmware=0.13-4", "0.13-4", true },
		{ "MatchFirmware=<0.13", "0.13-4", false },
		{ "MatchSystem=Dell*", NULL, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = NULL;
		const struct plan_key *key;
		struct planned planned;

		assert_true(asprintf(&text, "[q]\n" HEAD "%s\nAdvice=a\n", rows[i].key) >
			    0);
		planned = make(*state, text, HOST("", ""), NULL);
		assert_int_equal(quirk(&planned, 0)->n_keys, 1);
		key = &quirk(&planned, 0)->keys[0];
		if (rows[i].have)
			assert_string_equal(key->have, rows[i].have);
		else
			assert_null(key->have);
		assert_int_equal(key->match, rows[i].match);
		assert_int_equal(quirk(&planned, 0)->possible,
				 rows[i].match || !rows[i].have);
		done(&planned);
	}
}

static void upstream_version_counts_where_the_release_hides_it(void **state)
{
	struct planned planned =
		make(*state, "[q]\n" HEAD "MatchKernel=>=6.1.150\nAdvice=a\n",
		     "{\"schema\":\"nicquirk.facts/1\",\"kernel\":\"6.1.0-47-amd64\","
		     "\"kernel_upstream\":\"6.1.170\",\"nics\":[{\"vendor\":\"8086\","
		     "\"device\":\"153a\"}]}",
		     NULL);

	assert_int_equal(planned.plan->verdict, VERDICT_ADVICE);
	assert_string_equal(quirk(&planned, 0)->keys[0].have, "6.1.170");
	done(&planned);
}

static void only_what_a_quirk_is_about_is_asked_for(void **state)
{
	static const struct {
		const char *quirk;
		unsigned needs;
	} rows[] = {
		{ ANY "Feature=gro off", NIC_FEATURES },
		{ ANY "EEE=off", NIC_EEE },
		{ ANY "PrivateFlag=legacy-rx off\nFeature=gro off",
		  NIC_PRIVATE_FLAGS | NIC_FEATURES },
		{ ANY "Aspm=l1_aspm off", NIC_ASPM },
		{ ANY "Feature=gro off\nStep=2\nEEE=off", NIC_FEATURES },
		{ "MatchDriver=igb\nFeature=gro off", 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = NULL;
		struct planned planned;

		assert_true(asprintf(&text, "[q]\n" HEAD "%s\n", rows[i].quirk) > 0);
		planned = make(*state, text, HOST("", ""), NULL);
		assert_int_equal(plan_card_needs(&planned.plan->cards[0]), rows[i].needs);
		done(&planned);
	}
}

static void firmware_is_asked_for_when_a_quirk_hangs_on_it(void **state)
{
	struct planned planned =
		make(*state, "[q]\n" HEAD "MatchFirmware=>1\nFeature=gro off\n",
		     "{\"schema\":\"nicquirk.facts/1\",\"nics\":[{\"vendor\":\"8086\","
		     "\"device\":\"153a\",\"interfaces\":[{\"name\":\"eno1\"}]}]}",
		     NULL);

	assert_int_equal(plan_card_needs(&planned.plan->cards[0]),
			 NIC_FIRMWARE | NIC_FEATURES);
	done(&planned);
}

/* Of igb's "1.59, 0x800008f8, 1.791.0" the first word is the version. */
static void firmware_version_is_its_first_word(void **state)
{
	struct planned planned =
		make(*state, "[q]\n" HEAD "MatchFirmware=1.59\nFeature=gro off\n",
		     "{\"schema\":\"nicquirk.facts/1\",\"nics\":[{\"vendor\":\"8086\","
		     "\"device\":\"1521\",\"interfaces\":[{\"name\":\"eno1\","
		     "\"firmware\":\"1.59, 0x800008f8, 1.791.0\"}]}]}",
		     NULL);

	assert_true(quirk(&planned, 0)->match);
	done(&planned);
}

static void change_of_ours_is_done_and_of_others_left_alone(void **state)
{
	static const struct {
		bool old, granted, now;
		enum action_state expected;
	} rows[] = {
		{ true, true, false, STATE_DONE },
		{ false, true, false, STATE_ALREADY },
		{ true, false, true, STATE_REFUSED },
		{ true, true, true, STATE_CHANGED },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct planned planned =
			make(*state, "[q]\n" HEAD ANY "Feature=gro off\n",
			     rows[i].now ? HOST("\"rx-gro\":\"on\"", "")
					 : HOST("\"rx-gro\":\"off\"", ""),
			     NULL);
		struct iface *iface = &planned.facts->nics[0].ifaces[0];
		struct change *change =
			array_append(iface->changes.list, iface->changes.n);

		assert_non_null(change);
		*change = (struct change){
			.type = ACTION_FEATURE,
			.name = strdup("rx-gro"),
			.old = rows[i].old,
			.granted = rows[i].granted,
		};
		planned.plan = plan_free(planned.plan);
		assert_int_equal(plan_make(planned.facts, planned.db, planned.policy,
					   &planned.plan),
				 0);
		assert_string_equal(
			action_state_name(quirk(&planned, 0)->actions[0].state),
			action_state_name(rows[i].expected));
		done(&planned);
	}
}

static void summary_is_one_line_with_every_quirk(void **state)
{
	_cleanup_free_ char *ids = NULL, *summary = NULL, *place = NULL;
	struct planned planned = make(*state,
				      "[a]\n" HEAD ANY "Feature=tso off\n[b]\n" HEAD ANY
				      "EEE=off\n[c]\n" HEAD ANY "Feature=lro off\n",
				      HOST(TSO_ON ",\"rx-lro\":\"off\"", ""), NULL);
	const struct plan_card *card = &planned.plan->cards[0];

	assert_int_equal(plan_text_ids(card, &ids), 0);
	assert_string_equal(ids, "a,b,c");
	assert_int_equal(plan_text_summary(card, PLAN_TEXT_NEEDED, &summary), 0);
	assert_string_equal(
		summary,
		"a: tx-tcp-segmentation off, tx-tcp6-segmentation off; b: eee off");
	assert_int_equal(plan_text_place(card->nic, &place), 0);
	assert_string_equal(place, "eno1 (0000:00:19.0)");
	done(&planned);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		SCRATCH(feature_that_is_on_is_needed),
		SCRATCH(feature_that_is_off_is_already),
		SCRATCH(feature_that_is_off_but_requested_is_needed),
		SCRATCH(feature_that_is_fixed_off_is_fixed),
		SCRATCH(feature_that_is_fixed_on_is_refused),
		SCRATCH(feature_that_the_kernel_lacks_cannot_be_on),
		SCRATCH(feature_that_the_kernel_lacks_is_missed_when_wanted),
		SCRATCH(private_flag_is_judged),
		SCRATCH(private_flag_that_the_driver_lacks_is_missed),
		SCRATCH(eee_is_judged),
		SCRATCH(aspm_is_judged),
		SCRATCH(aspm_that_nobody_knows_is_needed),
		SCRATCH(bad_build_needs_action_whatever_its_workaround),
		SCRATCH(tso_is_every_tcp_segmentation),
		SCRATCH(later_steps_wait_for_the_administrator),
		SCRATCH(opposites_are_settled_by_off),
		SCRATCH(weak_evidence_only_advises),
		SCRATCH(skipped_quirk_has_no_say),
		SCRATCH(skipped_device_has_no_quirk),
		SCRATCH(match_keys_say_what_the_host_has),
		SCRATCH(upstream_version_counts_where_the_release_hides_it),
		SCRATCH(only_what_a_quirk_is_about_is_asked_for),
		SCRATCH(firmware_is_asked_for_when_a_quirk_hangs_on_it),
		SCRATCH(firmware_version_is_its_first_word),
		SCRATCH(change_of_ours_is_done_and_of_others_left_alone),
		SCRATCH(summary_is_one_line_with_every_quirk),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
