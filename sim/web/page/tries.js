// What a try changed: a ribbon of old and new values in words, and a table of what came of it.

import { isTry } from "./app.js";
import { digitsOf } from "./say.js";
import { element } from "./element.js";
import { everydayPair, outcomeOf, tilesOf } from "./figures.js";
import { letterOf, slotsOf } from "./slots.js";
import { recipeText } from "./recipe.js";
import { startValue } from "./levers.js";

/** A value of a lever as a word and its number: "flou (0,30)". */
function worded(app, lever, value) {
  const { speech, lang } = app;
  const number = speech.number(value, digitsOf(lever.step));
  const share = (value - lever.low) / (lever.high - lever.low);
  if (!lever[lang].low || lever.of === "world") return number;
  const word = share <= 0.34 ? lever[lang].low : share >= 0.67 ? lever[lang].high : speech.t("level_middle");
  return `${word} (${number})`;
}

function whose(app, slot) {
  return slot ? letterOf(app, slot) : app.speech.t("mark_both");
}

function moveSays(app, key, to, day) {
  const { speech, scenario, catalogue, lang } = app;
  const [, slot, path] = /^(?:(left|right)\.)?(.+)$/.exec(key);
  const lever = catalogue.levers.find((each) => each.key === path);
  if (!lever) return "";
  const bare = { values: {}, changes: [], other: [] };
  const old = startValue(scenario, bare, slot || "left", path);
  const what = lever.of === "world" ? lever[lang].label : `${lever[lang].label} (${whose(app, slot)})`;
  const values = { what, old: worded(app, lever, old), to: worded(app, lever, Number(to)), day };
  return speech.t(day ? "ribbon_from" : "ribbon_start", values);
}

function partSays(app, part) {
  const { speech, scenario } = app;
  const form = /^(left|right)\.form:(.+)$/.exec(part);
  if (form) return speech.t("ribbon_form", { who: letterOf(app, form[1]), form: speech.t(form[2] === "mechanical" ? "form_mechanical" : "form_organic") });
  const without = /^without:(.+)$/.exec(part);
  const change = without && scenario.changes.find((each) => each.id === without[1]);
  return change && change.label ? speech.t("ribbon_without", { what: speech.of(change.label) }) : "";
}

/** The try of the scenario that the recipe on show is, if it is one. */
function knownTry(app) {
  const text = (recipe) => recipe.replace(/^([^~]+)~[^~]*/, "$1");
  return (app.scenario.tries || []).find((each) => text(each.recipe) === text(recipeText(app.recipe)));
}

/** What is other than in the year the room bet on; empty where nothing is. */
export function ribbonSays(app) {
  if (!app.run || !isTry(app)) return "";
  const { speech, recipe } = app;
  const known = knownTry(app);
  const moves = [
    ...recipe.other.map((each) => partSays(app, each)),
    ...Object.entries(recipe.values).map(([key, value]) => moveSays(app, key, value, 0)),
    ...recipe.changes.map((each) => moveSays(app, each.key, each.to, each.day)),
  ].filter(Boolean);
  const parts = moves.length ? moves : known ? [speech.of(known.label)] : [];
  return speech.t("ribbon", { changes: parts.join(" ; ") });
}

function changeRow(app, id) {
  const { speech, base, run, catalogue } = app;
  const outcome = outcomeOf(catalogue, id);
  const cells = slotsOf(app).map((slot) => {
    const [before, after] = everydayPair(app, outcome, [base.result[slot][id], run.result[slot][id]]);
    return element("td", { class: before === after ? "same" : null, text: before === after ? speech.t("try_same", { value: after }) : speech.t("try_from_to", { before, after }) });
  });
  return element("tr", {}, element("th", { scope: "row", text: speech.of(outcome.label) }), ...cells);
}

/** Before and after the try, on what the scenario shows and on the three tiles; null without a year to compare with. */
export function trySheet(app) {
  const { speech, base, run, scenario } = app;
  if (!base || !base.result || !run || !run.result || base.begin.seed !== run.begin.seed) return null;
  const ids = [...new Set([scenario.show, ...tilesOf(app)])].filter((id) => id in run.result.left);
  const heads = slotsOf(app).map((slot) => element("th", { scope: "col", text: letterOf(app, slot) }));
  const table = element("table", { class: "reveal changed" }, element("thead", {}, element("tr", {}, element("td"), ...heads)), element("tbody", {}, ...ids.map((id) => changeRow(app, id))));
  return [element("p", { class: "bet-asked", text: speech.t("try_changed") }), table, element("p", { class: "quiet", text: speech.t("try_this_year") })];
}
