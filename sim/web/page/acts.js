// What each button and key does.

import { asked } from "./keys.js";
import { byId } from "./element.js";
import { changed, dayOf, moveLever, openRecipe, otherShocks, replay, setLanguage, shuffle, STEPS, stepName, tell, toggleVariant, undoMoves } from "./app.js";
import { backward, closeBets, goTo, goToDay, isLastStep, onward, replaySame, reveal, togglePlay, vote } from "./session.js";
import { hideCard, showCard } from "./card.js";
import { keptLayout } from "./pictures.js";
import { movesUnderWay } from "./scene.js";
import { openExport, openHelp, openShare } from "./windows.js";
import { openOwn, openSheet } from "./own.js";
import { parseRecipe, recipeText } from "./recipe.js";
import { SLOTS } from "./run.js";
import { slotsOf } from "./slots.js";

const SETTLE = 60; // milliseconds a lever rests before its run is asked for
const NEAR = 16; // pixels

/** What the address asks for; a file from disk has no query that can be rewritten, so its part after # counts too. */
export function addressAsks(name) {
  const { search, hash } = window.location;
  return new URLSearchParams(search).get(name) || new URLSearchParams(hash.slice(1)).get(name);
}

/** The recipe the page opens with: that of the address, the first of the playlist, the first of all. */
export function openAt(app) {
  const given = addressAsks("recipe");
  if (given) return given;
  const first = app.session.playlist && app.session.playlist[0];
  return first ? first.recipe : app.catalogue.scenarios[0].id;
}

/** Keep the address in step with the recipe, so that it can be shared and reloaded. */
export function writeAddress(app) {
  const asks = `recipe=${recipeText(app.recipe)}&lang=${app.lang}`;
  if (window.location.protocol === "file:") window.location.replace(`#${asks}`);
  else if (window.location.search !== `?${asks}`) window.history.replaceState(null, "", `${window.location.pathname}?${asks}`);
}

/** Everything that can be done, by name. */
export function actions(app) {
  const open = (text) => openRecipe(app, text).then(() => writeAddress(app));
  const then = (promise) => Promise.resolve(promise).then(() => writeAddress(app));
  return {
    open,
    play: () => togglePlay(app),
    back: () => goToDay(app, dayOf(app) - 1),
    on: () => goToDay(app, dayOf(app) + 1),
    same: () => replaySame(app),
    new: () => then(otherShocks(app)),
    next: () => (isLastStep(app) ? open(nextScenario(app)) : onward(app)),
    close: () => closeBets(app),
    reveal: () => reveal(app),
    previous: () => backward(app),
    presenter: () => flip(app, "view", app.view === "presenter" ? "working" : "presenter"),
    blind: () => flip(app, "blind", !app.blind),
    levers: () => flip(app, "levers", !app.levers),
    blank: () => flip(app, "blank", !app.blank),
    chart: () => flip(app, "chart", app.chart + 1),
    sheet: () => openSheet(app, open),
    cover: () => flip(app, "sheet", !app.sheet),
    language: () => {
      setLanguage(app, app.lang === "fr" ? "en" : "fr");
      writeAddress(app);
    },
    full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
    help: () => openHelp(app),
    share: () => openShare(app),
    export: () => openExport(app),
    card: () => showCard(app),
    own: () => openOwn(app, open),
    variant: () => then(toggleVariant(app)),
    undo: () => then(undoMoves(app)),
    vote: (answer, change) => vote(app, answer, change),
    typed: (answer, text) => vote(app, answer, (Math.trunc(Number(text)) || 0) - app.votes[answer]),
    attempt: (text) => attempt(app, text),
    lever: (lever, value) => then(moved(app, lever, value)),
    digit: (digit, less) => digitPressed(app, open, digit, less),
  };
}

function flip(app, name, value) {
  app[name] = value;
  if (name === "blind") app.told = null;
  if (name === "blind" && value) shuffle(app);
  changed(app);
}

async function moved(app, lever, value) {
  if (["question", "predict"].includes(stepName(app)) === false) app.sheet = false;
  return moveLever(app, lever, value);
}

/** One of the scenario's own tries: run it in the place of this year, which stays as a pale line. */
async function attempt(app, text) {
  const came = await replay(app, parseRecipe(text), 0);
  if (!came) return;
  app.step = STEPS.indexOf("run");
  Object.assign(app, { moment: 0, playing: true });
  writeAddress(app);
  changed(app);
}

