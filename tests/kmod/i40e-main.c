/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands for i40e. Built with I40E_VERSION it is that out-of-tree version, without it the
 * kernel's own; which of them lose pages, and why, is in i40e-ring.c.
 */
#include "i40e-client.h"
#include "i40e-ring.h"
#include "port.h"
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/module.h>
#include <linux/pci.h>

#ifdef I40E_VERSION
static const char *const version = __stringify(I40E_VERSION);
MODULE_VERSION(__stringify(I40E_VERSION));
#else
static const char *const version;
MODULE_INFO(intree, "Y");
#endif

static int debug = -1;
module_param(debug, int, 0444);

/* A test that loads the line knows by it whether it did. */
static unsigned int speed = SPEED_10000;
module_param(speed, uint, 0444);

/* As in ixgbe: an array out of tree, one value in the kernel's own. */
#ifdef I40E_VERSION
static int allow_unsupported_sfp[4];
module_param_array(allow_unsupported_sfp, int, NULL, 0444);
#else
static int allow_unsupported_sfp;
module_param(allow_unsupported_sfp, int, 0444);
#endif

/* Shorter frames are copied, and do not touch a page. */
#define COPY_BELOW 256

struct card {
	struct port port;
	struct ring ring;
	struct client *client;
};

static void receive(struct port *port, const struct sk_buff *frame)
{
	struct card *card = container_of(port, struct card, port);
	struct page *page = NULL;
	struct sk_buff *skb;

	if (frame->len > COPY_BELOW)
		page = ring_take(&card->ring, frame);
	if (!page) {
		port_receive(port, frame);
		return;
	}
	skb = napi_get_frags(&port->napi);
	if (!skb) {
		port->netdev->stats.rx_dropped++;
		put_page(page);
		return;
	}
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	skb_add_rx_frag(skb, 0, page, 0, frame->len, PAGE_SIZE);
	napi_gro_frags(&port->napi);
}

static netdev_tx_t start_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct card *card = netdev_priv(netdev);

	port_send(&card->port, skb);
	return NETDEV_TX_OK;
}

static int open(struct net_device *netdev)
{
	struct card *card = netdev_priv(netdev);

	ring_reset(&card->ring, version, netdev->features & NETIF_F_NTUPLE);
	port_start(&card->port);
	return 0;
}

static int stop(struct net_device *netdev)
{
	struct card *card = netdev_priv(netdev);

	port_stop(&card->port);
	ring_reset(&card->ring, version, netdev->features & NETIF_F_NTUPLE);
	return 0;
}

/* A change of ntuple resets the card, and its pages with it. */
static int set_features(struct net_device *netdev, netdev_features_t features)
{
	struct card *card = netdev_priv(netdev);

	if (!((netdev->features ^ features) & NETIF_F_NTUPLE) || !netif_running(netdev))
		return 0;
	port_stop(&card->port);
	ring_reset(&card->ring, version, features & NETIF_F_NTUPLE);
	port_start(&card->port);
	return 0;
}

static const struct net_device_ops netdev_ops = {
	.ndo_open = open,
	.ndo_stop = stop,
	.ndo_start_xmit = start_xmit,
	.ndo_set_features = set_features,
	/* The ports of a bond share one. */
	.ndo_set_mac_address = eth_mac_addr,
};

static void get_drvinfo(struct net_device *netdev, struct ethtool_drvinfo *info)
{
	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
	/* Without one the kernel's own number stays. */
	if (version)
		strscpy(info->version, version, sizeof(info->version));
	strscpy(info->fw_version, "4.11 0x80001def 1.2527.0", sizeof(info->fw_version));
	strscpy(info->bus_info, dev_name(netdev->dev.parent), sizeof(info->bus_info));
}

static const char stat_names[][ETH_GSTRING_LEN] = { "rx_pages_allocated",
						    "rx_pages_kept" };

static int get_sset_count(struct net_device *netdev, int sset)
{
	return sset == ETH_SS_STATS ? ARRAY_SIZE(stat_names) : -EOPNOTSUPP;
}

static void get_strings(struct net_device *netdev, u32 sset, u8 *data)
{
	if (sset == ETH_SS_STATS)
		memcpy(data, stat_names, sizeof(stat_names));
}

static void get_stats(struct net_device *netdev, struct ethtool_stats *stats, u64 *data)
{
	const struct card *card = netdev_priv(netdev);

	data[0] = card->ring.pages_allocated;
	data[1] = card->ring.pages_kept;
}

/* A bond of mode 802.3ad asks each port for it. */
static int get_link_ksettings(struct net_device *netdev,
			      struct ethtool_link_ksettings *settings)
{
	settings->base.speed = speed;
	settings->base.duplex = DUPLEX_FULL;
	settings->base.port = PORT_FIBRE;
	settings->base.autoneg = AUTONEG_DISABLE;
	return 0;
}

static const struct ethtool_ops ethtool_ops = {
	.get_drvinfo = get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = get_link_ksettings,
	.get_sset_count = get_sset_count,
	.get_strings = get_strings,
	.get_ethtool_stats = get_stats,
};

static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct net_device *netdev = alloc_etherdev(sizeof(struct card));
	struct card *card;
	int r;

	if (!netdev)
		return -ENOMEM;
	card = netdev_priv(netdev);
	card->port.receive = receive;
	netdev->netdev_ops = &netdev_ops;
	netdev->ethtool_ops = &ethtool_ops;
	netdev->hw_features = NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_RXCSUM |
			      NETIF_F_TSO | NETIF_F_TSO6 | NETIF_F_TSO_ECN |
			      NETIF_F_NTUPLE;
	netdev->features = netdev->hw_features;

	r = port_register(&card->port, netdev, pdev);
	if (r) {
		free_netdev(netdev);
		return r;
	}
	r = client_add(pdev, &card->client);
	if (r) {
		port_unregister(&card->port);
		free_netdev(netdev);
		return r;
	}
	pci_set_drvdata(pdev, card);
	return 0;
}

static void remove(struct pci_dev *pdev)
{
	struct card *card = pci_get_drvdata(pdev);

	client_remove(card->client);
	port_unregister(&card->port);
	free_netdev(card->port.netdev);
}

static const struct pci_device_id ids[] = {
	/* X710 */
	{ PCI_VDEVICE(INTEL, 0x1572) },
	/* X722: 10G backplane, 1GbE, 10GBASE-T, 10G SFP+ */
	{ PCI_VDEVICE(INTEL, 0x37ce) },
	{ PCI_VDEVICE(INTEL, 0x37d0) },
	{ PCI_VDEVICE(INTEL, 0x37d1) },
	{ PCI_VDEVICE(INTEL, 0x37d2) },
#ifdef I40E_VERSION
	/* Only out-of-tree builds know this one. */
	{ PCI_VDEVICE(INTEL, 0x101f) },
#endif
	{}
};
MODULE_DEVICE_TABLE(pci, ids);

static struct pci_driver i40e_driver = {
	.name = KBUILD_MODNAME,
	.id_table = ids,
	.probe = probe,
	.remove = remove,
};
module_pci_driver(i40e_driver);

MODULE_DESCRIPTION("Double of i40e for tests");
MODULE_LICENSE("GPL");
