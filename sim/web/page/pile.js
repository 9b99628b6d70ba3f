// The pile: a person is a disc, the pile above is what waits, the fill is strain, a ring is the alert zone; deciding lights up.

import { INK, LINE, PAPER, SHOCK, SOFT_INK, strainColour } from "./colour.js";

export const MOST_COUNTED = 255; // of one person: the frames count no further
const TALLEST = 4; // pixels of one case in a pile, on a small screen
const LABELLED = 5; // piles with a number
const WORTH_A_NUMBER = 3; // cases
const FULL = 2 * Math.PI;
const HALO_DAYS = 4;
const DECIDING = "#FACC15";
const FOLLOWED = "#9D174D";
const DIMMED = 0.18;

/**
 * Draw one organisation on one day.
 *
 * `scene`: places, rings, lines, units; waiting, strain (0 to 1), alert and away a seat; lit and heat a seat (0 to 1); oldest
 * {age, seat}; most, the longest pile of the run; moves {from, to, kind, born} under way; halos {seats, age}; `moment` in days,
 * `part` of the day, `travel` in days. `look`: style of the slot, font, size, still, days and named in words, and `follow`, the
 * desks of an issue that is followed (none in the other picture), or null.
 */
export function drawPile(pen, scene, look) {
  pen.clearRect(0, 0, look.width, look.height);
  pen.globalAlpha = look.follow ? DIMMED : 1;
  look.solid = pen.globalAlpha;
  drawHeat(pen, scene, look);
  drawRings(pen, scene, look);
  drawLines(pen, scene, look);
  drawHalos(pen, scene, look);
  if (!look.still && !look.follow) drawMoves(pen, scene, look);
  scene.places.forEach((place, seat) => drawSeat(pen, place, seat, scene, look));
  drawUnits(pen, scene, look);
  drawBars(pen, scene, look);
  if (look.follow) drawFollowed(pen, scene, look);
  else drawOldest(pen, scene, look);
  pen.globalAlpha = 1;
}

/** Where the answers of the last month were given: a glow as large as the seat's share. */
function drawHeat(pen, scene, look) {
  pen.fillStyle = look.style.colour;
  scene.places.forEach((place, seat) => {
    if (!scene.heat[seat]) return;
    const radius = place.r + 22 * (look.scale || 1) * Math.sqrt(scene.heat[seat]);
    pen.globalAlpha = look.solid * 0.2;
    circle(pen, place.x, place.y, radius);
    pen.fill();
  });
  pen.globalAlpha = look.solid;
}

function circle(pen, x, y, r) {
  pen.beginPath();
  pen.arc(x, y, r, 0, FULL);
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
    pen.globalAlpha = look.solid * Math.max(0, 1 - age / HALO_DAYS);
    pen.lineWidth = 3;
    for (const seat of halo.seats) {
      const place = scene.places[seat];
      pen.beginPath();
      pen.arc(place.x, place.y, place.r + 4 + 3 * age, 0, FULL);
      pen.stroke();
    }
  }
  pen.globalAlpha = look.solid;
}

