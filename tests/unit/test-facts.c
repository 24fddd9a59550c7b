/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "host/facts-json.h"
#include "host/json.h"

#define S "\"schema\":\"nicquirk.facts/1\""

static void wrong_input_is_named(void **state _unused_)
{
	static const struct {
		const char *text;
		const char *said; /* part of the message */
		unsigned line;
	} rows[] = {
		{ "", "ends too early", 1 },
		{ "{" S ",\n\"kernel\":", "ends too early", 2 },
		{ "{" S ",\n\n oops }", "quoted object property name", 3 },
		{ "{" S "}\n trailing", "after the end", 2 },
		{ "[]", "one JSON object", 0 },
		{ "{}", "'schema'", 0 },
		{ "{\"schema\":\"nicquirk.facts/2\"}", "'schema'", 0 },
		{ "{" S ",\"kernel\":6}", "'kernel' should be a string", 0 },
		{ "{" S ",\"nics\":{}}", "'nics' should be an array", 0 },
		{ "{" S ",\"nics\":[1]}", "'nics' should be an array of objects", 0 },
		{ "{" S ",\"nics\":[{\"device\":\"15zz\"}]}", "'device'", 0 },
		{ "{" S ",\"nics\":[{\"device\":\"-1\"}]}", "'device'", 0 },
		{ "{" S ",\"nics\":[{\"device\":\"123456789\"}]}", "'device'", 0 },
		{ "{" S ",\"nics\":[{\"interfaces\":[{}]}]}", "'name'", 0 },
		{ "{" S ",\"nics\":[{\"interfaces\":[{\"name\":\"a\",\"ifindex\":-1}]}]}",
		  "'ifindex'", 0 },
		{ "{" S ",\"nics\":[{\"interfaces\":[{\"name\":\"a\","
		  "\"features\":{\"rx-gro\":true}}]}]}",
		  "'rx-gro'", 0 },
		{ "{" S ",\"nics\":[{\"interfaces\":[{\"name\":\"a\","
		  "\"features\":{\"rx-gro\":\"onward\"}}]}]}",
		  "'rx-gro'", 0 },
		{ "{" S
		  ",\"nics\":[{\"interfaces\":[{\"name\":\"a\",\"eee\":\"maybe\"}]}]}",
		  "'eee'", 0 },
		{ "{" S ",\"nics\":[{\"incidents\":[{}]}]}", "'kind'", 0 },
		{ "{" S ",\"nics\":[{\"incidents\":[{\"kind\":\"aer\",\"lines\":0}]}]}",
		  "'lines'", 0 },
		{ "{" S ",\"nics\":[{\"incidents\":[{\"kind\":\"aer\","
		  "\"first\":\"2026-02-30T00:00:00Z\"}]}]}",
		  "'first'", 0 },
		{ "{" S ",\"nics\":[{\"incidents\":[{\"kind\":\"aer\","
		  "\"steps\":{\"a\":-1}}]}]}",
		  "'a'", 0 },
		{ "{" S ",\"nics\":[{\"changes\":[{\"type\":\"build\"}]}]}", "'type'",
		  0 },
		{ "{" S
		  ",\"nics\":[{\"changes\":[{\"type\":\"aspm\",\"name\":\"l1_aspm\","
		  "\"was\":\"on\"}]}]}",
		  "'set'", 0 },
		{ "{" S ",\"nics\":[{\"changes\":[{\"type\":\"aspm\",\"was\":\"on\","
		  "\"set\":\"off\"}]}]}",
		  "'name'", 0 },
		{ "{" S ",\"modules\":[{}]}", "'name'", 0 },
		{ "{" S ",\"modules\":[{\"name\":\"a\",\"unreadable\":\"x.ko\"}]}",
		  "'unreadable' should be an array of strings", 0 },
		{ "{" S ",\"modules\":[{\"name\":\"a\",\"unreadable\":[\"x.ko\",7]}]}",
		  "'unreadable' should be an array of strings", 0 },
		{ "{" S
		  ",\"modules\":[{\"name\":\"a\",\"builds\":[{\"aliases\":[{}]}]}]}",
		  "'aliases' should be an array of strings", 0 },
		{ "{" S
		  ",\"modules\":[{\"name\":\"a\",\"builds\":[{\"aliases\":[null]}]}]}",
		  "'aliases' should be an array of strings", 0 },
		{ "{" S ",\"modules\":[{\"name\":\"a\",\"loaded\":{\"origin\":\"x\"}}]}",
		  "'origin'", 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct problems problems = { 0 };
		struct facts *facts = NULL;

		assert_int_equal(facts_from_json(rows[i].text, strlen(rows[i].text),
						 "host.json", &problems, &facts),
				 -EINVAL);
		assert_null(facts);
		assert_int_equal(problems.n, 1);
		assert_string_equal(problems.list[0].file, "host.json");
		assert_int_equal(problems.list[0].line, rows[i].line);
		assert_non_null(strstr(problems.list[0].message, rows[i].said));
		problems_clear(&problems);
	}
}

static struct facts *parse(const char *text)
{
	struct problems problems = { 0 };
	struct facts *facts = NULL;

	assert_int_equal(
		facts_from_json(text, strlen(text), "host.json", &problems, &facts), 0);
	assert_int_equal(problems.n, 0);
	return facts;
}

static void missing_members_are_unknown(void **state _unused_)
{
	struct facts *facts =
		parse("{" S ",\"nics\":[{\"driver\":\"e1000e\",\"interfaces\":"
		      "[{\"name\":\"eno1\"}]}],\"else\":{\"what\":1}}");
	const struct nic *nic = &facts->nics[0];

	assert_int_equal(nic->vendor, -1);
	assert_int_equal(nic->revision, -1);
	assert_false(nic->aspm_known);
	assert_false(nic->ifaces[0].features_known);
	assert_int_equal(nic->ifaces[0].eee, EEE_UNKNOWN);
	assert_null(facts->kernel);
	assert_null(facts_driver(facts, nic).version);
	assert_int_equal(facts_driver(facts, nic).origin, ORIGIN_UNKNOWN);
	facts_free(facts);
}

static void version_of_an_in_tree_driver_is_the_kernel(void **state _unused_)
{
	struct facts *facts = parse(
		"{" S ",\"kernel\":\"6.1.0-47-amd64\",\"nics\":[{\"driver\":\"a_b\"},"
		"{\"driver\":\"old\"},{\"driver\":\"oot\"}],\"modules\":["
		"{\"name\":\"a-b\",\"loaded\":{\"origin\":\"in-tree\"}},"
		"{\"name\":\"old\",\"loaded\":{\"origin\":\"in-tree\","
		"\"version\":\"2.8.20-k\"}},"
		"{\"name\":\"oot\",\"loaded\":{\"origin\":\"out-of-tree\"}}]}");

	assert_string_equal(facts_driver(facts, &facts->nics[0]).version,
			    "6.1.0-47-amd64");
	assert_string_equal(facts_driver(facts, &facts->nics[1]).version, "2.8.20-k");
	assert_null(facts_driver(facts, &facts->nics[2]).version);
	facts_free(facts);
}

static void builds_and_root_are_kept(void **state _unused_)
{
	static const char text[] =
		"{" S
		",\"root\":{\"source\":\"/dev/sda3\",\"transport\":\"local\"},\"nics\":[],"
		"\"modules\":[{\"name\":\"i40e\",\"loaded\":{\"version\":\"2.13.10\","
		"\"origin\":\"out-of-tree\",\"srcversion\":\"688B\"},\"builds\":["
		"{\"path\":\"updates/dkms/i40e.ko\",\"version\":\"2.13.10\","
		"\"origin\":\"out-of-tree\",\"preferred\":true,"
		"\"aliases\":[\"pci:v00008086d000037D0sv*sd*bc*sc*i*\"]},"
		"{\"path\":\"kernel/drivers/net/ethernet/intel/i40e/i40e.ko\","
		"\"origin\":\"in-tree\"}]}]}";
	_cleanup_(json_putp) struct json_object *before = json_tokener_parse(text);
	_cleanup_(json_putp) struct json_object *after = NULL;
	struct facts *facts = parse(text);

	assert_int_equal(facts->root_transport, TRANSPORT_LOCAL);
	assert_int_equal(facts->modules[0].n_builds, 2);
	assert_false(facts->modules[0].builds[1].aliases_known);
	assert_int_equal(facts_to_json(facts, &after), 0);
	assert_true(json_object_equal(before, after));
	facts_free(facts);
}

static void incidents_and_changes_are_kept(void **state _unused_)
{
	static const char text[] =
		"{" S ",\"nics\":[{\"slot\":\"0000:00:1f.6\","
		"\"changes\":[{\"type\":\"aspm\",\"name\":\"l1_aspm\",\"was\":\"on\","
		"\"set\":\"off\",\"granted\":false,\"time\":\"2026-11-18T04:35:42Z\"}],"
		"\"incidents\":["
		"{\"kind\":\"tx-hang\",\"boot\":\"6b1f\",\"lines\":8432,"
		"\"first\":\"2026-11-18T04:35:42Z\",\"last\":\"2026-11-18T09:16:44Z\","
		"\"kernel\":\"7.0.14-5-pve\","
		"\"driver\":{\"version\":null,\"origin\":\"in-tree\"},"
		"\"steps\":{\"e1000e-tx-hang\":0}},"
		"{\"kind\":\"not-invented-yet\",\"lines\":1,\"by\":\"person\"}],"
		"\"interfaces\":[{\"name\":\"eno1\",\"changes\":["
		"{\"type\":\"eee\",\"was\":\"on\",\"set\":\"off\"}]}]}],\"modules\":[]}";
	_cleanup_(json_putp) struct json_object *before = json_tokener_parse(text);
	_cleanup_(json_putp) struct json_object *after = NULL;
	struct facts *facts = parse(text);
	const struct incidents *incidents = &facts->nics[0].incidents;

	assert_int_equal(incidents->n, 2);
	assert_int_equal(incidents->list[0].last - incidents->list[0].first, 16862);
	assert_int_equal(incidents->list[0].n_steps, 1);
	assert_int_equal(incidents->list[0].steps[0].step, 0);
	assert_false(incidents->list[0].by_person);
	assert_int_equal(incidents->list[1].first, -1);
	assert_true(incidents->list[1].by_person);
	assert_false(facts->nics[0].changes.list[0].granted);
	assert_true(facts->nics[0].ifaces[0].changes.list[0].granted);
	assert_int_equal(facts->nics[0].ifaces[0].changes.list[0].time, -1);
	assert_int_equal(facts_to_json(facts, &after), 0);
	assert_true(json_object_equal(before, after));
	facts_free(facts);
}

/* A step that nobody knows, however it is put, and a number of lines that nobody counted.
 */
static void what_an_incident_does_not_say_is_unknown(void **state _unused_)
{
	struct facts *facts = parse("{" S ",\"nics\":[{\"incidents\":[{\"kind\":\"aer\","
				    "\"steps\":{\"a\":null,\"b\":2}}]}]}");
	const struct incident *incident = &facts->nics[0].incidents.list[0];

	assert_int_equal(incident->lines, 1);
	assert_int_equal(incident_step(incident, "a"), -1);
	assert_int_equal(incident_step(incident, "b"), 2);
	assert_int_equal(incident_step(incident, "c"), -1);
	facts_free(facts);
}

/* Every text of a facts file is somebody else's, and is printed as one line. */
static void no_text_can_end_a_line(void **state _unused_)
{
#define T "\"a\\nb\\u001b[2J\""
	static const char text[] =
		"{" S ",\"kernel\":" T ",\"kernel_upstream\":" T ",\"cmdline\":" T ","
		"\"system\":{\"vendor\":" T ",\"product\":" T "},\"root\":{\"source\":" T
		"},"
		"\"nics\":[{\"slot\":" T ",\"name\":" T ",\"driver\":" T ","
		"\"aspm\":{" T ":\"on\"},"
		"\"interfaces\":[{\"name\":" T ",\"firmware\":" T ",\"master\":" T ","
		"\"features\":{" T ":\"on\"},\"private_flags\":{" T ":\"on\"}}]}],"
		"\"modules\":[{\"name\":" T ",\"loaded\":{\"version\":" T ","
		"\"srcversion\":" T "},\"unreadable\":[" T "],"
		"\"builds\":[{\"path\":" T ",\"version\":" T ",\"srcversion\":" T ","
		"\"vermagic\":" T ",\"depends\":" T ",\"aliases\":[" T "]}]}]}";
#undef T
	_cleanup_(facts_freep) struct facts *facts = NULL;
	_cleanup_(json_putp) struct json_object *json = NULL;
	const char *written;

	assert_int_equal(facts_from_json(text, strlen(text), "host.json", NULL, &facts),
			 0);
	assert_int_equal(facts_to_json(facts, &json), 0);
	written = json_object_to_json_string(json);
	assert_non_null(strstr(written, "a?b?[2J"));
	assert_null(strstr(written, "\\n"));
	assert_null(strstr(written, "\\u001b"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_input_is_named),
		cmocka_unit_test(no_text_can_end_a_line),
		cmocka_unit_test(missing_members_are_unknown),
		cmocka_unit_test(version_of_an_in_tree_driver_is_the_kernel),
		cmocka_unit_test(builds_and_root_are_kept),
		cmocka_unit_test(incidents_and_changes_are_kept),
		cmocka_unit_test(what_an_incident_does_not_say_is_unknown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
