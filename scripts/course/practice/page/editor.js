// The editor of an answer.

import { indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";

// Those of the site's own code
const colors = HighlightStyle.define([
  { tag: tags.keyword, color: "light-dark(#9a1f63, #f59ac4)" },
  { tag: [tags.string, tags.special(tags.string)], color: "light-dark(#1c6b32, #8fd6a0)" },
  { tag: [tags.number, tags.bool, tags.null], color: "light-dark(#0a5c8f, #8cc8f2)" },
  { tag: tags.comment, color: "light-dark(#5b6670, #9aa8b5)", fontStyle: "italic" },
]);

/**
 * @param {object} options
 * @param {string} options.label for screen readers
 * @param {string} options.help id of the element that says which keys there are
 * @param {string} options.nonce with which the page's policy lets the editor's styles in
 * @param {(code: string) => void} options.onChange
 * @param {() => Promise} options.onRun
 */
export function makeEditor({ label, help, nonce, onChange, onRun }) {
  return new EditorView({
    extensions: [
      keymap.of([{ key: "Mod-Enter", run: onRun }, indentWithTab]),
      basicSetup,
      python(),
      indentUnit.of("    "),
      syntaxHighlighting(colors),
      EditorView.darkTheme.of(getComputedStyle(document.body).colorScheme === "dark"),
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
  const found = number > 0 && number <= view.state.doc.lines ? [view.state.doc.line(number)] : [];
  const marks = found.map(({ from, to }) => ({ from, to, severity: "error", message }));
  view.dispatch(setDiagnostics(view.state, marks));
}
