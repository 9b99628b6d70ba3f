// Where everybody stands: the tree on one side, circles with their leads on the other; same order from left to right.

export const NOBODY = -1;
const CLUSTER_GAP = 0.9; // widths of a person between two teams
const FOOTROOM = 34; // the name of a team stands there
const EDGE = 19; // pixels beside the outermost circle, for a disc and its ring

/** Pixels above the highest person: room for a full pile and what it says on top. */
export function headroom(height) {
  return Math.max(46, height * 0.2);
}

/** How much larger than on a small screen discs may be. */
function growth(height) {
  return Math.max(1, height / 340);
}

/** Reports of each seat. `manager[i]` is a row, or NOBODY. */
export function reportsOf(manager) {
  const reports = manager.map(() => []);
  manager.forEach((boss, seat) => boss !== NOBODY && reports[boss].push(seat));
  return reports;
}

export function rootsOf(manager) {
  return manager.flatMap((boss, seat) => (boss === NOBODY ? [seat] : []));
}

function columnsOf(leaves) {
  if (leaves <= 3) return leaves;
  return Math.ceil(leaves / (leaves > 10 ? 3 : 2));
}

/** Width of each seat's whole branch, in widths of a person. */
function widthsOf(reports, roots) {
  const widths = reports.map(() => 1);
  const visit = (seat) => {
    const under = reports[seat];
    const leaves = under.filter((each) => !reports[each].length);
    const branches = under.filter((each) => reports[each].length);
    branches.forEach(visit);
    const parts = branches.map((each) => widths[each]);
    if (leaves.length) parts.push(columnsOf(leaves.length));
    widths[seat] = Math.max(1, sum(parts) + CLUSTER_GAP * Math.max(0, parts.length - 1));
  };
  roots.forEach(visit);
  return widths;
}

export function sum(values) {
  return values.reduce((total, each) => total + each, 0);
}

/** Columns and rows of the tree, in widths of a person and levels. */
function treeGrid(reports, roots) {
  const widths = widthsOf(reports, roots);
  const at = reports.map(() => ({ x: 0, y: 0 }));
  const cluster = (leaves, left, depth) => {
    const columns = columnsOf(leaves.length);
    leaves.forEach((seat, k) => (at[seat] = { x: left + (k % columns) + 0.5, y: depth + Math.floor(k / columns) }));
    return columns;
  };
  const put = (seat, left, depth) => {
    at[seat] = { x: left + widths[seat] / 2, y: depth };
    let x = left;
    for (const each of reports[seat].filter((one) => reports[one].length)) {
      put(each, x, depth + 1);
      x += widths[each] + CLUSTER_GAP;
    }
    const leaves = reports[seat].filter((one) => !reports[one].length);
    if (leaves.length) cluster(leaves, x, depth + 1);
  };
  let left = 0;
  for (const root of roots) {
    put(root, left, 0);
    left += widths[root] + CLUSTER_GAP;
  }
  return { at, width: left - CLUSTER_GAP, rows: Math.max(...at.map((each) => each.y)) };
}

/** Pixels of everybody as a tree in a box of `width` x `height`. */
export function treePlaces(manager, width, height) {
  const reports = reportsOf(manager);
  const grid = treeGrid(reports, rootsOf(manager));
  const unit = (width - 24) / Math.max(grid.width, 6);
  const shift = (width - unit * grid.width) / 2;
  const step = (height - headroom(height) - FOOTROOM) / Math.max(grid.rows + 0.35, 1);
  const radius = Math.max(2.5, Math.min(unit * 0.36, step * 0.2, 11 * growth(height)));
  return grid.at.map((each, seat) => ({
    x: shift + each.x * unit,
    y: headroom(height) + each.y * step,
    r: reports[seat].length ? Math.min(radius * 1.35, 14 * growth(height)) : radius,
    lead: reports[seat].length > 0,
  }));
}

/** The circles: who leads each, and who of its members has no circle of their own; in the tree's order. */
export function circlesOf(manager) {
  const reports = reportsOf(manager);
  const order = treeGrid(reports, rootsOf(manager)).at;
  const circles = [];
  reports.forEach((under, lead) => {
    const members = under.filter((each) => !reports[each].length);
    if (members.length) circles.push({ lead, members });
  });
  return circles.sort((one, two) => order[one.lead].x - order[two.lead].x);
}

function ringSpots(count, x, y, radius) {
  const turn = count % 2 ? Math.PI / 2 : Math.PI / 2 + Math.PI / count;
  const spots = Array.from({ length: count }, (_, k) => {
    const angle = turn + (2 * Math.PI * k) / count;
    return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
  });
  return spots.sort((one, two) => Math.round(one.x - two.x) || one.y - two.y);
}

/** Pixels of everybody in circles, and the rings themselves: two rows of circles, whoever leads only leads between them. */
export function circlePlaces(manager, width, height) {
  const circles = circlesOf(manager);
  const places = manager.map(() => null);
  const rows = circles.length > 3 ? 2 : 1;
  const across = (width - 16) / Math.max(circles.length, 1);
  const ring = Math.max(8, Math.min(across * (rows > 1 ? 0.58 : 0.36), height * (rows > 1 ? 0.145 : 0.24)));
  const heights = rows > 1 ? [0.28, 0.74] : [0.62];
  const rings = circles.map((circle, k) => {
    const x = 8 + across * (k + 0.5);
    return { ...circle, x: Math.max(ring + EDGE, Math.min(width - ring - EDGE, x)), y: height * heights[k % rows], r: ring };
  });
  rings.forEach((each) => seatCircle(each, places, growth(height)));
  seatHeads(manager, places, { width, y: height * (rows > 1 ? 0.53 : 0.22), r: 13 * growth(height) });
  return { places, rings };
}

function seatCircle(circle, places, grown) {
  const crowd = (2 * Math.PI * circle.r) / Math.max(circle.members.length, 1);
  const radius = Math.max(2.5, Math.min(crowd * 0.36, circle.r * 0.24, 11 * grown));
  const spots = ringSpots(circle.members.length, circle.x, circle.y, circle.r);
  circle.members.forEach((seat, k) => (places[seat] = { ...spots[k], r: radius, lead: false }));
  places[circle.lead] = { x: circle.x, y: circle.y, r: Math.min(radius * 1.35, 14 * grown), lead: true };
}

/** Whoever leads only leads stands in the middle of them; whoever has nobody stands there too, side by side. */
function seatHeads(manager, places, { width, y, r }) {
  const reports = reportsOf(manager);
  const waiting = manager.flatMap((_, seat) => (places[seat] ? [] : [seat])).reverse();
  waiting.forEach((seat, k) => {
    const under = reports[seat].map((each) => places[each]).filter(Boolean);
    const middle = under.length ? sum(under.map((each) => each.x)) / under.length : (width * (k + 0.5)) / waiting.length;
    places[seat] = { x: middle, y, r, lead: under.length > 0 };
  });
}

/** Lines to draw: each pair once. */
export function linesOf(manager) {
  return manager.flatMap((boss, seat) => (boss === NOBODY ? [] : [[boss, seat]]));
}
