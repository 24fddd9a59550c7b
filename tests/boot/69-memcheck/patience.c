/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Preloaded: under memcheck, on an emulated processor, what has to be over in seconds
 * takes minutes. */
#include <sys/time.h>
#include <unistd.h>

unsigned alarm(unsigned seconds)
{
	struct itimerval old, new = { .it_value.tv_sec = (time_t)seconds * 30 };

	setitimer(ITIMER_REAL, &new, &old);
	return (unsigned)(old.it_value.tv_sec / 30);
}
