// A run is a recipe: scenario, seed, values from the first day, changes from a day on. The address holds it.

const CHANGE = /^@(\d+):([^:]+):([^:]+)(?::(\d+))?$/;

/** A number as recipes write it: no trailing zeros, no exponent. */
export function plain(value) {
  return String(Number(Number(value).toFixed(6)));
}

function worth(text) {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Parts of a recipe. Unknown ones are kept as they are: the server judges them. */
export function parseRecipe(text) {
  const [scenario, seed, ...parts] = text.split("~");
  const recipe = { scenario, seed: seed === undefined || seed === "" ? null : worth(seed), values: {}, changes: [], other: [] };
  for (const part of parts) {
    const change = CHANGE.exec(part);
    if (change) recipe.changes.push(changeOf(change));
    else if (/^(left|right)?\.?(culture|dials|world)\./.test(part)) readValue(recipe, part);
    else recipe.other.push(part);
  }
  return recipe;
}

function changeOf([, day, key, to, over]) {
  return { day: Number(day), key, to: worth(to), over: over === undefined ? null : Number(over) };
}

function readValue(recipe, part) {
  const at = part.indexOf(":");
  recipe.values[part.slice(0, at)] = worth(part.slice(at + 1));
}

const RANK = ["variant:", "left.form:", "right.form:", "without:", "chart:"];

function rankOf(part) {
  const at = RANK.findIndex((each) => part.startsWith(each));
  return at < 0 ? RANK.length : at;
}

function written(value) {
  return typeof value === "number" ? plain(value) : value;
}

function changeText(change) {
  const over = change.over === null || change.over === undefined ? "" : `:${change.over}`;
  return `@${change.day}:${change.key}:${written(change.to)}${over}`;
}

function byText(one, two) {
  return one < two ? -1 : one > two ? 1 : 0;
}

/** The canonical text of a recipe. */
export function recipeText(recipe) {
  const other = [...recipe.other].sort((one, two) => rankOf(one) - rankOf(two) || byText(one, two));
  const values = Object.keys(recipe.values).sort(byText).map((key) => `${key}:${written(recipe.values[key])}`);
  const changes = [...recipe.changes].sort((one, two) => one.day - two.day || byText(one.key, two.key)).map(changeText);
  const start = recipe.seed === null ? [recipe.scenario] : [recipe.scenario, String(recipe.seed)];
  return [...start, ...other, ...values, ...changes].join("~");
}

/** Keys a move of a lever writes: `who` is left, right or both; what is the world's has no slot. */
export function keysFor(lever, who) {
  if (lever.of === "world" || who === "both") return [lever.key];
  return [`${who}.${lever.key}`];
}

/** The recipe after a lever was set; from `day` on, or from the first day if `day` is 0. */
export function withLever(recipe, lever, who, value, day) {
  const keys = keysFor(lever, who);
  const clash = who === "both" ? [...keys, `left.${lever.key}`, `right.${lever.key}`] : keys;
  if (!day) {
    const values = Object.fromEntries(Object.entries(recipe.values).filter(([key]) => !clash.includes(key)));
    keys.forEach((key) => (values[key] = value));
    return { ...recipe, values };
  }
  const changes = recipe.changes.filter((each) => each.day < day || !clash.includes(each.key));
  keys.forEach((key) => changes.push({ day, key, to: value, over: lever.over ?? null }));
  return { ...recipe, changes };
}

/** The same settings under another draw. */
export function withSeed(recipe, seed) {
  return { ...recipe, seed };
}

/** The recipe without what was moved by hand. */
export function withoutMoves(recipe) {
  return { ...recipe, values: {}, changes: [] };
}

/** Switch a part such as `variant:general` on or off. */
export function toggled(recipe, part) {
  const has = recipe.other.includes(part);
  return { ...recipe, other: has ? recipe.other.filter((each) => each !== part) : [...recipe.other, part] };
}
