/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands for e1000e on an I217-LM: after enough packets that the card has to segment
 * itself, its transmit unit stops for good and the log fills with the driver's complaint.
 */
#include "port.h"
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/workqueue.h>

/* Hardware hangs after minutes to hours; a test has seconds. */
static unsigned int hang_after = 2000;
module_param(hang_after, uint, 0644);
MODULE_PARM_DESC(hang_after, "hang after so many packets with TSO");

static unsigned int delay;
module_param(delay, uint, 0644);
MODULE_PARM_DESC(delay, "seconds until an I217-LM has its interface");

#define COMPLAIN_EVERY (2 * HZ)

struct card {
	struct port port;
	bool hangs;
	bool hung;
	unsigned long tso_packets;
	unsigned long hung_since;
	struct delayed_work complain;
	struct pci_dev *pdev;
	bool registered;
	struct delayed_work appear;
};

static void complain(struct work_struct *work)
{
	struct card *card = container_of(to_delayed_work(work), struct card, complain);
	unsigned int head = card->tso_packets % 256;

	netdev_err(card->port.netdev,
		   "Detected Hardware Unit Hang:\n"
		   "  TDH                  <%x>\n"
		   "  TDT                  <%x>\n"
		   "  next_to_use          <%x>\n"
		   "  next_to_clean        <%x>\n"
		   "buffer_info[next_to_clean]:\n"
		   "  time_stamp           <%lx>\n"
		   "  next_to_watch        <%x>\n"
		   "  jiffies              <%lx>\n"
		   "  next_to_watch.status <%x>\n"
		   "MAC Status             <%x>\n"
		   "PHY Status             <%x>\n"
		   "PHY 1000BASE-T Status  <%x>\n"
		   "PHY Extended Status    <%x>\n"
		   "PCI Status             <%x>\n",
		   head, (head + 16) % 256, (head + 16) % 256, head, card->hung_since,
		   (head + 1) % 256, jiffies, 0, 0x40080083, 0x796d, 0x3c00, 0x3000,
		   0x10);
	schedule_delayed_work(&card->complain, COMPLAIN_EVERY);
}

static netdev_tx_t start_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct card *card = netdev_priv(netdev);

	if (skb_is_gso(skb))
		card->tso_packets++;
	if (card->hangs && !card->hung && card->tso_packets > hang_after) {
		card->hung = true;
		card->hung_since = jiffies;
		schedule_delayed_work(&card->complain, COMPLAIN_EVERY);
	}
	if (card->hung) {
		netif_stop_queue(netdev);
		return NETDEV_TX_BUSY;
	}
	port_send(&card->port, skb);
	return NETDEV_TX_OK;
}

static int open(struct net_device *netdev)
{
	struct card *card = netdev_priv(netdev);

	port_start(&card->port);
	if (card->hung)
		schedule_delayed_work(&card->complain, COMPLAIN_EVERY);
	return 0;
}

static int stop(struct net_device *netdev)
{
	struct card *card = netdev_priv(netdev);

	port_stop(&card->port);
	cancel_delayed_work_sync(&card->complain);
	return 0;
}

static const struct net_device_ops netdev_ops = {
	.ndo_open = open,
	.ndo_stop = stop,
	.ndo_start_xmit = start_xmit,
};

static void get_drvinfo(struct net_device *netdev, struct ethtool_drvinfo *info)
{
	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
	strscpy(info->fw_version, "0.13-4", sizeof(info->fw_version));
	strscpy(info->bus_info, dev_name(netdev->dev.parent), sizeof(info->bus_info));
}

static const struct ethtool_ops ethtool_ops = {
	.get_drvinfo = get_drvinfo,
	.get_link = ethtool_op_get_link,
};

static int add_interface(struct card *card)
{
	int r = port_register(&card->port, card->port.netdev, card->pdev);

	card->registered = r == 0;
	return r;
}

static void appear(struct work_struct *work)
{
	struct card *card = container_of(to_delayed_work(work), struct card, appear);

	if (add_interface(card))
		pci_err(card->pdev, "no interface after all\n");
}

static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct net_device *netdev = alloc_etherdev(sizeof(struct card));
	struct card *card;
	int r = 0;

	if (!netdev)
		return -ENOMEM;
	card = netdev_priv(netdev);
	card->pdev = pdev;
	card->port.netdev = netdev;
	card->hangs = id->driver_data;
	card->port.receive = port_receive;
	INIT_DELAYED_WORK(&card->complain, complain);
	INIT_DELAYED_WORK(&card->appear, appear);
	netdev->netdev_ops = &netdev_ops;
	netdev->ethtool_ops = &ethtool_ops;
	netdev->hw_features = NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_RXCSUM |
			      NETIF_F_TSO | NETIF_F_TSO6;
	netdev->features = netdev->hw_features;

	/* The other end of the cable is there at once. */
	if (delay && card->hangs)
		schedule_delayed_work(&card->appear, delay * HZ);
	else
		r = add_interface(card);
	if (r) {
		free_netdev(netdev);
		return r;
	}
	pci_set_drvdata(pdev, card);
	return 0;
}

static void remove(struct pci_dev *pdev)
{
	struct card *card = pci_get_drvdata(pdev);

	cancel_delayed_work_sync(&card->appear);
	if (card->registered)
		port_unregister(&card->port);
	free_netdev(card->port.netdev);
}

static const struct pci_device_id ids[] = {
	/* I217-LM */
	{ PCI_VDEVICE(INTEL, 0x153a), .driver_data = true },
	/* 82574LA: the healthy card at the other end of the cable */
	{ PCI_VDEVICE(INTEL, 0x10f6), .driver_data = false },
	{}
};
MODULE_DEVICE_TABLE(pci, ids);

static struct pci_driver e1000e_driver = {
	.name = KBUILD_MODNAME,
	.id_table = ids,
	.probe = probe,
	.remove = remove,
};
module_pci_driver(e1000e_driver);

MODULE_DESCRIPTION("Double of e1000e for tests");
MODULE_INFO(intree, "Y");
MODULE_LICENSE("GPL");
