# SPDX-License-Identifier: GPL-2.0-or-later
# What the machines of the tests have in common: nicquirk, and a card that is marked as affected, QEMU's
# e1000e.
{ pkgs, ... }:
{
  imports = [ ../module.nix ];

  hardware.nicquirk = {
    enable = true;
    quirks."99-test" = ''
      [test-82574-tso]
      Title=Test: QEMU's 82574L stands for an affected card
      Severity=critical
      Evidence=B
      Reference=https://example.org/test
      MatchDevice=8086:10d3
      MatchDriver=e1000e
      Feature=tso off
    '';
  };
  environment.systemPackages = [ pkgs.ethtool ];

  virtualisation.qemu.options = [
    "-netdev user,id=affected,restrict=on"
    "-device e1000e,netdev=affected"
  ];
  virtualisation.vlans = [ ];

  # What it is called by itself depends on QEMU's machine.
  systemd.network.links."10-affected" = {
    matchConfig.Driver = "e1000e";
    linkConfig.Name = "affected0";
  };
  networking.useDHCP = false;
}
