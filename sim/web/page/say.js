// Saying things in one of two languages; numbers by Intl.

import { WORDS } from "./words.js";

const COLUMN = { fr: 0, en: 1 };
const REGION = { fr: "fr-FR", en: "en-GB" };

/** Apostrophes and quotes as printers set them; in French a space no line ends at before high punctuation and inside guillemets. */
function typeset(text, lang) {
  const curly = text.replace(/(\p{L})'/gu, "$1\u2019");
  if (lang === "fr") return curly.replace(/ ([:;?!»%])/g, "\u00A0$1").replace(/« /g, "«\u00A0");
  return curly.replace(/(^|[\s(])"/g, "$1\u201C").replace(/"/g, "\u201D");
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Everything said in one language: `t` of a key, `of` a {fr, en}, `fill` of a plain text, `number` with its digits. */
export function speaker(lang, letters = { A: "A", B: "B" }) {
  const formats = new Map();
  const format = (digits) => {
    if (!formats.has(digits)) {
      const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
      formats.set(digits, new Intl.NumberFormat(REGION[lang], options));
    }
    return formats.get(digits);
  };
  return {
    lang,
    t: (key, values = {}) => {
      if (!(key in WORDS)) throw new Error(`no string ${key}`);
      return typeset(filled(WORDS[key][COLUMN[lang]], { ...letters, ...values }), lang);
    },
    of: (said, values = {}) => (said ? typeset(filled(said[lang] ?? "", { ...letters, ...values }), lang) : ""),
    fill: (text) => typeset(filled(text, letters), lang),
    number: (value, digits = 0) => format(digits).format(Object.is(value, -0) ? 0 : value),
    percent: (share) => new Intl.NumberFormat(REGION[lang], { style: "percent" }).format(share),
    date: (day) => new Intl.DateTimeFormat(REGION[lang], { dateStyle: "long" }).format(day),
  };
}

/** Day and week as the room counts them: weeks of five working days, from 1. */
export function weekOf(day) {
  return Math.floor(day / 5) + 1;
}

/** Digits a lever's step needs. */
export function digitsOf(step) {
  return Math.min(2, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
}
