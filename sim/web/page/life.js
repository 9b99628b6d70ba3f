// A recipe lived in this page: the world is drawn, both organisations begin and live, and what the page shows is read off.
// Every number of the model is the engine's; here its tables are put side by side, as `sim.run` and `sim.web` do.

import { bytesOf } from "./arrays.js";
import { parseRecipe, recipeText } from "./recipe.js";

export const SLOTS = ["left", "right"];
const COUNTED = 64; // up to here the engine counts what waits
const NEW_DAYS = 20;
const DOTS = 40; // a day at most
const NOWHERE = 255;
const WEEK = 5;
const CODES = { none: 0, left: 1, right: 2 };

/** What this page cannot live: another form, an own chart, a value that is no lever's, two moves at once. */
export class NotHere extends Error {}

function unpacked(engine, kind, given) {
  return engine.table(kind, given.shape, given.d ? bytesOf(given.d) : null);
}

function slotKey(key) {
  const found = /^(left|right)\.(.+)$/.exec(key);
  return found ? [found[1], found[2]] : ["", key];
}

function bare(key) {
  return key.slice(key.indexOf(".") + 1);
}

/** Values a recipe sets from the first day, in one slot: what it sets for both, then what for this one. */
function valuesOf(recipe, slot) {
  const of = (who) => Object.entries(recipe.values).filter(([key]) => slotKey(key)[0] === who).map(([key, value]) => [slotKey(key)[1], value]);
  return Object.fromEntries([...of(""), ...of(slot)]);
}

function checked(recipe, levers) {
  const parts = recipe.other.filter((each) => !/^(without|variant):/.test(each));
  const keys = [...Object.keys(recipe.values), ...recipe.changes.map((each) => each.key)].map((each) => slotKey(each)[1]);
  if (parts.length || keys.some((each) => !levers.some((lever) => lever.key === each))) throw new NotHere("parts");
  return recipe;
}

/** The worlds of a recipe: from the first day on, and after each change of it. */
function worldsOf(engine, start, recipe) {
  const from = (before) => {
    const row = engine.table("WORLD", [1]);
    engine.bytesOf(row).set(before);
    return row;
  };
  const first = unpacked(engine, "WORLD", start.world);
  for (const [key, value] of Object.entries(valuesOf(recipe, ""))) if (key.startsWith("world.")) engine.set(first, 0, bare(key), value);
  const worlds = [{ first: 0, row: first }];
  const changes = recipe.changes.filter((each) => each.key.startsWith("world."));
  for (const each of changes.sort((one, two) => one.day - two.day)) {
    const last = worlds[worlds.length - 1];
    const row = last.first === each.day ? last.row : from(engine.bytesOf(last.row));
    engine.set(row, 0, bare(each.key), each.to);
    if (row !== last.row) worlds.push({ first: each.day, row });
  }
  return worlds;
}

/** Draw the world of a seed, as `sim.world.draw.draw_changing`. */
export function drawWorld(engine, start, recipe) {
  const { days } = start;
  const seed = Number(recipe.seed);
  const { teams, team, top } = start.chart;
  const worlds = worldsOf(engine, start, recipe);
  const spans = worlds.map(({ first, row }, k) => [row, first, k + 1 < worlds.length ? worlds[k + 1].first : days]);
  const staged = unpacked(engine, "SHOCK", start.staged);
  const shocks = engine.table("SHOCK", [days + spans.length * staged.shape[0]]);
  let struck = 0;
  for (const [row, first, last] of spans) struck = engine.call("world.draw.draw_shocks", shocks, row, staged, seed, teams, first, last, struck);
  shocks.shape = [struck];
  const noise = engine.table("f8", [days]);
  const width = 1 + 2 * teams;
  const walks = spans.map(() => engine.table("f8", [days, width]));
  spans.forEach(([row, first], k) => {
    engine.call("world.draw.draw_walks", walks[k], noise, row, shocks, seed, teams);
    if (k > 0) engine.call("world.draw.go_on", walks[0], walks[k], row, first, teams);
  });
  const walked = engine.column(walks[0]);
  const part = (from, to, plus = 0) => {
    const made = engine.table("f8", to - from > 1 ? [days, to - from] : [days]);
    const values = [];
    for (let t = 0; t < days; t += 1) for (let k = from; k < to; k += 1) values.push(plus + walked[t * width + k]);
    values.forEach((value, k) => engine.set(made, k, undefined, value));
    return made;
  };
  const factor = part(1 + teams, width, 1);
  return { shocks, noise, direction: part(0, 1), context: part(1, 1 + teams), ...drawIssues(engine, { days, seed, team, teams, top, spans, factor }) };
}

