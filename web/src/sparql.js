// The SPARQL page with scripts: an editor in place of the text area, and answers without a new page.
import { enliven } from "./answer.js";
import { edit } from "./editor.js";
import { tabs } from "./tabs.js";

const LONGEST_ADDRESS = 6000; // letters of a query; longer ones are posted
const SLOW = 500; // milliseconds after which progress is told

const console_ = document.getElementById("console");
const form = document.getElementById("ask");
const area = document.getElementById("query");
const root = console_.dataset.root;
const runButton = form.querySelector("button");
let running = null;

function make(tag, more) {
  return Object.assign(document.createElement(tag), more);
}

function request(query, accept, signal) {
  const body = new URLSearchParams({ query });
  const headers = { Accept: accept };
  return query.length > LONGEST_ADDRESS
    ? fetch(`${root}/sparql`, { method: "POST", body, headers, signal })
    : fetch(`${root}/sparql?${body}`, { headers, signal });
}

async function raw(isGraph) {
  const answer = await request(editor.text, isGraph ? "text/turtle" : "application/sparql-results+json");
  return answer.text();
}

function dress() {
  const answer = document.getElementById("answer");
  enliven(answer, { graph: console_.dataset.graph, raw });
  const told = answer.querySelector("#fault");
  if (told?.dataset.line) {
    const message = [".message", ".hint"].map((name) => told.querySelector(name)?.textContent ?? "").join(" ").trim();
    editor.mark({ line: Number(told.dataset.line), column: Number(told.dataset.column), message });
  }
}

function say(words) {
  document.getElementById("answer").replaceChildren(make("p", { className: "notice", textContent: words }));
}

function busy(controller) {
  const began = performance.now();
  cancelButton.hidden = false;
  runButton.disabled = true;
  const clock = setInterval(() => {
    const passed = performance.now() - began;
    if (passed > SLOW) state.textContent = `Running for ${(passed / 1000).toFixed(1)} s`;
  }, 100);
  return () => {
    clearInterval(clock);
    state.textContent = "";
    if (running === controller) {
      running = null;
      cancelButton.hidden = true;
      runButton.disabled = false;
    }
  };
}

async function run() {
  running?.abort();
  const controller = (running = new AbortController());
  const query = editor.text;
  const done = busy(controller);
  editor.mark(null);
  try {
    const answer = await request(query, "text/html", controller.signal);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("answer");
    if (found) document.getElementById("answer").replaceWith(document.adoptNode(found));
    else say(page.querySelector("main, body").textContent.trim());
    if (query.length <= LONGEST_ADDRESS) history.replaceState(null, "", `${root}/sparql?${new URLSearchParams({ query })}`);
    dress();
    kept.ran(query);
    fillPast();
  } catch (error) {
    say(error.name === "AbortError" ? "Cancelled. The server has stopped as well." : `The server cannot be reached: ${error.message}`);
  } finally {
    done();
  }
}

function fillPast() {
  past.replaceChildren(make("option", { textContent: "History", value: "" }), ...kept.past.map((query, number) =>
    make("option", { value: String(number), textContent: query.replace(/\s+/g, " ").slice(0, 80) })));
  past.hidden = kept.past.length === 0;
}

// Two spaces for each open brace, one statement a line: enough to read what was pasted.
function layOut(query) {
  let depth = 0;
  return query.split("\n").map((line) => {
    const bare = line.trim();
    const plain = bare.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|<[^<>\s]*>|#.*$/g, "");
    const closes = /^[})\]]+/.exec(plain)?.[0].length ?? 0;
    const indent = Math.max(0, depth - closes);
    depth = Math.max(0, depth + (plain.match(/[{([]/g)?.length ?? 0) - (plain.match(/[})\]]/g)?.length ?? 0));
    return bare ? "  ".repeat(indent) + bare : "";
  }).join("\n").replace(/\n{3,}/g, "\n\n").trim() + "\n";
}

const isGiven = /[?&](query|edit)=/.test(location.search);
const bar = make("p", { className: "tabs noprint" });
bar.setAttribute("role", "group");
bar.setAttribute("aria-label", "Queries in this browser");
form.prepend(bar);
let editor;
const kept = tabs(bar, area.value, isGiven, (query) => {
  editor.text = query;
  editor.focus();
});
area.value = kept.text;
editor = edit(area, { root, run, changed: (query) => kept.changed(query) });
form.querySelector("label").addEventListener("click", () => editor.focus());

const cancelButton = make("button", { type: "button", className: "plain", textContent: "Cancel", hidden: true });
const layoutButton = make("button", { type: "button", className: "plain", textContent: "Format" });
const past = make("select", { hidden: true });
past.setAttribute("aria-label", "Queries that were run");
const state = make("span", { className: "quiet" });
state.setAttribute("role", "status");
const hint = make("span", { className: "quiet", textContent: "Ctrl-Enter runs, Ctrl-Space proposes" });
runButton.after(" ", cancelButton, " ", layoutButton, " ", past, " ", state, " ", hint);
cancelButton.addEventListener("click", () => running?.abort());
layoutButton.addEventListener("click", () => (editor.text = layOut(editor.text)));
past.addEventListener("change", () => {
  const query = kept.past[Number(past.value)];
  if (past.value !== "" && query) kept.add(query);
  past.value = "";
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
for (const link of document.querySelectorAll(".examples a")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    kept.add(new URL(link.href).searchParams.get("edit"));
    form.scrollIntoView();
  });
}
addEventListener("pagehide", () => running?.abort());
fillPast();
dress();
