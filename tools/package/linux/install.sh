#!/bin/sh
# Registers the Postern in this folder for the current user: menu entry, icon, HAR files, and links that begin with postern://.
# It copies no program: keep the folder where it is, or run this script again after you have moved it.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
data=${XDG_DATA_HOME:-${HOME:?is not set, so this script cannot tell where your menu entries are stored}/.local/share}
entry=$data/applications/postern.desktop
icon=$data/icons/hicolor/512x512/apps/postern.png
types=$data/mime/packages/postern.xml

case $here in
*'
'*)
  echo "install.sh: the path of this folder contains a line break, which a menu entry cannot hold. Move the folder, then run this script again." >&2
  exit 1
  ;;
esac
[ -x "$here/postern" ] || {
  echo "install.sh: there is no program named postern in $here. Unpack the whole archive, then run this script again." >&2
  exit 1
}

# Desktop Entry Specification, "The Exec key": within quotes a backslash goes before " \ $ and `. The file itself then needs
# each backslash twice, and % means a field code unless it is doubled.
exec_path=$(printf '%s' "$here/postern" | sed -e 's/[\\"$`]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g')

mkdir -p "$data/applications" "$data/icons/hicolor/512x512/apps" "$data/mime/packages"
{
  grep -v '^Exec=' "$here/postern.desktop"
  printf 'Exec="%s" %%U\n' "$exec_path"
} >"$entry"
cp "$here/postern.png" "$icon"
cp "$here/postern.xml" "$types"

# Desktops without these programs read the files themselves, at the next login at the latest.
refresh() {
  if command -v "$1" >/dev/null 2>&1; then "$@" >/dev/null 2>&1 || echo "install.sh: $1 failed; log in again to see Postern in the menu." >&2; fi
}
refresh update-mime-database "$data/mime"
refresh update-desktop-database "$data/applications"
refresh xdg-mime default postern.desktop x-scheme-handler/postern

echo "Postern is in your menu now, and opens HAR files and postern:// links."
echo "To undo this, run $here/uninstall.sh."
