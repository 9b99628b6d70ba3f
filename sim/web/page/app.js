// The state of the page and what can be done to it. Drawing reads this; nothing here touches the document.

import { addLine, daysThere, emptyRun, keepPast } from "./run.js";
import { parseRecipe, recipeText, toggled, withLever, withoutMoves } from "./recipe.js";
import { tokensSpent } from "./levers.js";
import { Refused } from "./live.js";
import { speaker } from "./say.js";

export const STEPS = ["question", "predict", "run", "happened", "try", "discuss"];
export const TOKENS = 3;

/** A page that has its catalogue and no run yet. */
export function newApp(source, session, catalogue, lang) {
  return {
    ...{ source, session, catalogue, lang, speech: speaker(lang) },
    ...{ view: "working", blind: false, blank: false, chart: 0, who: "both", speed: 10 },
    ...{ scenario: null, recipe: null, run: null, previous: null, flight: null, message: null },
    ...{ moment: 0, playing: false, step: 0, told: null, sheet: true, dirty: true, group: "" },
    ...freshBets(null),
    ...{ swapped: false, follow: null, base: null },
  };
}

/** Bets before anybody has voted: a count an answer, open, and nothing revealed. */
function freshBets(scenario) {
  const answers = scenario ? scenario.predict.answers : [];
  return { votes: answers.map(() => 0), closed: false, revealed: false };
}

/** Blind, nobody shall know which is which: A and B change places by chance, and stay so until a scenario is opened. */
export function shuffle(app) {
  app.swapped = app.blind && Math.random() < 0.5;
  app.speech = speakerOf(app);
  changed(app);
}

function speakerOf(app) {
  return speaker(app.lang, app.swapped ? { A: "B", B: "A" } : undefined);
}

function settingsOf(recipe) {
  return recipeText({ ...recipe, seed: 0 });
}

/** Whether the run on show is a try: other settings than those the room bet on. */
export function isTry(app) {
  return Boolean(app.recipe) && settingsOf(app.recipe) !== app.opened;
}

/** Whether what the twenty years say may be on the screen. */
export function isRevealed(app) {
  return app.revealed || app.step > STEPS.indexOf("happened");
}

/** Days of the run on show. */
export function daysOf(app) {
  return app.run && app.run.begin ? app.run.begin.days : app.scenario ? app.scenario.days : 250;
}

/** The day on show. */
export function dayOf(app) {
  return Math.max(0, Math.min(Math.floor(app.moment), daysOf(app) - 1));
}

export function stepName(app) {
  return STEPS[app.step];
}

export function changed(app) {
  app.dirty = true;
}

/** Show a line to the user: a refusal, or (calm) a remark. `says` is {fr, en}, or null. */
export function tell(app, says, calm = false) {
  app.message = says ? { says, calm } : null;
  changed(app);
}

function find(app, id) {
  return app.catalogue.scenarios.find((each) => each.id === id);
}

/** Open a recipe from its beginning. */
export async function openRecipe(app, text) {
  const recipe = parseRecipe(text);
  const scenario = find(app, recipe.scenario);
  if (!scenario) {
    tell(app, unknown(recipe.scenario, app.catalogue.scenarios));
    return openRecipe(app, `${app.catalogue.scenarios[0].id}`);
  }
  if (recipe.seed === null) recipe.seed = scenario.seed;
  Object.assign(app, { scenario, recipe, run: null, previous: null, moment: 0, playing: false, step: 0, chart: 0, told: null, sheet: true });
  Object.assign(app, freshBets(scenario), { opened: settingsOf(recipe), follow: null, base: null });
  shuffle(app);
  const came = await load(app, recipe, 0);
  if (came) app.opened = settingsOf(app.recipe);
  return came;
}

function unknown(id, scenarios) {
  const first = scenarios[0].id;
  return { fr: `Scénario inconnu : « ${id} ». Voici ${first}.`, en: `Unknown scenario: "${id}". Here is ${first}.` };
}

