// The one line above the pictures, and what the pictures show in words for whoever does not see them.

import { dayOf, stepName } from "./app.js";
import { everyday, outcomeOf, tilesOf } from "./figures.js";
import { inGroups, seriesAt, SLOTS } from "./run.js";
import { slotName } from "./slots.js";
import { weekOf } from "./say.js";

/** The last line told until a day, of the run's own lines. */
export function lineOn(lines, day) {
  const told = lines.filter((each) => each.day <= day);
  return told.length ? told[told.length - 1] : null;
}

/** What the strip says now. The last line of a run names good and bad news of both. */
export function storyNow(app) {
  const { speech, scenario, run } = app;
  const start = app.blind ? speech.t("story_blind") : scenario[app.lang].story;
  if (!run || !run.lines.length || ["question", "predict"].includes(stepName(app))) return start;
  const end = run.lines.find((each) => each.step === "end");
  if (["happened", "try", "discuss"].includes(stepName(app)) && end && app.moment >= run.begin.days - 1) return speech.of(end);
  const line = lineOn(run.lines.filter((each) => each.step !== "end" || each.day <= dayOf(app)), dayOf(app));
  return line && line.step !== "start" ? speech.of(line) : start;
}

function waitingAt(app, slot) {
  const row = app.run.slots[slot].waiting[dayOf(app)];
  if (!row) return 0;
  const groups = app.run.structure.groups;
  return groups ? row.reduce((all, each, k) => all + (each / 10) * groups[k].size, 0) : row.reduce((all, each) => all + each, 0);
}

function managersShare(app, slot) {
  if (inGroups(app.run)) return null;
  const row = app.run.slots[slot].waiting[dayOf(app)];
  const manager = app.run.structure.manager;
  const leads = new Set(manager.filter((each) => each >= 0));
  const all = row ? row.reduce((total, each) => total + each, 0) : 0;
  return all ? row.reduce((total, each, seat) => total + (leads.has(seat) ? each : 0), 0) / all : null;
}

function slotSays(app, slot) {
  const { speech, catalogue } = app;
  const values = tilesOf(app).map((id) => {
    const outcome = outcomeOf(catalogue, id);
    return `${speech.of(outcome.label)} ${everyday(outcome, seriesAt(app.run, slot, id, dayOf(app)), speech)}`;
  });
  const share = managersShare(app, slot);
  const pile = speech.t("summary_pile", { files: speech.number(waitingAt(app, slot)) });
  const where = share === null ? "" : speech.t("summary_managers", { share: speech.number(share * 100) });
  return speech.t("summary_slot", { name: slotName(app, slot), pile: pile + where, values: values.join(", ") });
}

/** The pictures of this day in words. */
export function summaryOf(app) {
  if (!app.run || !app.run.structure) return "";
  const day = dayOf(app);
  const head = app.speech.t("tape_day", { day, week: weekOf(day) });
  return `${head}. ${SLOTS.map((slot) => slotSays(app, slot)).join(" ")}`;
}
