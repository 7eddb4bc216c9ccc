import { builtinModules } from 'node:module'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { root } from '../setup/paths.mjs'
import { zoneOf } from './zones.mjs'

/** @typedef {import('./zones.mjs').Zone} Zone */

const builtins = new Set(builtinModules)

/**
 * Reports imports that cross a boundary of the house, whatever the form of the import.
 * @type {import('eslint').Rule.RuleModule}
 */
export const importRule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const path = belowRoot(context.filename)
    if (path === null) return {}
    const zone = zoneOf(path)
    if (zone === 'unbound') return {}
    if (zone === null) {
      return {
        Program(node) {
          context.report({
            node,
            message: `${path} belongs to no zone: put it into one, or add a zone in tools/lint/zones.mjs.`,
          })
        },
      }
    }
    /**
     * @param {any} source the node of a module's name
     * @param {boolean} [isType] whether the import is gone once the code runs
     */
    const check = (source, isType = false) => {
      if (!source || source.type !== 'Literal' || typeof source.value !== 'string') return
      const message = objection(zone, context.filename, source.value, isType)
      if (message) context.report({ node: source, message })
    }
    return {
      /** @param {any} node */
      ImportDeclaration: (node) => check(node.source, node.importKind === 'type'),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression(node) {
        if (node.source.type === 'Literal') check(node.source)
        else
          context.report({
            node,
            message: 'Name the module in plain quotes, so that its boundary can be checked.',
          })
      },
      CallExpression(node) {
        if (node.callee.type === 'Identifier' && node.callee.name === 'require') check(node.arguments[0])
      },
      /** @param {any} node `import x = require('…')` */
      TSExternalModuleReference: (node) => check(node.expression),
      /** @param {any} node `import('…').Type` */
      TSImportType: (node) => check(node.source ?? node.argument?.literal, true),
    }
  },
}

/**
 * Why a zone may not import a module; null if it may.
 * @param {Zone} zone
 * @param {string} file absolute
 * @param {string} specifier
 * @param {boolean} isType
 * @returns {string | null}
 */
function objection(zone, file, specifier, isType) {
  const name = specifier.replace(/\?.*$/, '')
  if (name.startsWith('.') || isAbsolute(name))
    return fileObjection(zone, resolve(dirname(file), name), isType)
  if (name === 'electron' || name.startsWith('electron/')) {
    return zone.electron ? null : `${zone.name} may not import Electron.`
  }
  if (name.startsWith('node:') || builtins.has(name)) {
    return zone.node ? null : `${zone.name} may not import Node's modules (${name}).`
  }
  const packageName = name.split('/', name.startsWith('@') ? 2 : 1).join('/')
  return zone.packages.some((allowed) => allowed.test(packageName))
    ? null
    : `${zone.name} may not import the package ${packageName}.`
}

/**
 * @param {Zone} zone
 * @param {string} target absolute
 * @param {boolean} isType
 */
function fileObjection(zone, target, isType) {
  const path = belowRoot(target)
  const found = path === null ? null : zoneOf(path)
  if (found === null || found === 'unbound')
    return `${zone.name} may not import ${path ?? target}, which is no part of the product.`
  if (isType && zone.types?.includes(found.name)) return null
  return found === zone || zone.zones.includes(found.name)
    ? null
    : `${zone.name} may not import ${found.name} (${path}).`
}

/**
 * @param {string} file absolute
 * @returns {string | null} null for a file outside the project
 */
function belowRoot(file) {
  const path = relative(root, file)
  return path.startsWith('..') || isAbsolute(path) ? null : path.split(sep).join('/')
}
