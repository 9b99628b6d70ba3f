// A small chart for paper: two lines, the marks, no interaction.

import { CHANGE, INK, LINE, SHOCK, SOFT_INK } from "./colour.js";
import { FONT } from "./pictures.js";

const EDGE = { left: 34, right: 86, top: 6, bottom: 18 };

function scales(look) {
  const wide = look.width - EDGE.left - EDGE.right;
  const high = look.height - EDGE.top - EDGE.bottom;
  return {
    x: (day) => EDGE.left + (day / Math.max(1, look.days - 1)) * wide,
    y: (value) => EDGE.top + high * (1 - value / look.top),
  };
}

function upright(pen, x, look, colour) {
  pen.strokeStyle = colour;
  pen.beginPath();
  pen.moveTo(x, EDGE.top);
  pen.lineTo(x, look.height - EDGE.bottom);
  pen.stroke();
}

function line(pen, series, style, at) {
  pen.strokeStyle = style.colour;
  pen.setLineDash(style.dash.map((each) => each * 0.6));
  pen.lineWidth = 2;
  pen.beginPath();
  let down = false;
  series.forEach((value, day) => {
    if (!Number.isFinite(value)) return;
    if (down) pen.lineTo(at.x(day), at.y(value));
    else pen.moveTo(at.x(day), at.y(value));
    down = true;
  });
  pen.stroke();
  pen.setLineDash([]);
}

function axis(pen, look, at) {
  pen.font = `11px ${FONT}`;
  pen.fillStyle = SOFT_INK;
  pen.strokeStyle = LINE;
  pen.lineWidth = 1;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  for (const value of [0, look.top / 2, look.top]) {
    pen.beginPath();
    pen.moveTo(EDGE.left, at.y(value));
    pen.lineTo(look.width - EDGE.right, at.y(value));
    pen.stroke();
    pen.fillText(look.number(value), EDGE.left - 5, Math.max(7, at.y(value)));
  }
  pen.textAlign = "center";
  pen.textBaseline = "alphabetic";
  for (let day = 0; day <= look.days; day += 50) pen.fillText(String(day), at.x(Math.min(day, look.days - 1)), look.height - 4);
}

/** Draw both series. `look`: width, height, days, top, styles, labels, marks, turn (a day or null), number. */
export function drawMini(pen, series, look) {
  pen.clearRect(0, 0, look.width, look.height);
  const at = scales(look);
  axis(pen, look, at);
  pen.lineWidth = 1;
  pen.globalAlpha = 0.5;
  look.marks.forEach((mark) => upright(pen, at.x(mark.day), look, mark.kind === "change" ? CHANGE : SHOCK));
  pen.globalAlpha = 1;
  if (look.turn !== null) upright(pen, at.x(look.turn), look, INK);
  series.forEach((each, k) => line(pen, each, look.styles[k], at));
  const ends = series.map((each) => at.y(lastNumber(each)));
  if (Math.abs(ends[0] - ends[1]) < 14) ends[ends[0] <= ends[1] ? 1 : 0] = Math.min(...ends) + 14;
  pen.font = `600 11px ${FONT}`;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  ends.forEach((y, k) => {
    pen.fillStyle = look.styles[k].colour;
    pen.fillText(look.labels[k], look.width - EDGE.right + 6, Math.max(8, Math.min(look.height - EDGE.bottom, y)));
  });
}

function lastNumber(series) {
  for (let k = series.length - 1; k >= 0; k -= 1) if (Number.isFinite(series[k])) return series[k];
  return 0;
}