function drawIssues(engine, { days, seed, team, teams, top, spans, factor }) {
  const sizes = Array.from({ length: teams }, (_, k) => team.filter((each) => each === k).length);
  const ends = engine.numbers("i8", sizes.map((_, k) => sizes.slice(0, k + 1).reduce((all, each) => all + each, 0)));
  const rate = Math.max(...spans.map(([row]) => engine.get(row, 0, "issue_rate")));
  const raised = engine.column(factor).reduce((all, each, k) => all + each * sizes[k % teams], 0);
  const places = engine.numbers("i8", team);
  const begins = engine.table("i8", [days + 1]);
  for (let room = Math.floor(rate * raised + 8 * Math.sqrt(rate * raised)) + 64; ; ) {
    const issues = engine.table("TRACE_ISSUE", [room]);
    let count = 0;
    for (const [row, first, last] of spans) {
      const kept = engine.table("i8", [team.length]);
      count = engine.call("world.draw.draw_issues", issues, begins, kept, row, factor, places, ends, seed, top, first, last, count);
    }
    engine.set(begins, days, undefined, count);
    if (count <= room) return { issues: { ...issues, shape: [count] }, begins };
    room = count;
  }
}

/** The interventions of a slot: the scenario's, without those left out, then one's own by day; none may move what another moves. */
function changesOf(engine, start, slot, recipe, levers) {
  const own = start.slots[slot];
  const dropped = recipe.other.filter((each) => each.startsWith("without:")).map((each) => each.slice(8));
  const theirs = own.changes.map((each, k) => ({ ...each, row: k })).filter((each) => !dropped.includes(each.id));
  const mine = recipe.changes
    .map((each) => ({ ...each, slot: slotKey(each.key)[0], what: slotKey(each.key)[1] }))
    .filter((each) => (!each.slot || each.slot === slot) && !each.what.startsWith("world."))
    .sort((one, two) => one.day - two.day || (one.slot < two.slot ? -1 : one.slot > two.slot ? 1 : 0) || (one.what < two.what ? -1 : 1));
  const all = [...theirs, ...mine.map((each) => ({ ...each, over: each.over || levers.find((lever) => lever.key === each.what).over || 1 }))];
  const spans = all.map((each) => ({ what: each.what, day: each.day, ends: each.ends ?? each.day + each.over })).sort((one, two) => one.day - two.day);
  if (spans.some((each, k) => spans.slice(k + 1).some((later) => later.what === each.what && later.day < each.ends))) throw new NotHere("at once");
  const size = engine.size("CHANGE");
  const table = engine.table("CHANGE", [all.length]);
  const given = own.change_rows.d ? bytesOf(own.change_rows.d) : null;
  all.forEach((each, k) => {
    const row = "row" in each ? given.subarray(each.row * size, (each.row + 1) * size) : bytesOf(own.moves[each.what].d);
    engine.bytesOf(table).set(row, k * size);
    if ("row" in each) return;
    engine.set(table, k, "start", each.day);
    engine.set(table, k, "over", each.over);
    engine.set(table, k, "to", each.to);
  });
  return table;
}

function counting(engine, many) {
  return engine.numbers("i8", Array.from({ length: many }, (_, k) => k));
}

function tiesOf(engine, ties, seed) {
  const found = ties[String(seed)];
  if (!found) throw new NotHere("seed");
  const first = bytesOf(found[0]);
  return { ties_first: engine.numbers("i8", [...new Uint16Array(first.buffer)]), ties: engine.numbers("i8", [...bytesOf(found[1])]) };
}

