import { importRule } from './importRule.mjs'

/** Lint settings for the boundaries of the house; they need a parser, and nothing else. */
export const house = /** @type {import('eslint').Linter.Config[]} */ ([
  {
    files: ['**/*.{ts,vue}'],
    plugins: { house: { rules: { imports: importRule } } },
    rules: { 'house/imports': 'error' },
  },
  {
    files: ['renderer/**/*.{ts,vue}'],
    ignores: ['renderer/api/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name=/^(window|globalThis|self)$/][property.name='postern']",
          message: 'Only renderer/api/ talks to window.postern.',
        },
        {
          selector: "MemberExpression[object.name=/^(window|globalThis|self)$/][property.value='postern']",
          message: 'Only renderer/api/ talks to window.postern.',
        },
        {
          selector:
            "VariableDeclarator[init.name=/^(window|globalThis|self)$/] > ObjectPattern > Property[key.name='postern']",
          message: 'Only renderer/api/ talks to window.postern.',
        },
      ],
    },
  },
])
