# SPDX-License-Identifier: GPL-2.0-or-later
# What tests/nix/run asks of nix/: "checks" are evaluated, "builds" are built, or must not build.
let
  # Set, it names the real one: nixpkgs/lib.
  real = builtins.getEnv "NIXPKGS_LIB";
  lib = import (if real == "" then ./lib.nix else /. + real);
  pkgs = import ./pkgs.nix { inherit lib; };
  nixos = import ./nixos.nix { inherit lib pkgs; };
  avoid = import ../../nix/avoid.nix { inherit lib; };
  package = pkgs.callPackage ../../nix/package.nix { };

  host =
    module:
    nixos.evaluate {
      imports = [ module ];
      hardware.nicquirk.enable = true;
    };

  kernelModule =
    attrs:
    derivation (
      {
        name = "x";
        system = builtins.currentSystem;
        builder = "/bin/sh";
      }
      // attrs
    )
    // attrs;
  # What is said of these packages of kernel modules on a host that has MODULE.
  warned = module: packages: (host { imports = [ module { boot.extraModulePackages = packages; } ]; }).warnings;
  i40e = version: kernelModule {
    pname = "i40e";
    inherit version;
  };

  # overrides VERSION SETTINGS: what depmod is given where a package, whose name says nothing, has that i40e
  overrides =
    version: settings:
    lib.head (host {
      hardware.nicquirk = { inherit settings; };
      boot.extraModulePackages = [
        (pkgs.runCommand "our-drivers" { } ''
          mkdir -p $out/lib/modules/6.12.50/extra
          n=0
          for field in version=${version} alias=pci:v00008086d000037D0sv*sd*bc*sc*i*; do
            echo "static const char m$((n += 1))[] __attribute__((section(\".modinfo\"), used)) = \"$field\";"
          done | gcc -x c -c -o $out/lib/modules/6.12.50/extra/i40e.ko -
        '')
      ];
      boot.kernelPackages.kernel = pkgs.runCommand "linux" { version = "6.12.50"; } ''
        mkdir -p $out/lib/modules/6.12.50/kernel/drivers/net/ethernet/intel/i40e
        touch $out/lib/modules/6.12.50/kernel/drivers/net/ethernet/intel/i40e/i40e.ko.xz
      '';
    }).system.modulesTree;

  # etcOf MODULE: what it makes of /etc
  etcOf =
    module:
    pkgs.runCommand "etc" { } (
      lib.concatStringsSep "\n" (
        lib.mapAttrsToList (file: one: "install -D -m 644 ${one.source} $out/${file}") (host module).environment.etc
      )
    );

  refused = module: !(builtins.tryEval (builtins.toJSON (host module).hardware.nicquirk.settings)).success;
  inRange =
    range: version:
    avoid.find [ "[q]\nMatchDriver=m\nMatchDriverVersion=${range}\nBuild=avoid\n" ] "6.1" [
      (kernelModule {
        pname = "m";
        inherit version;
      })
    ] != [ ];

  off = nixos.evaluate { };
  plain = host { };
  scripted = host {
    boot.initrd.systemd.enable = false;
    networking.interfaces.vmbr0 = { };
    networking.bridges.vmbr0.interfaces = [ "eno1" ];
    networking.bonds.bond0 = { };
  };
  metrics = host {
    hardware.nicquirk.metrics = {
      enable = true;
      directory = "/srv/metrics";
    };
  };
  skipping = host {
    hardware.nicquirk.skip = [
      "0000:00:19.0"
      "8086:153a"
      ''ATTR{address}=="00:00:5e:00:53:01"''
    ];
  };
  has = text: part: lib.replaceStrings [ part ] [ "" ] text != text;
  before = module: (host module).systemd.services.nicquirk.before;

  site = ''
    [site]
    Title=Of this site
    Severity=minor
    Evidence=B
    Reference=https://example.org/site
    MatchDevice=@i217-i218
    Feature=gro off
  '';

  check = name: expected: got: { inherit name expected got; };
