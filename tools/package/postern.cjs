#!/usr/bin/env node
// Starts the command line tool. Any Node can read this file, so one that is too old is named instead of failing further on.
const { engines } = require('../package.json')

const numbers = (version) =>
  version
    .replace(/[^\d.]/g, '')
    .split('.')
    .map(Number)
const [major, minor] = numbers(process.versions.node)
const [oldestMajor, oldestMinor] = numbers(engines.node)
if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) import('../out/cli.js')
else {
  process.stderr.write(
    `postern: Node.js ${process.versions.node} is too old. Install Node.js ${oldestMajor}.${oldestMinor} or later, then run the command again.\n`,
  )
  process.exitCode = 2
}
