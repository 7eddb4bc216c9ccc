import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language'
import { lintKeymap, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import {
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder,
  type KeyBinding,
} from '@codemirror/view'
import { isPlainText, type JsonMistake } from './jsonMistake.ts'
import { colours, look } from './look.ts'

interface JsonEditorOptions {
  /** Its own document, so that its styles are sheets of that and need no `<style>`, which the page's policy refuses. */
  readonly root: ShadowRoot
  readonly text: string
  readonly label: string
  /** How the keyboard is used in it, for screen readers. */
  readonly help: string
  readonly placeholder: string
  readonly isReadOnly: boolean
  onChange(text: string): void
}

export interface OpenJsonEditor {
  /** Replaces the text, as a step that can be undone. */
  setText(text: string): void
  /** Underlines what is wrong; null when nothing is. */
  mark(mistake: JsonMistake | null): void
  select(start: number, end: number): void
  focus(): void
  destroy(): void
}

/** The app has shortcuts of its own for these; here they would write into the text. */
const OF_THE_APP = new Set(['Mod-Enter'])
const isFree = ({ key }: KeyBinding) => key === undefined || !OF_THE_APP.has(key)

export function openJsonEditor(options: JsonEditorOptions): OpenJsonEditor {
  const { root, text, label, help, isReadOnly, onChange } = options
  const aids = new Compartment()
  let isPlain = isPlainText(text)

  const writing: Extension[] = [history(), indentOnInput(), placeholder(options.placeholder)]
  const reading: Extension[] = [EditorState.readOnly.of(true)]

  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        look,
        lineNumbers(),
        search({ top: true }),
        EditorState.tabSize.of(2),
        isReadOnly ? reading : writing,
        aids.of(isPlain ? [] : aidsFor(isReadOnly)),
        keymap.of([
          ...[...defaultKeymap, ...historyKeymap, ...searchKeymap, ...foldKeymap, ...lintKeymap].filter(
            isFree,
          ),
          ...(isReadOnly ? [] : [indentWithTab]),
        ]),
        EditorView.contentAttributes.of({
          'aria-label': label,
          'aria-description': help,
        }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (!docChanged) return
          const next = state.doc.toString()
          const shouldBePlain = isPlainText(next)
          if (shouldBePlain !== isPlain) {
            isPlain = shouldBePlain
            // Not from within an update.
            queueMicrotask(() => {
              view.dispatch({ effects: aids.reconfigure(isPlain ? [] : aidsFor(isReadOnly)) })
            })
          }
          onChange(next)
        }),
      ],
    }),
  })

  return {
    setText: (next) => {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } })
    },
    mark: (mistake) => {
      const marks = mistake
        ? [{ from: mistake.start, to: mistake.end, severity: 'warning' as const, message: mistake.message }]
        : []
      view.dispatch(setDiagnostics(view.state, marks))
    },
    select: (start, end) => {
      view.dispatch({ selection: { anchor: start, head: end }, scrollIntoView: true })
      view.focus()
    },
    focus: () => {
      view.focus()
    },
    destroy: () => {
      view.destroy()
    },
  }
}

function aidsFor(isReadOnly: boolean): Extension {
  return [
    json(),
    syntaxHighlighting(colours),
    bracketMatching(),
    foldGutter({ markerDOM: foldMark }),
    highlightSelectionMatches({ minSelectionLength: 3 }),
    EditorView.lineWrapping,
    isReadOnly ? [] : highlightActiveLine(),
  ]
}

/** The marks that come with the editor are in no font of the page. */
function foldMark(isOpen: boolean): HTMLElement {
  const mark = document.createElement('span')
  mark.className = isOpen ? 'cm-foldMark cm-foldMark-open' : 'cm-foldMark'
  mark.title = isOpen ? 'Fold' : 'Unfold'
  mark.textContent = '›'
  return mark
}