in
{
  checks = [
    (check "the version is that of the Makefile" true (
      has (builtins.readFile ../../Makefile) "\nVERSION := ${package.version}\n"
    ))
    (check "the package is named after what it is" "nicquirk" package.pname)
    (check "switched off, nothing is set" [ [ ] { } [ ] [ ] "" ] [
      off.services.udev.packages
      off.environment.etc
      off.systemd.packages
      off.boot.initrd.systemd.storePaths
      off.boot.initrd.extraUtilsCommands
    ])

    (check "udev gets the rules" [ "${package}" ] (map toString plain.services.udev.packages))
    (check "systemd gets the unit" [ "${package}" ] (map toString plain.systemd.packages))
    (check "which its generator asks for, and nobody else" [ ] plain.systemd.services.nicquirk.wantedBy)
    (check "the watch is not masked" false (plain.systemd.services ? nicquirk-watch))
    (check "watch.enable masks it" false
      (host { hardware.nicquirk.watch.enable = false; }).systemd.services.nicquirk-watch.enable
    )
    (check "metrics are off by default" false (plain.systemd.services ? nicquirk-metrics))
    (check "metrics.enable writes them into the collector's folder, in place of Debian's"
      [
        [ "d /srv/metrics 0755 root root -" ]
        [ "timers.target" ]
        [ "" "/srv/metrics" ]
        [ "" "${package}/bin/nicquirk metrics --output /srv/metrics/nicquirk.prom" ]
        [ "" "/srv/metrics" ]
      ]
      [
        metrics.systemd.tmpfiles.rules
        metrics.systemd.timers.nicquirk-metrics.wantedBy
        metrics.systemd.services.nicquirk-metrics.unitConfig.ConditionPathIsDirectory
        metrics.systemd.services.nicquirk-metrics.serviceConfig.ExecStart
        metrics.systemd.services.nicquirk-metrics.serviceConfig.ReadWritePaths
      ]
    )
    (check "what is skipped is so by a package of rules of its own, in the root and in stage 1" [ 2 2 true ] [
      (lib.length skipping.services.udev.packages)
      (lib.length skipping.boot.initrd.services.udev.packages)
      (has
        (host {
          hardware.nicquirk.skip = [ "8086:153a" ];
          boot.initrd.systemd.enable = false;
        }).boot.initrd.extraUdevRulesCommands
        "/lib/udev/rules.d/69-nicquirk-skip.rules $out\n"
      )
    ])
    (check "libkmod knows where the running kernel's modules are"
      "/run/booted-system/kernel-modules/lib/modules"
      plain.systemd.services.nicquirk.environment.MODULE_DIR
    )

    (check "systemd in stage 1 has the rules" [ "${package}" ] (
      map toString plain.boot.initrd.services.udev.packages
    ))
    (check "and all that they run and read"
      [
        "${package}/bin/nicquirk"
        "${package}/lib/udev/nicquirk-link"
        "${package}/lib/udev/nicquirk-pci"
        "${package}/share/nicquirk"
      ]
      plain.boot.initrd.systemd.storePaths
    )
    (check "and the same configuration as the real root" plain.environment.etc."nicquirk/nicquirk.conf"
      plain.boot.initrd.systemd.contents."/etc/nicquirk/nicquirk.conf"
    )
    (check "and the command, for who has to look" [ "${package}" ] (map toString plain.boot.initrd.systemd.initrdBin))
    (check "and nothing of the scripted stage 1" "" plain.boot.initrd.extraUtilsCommands)
    (check "the scripted stage 1 has nothing of systemd's" [ [ ] { } [ ] ] [
      scripted.boot.initrd.systemd.storePaths
      scripted.boot.initrd.systemd.contents
      scripted.boot.initrd.services.udev.packages
    ])
    (check "it takes the programs" [ true true true ] (
      map (has scripted.boot.initrd.extraUtilsCommands) [
        "copy_bin_and_libs ${package}/bin/nicquirk\n"
        "copy_bin_and_libs ${package}/lib/udev/nicquirk-link\n"
        "copy_bin_and_libs ${package}/lib/udev/nicquirk-pci\n"
      ]
    ))
    (check "and tries both with what was copied" [ true true ] (
      map (has scripted.boot.initrd.extraUtilsCommandsTest) [
        "$out/bin/nicquirk --version\n"
        "$out/bin/nicquirk-link 1\n"
      ]
    ))
    (check "and the database to where its programs look" true (
      has scripted.boot.initrd.preDeviceCommands "ln -s /extra-utils/etc/nicquirk /etc/nicquirk\n"
    ))

    (check "the barrier is before scripted networking"
      [
        "network-setup.service"
        "dhcpcd.service"
        "network-addresses-vmbr0.service"
        "vmbr0-netdev.service"
        "bond0-netdev.service"
      ]
      scripted.systemd.services.nicquirk.before
    )
    (check "before systemd-networkd" [ "systemd-networkd.service" ] (before {
      networking.useNetworkd = true;
      systemd.network.enable = true;
    }))
    (check "before NetworkManager" true (
      lib.elem "NetworkManager.service" (before { networking.networkmanager.enable = true; })
    ))

    (check "no configuration is one" [ "nicquirk/nicquirk.conf" ] (lib.attrNames plain.environment.etc))
    (check "quirk files go to /etc"
      [
        "nicquirk/nicquirk.conf"
        "nicquirk/quirks.d/10-e1000e.quirk"
        "nicquirk/quirks.d/50-site.quirk"
      ]
      (lib.attrNames
        (host {
          hardware.nicquirk.quirks."50-site" = site;
          hardware.nicquirk.quirks."10-e1000e" = null;
        }).environment.etc
      )
    )
    (check "a bad grade is refused" true (refused { hardware.nicquirk.settings.Policy.Evidence = "D"; }))
    (check "a good one is not" false (refused { hardware.nicquirk.settings.Policy.Evidence = "C"; }))
    (check "a step is a number" true (refused { hardware.nicquirk.settings.Step.x = "2"; }))
    (check "above 0" true (refused { hardware.nicquirk.settings.Step.x = 0; }))
    (check "what is skipped is a list" true (refused { hardware.nicquirk.settings.Skip.Quirk = "x"; }))

    (check "no kernel module, no warning" [ ] plain.warnings)
    (check "a build to avoid is warned of, and what to do about it" [ true true true ] (
      let
        text = lib.concatStringsSep "\n" (warned { } [ (i40e "2.13.10") ]);
      in
      map (has text) [
        "i40e 2.13.10"
        "i40e-oot-2.13.10-rx-refcount"
        "Remove i40e 2.13.10"
      ]
    ))
    (check "also where the kernel's version is part of the package's" [ 1 1 1 1 ] (
      map (package: lib.length (warned { } [ package ])) [
        (i40e "2.13.10-6.12.50")
        (i40e "6.12.50-2.13.10")
        (kernelModule { name = "i40e-2.13.10-6.12.50"; })
        (kernelModule { name = "i40e-6.12.50-2.13.10"; })
      ]
    ))
    (check "in any usual form of name and version" [ 1 1 1 1 1 1 1 ] (
      map (package: lib.length (warned { } [ package ])) (
        map (name: kernelModule { inherit name; }) [
          "intel-i40e-2.13.10"
          "i40e-linux-2.13.10"
          "ethernet-linux-i40e-2.13.10"
          "i40e-v2.13.10"
        ]
        ++ map i40e [
          "v2.13.10"
          "2.13.10+6.12"
          "2.13.10-6.12.50"
        ]
      )
    ))
    (check "a package that is called after another driver is not" [ ] (
      warned { } [
        (kernelModule { name = "i40evf-2.13.10"; })
        (kernelModule { name = "i40e-2.13.101"; })
        (kernelModule { name = "not-i40e-2.13.10"; })
      ]
    ))
    (check "packages of modules are looked at once they are built, where there are any" [ 1 0 0 ] (
      map (module: lib.length (host { imports = [ module ]; }).system.modulesTree) [
        { boot.extraModulePackages = [ (i40e "2.13.10") ]; }
        { }
        {
          boot.extraModulePackages = [ (i40e "2.13.10") ];
          hardware.nicquirk.settings.Policy.Modules = "off";
        }
      ]
    ))
    (check "a switch leaves the barrier as it is" false plain.systemd.services.nicquirk.restartIfChanged)
    (check "before connman" true (lib.elem "connman.service" (before { services.connman.enable = true; })))
    (check "without a scripted stage 1 in nixpkgs the module can be evaluated" [ "${package}" ] (
      map toString
        (nixos.evaluateWithoutScripted { hardware.nicquirk.enable = true; }).boot.initrd.services.udev.packages
    ))
    (check "other versions and other drivers are not warned of" [ ] (
      warned { } [
        (i40e "2.12.6")
        (i40e "2.14.13")
        (i40e "2.13.1")
        (kernelModule {
          pname = "ice";
          version = "2.13.10";
        })
      ]
    ))
    (check "nor is a quirk that is skipped" [ ] (
      warned { hardware.nicquirk.settings.Skip.Quirk = [ "i40e-oot-2.13.10-rx-refcount" ]; } [ (i40e "2.13.10") ]
    ))
    (check "nor a driver whose build is chosen" [ ] (
      warned { hardware.nicquirk.settings.Pin.i40e = "in-tree"; } [ (i40e "2.13.10") ]
    ))
    (check "nor what is in a file that is switched off" [ ] (
      warned { hardware.nicquirk.quirks."10-i40e" = null; } [ (i40e "2.13.10") ]
    ))
    (check "a build that the site's own file tells to avoid is" 1 (
      lib.length (
        warned
          {
            hardware.nicquirk.quirks."50-site" = "[x]\nMatchDriver=igb\nMatchDriverVersion=<5.3\nBuild=avoid\n";
          }
          [
            (kernelModule {
              pname = "igb";
              version = "5.2.9";
            })
          ]
      )
    ))
    (check "ranges are read as nicquirk reads them"
      [ true false true false true false true true false false ]
      [
        (inRange ">=2.0 <2.9.21" "2.9.3")
        (inRange ">=2.0 <2.9.21" "2.9.21")
        (inRange "<2.13.10" "2.9.21")
        (inRange "<=2.9.21" "2.13.10")
        (inRange "1.0 | 2.0" "2.0")
        (inRange "1.0 | 2.0" "3.0")
        (inRange "=2.0" "2.0")
        (inRange "!=2.0" "2.1")
        (inRange "!=2.0" "2.0")
        (inRange "2.0" "2.0.1")
      ]
    )
  ];

  builds = lib.mapAttrs (_: etcOf) {
    good.hardware.nicquirk = {
      quirks."50-site" = site;
      quirks."60-file" = ../../quirks/10-i40e.quirk;
      quirks."10-i40e" = null;
      settings = {
        Policy.Evidence = "C";
        Skip.Quirk = [
          "e1000e-spt-tso-default"
          "e1000e-arl-ipxe-hang"
        ];
        Pin.i40e = "in-tree";
        Step.e1000e-lpt-tso-hang = 2;
      };
    };
    bad-setting.hardware.nicquirk.settings.Skip.Device = [ "eno1" ];
    bad-section.hardware.nicquirk.settings.Polizy.Evidence = "C";
    bad-quirk.hardware.nicquirk.quirks."50-site" = site + "Nonsense=1\n";
  } // {
    inherit package;
    skipped = lib.elemAt skipping.services.udev.packages 1;
    pinned = overrides "2.13.10" { };
    # The newer one is good, and of the bad one the owner has said that it is wanted.
    good-build = overrides "2.14.13" { };
    wanted-build = overrides "2.13.10" { Pin.i40e = "2.13.10"; };
    skipped-quirk = overrides "2.13.10" { Skip.Quirk = [ "i40e-oot-2.13.10-rx-refcount" ]; };
  };
}
