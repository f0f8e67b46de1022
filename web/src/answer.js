// An answer that the server has written as a table: sort, filter, labels or IRIs, graph, raw.
const text = (cell) => cell.querySelector("a, .badge")?.textContent ?? cell.textContent;
const iri = (cell) => cell.querySelector("a")?.title ?? "";

function control(tag, words, more = {}) {
  return Object.assign(document.createElement(tag), { textContent: words, ...more });
}

function toggle(words, pressed, act) {
  const made = control("button", words, { type: "button", className: "plain" });
  made.setAttribute("aria-pressed", String(pressed));
  made.addEventListener("click", () => {
    const now = made.getAttribute("aria-pressed") !== "true";
    made.setAttribute("aria-pressed", String(now));
    act(now);
  });
  return made;
}

function sortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, place) => {
    if (head.querySelector("a")) return; // sorted by the server
    const made = control("button", head.textContent, { type: "button", className: "sorter" });
    made.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((one) => one.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => text(row.cells[place]);
      const order = (a, b) => {
        const [x, y] = [Number(key(a)), Number(key(b))];
        return Number.isNaN(x) || Number.isNaN(y) ? key(a).localeCompare(key(b)) : x - y;
      };
      const full = (row) => !row.cells[place].classList.contains("empty");
      const rows = [...table.tBodies[0].rows];
      const sorted = rows.filter(full).sort(order);
      table.tBodies[0].append(...(down ? sorted.reverse() : sorted), ...rows.filter((row) => !full(row)));
    });
    head.replaceChildren(made);
  });
}

function filter(table) {
  const label = control("label", "Filter ");
  const field = Object.assign(document.createElement("input"), { type: "search" });
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of table.tBodies[0].rows) {
      const whole = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => whole.includes(word));
    }
  });
  label.append(field);
  return label;
}

function asIris(table, on) {
  for (const link of table.tBodies[0].querySelectorAll("a[title]")) {
    link.dataset.label ??= link.textContent;
    link.textContent = on ? link.title : link.dataset.label;
  }
}

// Triples as nodes and edges; a literal is a node of its own.
function elements(table) {
  const nodes = new Map();
  const edges = [];
  for (const [number, row] of [...table.tBodies[0].rows].entries()) {
    const [subject, predicate, object] = row.cells;
    const source = iri(subject) || text(subject);
    if (!iri(object) && text(object) === text(subject)) continue; // its label, which the node shows anyhow
    const target = iri(object) || `${number} ${text(object)}`;
    nodes.set(source, { id: source, label: text(subject), href: subject.querySelector("a")?.href });
    nodes.set(target, { id: target, label: text(object).slice(0, 60), href: object.querySelector("a")?.href });
    edges.push({ data: { source, target, label: text(predicate) } });
  }
  return { nodes: [...nodes.values()].map((data) => ({ data })), edges };
}

async function showGraph(rows, table, address) {
  let place = rows.querySelector(".graph");
  if (!place) {
    place = Object.assign(document.createElement("div"), { className: "graph" });
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", "The triples as a graph; the table has the same.");
    rows.prepend(place);
    const { draw } = await import(address);
    draw(place, elements(table));
  }
  place.hidden = false;
}

export function enliven(answer, { graph, raw }) {
  const rows = answer.querySelector("#rows");
  const table = rows?.querySelector("table");
  if (!table) return;
  sortable(table);
  const tools = Object.assign(document.createElement("p"), { className: "tools noprint" });
  tools.append(filter(table), toggle("IRIs", false, (on) => asIris(table, on)));
  if (rows.dataset.kind === "graph" && graph) {
    tools.append(toggle("Graph", false, (on) => {
      if (on) showGraph(rows, table, graph);
      else rows.querySelector(".graph").hidden = true;
    }));
  }
  const shown = Object.assign(document.createElement("pre"), { hidden: true, tabIndex: 0 });
  tools.append(toggle("Raw", false, async (on) => {
    shown.hidden = !on;
    if (on && !shown.textContent) shown.textContent = await raw(rows.dataset.kind === "graph");
  }));
  rows.before(tools);
  rows.after(shown);
}
