// A run as the page keeps it: lines of a stream put together, a row a day.

import { arrayOf, rowsOf } from "./arrays.js";

export const SLOTS = ["left", "right"];

/** A run without anything in it yet. */
export function emptyRun() {
  const slots = Object.fromEntries(SLOTS.map((slot) => [slot, { waiting: [], strain: [], state: [], decided: [], moves: [], stories: [], age: [], oldestAt: [] }]));
  return { begin: null, structure: null, tape: { shocks: [], flags: [] }, slots, series: {}, ghost: null, lines: [], whole: false };
}

/** Days of which the frames of both slots have come. */
export function daysThere(run) {
  return Math.min(...SLOTS.map((slot) => run.slots[slot].waiting.length));
}

/** Columns of a run's frames: people, or groups. */
export function columnsOfRun(run) {
  return run.structure.groups ? run.structure.groups.length : run.structure.count;
}

/** Whether pictures show groups, never people. */
export function inGroups(run) {
  return Boolean(run.structure && run.structure.groups);
}

function addFrames(run, line) {
  const slot = run.slots[line.slot];
  const width = columnsOfRun(run);
  for (const name of ["waiting", "strain", "state", "decided"]) {
    if (!line[name]) continue;
    rowsOf(arrayOf(line[name], width), width).forEach((row, k) => (slot[name][line.first + k] = row));
  }
  if (line.oldest) addOldest(slot, line);
  if (line.moves) addMoves(slot, line);
}

function addOldest(slot, line) {
  arrayOf(line.oldest.age).forEach((age, k) => (slot.age[line.first + k] = age));
  if (line.oldest.seat) arrayOf(line.oldest.seat).forEach((seat, k) => (slot.oldestAt[line.first + k] = seat));
}

function addMoves(slot, line) {
  const sent = line.moves;
  const perDay = arrayOf(sent.per_day);
  const wide = Object.fromEntries(["from", "to", "kind", "story"].map((name) => [name, sent[name] ? arrayOf(sent[name]) : null]));
  let at = 0;
  perDay.forEach((count, k) => {
    const today = [];
    for (let j = at; j < at + count; j += 1) today.push([wide.from[j], wide.to[j], wide.kind[j], wide.story ? wide.story[j] : 0]);
    slot.moves[line.first + k] = today;
    at += count;
  });
}

function seriesOf(line) {
  const found = {};
  for (const [name, value] of Object.entries(line)) if (value && value.d) found[name] = arrayOf(value);
  return found;
}

function addGhost(run, line) {
  run.ghost = run.ghost || {};
  run.ghost[line.slot || "both"] = seriesOf(line);
}

/** A slot that was lived in this page: its rows as they are. */
function addLived(run, line) {
  const { waiting, strain, state, decided, moves, series, oldest } = line.seen;
  Object.assign(run.slots[line.slot], { waiting, strain, state, decided, moves, age: [...oldest.age], oldestAt: [...oldest.seat] });
  run.series[line.slot] = series;
}

const READERS = {
  lived: addLived,
  begin: (run, line) => (run.begin = line),
  structure: (run, line) => (run.structure = line),
  tape: (run, line) => (run.tape = { shocks: line.shocks, flags: line.flags }),
  frames: addFrames,
  series: (run, line) => (run.series[line.slot] = seriesOf(line)),
  ghost: addGhost,
  result: (run, line) => (run.result = line),
  story: (run, line) => (run.lines = line.lines),
  stories: (run, line) => (run.slots[line.slot].stories = line.list),
  followed: (run, line) => (run.followed = line.list),
  headline: (run, line) => (run.headline = line),
  card: (run, line) => (run.card = line),
  end: (run) => (run.whole = true),
};

/** Add one line of the stream; what the page does not know it leaves alone. */
export function addLine(run, line) {
  const reader = READERS[line.kind];
  if (reader) reader(run, line);
  return run;
}

/** Take the days before `day` from an earlier run of the same people: the past stays. */
export function keepPast(run, earlier, day) {
  run.most = earlier.most; // piles and glows keep their scale, or the past would look like another
  for (const slot of SLOTS) {
    for (const name of ["waiting", "strain", "state", "decided", "moves", "age", "oldestAt"]) {
      run.slots[slot][name] = earlier.slots[slot][name].slice(0, day);
    }
  }
  return run;
}

/** A number of a series on a day; null where there is nothing. */
export function seriesAt(run, slot, outcome, day) {
  const series = run.series[slot] && run.series[slot][outcome];
  if (!series || !series.length) return null;
  const value = series[Math.min(day, series.length - 1)];
  return Number.isFinite(value) ? value : null;
}

/** The most of a table's columns over a whole run and both slots, after `of` was made of each row; kept with the run. */
export function mostOf(run, name, of = (rows, day) => rows[day]) {
  run.most = run.most || {};
  const days = daysThere(run);
  const kept = run.most[name];
  if (kept && kept.days >= days) return kept.most;
  let most = 0;
  for (const slot of SLOTS) {
    const rows = run.slots[slot][name];
    for (let day = 0; day < days && day < rows.length; day += 1) for (const each of of(rows, day) || []) if (each > most) most = each;
  }
  run.most[name] = { days, most };
  return most;
}

const MONTH = 20; // working days

/** Answers each seat gave in the last month until a day. */
export function decidedOfMonth(rows, day) {
  const width = rows[day] ? rows[day].length : 0;
  const sums = new Uint16Array(width);
  for (let k = Math.max(0, day - MONTH + 1); k <= day; k += 1) for (let seat = 0; seat < width; seat += 1) sums[seat] += rows[k][seat];
  return sums;
}
