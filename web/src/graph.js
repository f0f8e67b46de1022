// A small graph that can be moved: triples of CONSTRUCT, and the neighbourhood on a resource page.
import cytoscape from "cytoscape";

const MOST = 400; // nodes; more of them cannot be told apart

// Cytoscape would add a style element for this class, which the content security policy refuses; style.css has it.
function claimStyle() {
  const id = "__________cytoscape_stylesheet";
  if (!document.getElementById(id)) {
    const claim = document.createElement("template");
    claim.id = id;
    document.head.append(claim);
  }
}

function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return { ink: of("--ink"), paper: of("--paper"), quiet: of("--quiet"), accent: of("--accent"), line: of("--line") };
}

function look() {
  const { ink, paper, quiet, accent, line } = colours();
  const text = { "font-size": 11, "text-background-color": paper, "text-background-opacity": 0.85 };
  return [
    { selector: "node", style: { ...text, label: "data(label)", color: ink, "background-color": accent, width: 18, height: 18, "text-valign": "bottom", "text-margin-y": 3, "text-wrap": "wrap", "text-max-width": 120 } },
    { selector: "node[!href]", style: { "background-color": quiet } },
    { selector: "node[?middle]", style: { width: 28, height: 28, "font-weight": "bold" } },
    { selector: "edge", style: { ...text, label: "data(label)", color: quiet, "font-size": 9, width: 1.5, "line-color": line, "target-arrow-color": line, "target-arrow-shape": "triangle", "curve-style": "bezier", "text-rotation": "autorotate" } },
    { selector: ":selected", style: { "border-width": 3, "border-color": ink } },
  ];
}

// Draws elements in Cytoscape's form; nodes may have href, and middle for the one in the middle. A click opens a page.
export function draw(container, { nodes, edges }) {
  claimStyle();
  const shown = nodes.slice(0, MOST);
  const ids = new Set(shown.map((node) => node.data.id));
  const graph = cytoscape({
    container,
    elements: { nodes: shown, edges: edges.filter(({ data }) => ids.has(data.source) && ids.has(data.target)) },
    style: look(),
    layout: { name: "circle" },
    minZoom: 0.2,
    maxZoom: 3,
  });
  // From a circle, so that the same graph looks the same each time.
  graph.layout({ name: "cose", animate: false, randomize: false, nodeDimensionsIncludeLabels: true, nodeRepulsion: 60000, idealEdgeLength: 110, numIter: 1500, padding: 20 }).run();
  if (graph.zoom() > 1.3) graph.zoom(1.3), graph.center();
  graph.on("tap", "node[href]", (event) => location.assign(event.target.data("href")));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => graph.style(look()));
  return graph;
}