/** After the last step the next scenario of the session, or of the list; after the last one the first. */
function nextScenario(app) {
  const list = (app.session.playlist || []).map((each) => each.recipe);
  const all = list.length ? list : app.catalogue.scenarios.map((each) => each.id);
  const at = all.findIndex((each) => parseRecipe(each).scenario === app.scenario.id);
  return all[(at + 1) % all.length];
}

/** While bets are open digits are bets and nothing else, so that no vote is lost to a wrong key. */
function digitPressed(app, open, digit, less) {
  if (stepName(app) === "predict") return app.closed ? null : vote(app, digit - 1, less ? -1 : 1);
  const entry = (app.session.playlist || []).find((each) => each.key === digit);
  return entry && !less ? open(entry.recipe) : null;
}

/** Connect keys, buttons, levers, tape and pictures. */
export function listen(app, act) {
  document.addEventListener("keydown", (event) => pressed(app, act, event));
  document.addEventListener("click", (event) => clicked(app, act, event));
  byId("scenario").addEventListener("change", (event) => {
    event.target.blur(); // letters are keys of the page again
    act.open(event.target.value);
  });
  byId("speed").addEventListener("change", (event) => flip(app, "speed", Number(event.target.value)));
  byId("variant").addEventListener("click", act.variant);
  byId("day").addEventListener("input", (event) => goToDay(app, Number(event.target.value)));
  byId("who").addEventListener("change", (event) => flip(app, "who", event.target.value));
  byId("blank").addEventListener("click", act.blank);
  listenLevers(app, act);
  window.addEventListener("popstate", () => addressMoved(app, act));
  window.addEventListener("resize", () => changed(app));
}

/** Back and forward open what the address asks for; the page's own rewriting of it asks for nothing new. */
function addressMoved(app, act) {
  const asks = addressAsks("recipe");
  if (asks && app.recipe && asks !== recipeText(app.recipe)) act.open(asks);
}

function listenLevers(app, act) {
  let waiting = null;
  const levers = new Map(app.catalogue.levers.map((each) => [each.id, each]));
  byId("levers").addEventListener("input", (event) => {
    const lever = levers.get(event.target.dataset.lever);
    if (!lever) return;
    event.target.dataset.moving = "yes";
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      delete event.target.dataset.moving;
      act.lever(lever, Number(event.target.value));
    }, SETTLE);
  });
}

function pressed(app, act, event) {
  if (byId("window").open) return;
  if (!byId("card").hidden) {
    if (event.code === "Escape") hideCard(app);
    return;
  }
  const what = asked(event);
  if (!what) return;
  event.preventDefault();
  if (app.blank && what.does !== "blank") return;
  if (app.message && what.does) tell(app, null);
  if (what.digit) act.digit(what.digit, what.less);
  else if (what.does === "sheet") act.cover();
  else act[what.does]();
}

function clicked(app, act, event) {
  const pushed = event.target.closest("button");
  if (pushed && event.detail && !byId("window").open) pushed.blur(); // or the space bar would push it again
  const button = event.target.closest("[data-do]");
  if (button) return act[button.dataset.do]();
  const step = event.target.closest("[data-step]");
  if (step && step.tagName === "BUTTON") return goTo(app, Number(step.dataset.step));
  const canvas = event.target.closest("canvas");
  if (canvas && canvas.id.startsWith("net-")) return why(app, slotsOf(app)[SLOTS.indexOf(canvas.id.slice(4))], event);
  return null;
}

function far(point, a, b, share) {
  return Math.hypot(a.x + (b.x - a.x) * share - point.x, a.y + (b.y - a.y) * share - point.y);
}

/** The story of the dot nearest to a click on its way that day; none in imported charts. */
function why(app, slot, event) {
  const frames = app.run.slots[slot];
  if (!frames.stories.length || (app.run.begin && app.run.begin.imported)) return;
  const layout = keptLayout(app, slot, event.target.clientWidth, event.target.clientHeight);
  const point = { x: event.offsetX, y: event.offsetY };
  const told = movesUnderWay(frames.moves, app.moment, Math.max(0.8, app.speed * 0.5)).filter((each) => each.story);
  const ranked = told.map((each) => {
    const [a, b] = [layout.places[each.from], layout.places[each.to]];
    const share = Math.max(0, Math.min(1, (app.moment - each.born) / Math.max(0.8, app.speed * 0.5)));
    return { each, far: Math.min(far(point, a, b, share), far(point, a, b, 0), far(point, a, b, 1)) };
  });
  const best = ranked.sort((one, two) => one.far - two.far)[0];
  app.told = best && best.far < NEAR * 2 ? frames.stories[best.each.story - 1] : null;
  if (app.told) app.playing = false;
  changed(app);
}
