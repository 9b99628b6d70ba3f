// The bars above and below: scenario, draw, steps, story, messages, controls.

import { bothSay, dayOf, daysOf, isRevealed, STEPS, stepName, TOKENS } from "./app.js";
import { byId, drawn, element, write } from "./element.js";
import { outcomeOf } from "./figures.js";
import { slotName, slotsOf, stylesOf } from "./slots.js";
import { storyNow } from "./story.js";
import { inGroups, SLOTS } from "./run.js";
import { weekOf } from "./say.js";

export { TOKENS };

const LINE = 78; // characters of the story that one line of the room's view holds

/** Write every fixed string of the page in the language of now. */
export function writeFixed(app) {
  const { speech, lang } = app;
  document.documentElement.lang = lang;
  document.title = speech.t("page_title");
  document.querySelectorAll("[data-say]").forEach((each) => write(each, speech.t(each.dataset.say)));
  document.querySelectorAll("[data-hint]").forEach((each) => (each.title = speech.t(each.dataset.hint)));
  document.querySelectorAll("[data-label]").forEach((each) => {
    each.title = speech.t(each.dataset.label);
    each.setAttribute("aria-label", speech.t(each.dataset.label));
  });
  byId("day").setAttribute("aria-label", speech.t("tape"));
  fillScenarios(app);
  fillSpeeds(app);
}

/** A scenario in the list. */
function option(scenario, lang) {
  return element("option", { value: scenario.id, text: `${scenario.number}. ${scenario[lang].title}` });
}

/** The list in the order of its numbers; in a file, only what was recorded in it. */
function fillScenarios(app) {
  const { catalogue, lang, source } = app;
  const there = new Set([...(source.recorded || [])].map((each) => each.split("~")[0]));
  const shown = catalogue.scenarios.filter((each) => !source.offline || there.has(each.id));
  byId("scenario").replaceChildren(...shown.map((each) => option(each, lang)));
}

function fillSpeeds(app) {
  const options = [2, 5, 10, 20].map((each) => element("option", { value: each, text: app.speech.t("days_a_second", { days: each }) }));
  byId("speed").replaceChildren(...options);
  byId("speed").value = String(app.speed);
}

/** How to read the pictures: of people, or of groups; without strain where none is shown. */
function showLegend(app) {
  const groups = app.run && inGroups(app.run);
  const strain = app.scenario.strain ? ["key_strain", ...(groups ? [] : ["key_alert"])] : [];
  const names = groups ? ["key_pile_groups", ...strain, "key_size"] : ["key_pile", "key_heat", ...strain, "key_move"];
  const key = `${app.lang}|${names}`;
  if (byId("legend").dataset.key === key) return;
  byId("legend").dataset.key = key;
  byId("legend").replaceChildren(...names.map((name) => element("span", { class: "item", text: app.speech.t(name) })));
  write(byId("hint-left"), app.speech.t("hint_pile"));
  write(byId("hint-right"), app.speech.t(groups ? "key_size" : "hint_heat"));
}

/** The top bar. */
export function showBar(app) {
  const { speech, scenario, lang, run } = app;
  write(byId("title"), speech.fill(scenario[lang].title));
  byId("scenario").value = scenario.id;
  const begin = run && run.begin;
  const typical = begin ? begin.seed === scenario.seed && !begin.imported : true;
  const of = scenario.typical ? scenario.typical.of : 200;
  write(byId("draw"), typical ? speech.t("typical", { of }) : speech.t("draw", { seed: app.recipe.seed }));
  byId("banner").hidden = !(begin && begin.imported);
  byId("draw").hidden = !byId("banner").hidden; // there is no ordinary year of a chart of one's own
  write(byId("banner"), speech.of(app.catalogue.notices.imported));
  write(byId("language"), app.view === "presenter" ? lang.toUpperCase() : speech.t("language"));
  byId("language").title = speech.t("language_hint");
  const blind = byId("blind");
  write(blind, speech.t(app.blind ? "reveal" : "blind"));
  blind.setAttribute("aria-pressed", String(app.blind));
  showVariant(app);
  showSteps(app);
}

function showVariant(app) {
  const name = app.scenario.variants && app.scenario.variants[0];
  const button = byId("variant");
  button.hidden = !name;
  if (!name) return;
  write(button, app.speech.t("variant"));
  button.setAttribute("aria-pressed", String(app.recipe.other.includes(`variant:${name}`)));
}

function showSteps(app) {
  const { speech } = app;
  const holder = byId("steps");
  const key = `${app.lang}|${app.step}`;
  if (holder.dataset.key === key) return;
  holder.dataset.key = key;
  holder.setAttribute("aria-label", speech.t("steps"));
  const dots = STEPS.map((name, k) =>
    element("button", {
      ...{ type: "button", "data-step": k, text: k <= app.step ? "●" : "○", title: speech.t(`step_${name}`) },
      ...{ "aria-label": speech.t(`step_${name}`), "aria-current": k === app.step ? "step" : null },
    }),
  );
  const text = speech.t("step_of", { at: app.step + 1, of: STEPS.length });
  holder.replaceChildren(element("span", { text }), ...dots, element("strong", { text: speech.t(`step_${stepName(app)}`) }));
}

