// The page in one file: years that were recorded, and the engine in a worker that lives any other year of the scenarios it holds.

import { bytesOf, unzipped } from "./arrays.js";
import { parseRecipe, recipeText } from "./recipe.js";
import { Refused } from "./live.js";
import { SLOTS } from "./run.js";

const NOT_HERE = {
  fr: "Hors ligne : ce fichier ne peut pas vivre cette combinaison (deux changements du même réglage à la fois, ou une règle qui change en route).",
  en: "Offline: this file cannot live this combination (two changes of one setting at once, or a rule that changes on the way).",
};
const NO_SERVER = {
  fr: "Hors ligne : charger un organigramme demande « treillis app » sur cette machine.",
  en: "Offline: loading an organisation chart needs \"treillis app\" on this machine.",
};
const STRONGEST = 3;

/** The embedded data, or null where the page is served. */
export function embedded(page) {
  const holder = page.getElementById("treillis-offline");
  return holder && holder.textContent.trim() ? JSON.parse(holder.textContent) : null;
}

/** What a recipe begins with: scenario, variant and forms, without values, changes and seed. */
function startKey(recipe) {
  const other = recipe.other.filter((each) => !each.startsWith("without:"));
  return recipeText({ scenario: recipe.scenario, seed: null, values: {}, changes: [], other });
}

/** The worker with the engine: `ask` answers with what was lived, or refuses. */
function openWorker({ worker, wasm, about }) {
  const address = URL.createObjectURL(new Blob([worker], { type: "text/javascript" }));
  const made = new Worker(address);
  const waiting = new Map();
  let nth = 0;
  made.onmessage = ({ data }) => {
    const { done, failed } = waiting.get(data.nth);
    waiting.delete(data.nth);
    if (data.refused) failed(new Refused(NOT_HERE));
    else if (data.wrong) failed(new Error(data.wrong));
    else done(data.found);
  };
  made.postMessage({ wasm, about });
  return (asked) =>
    new Promise((done, failed) => {
      nth += 1;
      waiting.set(nth, { done, failed });
      made.postMessage({ ...asked, nth });
    });
}

/** The line of a shock, as the recorded years have it. */
function shockLine({ day, where, staged }) {
  const whom = where === "all" ? ["tout le monde", "everybody"] : ["une équipe", "one team"];
  const what = staged ? ["choc mis en scène", "staged shock"] : ["choc", "shock"];
  return { day, step: "shock", fr: `Jour ${day} : ${what[0]} sur ${whom[0]}, le même des deux côtés.`, en: `Day ${day}: ${what[1]} on ${whom[1]}, the same on both sides.` };
}

function storyOf(base, shocks, recipe) {
  const drawn = shocks.filter((each) => !each.staged).sort((one, two) => Math.abs(two.size) - Math.abs(one.size)).slice(0, STRONGEST);
  const told = [...drawn, ...shocks.filter((each) => each.staged)].map(shockLine);
  const changed = recipe.other.some((each) => each.startsWith("without:")) ? [] : base.lines.filter((each) => each.step === "change");
  return [...base.lines.filter((each) => each.step === "start"), ...told, ...changed].sort((one, two) => one.day - two.day);
}

function flagsOf(scenario, recipe, levers) {
  const dropped = recipe.other.filter((each) => each.startsWith("without:")).map((each) => each.slice(8));
  const theirs = scenario.changes.filter((each) => each.label && !dropped.includes(each.id)).map((each) => ({ ...each, mine: false }));
  const mine = recipe.changes.map((each) => {
    const [, slot, key] = /^(?:(left|right)\.)?(.+)$/.exec(each.key);
    const lever = levers.find((one) => one.key === key);
    const label = Object.fromEntries(["fr", "en"].map((lang) => [lang, lever ? lever[lang].label : key]));
    return { day: each.day, who: key.startsWith("world.") ? "world" : slot || "both", key, to: each.to, label, mine: true };
  });
  return [...theirs, ...mine].sort((one, two) => one.day - two.day);
}

