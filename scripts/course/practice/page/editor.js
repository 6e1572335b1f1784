// The editor of an answer.

import { indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";

const colors = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--practice-keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--practice-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--practice-number)" },
  { tag: tags.comment, color: "var(--practice-comment)", fontStyle: "italic" },
]);

/**
 * @param {object} options
 * @param {string} options.code to begin with
 * @param {string} options.label for screen readers
 * @param {string} options.help id of the element that says which keys there are
 * @param {string} options.nonce with which the page's policy lets the editor's styles in
 * @param {(code: string) => void} options.onChange
 * @param {() => void} options.onRun
 */
export function makeEditor({ code, label, help, nonce, onChange, onRun }) {
  return new EditorView({
    doc: code,
    extensions: [
      keymap.of([{ key: "Mod-Enter", run: () => (onRun(), true) }, indentWithTab]),
      basicSetup,
      python(),
      indentUnit.of("    "),
      syntaxHighlighting(colors),
      EditorView.lineWrapping,
      EditorView.cspNonce.of(nonce),
      EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": help }),
      EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())),
    ],
  });
}

/** Replaces the code; undo brings the old back. */
export function replaceCode(view, code) {
  if (code === view.state.doc.toString()) return;
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: code } });
}

/** Marks a line as the one with the error, or none. */
export function markLine(view, number, message) {
  const line = number >= 1 && number <= view.state.doc.lines ? view.state.doc.line(number) : null;
  const marks = line ? [{ from: line.from, to: line.to, severity: "error", message }] : [];
  view.dispatch(setDiagnostics(view.state, marks));
}
