// Frames embedded in this file: the same lines, packed; recipes that were not recorded are refused, never replaced in silence.

import { bytesOf, unzipped } from "./arrays.js";
import { Refused } from "./live.js";

const NOT_RECORDED = {
  fr: "Hors ligne : cette combinaison n'a pas été enregistrée dans ce fichier.",
  en: "Offline: this combination was not recorded in this file.",
};
const NO_SERVER = {
  fr: "Hors ligne : charger un organigramme demande « treillis app » sur cette machine.",
  en: "Offline: loading an organisation chart needs \"treillis app\" on this machine.",
};

/** The embedded data, or null where the page is served. */
export function embedded(page) {
  const holder = page.getElementById("treillis-offline");
  return holder && holder.textContent.trim() ? JSON.parse(holder.textContent) : null;
}

/** The embedded source; the same interface as the live one. */
export function bakedSource(data) {
  return {
    offline: true,
    grid: data.grid || null,
    recorded: new Set(Object.keys(data.runs)),
    session: async () => data.session,
    catalogue: async () => JSON.parse(await unzipped(bytesOf(data.catalogue))),
    chart: async () => {
      throw new Refused(NO_SERVER);
    },
    async run(recipe, _from, onLine, signal) {
      const packed = data.runs[recipe];
      if (!packed) throw new Refused(NOT_RECORDED);
      const text = await unzipped(bytesOf(packed));
      if (signal && signal.aborted) return;
      for (const part of text.split("\n")) if (part) onLine(JSON.parse(part));
    },
  };
}
