/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A network port and its cable: what the doubles of drivers have in common. */
#ifndef NQ_PORT_H
#define NQ_PORT_H

#include <linux/netdevice.h>

struct pci_dev;

/* Has to be the first member of what netdev_priv() returns. */
struct port {
	struct net_device *netdev;
	struct napi_struct napi;
	/* Frames that have come in and that no poll has taken yet. */
	struct sk_buff_head ring;
	struct port __rcu *peer;
	struct list_head list;
	/* Hands a copy of the frame to the stack. Called in the poll. */
	void (*receive)(struct port *port, const struct sk_buff *frame);
};

/* Registers the interface; the first port of this driver without a peer becomes its peer.
 * 0, or what register_netdev() fails with. */
int port_register(struct port *port, struct net_device *netdev, struct pci_dev *pdev);
void port_unregister(struct port *port);

/* For the open and stop of the interface. */
void port_start(struct port *port);
void port_stop(struct port *port);

/* Takes the packet, does to it what the features of hardware promise (segments,
 * checksums) and puts the frames on the cable. A frame that nobody can take is lost, and
 * counted. */
void port_send(struct port *port, struct sk_buff *skb);

/* Hands the frame to the stack in memory of its own. */
void port_receive(struct port *port, const struct sk_buff *frame);

#endif