function drawSeat(pen, place, seat, scene, look) {
  const away = scene.away[seat];
  const lit = look.still ? Number(scene.lit[seat] > 0) : scene.lit[seat];
  if (lit) drawLit(pen, place, lit, look);
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
  if (lit) drawDiamond(pen, place, place.r * 0.62, lit, look);
  else if (scene.numbers && look.numbers && place.lead && place.r >= look.numbersFrom) drawNumber(pen, place, seat, scene, look);
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

/** Whoever decides lights up. */
function drawLit(pen, place, lit, look) {
  pen.globalAlpha = look.solid * lit;
  pen.fillStyle = DECIDING;
  circle(pen, place.x, place.y, place.r + Math.min(7, place.r * 0.6));
  pen.fill();
  pen.globalAlpha = look.solid;
}

function drawDiamond(pen, place, half, lit, look) {
  pen.globalAlpha = look.solid * lit;
  pen.beginPath();
  pen.moveTo(place.x, place.y - half);
  pen.lineTo(place.x + half, place.y);
  pen.lineTo(place.x, place.y + half);
  pen.lineTo(place.x - half, place.y);
  pen.closePath();
  pen.fillStyle = INK;
  pen.fill();
  pen.globalAlpha = look.solid;
}

/** Pixels of one case: so that the longest pile of the run, of either side, has room above the highest disc. */
export function caseHeight(scene, look) {
  const room = Math.max(40, look.height * 0.17);
  return Math.min(TALLEST * (look.scale || 1), room / Math.max(1, scene.most));
}

/** Piles to scale, and one number on the longest five. */
function drawBars(pen, scene, look) {
  const unit = caseHeight(scene, look);
  const tops = [];
  scene.places.forEach((place, seat) => {
    const count = scene.waiting[seat];
    if (!count) return;
    const wide = Math.max(7, place.r * 1.5);
    const high = Math.max(2, count * unit);
    const foot = place.y - place.r - 5;
    pen.fillStyle = look.style.colour;
    pen.fillRect(place.x - wide / 2, foot - high, wide, high);
    pen.fillStyle = PAPER;
    if (unit >= 3) for (let k = 1; k < count; k += 1) pen.fillRect(place.x - wide / 2, foot - k * unit - 0.5, wide, 1);
    tops.push({ count: Math.round(count), x: place.x, y: foot - high });
  });
  const longest = tops.filter((each) => each.count >= WORTH_A_NUMBER).sort((one, two) => two.count - one.count);
  const put = [];
  for (const each of longest) {
    const near = put.some((other) => Math.abs(other.x - each.x) < look.size * 1.6 && Math.abs(other.y - each.y) < look.size);
    if (put.length < LABELLED && !near) put.push(each);
  }
  put.forEach((each) => drawText(pen, each.x, each.y - 2, String(each.count), look, look.style.colour));
}

function drawText(pen, x, y, text, look, colour) {
  pen.font = `600 ${look.size}px ${look.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "alphabetic";
  const half = pen.measureText(text).width / 2;
  const middle = Math.max(half + 1, Math.min(look.width - half - 1, x));
  pen.lineWidth = 3;
  pen.strokeStyle = PAPER;
  pen.strokeText(text, middle, y);
  pen.fillStyle = colour;
  pen.fillText(text, middle, y);
}

/** The functions of the teams, where there is room for their names. */
function drawUnits(pen, scene, look) {
  if (!scene.units || !look.named) return;
  const apart = scene.units.length > 1 ? look.width / scene.units.length : look.width;
  const size = Math.max(11, Math.min(look.size, apart / 6.2));
  for (const unit of scene.units) drawText(pen, unit.x, unit.y + size + 3, look.named(unit.name), { ...look, size }, SOFT_INK);
}

/** The desk of the oldest issue, and how old it is. */
function drawOldest(pen, scene, look) {
  const place = scene.places[scene.oldest.seat];
  if (!place || !scene.oldest.age || !look.days) return;
  const text = look.days(scene.oldest.age);
  pen.font = `600 ${look.size}px ${look.font}`;
  const wide = pen.measureText(text).width + 10;
  const x = place.x + place.r + wide + 8 > look.width ? place.x - place.r - wide - 6 : place.x + place.r + 6;
  pen.fillStyle = INK;
  pen.fillRect(x, place.y - look.size * 0.65, wide, look.size * 1.3);
  pen.fillStyle = "#FDE68A";
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.fillText(text, x + 5, place.y + 1);
}

/** The desks of the issue that is followed: its way in full colour, the rest dimmed. */
function drawFollowed(pen, scene, look) {
  pen.globalAlpha = 1;
  const places = look.follow.map((seat) => scene.places[seat]).filter(Boolean);
  if (!places.length) return;
  pen.strokeStyle = FOLLOWED;
  pen.lineWidth = 4 * (look.scale || 1);
  pen.beginPath();
  places.forEach((each, k) => (k ? pen.lineTo(each.x, each.y) : pen.moveTo(each.x, each.y)));
  pen.stroke();
  places.forEach((each, k) => {
    const last = k === places.length - 1;
    circle(pen, each.x, each.y, Math.max(each.r, look.size * 0.66) + (last ? 4 : 0));
    pen.fillStyle = last ? FOLLOWED : PAPER;
    pen.fill();
    pen.lineWidth = 3;
    pen.strokeStyle = FOLLOWED;
    pen.stroke();
    pen.font = `600 ${look.size}px ${look.font}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = last ? PAPER : FOLLOWED;
    pen.fillText(String(k + 1), each.x, each.y + 1);
  });
}

const QUESTION = new Set([3, 5, 8]); // advice, a visa, a meeting is asked for
const ANSWER = new Set([4, 6, 7]);

/** A question is an empty circle, an answer a full one, what is passed on a triangle that points where it goes. */
function drawMove(pen, spot, angle, kind, look) {
  const r = look.dot;
  if (QUESTION.has(kind) || ANSWER.has(kind)) {
    circle(pen, spot.x, spot.y, r);
    pen.fillStyle = QUESTION.has(kind) ? PAPER : look.style.colour;
    pen.fill();
    pen.stroke();
    return;
  }
  pen.beginPath();
  for (const turn of [0, 2.5, -2.5]) pen.lineTo(spot.x + 1.5 * r * Math.cos(angle + turn), spot.y + 1.5 * r * Math.sin(angle + turn));
  pen.closePath();
  pen.fillStyle = look.style.colour;
  pen.fill();
}

/** Decisions on their way: each dot leaves at its own moment of the day, so that they do not march in step. */
function drawMoves(pen, scene, look) {
  pen.strokeStyle = look.style.colour;
  pen.lineWidth = 1.75;
  for (const move of scene.moves) {
    const [a, b] = [scene.places[move.from], scene.places[move.to]];
    const share = (scene.moment - move.born) / scene.travel;
    if (!a || !b || share <= 0 || share >= 1) continue;
    const along = scene.rings.length ? alongLine : alongTree;
    const [spot, next] = [along(a, b, share), along(a, b, Math.min(1, share + 0.02))];
    drawMove(pen, spot, Math.atan2(next.y - spot.y, next.x - spot.x), move.kind, look);
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
