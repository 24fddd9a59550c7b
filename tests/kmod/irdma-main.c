/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stands for irdma: comes by the alias of what i40e offers, and needs a symbol of
 * i40e. */
#include "i40e-client.h"
#include <linux/auxiliary_bus.h>
#include <linux/module.h>

static int probe(struct auxiliary_device *device, const struct auxiliary_device_id *id)
{
	i40e_client_register(dev_name(&device->dev));
	return 0;
}

static const struct auxiliary_device_id ids[] = { { .name = "i40e.iwarp" }, {} };
MODULE_DEVICE_TABLE(auxiliary, ids);

static struct auxiliary_driver irdma_driver = {
	.probe = probe,
	.id_table = ids,
};
module_auxiliary_driver(irdma_driver);

MODULE_INFO(intree, "Y");
MODULE_DESCRIPTION("Double of irdma for tests");
MODULE_LICENSE("GPL");
