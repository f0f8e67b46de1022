// Builds the scripts of the pages: `node build.mjs [FOLDER]`, by default into the Python package.
import { rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? `${here}/../src/skillgraph/pages/assets/built`);

rmSync(folder, { recursive: true, force: true });
await build({
  entryPoints: [`${here}/src/live.js`, `${here}/src/sparql.js`, `${here}/src/graph.js`, `${here}/src/neighbours.js`],
  outdir: folder,
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2022",
  legalComments: "eof",
  nodePaths: (process.env.NODE_PATH ?? "").split(":").filter(Boolean),
});
