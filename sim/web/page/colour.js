// Colours: one a form, four for strain (and none beyond), everything readable without telling red from green.

export const FORM_COLOUR = { mechanical: "#1E3A8A", organic: "#0D8B7D" };
export const FORM_PALE = { mechanical: "#A9B4D6", organic: "#A3CFCA" };
export const STRAIN = ["#FFF3C4", "#FDB863", "#E8601C", "#A01010"];
export const INK = "#1F2937";
export const SOFT_INK = "#4B5563";
export const LINE = "#C3C9D2";
export const SHOCK = "#6D28D9";
export const CHANGE = "#9D174D";
export const PAPER = "#FFFFFF";

/** Colour of a strain from 0 to 1; the scale ends at the fourth colour. */
export function strainColour(strain) {
  const at = Math.max(0, Math.min(1, strain)) * (STRAIN.length - 1);
  const low = Math.min(Math.floor(at), STRAIN.length - 2);
  return mixed(STRAIN[low], STRAIN[low + 1], at - low);
}

/** A colour between two, `share` of the way. */
export function mixed(from, to, share) {
  const parts = [1, 3, 5].map((at) => {
    const a = parseInt(from.slice(at, at + 2), 16);
    const b = parseInt(to.slice(at, at + 2), 16);
    return Math.round(a + (b - a) * share);
  });
  return `rgb(${parts.join(",")})`;
}

/** How a slot is drawn: its form's colour; dashed if organic, or if it is the second of two alike. */
export function slotStyle(slots, k) {
  const form = slots[k].form === "organic" ? "organic" : "mechanical";
  const alike = slots.length === 2 && slots[0].form === slots[1].form;
  const dashed = alike ? k === 1 : form === "organic";
  return { colour: FORM_COLOUR[form], pale: FORM_PALE[form], dash: dashed ? [8, 5] : [], alike };
}

/** In blind mode the form must not show: grey, solid and dashed. */
export function blindStyle(k) {
  return { colour: k ? "#57534E" : "#0F172A", pale: "#A8A29E", dash: k ? [8, 5] : [], alike: true };
}
