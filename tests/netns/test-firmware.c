/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The firmware string is asked for by name: what if the name moves on meanwhile? */
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/ioctl.h>

#include "netlink/ethtool.h"

#include <cmocka.h>

#define IFINDEX 7

static struct {
	const char *names[6]; /* at each question after it; NULL: there is no interface */
	size_t n_asked;
	const char *firmware;
	int error; /* of the driver, for the name that it is asked by first */
	char last_name[IFNAMSIZ];
} card;

static int give_name(struct ifreq *request)
{
	const char *name = card.names[card.n_asked++];

	assert_int_equal(request->ifr_ifindex, IFINDEX);
	if (!name) {
		errno = ENODEV;
		return -1;
	}
	strncpy(request->ifr_name, name, IFNAMSIZ);
	return 0;
}

static int give_firmware(struct ifreq *request)
{
	struct ethtool_drvinfo *info = (void *)request->ifr_data;

	assert_int_equal(info->cmd, ETHTOOL_GDRVINFO);
	memcpy(card.last_name, request->ifr_name, IFNAMSIZ);
	if (card.error) {
		errno = card.error;
		card.error = 0;
		return -1;
	}
	memset(info->fw_version, 0, sizeof(info->fw_version));
	memset(info->bus_info, 'x', sizeof(info->bus_info));
	memcpy(info->fw_version, card.firmware,
	       strnlen(card.firmware, sizeof(info->fw_version)));
	return 0;
}

/* Stands before the one of the C library. */
int ioctl(int fd _unused_, unsigned long command, ...)
{
	struct ifreq *request;
	va_list args;

	va_start(args, command);
	request = va_arg(args, struct ifreq *);
	va_end(args);
	return command == SIOCGIFNAME ? give_name(request) : give_firmware(request);
}

static void assert_firmware(int expected, const char *text)
{
	char *firmware = NULL;

	assert_int_equal(ethtool_get_firmware(IFINDEX, &firmware), expected);
	if (text)
		assert_string_equal(firmware, text);
	else
		assert_null(firmware);
	free(firmware);
}

static int setup(void **state _unused_)
{
	memset(&card, 0, sizeof(card));
	for (size_t i = 0; i < ARRAY_SIZE(card.names); i++)
		card.names[i] = "eth0";
	card.firmware = "0.13-4";
	return 0;
}

static void firmware_is_the_drivers_text(void **state _unused_)
{
	assert_firmware(0, "0.13-4");
}

static void text_that_fills_its_field_is_whole(void **state _unused_)
{
	card.firmware = "6.01 0x800034a4 1.1747.0 abcdefghijk";
	assert_firmware(0, "6.01 0x800034a4 1.1747.0 abcdefg");
}

static void not_available_is_no_firmware(void **state _unused_)
{
	card.firmware = "N/A";
	assert_firmware(-ENOENT, NULL);
}

static void empty_is_no_firmware(void **state _unused_)
{
	card.firmware = "";
	assert_firmware(-ENOENT, NULL);
}

static void driver_that_does_not_say_is_unsupported(void **state _unused_)
{
	card.error = EOPNOTSUPP;
	assert_firmware(-EOPNOTSUPP, NULL);
}

static void renamed_interface_is_asked_again(void **state _unused_)
{
	card.names[1] = card.names[2] = card.names[3] = "lan0";
	assert_firmware(0, "0.13-4");
	assert_string_equal(card.last_name, "lan0");
}

static void old_name_that_is_gone_is_asked_again(void **state _unused_)
{
	card.names[1] = card.names[2] = card.names[3] = "lan0";
	card.error = ENODEV;
	assert_firmware(0, "0.13-4");
}

static void interface_gone_meanwhile_has_no_firmware(void **state _unused_)
{
	card.names[1] = NULL;
	assert_firmware(-ENODEV, NULL);
}

static void endless_renaming_is_given_up(void **state _unused_)
{
	card.names[1] = card.names[3] = card.names[5] = "lan0";
	assert_firmware(-EAGAIN, NULL);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(firmware_is_the_drivers_text),
		TEST(text_that_fills_its_field_is_whole),
		TEST(not_available_is_no_firmware),
		TEST(empty_is_no_firmware),
		TEST(driver_that_does_not_say_is_unsupported),
		TEST(renamed_interface_is_asked_again),
		TEST(old_name_that_is_gone_is_asked_again),
		TEST(interface_gone_meanwhile_has_no_firmware),
		TEST(endless_renaming_is_given_up),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