/** The story strip and the message under it. */
export function showStory(app) {
  const text = storyNow(app);
  write(byId("story"), text);
  byId("story").classList.toggle("long", text.length > LINE);
  const box = byId("message");
  box.hidden = !app.message;
  if (!app.message) return;
  box.classList.toggle("calm", app.message.calm);
  write(box, app.speech.of(app.message.says));
}

/** Names and line samples above both pictures. */
export function showNames(app) {
  const styles = stylesOf(app);
  slotsOf(app).forEach((slot, k) => {
    const place = SLOTS[k];
    const caption = byId(`panel-${place}`).querySelector("figcaption");
    write(caption.querySelector(".label"), app.blind ? "" : slotName(app, slot));
    const sample = caption.querySelector(".sample");
    sample.style.borderTopColor = styles[k].colour;
    sample.classList.toggle("dashed", styles[k].dash.length > 0);
    caption.querySelector(".letter").style.background = styles[k].colour;
    byId(`net-${place}`).setAttribute("aria-label", app.speech.t("network_of", { name: slotName(app, slot) }));
  });
  showLegend(app);
  document.querySelectorAll(".strain").forEach((each) => (each.hidden = !app.scenario.strain));
  write(byId("strain-notice"), app.speech.of(app.catalogue.notices.strain));
}

/** The controls below, and where the tape stands. */
export function showControls(app) {
  const { speech } = app;
  const play = byId("play");
  byId("play-sign").setAttribute("d", app.playing ? "M1 0h3v9h-3zM7 0h3v9h-3z" : "M2 0v9l8-4.500z");
  const says = speech.t(app.playing ? "pause" : "play");
  play.title = says;
  play.setAttribute("aria-label", says);
  const day = byId("day");
  day.max = String(daysOf(app) - 1);
  if (day.value !== String(dayOf(app))) day.value = String(dayOf(app));
  day.setAttribute("aria-valuetext", speech.t("tape_day", { day: dayOf(app), week: weekOf(dayOf(app)) }));
  showDots(app);
}

function dotOf(kind, x, styles) {
  if (kind === 0) return drawn("rect", { x: x - 4, y: 8.5, width: 8, height: 3, fill: "#6B7280" });
  const style = styles[kind - 1];
  const fill = kind === 1 ? style.colour : "#FFFFFF";
  return drawn("circle", { cx: x, cy: 10, r: 5, fill, stroke: style.colour, "stroke-width": 2.5 });
}

/** Twenty years as a drawing: a disc for A, a ring for B, a bar for level. */
export function dotRow(app, dots, styles) {
  const shown = app.swapped ? dots.map((kind) => [0, 2, 1][kind]) : dots;
  const marks = shown.map((kind, k) => dotOf(kind, 8 + k * 15, styles));
  return drawn("svg", { viewBox: `0 0 ${dots.length * 15 + 1} 20`, "aria-hidden": "true" }, ...marks);
}

function counts(app, found) {
  const [a, b] = slotsOf(app).map((slot) => found[slot]);
  return { a, b, tie: found.none };
}

/** The same in words. */
export function dotWords(app, found, seeds) {
  return app.speech.t("dots_say", { of: seeds, ...counts(app, found) });
}

/** The same with the measure they are about, which may be another than the story names. */
function dotsOfWhat(app, found, seeds) {
  const outcome = outcomeOf(app.catalogue, app.scenario.show);
  const what = app.speech.of(outcome.short) || app.speech.of(outcome.label);
  return app.speech.t("dots_say_of", { of: seeds, what, ...counts(app, found) });
}

function showDots(app) {
  const holder = byId("dots");
  const headline = app.run && app.run.headline;
  const found = headline && headline.outcomes[app.scenario.show];
  const hidden = !isRevealed(app);
  const key = found && !hidden ? `${app.lang}|${app.blind}|${app.swapped}|${found.dots}` : `${app.lang}|${hidden}|${Boolean(found)}`;
  if (holder.dataset.key === key) return;
  holder.dataset.key = key;
  if (!found) holder.replaceChildren();
  else if (hidden) holder.replaceChildren(element("span", { class: "quiet", text: app.speech.t("dots_later") }));
  else holder.replaceChildren(dotRow(app, found.dots, stylesOf(app)), element("span", { text: dotsOfWhat(app, found, headline.seeds) }));
  holder.title = app.speech.of(outcomeOf(app.catalogue, app.scenario.show).label);
}

/** A remark in both languages, from a key. */
export function remark(key, values) {
  return bothSay(key, values);
}
