// Teams instead of people: for imported charts, and where a scenario shows no individuals.

import { headroom, NOBODY } from "./place.js";

const LARGEST = 0.1; // of the height
const SIDE = 10;
const STAGGER = 9; // groups in a row above which every second one stands lower

/** Rows of the parents, where groups name them by number. */
export function parentRows(groups) {
  const rowOf = new Map(groups.map((each, row) => [each.group, row]));
  return groups.map((each) => (rowOf.has(each.parent) ? rowOf.get(each.parent) : NOBODY));
}

/** Groups a level, each level from left to right in the order of the parents. */
export function levelsOf(parents) {
  let level = parents.flatMap((each, row) => (each === NOBODY ? [row] : []));
  const levels = [];
  while (level.length) {
    levels.push(level);
    level = level.flatMap((above) => parents.flatMap((each, row) => (each === above ? [row] : [])));
  }
  return levels;
}

function rowsOfLevels(levels) {
  const rows = [];
  for (const level of levels) {
    if (level.length <= STAGGER) rows.push(level);
    else rows.push(level.filter((_, k) => k % 2 === 0), level.filter((_, k) => k % 2 === 1));
  }
  return rows;
}

/** Where groups stand as a tree: a row a level, evenly across; a disc's area says how many people. */
function placed(groups, width, height) {
  const levels = levelsOf(parentRows(groups));
  const rows = rowsOfLevels(levels);
  const most = LARGEST * height;
  const top = headroom(height) + most * 0.6;
  const step = rows.length > 1 ? (height - top - most - 6) / (rows.length - 1) : 0;
  const places = groups.map(() => null);
  for (const level of levels) {
    level.forEach((group, k) => {
      const row = rows.findIndex((each) => each.includes(group));
      places[group] = { x: SIDE + ((width - 2 * SIDE) * (k + 0.5)) / level.length, y: top + row * step, lead: true };
    });
  }
  const largest = Math.max(...groups.map((each) => each.size));
  const room = Math.min(most, step ? step * 0.3 : most, closest(places) * 0.4);
  return places.map((each, row) => ({ ...each, r: Math.max(8, room * Math.sqrt(groups[row].size / largest)) }));
}

function closest(places) {
  let least = 400;
  places.forEach((one, k) => {
    for (const two of places.slice(k + 1)) least = Math.min(least, Math.hypot(one.x - two.x, one.y - two.y));
  });
  return least;
}

/** Pixels of the groups as a tree. */
export function groupTree(groups, width, height) {
  return { places: placed(groups, width, height), rings: [] };
}

/** The same groups, each in a ring of its own. */
export function groupCircles(groups, width, height) {
  const places = placed(groups, width, height);
  return { places, rings: places.map((place, row) => ({ x: place.x, y: place.y, r: place.r + 8, lead: row, members: [] })) };
}
