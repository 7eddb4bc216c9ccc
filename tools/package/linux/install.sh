#!/bin/sh
# Registers the Postern in this folder for the current user: menu entry, icon, HAR files, and links that begin with postern://.
# It copies no program: keep the folder where it is, or run this script again after you have moved it.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
# XDG Base Directory Specification: a relative path is ignored.
case ${XDG_DATA_HOME:-} in
/*) data=$XDG_DATA_HOME ;;
*) data=${HOME:?is not set, so this script cannot tell where your menu entries are stored}/.local/share ;;
esac

refuse() {
  echo "install.sh: $1" >&2
  exit 1
}
if [ -n "${SUDO_USER:-}" ]; then
  refuse "this script registers Postern for one user. Run it as yourself, without sudo."
fi
case $here in
# GNOME looks for the program under the doubled % that the specification asks for, and finds none.
*'
'* | *%*) refuse "the path of this folder contains a line break or a %, which a menu entry cannot hold. Move the folder, then run this script again." ;;
esac
[ -x "$here/postern" ] ||
  refuse "there is no program named postern in $here. Unpack the whole archive, then run this script again."

# Desktop Entry Specification, "The Exec key": within quotes a backslash goes before " \ $ and `. The file itself then needs
# each backslash twice.
exec_path=$(printf '%s' "$here/postern" | sed -e 's/[\\"$`]/\\&/g' -e 's/\\/\\\\/g')

mkdir -p "$data/applications" "$data/icons/hicolor/512x512/apps" "$data/mime/packages"
{
  grep -v '^Exec=' "$here/postern.desktop"
  printf 'Exec="%s" %%U\n' "$exec_path"
} >"$data/applications/postern.desktop"
cp "$here/postern.png" "$data/icons/hicolor/512x512/apps/postern.png"
cp "$here/postern.xml" "$data/mime/packages/postern.xml"

# Desktops without these programs read the files themselves, at the next login at the latest.
refresh() {
  if command -v "$1" >/dev/null 2>&1; then "$@" >/dev/null 2>&1 || echo "install.sh: $1 failed; log in again to see Postern in the menu." >&2; fi
}
refresh update-mime-database "$data/mime"
refresh update-desktop-database "$data/applications"

echo "Postern is in your menu now, and opens HAR files and postern:// links."
echo "To undo this, run $here/uninstall.sh."