/** Fetch a recipe; the picture of before stays until the new year is there (`arrived`). Returns whether all of it came. */
export async function load(app, recipe, from, arrived = () => {}) {
  if (app.flight) app.flight.abort();
  const flight = new AbortController();
  app.flight = flight;
  const run = from && app.run ? keepPast(emptyRun(), app.run, from) : emptyRun();
  const first = !app.run;
  try {
    const taken = (line) => {
      if (flight !== app.flight) return;
      take(app, run, line, first);
      if (line.kind === "result") arrived();
    };
    await app.source.run(recipeText(recipe), from, taken, flight.signal);
  } catch (problem) {
    return failed(app, problem, flight);
  }
  if (flight !== app.flight) return false;
  Object.assign(app, { run, recipe: run.begin ? parseRecipe(run.begin.recipe) : recipe, flight: null });
  changed(app);
  return true;
}

function take(app, run, line, show) {
  addLine(run, line);
  if (line.kind === "result" || (show && line.kind === "frames" && daysThere(run) > 0)) app.run = run;
  changed(app);
}

function failed(app, problem, flight) {
  if (problem.name === "AbortError" || flight !== app.flight) return false;
  app.flight = null;
  if (problem instanceof Refused) tell(app, problem.says);
  else if (problem instanceof TypeError && /fetch|network/i.test(problem.message)) tell(app, GONE);
  else throw problem;
  return false;
}

const GONE = {
  fr: "Le serveur ne répond plus. Relancez « treillis app », puis rechargez la page.",
  en: "The server no longer answers. Start \"treillis app\" again, then reload the page.",
};

/** Day from which a move of a lever holds: the day on show, or the whole year before the start and after the end. */
export function leverDay(app) {
  const day = dayOf(app);
  const running = !["question", "predict"].includes(stepName(app));
  return running && day > 0 && day < daysOf(app) - 1 ? day : 0;
}

/** Move a lever: an intervention from the day on show, the past kept. */
export async function moveLever(app, lever, value) {
  const day = leverDay(app);
  const next = withLever(app.recipe, lever, app.who, value, day);
  if (stepName(app) === "try" && tokensSpent(next, app.catalogue.levers) > TOKENS) {
    tell(app, bothSay("tokens_none"));
    return false;
  }
  return replay(app, next, day);
}

/** Run another recipe in the place of this one; the run of before stays as a pale line. */
export async function replay(app, recipe, day) {
  const before = app.run;
  const came = await load(app, recipe, day, () => {
    const base = before && before.result && !isTry(app) ? before : app.base;
    Object.assign(app, { previous: before, base, message: null, recipe });
    if (!day && app.moment >= daysOf(app) - 1) app.moment = 0;
  });
  changed(app);
  return came;
}

/** A string of the page in both languages, as a message. */
export function bothSay(key, values = {}) {
  return { fr: speaker("fr").t(key, values), en: speaker("en").t(key, values) };
}

/** Take back what was moved by hand. */
export function undoMoves(app) {
  const moved = Object.keys(app.recipe.values).length + app.recipe.changes.length;
  return moved ? replay(app, withoutMoves(app.recipe), 0) : Promise.resolve(false);
}

/** The other variant of the scenario, if it has one. */
export function toggleVariant(app) {
  const name = app.scenario.variants && app.scenario.variants[0];
  return name ? openRecipe(app, recipeText(toggled(app.recipe, `variant:${name}`))) : Promise.resolve(false);
}

/** Other shocks: the next seed; offline, the next one of the file. */
export function otherShocks(app) {
  const next = app.source.offline ? nextInFile(app) : { ...app.recipe, seed: Number(app.recipe.seed) + 1 };
  if (!next) {
    tell(app, bothSay("seeds_none"));
    return Promise.resolve(false);
  }
  app.moment = 0;
  app.step = STEPS.indexOf("run");
  return load(app, next, 0).then((came) => {
    app.previous = null;
    app.playing = came;
    if (came) tell(app, bothSay("other_year", { seed: next.seed }), true);
    return came;
  });
}

function nextInFile(app) {
  if (!app.source.held(recipeText(app.recipe))) return null;
  const { seeds } = app.source;
  return { ...app.recipe, seed: seeds.find((each) => each > app.recipe.seed) ?? seeds[0] };
}

export function setLanguage(app, lang) {
  app.lang = lang;
  app.speech = speakerOf(app);
  changed(app);
}
