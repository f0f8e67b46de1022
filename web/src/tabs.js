// Queries in tabs, and those that were run, kept in this browser only.
const KEY = "skillgraph.sparql";
const MOST_PAST = 30;

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY)) ?? {};
    const texts = (list) => (Array.isArray(list) ? list.filter((text) => typeof text === "string") : []);
    return { tabs: texts(found.tabs), at: Number(found.at) || 0, past: texts(found.past) };
  } catch {
    return { tabs: [], at: 0, past: [] };
  }
}

function write(state) {
  try {
    localStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // storage is full or switched off: the tabs last as long as the page
  }
}

function button(text, label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "plain";
  made.textContent = text;
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

// The tabs above the editor. A text that the page came with opens in a tab of its own, unless one has it already.
export function tabs(place, text, isGiven, show) {
  const state = read();
  const known = state.tabs.indexOf(text);
  if (known >= 0) state.at = known;
  else if (isGiven || !state.tabs.length) state.at = state.tabs.push(text) - 1;
  state.at = Math.min(state.at, state.tabs.length - 1);

  function title(query, number) {
    const first = query.split("\n").map((line) => line.replace(/^#\s*/, "").trim()).find(Boolean) ?? "";
    return `${number + 1} ${first.slice(0, 24)}`;
  }
  function paint() {
    place.replaceChildren(
      ...state.tabs.map((query, number) => {
        const one = button(title(query, number), "", () => open(number));
        one.setAttribute("aria-pressed", String(number === state.at));
        return one;
      }),
      button("+", "New tab", () => open(state.tabs.push("SELECT * WHERE {\n  \n}\nLIMIT 100\n") - 1)),
    );
    if (state.tabs.length > 1) place.append(button("Close tab", "", close));
    write(state);
  }
  function open(number) {
    state.at = number;
    paint();
    show(state.tabs[number]);
  }
  function close() {
    state.tabs.splice(state.at, 1);
    open(Math.max(0, state.at - 1));
  }
  paint();
  return {
    get text() {
      return state.tabs[state.at];
    },
    get past() {
      return state.past;
    },
    changed(query) {
      state.tabs[state.at] = query;
      const shown = place.querySelector("[aria-pressed=true]");
      if (shown) shown.textContent = title(query, state.at);
      write(state);
    },
    ran(query) {
      state.past = [query, ...state.past.filter((one) => one !== query)].slice(0, MOST_PAST);
      write(state);
    },
    add: (query) => open(state.tabs.push(query) - 1),
  };
}
