import { json } from '@codemirror/lang-json'
import { syntaxHighlighting } from '@codemirror/language'
import { goToNextChunk, goToPreviousChunk, MergeView } from '@codemirror/merge'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { colours, look } from '../../ui/editor/look.ts'

/** The diff of two very different texts would take minutes; after that much time it is coarser. */
const LONGEST_DIFF_MS = 1_000

const NEW_LOOK = EditorView.theme({
  '&': { maxBlockSize: 'none', minBlockSize: '0', fontSize: 'var(--size-xs)' },
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': { backgroundColor: 'var(--failure-soft)' },
  '&.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--success-soft)' },
  '&.cm-merge-a .cm-changedText': { background: 'none', textDecoration: 'underline 2px var(--failure)' },
  '&.cm-merge-b .cm-changedText': { background: 'none', textDecoration: 'underline 2px var(--success)' },
  '&.cm-merge-a .cm-changedLineGutter': { background: 'var(--failure)' },
  '&.cm-merge-b .cm-changedLineGutter': { background: 'var(--success)' },
  '.cm-collapsedLines': {
    background: 'var(--sunken)',
    color: 'var(--text-soft)',
    fontFamily: 'var(--font-text)',
    // The marks that come with it are in no font of the page.
    '&:before, &:after': { content: '"…"' },
  },
})

/** In JSON a line that is new as a whole needs no line beneath each word: something else beside them tells the others. */
const WHOLE_LINES = EditorView.theme({
  '& .cm-changedText.cm-changedText:only-child': {
    textDecoration: 'none',
  },
})

interface SideBySideOptions {
  /** Its own document, so that its styles are sheets of that and need no `<style>`, which the page's policy refuses. */
  readonly root: ShadowRoot
  readonly before: string
  readonly after: string
  readonly isJson: boolean
}

/** Draws two texts beside each other, with what differs marked; gives what takes them away again. */
export function openSideBySide({ root, before, after, isJson }: SideBySideOptions): () => void {
  const extensions = (label: string): Extension[] => [
    // Of two rules, the editor applies the earlier one.
    NEW_LOOK,
    look,
    lineNumbers(),
    EditorState.readOnly.of(true),
    EditorView.lineWrapping,
    isJson ? [WHOLE_LINES, json(), syntaxHighlighting(colours)] : [],
    keymap.of([
      { key: 'Alt-ArrowDown', run: goToNextChunk },
      { key: 'Alt-ArrowUp', run: goToPreviousChunk },
    ]),
    EditorView.contentAttributes.of({
      'aria-label': label,
      tabindex: '0',
      'aria-description': 'Alt and the arrow keys go to the next and the previous change.',
    }),
  ]
  const view = new MergeView({
    parent: root,
    root,
    a: { doc: before, extensions: extensions('Body before') },
    b: { doc: after, extensions: extensions('Body now') },
    collapseUnchanged: { margin: 3, minSize: 8 },
    diffConfig: { scanLimit: 5_000, timeout: LONGEST_DIFF_MS },
  })
  return () => {
    view.destroy()
  }
}
