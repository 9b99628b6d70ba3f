// Where the page begins: a source of frames, the state, the loop that draws, and what each key and button does.

import { bakedSource, embedded } from "./baked.js";
import { byId, write } from "./element.js";
import { changed, dayOf, newApp, openRecipe } from "./app.js";
import { drawPictures } from "./pictures.js";
import { fillLevers, showLevers } from "./leverbox.js";
import { liveSource, Refused } from "./live.js";
import { actions, addressAsks, listen, openAt } from "./acts.js";
import { refillCard } from "./card.js";
import { showBar, showControls, showNames, showStory, writeFixed } from "./panels.js";
import { showCharts, showTiles } from "./chartbox.js";
import { showOverlay } from "./overlay.js";
import { followSays, summaryOf } from "./story.js";
import { ribbonSays } from "./tries.js";
import { tick } from "./session.js";

const SUMMARY_EVERY = 5; // days between the summaries of a run that plays
const LONGEST_STEP = 0.25; // seconds: after a pause of the tab the year does not leap

/** Everything in words and numbers, for the state of now. */
function show(app, act) {
  if (!app.scenario) return;
  const root = document.documentElement;
  root.dataset.view = app.view;
  root.dataset.levers = app.view === "presenter" && !app.levers ? "shut" : "open";
  byId("levers-open").setAttribute("aria-pressed", String(Boolean(app.levers)));
  root.dataset.shown = app.run && app.run.whole ? app.run.begin.recipe : "";
  const filled = `${app.lang}|${app.swapped}`;
  if (root.dataset.filled !== filled) {
    writeFixed(app);
    fillLevers(app);
    root.dataset.filled = filled;
  }
  showBar(app);
  showStory(app);
  showRibbon(app);
  showNames(app);
  showOverlay(app, act);
  if (app.recipe) showLevers(app);
  showControls(app);
  showTiles(app);
  showCharts(app);
  byId("blank").hidden = !app.blank;
  showSummary(app);
  showTold(app);
  refillCard(app);
}

function showSummary(app) {
  if (app.playing && dayOf(app) % SUMMARY_EVERY) return;
  const text = summaryOf(app);
  write(byId("summary"), text);
  if (!app.playing) write(byId("spoken"), text);
}

/** Above the pictures, as long as a try is on show: what is other than in the year the room bet on. */
function showRibbon(app) {
  const text = ribbonSays(app);
  byId("ribbon").hidden = !text;
  write(byId("ribbon"), text);
  document.documentElement.dataset.try = text ? "yes" : "no";
}

function showTold(app) {
  const box = byId("teller");
  const text = app.told ? app.speech.of(app.told) : followSays(app);
  box.hidden = !text;
  box.dataset.side = app.follow && !app.told ? String(app.follow.side) : "";
  write(box, text);
}

/** The loop: words when something changed, pictures when something moves. */
function run(app, act) {
  let before = performance.now();
  let drawn = null;
  const frame = (now) => {
    const seconds = Math.min((now - before) / 1000, LONGEST_STEP);
    before = now;
    const moves = app.playing;
    if (tick(app, seconds)) app.dirty = true;
    if (app.dirty) {
      app.dirty = false;
      show(app, act);
      drawPictures(app);
      if (app.run && app.run !== drawn) performance.mark("treillis-run");
      drawn = app.run;
    } else if (moves) drawPictures(app);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

function languageOf(session) {
  const asked = addressAsks("lang");
  return ["fr", "en"].includes(asked) ? asked : session.lang || "fr";
}

async function begin() {
  const data = embedded(document);
  const source = data ? bakedSource(data) : liveSource();
  const [session, catalogue] = await Promise.all([source.session(), source.catalogue()]);
  const app = newApp(source, session, catalogue, languageOf(session));
  const act = actions(app);
  listen(app, act);
  const opened = openRecipe(app, openAt(app));
  run(app, act);
  new ResizeObserver(() => changed(app)).observe(document.body);
  await opened;
}

begin().catch((problem) => {
  const box = byId("message");
  box.hidden = false;
  box.textContent = problem instanceof Refused ? `${problem.says.fr} / ${problem.says.en}` : String(problem.message);
  if (!(problem instanceof Refused)) throw problem;
});
