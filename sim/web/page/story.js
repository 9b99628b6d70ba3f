// The one line above the pictures, and what the pictures show in words for whoever does not see them.

import { dayOf, isRevealed, stepName } from "./app.js";
import { everydayPair, outcomeOf, tilesOf } from "./figures.js";
import { inGroups, seriesAt } from "./run.js";
import { MOST_COUNTED } from "./pile.js";
import { slotName, slotsOf } from "./slots.js";
import { pausesOf } from "./session.js";
import { weekOf } from "./say.js";

/** The last line told until a day, of the run's own lines. */
export function lineOn(lines, day) {
  const told = lines.filter((each) => each.day <= day);
  return told.length ? told[told.length - 1] : null;
}

/** What the strip says now: nothing of who is ahead before the years are revealed, then how the run on screen ended. */
export function storyNow(app) {
  const { speech, scenario, run } = app;
  const start = app.blind ? speech.t("story_blind") : speech.fill(scenario[app.lang].story);
  const step = stepName(app);
  if (!run || !run.lines.length || ["question", "predict"].includes(step)) return start;
  const over = app.moment >= run.begin.days - 1;
  if (over && step !== "run") return isRevealed(app) && run.headline && run.headline.ending ? speech.of(run.headline.ending) : speech.t(isRevealed(app) ? "story_end" : "story_over");
  const asks = pauseSays(app);
  if (asks) return asks;
  const line = lineOn(run.lines.filter((each) => each.step !== "turn" || isRevealed(app)), dayOf(app));
  return line && line.step !== "start" ? speech.of(line) : start;
}

/** The issue followed at a pause, in whole sentences; empty where none is. */
export function followSays(app) {
  if (!app.follow) return "";
  const { issue, side } = app.follow;
  return `${app.speech.of(issue.name)}. ${app.speech.of(issue[slotsOf(app)[side]])}`;
}

/** What a pause of the run wants seen; empty where the run does not stand at one. */
export function pauseSays(app) {
  const { speech, run } = app;
  const day = dayOf(app);
  if (app.playing || stepName(app) !== "run" || !run.tape || !pausesOf(app).includes(day)) return "";
  const flag = run.tape.flags.find((each) => each.day === day);
  if (flag) return speech.t("pause_change", { day, what: speech.of(flag.label) });
  const shock = run.tape.shocks.find((each) => each.day === day);
  if (shock) return speech.t(shock.where === "all" ? "pause_shock_all" : "pause_shock", { day });
  return speech.t("pause_look", { day });
}

function waitingAt(app, slot) {
  const row = app.run.slots[slot].waiting[dayOf(app)];
  if (!row) return 0;
  const groups = app.run.structure.groups;
  return groups ? row.reduce((all, each, k) => all + (each / 10) * groups[k].size, 0) : row.reduce((all, each) => all + each, 0);
}

function isFull(app, slot) {
  const row = app.run.slots[slot].waiting[dayOf(app)];
  return Boolean(row) && !inGroups(app.run) && row.some((each) => each >= MOST_COUNTED);
}

function managersShare(app, slot) {
  if (inGroups(app.run) || isFull(app, slot)) return null;
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
    const both = slotsOf(app).map((each) => seriesAt(app.run, each, id, dayOf(app)));
    return `${speech.of(outcome.label)} ${everydayPair(app, outcome, both)[slotsOf(app).indexOf(slot)]}`;
  });
  const share = managersShare(app, slot);
  const files = Math.round(waitingAt(app, slot));
  const key = isFull(app, slot) ? "summary_pile_full" : files < 2 ? "summary_pile_one" : "summary_pile";
  const pile = speech.t(key, { files: speech.number(files) });
  const where = share === null ? "" : speech.t("summary_managers", { share: speech.percent(share) });
  return speech.t("summary_slot", { name: slotName(app, slot), pile: pile + where, values: values.join(", ") });
}

/** The pictures of this day in words. */
export function summaryOf(app) {
  if (!app.run || !app.run.structure) return "";
  const day = dayOf(app);
  const head = app.speech.t("tape_day", { day, week: weekOf(day) });
  return `${head}. ${slotsOf(app).map((slot) => slotSays(app, slot)).join(" ")}`;
}
