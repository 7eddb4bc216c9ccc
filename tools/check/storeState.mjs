/**
 * @typedef {import('eslint').Rule.RuleModule} RuleModule
 * @typedef {import('eslint').Rule.RuleListener} RuleListener
 * @typedef {import('estree').Node} Node
 */

const MAKES_STORE = /^use\w+Store$/

/**
 * Only a store writes its state: elsewhere nothing is assigned to a member of what `use…Store()` gave, nor bound to it
 * by `v-model`.
 * @type {RuleModule}
 */
export const storeState = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { foreign: 'Only the store itself writes its state: give it a function for this.' },
  },
  create(context) {
    /** @type {Set<string>} */
    const stores = new Set()

    /** @param {Node} target what is written */
    function check(target) {
      let object = target
      while (object.type === 'MemberExpression') object = object.object
      if (object !== target && object.type === 'Identifier' && stores.has(object.name))
        context.report({ node: target, messageId: 'foreign' })
    }

    /** @type {RuleListener} */
    const writes = {
      AssignmentExpression: ({ left }) => check(left),
      UpdateExpression: ({ argument }) => check(argument),
    }
    /** @type {RuleListener} */
    const script = {
      VariableDeclarator({ id, init }) {
        const isStore =
          init?.type === 'CallExpression' &&
          init.callee.type === 'Identifier' &&
          MAKES_STORE.test(init.callee.name)
        if (isStore && id.type === 'Identifier') stores.add(id.name)
      },
      ...writes,
    }
    const template = {
      ...writes,
      /** @param {{ expression: Node | null }} container */
      "VAttribute[directive=true][key.name.name='model'] > VExpressionContainer"({ expression }) {
        if (expression) check(expression)
      },
    }
    // The parser of Vue's files has it; others have no template.
    return context.sourceCode.parserServices.defineTemplateBodyVisitor?.(template, script) ?? script
  },
}
