/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stands for igc on a card that is lost from the bus: after enough packets, for good. */
#include "port.h"
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>

static unsigned int lost_after = 500;
module_param(lost_after, uint, 0644);
MODULE_PARM_DESC(lost_after, "the card is lost after so many packets; 0: never");

struct card {
	struct port port;
	unsigned int packets;
	struct work_struct lose;
};

/* igc_rd32(), where a register reads as all ones. */
static void lose(struct work_struct *work)
{
	struct card *card = container_of(work, struct card, lose);

	netdev_err(card->port.netdev, "PCIe link lost, device now detached\n");
	rtnl_lock();
	netif_device_detach(card->port.netdev);
	rtnl_unlock();
}

static netdev_tx_t start_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct card *card = netdev_priv(netdev);

	if (lost_after && ++card->packets == lost_after)
		schedule_work(&card->lose);
	port_send(&card->port, skb);
	return NETDEV_TX_OK;
}

static int open(struct net_device *netdev)
{
	port_start(netdev_priv(netdev));
	return 0;
}

static int stop(struct net_device *netdev)
{
	port_stop(netdev_priv(netdev));
	return 0;
}

static const struct net_device_ops netdev_ops = {
	.ndo_open = open,
	.ndo_stop = stop,
	.ndo_start_xmit = start_xmit,
};

static const struct ethtool_ops ethtool_ops = {
	.get_link = ethtool_op_get_link,
};

static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct net_device *netdev = alloc_etherdev(sizeof(struct card));
	struct card *card;
	int r;

	if (!netdev)
		return -ENOMEM;
	card = netdev_priv(netdev);
	card->port.receive = port_receive;
	INIT_WORK(&card->lose, lose);
	netdev->netdev_ops = &netdev_ops;
	netdev->ethtool_ops = &ethtool_ops;
	netdev->hw_features = NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_TSO | NETIF_F_TSO6;
	netdev->features = netdev->hw_features;
	r = port_register(&card->port, netdev, pdev);
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

	port_unregister(&card->port);
	cancel_work_sync(&card->lose);
	free_netdev(card->port.netdev);
}

static const struct pci_device_id ids[] = {
	/* I225-V, I226-V */
	{ PCI_VDEVICE(INTEL, 0x15f3) },
	{ PCI_VDEVICE(INTEL, 0x125c) },
	{}
};
MODULE_DEVICE_TABLE(pci, ids);

static struct pci_driver igc_driver = {
	.name = KBUILD_MODNAME,
	.id_table = ids,
	.probe = probe,
	.remove = remove,
};
module_pci_driver(igc_driver);

MODULE_DESCRIPTION("Double of igc for tests");
MODULE_INFO(intree, "Y");
MODULE_LICENSE("GPL");
