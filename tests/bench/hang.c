/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes the three lines that confirm a transmit hang of the card SLOT into KMSG, as the
 * kernel gives them to who reads its log, and prints how many milliseconds after the
 * third TSO is off on INTERFACE. usage: hang INTERFACE SLOT KMSG
 */
#include <err.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LINES	     3
#define GIVEN_UP     5e6 /* us */
#define BETWEEN_US   200000
#define LOOK_EACH_US 100

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int has_tso(int fd, const char *interface)
{
	struct ethtool_value value = { .cmd = ETHTOOL_GTSO };
	struct ifreq request = { .ifr_data = (char *)&value };

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", interface);
	if (ioctl(fd, SIOCETHTOOL, &request) < 0)
		err(2, "%s", interface);
	return value.data != 0;
}

int main(int argc, char **argv)
{
	const int sock = socket(AF_INET, SOCK_DGRAM, 0);
	double third;
	int kmsg;

	if (argc != 4)
		errx(2, "usage: hang INTERFACE SLOT KMSG");
	kmsg = open(argv[3], O_WRONLY);
	if (kmsg < 0 || sock < 0)
		err(2, "%s", argv[3]);
	if (!has_tso(sock, argv[1]))
		errx(2, "%s has no TSO", argv[1]);
	for (int i = 0; i < LINES; i++) {
		char record[512];

		if (i)
			usleep(BETWEEN_US);
		snprintf(
			record, sizeof(record),
			"3,%d,%.0f,-;e1000e %s %s: Detected Hardware Unit Hang:"
			"\\x0a  TDH                  <8a>\\x0aMAC Status             <40080083>\n"
			" SUBSYSTEM=pci\n DEVICE=+pci:%s\n",
			100 + i, now_us(), argv[2], argv[1], argv[2]);
		if (write(kmsg, record, strlen(record)) < 0)
			err(2, "%s", argv[3]);
	}
	third = now_us();
	while (has_tso(sock, argv[1]))
		if (now_us() - third > GIVEN_UP)
			errx(2, "TSO stays on");
		else
			usleep(LOOK_EACH_US);
	printf("%.1f\n", (now_us() - third) / 1e3);
	return 0;
}
