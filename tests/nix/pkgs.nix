# SPDX-License-Identifier: GPL-2.0-or-later
# Stands for nixpkgs' packages: what nix/ builds is built for real, with this machine's own programs
# and libraries. Of the libraries each is a package of its own, so that where programs find them is
# as on NixOS.
{ lib }:

let
  system = builtins.currentSystem;

  # A builder with the phases that nix/package.nix has a say in. What is given may be a function of the
  # outcome.
  mkDerivation =
    given:
    let
      attrs =
        if builtins.isFunction given then given (attrs // { finalPackage = package; }) else given;
      package = build attrs;
    in
    package;
  build =
    attrs:
    let
      flags = lib.concatStringsSep " ";
      libraries = attrs.buildInputs or [ ];
      plain = removeAttrs attrs [
        "meta"
        "passthru"
      ];
    in
    derivation (
      plain
      // {
        inherit system;
        name = attrs.name or "${attrs.pname}-${attrs.version}";
        PATH = "/usr/bin:/bin";
        LDFLAGS = flags (map (library: "-L${library}/lib -Wl,-rpath,${library}/lib") libraries);
        builder = "/bin/bash";
        args = [
          "-euc"
          # Nix kills what has closed its output, and programs do so before they end: a shell that ends with one
          # becomes it, and is killed now and then. With a command of its own behind it stays.
          ((attrs.buildCommand or ''
            runHook() { :; }
            patchShebangs() { :; }
            export HOME=$PWD
            for input in $nativeBuildInputs; do PATH=$PATH:$input/bin; done
            cp -r $src source
            chmod -R u+w source
            cd source
            make -s $makeFlags
            [ -z "$doCheck" ] || eval "$checkPhase"
            make -s install $makeFlags $installFlags
            strip --strip-debug $out/bin/* $out/lib/udev/nicquirk-*
            for check in ''${nativeInstallCheckInputs-}; do . "$check"; done
          '') + "\n:")
        ];
      }
    )
    // {
      meta = attrs.meta or { };
    }
    // attrs.passthru or { };

  runCommand =
    name: attrs: buildCommand:
    mkDerivation (
      attrs
      // {
        inherit name;
        buildCommand = ''
          for input in ''${nativeBuildInputs-}; do PATH=$PATH:$input/bin; done
          ${buildCommand}
        '';
      }
    );

  library = name: libraryWith name "";
  libraryWith =
    name: more:
    runCommand name { } ''
      mkdir -p $out/lib
      folder=$(dirname "$(gcc -print-file-name=${name}.so)")
      cp -d "$folder"/${name}.so* $out/lib
      for file in $out/lib/*; do
        [ -e "$file" ] || cp "$(readlink -f "$folder/''${file##*/}")" $out/lib
      done
      ${more}
    '';

  # May name what is built, which builtins.toFile refuses.
  writeText =
    name: text:
    runCommand name { inherit text; } ''
      printf %s "$text" > $out
    '';
  writeTextDir =
    path: text:
    runCommand (baseNameOf path) { inherit text; } ''
      mkdir -p $out/${dirOf path}
      printf %s "$text" > $out/${path}
    '';

  iniValue = value: if value == true then "true" else if value == false then "false" else toString value;
  iniPair =
    key: value:
    lib.concatStringsSep "" (
      map (one: "${key}=${iniValue one}\n") (if builtins.isList value then value else [ value ])
    );

  self = {
    inherit
      lib
      runCommand
      writeText
      writeTextDir
      ;
    # A test is a module, which is only evaluated here.
    testers.runNixOSTest = test: test;
    # As those of nixpkgs, but for systemd of before 254, which cannot check rules.
    versionCheckHook = builtins.toFile "version-check" ''
      "$out/bin/$pname" --version 2>&1 | grep -F -w -e "$version"
    '';
    udevCheckHook = builtins.toFile "udev-check" ''
      if udevadm verify --help > /dev/null 2>&1; then
        udevadm verify --resolve-names=late --no-style "$out"/lib/udev/rules.d/*.rules
      fi
    '';
    stdenv = {
      inherit mkDerivation;
      hostPlatform = { inherit system; };
    };
    callPackage =
      file: overrides:
      let
        f = import file;
      in
      f (builtins.intersectAttrs (builtins.functionArgs f) self // overrides);
    formats.ini =
      { listsAsDuplicateKeys }:
      assert listsAsDuplicateKeys;
      {
        type = lib.types.attrsOf (lib.types.attrsOf lib.types.anything);
        generate =
          name: sections:
          writeText name (
            lib.concatStringsSep "\n" (
              lib.mapAttrsToList (
                section: pairs: "[${section}]\n" + lib.concatStringsSep "" (lib.mapAttrsToList iniPair pairs)
              ) sections
            )
          );
      };

    json_c = library "libjson-c";
    # As on NixOS it does not look for modules in /lib/modules: tests/boot has some where it does.
    kmod = libraryWith "libkmod" ''
      sed -i 's|/lib/modules|/run/modules|g' "$(readlink -f $out/lib/libkmod.so)"
      mkdir $out/bin
      cp -L /usr/bin/kmod $out/bin/modinfo
    '';
    pciutils = library "libpci";
    udev = library "libudev";
    util-linux = libraryWith "libblkid" ''
      cp -L "$folder/libmount.so.1" $out/lib
    '';
    # Programs, and what only tests link: this machine's.
    pkg-config = "/usr";
    jq = "/usr";
    scdoc = "/usr";
    cmocka = "/usr";
  };
in
self