/** The tables of a slot as they stand before the first day, as `sim.engine.tables.allocate`. */
function begin(engine, data, start, slot, recipe, world) {
  const own = start.slots[slot];
  const tables = {};
  for (const [name, kind] of engine.layout.tables) if (own.tables[name]) tables[name] = unpacked(engine, kind, own.tables[name]);
  const { law, people } = tables;
  const ties = tiesOf(engine, data.ties, recipe.seed);
  for (let k = 0; k < people.shape[0]; k += 1) engine.set(people, k, "ties", engine.get(ties.ties_first, k + 1) - engine.get(ties.ties_first, k));
  engine.set(law, 0, "seed", recipe.seed);
  for (const [key, value] of Object.entries(valuesOf(recipe, slot))) {
    engine.set(law, 0, bare(key), value);
    const columns = key.startsWith("culture.") ? data.at_start[bare(key)] || [] : [];
    for (const column of columns) for (let k = 0; k < people.shape[0]; k += 1) engine.set(people, k, column, value);
  }
  engine.call("engine.tables.derive", law, people.shape[0], start.chart.teams);
  engine.call("engine.tables.share_operations", law, people, tables.teams);
  engine.call("engine.tables.share_sensing", law, people);
  const coverage = engine.get(law, 0, "coverage");
  engine.set(tables.org, 0, "coverage", coverage);
  const changes = changesOf(engine, start, slot, recipe, data.levers);
  const versions = coverage > 0 || changes.shape[0] ? start.days + 1 : 1;
  const pool = tables.issues.shape[0];
  const outcomes = engine.table("OUTCOME", world.issues.shape);
  const row = engine.bytesOf(tables.beside).slice();
  for (let k = 0; k < outcomes.shape[0]; k += 1) engine.bytesOf(outcomes).set(row, k * row.length);
  return Object.assign(tables, ties, {
    ...{ law_values: { at: law.at, kind: "f8", shape: [engine.size("LAW") / 8] }, changes, outcomes },
    ...{ free_issues: counting(engine, pool), free_tasks: counting(engine, tables.tasks.shape[0]), order: counting(engine, people.shape[0]) },
    ...{ plan_common: engine.table("f8", [versions]), plan_course: engine.table("f8", [versions, start.chart.teams]), plan_pivot: engine.table("b1", [versions]) },
    ...{ direction: world.direction, context: world.context, common_noise: world.noise, arrivals: world.issues, arrivals_first: world.begins },
    events: engine.table("EVENT", [0]),
  });
}

/** Nearest whole number, halves to the even one, as numpy rounds. */
function rint(value) {
  const down = Math.floor(value);
  const gap = value - down;
  return gap > 0.5 || (gap === 0.5 && down % 2) ? down + 1 : down;
}

/** What can be seen of people every evening, and what happened. */
class Evenings {
  constructor(engine, days, people) {
    Object.assign(this, { engine, people, ids: [], events: [] });
    for (const name of ["waiting", "strain", "state", "decided"]) this[name] = Array.from({ length: days }, () => new Uint8Array(people));
  }

  look(tables, day) {
    const { engine } = this;
    const column = (name) => engine.column(tables.people, name);
    const [waiting, inbox, tired, ids] = ["waiting", "inbox", "exhaustion", "id"].map(column);
    for (let k = 0; k < this.people; k += 1) {
      this.waiting[day][k] = Math.min(waiting[k] >= COUNTED ? inbox[k] : waiting[k], 255);
      const exhaustion = Math.fround(tired[k]);
      this.strain[day][k] = 5 * rint(Math.fround(20 * Math.max(0, Math.min(1, exhaustion))));
      this.state[day][k] = exhaustion > 0.5 ? 1 : 0;
    }
    this.ids.push(ids);
    this.drain(tables);
  }

  drain(tables) {
    const { engine } = this;
    const today = { ...tables.events, shape: [engine.get(tables.book, 0, "noted")] };
    const [issue, hour, day, arrival, person, other, action] = ["issue", "hour", "day", "arrival", "person", "other", "action"].map((name) => engine.column(today, name));
    hour.forEach((_, k) => this.events.push({ issue: issue[k], hour: hour[k], day: day[k], arrival: arrival[k], person: person[k], other: other[k], action: action[k] }));
    engine.set(tables.book, 0, "noted", 0);
  }

  /** Seats that are empty tonight, and who has come of late. */
  mark() {
    for (let day = 1; day < this.ids.length; day += 1) {
      for (let k = 0; k < this.people; k += 1) {
        if (this.ids[day][k] !== this.ids[day - 1][k]) this.state[day][k] |= 2;
        else if (this.cameOfLate(day, k)) this.state[day][k] |= 4;
      }
    }
  }

  cameOfLate(day, k) {
    for (let past = 1; past <= NEW_DAYS && day - past > 0; past += 1) if (this.ids[day - past][k] !== this.ids[day - past - 1][k]) return true;
    return false;
  }
}

