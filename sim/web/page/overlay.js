// The sheet over tape and charts: the question, the votes, what to try, what to discuss.

import { isRevealed, isTry, stepName, TOKENS } from "./app.js";
import { byId, element } from "./element.js";
import { outcomeOfBet, voteCount } from "./session.js";
import { tokensSpent } from "./levers.js";
import { trySheet } from "./tries.js";

const LONG = 90;
const BETWEEN_DOTS = 60; // milliseconds from one year to the next when they are revealed

function ask(text) {
  return element("p", { class: text.length > LONG ? "ask long" : "ask", text });
}

/** A bar as wide as its share of the most. */
function bar(count, most) {
  const made = element("span", { class: "bar-of" });
  made.style.width = `${most ? Math.round((100 * count) / most) : 0}%`;
  return element("span", { class: "track" }, made);
}

/** One answer to bet on: while open a button and no count; once closed its bar and a number that can be set. */
function answerRow(app, act, answer, k) {
  const { speech, votes } = app;
  const text = speech.of(answer);
  const key = element("kbd", { text: String(k + 1) });
  if (!app.closed) {
    const less = element("button", { type: "button", class: "less", "aria-label": `${text} −1`, text: "−1", onclick: () => act.vote(k, -1) });
    return element("div", { class: "answer" }, element("button", { type: "button", class: "bet", id: `bet-${k}`, onclick: () => act.vote(k, 1) }, key, ` ${text}`), less);
  }
  const number = element("input", { type: "number", id: `vote-${k}`, min: 0, max: 999, value: votes[k], inputmode: "numeric", "aria-label": text });
  number.addEventListener("change", () => act.typed(k, number.value));
  return element("div", { class: "answer closed" }, element("span", { class: "text" }, key, ` ${text}`), bar(votes[k], Math.max(...votes)), number);
}

/** Bets: hidden until they are closed, so that nobody bets with the crowd. */
function predictSheet(app, act) {
  const { speech, scenario } = app;
  const count = voteCount(app);
  const closing = element("button", { type: "button", class: "strong", text: speech.t(app.closed ? "bets_open" : "bets_close"), onclick: act.close });
  return [
    ask(speech.of(scenario.predict)),
    element("div", { class: "answers" }, ...scenario.predict.answers.map((each, k) => answerRow(app, act, each, k))),
    element("div", { class: "row" },
      element("strong", { id: "bet-count", role: "status", text: speech.t(app.closed ? "bets_closed" : "bets_hidden", { count }) }),
      closing,
      element("span", { class: "quiet", text: speech.t(app.closed ? "bets_next" : "bets_hint") })),
  ];
}

/** The reveal in one or two sentences; a room that was right is never told otherwise. */
export function revealSays(app) {
  const { speech, scenario } = app;
  const bet = outcomeOfBet(app);
  if (!bet) return speech.t("reveal_wait");
  const said = (k) => speech.of(scenario.predict.answers[k]);
  const room = { n: bet.votes[bet.best], all: bet.all, bet: bet.all ? said(bet.best) : "" };
  const years = { years: bet.years[bet.came ?? bet.often], of: bet.count, answer: said(bet.came ?? bet.often) };
  const parts = [];
  if (bet.came === null) parts.push(bet.all ? speech.t("reveal_bet", room) : "", speech.t("reveal_open", years));
  else if (!bet.all) parts.push(speech.t("reveal_plain", years));
  else parts.push(speech.t(bet.best === bet.came ? "reveal_right" : "reveal_wrong", { ...room, ...years }));
  if (bet.came !== null && bet.here !== bet.came) parts.push(speech.t("reveal_here", { answer: said(bet.here) }));
  return parts.filter(Boolean).join(" ");
}

function yearDots(count, from) {
  return Array.from({ length: count }, (_, k) => {
    const dot = element("i", { class: "year" });
    dot.style.animationDelay = `${(from + k) * BETWEEN_DOTS}ms`;
    return dot;
  });
}

