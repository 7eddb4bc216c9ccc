import { HighlightStyle } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** The page's own meanings: custom properties reach into the editor's shadow, and change with the theme. */
export const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--json-key)' },
  { tag: tags.string, color: 'var(--json-string)' },
  { tag: tags.number, color: 'var(--json-number)' },
  { tag: [tags.bool, tags.null], color: 'var(--json-word)' },
])

const CONTROL = {
  minBlockSize: '1.625rem',
  margin: '0',
  border: '1px solid var(--control-line)',
  borderRadius: 'var(--radius-s)',
  background: 'var(--raised)',
  color: 'var(--text)',
  font: 'inherit',
}

export const look = EditorView.theme({
  '&': {
    minBlockSize: '7rem',
    maxBlockSize: '28vh',
    color: 'var(--text)',
    fontSize: 'var(--size-s)',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--font-code)',
    fontVariantLigatures: 'none',
    lineHeight: 'var(--line-text)',
    scrollbarColor: 'var(--line-strong) transparent',
    scrollbarWidth: 'thin',
  },
  '.cm-content': { caretColor: 'var(--text)', paddingBlock: 'var(--space-2)' },
  '.cm-placeholder': { color: 'var(--text-faint)' },
  '.cm-gutters': {
    border: '0',
    backgroundColor: 'transparent',
    color: 'var(--text-faint)',
    fontVariantNumeric: 'tabular-nums',
  },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': {
    backgroundColor: 'color-mix(in srgb, var(--hover) 70%, transparent)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    outline: '1px solid var(--accent)',
    backgroundColor: 'var(--accent-soft)',
  },
  '.cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket': {
    outline: '1px solid var(--failure)',
    backgroundColor: 'transparent',
    color: 'var(--failure-text)',
  },
  '.cm-searchMatch': { backgroundColor: 'var(--warning-soft)', outline: '1px solid var(--warning)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--accent-soft)', outlineColor: 'var(--accent)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--accent-soft)' },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--failure)',
    textUnderlineOffset: '0.2em',
    textDecorationSkipInk: 'none',
  },
  '.cm-lintPoint-warning::after': { borderBottomColor: 'var(--failure)' },
  '.cm-tooltip, .cm-panels': {
    border: '1px solid var(--line-strong)',
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
  },
  '.cm-tooltip': { borderRadius: 'var(--radius-m)', boxShadow: 'var(--shadow-high)' },
  '.cm-panels': { border: '0', borderBlockEnd: '1px solid var(--line)', backgroundColor: 'var(--sunken)' },
  '.cm-panels.cm-panels-top': { borderBlockEnd: '1px solid var(--line)' },
  '.cm-diagnostic': { padding: 'var(--space-2) var(--space-3)', fontFamily: 'var(--font-text)' },
  '.cm-diagnostic-warning': { borderInlineStartColor: 'var(--failure)' },
  '.cm-panel.cm-search, .cm-panel.cm-gotoLine, .cm-panel.cm-panel-lint': {
    padding: 'var(--space-2) 2rem var(--space-2) var(--space-2)',
    fontFamily: 'var(--font-text)',
    fontSize: 'var(--size-xs)',
  },
  '.cm-panel .cm-textfield': { ...CONTROL, padding: '0 var(--space-2)' },
  '.cm-panel .cm-button': {
    ...CONTROL,
    padding: '0 var(--space-2)',
    backgroundImage: 'none',
    borderColor: 'var(--line-strong)',
    color: 'var(--accent-text)',
    cursor: 'pointer',
  },
  '.cm-panel.cm-search label': { fontSize: 'inherit', whiteSpace: 'nowrap' },
  '.cm-panel.cm-search [name=close]': {
    insetBlockStart: '0.4rem',
    insetInlineEnd: '0.4rem',
    color: 'var(--text-soft)',
  },
  '.cm-panel :focus-visible': { outline: '2px solid var(--focus)', outlineOffset: '1px' },
  '.cm-foldMark': { display: 'inline-block', cursor: 'pointer' },
  '.cm-foldMark-open': { transform: 'rotate(90deg)' },
  '.cm-foldPlaceholder': {
    border: '1px solid var(--line-strong)',
    backgroundColor: 'var(--neutral-soft)',
    color: 'var(--neutral-text)',
  },
})
