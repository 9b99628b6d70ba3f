// What a picture of one organisation on one day is made of.

import { circlePlaces, linesOf, treePlaces } from "./place.js";
import { groupCircles, groupTree, parentRows } from "./groups.js";
import { inGroups } from "./run.js";

const HALO_DAYS = 4;
const ALERT = 1;
const AWAY = 2;
const FRESH = 4;

/** Places, rings and lines of a structure; in blind mode both forms are drawn alike. */
export function layoutOf(structure, form, width, height, blind) {
  const circles = form === "organic" && !blind;
  if (structure.groups) {
    const made = circles ? groupCircles(structure.groups, width, height) : groupTree(structure.groups, width, height);
    return { ...made, lines: linesOf(parentRows(structure.groups)), numbers: structure.groups.map((each) => each.size) };
  }
  const made = circles ? circlePlaces(structure.manager, width, height) : { places: treePlaces(structure.manager, width, height), rings: [] };
  return { ...made, lines: linesOf(structure.manager), numbers: structure.manager.map((_, seat) => seat + 1) };
}

/** Rows a shock reaches. */
export function reached(structure, where) {
  const rows = structure.groups ? structure.groups.map((each) => each.group) : structure.team;
  return rows.flatMap((each, row) => (where === "all" || each === where ? [row] : []));
}

function halosOn(run, day) {
  return run.tape.shocks
    .filter((shock) => shock.day <= day && day - shock.day < HALO_DAYS)
    .map((shock) => ({ seats: reached(run.structure, shock.where), age: day - shock.day }));
}

function flags(state, bit, count) {
  return state ? Array.from(state, (each) => (each & bit) > 0) : new Array(count).fill(false);
}

/** Dots still travelling at a moment: those of the day, and of as many days before as a dot is on its way. */
export function movesUnderWay(moves, moment, travel) {
  const day = Math.floor(moment);
  const found = [];
  for (let back = 0; back <= Math.ceil(travel) && day - back >= 0; back += 1) {
    (moves[day - back] || []).forEach(([from, to, kind, story], k) => {
      found.push({ from, to, kind, story, born: day - back + ((k * 7) % 10) / 10 });
    });
  }
  return found;
}

/** The scene of a slot at a moment (`moment` in days, its fraction the part of the day gone by). */
export function sceneOf(run, slot, moment, layout, plain, travel = 1) {
  const frames = run.slots[slot];
  const day = Math.max(0, Math.min(Math.floor(moment), frames.waiting.length - 1));
  const count = layout.places.length;
  const scale = inGroups(run) ? 10 : 1;
  const state = frames.state[day];
  return {
    ...layout,
    plain,
    day,
    part: moment - Math.floor(moment),
    waiting: Array.from(frames.waiting[day] || new Uint8Array(count), (each) => each / scale),
    strain: Array.from(frames.strain[day] || new Uint8Array(count), (each) => each / 100),
    alert: flags(state, ALERT, count),
    away: flags(state, AWAY, count),
    fresh: flags(state, FRESH, count),
    moves: movesUnderWay(frames.moves, moment, travel),
    moment,
    travel,
    halos: halosOn(run, day),
  };
}
