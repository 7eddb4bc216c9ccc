import { closed, pipe, readOnly, small, testOddSystems, type OddSystem } from '../packaged/oddSystem.ts'

const LONG = `$D/${'long'.repeat(50)}`

/** Siblings of those that are tested with every package. */
const ODD: OddSystem[] = [
  { name: 'TMPDIR is a file', before: 'touch $D/file', env: { TMPDIR: '$D/file' } },
  { name: 'TMPDIR is relative', env: { TMPDIR: 'here' } },
  { name: 'a home of another user', env: { HOME: '/root' } },
  { name: 'no home', env: { HOME: '' } },
  { name: '.config cannot be written', before: closed('$D/home/.config'), env: { HOME: '$D/home' } },
  { name: 'XDG_CONFIG_HOME is not there', env: { XDG_CONFIG_HOME: '/nowhere/config' } },
  {
    name: 'settings that are a folder',
    before: 'mkdir -p $D/data/settings.json',
    env: { POSTERN_DATA: '$D/data' },
  },
  {
    name: 'settings that are damaged',
    before: 'mkdir $D/data; echo no >$D/data/settings.json',
    env: { POSTERN_DATA: '$D/data' },
  },
  {
    name: 'a history that is damaged',
    before: 'mkdir $D/data; echo no >$D/data/history.db',
    env: { POSTERN_DATA: '$D/data' },
  },
  { name: 'shared memory of 8 MB', before: small('8m') },
  { name: '/var/tmp that cannot be written', before: readOnly('/var/tmp') },
  { name: 'the locale C', env: { LANG: 'C', LC_ALL: '', LANGUAGE: 'de:fr' } },
  { name: 'XDG_CONFIG_HOME is a file', before: 'touch $D/file', env: { XDG_CONFIG_HOME: '$D/file' } },
  { name: 'XDG_RUNTIME_DIR is relative', env: { XDG_RUNTIME_DIR: 'run' } },
  { name: 'XDG_RUNTIME_DIR is a file', before: 'touch $D/file', env: { XDG_RUNTIME_DIR: '$D/file' } },
  { name: 'XDG_CACHE_HOME is a file', before: 'touch $D/file', env: { XDG_CACHE_HOME: '$D/file' } },
  { name: 'XDG_DATA_HOME and XDG_DATA_DIRS are relative', env: { XDG_DATA_HOME: 'a', XDG_DATA_DIRS: 'b:c' } },
  {
    name: 'a data folder of another user',
    before: 'mkdir -m 700 $D/data',
    env: { POSTERN_DATA: '$D/data' },
  },
  { name: 'a data folder named 100% #1?', env: { POSTERN_DATA: '$D/100% %41 #1?x=y&z' } },
  { name: 'a data folder with a line break', env: { POSTERN_DATA: '$D/first\nsecond\ttab' } },
  {
    name: 'a data folder in decomposed letters',
    env: { POSTERN_DATA: '$D/de\u0301ja\u0300 \u1112\u1161\u11ab' },
  },
  { name: 'a data folder deep down', env: { POSTERN_DATA: `$D${'/deep'.repeat(600)}` } },
  { name: 'a data folder with a name too long', env: { POSTERN_DATA: `$D/${'long'.repeat(80)}` } },
  { name: 'a long TMPDIR', before: `mkdir -p -m 777 ${LONG}`, env: { TMPDIR: LONG } },
  { name: 'standard output and error on a full disk', before: 'exec >/dev/full 2>&1', says: /^/ },
  {
    name: 'a home on a read-only disk',
    before: 'mkdir $D/home; mount -t tmpfs -o ro none $D/home',
    env: { HOME: '$D/home' },
  },
  { name: 'a home with blanks, umlauts and a line break', env: { HOME: '$D/Jörg Ä\nß' } },
  {
    name: 'XDG_RUNTIME_DIR of another user',
    before: 'mkdir -m 700 $D/run',
    env: { XDG_RUNTIME_DIR: '$D/run' },
  },
  { name: 'no XDG_RUNTIME_DIR', before: 'unset XDG_RUNTIME_DIR' },
  {
    name: 'a data folder with room for 1 MB',
    before: 'mkdir $D/data; mount -t tmpfs -o size=1m,mode=777 none $D/data',
    env: { POSTERN_DATA: '$D/data' },
  },
  {
    name: 'a data folder that is a link to itself',
    before: 'ln -s loop $D/loop',
    env: { POSTERN_DATA: '$D/loop' },
  },
  {
    name: 'a data folder that is a link to nowhere',
    before: 'ln -s nowhere/data $D/link',
    env: { POSTERN_DATA: '$D/link' },
  },
  { name: 'a data folder that is a file', before: 'touch $D/file', env: { POSTERN_DATA: '$D/file' } },
  {
    name: 'settings, keys and history of another user',
    before:
      'mkdir -m 777 $D/data; cd $D/data; for each in settings.json keys.json history.db; do install -m 600 /dev/null $each; done',
    env: { POSTERN_DATA: '$D/data' },
  },
  {
    name: 'files where folders should be',
    before: 'mkdir -m 777 $D/data; touch $D/data/logs $D/data/replays',
    env: { POSTERN_DATA: '$D/data' },
  },
  ...['settings.json', 'keys.json', 'draft.json', 'claims.json', 'window.json'].map(pipe),
  { name: 'standard input closed', before: 'exec <&-' },
  { name: 'a mask that lets everybody write', before: 'umask 000' },
  { name: 'far too few files', before: 'ulimit -n 64', says: /may open 64 files.*ulimit -n/, code: 1 },
  {
    name: 'a display that is no display',
    env: { DISPLAY: 'nonsense' },
    says: /could not start: The display nonsense/,
    code: 1,
  },
]

testOddSystems(ODD, ['SIGHUP'], ['SIGTTIN', 'SIGTTOU'])
