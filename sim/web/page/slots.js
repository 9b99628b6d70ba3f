// What stands in each slot of the run on show: form, name, line.

import { blindStyle, slotStyle } from "./colour.js";
import { SLOTS } from "./run.js";

const PYRAMIDS = new Set(["mechanical", "public_administration", "matrix_firm"]);

/** Form of a slot as it is drawn; a recipe may have put another one there than the scenario does. */
export function formOf(app, slot) {
  const sent = app.run && app.run.begin && app.run.begin.forms;
  if (!sent || !sent[slot]) return app.scenario.slots[slot].form;
  return PYRAMIDS.has(sent[slot]) ? "mechanical" : "organic";
}

/** Name of a slot; only its letter in blind mode, only its form where the recipe put another form there. */
export function slotName(app, slot) {
  if (app.blind) return letterOf(app, slot);
  const written = app.scenario.slots[slot];
  const form = formOf(app, slot);
  return form === written.form ? app.speech.of(written.label) : app.speech.t(`form_${form}`);
}

/** Both slots as they stand on the screen, A first; blind mode may have shuffled them. */
export function slotsOf(app) {
  return app.swapped ? [...SLOTS].reverse() : SLOTS;
}

export function letterOf(app, slot) {
  return "AB"[slotsOf(app).indexOf(slot)];
}

/** Styles of both slots, as the page shows them now. */
export function stylesOf(app) {
  const slots = slotsOf(app).map((slot) => ({ form: formOf(app, slot) }));
  return SLOTS.map((_, k) => (app.blind ? blindStyle(k) : slotStyle(slots, k)));
}
