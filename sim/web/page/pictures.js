// The two networks and the tape on their canvases.

import { daysOf } from "./app.js";
import { drawPile, penOf } from "./pile.js";
import { drawTape } from "./tape.js";
import { layoutOf, sceneOf } from "./scene.js";
import { daysThere, SLOTS } from "./run.js";
import { formOf, slotsOf, stylesOf } from "./slots.js";

export const FONT = '"Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", "DejaVu Sans", sans-serif';
const SECONDS_ON_THE_WAY = 0.5;
const layouts = new Map();

/** Pixels of this screen to one of a 1280 x 720 screen. */
export function pixel() {
  return Math.min(window.innerWidth / 1280, window.innerHeight / 720);
}

export function inRoom(app) {
  return app.view === "presenter";
}

/** Size of type on canvases: 18 of 720 in the presenter view, never less. */
export function typeSize(app) {
  return inRoom(app) ? Math.max(18, Math.ceil(18 * pixel())) : Math.max(12, Math.round(12.5 * Math.min(1.3, pixel())));
}

export function isStill() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** The layout of a slot in a box; kept until the box, the structure or blindness changes. */
export function keptLayout(app, slot, width, height) {
  const form = formOf(app, slot);
  const key = `${slot}|${form}|${Math.round(width)}|${Math.round(height)}|${app.blind}`;
  const kept = layouts.get(key);
  if (kept && kept.of === app.run.structure) return kept.layout;
  const layout = layoutOf(app.run.structure, form, width, height, app.blind);
  layouts.set(key, { of: app.run.structure, layout });
  return layout;
}

/** How a picture is drawn in a box of this size. */
export function lookOf(app, k, width, height, size) {
  const scale = Math.max(1, height / 340);
  return {
    ...{ width, height, size, font: FONT, style: stylesOf(app)[k], still: isStill() },
    ...{ dot: 3.4 * scale, scale, numbers: size, numbersFrom: size * 0.62, days: (age) => app.speech.t("unit_days", { value: age }) },
    ...{ named: (name) => app.speech.of(name), follow: followed(app, k) },
  };
}

/** What is followed in a picture: null if nothing is, the desks of its way, or none in the other picture. */
function followed(app, k) {
  if (!app.follow) return null;
  return app.follow.side === k ? app.follow.issue[slotsOf(app)[k]].path : [];
}

function drawNetwork(app, slot, k) {
  const canvas = document.getElementById(`net-${SLOTS[k]}`);
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  const layout = keptLayout(app, slot, width, height);
  const plain = !app.scenario.strain;
  const travel = Math.max(0.8, app.speed * SECONDS_ON_THE_WAY);
  const scene = sceneOf(app.run, slot, app.moment, layout, plain, travel, app.playing && !isStill() ? travel * 0.6 : 1);
  drawPile(penOf(canvas, width, height, window.devicePixelRatio || 1), scene, lookOf(app, k, width, height, typeSize(app)));
}

/** Draw everything that moves. */
export function drawPictures(app) {
  if (!app.run || !app.run.structure || !daysThere(app.run)) return;
  slotsOf(app).forEach((slot, k) => drawNetwork(app, slot, k));
  const canvas = document.getElementById("tape-canvas");
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  const look = { width, height, size: typeSize(app), font: FONT };
  drawTape(penOf(canvas, width, height, window.devicePixelRatio || 1), app.run, daysOf(app), app.moment, app.speech, look);
}
