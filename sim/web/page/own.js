// Windows that make a recipe: one's own chart, and the preparation sheet.

import { BadTable, pseudonymised } from "./csv.js";
import { element } from "./element.js";
import { openWindow } from "./windows.js";
import { plain } from "./recipe.js";
import { Refused } from "./live.js";

const OWN = "your-organisation";

function ownSeed(app) {
  const found = app.catalogue.scenarios.find((each) => each.id === OWN);
  return found ? found.seed : 1;
}

const CHANGE = "@80:right.culture.clarity:0.85:40"; // so that A and B differ from the start; the room may choose another

/** The recipe of one's own organisation: chart, assumed values, and a change in B. */
export function ownRecipe(app, values) {
  const chart = app.session.chart ? [`chart:${app.session.chart.chart}`] : [];
  const parts = Object.keys(values).sort().map((key) => `${key}:${typeof values[key] === "number" ? plain(values[key]) : values[key]}`);
  return [OWN, ownSeed(app), ...chart, ...parts, CHANGE].join("~");
}

async function readChart(app, file) {
  const limit = (app.session.limits || {}).chart_bytes || 1_000_000;
  if (file.size > limit) {
    throw new BadTable({ fr: `Fichier trop grand (au plus ${limit} octets).`, en: `File too large (${limit} bytes at most).` });
  }
  const bytes = await file.arrayBuffer();
  let text = new TextDecoder("utf-8").decode(bytes);
  if (text.includes("\uFFFD")) text = new TextDecoder("windows-1252").decode(bytes);
  return app.source.chart(pseudonymised(text, app.session.headers).text);
}

function chartSays(app, chart) {
  const notes = (chart.notes || []).map((each) => element("li", { text: app.speech.of(each) }));
  return [element("p", { text: app.speech.t("own_loaded", { people: chart.people, groups: (chart.groups || []).length }) }), element("ul", {}, ...notes)];
}

/** Load people.csv; it is read here, names never leave the page. `open` shows a recipe. */
export function openOwn(app, open) {
  const { speech } = app;
  const says = element("div", { role: "status", class: "says" });
  const go = element("button", { type: "button", class: "strong", text: speech.t("own_go"), disabled: !app.session.chart });
  const field = element("input", { type: "file", id: "people", accept: ".csv,.tsv,.txt,.json,text/csv", disabled: app.source.offline });
  field.addEventListener("change", async () => {
    if (!field.files.length) return;
    try {
      app.session.chart = await readChart(app, field.files[0]);
      says.replaceChildren(...chartSays(app, app.session.chart));
      go.disabled = false;
    } catch (problem) {
      if (!(problem instanceof BadTable || problem instanceof Refused)) throw problem;
      says.replaceChildren(element("p", { class: "wrong", role: "alert", text: speech.of(problem.says) }));
    }
  });
  const box = openWindow(
    app,
    speech.t("own"),
    element("p", { text: speech.t("own_says") }),
    element("p", { class: "chip own", text: speech.of(app.catalogue.notices.imported) }),
    element("label", { class: "file", for: "people" }, speech.t("own_file"), field),
    says,
    app.source.offline ? element("p", { class: "wrong", text: speech.t("own_offline") }) : null,
    go,
  );
  if (app.session.chart) says.replaceChildren(...chartSays(app, app.session.chart));
  go.addEventListener("click", () => {
    box.close();
    open(ownRecipe(app, {}));
  });
}

function questionRow(question, k, lang) {
  const options = question.options.map((each, place) =>
    element("label", { class: "choice" }, element("input", { type: "radio", name: question.id, value: place }), ` ${each[lang]}`),
  );
  return element("fieldset", { "data-question": question.id }, element("legend", { text: `${k + 1}. ${question[lang]}` }), ...options);
}

/** Values and assumptions of the options chosen: [{question, option}]. */
export function assumed(preparation, chosen) {
  const options = preparation.flatMap((each) => (each.id in chosen ? [each.options[chosen[each.id]]] : []));
  return { values: Object.assign({}, ...options.map((each) => each.sets)), assumes: options.map((each) => each.assumes).filter(Boolean) };
}

/** The preparation sheet: ten questions make a recipe, its assumptions listed. */
export function openSheet(app, open) {
  const { speech, catalogue, lang } = app;
  const list = element("ul", { class: "assumes", role: "status" });
  const form = element("form", { class: "sheet" }, ...catalogue.preparation.map((each, k) => questionRow(each, k, lang)));
  const chosen = () => Object.fromEntries([...new FormData(form)].map(([id, place]) => [id, Number(place)]));
  form.addEventListener("change", () => {
    list.replaceChildren(...assumed(catalogue.preparation, chosen()).assumes.map((each) => element("li", { text: speech.of(each) })));
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  const go = element("button", { type: "button", class: "strong", text: speech.t("sheet_go") });
  const box = openWindow(app, speech.t("sheet"), element("p", { text: speech.t("sheet_says") }), form, element("h3", { text: speech.t("sheet_assumes") }), list, go);
  go.addEventListener("click", () => {
    box.close();
    open(ownRecipe(app, assumed(catalogue.preparation, chosen()).values));
  });
}
