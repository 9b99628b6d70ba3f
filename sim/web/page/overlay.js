// The sheet over tape and charts: the question, the votes, what to try, what to discuss.

import { stepName, TOKENS } from "./app.js";
import { byId, element } from "./element.js";
import { tokensSpent } from "./levers.js";

const ANSWERS = [["a", "vote_a"], ["none", "vote_none"], ["b", "vote_b"]];
const LONG = 120;

function ask(text) {
  return element("p", { class: text.length > LONG ? "ask long" : "ask", text });
}

function voteRow(app, act) {
  const { speech } = app;
  return ANSWERS.map(([name, key], k) => {
    const id = `vote-${name}`;
    const number = element("input", { type: "number", id, min: 0, max: 999, value: app.votes[name], inputmode: "numeric" });
    number.addEventListener("input", () => act.typed(name, number.value));
    const more = element("button", { type: "button", "aria-label": `${speech.t(key)} +1`, text: `+1 (${k + 1})`, onclick: () => act.vote(name, 1) });
    return element("span", { class: "vote" }, element("label", { for: id, text: speech.t(key) }), number, more);
  });
}

function tries(app, act) {
  const { recorded } = app.source;
  const there = (app.scenario.tries || []).filter((each) => !recorded || recorded.has(each.recipe));
  return there.map((each) =>
    element("button", { type: "button", class: "strong", text: app.speech.of(each.label), onclick: () => act.attempt(each.recipe) }),
  );
}

const SHEETS = {
  question: (app) => [ask(app.scenario[app.lang].question), element("p", { text: app.speech.t("write_first") })],
  predict: (app, act) => [
    ask(app.scenario[app.lang].question),
    element("p", { text: `${app.speech.t("write_first")} ${app.speech.t("cards_up")}` }),
    element("div", { class: "row" }, ...voteRow(app, act), element("span", { class: "quiet", text: app.speech.t("vote_hint") })),
  ],
  try: (app, act) => [
    ask(app.scenario[app.lang].try),
    element("div", { class: "row" }, element("span", { text: tokensText(app) }), ...tries(app, act)),
  ],
  discuss: (app) => [
    ask(app.scenario[app.lang].caveat),
    element("p", { text: app.speech.of(app.catalogue.notices.model) }),
  ],
};

function tokensText(app) {
  const left = Math.max(0, TOKENS - tokensSpent(app.recipe, app.catalogue.levers));
  return app.speech.t("tokens_left", { left, all: TOKENS });
}

/** Show the sheet of the step, or none. `act`: vote, typed, attempt. */
export function showOverlay(app, act) {
  const holder = byId("overlay");
  const name = stepName(app);
  const sheet = app.sheet ? SHEETS[name] : null;
  holder.hidden = !sheet;
  document.documentElement.dataset.step = name;
  if (!sheet) {
    holder.dataset.key = "";
    return;
  }
  const key = [name, app.lang, app.scenario.id, name === "try" ? tokensText(app) : "", app.scenario.tries ? app.scenario.tries.length : 0].join("|");
  if (holder.dataset.key === key) return refreshVotes(app);
  holder.dataset.key = key;
  holder.replaceChildren(...sheet(app, act));
}

function refreshVotes(app) {
  for (const [name] of ANSWERS) {
    const box = byId(`vote-${name}`);
    if (box && document.activeElement !== box) box.value = String(app.votes[name]);
  }
}
