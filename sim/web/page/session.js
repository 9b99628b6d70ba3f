// The session: question, predict, run with pauses, what happened, try, discuss; one key moves it on.

import { changed, dayOf, daysOf, STEPS, stepName } from "./app.js";

/** Days at which the run stops by itself, from the scenario. */
export function pausesOf(app) {
  const shock = app.run && app.run.tape.shocks.length ? app.run.tape.shocks[0].day : null;
  const days = app.scenario.pause.map((each) => (each === "first_shock" ? shock : each));
  return days.filter((each) => Number.isFinite(each));
}

/** Move to a step of the session. */
export function goTo(app, step) {
  app.step = Math.max(0, Math.min(STEPS.length - 1, step));
  Object.assign(app, { told: null, sheet: true, playing: false });
  if (stepName(app) === "happened") app.moment = daysOf(app) - 1;
  if (["question", "predict"].includes(stepName(app))) app.moment = 0;
  changed(app);
}

/** On: the next step; within the run, on to the next pause. */
export function onward(app) {
  if (stepName(app) !== "run") {
    goTo(app, app.step + 1);
    if (stepName(app) === "run") startRun(app);
  } else if (atEnd(app)) goTo(app, app.step + 1);
  else togglePlay(app);
}

export function backward(app) {
  goTo(app, app.step - 1);
}

function atEnd(app) {
  return dayOf(app) >= daysOf(app) - 1;
}

function startRun(app) {
  app.moment = 0;
  app.playing = true;
}

/** Play or pause; before the run this starts it, at its end it starts again. */
export function togglePlay(app) {
  if (app.step < STEPS.indexOf("run")) {
    app.step = STEPS.indexOf("run");
    startRun(app);
  } else if (app.playing) app.playing = false;
  else {
    if (atEnd(app)) app.moment = 0;
    app.playing = true;
  }
  changed(app);
}

/** The same shocks once more, from the first day. */
export function replaySame(app) {
  app.step = STEPS.indexOf("run");
  startRun(app);
  changed(app);
}

/** Go to a day by hand. */
export function goToDay(app, day) {
  app.playing = false;
  app.told = null;
  app.moment = Math.max(0, Math.min(daysOf(app) - 1, day));
  if (app.step < STEPS.indexOf("run")) app.step = STEPS.indexOf("run");
  changed(app);
}

/** Let `seconds` go by; stops at pauses and at the end. Returns whether another day is on show. */
export function tick(app, seconds) {
  if (!app.playing || !app.run) return false;
  const before = dayOf(app);
  const last = daysOf(app) - 1;
  let next = app.moment + seconds * app.speed;
  const stop = pausesOf(app).find((each) => each > app.moment && each <= next);
  if (stop !== undefined && stepName(app) === "run") {
    next = stop;
    app.playing = false;
  }
  if (next >= last) finish(app, last);
  else app.moment = next;
  return dayOf(app) !== before || !app.playing;
}

function finish(app, last) {
  app.moment = last;
  app.playing = false;
  if (stepName(app) === "run") app.step = STEPS.indexOf("happened");
}

/** A vote more (or less) for one of the three answers. */
export function vote(app, answer, change) {
  app.votes[answer] = Math.max(0, Math.min(999, app.votes[answer] + change));
  changed(app);
}

export function voteCount(app) {
  return app.votes.a + app.votes.none + app.votes.b;
}

const ANSWER = { left: "a", right: "b", none: "none" };

/** What came on the outcome of the scenario: a, b or none; null before the run is whole. */
export function whatCame(app) {
  const better = app.run && app.run.result && app.run.result.better[app.scenario.show];
  return better ? ANSWER[better] : null;
}
