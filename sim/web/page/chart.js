// One outcome over the days, both organisations labelled on the line; uPlot draws.

import uPlot from "./vendor/uPlot.js";
import { CHANGE, INK, SHOCK, SOFT_INK } from "./colour.js";
import { SLOTS } from "./run.js";

/** Columns for uPlot: days, then for each slot what is shown until `day`, the pale line of before, the unchanged one. */
export function columnsOf(run, previous, outcome, day, days, slots = SLOTS) {
  const x = Array.from({ length: days }, (_, k) => k);
  const until = (series, last) => x.map((k) => (series && k <= last && Number.isFinite(series[k]) ? series[k] : null));
  const of = (one, slot) => one && one.series[slot] && one.series[slot][outcome];
  const ghost = (slot) => run.ghost && ((run.ghost[slot] || run.ghost.both || {})[outcome]);
  return [
    x,
    ...slots.map((slot) => until(ghost(slot), days)),
    ...slots.map((slot) => until(of(previous, slot), days)),
    ...slots.map((slot) => until(of(run, slot), day)),
  ];
}

/** Highest value the axis has to hold, from 0 always; counts of ten end at a whole number, ten at most. */
export function topOf(run, previous, outcome, ofTen) {
  const all = [run, previous].flatMap((each) => (each ? SLOTS.map((slot) => each.series[slot] && each.series[slot][outcome]) : []));
  const values = all.flatMap((series) => (series ? Array.from(series).filter(Number.isFinite) : []));
  const highest = Math.max(...values, 0.2);
  return ofTen ? Math.min(10, Math.ceil(highest * 1.2)) : highest * 1.08;
}

function lineOf(style, pale, look) {
  const width = Math.max(2, look.size / 7) + (pale ? 0 : 0.8);
  return { stroke: pale ? style.pale : style.colour, width, dash: style.dash, points: { show: false }, spanGaps: true };
}

function axes(look) {
  const font = `${look.size}px ${look.font}`;
  const line = { stroke: SOFT_INK, font, grid: { stroke: "#E5E7EB", width: 1 }, ticks: { show: false } };
  return [
    { ...line, size: look.size + 8, gap: 4, space: look.size * 5, incrs: [20, 40, 60, 100, 120, 200, 250] },
    { ...line, size: look.size * 2.6, gap: 5, space: look.size * 1.9, ...(look.whole ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] } : {}), values: (_, splits) => splits.map((each) => look.number(each)) },
  ];
}

/** Spread label heights so that none covers another. */
export function spread(heights, least) {
  const order = heights.map((y, k) => ({ y, k })).sort((one, two) => one.y - two.y);
  for (let k = 1; k < order.length; k += 1) order[k].y = Math.max(order[k].y, order[k - 1].y + least);
  const result = [];
  order.forEach((each) => (result[each.k] = each.y));
  return result;
}

function lastOf(column) {
  for (let k = column.length - 1; k >= 0; k -= 1) if (column[k] !== null) return { day: k, value: column[k] };
  return null;
}

function drawLabels(chart, look) {
  const sharp = window.devicePixelRatio || 1;
  const pen = chart.ctx;
  const ends = [5, 6].map((column) => lastOf(chart.data[column]));
  if (!ends[0] && !ends[1]) return;
  const wanted = ends.map((end) => (end ? chart.valToPos(end.value, "y", true) : chart.bbox.top));
  const lowest = chart.bbox.top + chart.bbox.height;
  const heights = spread(wanted.map((y) => Math.min(y, lowest - look.size * sharp)), look.size * 1.15 * sharp);
  pen.save();
  pen.font = `600 ${look.size * sharp}px ${look.font}`;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  ends.forEach((end, k) => {
    if (!end) return;
    const x = chart.bbox.left + chart.bbox.width + 8 * sharp;
    pen.fillStyle = look.styles[k].colour;
    pen.fillText(look.labels[k], x, Math.max(heights[k], chart.bbox.top + (look.size * sharp) / 2));
  });
  pen.restore();
}

function drawDays(chart, look) {
  const pen = chart.ctx;
  const { top, height } = chart.bbox;
  const upright = (day, colour, width, high = height) => {
    const x = Math.round(chart.valToPos(day, "x", true));
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(x, top);
    pen.lineTo(x, top + high);
    pen.stroke();
  };
  pen.save();
  pen.globalAlpha = 0.8;
  look.marks.forEach((mark) => upright(mark.day, mark.kind === "change" ? CHANGE : SHOCK, 2, height * 0.12));
  pen.globalAlpha = 1;
  upright(look.day, INK, 1.5);
  pen.restore();
}

/** Make a chart in `holder`. `look`: size, font, styles and labels a slot, number, marks, day, top. */
export function makeChart(holder, look, data, width, height) {
  const style = (k, pale) => lineOf(look.styles[k], pale, look);
  const options = {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    padding: [Math.ceil(look.size * 0.6), look.room, 0, 0],
    scales: { x: { time: false }, y: { range: () => [0, look.top] } },
    axes: axes(look),
    series: [{}, style(0, true), style(1, true), style(0, true), style(1, true), style(0, false), style(1, false)],
    hooks: { drawAxes: [(chart) => drawDays(chart, look)], draw: [(chart) => drawLabels(chart, look)] },
  };
  return new uPlot(options, data, holder);
}

/** Pixels the longest label needs on the right. */
export function labelRoom(labels, look) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `600 ${look.size}px ${look.font}`;
  return Math.ceil(Math.max(...labels.map((each) => pen.measureText(each).width))) + 14;
}

