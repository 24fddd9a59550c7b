/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * What a kernel log can show of a card: the kinds of the symptom table, under the names
 * that facts files, the store and the keys Confirm and Symptom use for them.
 */
enum incident_kind {
	INCIDENT_TX_HANG,
	INCIDENT_ADAPTER_RESET,
	INCIDENT_TX_PAUSE,
	INCIDENT_TX_TIMEOUT,
	INCIDENT_QUEUE_STUCK,
	INCIDENT_ADAPTER_LOST,
	INCIDENT_DRIVER_ISSUE,
	INCIDENT_VF_DRIVER_ISSUE,
	INCIDENT_LINK_LOST,
	INCIDENT_REGISTER_READ,
	INCIDENT_UNSUPPORTED_SFP,
	INCIDENT_FIRMWARE_RECOVERY,
	INCIDENT_SAFE_MODE,
	INCIDENT_RDMA_ERROR,
	INCIDENT_HMC_ERROR,
	INCIDENT_BLANK_NVM,
	INCIDENT_NVM_CHECKSUM,
	INCIDENT_OVERHEATED,
	INCIDENT_PHY_BLOCKED,
	INCIDENT_PROBE_FAILED,
	INCIDENT_BAD_PAGE,
	INCIDENT_USERCOPY,
	INCIDENT_QUEUE_LIMITS,
	INCIDENT_PAGE_ALLOCATION,
	INCIDENT_NVM_NEWER,
	INCIDENT_NVM_OLDER,
	INCIDENT_OUT_OF_TREE,
	INCIDENT_UNSIGNED,
	INCIDENT_IRDMA_SYMBOLS,
	INCIDENT_CLIENT_SYMBOLS,
	INCIDENT_TX_QUEUE_CHOICE,
	INCIDENT_C_STATES,
	INCIDENT_NO_PTM,
	INCIDENT_FW_LLDP_ON,
	INCIDENT_FW_LLDP_OFF,
	INCIDENT_NO_DCB,
	INCIDENT_VF_OPCODE_24,
	INCIDENT_SLOW_SLOT,
	INCIDENT_RX_FILTERS,
	INCIDENT_OOPS,
	INCIDENT_HUNG_TASK,
	INCIDENT_SOFT_LOCKUP,
	INCIDENT_AER,
	INCIDENT_IOMMU_FAULT,
	INCIDENT_CABLE,	      /* resets without a hang line, at 10 or 100 Mb/s */
	INCIDENT_UNDOCKED,    /* the card was taken out of its slot */
	INCIDENT_PAUSE_STORM, /* the other end's PAUSE frames stop the port */
	INCIDENT_KIND_MAX,
};

/* "tx-hang" and so on. */
const char *incident_kind_name(enum incident_kind kind);

/* The kind of that name: 0, or -ENOENT where this version does not know it. */
_must_check_ int incident_kind_find(const char *name, enum incident_kind *ret);
