# SPDX-License-Identifier: GPL-2.0-or-later
# A known-bad i40e in boot.extraModulePackages, and an X722: depmod prefers the kernel's own build, in stage 1
# and in the real root, and the bad one is never loaded. The card is made up, by a module that registers a PCI
# bus; the kernel's own driver finds no registers there and says so, which is enough to tell which one it was.
{
  name = "nicquirk-pin";
  globalTimeout = 900;

  nodes.machine =
    { config, ... }:
    let
      double =
        module: version:
        config.boot.kernelPackages.callPackage ./double.nix { inherit module version; };
    in
    {
      imports = [ ./machine.nix ];

      boot.extraModulePackages = [
        (double "i40e" "2.13.10")
        (double "nqpci" "0")
      ];
      boot.extraModprobeConfig = "options nqpci functions=0.0:8086:37d0:8086:0004:020000:04";

      boot.initrd.systemd.enable = true;
      boot.initrd.availableKernelModules = [ "i40e" ];
      boot.initrd.kernelModules = [ "nqpci" ];
      testing.initrdBackdoor = true;
    };

  testScript = ''
    def is_in_tree():
        machine.succeed("udevadm settle")
        machine.succeed("test -d /sys/module/i40e")
        machine.fail("grep O /sys/module/i40e/taint")
        machine.fail("journalctl --no-pager --dmesg | grep 'i40e: loading out-of-tree module'")

    machine.start()

    with subtest("stage 1 has the kernel's own build"):
        machine.wait_for_unit("initrd.target")
        is_in_tree()

    machine.switch_root()

    with subtest("and so has the real root"):
        machine.wait_for_unit("multi-user.target")
        is_in_tree()
        machine.succeed("modinfo -n i40e | grep /kernel/drivers/net/ethernet/intel/i40e/")
        machine.succeed("nicquirk modules | grep '^i40e: keep'")
  '';
}
