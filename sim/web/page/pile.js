// The pile: a person is a disc, bars above are files waiting, the fill is strain, a ring is the alert zone.

import { INK, LINE, PAPER, SHOCK, SOFT_INK, strainColour } from "./colour.js";

const MOST_BARS = 5;
export const MOST_COUNTED = 64; // of one person: the frames count no further
const FULL = 2 * Math.PI;
const HALO_DAYS = 4;

/**
 * Draw one organisation on one day.
 *
 * `scene`: places, rings, lines; waiting, strain (0 to 1), alert and away a seat; moves {from, to, born} under way;
 * halos {seats, age}; `moment` in days, `part` of the day, `travel` in days. `look`: style of the slot, font, numbers, dim, still.
 */
export function drawPile(pen, scene, look) {
  pen.clearRect(0, 0, look.width, look.height);
  drawRings(pen, scene, look);
  drawLines(pen, scene, look);
  drawHalos(pen, scene, look);
  if (!look.still) drawMoves(pen, scene, look);
  scene.places.forEach((place, seat) => drawSeat(pen, place, seat, scene, look));
  scene.places.forEach((place, seat) => drawBars(pen, place, scene.waiting[seat], look));
}

function drawRings(pen, scene, look) {
  pen.lineWidth = 1.5;
  pen.strokeStyle = look.style.pale;
  pen.setLineDash(look.style.dash);
  for (const ring of scene.rings) {
    pen.beginPath();
    pen.arc(ring.x, ring.y, ring.r, 0, FULL);
    pen.stroke();
  }
  pen.setLineDash([]);
}

function drawLines(pen, scene, look) {
  pen.lineWidth = 1.25;
  pen.strokeStyle = scene.rings.length ? LINE : look.style.pale;
  pen.setLineDash(scene.rings.length ? [] : look.style.dash);
  pen.beginPath();
  for (const [from, to] of scene.lines) {
    const [a, b] = [scene.places[from], scene.places[to]];
    pen.moveTo(a.x, a.y);
    if (scene.rings.length) pen.lineTo(b.x, b.y);
    else elbow(pen, a, b);
  }
  pen.stroke();
  pen.setLineDash([]);
}

function elbow(pen, a, b) {
  const middle = a.y + (b.y - a.y) * bend(b);
  pen.bezierCurveTo(a.x, middle, b.x, middle, b.x, b.y);
}

function drawHalos(pen, scene, look) {
  for (const halo of scene.halos) {
    const age = look.still ? 1 : halo.age + scene.part;
    if (age > HALO_DAYS) continue;
    pen.strokeStyle = SHOCK;
    pen.globalAlpha = Math.max(0, 1 - age / HALO_DAYS);
    pen.lineWidth = 3;
    for (const seat of halo.seats) {
      const place = scene.places[seat];
      pen.beginPath();
      pen.arc(place.x, place.y, place.r + 4 + 3 * age, 0, FULL);
      pen.stroke();
    }
  }
  pen.globalAlpha = 1;
}

function drawSeat(pen, place, seat, scene, look) {
  const away = scene.away[seat];
  pen.beginPath();
  pen.arc(place.x, place.y, place.r, 0, FULL);
  pen.fillStyle = away || scene.plain ? PAPER : strainColour(scene.strain[seat]);
  pen.fill();
  pen.setLineDash(away ? [3, 3] : []);
  pen.lineWidth = place.lead ? 2.25 : 1.25;
  pen.strokeStyle = place.lead ? look.style.colour : SOFT_INK;
  pen.stroke();
  pen.setLineDash([]);
  if (scene.alert[seat] && !away && !scene.plain) drawAlert(pen, place);
  if (scene.fresh[seat]) drawFresh(pen, place, look);
  if (look.numbers && place.lead && place.r >= look.numbersFrom) drawNumber(pen, place, seat, scene, look);
}

