# SPDX-License-Identifier: GPL-2.0-or-later
# The driver builds that quirk files avoid, read while a configuration is evaluated, for a warning: what is
# known at that time is a package's name and version. overrides.sh looks at what a package has.
{ lib }:

let
  # readSections TEXT: what each section says, { ID.KEY = [ VALUE... ]; }
  readSections =
    text:
    let
      read =
        state: line:
        let
          header = builtins.match "[[:space:]]*\\[([^]]*)][[:space:]]*" line;
          pair = builtins.match "[[:space:]]*([A-Za-z]+)[[:space:]]*=[[:space:]]*(.*[^[:space:]])[[:space:]]*" line;
          id = lib.head header;
          key = lib.head pair;
          section = state.sections.${state.id};
        in
        if header != null then
          {
            inherit id;
            sections = state.sections // {
              ${id} = { };
            };
          }
        else if pair != null && state.id != null then
          {
            inherit (state) id;
            sections = state.sections // {
              ${state.id} = section // {
                ${key} = (section.${key} or [ ]) ++ [ (lib.elemAt pair 1) ];
              };
            };
          }
        else
          state;
    in
    (lib.foldl' read {
      id = null;
      sections = { };
    } (lib.splitString "\n" text)).sections;

  operators = {
    "=" = order: order == 0;
    "!=" = order: order != 0;
    "<" = order: order < 0;
    "<=" = order: order <= 0;
    ">" = order: order > 0;
    ">=" = order: order >= 0;
  };

  holds =
    version: comparison:
    let
      parts = builtins.match "(!=|<=|>=|=|<|>)?(.*)" comparison;
      operator = lib.head parts;
    in
    operators.${if operator == null then "=" else operator} (
      builtins.compareVersions version (lib.elemAt parts 1)
    );

  # Joined by blanks is "and", by | is "or".
  isInRange =
    range: version:
    let
      words = alternative: lib.filter (word: word != "") (lib.splitString " " alternative);
    in
    lib.any (alternative: lib.all (holds version) (words alternative)) (lib.splitString "|" range);

  concerns =
    section:
    lib.elem "avoid" (section.Build or [ ])
    && section ? MatchDriver
    && section ? MatchDriverVersion
    && section.MatchOrigin or [ ] != [ "in-tree" ];

  # Packages of kernel modules have versions such as 2.13.10, v2.13.10, 2.13.10-6.6.30, 6.6.30-2.13.10 and
  # 2.13.10+6.6.
  versionsOf =
    kernelVersion: package:
    let
      parsed = builtins.parseDrvName package.name;
      parts = builtins.match ".*-v([0-9].*)" package.name;
      version = if parsed.version != "" || parts == null then parsed.version else lib.head parts;
    in
    lib.filter (word: word != kernelVersion && builtins.match "[0-9].*" word != null) (
      map (lib.removePrefix "v") (
        lib.concatMap (lib.splitString "+") (lib.splitString "-" (package.version or version))
      )
    );

  # Of parseDrvName "i40e-v2.13.10" the name is all of it.
  nameOf =
    package:
    let
      name = package.pname or (builtins.parseDrvName package.name).name;
      parts = builtins.match "(.*)-v[0-9].*" name;
    in
    if parts == null then name else lib.head parts;

  # isOf DRIVER PACKAGE: whether it is called after the driver: i40e, intel-i40e, i40e-linux,
  # ethernet-linux-i40e, i40e-oot.
  isOf =
    driver: package:
    let
      before = "(intel-|ethernet-linux-|linux-)*";
      behind = "(-linux|-intel|-oot|-out-of-tree|-module|-dkms)*";
    in
    builtins.match (before + driver + behind) (nameOf package) != null;
in

{
  # drivers FILES: of which some build is to be avoided
  drivers =
    files:
    lib.unique (
      lib.concatMap (section: lib.optionals (concerns section) section.MatchDriver) (
        lib.concatMap (text: lib.attrValues (readSections text)) files
      )
    );

  # find FILES KERNEL-VERSION PACKAGES: each package that a quirk names. FILES are the texts of
  # the database in its order; a section of a later one overrides.
  find =
    files: kernelVersion: packages:
    let
      sections = lib.foldl' (all: text: all // readSections text) { } files;
      judge =
        package: id:
        let
          section = sections.${id};
          driver = lib.findFirst (name: isOf name package) null (section.MatchDriver or [ ]);
          isMeant = version: lib.all (range: isInRange range version) section.MatchDriverVersion;
          versions = lib.filter isMeant (versionsOf kernelVersion package);
        in
        map (version: {
          inherit id version;
          inherit driver;
          advice = section.Advice or [ ];
          title = lib.head (section.Title or [ id ]);
        }) (lib.optionals (concerns section && driver != null) versions);
    in
    lib.concatMap (package: lib.concatMap (judge package) (lib.attrNames sections)) packages;
}
