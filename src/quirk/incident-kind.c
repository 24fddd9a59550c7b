/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/incident-kind.h"

static const char *const kind_names[] = {
	[INCIDENT_TX_HANG] = "tx-hang",
	[INCIDENT_ADAPTER_RESET] = "adapter-reset",
	[INCIDENT_TX_PAUSE] = "tx-pause",
	[INCIDENT_TX_TIMEOUT] = "tx-timeout",
	[INCIDENT_QUEUE_STUCK] = "queue-stuck",
	[INCIDENT_ADAPTER_LOST] = "adapter-lost",
	[INCIDENT_DRIVER_ISSUE] = "driver-issue",
	[INCIDENT_VF_DRIVER_ISSUE] = "vf-driver-issue",
	[INCIDENT_LINK_LOST] = "link-lost",
	[INCIDENT_REGISTER_READ] = "register-read",
	[INCIDENT_UNSUPPORTED_SFP] = "unsupported-sfp",
	[INCIDENT_FIRMWARE_RECOVERY] = "firmware-recovery",
	[INCIDENT_SAFE_MODE] = "safe-mode",
	[INCIDENT_RDMA_ERROR] = "rdma-error",
	[INCIDENT_HMC_ERROR] = "hmc-error",
	[INCIDENT_BLANK_NVM] = "blank-nvm",
	[INCIDENT_NVM_CHECKSUM] = "nvm-checksum",
	[INCIDENT_OVERHEATED] = "overheated",
	[INCIDENT_PHY_BLOCKED] = "phy-blocked",
	[INCIDENT_PROBE_FAILED] = "probe-failed",
	[INCIDENT_BAD_PAGE] = "bad-page",
	[INCIDENT_USERCOPY] = "usercopy",
	[INCIDENT_QUEUE_LIMITS] = "queue-limits",
	[INCIDENT_PAGE_ALLOCATION] = "page-allocation",
	[INCIDENT_NVM_NEWER] = "nvm-newer",
	[INCIDENT_NVM_OLDER] = "nvm-older",
	[INCIDENT_OUT_OF_TREE] = "out-of-tree",
	[INCIDENT_UNSIGNED] = "unsigned",
	[INCIDENT_IRDMA_SYMBOLS] = "irdma-symbols",
	[INCIDENT_CLIENT_SYMBOLS] = "client-symbols",
	[INCIDENT_TX_QUEUE_CHOICE] = "tx-queue-choice",
	[INCIDENT_C_STATES] = "c-states",
	[INCIDENT_NO_PTM] = "no-ptm",
	[INCIDENT_FW_LLDP_ON] = "fw-lldp-on",
	[INCIDENT_FW_LLDP_OFF] = "fw-lldp-off",
	[INCIDENT_NO_DCB] = "no-dcb",
	[INCIDENT_VF_OPCODE_24] = "vf-opcode-24",
	[INCIDENT_SLOW_SLOT] = "slow-slot",
	[INCIDENT_RX_FILTERS] = "rx-filters",
	[INCIDENT_OOPS] = "oops",
	[INCIDENT_HUNG_TASK] = "hung-task",
	[INCIDENT_SOFT_LOCKUP] = "soft-lockup",
	[INCIDENT_AER] = "aer",
	[INCIDENT_IOMMU_FAULT] = "iommu-fault",
	[INCIDENT_CABLE] = "cable",
	[INCIDENT_UNDOCKED] = "undocked",
	[INCIDENT_PAUSE_STORM] = "pause-storm",
	[INCIDENT_RCU_STALL] = "rcu-stall",
	[INCIDENT_WARNING] = "warning",
	[INCIDENT_AER_CORRECTED] = "aer-corrected",
	[INCIDENT_MALFORMED_TX] = "malformed-tx",
	[INCIDENT_SOL_IDER] = "sol-ider",
	[INCIDENT_ULP] = "ulp",
	[INCIDENT_PHY_ERROR] = "phy-error",
	[INCIDENT_WAKE_UP] = "wake-up",
	[INCIDENT_SLOW_ME] = "slow-me",
	[INCIDENT_SMBI] = "smbi",
	[INCIDENT_NO_MSI] = "no-msi",
	[INCIDENT_SLOW_LINK] = "slow-link",
	[INCIDENT_NO_TSO_SLOW] = "no-tso-slow",
	[INCIDENT_FALSE_HANG] = "false-hang",
	[INCIDENT_PTM_TIMEOUT] = "ptm-timeout",
	[INCIDENT_VF_UNTRUSTED] = "vf-untrusted",
	[INCIDENT_VF_REFUSED] = "vf-refused",
	[INCIDENT_VF_DEAD] = "vf-dead",
	[INCIDENT_VF_RESET] = "vf-reset",
	[INCIDENT_SWITCH_RULE] = "switch-rule",
	[INCIDENT_NO_RESOURCES] = "no-resources",
	[INCIDENT_NO_VF_SPACE] = "no-vf-space",
	[INCIDENT_POWER_STATE] = "power-state",
	[INCIDENT_BAD_CHECKSUM] = "bad-checksum",
	[INCIDENT_BAD_OFFLOAD] = "bad-offload",
	[INCIDENT_FAN] = "fan",
	[INCIDENT_TX_TIMESTAMP] = "tx-timestamp",
	[INCIDENT_VF_SPOOF] = "vf-spoof",
	[INCIDENT_VF_OVERRIDE] = "vf-override",
	[INCIDENT_SLEEP_FAILED] = "sleep-failed",
	[INCIDENT_FLUSH_FLAGS] = "flush-flags",
	[INCIDENT_OPTIONAL_BAR] = "optional-bar",
};
_Static_assert(ARRAY_SIZE(kind_names) == INCIDENT_KIND_MAX, "a kind has no name");

const char *incident_kind_name(enum incident_kind kind)
{
	return kind_names[kind];
}

int incident_kind_find(const char *name, enum incident_kind *ret)
{
	for (enum incident_kind kind = 0; kind < INCIDENT_KIND_MAX; kind++)
		if (streq(kind_names[kind], name)) {
			*ret = kind;
			return 0;
		}
	return -ENOENT;
}
