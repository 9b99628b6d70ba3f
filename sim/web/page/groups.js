// Teams instead of people: for imported charts, and where a scenario shows no individuals.

import { NOBODY, treePlaces } from "./place.js";

const LARGEST = 30;

/** Rows of the parents, where groups name them by number. */
export function parentRows(groups) {
  const rowOf = new Map(groups.map((each, row) => [each.group, row]));
  return groups.map((each) => (rowOf.has(each.parent) ? rowOf.get(each.parent) : NOBODY));
}

function radiusOf(size, largest, room) {
  return Math.max(9, Math.min(LARGEST, room) * Math.sqrt(size / largest));
}

/** Pixels of the groups as a tree; a disc's area says how many people. */
export function groupTree(groups, width, height) {
  const places = treePlaces(parentRows(groups), width, height - 16);
  return { places: sized(places, groups), rings: [] };
}

/** The same groups from left to right in two rows, each in a ring of its own. */
export function groupCircles(groups, width, height) {
  const places = treePlaces(parentRows(groups), width, height - 16);
  const order = places.map((_, row) => row).filter((row) => !places[row].lead);
  order.sort((one, two) => places[one].x - places[two].x || places[one].y - places[two].y);
  order.forEach((row, k) => {
    const lower = order.length > 3 && k % 2;
    const middle = order.length > 3 ? (lower ? 0.82 : 0.5) : 0.66;
    places[row] = { ...places[row], x: (width * (k + 0.5)) / order.length, y: height * middle };
  });
  const seated = sized(places, groups);
  const rings = seated.map((place, row) => ({ x: place.x, y: place.y, r: place.r + 9, lead: row, members: [] }));
  return { places: seated, rings };
}

function sized(places, groups) {
  const largest = Math.max(...groups.map((each) => each.size));
  const room = closest(places) * 0.36;
  return places.map((place, row) => ({ ...place, r: radiusOf(groups[row].size, largest, room), lead: true }));
}

function closest(places) {
  let least = 120;
  places.forEach((one, k) => {
    for (const two of places.slice(k + 1)) least = Math.min(least, Math.hypot(one.x - two.x, one.y - two.y));
  });
  return least;
}
