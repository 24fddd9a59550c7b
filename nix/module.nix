# SPDX-License-Identifier: GPL-2.0-or-later
{
  config,
  lib,
  options,
  pkgs,
  ...
}:

let
  cfg = config.hardware.nicquirk;
  avoid = import ./avoid.nix { inherit lib; };
  format = pkgs.formats.ini { listsAsDuplicateKeys = true; };

  inherit (lib) mkOption types;

  settingsType = types.submodule {
    freeformType = format.type;
    options = {
      Policy = mkOption {
        default = { };
        description = "What is applied by itself.";
        type = types.submodule {
          freeformType = types.attrsOf types.str;
          options = {
            Evidence = mkOption {
              type = types.nullOr (
                types.enum [
                  "A"
                  "B"
                  "C"
                  "S"
                ]
              );
              default = null;
              description = "The worst grade of evidence that is still applied.";
            };
            Modules = mkOption {
              type = types.nullOr (
                types.enum [
                  "pin"
                  "workaround"
                  "blacklist"
                  "off"
                ]
              );
              default = null;
              description = "What to do about a known-bad build of a driver.";
            };
          };
        };
      };
      Skip = mkOption {
        default = { };
        description = "What to leave alone.";
        type = types.submodule {
          options = {
            Quirk = mkOption {
              type = types.listOf types.str;
              default = [ ];
              example = [ "e1000e-lpt-tso-hang" ];
              description = "Ids of quirks.";
            };
            Device = mkOption {
              type = types.listOf types.str;
              default = [ ];
              example = [ "0000:00:19.0" ];
              description = "Cards, as PCI slots or as vendor:device.";
            };
          };
        };
      };
      Watch = mkOption {
        default = { };
        description = "What `nicquirk watch` does about a fault that the kernel log shows.";
        type = types.submodule {
          options = {
            Apply = mkOption {
              type = types.nullOr (
                types.enum [
                  "yes"
                  "no"
                ]
              );
              default = null;
              description = "Whether it sets what helps at once.";
            };
            Recover = mkOption {
              type = types.nullOr (
                types.enum [
                  "yes"
                  "no"
                ]
              );
              default = null;
              description = "Whether it brings a card back whose transmit unit hangs.";
            };
            Limit = mkOption {
              type = types.nullOr types.ints.unsigned;
              default = null;
              description = "How often an hour it does that to one card.";
            };
          };
        };
      };
      Pin = mkOption {
        type = types.attrsOf types.str;
        default = { };
        example = {
          i40e = "in-tree";
        };
        description = "Which build of a driver to load: `in-tree`, a version, or a path.";
      };
      Step = mkOption {
        type = types.attrsOf types.ints.positive;
        default = { };
        example = {
          e1000e-lpt-tso-hang = 2;
        };
        description = "How far to climb the ladder of cures of a quirk.";
      };
    };
  };

  said = lib.filterAttrs (_: value: value != null && value != [ ]);
  settings = lib.filterAttrs (_: section: section != { }) (lib.mapAttrs (_: said) cfg.settings);

  isText = value: !(builtins.isPath value || lib.hasPrefix "/" value);
  quirkFile =
    name: value:
    if value != null && isText value then pkgs.writeText "${name}.quirk" value else value;

  # Whatever reads the configuration gets it from here, so nothing boots with one that is not valid.
  # It is checked as on the host: with the shipped files, some of which it may mask.
  configuration =
    pkgs.runCommand "nicquirk-configuration"
      {
        nativeBuildInputs = [ cfg.package ];
        preferLocalBuild = true;
      }
      ''
        mkdir -p $out/quirks.d root/etc root${cfg.package}/share
        cp ${format.generate "nicquirk.conf" settings} $out/nicquirk.conf
        ${lib.concatStringsSep "\n" (
          lib.mapAttrsToList (
            name: value:
            let
              file = "$out/quirks.d/${lib.escapeShellArg name}.quirk";
            in
            # An empty file masks one of the same name just as a link to /dev/null does.
            if value == null then ": > ${file}" else "cp ${quirkFile name value} ${file}"
          ) cfg.quirks
        )}
        ln -s $out root/etc/nicquirk
        ln -s ${cfg.package}/share/nicquirk root${cfg.package}/share/nicquirk
        nicquirk --root root validate
      '';

  files = lib.genAttrs (
    [ "nicquirk.conf" ] ++ map (name: "quirks.d/${name}.quirk") (lib.attrNames cfg.quirks)
  ) (file: "${configuration}/${file}");

  # The database as text, a file of one's own in place of the shipped one of its name. What is made
  # by another package is not known yet while this is evaluated.
  shipped = lib.genAttrs (map (lib.removeSuffix ".quirk") (
    lib.filter (lib.hasSuffix ".quirk") (lib.attrNames (builtins.readDir ../quirks))
  )) (name: ../quirks + "/${name}.quirk");
  database = lib.mapAttrsToList (
    _: value:
    if value == null then
      ""
    else if builtins.isPath value then
      builtins.readFile value
    else
      lib.optionalString (isText value) value
  ) (shipped // cfg.quirks);

  bad = lib.filter (
    build: !(lib.elem build.id cfg.settings.Skip.Quirk) && !(cfg.settings.Pin ? ${build.driver})
  ) (avoid.find database config.boot.kernelPackages.kernel.version config.boot.extraModulePackages);

  # depmod prefers the kernel's own build of a driver with a build to avoid, if there is one: so it is in the
  # real root and in stage 1 alike. aggregateModules gives depmod the etc/depmod.d of what it aggregates.
  pinned = pkgs.runCommand "nicquirk-depmod" {
    nativeBuildInputs = [ pkgs.kmod ];
    preferLocalBuild = true;
  } ''
    mkdir -p root/etc quirks $out/etc/depmod.d
    ln -s ${configuration} root/etc/nicquirk
    cp ${cfg.package}/share/nicquirk/quirks.d/* quirks
    chmod u+w quirks/*
    cp -r ${configuration}/quirks.d/. quirks
    for kernel in ${lib.getOutput "modules" config.boot.kernelPackages.kernel}/lib/modules/*; do
      sh ${./overrides.sh} ${cfg.package}/bin/nicquirk $PWD/root $PWD/quirks "$kernel" \
        "${lib.concatStringsSep " " (avoid.drivers database)}" \
        ${lib.concatMapStringsSep " " toString config.boot.extraModulePackages} \
        >> $out/etc/depmod.d/nicquirk.conf
    done
  '';

  # Rules of services.udev.extraRules are in 99-local.rules, and too late for this.
  skipped =
    card:
    if lib.hasInfix "==" card then
      card
    else if builtins.match "[0-9a-f]{4}:[0-9a-f]{4}" card != null then
      ''ATTRS{vendor}=="0x${lib.substring 0 4 card}", ATTRS{device}=="0x${lib.substring 5 4 card}"''
    else
      ''KERNELS=="${card}"'';
  skipRules = pkgs.writeTextDir "lib/udev/rules.d/69-nicquirk-skip.rules" (
    lib.concatMapStrings (card: ''
      SUBSYSTEM=="net|pci", SUBSYSTEMS=="pci", ${skipped card}, ENV{NICQUIRK_SKIP}="1"
    '') cfg.skip
  );
  udevPackages = [ cfg.package ] ++ lib.optional (cfg.skip != [ ]) skipRules;

  # They all come after network-pre.target; this holds also for one that is configured otherwise.
  scripted = lib.optionals (!config.networking.useNetworkd) (
    [
      "network-setup.service"
      "dhcpcd.service"
    ]
    ++ lib.optional (config.services.connman.enable or false) "connman.service"
    ++ map (interface: "network-addresses-${interface}.service") (
      lib.attrNames config.networking.interfaces
    )
    ++ map (bridge: "${bridge}-netdev.service") (
      lib.attrNames config.networking.bridges ++ lib.attrNames config.networking.bonds
    )
  );
in

{
  options.hardware.nicquirk = {
    enable = lib.mkEnableOption "nicquirk, which cures known-bad Intel network cards at boot";

    package = mkOption {
      type = types.package;
      default = pkgs.callPackage ./package.nix { };
      defaultText = lib.literalExpression "pkgs.callPackage ./package.nix { }";
      description = "The nicquirk package to use.";
    };

    watch.enable = mkOption {
      type = types.bool;
      default = true;
      description = ''
        Whether {file}`nicquirk-watch.service` follows the kernel log on hosts with a card that may have
        a known fault, and cures it when the log shows that fault.
      '';
    };

    metrics = {
      enable = mkOption {
        type = types.bool;
        default = false;
        description = ''
          Whether {file}`nicquirk-metrics.timer` writes the state of the cards for the textfile collector of
          node_exporter, which has to be enabled itself, with
          `--collector.textfile.directory=` and {option}`hardware.nicquirk.metrics.directory`.
        '';
      };
      directory = mkOption {
        type = types.path;
        default = "/var/lib/prometheus-node-exporter-text-files";
        description = "Where that collector reads; it is made if it is not there.";
      };
    };

    skip = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [
        "0000:00:19.0"
        "8086:153a"
        ''ATTR{address}=="00:00:5e:00:53:01"''
      ];
      description = ''
        Cards that udev leaves alone: PCI slots, PCI IDs, or match keys of {manpage}`udev(7)`. Unlike
        {option}`hardware.nicquirk.settings.Skip.Device` it has no program run for them at all.
      '';
    };

    quirks = mkOption {
      type = types.attrsOf (types.nullOr (types.either types.path types.lines));
      default = { };
      example = lib.literalExpression ''
        {
          "50-site" = ./site.quirk;
          "10-e1000e" = null;
        }
      '';
      description = ''
        Quirk files of your own, by their names without `.quirk`, as text or as a path. One of the
        name of a shipped file takes its place; `null` switches a shipped file off.
      '';
    };

    settings = mkOption {
      type = settingsType;
      default = { };
      example = {
        Policy.Evidence = "C";
        Skip.Quirk = [ "e1000e-spt-tso-default" ];
        Step.e1000e-lpt-tso-hang = 2;
      };
      description = "What {file}`/etc/nicquirk/nicquirk.conf` says.";
    };
  };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        warnings = map (
          build:
          lib.concatStringsSep " " (
            [
              "boot.extraModulePackages has ${build.driver} ${build.version}, a build to avoid"
              "(${build.id}: ${build.title})."
            ]
            ++ build.advice
          )
        ) bad;

        environment.systemPackages = [ cfg.package ];
        environment.etc = lib.mapAttrs' (
          file: source: lib.nameValuePair "nicquirk/${file}" { inherit source; }
        ) files;

        services.udev.packages = udevPackages;

        # With its generator, which asks for the unit: systemd.generators is for what no package has.
        systemd.packages = [ cfg.package ];
        systemd.services.nicquirk = {
          before =
            scripted
            ++ lib.optional config.systemd.network.enable "systemd-networkd.service"
            ++ lib.optional config.networking.networkmanager.enable "NetworkManager.service";
          # It is for a boot: a switch leaves it as it is.
          restartIfChanged = false;
          # libkmod looks there for the running kernel's modules; systemd-udevd gets the same.
          environment.MODULE_DIR = "/run/booted-system/kernel-modules/lib/modules";
        };
      }

      (lib.mkIf (!cfg.watch.enable) {
        systemd.services.nicquirk-watch.enable = false;
      })

      (lib.mkIf cfg.metrics.enable {
        systemd.tmpfiles.rules = [ "d ${cfg.metrics.directory} 0755 root root -" ];
        systemd.timers.nicquirk-metrics.wantedBy = [ "timers.target" ];
        # The empty ones take back what the shipped unit has.
        systemd.services.nicquirk-metrics = {
          environment.MODULE_DIR = "/run/booted-system/kernel-modules/lib/modules";
          unitConfig.ConditionPathIsDirectory = [
            ""
            cfg.metrics.directory
          ];
          serviceConfig = {
            ExecStart = [
              ""
              "${cfg.package}/bin/nicquirk metrics --output ${cfg.metrics.directory}/nicquirk.prom"
            ];
            ReadWritePaths = [
              ""
              cfg.metrics.directory
            ];
          };
        };
      })

      # Not boot.extraModulePackages, which it is made from.
      (lib.mkIf (config.boot.extraModulePackages != [ ] && cfg.settings.Policy.Modules or null != "off") {
        system.modulesTree = [ pinned ];
      })

      (lib.mkIf config.boot.initrd.systemd.enable {
        boot.initrd.services.udev.packages = udevPackages;
        # For who has to look, from the emergency shell.
        boot.initrd.systemd.initrdBin = [ cfg.package ];
        boot.initrd.systemd.storePaths = [
          "${cfg.package}/bin/nicquirk"
          "${cfg.package}/lib/udev/nicquirk-link"
          "${cfg.package}/lib/udev/nicquirk-pci"
          "${cfg.package}/share/nicquirk"
        ];
        boot.initrd.systemd.contents = lib.mapAttrs' (
          file: source: lib.nameValuePair "/etc/nicquirk/${file}" { inherit source; }
        ) files;
      })

      # Programs are copied there and lose the store paths that are in them, that of the database
      # among them: all quirk files go to /etc, which is read too.
      # nixpkgs is going to drop it: mkIf alone does not keep an option that is not there from being set.
      (lib.mkIf (!config.boot.initrd.systemd.enable) (
        lib.optionalAttrs (options.boot.initrd ? extraUtilsCommands) {
          boot.initrd.extraUtilsCommands = ''
            copy_bin_and_libs ${cfg.package}/bin/nicquirk
            copy_bin_and_libs ${cfg.package}/lib/udev/nicquirk-link
            copy_bin_and_libs ${cfg.package}/lib/udev/nicquirk-pci
            mkdir -p $out/etc/nicquirk/quirks.d
            cp ${cfg.package}/share/nicquirk/quirks.d/*.quirk $out/etc/nicquirk/quirks.d
            chmod u+w $out/etc/nicquirk/quirks.d/*
            cp ${configuration}/nicquirk.conf $out/etc/nicquirk
            cp -r ${configuration}/quirks.d $out/etc/nicquirk
          '';
          # With the libraries that were copied; the second has nothing to do for the loopback interface.
          boot.initrd.extraUtilsCommandsTest = ''
            $out/bin/nicquirk --version
            $out/bin/nicquirk-link 1
          '';
          boot.initrd.extraUdevRulesCommands = ''
            sed -e 's|${cfg.package}/bin/|${config.system.build.extraUtils}/bin/|g' \
              -e 's|${cfg.package}/lib/udev/|${config.system.build.extraUtils}/bin/|g' \
              ${cfg.package}/lib/udev/rules.d/70-nicquirk.rules > $out/70-nicquirk.rules
          ''
          + lib.optionalString (cfg.skip != [ ]) ''
            cp ${skipRules}/lib/udev/rules.d/69-nicquirk-skip.rules $out
          '';
          boot.initrd.preDeviceCommands = ''
            ln -s ${config.system.build.extraUtils}/etc/nicquirk /etc/nicquirk
          '';
        }
      ))
    ]
  );
}
