#!/bin/sh
# Undoes install.sh for the current user. The program's folder and your data stay: delete them yourself if you want to.
set -eu
data=${XDG_DATA_HOME:-${HOME:?is not set, so this script cannot tell where your menu entries are stored}/.local/share}

rm -f "$data/applications/postern.desktop" "$data/icons/hicolor/512x512/apps/postern.png" "$data/mime/packages/postern.xml"
if command -v update-mime-database >/dev/null 2>&1 && [ -d "$data/mime" ]; then
  update-mime-database "$data/mime" >/dev/null 2>&1 || true
fi
if command -v update-desktop-database >/dev/null 2>&1 && [ -d "$data/applications" ]; then
  update-desktop-database "$data/applications" >/dev/null 2>&1 || true
fi

echo "Postern is no longer in your menu. Your history, keys and settings are unchanged, in ${XDG_CONFIG_HOME:-$HOME/.config}/postern."