/** The room's bars beside the twenty years, answer by answer; the years only once they are asked for. */
function revealSheet(app, act) {
  const { speech, scenario } = app;
  const bet = outcomeOfBet(app);
  const shown = isRevealed(app) && bet;
  let before = 0;
  const rows = scenario.predict.answers.map((each, k) => {
    const dots = shown ? yearDots(bet.years[k], before) : [];
    if (shown) before += bet.years[k];
    const cells = [
      element("th", { scope: "row", text: speech.of(each) }),
      element("td", { class: "room" }, bar(app.votes[k], Math.max(1, ...app.votes)), element("b", { text: voteCount(app) ? String(app.votes[k]) : "–" })),
      element("td", { class: "years" }, element("span", { class: "dots-of" }, ...dots), element("b", { text: shown ? String(bet.years[k]) : "?" })),
    ];
    return element("tr", { class: shown && bet.came === k ? "came" : null }, ...cells);
  });
  const heads = ["", speech.t("reveal_room", { count: voteCount(app) }), speech.t("reveal_years", { of: bet ? bet.count : 20 })];
  const table = element("table", { class: "reveal" }, element("thead", {}, element("tr", {}, ...heads.map((text) => element(text ? "th" : "td", text ? { scope: "col", text } : {})))), element("tbody", {}, ...rows));
  const says = element("p", { class: "says", id: "reveal-says", role: "status", text: shown ? revealSays(app) : "" });
  const go = shown ? null : element("button", { type: "button", class: "strong", id: "reveal", disabled: !bet, text: speech.t(bet ? "reveal_go" : "reveal_wait"), onclick: act.reveal });
  return [element("p", { class: "bet-asked", text: speech.of(scenario.predict) }), table, shown ? says : go];
}

function tries(app, act) {
  const there = (app.scenario.tries || []).filter((each) => !app.source.offline || app.source.has(each.recipe));
  return there.map((each) =>
    element("button", { type: "button", class: "strong", text: app.speech.of(each.label), onclick: () => act.attempt(each.recipe) }),
  );
}

const SHEETS = {
  question: (app) => [ask(app.speech.fill(app.scenario[app.lang].question)), element("p", { text: app.speech.t("write_first") })],
  predict: predictSheet,
  happened: (app, act) => (isTry(app) ? trySheet(app) : revealSheet(app, act)),
  try: (app, act) => [
    ask(app.speech.fill(app.scenario[app.lang].try)),
    element("div", { class: "row" }, element("span", { text: tokensText(app) }), ...tries(app, act)),
  ],
  discuss: (app) => [
    ask(app.speech.fill(app.scenario[app.lang].question)),
    element("p", { class: "beware", text: app.speech.fill(app.scenario[app.lang].caveat) }),
    element("p", { class: "quiet", text: app.speech.of(app.catalogue.notices.model) }),
  ],
};

function tokensText(app) {
  const left = Math.max(0, TOKENS - tokensSpent(app.recipe, app.catalogue.levers));
  return app.speech.t("tokens_left", { left, all: TOKENS });
}

/** What a sheet has to be made anew for. */
function keyOf(app, name) {
  const bets = name === "predict" || name === "happened" ? [app.votes, app.closed, app.revealed, Boolean(app.run && app.run.headline)] : [];
  return [name, app.lang, app.scenario.id, app.blind, isTry(app), app.swapped, app.run && app.run.begin && app.run.begin.recipe, name === "try" ? tokensText(app) : "", ...bets].join("|");
}

/** Show the sheet of the step, or none. `act`: vote, typed, close, reveal, attempt. */
export function showOverlay(app, act) {
  const holder = byId("overlay");
  const name = stepName(app);
  document.documentElement.dataset.step = name;
  const key = app.sheet ? keyOf(app, name) : "";
  if (holder.dataset.key === key && !holder.hidden) return;
  const parts = app.sheet && SHEETS[name] ? SHEETS[name](app, act) : null;
  holder.hidden = !parts;
  holder.dataset.key = parts ? key : "";
  if (!parts) return;
  const focused = document.activeElement && holder.contains(document.activeElement) ? document.activeElement.id : "";
  holder.replaceChildren(...parts);
  if (focused && byId(focused)) byId(focused).focus();
}
