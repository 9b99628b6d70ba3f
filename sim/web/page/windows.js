// One dialog for help, sharing, exporting: text and buttons, closed by Escape.

import { byId, element } from "./element.js";
import { slideOf } from "./slide.js";
import { recipeText } from "./recipe.js";
import { SLOTS } from "./run.js";

/** Show the dialog with a title and its content. */
export function openWindow(app, title, ...content) {
  const box = byId("window");
  const close = element("button", { type: "button", class: "close", text: app.speech.t("close"), onclick: () => box.close() });
  box.replaceChildren(element("header", {}, element("h2", { id: "window-title", text: title }), close), element("div", { class: "content", tabindex: 0, role: "region", "aria-label": title }, ...content));
  if (!box.open) box.showModal();
  return box;
}

const KEYS = [
  ["space", "play_pause"], ["← →", "days"], ["R", "same"], ["N", "new"], ["1 … 9", "playlist"], ["1 … 4", "votes"],
  ["P", "presenter"], ["H", "blind"], ["V", "variant"], ["E", "levers"], ["F", "full"], ["L", "language"], ["C", "chart"], ["B", "blank"], ["?", "help"],
  ["PageUp / PageDown", "steps"], ["Esc", "sheet"],
];

/** Help: keys, the pictures, and what this model does not say. */
export function openHelp(app) {
  const { speech, catalogue } = app;
  const rows = KEYS.map(([key, name]) => element("tr", {}, element("th", { scope: "row", text: key === "space" ? speech.t("keys_space") : key }), element("td", { text: speech.t(`keys_${name}`) })));
  const not = catalogue.notices.not_said.map((each) => element("li", { text: speech.of(each) }));
  const pictures = ["key_pile", "key_strain", "key_alert", "key_seat", "key_fresh", "key_more", "key_heat", "key_move", "key_curve", "key_shock_sign", "key_staged_sign", "key_change_sign"];
  openWindow(
    app,
    speech.t("help"),
    element("h3", { text: speech.t("help_not_said") }),
    element("ul", { class: "not-said" }, ...not),
    element("p", { text: speech.of(catalogue.notices.model) }),
    element("p", { class: "notice", text: speech.of(catalogue.notices.strain) }),
    element("h3", { text: speech.t("help_pictures") }),
    element("ul", {}, ...pictures.map((name) => element("li", { text: speech.t(name) }))),
    element("h3", { text: speech.t("help_keys") }),
    element("table", { class: "keys" }, element("tbody", {}, ...rows)),
  );
}

/** The address of this very run. */
export function addressOf(app, place) {
  const address = new URL(place.href);
  address.search = "";
  address.hash = "";
  const mark = address.protocol === "file:" ? "#" : "?";
  return `${address.href}${mark}recipe=${recipeText(app.recipe)}&lang=${app.lang}`;
}

function copyRow(app, label, text) {
  const id = `copy-${label}`;
  const field = element("input", { type: "text", id, readonly: true, value: text, class: "wide" });
  const button = element("button", { type: "button", text: app.speech.t("copy") });
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      document.execCommand("copy");
    }
    button.textContent = app.speech.t("copied");
  });
  return element("div", { class: "copy" }, element("label", { for: id, text: app.speech.t(label) }), field, button);
}

/** Share: the address, the recipe, the command that gives the same numbers. */
export function openShare(app) {
  const recipe = recipeText(app.recipe);
  const imported = recipe.includes("~chart:");
  openWindow(
    app,
    app.speech.t("share"),
    element("p", { text: app.speech.t(imported ? "share_imported" : "share_says") }),
    copyRow(app, "share_address", addressOf(app, window.location)),
    copyRow(app, "share_recipe", recipe),
    copyRow(app, "share_replay", `treillis replay "${recipe}"`),
  );
}

/** Series of the run as a table: day, then each outcome of both slots. */
export function seriesTable(run) {
  const names = Object.keys(run.series.left || {});
  const head = ["day", ...SLOTS.flatMap((slot) => names.map((name) => `${slot}.${name}`))];
  const days = run.begin.days;
  const cell = (value) => (Number.isFinite(value) ? String(Number(value.toFixed(6))) : "");
  const rows = Array.from({ length: days }, (_, day) => [day, ...SLOTS.flatMap((slot) => names.map((name) => cell(run.series[slot][name][day])))].join(","));
  return [head.join(","), ...rows].join("\n") + "\n";
}

function download(name, blob) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function downloadPicture(app) {
  slideOf(app).toBlob((blob) => download(`treillis-${app.scenario.id}.png`, blob));
}

/** How to make the offline file; a real company's structure stays on this machine. */
function offlineRows(app) {
  const recipe = recipeText(app.recipe);
  if (recipe.includes("~chart:")) return [element("p", { text: app.speech.t("export_imported") })];
  const command = `treillis export "${recipe}" -o ${app.scenario.id}.html`;
  return [element("p", { text: app.speech.t("export_offline") }), copyRow(app, "export_command", command)];
}

/** Export: numbers, picture, and the command for the offline file. */
export function openExport(app) {
  const { speech, scenario } = app;
  const numbers = () => download(`treillis-${scenario.id}.csv`, new Blob([seriesTable(app.run)], { type: "text/csv" }));
  openWindow(
    app,
    speech.t("export"),
    element("div", { class: "row" },
      element("button", { type: "button", text: speech.t("export_numbers"), onclick: numbers }),
      element("button", { type: "button", text: speech.t("export_picture"), onclick: () => downloadPicture(app) })),
    ...offlineRows(app),
  );
}