function deskOf(life, day, actions) {
  for (let k = life.length - 1; k >= 0; k -= 1) {
    const { action, person, other } = life[k];
    if (life[k].day > day) continue;
    if (actions.moved.includes(action) && other >= 0) return other;
    const back = actions.back.includes(action);
    if (action === actions.taken_back || (back && other < 0)) return person;
    if (back) return other;
    if (action !== actions.convene && person >= 0) return person;
  }
  return NOWHERE;
}

/** Age in days of the oldest issue without an answer, every evening, and the seat it lies with. */
function oldest(engine, tables, evenings, start, actions) {
  const born = engine.column(tables.arrivals, "day");
  const effect = engine.column(tables.outcomes, "effect_hour");
  const drop = engine.column(tables.outcomes, "drop_hour");
  const lives = new Map();
  for (const event of evenings.events) {
    if (!lives.has(event.arrival)) lives.set(event.arrival, []);
    lives.get(event.arrival).push(event);
  }
  const age = new Uint8Array(start.days);
  const seat = new Uint8Array(start.days).fill(NOWHERE);
  let row = 0;
  for (let day = 0; day < start.days; day += 1) {
    while (row < born.length && Math.min(effect[row], drop[row]) <= (day + 1) * start.step_hours) row += 1;
    if (row >= born.length || born[row] > day) continue;
    age[day] = Math.min(255, day - born[row]);
    const life = (lives.get(row) || []).sort((one, two) => one.hour - two.hour);
    seat[day] = Math.min(NOWHERE, deskOf(life, day, actions));
  }
  return { age, seat };
}

/** Some of many, spread evenly, the first and the last among them. */
function spread(many, some) {
  const step = some > 1 ? (many.length - 1) / (some - 1) : 0;
  return Array.from({ length: some }, (_, k) => many[some > 1 && k === some - 1 ? many.length - 1 : Math.floor(k * step)]);
}

/** Dots of a day, some at most: those whose story is told come first, in the order of the hours. */
function chosenDots(today) {
  if (today.length <= DOTS) return today;
  const told = today.filter((each) => each[3]).slice(0, DOTS);
  const others = today.filter((each) => !told.includes(each));
  const kept = new Set([...told, ...spread(others, Math.min(DOTS - told.length, others.length))]);
  return today.filter((each) => kept.has(each));
}

/** Decisions on their way, as dots along ties: [from, to, kind, story] a dot; `told` lists the issues of stories. */
function movesOf(evenings, days, actions, told) {
  const moves = Array.from({ length: days }, () => []);
  const seen = evenings.events.filter((each) => each.action in actions.dots && each.other >= 0 && each.other !== each.person);
  for (const each of seen.sort((one, two) => one.day - two.day || one.hour - two.hour)) {
    const ends = each.action === actions.taken_back ? [each.other, each.person] : [each.person, each.other];
    if (each.day < days) moves[each.day].push([...ends, actions.dots[each.action], 1 + told.indexOf(each.issue)]);
  }
  return moves.map(chosenDots);
}

function countDecided(evenings, days, actions) {
  for (const each of evenings.events) {
    if (actions.decided.includes(each.action)) evenings.decided[Math.min(each.day, days - 1)][each.person] += 1;
  }
}

function ofWeek(total, count) {
  return Float32Array.from(total, (_, day) => {
    let [sum, many] = [0, 0];
    for (let k = Math.max(0, day - WEEK + 1); k <= day; k += 1) {
      sum += total[k];
      many += count[k];
    }
    return many > 0 ? sum / many : NaN;
  });
}

/** A value summed over the first answers that took effect on each day, and how many those are. */
function byDay(engine, tables, start, valueOf) {
  const hour = engine.column(tables.outcomes, "effect_hour");
  const total = new Float64Array(start.days);
  const count = new Float64Array(start.days);
  hour.forEach((each, row) => {
    if (!Number.isFinite(each)) return;
    const day = Math.max(0, Math.min(start.days - 1, Math.ceil(each / start.step_hours) - 1));
    total[day] += valueOf(row, each);
    count[day] += 1;
  });
  return ofWeek(total, count);
}

function scaleOf(about, people) {
  return about.scale === "people" ? people : about.scale;
}

