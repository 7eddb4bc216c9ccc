#!/bin/sh
# Undoes install.sh for the current user. The program's folder and your data stay: delete them yourself if you want to.
set -eu
case ${XDG_DATA_HOME:-} in
/*) data=$XDG_DATA_HOME ;;
*) data=${HOME:?is not set, so this script cannot tell where your menu entries are stored}/.local/share ;;
esac

rm -f "$data/applications/postern.desktop" "$data/icons/hicolor/512x512/apps/postern.png" "$data/mime/packages/postern.xml"
refresh() {
  if command -v "$1" >/dev/null 2>&1 && [ -d "$2" ]; then "$@" >/dev/null 2>&1 || true; fi
}
refresh update-mime-database "$data/mime"
refresh update-desktop-database "$data/applications"

echo "Postern is no longer in your menu. Your history, keys and settings are unchanged, in ${XDG_CONFIG_HOME:-~/.config}/postern."
