// What a lever stands at on a day, and what a move costs.

const EVERYBODY = "both";

function touches(who, slot) {
  return who === slot || who === EVERYBODY || who === "world";
}

function slotKey(key) {
  const found = /^(left|right)\.(.+)$/.exec(key);
  return found ? { slot: found[1], key: found[2] } : { slot: EVERYBODY, key };
}

/** Value a key starts from in a slot. */
export function startValue(scenario, recipe, slot, key) {
  const own = recipe.values[`${slot}.${key}`];
  if (own !== undefined) return own;
  if (recipe.values[key] !== undefined) return recipe.values[key];
  const written = scenario.values[slot][key];
  return written !== undefined ? written : scenario.values.world[key];
}

/** Changes of a key in a slot, the scenario's and one's own, by day. */
export function changesOf(scenario, recipe, slot, key) {
  const dropped = new Set(recipe.other.filter((each) => each.startsWith("without:")).map((each) => each.slice(8)));
  const theirs = scenario.changes.filter((each) => each.key === key && touches(each.who, slot) && !dropped.has(each.id));
  const mine = recipe.changes.filter((each) => {
    const read = slotKey(each.key);
    return read.key === key && touches(read.slot, slot);
  });
  return [...theirs, ...mine].sort((one, two) => one.day - two.day);
}

/** Value of a lever in a slot on a day, as it was set (a change under way counts as done). */
export function valueOn(scenario, recipe, slot, key, day) {
  const before = changesOf(scenario, recipe, slot, key).filter((each) => each.day <= day && typeof each.to === "number");
  return before.length ? before[before.length - 1].to : startValue(scenario, recipe, slot, key);
}

/** Whether a recipe moved this lever. */
export function wasMoved(recipe, lever) {
  const mine = (key) => slotKey(key).key === lever.key;
  return Object.keys(recipe.values).some(mine) || recipe.changes.some((each) => mine(each.key));
}

/** Effort tokens a recipe has spent: each own value and change costs what its lever says. */
export function tokensSpent(recipe, levers) {
  const cost = (key) => (levers.find((each) => each.key === slotKey(key).key) || { tokens: 0 }).tokens;
  const keys = [...Object.keys(recipe.values), ...recipe.changes.map((each) => each.key)];
  return keys.reduce((total, key) => total + cost(key), 0);
}
