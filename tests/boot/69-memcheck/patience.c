/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Preloaded: under memcheck, on an emulated processor, what has to be over in seconds
 * takes minutes. */
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE 30

unsigned alarm(unsigned seconds)
{
	struct itimerval old, new = { .it_value.tv_sec = (time_t)seconds * PATIENCE };

	setitimer(ITIMER_REAL, &new, &old);
	return (unsigned)(old.it_value.tv_sec / PATIENCE);
}

/* Deadlines are counted by this clock: it goes slower. */
int clock_gettime(clockid_t clock, struct timespec *now)
{
	int r = (int)syscall(SYS_clock_gettime, clock, now);

	if (r == 0 && clock == CLOCK_MONOTONIC) {
		now->tv_nsec =
			(now->tv_sec % PATIENCE * 1000000000 + now->tv_nsec) / PATIENCE;
		now->tv_sec /= PATIENCE;
	}
	return r;
}

int setrlimit(__rlimit_resource_t resource, const struct rlimit *limit)
{
	struct rlimit more = *limit;

	if (resource == RLIMIT_CPU && more.rlim_max <= RLIM_INFINITY / PATIENCE) {
		more.rlim_cur *= PATIENCE;
		more.rlim_max *= PATIENCE;
	}
	/* As glibc does it, which is what the units' filters let through. */
	return (int)syscall(SYS_prlimit64, 0, resource, &more, NULL);
}