/** The lines of a year that was lived here, beside what a recorded year of the same two organisations says. */
function linesOf(found, recipe, base, catalogue) {
  const scenario = catalogue.scenarios.find((each) => each.id === recipe.scenario);
  const of = (kind) => base.find((line) => line.kind === kind);
  const numbers = (name) => Object.fromEntries(SLOTS.map((slot) => [slot, found.slots[slot][name]]));
  return [
    { ...of("begin"), recipe: found.recipe, seed: recipe.seed, typical: false },
    of("structure"),
    { kind: "tape", shocks: found.shocks, flags: flagsOf(scenario, recipe, catalogue.levers) },
    ...SLOTS.map((slot) => ({ kind: "lived", slot, seen: found.slots[slot] })),
    { kind: "result", ...numbers("values"), better: found.better, more: numbers("outcomes") },
    { kind: "story", lines: storyOf(of("story"), found.shocks, recipe) },
  ];
}

/** The card of a year that was lived here: no turning day, and the received idea only beside the settings it was held against. */
function cardOf(base, recipe, like) {
  const alike = (one) => recipeText({ ...one, seed: 0 });
  const other = { fr: `Une autre année (n° ${recipe.seed})`, en: `Another year (no. ${recipe.seed})` };
  return { ...base, turning_day: null, turned: null, contradicts: alike(recipe) === alike(like) ? base.contradicts : null, seed_line: recipe.seed === like.seed ? base.seed_line : other };
}

/** The embedded source; the same interface as the live one. */
export function bakedSource(data) {
  const recorded = new Set(Object.keys(data.runs));
  const { engine } = data;
  const catalogue = unzipped(bytesOf(data.catalogue)).then(JSON.parse);
  const linesFor = async (recipe) => (await unzipped(bytesOf(data.runs[recipe]))).split("\n").filter(Boolean).map((each) => JSON.parse(each));
  const ask = openWorker(engine);
  const held = (recipe) => startKey(parseRecipe(recipe)) in engine.starts;
  const has = (recipe) => recorded.has(recipe) || held(recipe);

  async function live(text, onLine, signal) {
    const recipe = parseRecipe(text);
    const key = startKey(recipe);
    const start = engine.starts[key];
    if (!start) throw new Refused(NOT_HERE);
    const told = await catalogue;
    const { charts } = told.scenarios.find((each) => each.id === recipe.scenario);
    const [found, base] = await Promise.all([ask({ key, packed: start.packed, recipe: text, charts }), linesFor(start.like)]);
    for (const line of linesOf(found, recipe, base, told)) if (!(signal && signal.aborted)) onLine(line);
    if (signal && signal.aborted) return;
    const headline = await ask({ key, packed: start.packed, recipe: text, years: true });
    if (signal && signal.aborted) return;
    onLine(headline);
    onLine(cardOf(base.find((line) => line.kind === "card"), recipe, parseRecipe(start.like)));
    onLine({ kind: "end" });
  }

  /** A recorded year: what is said of it, and its days, lived again where they are not in the file. */
  async function again(text, onLine, signal) {
    const lines = await linesFor(text);
    const recipe = parseRecipe(text);
    const key = startKey(recipe);
    let days = [];
    if (held(text)) {
      const { charts } = (await catalogue).scenarios.find((each) => each.id === recipe.scenario);
      const told = Object.fromEntries(lines.filter((each) => each.kind === "stories").map((each) => [each.slot, each.issues]));
      const found = await ask({ key, packed: engine.starts[key].packed, recipe: text, charts, told });
      days = SLOTS.map((slot) => ({ kind: "lived", slot, seen: found.slots[slot] }));
    }
    if (signal && signal.aborted) return;
    const at = 1 + lines.findIndex((each) => each.kind === "tape");
    [...lines.slice(0, at), ...days, ...lines.slice(at)].forEach(onLine);
  }

  return {
    ...{ offline: true, recorded, has, held, seeds: engine.seeds },
    session: async () => data.session,
    catalogue: () => catalogue,
    chart: async () => {
      throw new Refused(NO_SERVER);
    },
    run: (recipe, _from, onLine, signal) => (recorded.has(recipe) ? again : live)(recipe, onLine, signal),
  };
}
