// The levers on the left: real inputs, what they stand at, what a move costs.

import { dayOf, daysOf, leverDay, stepName, TOKENS } from "./app.js";
import { byId, element, write } from "./element.js";
import { digitsOf } from "./say.js";
import { letterOf, slotsOf } from "./slots.js";
import { recipeText } from "./recipe.js";
import { tokensSpent, valueOn, wasMoved } from "./levers.js";

function whoChoices(app) {
  return ["both", ...slotsOf(app)].map((who) => {
    const name = who === "both" ? app.speech.t("who_both") : letterOf(app, who);
    const radio = element("input", { type: "radio", name: "who", value: who, id: `who-${who}` });
    radio.checked = app.who === who;
    return element("label", {}, radio, ` ${name}`);
  });
}

function leverRow(lever, app) {
  const id = `lever-${lever.id}`;
  const range = element("input", { type: "range", id, min: lever.low, max: lever.high, step: lever.step, "data-lever": lever.id, list: `${id}-marks`, "aria-describedby": `${id}-says` });
  const marks = element("datalist", { id: `${id}-marks` }, ...(lever.marks || []).map((each) => element("option", { value: each })));
  return element(
    "div",
    { class: "lever", "data-row": lever.id },
    element("label", { for: id, text: lever[app.lang].label }),
    element("output", { for: id }),
    range,
    marks,
    element("small", { id: `${id}-says` }),
  );
}

/** Make the levers anew, for a language. */
export function fillLevers(app) {
  const rows = (group) => app.catalogue.levers.filter((each) => each.group === group).map((each) => leverRow(each, app));
  byId("lever-list").replaceChildren(...rows("main"));
  byId("dial-list").replaceChildren(...rows("dials"));
  const who = byId("who");
  who.replaceChildren(who.querySelector("legend"), ...whoChoices(app));
}

/** Text of a lever's value; both where the slots differ. */
export function leverText(app, lever) {
  const day = dayOf(app);
  const [left, right] = slotsOf(app).map((slot) => valueOn(app.scenario, app.recipe, slot, lever.key, day));
  const say = (value) => (typeof value === "number" ? app.speech.number(value, digitsOf(lever.step)) : "–");
  if (lever.of === "world" || left === right) return say(left);
  return app.who === "both" ? `A ${say(left)} · B ${say(right)}` : say(app.who === slotsOf(app)[0] ? left : right);
}

function showLever(app, lever) {
  const row = document.querySelector(`[data-row="${lever.id}"]`);
  if (!row) return;
  const range = row.querySelector("input");
  const slot = app.who === "right" ? "right" : "left";
  const value = valueOn(app.scenario, app.recipe, slot, lever.key, dayOf(app));
  if (document.activeElement !== range || !range.dataset.moving) range.value = String(value ?? lever.low);
  write(row.querySelector("output"), leverText(app, lever));
  row.classList.toggle("moved", wasMoved(app.recipe, lever));
  write(row.querySelector("small"), costOf(app, lever));
}

/** What a move costs: tokens, and hours as the catalogue says. */
function costOf(app, lever) {
  const says = lever[app.lang].cost || "";
  if (stepName(app) !== "try" || lever.of === "world") return "";
  const cost = app.speech.t(lever.tokens === 1 ? "tokens_one" : "tokens_many", { count: lever.tokens });
  return lever.tokens ? app.speech.t("tokens_cost", { cost, hours: says }) : says;
}

function showTokens(app) {
  const left = Math.max(0, TOKENS - tokensSpent(app.recipe, app.catalogue.levers));
  const holder = byId("tokens");
  const coins = Array.from({ length: TOKENS }, (_, k) => element("span", { class: k < left ? "coin left" : "coin", "aria-hidden": "true" }));
  holder.replaceChildren(...coins, app.speech.t("tokens_left", { left, all: TOKENS }));
}

function isOver(app) {
  return !["question", "predict"].includes(stepName(app)) && dayOf(app) >= daysOf(app) - 1;
}

function showNote(app) {
  const { source, speech } = app;
  const day = leverDay(app);
  const key = source.offline && app.recipe && !source.held(recipeText(app.recipe)) ? "levers_fixed" : day ? "levers_when" : isOver(app) ? "levers_end" : "levers_start";
  write(byId("lever-note"), speech.t(key, { day }));
}

const SHARES = { question: 0.1, predict: 0.15, run: 0.3, happened: 0.15, try: 0.15, discuss: 0.15 }; // of the minutes

/** The guide of the scenario, for the coach: minutes a step, what to ask and to watch, and when to stop. */
function showNotes(app) {
  const { speech, scenario } = app;
  const texts = scenario[app.lang];
  const holder = byId("note-list");
  const key = `${scenario.id}|${app.lang}|${app.swapped}`;
  if (holder.dataset.key === key) return;
  holder.dataset.key = key;
  const minutes = Object.entries(SHARES).map(([step, share]) => speech.t("note_step", { minutes: Math.max(1, Math.round(share * scenario.minutes)), step: speech.t(`step_${step}`) }));
  const parts = [
    ["note_timing", minutes.join(" · ")], ["note_question", speech.fill(texts.question)], ["note_bet", speech.of(scenario.predict)],
    ["note_watch", speech.fill(texts.watch)], ["note_try", speech.fill(texts.try)], ["note_caveat", speech.fill(texts.caveat)], ["note_stop", speech.t("note_stop_says")],
  ];
  holder.replaceChildren(...parts.flatMap(([name, text]) => [element("dt", { text: speech.t(name) }), element("dd", { text })]));
}

/** What every lever stands at on the day on show. */
export function showLevers(app) {
  app.catalogue.levers.forEach((lever) => showLever(app, lever));
  showTokens(app);
  showNote(app);
  showNotes(app);
  byId("undo").disabled = !Object.keys(app.recipe.values).length && !app.recipe.changes.length;
}
