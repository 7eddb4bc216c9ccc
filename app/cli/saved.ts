import { builtInCatalog } from '../catalog/catalog.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import { isSameHeader } from '../contract/headers.ts'
import { isBlanked } from '../contract/recorded.ts'
import { savedPath, type SavedList, type SavedRequest } from '../contract/savedPath.ts'
import { listed, plural } from '../contract/words.ts'
import { savedList } from '../operations/saved.ts'
import { headerOf, parse } from './arguments.ts'
import { withTool } from './context.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { SEND_OPTIONS, type Values } from './origin.ts'
import { sendWritten } from './send.ts'
import { openKeptSettings } from './settingsFile.ts'

const OPTIONS = { ...SEND_OPTIONS, file: { type: 'string' } } as const

/** Lists the saved requests, or sends one of them. */
export async function saved(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, OPTIONS)
  const [verb = 'list', name, extra] = positionals
  const { file, ...others } = values
  if (verb === 'list' && name === undefined) return list(await read(file, io), values.json ?? false, io)
  if (verb !== 'run' || name === undefined || extra !== undefined)
    throw new CommandError('saved takes "list", or "run" and the name of one. Example: saved run Sites/All')
  return run(find(await read(file, io), name), others, io)
}

function read(file: string | undefined, io: Io): Promise<SavedList> {
  return withTool(io, { catalog: builtInCatalog, savedFile: file }, (context) => savedList.run(context))
}

function list(found: SavedList, isJson: boolean, io: Io): number {
  if (isJson) {
    io.stdout(`${JSON.stringify(found, null, 2)}\n`)
    return found.problem ? EXIT.history : EXIT.success
  }
  check(found)
  const width = Math.max(0, ...found.requests.map((request) => savedPath(request).length))
  for (const request of found.requests)
    io.stdout(`${savedPath(request).padEnd(width)}  ${request.method} ${request.target}\n`)
  io.stderr(`${plural(found.requests.length, 'saved request')} in ${found.file}\n`)
  return EXIT.success
}

function check({ problem }: SavedList): void {
  if (problem) throw new CommandError(`${problem.message} ${problem.remedy}`)
}

/** By folder and name, by its name alone where no other has it, or by its id. */
function find(found: SavedList, name: string): SavedRequest {
  check(found)
  const { requests, file } = found
  const ways = [
    requests.filter(({ id }) => id === name),
    requests.filter((request) => savedPath(request) === name),
    requests.filter((request) => request.name === name),
  ]
  const matches = ways.find(({ length }) => length > 0) ?? []
  const [only] = matches
  if (only === undefined)
    throw new CommandError(`No saved request has the name "${name}" in ${file}. postern saved lists them.`)
  if (matches.length > 1)
    throw new CommandError(
      `"${name}" is the name of ${plural(matches.length, 'saved request')}. Give the id of one: ${listed(matches.map(({ id }) => id))}.`,
    )
  return only
}

async function run(request: SavedRequest, values: Values, io: Io): Promise<number> {
  const given = (values.header ?? []).map((line) => headerOf(line)[0])
  // A token comes with the key.
  const own = request.headers.filter(
    ([name, value]) => !isSameHeader(name, 'authorization') || !isBlanked(value),
  )
  const lacking = [
    ...own
      .filter(([name, value]) => isBlanked(value) && !given.some((other) => isSameHeader(name, other)))
      .map(([name]) => `the header ${name} (give it with --header)`),
    ...(isBlanked(request.target) ? ['the target'] : []),
    ...(isBlanked(request.body ?? '') && values.data === undefined ? ['the body (give it with --data)'] : []),
  ]
  if (lacking.length > 0)
    throw new CommandError(`"${savedPath(request)}" lacks a secret in ${listed(lacking)}.`)
  const settings = await openKeptSettings(io)
  const isOfSandbox = request.profile === null || request.profile === SANDBOX_PROFILE
  const profile = settings.profiles().find(({ id }) => id === request.profile) ?? null
  if (!isOfSandbox && profile === null && values['base-url'] === undefined)
    throw new CommandError(`There is no profile "${request.profile}" here. Name the API with --base-url.`)
  return sendWritten(values, io, {
    method: request.method,
    path: request.target,
    headers: own,
    body: request.body,
    idempotent: request.idempotent,
    profile: isOfSandbox ? null : profile,
  })
}
