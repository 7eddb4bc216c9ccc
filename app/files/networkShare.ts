import { statfsSync } from 'node:fs'

/**
 * File systems that several computers may see, or whose shared memory is not that of all processes, by the number that Linux
 * gives each (linux/magic.h): NFS, three times SMB, 9P, FUSE, AFS, Ceph, Coda, VirtualBox, Lustre, GPFS, GFS2, OCFS2.
 */
const KINDS = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546, 0x5346414f, 0x00c36400, 0x73757245,
  0x786f4256, 0x0bd00bd0, 0x47504653, 0x01161970, 0x7461636f,
])

/** Whether a folder is on a network share, as far as the system tells. */
export function isNetworkShare(
  folder: string,
  platform = process.platform,
  kindOf: (folder: string) => number = (path) => statfsSync(path).type,
): boolean {
  if (platform === 'win32') return folder.startsWith('\\\\')
  try {
    return platform === 'linux' && KINDS.has(kindOf(folder) >>> 0)
  } catch {
    return false
  }
}
