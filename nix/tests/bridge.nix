# SPDX-License-Identifier: GPL-2.0-or-later
# A bridge over a card that is marked as affected: cured in stage 1, before the bridge has it.
{
  name = "nicquirk-bridge";
  globalTimeout = 600;

  nodes.machine = {
    imports = [ ./machine.nix ];

    boot.initrd.systemd.enable = true;
    boot.initrd.kernelModules = [ "e1000e" ];
    testing.initrdBackdoor = true;

    networking.bridges.vmbr0.interfaces = [ "affected0" ];
    networking.interfaces.vmbr0.ipv4.addresses = [
      {
        address = "10.0.2.15";
        prefixLength = 24;
      }
    ];
  };

  testScript = ''
    machine.start()

    with subtest("stage 1 has cured the card"):
        machine.wait_for_unit("initrd.target")
        machine.succeed("udevadm settle")
        log = machine.succeed("journalctl --no-pager --dmesg")
        assert "test-82574-tso: tx-tcp-segmentation off" in log, log

    machine.switch_root()

    with subtest("the barrier was there before the network"):
        machine.wait_for_unit("nicquirk.service")
        machine.wait_for_unit("vmbr0-netdev.service")
        machine.succeed("systemctl show -p Before nicquirk.service | grep -w vmbr0-netdev.service")

    with subtest("the bridge has a cured port"):
        machine.wait_for_unit("network-addresses-vmbr0.service")
        machine.succeed("test -e /sys/class/net/vmbr0/brif/affected0")
        machine.succeed("ethtool -k affected0 | grep '^tcp-segmentation-offload: off'")
        machine.succeed("nicquirk status | grep -w mitigated")
        machine.succeed("udevadm info /sys/class/net/affected0 | grep NICQUIRK_STATE=mitigated")
  '';
}
