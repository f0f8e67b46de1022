// On every page: forms that replace the page's main part, progress with a way to stop, menus that close.
// Everything here works without scripts as well, a page at a time.
import htmx from "htmx.org";

const SLOW = 500; // milliseconds after which progress is shown

// Nothing inline, as the content security policy asks; what went back to is loaded, for a page may have another state.
Object.assign(htmx.config, {
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  responseHandling: [{ code: "204", swap: false }, { code: "...", swap: true }], // a page that tells of an error, too
});

function make(tag, more) {
  return Object.assign(document.createElement(tag), more);
}

const told = make("p", { className: "unseen" }); // for those who cannot see what has changed
told.setAttribute("role", "status");
document.body.append(told);

// A line with the seconds that have passed, how many it takes at most, and a button that ends it on the server too.
// Gives what to call at the end, with the last words if there are some.
function watch(element, xhr) {
  const began = performance.now();
  const most = Number(element.dataset.seconds) || 0;
  const meter = make("progress", most ? { max: most, value: 0 } : {});
  meter.setAttribute("aria-label", "Time taken");
  const words = make("span");
  const stop = make("button", { type: "button", className: "plain", textContent: "Stop" });
  const line = make("p", { className: "working noprint", hidden: true });
  line.append(meter, words, stop);
  (element.closest("form") ?? element).after(line);
  stop.addEventListener("click", () => {
    stopped.add(xhr);
    xhr.abort();
  });
  const clock = setInterval(() => {
    const passed = performance.now() - began;
    if (passed < SLOW) return;
    if (line.hidden) told.textContent = element.dataset.doing ?? "Working";
    line.hidden = false;
    words.textContent = `${element.dataset.doing ?? "Working"}: ${(passed / 1000).toFixed(1)} s${most ? ` of at most ${most}` : ""}`;
    if (most) meter.value = Math.min(most, passed / 1000);
  }, 100);
  return (last) => {
    clearInterval(clock);
    if (!last) return line.remove();
    line.replaceChildren(last);
    line.hidden = false;
    told.textContent = last;
  };
}

const stopped = new WeakSet(); // requests that somebody has ended
const watched = new WeakMap(); // what to call at the end of each request

document.body.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers.Accept = "text/html";
  for (const name of [...detail.formData.keys()]) if (detail.formData.get(name) === "") detail.formData.delete(name);
});
document.body.addEventListener("htmx:beforeSend", ({ detail }) => {
  document.querySelectorAll(".working").forEach((line) => line.remove());
  watched.set(detail.xhr, watch(detail.elt, detail.xhr));
});
const end = (xhr, last) => watched.get(xhr)?.(last);
document.body.addEventListener("htmx:afterRequest", ({ detail }) => detail.xhr.status && end(detail.xhr, ""));
document.body.addEventListener("htmx:sendError", ({ detail }) => end(detail.xhr, "The server cannot be reached."));
document.body.addEventListener("htmx:sendAbort", ({ detail: { xhr } }) => end(xhr, stopped.has(xhr) ? "Stopped, on the server as well." : ""));
document.body.addEventListener("htmx:afterSettle", () => (told.textContent = document.title));

// Texts for other programs get a button that copies them, where the browser lets a page do that.
function offerCopies(root) {
  for (const text of navigator.clipboard ? root.querySelectorAll("pre[data-copy]") : []) {
    const button = make("button", { type: "button", className: "plain copy", textContent: "Copy" });
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
        told.textContent = button.textContent = "Copied";
      } catch {
        button.textContent = "The browser does not let it be copied";
      }
    });
    text.before(button);
  }
}
document.body.addEventListener("htmx:load", ({ detail }) => offerCopies(detail.elt));

// Menus close when something else is meant.
const menus = () => document.querySelectorAll("details.menu[open]");
addEventListener("click", ({ target }) => menus().forEach((menu) => menu.contains(target) || (menu.open = false)));
addEventListener("focusin", ({ target }) => menus().forEach((menu) => menu.contains(target) || (menu.open = false)));
addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of menus()) {
    const had = menu.contains(document.activeElement);
    menu.open = false;
    if (had) menu.querySelector("summary").focus();
  }
});
