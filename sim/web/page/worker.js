// The worker of the page: it holds the engine, and lives years on request, one after the other.

import { bytesOf, unzipped, unzippedBytes } from "./arrays.js";
import { openEngine } from "./engine.js";
import { lived, NotHere, twenty } from "./life.js";

let opened = null;
const starts = new Map();

async function open({ wasm, about }) {
  const [bytes, text] = await Promise.all([unzippedBytes(bytesOf(wasm)), unzipped(bytesOf(about))]);
  const data = JSON.parse(text);
  return { data, engine: await openEngine(bytes, data.layout) };
}

async function startOf({ key, packed }) {
  if (!starts.has(key)) starts.set(key, JSON.parse(await unzipped(bytesOf(packed))));
  return starts.get(key);
}

async function answer(asked) {
  const [{ engine, data }, start] = await Promise.all([opened, startOf(asked)]);
  return asked.years ? twenty(engine, data, start, asked.recipe) : lived(engine, data, start, asked.recipe, asked.charts, { told: asked.told });
}

self.onmessage = ({ data: asked }) => {
  if (asked.wasm) {
    opened = open(asked);
    return;
  }
  answer(asked).then(
    (found) => self.postMessage({ nth: asked.nth, found }),
    (problem) => self.postMessage({ nth: asked.nth, wrong: problem.message, refused: problem instanceof NotHere }),
  );
};
