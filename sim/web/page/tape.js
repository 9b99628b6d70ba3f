// The tape under both pictures: shocks, staged shocks and interventions on one line of days; click to go there.

import { CHANGE, INK, LINE, PAPER, SHOCK, SOFT_INK } from "./colour.js";
import { weekOf } from "./say.js";

export const TAPE_EDGE = 14;

/** Pixel of a day. */
export function tapeX(day, days, width) {
  return TAPE_EDGE + (day / Math.max(1, days - 1)) * (width - 2 * TAPE_EDGE);
}

/** Marks of a run from the earliest: {day, kind, strength, flag}. */
export function marksOf(run) {
  const shocks = run.tape.shocks.map((each) => ({ day: each.day, kind: each.staged ? "staged" : "shock", strength: each.strength || 1 }));
  const changes = run.tape.flags.map((each) => ({ day: each.day, kind: "change", flag: each }));
  return [...shocks, ...changes].sort((one, two) => one.day - two.day);
}

/** What a mark says. */
export function markSays(mark, speech) {
  if (mark.kind !== "change") return speech.t(`mark_${mark.kind}`, { day: mark.day });
  return speech.t("mark_change", { day: mark.day, what: speech.of(mark.flag.label) || mark.flag.key });
}

/** The mark nearest to a pixel, if one is within reach. */
export function markNear(marks, x, days, width, reach = 9) {
  let best = null;
  for (const mark of marks) {
    const far = Math.abs(tapeX(mark.day, days, width) - x);
    if (far <= reach && (!best || far < best.far)) best = { ...mark, far };
  }
  return best;
}

/** Draw the tape. `look`: width, height, size of type, font; `moment` is the day shown. */
export function drawTape(pen, run, days, moment, speech, look) {
  pen.clearRect(0, 0, look.width, look.height);
  const line = look.height * 0.54;
  drawDays(pen, days, line, look);
  const there = tapeX(Math.min(moment, days - 1), days, look.width);
  pen.strokeStyle = SOFT_INK;
  pen.lineWidth = 4;
  stroke(pen, [[TAPE_EDGE, line], [there, line]]);
  for (const mark of marksOf(run)) drawMark(pen, mark, tapeX(mark.day, days, look.width), line, look);
  drawCursor(pen, there, Math.floor(moment), speech, look);
}

function stroke(pen, points) {
  pen.beginPath();
  points.forEach(([x, y], k) => (k ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.stroke();
}

/** Days from one label to the next: the same days as under the charts. */
function dayStep(days, look) {
  const room = look.size * 3.4;
  return [10, 20, 40, 50, 100, 200, 250].find((each) => (look.width / days) * each > room) || 500;
}

function drawDays(pen, days, line, look) {
  pen.strokeStyle = LINE;
  pen.lineWidth = 4;
  stroke(pen, [[TAPE_EDGE, line], [look.width - TAPE_EDGE, line]]);
  pen.fillStyle = SOFT_INK;
  pen.font = `${look.size}px ${look.font}`;
  pen.textBaseline = "alphabetic";
  const step = dayStep(days, look);
  pen.lineWidth = 1.5;
  for (let day = step; day < days; day += step) {
    const x = tapeX(day, days, look.width);
    stroke(pen, [[x, line + 2], [x, line + 6]]);
    pen.textAlign = x > look.width - 40 ? "right" : "center";
    pen.fillText(String(day), Math.min(x, look.width - 4), look.height - 3);
  }
}

function drawMark(pen, mark, x, line, look) {
  const grow = look.size / 12;
  if (mark.kind === "change") drawFlag(pen, x, line, grow, mark.flag.mine);
  else drawShock(pen, x, line, (4 + 1.5 * mark.strength) * grow, mark.kind === "staged");
}

function drawShock(pen, x, line, half, staged) {
  pen.beginPath();
  pen.moveTo(x - half, line - 3 - half * 1.5);
  pen.lineTo(x + half, line - 3 - half * 1.5);
  pen.lineTo(x, line - 3);
  pen.closePath();
  pen.lineWidth = 2;
  pen.strokeStyle = SHOCK;
  pen.fillStyle = staged ? PAPER : SHOCK;
  pen.fill();
  pen.stroke();
}

function drawFlag(pen, x, line, grow, mine) {
  const top = Math.max(2, line - 16 * grow);
  pen.strokeStyle = CHANGE;
  pen.lineWidth = 2;
  stroke(pen, [[x, line + 3], [x, top]]);
  pen.beginPath();
  pen.moveTo(x, top);
  pen.lineTo(x + 11 * grow, top + 4 * grow);
  pen.lineTo(x, top + 8 * grow);
  pen.closePath();
  pen.fillStyle = mine ? CHANGE : PAPER;
  pen.fill();
  pen.stroke();
}

function drawCursor(pen, x, day, speech, look) {
  pen.strokeStyle = INK;
  pen.lineWidth = 2;
  stroke(pen, [[x, 0], [x, look.height]]);
  const text = speech.t("tape_day", { day, week: weekOf(day) });
  pen.font = `600 ${look.size}px ${look.font}`;
  const wide = pen.measureText(text).width + 10;
  const left = Math.max(0, Math.min(look.width - wide, x - wide / 2));
  pen.fillStyle = INK;
  pen.fillRect(left, look.height - look.size - 6, wide, look.size + 6);
  pen.fillStyle = PAPER;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.fillText(text, left + 5, look.height - look.size / 2 - 2.5);
}
