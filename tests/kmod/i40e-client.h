/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What i40e offers to irdma: a device on the auxiliary bus, and a symbol. */
#ifndef NQ_I40E_CLIENT_H
#define NQ_I40E_CLIENT_H

struct client;
struct pci_dev;

/* Adds the auxiliary device "i40e.iwarp" of the card. 0 or a negative errno. */
int client_add(struct pci_dev *pdev, struct client **ret);
void client_remove(struct client *client);

/* irdma calls it for each device that it takes, and so cannot be there without i40e. */
void i40e_client_register(const char *device);

#endif
