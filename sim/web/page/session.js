// The session: question, predict, run with pauses, what happened, try, discuss; one key moves it on.

import { changed, dayOf, daysOf, isRevealed, STEPS, stepName } from "./app.js";

/** Days at which the run stops by itself, from the scenario. */
export function pausesOf(app) {
  const shock = app.run && app.run.tape.shocks.length ? app.run.tape.shocks[0].day : null;
  const days = app.scenario.pause.map((each) => (each === "first_shock" ? shock : each));
  return days.filter((each) => Number.isFinite(each));
}

/** Move to a step of the session. */
export function goTo(app, step) {
  app.step = Math.max(0, Math.min(STEPS.length - 1, step));
  Object.assign(app, { told: null, follow: null, sheet: true, playing: false });
  if (stepName(app) === "happened") app.moment = daysOf(app) - 1;
  if (stepName(app) === "run") app.closed = true;
  if (["question", "predict"].includes(stepName(app))) app.moment = 0;
  changed(app);
}

/** On: the next step; bets are closed first, the run goes on to its next pause, the years are revealed before one tries. */
export function onward(app) {
  const name = stepName(app);
  if (name === "predict" && voteCount(app) && !app.closed) return closeBets(app);
  if (name === "happened" && !isRevealed(app)) return reveal(app);
  if (name === "run" && app.follow && app.follow.side === 0) return followOther(app);
  if (name === "run" && !atEnd(app)) return togglePlay(app);
  goTo(app, app.step + 1);
  if (stepName(app) === "run") startRun(app);
  return null;
}

/** The same issue on the other side. */
function followOther(app) {
  app.follow = { ...app.follow, side: 1 };
  changed(app);
}

/** Whether there is no further step of this scenario. */
export function isLastStep(app) {
  return app.step === STEPS.length - 1;
}

/** Close the bets, or open them again: only then is it shown how the room is split. */
export function closeBets(app) {
  app.closed = !app.closed;
  changed(app);
}

/** Show what the twenty years say. */
export function reveal(app) {
  Object.assign(app, { step: STEPS.indexOf("happened"), revealed: true, sheet: true });
  changed(app);
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
  app.follow = null;
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
  app.follow = null;
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
    const issue = (app.run.followed || []).find((each) => each.day === stop);
    app.follow = issue ? { issue, side: 0 } : null;
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

/** A vote more (or less) for an answer, while bets are open; afterwards a count may only be set. */
export function vote(app, answer, change) {
  if (!(answer in app.votes)) return;
  app.votes[answer] = Math.max(0, Math.min(999, app.votes[answer] + change));
  changed(app);
}

export function voteCount(app) {
  return app.votes.reduce((all, each) => all + each, 0);
}

/** What the room bet and what the years say: {votes, all, years, count, came, best, here}; nothing before the years are counted. */
export function outcomeOfBet(app) {
  const bet = app.run && app.run.headline && app.run.headline.bet;
  if (!bet) return null;
  const years = app.votes.map((_, k) => bet.years.filter((each) => each === k).length);
  const most = (counts) => counts.indexOf(Math.max(...counts));
  const best = bet.came !== null && app.votes[bet.came] === Math.max(...app.votes) ? bet.came : most(app.votes);
  return { votes: app.votes, all: voteCount(app), years, count: bet.years.length, came: bet.came, often: most(years), best, here: bet.here };
}
