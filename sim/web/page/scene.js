// What a picture of one organisation on one day is made of.

import { circlePlaces, linesOf, treePlaces } from "./place.js";
import { groupCircles, groupTree, parentRows } from "./groups.js";
import { decidedOfMonth, inGroups, mostOf } from "./run.js";

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
  return { ...made, lines: linesOf(structure.manager), numbers: null, units: structure.units ? unitPlaces(structure, made) : [] };
}

/** Where the name of each team's function stands: under the lowest of its people. */
function unitPlaces(structure, made) {
  return structure.units.map((name, team) => {
    const members = made.places.filter((_, seat) => structure.team[seat] === team);
    const low = Math.max(...members.map((each) => each.y + each.r));
    const x = members.reduce((all, each) => all + each.x, 0) / members.length;
    return members.length > 1 ? { name, x, y: low } : null;
  }).filter(Boolean);
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

/** How brightly each seat is lit for an answer it gave: 1 as it gives it, 0 when `travel` days have gone by. */
function litAt(decided, moment, travel, count) {
  if (travel <= 1) return Float32Array.from(decided[Math.floor(moment)] || new Uint8Array(count), (each) => Math.min(1, each));
  const lit = new Float32Array(count);
  const day = Math.floor(moment);
  for (let back = 0; back <= Math.ceil(travel) && day - back >= 0; back += 1) {
    const row = decided[day - back];
    if (!row) continue;
    for (let seat = 0; seat < count; seat += 1) {
      const age = moment - (day - back) - ((seat * 7) % 10) / 10;
      if (row[seat] && age >= 0 && age < travel) lit[seat] = Math.max(lit[seat], 1 - age / travel);
    }
  }
  return lit;
}

/** Where the answers of the last month were given: each seat's share of the most that any seat of either side ever gave. */
function heatAt(run, frames, day, count) {
  if (!frames.decided[day]) return new Float32Array(count);
  const most = mostOf(run, "decided", decidedOfMonth) || 1;
  return Float32Array.from(decidedOfMonth(frames.decided, day), (each) => each / most);
}

/** The scene of a slot at a moment (`moment` in days, its fraction the part of the day gone by). */
export function sceneOf(run, slot, moment, layout, plain, travel = 1, litDays = 1) {
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
    lit: inGroups(run) ? new Float32Array(count) : litAt(frames.decided, moment, litDays, count), // of a group somebody always decides
    heat: heatAt(run, frames, day, count),
    oldest: { age: frames.age[day] || 0, seat: inGroups(run) ? -1 : frames.oldestAt[day] ?? -1 },
    most: mostOf(run, "waiting") / scale,
    moves: movesUnderWay(frames.moves, moment, travel),
    moment,
    travel,
    halos: halosOn(run, day),
  };
}
