// The three charts of the working view, the one of the presenter view, and the tiles.

import { dayOf, daysOf, STEPS, stepName } from "./app.js";
import { axisNumber, chartsOf, everydayPair, isOfTen, outcomeOf, peopleOf, tileRows, unitOf } from "./figures.js";
import { byId, element, write } from "./element.js";
import { columnsOf, labelRoom, makeChart, topOf } from "./chart.js";
import { FONT, inRoom, typeSize } from "./pictures.js";
import { marksOf } from "./tape.js";
import { seriesAt } from "./run.js";
import { slotName, slotsOf, stylesOf } from "./slots.js";

const LONGEST_LABEL = 14;
const made = new Map();

/** Outcomes charted now: one in the presenter view (C cycles), else three. */
export function chartedNow(app) {
  const all = chartsOf(app.scenario);
  return inRoom(app) ? [all[app.chart % all.length]] : all;
}

/** Both slots on their lines: names where they are short, else letters; with the numbers of the day. */
function lineLabels(app, outcome) {
  const names = slotsOf(app).map((slot) => slotName(app, slot));
  const short = names.every((each) => each.length <= LONGEST_LABEL) ? names : ["A", "B"];
  const values = slotsOf(app).map((slot) => seriesAt(app.run, slot, outcome.id, dayOf(app)));
  return everydayPair(app, outcome, values).map((each, k) => `${short[k]} ${each}`);
}

/** What a chart has to be made anew for. */
function shapeOf(app, id, box) {
  const styles = stylesOf(app).map((each) => each.colour + each.dash.length);
  return [id, app.lang, app.view, app.blind, box.clientWidth, box.clientHeight, styles, typeSize(app), app.scenario.id, app.swapped].join("|");
}

function heading(app, outcome) {
  const { speech } = app;
  const better = outcome.better ? speech.t(outcome.better < 0 ? "better_down" : "better_up") : "";
  const head = [
    element("span", { class: "name", text: speech.of(outcome.label) }),
    element("span", { class: "unit", text: `(${unitOf(app, outcome)})` }),
    element("span", { class: "better", text: better }),
  ];
  return [element("span", { class: "head" }, ...head)];
}

function boxes(app, ids) {
  const holder = byId("charts");
  const key = `${ids.join()}|${app.lang}|${app.view}|${app.scenario.id}`;
  if (holder.dataset.key === key) return;
  holder.dataset.key = key;
  made.forEach((each) => each.chart.destroy());
  made.clear();
  holder.replaceChildren(
    ...ids.map((id) =>
      element(
        "div",
        { class: "chart", "data-outcome": id },
        element("h3", {}, ...heading(app, outcomeOf(app.catalogue, id))),
        element("div", { class: "plot", role: "img", "aria-describedby": "summary" }),
      ),
    ),
  );
}

function lookNow(app, outcome) {
  const size = typeSize(app);
  const labels = lineLabels(app, outcome);
  const look = { size, font: FONT, styles: stylesOf(app), labels, marks: marksOf(app.run), day: dayOf(app) };
  look.whole = outcome.id === "alert";
  look.number = axisNumber(app.speech);
  look.top = Math.max(topOf(app.run, app.previous, outcome.id, isOfTen(outcome)), outcome.id === "alert" ? 4 : 0);
  look.room = labelRoom([...labels, "A 888/88"], look);
  return look;
}

function drawOne(app, box) {
  const id = box.dataset.outcome;
  const outcome = outcomeOf(app.catalogue, id);
  const plot = box.querySelector(".plot");
  if (!plot.clientWidth || !plot.clientHeight) return;
  plot.setAttribute("aria-label", app.speech.of(outcome.label));
  const shape = shapeOf(app, id, plot);
  const data = columnsOf(app.run, app.previous, id, dayOf(app), daysOf(app), slotsOf(app));
  const look = lookNow(app, outcome);
  const kept = made.get(id);
  if (kept && kept.shape === shape && kept.look.room >= look.room) {
    Object.assign(kept.look, look, { room: kept.look.room });
    kept.chart.setData(data);
    return;
  }
  if (kept) kept.chart.destroy();
  made.set(id, { shape, look, chart: makeChart(plot, look, data, plot.clientWidth, plot.clientHeight) });
}

/** Redraw the charts of the day. */
export function showCharts(app) {
  if (!app.run || !app.run.begin) return;
  boxes(app, chartedNow(app));
  byId("charts").querySelectorAll(".chart").forEach((box) => {
    drawOne(app, box);
  });
}

/** The three tiles of the presenter view. */
export function showTiles(app) {
  if (!app.run || !app.run.begin || !inRoom(app)) return;
  const styles = stylesOf(app);
  const heads = byId("tiles").querySelectorAll("thead th");
  heads.forEach((each, k) => (each.style.color = styles[k].colour));
  const whole = STEPS.indexOf(stepName(app)) >= STEPS.indexOf("happened") && dayOf(app) >= daysOf(app) - 1;
  write(byId("tiles").querySelector("thead td"), app.speech.t(whole ? "whole_year" : "last_week"));
  const rows = tileRows(app, dayOf(app), whole).flatMap((row) => {
    const cells = row.values.map((value, k) => {
      const [, figure, unit] = /^([^\s/]*)(.*)$/.exec(value);
      const cell = element("td", {}, figure, element("small", { text: unit }));
      cell.style.color = styles[k].colour;
      return cell;
    });
    const of = row.id === "alert" ? element("small", { text: ` ${app.speech.t("of_people", { of: peopleOf(app) })}` }) : null;
    return [element("tr", {}, element("th", { scope: "row", text: row.label }, of), ...cells)];
  });
  byId("tiles").querySelector("tbody").replaceChildren(...rows);
}
