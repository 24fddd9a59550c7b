# SPDX-License-Identifier: GPL-2.0-or-later
# The driver builds that quirk files tell to avoid, read while a configuration is evaluated: what is
# known at that time is a package's name and version.
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
    operators.${if operator == null then "=" else operator} (builtins.compareVersions version (lib.elemAt parts 1));

  # Joined by blanks is "and", by | is "or".
  isInRange =
    range: version:
    lib.any (
      alternative: lib.all (holds version) (lib.filter (word: word != "") (lib.splitString " " alternative))
    ) (lib.splitString "|" range);

  concerns =
    section:
    lib.elem "avoid" (section.Build or [ ])
    && section ? MatchDriver
    && section ? MatchDriverVersion
    && section.MatchOrigin or [ ] != [ "in-tree" ];

  # Packages of kernel modules are called i40e-2.13.10, i40e-2.13.10-6.6.30 or i40e-6.6.30-2.13.10.
  versionsOf =
    kernelVersion: package:
    lib.filter (word: word != kernelVersion && builtins.match "[0-9].*" word != null) (
      lib.splitString "-" (package.version or (builtins.parseDrvName package.name).version)
    );
  nameOf = package: package.pname or (builtins.parseDrvName package.name).name;
in

{
  # find FILES KERNEL-VERSION PACKAGES: each package that a quirk is about. FILES are the texts of
  # the database in its order; a section of a later one overrides.
  find =
    files: kernelVersion: packages:
    let
      sections = lib.foldl' (all: text: all // readSections text) { } files;
      judge =
        package: id:
        let
          section = sections.${id};
        in
        map
          (version: {
            inherit id version;
            driver = nameOf package;
            advice = section.Advice or [ ];
            title = lib.head (section.Title or [ id ]);
          })
          (
            lib.optionals (concerns section && lib.elem (nameOf package) section.MatchDriver) (
              lib.filter (version: lib.all (range: isInRange range version) section.MatchDriverVersion) (
                versionsOf kernelVersion package
              )
            )
          );
    in
    lib.concatMap (package: lib.concatMap (judge package) (lib.attrNames sections)) packages;
}
