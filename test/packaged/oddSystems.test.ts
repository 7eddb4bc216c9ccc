import { closed, pipe, readOnly, small, testOddSystems, type OddSystem } from './oddSystem.ts'

/** Devices without memory to share, which some containers have not. */
const NO_SHM = `mkdir $D/dev; mount -t tmpfs none $D/dev; for each in null zero full random urandom; do
touch $D/dev/$each; mount --bind /dev/$each $D/dev/$each; done; mount --rbind $D/dev /dev`

/** One or more of each kind; `npm test -- odd` has the others. */
const ODD: OddSystem[] = [
  { name: 'an ordinary one' },
  { name: 'no folder TMPDIR', env: { TMPDIR: '/nowhere' } },
  { name: 'TMPDIR cannot be written', before: closed('$D/tmp'), env: { TMPDIR: '$D/tmp' } },
  { name: 'a home that is not there', env: { HOME: '/nowhere' } },
  { name: 'a home that cannot be written', before: closed('$D/home'), env: { HOME: '$D/home' } },
  { name: '.config is a file', before: 'mkdir $D/home; touch $D/home/.config', env: { HOME: '$D/home' } },
  { name: 'XDG_CONFIG_HOME is relative', env: { XDG_CONFIG_HOME: 'config' } },
  { name: 'a data folder below a file', before: 'touch $D/file', env: { POSTERN_DATA: '$D/file/data' } },
  {
    name: 'a data folder that cannot be written',
    before: closed('$D/data'),
    env: { POSTERN_DATA: '$D/data' },
  },
  {
    name: 'a data folder without space',
    before: 'mkdir $D/data; mount -t tmpfs -o size=4k none $D/data',
    env: { POSTERN_DATA: '$D/data' },
  },
  { name: 'a data folder with another name', env: { POSTERN_DATA: `$D/Ä "quoted" 'n $HOME` } },
  {
    name: 'a stale lock',
    before: 'mkdir $D/data; ln -s "$(hostname)-99999999" $D/data/SingletonLock',
    env: { POSTERN_DATA: '$D/data' },
  },
  { name: 'shared memory of 1 MB', before: small('1m') },
  { name: 'shared memory that cannot be written', before: readOnly('/dev/shm') },
  {
    name: 'no keyring and an unknown desktop',
    env: { XDG_CURRENT_DESKTOP: 'sway', DBUS_SESSION_BUS_ADDRESS: '' },
  },
  { name: 'a locale that nobody has', env: { LANG: 'xx_YY.UTF-8', LC_ALL: 'xx_YY' } },
  { name: 'another time zone', env: { TZ: 'Nowhere/Never' } },
  { name: 'XDG_RUNTIME_DIR is not there', env: { XDG_RUNTIME_DIR: '/nowhere' } },
  { name: 'a data folder deeper than the system allows', env: { POSTERN_DATA: `$D${'/deep'.repeat(900)}` } },
  { name: 'a reader that has seen enough', before: 'exec > >(head -1)', says: /^Postern is ready$/m },
  { name: 'standard output closed', before: 'exec >&-', says: /^/ },
  { name: 'few files', before: 'ulimit -n 200' },
  { name: 'too few files', before: 'ulimit -n 120', says: /may open 120 files.*ulimit -n/, code: 1 },
  { name: 'no /dev/shm', before: NO_SHM },
  pipe('history.db'),
  { name: 'a working folder that was deleted', before: 'mkdir $D/gone; cd $D/gone; rmdir $D/gone' },
  {
    name: 'a session of Wayland that is gone',
    env: { XDG_SESSION_TYPE: 'wayland', WAYLAND_DISPLAY: 'wayland-7' },
  },
  { name: 'no display', env: { DISPLAY: '' }, says: /could not start: There is no display/, code: 1 },
  {
    name: 'a display that is gone',
    env: { DISPLAY: ':4711' },
    says: /could not start: The display :4711/,
    code: 1,
  },
  {
    name: 'a display of a computer that nobody knows',
    env: { DISPLAY: 'host.invalid:0' },
    says: /could not start: The display host\.invalid:0/,
    code: 1,
  },
  {
    name: 'a display of a computer that shows none',
    env: { DISPLAY: '127.0.0.1:4711' },
    says: /could not start: The display 127\.0\.0\.1:4711/,
    code: 1,
  },
  {
    name: 'a session of Wayland that is gone, and no other',
    env: { WAYLAND_DISPLAY: 'wayland-7', DISPLAY: '' },
    says: /could not start: The display wayland-7/,
    code: 1,
  },
  {
    name: 'nowhere for temporary files',
    before:
      'mount --bind /tmp /tmp; mount -o remount,ro,bind /tmp; for f in /var/tmp /dev/shm; do mount -t tmpfs -o ro none $f; done',
    says: /could not start: Postern can write to no folder for temporary files.*TMPDIR/,
    code: 1,
  },
  { name: 'the question for help', args: ['--help'], says: /^Usage: postern/m, code: 0 },
  { name: 'the question for the version', args: ['--version'], says: /^Postern \d/m, code: 0 },
  { name: 'an option that nobody knows', args: ['--frobnicate'], says: /"--frobnicate" is unknown/, code: 2 },
]

testOddSystems(ODD, ['SIGTERM', 'SIGINT'], ['SIGTSTP'])
