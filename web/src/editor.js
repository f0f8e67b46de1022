// The editor: CodeMirror in a shadow root, where its style sheets are constructed and need no style element.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentUnit, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, hoverTooltip, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--focus)" },
  { tag: [tags.string, tags.literal, tags.number], color: "var(--unknown)" },
  { tag: [tags.atom, tags.link, tags.url], color: "var(--covered)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--line)", borderRadius: "6px", fontSize: "14px" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace', minHeight: "14em", maxHeight: "60vh" },
  ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--quiet)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--raised) 60%, transparent)" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--focus) 25%, transparent)" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--accent-ink)" },
  ".cm-completionDetail": { fontStyle: "normal", color: "inherit", opacity: 0.8, marginLeft: "1em" },
  ".fault": { textDecoration: "underline wavy var(--gap) 2px", textUnderlineOffset: "3px", backgroundColor: "var(--gap-back)" },
  ".told": { padding: ".3rem .6rem", maxWidth: "32rem" },
});

const KINDS = { property: "property", class: "class", thing: "constant", prefix: "namespace", variable: "variable", keyword: "keyword" };
const WIDEST = 6000; // characters before the cursor that are sent

// Asks the server, which knows the data; an answer that is no longer wanted is given up.
function completionSource(root) {
  return async (context) => {
    const word = context.matchBefore(/[\w:?$.-]*/);
    if (!context.explicit && (!word || word.from === word.to)) return null;
    const all = context.state.doc.toString();
    const cut = Math.max(0, context.pos - WIDEST);
    const asked = new URLSearchParams({ text: all.slice(cut, context.pos + WIDEST / 6), at: String(context.pos - cut) });
    const gone = new AbortController();
    context.addEventListener("abort", () => gone.abort());
    try {
      const answer = await fetch(`${root}/complete?${asked}`, { signal: gone.signal });
      if (!answer.ok) return null;
      const { start, end, proposals } = await answer.json();
      return {
        from: start + cut,
        to: end + cut,
        filter: false,
        options: proposals.map((one) => ({
          label: one.text,
          detail: [one.label, one.count ? `×${one.count}` : ""].filter(Boolean).join("  "),
          type: KINDS[one.kind],
        })),
      };
    } catch {
      return null;
    }
  };
}

const setFault = StateEffect.define();
const fault = StateField.define({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setFault)) return effect.value;
    return transaction.docChanged ? null : value;
  },
  provide: (field) =>
    EditorView.decorations.from(field, (value) =>
      value ? Decoration.set([Decoration.mark({ class: "fault" }).range(value.from, value.to)]) : Decoration.none,
    ),
});
const toldOnHover = hoverTooltip((view, at) => {
  const value = view.state.field(fault);
  if (!value || at < value.from || at > value.to) return null;
  const dom = document.createElement("div");
  dom.className = "told";
  dom.textContent = value.message;
  return { pos: value.from, create: () => ({ dom }) };
});

// Where a letter takes the place of a selection, Chromium would keep the old style by a style attribute, which the
// content security policy refuses; so the letter is put there by the editor itself.
const replaces = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    if (empty || view.composing || event.inputType !== "insertText" || !event.data) return false;
    event.preventDefault();
    const change = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, event.data, change))) view.dispatch(change());
    return true;
  },
});

// Puts an editor in the place of a text area, which keeps the text for the form that it is in.
export function edit(area, { root, run, changed }) {
  const host = document.createElement("div");
  host.className = "editor";
  const shadow = host.attachShadow({ mode: "open" });
  area.before(host);
  area.hidden = true;
  const extensions = [
    keymap.of([{ key: "Mod-Enter", run: () => (run(), true), preventDefault: true }]),
    lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(),
    EditorView.lineWrapping, indentUnit.of("  "),
    StreamLanguage.define(sparql), syntaxHighlighting(colours), theme, fault, toldOnHover, replaces,
    autocompletion({ override: [completionSource(root)], activateOnTypingDelay: 150, maxRenderedOptions: 60 }),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap, { key: "Ctrl-Space", run: startCompletion }]),
    EditorView.contentAttributes.of({ "aria-label": "Query", spellcheck: "false" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) {
        area.value = update.state.doc.toString();
        changed(area.value);
      }
    }),
  ];
  const view = new EditorView({ state: EditorState.create({ doc: area.value, extensions }), root: shadow, parent: shadow });
  return {
    focus: () => view.focus(),
    get text() {
      return view.state.doc.toString();
    },
    set text(value) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
    },
    // Marks the word at a line and column, both from 1; none takes the mark away.
    mark(place) {
      const { doc } = view.state;
      let value = null;
      if (place && place.line <= doc.lines) {
        const line = doc.line(place.line);
        const from = Math.min(line.from + place.column - 1, line.to);
        const word = /^[\w:?$.-]+/.exec(doc.sliceString(from, line.to));
        const to = Math.min(line.to, from + (word ? word[0].length : 1));
        value = { from: from === to ? Math.max(line.from, from - 1) : from, to: Math.max(to, from), message: place.message };
        if (value.from === value.to) value = null;
      }
      view.dispatch({ effects: setFault.of(value) });
    },
  };
}
