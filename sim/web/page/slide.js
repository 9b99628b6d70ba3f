// The picture of now as a slide of 16:9: title, day, both organisations named, legend, the story, the notice.

import { dayOf } from "./app.js";
import { element } from "./element.js";
import { INK, LINE, PAPER, SOFT_INK } from "./colour.js";
import { drawPile, penOf } from "./pile.js";
import { FONT, lookOf } from "./pictures.js";
import { formOf, letterOf, slotName, slotsOf, stylesOf } from "./slots.js";
import { layoutOf, sceneOf } from "./scene.js";
import { ribbonSays } from "./tries.js";
import { storyNow } from "./story.js";
import { weekOf } from "./say.js";

export const SLIDE = { width: 1920, height: 1080 };
const EDGE = 48;
const NET = { top: 262, width: (SLIDE.width - 3 * EDGE) / 2, height: 560 };

function put(pen, text, x, y, size, { bold = false, colour = INK, most = SLIDE.width - 2 * EDGE } = {}) {
  pen.font = `${bold ? 600 : 400} ${size}px ${FONT}`;
  pen.fillStyle = colour;
  pen.textAlign = "left";
  pen.textBaseline = "alphabetic";
  let [line, at] = ["", y];
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && pen.measureText(longer).width > most) {
      pen.fillText(line, x, at);
      [line, at] = [word, at + size * 1.2];
    } else line = longer;
  }
  pen.fillText(line, x, at);
  return at;
}

function drawSide(pen, app, slot, k) {
  const x = EDGE + k * (NET.width + EDGE);
  const style = stylesOf(app)[k];
  const own = element("canvas");
  const layout = layoutOf(app.run.structure, formOf(app, slot), NET.width, NET.height, app.blind);
  const scene = sceneOf(app.run, slot, app.moment, layout, !app.scenario.strain);
  drawPile(penOf(own, NET.width, NET.height, 1), scene, { ...lookOf(app, k, NET.width, NET.height, 24), still: true });
  pen.strokeStyle = LINE;
  pen.strokeRect(x, NET.top - 62, NET.width, NET.height + 62);
  pen.fillStyle = style.colour;
  pen.fillRect(x + 16, NET.top - 50, 44, 44);
  pen.textAlign = "center";
  pen.font = `600 32px ${FONT}`;
  pen.fillStyle = PAPER;
  pen.fillText(letterOf(app, slot), x + 38, NET.top - 17);
  put(pen, app.blind ? "" : slotName(app, slot), x + 76, NET.top - 16, 32, { bold: true });
  pen.drawImage(own, x, NET.top);
}

/** Draw the slide on a canvas of its own. */
export function slideOf(app) {
  const { speech, scenario, lang } = app;
  const canvas = element("canvas");
  const pen = penOf(canvas, SLIDE.width, SLIDE.height, 1);
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, SLIDE.width, SLIDE.height);
  const day = dayOf(app);
  put(pen, speech.fill(scenario[lang].title), EDGE, 84, 52, { bold: true });
  const when = speech.t("tape_day", { day, week: weekOf(day) });
  put(pen, [when, ribbonSays(app)].filter(Boolean).join(" · "), EDGE, 132, 30, { colour: SOFT_INK });
  slotsOf(app).forEach((slot, k) => drawSide(pen, app, slot, k));
  const keys = ["key_pile", "key_heat", ...(scenario.strain ? ["key_strain", "key_alert"] : []), "key_decided"];
  put(pen, keys.map((name) => speech.t(name)).join(" · "), EDGE, 868, 24, { colour: SOFT_INK });
  put(pen, storyNow(app), EDGE, 940, 34, { bold: true });
  const notices = app.catalogue.notices;
  put(pen, `${scenario.strain ? `${speech.of(notices.strain)} ` : ""}${speech.of(notices.model)} · Treillis`, EDGE, 1046, 22, { colour: SOFT_INK });
  return canvas;
}
