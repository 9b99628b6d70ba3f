// The debrief card: one A4 page of this very run, to print and write on.

import { byId, element } from "./element.js";
import { changed, daysOf } from "./app.js";
import { axisNumber, chartsOf, everydayPair, isOfTen, outcomeOf, unitOf } from "./figures.js";
import { dotRow, dotWords } from "./panels.js";
import { drawMini } from "./minichart.js";
import { drawPile, penOf } from "./pile.js";
import { FONT } from "./pictures.js";
import { layoutOf, sceneOf } from "./scene.js";
import { marksOf } from "./tape.js";
import { recipeText } from "./recipe.js";
import { formOf, letterOf, slotName, slotsOf, stylesOf } from "./slots.js";
import { topOf } from "./chart.js";
import { outcomeOfBet } from "./session.js";
import { revealSays } from "./overlay.js";
import { weekOf } from "./say.js";

const SHARP = 3; // canvas pixels to a CSS pixel, for paper
const NET = { width: 340, height: 206 };
const MINI = { width: 455, height: 88 };

/** Open the card of the run on show. */
export function showCard(app) {
  if (!app.run || !app.run.card) return;
  app.playing = false;
  byId("card").hidden = false;
  byId("card").dataset.key = "";
  document.documentElement.dataset.card = "open";
  refillCard(app);
  byId("card").querySelector("button").focus();
}

export function hideCard(app) {
  byId("card").hidden = true;
  delete document.documentElement.dataset.card;
  changed(app);
}

/** Write the card anew where language or run are other ones. */
export function refillCard(app) {
  const card = byId("card");
  if (card.hidden || !app.run || !app.run.card) return;
  const key = `${app.lang}|${app.run.begin.recipe}|${app.blind}`;
  if (card.dataset.key === key) return;
  card.dataset.key = key;
  card.replaceChildren(tools(app), element("div", { class: "sheet-a4" }, ...parts(app)));
}

function tools(app) {
  const { speech } = app;
  return element(
    "div",
    { class: "card-tools" },
    element("button", { type: "button", class: "strong", text: speech.t("print"), onclick: () => window.print() }),
    element("button", { type: "button", text: speech.t("close"), onclick: () => hideCard(app) }),
  );
}

function parts(app) {
  return [
    head(app), drawing(app), charts(app), predicted(app), contradicts(app),
    element("div", { class: "columns" }, questions(app), commitment(app)), foot(app),
  ];
}

function head(app) {
  const { speech, scenario, run } = app;
  const group = element("input", { type: "text", id: "card-group", maxlength: 60, value: app.group, "aria-label": speech.t("card_group") });
  group.addEventListener("input", () => (app.group = group.value));
  const line = element("p", { class: "card-line" }, `${speech.date(new Date())} · `, element("label", { for: "card-group", text: `${speech.t("card_group")} ` }), group);
  const seed = element("p", { class: "card-line" }, `${speech.of(run.card.seed_line)} · `, element("code", { text: recipeText(app.recipe) }));
  const own = run.begin.imported ? element("p", { class: "chip own", text: speech.of(app.catalogue.notices.imported) }) : null;
  return element("header", {}, element("h1", { text: speech.fill(scenario[app.lang].title) }), line, seed, own);
}

function network(app, slot, k, day) {
  const canvas = element("canvas", { role: "img", "aria-label": app.speech.t("network_of", { name: slotName(app, slot) }) });
  canvas.style.width = `${NET.width}px`;
  const layout = layoutOf(app.run.structure, formOf(app, slot), NET.width, NET.height, app.blind);
  const scene = sceneOf(app.run, slot, day, layout, !app.scenario.strain);
  const look = { ...NET, size: 11, font: FONT, style: stylesOf(app)[k], still: true, dot: 2, numbers: 0, scale: 0.7, follow: null, named: (name) => app.speech.of(name), days: (age) => app.speech.t("unit_days", { value: age }) };
  drawPile(penOf(canvas, NET.width, NET.height, SHARP), scene, look);
  const name = app.blind ? letterOf(app, slot) : `${letterOf(app, slot)} · ${slotName(app, slot)}`;
  const when = app.speech.t("tape_day", { day, week: weekOf(day) });
  return element("figure", {}, element("figcaption", {}, element("span", { text: name }), element("span", { class: "when", text: when })), canvas);
}