/** A measure day by day: the mean of the last five days. */
function daily(engine, tables, start, about) {
  const people = tables.people.shape[0];
  if (about.id === "lead") {
    const born = engine.column(tables.arrivals, "day");
    return byDay(engine, tables, start, (row, hour) => Math.min(hour / start.step_hours - born[row], start.follow));
  }
  if (about.id === "fit") {
    const error = engine.column(tables.outcomes, "error");
    return byDay(engine, tables, start, (row) => Math.exp(-0.5 * error[row] ** 2)).map((each) => 10 * each);
  }
  const day = (name) => engine.column(tables.days, name);
  if (about.id === "alert") {
    const many = day("people");
    return Float32Array.from(day("alert"), (each, k) => each * many[k]);
  }
  const over = about.over ? day(about.over) : new Float64Array(start.days).fill(1);
  return ofWeek(day(about.daily), over).map((each) => scaleOf(about, people) * each);
}

/** Every outcome of a slot that has lived, as `sim.run.conclude`. */
function conclude(engine, data, start, tables, world, seed) {
  const { days, warmup, follow } = start;
  const { arrivals, outcomes } = tables;
  const q = outcomes.shape[0];
  const customers = Math.max(-1, ...engine.column(arrivals, "customer")) + 1;
  const room = (kind, many) => engine.table(kind, [many]);
  const row = engine.table("OF_ISSUES", [1]);
  const until = Math.min(days, days - follow);
  const born = [warmup, until].map((day) => engine.get(tables.arrivals_first, day));
  engine.call(
    "metrics.issues._judge",
    ...[row, room("i8", q), room("i8", q), room("i8", q), room("i8", customers + 1), room("f8", 3 * q), arrivals, outcomes],
    ...[...born, follow, start.step_hours, until - warmup, ...start.leaving, seed],
  );
  const found = {};
  for (const name of Object.keys(engine.layout.rows.OF_ISSUES.fields)) found[name] = engine.get(row, 0, name);
  return Object.assign(found, ofPeople(engine, data.read_off, start, tables, world));
}

function ofPeople(engine, { names, sums, places, signs, whole }, start, tables, world) {
  const twice = (table) => ["i8", "f8"].map((kind) => ({ at: table.at, kind, shape: [table.shape[0], engine.size(table.kind) / 8] }));
  const found = engine.numbers("f8", names.map(() => NaN));
  const seats = engine.numbers("i8", [...engine.column(tables.people, "decisions")].sort((one, two) => one - two));
  engine.call(
    "metrics.people._read_off",
    ...[found, engine.table("f8", [sums]), ...twice(tables.days), ...twice(tables.roles)],
    ...[unpacked(engine, "b1", whole), unpacked(engine, "i8", places), unpacked(engine, "f8", signs), seats],
    ...[world.shocks, tables.episodes, tables.at_risk, start.warmup, start.days],
  );
  const values = engine.column(found);
  return Object.fromEntries(names.map((name, k) => [name, values[k]]));
}

function shocksOf(engine, { shocks }) {
  return Array.from({ length: shocks.shape[0] }, (_, k) => {
    const [day, team, size] = ["day", "team", "shift"].map((name) => engine.get(shocks, k, name));
    const strength = 1 + (Math.abs(size) > 1.5 ? 1 : 0) + (Math.abs(size) > 3 ? 1 : 0);
    return { day, where: team < 0 ? "all" : team, size, strength, staged: Boolean(engine.get(shocks, k, "staged")) };
  });
}

