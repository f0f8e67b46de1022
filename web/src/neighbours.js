// On a resource page: <figure data-neighbours="JSON" data-graph="SCRIPT"> gets a button that makes its picture movable.
for (const figure of document.querySelectorAll("[data-neighbours][data-graph]")) {
  if (!figure.dataset.graph) continue;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: "Move it around" });
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const [{ draw }, answer] = await Promise.all([
        import(figure.dataset.graph),
        fetch(figure.dataset.neighbours, { headers: { Accept: "application/json" } }),
      ]);
      if (!answer.ok) throw new Error(answer.statusText);
      const place = Object.assign(document.createElement("div"), { className: "graph" });
      place.setAttribute("role", "img");
      place.setAttribute("aria-label", "What it is linked with; the table has the same.");
      const found = await answer.json();
      figure.firstElementChild.replaceWith(place);
      draw(place, found);
      button.remove();
    } catch {
      button.textContent = "The graph cannot be loaded"; // the picture and the table stay
    }
  });
  figure.append(button);
}