function drawing(app) {
  const { speech, run } = app;
  const turning = run.card.turning_day;
  const day = Number.isFinite(turning) && turning !== null ? turning : daysOf(app) - 1;
  return element(
    "section",
    {},
    element("div", { class: "nets" }, ...slotsOf(app).map((slot, k) => network(app, slot, k, day))),
    run.card.turned ? element("p", { class: "turned" }, element("strong", { text: speech.of(run.card.turned) })) : null,
    app.scenario.strain ? element("p", { class: "tiny", text: `${speech.t("key_pile")} · ${speech.t("key_strain")} · ${speech.t("key_alert")}` }) : null,
  );
}

function miniLook(app, outcome) {
  const found = slotsOf(app).map((slot) => (app.run.result ? app.run.result[slot][outcome.id] : null));
  const names = everydayPair(app, outcome, found).map((value, k) => `${"AB"[k]} ${value}`);
  return {
    ...{ ...MINI, days: daysOf(app), styles: stylesOf(app), labels: names, marks: marksOf(app.run), turn: app.run.card.turning_day ?? null },
    ...{ number: axisNumber(app.speech), top: Math.max(topOf(app.run, null, outcome.id, isOfTen(outcome)), outcome.id === "alert" ? 4 : 0) },
  };
}

function mini(app, id) {
  const outcome = outcomeOf(app.catalogue, id);
  const { speech, run } = app;
  if (!run.series.left || !run.series.left[id]) return null;
  const canvas = element("canvas", { role: "img", "aria-label": speech.of(outcome.label) });
  canvas.style.width = `${MINI.width}px`;
  drawMini(penOf(canvas, MINI.width, MINI.height, SHARP), slotsOf(app).map((slot) => run.series[slot][id]), miniLook(app, outcome));
  const found = run.headline && run.headline.outcomes[id];
  const dots = found ? [dotRow(app, found.dots, stylesOf(app)), element("span", { text: dotWords(app, found, run.headline.seeds) })] : [];
  const title = element("h3", { text: `${speech.of(outcome.label)} (${unitOf(app, outcome)}) · ${speech.t("card_year")}` });
  return element("div", { class: "mini" }, element("div", {}, title, canvas), element("p", { class: "mini-dots" }, ...dots));
}

function charts(app) {
  return element("section", {}, ...chartsOf(app.scenario).map((id) => mini(app, id)).filter(Boolean));
}

/** The bet in words, what the room said (or dots to write on), and what the years say. */
function predicted(app) {
  const { speech, scenario } = app;
  const bet = outcomeOfBet(app);
  const rows = scenario.predict.answers.map((each, k) => {
    const room = bet && bet.all ? speech.number(bet.votes[k]) : "……";
    return element("li", { text: bet ? speech.t("card_answer", { answer: speech.of(each), room, years: bet.years[k], of: bet.count }) : speech.of(each) });
  });
  const title = element("h2", { text: speech.t("card_predicted") });
  return element("section", { class: "bets" }, title, element("p", { text: speech.of(scenario.predict) }), element("ul", {}, ...rows), element("p", { text: revealSays(app) }));
}

function contradicts(app) {
  return element("section", {}, element("h2", { text: app.speech.t("card_contradicts") }), element("p", { text: app.speech.of(app.run.card.contradicts) }));
}

function questions(app) {
  const list = app.catalogue.card.questions.map((each) => element("li", { text: app.speech.of(each) }));
  return element("section", {}, element("h2", { text: app.speech.t("card_questions") }), element("ol", {}, ...list));
}

function commitment(app) {
  const lines = app.catalogue.card.commitment.map((each) => element("p", { class: "by-hand" }, element("span", { text: app.speech.of(each) })));
  return element("section", { class: "commitment" }, element("h2", { text: app.speech.t("card_commitment") }), ...lines);
}

function foot(app) {
  const { speech, catalogue, run } = app;
  return element(
    "footer",
    {},
    element("p", { text: speech.of(run.card.caveat) }),
    app.scenario.strain ? element("p", { class: "notice", text: speech.of(catalogue.notices.strain) }) : null,
    element("p", { text: speech.of(catalogue.notices.model) }),
  );
}
