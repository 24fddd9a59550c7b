/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stops the transmit unit of QEMU's e1000e or igb under the running, real driver: clears
 * TCTL.EN (register 0x400, bit 1) through resource0. QEMU then fetches no descriptor, the
 * head of the ring (TDH) stays where it is, and the driver reports "Detected Hardware
 * Unit Hang". Any reset of the card by its driver sets the bit again.
 *
 * usage: txstop RESOURCE0 [stop]: without "stop" it only prints the registers. The
 * guest's kernel needs iomem=relaxed.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

/* Registers, of 82574 and 82576 alike; the ring's are those of queue 0. */
enum { STATUS = 0x8, TCTL = 0x400, TDH = 0x3810, TDT = 0x3818, BAR_SIZE = 0x20000 };

#define TCTL_EN (1U << 1)

int main(int argc, char **argv)
{
	volatile uint32_t *registers;
	int fd;

	if (argc < 2 || argc > 3 || (argc == 3 && strcmp(argv[2], "stop"))) {
		fprintf(stderr, "usage: txstop RESOURCE0 [stop]\n");
		return 2;
	}
	fd = open(argv[1], O_RDWR | O_SYNC);
	if (fd < 0) {
		perror(argv[1]);
		return 1;
	}
	registers = mmap(NULL, BAR_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (registers == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	printf("TCTL %08x TDH %x TDT %x STATUS %08x\n", registers[TCTL / 4],
	       registers[TDH / 4], registers[TDT / 4], registers[STATUS / 4]);
	if (argc > 2)
		registers[TCTL / 4] &= ~TCTL_EN;
	return 0;
}
