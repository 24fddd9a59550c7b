/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "i40e-client.h"
#include <linux/auxiliary_bus.h>
#include <linux/idr.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>

struct client {
	struct auxiliary_device device;
};

static DEFINE_IDA(ids);

static void release(struct device *device)
{
	struct client *client = container_of(device, struct client, device.dev);

	ida_free(&ids, client->device.id);
	kfree(client);
}

int client_add(struct pci_dev *pdev, struct client **ret)
{
	struct client *client = kzalloc(sizeof(*client), GFP_KERNEL);
	int r;

	if (!client)
		return -ENOMEM;
	r = ida_alloc(&ids, GFP_KERNEL);
	if (r < 0) {
		kfree(client);
		return r;
	}
	client->device.name = "iwarp";
	client->device.id = r;
	client->device.dev.parent = &pdev->dev;
	client->device.dev.release = release;
	r = auxiliary_device_init(&client->device);
	if (r) {
		release(&client->device.dev);
		return r;
	}
	r = auxiliary_device_add(&client->device);
	if (r) {
		auxiliary_device_uninit(&client->device);
		return r;
	}
	*ret = client;
	return 0;
}

void client_remove(struct client *client)
{
	auxiliary_device_delete(&client->device);
	auxiliary_device_uninit(&client->device);
}

void i40e_client_register(const char *device)
{
	pr_info(KBUILD_MODNAME ": irdma takes %s\n", device);
}
/* Up to 2.14.13 Intel exports no symbol; the kernel's own does, and 2.28.16. */
#if !defined(I40E_VERSION) || defined(I40E_EXPORTS)
EXPORT_SYMBOL_GPL(i40e_client_register);
#endif
