import { open, rm, stat, writeFile } from 'node:fs/promises'
import { formatOfFile, REPORT_ENDINGS, type ReportFormat } from '../check/forms.ts'
import { either } from '../contract/words.ts'
import { writeWhole } from '../files/atomicWrite.ts'
import { reasonOf } from '../files/quarantine.ts'
import { CommandError } from './io.ts'

/** Where a report goes. */
export interface ReportFile {
  format: ReportFormat
  write(text: string): Promise<void>
}

/**
 * The file of a report, before anything else is done: who waits for minutes is not to hear of a wrong path at the end.
 * @param format null takes it from the ending
 */
export async function reportFile(
  path: string,
  option: string,
  format: ReportFormat | null,
): Promise<ReportFile> {
  const chosen = format ?? formatOfFile(path)
  if (chosen === null)
    throw new CommandError(
      `${option} takes a file that ends with ${either(REPORT_ENDINGS)}, for example report.xml, not "${path}".`,
    )
  const meant = formatOfFile(path)
  if (format !== null && meant !== null && meant !== format)
    throw new CommandError(
      `--format ${format} and the file ${path} of ${option} contradict each other: its ending means ${meant}. Leave out --format.`,
    )
  const isThere = (await stat(path).catch(() => null)) !== null
  try {
    const handle = await open(path, 'a')
    await handle.close()
    if (!isThere) await rm(path)
  } catch (error) {
    throw new CommandError(
      `Postern cannot write the report ${path}: ${reasonOf(error)}. Select another path.`,
    )
  }
  return {
    format: chosen,
    write: (text) =>
      writeWhole(path, async (part) => {
        await writeFile(part, text)
        return true
      }),
  }
}
