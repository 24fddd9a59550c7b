# SPDX-License-Identifier: GPL-2.0-or-later
# A switch of a running system leaves the barrier and each interface as they are; what it says holds from the
# next boot on.
{
  name = "nicquirk-switch";
  globalTimeout = 600;

  nodes.machine = {
    imports = [ ./machine.nix ];

    specialisation.other.configuration.hardware.nicquirk = {
      settings.Policy.Evidence = "A";
      skip = [ "0000:00:19.0" ];
    };
  };

  testScript = ''
    barrier = "systemctl show -P InvocationID nicquirk.service"
    tso = "ethtool -k affected0 | grep '^tcp-segmentation-offload: {}'"

    machine.wait_for_unit("multi-user.target")

    with subtest("the boot has cured the card"):
        machine.succeed(tso.format("off"))
        machine.succeed("nicquirk status | grep -w mitigated")
        before = machine.succeed(barrier)

    with subtest("what the owner sets afterwards stays at a switch"):
        machine.succeed("ethtool -K affected0 tso on")
        machine.succeed("/run/current-system/specialisation/other/bin/switch-to-configuration test")
        machine.succeed("grep -x Evidence=A /etc/nicquirk/nicquirk.conf")
        machine.succeed(tso.format("on"))
        after = machine.succeed(barrier)
        assert before == after, f"the barrier ran again: {before} {after}"
  '';
}