/** Live through a recipe that begins with `start`; `after` sees the tables of a slot that has lived. */
export function lived(engine, data, start, text, charts, { seen = true, told = {}, after = () => {} } = {}) {
  engine.clear();
  const recipe = checked(parseRecipe(text), data.levers);
  const world = drawWorld(engine, start, recipe);
  const measures = data.measures.filter((each) => charts.includes(each.id));
  const people = start.chart.team.length;
  const slots = {};
  const mark = engine.end;
  for (const slot of SLOTS) {
    engine.end = mark;
    const tables = begin(engine, data, start, slot, recipe, world);
    const evenings = new Evenings(engine, start.days, people);
    if (seen) tables.events = engine.table("EVENT", [1]);
    engine.live(tables, start.slots[slot].rule, start.days, seen ? (now, day) => evenings.look(now, day) : null);
    const outcomes = conclude(engine, data, start, tables, world, Number(recipe.seed));
    after(slot, tables, outcomes);
    slots[slot] = { outcomes, values: Object.fromEntries(measures.map((each) => [each.id, outcomes[each.of] * scaleOf(each, people)])) };
    if (!seen) continue;
    evenings.mark();
    countDecided(evenings, start.days, data.actions);
    const series = Object.fromEntries(measures.map((each) => [each.id, daily(engine, tables, start, each)]));
    const { waiting, strain, state, decided } = evenings;
    Object.assign(slots[slot], { waiting, strain, state, decided, series, oldest: oldest(engine, tables, evenings, start, data.actions), moves: movesOf(evenings, start.days, data.actions, told[slot] || []) });
  }
  const better = Object.fromEntries(measures.map((each) => [each.id, aheadOn(each, (slots.right.values[each.id] - slots.left.values[each.id]) / scaleOf(each, people))]));
  return { recipe: text, seed: recipe.seed, shocks: shocksOf(engine, world), slots, better };
}

/** What an answer to the bet asks of a slot: an outcome of the year, or of some days of it, as `sim.scenario.promise.value_of`. */
function valueOf(engine, start, tables, outcomes, when) {
  if (!when.since && !when.until) return outcomes[when.outcome];
  const last = when.until || start.days;
  const sum = (name) => engine.column(tables.days, name).slice(when.since, last).reduce((all, each) => all + each, 0);
  return sum(when.daily) / (when.over ? sum(when.over) : last - when.since);
}

/** Which slot is better by a difference (right less left) that is all there is; as `sim.stats.verdict.of_one_pair`. */
function aheadOn({ smallest, better }, gap) {
  if (!(Math.abs(gap) >= smallest)) return "none";
  return gap > 0 === better > 0 ? "right" : "left";
}

function holds(when, [left, right]) {
  if (aheadOn(when, right - left) !== when.better_slot) return false;
  return when.times <= 1 || Math.max(left, right) >= when.times * Math.min(left, right);
}

/** Which answer to the bet is right in a year: the first of which everything holds, else the last. */
function answerOf(answers, year) {
  const at = answers.findIndex((each) => each.length && each.every((when) => holds(when, SLOTS.map((slot) => year[slot][when.key]))));
  return at < 0 ? answers.length - 1 : at;
}

/** Count in how many years who was ahead on a measure; as `sim.web.years.counted`, which also judges them together. */
function counted(about, pairs, scale) {
  const dots = pairs.map(([left, right]) => aheadOn(about, (right - left) / scale));
  return {
    ...Object.fromEntries(Object.keys(CODES).map((code) => [code, dots.filter((each) => each === code).length])),
    dots: dots.map((each) => CODES[each]),
    mean: Object.fromEntries(SLOTS.map((slot, k) => [slot, pairs.reduce((all, each) => all + each[k], 0) / pairs.length])),
  };
}

/** The bet and the headline of a recipe: both organisations through as many years as are counted. */
export function twenty(engine, data, start, text) {
  const recipe = parseRecipe(text);
  const about = data.measures.filter((each) => start.counted.includes(each.id));
  const people = start.chart.team.length;
  const pairs = Object.fromEntries(about.map((each) => [each.id, []]));
  const yearOf = (seed) => {
    const asked = {};
    const after = (slot, tables, outcomes) => (asked[slot] = Object.fromEntries(start.bet.flat().map((when) => [when.key, valueOf(engine, start, tables, outcomes, when)])));
    const { slots } = lived(engine, data, start, recipeText({ ...recipe, seed }), start.counted, { seen: false, after });
    return { slots, answer: answerOf(start.bet, asked) };
  };
  const here = yearOf(recipe.seed).answer;
  const years = Array.from({ length: data.years.many }, (_, k) => {
    const { slots, answer } = yearOf(k + 1);
    about.forEach((each) => pairs[each.id].push(SLOTS.map((slot) => slots[slot].values[each.id])));
    return answer;
  });
  const often = (answer) => years.filter((each) => each === answer).length;
  const most = start.bet.map((_, k) => k).reduce((best, each) => (often(each) > often(best) ? each : best));
  const outcomes = Object.fromEntries(about.map((each) => [each.id, counted(each, pairs[each.id], scaleOf(each, people))]));
  return { kind: "headline", seeds: years.length, outcomes, bet: { here, years, came: often(most) >= data.years.clearly ? most : null } };
}
