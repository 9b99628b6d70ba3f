// Numbers in everyday units: days, of ten, people; and the three tiles.

import { seriesAt } from "./run.js";
import { slotsOf } from "./slots.js";

/** The outcome of this name in the catalogue, or one that says nothing but its name. */
export function outcomeOf(catalogue, id) {
  const found = catalogue.outcomes.find((each) => each.id === id);
  return found || { id, better: 0, smallest: 0, scale: 1, unit: { fr: "", en: "" }, label: { fr: id, en: id } };
}

/** Whether an outcome is counted out of ten. */
export function isOfTen(outcome) {
  return outcome.unit.en === "of 10";
}

/** A number as the room reads it: "2,4 j", "8/10", "3"; `more` digits where two numbers would look alike and are not. */
export function everyday(outcome, value, speech, more = 0) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (outcome.id === "lead") return speech.t("unit_days", { value: speech.number(value, 1 + more) });
  if (isOfTen(outcome)) return speech.t("unit_of_ten", { value: speech.number(value, more) });
  if (outcome.id === "alert") return speech.number(value, more);
  return speech.number(value, (Math.abs(value) < 10 ? 1 : 0) + more);
}

/** The least difference a number shows without more digits. */
function grain(outcome, value) {
  if (outcome.id === "lead") return 0.1;
  return isOfTen(outcome) || outcome.id === "alert" || Math.abs(value) >= 10 ? 1 : 0.1;
}

/** The smallest effect of interest, in the unit of the page. */
function leastOf(app, outcome) {
  return outcome.smallest * (outcome.scale === "people" ? peopleOf(app) : outcome.scale);
}

/** Both numbers of an outcome; with one digit more where rounding would hide a difference that counts, or widen one. */
export function everydayPair(app, outcome, values) {
  const { speech } = app;
  const said = values.map((each) => everyday(outcome, each, speech));
  const apart = Math.abs(values[0] - values[1]);
  const hidden = said[0] === said[1] && apart >= leastOf(app, outcome);
  const widened = said[0] !== said[1] && apart < grain(outcome, values[0]);
  return hidden || widened ? values.map((each) => everyday(outcome, each, speech, 1)) : said;
}

/** A number without its unit, for an axis. */
export function axisNumber(speech) {
  return (value) => speech.number(value, Number.isInteger(value) ? 0 : 1);
}

/** What the tiles of a scenario show: delay, hold, alert; engagement where strain is not shown. */
export function tilesOf(app) {
  if (app.scenario.strain) return ["lead", "fit", "alert"];
  const there = (app.run && app.run.series.left) || {};
  return [...new Set(["lead", "fit", "engagement" in there ? "engagement" : app.scenario.show])];
}

/** Rows of the tiles on a day, or of the whole year: {id, label, values of both slots}. */
export function tileRows(app, day, whole) {
  const { catalogue, run, speech } = app;
  const rows = tilesOf(app).map((id) => {
    const outcome = outcomeOf(catalogue, id);
    const found = slotsOf(app).map((slot) => (whole && run.result ? run.result[slot][id] : seriesAt(run, slot, id, day)));
    return { id, label: tileLabel(id, outcome, speech), values: everydayPair(app, outcome, found) };
  });
  const ages = slotsOf(app).map((slot) => run.slots[slot].age[day]);
  if (ages.some((each) => each === undefined)) return rows;
  return [...rows, { id: "oldest", label: speech.t("tile_oldest"), values: ages.map((each) => speech.t("unit_days", { value: speech.number(each) })) }];
}

function tileLabel(id, outcome, speech) {
  if (["lead", "fit", "alert"].includes(id)) return speech.t(`tile_${id}`);
  const name = speech.of(outcome.short) || speech.of(outcome.label);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** How many people the pictures stand for. */
export function peopleOf(app) {
  return app.run && app.run.begin ? app.run.begin.people : app.scenario.people;
}

/** Unit of an outcome, written out under its name. */
export function unitOf(app, outcome) {
  if (outcome.id === "alert") return app.speech.t("of_people", { of: peopleOf(app) });
  return app.speech.of(outcome.unit, { people: peopleOf(app) });
}

/** Charts of a scenario, the one that matters first. */
export function chartsOf(scenario) {
  const wanted = scenario.charts && scenario.charts.length ? scenario.charts : ["lead", "fit", "alert"];
  return [...new Set([scenario.show, ...wanted])].slice(0, 3);
}