/** The alert zone: a ring outside the disc, so that it does not hang on the colour. */
function drawAlert(pen, place) {
  pen.beginPath();
  pen.arc(place.x, place.y, place.r + 3.5, 0, FULL);
  pen.lineWidth = 2.25;
  pen.strokeStyle = "#A01010";
  pen.stroke();
}

/** A newcomer, for two weeks: a small peak on the disc. */
function drawFresh(pen, place, look) {
  pen.beginPath();
  pen.arc(place.x, place.y, Math.max(1.5, place.r * 0.35), 0, FULL);
  pen.fillStyle = PAPER;
  pen.fill();
  pen.strokeStyle = look.style.colour;
  pen.lineWidth = 1.25;
  pen.stroke();
}

function drawNumber(pen, place, seat, scene, look) {
  pen.font = `600 ${look.numbers}px ${look.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = scene.strain[seat] > 0.6 && !scene.plain ? PAPER : INK;
  pen.fillText(String(scene.numbers[seat]), place.x, place.y + 0.5);
}

function drawBars(pen, place, waiting, look) {
  if (!waiting) return;
  const count = Math.round(waiting);
  const shown = Math.min(count, MOST_BARS);
  const [thick, gap] = [look.bar, look.bar * 0.5];
  const wide = Math.max(7, place.r * 1.7);
  let y = place.y - place.r - 6;
  pen.fillStyle = look.style.colour;
  for (let k = 0; k < shown; k += 1) {
    pen.fillRect(place.x - wide / 2, y - thick, wide, thick);
    y -= thick + gap;
  }
  if (count > MOST_BARS) drawMore(pen, place.x, y, moreText(count), look);
}

/** What stands above a full pile: how many more; "60+" where the frames stopped counting. */
export function moreText(count) {
  return count >= MOST_COUNTED ? "60+" : `+${count - MOST_BARS}`;
}

function drawMore(pen, x, y, text, look) {
  pen.font = `600 ${look.size}px ${look.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "alphabetic";
  const half = pen.measureText(text).width / 2;
  const middle = Math.max(half + 1, Math.min(look.width - half - 1, x));
  pen.lineWidth = 3;
  pen.strokeStyle = PAPER;
  pen.strokeText(text, middle, y - 1);
  pen.fillStyle = look.style.colour;
  pen.fillText(text, middle, y - 1);
}

/** Decisions on their way: each dot leaves at its own moment of the day, so that they do not march in step. */
function drawMoves(pen, scene, look) {
  pen.fillStyle = look.style.colour;
  for (const move of scene.moves) {
    const [a, b] = [scene.places[move.from], scene.places[move.to]];
    const share = (scene.moment - move.born) / scene.travel;
    if (!a || !b || share <= 0 || share >= 1) continue;
    const spot = scene.rings.length ? alongLine(a, b, share) : alongTree(a, b, share);
    pen.beginPath();
    pen.arc(spot.x, spot.y, look.dot, 0, FULL);
    pen.fill();
  }
}

function alongLine(a, b, share) {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

/** The way along the drawn line of the tree, up or down; sideways it is an arc. */
export function alongTree(a, b, share) {
  if (Math.abs(a.y - b.y) < 1) return { x: a.x + (b.x - a.x) * share, y: a.y - Math.sin(Math.PI * share) * 16 };
  const [high, low, t] = a.y < b.y ? [a, b, share] : [b, a, 1 - share];
  const middle = high.y + (low.y - high.y) * bend(low);
  const [p, q] = [1 - t, t];
  const across = p * p * p + 3 * p * p * q;
  return {
    x: high.x * across + low.x * (1 - across),
    y: p * p * p * high.y + 3 * p * p * q * middle + 3 * p * q * q * middle + q * q * q * low.y,
  };
}

function bend(place) {
  return place.lead ? 0.42 : 0.3;
}

/** Make a canvas as sharp as the screen; returns its pen, in CSS pixels. */
export function penOf(canvas, width, height, sharp) {
  const wide = Math.round(width * sharp);
  const high = Math.round(height * sharp);
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(sharp, 0, 0, sharp, 0, 0);
  return pen;
}
