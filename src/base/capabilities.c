/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/capabilities.h"

#include <sys/prctl.h>
#include <sys/syscall.h>

#include "base/macro.h"

void capabilities_keep(uint32_t kept)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct now[_LINUX_CAPABILITY_U32S_3], less[2] = { 0 };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	/* All of KEPT, as root has them. */
	less[0].permitted = less[0].effective = kept;
	if (syscall(SYS_capset, &head, less) == 0)
		return;
	if (syscall(SYS_capget, &head, now) < 0)
		return;
	less[0].permitted = now[0].permitted & kept;
	less[0].effective = now[0].effective & kept;
	/* A right more is no reason to leave the card uncured. */
	syscall(SYS_capset, &head, less);
}
